"""What of each item of an audit was seen and what was not, as a document has it."""

from __future__ import annotations

from auditor.audit.explain import persons_of
from auditor.audit.gaps import twice
from auditor.audit.reasons import reason, source_in_words
from auditor.audit.results import Audit, AuditedComponent
from auditor.facts.columns import covering
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
            "verdict": component.worst["verdict"],
            "because": "" if component.is_open_gap else _left_out(audit, component),
        }
        for component in audit.gaps
        if component.gap and component.item is item
    ]


def _left_out(audit: Audit, component: AuditedComponent) -> str:
    """Return why a gap is none to find out about: who says that nothing is missing, or how the rule leaves it out."""
    assert component.gap is not None
    if component.gap.closed_by:
        return source_in_words(component.gap.closed_by)
    held = covering(audit.program, component.item, component.row)
    by = [f"{h.kind} authorization {h.number}" for h in held]
    return reason(component.worst, persons_of(audit, component), by)
