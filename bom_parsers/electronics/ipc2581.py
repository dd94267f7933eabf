"""IPC-2581: the parts list of a board, out of a file that is mostly geometry and therefore read as a stream of tags.

No real file is valid against the standard's schema, so nothing here depends on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bom_parsers.bom import (
    COMPONENTS,
    DEPENDENCIES,
    PARTIES,
    PROBLEMS,
    PROPERTIES,
    Bom,
    Rows,
    is_no_party,
    unique_refs,
)
from bom_parsers.carriers.xml_text import text_with_root
from bom_parsers.electronics.ipc2581_stream import Enterprise, Item, PartsList, Source, stream
from bom_parsers.errors import counted, quoted
from bom_parsers.hbom.cells import clean, is_nobody, quantity
from bom_parsers.hbom.headings.vocabulary import meaning, normalized
from bom_parsers.hbom.makers_by_number import inferred_maker
from bom_parsers.hbom.rows.part import OWN_NAMES
from bom_parsers.hbom.rows.row import ALTERNATE_OF, FITTED, INFERRED_MAKER

EXPECTED = "an IPC-2581 file"
NOT_FITTED = "ipc2581:not-fitted"


def looks_like_root(namespace: str, local_name: str) -> bool:
    """Tell whether an XML document with this root element is for this reader."""
    return local_name == "IPC-2581"


def read(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the items of all `Bom` elements with the sources that the `Avl` lists for them.

    An item is a component of kind "hardware" whose ref is its OEM design number; its chosen source gives part number and
    maker, the others are components of their own with a property "hbom:alternate-of". A file without items but with placed
    components gives those. Raises InputError for a document type declaration, malformed XML, and other XML.
    """
    text, _ = text_with_root(data, path, EXPECTED, looks_like_root, "give an IPC-2581 file")
    parts = stream(text, path, EXPECTED)
    out = Frames()
    subject = add_assembly(parts, out)
    report_gaps(parts, out)
    items = parts.items or [Item(c.part or c.refdes, c.line, refdes=[c.refdes]) for c in parts.placed]
    numbers, places = [item.number for item in items], [f"line {item.line}" for item in items]
    own, at = ([subject], [f"line {parts.assembly_line}"]) if subject else ([], [])
    refs = unique_refs([*own, *numbers], [*at, *places], out.problems)[len(own) :]
    for item, ref in zip(items, refs, strict=True):
        add_item(item, ref, parts, out)
    frames = {n: getattr(out, n).frame(name) for n in ("components", "parties", "properties", "problems")}
    dependencies = Rows(DEPENDENCIES).frame(name)
    return Bom(name, "ipc-2581", parts.revision, sha256, subject, parts.tool, dependencies=dependencies, **frames)


class Frames:
    """The rows of a Bom while it is being read."""

    def __init__(self) -> None:
        self.components, self.parties, self.properties = Rows(COMPONENTS), Rows(PARTIES), Rows(PROPERTIES)
        self.problems = Rows(PROBLEMS)


def add_assembly(parts: PartsList, out: Frames) -> str | None:
    """Add the assembly that the parts list is of; return its ref."""
    if not parts.assembly:
        return None
    ref = f"assembly {parts.assembly}"
    version, pointer = parts.revision_of_assembly or None, f"line {parts.assembly_line}"
    out.components.add(ref=ref, kind="hardware", type="board", name=parts.assembly, version=version, pointer=pointer)
    return ref


def report_gaps(parts: PartsList, out: Frames) -> None:
    """Report a file without parts list, placed components that no item of the list names, and companies of one id."""
    for id, several in parts.enterprises.items():
        if len(several) > 1:
            names = " and ".join(quoted(clean(one.name), 60) for one in several[:3])
            message = f"{counted(len(several), 'company has', 'companies have')} the id {quoted(id, 60)}: {names}; each counts"
            out.problems.add(
                kind="repeated-ref", severity="warning", message=message, pointer=f"line {several[1].line}"
            )
    mode = f" (its mode is {parts.mode})" if parts.mode else ""
    if not parts.items:
        instead = "; the placed components are read instead" if parts.placed else ""
        message = f"the file has no parts list{mode}{instead}"
        out.problems.add(kind="no-parts-list", severity="warning", message=message, pointer="")
        return
    listed = {name for item in parts.items for name in item.refdes}
    left = [c for c in parts.placed if c.refdes not in listed]
    if left:
        names = ", ".join(c.refdes for c in left[:5]) + (", ..." if len(left) > 5 else "")
        message = f"{counted(len(left), 'placed component is', 'placed components are')} in no item of the parts list: {names}"
        out.problems.add(kind="unlisted-part", severity="warning", message=message, pointer=f"line {left[0].line}")


class Statement(NamedTuple):
    """What an item's characteristics say of fields that parts have: text, and line."""

    text: str
    line: int


def add_item(item: Item, ref: str, parts: PartsList, out: Frames) -> None:
    """Add an item, its further sources, and its characteristics."""
    stated: dict[str, Statement] = {}
    for name, value, at in item.characteristics:
        field = meaning(normalized(name)[0])[0]
        if field and not is_nobody(value):
            stated.setdefault("mpn" if field == "part_number" else field, Statement(clean(value), at))
    sources = sorted(parts.sources.get(item.number, []), key=lambda source: (not source.chosen, source.rank))
    first = sources[0] if sources else Source("", item.line)
    mpn = first.mpn or (stated["mpn"].text if "mpn" in stated else None)
    description = clean(item.description) or (stated["description"].text if "description" in stated else None)
    shared = {"kind": "hardware", "type": "part", "description": description, "refdes": ", ".join(item.refdes) or None}
    pieces = quantity(item.quantity)
    if item.quantity and pieces is None:
        message = f"the quantity {quoted(clean(item.quantity))} is not a number; left unknown"
        out.problems.add(kind="unreadable-quantity", severity="warning", message=message, pointer=f"line {item.line}")
    here = f"line {item.line}"
    out.components.add(ref=ref, name=mpn or item.number or ref, mpn=mpn, quantity=pieces, pointer=here, **shared)
    value = stated["value"].text if "value" in stated else ""
    is_listed = add_maker(first, ref, parts, out)
    if not add_stated_makers(item, ref, out) and not is_listed:
        lead = inferred_maker(mpn or value) or inferred_maker(item.number)
        if lead:
            out.properties.add(ref=ref, name=INFERRED_MAKER, value=lead, pointer=here)
    add_properties(item, ref, out)
    for number, source in enumerate(sources[1:], 2):
        other, where = f"{ref} source {number}", f"line {source.line}"
        name = source.mpn or item.number or ref
        out.components.add(ref=other, parent=ref, name=name, mpn=source.mpn or None, pointer=where, **shared)
        out.properties.add(ref=other, name=ALTERNATE_OF, value=ref, pointer=where)
        add_maker(source, other, parts, out)


def add_maker(source: Source, ref: str, parts: PartsList, out: Frames) -> bool:
    """Add the makers of a source as the file's list of enterprises knows them; tell whether there is one. What else the source
    calls its vendor is a property."""
    vendors = dict.fromkeys(source.vendors or [source.vendor_as_written])
    if source.vendor_as_written.strip() and source.vendor_as_written not in vendors:
        where = f"line {source.line}"
        out.properties.add(ref=ref, name="ipc2581:vendor", value=clean(source.vendor_as_written), pointer=where)
    named = [one for id in vendors for one in parts.enterprises.get(id) or [Enterprise(id, source.line)]]
    for enterprise in named:
        if not is_no_party(enterprise.name):
            add_enterprise(enterprise, ref, out)
    return not all(is_no_party(enterprise.name) for enterprise in named)


def add_enterprise(enterprise: Enterprise, ref: str, out: Frames) -> None:
    """Add an enterprise as a maker."""
    scheme = "duns" if enterprise.code_type.upper() in ("DUNS", "DUNNS") else enterprise.code_type.casefold() or None
    out.parties.add(
        ref=ref,
        role="manufacturer",
        name=clean(enterprise.name),
        country=None if is_no_party(enterprise.country) else clean(enterprise.country),
        scheme=None if is_no_party(enterprise.code) else scheme,
        identifier=None if is_no_party(enterprise.code) else enterprise.code.strip(),
        pointer=f"line {enterprise.line}",
    )


def add_stated_makers(item: Item, ref: str, out: Frames) -> bool:
    """Add the makers that characteristics name; tell whether there is one."""
    makers: dict[str, int] = {}
    for name, value, at in item.characteristics:
        if meaning(normalized(name)[0])[0] == "manufacturer" and not is_nobody(value):
            makers.setdefault(clean(value), at)
    for maker, at in makers.items():
        out.parties.add(ref=ref, role="manufacturer", name=maker, pointer=f"line {at}")
    return bool(makers)


def add_properties(item: Item, ref: str, out: Frames) -> None:
    """Add what an item says beside its part: characteristics as they stand, package, category, places left unpopulated."""
    here = f"line {item.line}"
    if item.refdes and len(item.unpopulated) == len(item.refdes):
        out.properties.add(ref=ref, name=FITTED, value="no", pointer=here)
    elif item.unpopulated:
        out.properties.add(ref=ref, name=NOT_FITTED, value=", ".join(item.unpopulated), pointer=here)
    own = {"ipc2581:category": item.category, "footprint": ", ".join(dict.fromkeys(item.packages))}
    own["ipc2581:internal-part-number"] = item.internal_number
    for name, value in own.items():
        if value:
            out.properties.add(ref=ref, name=name, value=value, pointer=here)
    for name, value, at in item.characteristics:
        if value.strip():
            own_name = name.strip().casefold().startswith(OWN_NAMES)
            called = f"ipc2581:{name}" if own_name else name
            out.properties.add(ref=ref, name=called, value=clean(value), pointer=f"line {at}")
