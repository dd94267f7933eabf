"""SPDX 2.x in tag-value notation: one pass over the lines, which makes the same document as the JSON notation.

The notation has no nesting: a tag belongs to the package, file or snippet that began last, and a text in
`<text>...</text>` may go over many lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.spdx.bom import Parsed, bom_of, tables_of
from bom_parsers.spdx.document import (
    DOCUMENT,
    Annotation,
    Checksum,
    CreationInfo,
    Document,
    Element,
    ExternalDocument,
    ExternalRef,
    Package,
    Relationship,
)
from bom_parsers.spdx.frames import PlacePointers
from bom_parsers.spdx.tag_value import columns as tag_columns
from bom_parsers.spdx.tag_value.tags import NOT_USED, SINGLE, external_document

NOTHING = ""
ARRAYS = ("checksums", "externalRefs", "annotations")
MARK = re.compile(rb"^[ \t]*(?:SPDXVersion|SPDXID|PackageName)[ \t]*:", re.MULTILINE)
VERSION_MARK = re.compile(rb"^[ \t]*SPDXVersion[ \t]*:", re.MULTILINE)
YAML_MARK = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?[\"']?spdxVersion[\"']?[ \t]*:|^[\"']?(?:packages|creationInfo|documentDescribes)[\"']?[ \t]*:",
    re.MULTILINE,
)
MOST_TAGS_NAMED = 20
LEFT_OUT = "left out"


def looks_like(text: bytes) -> bool:
    """Tell whether a text has SPDX's tags on lines of their own; so has YAML, but never the tag with the version."""
    if VERSION_MARK.search(text):
        return True
    return MARK.search(text) is not None and YAML_MARK.search(text) is None


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a text without SPDX's tags.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx-tag-value", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    problems = Rows(PROBLEMS)
    whole = decoded(text, problems)
    return (tag_columns.parse(whole) if not len(problems) else None) or scanned(whole, path, problems)


def scanned(whole: str, path: Path, problems: Rows) -> Parsed:
    """Return the document in the text, read line by line; raises InputError as `read` does."""
    scan = Scan(whole.split("\n"), problems)
    scan.run()
    if not scan.is_spdx:
        expected = "SPDXVersion:, SPDXID: or PackageName: on a line of its own"
        raise InputError(path, "", "no tag of an SPDX document", expected, "check that this file is a BOM")
    scan.report()
    document = scan.document()
    files = {file.spdx_id for file in scan.packaged}
    return Parsed(document, tables_of(document.packages), PlacePointers(scan.place), problems, files=files)


def decoded(text: bytes, problems: Rows) -> str:
    """Return the text with "\\n" for every line end; bytes that are not UTF-8 are reported, and the rest is used."""
    try:
        string = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} and maybe others are not UTF-8; each is read as U+FFFD, so names may be damaged"
        problems.add(kind="damaged-text", severity="error", message=message, pointer=f"line {line}")
        string = text.decode("utf-8", "replace")
    if "\r" in string:
        string = string.replace("\r\n", "\n").replace("\r", "\n")
    return string


# On which line each member of a package stands, by its name in the JSON notation, as pointers name it.
JSON_NAME = {field.name: field.encode_name for field in msgspec.structs.fields(Package)}
NUMBERS: list[tuple[str, Any, Any]] = [(name, int, 0) for name in JSON_NAME.values() if name not in ARRAYS]
NUMBERS += [(name, list[int], msgspec.field(default_factory=list)) for name in ARRAYS]
Lines = msgspec.defstruct("Lines", [("package", int), *NUMBERS], gc=False)


class Scan:
    """One pass over the lines, which makes the packages and remembers on which line each thing stands."""

    def __init__(self, lines: list[str], problems: Rows) -> None:
        self.lines = lines
        self.problems = problems
        self.version = ""
        self.id = ""
        self.is_spdx = False
        self.creators: list[str] = []
        self.created = ""
        self.comments: list[str] = []
        self.others: list[ExternalDocument] = []
        self.packages: list[Package] = []
        self.package_lines: list[Any] = []
        self.files: list[Element] = []
        self.packaged: list[Element] = []
        self.snippets: list[Element] = []
        self.relationships: list[Relationship] = []
        self.relationship_lines: list[int] = []
        self.annotations: list[dict[str, Any]] = []
        self.element: Package | Element | None = None  # the package or file that began last; None: the document
        self.last_end: int | None = None
        # What is reported once with its number of times: what -> [first line, times].
        self.counted: dict[tuple[str, str, str], list[int]] = {}

    def run(self) -> None:
        """Read all lines."""
        numbered = enumerate(self.lines, 1)
        for number, line in numbered:
            tag, _, value = line.partition(":")
            meaning = MEANING.get(tag)
            if meaning is None:
                tag = self.known(tag, line, number)
                if not tag:
                    continue
                meaning = MEANING[tag]
            if "<text>" in value and value.lstrip().startswith("<text>"):
                value, last = self.text(value, tag, number)
                next(islice(numbered, last - number, last - number), None)
            if meaning is NOTHING:
                continue
            value = value.strip()
            if value[:1] == '"':
                value = self.unquoted(value, number)
            if isinstance(meaning, str):
                self.single(meaning, value, tag, number)
            else:
                meaning(self, value, number)

    def single(self, field: str, value: str, tag: str, number: int) -> None:
        """Set what a package says once."""
        if not self.packages:
            self.count("text-left-out", f"{tag} before any PackageName", LEFT_OUT, number)
        elif getattr(self.packages[-1], field):
            self.note(
                "repeated-value",
                f"{tag} is given twice for one package; the first is used, not {quoted(value, 60)}",
                number,
            )
        else:
            setattr(self.packages[-1], field, value)
            setattr(self.package_lines[-1], JSON_NAME[field], number)

    def known(self, tag: str, line: str, number: int) -> str:
        """Return the tag that is meant where it is not written as SPDX has it, or "" for a line to pass over."""
        tag = tag.strip()
        if not line.strip() or tag.startswith("#"):
            return ""
        if tag in MEANING and ":" in line:
            return tag
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", tag) or ":" not in line:
            self.count("text-left-out", "a line that is no tag, no comment and not within <text>", LEFT_OUT, number)
            return ""
        meant = FOLDED.get(tag.casefold(), "")
        if meant:
            self.count("unknown-word", f"tag {quoted(tag, 60)}", f"read as {quoted(meant)}", number)
        else:
            self.count("unknown-word", f"tag {quoted(tag, 60)} is not one of SPDX", LEFT_OUT, number)
        return meant

    def text(self, value: str, tag: str, number: int) -> tuple[str, int]:
        """Return a text that begins with <text> on line `number`, and its last line.

        Without </text> the text ends before the next line that begins with a tag of SPDX, so that no more than a text
        is lost; another <text> before the </text> shows that the first was never closed.
        """
        first = value.lstrip()[6:]
        if "</text>" in first:
            return self.ended(first, number), number
        if self.last_end is None:
            self.last_end = max((n for n, line in enumerate(self.lines, 1) if "</text>" in line), default=0)
        parts = [first]
        for at in range(number, self.last_end):
            line = self.lines[at]
            begin = line.partition(":")
            if begin[0] in MEANING and begin[2].lstrip().startswith("<text>"):
                break
            if "</text>" in line:
                parts.append(self.ended(line, at + 1))
                return "\n".join(parts), at + 1
            parts.append(line)
        self.note("odd-syntax", f"<text> of {tag} has no </text>; it is read up to the next tag", number)
        end = next((at for at in range(number, len(self.lines)) if is_tag(self.lines[at])), len(self.lines))
        return "\n".join([first, *self.lines[number:end]]), end

    def ended(self, line: str, number: int) -> str:
        text, _, rest = line.partition("</text>")
        if rest.strip():
            self.count("text-left-out", "text after </text>", LEFT_OUT, number)
        return text

    def unquoted(self, value: str, number: int) -> str:
        """Return a value without the quotes and the written-out line ends that some tools copy from YAML."""
        if len(value) < 2 or value[-1] != '"' or '"' in value[1:-1]:
            return value
        self.count("odd-syntax", "a value in quotes", "read without them", number)
        return value[1:-1].replace("\\n", "\n").strip()

    def note(self, kind: str, message: str, number: int, severity: str = "warning") -> None:
        self.problems.add(kind=kind, severity=severity, message=message, pointer=f"line {number}")

    def count(self, kind: str, what: str, done: str, number: int) -> None:
        self.counted.setdefault((kind, what, done), [number, 0])[1] += 1

    def report(self) -> None:
        """Add a problem for each thing that was counted, and one for all that are too many to name."""
        all_counted = list(self.counted.items())
        for (kind, what, done), (number, times) in all_counted[:MOST_TAGS_NAMED]:
            severity = "warning" if done == LEFT_OUT else "info"
            self.note(kind, f"{what} ({counted(times, 'time')}); {done}", number, severity)
        if more := all_counted[MOST_TAGS_NAMED:]:
            times = sum(count[1] for _, count in more)
            unnamed = counted(len(more), "more tag that is", "more tags that are")
            self.note(
                "unknown-word",
                f"{unnamed} not one of SPDX ({counted(times, 'time')}); left out",
                more[0][1][0],
            )

    def spdx_version(self, value: str, number: int) -> None:
        self.is_spdx = True
        if self.version and self.version != value:
            self.note("repeated-value", f"another SPDXVersion {quoted(value, 60)}; the first is used", number)
        self.version = self.version or value

    def spdx_id(self, value: str, number: int) -> None:
        self.is_spdx = True
        if self.element is None:
            self.id = self.id or value
        elif self.element.spdx_id:
            self.note("repeated-value", "SPDXID is given twice for one package or file; the first is used", number)
        else:
            self.element.spdx_id = value

    def creator(self, value: str, number: int) -> None:
        self.creators.append(value)

    def other_document(self, value: str, number: int) -> None:
        self.others.append(external_document(value))

    def made_on(self, value: str, number: int) -> None:
        self.created = self.created or value

    def comment_of_creator(self, value: str, number: int) -> None:
        self.comments.append(value)

    def package(self, value: str, number: int) -> None:
        self.is_spdx = True
        self.element = Package(value)
        self.packages.append(self.element)
        self.package_lines.append(Lines(number))

    def file(self, value: str, number: int) -> None:
        self.element = Element(file_name=value)
        self.files.append(self.element)
        if self.packages:  # a file belongs to the package that began last
            self.packaged.append(self.element)

    def snippet(self, value: str, number: int) -> None:
        self.element = Element(value)
        self.snippets.append(self.element)

    def from_file(self, value: str, number: int) -> None:
        if self.snippets:
            self.snippets[-1].from_file = value

    def named_snippet(self, value: str, number: int) -> None:
        if self.snippets:
            self.snippets[-1].name = value

    def checksum(self, value: str, number: int) -> None:
        if not self.packages:
            self.count("text-left-out", "PackageChecksum before any PackageName", LEFT_OUT, number)
            return
        algorithm, _, digest = value.partition(":")
        self.packages[-1].checksums.append(Checksum(algorithm.strip(), digest.strip()))
        self.package_lines[-1].checksums.append(number)

    def external_ref(self, value: str, number: int) -> None:
        if not self.packages:
            self.count("text-left-out", "ExternalRef before any PackageName", LEFT_OUT, number)
            return
        parts = value.split(None, 2)
        if len(parts) != 3:
            self.note("odd-value", f"ExternalRef {quoted(value, 60)} is not a category, a type and a locator", number)
            parts = ["", "", *parts][-3:]
        self.packages[-1].external_refs.append(ExternalRef(*parts[1:]))
        self.package_lines[-1].externalRefs.append(number)

    def relationship(self, value: str, number: int) -> None:
        parts = value.split()
        if len(parts) != 3:
            done = "the first three words are used" if len(parts) > 3 else "left out"
            self.note(
                "odd-value", f"Relationship {quoted(value, 60)} is not two ids with a type between them; {done}", number
            )
        if len(parts) >= 3:
            self.relationships.append(Relationship(*parts[:3]))
            self.relationship_lines.append(number)

    def annotator(self, value: str, number: int) -> None:
        self.annotations.append({"on": self.element, "line": number})

    def annotation_comment(self, value: str, number: int) -> None:
        if not self.annotations or "comment" in self.annotations[-1]:
            self.annotator("", number)
        self.annotations[-1].update(comment=value, line=number)

    def annotation_ref(self, value: str, number: int) -> None:
        if not self.annotations or "ref" in self.annotations[-1]:
            self.annotator("", number)
        self.annotations[-1]["ref"] = value

    def document(self) -> Document[Package]:
        """Return the document, each annotation at its package."""
        owners = {package.spdx_id: i for i, package in reversed(list(enumerate(self.packages)))}
        places = {id(package): i for i, package in enumerate(self.packages)}
        rest = []
        for note in self.annotations:
            owner = owners.get(note["ref"]) if "ref" in note else places.get(id(note["on"]))
            entry = Annotation(note.get("comment", ""))
            if owner is None:
                rest.append(entry)
            else:
                self.packages[owner].annotations.append(entry)
                self.package_lines[owner].annotations.append(note["line"])
        return Document(
            self.version,
            spdx_id=self.id or DOCUMENT,
            creation_info=CreationInfo(self.creators, self.created, "\n".join(self.comments)),
            packages=self.packages,
            files=self.files,
            snippets=self.snippets,
            relationships=self.relationships,
            annotations=rest,
            external_document_refs=self.others,
        )

    def place(self, section: str, i: int, field: str, n: int | None) -> str:
        """Return the line on which something of the document stands; `section` and `field` are JSON's names."""
        if section == "relationships":
            return f"line {self.relationship_lines[i]}"
        number = getattr(self.package_lines[i], field or "package")
        return f"line {number if n is None else number[n]}"


HANDLERS: dict[str, Callable[[Scan, str, int], None]] = {
    "SPDXVersion": Scan.spdx_version,
    "SPDXID": Scan.spdx_id,
    "Creator": Scan.creator,
    "Created": Scan.made_on,
    "CreatorComment": Scan.comment_of_creator,
    "PackageName": Scan.package,
    "FileName": Scan.file,
    "SnippetSPDXID": Scan.snippet,
    "SnippetFromFileSPDXID": Scan.from_file,
    "SnippetName": Scan.named_snippet,
    "PackageChecksum": Scan.checksum,
    "ExternalRef": Scan.external_ref,
    "Relationship": Scan.relationship,
    "ExternalDocumentRef": Scan.other_document,
    "Annotator": Scan.annotator,
    "AnnotationComment": Scan.annotation_comment,
    "SPDXREF": Scan.annotation_ref,
}
MEANING: dict[str, str | Callable[[Scan, str, int], None]] = {**dict.fromkeys(NOT_USED, NOTHING), **SINGLE, **HANDLERS}
FOLDED = {tag.casefold(): tag for tag in MEANING}


def is_tag(line: str) -> bool:
    tag, colon, _ = line.partition(":")
    return bool(colon) and tag in MEANING
