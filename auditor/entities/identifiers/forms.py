"""Identifiers of legal entities in one form, so that they can be compared exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from auditor.entities.identifiers.check_digits import inn_checks, mod_97_10_checks, ogrn_checks, uscc_checks
from auditor.entities.identifiers.vat_numbers import vat_fault

# The order in which they are trusted: an LEI is of one legal entity, the others also of one site or one country.
SCHEMES = ("lei", "duns", "cage", "vat")
EXPECTED = {
    "lei": "an LEI of 20 letters and digits, the last two digits",
    "duns": "a D-U-N-S number of 9 digits",
    "cage": "a CAGE code of 5 letters and digits",
    "vat": "a VAT number of letters and digits",
}
_FORMS = {"lei": r"[A-Z0-9]{18}[0-9]{2}", "duns": r"[0-9]{7,9}", "cage": r"[A-Z0-9]{5}", "vat": r"[A-Z0-9]{4,20}"}


def normal_identifier(scheme: str, value: str) -> str | None:
    """Return `value` in capitals without blanks, dots, hyphens and strokes; None if it cannot be of the scheme.

    A spreadsheet drops the leading zeros of a D-U-N-S number; they are put back.
    """
    text = re.sub(r"[\s./-]", "", value).upper()
    if re.fullmatch(_FORMS[scheme], text) is None:
        return None
    return text.zfill(9) if scheme == "duns" else text


def normal_identifiers(identifiers: Mapping[str, str]) -> dict[str, str]:
    """Return what can be compared of `identifiers` by scheme, in the order of SCHEMES; other schemes are left out."""
    given = {scheme.casefold(): value for scheme, value in identifiers.items()}
    normal = {scheme: normal_identifier(scheme, given[scheme]) for scheme in SCHEMES if given.get(scheme)}
    return {scheme: value for scheme, value in normal.items() if value is not None}


def lei_checks(lei: str) -> bool:
    """Tell whether the last two digits of a normal LEI fit the rest (ISO 17442, ISO 7064 mod 97-10)."""
    return mod_97_10_checks(lei)


# In falling order of trust, for reference data; a legal entity has one of each of UNIQUE, and may have several others.
CHECKED = ("lei", "uscc", "ogrn", "inn", "duns", "cage", "vat")
UNIQUE = ("lei", "uscc", "ogrn", "inn")


class Checked(NamedTuple):
    """An identifier in its one form, or None and the `reason`, in words that follow its name: "the check digits ..."."""

    value: str | None
    reason: str = ""


def check(scheme: str, value: str) -> Checked:
    """Return `value` as it is compared if it can be an identifier of `scheme`, or why it cannot.

    `scheme` is one of CHECKED; in another no value can be checked. D-U-N-S numbers and CAGE codes have no check digit:
    for them only the form is tested.
    """
    text = canonical(scheme, value)
    if scheme == "vat":
        fault = vat_fault(text)
        return Checked(None, fault) if fault else Checked(text)
    if scheme not in _SHAPES:
        return Checked(None, f"a scheme that is not known; expected one of {', '.join(CHECKED)}")
    form, expected, fits = _SHAPES[scheme]
    if re.fullmatch(form, text) is None:
        return Checked(None, f"expected {expected}")
    return Checked(text) if fits(text) else Checked(None, "the check digits do not fit")


def canonical(scheme: str, value: str) -> str:
    """Return `value` in capitals without blanks and signs, unchecked; leading zeros that a spreadsheet dropped are put back."""
    text = re.sub(r"[\s./\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", value)).upper()
    if scheme == "duns" and re.fullmatch(r"[0-9]{7,9}", text):
        return text.zfill(9)
    return f"BE0{text[2:]}" if scheme == "vat" and re.fullmatch(r"BE[0-9]{9}", text) else text


def _always(_: str) -> bool:
    return True


_SHAPES: dict[str, tuple[str, str, Callable[[str], bool]]] = {
    "lei": (_FORMS["lei"], EXPECTED["lei"], mod_97_10_checks),
    "uscc": (r"[0-9A-HJ-NPQRTUWXY]{18}", "a unified social credit code of 18 signs without I, O, S, V, Z", uscc_checks),
    "ogrn": (r"[0-9]{13}(?:[0-9]{2})?", "an OGRN of 13 digits or an OGRNIP of 15", ogrn_checks),
    "inn": (r"[0-9]{10}(?:[0-9]{2})?", "an INN of 10 or 12 digits", inn_checks),
    "duns": (r"[0-9]{9}", EXPECTED["duns"], _always),
    "cage": (_FORMS["cage"], EXPECTED["cage"], _always),
}
