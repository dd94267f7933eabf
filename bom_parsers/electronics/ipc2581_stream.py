"""The tags of an IPC-2581 file that say something of parts, picked out of megabytes of geometry as they pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.parsers import expat

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits

Attributes = dict[str, str]


@dataclass
class Item:
    """One item of a parts list."""

    number: str
    line: int
    quantity: str = ""
    category: str = ""
    description: str = ""
    internal_number: str = ""
    refdes: list[str] = field(default_factory=list)
    unpopulated: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    characteristics: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class Source:
    """One approved source of an item: `vendors` are ids of enterprises, or their names; `vendor_as_written` is beside them."""

    vendor_as_written: str
    line: int
    mpn: str = ""
    chosen: bool = False
    rank: int = 1_000
    vendors: list[str] = field(default_factory=list)
    is_numbered: bool = False  # by an element of its own


@dataclass(frozen=True)
class Enterprise:
    """A company that the file lists."""

    name: str
    line: int
    country: str = ""
    code: str = ""
    code_type: str = ""


@dataclass(frozen=True)
class Placed:
    """A component that the layout places on the board."""

    refdes: str
    part: str
    line: int


@dataclass
class PartsList:
    """What the file says of parts."""

    revision: str = ""
    mode: str = ""
    tool: str | None = None
    assembly: str = ""
    assembly_line: int = 0
    revision_of_assembly: str = ""
    items: list[Item] = field(default_factory=list)
    sources: dict[str, list[Source]] = field(default_factory=dict)
    enterprises: dict[str, list[Enterprise]] = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    approved: list[Source] = field(default_factory=list)  # those of the AvlItem that is open


def stream(text: bytes, path: Path, expected: str) -> PartsList:
    """Return what UTF-8 `text` says of parts; raises InputError for malformed XML and elements nested too deep."""
    parts, depth, deepest = PartsList(), 0, limits().depth
    parser = expat.ParserCreate(encoding="utf-8")

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > deepest:
            deep, most = f"elements nested deeper than {deepest:,}", f"at most {deepest:,}"
            remedy = f"export it again, or raise the limit {by_limit('depth')}"
            raise InputError(path, f"line {parser.CurrentLineNumber}", deep, most, remedy)
        take = TAGS.get(tag) or (TAGS.get(tag.rpartition(":")[2]) if ":" in tag else None)
        if take:
            take(parts, attributes, parser.CurrentLineNumber)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        found = f"malformed XML: {expat.ErrorString(error.code)}"
        place = f"line {error.lineno} column {error.offset + 1}"
        raise InputError(path, place, found, expected, "export it again, or mend this place") from error
    return parts


def _root(parts: PartsList, attributes: Attributes, line: int) -> None:
    parts.revision = attributes.get("revision", "")


def _mode(parts: PartsList, attributes: Attributes, line: int) -> None:
    parts.mode = attributes.get("mode", "")


def _software(parts: PartsList, attributes: Attributes, line: int) -> None:
    parts.tool = " ".join(filter(None, (attributes.get("name"), attributes.get("revision")))) or None


def _enterprise(parts: PartsList, attributes: Attributes, line: int) -> None:
    named = [attributes.get(name, "") for name in ("name", "id")]
    one = Enterprise(
        named[0] or named[1], line, *(attributes.get(name, "") for name in ("country", "code", "codeType"))
    )
    of_id = parts.enterprises.setdefault(attributes.get("id", ""), [])
    if all(replace(other, line=line) != one for other in of_id):
        of_id.append(one)


def _bom_header(parts: PartsList, attributes: Attributes, line: int) -> None:
    if not parts.assembly:
        parts.assembly, parts.assembly_line = attributes.get("assembly", "").strip(), line
        parts.revision_of_assembly = attributes.get("revision", "")


def _item(parts: PartsList, attributes: Attributes, line: int) -> None:
    item = Item(attributes.get("OEMDesignNumberRef", "").strip(), line, attributes.get("quantity", ""))
    item.category, item.description = attributes.get("category", ""), attributes.get("description", "")
    item.internal_number = attributes.get("internalPartNumber", "").strip()
    parts.items.append(item)


def _refdes(parts: PartsList, attributes: Attributes, line: int) -> None:
    name = attributes.get("name", "").strip()
    if parts.items and name:
        item = parts.items[-1]
        item.refdes.append(name)
        if attributes.get("populate", "true").casefold() in ("false", "0"):
            item.unpopulated.append(name)
        if attributes.get("packageRef"):
            item.packages.append(attributes["packageRef"])


def _characteristic(parts: PartsList, attributes: Attributes, line: int) -> None:
    name = next((v for k, v in attributes.items() if k.endswith("CharacteristicName")), "")
    value = next((v for k, v in attributes.items() if k.endswith("CharacteristicValue")), "")
    if parts.items and name:
        unit = attributes.get("engineeringUnitOfMeasure", "")
        parts.items[-1].characteristics.append((name, f"{value} {unit}".strip(), line))


def _avl_item(parts: PartsList, attributes: Attributes, line: int) -> None:
    parts.approved = parts.sources.setdefault(attributes.get("OEMDesignNumber", "").strip(), [])


def _avl_vmpn(parts: PartsList, attributes: Attributes, line: int) -> None:
    chosen = attributes.get("chosen", "").casefold() in ("true", "1")
    parts.approved.append(Source(attributes.get("evplVendor", ""), line, attributes.get("evplMpn", "").strip(), chosen))


def _avl_mpn(parts: PartsList, attributes: Attributes, line: int) -> None:
    number = attributes.get("name", "").strip()
    if parts.approved:
        source = parts.approved[-1]
        if source.is_numbered and number and number != source.mpn:  # one entry may have several, of the same vendors
            source = replace(source, line=line)
            parts.approved.append(source)
        source.mpn, source.is_numbered = number or source.mpn, True
        rank = attributes.get("rank", "")
        source.rank = int(rank[:9]) if rank[:9].isdecimal() else source.rank


def _avl_vendor(parts: PartsList, attributes: Attributes, line: int) -> None:
    if parts.approved and attributes.get("enterpriseRef"):
        parts.approved[-1].vendors.append(attributes["enterpriseRef"])


def _component(parts: PartsList, attributes: Attributes, line: int) -> None:
    if attributes.get("refDes", "").strip():
        parts.placed.append(Placed(attributes["refDes"].strip(), attributes.get("part", "").strip(), line))


TAGS: dict[str, Callable[[PartsList, Attributes, int], None]] = {
    "IPC-2581": _root,
    "FunctionMode": _mode,
    "SoftwarePackage": _software,
    "Enterprise": _enterprise,
    "BomHeader": _bom_header,
    "BomItem": _item,
    "RefDes": _refdes,
    "Textual": _characteristic,
    "Measured": _characteristic,
    "Ranged": _characteristic,
    "Enumerated": _characteristic,
    "AvlItem": _avl_item,
    "AvlVmpn": _avl_vmpn,
    "AvlMpn": _avl_mpn,
    "AvlVendor": _avl_vendor,
    "Component": _component,
}
