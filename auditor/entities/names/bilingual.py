"""Cells with a name in two scripts, such as "ESPRESSO(虚构)": the two names, and when one of them may stand for the cell."""

from __future__ import annotations

import re
import unicodedata

from auditor.entities.names.legal_forms import WIDE, has_legal_form
from auditor.entities.names.stems import core, places_in, stem

_IN_BRACKETS = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]\s*")
_CHUNK = re.compile(rf"[{WIDE}]+|[^\W{WIDE}]+")


def parts(name: str) -> tuple[str, ...]:
    """Return the two names of a bilingual cell in their order, or `name` alone where it is in one script, or mixed freely.

    A cell is bilingual when exactly one change of script parts it: "虚构 Fiction", "Fiction/Вымысел", "FICTION(虚构)".
    """
    if name.isascii():
        return (name,)
    runs: list[tuple[str, int, int]] = []
    for chunk in _CHUNK.finditer(name):
        script = _script(chunk.group())
        if script == "" and runs:  # a number belongs to what stands before it
            script = runs[-1][0]
        if runs and runs[-1][0] == script:
            runs[-1] = (script, runs[-1][1], chunk.end())
        else:
            runs.append((script, chunk.start(), chunk.end()))
    if len(runs) != 2 or "mixed" in (runs[0][0], runs[1][0]):
        return _rendered_in_brackets(name)
    pieces = tuple(name[start:end].strip() for _, start, end in runs)
    return pieces if all(len(piece) > 1 for piece in pieces) else (name,)


def _rendered_in_brackets(name: str) -> tuple[str, ...]:
    """Return the two names of a cell such as "FB虚构 (FB Fiction Ltd)": one with Latin initials, and its rendering behind it."""
    pair = _IN_BRACKETS.fullmatch(name)
    if pair is None:
        return (name,)
    native, rendered = (part.strip() for part in pair.groups())
    is_rendering = (
        re.search(f"[{WIDE}]", native) and len(native) > 1 and rendered.isascii() and has_legal_form(rendered)
    )
    return (native, rendered) if is_rendering else (name,)


def stands_alone(part: str, other: str) -> bool:
    """Tell whether `part` may name the person of a cell whose `other` part nobody knows.

    A full name with its legal form may, unless the other part adds a place. A bare "Fiction" may only beside what can be
    its rendering: beside a place, a trade or a legal form ("Fiction 苏州", "Fiction 电子有限公司") the cell names another
    company of that group.
    """
    rest = stem(other)
    if has_legal_form(part):
        return places_in(rest) <= places_in(stem(part))
    return not has_legal_form(other) and not places_in(rest) and core(rest) == rest


def says_nothing_else(part: str, other: str) -> bool:
    """Tell whether `other` is only `part` in another script, as "华为" is of "Huawei": a legal form would say more."""
    letters = [stem(text).replace(" ", "") for text in (part, other)]
    return letters[0] == letters[1] and not has_legal_form(other)


def country_suggested(part: str) -> str | None:
    """Return the country of the PRC or Russia that the script of a name suggests: a lead, and no more than that."""
    if re.search("[\u0400-\u052f]", part):
        return "RU"
    is_of_others = re.search("[\u3040-\u30ff\uac00-\ud7af]|株式会社|合同会社", part)
    return "CN" if re.search("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", part) and not is_of_others else None


def _script(chunk: str) -> str:
    if re.match(f"[{WIDE}]", chunk):
        return "wide"
    scripts = {unicodedata.name(c, "?").partition(" ")[0] for c in chunk if c.isalpha()}
    return "mixed" if len(scripts) > 1 else next(iter(scripts), "")
