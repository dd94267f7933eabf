"""The persons named in a CycloneDX document, each in its role."""

from __future__ import annotations

import polars as pl

from bom_parsers.bom import PARTIES, is_no_party
from bom_parsers.cyclonedx_columns import PEOPLE, persons
from bom_parsers.cyclonedx_document import Document

# A publisher is no supplier: CycloneDX has it apart, so it is the distributor here.
ROLE_OF_FIELD = {
    "supplier": "supplier",
    "manufacturer": "manufacturer",
    "author": "developer",
    "authors": "developer",
    "publisher": "distributor",
}


def party_columns(document: Document, places: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Return one row for each person named on a component; names that name nobody are left out.

    `metadata.supplier` and the old `metadata.manufacture` belong to the component that the document describes.
    `metadata.manufacturer` (1.6) made the document and no component, so it is no party here. `places` are the components'
    refs and pointers.
    """
    blocks = [role_rows(document, places, field, document.columns.table(field)) for field in PEOPLE]
    frame = pl.concat([*blocks, *described_parties(document, places)])
    return {name: frame[name] for name in frame.columns}


def described_parties(document: Document, places: dict[str, pl.Series]) -> list[pl.DataFrame]:
    """Return the parties that the metadata names for the component which the document describes.

    Where it describes none, they have nothing to be the party of: they are reported, and kept as properties.
    """
    metadata = document.metadata
    blocks = []
    for field, stated in (("supplier", metadata.supplier), ("manufacture", metadata.manufacture)):
        pointer = document.inside(document.metadata_pointer, f"/{field}")
        if document.subject is not None:
            pointers = pl.Series([document.metadata_pointer], dtype=pl.String).new_from_index(0, len(places["ref"]))
            people = persons(document.subject, [stated])
            blocks.append(role_rows(document, places | {"pointer": pointers}, field, people))
        elif stated and not is_no_party(stated.name):
            message = f"the metadata name {stated.name!r} as {field} of a component, but do not describe one"
            document.problems.add(severity="warning", message=message, pointer=pointer)
    return blocks


def role_rows(document: Document, places: dict[str, pl.Series], field: str, people: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of one field's persons, with pointers into their components."""
    pointers = places["pointer"].gather(people["owner"])
    if document.nested_pointers:
        pointers = pointers + f"/{field}" + ("/" + people["number"].cast(pl.String)).fill_null("")
    role = pl.Series([ROLE_OF_FIELD.get(field, "manufacturer")], dtype=PARTIES["role"])
    scheme = pl.Series(["email"], dtype=pl.String).new_from_index(0, people.height)
    frame = pl.DataFrame(
        {
            "ref": places["ref"].gather(people["owner"]),
            "role": role.new_from_index(0, people.height),
            "name": people["name"],
            "country": people["country"],
            "scheme": scheme.set(people["identifier"].is_null(), None),
            "identifier": people["identifier"],
            "url": people["url"],
            "pointer": pointers,
        }
    )
    nobody = [name for name in people["name"].unique() if is_no_party(name)]
    if not nobody:
        return frame
    is_nobody = frame["name"].is_in(nobody, nulls_equal=True)
    report_nameless(document, frame.filter(is_nobody))
    return frame.filter(~is_nobody)


def report_nameless(document: Document, nameless: pl.DataFrame) -> None:
    """Report parties that say something, but not who they are."""
    for row in nameless.iter_rows(named=True):
        told = row["identifier"] or row["url"] or row["country"]
        if told:
            message = f"a {row['role']} without a name ({told!r}) is left out"
            document.problems.add(severity="warning", message=message, pointer=row["pointer"])
