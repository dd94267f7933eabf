"""One plain sentence for an answer: the test on which it turned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.connected_vehicles.rule import Rule
from policies.judgment import Prohibition
from policies.truth import Group, Node, Test

# The prohibitions of § 791.304, which turn on who the manufacturer is.
OF_THE_MANUFACTURER = frozenset({"related-manufacturer-sale", "related-manufacturer-service"})


def out_of_scope(rule: Rule, values: Mapping[Node, bool | None]) -> tuple[str, tuple[str, ...]]:
    """Say why nothing of §§ 791.302 to 791.304 is about this, and by which facts: what the prohibition that comes nearest to
    it lacks."""
    nearest = max(rule.prohibitions, key=lambda x: _passed(x, values))
    failed = next((leaf for node in (nearest.addressed, nearest.thing) for leaf in _failing(node, values)), None)
    if failed is None:
        return "another prohibition's exemption and scope leave it out", ()
    return failed.otherwise or failed.words, failed.asks


def applying(rule: Rule, values: Mapping[Node, bool | None]) -> list[Prohibition]:
    """Return the prohibitions that apply, in the order of the sections."""
    return [x for x, node in rule.caught.items() if values[node]]


def is_legacy(rule: Rule, values: Mapping[Node, bool | None]) -> bool:
    """Tell whether software is let through as legacy (§ 791.303) alone: nothing else that would make it wrong is denied."""
    for x in rule.prohibitions:
        excepting = [part for part in x.wrong.children if any(_is_legacy(child, values) for child in part.children)]
        if excepting and all(values[part] is not False for part in x.wrong.children if part not in excepting):
            return values[x.addressed] is not False and values[x.thing] is not False
    return False


def _is_legacy(node: Node, values: Mapping[Node, bool | None]) -> bool:
    return node.id == "legacy-software" and values[node] is True


def exempt_until(rule: Rule, values: Mapping[Node, bool | None]) -> str | None:
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


def _passed(x: Prohibition, values: Mapping[Node, bool | None]) -> tuple[bool, int]:
    """How near a prohibition comes: whether it addresses the act, and how many of its tests of actor, act and thing hold."""
    return values[x.addressed] is not False, sum(1 for child in x.addressed.children if values[child])


def _failing(node: Node, values: Mapping[Node, bool | None]) -> Iterator[Test]:
    """The leaves on which a node fails (or, under "none of", which hold), the ones of the alternative that came nearest first."""
    if values[node] is not False:
        return
    if isinstance(node, Test):
        yield node
    elif node.join == "none":
        held = next(child for child in node.children if values[child])
        yield from ([held] if isinstance(held, Test) else _named(held))
    else:
        failed = [child for child in node.children if values[child] is False]
        if node.join == "any":
            failed.sort(key=lambda child: -sum(bool(values[part]) for part in child.children))
        for child in failed:
            yield from _failing(child, values)


def _named(group: Group) -> Iterator[Test]:
    """A group that holds under "none of" is told by its own words."""
    first = next(iter(_leaves(group)))
    yield Test(group.id, group.words, first.paragraph, first.standing, first.holds)


def _holding(node: Node, values: Mapping[Node, bool | None]) -> Iterator[Test]:
    if values[node] and isinstance(node, Test):
        yield node
    for child in node.children if values[node] else ():
        yield from _holding(child, values)


def _leaves(node: Node) -> Iterator[Test]:
    if isinstance(node, Test):
        yield node
    for child in node.children:
        yield from _leaves(child)
