"""VAT numbers: the patterns of the European Union and the United Kingdom, and the check digits whose algorithm is public."""

from __future__ import annotations

import re
from collections.abc import Callable

from auditor.entities.identifiers.check_digits import luhn_checks, mod_11_10_checks, weighted

# Without the two letters of the country; EL is Greece, XI Northern Ireland.
PATTERNS = {
    "AT": r"U\d{8}",
    "BE": r"[01]?\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
}


def vat_fault(number: str) -> str:
    """Return what is wrong with a VAT number in capitals without blanks and signs; "" if nothing is known to be.

    Countries outside PATTERNS are only asked for their two letters: no algorithm is claimed for them.
    """
    country, rest = number[:2], number[2:]
    if re.fullmatch(r"[A-Z]{2}[A-Z0-9+*]{2,18}", number) is None:
        return "no VAT number: expected the two letters of a country and its digits"
    if country in PATTERNS and re.fullmatch(PATTERNS[country], rest) is None:
        return f"not of the form of a VAT number of {country}"
    if country in _CHECKS and not _CHECKS[country](rest):
        return "the check digits do not fit"
    return ""


def _france(rest: str) -> bool:
    """The two digits before the SIREN are made of it; keys with letters follow another rule, which is not tested here."""
    key, siren = rest[:2], rest[2:]
    return not key.isdigit() or int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _spain(rest: str) -> bool:
    body, control = rest[:-1], rest[-1]
    if body[0].isdigit() or body[0] in "XYZ":  # a person's DNI or NIE
        number = int(body.translate(str.maketrans("XYZ", "012")))
        return control == "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]
    total = sum(int(c) for c in body[2::2]) + sum(sum(divmod(2 * int(c), 10)) for c in body[1::2])
    digit = -total % 10
    return control in (str(digit), "JABCDEFGHI"[digit])


def _netherlands(rest: str) -> bool:
    """A legal entity's number passes the eleven test, a sole trader's (since 2020) ISO 7064 mod 97-10 with its letters."""
    as_number = int("".join(str(int(c, 36)) for c in f"NL{rest}"))
    return weighted(rest[:8], range(9, 1, -1)) % 11 == int(rest[8]) or as_number % 97 == 1


def _belgium(rest: str) -> bool:
    number = rest.zfill(10)
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _austria(rest: str) -> bool:
    digits = rest[1:]
    total = sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(digits[:7]))
    return -(total + 4) % 10 == int(digits[7])


def _poland(rest: str) -> bool:
    return weighted(rest[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(rest[9])


def _britain(rest: str) -> bool:
    """Numbers given out since 2010 have 55 less; government departments and health authorities have no check digits."""
    if not rest.isdigit():
        return True
    total = weighted(rest[:7], range(8, 1, -1)) + int(rest[7:9])
    return total % 97 in (0, 42)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "AT": _austria,
    "BE": _belgium,
    "DE": mod_11_10_checks,
    "ES": _spain,
    "FR": _france,
    "GB": _britain,
    "IT": luhn_checks,
    "NL": _netherlands,
    "PL": _poland,
    "XI": _britain,
}
WITH_CHECK_DIGITS = frozenset(_CHECKS)
