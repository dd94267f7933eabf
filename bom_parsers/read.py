"""The one door: look at a file's content, choose its reader, return its frames."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers import envelopes, packed
from bom_parsers.carriers.annotated_copy import restored
from bom_parsers.carriers.encoding import unmarked
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.incoming.brevity import refuse_brevity
from bom_parsers.carriers.incoming.file_content import content_of
from bom_parsers.carriers.incoming.json_repeats import repeated_keys
from bom_parsers.carriers.xml_text import included
from bom_parsers.days import with_plausible_days
from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.formats import BY_NAME, Format, of_carrier
from bom_parsers.limits import TooManyComponentsError, by_limit, check_components, limits
from bom_parsers.not_seen import noted_problems
from bom_parsers.numbers_left_out import with_numbers_left_out
from bom_parsers.persons import with_plain_names
from bom_parsers.tables.markup import refuse_markup
from bom_parsers.tables.texts_beside import texts_beside_cells
from bom_parsers.tables.workbooks import COMPOUND_FILE

FILLED = re.compile(rb"[^\0 \t\r\n]")
PREFIX = 4096  # of a file, in which an envelope's first bracket stands, after a mark and blanks
# How the elements of texts that are neither JSON nor XML are counted.
NOTATIONS = {"spdx-tag-value": "lines", "spdx-yaml": "lines"}
IN_WHICH_TEXT_IS_LEFT = ("json", "xml", "text", "binary", "zip")
FIRST_TWO = re.compile(rb"\S.?", re.DOTALL)


@dataclass(frozen=True)
class Recognized:
    """A file looked at and not yet read: its format, what its reader is given, and what was around that, if anything."""

    format: Format
    content: bytes
    unpacked: packed.Unpacked | None
    unwrapped: envelopes.Unwrapped | None = None


def read_bom(path: Path | str, name: str | None = None, *, data: bytes | None = None, sha256: str | None = None) -> Bom:
    """Do what `bom_parsers.read_bom` promises."""
    path, name = Path(path), str(path) if name is None else name
    return read_bytes(content_of(path, "a BOM file") if data is None else data, path, name, sha256)


def read_bytes(data: bytes, path: Path, name: str, sha256: str | None = None) -> Bom:
    """Read the BOM whose file content is `data`; `path` is for errors, `sha256` is of `data` if it is known already."""
    return read_recognized(recognize(data, path), path, name, sha256 or hashlib.sha256(data).hexdigest())


def read_recognized(recognized: Recognized, path: Path, name: str, sha256: str) -> Bom:
    """Read what `recognize` has found; `sha256` is of the file as it lies there, wrapper and all. Raises InputError."""
    name = name.encode("utf-8", "replace").decode("utf-8")  # a file's name need not be UTF-8, and frames are
    form = recognized.format
    if notation := NOTATIONS.get(form.name, form.carrier):
        refuse_brevity(recognized.content, notation, path)
    try:
        bom = form.reader(recognized.content, path, name, sha256)
        check_components(bom.components.height)
    except TooManyComponentsError as error:
        found, expected = f"more than {limits().components:,} components", f"at most {limits().components:,}"
        raise InputError(
            path, "", found, expected, f"if you trust it, raise the limit {by_limit('components')}"
        ) from error
    if form.carrier == "json":
        bom = with_repeated_keys(bom, recognized.content)
    beside = recognized.unpacked.words if recognized.unpacked else b""
    bom = with_numbers_left_out(bom, (beside, _text_left_in(recognized)))
    bom = restored(with_plausible_days(bom))
    problems = Rows(PROBLEMS)
    if recognized.unpacked:
        problems.add(kind="packed", severity="info", message=recognized.unpacked.described(), pointer="")
        if unread := recognized.unpacked.unread:
            names = ", ".join(quoted(one, 60) for one in unread[:5])
            message = f"{counted(len(unread), 'file')} beside the document, {names}, may be a BOM, too; not read"
            problems.add(kind="text-left-out", severity="warning", message=message, pointer="")
        if unlisted := recognized.unpacked.unlisted:
            message = f"the {recognized.unpacked.wrapper} holds {unlisted}; left out"
            problems.add(kind="text-left-out", severity="error", message=message, pointer="")
    for element, line in included(recognized.content, path) if form.carrier == "xml" else ():
        message = f"{quoted(element, 60)}: what is in another document is not read with this one"
        problems.add(kind="not-here", severity="warning", message=message, pointer=f"line {line}")
    if recognized.unwrapped:
        bom = inside(bom, recognized.unwrapped.pointer)
        problems.add(kind="wrapped", severity="info", message=recognized.unwrapped.described(), pointer="")
        for text, pointer in recognized.unwrapped.around:
            bom = with_repeated_keys(bom, text, pointer)
            envelopes.report_siblings(text, pointer, problems)
            envelopes.report_beside(text, pointer, problems)
    parties = with_plain_names(bom.parties, problems)
    all_problems = [problems.frame(name), bom.problems, noted_problems(bom.properties, name)]
    return replace(bom, parties=parties, problems=pl.concat(all_problems))


def _text_left_in(recognized: Recognized) -> bytes:
    """Return the text in which a format has more than its parts; of a workbook what stands beside its cells."""
    if recognized.format.carrier not in IN_WHICH_TEXT_IS_LEFT:
        return b""
    return texts_beside_cells(recognized.content) if recognized.format.carrier == "zip" else recognized.content


def with_repeated_keys(bom: Bom, text: bytes, pointer: str = "") -> Bom:
    """Return `bom` with a problem for each key that is repeated in the JSON text at `pointer`, unless it has one there."""
    with collector_off():
        repeats = repeated_keys(text, pointer)
    if not repeats.height:
        return bom
    new = repeats.join(bom.problems, on=["kind", "pointer"], how="anti", maintain_order="left")
    return replace(bom, problems=pl.concat([bom.problems, new.with_columns(bom=pl.lit(bom.name))]))


def inside(bom: Bom, pointer: str) -> Bom:
    """Return `bom` with the pointers of a document that stands at `pointer` in its file."""
    frames = {name: getattr(bom, name) for name in ("components", "parties", "properties", "problems")}
    way = pl.when(pl.col("pointer").str.starts_with("/")).then(pl.lit(pointer) + pl.col("pointer")).otherwise("pointer")
    return replace(bom, **{name: frame.with_columns(pointer=way) for name, frame in frames.items()})


def recognize(data: bytes, path: Path) -> Recognized:
    """Tell the format of the file content `data` and take off its wrapper; raises InputError for what is no BOM."""
    refuse_empty(data, path)
    packed.refuse_foreign(data, path)
    unpacked = None
    if packed.wrapper_of(data) and not packed.is_workbook(data):
        unpacked = packed.unpack(data, path)
        data = unpacked.data
        refuse_empty(data, path)
    if packed.is_workbook(data):
        kind = "hbom-ods" if b"opendocument" in data[:200] else "hbom-xlsx"
        return Recognized(BY_NAME[kind], data, unpacked)
    if data.startswith(COMPOUND_FILE):
        return Recognized(BY_NAME["hbom-xls"], data, unpacked)
    if packed.is_tar(data):
        return Recognized(BY_NAME["spdx-archive"], data, unpacked)
    unwrapped = envelopes.opened(data, path) if b"{" in data[:PREFIX] else None
    return Recognized(*of_text(unwrapped.text if unwrapped else data, path), unpacked, unwrapped)


def of_text(data: bytes, path: Path) -> tuple[Format, bytes]:
    """Return the format of `data`, which is text if it is anything, and what its reader is given."""
    if data[:1] == b"\n" and (form := first(of_carrier("binary"), data)):
        return form, data  # every protobuf begins so: the tag of its first field is a line end
    text = unmarked(data, path)
    refuse_empty(text, path)
    match = FIRST_TWO.search(text)  # stripping would copy the whole file
    start = match[0] if match else b""
    if start[:1] in b"<Mm":
        refuse_markup(text, path)
    if start[:1] in (b"{", b"[") or start in (b"//", b"/*"):
        return of_json(text), text
    if start[:1] == b"<" or b"<\0" in data[:4]:
        return of_xml(data, path), data
    refuse_binary(text, path)
    if form := first(of_carrier("text"), text):
        return form, text
    return (of_json(text), text) if is_json(text) else (BY_NAME["hbom-csv"], data)


def first(forms: Iterable[Format], content: bytes) -> Format | None:
    """Return the first of `forms` whose reader recognizes the content."""
    return next((form for form in forms if form.word in content and is_like(form, content)), None)


def is_like(form: Format, content: bytes) -> bool:
    """Tell whether the reader recognizes the content; one that cannot tell takes what no other does."""
    return hasattr(form.code, "looks_like") and form.code.looks_like(content)


def of_json(text: bytes) -> Format:
    """Return the format of a JSON text by the marks at its top level; CycloneDX, whose reader says what is wrong, for others."""
    return first(of_carrier("json"), text) or BY_NAME["cyclonedx-json"]


def of_xml(data: bytes, path: Path) -> Format:
    """Return the format of an XML text by its root element; CycloneDX, whose reader says what is wrong, for others."""
    from bom_parsers.carriers.xml_text import root_element, utf8

    namespace, name = root_element(utf8(data, path), path, "a BOM in XML")
    for form in of_carrier("xml"):
        if hasattr(form.code, "looks_like_root") and form.code.looks_like_root(namespace, name):
            return form
    return BY_NAME["cyclonedx-xml"]


def is_json(text: bytes) -> bool:
    """Tell whether `text` is a single JSON value such as a string; a table of one such cell is no BOM either."""
    import msgspec

    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def refuse_empty(data: bytes, path: Path) -> None:
    """Raise InputError for content of nothing but blanks."""
    if not FILLED.search(data):
        raise InputError(path, "", "an empty file", "a BOM", "export it again")


def refuse_binary(text: bytes, path: Path) -> None:
    """Raise InputError for bytes that are no text in any encoding a BOM comes in."""
    at = text.find(b"\0")
    if at >= 0:
        expected = "a BOM in JSON, XML, YAML, protobuf, SPDX tag-value, CSV or a workbook"
        raise InputError(path, f"byte {at}", "binary data", expected, "export it again")
