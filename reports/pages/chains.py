"""The chain of holdings of one person, drawn: boxes and arrows from its steps."""

from __future__ import annotations

from collections.abc import Sequence

from reports.documents.audit import Step
from reports.pages.chain_svg import Arrow, Box, chain_svg


def drawn(name: str, steps: Sequence[Step], *, lead: bool) -> str:
    """Return the chain above `name` as an SVG element, the person below and who decides on top; "" where there is none.

    With `lead` the arrows are dashed: it leads to whom may be behind the person.
    """
    if not steps:
        return ""
    boxes = [Box(steps[0]["owned"], steps[0]["owned_is"], "supplier")]
    boxes += [Box(step["owner"], step["owner_is"]) for step in steps]
    boxes[-1] = Box(boxes[-1].name, boxes[-1].note, "lead" if lead else "decisive")
    arrows = [Arrow(n + 1, n, step["held"], lead) for n, step in enumerate(steps)]
    return chain_svg(f"{'Lead' if lead else 'Chain of holdings'} from {name}", boxes, arrows)
