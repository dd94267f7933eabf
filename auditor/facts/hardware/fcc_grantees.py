"""Whom the FCC granted an identifier: the first signs of an FCC ID are the code of a grantee, often the maker of the radio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from auditor.facts.hardware.knowledge_rows import SOURCED, Row, read_rows
from auditor.facts.hardware.mpn_patterns import normalize
from auditor.inputs import read_input
from auditor.provenance import Source
from bom_parsers.errors import InputError, quoted

COLUMNS = ("code", "maker", "source", "source_date", "standing")
# The name of a property that states an FCC ID: cdx:device:certifications:US:FCC:id, and columns of that name.
FCC_ID_PROPERTY = r"fcc[:_ -]?id(?:entifier|s|[:_ -]?(?:no|numbers?))?\.?$"
SHIPPED = Path(__file__).with_name("fcc_grantees.csv")


@dataclass(frozen=True)
class Grantee:
    """One grantee: its code, the maker behind it, and how that is known. The grantee need not have made the part itself."""

    code: str
    maker: str
    source: str
    source_date: date | None
    standing: str
    at: Source = field(compare=False)

    @property
    def place(self) -> str:
        """Return where the row stands, in words."""
        return f"{self.at.file} {self.at.pointer}"

    @property
    def is_sourced(self) -> bool:
        """Whether somebody read a page that says so; otherwise the row is a lead."""
        return self.standing == SOURCED


def read_grantees(*files: Path | str) -> Mapping[str, Grantee]:
    """Read files with the columns COLUMNS; return the grantees by code.

    Raises InputError for a row that does not fit and for a code that two rows give to different makers.
    """
    by_code: dict[str, tuple[Row, Grantee]] = {}
    for path in files:
        for row in read_rows(read_input(Path(path), Path(path).name), COLUMNS):
            grantee = _grantee(row)
            before, other = by_code.get(grantee.code, (row, grantee))
            if other.maker != grantee.maker:
                expected = f"{quoted(other.maker)} as in {before.path} {before.place}"
                raise InputError(row.path, row.place, quoted(grantee.maker), expected, "leave one of the two rows out")
            if other is grantee or (grantee.is_sourced and not other.is_sourced):
                by_code[grantee.code] = row, grantee
    return {code: grantee for code, (_, grantee) in by_code.items()}


@cache
def shipped() -> Mapping[str, Grantee]:
    """Return what the program knows by itself."""
    return read_grantees(SHIPPED)


def code_of(fcc_id: str) -> str:
    """Return the grantee code of an FCC ID: five signs where it begins with a digit, else three."""
    text = normalize(fcc_id)
    return text[:5] if text[:1].isdigit() else text[:3]


def _grantee(row: Row) -> Grantee:
    code = normalize(row.text("code"))
    if code != code_of(code) or len(code) != (5 if code[:1].isdigit() else 3) or not code.isascii():
        expected = "three letters or digits, or five where the first is a digit"
        raise row.error("code", quoted(row.cells["code"]), expected)
    standing, source, day = row.standing()
    return Grantee(code, row.text("maker"), source, day, standing, row.source)
