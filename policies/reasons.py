"""On which test an answer turned, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.judgment import Judgment, Prohibition
from policies.truth import Group, Node, Test


def out_of_scope(rule: Judgment, values: Mapping[Node, bool | None]) -> tuple[str, tuple[str, ...]]:
    """Say why nothing of §§ 791.302 to 791.304 is about this, and by which facts: what the prohibition that comes nearest to
    it lacks."""
    nearest = max(rule.prohibitions, key=lambda x: _passed(x, values))
    failed = next((leaf for node in (nearest.addressed, nearest.thing) for leaf in _failing(node, values)), None)
    if failed is None:
        return "another prohibition's exemption and scope leave it out", ()
    acts = [leaf for leaf in rule.leaves if rule.act in leaf.asks]
    if failed in acts and all(values[leaf] is False for leaf in acts):
        return "the rule does not address this act", failed.asks
    return failed.otherwise or failed.words, failed.asks


def applying(rule: Judgment, values: Mapping[Node, bool | None]) -> list[Prohibition]:
    """Return the prohibitions that apply, in the order of the sections."""
    return [x for x, node in rule.caught.items() if values[node]]


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


def _leaves(node: Node) -> Iterator[Test]:
    if isinstance(node, Test):
        yield node
    for child in node.children:
        yield from _leaves(child)
