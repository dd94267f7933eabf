"""What a BOM tells of the days on which code was finished or last altered: leads, for such days are often a tool's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bom_parsers import days as bom_days

# Property -> how its day is called.
DAY_FIELDS = {
    "releaseDate": "the release day",
    "releaseNotes.timestamp": "release notes of",
    "builtDate": "the build day",
    "pedigree.commit.authored": "a last commit written on",
    "pedigree.commit.committed": "a last commit of",
}


def days(properties: Sequence[Mapping[str, Any]], made_on: date | None = None) -> str:
    """Return the days that a BOM gives for a component with these `properties`, in words; "" for none.

    `made_on` is the day on which the BOM was made, where that bounds anything: what it lists was finished by then.
    """
    latest = latest_days(properties)
    given = [f"{called} {latest[name]}" for name, called in DAY_FIELDS.items() if name in latest]
    sentences = [f"the BOM gives {' and '.join(given)}"] if given else []
    if made_on:
        sentences.append(f"the BOM was made on {made_on}, and its code finished by then")
    return "; ".join(sentences)


def latest_days(properties: Sequence[Mapping[str, Any]]) -> dict[str, date]:
    """Return by property, of DAY_FIELDS, the latest day that it gives."""
    latest: dict[str, date] = {}
    for entry in properties:
        if entry["name"] in DAY_FIELDS and (day := day_of(entry["value"] or "")):
            latest[entry["name"]] = max(day, latest.get(entry["name"], day))
    return latest


def day_of(text: str) -> date | None:
    """Return the day of a timestamp ("2024-03-01T10:00:00Z"), None for none and for one that stands for no day."""
    day = bom_days.day_of(text)
    return None if day in bom_days.PLACEHOLDERS else day
