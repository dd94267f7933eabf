"""What SPDX 2.x documents say in every notation, as rows: packages, persons, relationships.

The readers of the notations (`spdx_json`, `spdx_tag_value`) make a `Document`; `bom_of` turns it into frames.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from bom_parsers.bom import COMPONENTS, PARTIES, PROPERTIES, Bom, Rows, unique_refs
from bom_parsers.errors import InputError, printable
from bom_parsers.spdx_document import DOCUMENT, Document, ExternalRef, Package
from bom_parsers.spdx_persons import NOBODY, Person, person_of
from bom_parsers.spdx_relationships import Relations

# Where something stands: a list of the document ("packages"), its item, and maybe a field and an entry of that field.
Place = Callable[[str, int, str, int | None], str]

# For each package its references with the package URL and the CPE.
Identifiers = list[tuple[ExternalRef | None, ExternalRef | None]]
VERSIONS = ("2.0", "2.1", "2.2", "2.3")
NO_VALUE = frozenset({"", "NOASSERTION", "NONE"})
KINDS: dict[str, str | None] = {
    "": "software",
    "application": "software",
    "framework": "software",
    "library": "software",
    "container": "software",
    "operating-system": "software",
    "source": "software",
    "archive": "software",
    "install": "software",
    "firmware": "firmware",
    "device": "hardware",
    "file": None,
    "other": None,
}
# SPDX's spelling without case and signs -> CycloneDX's in lower case, so that one digest reads alike from both formats.
ALGORITHMS = {
    **{f"sha{bits}": f"sha-{bits}" for bits in ("1", "224", "256", "384", "512")},
    **{f"sha3{bits}": f"sha3-{bits}" for bits in ("256", "384", "512")},
    **{f"blake2b{bits}": f"blake2b-{bits}" for bits in ("256", "384", "512")},
    **{name: name for name in ("blake3", "md2", "md4", "md5", "md6", "adler32")},
}


@contextmanager
def collector_off() -> Iterator[None]:
    """Hold the garbage collector off: it takes half the time of a big document, whose objects all stay alive."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def value_of(text: str) -> str | None:
    """Return `text`, or None where it is blank or SPDX's NOASSERTION or NONE."""
    return None if text in NO_VALUE or text.strip() in NO_VALUE else text


def spec_version(document: Document, path: Path, problems: Rows) -> str:
    """Return the document's version of SPDX ("2.3"); raises InputError for SPDX 3, which is another data model."""
    version = document.spdx_version.strip().upper().removeprefix("SPDX-")
    if version.startswith("3"):
        raise spdx_3_error(path)
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        found = (
            f"SPDX version {document.spdx_version!r} is none of {known}; read as 2.3" if version else "no SPDX version"
        )
        problems.add(severity="warning", message=found, pointer="")
    return version


def spdx_3_error(path: Path) -> InputError:
    return InputError(
        path,
        "",
        "an SPDX 3 document",
        "SPDX 2.x as JSON or tag-value (SPDX 3 is not read yet)",
        "export it as SPDX 2.3 or CycloneDX",
    )


def bom_of(
    document: Document, place: Place, problems: Rows, *, path: Path, name: str, notation: str, sha256: str
) -> Bom:
    """Turn a document into a Bom; `place` gives the pointer of anything in it, `problems` are those met so far."""
    version = spec_version(document, path, problems)
    packages = document.packages
    if not packages:
        problems.add(severity="warning", message="no packages in this document", pointer="")
    pointers = [place("packages", i, "", None) for i in range(len(packages))]
    refs = unique_refs((package.spdx_id.strip() for package in packages), pointers, problems)
    relations = Relations(set(refs), elements_of(document), document.spdx_id, problems)
    for n, edge in enumerate(document.relationships):
        where = place("relationships", n, "", None)
        relations.add(edge.spdx_element_id, edge.relationship_type, edge.related_spdx_element, where)
    for n, described in enumerate(document.document_describes):
        relations.add(document.spdx_id, "DESCRIBES", described, place("documentDescribes", n, "", None))
    relations.report()
    unread(document, problems)
    identifiers = [identifiers_of(package) for package in packages]
    tools = [creator[5:].strip() for creator in document.creation_info.creators if creator[:5].casefold() == "tool:"]
    return Bom(
        name=name,
        format=notation,
        spec_version=version,
        sha256=sha256,
        subject=relations.subject(),
        tool=", ".join(tools) or None,
        components=component_rows(
            packages, refs, relations.parents(), identifiers, pointers=pointers, place=place, problems=problems
        ).frame(name),
        parties=party_rows(packages, refs, place, problems).frame(name),
        properties=property_rows(packages, refs, identifiers, place, problems).frame(name),
        dependencies=relations.dependencies().frame(name),
        problems=problems.frame(name),
    )


def elements_of(document: Document) -> set[str]:
    """Return the ids of what is in the document and is no package."""
    return {document.spdx_id, DOCUMENT, *(e.spdx_id for e in document.files), *(e.spdx_id for e in document.snippets)}


def unread(document: Document, problems: Rows) -> None:
    """Say what is in the document and in none of its frames."""
    if document.files or document.snippets:
        counts = f"{len(document.files)} files and {len(document.snippets)} snippets"
        problems.add(severity="info", message=f"{counts} belong to packages; they are no components here", pointer="")
    if document.annotations:
        count = len(document.annotations)
        severity = "warning" if any("icts:" in note.comment for note in document.annotations) else "info"
        message = f"{count} annotations on the document or on what is no package of it are left out"
        problems.add(severity=severity, message=message, pointer="")


def component_rows(
    packages: Sequence[Package],
    refs: list[str],
    parents: dict[str, str],
    identifiers: Identifiers,
    *,
    pointers: list[str],
    place: Place,
    problems: Rows,
) -> Rows:
    """Return the rows of `components`, one for each package in order; unknown purposes and algorithms are reported."""
    rows = Rows(COMPONENTS)
    columns = rows.columns
    columns.update({key: [None] * len(packages) for key in ("group", "mpn", "quantity", "refdes", "modified")})
    columns["ref"] = refs
    columns["parent"] = [parents.get(ref) for ref in refs]
    columns["pointer"] = pointers
    columns["name"] = [package.name.strip() or None for package in packages]
    columns["version"] = [value_of(package.version_info) for package in packages]
    columns["description"] = [value_of(package.description) or value_of(package.summary) for package in packages]
    columns["licences"] = [licences_of(package) for package in packages]
    columns["kind"] = [kind_of(package, i, place, problems) for i, package in enumerate(packages)]
    columns["type"] = [package.primary_package_purpose.strip().lower() or "package" for package in packages]
    columns["hashes"] = [hashes_of(package, i, place, problems) for i, package in enumerate(packages)]
    columns["purl"] = [purl.reference_locator.strip() if purl else None for purl, _ in identifiers]
    columns["cpe"] = [cpe.reference_locator.strip() if cpe else None for _, cpe in identifiers]
    for name, pointer in zip(columns["name"], pointers, strict=True):
        if name is None:
            problems.add(severity="warning", message="package without a name", pointer=pointer)
    return rows


def licences_of(package: Package) -> list[str]:
    """Return the declared and the concluded licence as written, the declared one first."""
    both = (value_of(package.license_declared), value_of(package.license_concluded))
    return list(dict.fromkeys(licence for licence in both if licence))


def kind_of(package: Package, i: int, place: Place, problems: Rows) -> str | None:
    if not package.primary_package_purpose:
        return "software"
    purpose = package.primary_package_purpose.strip().lower().replace("_", "-")
    if purpose not in KINDS:
        message = f"package purpose {package.primary_package_purpose!r} is not one of SPDX; kind is left open"
        problems.add(severity="warning", message=message, pointer=place("packages", i, "primaryPackagePurpose", None))
    return KINDS.get(purpose)


@lru_cache(maxsize=256)
def algorithm_of(written: str) -> str | None:
    """Return CycloneDX's name of an SPDX checksum algorithm in lower case; None for one that SPDX does not have."""
    return ALGORITHMS.get(re.sub(r"[^0-9a-z]", "", written.lower()))


def hashes_of(package: Package, i: int, place: Place, problems: Rows) -> list[str]:
    """Return the checksums as "sha-256:<hex>", in lower case."""
    hashes = []
    for n, checksum in enumerate(package.checksums):
        algorithm = algorithm_of(checksum.algorithm)
        digest = checksum.checksum_value.strip().lower()
        if algorithm is None or not digest:
            found = (
                f"checksum algorithm {checksum.algorithm!r} is not one of SPDX" if digest else "checksum without value"
            )
            problems.add(severity="warning", message=found, pointer=place("packages", i, "checksums", n))
        if digest:
            hashes.append(f"{algorithm or checksum.algorithm.strip().lower()}:{digest}")
    return hashes


@lru_cache(maxsize=256)
def short_type(written: str) -> str:
    """Return the type of an external reference without the address of the list it is from."""
    return re.split("[/#]", written.strip())[-1]


def identifiers_of(package: Package) -> tuple[ExternalRef | None, ExternalRef | None]:
    """Return the references with the package URL and the CPE (2.3 before 2.2), whatever their category says."""
    purl = cpe = None
    for reference in package.external_refs:
        kind = short_type(reference.reference_type)
        if kind == "purl" and reference.reference_locator.strip():
            purl = purl or reference
        elif kind.startswith("cpe") and (
            cpe is None or (kind == "cpe23Type" and short_type(cpe.reference_type) != "cpe23Type")
        ):
            cpe = reference
    return purl, cpe


def party_rows(packages: Sequence[Package], refs: list[str], place: Place, problems: Rows) -> Rows:
    """Return the rows of `parties`: the supplier as supplier, the originator as developer."""
    rows: list[tuple[str | None, ...]] = []
    persons: dict[str, Person] = {"": NOBODY}
    for i, (package, ref) in enumerate(zip(packages, refs, strict=True)):
        named = (("supplier", "supplier", package.supplier), ("developer", "originator", package.originator))
        for role, field, text in named:
            person = persons.get(text)
            if person is None:
                person = persons[text] = person_of(text)
            if person is NOBODY:
                continue
            pointer = place("packages", i, field, None)
            if person.oddity:
                problems.add(severity=person.severity, message=f"{field} {person.oddity}", pointer=pointer)
            if person.name:
                rows.append((ref, role, person.name, None, person.scheme, person.identifier, person.url, pointer))
    return rows_of(PARTIES, rows)


def property_rows(
    packages: Sequence[Package], refs: list[str], identifiers: Identifiers, place: Place, problems: Rows
) -> Rows:
    """Return the rows of `properties`: what a package says that has no column of its own."""
    rows: list[tuple[str | None, ...]] = []
    for i, (package, ref) in enumerate(zip(packages, refs, strict=True)):
        own = identifiers[i]
        for n, reference in enumerate(package.external_refs):
            if reference is not own[0] and reference is not own[1]:
                where = place("packages", i, "externalRefs", n)
                rows.append(
                    (
                        ref,
                        f"externalRef:{short_type(reference.reference_type)}",
                        reference.reference_locator.strip(),
                        where,
                    )
                )
        for name, text in (
            ("downloadLocation", package.download_location),
            ("homepage", package.homepage),
            ("sourceInfo", package.source_info),
            ("packageFileName", package.package_file_name),
            ("builtDate", package.built_date),
            ("releaseDate", package.release_date),
            ("comment", package.comment),
        ):
            if text and (value := value_of(text)):
                rows.append((ref, name, value, place("packages", i, name, None)))
        for n, annotation in enumerate(package.annotations):
            where = place("packages", i, "annotations", n)
            rows.extend(
                (ref, name, value, where) for name, value in annotation_properties(annotation.comment, where, problems)
            )
    return rows_of(PROPERTIES, rows)


def annotation_properties(comment: str, pointer: str, problems: Rows) -> Iterator[tuple[str, str]]:
    """Yield the properties of an annotation: each `icts:name=value` (one a line, or between ";") or all its text."""
    parts = [part.strip() for part in re.split("[;\n]", comment)] if "icts:" in comment else []
    if not any(part.startswith("icts:") for part in parts):
        if comment.strip():
            yield "annotation", comment
        return
    for part in parts:
        name, equals, value = part.partition("=")
        if part.startswith("icts:") and equals:
            yield name.strip(), value.strip()
        elif part:
            if part.startswith("icts:"):
                problems.add(severity="warning", message=f"annotation {part!r} has no '=' and a value", pointer=pointer)
            yield "annotation", part


def rows_of(schema: dict[str, Any], tuples: Iterable[tuple[Any, ...]]) -> Rows:
    """Return rows from tuples in the order of the schema's columns after `bom`."""
    rows = Rows(schema)
    columns = list(zip(*tuples, strict=True))
    if columns:
        rows.columns.update(zip(rows.columns, map(list, columns), strict=True))
    return rows


def shown(value: object) -> str:
    """Return `value` as an error text shows it: on one line and short."""
    text = printable(str(value))
    return text if len(text) <= 60 else f"{text[:57]}..."
