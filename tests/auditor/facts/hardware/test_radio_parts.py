"""What is known of radio parts finds the radios of real boards, no other part, and contradicts itself nowhere.

The numbers that it is expected to know, and not to know, are in lines.toml.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.hardware import fcc_grantees, radio_parts
from auditor.facts.hardware.mpn_patterns import compiled, fault_of, meet, within
from auditor.facts.hardware.radio_parts import COLUMNS, SHIPPED, Knowledge, shipped
from auditor.inputs import read_input
from bom_parsers.errors import InputError
from tests.auditor.facts.hardware.lines import numbers

GOOD = ("ABC12*", "Aster Radio", "ABC", "wifi", "wifi_module", "2400-2483.5", "two_way", "yes", "connection",
        "general knowledge", "", "unverified")  # fmt: skip


def knowledge_of(*paths: Path) -> Knowledge:
    return Knowledge.of(*map(read_input, paths))


def write(path: Path, *rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def row(**changes: str) -> tuple[str, ...]:
    return tuple((dict(zip(COLUMNS, GOOD, strict=True)) | changes)[column] for column in COLUMNS)


def test_the_shipped_file_is_large_and_says_where_it_knows_things_from():
    assert len(shipped().parts) >= 400
    assert {part.part_class for part in shipped().parts} == set(radio_parts.CLASSES)
    for part in shipped().parts:
        assert part.is_sourced == part.source.startswith("https://") == (part.source_date is not None)
        assert part.source_date is None or date(2010, 1, 1) <= part.source_date <= date(2026, 12, 1)
    assert sum(part.is_sourced for part in shipped().parts) >= 25


def test_what_is_known_reaches_the_reader():
    part = shipped().find("nrf 52832-QFAA")
    known = (part.maker, part.bands, part.programmable)
    assert known == ("Nordic Semiconductor", ((2400.0, 2483.5),), True)
    assert part.place.startswith("radio_parts.csv line ")


@pytest.mark.parametrize("mpn", ["", "-", "  ", "*", "Ж", "ESP", "x" * 100_000, "CY8C4247" + "BL" * 50_000])
def test_odd_numbers_find_nothing(mpn):
    assert shipped().find(mpn) is None


def test_blanks_hyphens_and_case_do_not_count():
    spellings = ("SARA-R410M-02B", "sara r410m 02b", "SARAR410M02B", "ＳＡＲＡ－Ｒ４１０Ｍ")
    assert {part and part.family for part in map(shipped().find, spellings)} == {"SARA-R4"}


def test_a_number_is_tried_against_few_patterns(monkeypatch):
    tried = []
    monkeypatch.setattr(radio_parts, "compiled", lambda pattern: tried.append(pattern) or compiled(pattern))
    known = list(numbers())
    assert sum(shipped().find(mpn) is not None for mpn in known) > len(known) / 10
    assert len(shipped().parts) > 50 and len(tried) < 5 * len(known)  # and not every pattern for each


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pattern": ""}, "line 2, pattern: found a blank cell"),
        ({"pattern": "AB*"}, "two letters or digits at its beginning"),
        ({"pattern": "ABC*"}, "four letters, digits, # or @"),
        ({"pattern": "#ABCD"}, "two letters or digits at its beginning"),
        ({"pattern": "ABC12[34]"}, "letters A to Z, digits"),
        ({"pattern": "ABC12**"}, "one * for a run"),
        ({"class": "wlan"}, "line 2, class: found 'wlan'"),
        ({"hardware_class": "radio"}, "hardware_class: found 'radio'"),
        ({"bands": "2483-2400"}, "bands: found '2483-2400'"),
        ({"bands": "2.4 GHz"}, "bands in MHz"),
        ({"bands": "2400-2483;"}, "bands: found ''"),
        ({"direction": "both"}, "direction: found 'both'"),
        ({"function": "receive_only"}, "the direction 'receive'"),
        ({"programmable": "maybe"}, "programmable: found 'maybe'"),
        ({"standing": "sure"}, "standing: found 'sure'"),
        ({"source": "https://example.com/x"}, "general knowledge"),
        ({"standing": "sourced"}, "the address of the page that was read"),
        ({"standing": "sourced", "source": "https://example.com/x"}, "source_date: found ''"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_place(tmp_path, changes, words):
    path = write(tmp_path / "mine.csv", row(**changes))
    with pytest.raises(InputError) as error:
        knowledge_of(path)
    assert str(error.value).startswith(f"{path}: line 2") and words in str(error.value)


def test_a_missing_heading_and_a_row_too_long_are_named(tmp_path):
    with pytest.raises(InputError, match="the heading 'standing' 0 times"):
        knowledge_of(write(tmp_path / "a.csv", row()[:-1], columns=COLUMNS[:-1]))
    with pytest.raises(InputError, match="line 3: found 13 cells; expected at most 12"):
        knowledge_of(write(tmp_path / "b.csv", row(pattern="XYZ12*"), (*row(), "more")))


def test_two_rows_that_contradict_each_other_are_named_both(tmp_path):
    path = write(tmp_path / "mine.csv", row(pattern="ABC1#*"), row(pattern="ABC?2*", maker="Birch Radio"))
    with pytest.raises(InputError) as error:
        knowledge_of(path)
    assert "line 3" in str(error.value) and "line 2" in str(error.value)
    other = write(tmp_path / "other.csv", row(pattern="ABC?2*", maker="Birch Radio"))
    with pytest.raises(InputError, match=r"other\.csv: line 2: .*mine\.csv: line 2"):
        knowledge_of(other, write(tmp_path / "mine.csv", row(pattern="ABC1#*")))


def test_a_more_specific_row_goes_before_a_wider_one_and_adds_to_what_is_shipped(tmp_path):
    mine = write(tmp_path / "mine.csv", row(pattern="ESP32-S3-FN8*", maker="Aster Radio"))
    knowledge = knowledge_of(SHIPPED, mine)
    assert knowledge.find("ESP32-S3FN8").maker == "Aster Radio"
    assert knowledge.find("ESP32-S3R8").maker == "Espressif"


def test_a_row_sent_back_and_shipped_since_is_no_contradiction(tmp_path):
    twice = [write(tmp_path / name, row()) for name in ("a.csv", "b.csv")]
    assert len(knowledge_of(*twice).parts) == 1
    sourced = row(standing="sourced", source="https://example.com/abc", source_date="2026-03-16")
    both = knowledge_of(twice[0], write(tmp_path / "c.csv", sourced))
    assert both.find("ABC123").is_sourced


def test_the_order_of_rows_and_files_does_not_matter(tmp_path):
    lines = SHIPPED.read_text("utf-8").splitlines()
    rows, known = lines[1:], list(numbers(radio=True))
    Random(7).shuffle(rows)
    halves = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, half in zip(files, halves, strict=True):
        path.write_text("\n".join([lines[0], *half]), encoding="utf-8")
    knowledge = knowledge_of(*files)
    assert knowledge.parts == shipped().parts
    assert [knowledge.find(mpn) for mpn in known] == [shipped().find(mpn) for mpn in known]


SIGNS = "AB12Ж"
patterns = st.text("AB1*?#@", min_size=1, max_size=4).map(lambda p: re.sub(r"\*[*?]+", "*", p))
codes = [""]
for _ in range(5):
    codes += sorted({code + sign for code in codes for sign in SIGNS} - set(codes))


@cache
def matches(pattern: str, code: str) -> bool:
    """The oracle: what the description of patterns says, sign by sign."""
    if not pattern:
        return not code
    if pattern[0] == "*":
        return matches(pattern[1:], code) or bool(code and matches(pattern, code[1:]))
    fits = {"?": True, "#": code[:1] in ("1", "2"), "@": code[:1] in ("A", "B")}
    return bool(code) and fits.get(pattern[0], pattern[0] == code[0]) and matches(pattern[1:], code[1:])


@given(patterns, st.text(SIGNS, max_size=8))
def test_a_pattern_matches_as_its_description_says(pattern, code):
    assert bool(compiled(pattern).fullmatch(code)) == matches(pattern, code)


@given(patterns, patterns)
def test_meeting_and_containment_are_those_of_the_codes(one, other):
    first = {code for code in codes if compiled(one).fullmatch(code)}
    second = {code for code in codes if compiled(other).fullmatch(code)}
    if len(one.replace("*", "")) + len(other.replace("*", "")) <= 5:  # a shortest common code has no more signs
        assert meet(one, other) == bool(first & second)
    assert within(one, other) == (
        first <= second
    )  # a code of `one` outside `other` shows within its signs and one more


@settings(max_examples=60)
@given(st.lists(patterns, min_size=1, max_size=6), st.randoms())
def test_the_answer_is_a_most_specific_match_in_any_order(tmp_path_factory, tails, random):
    made = sorted({"QQ1" + tail for tail in tails if fault_of("QQ1" + tail) is None} | {"QQ1A*"})
    rows = [row(pattern=pattern) for pattern in made]
    folder = tmp_path_factory.mktemp("rows")
    first = knowledge_of(write(folder / "a.csv", *rows))
    random.shuffle(rows)
    second = knowledge_of(write(folder / "b.csv", *rows))
    for code in ("QQ1" + code for code in codes[:700]):
        fitting = [pattern for pattern in made if matches(pattern, code)]
        found = first.find(code)
        assert found == second.find(code)
        assert (found is None) == (not fitting)
        if found is not None:
            assert found.pattern in fitting
            assert not [p for p in fitting if within(p, found.pattern) and not within(found.pattern, p)]


def test_the_grantees_are_read_and_found_by_fcc_id():
    assert len(fcc_grantees.shipped()) >= 40
    known = {
        "XMR2020BG95M1": "Quectel",
        "2AC7Z-ESPEYE": "Espressif",
        "xpy-tobyl280": "u-blox",
        "N7NWP77B": "Sierra Wireless",
    }
    assert {fcc: fcc_grantees.shipped()[fcc_grantees.code_of(fcc)].maker for fcc in known} == known
    assert fcc_grantees.code_of("") == "" and fcc_grantees.code_of("ZZ") not in fcc_grantees.shipped()


@pytest.mark.parametrize("code", ["AB", "ABCD", "2AB", "---"])
def test_a_code_that_no_grantee_has_is_refused(tmp_path, code):
    line = (code, "Aster Radio", "general knowledge", "", "unverified")
    with pytest.raises(InputError, match="line 2, code"):
        fcc_grantees.read_grantees(write(tmp_path / "g.csv", line, columns=fcc_grantees.COLUMNS))


def test_a_code_with_two_makers_is_refused(tmp_path):
    lines = [("ZZZ", maker, "general knowledge", "", "unverified") for maker in ("Aster Radio", "Birch Radio")]
    with pytest.raises(InputError, match="line 3"):
        fcc_grantees.read_grantees(write(tmp_path / "g.csv", *lines, columns=fcc_grantees.COLUMNS))
