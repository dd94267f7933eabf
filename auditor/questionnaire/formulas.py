"""Which cells of a workbook hold what a formula came to: the reader of cells does not tell them from cells with a value."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from posixpath import normpath
from typing import Any
from zipfile import ZipFile

from bom_parsers.tables.guards.xlsx_guard import column_number
from bom_parsers.tables.sheets import column_letters

MOST = 1_000_000  # cells


def formula_cells(data: bytes) -> frozenset[tuple[str, str]]:
    """Return sheet and address of each cell that a formula fills in the XLSX workbook `data`, safe to open.

    Raises ValueError where they cannot be found, or are more than any sheet of ours has cells.
    """
    from lxml import etree

    cells: set[tuple[str, str]] = set()
    filled = 0
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            targets = relations.iter("{*}Relationship")  # and no comment
            parts = {relation.get("Id"): _part(relation.get("Target", "")) for relation in targets}
            for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter("{*}sheet"):
                id = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), None)
                for formula in etree.fromstring(archive.read(parts[id])).iter("{*}f"):
                    rows, columns = _area(formula)
                    filled += len(rows) * len(columns)
                    if filled > MOST:
                        raise ValueError(f"formulas fill more than {MOST:,} cells")
                    cells.update((str(sheet.get("name")), address) for address in _addresses(formula, rows, columns))
    except (KeyError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    return frozenset(cells)


def _area(formula: Any) -> tuple[range, range]:
    """Return the rows and columns into which the results of an array formula spill; those cells hold no formula themselves."""
    area = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", formula.get("ref", ""))
    if area is None or formula.get("t") not in ("array", "dataTable"):
        return range(0), range(0)
    return range(int(area[2]), int(area[4]) + 1), range(column_number(area[1]) - 1, column_number(area[3]))


def _addresses(formula: Any, rows: range, columns: range) -> Iterator[str]:
    """Return the address of a formula's cell and of those that it spills into; raises KeyError for a cell without one."""
    yield str(formula.getparent().attrib["r"])
    yield from (f"{column_letters(column)}{row}" for column in columns for row in rows)


def _part(target: str) -> str:
    """Return the name in the archive of what a relation of the workbook points to."""
    return target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
