"""From a file of a known kind to a snapshot of reference data: read completely, then stored whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from auditor.entities.reference import Imported, Read, Reference, Snapshot
from auditor.entities.sources import bods, csl, gleif, government_lists, opensanctions, supplier_list
from auditor.entities.sources.records import companies_house, senzing
from auditor.inputs import read_input
from bom_parsers.errors import InputError

Reader = Callable[[bytes, Path], Read]


@dataclass(frozen=True)
class Kind:
    """A kind of source: its reader, what its publisher and license are unless the user says otherwise, and whether all files of
    the kind are states of one list."""

    read: Reader
    source: str
    license: str
    is_one_list: bool = False


_US = "US government work, public domain"
KINDS: dict[str, Kind] = {
    "gleif-level1": Kind(gleif.read_level1, "GLEIF Level 1", "CC0 1.0", True),
    "gleif-level2": Kind(gleif.read_level2, "GLEIF Level 2", "CC0 1.0", True),
    "opensanctions": Kind(opensanctions.read_opensanctions, "OpenSanctions", "CC BY-NC 4.0"),
    "bods": Kind(bods.read_bods, "Beneficial Ownership Data Standard", "not stated"),
    "companies-house-psc": Kind(
        companies_house.read_companies_house, "Persons with significant control, Companies House", "OGL 3.0"
    ),
    "senzing": Kind(senzing.read_senzing, "records in Senzing's JSON", "not stated"),
    "csl": Kind(csl.read_csl, "Consolidated Screening List, US International Trade Administration", _US, True),
    "fcc-covered-list": Kind(government_lists.read_fcc_covered_list, government_lists.FCC_LIST, _US),
    **{
        kind: Kind(government_lists.reader(kind), name or "a government's list", "not stated")
        for kind, name in government_lists.LISTS.items()
    },
    "suppliers": Kind(supplier_list.read_supplier_master, "the user's supplier list", "the user's own"),
}


def read_source(
    kind: str,
    path: Path,
    as_of: date | None,
    source: str | None = None,
    license: str | None = None,
    replaces: Snapshot | None = None,
) -> Imported:
    """Read the file `path` as one of KINDS. `as_of` is the day of the data; a file that states its own needs none.

    A file is a list of its own, by its name, unless the `source` is named or it takes the place of the snapshot that it
    `replaces`. Raises InputError for a file that is no such source or of which no row can be used, where nobody says the day, and
    for a snapshot of another kind to be replaced.
    """
    if replaces and replaces.kind != kind:
        remedy = "name a snapshot of this kind, or leave --replaces out"
        raise InputError(path, "", f"{replaces.id} to be replaced", f"a snapshot of the kind {kind}", remedy)
    of = KINDS[kind]
    file = read_input(path, expected=f"a file of the kind {kind}")
    read = of.read(file.data, path)
    if not read.rows:
        refused = read.rejects.filter(pl.col("effect") == "refused")
        why = f": {refused['place'][0]}: {refused['reason'][0]}" if refused.height else ""
        found = f"no row that can be used{f', {refused.height:,} refused' if refused.height else ''}{why}"
        raise InputError(
            path, "", found, f"at least one row of the kind {kind}", "check that KIND and FILE belong together"
        )
    day = as_of or read.as_of
    if day is None:
        raise InputError(path, "", "no date in the file", "the day of the data", "give it with --as-of YYYY-MM-DD")
    rejects = pl.concat([read.rejects, _shared(read.frames["identifiers"])])
    snapshot = Snapshot(
        id=f"{kind}-{day}-{file.sha256[:12]}",
        kind=kind,
        source=source or (replaces.source if replaces else of.source),
        license=license or of.license,
        as_of=day,
        sha256=file.sha256,
        standing="sourced",
        rows=read.rows,
        rejected=rejects.filter(pl.col("effect") == "refused").height,
        list_name=replaces.list_name if replaces else "" if source or of.is_one_list else path.name,
    )
    return Imported(Reference(snapshot, **read.frames), rejects, read.exceptions)


def _shared(identifiers: pl.DataFrame) -> pl.DataFrame:
    """Return a note for each identifier that more than one person has; what two share means neither."""
    shared = (
        identifiers.group_by("scheme", "value")
        .agg(pl.col("key").unique().sort())
        .filter(pl.col("key").list.len() > 1)
        .sort("scheme", "value")
    )
    return shared.select(
        pl.col("key").list.first().alias("place"),
        pl.lit("noted").alias("effect"),
        pl.concat_str(
            "scheme",
            pl.lit(" "),
            "value",
            pl.lit(" is of several persons: "),
            pl.col("key").list.head(5).list.join(", "),
        ).alias("reason"),
        pl.lit("").alias("row"),
    )
