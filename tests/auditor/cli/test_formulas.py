"""One guard against formulas at every door through which a table leaves: what one door defuses, all of them do."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from auditor.entities.reference import REJECTS
from auditor.entities.store.store import Store
from auditor.inputs import read_if_there
from auditor.questionnaire import workbook
from auditor.questionnaire.answers import AnswerError, name
from auditor.questionnaire.supplier_rows import SupplierRows
from reports.machine.csv import defused, is_formula
from tests.auditor.conftest import component, sbom
from tests.auditor.entities.recorded import entity, ready, reference, stored

FORMULAS = (
    "=HYPERLINK(1)",
    "＝HYPERLINK(1)",
    "+1 CHEN",
    "＋1 CHEN",
    "-1 CHEN",
    "－1 CHEN",
    "@SUM(1) CHEN",
    "＠SUM(1) CHEN",
)
BLANKS_IN_FRONT = ("  =HYPERLINK(1)", "\u3000＝HYPERLINK(1)")


@pytest.mark.parametrize("text", [*FORMULAS, *BLANKS_IN_FRONT])
def test_a_formula_is_defused(text):
    assert is_formula(text) and defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Braunau AG", "3-Axis GmbH", "a=b", "'=1", "华为", "Müller"])
def test_other_texts_stay_as_they_are(text):
    assert not is_formula(text) and defused(text) == text


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


@pytest.mark.parametrize("evil", FORMULAS)
def test_inspect_and_screen_write_no_formula(work, evil):
    bom = work.write("evil.json", sbom(component(evil) | {"supplier": {"name": evil}}))
    for table in ("components", "parties"):
        cells = _cells(work.icts("inspect", bom, "--table", table).out)
        assert f"'{evil}" in cells and not any(map(is_formula, cells))
    suppliers = io.StringIO()
    csv.writer(suppliers).writerows([["Supplier", "Country"], [evil, "DE"]])
    path = work.write("vendors.csv", suppliers.getvalue())
    stored(work.folder / "store", reference([entity("a", name="Braunau AG")], []))
    cells = _cells(work.icts("screen", path, "--store", work.folder / "store", "--format", "csv").out)
    assert f"'{evil}" in cells and not any(map(is_formula, cells))


@pytest.mark.parametrize("evil", FORMULAS)
def test_what_an_import_rejects_is_written_without_formulas(tmp_path, evil):
    rejects = pl.DataFrame([{"place": "row 2", "effect": "refused", "reason": "no name", "row": evil}], schema=REJECTS)
    store = Store(tmp_path / "store")
    snapshot = store.add(ready(reference([entity("a")]), rejects))
    cells = _cells(store.rejects(snapshot.id).read_text(encoding="utf-8"))
    assert f"'{evil}" in cells and not any(map(is_formula, cells))


@pytest.mark.parametrize("evil", FORMULAS)
def test_what_goes_to_suppliers_and_comes_back_holds_no_formula(tmp_path, evil):
    path = tmp_path / "request.xlsx"
    with xlsxwriter.Workbook(path, workbook.OPTIONS) as book:
        book.add_worksheet("Parts").write(0, 0, evil)
    assert CalamineWorkbook.from_path(path).get_sheet_by_name("Parts").to_python() == [[evil]]  # a text, not a result
    with pytest.raises(AnswerError):
        name(evil)
    rows = SupplierRows(read_if_there(tmp_path / "suppliers.csv"))
    rows.add({"name": evil, "source": "an answer", "source_date": "2026-11-24"}, evil)
    assert not any(map(is_formula, _cells(rows.content().decode())))
