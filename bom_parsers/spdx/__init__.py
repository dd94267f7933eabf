"""SPDX 2 in all its notations, and SPDX 3.

A reader for each notation (`json`, `xml`, `yaml`, `rdf/`, `tag_value/`, and `v3/` for SPDX 3) makes a `document.Document`, its
packages column by column (`columns`); `bom.bom_of`, the door that all of them leave by, makes the frames. `archive` joins the
documents of a Yocto build.
"""
