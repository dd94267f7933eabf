"""CSV, some whole records at a time, without reading what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bom_parsers.carriers.encoding import is_marked, silent_utf16

PART_BYTES = 16 << 20  # of text that is read at a time
LONGEST_RECORD = 1 << 20  # bytes; those of GLEIF have some thousand
UTF8_MARK = b"\xef\xbb\xbf"


class IrregularError(Exception):
    """A text that is no CSV of which records can be told apart by their quotes alone."""


def record_texts(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield texts of some PART_BYTES of whole records, each headed by the first line of all.

    A record ends at an end of a line before which quotes are even. Raises IrregularError where there is none for too long, and
    for a text that is not in UTF-8 by its marks.
    """
    first = next(pieces, b"").removeprefix(UTF8_MARK)
    if is_marked(first) or silent_utf16(first):
        raise IrregularError
    held, size, heading = list[bytes](), 0, b""
    for piece in chain([first], pieces):
        held.append(piece)
        size += len(piece)
        if size < PART_BYTES:
            continue
        text = b"".join(held)
        held = [text]
        if cut := _end_of_a_record(text):
            yield heading + text[:cut]
            heading = heading or text[: text.find(b"\n") + 1]
            held, size = [text[cut:]], len(text) - cut
    rest = b"".join(held)
    if rest or not heading:
        yield heading + rest


def _end_of_a_record(text: bytes) -> int:
    """Return where the last record ends that is whole; 0 where none does yet."""
    before, at = text.count(b'"'), len(text)
    while (end := text.rfind(b"\n", 0, at)) >= 0 and len(text) - end <= LONGEST_RECORD:
        before -= text.count(b'"', end, at)
        if before % 2 == 0:
            return end + 1
        at = end
    if len(text) > PART_BYTES + LONGEST_RECORD:
        raise IrregularError
    return 0
