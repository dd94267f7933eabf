"""A document as JSON: its own keys and order, for other programs and for rendering again later."""

from __future__ import annotations

import json

from reports.visible import json_visible


def render(document: object) -> str:
    """Return the document as JSON, in the form of `dumps`."""
    return dumps(document)


def dumps(value: object) -> str:
    """Return a value as indented JSON in its own order, ending in a line end.

    The text is always valid UTF-8 and safe to show on a terminal: lone surrogates, control and text-direction
    characters are written as \\uXXXX, and read back as they were. Raises ValueError for a number that is not finite.
    """
    return json_visible(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def line(value: object) -> str:
    """Return a value as JSON on one line, safe as in `dumps`."""
    return json_visible(json.dumps(value, ensure_ascii=False, allow_nan=False))
