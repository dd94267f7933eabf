"""How SPDX 2 takes what strays from its schema, and plain values, as JSON and YAML give them, made into a `Document`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.carriers.lenient import Salvage, Tolerance, described
from bom_parsers.carriers.wrappers import unwrapped
from bom_parsers.errors import InputError
from bom_parsers.limits import check_components
from bom_parsers.spdx.bom import Parsed, tables_of
from bom_parsers.spdx.document import MEMBERS, UNREAD, Annotation, Document, ExternalRef, Package
from bom_parsers.spdx.frames import PlacePointers
from bom_parsers.spdx.graph.files import files_in

TOLERANCE = Tolerance(
    {Package: "name", Annotation: "comment", ExternalRef: "reference_locator"},
    {Package: {"name": "packageName", "versionInfo": "packageVersion", "supplier": "packageSupplier"}},
    reports_null=True,
    unread=UNREAD,
)


def is_marked(value: dict[str, Any]) -> bool:
    """Tell whether an object inside another one is a whole document."""
    return {"spdxVersion", "SPDXID"} <= value.keys() and not value.keys().isdisjoint(("packages", "files"))


def parsed(value: Any, path: Path, problems: Rows) -> tuple[Parsed, str]:
    """Return the document in a decoded value, and the pointer to it; raises InputError where there is none, and
    TooManyComponentsError."""
    pointer = ""
    if isinstance(value, dict) and not {"spdxVersion", "SPDXID"} & value.keys():
        value, pointer = unwrapped(value, is_marked, path, problems)
    if not isinstance(value, dict) or not {"spdxVersion", "SPDXID"} & value.keys():
        found = f"{described(value)} without spdxVersion"
        raise InputError(path, pointer, found, "an SPDX document", "check that this is the BOM and not a part of it")
    report_unread_blocks(value, MEMBERS, pointer, problems)
    if isinstance(packages := value.get("packages"), list):
        check_components(len(packages))
    salvage = Salvage(TOLERANCE, problems)
    document: Document[Package] = salvage.struct(Document[Package], value, pointer)
    places = pointers(pointer, salvage.kept)
    return Parsed(document, tables_of(document.packages), places, problems, files=files_in(document.packages)), pointer


def pointers(prefix: str, kept: dict[str, list[int]]) -> PlacePointers:
    """Return where things stand in the document at `prefix`; entries that were left out still count in the arrays.

    `kept` has, for the pointer of an array of which entries were left out, the numbers of those that were not.
    """

    def place(section: str, i: int, field: str, n: int | None) -> str:
        array = f"{prefix}/{section}"
        pointer = f"{array}/{kept[array][i] if array in kept else i}"
        if not field:
            return pointer
        array = f"{pointer}/{field}"
        if n is None:
            return array
        return f"{array}/{kept[array][n] if array in kept else n}"

    return PlacePointers(place)
