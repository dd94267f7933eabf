"""A KiCad netlist or BOM in XML: every component of the schematic with the fields that its designer gave it.

KiCad knows no manufacturer; people add fields such as "MPN" or "manf#". So the netlist is laid out as a table with a column for
each field, and read as hardware BOM tables are: the same headings, the same marks for parts left off the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from bom_parsers.bom import COMPONENTS, PROBLEMS, Bom, Rows, unique_refs
from bom_parsers.carriers.xml_elements import children, elements, line, local_name
from bom_parsers.carriers.xml_text import text_with_root
from bom_parsers.errors import quoted
from bom_parsers.hbom import table as hbom
from bom_parsers.hbom.headings.vocabulary import meaning, normalized
from bom_parsers.tables.sheets import Note, Sheet

ROOTS = (("", "export"),)
EXPECTED = "a KiCad netlist (<export> with <components>)"
# Columns that every component has, in the words of headings.toml; the field of a designer comes before KiCad's own.
REFERENCE, VALUE, FOOTPRINT, DATASHEET, DESCRIPTION, SHEET = (
    "Reference", "Value", "Footprint", "Datasheet", "Description", "kicad:sheet",
)  # fmt: skip
DNP, LEFT_OFF, LIBRARY = "DNP", "exclude from board", "kicad:library-part"
# Properties without a value, which say something by being there.
FLAGS = {"dnp": DNP, "exclude_from_board": LEFT_OFF, "exclude_from_bom": "kicad:exclude-from-bom"}
NOT_FIELDS = frozenset({"Sheetname", "Sheetfile", "ki_keywords", "ki_fp_filters"})
OF_A_MAKER = frozenset({"manufacturer", "mpn"})
LIBRARY_ONLY = frozenset({"Reference", "Value", "Footprint", "Datasheet"})


def looks_like_root(namespace: str, local_name: str) -> bool:
    """Tell whether an XML document with this root element is for this reader."""
    return (namespace, local_name) in ROOTS


@dataclass(frozen=True)
class Netlist(Sheet):
    """The netlist as a table: a row of headings, and a row for each component with its ref and its place in the file."""

    refs: Sequence[str] = ()
    places: Sequence[str] = ()
    elsewhere: dict[tuple[int, str], str] = field(default_factory=dict)

    def address(self, row: int, column: int) -> str:
        """Return the line of the component, and the field."""
        heading = self.cells[0][column]
        return self.elsewhere.get((row, heading)) or f"{self.places[row]}{', ' if row else ''}field {heading}"

    def row_address(self, row: int) -> str:
        """Return the line of the component."""
        return self.places[row]

    def ref(self, row: int) -> str:
        """Return the component's ref."""
        return self.refs[row]


@dataclass
class Schematic:
    """What the file says: components as fields, library parts as fields, and what wrote it."""

    components: list[dict[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    libraries: dict[tuple[str | None, str | None], tuple[dict[str, str], str]] = field(default_factory=dict)
    parts: list[tuple[str | None, str | None]] = field(default_factory=list)
    tool: str | None = None
    design: dict[str, str] = field(default_factory=dict)
    version: str = ""
    lost: list[Note] = field(default_factory=list)


def read(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the components of a KiCad netlist; see hbom.read_sheets for what their fields become.

    A component's ref is its designator; the schematic itself is the subject, by its title. Raises InputError for a document
    type declaration, malformed XML, and what is no netlist.
    """
    text, _ = text_with_root(data, path, EXPECTED, looks_like_root, "give a KiCad netlist")
    parsed = schematic(text, path)
    bom = from_table(parsed, path, name, sha256)
    return with_subject(replace(bom, spec_version=parsed.version, tool=parsed.tool), parsed)


def schematic(text: bytes, path: Path) -> Schematic:
    """Return what the netlist says."""
    parsed = Schematic()
    for element in elements(text, path, EXPECTED, frozenset({"comp", "libpart", "net"})):
        kind = local_name(element)
        if kind == "comp":
            parsed.components.append(component_fields(element, parsed.lost))
            parsed.places.append(line(element))
            parsed.parts.append(library_part(element))
        elif kind == "libpart":
            add_library(element, parsed)
        elif kind == "tool":
            parsed.tool = text_in(element, parsed.lost).strip() or None
        elif kind == "title_block" and not parsed.design:
            parsed.design = {local_name(child): text_in(child, parsed.lost).strip() for child in element}
        elif kind == "export":
            parsed.version = element.get("version", "")
    return parsed


def add_library(element: etree._Element, parsed: Schematic) -> None:
    """Add the fields of a <libpart> to those of its library part, which a file may describe twice."""
    fields, _ = parsed.libraries.setdefault((element.get("lib"), element.get("part")), ({}, line(element)))
    for name, value in library_fields(element, parsed.lost).items():
        add(fields, name, value, None if name == DESCRIPTION else parsed.lost, element)


def component_fields(element: etree._Element, lost: list[Note]) -> dict[str, str]:
    """Return the fields of a <comp>, KiCad's own under the headings above and the designer's under theirs.

    What is repeated with another value is noted in `lost`.
    """
    fields: dict[str, str] = {REFERENCE: element.get("ref", "")}
    for heading, tag in (
        (VALUE, "value"),
        (FOOTPRINT, "footprint"),
        (DATASHEET, "datasheet"),
        (DESCRIPTION, "description"),
    ):
        for child in children(element, tag):
            add(fields, heading, field_text(child, lost), lost, child)
    for several in children(element, "fields"):
        for one in children(several, "field"):
            add(fields, one.get("name", ""), field_text(one, lost), lost, one)
    for one in children(element, "property"):
        name, value = one.get("name", ""), one.get("value")
        if name in FLAGS:
            fields[FLAGS[name]] = value or "yes"
        elif name == "ki_description":
            add(fields, DESCRIPTION, value)
        elif name not in NOT_FIELDS:
            add(fields, name, value, lost, one)
    for one in children(element, "libsource"):
        add(fields, DESCRIPTION, one.get("description"))
        add(fields, LIBRARY, ":".join(filter(None, (one.get("lib"), one.get("part")))), lost, one)
    for one in children(element, "sheetpath"):
        add(fields, SHEET, one.get("names"))
    return fields


def library_fields(element: etree._Element, lost: list[Note]) -> dict[str, str]:
    """Return the fields of a <libpart>, which count where a component has none of that name; `lost` is as above."""
    fields: dict[str, str] = {}
    for several in children(element, "fields"):
        for one in children(several, "field"):
            if one.get("name") not in LIBRARY_ONLY:
                add(fields, one.get("name", ""), field_text(one, lost), lost, one)
    add(fields, DESCRIPTION, next((field_text(child, lost) for child in children(element, "description")), ""))
    return fields


def field_text(element: etree._Element, lost: list[Note]) -> str:
    """Return the text of a field, whose name is its only attribute; others that say something are noted in `lost`."""
    if given := ["=".join(map(str, one)) for one in element.items() if one[0] != "name" and one[1]]:
        message = (
            f"attributes that a <{local_name(element)}> does not have, and not read: {quoted(' '.join(given), 60)}"
        )
        lost.append(Note("odd-value", "warning", message, line(element)))
    return text_in(element, lost)


def text_in(element: etree._Element, lost: list[Note]) -> str:
    """Return the whole text of an element that holds a text alone; elements in it are noted in `lost`, and their text is used."""
    if not len(element):
        return element.text or ""
    whole = " ".join(part for text in element.itertext() if (part := str(text).strip()))
    given = ["=".join(map(str, one)) for inner in element.iterdescendants() for one in inner.items()]
    if given or whole != (element.text or "").strip():
        shown = quoted(" ".join([whole, *given]).strip(), 60)
        message = f"elements within <{local_name(element)}> where a text was expected, {shown}; their text is used"
        lost.append(Note("odd-value", "warning", message, line(element)))
    return whole


def library_part(element: etree._Element) -> tuple[str | None, str | None]:
    """Return library and name of the part that a component was made from."""
    source = next(children(element, "libsource"), None)
    return (None, None) if source is None else (source.get("lib"), source.get("part"))


def add(
    fields: dict[str, str],
    name: str,
    value: str | None,
    lost: list[Note] | None = None,
    place: etree._Element | None = None,
) -> None:
    """Add a field that has a name and a value; KiCad writes "~" for none, and the first of a name wins.

    Another value of the same name at `place` is noted in `lost`; without these it only fills in for a missing one.
    """
    name, value = " ".join(name.split()) or "field", (value or "").strip()
    if not value or value == "~":
        return
    first = fields.setdefault(name, value)
    if first != value and lost is not None and place is not None:
        message = f"field {quoted(name, 60)} is repeated; {quoted(first, 60)} counts and hides {quoted(value, 60)}"
        lost.append(Note("repeated-value", "warning", message, line(place)))


def from_table(parsed: Schematic, path: Path, name: str, sha256: str) -> Bom:
    """Return the components as the rows of a table give them."""
    problems, spelling = Rows(PROBLEMS), dict[tuple[str, int], str]()
    refs = unique_refs([fields[REFERENCE].strip() for fields in parsed.components], parsed.places, problems)
    rows, elsewhere = list[dict[str, str]](), dict[tuple[int, str], str]()
    for number, (fields, part, ref) in enumerate(zip(parsed.components, parsed.parts, refs, strict=True), 1):
        library, place = parsed.libraries.get(part, ({}, ""))
        own = one_spelling({**fields, REFERENCE: fields[REFERENCE].strip() or ref}, spelling)
        for heading in own.keys() - fields.keys() - {REFERENCE}:
            name_there = heading.removeprefix("kicad:")
            if name_there in fields and meaning(normalized(name_there)[0])[0] != "description":
                message = (
                    f"field {quoted(name_there, 60)} says otherwise than one of the same meaning, and is kept beside it"
                )
                problems.add(
                    kind="repeated-value", severity="warning", message=message, pointer=parsed.places[number - 1]
                )
        more = beside(own, one_spelling(library, spelling))
        rows.append({**own, **more})
        elsewhere.update({(number, heading): f"{place}, field {heading}" for heading in more})
    headings = list(dict.fromkeys([REFERENCE, VALUE, *(heading for row in rows for heading in row)]))
    table = [headings, *([row.get(heading, "") for heading in headings] for row in rows)]
    for note in parsed.lost:
        problems.add(**note._asdict())
    notes = tuple(Note(*row) for row in problems.frame(name).select("kind", "severity", "message", "pointer").rows())
    sheet = Netlist("", table, notes=notes, refs=["", *refs], places=["", *parsed.places], elsewhere=elsewhere)
    return hbom.read_sheets([sheet], path, name, sha256, "kicad-xml")


def beside(own: dict[str, str], library: dict[str, str]) -> dict[str, str]:
    """Return the library part's fields that a component lacks, and another maker or number under a name that tells so."""
    more: dict[str, str] = {}
    for heading, text in library.items():
        if heading not in own:
            more[heading] = text
        elif meaning(normalized(heading)[0])[0] in OF_A_MAKER and text.casefold() != own[heading].casefold():
            more[f"kicad:library {heading}"] = text
    return more


def one_spelling(fields: dict[str, str], spelling: dict[tuple[str, int], str]) -> dict[str, str]:
    """Return the fields under one name for "MPN" and "mpn", the first met in the file, as a table has one column for both.

    Where a component has both with different texts, the second keeps a name of its own.
    """
    result: dict[str, str] = {}
    for name, value in fields.items():
        heading = spelling.setdefault(normalized(name), name) if meaning(normalized(name)[0])[0] else name
        if result.setdefault(heading, value) != value:
            result[f"kicad:{name}"] = value
    return result


def with_subject(bom: Bom, parsed: Schematic) -> Bom:
    """Return the BOM with the board as its subject, if the schematic has a title."""
    title = parsed.design.get("title")
    if not title:
        return bom
    ref = unique_refs([*bom.components["ref"], f"board {title}"], ["", *[""] * bom.components.height], Rows(PROBLEMS))[
        -1
    ]
    board = Rows(COMPONENTS)
    version = parsed.design.get("rev") or None
    board.add(ref=ref, kind="hardware", type="board", name=title, version=version, pointer="title_block")
    return replace(bom, subject=ref, components=board.frame(bom.name).vstack(bom.components))
