"""Why one component got its answer, as Markdown for a ticket or a file."""

from __future__ import annotations

import re

from reports import words
from reports.documents.explanation import Explanation
from reports.visible import shown


def render(explanation: Explanation) -> str:
    """Return the explanation as Markdown: the answer, the tests as a nested list, and the closing sentence."""
    answer = explanation["answer"]
    lines = [
        f"# {_plain(explanation['title'])}",
        "",
        f"{words.VERDICTS[answer['verdict']]} in {_plain(explanation['of'])}.",
        "",
    ]
    for node in explanation["nodes"]:
        law = "; ".join(part for part in (words.citation(node["paragraph"]), node["standing"]) if part)
        indent = "  " * node["depth"]
        lines.append(f"{indent}- {words.STATES[node['value']]}: {_plain(node['words'])}" + (f" ({law})" if law else ""))
        for fact in node["facts"]:
            source = words.stated_at(fact)
            beaten = "".join(f"; rather than {beat}" for beat in fact["beat"])
            lines.append(f"{indent}  - {_plain(fact['name'])} = {_plain(fact['value'])} {_plain(source + beaten)}")
        if node["question"]:
            lines.append(f"{indent}  - ask: {_plain(node['question'])}")
    return "\n".join([*lines, "", _plain(words.closing(explanation)), ""])


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is: harmless, and with its marks escaped."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", shown(text))
