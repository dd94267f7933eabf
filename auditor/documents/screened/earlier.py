"""The JSON of an earlier screening, read back: what a comparison needs of it, and nothing that is not as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from auditor.inputs import InputFile
from bom_parsers.errors import InputError, quoted
from reports.documents.screening import GROUPS, RANKS, Screening

EXPECTED = "the JSON of a screening, as `icts screen -o json=FILE` writes it"
REMEDY = "give the file that an earlier `icts screen` wrote, or screen the list of then again with this version"
_TEXTS = ("place", "number", "name", "country", "answer", "rank", "person")  # of each supplier
_LISTS: Mapping[str, tuple[str, ...]] = {  # of each supplier, with the texts that each of their entries has
    "names": (),
    "listed_on": (),
    "leads_by_kind": ("kind", "strength", "words"),
    "candidates": ("key", "name", "of", "why", "lead"),
    "holders": ("owner", "owned", "owner_is", "held"),
}


def read_earlier(file: InputFile) -> Screening:
    """Return an earlier screening; raises InputError for anything else, and for one without what a comparison needs."""
    try:
        document = json.loads(file.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(file.path, "", "a file that is not JSON", EXPECTED, REMEDY) from error
    at, what = next(_faults(document), ("", ""))
    if what:
        raise InputError(file.path, at, what, EXPECTED, REMEDY)
    return cast(Screening, document)


def _faults(document: Any) -> Iterator[tuple[str, str]]:
    """Yield where a document is not as a screening is, and what is there."""
    if not isinstance(document, dict) or not isinstance(document.get("suppliers"), list):
        yield "", "no list of suppliers"
        return
    for key in ("tool", "rule", "as_of", "sha256"):
        if not isinstance(document.get(key), str):
            yield f"/{key}", f"no text {quoted(key)}"
    if not _are_entries(document.get("sources"), ("id",)):
        yield "/sources", "no list of sources with their ids"
    for n, row in enumerate(document["suppliers"]):
        for key, fault in _faults_of_row(row):
            yield f"/suppliers/{n}{key}", fault


def _faults_of_row(row: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(row, dict):
        yield "", "no object"
        return
    for key in _TEXTS:
        if not isinstance(row.get(key), str):
            yield f"/{key}", f"no text {quoted(key)}"
    if row.get("answer") not in GROUPS or row.get("rank") not in RANKS:
        yield "/answer", "an answer or rank that no screening gives"
    if not isinstance(row.get("who"), str | None):
        yield "/who", "no text and no null"
    for key, texts in _LISTS.items():
        if not _are_entries(row.get(key), texts):
            yield f"/{key}", f"no list {quoted(key)} as a screening has it"


def _are_entries(value: Any, texts: tuple[str, ...]) -> bool:
    """Tell whether a value is a list of texts or, where `texts` are named, of objects that have them."""
    if not isinstance(value, list):
        return False
    if not texts:
        return all(isinstance(entry, str) for entry in value)
    return all(isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in texts) for entry in value)
