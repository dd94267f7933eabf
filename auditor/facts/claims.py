"""What a BOM says of its own parts: which of it takes a part out of the rule, and whether that counts.

Who made a part knows it best, and gains most by what is said of it: what brings it into the rule counts whoever says it, and
what takes it out is a claim. § 791.315 wants due diligence of the declarant, who says in the program whose claims are trusted;
any other is asked about, and until then the fact is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from auditor.facts.contradictions import OUTSIDE, UNLISTED, speaks_against
from auditor.facts.hardware.leads import Seems
from auditor.facts.model import Claim
from auditor.program.model import BomFile, Program
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers.errors import printable
from policies.parameters import Parameters

NOT_FITTED = "hbom:fitted"  # the property, "no", of what is listed in a parts table and not in the vehicle
CONTRIBUTES = "component.contributes_to_communication"
LONGEST = 80  # characters of a value that is quoted


@dataclass(frozen=True)
class BomOrigin:
    """Where a BOM comes from: its `file` and hash, the `makers` that it names as its own, whether it `is_table` of parts, and
    `made_on`, where the day on which it was made is a lead that its code was finished by then; `subject` is the ref of what it
    describes."""

    file: BomFile
    sha256: str = ""
    makers: tuple[str, ...] = ()
    is_table: bool = False
    made_on: date | None = None
    subject: str | None = None

    @property
    def who(self) -> str:
        """Return who made it, or what it is called where it names nobody."""
        return "; ".join(self.makers) or self.file.label

    def at(self, pointer: str) -> Source:
        """Return a place in it."""
        return Source(SourceKind.BOM_FIELD, self.file.label, self.sha256, pointer)


@dataclass(frozen=True)
class Weighed:
    """What counts of the facts that a BOM states of a part, in `facts`; the program's word that stands over a claim is not in
    it. `claims` are all claims, of which `outweighed` have nothing in `facts`; `trusted` are the places of tables in use."""

    facts: Mapping[str, Stated]
    claims: tuple[Claim, ...] = ()
    outweighed: Mapping[str, Stated] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    trusted: tuple[Source, ...] = ()


class Scales:
    """Weighs what BOMs say of their parts, for one program under one state of the law."""

    def __init__(self, program: Program, parameters: Parameters) -> None:
        self.trust, self.parameters = program.trust, parameters
        days = [transaction.date for transaction in program.transactions if transaction.date]
        self.last_day = min(days, default=program.as_of)

    def takes_out(self, name: str, value: Any) -> bool:
        """Tell whether a value of a fact can take a part out of the rule that another value would leave in it."""
        test = _TAKES_OUT.get(name)
        return bool(test and test(value, self))

    def weigh(
        self,
        by_bom: Mapping[str, Sequence[Stated]],
        weaker: Mapping[str, Stated],
        defaults: Mapping[str, Stated],
        origin: BomOrigin,
        apparent: Seems,
    ) -> Weighed:
        """Return what counts of what a BOM states of a part (`by_bom`), each fact once or more.

        `weaker` is what is known of the facts without it, of which `defaults` are stated of all parts of the item at once;
        `apparent` is what the part looks like.
        """
        facts: dict[str, Stated] = {}
        outweighed: dict[str, Stated] = {}
        claims: list[Claim] = []
        problems: list[Problem] = []
        trusted: list[Source] = []
        for name, statements in by_bom.items():
            first = statements[0]
            claims += [
                Claim(name, one.value, one.source, False) for one in statements if self.takes_out(name, one.value)
            ]
            if any(one.value != first.value for one in statements):
                facts[name] = _at_odds(statements)
                message = f"{facts[name].source.detail} contradict each other; neither counts"
                problems.append(Problem("properties-at-odds", "warning", message, first.source))
            elif not self.takes_out(name, first.value):
                facts[name] = first
            elif table := self._trusted(first, name, origin, apparent):
                facts[name] = first
                trusted.append(table)
            elif self._stands(name, first.value, weaker.get(name), defaults):
                outweighed[name] = first
            else:
                facts[name] = Stated(None, replace(first.source, kind=SourceKind.CLAIM))
        return Weighed(facts, tuple(claims), outweighed, tuple(problems), tuple(trusted))

    def _trusted(self, claim: Stated, name: str, origin: BomOrigin, apparent: Seems) -> Source | None:
        """Return the place of the table by which a claim counts; never against the order code of a radio part."""
        if claim.source.name == NOT_FITTED and origin.is_table:
            return claim.source if self.trust.not_fitted else None
        if speaks_against(name, claim.value, apparent, self.parameters.vcs_frequency_mhz):
            return None
        table = self.trust.of(name, origin.file.label, origin.makers)
        return table.source if table else None

    def _stands(self, name: str, value: Any, known: Stated | None, defaults: Mapping[str, Stated]) -> bool:
        """Tell whether what is known without a claim stands: it says the same or brings the part in, and is no default, which
        speaks of parts of which nothing else is said."""
        if known is None or known.value is None:
            return False
        if known.value == value:
            return True
        if name == "item.enables":
            return bool(set(value) < set(known.value))
        if self.takes_out(name, known.value):  # it is out already, and by more than its BOM claims
            return name in _ALIKE_OUT or (name == "component.completed_on" and bool(value <= known.value))
        return bool(known != defaults.get(name))


def claimed(source: Source, origin: BomOrigin, name: str, value: str) -> Source:
    """Return the source of what a BOM says of its own part, with who made it and what it says."""
    text = printable(value)
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return replace(source, who=origin.who, detail=f"{name} = {shown}")


def settled(claims: Iterable[Claim], stated: Mapping[str, Stated]) -> tuple[Claim, ...]:
    """Return the claims, each counting where what is in force rests on it."""
    return tuple(
        replace(claim, counts=claim.name in stated and _rests_on(stated[claim.name], claim)) for claim in claims
    )


def _rests_on(fact: Stated, claim: Claim) -> bool:
    return fact.value == claim.value and fact.source == claim.source


def _at_odds(statements: Sequence[Stated]) -> Stated:
    """Return that a fact is unknown which a BOM states twice, and not alike."""
    both = " and ".join(dict.fromkeys(one.source.detail for one in statements))
    return Stated(None, replace(statements[0].source, kind=SourceKind.CONTRADICTION, detail=both))


def _is_no(value: Any, _: Scales) -> bool:
    return value is False


def _is_yes(value: Any, _: Scales) -> bool:
    return value is True


def _within_the_law(day: date, scales: Scales) -> bool:
    """Tell whether a day of work on code is one that keeps it in the rule: not before the cut-off for legacy software, and not
    after the transaction, in which only what was done by then counts."""
    return bool(scales.parameters.legacy_cut_off <= day <= scales.last_day)


# Facts of which a BOM can take a part out by a value: by which.
_TAKES_OUT: Mapping[str, Callable[[Any, Scales], bool]] = {
    # Whoever says what it enables says what it does not: only connectivity and driving together leave nothing out.
    "item.enables": lambda value, _: set(value) != {"vcs", "ads"},
    "item.directly": _is_no,
    "item.frequency_mhz": lambda value, scales: value[1] <= scales.parameters.vcs_frequency_mhz,
    "item.exclusively": lambda value, _: value != "no",
    "item.automation_level": lambda value, scales: value < scales.parameters.ads_automation_level,
    "component.hardware_class": lambda value, _: value in UNLISTED,
    "component.programmable": _is_no,
    CONTRIBUTES: _is_no,
    "component.layer": lambda value, _: value in OUTSIDE,
    "component.runs_on_primary_processor": _is_no,
    "component.open_source": _is_yes,
    "component.modified": lambda value, _: value != "proprietary",
    "component.completed_on": lambda value, scales: not _within_the_law(value, scales),
    "component.altered_on": lambda value, scales: not _within_the_law(value, scales),
    "component.altered": _is_no,
    "component.foreign_interest": _is_no,
}
# Facts of which every value that takes a part out does so alike.
_ALIKE_OUT = ("item.frequency_mhz", "item.automation_level", "component.layer")
