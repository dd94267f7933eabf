"""Rule packs by name: what a rule is called and cited, its facts, its parameters, and how it is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from policies import parameters
from policies.judgment import Judgment
from policies.parameters import Parameters
from policies.vocabulary import Vocabulary

DEFAULT = "connected_vehicles"
GROUP = "icts_auditor.rules"  # the entry points by which an installed package offers a rule of its own


@dataclass(frozen=True)
class RulePack:
    """One rule. `package` has its parameters.toml; `subject` is what its transactions are about ("vehicle").

    `headings` are its sections, for its pages; `of_persons` is the section that defines whose acts count, "" for none.
    """

    name: str
    package: str
    citation: str
    title: str
    vocabulary: Vocabulary
    build: Callable[[Parameters], Judgment]
    subject: str
    headings: Mapping[str, str]
    of_persons: str = ""

    def parameters(self, as_of: date) -> Parameters:
        """Return the numbers and dates in force on a day; none before the rule took effect."""
        return parameters.load(self.package, as_of)

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        """Return the named sets of other values for what-ifs."""
        return parameters.presets(self.package)


def names() -> list[str]:
    """Return the names of the rules that are there: our own, and those of installed packages."""
    from importlib.metadata import entry_points  # late: it takes a while, and few need it

    return sorted({DEFAULT, *entry_points(group=GROUP).names})


def pack(name: str = DEFAULT) -> RulePack:
    """Return the rule of this name; raises LookupError, naming those there are, where there is none."""
    if name == DEFAULT:  # without a look at what is installed, which takes a while
        offered = import_module(f"policies.{name}.pack").PACK
    else:
        from importlib.metadata import entry_points

        entries = list(entry_points(group=GROUP, name=name))
        if not entries:
            raise LookupError(f"there is no rule {name!r}; there are {', '.join(names())}")
        offered = entries[0].load()
    if not isinstance(offered, RulePack):
        raise LookupError(f"what is offered as the rule {name!r} is none")
    return offered
