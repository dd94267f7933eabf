"""SPDX 3: `json.read` decodes the elements and makes of them what SPDX 2 has.

`forms` brings other forms of JSON-LD and drafts into SPDX's own; `tables` turns elements into packages and relationships.
"""
