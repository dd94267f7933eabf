"""Names that differ only in case, spacing, punctuation or encoding are one; names that differ in more are not."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.names.bilingual import parts, stands_alone
from auditor.entities.names.lookalikes import oddities
from auditor.entities.names.normal import normalize
from auditor.entities.names.stems import stem

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
    assert normalize(one) == normalize(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


@given(st.text())
def test_normalizing_twice_changes_nothing(name: str) -> None:
    assert normalize(normalize(name)) == normalize(name)


@given(
    st.text(
        alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"], exclude_characters="\u115f\u1160\u3164\uffa0"),
        min_size=1,
    )
)
def test_letters_and_digits_of_every_script_are_kept(name: str) -> None:
    assert normalize(name)


@given(st.text())
def test_a_normal_name_is_printable_and_tidy(name: str) -> None:
    normal = normalize(name)
    assert normal == " ".join(normal.split())
    known = [c for c in normal if unicodedata.category(c) != "Cn"]
    assert not any(unicodedata.category(c)[0] in "CP" for c in known)


STEMS = [
    ("Nordvik Telematik GmbH & Co. KG", "nordvik telematik"),
    ("Nordvik S. p. A.", "nordvik"),
    ("Nordvik S.A. de C.V.", "nordvik"),
    ("Nordvik San. ve Tic. A.Ş.", "nordvik"),
    ("PT. Nordvik Tbk", "nordvik"),
    ("ООО «Вымысел»", "vymysel"),
    ("ВЫМЫСЕЛ, ПАО", "vymysel"),
    ("深圳虚构电子股份有限公司", "shenzhen xugou dianzi"),
    ("(株)架空製作所", "jiakong zhizuosuo"),
    ("㈜가온", "gaon"),
    ("Φαντασία Α.Ε.", "fantasia"),
    ("Müllerdahl & Söhne", "mullerdahl and sohne"),
    ("Nоrdvik", "nordvik"),  # with a Cyrillic о
    ("GmbH", "gmbh"),
    ("有限公司", "youxiangongsi"),
    ("", ""),
    ("™", ""),
]


@pytest.mark.parametrize(("name", "expected"), STEMS)
def test_a_stem_is_what_names_the_maker(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_forms_of_forty_jurisdictions_are_known() -> None:
    forms = tomllib.loads(files("auditor.entities.names").joinpath("legal_forms.toml").read_text("utf-8"))
    assert len(forms) >= 40
    for jurisdiction, of in forms.items():
        for form in of.get("after", ()):
            assert stem(f"Zzyzzy {form}") == "zzyzzy", (jurisdiction, form)
        for form in of.get("before", ()):
            assert stem(f"{form} Zzyzzy") == "zzyzzy", (jurisdiction, form)
        for form in of.get("joined", ()):
            assert stem(f"虚构{form}") == stem(f"{form}虚构") == "xugou", (jurisdiction, form)


@given(st.text(max_size=40))
def test_any_text_has_a_plain_stem(name: str) -> None:
    assert re.fullmatch("([a-z0-9]+( [a-z0-9]+)*)?", stem(name))


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("架空 Fiction", ("架空", "Fiction")),
        ("FICTION(虚构)", ("FICTION", "虚构")),
        ("虚构电子(深圳)有限公司 Xugou (Shenzhen) Co., Ltd.", ("虚构电子(深圳)有限公司", "Xugou (Shenzhen) Co., Ltd")),
        ("ООО Вымысел / Fiction LLC", ("ООО Вымысел", "Fiction LLC")),
        ("Fiction 8", ("Fiction 8",)),
        ("Fiction (虚构) Systems", ("Fiction (虚构) Systems",)),
        ("Fictiоn Радио", ("Fictiоn Радио",)),  # a word of two alphabets is a trick, not a translation
        ("A股", ("A股",)),
    ],
)
def test_a_cell_with_two_scripts_is_two_names(cell: str, names: tuple[str, ...]) -> None:
    assert parts(cell) == names


@pytest.mark.parametrize(
    ("part", "other", "may"),
    [
        ("FICTION", "虚构", True),
        ("Fiction", "苏州", False),
        ("Fiction", "虚构电子有限公司", False),
        ("Fiction", "科技", False),
        ("Fiction GmbH", "虚构", True),
        ("Fiction GmbH", "虚构电子(苏州)有限公司", False),
    ],
)
def test_half_a_cell_speaks_for_it_only_if_the_rest_adds_nothing(part: str, other: str, may: bool) -> None:
    assert stands_alone(part, other) is may


def test_what_cannot_be_seen_is_told() -> None:
    assert oddities("Nordvik GmbH") == oddities("ООО Nordvik") == oddities("虚构 Fiction") == oddities("Вымысел") == ()
    assert oddities("Nord\u200bvik") == ("an invisible character, U+200B",)
    (said,) = oddities("Nоrdvik")
    assert "CYRILLIC SMALL LETTER O" in said
    assert "looks like 'o'" in said
    assert len(oddities("АВС Nordvik")) == 3, "a word all in lookalikes beside Latin ones"
    assert "LATIN SMALL LETTER C" in oddities("Вымыcел")[0]


@given(st.text(max_size=30))
def test_no_text_is_too_strange(name: str) -> None:
    assert all(isinstance(said, str) for said in oddities(name))
    assert 1 <= len(parts(name)) <= 2


@pytest.mark.parametrize(
    "unknown", ["\U00031350", "\U0003fffd", "\u0378"], ids=["new in Unicode 15", "never given", "a gap"]
)
def test_a_character_that_the_tables_do_not_know_tells_names_apart(unknown):
    """U+31350 is a letter from Python 3.12 on: what was dropped before made two names one, and a name is evidence."""
    assert normalize(f"华{unknown}技术有限公司") != normalize("华技术有限公司")
    assert unknown in normalize(f"Nordvik{unknown} GmbH")
