"""What becomes of a component once its exemption ends: the rule asked again, with the model year or the day of then."""

from __future__ import annotations

from typing import Any

from auditor.audit.results import Audit
from auditor.facts.columns import authorization_columns, component_columns, transaction_columns
from policies.connected_vehicles import facts as vocabulary


def verdicts_after_exemption(audit: Audit) -> list[str]:
    """Return for each component of an audit the verdict on its facts of today where its exemption under § 791.308 has ended;
    "" for a component that is not exempt.

    Nothing else is taken to change: not who is behind it, not what it does, not the law.
    """
    unique: dict[tuple[Any, ...], int] = {}
    rows: list[dict[str, Any]] = []
    numbers: list[int | None] = []
    graph, program = audit.people.graph, audit.program
    for component in audit.components:
        worst = component.worst
        if not worst["exemption_ends"]:
            numbers.append(None)
            continue
        fact, value = worst["exemption_ends"]
        transaction = program.transactions[component.answers.index(worst)]
        columns = component_columns(graph, component.facts)
        columns |= transaction_columns(program, graph, audit.declarant, transaction)
        columns |= authorization_columns(
            audit.authorizations, transaction, component.item, component.row, component.facts.makers
        )
        columns |= {fact: value}
        key = tuple(columns.get(name) for name in vocabulary.COLUMNS)
        if key not in unique:
            unique[key] = len(rows)
            rows.append(columns)
        numbers.append(unique[key])
    if not rows:
        return [""] * len(numbers)
    judged = audit.rule.judge(vocabulary.frame(rows).lazy(), ["verdict"]).select("verdict").collect()
    verdicts = judged["verdict"].to_list()
    return ["" if number is None else str(verdicts[number]) for number in numbers]
