"""Numbers and dates of the law as data: each dated, cited, with its standing and the day it was last checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from policies.truth import Standing


@dataclass(frozen=True)
class Parameter:
    """One value that holds from a day on. `unit` is "MHz", "lb", "kg", "model year", "date", "days", "%" and so on."""

    name: str
    value: Any
    unit: str
    since: date
    citation: str
    standing: Standing
    last_checked: date
    checked_against: str

    @property
    def text(self) -> str:
        """Return the value as people write it."""
        if self.value is None:
            return "none"
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)


class Parameters:
    """The parameters in force on one day; `parameters.gvwr_limit_lb` is the value, `parameters["gvwr_limit_lb"]` all of it."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_parameters"][name].value
        except KeyError:
            raise AttributeError(name) from None

    def get(self, name: str) -> Any:
        """Return a parameter's value, None where it is not in force."""
        return self._parameters[name].value if name in self._parameters else None

    def __iter__(self) -> Any:
        return iter(self._parameters.values())

    def override(self, **values: Any) -> Parameters:
        """Return the same parameters with other values, for a what-if; an overridden one has the standing `open`.

        Raises KeyError for a name that is no parameter.
        """
        changed = {
            name: replace(self._parameters[name], value=value, standing=Standing.OPEN) for name, value in values.items()
        }
        return Parameters(self._parameters | changed)


def load(package: str, as_of: date) -> Parameters:
    """Read `parameters.toml` of a rule pack and return what is in force on `as_of`; later values are left out.

    A value written "none" is None: there is no such limit.
    """
    chosen: dict[str, Parameter] = {}
    for entry in _table(package)["parameter"]:
        made = entry | {"standing": Standing[entry["standing"].upper()], "value": _value(entry["value"])}
        parameter = Parameter(**made)
        known = chosen.get(parameter.name)
        if parameter.since <= as_of and (known is None or known.since < parameter.since):
            chosen[parameter.name] = parameter
    return Parameters(chosen)


def presets(package: str) -> dict[str, dict[str, Any]]:
    """Return the named sets of other values that a rule pack keeps for what-ifs, by name."""
    named = _table(package).get("preset", {})
    return {name: {key: _value(value) for key, value in values.items()} for name, values in named.items()}


def _table(package: str) -> Mapping[str, Any]:
    return _parsed((files(package) / "parameters.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def _parsed(text: str) -> Mapping[str, Any]:
    return tomllib.loads(text)


def _value(value: Any) -> Any:
    return None if value == "none" else value
