"""An answer that a person does not see as it is stored is no answer; what other programs write of their own is no fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from auditor.questionnaire.seen.number_formats import hides
from auditor.questionnaire.seen.styles import Font
from auditor.questionnaire.seen.workbooks import looks_of
from bom_parsers.errors import InputError
from tests.auditor.questionnaire.test_request_spreadsheets import ALL, FINISHED, FIRST, Reply, corrections, reply, told

assert reply  # the fixture

DAY_OF_CODEC = f"E{FIRST + 2}"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def part_of(reply: Reply, mark: str = "parts") -> str:
    return reply.filling.sheets[mark][1]


def change(reply: Reply, old: str, new: str, mark: str = "parts", count: int = 1) -> None:
    xml = reply.filling.parts[part_of(reply, mark)].decode()
    assert re.search(old, xml), old
    reply.filling.parts[part_of(reply, mark)] = re.sub(old, new, xml, count=count).encode()


def rethemed(reply: Reply, old: str, new: str) -> None:
    """Change the theme of the workbook, which gives the font of the answer about the codec: its color 9 and its minor font."""
    themes = [name for name in reply.filling.parts if name.startswith("xl/theme/")]
    xml = reply.filling.parts[themes[0]].decode()
    assert re.search(old, xml, re.S), old
    reply.filling.parts[themes[0]] = re.sub(old, new, xml, count=1, flags=re.S).encode()
    restyled(reply, font='<color theme="9"/><name val="Calibri"/><scheme val="minor"/>')


def restyled(reply: Reply, font: str = "", fill: str = "", form: str = "", alignment: str = "") -> None:
    """Give the answer about the codec a style of its own, like the one it has but for what is given."""
    styles = reply.filling.parts["xl/styles.xml"].decode()
    if font:
        styles = re.sub(r"(<fonts[^>]*>)(.*?)</fonts>", rf"\1\2<font>{font}</font></fonts>", styles, flags=re.S)
    if fill:
        styles = re.sub(r"(<fills[^>]*>)(.*?)</fills>", rf"\1\2<fill>{fill}</fill></fills>", styles, flags=re.S)
    if form:
        new = f'<numFmt numFmtId="200" formatCode="{form}"/>'
        styles = styles.replace("</numFmts>", f"{new}</numFmts>")
    fonts, fills = styles.count("<font>") - 1, styles.count("<fill>") - 1
    xf = f'<xf numFmtId="{200 if form else 165}" fontId="{fonts if font else 0}" fillId="{fills if fill else 0}" borderId="0"'
    styles = re.sub(r"</cellXfs>", f'{xf} xfId="0"><alignment {alignment}/></xf></cellXfs>', styles)
    number = len(re.findall(r"<xf ", styles[styles.index("<cellXfs") : styles.index("</cellXfs>")])) - 1
    reply.filling.parts["xl/styles.xml"] = styles.encode()
    change(reply, rf'(<c r="{DAY_OF_CODEC}")( s="\d+")?', rf'\1 s="{number}"')


def of_codec(reply: Reply, **styled: str) -> Callable[[], None]:
    return lambda: restyled(reply, **styled)


ROW = FIRST + 2
END = "</sheetData>"
UNSEEN = {
    "hidden row": lambda r: change(r, rf'<row r="{ROW}"', rf'<row r="{ROW}" hidden="1"'),
    "row of no height": lambda r: change(r, rf'<row r="{ROW}"( ht="[^"]*")?', rf'<row r="{ROW}" ht="0.5" customHeight="1"'),
    "collapsed group": lambda r: change(r, rf'<row r="{ROW}"', rf'<row r="{ROW}" outlineLevel="1" hidden="true"'),
    "hidden column": lambda r: change(r, "<cols>", '<cols><col min="5" max="5" hidden="1"/>'),
    "narrow column": lambda r: change(r, "<cols>", '<cols><col min="5" max="5" width="0.2"/>'),
    "struck out": lambda r: restyled(r, font='<strike/><sz val="10"/>'),
    "tiny": lambda r: restyled(r, font='<sz val="1"/>'),
    "white on white": lambda r: restyled(r, font='<sz val="10"/><color rgb="FFFFFFFF"/>'),
    "white by its theme": lambda r: restyled(r, font='<sz val="10"/><color theme="0"/>'),
    "the color of windows": lambda r: rethemed(
        r, "<a:accent6>.*?</a:accent6>", '<a:accent6><a:sysClr val="window" lastClr="000000"/></a:accent6>'
    ),
    "another color of the system": lambda r: rethemed(
        r, "<a:accent6>.*?</a:accent6>", '<a:accent6><a:sysClr val="btnHighlight" lastClr="000000"/></a:accent6>'
    ),
    "a color by name": lambda r: rethemed(
        r, "<a:accent6>.*?</a:accent6>", '<a:accent6><a:prstClr val="white"/></a:accent6>'
    ),
    "a color made light": lambda r: rethemed(
        r, "<a:accent6>.*?</a:accent6>", '<a:accent6><a:srgbClr val="000000"><a:lumOff val="100000"/></a:srgbClr></a:accent6>'
    ),
    "signs by its theme": lambda r: rethemed(
        r, '(<a:minorFont>\\s*<a:latin typeface=)"[^"]*"', '\\1"Wingdings"'
    ),
    "a color that the theme lacks": lambda r: restyled(r, font='<color theme="99"/>'),
    "the ground of the system": lambda r: restyled(r, font='<color indexed="65"/>'),
    "white by its number": lambda r: restyled(r, font='<color indexed="9"/>'),
    "nearly white": lambda r: restyled(r, font='<color rgb="FFFAFAF5"/>'),
    "black on black": lambda r: restyled(r, fill='<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>'),
    "signs": lambda r: restyled(r, font='<sz val="10"/><name val="Wingdings"/>'),
    "out of its cell": lambda r: restyled(r, alignment='indent="200"'),
    "no format": lambda r: restyled(r, form=";;;"),
    "another text": lambda r: restyled(r, form="&quot;2026-01-01&quot;"),
    "only the month": lambda r: restyled(r, form="mmmm"),
    "merged": lambda r: change(r, END, f'{END}<mergeCells><mergeCell ref="D{ROW}:E{ROW}"/></mergeCells>'),
    "conditional": lambda r: change(
        r, END, f'{END}<conditionalFormatting sqref="E{ROW}:F{ROW}"><cfRule priority="1"/></conditionalFormatting>'
    ),
    "a note beside it": lambda r: change(
        r, "</dataValidations>", f'<dataValidation sqref="E{ROW}" prompt="means the opposite"/></dataValidations>'
    ),
    "scrolled away": lambda r: change(
        r, "<sheetView (.*?)>", f'<sheetView topLeftCell="A{ROW + 1}" \\1>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNSEEN)
def test_an_answer_that_is_not_seen_as_it_is_stored_is_to_be_corrected(reply, kind):
    assert told(reply.read()) == ALL
    UNSEEN[kind](reply)
    filled = reply.read()
    assert FINISHED not in told(filled).get("codec", {}), corrections(filled)
    assert corrections(filled), "told, and not passed over"


def test_a_piece_of_a_text_that_is_struck_out_is_no_answer(reply):
    place = reply.filling.part("modem-stack", "manufactured_by", "x")
    rich = "<is><r><rPr><strike/></rPr><t>Qingshu</t></r><r><t>-AG</t></r></is>"
    change(reply, r'(<c r="D4"[^>]*>)<is><t>x</t></is>', rf"\1{rich}")
    filled = reply.read()
    assert "manufactured_by" not in told(filled)["modem-stack"]
    assert corrections(filled)[0].startswith(f"{place}: found 'Qingshu-AG' struck out; expected an answer that is seen")


@pytest.mark.parametrize("text", ["\n\n\nyes", "yes" + " " * 40 + "no", "\nyes"])
def test_what_is_pushed_out_of_its_cell_by_blanks_is_no_answer(reply, text):
    reply.filling.part("modem-stack", "component.programmable", text)
    change(reply, "<t>(?=\\s*yes)", '<t xml:space="preserve">')
    assert "component.programmable" not in told(reply.read())["modem-stack"]


OVER = {
    "hidden sheet": lambda r: hide(r, "hidden"),
    "very hidden sheet": lambda r: hide(r, "veryHidden"),
    "a view of formulas": lambda r: change(r, "<sheetView ", '<sheetView showFormulas="1" '),
    "a table": lambda r: change(r, "</worksheet>", '<tableParts count="1"><tablePart/></tableParts></worksheet>'),
    "a picture below": lambda r: change(r, "</worksheet>", f'<picture xmlns:q="{REL}" q:id="rId9"/></worksheet>'),
    "a text box": lambda r: drawn(r, "<x:twoCellAnchor><x:sp/></x:twoCellAnchor>"),
}


def hide(reply: Reply, state: str) -> None:
    book = reply.filling.parts["xl/workbook.xml"].decode()
    reply.filling.parts["xl/workbook.xml"] = book.replace('name="Parts"', f'name="Parts" state="{state}"').encode()


def drawn(reply: Reply, content: str) -> None:
    change(reply, "</worksheet>", f'<drawing xmlns:q="{REL}" q:id="rId9"/></worksheet>')
    rels = f'<Relationships><Relationship Id="rId9" Type="{REL}/drawing" Target="../drawings/drawing9.xml"/></Relationships>'
    reply.filling.parts["xl/worksheets/_rels/sheet2.xml.rels"] = rels.encode()
    reply.filling.parts["xl/drawings/drawing9.xml"] = f'<x:wsDr xmlns:x="x">{content}</x:wsDr>'.encode()


@pytest.mark.parametrize("kind", OVER)
def test_a_sheet_that_is_hidden_or_lies_under_something_is_not_read(reply, kind):
    OVER[kind](reply)
    filled = reply.read()
    assert told(filled) == {} and filled.problems[0].kind == "unseen-answer"


def test_an_empty_drawing_as_google_writes_one_lies_over_nothing(reply):
    drawn(reply, "")
    filled = reply.read()
    assert told(filled) == ALL and not filled.problems


def test_a_comment_on_an_answer_is_to_be_corrected(reply):
    relation = f'<Relationship Id="rId9" Type="{REL}/comments" Target="/xl/comments1.xml"/>'
    rels = f"<Relationships><!-- x -->{relation}</Relationships>"
    reply.filling.parts["xl/worksheets/_rels/sheet2.xml.rels"] = rels.encode()
    comment = f'<comments><comment ref="{DAY_OF_CODEC}"><text><t>not true</t></text></comment></comments>'
    reply.filling.parts["xl/comments1.xml"] = comment.encode()
    filled = reply.read()
    assert "codec" not in told(filled) and "with a comment (not true)" in corrections(filled)[0]


def test_a_sheet_shown_in_place_of_the_hidden_one_is_not_taken_for_it(reply):
    """The sheet with the keys is hidden under another name; what is shown has its name, and no keys."""
    reply.filling.copy_sheet("parts", "Parts2")
    xml = reply.filling.parts["xl/worksheets/copy.xml"]
    reply.filling.parts["xl/worksheets/copy.xml"] = re.sub(rb'<c r="A\d+".*?</c>', b"", xml)
    hide(reply, "hidden")
    filled = reply.read()
    assert told(filled) == {} and {p.kind for p in filled.problems} == {"unseen-answer", "changed-request"}


def test_a_sheet_of_remarks_and_links_to_other_files_are_reported(reply):
    reply.filling.copy_sheet("cover", "Remarks")
    reply.filling.parts["xl/worksheets/copy.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" '
        b't="inlineStr"><is><t>none of this is true</t></is></c></row></sheetData></worksheet>'
    )
    reply.filling.parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    filled = reply.read()
    assert any("Remarks: found a sheet that was not sent" in line for line in corrections(filled))
    assert any("a link to another file" in line for line in corrections(filled)) and told(filled) == ALL


# --- what was shown -------------------------------------------------------------------------------------------------


def test_another_question_than_was_sent_is_not_answered(reply):
    row, column = 1, reply.column(FINISHED)
    place = reply.filling.put("parts", row, column, "When was it finished, at the latest?")
    filled = reply.read()
    assert all(FINISHED not in answers for answers in told(filled).values())
    assert corrections(filled)[0].startswith(f"{place}: found 'When was it finished, at the latest?' in a locked cell")


def test_another_question_about_the_company_is_not_answered(reply):
    row = reply.row("incorporated_in")
    reply.filling.put("company", row, 1, "Where do you sell?")
    filled = reply.read()
    assert "incorporated_in" not in filled.company and filled.holders, "the table has its own headings"


def test_other_headings_of_the_holders_leave_the_table_unread(reply):
    reply.filling.put("company", reply.row("icts:holders") + 1, 5, "% of the profit")
    filled = reply.read()
    assert not filled.holders and filled.complete is None and corrections(filled)


@pytest.mark.parametrize("text", ["I state nothing.", ""])
def test_another_statement_than_was_sent_is_not_signed(reply, text):
    cover = reply.filling.sheets["cover"][0]
    row = next(r for r in range(len(cover.cells)) if "true and complete" in "".join(cover.row(r)))
    reply.filling.put("cover", row, 2, text)
    filled = reply.read()
    assert filled.signature is None and corrections(filled)


def test_a_statement_in_white_is_not_signed(reply):
    xml = reply.filling.parts[part_of(reply, "cover")].decode()
    rows = [int(n) for n in re.findall(r'<row r="(\d+)"', xml)]
    change(reply, rf'<row r="{rows[-4]}"', rf'<row r="{rows[-4]}" hidden="1"', mark="cover")
    assert reply.read().signature is None


def test_a_remark_on_the_cover_is_reported(reply):
    place = reply.filling.put("cover", 4, 3, "for Europe only")
    assert corrections(reply.read())[0].startswith(f"{place}: found 'for Europe only'")


# --- what is refused, and what other programs write -------------------------------------------------------------------


REFUSED = {
    "a macro": lambda r: r.filling.parts.update({"xl/vbaProject.bin": b"x"}),
    "two parts of one name": lambda r: r.filling.parts.update({"XL/WORKBOOK.XML": r.filling.parts["xl/workbook.xml"]}),
    "a sheet twice": lambda r: r.filling.parts.update(
        {"xl/workbook.xml": re.sub(rb'(<sheet name="Parts"[^>]*/>)', rb"\1\1", r.filling.parts["xl/workbook.xml"])}
    ),
    "for one program alone": lambda r: change(r, "<sheetData>", "<sheetData><AlternateContent/>"),
    "a cell in another row": lambda r: change(r, r'<c r="E4"', '<c r="E5"'),
    "areas without end": lambda r: change(r, "</sheetData>", "</sheetData>" + '<mergeCell ref="A1:B2"/>' * 1001),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_workbook_whose_sheets_cannot_be_told_apart_is_refused(reply, kind):
    REFUSED[kind](reply)
    with pytest.raises(InputError):
        reply.read()


def test_a_comment_among_the_relations_is_no_relation(reply):
    rels = reply.filling.parts["xl/_rels/workbook.xml.rels"]
    reply.filling.parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"<Relationship ", b"<!-- x --><Relationship ", 1)
    assert told(reply.read()) == ALL


@pytest.mark.parametrize(
    ("form", "value", "is_seen"),
    [
        ("General", 51.0, True), ("@", "yes", True), ("yyyy-mm-dd", 46000.0, True), ('[$-407]d\\. mmmm yyyy;@', 46000.0, True),
        ('[$-407]d\\. mmmm yyyy;@', "do not know", True), ('yyyy"年"m"月"d"日"', 46000.0, True), ("m/d/yyyy", 46000.0, True),
        ('d "de" mmmm "de" yyyy', 46000.0, True), ('_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "x", True),
        ("0%", 0.51, True), ("0.0", 50.6, True), (";;;", "yes", False), (";;;", 5.0, False), ("0", 50.6, False),
        ('"no"', 1.0, False), ('General;General;General;"no"', "yes", False), ('"not "@', "yes", False), ("0,", 51000.0, False),
        ('0"."0', 51.0, False), ("[White]General", 5.0, False), ('[>1]"no";General', 5.0, False), ("yyyy", 46000.0, False),
        ("General;-General;", 0.0, False), ("[Color2]@", "yes", False),
        ("yyyy-dd-mm", 46086.0, False), ("dd-yyyy-mm", 46086.0, False), ("mm/yyyy/dd", 46086.0, False),
        ("yyyy-mm-mm-dd", 46086.0, False), ("d-d-m-yy", 46086.0, False), ("yyyy-dd hh:mm", 46086.0, False),
        ("yyyy-dd mm:ss", 46086.0, False), ("yyyy-mm-ddd", 46086.0, False), ("yyyy-mmmmm-dd", 46086.0, False),
        ("yyyy, dd mmmm", 46086.0, True), ("dddd, d. mmmm yyyy", 46086.0, True), ("mm/dd/yy hh:mm AM/PM", 46086.0, True),
        ("yyyy-mm-dd hh:mm:ss", 46086.0, True), ("hh:mm dd/mm/yyyy", 46086.0, True),
    ],
)  # fmt: skip
def test_a_format_shows_a_value_or_hides_it(form, value, is_seen):
    assert (hides(form, value) == "") is is_seen


def test_a_font_of_the_theme_is_seen(reply):
    rethemed(
        reply, "<a:accent6>.*?</a:accent6>", '<a:accent6><a:sysClr val="windowText" lastClr="FFFFFF"/></a:accent6>'
    )
    filled = reply.read()
    assert corrections(filled) == [] and told(filled) == ALL


def test_the_fonts_of_other_programs_are_seen():
    assert not Font(size=10.0, color=(0x55, 0x55, 0x55)).hidden_on([(0xF2, 0xF5, 0xF8)])
    assert not Font(size=11.0).hidden_on([(0xFF, 0xF9, 0xDB)])


def test_what_we_write_ourselves_is_seen_in_every_cell(reply):
    looks = looks_of((reply.folder / "sent.xlsx").read_bytes())
    assert not looks.links and not any(look.over or look.unseen for look in looks.sheets.values())
    assert date(2026, 2, 1) == ALL["modem-stack"][FINISHED]
