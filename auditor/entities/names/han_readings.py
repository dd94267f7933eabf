"""How Chinese characters are read in the words that they stand in: Changan and Chongqing, not Zhangan and Zhongqing."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def read_by_word(text: str) -> str:
    """Return `text` with each character that is read otherwise in its word put as one that is always read so."""
    words, single, pattern = _readings()
    return pattern.sub(lambda word: words[word.group()], text).translate(single)


@cache
def _readings() -> tuple[dict[str, str], dict[int, str], re.Pattern[str]]:
    tables = tomllib.loads(files("auditor.entities.names").joinpath("han_readings.toml").read_text("utf-8"))
    words = tables["words"]
    return words, str.maketrans(tables["characters"]), re.compile("|".join(sorted(words, key=lambda w: (-len(w), w))))
