"""Which cells a formula fills, in workbooks whose parts are written oddly."""

from __future__ import annotations

import io
import zipfile

from auditor.questionnaire.formulas import formula_cells

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_comments_and_instructions_among_the_relations_are_no_relations():
    odd = "<!-- a --><?b c?>"
    parts = {
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'{odd}<Relationship Id="r" Target="worksheets/sheet1.xml"/>{odd}</Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}">{odd}<sheets>'
        f'{odd}<sheet name="A" r:id="r"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}>{odd}<sheetData><row r="1">{odd}<c r="A1">{odd}<f>B1</f></c></row>'
        "</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert formula_cells(out.getvalue()) == {("A", "A1")}
