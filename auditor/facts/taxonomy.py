"""The `icts:` properties by which a BOM states facts that its format has no field for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

from auditor.inputs import day_of
from policies.connected_vehicles.facts import ACTS, BY_NAME
from policies.vocabulary import VocabularyError, check

PREFIX = "icts:"
LONGEST = 80  # characters of a name that an error shows


def _flag(text: str) -> Any:
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold(), text)


def _number(text: str) -> Any:
    """Return the number that a text is in plain digits; the text where it is none, as 1_000, 1e3 and digits of other scripts."""
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,15})?", text):
        return text
    return float(text) if "." in text else int(text)


def _list(text: str) -> Any:
    words = text.replace(",", " ").split()
    return [] if words == ["none"] else words


_READ: dict[str, Callable[[str], Any]] = {
    "bool": _flag,
    "int": _number,
    "number": _number,
    "date": lambda text: day_of(text) or text,
    "choice": lambda text: text.replace("-", "_").lower(),
    "choices": _list,
}

# Property name without prefix -> fact. Who did an act is named in "icts:designed-by" and so on.
FACTS: dict[str, str] = {
    fact.key.replace("_", "-"): fact.name
    for fact in BY_NAME.values()
    if fact.table in ("item", "component") and fact.type in _READ and fact.name != "component.kind"
}
BANDS = {"rf:min-mhz": 0, "rf:max-mhz": 1}
ACTS_BY = {f"{act}-by": act for act in ACTS}
ALTERED_BY = "altered-by"
KNOWN = (*FACTS, *BANDS, *ACTS_BY, ALTERED_BY)
# What `icts annotate` writes into a BOM: an answer, which is no fact when the BOM is read again.
WRITTEN = (
    *("verdict", "authority", "standing", "reason", "missing", "open", "declaration", "answer", "as-of", "program"),
    *("not-seen", "not-read", "taken-as-complete"),
)
OF_THE_BOM = "bom:"  # begins the names under which it keeps what the format has no field for


def is_ours(name: str) -> bool:
    """Tell whether a property's name is of the `icts:` taxonomy and states a fact."""
    return (
        name.lstrip().lower().startswith(PREFIX) and not is_written(name) and not _spelled(name).startswith(OF_THE_BOM)
    )


def is_written(name: str) -> bool:
    """Tell whether a property is part of an answer that `icts annotate` has written."""
    return name.lstrip().lower().startswith(PREFIX) and _spelled(name) in WRITTEN


def _spelled(name: str) -> str:
    """Return the property's name without prefix, in the spelling of KNOWN."""
    return name.strip().lower().removeprefix(PREFIX).replace("_", "-")


def key_of(name: str) -> str:
    """Return the property's name without prefix, as KNOWN spells it; raises VocabularyError with the nearest known one."""
    written = _spelled(name)
    if written not in KNOWN:
        # What is like none is compared with few letters each: a BOM may have a hundred thousand of them.
        near = difflib.get_close_matches(written[:LONGEST], KNOWN, 1)
        remedy = f"did you mean '{PREFIX}{near[0]}'?" if near else "see the taxonomy for all"
        raise VocabularyError(name[:LONGEST], "a property outside the icts: taxonomy", "a name it has", remedy)
    return written


def value_of(key: str, text: str) -> tuple[str, Any]:
    """Return the fact and its value that the property `key` states with `text`; raises VocabularyError if it does not fit."""
    fact = BY_NAME[FACTS[key]]
    return fact.name, check(fact, _READ[fact.type](text.strip()), f"{PREFIX}{key}")


def megahertz(key: str, text: str) -> float:
    """Return the frequency that a band property states, in MHz; raises VocabularyError for anything but a number."""
    value: float = check(BY_NAME["vehicle.gvwr_lb"], _number(text.strip()), f"{PREFIX}{key}")
    return value
