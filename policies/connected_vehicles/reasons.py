"""Why software is let through as legacy, and until when something is exempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.judgment import Judgment
from policies.truth import Node, Test

# The prohibitions of § 791.304, which turn on who the manufacturer is.
OF_THE_MANUFACTURER = frozenset({"related-manufacturer-sale", "related-manufacturer-service"})


def is_legacy(rule: Judgment, values: Mapping[Node, bool | None]) -> bool:
    """Tell whether software is let through as legacy (§ 791.303) alone: nothing else that would make it wrong is denied."""
    for x in rule.prohibitions:
        excepting = [part for part in x.wrong.children if any(_is_legacy(child, values) for child in part.children)]
        if excepting and all(values[part] is not False for part in x.wrong.children if part not in excepting):
            return values[x.addressed] is not False and values[x.thing] is not False
    return False


def _is_legacy(node: Node, values: Mapping[Node, bool | None]) -> bool:
    return node.id == "legacy-software" and values[node] is True


def exempt_until(rule: Judgment, values: Mapping[Node, bool | None]) -> str | None:
    """Return until when § 791.308 exempts it: a model year, or the day before which loose hardware is imported."""
    p, exempt = rule.parameters, [x for x in rule.prohibitions if values[x.addressed] is not False and values[x.exempt]]
    if not exempt:
        return None
    paragraphs = {leaf.paragraph for leaf in _holding(exempt[0].exempt, values)}
    if paragraphs == {"791.308(a)(1)"}:
        return str(p.hardware_import_date)
    years = {
        "791.308(a)(2)": p.hardware_model_year,
        "791.308(b)": p.software_model_year,
        "791.308(c)": p.related_model_year,
    }
    return f"model year {min(years[paragraph] for paragraph in paragraphs if paragraph in years)}"


def _holding(node: Node, values: Mapping[Node, bool | None]) -> Iterator[Test]:
    if values[node] and isinstance(node, Test):
        yield node
    for child in node.children if values[node] else ():
        yield from _holding(child, values)
