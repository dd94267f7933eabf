"""Why something is let through although a person of the PRC or Russia may be behind it, and until when it is exempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policies.judgment import Judgment
from policies.truth import Node, Test

# The prohibitions of § 791.304, which turn on who the manufacturer is.
OF_THE_MANUFACTURER = frozenset({"related-manufacturer-sale", "related-manufacturer-service"})


# By what something is let through that would be prohibited without it.
ALLOWED_BY = ("legacy-software", "not-knowing")


def allowed_by(rule: Judgment, values: Mapping[Node, bool | None]) -> str:
    """Return by which of ALLOWED_BY alone something is let through, "" where nobody of the PRC or Russia is behind it."""
    if is_legacy(rule, values):
        return "legacy-software"
    return "not-knowing" if _is_unknowing(rule, values) else ""


def _is_unknowing(rule: Judgment, values: Mapping[Node, bool | None]) -> bool:
    """Tell whether only the knowledge of the actor, denied, keeps a prohibition from applying."""
    for x in rule.prohibitions:
        parts = x.wrong.children or (x.wrong,)
        denied = [part.id for part in parts if values[part] is False]
        if denied == ["knowing"] and values[x.addressed] is not False and values[x.thing] is not False:
            return values[x.exempt] is not True
    return False


def is_legacy(rule: Judgment, values: Mapping[Node, bool | None]) -> bool:
    """Tell whether software is let through as legacy (§ 791.303) alone: nothing else that would make it wrong is denied."""
    for x in rule.prohibitions:
        excepting = [part for part in x.wrong.children if any(_is_legacy(child, values) for child in part.children)]
        if excepting and all(values[part] is not False for part in x.wrong.children if part not in excepting):
            return values[x.addressed] is not False and values[x.thing] is not False
    return False


def _is_legacy(node: Node, values: Mapping[Node, bool | None]) -> bool:
    return node.id == "legacy-software" and values[node] is True


def exemption_ends(rule: Judgment, values: Mapping[Node, bool | None]) -> tuple[str, Any] | None:
    """Return with which value of which fact § 791.308 exempts it no longer: a model year of the vehicle, or the day from which
    loose hardware is imported; None where it is not exempt."""
    p, exempt = rule.parameters, [x for x in rule.prohibitions if values[x.addressed] is not False and values[x.exempt]]
    if not exempt:
        return None
    paragraphs = {leaf.paragraph for leaf in _holding(exempt[0].exempt, values)}
    if paragraphs == {"791.308(a)(1)"}:
        return "transaction.date", p.hardware_import_date
    years = {
        "791.308(a)(2)": p.hardware_model_year,
        "791.308(b)": p.software_model_year,
        "791.308(c)": p.related_model_year,
    }
    return "vehicle.model_year", min(years[paragraph] for paragraph in paragraphs if paragraph in years)


def _holding(node: Node, values: Mapping[Node, bool | None]) -> Iterator[Test]:
    if values[node] and isinstance(node, Test):
        yield node
    for child in node.children if values[node] else ():
        yield from _holding(child, values)
