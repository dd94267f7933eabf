"""The way from a CycloneDX document to frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, DEPENDENCIES, PARTIES, PROPERTIES, Bom, Frames, Rows, is_no_party, unique_refs
from bom_parsers.carriers.annotated_copy import name_in_file
from bom_parsers.cyclonedx.about.completeness import BOM_LINK, report_compositions, report_contents, report_links
from bom_parsers.cyclonedx.about.files import without_files_of_packages
from bom_parsers.cyclonedx.about.metadata import author_names, made_for_subject, tool_name
from bom_parsers.cyclonedx.columns import table, whole
from bom_parsers.cyclonedx.document import Document
from bom_parsers.cyclonedx.elements import SPEC_VERSIONS, Tool, Tools
from bom_parsers.cyclonedx.parties import PARTY_ROWS, organization_rows
from bom_parsers.errors import quoted
from bom_parsers.persons import with_plain_names

Columns = dict[str, pl.Series]


def to_bom(document: Document, name: str, form: str, sha256: str) -> Bom:
    """Return the frames of `document`; `form` is the format, and it, `name` and `sha256` are as in Bom."""
    stated, pointers = document.columns.refs, document.columns.pointers
    are_unique = all(stated) and len(set(stated)) == len(stated)
    refs: list[Any] = stated if are_unique else unique_refs(stated, pointers, document.problems)
    subject = None if document.subject is None else refs[document.subject]
    places = {"ref": text(refs), "pointer": text(pointers)}
    report_document(document)
    components = document.columns.table("components") | places
    components["parent"] = places["ref"][pl.Series(document.columns.parents, dtype=pl.UInt32)]
    parties = placed(document, places, document.columns.table("parties"))
    properties = placed(document, places, document.columns.table("properties"))
    of_document = [*metadata_properties(document, subject), *composition_properties(document, refs, subject)]
    of_document += remark_properties(document, refs)
    dependencies = dependency_columns(document, refs)
    report_completeness(document, refs, subject, components["name"], properties)
    all_parties = with_rows(of_bom(parties, name, PARTIES), described_parties(document, subject, name))
    every = Frames(
        components=of_bom(components, name, COMPONENTS),
        parties=with_plain_names(all_parties, document.problems),
        properties=with_rows(of_bom(properties, name, PROPERTIES), property_rows(of_document, name)),
        dependencies=of_bom(dependencies, name, DEPENDENCIES),
    )
    tool = tool_name(document.metadata)
    judged = without_files_of_packages(every, subject, tool, document.problems)
    return Bom(
        name=name,
        format=form,
        spec_version=document.spec_version,
        sha256=sha256,
        subject=subject,
        tool=tool,
        components=judged.components,
        parties=judged.parties,
        properties=judged.properties,
        dependencies=judged.dependencies,
        problems=document.problems.frame(name),
        created=document.metadata.timestamp or None,
        authors=author_names(document.metadata),
    )


def text(values: list[Any]) -> pl.Series:
    return pl.Series("", values, pl.String)


def placed(document: Document, places: Columns, columns: Columns) -> Columns:
    """Return a table of rows with the refs of their components, and with pointers into these."""
    owners, ways = columns["owner"], columns["way"]
    pointers = places["pointer"][owners]
    return columns | {
        "ref": places["ref"][owners],
        "pointer": pointers + ways if document.nested_pointers else pointers,
    }


def of_bom(columns: Columns, bom: str, schema: dict[str, Any]) -> pl.DataFrame:
    """Return the columns as a frame in the schema's order, with `bom` in every row."""
    length = len(next(iter(columns.values())))
    given = columns | {"bom": text([bom]).new_from_index(0, length)}
    return pl.DataFrame({name: given[name] for name in schema})


def with_rows(frame: pl.DataFrame, more: pl.DataFrame | None) -> pl.DataFrame:
    return frame if more is None else pl.concat([frame, more])


def described_parties(document: Document, subject: str | None, bom: str) -> pl.DataFrame | None:
    """Return the parties that the metadata names for the component which the document describes.

    `metadata.supplier` and the old `metadata.manufacture` are these. `metadata.manufacturer` (1.6) made the document and no
    component, so it is no party. Where none is described they have nothing to be the party of: they are reported, and
    kept as properties.
    """
    frames = []
    for field, role, who in made_for_subject(document.metadata):
        pointer = document.inside(document.metadata_pointer, f"/{field}")
        if subject is not None:
            read = table(organization_rows(role, who), PARTY_ROWS)
            rows = {column: whole([values], PARTY_ROWS[column]) for column, values in read.items()}
            count = len(rows["name"])
            fixed = {"ref": text([subject] * count), "pointer": text([pointer] * count)}
            frames.append(of_bom(rows | fixed, bom, PARTIES))
        elif not is_no_party(who.name):
            message = f"the metadata name {quoted(who.name)} as {field} of a component, but do not describe one"
            document.problems.add(kind="dangling-ref", severity="warning", message=message, pointer=pointer)
    return pl.concat(frames) if frames else None


# Ref, name, value and pointer of a property.
PropertyRow = tuple[str, str | None, str | None, str]


def property_rows(rows: list[PropertyRow], bom: str) -> pl.DataFrame | None:
    if not rows:
        return None
    made = Rows(PROPERTIES)
    for ref, name, value, pointer in rows:
        made.add(ref=ref, name=name, value=value, pointer=pointer)
    return made.frame(bom)


def metadata_properties(document: Document, subject: str | None) -> Iterator[PropertyRow]:
    """Yield the properties of the document itself, and the persons in its metadata who belong to no component."""
    metadata = document.metadata
    for j, item in enumerate(metadata.properties):
        yield (
            subject or "",
            name_in_file(item.name),
            item.value,
            document.inside(document.metadata_pointer, f"/properties/{j}"),
        )
    people = [("manufacturer", metadata.manufacturer)]
    if subject is None:
        people += [(field, who) for field, _, who in made_for_subject(metadata)]
    for field, organization in people:
        if organization and not is_no_party(organization.name):
            pointer = document.inside(document.metadata_pointer, f"/{field}")
            yield subject or "", f"metadata.{field}", organization.name, pointer


def remark_properties(document: Document, refs: list[str]) -> Iterator[PropertyRow]:
    """Yield the annotations on components, and what is said of the document itself, of which the ref is ""."""
    known = set(refs) if document.around.remarks else set()
    for remark in document.around.remarks:
        about = [ref for ref in remark.refs if ref in known] or [""]
        yield from ((ref, name_in_file(remark.name), remark.text, remark.pointer) for ref in about)


def composition_properties(document: Document, refs: list[str], subject: str | None) -> Iterator[PropertyRow]:
    """Yield "composition" and "composition.dependencies" of the components whose completeness is stated.

    A composition that names nothing is about the document. A ref that no component has, and that leads to no other
    document, is reported; the statement is kept with it.
    """
    known = set(refs) if document.compositions else set()
    for stated, pointer in zip(document.compositions, document.composition_pointers, strict=True):
        lists = (
            ("composition", "assemblies", stated.assemblies),
            ("composition.dependencies", "dependencies", stated.dependencies),
        )
        if not stated.assemblies and not stated.dependencies and not stated.vulnerabilities:
            yield subject or "", "composition", stated.aggregate, pointer
        for name, way, ends in lists:
            for j, ref in enumerate(ends):
                place = document.inside(pointer, f"/{way}/{j}")
                if ref not in known and not BOM_LINK.match(ref):
                    message = f"a composition names {quoted(ref)}, which no component has as its ref"
                    document.problems.add(kind="dangling-ref", severity="warning", message=message, pointer=place)
                yield ref, name, stated.aggregate, place


def dependency_columns(document: Document, refs: list[str]) -> Columns:
    """Return the edges; an end that is no component or service of the document is reported, once for each ref.

    Ends in other documents are reported with all that is there.
    """
    dependencies = document.dependencies
    starts = [d.ref for d in dependencies for _ in d.depends_on]
    ends = [end for d in dependencies for end in d.depends_on]
    unknown = {d.ref for d in dependencies}.union(ends).difference(refs)
    for dependency, pointer in zip(document.dependencies, document.dependency_pointers, strict=True) if unknown else ():
        for ref in (dependency.ref, *dependency.depends_on):
            if ref in unknown:
                unknown.remove(ref)
                if ref and is_elsewhere(document, ref, refs):
                    continue
                named = f"dependencies name {quoted(ref)}, which no component has as its ref"
                message = named if ref else "a dependency without a ref"
                kind = "dangling-ref" if ref else "missing-ref"
                document.problems.add(kind=kind, severity="warning", message=message, pointer=pointer)
    return {"ref": text(starts), "depends_on": text(ends)}


def is_elsewhere(document: Document, ref: str, refs: list[str]) -> bool:
    """Tell whether a ref is a link to another document, or to what is in this one."""
    own = document.around.own_ref(ref)
    return BOM_LINK.match(ref) is not None if own is None else own in refs


def report_completeness(
    document: Document, refs: list[str], subject: str | None, component_names: pl.Series, properties: Columns
) -> None:
    """Report what the document says that it lacks."""
    compositions = list(zip(document.compositions, document.composition_pointers, strict=True))
    named = {subject, *(ref for stated, _ in compositions for ref in (*stated.assemblies, *stated.dependencies))}
    names = {ref: name for ref, name in zip(refs, component_names, strict=True) if ref in named} if compositions else {}
    report_compositions(compositions, names, subject, document.problems)
    linked = [
        (ref, pointer)
        for edge, pointer in zip(document.dependencies, document.dependency_pointers, strict=True)
        for ref in (edge.ref, *edge.depends_on)
        if ref and ref.startswith("urn:cdx:")
    ]
    elsewhere = [(ref, pointer) for ref, pointer in linked if document.around.own_ref(ref) is None]
    others, own = other_boms(document, properties, subject)
    report_links(refs, elsewhere, others, own, document.problems)


Addresses = list[tuple[str, str]]


def other_boms(document: Document, properties: Columns, subject: str | None) -> tuple[Addresses, Addresses]:
    """Return the addresses of the bills of materials that the document refers to, with their pointers.

    The second list is of plain addresses of that of what it describes.
    """
    is_bom = properties["name"] == "externalReference:bom"
    rows = zip(*(properties[name].filter(is_bom) for name in ("ref", "value", "pointer")), strict=True)
    of_document = [(None, one.url, pointer) for one, pointer in document.around.references if one.type == "bom"]
    stated = [row for row in (*of_document, *rows) if row[1] and document.around.own_ref(row[1]) is None]
    others: Addresses = []
    own: Addresses = []
    for ref, url, pointer in stated:
        (own if ref is not None and ref == subject and not BOM_LINK.match(url) else others).append((url, pointer))
    return others, own


def report_document(document: Document) -> None:
    """Report what concerns the document as a whole: a version that is not known, no components."""
    if document.spec_version not in SPEC_VERSIONS:
        oddity = (
            f"specification version {quoted(document.spec_version)}"
            if document.spec_version
            else "no specification version"
        )
        message = f"{oddity} where one of {', '.join(SPEC_VERSIONS)} was expected; read like {SPEC_VERSIONS[-1]}"
        document.problems.add(kind="unknown-version", severity="warning", message=message, pointer="")
    has_components = len(document.columns.refs) - document.service_count > (document.subject is not None)
    tools = document.metadata.tools
    devices = [*document.around.devices, *tool_devices(tools.components if isinstance(tools, Tools) else tools or ())]
    report_contents(replace(document.around, devices=devices), has_components, document.problems)


def tool_devices(tools: Sequence[Tool]) -> Iterator[str]:
    """Yield the names of the devices among tools, and of all that is in a tool: no tool is made of the product's parts."""
    for tool in tools:
        if (tool.type or "").strip().casefold() in ("device", "hardware"):
            yield tool.name or ""
        yield from (part.name or "" for part in tool.components)
