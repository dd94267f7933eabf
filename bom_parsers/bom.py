"""What every reader returns: one document as tidy frames, each row with a pointer into the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import counted, quoted
from bom_parsers.problems import PROBLEM_KINDS

KINDS = ("hardware", "software", "firmware")
ROLES = ("supplier", "manufacturer", "developer", "designer", "maintainer", "distributor")
# What a problem means for the completeness of what was read:
# "error": something that was there was not read; its content is lost.
# "warning": something may be missing or misread: the document says that it is incomplete, or names, rows, packages or documents
# are not there.
# "info": something is told; nothing of what there is was lost or misread.
SEVERITIES = ("error", "warning", "info")
GAP_SEVERITIES = ("error", "warning")

# CycloneDX's words for a component's type, which tables use too; None where the word does not tell hardware from software.
KIND_OF_TYPE: dict[str, str | None] = {
    "device": "hardware",
    "firmware": "firmware",
    "application": "software",
    "library": "software",
    "framework": "software",
    "container": "software",
    "platform": "software",
    "operating-system": "software",
    "device-driver": "software",
    "file": None,
    "data": None,
    "machine-learning-model": None,
    "cryptographic-asset": None,
    # A service is a row, so that its provider is seen; where it runs is not stated, so it is of no kind.
    "service": None,
    # Drafts of 2.0: a substance, and a choice between the parts inside it.
    "material": "hardware",
    "component-choice": None,
}

# `ref` identifies the component in its document, and `parent` is the ref of the component that contains it, if any.
# `kind` is null where the document does not say; `type` is the document's own word ("library", "device", ...).
# `quantity` is how many of it the document lists and `refdes` their designators as written; both are null for software.
# `hashes` are "sha-256:<hex>", algorithm in lower case; `licenses` are SPDX ids, expressions or names as written. Neither
# is ever null: what states none has an empty list. `modified` is whether the document says the code was changed.
COMPONENTS: dict[str, Any] = {
    "bom": pl.String,
    "ref": pl.String,
    "parent": pl.String,
    "kind": pl.Enum(KINDS),
    "type": pl.String,
    "group": pl.String,
    "name": pl.String,
    "version": pl.String,
    "description": pl.String,
    "mpn": pl.String,
    "quantity": pl.Float64,
    "refdes": pl.String,
    "purl": pl.String,
    "cpe": pl.String,
    "hashes": pl.List(pl.String),
    "licenses": pl.List(pl.String),
    "modified": pl.Boolean,
    "pointer": pl.String,
}
# `country` is ISO 3166-1 alpha-2 or the document's own text; `scheme` names the identifier ("lei", "duns", "email", ...).
PARTIES: dict[str, Any] = {
    "bom": pl.String,
    "ref": pl.String,
    "role": pl.Enum(ROLES),
    "name": pl.String,
    "country": pl.String,
    "scheme": pl.String,
    "identifier": pl.String,
    "url": pl.String,
    "pointer": pl.String,
}
PROPERTIES: dict[str, Any] = {
    "bom": pl.String,
    "ref": pl.String,
    "name": pl.String,
    "value": pl.String,
    "pointer": pl.String,
}
DEPENDENCIES: dict[str, Any] = {"bom": pl.String, "ref": pl.String, "depends_on": pl.String}
# `kind` is the id of what is wrong, of which `bom_parsers.problems` has the words.
PROBLEMS: dict[str, Any] = {
    "bom": pl.String,
    "kind": pl.Enum(list(PROBLEM_KINDS)),
    "severity": pl.Enum(SEVERITIES),
    "message": pl.String,
    "pointer": pl.String,
}

# What people and tools write where they name nobody, in the languages of the documents that are read. Compared without case,
# outer blanks and outer signs, with one blank for each hyphen, underscore or run of blanks.
_NOBODY = (
    "noassertion, no assertion, none, nil, null, nan, n/a, n.a, na, not applicable, not available, not specified, not provided,"
    "not known, not stated, not given, not set, not assigned, not determined, not disclosed, not found, not yet known, unknown,"
    "unspecified, undefined, undetermined, undisclosed, unassigned, unavailable, unnamed, anonymous, tbd, tbc, tba, todo, fixme,"
    "to be defined, to be determined, to be confirmed, to be announced, to be done, placeholder, empty, blank, missing,"
    "no information, no data, no value, various, multiple, several, diverse, misc, miscellaneous, upstream, upstream project,"
    "company name, supplier name, vendor name, manufacturer name, your company, your name,"
    "unbekannt, nicht bekannt, nicht verfügbar, nicht angegeben, nicht zutreffend, keine angabe, keine angaben, k.a, entfällt,"
    "inconnu, inconnue, non disponible, non applicable, non spécifié, non renseigné, aucun, néant, sans objet,"
    "desconocido, desconocida, no disponible, no aplica, no especificado, ninguno, varios, sconosciuto, non disponibile,"
    "non specificato, nessuno, desconhecido, não disponível, não especificado, nenhum, onbekend, okänd, neznámý, nieznany, brak,"
    "bilinmiyor, неизвестно, неизвестен, неизвестный, не указано, не указан, нет данных, нет, н/д,"
    "未知, 不明, 不详, 不詳, 无, 無, 没有, 未定, 待定, 暂无, 未提供, 不适用, なし, 未設定, 該当なし,"
    "알 수 없음, 미상, 미정, 없음, 해당 없음"
)
NO_PARTY = frozenset({"", "-", "--", "?", *(words.strip() for words in _NOBODY.split(","))})
# "NOASSERTION-NO-REASONABLE-DETERMINATION", "unknown supplier", "No vendor", "Supplier".
_WHO = (
    r"(?:supplier|vendor|manufacturer|maker|author|publisher|developer|originator|distributor|provider|organi[sz]ation|company"
    r"|person)"
)
_NAMES_NOBODY = re.compile(
    rf"no ?assertion\b.*|(?:(?:no|unknown|unspecified|undefined|unnamed|undisclosed|various|multiple|several|not an?) {_WHO}"
    r"|supplier|vendor|manufacturer|author|publisher)s?"
    rf"(?: (?:unknown|unspecified|undefined|not (?:known|specified|available|provided|stated)|tbd|n/a))?"
)
_OUTER_SIGNS = " \t\r\n.,;:!*'\"`()[]{}<>_-\u2013\u2014?$%#/"


@dataclass(frozen=True)
class Bom:
    """One document, read completely.

    `name` is what the frames call it in their column `bom`; `format` is one of the names in `bom_parsers.formats`
    ("cyclonedx-json", "spdx-rdf", "hbom-xlsx", ...); `spec_version` is the document's own ("1.6", "2.3", "" for tables);
    `sha256` is of the file's bytes, wrapper and all; `subject` is the ref of the component that the whole document
    describes, if it says so (that component is a row of `components` like any other); `tool` is what wrote the document,
    `created` the moment at which it was made, as it writes it, if it says so, and `authors` are the persons who, it says,
    made it.
    The frames have the columns of COMPONENTS, PARTIES, PROPERTIES, DEPENDENCIES and PROBLEMS. (`bom`, `ref`) identifies a
    component and is unique; a component without a ref, or with one used before, got one and has a row in `problems`.
    """

    name: str
    format: str
    spec_version: str
    sha256: str
    subject: str | None
    tool: str | None
    components: pl.DataFrame
    parties: pl.DataFrame
    properties: pl.DataFrame
    dependencies: pl.DataFrame
    problems: pl.DataFrame
    created: str | None = None
    authors: tuple[str, ...] = ()

    @property
    def completeness(self) -> pl.DataFrame:
        """Return what speaks against the document being all that there is, and read in full: its problems that are gaps.

        The frame has `bom`, `kind`, `what` (the problem's message) and `pointer`; it is empty where nothing was lost, nothing
        may be misread, and the document does not say that it is incomplete.
        """
        gaps = self.problems.filter(pl.col("severity").cast(pl.String).is_in(GAP_SEVERITIES))
        return gaps.select("bom", "kind", pl.col("message").alias("what"), "pointer")


@dataclass(frozen=True)
class Frames:
    """The frames of a document on their way into a Bom."""

    components: pl.DataFrame
    parties: pl.DataFrame
    properties: pl.DataFrame
    dependencies: pl.DataFrame


MOST_OF_A_KIND = 10_000  # problems of one kind and severity that are told one by one


class Rows:
    """Column lists that become a frame; a column that is not given is null. The frame's `bom` is filled at the end.

    Of problems of one kind and severity those after MOST_OF_A_KIND become one row, which has their number: a document can be
    made of nothing but oddities.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.columns: dict[str, list[Any]] = {name: [] for name in schema if name != "bom"}
        self.of_kind: dict[tuple[str, str], int] = {}  # problems
        self.further: dict[tuple[str, str], str] = {}  # where the first stands that is no row

    def add(self, **values: Any) -> None:
        """Append one row; raises KeyError for a column the schema does not have."""
        unknown = values.keys() - self.columns.keys()
        if unknown:
            raise KeyError(f"no column {sorted(unknown)} in {sorted(self.columns)}")
        if self.schema is PROBLEMS and self.is_one_too_many(values):
            return
        for name, column in self.columns.items():
            column.append(values.get(name))

    def is_one_too_many(self, problem: Mapping[str, Any]) -> bool:
        """Count a problem; tell whether it is only counted."""
        kind = (problem["kind"], problem["severity"])
        number = self.of_kind[kind] = self.of_kind.get(kind, 0) + 1
        if number > MOST_OF_A_KIND:
            self.further.setdefault(kind, problem.get("pointer") or "")
        return number > MOST_OF_A_KIND

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def frame(self, bom: str) -> pl.DataFrame:
        """Return the rows as a frame with the schema's columns in order; `bom` goes into every row; no list is null."""
        further, self.further = self.further, {}
        for (kind, severity), pointer in further.items():
            number = self.of_kind[kind, severity] - MOST_OF_A_KIND
            words = f"{counted(number, 'more problem')} of this kind from here on: {PROBLEM_KINDS[kind]}"
            row = {"kind": kind, "severity": severity, "message": words, "pointer": pointer}
            for name, column in self.columns.items():
                column.append(row.get(name))
        made = [_column(name, self.columns[name], dtype) for name, dtype in self.schema.items() if name != "bom"]
        return pl.DataFrame(made).select(pl.lit(bom, pl.String).alias("bom"), pl.all())


def _column(name: str, values: list[Any], dtype: Any) -> pl.Series:
    return list_column(values).alias(name) if dtype == pl.List(pl.String) else pl.Series(name, values, dtype)


def list_column(lists: Sequence[Sequence[str] | None]) -> pl.Series:
    """Return lists of texts as one column, without nulls: from flat values it is made ten times faster than from lists."""
    rows = pl.Series([row for row, values in enumerate(lists) for _ in values or (None,)], dtype=pl.UInt32)
    flat = pl.Series([value for values in lists for value in values or (None,)], dtype=pl.String)
    grouped = pl.DataFrame({"row": rows, "flat": flat}).group_by("row", maintain_order=True).agg("flat")
    return grouped["flat"].list.drop_nulls()


def is_no_party(name: str | None) -> bool:
    """Tell whether `name` names nobody: blank, NOASSERTION, NONE, N/A, unknown, "Not Available", "upstream" and the like, or what
    only points to another cell, as "ditto" and "see above".

    A reason in brackets after such words makes no name of them ("NOASSERTION (closed source)").
    """
    return name is None or _names_nobody(name)


@lru_cache(maxsize=4096)
def _names_nobody(name: str) -> bool:
    plain = re.sub(r"[\s_\-\u2010-\u2015]+", " ", name.strip(_OUTER_SIGNS).casefold())
    if plain in NO_PARTY or _NAMES_NOBODY.fullmatch(plain) or is_elsewhere(name):
        return True
    before, bracket, _ = plain.partition("(")
    return bool(bracket) and before.strip(_OUTER_SIGNS) in NO_PARTY - {""}


def unique_refs(refs: Iterable[str | None], pointers: Iterable[str], problems: Rows) -> list[str]:
    """Return one distinct ref for each component, in order.

    A missing or blank ref becomes its pointer; a ref used before gets "#2", "#3" and so on. Each such case is told in
    `problems`; no component is lost and none is confused with another.
    """
    given = list(refs)
    taken = {ref for ref in given if ref}
    numbers: dict[
        str, int
    ] = {}  # the last number given to a stem, so that a ref repeated 100,000 times is no loop in a loop
    seen: set[str] = set()
    result: list[str] = []
    for ref, pointer in zip(given, pointers, strict=True):
        unique = ref or pointer or "component"
        if (not ref and unique in taken) or unique in seen:
            stem, number = unique, numbers.get(unique, 1)
            while unique in seen or unique in taken:
                number += 1
                unique = f"{stem}#{number}"
            numbers[stem] = number
        if unique != ref:
            used = f"ref {quoted(ref)} is used before; this component is" if ref else "no ref;"
            message = f"{used} {quoted(unique)} here"
            kind = "repeated-ref" if ref else "missing-ref"
            problems.add(kind=kind, severity="info", message=message, pointer=pointer)
        seen.add(unique)
        result.append(unique)
    return result
