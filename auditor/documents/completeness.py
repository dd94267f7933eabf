"""What of each item of an audit was seen and what was not, as a document has it."""

from __future__ import annotations

import shlex

from auditor.audit.explain import persons_of
from auditor.audit.gaps import NO_BOM, twice
from auditor.audit.reasons import reason, source_in_words
from auditor.audit.results import Audit, AuditedComponent, Gap
from auditor.program.determinations import COMPLETE
from auditor.program.model import Item
from reports.documents import audit as shape


def seen(audit: Audit, item: Item) -> list[shape.Seen]:
    """Return the BOMs of an item that were read, each file once."""
    read_once = [read for read in audit.boms if read.item is item and read.bom is not None]
    doubled = [again for again, _ in twice(read_once)]
    return [
        {"file": read.file.label, "kind": read.file.kind, "components": len(read.bom.components)}
        for read in read_once
        if read.bom and not any(read is again for again in doubled)
    ]


def unseen(audit: Audit, item: Item) -> list[shape.Unseen]:
    """Return the gaps of an item: those to find out about, those that somebody closed, and those that the rule leaves out."""
    return [
        {
            "id": component.id,
            "kind": component.gap.kind,
            "what": component.gap.what,
            "stated": component.gap.closed_by is not None,
            "because": "" if component.is_open_gap else _left_out(audit, component),
        }
        for component in audit.gaps
        if component.gap and component.item is item
    ]


def not_seen(gap: Gap) -> str:
    """Return what was not seen, and who says that nothing is missing, as a reason."""
    stated = f"; taken as complete: {source_in_words(gap.closed_by)}" if gap.closed_by else ""
    return f"not seen: {gap.what}{stated}"


def how_to_close(component: AuditedComponent) -> str:
    """Return the end of a reason: what closes a gap."""
    assert component.gap is not None
    keys = [f"item={component.item.id}", f"ref={component.row['ref']}"]
    keys += [f"version={component.row['version']}"] if component.row["version"] else []
    command = " ".join(
        ["icts determine FILE", *(f"--select {shlex.quote(key)}" for key in keys), f"--fact {COMPLETE}=true"]
    )
    key = next((key for key, kind in NO_BOM.items() if kind == component.gap.kind), "")
    none = f", or state no_{key} in the item" if key else ""
    return f"; give the BOM{none}, or determine that nothing is missing: {command} --basis ... --who ... --when ... --until ..."


def _left_out(audit: Audit, component: AuditedComponent) -> str:
    """Return why a gap is none to find out about: who says that nothing is missing, or how the rule leaves it out."""
    assert component.gap is not None
    if component.gap.closed_by:
        return source_in_words(component.gap.closed_by)
    number = component.answers.index(component.worst)
    by = audit.authorizations.relied_on(
        audit.program.transactions[number], component.item, component.row, component.facts.makers
    )
    return reason(component.worst, persons_of(audit, component), by)
