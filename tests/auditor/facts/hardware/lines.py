"""The table of lines of hardware BOMs in lines.toml, each with what it is expected to seem."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.radio_parts import shipped
from auditor.provenance import Source, SourceKind
from bom_parsers.bom import COMPONENTS

TABLE = Path(__file__).with_name("lines.toml")
HERE = Source(SourceKind.BOM_FIELD, "board.csv", pointer="row 2")
CELLS = {"refdes", "name", "number", "description", "columns", "component", "type"}
EXPECTED = {"kind", "lead", "called", "lead_says", "lead_is", "listed"}


@dataclass(frozen=True)
class Line:
    """A line of a BOM, as a row of the frame components and its properties, and what is `expected` of it."""

    group: str
    row: dict[str, Any]
    properties: list[dict[str, str]]
    expected: dict[str, Any]
    why: str = ""

    @property
    def id(self) -> str:
        if self.why:
            return self.why
        shown = (self.row["refdes"], self.row["name"], self.row["description"])
        return " ".join(dict.fromkeys(text for text in shown if text))

    @property
    def seems(self) -> Seems:
        return seems(self.row, self.properties, shipped(), HERE)


def part(
    refdes: str | None = None, name: str | None = None, description: str | None = None, **more: str | None
) -> dict[str, Any]:
    """Return a row of the frame components as a hardware BOM gives it; `number` is its part number, which is its name too."""
    number = more.pop("number", None)
    row = dict.fromkeys(COMPONENTS) | {"kind": "hardware", "type": "part", "name": name or number or refdes}
    return row | {"refdes": refdes, "description": description, "mpn": number} | more


def lines() -> list[Line]:
    """Return every line of the table, a field with several values written out."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return [line for group in table["group"] for line in _lines_of(group)]


def numbers(radio: bool | None = None) -> Iterator[str]:
    """Yield the part numbers of which it is expected that the list of radio parts knows them, or not; of `radio` parts alone."""
    for line in lines():
        known = line.expected.get("listed")
        if known and radio in (None, known != "no"):
            yield line.row["mpn"]


def _lines_of(group: dict[str, Any]) -> Iterator[Line]:
    common = {key: value for key, value in group.items() if key not in ("says", "lines")}
    for own in group.get("lines", [{}]):
        whole = common | own
        assert whole.keys() <= CELLS | EXPECTED | {"why"}, f"{group['says']}: {sorted(whole)}"
        several = [key for key in ("refdes", "name", "number", "description") if isinstance(whole.get(key), list)]
        for values in product(*(whole[key] for key in several)):
            yield _line(group["says"], whole | dict(zip(several, values, strict=True)))


def _line(group: str, whole: dict[str, Any]) -> Line:
    cells = {key: whole.get(key) or None for key in ("refdes", "name", "description", "number")}
    row = part(**cells)
    for key, column in (("component", "kind"), ("type", "type")):
        if key in whole:
            row[column] = whole[key] or None
    properties = [{"name": heading, "value": value} for heading, value in whole.get("columns", {}).items()]
    expected = {key: value for key, value in whole.items() if key in EXPECTED}
    return Line(group, row, properties, expected, whole.get("why", ""))
