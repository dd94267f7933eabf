"""What a BOM states of a part by properties: facts under `icts:` names, marks of parts tables, and whom they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.facts import taxonomy
from auditor.facts.claims import CONTRIBUTES, NOT_FITTED, BomOrigin, claimed
from auditor.provenance import Problem, Source, SourceKind, Stated
from policies.vocabulary import VocabularyError

ANCESTOR_MAKER = "pedigree:ancestor-maker"  # names who made what a component comes from
VARIANT_MAKER = "pedigree:variant-maker"  # names who made what may be of one origin with it
DISTRIBUTOR = "hbom:distributor"  # names a shop, who sells what others made
INFERRED_MAKER = "hbom:inferred-maker"  # names the maker to whom a part number points

Names = tuple[tuple[str, tuple[str, ...], Source], ...]  # each with the acts it did, and where it is named


@dataclass(frozen=True)
class BomProperties:
    """The `facts` of a part by name, each as often as its BOM states it; the `parties` that did something; the `alterers` of
    its code; the makers that it may have (`inferred`), and those of what it comes from (`ancestors`), which are leads."""

    facts: Mapping[str, Sequence[Stated]]
    parties: Names = ()
    alterers: Names = ()
    inferred: Names = ()
    ancestors: Names = ()
    problems: tuple[Problem, ...] = ()


def read_properties(here: Source, origin: BomOrigin, properties: Sequence[Mapping[str, Any]]) -> BomProperties:
    """Return what the properties of a part of this BOM say, which stands at `here`; what cannot be read is in `problems`."""
    facts: dict[str, list[Stated]] = {}
    bands: dict[str, list[Stated]] = {}
    parties: list[tuple[str, tuple[str, ...], Source]] = []
    alterers: list[tuple[str, tuple[str, ...], Source]] = []
    problems: list[Problem] = []
    for entry in properties:
        if not taxonomy.is_ours(entry["name"]) or not (entry["value"] or "").strip():
            continue
        source = claimed(_at(here, entry), origin, entry["name"], entry["value"])
        try:
            key = taxonomy.key_of(entry["name"])
            if key in taxonomy.ACTS_BY:
                parties += [(name, (taxonomy.ACTS_BY[key],), source) for name in names_in(entry["value"])]
            elif key == taxonomy.ALTERED_BY:
                alterers.append((entry["value"].strip(), (), source))
            elif key in taxonomy.BANDS:
                bands.setdefault(key, []).append(Stated(taxonomy.megahertz(key, entry["value"]), source))
            else:
                name, value = taxonomy.value_of(key, entry["value"])
                facts.setdefault(name, []).append(Stated(value, source))
        except VocabularyError as error:
            problems.append(Problem("wrong-property", "warning", str(error), source))
    facts |= {name: [*facts.get(name, ()), *more] for name, more in _of_bands(bands).items()}
    for mark in _not_fitted(here, origin, properties):
        # What is not in the vehicle has no part in its communication, whatever it would do there.
        facts[CONTRIBUTES] = [*(() if origin.is_table else facts.get(CONTRIBUTES, ())), mark]
    inferred = (*_names_of(INFERRED_MAKER, here, properties), *_names_of(VARIANT_MAKER, here, properties))
    ancestors = _names_of(ANCESTOR_MAKER, here, properties)
    return BomProperties(facts, tuple(parties), tuple(alterers), inferred, ancestors, tuple(problems))


def names_in(value: str) -> list[str]:
    """Return the names in the value of a property that may list several."""
    return [name.strip() for name in value.split(";") if name.strip()]


def _of_bands(bands: Mapping[str, Sequence[Stated]]) -> dict[str, list[Stated]]:
    """Return the band of the item for each highest frequency that is stated; a lowest one alone states no band."""
    low = min((one.value for one in bands.get("rf:min-mhz", ())), default=None)
    stated = []
    for high in bands.get("rf:max-mhz", ()):
        both = (high.value, high.value if low is None else low)
        stated.append(Stated([min(both), max(both)], high.source))
    return {"item.frequency_mhz": stated} if stated else {}


def _not_fitted(here: Source, origin: BomOrigin, properties: Iterable[Mapping[str, Any]]) -> Iterable[Stated]:
    for entry in properties:
        if entry["name"] == NOT_FITTED and entry["value"] == "no":
            yield Stated(False, claimed(_at(here, entry), origin, "fitted", "no"))


def _names_of(property: str, here: Source, properties: Iterable[Mapping[str, Any]]) -> Names:
    return tuple((e["value"], (), _at(here, e)) for e in properties if e["name"] == property and e["value"])


def _at(here: Source, entry: Mapping[str, Any]) -> Source:
    return here.at(entry["pointer"] or "", entry["name"], kind=SourceKind.BOM_PROPERTY)
