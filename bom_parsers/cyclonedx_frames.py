"""The way from a CycloneDX document to frames.

Large documents spend half their time here, so it works column by column: Python visits each element once or twice to take
its texts, and polars does the rest (owners, pointers, lists).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, DEPENDENCIES, KINDS, PARTIES, PROPERTIES, Bom, Rows, is_no_party, unique_refs
from bom_parsers.cyclonedx import (
    DESIGNATORS,
    KIND_OF_FOREIGN_TYPE,
    KIND_OF_TYPE,
    LOCATION_NAME,
    MPN_NAMES,
    QUANTITY_NAME,
    REFDES_NAMES,
    SPEC_VERSIONS,
    Metadata,
    Service,
    Tools,
)
from bom_parsers.cyclonedx_columns import text
from bom_parsers.cyclonedx_document import Document
from bom_parsers.cyclonedx_parties import party_columns

Columns = dict[str, pl.Series]
TEXTS = ("type", "group", "name", "version", "description", "purl", "cpe")


def to_bom(document: Document, name: str, form: str, sha256: str) -> Bom:
    """Return the frames of `document`; `form` is the format, and it, `name` and `sha256` are as in Bom."""
    refs = unique_refs(document.columns.refs, document.columns.pointers, document.problems)
    subject = None if document.subject is None else refs[document.subject]
    places = {"ref": text(refs), "pointer": text(document.columns.pointers)}
    components = document.columns.table("components")
    properties = document.columns.numbered("properties")
    report_document(document)
    report_components(document, components)
    columns = component_columns(document, places, components) | part_columns(document, places, properties)
    parties = party_columns(document, places)
    all_properties = property_columns(document, places, components, properties, subject)
    dependencies = dependency_columns(document, refs)
    return Bom(
        name=name,
        format=form,
        spec_version=document.spec_version,
        sha256=sha256,
        subject=subject,
        tool=tool_name(document.metadata),
        components=of_bom(columns, name, COMPONENTS),
        parties=of_bom(parties, name, PARTIES),
        properties=of_bom(all_properties, name, PROPERTIES),
        dependencies=of_bom(dependencies, name, DEPENDENCIES),
        problems=document.problems.frame(name),
    )


def of_bom(columns: Columns, bom: str, schema: dict[str, Any]) -> pl.DataFrame:
    """Return the columns as a frame in the schema's order, with `bom` in every row; a missing column is null."""
    length = len(next(iter(columns.values())))
    given = columns | {"bom": text([bom]).new_from_index(0, length)}
    return pl.DataFrame(
        {
            name: given[name] if name in given else pl.Series([None], dtype=dtype).new_from_index(0, length)
            for name, dtype in schema.items()
        }
    )


def component_columns(document: Document, places: Columns, components: pl.DataFrame) -> Columns:
    """Return the columns of the components, but for those that stand in properties."""
    kinds = {word: kind_of(word) for word in components["type"].unique()}
    hashes = document.columns.numbered("hashes")
    return {
        "ref": places["ref"],
        "parent": places["ref"].gather(pl.Series(document.columns.parents, dtype=pl.UInt32)),
        "kind": components["type"].replace_strict(kinds, return_dtype=pl.String).cast(pl.Enum(KINDS)),
        **{name: said(components[name]) for name in TEXTS},
        "hashes": listed(
            components.height, hashes, hashes["name"].fill_null("").str.to_lowercase() + ":" + hashes["value"]
        ),
        "licences": listed(components.height, licences := document.columns.numbered("licenses"), licences["value"]),
        "modified": components["modified"],
        "pointer": places["pointer"],
    }


def said(texts: pl.Series) -> pl.Series:
    """Return the column with null where an empty string says nothing; 1.0 to 1.3 demanded a version even if empty."""
    return texts.set(texts == "", None)


def kind_of(word: str | None) -> str | None:
    """Return the kind that a component's type stands for, None where it stands for none."""
    word = (word or "").casefold()
    return KIND_OF_TYPE.get(word) or KIND_OF_FOREIGN_TYPE.get(word)


def listed(height: int, rows: pl.DataFrame, values: pl.Series) -> pl.Series:
    """Return the flat `values`, whose `owner` is in `rows`, as a column of lists without nulls, one for each component.

    Polars takes 7 microseconds for each row of a Python list of lists, this way less than one.
    """
    owned = rows.select(pl.col("owner").set_sorted(), values.alias("value")).drop_nulls("value")
    lists = owned.group_by("owner", maintain_order=True).agg("value")
    every = pl.DataFrame({"owner": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return every.join(lists, on="owner", how="left", maintain_order="left")["value"].fill_null([])


def part_columns(document: Document, places: Columns, properties: pl.DataFrame) -> Columns:
    """Return mpn, refdes and quantity, which CycloneDX has as properties only; the first usable one counts."""
    columns = {c: pl.Series([None], dtype=COMPONENTS[c]).new_from_index(0, places["ref"].len()) for c in PART_COLUMNS}
    column_of = {name: part_column(name) for name in properties["name"].unique()}
    for column in PART_COLUMNS:
        names = [name for name, fills in column_of.items() if fills == column]
        if not names:
            continue
        stripped = pl.col("value").str.strip_chars()
        told = properties.filter(pl.col("name").is_in(names)).with_columns(stripped).filter(pl.col("value") != "")
        if column == "refdes":
            told = told.filter((pl.col("name") != LOCATION_NAME) | pl.col("value").str.contains(f"^(?:{DESIGNATORS})$"))
        if column == "quantity":
            told = told.with_columns(amount=pl.col("value").cast(pl.Float64, strict=False))
            is_amount = pl.col("amount").is_finite() & (pl.col("amount") >= 0)
            report_quantities(document, told.filter(is_amount.not_() | pl.col("amount").is_null()))
            told = told.filter(is_amount).select("owner", value="amount")
        first = told.unique("owner", keep="first", maintain_order=True)
        columns[column] = columns[column].scatter(first["owner"], first["value"])
    return columns


PART_COLUMNS = ("mpn", "refdes", "quantity")


def part_column(name: str | None) -> str | None:
    """Return which column a property of this name fills."""
    if name in (QUANTITY_NAME, LOCATION_NAME):
        return "quantity" if name == QUANTITY_NAME else "refdes"
    last = (name or "").rpartition(":")[2].casefold().translate({ord(c): None for c in " -_"})
    return "mpn" if last in MPN_NAMES else "refdes" if last in REFDES_NAMES else None


def report_quantities(document: Document, wrong: pl.DataFrame) -> None:
    for owner, number, value in wrong.select("owner", "number", "value").iter_rows():
        pointer = document.inside(document.columns.pointers[owner], f"/properties/{number}")
        document.problems.add(severity="warning", message=f"quantity {value!r} is not a number", pointer=pointer)


def property_columns(
    document: Document, places: Columns, components: pl.DataFrame, properties: pl.DataFrame, subject: str | None
) -> Columns:
    """Return all properties, and under their fields' names the texts that have no column of their own."""
    references = document.columns.numbered("externalReferences")
    references = references.with_columns(name="externalReference:" + pl.col("name").fill_null(""))
    scopes = components["scope"].set(components["scope"] == "required", None)
    blocks = [
        attached(document, places, properties, "/properties/"),
        attached(document, places, references, "/externalReferences/"),
        attached(document, places, texts("pedigree.notes", components["notes"]), "/pedigree/notes"),
        attached(document, places, texts("scope", scopes), "/scope"),
        metadata_properties(document, subject),
    ]
    frame = pl.concat(blocks)
    return {name: frame[name] for name in frame.columns}


def texts(name: str, values: pl.Series) -> pl.DataFrame:
    """Return a row called `name` for each component that has a text in `values`; these rows have no number."""
    rows = values.alias("value").to_frame().with_row_index("owner").filter(pl.col("value") != "")
    number = pl.lit(None, dtype=pl.UInt32).alias("number")
    return rows.select("owner", number, pl.lit(name).alias("name"), "value")


def attached(document: Document, places: Columns, rows: pl.DataFrame, suffix: str) -> pl.DataFrame:
    """Return the rows (owner, number, name, value) with their components' refs, and pointers into the components."""
    pointers = places["pointer"].gather(rows["owner"])
    if document.nested_pointers:
        pointers = pointers + suffix + rows["number"].cast(pl.String).fill_null("")
    columns = {"ref": places["ref"].gather(rows["owner"]), "name": rows["name"], "value": rows["value"]}
    return pl.DataFrame(columns | {"pointer": pointers})


def metadata_properties(document: Document, subject: str | None) -> pl.DataFrame:
    """Return the properties of the document itself, and the persons in its metadata who belong to no component."""
    metadata, rows = document.metadata, Rows(PROPERTIES)
    for j, item in enumerate(metadata.properties):
        pointer = document.inside(document.metadata_pointer, f"/properties/{j}")
        rows.add(ref=subject or "", name=item.name, value=item.value, pointer=pointer)
    people = {"manufacturer": metadata.manufacturer}
    if document.subject is None:
        people |= {"supplier": metadata.supplier, "manufacture": metadata.manufacture}
    for key, organisation in people.items():
        if organisation and not is_no_party(organisation.name):
            pointer = document.inside(document.metadata_pointer, f"/{key}")
            rows.add(ref=subject or "", name=f"metadata.{key}", value=organisation.name, pointer=pointer)
    return rows.frame("").drop("bom")


def dependency_columns(document: Document, refs: list[str]) -> Columns:
    """Return the edges; an end that is no component or service of the document is reported, once for each ref."""
    dependencies = document.dependencies
    starts = [d.ref for d in dependencies for _ in d.depends_on]
    ends = [end for d in dependencies for end in d.depends_on]
    unknown = {d.ref for d in dependencies}.union(ends).difference(refs)
    unknown.difference_update(service.bom_ref for service in all_services(document.services))
    for dependency, pointer in zip(document.dependencies, document.dependency_pointers, strict=True) if unknown else ():
        for ref in (dependency.ref, *dependency.depends_on):
            if ref in unknown:
                unknown.remove(ref)
                named = f"dependencies name {ref!r}, which no component has as its ref"
                message = named if ref else "a dependency without a ref"
                document.problems.add(severity="warning", message=message, pointer=pointer)
    return {"ref": text(starts), "depends_on": text(ends)}


def all_services(services: Sequence[Service]) -> list[Service]:
    """Return the services and the services inside them."""
    found: list[Service] = []
    waiting = list(services)
    while waiting:
        service = waiting.pop()
        found.append(service)
        waiting.extend(service.services)
    return found


def report_document(document: Document) -> None:
    """Report what concerns the document as a whole: an unknown version, no components, services (no parts of a product)."""
    if document.spec_version not in SPEC_VERSIONS:
        found = (
            f"specification version {document.spec_version!r}" if document.spec_version else "no specification version"
        )
        message = f"{found} where one of {', '.join(SPEC_VERSIONS)} was expected; read like {SPEC_VERSIONS[-1]}"
        document.problems.add(severity="warning", message=message, pointer="")
    if len(document.columns.refs) == (document.subject is not None):
        document.problems.add(severity="warning", message="the document lists no components", pointer="")
    if document.services:
        message = f"{len(all_services(document.services))} services are not read: they are no parts of a product"
        document.problems.add(severity="info", message=message, pointer=document.services_pointer)


def report_components(document: Document, components: pl.DataFrame) -> None:
    """Report components without a name, and types that CycloneDX does not have."""
    is_nameless = components["name"].is_null() | (components["name"] == "")
    is_foreign = ~components["type"].is_in(list(KIND_OF_TYPE)).fill_null(False)
    pointers = document.columns.pointers
    for index in is_nameless.arg_true():
        document.problems.add(severity="warning", message="a component without a name", pointer=pointers[index])
    for index in is_foreign.arg_true():
        word = components["type"][index]
        found = f"type {word!r} is not one of CycloneDX" if word else "a component without a type"
        message = f"{found}; it counts as {kind_of(word) or 'neither hardware nor software'}"
        document.problems.add(severity="warning", message=message, pointer=document.inside(pointers[index], "/type"))


def tool_name(metadata: Metadata) -> str | None:
    """Return what wrote the document ("sbom-maker 1.2"), several joined by ", "."""
    tools = metadata.tools
    listed_tools = [*tools.components, *tools.services] if isinstance(tools, Tools) else tools or []
    names = [" ".join(part for part in (tool.name or tool.vendor, tool.version) if part) for tool in listed_tools]
    return ", ".join(name for name in names if name) or None
