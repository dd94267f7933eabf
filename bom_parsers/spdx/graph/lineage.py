"""What SPDX relationships say of how code was changed, as the properties that the pedigree of CycloneDX becomes.

"pedigree.patch" has the name of the patch, else its id, "pedigree.ancestor" and "pedigree.variant" have the package URL of the
other package, else its name and version, else its id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from bom_parsers.spdx.graph.relationships import Relations

PATCHES = ("PATCH_FOR", "PATCH_APPLIED")
# Relationship -> property of its left side, and of its right side, which names the other.
LINEAGE: Mapping[str, tuple[str, str]] = {
    "DESCENDANT_OF": ("pedigree.ancestor", "pedigree.descendant"),
    "ANCESTOR_OF": ("pedigree.descendant", "pedigree.ancestor"),
    "VARIANT_OF": ("pedigree.variant", "pedigree.variant"),
}


def lineage(
    relations: Relations, components: pl.DataFrame, patches: Mapping[str, str], pointer: Callable[[int], str]
) -> dict[str, pl.Series]:
    """Return columns of `properties` for the packages that were patched or come from another; none where none was.

    `patches` are the names of patches by their ids; `pointer` gives the place of a relationship by its index.
    """
    related = relations.of_kinds((*PATCHES, *LINEAGE))
    if not related:
        return {}
    named = {row["ref"]: row for row in components.select("ref", "name", "version", "purl").iter_rows(named=True)}
    rows: list[tuple[str, str, str, str]] = []
    for at, left, kind, right in related:
        if kind in PATCHES:
            rows.append((right, "pedigree.patch", patches.get(left) or left, pointer(at)))
            continue
        for ref, name, other in zip((left, right), LINEAGE[kind], (right, left), strict=True):
            rows.append((ref, name, _called(other, named), pointer(at)))
    columns = zip(*(row for row in rows if row[0] in named), strict=True)
    return {
        name: pl.Series(name, values, pl.String)
        for name, values in zip(("ref", "name", "value", "pointer"), columns, strict=False)
    }


def _called(ref: str, named: Mapping[str, Mapping[str, str | None]]) -> str:
    """Return the package URL of a package, else its name and version, else its id."""
    row = named.get(ref)
    if row is None:
        return ref
    return row["purl"] or "@".join(filter(None, (row["name"], row["version"]))) or ref
