"""Requests in the hands of people with a spreadsheet program: what it makes of the file, and what they do to the sheets."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from auditor.inputs import InputFile, read_input
from auditor.provenance import Source, SourceKind
from auditor.questionnaire.answers import AnswerError, asked_of_part, full_date
from auditor.questionnaire.filled import Filled
from auditor.questionnaire.holders import company_rows
from auditor.questionnaire.reading import read_filled
from auditor.questionnaire.request import Part, Request
from auditor.questionnaire.sent import SentRequests
from auditor.questionnaire.workbook import workbook
from bom_parsers.errors import InputError
from tests.auditor.questionnaire.filling import Filling, sent_as

MADE_BY, FINISHED, PROGRAMMABLE = "manufactured_by", "component.completed_on", "component.programmable"
MODEM = Part(("modem-stack", "1.2.0", "", ""), (MADE_BY, FINISHED, PROGRAMMABLE), ("tcu",))
CODEC = Part(("codec", "2.0", "", ""), (MADE_BY, FINISHED), ("tcu",))
FONT = Part(("font", "3.1", "", ""), (FINISHED,), ("tcu",))
REQUEST = Request(
    "Test car", "0" * 64, date(2026, 8, 1), "Braunau Radio AG", "organisation", date(2026, 9, 15),
    (MODEM, CODEC, FONT), ("headquartered_in", "incorporated_in", "owners"),
    sender={"from": "Testcar USA, Inc.", "address": "1 Road", "vehicle": "Test Car", "contact": "J. Doe"},
)  # fmt: skip
FIRST = 3  # the row of the first part, from 0


class Reply:
    """A request that is being filled, and read back."""

    def __init__(self, folder: Path, request: Request = REQUEST) -> None:
        self.folder = folder
        self.sent = sent_as(request)
        (folder / "sent.xlsx").write_bytes(workbook(request, self.sent))
        self.filling = Filling(folder / "sent.xlsx").sign()

    def column(self, fact: str) -> int:
        return self.filling.sheets["parts"][0].row(0).index(fact)

    def row(self, key: str) -> int:
        return self.filling._row("company", key)

    def read(self) -> Filled:
        kept = SentRequests(InputFile(Path("requests.toml"), "requests.toml", b""), (self.sent,))
        return read_filled(read_input(self.filling.save(self.folder / "back.xlsx")), kept)


@pytest.fixture
def reply(tmp_path) -> Reply:
    reply = Reply(tmp_path)
    for part, day in ((MODEM, date(2026, 2, 1)), (CODEC, date(2026, 5, 2)), (FONT, date(2026, 5, 3))):
        reply.filling.part(part.identity[0], FINISHED, day)
    reply.filling.part("modem-stack", MADE_BY, "Braunau Radio AG")
    reply.filling.part("modem-stack", PROGRAMMABLE, "yes")
    reply.filling.company("incorporated_in", "AT")
    reply.filling.company("complete", "yes")
    reply.filling.holder(1, name="M. Example", kind="person", country="AT", percent="100")
    return reply


def told(filled: Filled) -> dict[str, dict[str, object]]:
    return {
        part.identity[0]: {fact: given.value for fact, given in answers.items()}
        for part, answers in filled.parts.items()
    }


def corrections(filled: Filled) -> list[str]:
    return [f"{problem.source.pointer}: {problem.message}" for problem in filled.problems]


ALL = {
    "modem-stack": {MADE_BY: ["Braunau Radio AG"], FINISHED: date(2026, 2, 1), PROGRAMMABLE: True},
    "codec": {FINISHED: date(2026, 5, 2)},
    "font": {FINISHED: date(2026, 5, 3)},
}


def owners(filled: Filled) -> dict[str, str]:
    return company_rows(filled, lambda name, countries: False)[0][0]


# --- what is seen ---------------------------------------------------------------------------------------------------


def sheet_of(request: Request, number: int) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(workbook(request, sent_as(request)))) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def heights(tree: etree._Element) -> dict[int, float]:
    return {int(row.get("r")): float(row.get("ht", 15)) for row in tree.iter("{*}row")}


def test_a_row_is_as_high_as_its_text_where_the_program_does_not_find_it_out():
    long = Part((" ".join(["kernel module"] * 12), "", "", ""), (FINISHED,), ("tcu",))
    chinese = Part(("墨澄无线技术有限公司的通信模块固件镜像文件以及其他内容说明", "", "", ""), (FINISHED,), ("tcu",))
    short = Part(("codec", "", "", ""), (FINISHED,), ("tcu",))
    high = heights(sheet_of(replace(REQUEST, parts=(long, chinese, short)), 2))
    assert high[4] >= 5 * 12.8 and high[5] >= 2 * 12.8 and high[6] == 15
    company = heights(sheet_of(REQUEST, 3))
    assert company[6] >= 4 * 12.8, "the question whether the table is complete takes four lines"


def test_hidden_rows_stay_hidden_however_long_their_keys_are():
    tree = sheet_of(replace(REQUEST, parts=(replace(MODEM, facts=("component.contributes_to_communication",)),)), 2)
    assert tree.find(".//{*}row[@r='1']").get("hidden") == "1"


def test_columns_that_are_blank_for_all_parts_take_no_paper(tmp_path):
    assert Reply(tmp_path).filling.sheets["parts"][0].row(0)[:4] == ["icts:parts", "name", "version", MADE_BY]
    with_number = replace(MODEM, identity=("modem-stack", "", "MX-1", ""))
    parts = Reply(tmp_path, replace(REQUEST, parts=(with_number,))).filling.sheets["parts"][0]
    assert parts.row(0)[:4] == ["icts:parts", "name", "mpn", MADE_BY]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_sheet_prints_in_landscape_one_page_wide_with_its_headings_and_its_request_on_each_page(number):
    tree = sheet_of(REQUEST, number)
    assert tree.find("{*}pageSetup").get("orientation") == "landscape" and tree.find(".//{*}pageSetUpPr") is not None
    assert sent_as(REQUEST).id in tree.findtext(".//{*}oddFooter")
    with zipfile.ZipFile(io.BytesIO(workbook(REQUEST, sent_as(REQUEST)))) as archive:
        book = archive.read("xl/workbook.xml").decode()
    assert "Parts!$B:$B,Parts!$2:$3" in book and "Company!$9:$10" in book


def test_many_questions_go_over_several_pages_instead_of_becoming_too_small():
    facts = (MADE_BY, "designed_by", "developed_by", "supplied_by", FINISHED, "component.altered_on", PROGRAMMABLE)
    tree = sheet_of(replace(REQUEST, parts=(replace(MODEM, facts=facts),)), 2)
    assert tree.find(".//{*}pageSetUpPr") is None and tree.find("{*}pageSetup").get("scale") == "60"


def test_a_cell_for_a_date_takes_the_words_that_it_is_not_known():
    rule = next(r for r in sheet_of(REQUEST, 2).iter("{*}dataValidation") if r.get("sqref") == "E4")
    assert rule.get("type") == "custom" and rule.get("errorStyle") is None, "anything else is stopped"
    assert re.fullmatch(
        r'IF\(AND\(ISNUMBER\(E4\),E4>=29221,E4<=109575\),TRUE,E4="do not know"\)', rule.findtext("{*}formula1")
    )


# --- what a spreadsheet program makes of it -------------------------------------------------------------------------


def test_a_file_that_was_filled_and_saved_in_another_program_is_read_just_the_same(reply):
    before = reply.read()
    reply.filling.saved_by_calc()
    after = reply.read()
    assert after.file.sha256 != before.file.sha256
    for name in ("request", "signature", "parts", "company", "holders", "complete", "unknown", "blank", "problems"):
        now, then = repr(getattr(after, name)), repr(getattr(before, name))
        assert now.replace(after.file.sha256, "") == then.replace(before.file.sha256, ""), name
    assert told(after) == ALL and after.signature and after.complete


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument workbook"),
    ],
)  # fmt: skip
def test_a_file_saved_as_another_kind_is_refused_with_what_to_do(tmp_path, start, found):
    path = tmp_path / "answer"
    path.write_bytes(start + bytes(600))
    with pytest.raises(InputError, match=f"{found}.*save it as XLSX"):
        read_filled(read_input(path), SentRequests(read_input(path)))


def test_a_formula_whose_results_spill_into_other_cells_answers_none_of_them(reply):
    column = reply.column(FINISHED)
    place = reply.filling.put("parts", FIRST, column, date(2026, 5, 1), formula="DATE(2026,5,{1;2})")
    part = reply.filling.sheets["parts"][1]
    cells = f"{place.partition('!')[2]}:{place.partition('!')[2][0]}{FIRST + 2}"
    reply.filling.parts[part] = reply.filling.parts[part].replace(b"<f>", f'<f t="array" ref="{cells}">'.encode())
    filled = reply.read()
    assert [line.partition(";")[0] for line in corrections(filled)] == [
        f"{place}: found a formula", f"{place[:-1]}{FIRST + 2}: found a formula",
    ]  # fmt: skip
    assert told(filled)["font"] == ALL["font"] and "codec" not in told(filled)


def test_a_formula_that_fills_a_whole_sheet_is_refused(reply):
    reply.filling.put("parts", FIRST, reply.column(FINISHED), date(2026, 5, 1), formula="TODAY()")
    part = reply.filling.sheets["parts"][1]
    reply.filling.parts[part] = reply.filling.parts[part].replace(b"<f>", b'<f t="array" ref="A1:XFD1048576">')
    with pytest.raises(InputError, match="formulas fill more than"):
        reply.read()


@pytest.mark.parametrize(("value", "means"), [(True, True), ("YES ", True), ("No", False), (" Do  NOT know", None)])
def test_a_choice_is_read_in_any_case_with_blanks_and_as_a_truth_value(reply, value, means):
    reply.filling.part("modem-stack", PROGRAMMABLE, value)
    filled = reply.read()
    assert told(filled)["modem-stack"].get(PROGRAMMABLE) is means and not filled.problems


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("  Braunau  Radio AG \n", ["Braunau Radio AG"]),
        ("Braunau Radio AG;\nKorvela Oy", ["Braunau Radio AG", "Korvela Oy"]),
        ("Braunau Radio AG\nKorvela Oy", None),
    ],
)
def test_names_on_several_lines_of_a_cell_are_never_taken_for_one(reply, text, names):
    place = reply.filling.part("modem-stack", MADE_BY, text)
    filled = reply.read()
    assert told(filled)["modem-stack"].get(MADE_BY) == names
    assert [line.partition(":")[0] for line in corrections(filled)] == ([] if names else [place])


@pytest.mark.parametrize("text", ["05/01/2026", "5-1-2026", "01-05-2026", "46143.5"])
def test_a_date_typed_as_text_that_may_be_two_days_is_none(text):
    with pytest.raises(AnswerError):
        full_date(text)


@pytest.mark.parametrize("text", ["1.5.2026", "01.05.26", "5-5-2026", "13-5-2026"])
def test_a_date_typed_as_text_that_can_only_be_one_day_is_read(text):
    assert full_date(text).month == 5


# --- what people do to the sheets -----------------------------------------------------------------------------------


def test_rows_that_were_sorted_answer_for_the_parts_they_are_about(reply):
    reply.filling.rows("parts", [0, 1, 2, 5, 3, 4])
    filled = reply.read()
    assert told(filled) == ALL and not filled.problems


def test_headings_that_were_deleted_cost_no_answer(reply):
    reply.filling.rows("parts", [0, 1, 3, 4, 5])
    heading = reply.row("icts:holders")
    reply.filling.rows("company", [r for r in range(heading + 20) if r not in (heading + 1, heading + 2)])
    filled = reply.read()
    assert told(filled) == ALL and not filled.problems
    assert owners(filled)["owners"] == "M. Example [AT] 100%, natural person"


def test_an_answer_and_what_is_wrong_with_one_have_their_cell_as_source(reply):
    cell = reply.filling.part("codec", FINISHED, "soon")
    filled = reply.read()
    sha256 = hashlib.sha256((reply.folder / "back.xlsx").read_bytes()).hexdigest()
    [problem] = filled.problems
    assert (problem.kind, problem.severity) == ("wrong-answer", "error")
    assert problem.source == Source(SourceKind.REQUEST, filled.file.label, sha256, cell)
    assert problem.message.startswith("found 'soon'; expected one day")
    sources = [stated.source for answers in filled.parts.values() for stated in answers.values()]
    assert {source.sha256 for source in sources} == {sha256} and all("Parts!" in s.pointer for s in sources)


def test_a_row_that_was_deleted_or_copied_costs_its_own_answers(reply):
    reply.filling.rows("parts", [0, 1, 2, 3, 5, 5])
    filled = reply.read()
    assert told(filled) == {"modem-stack": ALL["modem-stack"]}
    assert corrections(filled) == [
        "Parts: found no row for 'codec'; expected the one row that was sent",
        "Parts: found 2 rows for 'font'; expected the one row that was sent",
    ]


def test_a_copy_of_a_sheet_with_other_answers_is_not_chosen_by_chance(reply):
    reply.filling.copy_sheet("parts", "Parts (2)")
    reply.filling.part("codec", FINISHED, date(2026, 1, 1))
    filled = reply.read()
    assert told(filled) == {} and "2 sheets about the parts: 'Parts', 'Parts (2)'" in corrections(filled)[0]


def test_a_copy_of_a_column_costs_that_question_and_no_other(reply):
    reply.filling.put("parts", 0, 9, MADE_BY)
    reply.filling.put("parts", FIRST, 9, "Somebody Else Ltd")
    filled = reply.read()
    assert told(filled)["modem-stack"] == {FINISHED: date(2026, 2, 1), PROGRAMMABLE: True}
    assert corrections(filled) == [
        "Parts: found 2 columns for 'Who manufactured it?'; expected the one column that was sent"
    ]


@pytest.mark.parametrize("sheet", ["parts", "company"])
def test_a_remark_beside_the_answers_is_not_passed_over(reply, sheet):
    row = FIRST if sheet == "parts" else reply.row("holder 1")
    place = reply.filling.put(sheet, row, 12, "only for Europe")
    filled = reply.read()
    assert [line.partition(";")[0] for line in corrections(filled)] == [f"{place}: found 'only for Europe'"]
    assert told(filled) == ALL


def test_answers_in_grey_cells_are_reported_once_for_each_column(reply):
    place = reply.filling.put("parts", FIRST + 1, reply.column(PROGRAMMABLE), "yes")
    reply.filling.put("parts", FIRST + 2, reply.column(PROGRAMMABLE), "no")
    [line] = corrections(reply.read())
    assert line.startswith(f"{place}: found 'yes', and 1 more below; expected nothing")


def test_a_remark_below_the_table_of_holders_is_no_holder_and_leaves_the_table_open(reply):
    heading = reply.row("icts:holders")
    reply.filling.rows("company", range(heading + 12))
    order = [*range(heading + 6), 99, *range(heading + 6, heading + 12)]
    reply.filling.rows("company", order)
    place = reply.filling.put("company", heading + 6, 1, "and some more")
    filled = reply.read()
    assert corrections(filled)[0].startswith(f"{place}: found 'and some more'")
    assert owners(filled)["owners"] == "M. Example [AT] 100%, natural person" and "no_other_owners" not in owners(
        filled
    )


def test_a_table_of_holders_without_one_of_its_columns_is_not_read(reply):
    heading = reply.row("icts:holders")
    columns = reply.filling.sheets["company"][0].row(heading)
    reply.filling.put("company", heading, columns.index("percent"), "")
    filled = reply.read()
    assert "no column for '% of the votes'" in corrections(filled)[0]
    assert not filled.holders and filled.complete is None


@pytest.mark.parametrize("column", ["of", "country", "percent", "rights"])
def test_what_is_not_known_of_a_holder_is_counted_and_leaves_the_table_open(reply, column):
    reply.filling.holder(1, **{column: "do not know"})
    filled = reply.read()
    rows, wrong = company_rows(filled, lambda name, countries: False)
    assert filled.unknown == 1 and not filled.problems and not wrong
    assert "no_other_owners" not in rows[0]


def test_what_was_asked_is_what_is_told_to_be_missing(reply):
    reply.filling.put("parts", 0, reply.column(FINISHED), "")
    filled = reply.read()
    heading = asked_of_part(FINISHED).heading
    assert corrections(filled)[0] == f"Parts: found no column for {heading!r}; expected the one column that was sent"
