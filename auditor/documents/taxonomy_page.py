"""The page docs/taxonomy.md: the `icts:` properties that a BOM may state and that the auditor writes, as the code lists them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from auditor.facts.taxonomy import ACTS_BY, ALTERED_BY, BANDS, FACTS, PREFIX, WRITTEN
from policies.connected_vehicles.facts import BY_NAME, VERDICTS
from policies.vocabulary import Fact

_HEAD = """# The `icts:` properties

No BOM format has a field for a radio band, a software layer or the date on which code was finished. A BOM may state
such facts under names that begin with `icts:`. In CycloneDX they are properties of a component; in SPDX, an annotation
whose comment is `icts:name=value`; in a spreadsheet, a column with that heading. This page is generated from
`auditor/facts/taxonomy.py`.

A value that brings a part into the rule counts over what the program states of the whole item. A value that takes it out
is a [claim](facts.md#claims): it counts where the program trusts it, and is asked about elsewhere. Neither counts over
what the program or a determination states of the part itself, and of two values that contradict each other neither does.

| property | value | fact |
| --- | --- | --- |
"""
_BETWEEN = """
An invalid value is reported as a problem with its location, and the fact stays unknown. Two properties of the official
`cdx:device:` taxonomy are read as leads: `cdx:device:certifications:US:FCC:id`, because a part with an FCC ID of its
own was certified as a radiator, and `cdx:device:function`, which may say "Bluetooth".

## What `icts annotate` writes

`icts annotate PROGRAM BOM -o PATH` writes a copy of a BOM with the answers of an audit. They are not facts: they are
ignored when the copy is read, and a second annotation replaces them.

| property | value |
| --- | --- |
"""
_FOOT = """
Data for which the format has no field is kept under names that begin with "icts:bom:": the package URL, CPE, hash,
license or type before the change (`purl`, `cpe`, `hash`, `license`, `type`); a ref, parent or dependency that could not
be written as such (`ref`, `parent`, `dependency`); the fields of parts in SPDX (`mpn`, `refdes`, `quantity`, `group`,
`modified`); the file and the tool that the BOM comes from (`source`, `tool`); and persons (`party`, with all that is
known about them). A person in a role without a field (a manufacturer in SPDX) is also named by `icts:manufactured-by`
or the like, so that another audit finds the act.
"""
_TYPES = {"bool": "true, false", "int": "a whole number", "number": "a number", "date": "a date, such as 2026-03-10"}
_SAID = {
    "component.hardware_class": "see `component.hardware_class` in questions.md",
    "item.enables": "vcs, ads, both, or none",
    "item.automation_level": "0 to 5",
}
_WRITTEN = {
    "verdict": f"{', '.join(VERDICTS[:-1])} or {VERDICTS[-1]}: the worst of all transactions",
    "authority": "the paragraphs, separated by commas",
    "standing": "the legal certainty: settled, probable or open",
    "reason": "the reason, in one sentence",
    "missing": "the facts that would settle a review",
    "open": "the questions of law that would settle it",
    "declaration": "required, not_required or undetermined",
    "answer": "a transaction and its verdict, one property for each",
    "as-of": "of the document: the date as of which the rule was applied",
    "program": "of the document: the program",
    "not-seen": "on the document: what was not seen of the BOM, once for each gap",
    "taken-as-complete": "on the document: what was not seen, and who takes it as complete until when",
    "not-read": "on the document: what was there and could not be read, once for each gap",
}


def page() -> str:
    """Return the page as Markdown."""
    stated = "".join(f"| {name} | {value} | {fact} |\n" for name, value, fact in _stated())
    written = "".join(f"| `{PREFIX}{name}` | {_WRITTEN[name]} |\n" for name in WRITTEN)
    return _HEAD + stated + _BETWEEN + written + _FOOT


def _stated() -> Iterable[tuple[str, str, str]]:
    for key, name in FACTS.items():
        yield f"`{PREFIX}{key}`", _value(BY_NAME[name]), name
    yield ", ".join(f"`{PREFIX}{key}`" for key in BANDS), "MHz", "item.frequency_mhz"
    yield f"`{PREFIX}{ALTERED_BY}`", "a name", "component.altered_by"
    acts = ", ".join(f"`{PREFIX}{key}`" for key in ACTS_BY)
    yield acts, "a name, or several with `;` between them", "a party that did the act"


def _value(fact: Fact) -> str:
    return _SAID.get(fact.name) or ", ".join(fact.values) or _TYPES[fact.type]


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/taxonomy.md").write_text(page(), "utf-8", newline="\n")
