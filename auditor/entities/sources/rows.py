"""What one source says, gathered row by row into the frames of reference data, and what of it could not be used."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from auditor.entities.identifiers.shares import share
from auditor.entities.reference import FRAMES, REJECTS, Read
from auditor.entities.sources.streams.seen import Seen
from auditor.entities.sources.values import day, identifier
from bom_parsers.errors import quoted
from reports.words import count

Schema = dict[str, Any]
PART = 50_000  # rows of frames that are gathered before they are written
SHOWN = 300  # characters of a row that the rejects file repeats


class Draft:
    """The rows of one source while it is read; it may be emptied part by part, and knows the keys of all."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FRAMES}
        self._rejects: list[dict[str, str]] = []
        self._keys = Seen()
        self._skipped: Counter[str] = Counter()
        self._gathered = 0  # rows that are in no part yet
        self.rows = 0

    def add(self, frame: str, **values: Any) -> None:
        """Append a row to one of FRAMES; a column that is not given is null."""
        unknown = values.keys() - FRAMES[frame].keys()
        if unknown:
            raise KeyError(f"no column {sorted(unknown)} in {frame}")
        self._rows[frame].append(values)
        self._gathered += 1

    def entity(self, key: str, name: str | None, place: str, row: Any = None, **values: Any) -> bool:
        """Append a person and its name; False, with a note, where `key` was used before: the first one counts."""
        if not self._keys.add(key):
            self.refuse(place, f"{key} is of a record before it, too; the first one counts", row)
            return False
        self.rows += 1
        self.add("entities", key=key, name=name, place=place, **values)
        if name and not values.get("holder_only"):
            self.add("names", key=key, name=name, kind="legal")
        return True

    def has(self, key: str) -> bool:
        """Tell whether a person with this key was appended."""
        return key in self._keys

    def other_names(self, key: str, names: list[str], kind: str) -> None:
        """Append further names of a person, blank ones left out."""
        for name in dict.fromkeys(" ".join(name.split()) for name in names):
            if name:
                self.add("names", key=key, name=name, kind=kind)

    def identifier(self, key: str, scheme: str, value: str, place: str) -> None:
        """Append an identifier; one that cannot be of its scheme is noted and not used."""
        normal, reason = identifier(scheme, value)
        if normal is None:
            self.note(place, f"{quoted(value)} cannot be of the scheme {scheme}: {reason}; not used", key)
        else:
            self.add("identifiers", key=key, scheme=scheme, value=normal)

    def day(self, text: str | None, place: str, *, end: bool = False, month_first: bool = False) -> date | None:
        """Return the day of a cell; one that is filled and no date is noted."""
        read = day(text, end=end, month_first=month_first)
        if read is None and text and text.strip():
            self.note(place, f"{quoted(text)} is no date that can be read one way only; left as unknown", text)
        return read

    def share(self, text: str | None, place: str) -> tuple[float | None, float | None]:
        """Return the bounds of a percentage; one that is filled and cannot be read is noted."""
        bounds = share(text)
        if bounds is None and text and text.strip():
            self.note(place, f"{quoted(text)} is no percentage; left as unknown", text)
        return bounds or (None, None)

    def refuse(self, place: str, reason: str, row: Any) -> None:
        """Record a row that is not used."""
        self._reject("refused", place, reason, row)

    def note(self, place: str, reason: str, row: Any) -> None:
        """Record what is odd about a row that is used."""
        self._reject("noted", place, reason, row)

    def _reject(self, effect: str, place: str, reason: str, row: Any) -> None:
        self._rejects.append({"place": place, "effect": effect, "reason": reason, "row": shown(row)})
        self._gathered += 1

    def skip(self, what: str) -> None:
        """Count a record that says nothing about persons and their holdings; it is noted once for each `what`."""
        self._skipped[what] += 1

    @property
    def is_full(self) -> bool:
        """Tell whether so much was gathered that it should be taken as a part."""
        return self._gathered >= PART

    def part(self) -> Read:
        """Return what was gathered since the last part, which the draft forgets but for its keys."""
        frames = {name: pl.DataFrame(rows, schema=FRAMES[name]) for name, rows in self._rows.items()}
        part = Read(frames, pl.DataFrame(self._rejects, schema=REJECTS), self.rows)
        self._rows, self._rejects = {name: [] for name in FRAMES}, []
        self._gathered = self.rows = 0
        return part

    def read(self, as_of: date | None = None) -> Read:
        """Return all that is in no part yet, and how many records said nothing of persons."""
        self._rejects += [
            {"place": "", "effect": "noted", "reason": f"{count(number, 'record')} not used: {what}", "row": ""}
            for what, number in sorted(self._skipped.items())
        ]
        return replace(self.part(), as_of=as_of)


def shown(row: Any) -> str:
    """Return a row as the rejects file repeats it: the text, or JSON, cut where it is long."""
    try:
        text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False, default=str)
    except RecursionError:
        text = "a value that is nested too deep to be shown"
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
