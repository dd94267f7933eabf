"""Numbers of radios that stand in the text of a hardware BOM and in nothing that was read of it: a comment, a remark, an
element that no reader knows, a tool, a title.

Readers look where a format has its parts. A radio that stands elsewhere may be a part all the same, so that it is a gap: no
list of places can be complete, and this needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape

import polars as pl

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.errors import printable, quoted
from bom_parsers.hbom.makers_by_number import families, inferred_maker
from bom_parsers.hbom.rows.left_out import pattern

PIECE, OVERLAP = 1 << 19, 100  # bytes that are looked through at once, and twice, so that no number is cut
MOST_NAMED = 3
READ = ("mpn", "name", "description", "version", "group", "refdes", "purl", "cpe", "type")  # not the refs
_BINARY_NUMBER = re.compile(r"[0-9a-fA-F-]{16,}")  # a hash, or a UUID
_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?(?![A-Za-z0-9])")
_LIKE_A_NUMBER = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z]).{4}")
_CUT = re.compile(r"\A[A-Za-z0-9-]*")
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")


def with_numbers_left_out(bom: Bom, contents: Iterable[bytes]) -> Bom:
    """Return `bom`, read of these texts, with a problem that names the numbers of radios that nothing read of it has; the same
    one where there are none, or no hardware."""
    if not (bom.components["kind"] == "hardware").any():
        return bom
    numbers = list(dict.fromkeys(number for content in contents for number in _numbers(content)))
    if not numbers:
        return bom
    known = _known(bom)
    left = [number for number in numbers if number.partition("-")[0].upper() not in known]
    if not left:
        return bom
    named = ", ".join(quoted(printable(number), 60) for number in left[:MOST_NAMED])
    more = ", and others" if len(left) > MOST_NAMED else ""
    stand = "stand" if len(left) > 1 else "stands"
    message = f"{named}{more} {stand} in the text and in no part that was read: it may be a radio that is not listed"
    problems = Rows(PROBLEMS)
    problems.add(kind="text-left-out", severity="warning", message=message, pointer="")
    return replace(bom, problems=pl.concat([bom.problems, problems.frame(bom.name)]))


def _numbers(content: bytes) -> Iterator[str]:
    """Yield the numbers of radios in a text, as they are written."""
    radio = pattern("radio")
    for at in range(0, len(content), PIECE):
        text = content[at : at + PIECE + OVERLAP].decode("utf-8", "replace")
        if at:  # what may have been cut is whole in the piece before
            text = _CUT.sub("", text)
        if "\\u00" in text:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        if "&#" in text:
            text = unescape(text)
        piece = pl.Series([text], dtype=pl.String)
        for written in piece.str.extract_all(_pattern()).explode().drop_nulls().unique(maintain_order=True):
            match = _NUMBER.search(written)
            number = match[0] if match and _LIKE_A_NUMBER.match(match[0]) else ""
            if number and not _BINARY_NUMBER.fullmatch(number) and radio.search(inferred_maker(number)):
                yield number


@lru_cache(maxsize=1)
def _pattern() -> str:
    """Return the pattern of a number of a family whose maker makes radios, with the character before it; for polars."""
    radio = pattern("radio")
    several = "|".join(number for number, maker in families() if radio.search(maker))
    return rf"(?i)(?:^|[^A-Za-z0-9])(?:{several})[A-Za-z0-9-]*"


def _known(bom: Bom) -> str:
    """Return all that was read of parts, and what is reported as left out already, in capitals."""
    texts = [bom.components[name].cast(pl.String) for name in READ]
    texts += [bom.parties["name"], bom.properties["value"]]
    texts.append(bom.problems.filter(pl.col("severity") != "info")["message"])
    return "\n".join(text for column in texts for text in column.drop_nulls().unique()).upper()
