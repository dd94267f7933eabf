"""What the reader of XLSX leaves out: formulas without a stored value, merged cells, and how the number of a part is shown.

The XML of a worksheet is looked through only where it may hold such a thing, which a search for a few bytes tells.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from bom_parsers.tables.guards.xlsx_guard import column_number

Place = tuple[int, int]  # row and column, both from 0

# No pattern looks past the next "<" for the end of a tag: in a file of tags that do not end, each would look through the rest.
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^<>]*?\bref="([^"<>]*)"[^<>]*(?:/>|>\s*</(?:\w+:)?dimension>)')
_AREA = re.compile(rb"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?")
_CELL = re.compile(rb"<c\b([^<>]*?)(?:/>|>([^<]*(?:<(?!/?c\b)[^<]*)*))")
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_STYLE = re.compile(rb"\bs=[\"']([0-9]{1,6})[\"']")
_NO_NUMBER = re.compile(rb"\bt=[\"'](?!n[\"'])")
_VALUE = re.compile(rb"<v\b[^<>]*>([^<]*)</v>|<is>")
_MERGED = re.compile(rb'<mergeCell\b[^<>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_FORMAT = re.compile(rb"<numFmt\b[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_XF = re.compile(rb"<xf\b[^<>]*>")
FEW_FORMATS = 20  # a worksheet is searched for each of them
EXPONENTS = frozenset({11, 48})  # the built-in formats 0.00E+00 and ##0.0E+0


@dataclass(frozen=True)
class Marks:
    """What is known of a worksheet besides its cells: `blank_formulas`, `merged` areas as first and last place, and `shown`,
    the text of numbers that their format shows with leading noughts or an exponent."""

    blank_formulas: frozenset[Place] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()
    shown: dict[Place, str] = field(default_factory=dict)


def with_usual_dimensions(data: bytes) -> bytes:
    """Return the workbook with no worksheet whose dimension is of whole rows ("1:3"), which the reader does not understand.

    Such a dimension is valid, says nothing that the cells do not say, and is left out.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            odd = {name for name in worksheets(archive) if has_odd_dimension(first_bytes(archive, name))}
            return without_dimensions(archive, odd) if odd else data
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return data  # the reader says what is wrong


def worksheets(archive: ZipFile) -> list[str]:
    """Return the names of the parts that are worksheets."""
    return [name for name in archive.namelist() if re.search(r"(?i)worksheets/[^/]+\.xml$", name)]


def first_bytes(archive: ZipFile, name: str) -> bytes:
    """Return the beginning of a worksheet, where its dimension stands."""
    with archive.open(name) as part:
        return part.read(1 << 14)


def has_odd_dimension(xml: bytes) -> bool:
    """Tell whether a worksheet's dimension is no area of cells."""
    match = _DIMENSION.search(xml)
    return bool(match and not _AREA.fullmatch(match[1]))


def without_dimensions(archive: ZipFile, names: set[str]) -> bytes:
    """Return the archive with these worksheets' dimensions left out."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            content = archive.read(info)
            copy.writestr(info.filename, _DIMENSION.sub(b"", content, count=1) if info.filename in names else content)
    return out.getvalue()


def marks_of(data: bytes) -> dict[str, Marks]:
    """Return the marks of each worksheet by its name; {} where the workbook's own tables of parts are not as usual."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            formats = number_formats(archive)
            return {name: marks_in(archive.read(part), formats) for name, part in sheet_parts(archive)}
    except (BadZipFile, OSError, ValueError, KeyError, NotImplementedError):
        return {}


def sheet_parts(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each worksheet and of the part that holds it."""
    from html import unescape

    names = set(archive.namelist())
    targets: dict[bytes, str] = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        about = attributes_of(tag)
        target = about.get(b"Target", b"").decode("utf-8", "replace")
        targets[about.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^<>]*>", archive.read("xl/workbook.xml")):
        about = attributes_of(tag)
        part = targets.get(about.get(b"id", b""), "")
        if part in names:
            yield unescape(about.get(b"name", b"").decode("utf-8", "replace")), part


def related_parts(archive: ZipFile, part: str, kind: bytes) -> Iterator[str]:
    """Yield the parts that belong to a worksheet by relations in whose types `kind` stands, its comments or drawings."""
    folder, name = posixpath.split(part)
    names, relations = set(archive.namelist()), f"{folder}/_rels/{name}.rels"
    for tag in _RELATION.findall(archive.read(relations)) if relations in names else ():
        about = attributes_of(tag)
        target = about.get(b"Target", b"").decode("utf-8", "replace")
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if kind in about.get(b"Type", b"") and target in names:
            yield target


def attributes_of(tag: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag by their names without prefixes, in quotes of either kind."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def number_formats(archive: ZipFile) -> dict[bytes, str]:
    """Return for each style of a cell that shows noughts in front or an exponent its format: digits, or "E"."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml")
    own = {}
    for tag in _FORMAT.findall(styles):
        about = attributes_of(tag)
        own[number_of(about.get(b"numFmtId", b"0"))] = about.get(b"formatCode", b"").decode("utf-8", "replace")
    _, _, rest = styles.partition(b"<cellXfs")
    kinds: dict[bytes, str] = {}
    for number, tag in enumerate(_XF.findall(rest.partition(b"</cellXfs>")[0])):
        identity = number_of(attributes_of(tag).get(b"numFmtId", b"0"))
        code = own.get(identity, "")
        if re.fullmatch(r"0{2,40}", code):
            kinds[str(number).encode()] = code
        elif identity in EXPONENTS or re.search(r"0E\+0", code):
            kinds[str(number).encode()] = "E"
    return kinds


def number_of(text: bytes) -> int:
    """Return the number of a format, -1 for what is none."""
    return int(text) if text.isdigit() and len(text) < 10 else -1


def marks_in(xml: bytes, formats: dict[bytes, str]) -> Marks:
    """Return the marks of one worksheet."""
    merged = tuple(((int(m[2]) - 1, column(m[1])), (int(m[4]) - 1, column(m[3]))) for m in _MERGED.finditer(xml))
    few = len(formats) <= FEW_FORMATS
    styled = any(b's="%s"' % style in xml for style in formats) if few else b's="' in xml
    blank, shown = set[Place](), dict[Place, str]()
    for match in _CELL.finditer(xml) if styled or b"<f" in xml else ():
        address, content = _ADDRESS.search(match[1]), match[2] or b""
        if not address or not content:
            continue
        value = _VALUE.search(content)
        place = int(address[2]) - 1, column(address[1])
        if b"<f" in content and not (value and (value[0] == b"<is>" or value[1])):
            blank.add(place)
        style = _STYLE.search(match[1])
        if value and style and style[1] in formats and not _NO_NUMBER.search(match[1]) and value[1]:
            shown[place] = as_shown(value[1].decode("ascii", "replace"), formats[style[1]])
    return Marks(frozenset(blank), merged, {place: text for place, text in shown.items() if text})


def as_shown(value: str, code: str) -> str:
    """Return a number as its format shows it; "" where that is as it is read anyway."""
    try:
        number = float(value)
    except ValueError:
        return ""
    if code == "E":
        return f"{number:.5E}" if abs(number) >= 1e11 else f"{number:.2E}"
    return f"{number:0{len(code)}.0f}" if number.is_integer() and 0 <= number < 1e15 else ""


def column(letters: bytes) -> int:
    """Return the number of a column, from 0."""
    return column_number(letters.decode()) - 1
