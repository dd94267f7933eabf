"""What single cells of a purchasing department's list mean: a heading, a country, an identifier, or a name that is nobody's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from auditor.entities.identifiers.countries import country_called
from auditor.entities.identifiers.forms import SCHEMES, canonical, check, proves_itself
from auditor.entities.identifiers.labels import folded
from auditor.entities.identifiers.vat_numbers import WITH_CHECK_DIGITS
from auditor.entities.names.bilingual import parts
from auditor.entities.suppliers.table import FACTS

NAMING = ("name", "vendor", "plain_name")  # the fields that may hold the names, the best first
LONGEST = 300  # signs of a name with another in it; patterns take too long on a text without end
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV/0!|NULL!|NUM!|ZAHL!)", re.IGNORECASE)
_LOST = re.compile(r"�|\w\?\w|Ã[\x80-\xbf¤¶¼Ÿ„–œ©¨¡³±]")
_SEPARATORS = r"[/|,:;()\[\]\n\u2013\u2014-]"


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("auditor.entities.suppliers").joinpath("purchasing_list.toml").read_text("utf-8"))


@cache
def headings() -> Mapping[str, tuple[str, int]]:
    """Return for each heading, folded, its field and its rank among the field's spellings, the best being 0.

    The columns of a list that states facts are fields too.
    """
    fields = _tables()["headings"]
    own = {folded(column): (column, 0) for column in FACTS}
    return own | {folded(text): (field, rank) for field, texts in fields.items() for rank, text in enumerate(texts)}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(folded(word) for word in _tables()["names"][kind])


def heading_meaning(cell: str) -> tuple[str, int] | None:
    """Return the field and the rank of a heading, in one language or in two; None if it is not known.

    What stands in brackets may be left out, unless the heading is of a contact, a customer or a bank.
    """
    known = headings()
    if found := known.get(folded(cell)):
        return found
    if re.search(r"contact|person|partner\b|buyer|customer|kunde|bank|kontakt|联系|客户|担当", cell, re.IGNORECASE):
        return None
    if found := known.get(folded(re.sub(r"[(\[（【].*?[)\]）】]", "", cell))):
        return found
    pieces = [piece for piece in re.split(r"[/|\n（(]", cell) if folded(piece)]
    if len(pieces) == 1:
        pieces = list(parts(cell))
    means = [known.get(folded(piece)) for piece in pieces]
    found_all = [(piece, meaning) for piece, meaning in zip(pieces, means, strict=True) if meaning]
    unknown = [piece for piece, meaning in zip(pieces, means, strict=True) if not meaning]
    fields = {"name" if meaning[0] in NAMING else meaning[0] for _, meaning in found_all}
    if len(fields) != 1 or any(piece.isascii() == found_all[0][0].isascii() for piece in unknown):
        return None
    return min(
        (meaning for _, meaning in found_all),
        key=lambda meaning: (NAMING.index(meaning[0]) if meaning[0] in NAMING else 0, meaning[1]),
    )


@lru_cache(maxsize=4_096)  # a list names the same countries again and again
def country_named(cell: str) -> str | None:
    """Return the ISO alpha-2 code of the country a cell names: a code, a name, or several that agree. None if it is not sure."""
    if code := country_called(cell):
        return code
    pieces = [piece.strip() for piece in re.split(_SEPARATORS, cell) if folded(piece)]
    if len(pieces) == 1:
        code_first = re.fullmatch(r"([A-Z]{2,3})\s+(.+)", cell.strip())
        code_last = re.fullmatch(r"(.+)\s+([A-Z]{2,3})", cell.strip())
        pieces = list((code_first or code_last).groups()) if code_first or code_last else list(parts(cell))  # type: ignore[union-attr]
    codes = {country_called(piece) for piece in pieces}
    return codes.pop() if len(codes) == 1 and len(pieces) > 1 else None


@dataclass(frozen=True)
class Identifier:
    """An identifier as typed with its `scheme`, "" where it cannot be used; `note` is for the reader of the list, or ""."""

    scheme: str
    text: str
    note: str = ""
    severity: str = "warning"


def identifier(column: str, cell: str, home: str | None) -> Identifier:
    """Return what a cell under the heading of the scheme `column` is; "tax" is a column of any scheme.

    `home` is the row's country. Another scheme than the column's is recognized where the check digits fit exactly one.
    """
    text = cell.strip().lstrip("'").strip()
    if constant := re.fullmatch(r'="([^"]*)"', text):
        text = constant[1].strip()  # how a CSV file keeps a spreadsheet from dropping zeros
    if _SCIENTIFIC.fullmatch(text):
        return Identifier("", text, f"a spreadsheet has rounded it to {text}; not used")
    pieces = list(dict.fromkeys([text, *_pieces(text)]))
    if column != "tax":
        fitting = [piece for piece in pieces if check(column, piece).value is not None]
        if fitting:
            several = (
                f"{len(fitting)} are given; {fitting[0]!r} is used" if len(fitting) > 1 and text not in fitting else ""
            )
            return Identifier(column, fitting[0], several)
        if column == "vat" and home in WITH_CHECK_DIGITS and check("vat", f"{home}{canonical('vat', text)}").value:
            whole = f"{home}{canonical('vat', text)}"
            return Identifier(
                "vat", whole, f"{text!r} has no letters of a country; its check digits fit {whole}", "info"
            )
    found = [(scheme, piece) for piece in pieces for scheme in _schemes(piece, home)]
    if len({scheme for scheme, _ in found}) == 1:
        scheme, piece = found[0]
        return Identifier(
            scheme, piece, f"{piece!r} is {SCHEMES[scheme].name} by its check digits; read as such", "info"
        )
    if column == "tax":
        return Identifier("", text, f"{text!r} is no identifier of a known scheme; not used", "info")
    return Identifier(column, text, f"{text!r} cannot be used: {_fault(column, text)}")


def _pieces(text: str) -> list[str]:
    """Return what may be an identifier in a cell with several of them or with words before it."""
    split = [piece.strip() for piece in re.split(r"[;,|/:\n()]|(?<=\.)\s", text)]
    return [piece for piece in (*split, *(word for piece in split for word in piece.split()[-1:])) if piece]


def _schemes(text: str, home: str | None) -> list[str]:
    """Return the schemes whose check digits fit; a number of a country's own scheme is none under another country."""
    return [
        scheme
        for scheme, of in SCHEMES.items()
        if proves_itself(scheme, text) and (of.country is None or home in (None, of.country))
    ]


def _fault(scheme: str, text: str) -> str:
    plain = canonical(scheme, text)
    if scheme in ("uscc", "lei") and re.fullmatch(r"\d{15,17}0+", plain):
        return "a spreadsheet has rounded it to 15 digits"
    if scheme in ("inn", "ogrn", "cage") and check(scheme, f"0{plain}").value is not None:
        return f"{check(scheme, text).reason}; a spreadsheet may have dropped a zero at its beginning"
    return check(scheme, text).reason


def nobody(name: str) -> str:
    """Return why a name is no person's, in words that follow it: "is a placeholder"; "" if it may be one's."""
    words = [
        word
        for word in (folded(piece) for piece in re.split(r"[^\w.]+|_", re.sub(r"(?i)\bone[- ]time", "onetime", name)))
        if word
    ]
    if not words:
        return "has no letters"
    if _SPREADSHEET_ERROR.fullmatch(name.strip()):
        return "is a spreadsheet's error"
    known = _words("nobody"), _words("one_time")
    if folded(name) in known[0]:
        return "is a placeholder"
    if all(word in known[1] | _words("filler") or word.isdigit() for word in words) and any(
        w in known[1] for w in words
    ):
        return "stands for various or one-time vendors"
    return "stands for various or one-time vendors" if folded(name) in known[1] else ""


def is_total(cell: str) -> bool:
    """Tell whether a cell heads a sum or ends a list: "Total:", "Summe 200", "合计"."""
    return folded(re.sub(r"[\d.,'’]+", "", cell)) in _words("total")


def oddity(name: str) -> str:
    """Return what is odd about how a name has been written to the file, in words that follow it; "" if nothing is."""
    if re.match(r"[=+@-]", name):
        return "begins as a formula does; it is kept as text and not evaluated"
    return "has letters that were lost or garbled on the way into the file" if _LOST.search(name) else ""


@cache
def _former() -> re.Pattern[str]:
    words = sorted(_tables()["names"]["formerly"], key=len, reverse=True)
    before, after = r"(.+?)[\s,;(（\[–-]+", r"(?:[\s:：]+|(?<=[\u4e00-\u9fff]))([^\s:：].*?)[\s)）\]]*"
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, words))}){after}", re.IGNORECASE)


def names_within(name: str) -> tuple[str, ...]:
    """Return the names in a cell that says more than one: "A GmbH (vormals B AG)", "A GmbH c/o C", "A GmbH - gesperrt"."""
    if len(name) > LONGEST:
        return ()
    found = [re.sub(r"[\s,(]+c/o\b.*", "", name, flags=re.IGNORECASE)]
    marked = r"\*+([^*]+)\*+|[(（\[]([^()（）\[\]]+)[)）\]]|\s[–-]\s+([^–-]+)$"
    found[0] = re.sub(marked, lambda m: " " if folded(m[1] or m[2] or m[3]) in _words("annotation") else m[0], found[0])
    if two := _former().fullmatch(found[0]):
        found = [two[1], two[2]]
    clean = [" ".join(text.strip(" ,;*").split()) for text in found]
    return tuple(text for text in dict.fromkeys(clean) if text and text != name)
