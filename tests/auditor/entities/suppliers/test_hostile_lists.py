"""Lists of suppliers made to take time without end: read in time linear to their size, and what is too long is told."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest

from auditor.entities.names.legal_forms import has_legal_form
from auditor.entities.names.lookalikes import oddities, with_one_script
from auditor.entities.names.normal import normalize
from auditor.entities.names.stems import stem
from auditor.entities.suppliers.owners_cell import OwnersError, parse_owners
from auditor.entities.suppliers.supplier_list import SupplierList, read_list
from auditor.inputs import InputFile
from bom_parsers.errors import InputError

RUNS = {
    "brackets": "(", "wide brackets": "（", "square brackets": "[", "pairs": "()", "blanks": " ", "tabs": "\t",
    "dots": ".", "initials": "A.", "hyphens": "-", "forms": " GmbH", "forms with dots": "Co., Ltd. ", "kabushiki": "株",
    "kabushiki gaisha": "株式会社", "Russian forms": "ООО ", "care of": " c/o ", "apostrophes": "’", "joiners": "\u200d",
    "marks": "\u0301", "lookalikes": "аa", "percents": "5%, ", "bars": "|", "semicolons": ";", "ampersands": "&",
}  # fmt: skip
SECONDS = 8  # on a machine that has other work; what took time with the square took half a minute and more


def read(tmp_path: Path, *rows: list[str]) -> SupplierList:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = tmp_path / "suppliers.csv"
    return read_list(InputFile(path, path.name, out.getvalue().encode()))


HEAD = ["Supplier", "Country", "Owners", "VAT number", "Previous name"]
GOOD = ["Nordvik GmbH", "DE", "", "", ""]


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("column", range(len(HEAD)))
def test_a_cell_without_end_takes_time_linear_to_its_length(tmp_path, run, column):
    row = ["Hafen AG", "DE", "", "", ""]
    row[column] = f"N{RUNS[run] * (40_000 // len(RUNS[run]))}x"
    begun = time.process_time()
    assert read(tmp_path, HEAD, GOOD, row).rows[0].name == "Nordvik GmbH"
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("run", RUNS)
def test_a_heading_without_end_takes_time_linear_to_its_length(tmp_path, run):
    begun = time.process_time()
    heading = f"N{RUNS[run] * (40_000 // len(RUNS[run]))}x"
    assert read(tmp_path, ["Supplier", heading], ["Nordvik GmbH", "1"]).rows[0].name == "Nordvik GmbH"
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("run", RUNS)
def test_a_name_without_end_takes_time_linear_to_its_length(run):
    name = f"N{RUNS[run] * (40_000 // len(RUNS[run]))}x"
    begun = time.process_time()
    for work in (normalize, stem, has_legal_form, oddities, with_one_script):
        work(name)
    assert time.process_time() - begun < SECONDS


def test_a_name_longer_than_any_is_told_and_its_row_is_not_read(tmp_path):
    both = read(tmp_path, HEAD, ["A" * 1001, "CN", "", "", ""], ["B" * 1000, "CN", "", "", "C" * 1001])
    assert [row.name for row in both.rows] == ["B" * 1000]
    assert [(one.severity, one.message.partition(",")[0]) for one in both.problems] == [
        ("error", "a name of 1"), ("error", "another name of 1"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="a name of 40,000 characters") as caught:
        read(tmp_path, HEAD, ["(" * 40_000, "CN", "", "", ""])
    assert len(str(caught.value)) < 500


def test_a_number_longer_than_any_is_told_and_not_used(tmp_path):
    row = read(tmp_path, HEAD, ["Hafen AG", "DE", "", "DE1," * 200, ""])
    assert row.rows[0].identifiers == {}
    assert [one.message for one in row.problems] == ["vat: a cell of 800 characters; not used"]


def test_more_owners_than_any_has_leave_the_owners_unknown():
    assert len(parse_owners("A [DE] 1%;" * 1000)) == 1000
    with pytest.raises(OwnersError, match="found 1,001 owners; expected at most 1,000"):
        parse_owners("A [DE] 1%;" * 1001)
    with pytest.raises(OwnersError, match="an owner of 2,000 characters"):
        parse_owners("A" * 2000)
