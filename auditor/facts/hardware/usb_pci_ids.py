"""What radio a USB or PCI device is by the numbers that it reports: tools that list a computer's hardware often know no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from auditor.facts.hardware.knowledge_rows import SOURCED, Row, read_rows
from auditor.facts.hardware.radio_parts import CLASSES
from auditor.inputs import read_input
from auditor.provenance import Source
from bom_parsers.errors import quoted

COLUMNS = ("bus", "code", "maker", "device", "class", "source", "source_date", "standing")
SHIPPED = Path(__file__).with_name("usb_pci_ids.csv")
# What a device reports, under the names that `find` takes them by.
REPORTED = frozenset({"vendorid", "productid", "usbclass", "usbsubclass", "usbprotocol", "pciclasscode"})
# By bus: how a code is written. A USB code is vendor:product, or the vendor alone where he makes nothing but radios.
CODES = {
    "USB": r"[0-9a-f]{4}(?::[0-9a-f]{4})?",
    "USB class": r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}",
    "PCI class": r"[0-9a-f]{4}",
}


@dataclass(frozen=True)
class BusId:
    """One row: the `code` that a device reports on its `bus`, and what radio it then is; `maker` and `device` may be blank."""

    bus: str
    code: str
    maker: str
    device: str
    part_class: str
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


def read_bus_ids(path: Path | str) -> Mapping[tuple[str, str], BusId]:
    """Read a file with the columns COLUMNS; return its rows by bus and code. Raises InputError for a row that does not fit."""
    file = read_input(Path(path), Path(path).name)
    return {(bus_id.bus, bus_id.code): bus_id for bus_id in map(_bus_id, read_rows(file, COLUMNS))}


@cache
def shipped() -> Mapping[tuple[str, str], BusId]:
    """Return what the program knows by itself."""
    return read_bus_ids(SHIPPED)


def find(reported: Mapping[str, str]) -> BusId | None:
    """Return the radio that a device is by what it reports, numbers in hexadecimal digits by the names in REPORTED;
    None where they tell nothing."""
    return next((bus_id for key in _keys(reported) if (bus_id := shipped().get(key))), None)


def _keys(reported: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    number = {name: value.strip().lower().removeprefix("0x") for name, value in reported.items()}
    yield "USB class", "/".join(number.get(name, "") for name in ("usbclass", "usbsubclass", "usbprotocol"))
    yield "PCI class", number.get("pciclasscode", "")[:4]
    if "vendorid" in number and "pciclasscode" not in number:  # the numbers of a vendor are others on PCI
        yield "USB", f"{number['vendorid']}:{number.get('productid', '')}"
        yield "USB", number["vendorid"]


def _bus_id(row: Row) -> BusId:
    bus = row.choice("bus", tuple(CODES))
    if not re.fullmatch(CODES[bus], row.text("code")):
        raise row.error(
            "code", quoted(row.cells["code"]), f"a {bus} code in hexadecimal digits, such as in the other rows"
        )
    if not row.cells["maker"] + row.cells["device"]:
        raise row.error("device", "a blank cell", "a device or a maker", "fill the cell, or leave the row out")
    standing, _, _ = row.standing()
    return BusId(
        bus,
        row.cells["code"],
        row.cells["maker"],
        row.cells["device"],
        row.choice("class", CLASSES),
        standing,
        row.source,
    )
