"""The one error for an input that cannot be used: which file, where in it, what was found, what was expected, what to do."""

from __future__ import annotations

from pathlib import Path


class InputError(ValueError):
    """An input file cannot be used; the text is one line for the person who has to mend it.

    `path` is the file, `place` where in it (a JSON pointer, `line 12`, `Sheet1!B4`, or "" for the whole file),
    `found` and `expected` describe the difference, `remedy` says what to do next.
    """

    def __init__(self, path: Path | str, place: str, found: str, expected: str, remedy: str) -> None:
        self.path, self.place, self.found, self.expected, self.remedy = str(path), place, found, expected, remedy
        where = f"{self.path}: {place}: " if place else f"{self.path}: "
        super().__init__(printable(f"{where}found {found}; expected {expected}; {remedy}"))


def printable(text: str) -> str:
    """Return `text` on one line, with control and text-direction characters shown as escapes.

    A BOM is a stranger's file: what it names must not move the cursor, change colors or reverse the reading order.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in text)
