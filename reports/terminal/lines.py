"""Lines for a terminal: wrapped by the columns that characters take, colored only on request."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reports.visible import shown

STYLES = {
    "bold": "1",
    "dim": "2",
    "prohibited": "1;31",
    "review": "1;33",
    "authorized": "1;36",
    "exempt": "1;34",
    "allowed": "1;32",
    "out_of_scope": "1",
}
NARROWEST = 40


@dataclass(frozen=True)
class Terminal:
    """A terminal `width` columns wide; `color` says whether it takes colors."""

    width: int
    color: bool

    def paint(self, text: str, style: str) -> str:
        """Return harmless `text` in a style of STYLES, or as it is when colors are not wanted."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.color else text

    def lines(self, text: str, first: str = "", rest: str | None = None, style: str = "") -> list[str]:
        """Return `text` made harmless and wrapped; the first line begins with `first`, the others with `rest`."""
        first = shown(first)
        rest = " " * columns(first) if rest is None else shown(rest)
        room = max(self.width, NARROWEST) - max(columns(first), columns(rest))
        # A word that is longer than a line may be broken so that a command begins the next.
        wrapped = [shown(line) for line in wrap(shown(text), max(room, 10))]
        painted = [self.paint(line, style) if style else line for line in wrapped]
        return [(first if n == 0 else rest) + line for n, line in enumerate(painted)]

    def heading(self, title: str, note: str, style: str) -> list[str]:
        """Return a blank line, the title and what it means, and a rule below."""
        title_line = self.lines(note, f"{title}  ") if note else [title]
        painted = self.paint(title, style) + title_line[0][len(title) :]
        return ["", painted, *title_line[1:], self.paint("-" * max(self.width, NARROWEST), "dim")]


def columns(text: str) -> int:
    """Return how many terminal columns `text` takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break `text` at blanks into lines of at most `width` columns, and inside words that are longer than a line."""
    lines, line, used = [], "", 0
    for word in text.split():
        for n, piece in enumerate(_pieces(word, width)):
            needed = columns(piece)
            if line and (n > 0 or used + 1 + needed > width):
                lines.append(line)
                line, used = "", 0
            line, used = (f"{line} {piece}", used + 1 + needed) if line else (piece, needed)
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    if columns(word) <= width:
        return [word]
    pieces, piece, used = [], "", 0
    for character in word:
        needed = _columns_of(character)
        if piece and used + needed > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + character, used + needed
    return [*pieces, piece]


def shorten(text: str, width: int) -> str:
    """Return `text` made harmless and cut to `width` columns, with an ellipsis where something was cut."""
    text = shown(text)
    if columns(text) <= width:
        return text
    kept, used = "", 1
    for character in text:
        used += _columns_of(character)
        if used > width:
            break
        kept += character
    return kept.rstrip() + "…"


def few(names: Iterable[str], limit: int = 3, width: int = 44) -> str:
    """Return the first `limit` different names, each shortened, and how many there are beyond them."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    # "and 1 more" takes as much room as the one name it hides.
    shown = list(counts)[: limit if len(counts) > limit + 1 else limit + 1]
    words = [shorten(name, width) + (f" ×{counts[name]}" if counts[name] > 1 else "") for name in shown]
    left = sum(counts.values()) - sum(counts[name] for name in shown)
    return ", ".join(words) + (f" and {left:,} more" if left else "")
