"""Bytes, text and values before they are a BOM, for every family of formats.

`packed` takes off archives, `encoding` and `unmarked_encoding` find out how a text is written, `json_text`, `xml_text` and
`xml_elements` read it, and `lenient` decides what becomes of a value that is not what its place expects.
"""
