"""The tables of cases: rows that change a base, written out as a question file, so that they go the way of a user's question."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business")
DID = ["designed", "developed", "manufactured", "supplied"]
OWN_KEYS = ("id", "title", "authority", "standing", "expect")


def cases_in(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a table, whole, as a question file has them."""
    table = tomllib.loads(path.read_text("utf-8"))
    return [case_of(row, table["base"][row["base"]], table["standing"]) for row in table["row"]]


def case_of(row: Mapping[str, Any], base: Mapping[str, Any], standing: str) -> dict[str, Any]:
    """Return the base with what the row says.

    `set` gives facts; `without` takes away a fact or a whole table; a person `based_in` a country has all of its places there;
    a party that does not say what it `did` did all but maintain.
    """
    unknown = row.keys() - {"base", "set", "without", "party", *OWN_KEYS}
    assert not unknown, f"{row['id']}: a row has no {', '.join(unknown)}"
    facts = {table: dict(values) for table, values in deepcopy(dict(base)).items()}
    for table, values in row.get("set", {}).items():
        facts.setdefault(table, {}).update(values)
    for name in row.get("without", []):
        table, _, key = name.partition(".")
        del (facts[table] if key else facts)[key or table]
    parties = {"party": [{"did": DID} | party for party in row["party"]]} if "party" in row else {}
    own = {"standing": standing} | {key: row[key] for key in OWN_KEYS if key in row}
    placed: dict[str, Any] = _placed(facts | parties)
    return own | placed


def _placed(value: Any) -> Any:
    if isinstance(value, list):
        return [_placed(one) for one in value]
    if not isinstance(value, dict):
        return value
    placed = {key: _placed(one) for key, one in value.items() if key != "based_in"}
    return placed | dict.fromkeys(PLACES, value["based_in"]) if "based_in" in value else placed


def question_file(cases: list[dict[str, Any]]) -> str:
    """Return cases as the text of a question file."""
    return "".join(
        "[[case]]\n" + "".join(f"{key} = {toml_value(value)}\n" for key, value in case.items()) for case in cases
    )


def toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml_value(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
