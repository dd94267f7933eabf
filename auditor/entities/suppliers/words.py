"""The words of words.toml: the headings of lists in many languages, and names that are nobody's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from auditor.entities.identifiers.labels import folded


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("auditor.entities.suppliers").joinpath("words.toml").read_text("utf-8"))


def headings_by_field() -> Mapping[str, Sequence[str]]:
    """Return how the columns of each field are headed, the best spelling first."""
    headings: Mapping[str, Sequence[str]] = _tables()["headings"]
    return headings


@cache
def names_of(kind: str) -> Sequence[str]:
    """Return one of the lists of words in names, as they are written: "nobody", "one_time", "formerly" ..."""
    return tuple(_tables()["names"][kind])


@cache
def folded_names_of(kind: str) -> frozenset[str]:
    """Return one of the lists of words in names, folded, to compare with."""
    return frozenset(map(folded, names_of(kind)))
