"""The command that writes a determination: `icts determine`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor import exit_codes
from auditor.cli.options import day_option
from auditor.cli.terminal import say
from auditor.inputs import read_if_there, read_input
from bom_parsers.errors import InputError, quoted

if TYPE_CHECKING:
    from auditor.program.determinations import Determination


def _pairs(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip() or not text.strip():
            raise click.BadParameter(f"found {quoted(value)}; expected KEY=VALUE")
        if key.strip() in pairs:
            raise click.BadParameter(f"found {quoted(key.strip())} twice; expected it once")
        pairs[key.strip()] = text.strip()
    return pairs


@click.command("determine")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--select",
    multiple=True,
    required=True,
    metavar="KEY=VALUE",
    callback=_pairs,
    help='Components it applies to, by purl, mpn ("*" matches anything), name, version, versions (">=1.2,<2"), maker, item or '
    "ref; repeatable, and all must match.",
)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    required=True,
    metavar="NAME=VALUE",
    callback=_pairs,
    help="Fact to state: one of docs/questions.md such as component.hardware_class=cellular_module or "
    "item.frequency_mhz=699..2690, or a party, such as designed_by=NAME, or of what was not seen bom.complete=true; repeatable.",
)
@click.option("--basis", required=True, metavar="TEXT", help="Reason, in words.")
@click.option("--who", required=True, metavar="NAME", help="Person who makes the determination.")
@day_option("--when", "Date of the determination.", required=True)
@day_option("--until", "Last day on which it is valid.", required=True)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File that supports it, in the folder of FILE or below it; its SHA-256 is recorded.",
)
@click.option(
    "--of", "supplier", metavar="SUPPLIER", help="Supplier that attested this, if it is not your own finding."
)
def determine_command(
    file: Path,
    select: dict[str, str],
    facts: dict[str, str],
    basis: str,
    who: str,
    when: date,
    until: date,
    evidence: Path | None,
    supplier: str | None,
) -> int:
    """Record component facts that no BOM states.

    Adds a determination to FILE (determinations.toml), which is created if it does not exist; what it holds is kept. A
    determination states facts, never a verdict, and is valid through --until: `icts audit` reports those that have expired,
    and exits 12.
    """
    if until < when:
        raise click.UsageError(f"--until {until} is before --when {when}")
    from auditor.cli.output import hold
    from auditor.outputs import write_all
    from auditor.program.determination_writer import with_added, written

    shown = _evidence(file, evidence) if evidence else None
    stated = {name: _value(name, text) for name, text in facts.items()}
    entry = written(_selector(select), stated, basis, who, when, until, shown, supplier)
    hold(file)
    content, determinations = with_added(read_if_there(file, file.name, "a file of determinations"), [entry])
    _refuse_reversal(file, determinations[:-1], determinations[-1])
    write_all({file: content}, in_place=[file])
    added = determinations[-1]
    say(f"added the determination of {added.select} to {file}, line {added.line}")
    return exit_codes.CLEAN


def _selector(keys: Mapping[str, str]) -> Mapping[str, str]:
    from auditor.program.selectors import SelectorError, selector

    try:
        return selector(dict(keys)).keys
    except SelectorError as error:
        raise InputError("--select", error.key, error.found, error.expected, error.remedy) from error


def _value(name: str, text: str) -> Any:
    """Return what an option says of a fact, as its type holds it."""
    from auditor.facts import taxonomy
    from auditor.program.determinations import COMPLETE, refuse_unknown, statable
    from policies.vocabulary import VocabularyError, check

    known = statable()
    refuse_unknown("", [name], tuple(known.facts), known.answers, lambda key, *words: InputError("--fact", key, *words))
    try:
        if name in known.parties:
            return [party.strip() for party in text.split(";") if party.strip()]
        fact = known.facts[name]
        if name == COMPLETE:
            return check(
                fact, {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold(), text), name
            )
        if fact.type == "range":
            return check(fact, _megahertz(text), name)
        if taxonomy.FACTS.get(fact.key.replace("_", "-")) == name:
            return taxonomy.value_of(fact.key.replace("_", "-"), text)[1]
        return check(fact, text, name)
    except VocabularyError as error:
        raise InputError("--fact", name, error.found, error.expected, error.remedy) from error


def _megahertz(text: str) -> Any:
    """Return the two ends of a band such as 699..2690, in MHz; what is no such text as it is, for the check to refuse."""
    try:
        return [float(end) if "." in end else int(end) for end in (part.strip() for part in text.split(".."))]
    except ValueError:
        return text


def _evidence(file: Path, evidence: Path) -> tuple[str, str]:
    """Return the name of the evidence as the determinations give it, and its SHA-256."""
    folder, path = file.resolve().parent, evidence.resolve()
    if file.exists() and path.exists() and path.samefile(file):
        raise InputError("--evidence", "", quoted(str(evidence)), "a file of its own", "name what supports the fact")
    if not path.is_relative_to(folder):
        expected = f"a file in {folder} or below it"
        raise InputError("--evidence", "", quoted(str(evidence)), expected, "copy the evidence there")
    return path.relative_to(folder).as_posix(), read_input(evidence, expected="the evidence, a file").sha256


def _refuse_reversal(file: Path, before: Sequence[Determination], new: Determination) -> None:
    """Raise InputError when the same selector has another value that still counts: an audit would apply neither."""
    for old in before:
        if old.select.keys != new.select.keys or old.until < new.when or old.supplier != new.supplier:
            continue
        for name, value in new.states.items():
            if name in old.states and old.states[name] != value:
                found = f"{name} as {quoted(old.states[name])} until {old.until} for the same selector"
                expected = "one value at a time"
                raise InputError(file, f"line {old.line}", found, expected, "end or remove that determination first")
