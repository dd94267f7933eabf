"""Who makes a part for which nobody is named, as far as its number tells: a lead for the reader of a report, never a party."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def families() -> tuple[tuple[str, str], ...]:
    """Return the patterns of makers_by_number.toml, each with its maker."""
    toml = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return tuple((number, family["maker"]) for family in toml["family"] for number in family["numbers"])


@lru_cache(maxsize=1)
def any_family() -> str:
    """Return one pattern that finds every number of a known family and hardly any other; made for polars and for re."""
    return rf"(?i)^\s*(?:{'|'.join(number for number, _ in families())})"


@lru_cache(maxsize=1)
def compiled() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return the pattern of all families and those of each, ready for use."""
    return re.compile(any_family()), tuple((re.compile(number), maker) for number, maker in families())


@lru_cache(maxsize=4096)
def inferred_maker(number: str) -> str:
    """Return who makes the family that a part number or a part's name belongs to; "" where it tells nothing."""
    every, each = compiled()
    if not every.match(number):
        return ""
    text = number.strip().upper()
    matches = ((pattern.match(text), maker) for pattern, maker in each)
    lengths = ((len(match[0]), maker) for match, maker in matches if match)
    return max(lengths, key=lambda pair: pair[0], default=(0, ""))[1]
