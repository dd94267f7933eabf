"""Real boards and real software, audited one by one: what a reader must look at is found, the rest stays out of sight.

The figures are those of `make quality`; what is asserted is a floor under them, and that nothing is ever left out wrongly.
"""

from __future__ import annotations

import pytest

from auditor.facts.hardware.plain_parts import letters_of
from tests.auditor.facts.hardware.board_quality import CORPUS, Figures, measured

SCREEN = 50  # lines of a terminal

# What is asked about as a radio and is on no hand list of radio parts, and why.
ON_NO_LIST = (
    "ASSY-COST-NRF9160-FEATHER",  # the assembly with a modem on it
    "BLE113_Debug_Header",  # a header, named for the radio beside it
    "DIYBMS ESP32 CONTROLLER",  # the whole board, with an ESP32 on it
    "GD32F190",  # no radio: its maker may be one of the PRC
    "PCB-00001186-000",  # no radio: its maker may be one of the PRC
    "QCA7000 modem board",  # the whole board; its modem is one for power lines
    "Raspberry Pi 5",  # the whole computer, which has Wi-Fi and Bluetooth
    "TCU_MAIN",  # a telematics unit
)

needs_boards = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/boms is not there")


@pytest.fixture(scope="module")
def boards() -> Figures:
    return measured("hbom")


@needs_boards
def test_every_radio_part_that_a_person_found_is_asked_about_but_one_that_says_nothing(boards: Figures):
    assert boards.radio_found == 70
    assert [name.rpartition(": ")[2] for name in boards.radio_missed] == ["HE"]  # its line has no other word
    assert sorted(name.rpartition(": ")[2] for name in boards.radio_false) == sorted(ON_NO_LIST), boards.radio_false


@needs_boards
def test_nothing_is_left_out_wrongly_and_no_passive_is_in_review(boards: Figures):
    assert boards.excluded_wrongly == []
    assert boards.excluded_rightly > 400
    assert boards.passives_in_review == [] and boards.passives > 250


@needs_boards
def test_the_list_to_review_of_every_board_fits_a_screen(boards: Figures):
    assert [(a.file, a.review_lines) for a in boards.audited if a.review_lines > SCREEN] == []
    assert boards.per_hundred_lines("questions") < 5
    assert boards.per_hundred_lines("components") < 18


@needs_boards
def test_only_what_is_no_bom_is_refused(boards: Figures):
    assert len(boards.audited) >= 134
    kinds = ("pick-and-place", "no heading row of a BOM", "no component in any BOM")
    assert [why for why in boards.refused if not any(kind in why for kind in kinds)] == []


@needs_boards
def test_the_list_to_review_of_real_software_is_a_few_screens_at_most():
    software = measured("sbom")
    assert sum(a.lines for a in software.audited) > 650
    assert max(a.review_lines for a in software.audited) < 3 * SCREEN
    # Nothing of real life is allowed, prohibited or out of scope while nobody has said anything about it.
    assert software.per_hundred_lines("components") == 100


@pytest.mark.parametrize(
    ("refdes", "letters"),
    [("C1", "C"), ("R1-R9", "R"), ("C1,C2", "C"), ("R31-C5/C6", "C"), ("C1,R2", None), ("R31-SDCARD", "R31-SDCARD")],
)
def test_a_reference_within_a_board_is_read_by_its_part(refdes: str, letters: str | None):
    assert letters_of(refdes) == letters
