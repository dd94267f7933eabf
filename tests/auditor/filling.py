"""Fills a request as a spreadsheet program would: cells are changed in the file itself, and all else stays as it is."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from lxml import etree

from bom_parsers.tables import Sheet, column_letters, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EPOCH = date(1899, 12, 30)


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
        assert cell is not None, address
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if formula is not None:
            etree.SubElement(cell, f"{{{MAIN}}}f").text = formula
        if isinstance(value, date):
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str((value - EPOCH).days)
        elif isinstance(value, int | float):
            etree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)
        else:
            cell.set("t", "str" if formula is not None else "inlineStr")
            under = cell if formula is not None else etree.SubElement(cell, f"{{{MAIN}}}is")
            etree.SubElement(under, f"{{{MAIN}}}{'v' if formula is not None else 't'}").text = str(value)
        self.parts[part] = etree.tostring(tree)
        return f"{sheet.name}!{address}"

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
