"""Whether a row of a table is hardware, software or firmware, and what it says of software: package URL, CPE, licenses.

Firms list software in the same tables as parts, and tools export software BOMs as CSV. A row's own words decide: its type, its
package URL, its CPE. Where it has none of them, the headings do: a table that names versions or licenses, and neither numbers of
parts nor quantities nor places on a board, is of software.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from bom_parsers.bom import KIND_OF_TYPE
from bom_parsers.hbom.cells import clean, is_nobody
from bom_parsers.hbom.headings.header import Column, Header
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.tables.sheets import Note, Sheet

KIND_OF_WORD = {
    **KIND_OF_TYPE,
    "hardware": "hardware",
    "hw": "hardware",
    "software": "software",
    "sw": "software",
    "fw": "firmware",
}
KIND_OF_CPE = {"a": "software", "o": "software", "h": "hardware"}
PURL, CPE = r"(?i)^pkg:", r"(?i)^cpe:(?:2\.3:|/)([aoh])"
# Fields that only a table of hardware has; software has a version, a maker and a description as well.
OF_HARDWARE = frozenset({
    "mpn", "part_number", "own_number", "alternate_mpn", "supplier_number", "distributor_number", "vendor_number", "refdes",
    "quantity", "level", "footprint", "value", "not_fitted", "fitted", "fcc_id", "firmware", "firmware_version",
})  # fmt: skip


def kind_of_table(header: Header) -> str:
    """Return what the rows are that do not say it themselves: "software" or "hardware"."""
    if header.fields & OF_HARDWARE:
        return "hardware"
    marks = vocabulary().software["mark"].union(*(vocabulary().software[what] for what in ("purl", "cpe", "license")))
    return "software" if any(c.phrase in marks or c.phrase.endswith("version") for c in header.columns) else "hardware"


def notes_on_software(header: Header, sheet: Sheet) -> list[Note]:
    """Return what a reader should know of a table whose rows are taken for software by its headings."""
    if kind_of_table(header) == "hardware":
        return []
    message = "no numbers of parts, quantities or designators; the rows are read as software where they do not say what they are"
    return [Note("heading-settled", "info", message, sheet.row_address(header.row))]


def columns_for(header: Header, what: str) -> list[Column]:
    """Return the columns headed as "kind", "purl", "cpe" or "license", which are no field of a part otherwise."""
    return [c for c in header.columns if c.phrase in vocabulary().software[what] and not c.field]


def identity_by_row(header: Header, cells: list[str]) -> dict[str, Any]:
    """Return kind, type, purl, cpe and licenses of the part in a row."""
    texts = {
        what: [text for c in columns_for(header, what) if c.index < len(cells) and (text := clean(cells[c.index]))]
        for what in ("kind", "purl", "cpe", "license")
    }
    purl, cpe = next(iter(texts["purl"]), None), next(iter(texts["cpe"]), None)
    purl = purl if purl and re.search(PURL, purl) else None
    part = re.search(CPE, cpe) if cpe else None
    word = next(iter(texts["kind"]), "").lower().replace(" ", "-")
    kind: str | None = kind_of_table(header)
    if word in KIND_OF_WORD:
        kind = KIND_OF_WORD[word]
    elif purl:
        kind = "software"
    elif part:
        kind = KIND_OF_CPE[part[1].lower()]
    return {
        "kind": kind,
        "type": word if word in KIND_OF_WORD else "part" if kind == "hardware" else kind,
        "purl": purl,
        "cpe": cpe if part else None,
        "licenses": [text for text in texts["license"] if not is_nobody(text)],
    }


def identity_by_columns(header: Header, nobody: str) -> dict[str, pl.Expr]:
    """Return the same for all rows at once; `nobody` is the pattern of a cell that names nothing."""

    def first(what: str) -> pl.Expr:
        several = [pl.col(str(c.index)) for c in columns_for(header, what)]
        return pl.coalesce(several) if several else pl.lit(None, pl.String)

    words = {word: kind or "" for word, kind in KIND_OF_WORD.items()}
    written = first("kind").str.to_lowercase().str.replace_all(" ", "-", literal=True)
    word = pl.when(written.is_in(list(words))).then(written)
    purl, cpe = first("purl"), first("cpe")
    purl, part = pl.when(purl.str.contains(PURL)).then(purl), cpe.str.extract(CPE, 1).str.to_lowercase()
    kind = pl.coalesce(
        word.replace_strict(words, return_dtype=pl.String, default=None),
        pl.when(purl.is_not_null()).then(pl.lit("software")),
        part.replace_strict(KIND_OF_CPE, return_dtype=pl.String, default=None),
        pl.lit(kind_of_table(header)),
    )
    kind = pl.when(kind != "").then(kind)
    named = [
        pl.when(~pl.col(str(c.index)).str.contains(nobody)).then(pl.col(str(c.index)))
        for c in columns_for(header, "license")
    ]
    return {
        "kind": kind,
        "type": pl.coalesce(word, pl.when(kind == "hardware").then(pl.lit("part")).otherwise(kind)),
        "purl": purl,
        "cpe": pl.when(part.is_not_null()).then(cpe),
        "licenses": pl.concat_list(named).list.drop_nulls() if named else pl.lit([], pl.List(pl.String)),
    }
