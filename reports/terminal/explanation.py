"""Why one component got its answer: the tree of tests on a terminal, with the facts under each leaf."""

from __future__ import annotations

from reports import words
from reports.documents.explanation import Explanation, Node
from reports.terminal.lines import Terminal


def render(explanation: Explanation, *, width: int = 100, color: bool = False) -> str:
    """Return the answer in a few lines, below it the tree of tests, and at the end the answer as one sentence."""
    terminal = Terminal(width, color)
    answer = explanation["answer"]
    lines = terminal.lines(explanation["title"], "", "  ", style="bold")
    lines += terminal.lines(explanation["id"], "  ", "    ", style="dim")
    law = f"{words.paragraphs(answer['authority'])}; {answer['standing']}"
    verdict = f"{words.VERDICTS[answer['verdict']].upper()} in {explanation['of']} ({law})"
    lines += terminal.lines(verdict, "  ", "    ", style=answer["verdict"])
    lines += terminal.lines(explanation["reason"], "  ", "    ")
    if answer["declaration"]:
        lines += terminal.lines(f"it {words.CALLS_FOR[answer['declaration']]}", "  ", "    ")
    head, end = (
        "".join(f"{line}\n" for line in part)
        for part in (lines, terminal.lines(words.closing(explanation), style="bold"))
    )
    return f"{head}\n{render_explanation(explanation['nodes'], color=color, width=width)}\n{end}"


def render_explanation(nodes: list[Node], *, color: bool = False, width: int = 100) -> str:
    """Return the tests as an indented tree: did each hold, its paragraph and standing, its facts and their sources."""
    terminal = Terminal(width, color)
    return "".join(f"{line}\n" for node in nodes for line in _node(node, terminal))


def _node(node: Node, terminal: Terminal) -> list[str]:
    indent = "  " * node["depth"]
    # A test that holds may be what prohibits the component: green and red would mislead, so only "unknown" is colored.
    style = "review" if node["value"] is None else "bold" if node["value"] else ""
    law = "; ".join(part for part in (words.citation(node["paragraph"]), node["standing"]) if part)
    lines = terminal.lines(
        f"{words.STATES[node['value']]}: {node['words']}" + (f" ({law})" if law else ""),
        indent,
        f"{indent}    ",
        style=style,
    )
    for fact in node["facts"]:
        source = words.stated_at(fact)
        lines += terminal.lines(f"{fact['name']} = {fact['value']} {source}", f"{indent}    ", f"{indent}      ")
        for beaten in fact["beat"]:
            lines += terminal.lines(f"rather than {beaten}", f"{indent}      ", f"{indent}        ", style="dim")
    if node["question"]:
        lines += terminal.lines(f"ask: {node['question']}", f"{indent}    ", f"{indent}      ", style="bold")
    return lines
