"""The way from the texts of SPDX packages to frames, column by column: polars does the work, Python looks at each word once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import polars as pl

from bom_parsers.bom import KINDS, Rows
from bom_parsers.carriers.annotated_copy import PROPERTY, name_in_file, read_property
from bom_parsers.errors import printable, quoted
from bom_parsers.spdx.columns import NO_VALUE, PackageTables, text
from bom_parsers.spdx.persons import Person

# Purposes in lower case, with hyphens: those of SPDX 2, and those that SPDX 3 adds.
KIND_OF_PURPOSE: dict[str, str | None] = {
    **dict.fromkeys(("application", "framework", "library", "container", "operating-system"), "software"),
    **dict.fromkeys(("source", "archive", "install"), "software"),
    "firmware": "firmware",
    "device": "hardware",
    **dict.fromkeys(("file", "other")),
    **dict.fromkeys(("devicedriver", "diskimage", "executable", "filesystemimage", "model", "module"), "software"),
    **dict.fromkeys(("operatingsystem", "patch"), "software"),
    **dict.fromkeys(("bom", "configuration", "data", "documentation", "evidence", "manifest", "platform")),
    **dict.fromkeys(("requirement", "specification", "test")),
}
# SPDX's spelling without case and signs -> CycloneDX's in lower case, so that one digest reads alike from both formats.
ALGORITHMS = {
    **{f"sha{bits}": f"sha-{bits}" for bits in ("1", "224", "256", "384", "512")},
    **{f"sha3{bits}": f"sha3-{bits}" for bits in ("256", "384", "512")},
    **{f"blake2b{bits}": f"blake2b-{bits}" for bits in ("256", "384", "512")},
    **{name: name for name in ("blake3", "md2", "md4", "md5", "md6", "adler32")},
}
CPE = "cpe23"  # what the type of a reference with a CPE of the newer syntax begins with


class Pointers(Protocol):
    """Where the things of a document stand, as the pointers of its notation."""

    def packages(self, count: int) -> pl.Series:
        """Return the pointer of each package."""

    def within(self, owners: pl.Series, fields: pl.Series, numbers: pl.Series) -> pl.Series:
        """Return the pointers of fields, or of their values where a number is not null, in the packages `owners`."""

    def relationship(self, section: str, i: int) -> str:
        """Return the pointer of an entry of `section`."""

    def one(self, i: int, field: str, number: int | None) -> str:
        """Return the pointer of a package, of a field in it, or of an entry of that."""


@dataclass(frozen=True)
class JsonPointers:
    """Pointers into JSON: of the packages in `array`, and of other things in the document, which stands at `prefix`."""

    array: str
    prefix: str = ""

    def packages(self, count: int) -> pl.Series:
        return (self.array + "/" + pl.int_range(count, eager=True).cast(pl.String)).alias("pointer")

    def within(self, owners: pl.Series, fields: pl.Series, numbers: pl.Series) -> pl.Series:
        entries = (pl.lit("/") + numbers.cast(pl.String)).fill_null("")
        made = pl.select(pl.concat_str(pl.lit(self.array + "/"), owners.cast(pl.String), pl.lit("/"), fields, entries))
        return made.to_series().alias("pointer")

    def relationship(self, section: str, i: int) -> str:
        return f"{self.prefix}/{section}/{i}"

    def one(self, i: int, field: str, number: int | None) -> str:
        return "/".join([self.array, str(i), *([field] if field else []), *([] if number is None else [str(number)])])


@dataclass(frozen=True)
class PlacePointers:
    """Pointers that `place` gives one by one: for a section of the document, an index in it, a field and a number in that."""

    place: Callable[[str, int, str, int | None], str]

    def packages(self, count: int) -> pl.Series:
        return text([self.place("packages", i, "", None) for i in range(count)]).alias("pointer")

    def within(self, owners: pl.Series, fields: pl.Series, numbers: pl.Series) -> pl.Series:
        pointers = [self.place("packages", *way) for way in zip(owners, fields, numbers, strict=True)]
        return text(pointers).alias("pointer")

    def relationship(self, section: str, i: int) -> str:
        return self.place(section, i, "", None)

    def one(self, i: int, field: str, number: int | None) -> str:
        return self.place("packages", i, field, number)


@dataclass(frozen=True)
class Packages:
    """The packages of a document on their way into frames; `refs` and `pointers` have a row for each."""

    tables: PackageTables
    refs: pl.Series
    pointers: pl.Series
    places: Pointers
    problems: Rows

    def at(self, rows: pl.DataFrame) -> pl.Series:
        """Return where the rows of one of the tables stand."""
        return self.places.within(rows["owner"], rows["field"], rows["number"])

    def report(
        self, kind: str, rows: pl.DataFrame, message: Callable[[dict[str, Any]], str], severity: str = "warning"
    ) -> None:
        """Add a problem of a kind for each row; `message` makes its text of the row."""
        if rows.height:
            for row, pointer in zip(rows.iter_rows(named=True), self.at(rows), strict=True):
                self.problems.add(kind=kind, severity=severity, message=message(row), pointer=pointer)


def component_columns(packages: Packages, parents: dict[str, str]) -> dict[str, pl.Series]:
    """Return the columns of `components`; unknown purposes and algorithms are reported."""
    plain = packages.tables.packages
    count = plain.height
    for i in (plain["name"].str.strip_chars() == "").fill_null(True).arg_true():
        pointer = packages.pointers[i]
        packages.problems.add(
            kind="nameless-component", severity="warning", message="package without a name", pointer=pointer
        )
    purl, cpe = (identifier(packages, references, count) for references in identifiers_of(packages.tables.references))
    return {
        "ref": packages.refs,
        "parent": text([parents.get(ref) for ref in packages.refs]) if parents else nulls(count),
        "kind": kinds(packages),
        "type": plain["purpose"].str.strip_chars().str.to_lowercase().replace("", "package"),
        "name": null_without_value(plain["name"].str.strip_chars()),
        "version": null_without_value(plain["version"]),
        "description": null_without_value(plain["description"]),
        "mpn": plain["mpn"],
        "quantity": plain["quantity"],
        "purl": purl,
        "cpe": cpe,
        "hashes": hashes(packages),
        "licenses": listed(count, packages.tables.licenses.unique(maintain_order=True)),
        "pointer": packages.pointers,
    }


def null_without_value(texts: pl.Series) -> pl.Series:
    """Return the column with null where a text says nothing."""
    return texts.set(texts.str.strip_chars().is_in(NO_VALUE), None)


def nulls(count: int, dtype: Any = pl.String) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, count)


def kinds(packages: Packages) -> pl.Series:
    """Return the kinds: as stated, or by the purpose; a package without purpose is software."""
    plain = packages.tables.packages
    written: pl.Series = plain["purpose"]
    words = {word: word.strip().lower().replace("_", "-") for word in written.unique()}
    kind_of = {word: KIND_OF_PURPOSE.get(purpose) if word else "software" for word, purpose in words.items()}
    foreign = [word for word, purpose in words.items() if word and purpose not in KIND_OF_PURPOSE]
    by_purpose = written.replace_strict(kind_of, return_dtype=pl.String) if plain.height else written
    strange = plain.with_row_index("owner").filter(pl.col("purpose").is_in(foreign))
    rows = strange.with_columns(field=pl.lit("primaryPackagePurpose"), number=pl.lit(None, pl.UInt32))
    message = "package purpose {} is not one of SPDX; kind is left open"
    packages.report("unknown-word", rows, lambda row: message.format(quoted(row["purpose"])), "info")
    return by_purpose.cast(pl.Enum(KINDS))


@lru_cache(maxsize=256)
def algorithm_of(written: str) -> str | None:
    """Return CycloneDX's name of an SPDX checksum algorithm in lower case; None for one that SPDX does not have."""
    word = written.rpartition("checksumAlgorithm_")[2]  # as RDF has it, and tools that come from there
    return ALGORITHMS.get(re.sub(r"[^0-9a-z]", "", word.lower()))


def hashes(packages: Packages) -> pl.Series:
    """Return the checksums as "sha-256:<hex>", in lower case."""
    rows = packages.tables.hashes.with_columns(pl.col("value").str.strip_chars().str.to_lowercase())
    names = {word: algorithm_of(word) for word in rows["algorithm"].unique()}
    unknown = [word for word, name in names.items() if name is None]
    empty = pl.col("value") == ""
    if unknown or rows["value"].eq("").any():
        strange = rows.filter(empty | pl.col("algorithm").is_in(unknown))
        packages.report("odd-value", strange, wrong_checksum, "info")
    used = {word: name or word.strip().lower() for word, name in names.items()}
    algorithms = pl.col("algorithm").replace_strict(used, return_dtype=pl.String) if used else pl.col("algorithm")
    values = rows.filter(~empty).select("owner", value=pl.concat_str(algorithms, pl.lit(":"), "value"))
    return listed(packages.refs.len(), values)


def wrong_checksum(row: dict[str, Any]) -> str:
    if not row["value"]:
        return "checksum without value"
    return f"checksum algorithm {quoted(row['algorithm'])} is not one of SPDX"


def listed(height: int, rows: pl.DataFrame) -> pl.Series:
    """Return the flat column `value` as a column of lists, one for each of `height` owners, in order."""
    lists = rows.group_by("owner", maintain_order=True).agg("value")
    every = pl.DataFrame({"owner": pl.int_range(height, dtype=pl.UInt32, eager=True)})
    return every.join(lists, on="owner", how="left", maintain_order="left")["value"].fill_null([])


@lru_cache(maxsize=256)
def short_type(written: str) -> str:
    """Return the type of an external reference without the address of the list it is from."""
    return re.split("[/#]", written.strip())[-1]


def identifiers_of(references: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the references with the package URL and with the CPE of each package (2.3 before 2.2), whatever their category."""
    types = {word: short_type(word) for word in references["type"].unique()}
    purls = [word for word, kind in types.items() if kind == "purl"]
    cpes = [word for word, kind in types.items() if kind.startswith("cpe")]
    newer = pl.col("type").is_in([word for word in cpes if types[word].startswith(CPE)])
    located = references.with_row_index("row").filter(pl.col("locator").str.strip_chars() != "")
    by_cpe = located.filter(pl.col("type").is_in(cpes)).sort("owner", ~newer, maintain_order=True)
    first_purl = located.filter(pl.col("type").is_in(purls)).unique("owner", keep="first", maintain_order=True)
    return first_purl, by_cpe.unique("owner", keep="first", maintain_order=True)


def identifier(packages: Packages, references: pl.DataFrame, count: int) -> pl.Series:
    """Return the locators of the references as a column of the components."""
    return nulls(count).scatter(references["owner"], references["locator"].str.strip_chars())


def party_columns(packages: Packages, person: Callable[[str], Person]) -> dict[str, pl.Series]:
    """Return the columns of `parties`; `person` tells who is meant by a key of the table of persons."""
    rows = packages.tables.persons.sort("owner", maintain_order=True)
    who = {key: person(key) for key in rows["key"].unique(maintain_order=True)}
    columns = ("name", "scheme", "identifier", "url", "kind", "severity", "oddity")
    known = pl.DataFrame(
        {"key": text(list(who))} | {name: text([getattr(one, name) for one in who.values()]) for name in columns}
    )
    rows = rows.join(known, on="key", how="left", maintain_order="left")
    kinds_of_problems = rows.filter(pl.col("oddity") != "").select("kind", "severity").unique(maintain_order=True)
    for kind, severity in kinds_of_problems.rows():
        odd = rows.filter(pl.col("oddity") != "", pl.col("kind") == kind, pl.col("severity") == severity)
        once = odd.group_by("field", "key", maintain_order=True).agg(pl.len().alias("times"), pl.all().first())
        packages.report(kind, once, lambda row: f"{row['field']} {row['oddity']}{times(row['times'])}", severity)
    rows = rows.filter(pl.col("name").is_not_null())
    taken = {name: rows[name] for name in ("role", "name", "scheme", "identifier", "url")}
    return {"ref": packages.refs.gather(rows["owner"])} | taken | {"pointer": packages.at(rows)}


def times(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""


def property_columns(packages: Packages) -> dict[str, pl.Series]:
    """Return the columns of `properties`: what a package says that has no column of its own."""
    purl, cpe = identifiers_of(packages.tables.references)
    references = packages.tables.references.with_row_index("row")
    used = pl.concat([purl["row"], cpe["row"]])
    rest = references.filter(~pl.col("row").is_in(used.implode()))
    names = {word: f"externalRef:{short_type(word)}" for word in rest["type"].unique()}
    written = pl.col("type").replace_strict(names, return_dtype=pl.String) if names else pl.col("type")
    blocks = [
        rest.select("owner", "field", "number", name=written, value=pl.col("locator").str.strip_chars()),
        packages.tables.texts.select("owner", "field", "number", "name", "value"),
        noted(packages),
    ]
    rows = pl.concat(blocks).sort("owner", maintain_order=True)
    columns = {"ref": packages.refs.gather(rows["owner"]), "name": rows["name"], "value": rows["value"]}
    return columns | {"pointer": packages.at(rows)}


def noted(packages: Packages) -> pl.DataFrame:
    """Return the properties in annotations: each `icts:name=value` (one a line, or between ";") or all of the text."""
    notes = packages.tables.notes
    made: list[tuple[int, str, int, str, str]] = []
    for i, row in enumerate(notes.iter_rows(named=True)):
        parts = [part.strip() for part in re.split("[;\n]", row["value"])] if "icts:" in row["value"] else []
        if not any(part.startswith("icts:") for part in parts):
            parts = [row["value"]] if row["value"].strip() else []
        for part in filter(None, parts):
            name, equals, value = part.partition("=")
            if not part.startswith("icts:"):
                name, value = "annotation", part
            elif not equals:
                name, value = "annotation", part
                packages.problems.add(
                    kind="odd-value",
                    severity="warning",
                    message=f"annotation {quoted(part)} has no '=' and a value",
                    pointer=packages.at(notes[i : i + 1])[0],
                )
            name, value = name.strip(), value.strip() if equals else value
            if name == PROPERTY and (both := read_property(value)):
                name, value = name_in_file(both[0]) or "", both[1]
            made.append((row["owner"], row["field"], row["number"], name, value))
    schema = {"owner": pl.UInt32, "field": pl.String, "number": pl.UInt32, "name": pl.String, "value": pl.String}
    return pl.DataFrame(made, schema=schema, orient="row")


def of_bom(columns: dict[str, pl.Series], bom: str, schema: dict[str, Any]) -> pl.DataFrame:
    """Return the columns as a frame in the schema's order, with `bom` in every row; a missing column is null."""
    count = len(next(iter(columns.values())))
    given = columns | {"bom": text([bom]).new_from_index(0, count)}
    return pl.DataFrame(
        {name: given[name].cast(kind) if name in given else nulls(count, kind) for name, kind in schema.items()}
    )


def shown(value: object) -> str:
    """Return `value` as an error text shows it: on one line and short."""
    text = printable(str(value))
    return text if len(text) <= 60 else f"{text[:57]}..."
