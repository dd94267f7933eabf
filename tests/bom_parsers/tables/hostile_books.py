"""Workbooks made to do harm, from the parts that they are made of."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKSHEET = f"{RELATIONS}/worksheet"


def text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


HEAD = f"<row r='1'>{text('A1', 'Designator')}{text('B1', 'MPN')}</row>"
BODY = f"<row r='2'>{text('A2', 'U1')}{text('B2', 'NV-1')}</row>"


def worksheet(body: str = BODY, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{HEAD}{body}</sheetData>{after}</worksheet>'


def relation(id: str, target: str, kind: str = "worksheet") -> str:
    return f'<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def parts_of(sheet: str | None = None, **others: str) -> dict[str, str]:
    """Return the parts of an XLSX workbook with one worksheet; `others` replace what stands around it."""
    around = {
        "sheets": '<sheet name="Parts" sheetId="1" r:id="rId1"/>',
        "relations": relation("rId1", "worksheets/sheet1.xml"),
        "before": "",
        "types": "",
        **others,
    }
    name = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{name}/content-types">{around["types"]}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{name}/relationships">'
        f"{relation('rId1', 'xl/workbook.xml', 'officeDocument')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{around["before"]}'
        f"<sheets>{around['sheets']}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{name}/relationships">{around["relations"]}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet or worksheet(),
    }


def archive(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def xlsx(sheet: str | None = None, **others: str) -> bytes:
    return archive(parts_of(sheet, **others))
