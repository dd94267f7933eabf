"""A workbook as a person sees it: the looks of each sheet, and what it takes from elsewhere."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import Any
from zipfile import BadZipFile, ZipFile

from auditor.questionnaire.seen.sheets import SheetLook, areas, look_of, text_of
from auditor.questionnaire.seen.styles import Styles

MOST_BYTES = 32 * 2**20  # inflated; a filled request has some hundred kilobytes
# What the standard library raises for damaged archives, and what a part raises that lacks an attribute or names no other part.
_OF_ARCHIVES = (BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError)
_OF_PARTS = (LookupError, TypeError, AttributeError, StopIteration)
_CODE = re.compile(r"(?i)vbaproject|macrosheets?/|activex/|customui/|dialogsheets?/")
_ELSEWHERE = re.compile(r"(?i)externallinks/|connections\.xml|querytables?/")


@dataclass(frozen=True)
class Looks:
    """The looks of each sheet by its name, whatever kind it is, and in words the `links` to other files."""

    sheets: Mapping[str, SheetLook]
    links: tuple[str, ...]


def looks_of(data: bytes) -> Looks:
    """Return the looks of an XLSX workbook that is safe to open, in time linear to its size.

    Raises ValueError for one whose sheets cannot be told apart, and for one that brings code.
    """
    from lxml import etree

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return _Book(
                archive, lambda xml: etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
            ).looks()
    except (*_OF_ARCHIVES, *_OF_PARTS, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error


class _Book:
    def __init__(self, archive: ZipFile, parse: Callable[[bytes], Any]) -> None:
        self.archive, self.parse = archive, parse
        self.names = archive.namelist()
        if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES:,} bytes in all")
        if code := next(filter(_CODE.search, self.names), None):
            raise ValueError(f"it brings code of its own: {code}")
        if len({name.casefold() for name in self.names}) < len(self.names):
            raise ValueError("two parts of one name")

    def looks(self) -> Looks:
        relations = self._relations("xl/workbook.xml")
        by_kind = dict(relations.values())
        styles = Styles(self._part(by_kind.get("styles")), self._part(by_kind.get("theme")))
        shared = self._part(by_kind.get("sharedStrings"))
        texts = [] if shared is None else [text_of(item, styles) for item in shared.iterfind("{*}si")]
        book = self.parse(self.archive.read("xl/workbook.xml"))
        sheets: dict[str, SheetLook] = {}
        parts: set[str] = set()
        for sheet in book.iter("{*}sheet"):
            name = str(sheet.get("name"))
            kind, part = relations[next(str(value) for key, value in sheet.items() if str(key).endswith("}id"))]
            if part in parts or name.casefold() in map(str.casefold, sheets):
                raise ValueError(f"the sheet {name} twice")
            parts.add(part)
            if kind == "worksheet":
                sheets[name] = look_of(name, self.archive.read(part), styles, texts)
                self._laid_over(part, sheets[name])
            else:
                sheets[name] = SheetLook(name, over=[f"no cells, for it is a {kind}"])
            sheets[name].is_hidden = sheet.get("state", "visible") != "visible"
        links = [f"a link to another file ({name})" for name in self.names if _ELSEWHERE.search(name)]
        names = book.iter("{*}definedName")
        links += [
            f"the name {n.get('name')} of another workbook" for n in names if re.search(r"\[[^\]]+\]", n.text or "")
        ]
        return Looks(sheets, tuple(links))

    def _laid_over(self, part: str, look: SheetLook) -> None:
        """Add what lies over a sheet: pictures, shapes and comments, if there are any in its drawing."""
        relations = self._relations(part)
        for id in look.drawings:
            kind, drawing = relations[id]
            if kind == "drawing":
                # Some programs write a drawing for every sheet, with nothing in it.
                if any(isinstance(child.tag, str) for child in self._part(drawing)):
                    look.over.append("a picture, chart, shape or text box")
            elif self._has_shapes(drawing):
                look.over.append("a shape, or a comment that is always shown")
        for kind, comments in relations.values():
            if kind in ("comments", "threadedComment"):
                for comment in self._part(comments).iter("{*}comment", "{*}threadedComment"):
                    rows, columns = next(areas(comment.get("ref")))
                    text = " ".join("".join(comment.itertext()).split())
                    look.comments[rows[0], columns[0]] = text[:80]

    def _has_shapes(self, drawing: str) -> bool:
        """Tell whether a drawing of the old kind has anything but comments that are shown when they are asked for."""
        old = self._part(drawing)
        kinds = [data.get("ObjectType") for data in old.iter("{*}ClientData")]
        shapes = sum(1 for element in old.iter() if isinstance(element.tag, str) and element.tag.endswith("}shape"))
        return set(kinds) - {"Note"} != set() or shapes > len(kinds) or next(old.iter("{*}Visible"), None) is not None

    def _part(self, name: str | None) -> Any:
        return None if name is None else self.parse(self.archive.read(name))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return by the id of each relation of a part its kind and the part that it leads to."""
        folder = dirname(part)
        name = f"{folder}/_rels/{part.removeprefix(folder + '/')}.rels"
        if name not in self.names:
            return {}
        relations = {}
        for relation in self.parse(self.archive.read(name)).iter("{*}Relationship"):
            target = relation.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}")
            if relation.get("TargetMode") != "External":
                relations[relation.get("Id")] = (relation.get("Type", "").rpartition("/")[2], inside)
        return relations
