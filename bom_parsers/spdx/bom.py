"""What SPDX documents of every version and notation become: one Bom.

The readers of the notations make a `Document` and the tables of its packages; `bom_of` turns these into frames.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, DEPENDENCIES, PARTIES, PROPERTIES, Bom, Frames, Rows, unique_refs
from bom_parsers.errors import counted, quoted
from bom_parsers.not_seen import SEVERITY_OF_NOTE
from bom_parsers.persons import with_plain_names
from bom_parsers.spdx.archives.image import of_the_image
from bom_parsers.spdx.archives.yocto import fixes, stages
from bom_parsers.spdx.columns import SLICE, PackageColumns, PackageTables, text
from bom_parsers.spdx.document import DOCUMENT, Document, Package
from bom_parsers.spdx.frames import Packages, Pointers, component_columns, of_bom, party_columns, property_columns
from bom_parsers.spdx.graph.completeness import report_completeness, unknown_parts
from bom_parsers.spdx.graph.files import described_files, lone_elements, report_files
from bom_parsers.spdx.graph.lineage import lineage
from bom_parsers.spdx.graph.relationships import Relations
from bom_parsers.spdx.persons import ACTOR, Person, person_of

VERSIONS = ("2.0", "2.1", "2.2", "2.3")


@dataclass(frozen=True)
class Others:
    """The ids of elements that are no packages, files or snippets: of those in the document, and of those in other ones.

    `names` are of patches, by their ids, where the document has any.
    """

    here: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """A document as its reader hands it over: all but the packages, their tables, and where everything stands.

    `person` tells who is meant by a key of the table of persons; `problems` are those met so far; `files` are the ids of files
    that packages name as theirs.
    """

    document: Document[Any]
    tables: PackageTables
    places: Pointers
    problems: Rows
    versions: Sequence[str] = VERSIONS
    person: Callable[[str], Person] = field(default=person_of)
    others: Others = Others()
    files: Collection[str] = ()


def tables_of(packages: Sequence[Package]) -> PackageTables:
    """Return the tables of packages that stand in memory."""
    columns = PackageColumns()
    for start in range(0, len(packages), SLICE):
        columns.add(packages[start : start + SLICE])
    return columns.tables()


def spec_version(document: Document[Any], versions: Sequence[str], problems: Rows) -> str:
    """Return the document's version of SPDX ("2.3")."""
    written = document.spdx_version
    version = written.strip().upper().removeprefix("SPDX-")
    if version not in versions:
        known, latest = ", ".join(versions), versions[-1]
        message = (
            f"SPDX version {quoted(written)} is none of {known}; read as {latest}" if version else "no SPDX version"
        )
        problems.add(kind="unknown-version", severity="warning", message=message, pointer="")
    return version


def bom_of(parsed: Parsed, *, name: str, notation: str, sha256: str) -> Bom:
    """Turn a document into a Bom; `notation` is its format, and it, `name` and `sha256` are as in Bom."""
    document, tables, problems = parsed.document, parsed.tables, parsed.problems
    version = spec_version(document, parsed.versions, problems)
    pointers = parsed.places.packages(len(tables.ids))
    refs = text(distinct_refs(tables.ids, pointers, problems))
    packages = Packages(tables, refs, pointers, parsed.places, problems)
    relations = relations_of(document, packages, parsed.others)
    described = described_files(document, relations, parsed.files, parsed.places.relationship)
    if not tables.ids and not len(described):
        problems.add(kind="no-components", severity="warning", message="no packages in this document", pointer="")
    components_too = set(described.columns["ref"])
    lone = lone_elements(document, relations, {*parsed.files, *components_too})
    report_files(document, len(tables.ids), components_too, lone, problems)
    unread(document, problems)
    tools = [creator[5:].strip() for creator in document.creation_info.creators if creator[:5].casefold() == "tool:"]
    components = of_bom(component_columns(packages, relations.parents()), name, COMPONENTS)
    properties = of_bom(property_columns(packages), name, PROPERTIES)
    place = partial(parsed.places.relationship, "relationships")
    report_completeness(relations, document, dict(components.select("ref", "name").rows()), place)
    more = [
        stages(components, document),
        fixes(components, properties, document),
        lineage(relations, components, parsed.others.names, place),
        unknown_parts(relations, place),
        noted(document),
    ]
    every = Frames(
        components=components.vstack(described.frame(name)),
        parties=with_plain_names(of_bom(party_columns(packages, parsed.person), name, PARTIES), problems),
        properties=pl.concat([properties, *(of_bom(rows, name, PROPERTIES) for rows in more if rows)]),
        dependencies=of_bom(relations.dependencies().to_dict(), name, DEPENDENCIES),
    )
    shipped = of_the_image(every, document, relations, problems)
    return Bom(
        name=name,
        format=notation,
        spec_version=version,
        sha256=sha256,
        subject=relations.subject(document.document_describes) or only_file(described, len(tables.ids)),
        tool=", ".join(tools) or None,
        components=shipped.components,
        parties=shipped.parties,
        properties=shipped.properties,
        dependencies=shipped.dependencies,
        problems=problems.frame(name),
        created=document.creation_info.created.strip() or None,
        authors=author_names(document.creation_info.creators),
    )


def noted(document: Document[Any]) -> dict[str, pl.Series]:
    """Return columns of `properties` with what an earlier audit noted in the comment on the document's creation."""
    lines = [line.partition("=") for line in document.creation_info.comment.splitlines()]
    rows = [("", name, value, "") for name, _, value in lines if name.strip().lower() in SEVERITY_OF_NOTE]
    columns = ("ref", "name", "value", "pointer")
    return {name: text([row[i] for row in rows]) for i, name in enumerate(columns)} if rows else {}


def only_file(described: Rows, packages: int) -> str | None:
    """Return the ref of the one file that a document without packages is about."""
    return str(described.columns["ref"][0]) if len(described) == 1 and not packages else None


def author_names(creators: Sequence[str]) -> tuple[str, ...]:
    """Return the organizations and persons among the creators; a tool is none."""
    actors = [(creator, ACTOR.match(creator)) for creator in creators]
    names = [person_of(creator).name for creator, actor in actors if actor and actor[1].casefold() != "tool"]
    return tuple(dict.fromkeys(name for name in names if name))


def distinct_refs(ids: list[str], pointers: pl.Series, problems: Rows) -> list[str]:
    """Return one distinct ref for each package; only where ids are missing or repeated is each of them looked at."""
    if len(set(ids)) == len(ids) and "" not in ids:
        return ids
    return unique_refs(ids, pointers, problems)


def relations_of(document: Document[Any], packages: Packages, others: Others) -> Relations:
    """Return the relationships of the document; those with something that is not there are reported."""
    elements = {document.spdx_id, DOCUMENT, *others.here}
    elements.update(element.spdx_id for element in document.files)
    elements.update(element.spdx_id for element in document.snippets)
    relations = Relations(packages.refs, elements, document.spdx_id, packages.problems, others.elsewhere)
    edges, described = document.relationships, document.document_describes
    relations.read(
        [edge.spdx_element_id for edge in edges],
        [edge.relationship_type for edge in edges],
        [edge.related_spdx_element for edge in edges],
    )
    relations.report(lambda i: packages.places.relationship("relationships", i))
    here = elements.union(packages.refs)
    for i, ref in enumerate(described):
        if ref.strip() not in here:
            message = f"relationship with {quoted(ref.strip())}, which is not in the document"
            pointer = packages.places.relationship("documentDescribes", i)
            packages.problems.add(kind="dangling-ref", severity="warning", message=message, pointer=pointer)
    return relations


def unread(document: Document[Any], problems: Rows) -> None:
    """Say what is in the document and in none of its frames."""
    if document.annotations:
        severity = "warning" if any("icts:" in note.comment for note in document.annotations) else "info"
        on = "on the document or on what is no package of it"
        message = counted(len(document.annotations), f"annotation {on} is left out", f"annotations {on} are left out")
        problems.add(kind="content-left-out", severity=severity, message=message, pointer="")
