"""What is stated of a whole item against its parts, told at the place of the statement with the parts that speak against it."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.audit.results import AuditedComponent
from auditor.provenance import Problem, Source
from reports import words

NAMED = 3  # parts that a line names


def contradictions(components: Iterable[AuditedComponent]) -> Iterable[Problem]:
    """Yield a problem at the place of the statement, for each statement that parts in review speak against."""
    by_statement: dict[tuple[str, Source], dict[str, None]] = {}
    for component in components:
        if component.worst["verdict"] == "review":
            for one in component.facts.contradictions:
                by_statement.setdefault((one.statement, one.source), {})[one.lead] = None
    for (statement, source), leads in by_statement.items():
        some, more = list(leads)[:NAMED], len(leads) - NAMED
        named = "; ".join(some) + (f"; and {words.count(more, 'other')}" if more > 0 else "")
        message = f"{statement}, but {named}; correct it, or state of the parts themselves what they are"
        yield Problem("statement-at-odds", "warning", message, source)
