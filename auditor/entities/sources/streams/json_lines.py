"""JSON records of a source, a line at a time where it is JSON lines; a JSON document is read whole, within the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from auditor.entities.sources.files import content, json_object, json_records
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.streams.source_file import SourceFile
from bom_parsers.carriers.encoding import is_marked, silent_utf16

LONGEST_LINE = 64 << 20  # bytes; the largest entities of OpenSanctions have some hundred thousand
UTF8_MARK = b"\xef\xbb\xbf"
Line = tuple[int, bytes | None]


def source_records(
    source: SourceFile, expected: str, wrappers: Sequence[str], draft: Draft
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each record, as `files.json_records` does; what is no object is refused in `draft`.

    Raises InputError for what is no JSON at all, and for a JSON document beyond the limits; `expected` is for its text.
    """
    lines = _lines(source.pieces())
    first = list(islice((one for one in lines if one[1] is None or one[1].strip()), 2))
    if len(first) < 2 or first[0][1] is None or _record(first[0][1]) is None:
        yield from json_records(content(source.whole(), source.path, expected), source.path, wrappers, draft)
        return
    for number, line in chain(first, lines):
        record = _record(line) if line is not None else None
        if record is not None:
            yield f"line {number}", record
        elif line is None:
            draft.refuse(f"line {number}", f"a line of more than {LONGEST_LINE:,} bytes", "")
        elif line.strip():
            draft.refuse(f"line {number}", "no JSON object", line.decode("utf-8", "replace"))


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return json_object(line)
    return value if isinstance(value, dict) else None


def _lines(pieces: Iterator[bytes]) -> Iterator[Line]:
    """Yield the number of each line and the line, None for one that is too long; nothing of a text that is not in UTF-8."""
    first = next(pieces, b"").removeprefix(UTF8_MARK)
    if is_marked(first) or silent_utf16(first):
        return
    number, held, size = 1, list[bytes](), 0
    for piece in chain([first], pieces):
        *ends, begun = piece.split(b"\n")
        for end in ends:
            yield number, _joined([*held, end], size)
            number, held, size = number + 1, [], 0
        size += len(begun)
        if size <= LONGEST_LINE:
            held.append(begun)
    if size:
        yield number, _joined(held, size)


def _joined(held: list[bytes], size: int) -> bytes | None:
    return b"".join(held) if size <= LONGEST_LINE else None
