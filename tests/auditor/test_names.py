"""Names that differ only in case, spacing, punctuation or encoding are one; names that differ in more are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.names import normalise

SAME = [
    ("Nordvik GmbH", "NORDVIK  gmbh."),
    ("Nordvik GmbH", " Nordvik\tGmbH\n"),
    ("Fictional Modules Co., Ltd.", "FICTIONAL MODULES CO.,LTD"),
    ("Fictional Modules Co., Ltd.", "Fictional Modules Co.Ltd"),
    ("Aurora (HK) Ltd", "Aurora(HK) Ltd"),
    ("Lumière S.A.", "Lumière SA"),
    ("Lumière", unicodedata.normalize("NFD", "Lumière")),
    ("Fjord & Sons", "Fjord and Sons"),
    ("Fjord&Sons", "Fjord ＆ Sons"),
    ("L'Aurore", "L’Aurore"),
    ("Nordvik", "Ｎｏｒｄｖｉｋ"),
    ("Nordvik", "Nord\u200bvik"),
    ("Nordvik", "\ufeffNord\u00advik\u202e"),
    ("Nordvik", "Nordvik™"),
    ("Nordvik", "Nordvik®"),
    ("Straßenfunk", "STRASSENFUNK"),
    ("虚构电子（深圳）有限公司", "虚构电子(深圳) 有限公司"),
]
DIFFERENT = [
    ("Nordvik GmbH", "Nordvik Ltd"),
    ("Nordvik GmbH", "Nordvik"),
    ("Nordvik 1", "Nordvik 2"),
    ("Nordvik", "Nordvlk"),
    ("虚构电子", "虚构电气"),
    ("काल", "कल"),
    ("Nordvik v1.5", "Nordvik v15"),
    ("Novik", "Nóvik"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_name(one: str, other: str) -> None:
    assert normalise(one) == normalise(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(
    st.text(
        alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"], exclude_characters="\u115f\u1160\u3164\uffa0"),
        min_size=1,
    )
)
def test_letters_and_digits_of_every_script_are_kept(name: str) -> None:
    assert normalise(name)


@given(st.text())
def test_a_normal_name_is_printable_and_tidy(name: str) -> None:
    normal = normalise(name)
    assert normal == " ".join(normal.split())
    assert not any(unicodedata.category(c)[0] in "CP" for c in normal)
