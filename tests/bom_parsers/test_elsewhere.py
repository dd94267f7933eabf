"""What points to another cell is no name, and a name that begins like it is one."""

from __future__ import annotations

import pytest

from bom_parsers.bom import is_no_party
from bom_parsers.elsewhere import is_elsewhere

POINTS = (
    "same|Same|SAME.|the same|same as above|same as row 3|Same Supplier|same manufacturer as above|same (see cell B4)|see above|"
    "See Above.|(see above)|see row 5|see the cover sheet|as above|as before|ditto|dito|dto|dto.|d:o|do.|idem|Idem.|id.|ibid.|"
    "siehe oben|s.o.|s. o.|w.o.|wie oben|siehe Zeile 3|desgl.|voir ci-dessus|voir ligne 4|come sopra|c.s.|ver arriba|zie boven|"
    "se ovan|jak wyżej|j.w.|см. выше|то же|同上|同上行|同前|上と同じ|上記と同じ|〃|仝|위와 같음|상동|~|\"|''|“|↑|^|-\"-|—〃—"
)
NAMES = (
    "SAME Deutz-Fahr|Same Sky|Idem Robotics GmbH|Ditto Labs Inc.|DTO Elektronik GmbH|Do & Co AG|ID Quantique|So Ltd|WO GmbH|"
    "Seeburger AG|Seeed|As Above So Below Ltd|Above Telecom Inc|Like Company Ltd|Line 6|LG|ST|3M|同方股份有限公司|"
    "C.S. Electronics|Part Analytics Ltd|Row 44, Inc."
)


@pytest.mark.parametrize("text", POINTS.split("|"))
def test_what_points_to_another_cell_names_nobody(text: str) -> None:
    assert is_elsewhere(text) and is_no_party(text)


@pytest.mark.parametrize("text", NAMES.split("|"))
def test_a_name_that_begins_like_it_is_a_name(text: str) -> None:
    assert not is_elsewhere(text) and not is_no_party(text)


@pytest.mark.parametrize("text", ["", "-", "--", " . "])
def test_a_blank_points_nowhere(text: str) -> None:
    assert not is_elsewhere(text)
