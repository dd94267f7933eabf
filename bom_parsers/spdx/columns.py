"""The texts of SPDX packages, column by column, as every version and notation hands them over to be made into frames.

Packages come in slices of some hundred and are let go after each: a large document that stands in memory as objects, all at
once, costs twice the time, because every look at it misses the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import polars as pl

from bom_parsers.limits import check_components
from bom_parsers.spdx.document import Package

SLICE = 1_000
# What a package says that becomes a property under its own name: field of the struct -> name in the JSON notation.
PROPERTY_FIELDS = {
    "download_location": "downloadLocation",
    "homepage": "homepage",
    "source_info": "sourceInfo",
    "package_file_name": "packageFileName",
    "built_date": "builtDate",
    "release_date": "releaseDate",
    "comment": "comment",
    "license_comments": "licenseComments",
}
PLAIN = ("name", "version_info", "summary", "description", "primary_package_purpose", "supplier", "originator")
LICENSES = ("license_declared", "license_concluded")
TAKE = {name: attrgetter(name) for name in (*PLAIN, *LICENSES, *PROPERTY_FIELDS)}
NO_LICENSE = "NONE"  # there is none: more than not to say
NO_VALUE = ("", "NOASSERTION", NO_LICENSE)


@dataclass(frozen=True)
class PackageTables:
    """What packages say, each in a row of `packages`; `owner` is the index of that row in the tables of the rest.

    `ids` are the packages' own. `packages` has name, version, description, purpose (as written), mpn and quantity. In the
    other tables `field` and `number` (null for a field with one value) tell where in the package a thing stands: `hashes`
    (algorithm, value), `references` (type, locator), `licenses` (value), `persons` (role, key), `texts` (name, value) and
    `notes` (value), which are annotations.
    """

    ids: list[str]
    packages: pl.DataFrame
    hashes: pl.DataFrame
    references: pl.DataFrame
    licenses: pl.DataFrame
    persons: pl.DataFrame
    texts: pl.DataFrame
    notes: pl.DataFrame


class PackageColumns:
    """Collects packages, in order, and lets them go; `files` are the ids of those that packages name as theirs."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.files: set[str] = set()
        self.slices: dict[str, list[pl.DataFrame]] = {}
        self.add([])

    def add(self, packages: Sequence[Package]) -> None:
        """Append what the packages say; raises TooManyComponentsError."""
        check_components(len(self.ids) + len(packages))
        for name, table in slice_tables(packages).items():
            self.slices.setdefault(name, []).append(table)
        self.ids += [package.spdx_id for package in packages]
        self.files.update(ref.strip() for package in packages for ref in package.has_files)

    def given(self, field: str) -> int:
        """Return how many packages have the field."""
        return sum(int((table[field] != "").sum()) for table in self.slices["packages"])

    def tables(self) -> PackageTables:
        """Return all of it."""
        plain = pl.concat(self.slices["packages"])
        counts = {name: plain[name] for name in ("checksums", "externalRefs", "annotations")}
        people = [
            held(plain, field, "key", field=field, role=role)
            for field, role in (("supplier", "supplier"), ("originator", "developer"))
        ]
        texts = [held(plain, field, "value", field=name, name=name) for field, name in PROPERTY_FIELDS.items()]
        licenses = [
            plain.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("owner"), value=field) for field in LICENSES
        ]
        description = pl.when(has_value("description")).then("description").otherwise("summary")
        return PackageTables(
            ids=[ref.strip() for ref in self.ids],
            packages=plain.select(
                "name",
                pl.col("version_info").alias("version"),
                description.alias("description"),
                pl.col("primary_package_purpose").alias("purpose"),
                pl.lit(None, pl.String).alias("mpn"),
                pl.lit(None, pl.Float64).alias("quantity"),
            ),
            hashes=self.numbered("checksums", counts),
            references=self.numbered("externalRefs", counts),
            licenses=stated_licenses(pl.concat(licenses)),
            persons=pl.concat(people),
            texts=pl.concat(texts),
            notes=self.numbered("annotations", counts),
        )

    def numbered(self, name: str, counts: dict[str, pl.Series]) -> pl.DataFrame:
        """Return the table of a field with many values, with their `owner`, `field` and `number`."""
        rows = counts[name].alias("length").to_frame().with_row_index("owner").filter(pl.col("length") > 0)
        numbers = pl.int_ranges("length", dtype=pl.UInt32).alias("number")
        owned = rows.select("owner", pl.lit(name).alias("field"), numbers).explode("number")
        return owned.hstack(pl.concat(self.slices[name]))


def slice_tables(packages: Sequence[Package]) -> dict[str, pl.DataFrame]:
    """Return the tables of some packages."""
    plain = {name: text(list(map(take, packages))) for name, take in TAKE.items()}
    checksums = [package.checksums for package in packages]
    references = [package.external_refs for package in packages]
    annotations = [package.annotations for package in packages]
    plain |= {"checksums": lengths(checksums), "externalRefs": lengths(references), "annotations": lengths(annotations)}
    flat_checksums, flat_references = flat(checksums), flat(references)
    return {
        "packages": pl.DataFrame(plain),
        "checksums": pl.DataFrame(
            {
                "algorithm": text([c.algorithm for c in flat_checksums]),
                "value": text([c.checksum_value for c in flat_checksums]),
            }
        ),
        "externalRefs": pl.DataFrame(
            {
                "type": text([r.reference_type for r in flat_references]),
                "locator": text([r.reference_locator for r in flat_references]),
            }
        ),
        "annotations": pl.DataFrame({"value": text([note.comment for note in flat(annotations)])}),
    }


def text(values: Sequence[str | None]) -> pl.Series:
    """Return a column of texts."""
    return pl.Series(values, dtype=pl.String)


def flat(blocks: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(blocks))


def lengths(blocks: Iterable[Sequence[Any]]) -> pl.Series:
    return pl.Series(list(map(len, blocks)), dtype=pl.UInt32)


def has_value(name: str) -> pl.Expr:
    """Tell whether a text says more than SPDX's NOASSERTION and NONE."""
    return ~pl.col(name).str.strip_chars().is_in(NO_VALUE)


def stated_licenses(licenses: pl.DataFrame) -> pl.DataFrame:
    """Return the rows (owner, value) that state something: a license, and that there is none where the same package has one in
    another place, for the two contradict each other."""
    value = pl.col("value").str.strip_chars()
    stated = licenses.filter(~value.is_in(("", "NOASSERTION")))
    return stated.filter((value != NO_LICENSE).any().over("owner")) if stated.height else stated


def held(plain: pl.DataFrame, column: str, called: str, **constants: str) -> pl.DataFrame:
    """Return `owner`, a null `number`, the constants, and the column for each package that says something in it."""
    owners = (plain[column] != "").arg_true()
    values = plain[column].gather(owners)
    if owners.len():
        says = ~values.str.strip_chars().is_in(NO_VALUE)
        owners, values = owners.filter(says), values.filter(says)
    numbers = pl.Series([None], dtype=pl.UInt32).new_from_index(0, owners.len())
    filled = {name: text([word]).new_from_index(0, owners.len()) for name, word in constants.items()}
    return pl.DataFrame({"owner": owners.cast(pl.UInt32), "number": numbers, **filled, called: values})
