"""From a file of a known kind to a snapshot of reference data: read a part at a time, stored whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.entities.reference import Imported, Read, Snapshot, Totals
from auditor.entities.sources import bods, csl, government_lists, opensanctions, supplier_list
from auditor.entities.sources.gleif import level1, level2
from auditor.entities.sources.records import companies_house, senzing
from auditor.entities.sources.streams.source_file import SourceFile, source_file
from bom_parsers.errors import InputError

Reader = Callable[[SourceFile], Iterator[Read]]


@dataclass(frozen=True)
class Kind:
    """A kind of source: its reader, what its publisher and license are unless the user says otherwise, and whether all files of
    the kind are states of one list."""

    read: Reader
    source: str
    license: str
    is_one_list: bool = False


def _at_once(read: Callable[[bytes, Path], Read]) -> Reader:
    """Return a reader in one part: of lists, and of files of which a record can only be understood beside all others."""

    def parts(file: SourceFile) -> Iterator[Read]:
        yield read(file.whole(), file.path)

    return parts


_US = "US government work, public domain"
KINDS: dict[str, Kind] = {
    "gleif-level1": Kind(level1.read_level1, "GLEIF Level 1", "CC0 1.0", True),
    "gleif-level2": Kind(level2.read_level2, "GLEIF Level 2", "CC0 1.0", True),
    "opensanctions": Kind(opensanctions.read_opensanctions, "OpenSanctions", "CC BY-NC 4.0"),
    "bods": Kind(_at_once(bods.read_bods), "Beneficial Ownership Data Standard", "not stated"),
    "companies-house-psc": Kind(
        companies_house.read_companies_house, "Persons with significant control, Companies House", "OGL 3.0"
    ),
    "senzing": Kind(senzing.read_senzing, "records in Senzing's JSON", "not stated"),
    "csl": Kind(
        _at_once(csl.read_csl), "Consolidated Screening List, US International Trade Administration", _US, True
    ),
    "fcc-covered-list": Kind(_at_once(government_lists.read_fcc_covered_list), government_lists.FCC_LIST, _US),
    **{
        kind: Kind(_at_once(government_lists.reader(kind)), name or "a government's list", "not stated")
        for kind, name in government_lists.LISTS.items()
    },
    "suppliers": Kind(_at_once(supplier_list.read_supplier_master), "the user's supplier list", "the user's own"),
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
    `replaces`. Raises InputError for a file that cannot be opened and a snapshot of another kind to be replaced; what is returned
    raises it for a file that is no such source or of which no row can be used, and where nobody says the day.
    """
    if replaces and replaces.kind != kind:
        remedy = "name a snapshot of this kind, or leave --replaces out"
        raise InputError(path, "", f"{replaces.id} to be replaced", f"a snapshot of the kind {kind}", remedy)
    of = KINDS[kind]
    file = source_file(path, f"a file of the kind {kind}")

    def snapshot(totals: Totals) -> Snapshot:
        day = as_of or totals.as_of
        if day is None:
            raise InputError(path, "", "no date in the file", "the day of the data", "give it with --as-of YYYY-MM-DD")
        return Snapshot(
            id=f"{kind}-{day}-{file.sha256[:12]}",
            kind=kind,
            source=source or (replaces.source if replaces else of.source),
            license=license or of.license,
            as_of=day,
            sha256=file.sha256,
            standing="sourced",
            rows=totals.rows,
            rejected=totals.refused,
            list_name=replaces.list_name
            if replaces
            else totals.list_name or ("" if source or of.is_one_list else path.name),
        )

    return Imported(lambda: _of_use(of.read(file), kind, path), snapshot)


def _of_use(parts: Iterator[Read], kind: str, path: Path) -> Iterator[Read]:
    """Yield the parts; raises InputError where no row of any can be used, before the only part."""
    rows = refused = 0
    why = ""
    held: Read | None = None
    for part in parts:
        if held is not None:
            yield held
        held = part
        rows, refused = rows + part.rows, refused + part.refused.height
        if part.refused.height and not why:
            why = f": {part.refused['place'][0]}: {part.refused['reason'][0]}"
    if not rows or held is None:
        found = f"no row that can be used{f', {refused:,} refused' if refused else ''}{why}"
        remedy = "check that KIND and FILE belong together"
        raise InputError(path, "", found, f"at least one row of the kind {kind}", remedy)
    yield held
