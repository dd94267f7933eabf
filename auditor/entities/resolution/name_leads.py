"""What a name alone suggests: a place or a legal form of the PRC or Russia in it, or that it is written as names are there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.resources import files

from auditor.entities.names.bilingual import country_suggested
from auditor.entities.names.normal import normalize
from auditor.entities.resolution.lead_kinds import Lead, LeadKind
from bom_parsers.errors import quoted

_SCRIPTS = {"CN": "Chinese signs", "RU": "Cyrillic letters"}
# Names with signs of the PRC that are of Taiwan, Japan or Korea by what else is in them.
_ELSEWHERE = re.compile("[\u3040-\u30ff\uac00-\ud7af]|株式会社|合同会社|台湾|台灣|臺灣|台北|新竹|高雄|日本|東京|大阪")


def name_leads(names: Iterable[str], adversaries: Collection[str]) -> Iterator[Lead]:
    """Yield the leads that somebody's names give to the countries `adversaries`, each country once, a place before a script."""
    names, led = list(dict.fromkeys(names)), set()
    for name in names:
        for country, word in _words_of_countries(name):
            if country in adversaries and country not in led:
                led.add(country)
                yield Lead(LeadKind.PLACE, f"its name has {quoted(word)}, as names of {country} have")
    for name in names:
        script = None if _ELSEWHERE.search(name) else country_suggested(name)
        if script and script in adversaries and script not in led:
            led.add(script)
            yield Lead(LeadKind.SCRIPT, f"its name is written in {_SCRIPTS[script]}, as names of {script} are")


def places_in_text(text: str) -> list[str]:
    """Return the countries of the PRC and Russia whose places an address or a name has."""
    return list(dict.fromkeys(country for country, _ in _words_of_countries(text)))


def _words_of_countries(text: str) -> Iterator[tuple[str, str]]:
    normal = f" {normalize(text)} "
    for country, (words, signs) in _tables().items():
        match = words.search(normal) or (None if _ELSEWHERE.search(text) else signs.search(normal))
        if match:
            yield country, match[0].strip()


@cache
def _tables() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return for each country the words that stand alone, and the signs that may stand anywhere in a name without blanks."""
    text = files("auditor.entities.resolution").joinpath("places.toml").read_text("utf-8")
    tables = {}
    for country, of_it in tomllib.loads(text).items():
        apart = {normalize(word) for word in (*of_it["places"], *of_it["forms"])}
        wide = {normalize(word) for word in (*of_it["han"], *of_it["forms"]) if re.search("[\u3400-\u9fff]", word)}
        tables[country] = re.compile(f"(?<= ){_any_of(apart)}(?= )"), re.compile(_any_of(wide))
    return tables


def _any_of(words: Collection[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))})"
