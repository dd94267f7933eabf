"""What a program states of single components, and whose claims it trusts: which of it is used, and how much it picks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.program.model import ComponentStatement, Item, Program
from auditor.program.picking import BySelector, Picked, breadth_severity, broad, part_of
from auditor.program.selectors import Makers, version_of
from auditor.provenance import Problem, Source
from reports.words import count


class Statements:
    """The tables [[item.component]] and [[trust.claims]] of a program. Ask `of` for each component, and tell it by `trust` what
    counted; then ask for `problems`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._by_item = {item.id: BySelector((one.select, one) for one in item.components) for item in program.items}
        # Two tables may stand on one line: they are told apart by what they are, and not by where.
        self._picked: dict[int, Picked] = {}
        self._trusted: dict[Source, dict[tuple[str, str], None]] = {}

    def of(self, item: Item, row: Mapping[str, Any], makers: Makers) -> tuple[list[ComponentStatement], list[Problem]]:
        """Return the statements that pick a component, a row of a BOM of the item by these makers, and which cannot tell."""
        picked, problems = [], []
        for statement in self._by_item[item.id].of(row):
            picks = statement.select.picks(item.id, row, makers)
            if picks is False:
                continue
            use = self._picked.setdefault(id(statement), Picked())
            if picks:
                use.add(row, (names[0] for names in makers))
                picked.append(statement)
            else:
                message = statement.select.not_comparable(version_of(row))
                problems.append(Problem("statement-versions", "warning", message, statement.source))
        return picked, problems

    def trust(self, tables: Iterable[Source], bom: str, row: Mapping[str, Any]) -> None:
        """Count a component of a BOM for the tables, by their places, by which a claim about it counts."""
        for table in tables:
            self._trusted.setdefault(table, {})[bom, part_of(row)[0]] = None

    def problems(self) -> Iterable[Problem]:
        """Yield what is used for nothing, or for several things, once every component was asked about."""
        for table in self.program.trust.claims:
            parts = self._trusted.get(table.source, {})
            if not parts:
                yield Problem("unused-trust", "info", "no BOM has a claim that this table trusts", table.source)
            elif len(parts) > 1:
                boms = count(len({bom for bom, _ in parts}), "BOM")
                message = f"by this table claims about {count(len(parts), 'part')} in {boms} count"
                yield Problem("trusted-claims", "info", message, table.source)
        for item in self.program.items:
            for statement in item.components:
                yield from self._of_statement(statement)

    def _of_statement(self, statement: ComponentStatement) -> Iterable[Problem]:
        select, picked = statement.select, self._picked.get(id(statement))
        if picked is None:
            yield Problem("unused-statement", "warning", f"nothing matches {select}{select.hint}", statement.source)
        elif message := broad(select, picked):
            # Its item is named by where it stands.
            severity = "info" if len(picked.makers) < 2 else breadth_severity(select, picked)
            yield Problem("statement-broad", severity, message, statement.source)
