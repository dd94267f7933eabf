"""SPDX 2 in all its forms, archives of linked documents, and SPDX 3 JSON-LD, into the frames of a BOM."""
