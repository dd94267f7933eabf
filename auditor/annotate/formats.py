"""The formats of an annotated BOM, apart from its writers so that the help needs none of them."""

from __future__ import annotations

FORMATS = ("cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value")
