"""Names of suppliers and parts in the workbooks that go out: no mark turns the statement round, no letter passes for another."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from auditor.inputs import InputFile
from auditor.questionnaire.answers import AnswerError, answer, asked_of_part
from auditor.questionnaire.request import Part, Request, file_names, part_identity
from auditor.questionnaire.supplier_rows import SupplierRows
from auditor.questionnaire.workbook import workbook
from bom_parsers.errors import UNSEEN
from tests.auditor.questionnaire.filling import sent_as
from tests.auditor.questionnaire.test_request_spreadsheets import REQUEST


def part(name: str) -> Part:
    row = {"group": None, "name": name, "description": None, "ref": None, "version": name, "mpn": name, "purl": None}
    return Part(part_identity(row), ("component.completed_on",), ("tcu",))


def texts(request: Request) -> tuple[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(workbook(request, sent_as(request)))) as archive:
        xml = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        shared = archive.read("xl/sharedStrings.xml").decode()
    return xml, [unescape(text) for text in re.findall(r"<t[^>]*>(.*?)</t>", shared, re.S)]


UNSEEN_NAMES = [
    "Acme \u202etLGMBH gnihton tnarraw I\u2066", "Acme\u200bGmbH", "Acme\u00adGmbH", "Acme\x1b[31m GmbH",
    "Acme\U000e0041 GmbH", "Acme\u3164GmbH", "Acme\ufeff GmbH",
]  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN_NAMES)
def test_what_cannot_be_seen_is_an_escape_in_every_cell_and_in_the_statement(name):
    xml, shown = texts(replace(REQUEST, supplier=name, parts=(part(name),)))
    assert not UNSEEN.search(xml.replace("\n", "").replace("\r", ""))
    statement = next(text for text in shown if text.startswith("I state"))
    assert "\\" in statement and "true and complete" in statement


@pytest.mark.parametrize("name", ["\u0412raunau Radio AG", "Braunau R\u0430dio AG", "Brau\u03bfau AG"])
def test_a_letter_that_looks_like_another_is_an_escape(name):
    _, shown = texts(replace(REQUEST, supplier=name, parts=(part(name),)))
    assert name not in shown and any(re.search(r"\\u0[34]", text) for text in shown if text.startswith("I state"))


@pytest.mark.parametrize("name", ["墨澄无线技术有限公司", "ООО Нордвик", "Škoda Auto a.s.", "Ελληνική ΑΕ"])
def test_a_name_in_letters_of_its_own_is_shown_as_it_is(name):
    _, shown = texts(replace(REQUEST, supplier=name, parts=(part(name),)))
    assert shown.count(name) and any(name in text for text in shown if text.startswith("I state"))


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "@SUM(A1)", "-2+3", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_name_that_looks_like_a_formula_is_a_text(name):
    xml, _ = texts(replace(REQUEST, supplier=name, parts=(part(name),)))
    assert not re.search(r"<f[ >]", xml) and "hyperlink" not in re.sub(r"<t[ >].*?</t>", "", xml)


@pytest.mark.parametrize(
    "names",
    [
        ["Acme GmbH", "ACME GMBH", "Acme\u200b GmbH", "Acme GmbH."],
        ["../../x", "..\\..\\x", "/etc/x", "C:\\x", "x"],
        ["CON", "con.", "NUL", "aux ", "COM1.xlsx", "LPT1"],
        ["x" * 300, "x" * 301, "墨" * 300],
        ["...", " ", "\u202e", "???"],
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_every_request_has_a_file_name_that_every_system_takes(names, encoding):
    asked = [Request("p", "0", date(2026, 1, 1), name, "organisation", None, (), ("owners",)) for name in names]
    made = file_names(asked, encoding)
    assert len({name.casefold() for name in made}) == len(names)
    for name in made:
        assert re.fullmatch(r"request[\w-]*\.xlsx", name) and name.encode(encoding)
        assert len(name.encode()) <= 200 and name == name.strip(" .")


@pytest.mark.parametrize("name", ["\u0412raunau Radio AG", "Huaw\u0435i", "Brau\u03bfau AG"])
def test_an_answer_in_letters_that_look_like_others_is_no_name(name):
    with pytest.raises(AnswerError, match="looks like"):
        answer(asked_of_part("designed_by"), name)


def row(owners: str, **more: str) -> dict[str, str]:
    return {
        "name": "Braunau Radio AG",
        "owners": owners,
        "self_declared": "yes",
        "source": "answer of x signed by y",
        "source_date": "2026-08-01",
        **more,
    }


@pytest.mark.parametrize(
    ("owners", "is_taken"),
    [
        ("M. Example [AT] 60%; N. Other [AT] 40%", True),
        ("M. Example [AT] 60%", True),
        ("M. Example [AT] 50%; N. Other [AT] 50%", False),
        ("N. Other [AT] 100%", False),
    ],
)
def test_a_corrected_table_of_holders_says_more_and_takes_nothing_back(owners, is_taken):
    rows = SupplierRows(InputFile(Path("s.csv"), "s.csv", b""))
    rows.add(row("M. Example 60%"), "x")
    assert (rows.add(row(owners, no_other_owners="yes"), "x") is True) is is_taken
    assert (rows.rows[0]["owners"] == owners) is is_taken
