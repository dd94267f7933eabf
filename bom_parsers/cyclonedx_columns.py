"""The texts of CycloneDX components, column by column.

Components come in slices of some hundred and are let go after each: a large document that stands in memory as objects, all
at once, costs twice the time, because every look at it misses the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from itertools import chain
from typing import Any

import polars as pl

from bom_parsers.cyclonedx import Component, Contact, LicenseChoice, Organization

SLICE = 500
# The fields that name persons.
PEOPLE = ("supplier", "manufacturer", "author", "authors", "publisher")


class ComponentColumns:
    """What components say, in the order in which they were added.

    `refs`, `parents` (the index of the component that contains it, or None) and `pointers` are plain lists. The rest are
    tables: "components" has a row for each component: its plain fields, and how many "hashes", "licenses", "properties" and
    "externalReferences" it has. Each of these four is a table of its own (name and value), the rows of one component after
    those of the one before. Each field of PEOPLE is a table of persons with their `owner`, the component's index.
    """

    def __init__(self) -> None:
        self.refs: list[str | None] = []
        self.parents: list[int | None] = []
        self.pointers: list[str] = []
        self.slices: dict[str, list[pl.DataFrame]] = {}
        self.add([], [], [])

    def add(self, components: Sequence[Component], parents: Sequence[int | None], pointers: Sequence[str]) -> None:
        """Append what the components say; not the parts in them, which must be added themselves, after them."""
        for name, table in tables(components, len(self.refs)).items():
            self.slices.setdefault(name, []).append(table)
        self.refs += [c.bom_ref for c in components]
        self.parents += parents
        self.pointers += pointers

    def table(self, name: str) -> pl.DataFrame:
        """Return one of the tables, complete."""
        return pl.concat(self.slices[name])

    def numbered(self, name: str) -> pl.DataFrame:
        """Return the table of a field with many values, with their `owner` and their `number` within it."""
        lengths = pl.concat([table[name] for table in self.slices["components"]]).alias("length")
        numbers = pl.int_ranges("length", dtype=pl.UInt32).alias("number")
        rows = lengths.to_frame().with_row_index("owner").filter(pl.col("length") > 0)
        return rows.select("owner", numbers).explode("number").hstack(self.table(name))


def tables(components: Sequence[Component], first: int) -> dict[str, pl.DataFrame]:
    """Return all tables for one slice, whose first component has the index `first`."""
    hashes = [c.hashes for c in components]
    licenses = [c.licenses for c in components]
    properties = [c.properties for c in components]
    references = [c.external_references for c in components]
    plain = {
        "type": text([c.type for c in components]),
        "group": text([c.group for c in components]),
        "name": text([c.name for c in components]),
        "version": text([c.version for c in components]),
        "description": text([c.description for c in components]),
        "purl": text([c.purl for c in components]),
        "cpe": text([c.cpe for c in components]),
        "scope": text([c.scope for c in components]),
        "notes": text([c.pedigree.notes if c.pedigree else None for c in components]),
        "modified": pl.Series([is_modified(c) if c.pedigree else c.modified for c in components], dtype=pl.Boolean),
        "hashes": lengths(hashes),
        "licenses": lengths(licenses),
        "properties": lengths(properties),
        "externalReferences": lengths(references),
    }
    flat_hashes, flat_properties, flat_references = flat(hashes), flat(properties), flat(references)
    authors = [(i, j, c) for i, stated in enumerate(components, first) for j, c in enumerate(stated.authors)]
    return {
        "components": pl.DataFrame(plain),
        "hashes": pair([h.alg for h in flat_hashes], [h.content for h in flat_hashes]),
        "licenses": pair([], [licence(choice) for choice in flat(licenses)]),
        "properties": pair([p.name for p in flat_properties], [p.value for p in flat_properties]),
        "externalReferences": pair([r.type for r in flat_references], [r.url for r in flat_references]),
        "supplier": persons(first, [c.supplier for c in components]),
        "manufacturer": persons(first, [c.manufacturer for c in components]),
        "author": persons(first, [Organization(name=c.author) if c.author else None for c in components]),
        "authors": people([i for i, _, _ in authors], [j for _, j, _ in authors], [person(c) for _, _, c in authors]),
        "publisher": persons(first, [Organization(name=c.publisher) if c.publisher else None for c in components]),
    }


def text(values: Sequence[str | None]) -> pl.Series:
    """Return a column of texts."""
    return pl.Series(values, dtype=pl.String)


def flat(blocks: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(blocks))


def lengths(blocks: Iterable[Sized]) -> pl.Series:
    return pl.Series(list(map(len, blocks)), dtype=pl.UInt32)


def pair(names: list[str | None], values: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame({"name": text(names or [None] * len(values)), "value": text(values)})


def is_modified(component: Component) -> bool | None:
    pedigree = component.pedigree
    return True if pedigree and (pedigree.patches or pedigree.commits) else component.modified


def licence(choice: LicenseChoice) -> str | None:
    """Return the SPDX expression, SPDX id or name of a licence."""
    named = (choice.license.id or choice.license.name) if choice.license else None
    return choice.expression or named or None


def person(contact: Contact) -> Organization:
    return Organization(name=contact.name, contact=[contact])


def persons(first: int, stated: list[Organization | None]) -> pl.DataFrame:
    """Return the persons of a field that holds one person for each component or none."""
    found = [(i, o) for i, o in enumerate(stated, first) if o is not None]
    return people([i for i, _ in found], [None] * len(found), [o for _, o in found])


def people(owners: list[int], numbers: Sequence[int | None], found: list[Organization]) -> pl.DataFrame:
    """Return the persons with the index of their component and, where it names several, their number."""
    return pl.DataFrame(
        {
            "owner": pl.Series(owners, dtype=pl.UInt32),
            "number": pl.Series(numbers, dtype=pl.UInt32),
            "name": text([o.name for o in found]),
            "country": text([(o.address.country or None) if o.address else None for o in found]),
            "identifier": text([(o.contact[0].email or later_email(o)) if o.contact else None for o in found]),
            "url": text([(o.url[0] or None) if o.url else None for o in found]),
        }
    )


def later_email(organisation: Organization) -> str | None:
    return next((contact.email for contact in organisation.contact if contact.email), None)
