"""What single cells of a hardware BOM table mean: numbers of pieces, part numbers, makers, parts left off the board."""

from __future__ import annotations

import re
from functools import lru_cache

from bom_parsers.bom import is_no_party
from bom_parsers.hbom.headings.vocabulary import vocabulary

UNIT = r"(?:x|×|pcs?|pces?|pieces?|st(?:ü|u|ue)?ck|stk|ea|each|units?|no|个|只|片|個|pz|pzas?|uds?|un)?\.?"


def clean(text: str) -> str:
    """Return the text with line ends and runs of blanks as single blanks."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)  # a BOM names the same makers again and again
def is_nobody(text: str) -> bool:
    """Tell whether a cell names no maker and no part: blank, "N/A", "any", "DNP", "_" and the like, also several of them.

    A text of signs only stands for nothing: KiCad writes "~" for an empty field, people write "_", "*" or "...".
    """
    pieces = [piece.strip().casefold() for piece in re.split(r"[,;]", text)]
    cells = vocabulary().cells
    return all(
        is_no_party(p) or p in cells["nobody"] or p in cells["not_fitted"] or not any(map(str.isalnum, p))
        for p in pieces
    )


def is_total(text: str) -> bool:
    """Tell whether the cell names a sum: "Total", "Subtotal:", "Total Qty." and the like."""
    return re.sub(r"[\W\d_]+", " ", text).strip().casefold() in vocabulary().cells["total"]


def quantity(text: str) -> float | None:
    """Return the number in "4", "2 pcs", "1,5", "1,000" (a thousand) or "3x"; None for anything else."""
    match = re.fullmatch(rf"(?i)\s*(\d{{1,12}}|\d{{1,3}}(?:[ ,'’]\d{{3}})+|\d*[.,]\d+)(?:[.]0*)?\s*{UNIT}\s*", text)
    if not match:
        return None
    number = match[1]
    if re.fullmatch(r"[1-9]\d{0,2}(?:[ ,'’]\d{3})+", number):
        return float(re.sub(r"\D", "", number))
    return float(number.replace(",", "."))


def looks_like_mpn(text: str) -> bool:
    """Tell whether the text can only be a part number: no blank, at least five characters, a digit among them."""
    return bool(re.fullmatch(r"[^\s,;]{5,}", text)) and any(c.isdigit() for c in text) and "://" not in text


def split_mpns(text: str) -> list[str]:
    """Return the part numbers of one cell: one a line, or between ";", " / ", " or ", or ", " if all are such.

    "74HC595D,118" and "MSS1P4-M3/89A" are one number each: makers write "," and "/" into theirs.
    """
    for separator in (r"[\r\n]+", r"\s*;\s*", r"\s+/\s+|\s+\|\s+|\s+or\s+", r",\s+"):
        pieces = [clean(piece).rstrip(",") for piece in re.split(separator, text.strip()) if piece.strip(" ,;")]
        if len(pieces) > 1 and all(looks_like_mpn(p) or (separator[0] == "[" and " " not in p) for p in pieces):
            return pieces
    return [clean(text)]


def paired(makers: str, numbers: str, separator: str) -> list[tuple[str, str]]:
    """Return maker and part number of each of several sources in two cells; [] unless both cells list as many.

    Lines and ";" are between first and second source, "|" between the parts of a set that is used together (KiCost's way).
    """
    names, parts = (
        [clean(piece) for piece in re.split(r"\r\n|\r|\n" if separator == "\n" else re.escape(separator), text.strip())]
        for text in (makers, numbers)
    )
    if len(names) < 2 or len(names) != len(parts) or not all(names):
        return []
    return list(zip(names, parts, strict=True))


def split_maker(text: str) -> tuple[str, str] | None:
    """Return maker and part number of a cell such as "Nordvik,ERA-6AEB102V"; None unless that is certain.

    "Nordvik, Inc." and "Hafen Co, Ltd" have no digit after the comma: they are one name.
    """
    maker, comma, number = (piece.strip() for piece in text.partition(","))
    if not comma or any(c.isdigit() for c in maker) or not maker:
        return None
    return (maker, number) if "," not in number and looks_like_mpn(number) else None


@lru_cache(maxsize=1)
def not_fitted_words() -> re.Pattern[str]:
    """Return the pattern that finds a mark such as DNP as a word of its own."""
    marks = sorted((re.escape(mark) for mark in vocabulary().cells["not_fitted"]), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(marks)})(?![^\W_])")


def is_marked_not_fitted(text: str) -> bool:
    """Tell whether the cell as a whole says that the part is left off: "DNP", "not fitted", "未実装"."""
    return text.strip().casefold() in vocabulary().cells["not_fitted"]


def mentions_not_fitted(text: str) -> bool:
    """Tell whether a word of the cell says that the part is left off, as in "DNP 47u"."""
    return bool(not_fitted_words().search(text.casefold()))


def says_no(text: str) -> bool:
    """Tell whether a cell under "Fitted" or "DNP" says no; a blank one does."""
    return text.strip().casefold() in vocabulary().cells["no"]
