"""What an audit did not see, as rows that are judged like components: BOMs that are not there, and what BOMs do not show.

A gap stands for things of which nothing is known but the item. The rule is asked about it as about a component, so that what
an item must have a BOM for follows from what it enables and from the phase-in (§ 791.308): software of a unit with
connectivity from model year 2027, its hardware from 2030. Defaults and statements about the parts of an item say nothing of
what nobody has seen; only a determination that the BOM is complete closes a gap, or for a BOM that does not exist the
program's own no_sbom or no_hbom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from auditor.audit.results import Gap, ReadBom
from auditor.facts.claims import BomOrigin
from auditor.facts.component_facts import FactFinder
from auditor.facts.hardware.codes_beside import radios_of_no_part
from auditor.facts.model import ComponentFacts
from auditor.program.determinations import COMPLETE
from auditor.program.determinations_applied import GAP, LONGEST
from auditor.program.keys import BOMS
from auditor.program.model import BomFile, Item, NoBom, Program
from auditor.provenance import Problem, SourceKind, Stated
from bom_parsers.bom import COMPONENTS, GAP_SEVERITIES
from bom_parsers.not_seen import ended
from reports.words import count

NAMES = {"hbom": "hardware BOM", "sbom": "software BOM"}
NO_BOM = {"hbom": "no-hbom", "sbom": "no-sbom"}  # the kinds of gaps of items that have no such BOM
LISTS = {"hardware": ("hardware",), "software": ("software", "firmware")}  # the kinds of components by the kind of BOM
EMPTY = "no-components"  # the kind of problem of a BOM that lists nothing
_IDENTITY = ("kind", "group", "name", "version", "mpn", "purl", "refdes", "quantity")


@dataclass(frozen=True)
class GapRow:
    """A gap in its item and file, and the row by which it is selected and judged; `file` is the program where no BOM is named."""

    item: Item
    file: BomFile
    row: Mapping[str, Any]
    gap: Gap


def gap_rows(program: Program, boms: Sequence[ReadBom]) -> Iterable[GapRow]:
    """Yield the gaps of a program, item by item: which BOMs it lacks, and what those that it has do not show."""
    for item in program.items:
        own = [read for read in boms if read.item is item]
        covered: list[ReadBom] = []  # by a gap of the item
        for key, kind in BOMS:
            named = [read for read in own if read.file.kind == kind]
            if all(read.bom is not None and not _lists(read, kind) for read in named):
                covered += named
                yield _missing(program, item, key, kind, named, own)
        again = [(read, first) for read, first in twice(own) if read.file.kind == first.file.kind]
        yield from (_same_file(item, *both) for both in (*again, *_alike(own)))
        for read in own:
            if not any(read is other for other, _ in twice(own)):
                yield from _of_bom(item, read, EMPTY if any(read is other for other in covered) else "", program.as_of)


def gap_facts(finder: FactFinder, gap_row: GapRow, parts: Sequence[ComponentFacts] = ()) -> tuple[ComponentFacts, Gap]:
    """Return what is on file about a gap, and the gap, closed where a statement closes it: that nothing is missing, or why
    there is no such BOM. `parts` are those of its item, which may speak against the latter.

    The facts are those of its item that no part speaks against, none where something was there that could not be read, its
    supplier, and what is determined of the gap; never what is stated of the parts that the item has.
    """
    item, gap = gap_row.item, gap_row.gap
    doubted = {one.name for facts in parts for one in facts.contradictions}
    of_item = {name: fact for name, fact in item.facts.items() if name not in doubted and not gap.unread}
    bare = replace(item, defaults={}, components=(), facts=of_item)
    facts = finder.find(bare, BomOrigin(gap_row.file, gap.source.sha256), gap_row.row, (), ())
    stated = dict(facts.stated)
    complete = stated.pop(COMPLETE, None)
    if stated["component.kind"].source.kind in (SourceKind.BOM_FIELD, SourceKind.PROGRAM):
        # What was not seen of a BOM may be of any kind: a list of parts has firmware, too.
        stated["component.kind"] = Stated(gap_row.row["kind"], gap.source)
    facts = replace(facts, stated=stated)
    if complete is not None and complete.value is True:
        return facts, replace(gap, closed_by=complete.source)
    no_bom = item.without.get(gap_row.file.kind) if gap.kind in NO_BOM.values() else None
    if no_bom is None:
        return facts, gap
    if against := _against(no_bom, gap_row.file.kind, finder.program, parts):
        return facts, replace(gap, what=f"{gap.what}; that there is none is stated, but {against}")
    return facts, replace(gap, closed_by=no_bom.source)


def _against(no_bom: NoBom, kind: str, program: Program, parts: Sequence[ComponentFacts]) -> str:
    """Return why it does not count that an item has no BOM of a kind, "" where it does: the statement ends before a transaction,
    or the item has parts that run code, or code that runs on parts."""
    last = max([program.as_of, *(t.date for t in program.transactions if t.date)])
    if no_bom.until < last:
        return f"only until {no_bom.until}"
    if kind == "hardware":
        listed = any(facts.stated["component.kind"].value in LISTS["software"] for facts in parts)
        return "its software BOM lists code, which runs on hardware" if listed else ""
    return next(filter(None, map(_code_in, parts)), "")


def _code_in(facts: ComponentFacts) -> str:
    """Return why a part has code in it, "" where nothing says so: it is code, is stated to be programmable, or looks like a
    programmable part or a radio that sends and receives, of which the contrary is not stated."""
    if facts.stated["component.kind"].value in LISTS["software"]:
        return "its hardware BOM lists code"
    programmable = facts.stated.get("component.programmable")
    if programmable is not None and programmable.value is not None:
        return "it has a part that is stated to be programmable" if programmable.value else ""
    part = facts.seems.part
    is_radio = part is not None and (bool(part.programmable) or part.direction == "two_way")
    return facts.seems.lead if is_radio or facts.seems.concern == "programmable" else ""


def _alike(own: Sequence[ReadBom]) -> Iterable[tuple[ReadBom, ReadBom]]:
    """Yield each BOM of an item that is another file than an earlier one of its kind and lists the same components."""
    first: dict[tuple[str, str], ReadBom] = {}
    heights = Counter((read.file.kind, read.bom.components.height) for read in own if read.bom is not None)
    for read in own:
        # Only what is as long as another can be alike.
        if read.bom is None or read.bom.components.height < 2:
            continue
        if heights[read.file.kind, read.bom.components.height] > 1:
            listed = read.bom.components.select(_IDENTITY).write_csv()
            earlier = first.setdefault((read.file.kind, listed), read)
            if earlier is not read and earlier.sha256 != read.sha256:
                yield read, earlier


def twice(boms: Iterable[ReadBom]) -> Iterable[tuple[ReadBom, ReadBom]]:
    """Yield each BOM of an item that is the same file as an earlier one of it, with that one."""
    first: dict[tuple[str, str], ReadBom] = {}
    for read in boms:
        if read.bom is not None:
            earlier = first.setdefault((read.item.id, read.bom.sha256), read)
            if earlier is not read:
                yield read, earlier


def gap_name(gap: Gap) -> str:
    """Return what a gap is called where a component has its name: the BOM that is not there, or what was not seen of one."""
    missing = next((NAMES[key] for key, kind in NO_BOM.items() if kind == gap.kind), "")
    return missing or f"not seen in {gap.source.file}"


def without_end(program: Program) -> Iterable[Problem]:
    """Yield what a program says of BOMs that items do not have for so many years that it has no real end."""
    for item in program.items:
        for no_bom in item.without.values():
            if (no_bom.until - program.as_of).days > LONGEST:
                message = f"that {item.id} has no such BOM holds until {no_bom.until}, which is without a real end"
                yield Problem("no-real-end", "warning", message, no_bom.source)


def expired(program: Program) -> Iterable[Problem]:
    """Yield what a program says of BOMs that items do not have, and that has run out."""
    for item in program.items:
        for kind, no_bom in item.without.items():
            if no_bom.until < program.as_of:
                name = next(NAMES[key] for key, of in BOMS if of == kind)
                message = f"that {item.id} has no {name} was stated until {no_bom.until}"
                yield Problem("no-bom-expired", "error", message, no_bom.source)


def _missing(
    program: Program, item: Item, key: str, kind: str, named: Sequence[ReadBom], own: Sequence[ReadBom]
) -> GapRow:
    """Return that an item has no BOM of a kind: none is named, or none of those that are lists any such thing."""
    name, gap_kind = NAMES[key], NO_BOM[key]
    ask = f"Send a {name} of {item.name}."
    if not named:
        for read in own:
            if read.bom is not None and read.bom.components["kind"].is_in(LISTS[kind]).any():
                ask += f" If {read.file.label} is one, name it as {key}, too."
        what = f"no {name} is named, so that nothing of its {kind} was seen"
        file = BomFile(program.path, program.label, kind)
        return GapRow(item, file, _row(gap_kind, kind, None), Gap(gap_kind, what, ask, item.source))
    labels = ", ".join(dict.fromkeys(read.file.label for read in named))
    listed = sum(read.bom.components.height for read in named if read.bom)
    holds = f"lists no {kind}, but {count(listed, 'other component')}" if listed else "lists no components"
    first = named[0]
    gap = Gap(gap_kind, f"{labels}, given as a {name}, {holds}", ask, first.at())
    return GapRow(item, first.file, _row(gap_kind, kind, first), gap)


def _same_file(item: Item, again: ReadBom, first: ReadBom) -> GapRow:
    """Return that an item names the same file twice, as BOMs of one kind: another file may be meant."""
    label = again.file.label
    called = f"lists the same components as {first.file.label}"
    if again.sha256 == first.sha256:
        called = "is named twice" if label == first.file.label else f"is the same file as {first.file.label}"
    what = f"{label} {called}, so that another BOM may be meant"
    ask = f"{label} {called} in {item.name}: which BOM is meant?"
    return GapRow(item, again.file, _row("read-twice", None, again), Gap("read-twice", what, ask, again.at()))


def _lists(read: ReadBom, kind: str) -> bool:
    """Tell whether a BOM lists things of a kind; a thing of no stated kind is taken to be of the BOM's."""
    if read.bom is None:
        return False
    kinds = read.bom.components["kind"].unique().to_list()
    return any(one is None or one in LISTS[kind] for one in kinds)


def _of_bom(item: Item, read: ReadBom, covered: str, as_of: date) -> Iterable[GapRow]:
    """Yield what a BOM, as it was read, does not show: one gap for each kind of problem by which something may be missing, but
    for the kind that a gap of the item has `covered`. What an annotated copy notes as taken for complete counts until its end."""
    if read.bom is None:
        ask = f"Send {read.file.label} again, in a form that can be read: {read.reason}."
        what = f"{read.file.label} cannot be read: {read.reason}"
        gap = Gap("unreadable-bom", what, ask, read.at(), unread=True)
        yield GapRow(item, read.file, _row("unreadable-bom", None, read), gap)
        return
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for problem in read.bom.problems.iter_rows(named=True):
        if problem["severity"] in GAP_SEVERITIES and problem["kind"] != covered:
            by_kind.setdefault(problem["kind"], []).append(problem)
    for problem in ended(read.bom.properties, as_of):
        by_kind.setdefault(problem["kind"], []).append(problem)
    for one in radios_of_no_part(read.bom.properties.filter(ref="").iter_rows(named=True)):
        by_kind.setdefault(one["kind"], []).append(one)
    for kind, problems in by_kind.items():
        first, more = problems[0], len(problems) - 1
        where = f" ({first['pointer']})" if first["pointer"] else ""
        others = f"; and {count(more, 'other')} of this kind" if more else ""
        what = f"{read.file.label}{where}: {first['message']}{others}"
        ask = (
            f"Is anything missing from {read.file.label}? {first['message'][:1].upper()}{first['message'][1:]}{others}."
        )
        unread = any(problem["severity"] == "error" for problem in problems)
        gap = Gap(kind, what, ask, read.at(first["pointer"] or ""), unread)
        yield GapRow(item, read.file, _row(kind, None, read), gap)


def _row(kind: str, of: str | None, read: ReadBom | None) -> Mapping[str, Any]:
    """Return a row of the frame of components for a gap, which a selector picks by its ref, and a file's also by the version:
    the first digits of the file's SHA-256."""
    row: dict[str, Any] = dict.fromkeys(COMPONENTS)
    row |= {"type": GAP, "ref": kind, "kind": of, "hashes": [], "licenses": []}
    if read is not None:
        row |= {"bom": read.file.label, "ref": f"{kind}@{read.file.label}", "version": (read.sha256 or "")[:12] or None}
    return row
