"""CycloneDX JSON documents made of the members that a test is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx.json import read

MARKS = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}


def bom_of(**top: Any) -> Bom:
    """Read a document with these members at its top."""
    return read_text(json.dumps(MARKS | top))


def bom_with(**component: Any) -> Bom:
    """Read a document with one component, of these members."""
    return bom_of(components=[{"type": "library", "name": "part", "bom-ref": "part", **component}])


def read_text(text: str | bytes) -> Bom:
    """Read the document in a text."""
    data = text.encode() if isinstance(text, str) else text
    return read(data, Path("unit.cdx.json"), "unit", "f00d")
