"""The one error for an input that cannot be used, and how a stranger's text is shown in it and in any other sentence."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path

# Written out, and not `str.isprintable`, whose answer changes with Python's version: equal input must give equal sentences.
# C0, DEL and C1 (cursor and colors), soft hyphen and invisible letters, marks and overrides of text direction, line
# separators, zero-width and tag characters, noncharacters, and lone surrogates, which UTF-8 cannot carry. The same
# characters as in reports/visible.py, which may not import from here; a test holds the two equal.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


class InputError(ValueError):
    """An input file cannot be used; the text is one line for the person who has to mend it.

    `path` is the file, `place` where in it (a JSON pointer, `line 12`, `Sheet1!B4`, or "" for the whole file),
    `found` and `expected` describe the difference, `remedy` says what to do next.
    """

    def __init__(self, path: Path | str, place: str, found: str, expected: str, remedy: str) -> None:
        self.path, self.place, self.found, self.expected, self.remedy = str(path), place, found, expected, remedy
        super().__init__(f"{printable(shortened(self.path, 1000))}: {self.reason}")

    @property
    def reason(self) -> str:
        """Return the text without the name of the file, for whoever knows the file by another name."""
        where = f"{shortened(self.place)}: " if self.place else ""
        return printable(f"{where}found {shortened(self.found)}; expected {self.expected}; {self.remedy}")


def shortened(text: str, longest: int = 400) -> str:
    """Return a text of at most so many characters; one that is cut ends with "..."."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def printable(text: str) -> str:
    """Return `text` on one line, with control, invisible and text-direction characters shown as escapes such as \\x1b.

    A BOM is a stranger's file: what it names must not move the cursor, change colors or reverse the reading order.
    """
    return UNSEEN.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return "1 row", "2,000 rows"; `plural` where it is more than an s. `count` in reports/words.py is its like."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def _without_quotes(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_in_a_list(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_in_a_list(key)}: {_in_a_list(one)}' for key, one in value.items())}}}"
    return repr(value)


def _in_a_list(value: object) -> str:
    return repr(value) if isinstance(value, str) else _without_quotes(value)


def quoted(text: object, longest: int | None = None) -> str:
    """Return a stranger's name or value in quotes, as `repr` writes it, but alike under every version of Python.

    One of more than `longest` characters is cut, and ends with "...". What is not text is written without quotes, days and
    times as in TOML.
    """
    try:
        written = text if isinstance(text, str) else _without_quotes(text)
    except RecursionError:
        written = "a value that is nested too deep to be shown"
    if longest and len(written) > longest:
        written = f"{written[: longest - 3]}..."
    if not isinstance(text, str):
        return printable(written)
    mark = '"' if "'" in written and '"' not in written else "'"
    escaped = written.replace("\\", "\\\\").replace(mark, f"\\{mark}")
    return f"{mark}{printable(escaped)}{mark}"
