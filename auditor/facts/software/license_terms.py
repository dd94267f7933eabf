"""What stands beside the license of a component and speaks against its being open source: terms on which it was sold, another
name, its text, what a scanner saw, a comment.

A license field is what its BOM claims. Where the same BOM says otherwise in another place, neither counts: a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from auditor.facts.software.open_source import read_licenses
from bom_parsers.errors import printable

TERMS, NAME = "license.terms", "license.name"  # of the readers of BOMs: what no open license has, and its second name
DESCRIPTION = "description"  # of the component, which counts as a remark
SHORT = 300  # characters: a longer text is that of a license, in which words of commerce say little
SHOWN = 80
_REMARKS = ("comment", "pedigree.notes", "annotation", DESCRIPTION)
_MARKS = ("tag",)
_ABOUT_LICENSES = re.compile(r"(?i)licen[csz]|lizenz|licença|许可|授权|ライセンス|\beula\b")
# In texts of open licenses these words do not stand: tested with the texts of those that are in use most.
_CLOSED = re.compile(
    r"(?i)proprietary and confidential|confidential and proprietary|proprietary (?:to|information of|materials? of)\b"
    r"|\b(?:contains?|constitutes?|includes?|are|is)\b.{0,40}\btrade secrets?|trade secrets? of\b|non-?disclosure agreement"
    r"|evaluation (?:purposes?|use|period|copy) only|evaluation licen[cs]e|\beula\b"
    r"|(?<!all )end[- ]user licen[cs]e agreement(?!s)|may not be (?:distributed|redistributed|disclosed|reverse)"
    r"|unauthori[sz]ed (?:copying|reproduction|distribution|disclosure)"
    r"|专有软件|闭源|商业机密|проприетарн|закрыт\w* исходн|исходный код закрыт|closed[- ]source"
    r"|(?:may|shall|must|agrees?|to) not (?:to )?(?:\w+,? (?:or )?){0,6}(?:reverse[- ]engineer|decompile|disassemble)"
)
_CLOSED_IN_SHORT = re.compile(
    r"(?i)(?<![a-z])(?:proprietary|confidential|commercial|evaluation|trial|non-?free|unlicensed|royalt(?:y|ies)-bearing"
    r"|no (?:redistribution|modification)s?|under nda|kommerziell|proprietär|comercial|propietari[ao]|propriétaire)(?![a-z])"
    r"|专有|商业|商用|专属|プロプライエタリ"
)
# Offers besides the license that is named take nothing from it.
_BESIDES = re.compile(
    r"(?i)(?:\bor|/|also|other|alternative\w*|dual|optional\w*|available)\b.{0,60}\bcommercial|commercial use"
)


def contradicts_open(properties: Iterable[Mapping[str, Any]]) -> tuple[str, str] | None:
    """Return name and value, shortened, of the first property that speaks against an open license of its component; None for
    none. `properties` are rows of the frame properties."""
    for entry in properties:
        name, value = entry["name"], (entry["value"] or "").strip()
        if value and _speaks_against(name, value):
            return name, printable(value if len(value) <= SHOWN else f"{value[:SHOWN]}...")
    return None


@lru_cache(maxsize=10_000)
def _speaks_against(name: str, value: str) -> bool:
    if name in _MARKS:
        return bool(_CLOSED_IN_SHORT.search(value))
    if not _ABOUT_LICENSES.search(name):
        return (name in _REMARKS or len(value) <= SHORT) and bool(_CLOSED.search(" ".join(value.split())))
    if name == TERMS:
        return True
    if name == NAME:
        return read_licenses([value]).open is not True
    if "://" in value and " " not in value:
        value = value.rstrip("/").rpartition("/")[2]  # of an address the page says which license it is
    plain = value.replace("_", " ").replace("-", " ").replace("=", " ") if len(value) <= SHORT else value
    if read_licenses([value]).open is False or _CLOSED.search(" ".join(value.split())):
        return True
    return len(value) <= SHORT and bool(_CLOSED_IN_SHORT.search(plain)) and not _BESIDES.search(plain)
