"""Byte order marks: the one sign of an encoding that a file carries itself."""

from __future__ import annotations

import codecs
from pathlib import Path

from bom_parsers.errors import InputError

# UTF-32 before UTF-16: its little-endian mark begins with the other's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def is_marked(data: bytes) -> bool:
    """Tell whether `data` begins with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in MARKS))


def marked_encoding(data: bytes) -> str | None:
    """Return the encoding whose mark `data` begins with, by the name that takes the mark off in decoding; None without one."""
    encoding = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    return "utf-8-sig" if encoding == "utf-8" else encoding[:6] if encoding else None


def silent_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in, None for any other bytes.

    In tables and documents every second byte of blanks, commas and digits is nought, and always the same one of two.
    """
    head = data[:4096]
    if b"\0" not in head or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 20 < len(head):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    try:
        return encoding if "\0" not in data.decode(encoding) else None
    except UnicodeDecodeError:
        return None


def marked_text(data: bytes, path: Path) -> str | None:
    """Return the text of `data` if it begins with a byte order mark, else None.

    Raises InputError where the bytes are not what their mark says.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                place, found = f"byte {error.start + len(mark)}", f"bytes that are not {encoding}"
                expected = f"{encoding} text as its byte order mark says"
                raise InputError(path, place, found, expected, "save it again as UTF-8") from error
    return None


def unmarked(data: bytes, path: Path) -> bytes:
    """Return `data` as UTF-8 without byte order mark where it begins with one, or is in UTF-16; other bytes as they are."""
    text = marked_text(data, path)
    if text is None and (encoding := silent_utf16(data)):
        return data.decode(encoding).encode("utf-8")
    return data if text is None else text.encode("utf-8")
