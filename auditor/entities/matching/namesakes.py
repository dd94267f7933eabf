"""Persons of lists that have no identifiers, such as governments' lists, found by name among those of better sources."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from auditor.entities.identifiers.forms import UNIQUE
from auditor.entities.matching.identity import under
from auditor.entities.names.normal import normalize
from auditor.entities.reference import NO_EVIDENCE, Reference

# The sources in the order in which their keys stand for a person; any other kind comes after these.
_ORDER = ("gleif-level1", "gleif-level2", "suppliers", "bods", "opensanctions", "csl")
_PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business", "resident_in")
_Held = dict[str, tuple[set[str], set[str]]]  # by normalized name: the keys that have it, and the countries of these


def by_name(references: Sequence[Reference]) -> list[Reference]:
    """Return the references with one key for a person whom several of them have under exactly the same name.

    That is so when the later of them knows no unique identifier of it, exactly one person of the earlier ones has the name
    (no brand), and they do not say that it is of different countries.
    """

    def rank(reference: Reference) -> tuple[bool, int, str]:
        kind = reference.snapshot.kind
        return (
            reference.snapshot.standing != "sourced",
            _ORDER.index(kind) if kind in _ORDER else len(_ORDER),
            reference.snapshot.id,
        )

    held: _Held = {}
    renamed: dict[str, Reference] = {}
    one_key: dict[
        str, str
    ] = {}  # what is another key in one reference is so in all: both parts of the starter list have it
    for reference in sorted(references, key=rank):
        rekeyed = _under(under(reference, one_key), held, one_key)
        renamed[reference.snapshot.id] = rekeyed
        for name, (keys, countries) in _held(rekeyed).items():
            known = held.setdefault(name, (set(), set()))
            known[0].update(keys)
            known[1].update(countries)
    return [renamed[reference.snapshot.id] for reference in references]


def _under(reference: Reference, held: _Held, one_key: dict[str, str]) -> Reference:
    """Return the reference with known keys in place of its own where they are one person by name; add them to `one_key`."""
    identified = set(reference.identifiers.filter(pl.col("scheme").is_in(UNIQUE))["key"])
    claims: dict[str, set[str]] = {}
    for name, (keys, countries) in _held(reference).items():
        known, where = held.get(name, (set(), set()))
        if len(keys) == len(known) == 1 and not (countries and where and not countries & where):
            claims.setdefault(next(iter(keys)), set()).update(known)
    new = {key: next(iter(known)) for key, known in claims.items() if len(known) == 1 and key not in identified}
    one_key |= {key: known for key, known in new.items() if key != known}
    return under(reference, new)


def _held(reference: Reference) -> _Held:
    # Of a holder given by its country nothing else is open, so that no other source is asked for it.
    own = reference.entities.filter(pl.col("country_only").is_null())
    named = [frame.select("key", "name") for frame in (own, reference.names.filter(~pl.col("kind").is_in(NO_EVIDENCE)))]
    places = {
        row["key"]: {row[place] for place in _PLACES if row[place]} for row in reference.entities.iter_rows(named=True)
    }
    held: _Held = {}
    for key, name in pl.concat(named).drop_nulls().unique(maintain_order=True).iter_rows():
        keys, countries = held.setdefault(normalize(name), (set(), set()))
        keys.add(key)
        countries |= places.get(key, set())
    return held
