"""Check digits of identifiers: each function takes the identifier in its normal form and tells whether it fits itself.

They are written here although python-stdnum has them too: compared on numbers made at random, its release 2.2 refuses each
credit code that begins with letters, as those of rural collectives do (N2...), and each OGRNIP that leaves a remainder of 10 to
12, a quarter of them. On INN, LEI and OGRN of 13 digits the two agree.
"""

from __future__ import annotations

from collections.abc import Sequence

_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z


def weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def mod_97_10_checks(text: str) -> bool:
    """ISO 7064 mod 97-10, letters read as 10 to 35: the LEI (ISO 17442)."""
    return int("".join(str(int(c, 36)) for c in text)) % 97 == 1


def mod_11_10_checks(digits: str) -> bool:
    """ISO 7064 mod 11,10: the German VAT number."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(digits[-1])) % 10 == 1


def luhn_checks(digits: str) -> bool:
    """The Luhn formula: the Italian VAT number."""
    return sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(digits))) % 10 == 0


def uscc_checks(text: str) -> bool:
    """China's unified social credit code (GB 32100): weights are powers of 3 modulo 31."""
    total = sum(_USCC_SIGNS.index(c) * pow(3, i, 31) for i, c in enumerate(text[:-1]))
    return -total % 31 == _USCC_SIGNS.index(text[-1])


def inn_checks(digits: str) -> bool:
    """Russia's taxpayer number: one check digit in the 10 of an organization, two in the 12 of a person."""
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    ends = (9,) if len(digits) == 10 else (10, 11)
    return all(weighted(digits[:end], weights[-end:]) % 11 % 10 == int(digits[end]) for end in ends)


def ogrn_checks(digits: str) -> bool:
    """Russia's registration number: 13 digits (OGRN) modulo 11, 15 (OGRNIP, a sole trader) modulo 13."""
    return int(digits[:-1]) % (11 if len(digits) == 13 else 13) % 10 == int(digits[-1])
