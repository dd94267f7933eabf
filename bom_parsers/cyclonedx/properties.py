"""What CycloneDX components say beyond the columns of their frame, as properties.

A property of the document keeps its name. What stands in a field of its own goes by that field's name: "scope",
"externalReference:<type>", "pedigree.notes", "pedigree.ancestor" (also descendant, variant, patch, commit),
"pedigree:ancestor-maker" (who supplied, made or wrote what it comes from; also descendant, variant), "pedigree.patch.diff" and
"pedigree.patch.resolves", "pedigree.commit.authored" and "pedigree.commit.committed" (when), "releaseNotes.timestamp",
"tag", "swid.name", "swid.tagId", "evidence.license", "evidence.identity" (what was concluded), "license.declared",
"license.text" and others of its licenses (see `about.licenses`), "isExternal", "versionRange", and of a service
"service.endpoint", "service.authenticated", "service.x-trust-boundary", "service.trustZone", "service.data".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import Any

import polars as pl

from bom_parsers.carriers.annotated_copy import OF_READERS, name_in_file
from bom_parsers.cyclonedx.about.licenses import LICENSOR, Extra, has_more, license_extras
from bom_parsers.cyclonedx.elements import (
    DESIGNATORS,
    LOCATION_NAME,
    MPN_NAMES,
    QUANTITY_NAME,
    REFDES_NAMES,
    Component,
    Evidence,
    Pedigree,
    Property,
    Relative,
)
from bom_parsers.cyclonedx.parties import AddProblem
from bom_parsers.errors import quoted
from bom_parsers.persons import named_persons

PART_COLUMNS = ("mpn", "refdes", "quantity")
PROPERTY_ROWS: dict[str, Any] = {"owner": pl.UInt32, "way": pl.String, "name": pl.String, "value": pl.String}
IS_DESIGNATORS = re.compile(DESIGNATORS)
AMOUNT = re.compile(r"\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+", re.ASCII)

PropertyColumns = dict[str, list[Any]]


class PartNames(dict[str | None, str | None]):
    """Which column a property of this name fills: CycloneDX has mpn, refdes and quantity as properties only."""

    def __missing__(self, name: str | None) -> str | None:
        if name in (QUANTITY_NAME, LOCATION_NAME):
            column: str | None = "quantity" if name == QUANTITY_NAME else "refdes"
        else:
            last = (name or "").rpartition(":")[2].casefold().translate({ord(c): None for c in " -_"})
            column = "mpn" if last in MPN_NAMES else "refdes" if last in REFDES_NAMES else None
        if len(self) < 10_000:
            self[name] = column
        return column


class Ways(dict[int, list[str]]):
    """The ways to the first n members of an array, by n."""

    def __init__(self, array: str) -> None:
        self.array = array

    def __missing__(self, n: int) -> list[str]:
        ways = [f"/{self.array}/{j}" for j in range(n)]
        if n < 1_000:
            self[n] = ways
        return ways


PROPERTIES, REFERENCES = Ways("properties"), Ways("externalReferences")


def property_rows(
    components: Sequence[Component], first: int, part_names: PartNames, add_problem: AddProblem
) -> tuple[PropertyColumns, dict[str, list[Any]]]:
    """Return the rows of all properties, and those of PART_COLUMNS that any of the components fills.

    `first` is the index of the first component; a quantity that is none goes to `add_problem`.
    """
    properties = [c.properties for c in components]
    references = [c.external_references for c in components]
    flat, flat_references = list(chain.from_iterable(properties)), list(chain.from_iterable(references))
    counts, reference_counts = list(map(len, properties)), list(map(len, references))
    indexes = range(first, first + len(components))
    columns: PropertyColumns = {
        "owner": [*expanded(indexes, counts), *expanded(indexes, reference_counts)],
        "way": [*chain.from_iterable(map(PROPERTIES.__getitem__, counts))],
        "name": [name_in_file(p.name) if p.name in OF_READERS else p.name for p in flat],
        "value": [p.value for p in flat],
    }
    names = {name for name in set(columns["name"]) if part_names[name]}
    parts = part_columns(properties, first, names, part_names, add_problem) if names else {}
    columns["way"] += chain.from_iterable(map(REFERENCES.__getitem__, reference_counts))
    columns["name"] += [f"externalReference:{r.type or ''}" for r in flat_references]
    columns["value"] += [r.url for r in flat_references]
    for owner in with_extras(components):
        for name, value, way in extras(components[owner]):
            if name == LICENSOR:
                message = f"who grants a license, {quoted(value)}, is no party of the component; kept as a property"
                add_problem("odd-party", first + owner, way, message)
            for column, item in zip(PROPERTY_ROWS, (first + owner, way, name, value), strict=True):
                columns[column].append(item)
    return columns, parts


def expanded(indexes: range, counts: list[int]) -> Iterator[int]:
    """Return each index as often as its count says."""
    return chain.from_iterable(map(repeat, indexes, counts))


def part_columns(
    properties: Sequence[Sequence[Property]],
    first: int,
    names: set[str | None],
    part_names: PartNames,
    add_problem: AddProblem,
) -> dict[str, list[Any]]:
    """Return mpn, refdes and quantity of each component, which stand in properties of these `names`; the first usable counts."""
    parts: dict[str, list[Any]] = {}
    amounts: dict[str, float | None] = {}
    of_parts = [(i, j, p) for i, some in enumerate(properties) for j, p in enumerate(some) if p.name in names]
    for index, number, item in of_parts:
        column = part_names[item.name] or ""
        value: Any = (item.value or "").strip()
        if column == "quantity" and value:
            text = value
            if text not in amounts:
                amounts[text] = amount(text)
            value = amounts[text]
            if value is None:
                add_problem(
                    "unreadable-quantity",
                    first + index,
                    f"/properties/{number}",
                    f"quantity {quoted(text)} is not a number",
                )
        elif item.name == LOCATION_NAME and not IS_DESIGNATORS.fullmatch(value):
            continue
        if column not in parts:
            parts[column] = [None] * len(properties)
        if parts[column][index] is None and value != "":
            parts[column][index] = value
    return parts


def amount(text: str) -> float | None:
    """Return a number of pieces, None where the text is none."""
    value = float(text) if AMOUNT.fullmatch(text) else None
    return value if value is not None and math.isfinite(value) else None


def with_extras(components: Sequence[Component]) -> list[int]:
    """Return the positions of the components that have any of the rarer fields."""
    positions = {
        i
        for i, c in enumerate(components)
        if c.scope
        or c.pedigree
        or c.evidence
        or c.release_notes
        or c.version_range
        or c.endpoints
        or c.data
        or c.trust_zone
        or c.tags
        or c.swid
        or c.is_external is not None
        or c.authenticated is not None
        or c.x_trust_boundary is not None
    }
    licensed = [(i, choice) for i, c in enumerate(components) for choice in c.licenses]
    positions.update(i for i, choice in licensed if has_more(choice))
    return sorted(positions)


def identity_extras(evidence: Evidence) -> Iterator[Extra]:
    """Yield the values that were concluded of a component's identity, whatever field they are of."""
    identity = evidence.identity
    for j, one in enumerate(identity if isinstance(identity, tuple) else [identity]):
        if one and one.concluded_value:
            place = f"/{j}" if isinstance(identity, tuple) else ""
            yield "evidence.identity", one.concluded_value, f"/evidence/identity{place}/concludedValue"


def extras(c: Component) -> Iterator[Extra]:
    """Yield what the rarer fields say."""
    if c.pedigree:
        yield from pedigree_extras(c.pedigree)
    if c.release_notes and c.release_notes.timestamp:
        yield "releaseNotes.timestamp", c.release_notes.timestamp, "/releaseNotes/timestamp"
    if c.scope and c.scope != "required":
        yield "scope", c.scope, "/scope"
    if c.evidence:
        yield from identity_extras(c.evidence)
    yield from license_extras(c)
    for j, tag in enumerate(c.tags):
        yield "tag", tag, f"/tags/{j}"
    for field, text in (("name", c.swid.name), ("tagId", c.swid.tag_id)) if c.swid else ():
        if text:
            yield f"swid.{field}", text, f"/swid/{field}"
    if c.is_external is not None:
        yield "isExternal", truth_text(c.is_external), "/isExternal"
    if c.version_range:
        yield "versionRange", c.version_range, "/versionRange"
    for j, endpoint in enumerate(c.endpoints):
        yield "service.endpoint", endpoint, f"/endpoints/{j}"
    for field, truth in (("authenticated", c.authenticated), ("x-trust-boundary", c.x_trust_boundary)):
        if truth is not None:
            yield f"service.{field}", truth_text(truth), f"/{field}"
    if c.trust_zone:
        yield "service.trustZone", c.trust_zone, "/trustZone"
    for j, flow in enumerate(c.data):
        if flow.flow:
            yield "service.data", " ".join(filter(None, (flow.flow, flow.classification))), f"/data/{j}"


def pedigree_extras(pedigree: Pedigree) -> Iterator[Extra]:
    """Yield where a component comes from and how it was changed."""
    if pedigree.notes:
        yield "pedigree.notes", pedigree.notes, "/pedigree/notes"
    for field, relatives in (
        ("ancestor", pedigree.ancestors),
        ("descendant", pedigree.descendants),
        ("variant", pedigree.variants),
    ):
        for j, relative in enumerate(relatives):
            way = f"/pedigree/{field}s/{j}"
            yield f"pedigree.{field}", relative_text(relative), way
            yield from ((f"pedigree:{field}-maker", maker, way) for maker in makers_of(relative))
    for j, patch in enumerate(pedigree.patches):
        way = f"/pedigree/patches/{j}"
        yield "pedigree.patch", patch.type, way
        if patch.diff and patch.diff.url:
            yield "pedigree.patch.diff", patch.diff.url, f"{way}/diff/url"
        for k, issue in enumerate(patch.resolves):
            yield "pedigree.patch.resolves", issue.id or issue.name, f"{way}/resolves/{k}"
    for j, commit in enumerate(pedigree.commits):
        way = f"/pedigree/commits/{j}"
        yield "pedigree.commit", commit.url or commit.uid, way
        for field, act in (("author", commit.author), ("committer", commit.committer)):
            if act and act.timestamp:
                done = "authored" if field == "author" else "committed"
                yield f"pedigree.commit.{done}", act.timestamp, f"{way}/{field}/timestamp"


def relative_text(relative: Relative) -> str | None:
    """Return the purl of another component, else its name and version."""
    named = "/".join(filter(None, (relative.group, relative.name)))
    return relative.purl or "@".join(filter(None, (named, relative.version))) or None


def makers_of(relative: Relative) -> list[str]:
    """Return the persons named on another component, each once; they did nothing to this one, and its code is theirs."""
    organizations = (relative.manufacturer, relative.supplier)
    stated = [one.name for one in organizations if one]
    stated += [relative.author, *(contact.name for contact in relative.authors), relative.publisher]
    return list(dict.fromkeys(person.name for name in stated if name for person in named_persons(name)))


def truth_text(truth: bool) -> str:
    return "true" if truth else "false"
