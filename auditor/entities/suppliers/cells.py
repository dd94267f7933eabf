"""What single cells of a list of suppliers mean: a country, an identifier, or a name, perhaps nobody's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.entities.identifiers.countries import country_called
from auditor.entities.identifiers.forms import SCHEMES, canonical, check, proves_itself
from auditor.entities.identifiers.labels import folded
from auditor.entities.identifiers.vat_numbers import WITH_CHECK_DIGITS
from auditor.entities.names.bilingual import parts
from auditor.entities.suppliers.words import folded_names_of, names_of
from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import quoted

LONGEST = 300  # signs of a name with another in it; patterns take too long on a text without end
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV/0!|NULL!|NUM!|ZAHL!)", re.IGNORECASE)
_LOST = re.compile(r"�|\w\?\w|Ã[\x80-\xbf¤¶¼Ÿ„–œ©¨¡³±]")
_CODE = re.compile(r"[A-Za-z]{0,4}[-_/.]?\d[\d\-./ ]*")
_CARE_OF = re.compile(r"[\s,(]+c/o\b\W*(.*)", re.IGNORECASE | re.DOTALL)
_SEPARATORS = r"[/|,:;()\[\]\n\u2013\u2014-]"


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
                f"{len(fitting)} are given; {quoted(fitting[0])} is used"
                if len(fitting) > 1 and text not in fitting
                else ""
            )
            return Identifier(column, fitting[0], several)
        if column == "vat" and home in WITH_CHECK_DIGITS and check("vat", f"{home}{canonical('vat', text)}").value:
            whole = f"{home}{canonical('vat', text)}"
            return Identifier(
                "vat", whole, f"{quoted(text)} has no letters of a country; its check digits fit {whole}", "info"
            )
    proven = [(scheme, piece) for piece in pieces for scheme in _schemes(piece, home)]
    if len({scheme for scheme, _ in proven}) == 1:
        scheme, piece = proven[0]
        return Identifier(
            scheme, piece, f"{quoted(piece)} is {SCHEMES[scheme].name} by its check digits; read as such", "info"
        )
    if column == "tax":
        return Identifier("", text, f"{quoted(text)} is no identifier of a known scheme; not used", "info")
    return Identifier(column, text, f"{quoted(text)} cannot be used: {_fault(column, text)}")


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
    reason, expected = check(scheme, text).reason, f"expected {SCHEMES[scheme].expected}"
    return reason if reason == expected else f"{reason}; {expected}"


def nobody(name: str) -> str:
    """Return why a name is no person's, in words that follow it: "is a placeholder"; "" if it may be one's."""
    if is_elsewhere(name):
        return "points to what stands in another cell, which is not looked up"
    words = [
        word
        for word in (folded(piece) for piece in re.split(r"[^\w.]+|_", re.sub(r"(?i)\bone[- ]time", "onetime", name)))
        if word
    ]
    if not words:
        return "has no letters"
    if _SPREADSHEET_ERROR.fullmatch(name.strip()):
        return "is a spreadsheet's error"
    known = folded_names_of("nobody"), folded_names_of("one_time")
    if folded(name) in known[0]:
        return "is a placeholder"
    if all(word in known[1] | folded_names_of("filler") or word.isdigit() for word in words) and any(
        w in known[1] for w in words
    ):
        return "stands for various or one-time vendors"
    return "stands for various or one-time vendors" if folded(name) in known[1] else ""


def is_code(cell: str) -> bool:
    """Tell whether a cell under a heading for names looks like a number that somebody gave: "70012", "K-100"."""
    return _CODE.fullmatch(cell) is not None


def is_total(cell: str) -> bool:
    """Tell whether a cell heads a sum or ends a list: "Total:", "Summe 200", "合计"."""
    return folded(re.sub(r"[\d.,'’]+", "", cell)) in folded_names_of("total")


def oddity(name: str) -> str:
    """Return what is odd about how a name has been written to the file, in words that follow it; "" if nothing is."""
    if re.match(r"[=+@-]", name):
        return "begins as a formula does; it is kept as text and not evaluated"
    return "has letters that were lost or garbled on the way into the file" if _LOST.search(name) else ""


@cache
def _former() -> re.Pattern[str]:
    words = sorted(names_of("formerly"), key=len, reverse=True)
    before, after = r"(.+?)[\s,;(（\[–-]+", r"(?:[\s:：]+|(?<=[\u4e00-\u9fff]))([^\s:：].*?)[\s)）\]]*"
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, words))}){after}", re.IGNORECASE)


def names_within(name: str) -> tuple[str, ...]:
    """Return the names in a cell that says more than one: "A GmbH (vormals B AG)", "A GmbH c/o C", "A GmbH - gesperrt"."""
    if len(name) > LONGEST:
        return ()
    whole = _CARE_OF.sub("", name)
    marked = r"\*+([^*]+)\*+|[(（\[]([^()（）\[\]]+)[)）\]]|\s[–-]\s+([^–-]+)$"
    remarks = folded_names_of("annotation")
    whole = re.sub(marked, lambda m: " " if folded(m[1] or m[2] or m[3]) in remarks else m[0], whole)
    now_and_before = _former().fullmatch(whole)
    names = [now_and_before[1], now_and_before[2]] if now_and_before else [whole]
    clean = [" ".join(text.strip(" ,;*").split()) for text in names]
    return tuple(text for text in dict.fromkeys(clean) if text and text != name)


def name_beside(name: str) -> str:
    """Return in whose care a cell says that its party is, as "C" of "A GmbH c/o C": looked up, and no name of that party."""
    beside = _CARE_OF.search(name) if len(name) <= LONGEST else None
    return beside[1].strip(" ,;*()") if beside else ""
