"""Linked SPDX 2 documents in a tar archive, as Yocto writes them, read as one document.

Each document refers to others by an id of its own, their namespace and their checksum; the checksum says which of the archive's
files is meant. Nothing is written to disk, so a path in the archive is no more than a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.encoding import unmarked
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.incoming.brevity import refuse_brevity
from bom_parsers.carriers.json_keys import has_repeats
from bom_parsers.carriers.xml_text import root_element, utf8
from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.spdx import json, xml, yaml
from bom_parsers.spdx.archives.tar import EXPECTED, Packed, files_of
from bom_parsers.spdx.bom import Others, Parsed, bom_of, tables_of
from bom_parsers.spdx.document import DOCUMENT, CreationInfo, Document, ExternalDocument, Package, Relationship
from bom_parsers.spdx.frames import JsonPointers, PlacePointers, Pointers, algorithm_of
from bom_parsers.spdx.graph.files import contents_left_out
from bom_parsers.spdx.graph.relationships import NO_ELEMENT
from bom_parsers.spdx.rdf import xml as rdf
from bom_parsers.spdx.tag_value import text as tag_value
from bom_parsers.spdx.v3 import json as v3_json

ENDINGS = (".json", ".yaml", ".yml", ".xml", ".rdf", ".tag", ".spdx")
DIGESTS = ("sha1", "sha256", "sha512")
DECODER = msgspec.json.Decoder(Document[Package])


class Listed(msgspec.Struct, rename="camel"):
    """A file that the index of the archive names."""

    filename: str = ""
    sha1: str = ""


class Index(msgspec.Struct):
    documents: list[Listed]


INDEX = msgspec.json.Decoder(Index)


class File(Packed):
    """A file of the archive; `stem` is its name without what only tells the notation."""

    @cached_property
    def stem(self) -> str:
        stem = self.name.removeprefix("./")
        for ending in ENDINGS:
            stem = stem.removesuffix(ending)
        return stem

    @cached_property
    def digests(self) -> dict[str, str]:
        return {name: hashlib.new(name, self.data, usedforsecurity=False).hexdigest() for name in DIGESTS}


@dataclass(frozen=True)
class Member:
    """A document of the archive; `prefix` stands before its ids, which are unique in their own document only."""

    file: File
    prefix: str
    document: Document[Package]
    places: Pointers
    problems: Rows

    @cached_property
    def others(self) -> dict[str, ExternalDocument]:
        return {other.external_document_id.strip(): other for other in self.document.external_document_refs}

    def own(self, ref: str) -> str:
        """Return the id in the archive of what is in this document."""
        return self.prefix + ref.strip()


def read(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the tar archive `data`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a damaged archive, one with more files or bytes than the limits allow, and one without SPDX.
    """
    problems = Rows(PROBLEMS)
    files = [File(one.name, one.data) for one in files_of(data, path, problems)]
    if len(files) == 1 and v3_json.looks_like(files[0].data):
        refuse_brevity(files[0].data, "json", path)
        alone = v3_json.read(files[0].data, path, name, sha256)
        return replace(alone, problems=alone.problems.vstack(problems.frame(name)))
    with collector_off():
        linked = Linked(documents(files, path, problems), problems)
        if not linked.members:
            why = f" ({problems.columns['message'][0]})" if len(problems) else ""
            found = f"{counted(len(files), 'file')} and no SPDX document{why}"
            raise InputError(path, "", found, EXPECTED, "check that this is the BOM")
        check_index(files, problems)
        return bom_of(linked.parsed(), name=name, notation="spdx-archive", sha256=sha256)


def documents(files: list[File], path: Path, problems: Rows) -> Iterator[Member]:
    """Yield the documents among the files; what is none is reported."""
    prefixes: dict[str, int] = {}
    for file in files:
        if is_index(file):
            continue
        inside = Path(f"{path}/{file.name}")
        try:
            contents = parsed(file.data, inside)
        except InputError as error:
            message = f"left out: found {error.found}; expected {error.expected}"
            pointer = f"{file.name}#{error.place}".removesuffix("#")
            problems.add(kind="damaged-member", severity="error", message=message, pointer=pointer)
            continue
        count = prefixes[file.stem] = prefixes.get(file.stem, 0) + 1
        prefix = f"{file.stem}:" if count == 1 else f"{file.stem}#{count}:"
        yield Member(file, prefix, contents.document, contents.places, contents.problems)


@dataclass(frozen=True)
class Contents:
    """A document with its packages."""

    document: Document[Package]
    places: Pointers
    problems: Rows


def parsed(data: bytes, path: Path) -> Contents:
    """Return the SPDX 2 document in `data`, whatever its notation; raises InputError where it is none."""
    text = unmarked(data, path)
    if json.looks_like(text):
        refuse_brevity(text, "json", path)
        try:
            if not has_repeats(text):
                return Contents(DECODER.decode(text), JsonPointers("/packages"), Rows(PROBLEMS))
        except (*json.UNREADABLE, ValueError):
            pass
        return contents_of(json.mended(text, path))
    if text.lstrip()[:1] == b"<":
        refuse_brevity(text, "xml", path)
        root = root_element(utf8(data, path), path, "an SPDX document")
        reader: Any = xml if xml.looks_like_root(*root) else rdf
        return contents_of(reader.parse(data, path))
    refuse_brevity(text, "lines", path)
    if tag_value.looks_like(text):
        problems = Rows(PROBLEMS)
        return contents_of(tag_value.scanned(tag_value.decoded(text, problems), path, problems))
    if yaml.looks_like(text):
        return contents_of(yaml.parse(text, path))
    what = "an SPDX 3 document among others" if v3_json.looks_like(text) else "a file that is no SPDX document"
    raise InputError(path, "", what, "SPDX 2", "read it alone")


def contents_of(one: Parsed) -> Contents:
    return Contents(one.document, one.places, one.problems)


def is_index(file: File) -> bool:
    return Path(file.name).name == "index.json"


def check_index(files: list[File], problems: Rows) -> None:
    """Report files that the index of the archive names and that are not there, or not as they were."""
    there = {file.name.removeprefix("./"): file for file in files}
    for index in filter(is_index, files):
        try:
            listed = INDEX.decode(index.data).documents
        except msgspec.DecodeError:
            message = "an index that cannot be read"
            problems.add(kind="damaged-member", severity="warning", message=message, pointer=index.name)
            continue
        folder = index.name.removeprefix("./").removesuffix("index.json")
        for i, entry in enumerate(listed):
            file = there.get(folder + entry.filename)
            if file and (not entry.sha1 or file.digests["sha1"] == entry.sha1.strip().lower()):
                continue
            mismatch = "which has another checksum here" if file else "which is not in the archive"
            message = f"the index names {quoted(entry.filename)}, {mismatch}"
            pointer = f"{index.name}#/documents/{i}"
            problems.add(kind="missing-member", severity="warning", message=message, pointer=pointer)


class Linked:
    """The documents of an archive, and which of them refers to which."""

    def __init__(self, members: Iterator[Member], problems: Rows) -> None:
        self.members = list(members)
        self.problems = problems
        self.by_digest = {(name, digest): one for one in self.members for name, digest in one.file.digests.items()}
        self.by_namespace = {
            one.document.document_namespace: one for one in self.members if one.document.document_namespace
        }
        self.targets = {one.prefix: self.targets_of(one) for one in self.members}

    def targets_of(self, member: Member) -> dict[str, Member]:
        """Return the documents that one refers to by its ids for them; one without the checksum given is reported."""
        targets = {}
        for i, (ref, other) in enumerate(member.others.items()):
            algorithm = (algorithm_of(other.checksum.algorithm) or "").replace("-", "")
            target = self.by_digest.get((algorithm, other.checksum.checksum_value.strip().lower()))
            if target is None and (target := self.by_namespace.get(other.spdx_document.strip())):
                pointer = f"{member.file.name}#{member.places.relationship('externalDocumentRefs', i)}"
                message = f"{quoted(ref)} has another checksum than {quoted(target.file.name)}, which has its namespace"
                self.problems.add(kind="missing-member", severity="warning", message=message, pointer=pointer)
            if target is not None:
                targets[ref] = target
        return targets

    def resolved(self, member: Member, ref: str) -> str:
        """Return the id in the archive of what a document names; what is in no document of it keeps its name."""
        ref = ref.strip()
        if ref in NO_ELEMENT or not ref:
            return ref
        document, _, inner = ref.partition(":")
        if not document.startswith("DocumentRef-"):
            return member.own(ref)
        target = self.targets[member.prefix].get(document)
        return target.own(inner or target.document.spdx_id) if target else ref

    def parsed(self) -> Parsed:
        """Return all documents as one."""
        starts = self.starts()
        root = starts[0] if len(starts) == 1 else None
        packages, relationships = self.packages(), self.relationships()
        creators = dict.fromkeys(who for one in self.members for who in one.document.creation_info.creators)
        comments = [one.document.creation_info.comment for one in self.members]
        created = max(one.document.creation_info.created for one in self.members)
        versions = dict.fromkeys(one.document.spdx_version for one in self.members)
        if len(versions) > 1:
            message = f"documents of several versions of SPDX: {', '.join(versions)}"
            self.problems.add(kind="mixed-versions", severity="info", message=message, pointer="")
        document: Document[Package] = Document(
            (root or self.members[0]).document.spdx_version,
            spdx_id=root.own(root.document.spdx_id) if root else "",
            name=root.document.name if root else "",
            creation_info=CreationInfo(list(creators), created, "\n".join(comments)),
            document_describes=self.described(root) if root else [],
            packages=packages,
            relationships=relationships,
            annotations=[note for one in self.members for note in one.document.annotations],
        )
        self.count_files()
        here = {one.own(ref) for one in self.members for ref in (DOCUMENT, one.document.spdx_id)}
        here.update(one.own(e.spdx_id) for one in self.members for e in (*one.document.files, *one.document.snippets))
        for one in self.members:
            self.adopt(one)
        return Parsed(
            document, tables_of(packages), PlacePointers(self.place), self.problems, others=Others(frozenset(here))
        )

    def starts(self) -> list[Member]:
        """Return the documents that no other refers to."""
        named = {
            target.prefix
            for prefix, targets in self.targets.items()
            for target in targets.values()
            if target.prefix != prefix
        }
        return [one for one in self.members if one.prefix not in named]

    def described(self, root: Member) -> list[str]:
        """Return what the document that refers to the others is about, if no relationship need say it."""
        packages = root.document.packages
        stated = [root.own(ref) for ref in root.document.document_describes]
        kinds = {edge.relationship_type.strip().upper() for edge in root.document.relationships}
        if not stated and len(packages) == 1 and not kinds & {"DESCRIBES", "DESCRIBED_BY"}:
            return [packages[0].spdx_id]
        return stated

    def packages(self) -> list[Package]:
        """Return the packages of all documents, with the ids that they have in the archive."""
        self.origins = [(one, i) for one in self.members for i in range(len(one.document.packages))]
        for one, i in self.origins:
            package = one.document.packages[i]
            package.spdx_id = one.own(package.spdx_id) if package.spdx_id.strip() else ""
        return [one.document.packages[i] for one, i in self.origins]

    def relationships(self) -> list[Relationship]:
        """Return the relationships of all documents, across documents."""
        edges = [(one, i, edge) for one in self.members for i, edge in enumerate(one.document.relationships)]
        self.edge_origins = [(one, i) for one, i, _ in edges]
        return [
            Relationship(
                self.resolved(one, edge.spdx_element_id),
                edge.relationship_type,
                self.resolved(one, edge.related_spdx_element),
            )
            for one, _, edge in edges
        ]

    def count_files(self) -> None:
        files = sum(len(one.document.files) for one in self.members)
        snippets = sum(len(one.document.snippets) for one in self.members)
        if files or snippets:
            message = contents_left_out(files, snippets)
            self.problems.add(kind="content-left-out", severity="info", message=message, pointer="")

    def adopt(self, member: Member) -> None:
        """Take over the problems of one document, whose pointers get its name."""
        for problem in member.problems.frame("").drop("bom").iter_rows(named=True):
            pointer = f"{member.file.name}#{problem['pointer']}".removesuffix("#")
            self.problems.add(**problem | {"pointer": pointer})

    def place(self, section: str, i: int, way: str, n: int | None) -> str:
        """Return where something stands: the name of its file, then its pointer in there."""
        if section == "relationships":
            one, inner = self.edge_origins[i]
            return f"{one.file.name}#{one.places.relationship(section, inner)}"
        if section != "packages":
            return ""
        one, inner = self.origins[i]
        return f"{one.file.name}#{one.places.one(inner, way, n)}"
