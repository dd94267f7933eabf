"""What single cells of a hardware BOM table mean: numbers of pieces, part numbers, makers, parts left off the board."""

from __future__ import annotations

import re
from functools import lru_cache

from bom_parsers.bom import is_no_party
from bom_parsers.hbom.headings.vocabulary import vocabulary

NOBODY = ("nobody", "not_fitted", "not_fitted_short")  # the cells of headings.toml that name no maker and no part
# Between words: each with blanks around it, which are looked at one by one, for a run of 40,000 may stand there.
SLASH = r"(?<=\s)/(?=\s)"
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
        is_no_party(p) or any(p in cells[kind] for kind in NOBODY) or not any(map(str.isalnum, p)) for p in pieces
    )


def is_total(text: str) -> bool:
    """Tell whether the cell names a sum: "Total", "Subtotal:", "Total Qty." and the like."""
    return re.sub(r"[\W\d_]+", " ", text).strip().casefold() in vocabulary().cells["total"]


def quantity(text: str) -> float | None:
    """Return the number in "4", "2 pcs", "1,5", "1,000" (a thousand) or "3x"; None for anything else."""
    match = re.fullmatch(rf"(?i)(\d{{1,12}}|\d{{1,3}}(?:[ ,'’]\d{{3}})+|\d*[.,]\d+)(?:[.]0*)?\s*{UNIT}", text.strip())
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
    for separator in (r"[\r\n]+", r"[;~]", rf"{SLASH}|(?<=\s)\|(?=\s)|(?<=\s)or(?=\s)", r",\s+"):
        pieces = [clean(piece).rstrip(",") for piece in re.split(separator, text.strip()) if piece.strip(" ,;")]
        if len(pieces) > 1 and all(looks_like_mpn(p) or (separator == r"[\r\n]+" and " " not in p) for p in pieces):
            return pieces
    return [clean(text)]


def paired(makers: str, numbers: str, separator: str) -> list[tuple[str, str]]:
    """Return maker and part number of each of several sources in two cells; [] unless both cells list as many.

    Lines, ";" and "~" are between first and second source, "|" between the parts of a set that is used together (KiCost's
    way). Without a separator commas and " / " are tried, which makers write into names and numbers too.
    """
    if not separator:
        return listed_pairs(makers, numbers)
    names, parts = (
        [clean(piece) for piece in re.split(r"\r\n|\r|\n" if separator == "\n" else re.escape(separator), text.strip())]
        for text in (makers, numbers)
    )
    if len(names) < 2 or len(names) != len(parts) or not all(names):
        return []
    return list(zip(names, parts, strict=True))


def listed_pairs(makers: str, numbers: str) -> list[tuple[str, str]]:
    """Return maker and part number of each source that two cells list between commas or " / "; [] unless that is certain."""
    for separator in (r",\s+", SLASH):
        names, parts = ([clean(p) for p in re.split(separator, text.strip())] for text in (makers, numbers))
        if len(names) == len(parts) > 1 and all(map(looks_like_mpn, parts)) and not any(map(is_suffix, names)):
            return list(zip(names, parts, strict=True))
    return []


def is_suffix(name: str) -> bool:
    """Tell whether a name is only the end of one: "Inc.", "Co"."""
    return not name or bool(
        re.fullmatch(r"(?i)(?:inc|ltd|llc|co|corp|corporation|limited|gmbh|ag|sa|bv|plc|usa|america)\W*", name)
    )


def makers_and_numbers(text: str) -> list[tuple[str, str]]:
    """Return maker and part number of each source in one cell, "Micron MTFC4GA-1M WT, Kingston EMMC04G-S100"; "" for what lacks.

    A number begins with the first word that has a digit; a maker without one takes the number that follows it.
    """
    pieces = [clean(piece) for piece in re.split(rf"[\r\n;~]+|,\s*|{SLASH}", text) if piece.strip()]
    pairs: list[tuple[str, str]] = []
    for piece in pieces:
        words = piece.split(" ")
        first = next((place for place, word in enumerate(words) if any(c.isdigit() for c in word)), len(words))
        if first == 0 and len(words) > 1 and len(words[0]) < 4 and any(c.isdigit() for c in words[1]):
            first = 1  # "3M 4910"
        maker, number = " ".join(words[:first]).strip(" :-–/"), " ".join(words[first:])
        if pairs and number and not maker and not pairs[-1][1]:
            pairs[-1] = pairs[-1][0], number
        elif pairs and maker and is_suffix(maker) and not pairs[-1][1]:
            pairs[-1] = f"{pairs[-1][0]}, {maker}", number
        else:
            pairs.append((maker, number))
    return pairs


def split_maker(text: str) -> tuple[str, str] | None:
    """Return maker and part number of a cell such as "Nordvik,ERA-6AEB102V"; None unless that is certain.

    "Nordvik, Inc." and "Hafen Co, Ltd" have no digit after the comma: they are one name.
    """
    maker, comma, number = (piece.strip() for piece in text.partition(","))
    if not comma or any(c.isdigit() for c in maker) or not maker:
        return None
    return (maker, number) if "," not in number and looks_like_mpn(number) else None


def says_no(text: str) -> bool:
    """Tell whether a cell under "Fitted" or "DNP" says no; a blank one does."""
    return text.strip().casefold() in vocabulary().cells["no"]
