"""Why one component got its answer: the tree of tests on a terminal, with the facts under each leaf."""

from __future__ import annotations

from typing import TypedDict

from reports import words
from reports.document import Answer, Component
from reports.json_report import dumps
from reports.terminal import Terminal

STATES = {True: "✓ holds", False: "✗ fails", None: "? unknown"}


class Fact(TypedDict):
    """A fact that a test looked at, where it came from, and what other sources said that it beat."""

    name: str
    value: str
    source: str
    beat: list[str]


class Node(TypedDict):
    """One test of the tree; `depth` counts from 0, `value` is null when a fact is lacking."""

    depth: int
    words: str
    paragraph: str
    standing: str
    value: bool | None
    facts: list[Fact]
    question: str | None


class Explanation(TypedDict):
    """One component's answer in one transaction, and the tests that led to it."""

    component: Component
    transaction: str
    answer: Answer
    reason: str
    nodes: list[Node]


def render_answer(explanation: Explanation, *, colour: bool = False, width: int = 100) -> str:
    """Return the answer in a few lines, and below it the tree of tests."""
    terminal = Terminal(width, colour)
    component, answer = explanation["component"], explanation["answer"]
    law = f"{words.paragraphs(answer['authority'])}; {answer['standing']}"
    lines = terminal.lines(words.component_label(component), "", "  ", style="bold")
    lines += terminal.lines(f"{component['id']}", "  ", "    ", style="dim")
    verdict = f"{words.VERDICTS[answer['verdict']].upper()} in {explanation['transaction']} ({law})"
    lines += terminal.lines(verdict, "  ", "    ", style=answer["verdict"])
    lines += terminal.lines(explanation["reason"], "  ", "    ")
    if answer["declaration"]:
        lines += terminal.lines(f"declaration of conformity: {words.DECLARATIONS[answer['declaration']]}", "  ", "    ")
    head = "".join(f"{line}\n" for line in lines)
    return f"{head}\n{render_explanation(explanation['nodes'], colour=colour, width=width)}"


def render_json(explanation: Explanation) -> str:
    """Return the explanation as JSON, in the manner of the JSON report."""
    return dumps(explanation)


def render_explanation(nodes: list[Node], *, colour: bool = False, width: int = 100) -> str:
    """Return the tests as an indented tree: did each hold, its paragraph and standing, its facts and their sources."""
    terminal = Terminal(width, colour)
    return "".join(f"{line}\n" for node in nodes for line in _node(node, terminal))


def _node(node: Node, terminal: Terminal) -> list[str]:
    indent = "  " * node["depth"]
    # A test that holds may be what prohibits the component: green and red would mislead, so only "unknown" is coloured.
    style = "review" if node["value"] is None else "bold" if node["value"] else ""
    law = "; ".join(part for part in (_citation(node["paragraph"]), node["standing"]) if part)
    lines = terminal.lines(
        f"{STATES[node['value']]}: {node['words']}" + (f" ({law})" if law else ""), indent, f"{indent}    ", style=style
    )
    for fact in node["facts"]:
        source = f"from {fact['source']}" if fact["source"] else "(stated nowhere)"
        lines += terminal.lines(f"{fact['name']} = {fact['value']} {source}", f"{indent}    ", f"{indent}      ")
        for beaten in fact["beat"]:
            lines += terminal.lines(f"rather than {beaten}", f"{indent}      ", f"{indent}        ", style="dim")
    if node["question"]:
        lines += terminal.lines(f"ask: {node['question']}", f"{indent}    ", f"{indent}      ", style="bold")
    return lines


def _citation(paragraph: str) -> str:
    return words.paragraphs([paragraph]) if paragraph else ""
