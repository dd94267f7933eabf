"""Fills a request as a spreadsheet program would: cells are changed in the file itself, and all else stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path

from lxml import etree

from auditor.questionnaire.request import Request
from auditor.questionnaire.sent import SentRequest
from bom_parsers.tables.read import read_table
from bom_parsers.tables.sheets import Sheet, column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EPOCH = date(1899, 12, 30)


def sent_as(request: Request, id: str = "0123456789abcdef", secret: str = "5ec2e7" * 8) -> SentRequest:
    """A request as it is kept, with an id and a secret that are always the same."""
    whom, days = (request.supplier, request.program), (request.as_of, request.due)
    return SentRequest(id, secret, *whom, *days, request.questions_sha256)


class Filling:
    """One request being filled. Sheets are named by their mark ("cover", "parts", "company"), cells by what is in the
    hidden first row and column; `save` writes it under any name."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        self.sheets: dict[str, tuple[Sheet, str]] = {}
        for number, sheet in enumerate(read_table(path), start=1):
            self.sheets[sheet.row(0)[0].removeprefix("icts:")] = sheet, f"xl/worksheets/sheet{number}.xml"

    def sign(self, on: date | str = date(2026, 8, 1), name: str = "A. Virtanen", title: str = "Director") -> Filling:
        for key, value in (("signer", name), ("title", title), ("signed_on", on)):
            self.put("cover", self._row("cover", key), 2, value)
        return self

    def part(self, name: str, fact: str, value: object) -> str:
        """Answer about the part with this name; returns the address of the cell."""
        sheet = self.sheets["parts"][0]
        row = next(r for r in range(3, len(sheet.cells)) if sheet.row(r)[1] == name)
        return self.put("parts", row, sheet.row(0).index(fact), value)

    def company(self, key: str, value: object) -> str:
        return self.put("company", self._row("company", key), 2, value)

    def holder(self, number: int, **cells: object) -> dict[str, str]:
        """Fill the row of a holder; returns the addresses by column."""
        heading = self._row("company", "icts:holders")
        columns = self.sheets["company"][0].row(heading)
        return {
            key: self.put("company", heading + 2 + number, columns.index(key), value) for key, value in cells.items()
        }

    def put(self, mark: str, row: int, column: int, value: object, formula: str | None = None) -> str:
        """Write a value, or a formula with the value it last had, into a cell; returns its address."""
        sheet, part = self.sheets[mark]
        tree = etree.fromstring(self.parts[part])
        address = f"{column_letters(column)}{row + 1}"
        cell = tree.find(f".//{{{MAIN}}}c[@r='{address}']")
        if cell is None:
            under = tree.find(f".//{{{MAIN}}}row[@r='{row + 1}']")
            assert under is not None, address
            cell = etree.SubElement(under, f"{{{MAIN}}}c", r=address)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if formula is not None:
            etree.SubElement(cell, f"{{{MAIN}}}f").text = formula
        if isinstance(value, date):
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str((value - EPOCH).days)
        elif isinstance(value, bool):
            cell.set("t", "b")
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(int(value))
        elif isinstance(value, int | float):
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)
        else:
            cell.set("t", "str" if formula is not None else "inlineStr")
            under = cell if formula is not None else etree.SubElement(cell, f"{{{MAIN}}}is")
            etree.SubElement(under, f"{{{MAIN}}}{'v' if formula is not None else 't'}").text = str(value)
        self.parts[part] = etree.tostring(tree)
        return f"{sheet.name}!{address}"

    def identity(self, key: str, change: Callable[[str], str]) -> None:
        """Change what the hidden sheet says."""
        row = self._row("request", key)
        self.put("request", row, 1, change(self.sheets["request"][0].row(row)[1]))

    def rows(self, mark: str, order: Sequence[int]) -> None:
        """Let a sheet have, from the top, its rows of these numbers: sorted, deleted or, where one is named twice, copied."""
        part = self.sheets[mark][1]
        tree = etree.fromstring(self.parts[part])
        data = tree.find(f"{{{MAIN}}}sheetData")
        by_number = {int(row.get("r")) - 1: row for row in data}
        for row in list(data):
            data.remove(row)
        for number, old in enumerate(order, start=1):
            row = deepcopy(by_number.get(old, etree.Element(f"{{{MAIN}}}row")))
            row.set("r", str(number))
            for cell in row:
                cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))
            data.append(row)
        self.parts[part] = etree.tostring(tree)

    def copy_sheet(self, mark: str, name: str) -> None:
        """Add a copy of a sheet under another name."""
        self.parts["xl/worksheets/copy.xml"] = self.parts[self.sheets[mark][1]]
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        for part, end, entry in (
            (
                "xl/_rels/workbook.xml.rels",
                "</Rel",
                f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/copy.xml"/>',
            ),
            ("xl/workbook.xml", "</sheets", f'<sheet name="{name}" sheetId="99" r:id="rId99"/>'),
            ("[Content_Types].xml", "</Types", f'<Override PartName="/xl/worksheets/copy.xml" ContentType="{media}"/>'),
        ):
            self.parts[part] = self.parts[part].replace(end.encode(), (entry + end).encode())

    def saved_by_calc(self) -> Filling:
        """Let the file be as LibreOffice Calc writes it after it was filled there: all texts shared, formats and rules of its
        own, blank cells without text, the hidden sheet no longer very hidden."""
        texts: dict[str, int] = {}
        shared = etree.fromstring(self.parts["xl/sharedStrings.xml"])
        old = ["".join(t.text or "" for t in item.iter(f"{{{MAIN}}}t")) for item in shared]
        for part in (name for name in self.parts if name.startswith("xl/worksheets/sheet")):
            tree = etree.fromstring(self.parts[part])
            for cell in tree.iter(f"{{{MAIN}}}c"):
                kind = cell.get("t")
                if kind not in ("s", "inlineStr"):
                    cell.set("t", kind or "n")
                    continue
                found = cell.findtext(f"{{{MAIN}}}v") if kind == "s" else "".join(cell.itertext())
                text = old[int(found)] if kind == "s" else found
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.pop("t")
                if text:
                    cell.set("t", "s")
                    etree.SubElement(cell, f"{{{MAIN}}}v").text = str(texts.setdefault(text, len(texts)))
            for rule in tree.iter(f"{{{MAIN}}}dataValidation"):
                rule.set("showDropDown", "false")
                etree.SubElement(rule, f"{{{MAIN}}}formula2").text = "0"
            self.parts[part] = etree.tostring(tree)
        items = etree.Element(f"{{{MAIN}}}sst", count=str(len(texts)))
        for text in texts:
            item = etree.SubElement(etree.SubElement(items, f"{{{MAIN}}}si"), f"{{{MAIN}}}t")
            item.text = text
            item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        self.parts["xl/sharedStrings.xml"] = etree.tostring(items)
        book, styles = self.parts["xl/workbook.xml"], self.parts["xl/styles.xml"]
        book = re.sub(rb"<definedNames>.*</definedNames>", b"", book).replace(b'"veryHidden"', b'"hidden"')
        self.parts["xl/workbook.xml"] = book
        self.parts["xl/styles.xml"] = styles.replace(b'"yyyy-mm-dd"', rb'"[$-407]d\. mmmm yyyy;@"')
        return self

    def save(self, path: Path) -> Path:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(out.getvalue())
        return path

    def _row(self, mark: str, key: str) -> int:
        sheet = self.sheets[mark][0]
        return next(r for r in range(len(sheet.cells)) if sheet.row(r)[:1] == [key])
