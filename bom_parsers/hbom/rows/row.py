"""The cells of one row by the field that their column means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from bom_parsers.bom import COMPONENTS, PARTIES, PROBLEMS, PROPERTIES, Rows
from bom_parsers.hbom.cells import clean, is_nobody
from bom_parsers.hbom.headings.header import BOTH, Column, Header
from bom_parsers.hbom.kinds import identity_by_row
from bom_parsers.tables.sheets import Sheet

# Fields that become a property of this name as they stand.
AS_PROPERTY = {
    "value": "value",
    "footprint": "footprint",
    "fcc_id": "cdx:device:certifications:US:FCC:id",
    "firmware": "hbom:firmware",
    "firmware_version": "hbom:firmware-version",
    "distributor_number": "hbom:distributor-part-number",
    "supplier_number": "hbom:supplier-part-number",
    "country": "hbom:country-of-origin",
}
NAMES_IN_ORDER = (
    "mpn", "value", "label", "name", "device", "description", "own_number", "distributor_number", "supplier_number",
    "refdes",
)  # fmt: skip
NUMBERS = ("mpn", "distributor_number", "supplier_number")
ROLES = {"supplier": "supplier", "distributor": "distributor"}
# What a row has that only adds a source to the part above it; and what such a part has. Designators do not count: a screw
# has none either.
OF_A_SOURCE = frozenset({"mpn", "manufacturer", BOTH, "country", "", *ROLES, "supplier_number", "distributor_number"})
PLACED = frozenset({"level", "item", "quantity"})
FITTED, ALTERNATE_OF, USED_WITH = "hbom:fitted", "hbom:alternate-of", "hbom:used-with"
ALTERNATE_MPN, INFERRED_MAKER, SHOP = "hbom:alternate-mpn", "hbom:inferred-maker", "hbom:distributor"


@dataclass
class Frames:
    """The rows of a Bom while it is being read."""

    components: Rows = field(default_factory=lambda: Rows(COMPONENTS))
    parties: Rows = field(default_factory=lambda: Rows(PARTIES))
    properties: Rows = field(default_factory=lambda: Rows(PROPERTIES))
    problems: Rows = field(default_factory=lambda: Rows(PROBLEMS))

    def problem(self, kind: str, severity: str, message: str, pointer: str) -> None:
        """Add a row to `problems`."""
        self.problems.add(kind=kind, severity=severity, message=message, pointer=pointer)

    def frames(self, bom: str) -> dict[str, pl.DataFrame]:
        """Return the parts, parties and properties as frames."""
        return {name: getattr(self, name).frame(bom) for name in ("components", "parties", "properties")}


class Cell(NamedTuple):
    """A cell's text as written, its column, and its address."""

    text: str
    column: Column
    address: str


class Row:
    """One row's cells by field; `used` are the columns that have become something, the others become properties.

    `further_designators` are those that stand in the rows below it.
    """

    def __init__(
        self, sheet: Sheet, number: int, header: Header, cells: list[str], further_designators: str = ""
    ) -> None:
        self.sheet, self.number, self.header, self.cells = sheet, number, header, cells
        self.further_designators = further_designators
        self.used: set[int] = set()
        self.filled: dict[tuple[str, int], list[Cell]] = {}
        for column in header.columns[: len(cells)]:
            text = cells[column.index]
            if text and not text.isspace():
                cell = Cell(text, column, sheet.address(number, column.index))
                self.filled.setdefault((column.field, column.source), []).append(cell)
        for (named, _), several in self.filled.items():
            if len(several) > 1:
                several.sort(key=lambda cell: cell.column.rank)
                if named in ("mpn", "manufacturer"):  # a cell that names nobody hides none that names somebody
                    several.sort(key=lambda cell: is_nobody(cell.text))

    def take(self, field_name: str, source: int = 1) -> Cell | None:
        """Return the field's best filled cell, which is then used; None where all are blank."""
        cell = self.peek(field_name, source)
        if cell:
            self.used.add(cell.column.index)
        return cell

    def peek(self, field_name: str, source: int = 1) -> Cell | None:
        """Return the field's best filled cell; None where all are blank."""
        return self.filled.get((field_name, source), [None])[0]

    def text(self, field_name: str) -> str | None:
        """Take the field's cell and return its text on one line."""
        cell = self.take(field_name)
        return clean(cell.text) if cell else None

    def all(self, field_name: str | None = None) -> Iterator[Cell]:
        """Yield the filled cells of a field, or of the whole row."""
        for (of, _), cells in self.filled.items():
            if field_name in (None, of):
                yield from cells

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What the row says of its part's kind; see kinds.py."""
        return identity_by_row(self.header, self.cells)

    @property
    def is_hardware(self) -> bool:
        """Whether the row says that its part is hardware, of which a part number may tell the maker."""
        return bool(self.identity["kind"] == "hardware")

    @cached_property
    def sources(self) -> list[int]:
        """The sources for which the row names a maker or a part number, in order."""
        named = {
            s
            for (f, s), cells in self.filled.items()
            if f in ("mpn", "manufacturer", BOTH) and not is_nobody(cells[0].text)
        }
        return sorted(named)
