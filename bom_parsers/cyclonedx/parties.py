"""The persons named on CycloneDX components, each in its role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress, zip_longest
from typing import Any

import polars as pl

from bom_parsers.bom import PARTIES
from bom_parsers.cyclonedx.elements import Component, Contact, Identifier, Organization
from bom_parsers.errors import quoted

# A publisher is no supplier: CycloneDX has it apart, so it is the distributor here. Who provides a service supplies it.
ROLE_OF_FIELD = {
    "supplier": "supplier",
    "manufacturer": "manufacturer",
    "provider": "supplier",
    "author": "developer",
    "authors": "developer",
    "publisher": "distributor",
}
PARTY_ROWS: dict[str, Any] = {
    "owner": pl.UInt32,
    "way": pl.String,
    **{name: dtype for name, dtype in PARTIES.items() if name not in ("bom", "ref", "pointer")},
}
AddProblem = Callable[[str, int, str, str], None]
PartyColumns = dict[str, list[Any]]


def party_rows(components: Sequence[Component], first: int, add_problem: AddProblem) -> PartyColumns:
    """Return a row for each person named on a component, `first` being the index of the first component.

    A person with several numbers, addresses on the net or the like has several rows. Who has no name is left out; what else is
    stated of these goes to `add_problem`.
    """
    columns: PartyColumns = {name: [] for name in PARTY_ROWS}
    for field in ("supplier", "manufacturer", "provider"):
        stated = [getattr(c, field) for c in components]
        if stated.count(None) < len(stated):
            owners = [i for i, who in enumerate(stated, first) if who is not None]
            who_they_are = [who for who in stated if who is not None]
            add_organizations(columns, ROLE_OF_FIELD[field], owners, [f"/{field}"] * len(owners), who_they_are)
    add_names(columns, "author", [c.author for c in components], first)
    authors = [
        (i, f"/authors/{j}", person(c)) for i, of in enumerate(components, first) for j, c in enumerate(of.authors)
    ]
    if authors:
        add_organizations(columns, ROLE_OF_FIELD["authors"], *map(list, zip(*authors, strict=True)))
    add_names(columns, "publisher", [c.publisher for c in components], first)
    for i, party in ((i, party) for i, c in enumerate(components, first) for party in c.parties):
        if party.who and party.role:
            add_organizations(columns, party.role, [i], [party.way or ""], [party.who])
    return named_ones(columns, add_problem)


def organization_rows(role: str, who: Organization) -> PartyColumns:
    """Return the rows of one person who stands outside of the component."""
    columns: PartyColumns = {name: [] for name in PARTY_ROWS}
    add_organizations(columns, role, [0], [""], [who])
    return named_ones(columns, lambda *_: None)


def add_organizations(
    columns: PartyColumns, role: str, owners: list[int], ways: list[str], people: list[Organization]
) -> None:
    """Append the rows of persons who are objects in the document, each with the index of its component and its way."""
    contacts = [o.contact[0] if o.contact else None for o in people]
    has_more = [1 for o in people if len(o.contact) > 1 or len(o.url) > 1 or o.identifiers]
    if has_more or [1 for c in contacts if c and c.phone]:
        split = [with_one_identifier(o) for o in people]
        owners = [i for i, some in zip(owners, split, strict=True) for _ in some]
        ways = [way for way, some in zip(ways, split, strict=True) for _ in some]
        people = [one for some in split for one in some]
        numbers = [o.identifiers[0] if o.identifiers else None for o in people]
        schemes = [i.scheme if i else None for i in numbers]
        values = [i.value if i else None for i in numbers]
    else:
        values = [(c.email or None) if c else None for c in contacts]
        schemes = ["email" if value else None for value in values]
    columns["owner"] += owners
    columns["way"] += ways
    columns["role"] += [role] * len(people)
    columns["name"] += [name_of(o) for o in people]
    columns["country"] += [(o.address.country or None) if o.address else None for o in people]
    columns["scheme"] += schemes
    columns["identifier"] += values
    columns["url"] += [(o.url[0] or None) if o.url else None for o in people]


def add_names(columns: PartyColumns, field: str, names: list[str | None], first: int) -> None:
    """Append the rows of persons of whom there is a name only."""
    owners = [i for i, name in enumerate(names, first) if name]
    if owners:
        count = len(owners)
        columns["owner"] += owners
        columns["way"] += [f"/{field}"] * count
        columns["role"] += [ROLE_OF_FIELD[field]] * count
        columns["name"] += [name for name in names if name]
        for name in ("country", "scheme", "identifier", "url"):
            columns[name] += [None] * count


def with_one_identifier(who: Organization) -> list[Organization]:
    """Return the person once for each identifier or address on the net, whichever are more, and at least once."""
    numbers = [number for number in who.identifiers if number.value]
    numbers += [Identifier("email", contact.email) for contact in who.contact if contact.email]
    numbers += [Identifier("phone", contact.phone) for contact in who.contact if contact.phone]
    rows = list(zip_longest(numbers, filter(None, who.url))) or [(None, None)]
    return [
        Organization(
            name=name_of(who),
            address=who.address,
            url=(url,) if url else (),
            identifiers=(number,) if number else (),
        )
        for number, url in rows
    ]


def person(contact: Contact) -> Organization:
    return Organization(name=contact.name, contact=(contact,))


def named_ones(columns: PartyColumns, add_problem: AddProblem) -> PartyColumns:
    """Return the rows that have a name, be it one that names nobody."""
    if all(columns["name"]):
        return columns
    is_named = [bool(name and name.strip()) for name in columns["name"]]
    for row, named in enumerate(is_named):
        known = columns["identifier"][row] or columns["url"][row] or columns["country"][row]
        if known and not named:
            message = f"a {columns['role'][row]} without a name ({quoted(known)}) is left out"
            add_problem("no-party", columns["owner"][row], columns["way"][row], message)
    return {name: list(compress(values, is_named)) for name, values in columns.items()}


def name_of(who: Organization) -> str | None:
    """Return the name of an organization, else that of whom to ask there."""
    if who.name and who.name.strip():
        return who.name
    return who.other_name or next((contact.name for contact in who.contact if contact.name), None) or who.name
