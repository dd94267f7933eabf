"""Identifiers of legal entities in one form, so that they can be compared exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
    return int("".join(str(int(c, 36)) for c in lei)) % 97 == 1
