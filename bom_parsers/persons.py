"""Names of persons as documents write them: with an address behind, several in one text, or none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from bom_parsers.bom import PARTIES, Rows, is_no_party
from bom_parsers.errors import counted, quoted

# What SPDX writes before a name, and tools that know several formats carry into the others.
KIND = re.compile(r"\s*(?:organi[sz]ation|person)\s*:\s*", re.IGNORECASE)
BRACKETS = "<>()[]"  # "Name <mail>", "Name (mail)", "Name [mail]", "Name <mail> (address on the net)"
BARE_MAIL = re.compile(
    r"(.*[^\s,;:])(?>[\s,;:]+)(?:mailto:)?([^\s<>()\[\],;:@]+@[^\s<>()\[\],;:@]+\.[^\s<>()\[\],;:@]+)\s*", re.DOTALL
)
MAIL = re.compile(r"(?:mailto:)?([^\s<>()\[\],;@]+@[^\s<>()\[\],;@]+)", re.IGNORECASE)
HAS_MAIL = re.compile(r"[^\s<>()\[\],;@]@[^\s<>()\[\],;@]")  # whether one is somewhere in a text, in time linear to it
NET = re.compile(r"(?:https?|ftp)://\S+|www\.\S+", re.IGNORECASE)
# Between persons of whom each has an address, and between names: a semicolon that ends no character reference of HTML.
BETWEEN_ADDRESSES = re.compile(r"(?<=[>)\]])\s*+(?:(?:[,;&/|]|\band\b)\s*+)?(?=[^\s,;&/|<(\[])")
BETWEEN_NAMES = re.compile(r"(?<!&amp)(?<!&lt)(?<!&gt)(?<!&quot)(?<!&#\d\d);\s+")
UNUSUAL = r"[@<(\[;]|^\s|\s$|(?i)^\s*(?:organi[sz]ation|person)\s*:"
# What the formats themselves have for nobody; other words for nobody are reported.
FORMAL = ("", "noassertion", "none")


@dataclass(frozen=True)
class NamedPerson:
    """One person in a text: the name, and an e-mail address or one on the net that stands behind it."""

    name: str
    email: str | None = None
    url: str | None = None


def named_persons(text: str) -> list[NamedPerson]:
    """Return the persons whom a text names, in order; none where it names nobody.

    "Nordhafen (Shanghai)" is a name: only an address or nothing between the brackets is not part of it. A text that is nothing
    but an address is the name itself.
    """
    pieces = [text]
    if HAS_MAIL.search(text) and len(with_addresses := BETWEEN_ADDRESSES.split(text.strip())) > 1:
        pieces = with_addresses if all(HAS_MAIL.search(piece) for piece in with_addresses) else pieces
    names = [name for piece in pieces for name in BETWEEN_NAMES.split(piece)]
    persons = [named_person(name) for name in names]
    return [person for person in persons if not is_no_party(person.name)]


def named_person(text: str) -> NamedPerson:
    """Return the one person in a text, whose name may be that of nobody."""
    kind = KIND.match(text)
    name = text[kind.end() :].strip() if kind else text.strip()
    email = url = None
    for _ in range(3):
        opened = max(name.rfind("<"), name.rfind("("), name.rfind("["))
        inside = within_brackets(name, opened) if opened >= 0 else None
        if inside is None:
            break
        mail = MAIL.fullmatch(inside)
        if inside and not mail and not NET.fullmatch(inside):
            break
        if mail:
            email = email or mail[1]
        elif inside:
            url = url or inside
        name = name[:opened].strip()
    if email is None and (bare := BARE_MAIL.fullmatch(name)):
        name, email = bare[1].rstrip(" ,;:-"), bare[2]
    if email is None and (alone := MAIL.fullmatch(name)):
        email = alone[1]
    return NamedPerson(name or email or "", email, url)


def within_brackets(name: str, opened: int) -> str | None:
    """Return what stands in the brackets that open there and close at the end of the name; None where they do not."""
    rest = name[opened + 1 :].rstrip()
    inside, closing = rest[:-1], rest[-1:]
    return inside.strip() if closing and closing in ">)]" and not any(sign in inside for sign in BRACKETS) else None


def with_plain_names(parties: pl.DataFrame, problems: Rows) -> pl.DataFrame:
    """Return the frame `parties` with names alone in `name`: addresses go into their own columns, several persons into rows.

    Who is nobody is left out; what says so, other than in the formats' own words, is reported, once for each role and text.
    """
    names = [name for name in parties["name"].unique(maintain_order=True) if name is not None]
    unusual = pl.Series(names, dtype=pl.String)
    odd = set(unusual.filter(unusual.str.contains(UNUSUAL))) | {name for name in names if is_no_party(name)}
    persons = {name: named_persons(name) for name in names if name in odd}
    changed = {name: who for name, who in persons.items() if who != [NamedPerson(name)]}
    if not changed:
        return parties
    nobody = [name for name, who in changed.items() if not who]
    report_nobody(parties.filter(pl.col("name").is_in(nobody)), problems)
    rows = [
        row
        for one in parties.iter_rows(named=True)
        for row in (plain_rows(one, changed[one["name"]]) if one["name"] in changed else [one])
    ]
    return pl.DataFrame(rows, schema=PARTIES, orient="row")


def plain_rows(row: dict[str, Any], persons: list[NamedPerson]) -> Iterator[dict[str, Any]]:
    """Yield the rows for the persons in the name of one row; an address beside another identifier has a row of its own."""
    for person in persons:
        made = row | {"name": person.name, "url": row["url"] or person.url}
        if person.email and person.email != row["identifier"]:
            yield made | {"scheme": "email", "identifier": person.email}
            if row["identifier"] is None:
                continue
        yield made


def report_nobody(rows: pl.DataFrame, problems: Rows) -> None:
    """Report who names nobody, and what else is stated of these."""
    for (role, name), group in rows.group_by("role", "name", maintain_order=True):
        known = [
            value
            for column in ("identifier", "url", "country")
            for value in group[column].drop_nulls().unique(maintain_order=True)
        ]
        times = f" ({counted(group.height, 'time')})" if group.height > 1 else ""
        if known:
            also = ", ".join(quoted(value, 60) for value in known[:3])
            message = f"the {role} {quoted(name, 60)}{times} names nobody, and {also} is left out with it"
            problems.add(kind="no-party", severity="warning", message=message, pointer=group["pointer"][0])
        elif str(name).strip().casefold() not in FORMAL:
            message = f"the {role} {quoted(name, 60)}{times} names nobody; no party"
            problems.add(kind="no-party", severity="info", message=message, pointer=group["pointer"][0])
