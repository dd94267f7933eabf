"""What a BOM file holds, before any rule is asked: counts, how full each field is, who is named, what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from auditor.inputs import read_input
from auditor.version import VERSION
from bom_parsers.bom import KINDS, Bom
from bom_parsers.errors import InputError
from bom_parsers.formats import BY_NAME
from bom_parsers.read import Recognized, read_recognized, recognize
from reports.documents.inspection import (
    Filled,
    InspectedFile,
    InspectedParty,
    InspectedProblem,
    InspectedValidation,
    Inspection,
)

TABLES = ("components", "parties", "properties", "dependencies", "problems")
ORIGIN = (
    r"^(?:hbom:country-of-origin|origin(?::.*)?)$"  # names of properties that state a country, beside the parties' own
)
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Inspected:
    """One file: read, or not, with the reason."""

    path: Path
    sha256: str | None
    size: int | None
    recognized: Recognized | None
    bom: Bom | None
    error: InputError | None


def inspect_files(paths: Sequence[Path]) -> tuple[Inspected, ...]:
    """Read every file; one that cannot be read does not stop the others."""
    return tuple(inspect_file(path) for path in paths)


def inspect_file(path: Path) -> Inspected:
    """Read one file as far as it can be read."""
    sha256 = size = recognized = None
    try:
        file = read_input(path, expected="a BOM file")
        data, sha256, size = file.data, file.sha256, file.size
        recognized = recognize(data, path)
        return Inspected(path, sha256, size, recognized, read_recognized(recognized, path, str(path), sha256), None)
    except InputError as error:
        return Inspected(path, sha256, size, recognized, None, error)


def document(files: Iterable[Inspected], *, validate: bool = False) -> Inspection:
    """Return the inspection as a document of plain values; `validate` asks the official schemas as well."""
    return {"tool": f"icts-auditor {VERSION}", "files": [_file(file, validate) for file in files]}


def table(files: Iterable[Inspected], name: str) -> pl.DataFrame:
    """Return one of TABLES for all files that were read; the column `bom` is the path of the file."""
    frames: list[pl.DataFrame] = [getattr(file.bom, name) for file in files if file.bom]
    return pl.concat([_empty(name), *frames])


def _empty(name: str) -> pl.DataFrame:
    from bom_parsers import bom

    return pl.DataFrame(schema=getattr(bom, name.upper()))


def _file(file: Inspected, validate: bool) -> InspectedFile:
    bom = file.bom
    about: InspectedFile = {
        "file": str(file.path),
        "error": str(file.error) if file.error else None,
        "sha256": file.sha256,
        "bytes": file.size,
        "format": file.recognized.format.name if file.recognized else None,
        "what": file.recognized.format.what if file.recognized else None,
        "spec_version": None,
        "tool": None,
        "subject": None,
        "components": None,
        "kinds": {},
        "types": {},
        "filled": [],
        "parties": [],
        "properties": None,
        "dependencies": None,
        "problems": [],
        "validation": _validation(file) if validate and bom else None,
    }
    if bom:
        about["format"], about["what"] = bom.format, BY_NAME[bom.format].what
        about |= {
            "spec_version": bom.spec_version or None,
            "tool": bom.tool,
            "subject": _subject(bom),
            "components": bom.components.height,
            "kinds": _kinds(bom.components),
            "types": _counts(bom.components["type"]),
            "filled": _filled(bom),
            "parties": _parties(bom.parties),
            "properties": bom.properties.height,
            "dependencies": bom.dependencies.height,
            "problems": _problems(bom.problems),
        }
    return about


def _subject(bom: Bom) -> str | None:
    rows = bom.components.filter(pl.col("ref") == bom.subject).to_dicts() if bom.subject is not None else []
    return next((" ".join(part for part in (row["name"], row["version"]) if part) or row["ref"] for row in rows), None)


def _kinds(components: pl.DataFrame) -> dict[str, int]:
    counts = _counts(components["kind"].cast(pl.String))
    return {kind: counts.get(kind, 0) for kind in (*KINDS, NOT_STATED)}


def _counts(words: pl.Series) -> dict[str, int]:
    """Return how often each word stands there, the most frequent first, then in the order of the alphabet."""
    counted = words.fill_null(NOT_STATED).value_counts(name="n")
    return dict(counted.sort(["n", words.name], descending=[True, False]).rows())


def _filled(bom: Bom) -> list[Filled]:
    components, total = bom.components, bom.components.height
    stated = bom.parties.filter(pl.col("country").fill_null("") != "")["ref"]
    origins = bom.properties.filter(pl.col("name").str.contains(ORIGIN) & (pl.col("value").fill_null("") != ""))["ref"]
    counts: dict[str, int] = {
        **{
            role: _owners(bom.parties.filter(pl.col("role") == role)["ref"])
            for role in ("supplier", "manufacturer", "developer")
        },
        "any party": _owners(bom.parties["ref"]),
        **{
            name: components.filter(pl.col(name).fill_null("") != "").height
            for name in ("purl", "cpe", "version", "mpn")
        },
        "hash": components.filter(pl.col("hashes").list.len() > 0).height,
        "license": components.filter(pl.col("licenses").list.len() > 0).height,
        "country": _owners(pl.concat([stated, origins])),
    }
    return [{"field": field, "components": n, "share": n / total if total else 0.0} for field, n in counts.items()]


def _owners(refs: pl.Series) -> int:
    """Return how many components the refs are of; what belongs to the document itself has the ref ""."""
    return refs.filter(refs != "").n_unique()


def _parties(parties: pl.DataFrame) -> list[InspectedParty]:
    grouped = parties.group_by("name", "role").agg(
        pl.col("country").drop_nulls().unique().sort().str.join(", ").alias("country"),
        pl.col("ref").n_unique().alias("components"),
    )
    ordered = grouped.with_columns(pl.col("role").cast(pl.String), pl.col("country").replace("", None))
    rows: list[Any] = ordered.sort(["components", "name", "role"], descending=[True, False, False]).to_dicts()
    return rows


def _problems(problems: pl.DataFrame) -> list[InspectedProblem]:
    rows: list[Any] = problems.select("kind", "severity", "message", pl.col("pointer").fill_null("")).to_dicts()
    return rows


def _validation(file: Inspected) -> InspectedValidation:
    from bom_parsers.validation import validate

    assert file.recognized and file.bom
    done = validate(file.recognized, file.bom.spec_version, file.path)
    findings = [{"pointer": finding.pointer, "message": finding.message} for finding in done.findings]
    return {"against": done.against, "findings": findings, "note": done.note}  # type: ignore[typeddict-item]
