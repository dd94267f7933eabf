"""The starter list that ships with the program: makers of vehicles, of their parts and software, and who holds them.

They are those that vehicle programs meet, wherever they are from: connectivity and chips first, and owners behind another flag.

A row is `sourced` when the page named in it was read and says, of the very person with that name, what the columns in `page_says`
hold: its `country`, where it has its seat, say, or its `holders`, on the day `source_date`. Everything else, in that row as in
every `unverified` one, is general knowledge: good for a lead and never for an answer.
`holders` have their share where it is known, and the year for which it is known where that is not the page's:
"Fjord Holding 49% (2024)". `listings` are the lists of governments on which a person stands, with the first day, and the last
one for who was taken off: "1260H 2021-06-03 to 2025-01-07".
`mpn_prefixes` are of radio parts only: a number that begins with one is looked at as a radio part's.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from auditor.entities.names.normal import normalize
from auditor.entities.reference import FRAMES, Reference, Snapshot
from auditor.entities.sources.government_lists import FCC_LIST, LISTS

COLUMNS = (
    "name",
    "native_name",
    "former_names",
    "brands",
    "mpn_prefixes",
    "makes",
    "country",
    "holders",
    "listings",
    "page_says",
    "source",
    "source_date",
    "standing",
)
STANDINGS = ("sourced", "unverified")
GENERAL = "general knowledge"
MADE_ON = date(2026, 11, 30)
KIND = "starter"
_GOVERNMENTS = {"Government of the PRC": "CN", "Government of the Russian Federation": "RU"}
_NAMES = (("native_name", "native"), ("former_names", "former"), ("brands", "trading"))
FACTS = ("native_name", "former_names", "brands", "mpn_prefixes", "country", "holders", "listings")
# The lists of governments by their names in the column `listings`, as the sources that publish them name them.
LISTED_ON = {
    "1260H": LISTS["dod-1260h"],
    "889": LISTS["section-889"],
    "5949": LISTS["section-5949"],
    "154": LISTS["section-154"],
    "Covered List": FCC_LIST,
    "Entity List": "Entity List (EL) - Bureau of Industry and Security",
    "SDN": "Specially Designated Nationals (SDN) - Treasury Department",
    "UFLPA": "Uyghur Forced Labor Prevention Act Entity List (DHS)",
}
_LISTING = re.compile(r"(?P<list>.+?)(?: (?P<since>\d{4}-\d\d-\d\d))?(?: to (?P<until>\d{4}-\d\d-\d\d))?")


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the rows of the list, with the columns COLUMNS."""
    return tuple(csv.DictReader(io.StringIO(_text())))


def starter_references() -> list[Reference]:
    """Return the list as two references: what is sourced, and what is general knowledge."""
    return [_reference(standing) for standing in STANDINGS]


@cache
def starter_names() -> tuple[str, ...]:
    """Return every name of a company in the list: legal, native, former and trading names."""
    columns = ("name", *(column for column, _ in _NAMES))
    return tuple(name for row in rows() for column in columns for name in _parts(row[column]))


def _text() -> str:
    return files("auditor.entities.sources").joinpath("starter_companies.csv").read_text("utf-8")


@cache
def _reference(standing: str) -> Reference:
    rows_of: dict[str, list[dict[str, Any]]] = {name: [] for name in FRAMES}
    for line, row in enumerate(rows(), start=2):
        if standing == "unverified" or row["standing"] == "sourced":
            _add(rows_of, _of_standing(row, standing), f"starter_companies.csv line {line}")
    listed = {_key(row["name"]) for row in rows()}
    count = len(rows_of["entities"])
    held = {edge["owner"]: _holder(edge) for edge in rows_of["edges"] if edge["owner"] not in listed}
    rows_of["entities"] += held.values()
    frames = {
        name: pl.DataFrame([{c: row.get(c) for c in schema} for row in rows_of[name]], schema=schema)
        for name, schema in FRAMES.items()
    }
    return Reference(_snapshot(standing, count), **frames)


def _of_standing(row: dict[str, str], standing: str) -> dict[str, str]:
    """Return the row with only what its page says, or with only the rest, which is general knowledge."""
    read = _parts(row["page_says"])
    kept = row | {fact: "" for fact in FACTS if (fact in read) != (standing == "sourced")}
    return kept if standing == "sourced" else kept | {"source": GENERAL, "source_date": ""}


def _add(rows_of: dict[str, list[dict[str, Any]]], row: dict[str, str], place: str) -> None:
    key, day = _key(row["name"]), row["source_date"]
    place = f"{place}: {row['source']}" + (f", {day}" if day else "")
    stated_on = date.fromisoformat(day) if day else None
    if day or row["country"]:  # where the page says the seat, general knowledge has nothing to add to it
        entity = {"key": key, "name": row["name"], "kind": "organisation", "headquartered_in": row["country"] or None}
        rows_of["entities"].append(entity | {"stated_on": stated_on, "place": place})
    rows_of["names"] += [{"key": key, "name": name, "kind": kind} for c, kind in _NAMES for name in _parts(row[c])]
    prefixes = _parts(row["mpn_prefixes"])
    rows_of["identifiers"] += [{"key": key, "scheme": "mpn_prefix", "value": prefix} for prefix in prefixes]
    for holder in _parts(row["holders"]):
        name, share, year = _share(holder)
        edge = {"owner": _key(name), "owned": key, "kind": "voting_share", "low": share, "high": share}
        known = f"{place}, of {year}" if year else place
        rows_of["edges"].append(edge | {"since": stated_on, "place": known, "holder": name})
    rows_of["listings"] += [_listing(text) | {"key": key, "place": place} for text in _parts(row["listings"])]


def _listing(text: str) -> dict[str, Any]:
    """Return a listing of "1260H 2021-06-03": which list, since when, until when."""
    match = _LISTING.fullmatch(text)
    if match is None:
        raise ValueError(text)
    since, until = (date.fromisoformat(match[day]) if match[day] else None for day in ("since", "until"))
    return {"list": LISTED_ON[match["list"]], "since": since, "until": until}


def _holder(edge: dict[str, Any]) -> dict[str, Any]:
    """Return the holder of an edge that is no row of the list: a government, or a person of whom only the name is known."""
    government = _GOVERNMENTS.get(edge["holder"])
    kind = "government" if government else "organisation"
    person = {"key": edge["owner"], "name": edge["holder"], "kind": kind, "incorporated_in": government}
    return person | {"place": edge["place"]}


def _snapshot(standing: str, count: int) -> Snapshot:
    digest = hashlib.sha256(_text().encode("utf-8")).hexdigest()
    source = "starter list of icts-auditor" + ("" if standing == "sourced" else f", {GENERAL}")
    id = f"{KIND}-{standing}-{MADE_ON}-{digest[:12]}"
    return Snapshot(id, KIND, source, "Apache-2.0", MADE_ON, digest, standing, count, 0)


def _key(name: str) -> str:
    return f"{KIND}:{normalize(name)}"


def _parts(cell: str) -> Sequence[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _share(holder: str) -> tuple[str, float | None, str]:
    """Return the name, the percentage and the year of "Fjord Holding 49% (2024)"."""
    match = re.fullmatch(r"(.+?)(?: (\d+(?:\.\d+)?)%)?(?: \((\d{4})\))?", holder)
    name, share, year = match.groups() if match else (holder, None, None)
    return name, float(share) if share else None, year or ""
