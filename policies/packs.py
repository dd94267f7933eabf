"""Rule packs by name: what a rule is called and cited, its facts, its parameters, and how it is built.

A rule is a folder `policies/NAME/` whose module `pack.py` offers `PACK`, or what an installed package offers as the entry
point NAME of the group `icts_auditor.rules`. Of two that have one name the folder counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.machinery import PathFinder
from typing import Any

from policies import parameters
from policies.judgment import Judgment
from policies.parameters import Parameters
from policies.vocabulary import Vocabulary, quoted

DEFAULT = "connected_vehicles"
GROUP = "icts_auditor.rules"  # the entry points by which an installed package offers a rule of its own
AUDITED_TABLES = ("actor", "transaction", "item", "component")  # what a program file and its BOMs state facts about


@dataclass(frozen=True)
class RulePack:
    """One rule. `package` has its parameters.toml; `subject` is what its transactions are about ("vehicle").

    `headings` are its sections, for its pages; `of_persons` is the section that defines whose acts count, "" for none.
    `verdicts` are its answers. `acts` are what persons do with a component, such as "designed", each of which is a person
    that its tests look at (`party.designed`); a rule without any is judged case by case, and programs are not audited by it.
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
    verdicts: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    @property
    def lacking(self) -> str:
        """Return what an audit of programs needs and the rule does not offer, in words; "" where nothing is lacking."""
        tables = [table for table in AUDITED_TABLES if table not in self.vocabulary.tables]
        persons = [act for act in self.acts if f"party.{act}" not in self.vocabulary.persons]
        return "; ".join(
            words
            for words, lacks in (
                ("no acts of persons, such as who supplied a component", not self.acts),
                (f"no facts about {', '.join(tables)}", tables),
                (f"no person for the acts {', '.join(persons)}", persons),
            )
            if lacks
        )

    def parameters(self, as_of: date) -> Parameters:
        """Return the numbers and dates in force on a day; none before the rule took effect."""
        return parameters.load(self.package, as_of)

    @property
    def presets(self) -> dict[str, dict[str, Any]]:
        """Return the named sets of other values for what-ifs."""
        return parameters.presets(self.package)


def names() -> list[str]:
    """Return the names of the rules that are there: the folders beside this file, and those of installed packages."""
    from importlib.metadata import entry_points  # late, as the next: they take a while, and few need them
    from pkgutil import iter_modules

    folders = [module.name for module in iter_modules(_here()) if module.ispkg and _is_folder(module.name)]
    return sorted({*folders, *entry_points(group=GROUP).names})


def pack(name: str = DEFAULT) -> RulePack:
    """Return the rule of this name; raises LookupError, naming those there are, where there is none."""
    if name == DEFAULT or _is_folder(name):  # the default without a look at what there is, which takes a while
        offered = import_module(f"policies.{name}.pack").PACK
    else:
        from importlib.metadata import entry_points

        entries = list(entry_points(group=GROUP, name=name))
        if not entries:
            raise LookupError(f"there is no rule {quoted(name)}; there are {', '.join(names())}")
        offered = entries[0].load()
    if not isinstance(offered, RulePack):
        raise LookupError(f"what is offered as the rule {quoted(name)} is none")
    return offered


def _here() -> list[str]:
    """Return the folders that make up the package `policies`."""
    return list(import_module("policies").__path__)


def _is_folder(name: str) -> bool:
    """Tell whether a folder of this name has a module `pack.py`; nothing in it is imported."""
    package = PathFinder.find_spec(f"policies.{name}", _here()) if name.isidentifier() else None
    inside = package.submodule_search_locations if package else None
    return inside is not None and PathFinder.find_spec(f"policies.{name}.pack", list(inside)) is not None
