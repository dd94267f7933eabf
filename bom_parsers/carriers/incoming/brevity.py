"""Documents of elements that say nothing: refused before a reader makes an object of each.

Three bytes of a text can stand for a component, which takes some hundred bytes in memory, so that ten packed kilobytes would
fill it. What is counted costs one pass over the text, in C.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bom_parsers.errors import InputError, counted
from bom_parsers.limits import ELEMENTS_FROM, by_limit, limits, says_too_little


def values_of_json(text: bytes) -> int:
    """Return about how many members and entries there are in JSON, two of them to an element."""
    return (text.count(b"{") + text.count(b"[") + text.count(b",")) // 2


def elements_of_xml(text: bytes) -> int:
    """Return about how many elements there are in XML, of whatever encoding."""
    return text.count(b"<") - text.count(b"</")


def lines_of_text(text: bytes) -> int:
    """Return how many lines there are in a text."""
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


COUNTED: dict[str, Callable[[bytes], int]] = {"json": values_of_json, "xml": elements_of_xml, "lines": lines_of_text}


def refuse_brevity(text: bytes, notation: str, path: Path) -> None:
    """Raise InputError where the elements of a text ("json", "xml" or "lines") are more than one that says something has.

    Those of other notations are counted by their readers.
    """
    if notation in COUNTED and len(text) > ELEMENTS_FROM:
        check_brevity(COUNTED[notation](text), len(text), path)


def check_brevity(elements: int, size: int, path: Path, place: str = "") -> None:
    """Raise InputError where so many elements stand in `size` bytes that most of them say nothing."""
    if says_too_little(elements, size):
        found = f"{counted(elements, 'element')} in {size:,} bytes, most of which say nothing"
        expected = f"at least {limits().bytes_an_element} bytes for each"
        raise InputError(
            path, place, found, expected, f"if you trust it, lower the limit {by_limit('bytes_an_element')}"
        )
