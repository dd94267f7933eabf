"""Identifiers are evidence only if their check digits fit; a single wrong digit is caught wherever the scheme promises it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.entities.identifiers.forms import SCHEMES, check

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# Published samples of each algorithm: with the right check digit, and how it may be written.
FITTING = [
    ("lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
    ("lei", "5493 001k jtii gc8y 1r12", "5493001KJTIIGC8Y1R12"),
    ("uscc", "91350100M000100Y43", "91350100M000100Y43"),
    ("uscc", "N2796458WFMQX2Y9AM", "N2796458WFMQX2Y9AM"),  # a rural collective's
    ("inn", "7707083893", "7707083893"),
    ("inn", "500100732259", "500100732259"),
    ("ogrn", "1027700132195", "1027700132195"),
    ("ogrn", "304500116000157", "304500116000157"),
    ("ogrn", "304836430867012", "304836430867012"),  # modulo 13 it leaves 12
    ("duns", "12-345-6789", "123456789"),
    ("duns", "1234567", "001234567"),
    ("cage", "0a1b2", "0A1B2"),
    ("vat", "DE 136.695.976", "DE136695976"),
    ("vat", "FR 40 303 265 045", "FR40303265045"),
    ("vat", "IT00743110157", "IT00743110157"),
    ("vat", "ESA28015865", "ESA28015865"),
    ("vat", "ES54362315K", "ES54362315K"),
    ("vat", "NL004495445B01", "NL004495445B01"),
    ("vat", "NL002455799B11", "NL002455799B11"),
    ("vat", "BE 0428.759.497", "BE0428759497"),
    ("vat", "BE 428759497", "BE0428759497"),
    ("vat", "ATU13585627", "ATU13585627"),
    ("vat", "PL 856-734-62-15", "PL8567346215"),
    ("vat", "GB 980 7806 84", "GB980780684"),
    ("vat", "ＤＥ136695976", "DE136695976"),
    ("vat", "SE123456789001", "SE123456789001"),  # only its form is known
    ("vat", "CH E-123.456.789", "CHE123456789"),  # not even that
]
# A digit changed is a digit caught: INN and OGRN make 10 to 0, Britain has two
# remainders, and so they let some errors pass: they are not in this list.
PROMISED = [
    "lei 5493001KJTIIGC8Y1R12",
    "uscc 91350100M000100Y43",
    "vat DE136695976",
    "vat IT00743110157",
    "vat BE0428759497",
    "vat ATU13585627",
    "vat PL8567346215",
    "vat ESA28015865",
]


@pytest.mark.parametrize(("scheme", "written", "value"), FITTING)
def test_an_identifier_is_read_into_its_one_form(scheme, written, value):
    assert check(scheme, written) == (value, "")
    assert check(scheme, value) == (value, ""), "the one form stays as it is"


@pytest.mark.parametrize("case", PROMISED)
def test_a_single_wrong_digit_is_caught(case):
    scheme, value = case.split()
    slipped = [
        f"{value[:i]}{digit}{value[i + 1 :]}"
        for i, was in enumerate(value)
        if was.isdigit()
        for digit in "0123456789"
        if digit != was and check(scheme, f"{value[:i]}{digit}{value[i + 1 :]}").value is not None
    ]
    assert slipped == []


@pytest.mark.parametrize("case", ["inn 7707083893", "inn 500100732259", "ogrn 1027700132195", "ogrn 304500116000157"])
def test_another_check_digit_is_caught(case):
    scheme, value = case.split()
    others = [f"{value[:-1]}{digit}" for digit in "0123456789" if digit != value[-1]]
    assert all(check(scheme, other).value is None for other in others)


@given(st.text(alphabet=LETTERS + "0123456789", min_size=18, max_size=18), st.integers(0, 17), st.data())
def test_every_lei_with_its_digits_fits_and_no_neighbor_of_it_does(body, at, data):
    number = int("".join(str(int(c, 36)) for c in f"{body}00"))
    lei = f"{body}{98 - number % 97:02d}"
    assert check("lei", lei).value == lei
    kind = "0123456789" if lei[at].isdigit() else LETTERS
    other = data.draw(st.sampled_from(kind))
    assume(other != lei[at])
    assert check("lei", f"{lei[:at]}{other}{lei[at + 1 :]}").reason == "the check digits do not fit"


@given(st.text(alphabet=USCC, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(USCC))
def test_one_sign_and_only_one_completes_a_uscc(body, at, other):
    fitting = [sign for sign in USCC if check("uscc", body + sign).value]
    assert len(fitting) == 1
    assume(other != body[at])
    assert check("uscc", body[:at] + other + body[at + 1 :] + fitting[0]).value is None


@pytest.mark.parametrize(
    ("scheme", "written", "reason"),
    [
        ("lei", "5493001KJTIIGC8Y1R13", "the check digits do not fit"),
        ("lei", "5493001KJTIIGC8Y1R1", "expected an LEI"),
        ("uscc", "91350100M000100O43", "expected a unified social credit code"),
        ("inn", "77070838", "expected an INN of 10 or 12"),
        ("duns", "n/a", "expected a D-U-N-S number"),
        ("vat", "136695976", "expected the two letters of a country"),
        ("vat", "DE13669597", "not of the form of a VAT number of DE"),
        ("vat", "DE136695977", "the check digits do not fit"),
        ("siren", "303265045", "a scheme that is not known"),
    ],
)
def test_what_is_wrong_is_said(scheme, written, reason):
    value, said = check(scheme, written)
    assert value is None
    assert reason in said


@given(st.sampled_from(sorted(SCHEMES)), st.text(max_size=24))
def test_no_text_is_too_strange(scheme, text):
    value, reason = check(scheme, text)
    assert (value is None) == bool(reason)
    assert value is None or check(scheme, value).value == value
