"""The identifiers of legal entities that can be evidence: one table of schemes, and one form in which values are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from auditor.entities.identifiers.check_digits import inn_checks, mod_97_10_checks, ogrn_checks, uscc_checks
from auditor.entities.identifiers.vat_numbers import WITH_CHECK_DIGITS, vat_fault


@dataclass(frozen=True)
class Scheme:
    """One kind of identifier: its `name` with an article, the `shape` of a value and what is `expected`, in words.

    `fits` tells whether the check digits of a value of that shape do, None where the scheme has none. `country` is the only
    one whose entities have such a number. A legal entity has one number of a `unique` scheme, and may have several others.
    """

    name: str
    shape: str
    expected: str
    fits: Callable[[str], bool] | None = None
    country: str | None = None
    unique: bool = False


def _vat_fits(number: str) -> bool:
    return not vat_fault(number)


# In falling order of trust: an LEI is of one legal entity, D-U-N-S, CAGE and VAT numbers also of one site or branch.
SCHEMES: Mapping[str, Scheme] = {
    "lei": Scheme(
        "an LEI",
        r"[A-Z0-9]{18}[0-9]{2}",
        "an LEI of 20 letters and digits, the last two digits",
        mod_97_10_checks,
        unique=True,
    ),
    "uscc": Scheme(
        "a unified social credit code",
        r"[0-9A-HJ-NPQRTUWXY]{18}",
        "a unified social credit code of 18 signs without I, O, S, V, Z",
        uscc_checks,
        "CN",
        unique=True,
    ),
    "ogrn": Scheme(
        "an OGRN", r"[0-9]{13}(?:[0-9]{2})?", "an OGRN of 13 digits or an OGRNIP of 15", ogrn_checks, "RU", unique=True
    ),
    "inn": Scheme("an INN", r"[0-9]{10}(?:[0-9]{2})?", "an INN of 10 or 12 digits", inn_checks, "RU", unique=True),
    "duns": Scheme("a D-U-N-S number", r"[0-9]{9}", "a D-U-N-S number of 9 digits"),
    "cage": Scheme("a CAGE code", r"[A-Z0-9]{5}", "a CAGE code of 5 letters and digits"),
    "vat": Scheme(
        "a VAT number", r"[A-Z]{2}[A-Z0-9+*]{2,18}", "a VAT number with the two letters of its country", _vat_fits
    ),
}
# Numbers of company registers that sources have in common. No list has a column for them, and they have no check digits: they
# tell that two records are of one company, and are no evidence for a name.
REGISTERS: Mapping[str, Scheme] = {
    "gb-coh": Scheme(
        "a number of Companies House",
        r"(?:[0-9]{2}|[A-Z]{2}|R0)[0-9]{6}|[A-Z]{2}[0-9]{5}R",
        "a number of Companies House of 8 letters and digits",
        country="GB",
        unique=True,
    ),
}
COMPARED: Mapping[str, Scheme] = {**SCHEMES, **REGISTERS}
UNIQUE = tuple(name for name, scheme in COMPARED.items() if scheme.unique)


class Checked(NamedTuple):
    """An identifier in its one form, or None and the `reason`, in words that follow its name: "the check digits ..."."""

    value: str | None
    reason: str = ""


def check(scheme: str, value: str) -> Checked:
    """Return `value` as it is compared if it can be an identifier of `scheme`, or why it cannot.

    `scheme` is one of COMPARED; in another no value can be checked. D-U-N-S numbers and CAGE codes have no check digit:
    for them only the form is tested.
    """
    of = COMPARED.get(scheme)
    if of is None:
        return Checked(None, f"a scheme that is not known; expected one of {', '.join(SCHEMES)}")
    text = canonical(scheme, value)
    if scheme == "vat":
        fault = vat_fault(text)
        return Checked(None, fault) if fault else Checked(text)
    if re.fullmatch(of.shape, text) is None:
        return Checked(None, f"expected {of.expected}")
    return Checked(text) if of.fits is None or of.fits(text) else Checked(None, "the check digits do not fit")


def proves_itself(scheme: str, value: str) -> bool:
    """Tell whether check digits show that `value` is of `scheme`, and not only its form."""
    of = SCHEMES[scheme]
    if of.fits is None or check(scheme, value).value is None:
        return False
    return scheme != "vat" or canonical("vat", value)[:2] in WITH_CHECK_DIGITS


def canonical(scheme: str, value: str) -> str:
    """Return `value` in capitals without blanks and signs, unchecked; leading zeros that a spreadsheet dropped are put back."""
    text = re.sub(r"[\s./\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", value)).upper()
    if scheme == "duns" and re.fullmatch(r"[0-9]{7,9}", text):
        return text.zfill(9)
    return f"BE0{text[2:]}" if scheme == "vat" and re.fullmatch(r"BE[0-9]{9}", text) else text
