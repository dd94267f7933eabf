"""Why one component got its answer: the tree of tests on a terminal, with the facts under each leaf."""

from __future__ import annotations

import re
from typing import TypedDict

from reports import words
from reports.documents.audit import Answer
from reports.machine.json import dumps
from reports.terminal.lines import Terminal
from reports.visible import visible

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
    """One answer and the tests that led to it; `of` is the transaction, `as_of` the day whose law counts, "" for the newest."""

    title: str
    id: str
    of: str
    as_of: str
    answer: Answer
    reason: str
    nodes: list[Node]


IS = {
    "prohibited": "is prohibited",
    "review": "cannot be decided",
    "authorized": "is authorized",
    "exempt": "is exempt",
    "allowed": "is allowed",
    "out_of_scope": "is outside the prohibitions of §§ 791.302 to 791.304",
}
RESTS = {
    "settled": "the text of the CFR as read",
    "probable": "readings that sources agree on, without the verified text",
    "open": "a reading that nothing official supports",
}


def closing(explanation: Explanation) -> str:
    """Return the answer as one sentence: on which facts, what, why, by which paragraphs and how firmly."""
    answer, day = explanation["answer"], f" as of {explanation['as_of']}" if explanation["as_of"] else ""
    what = f"{explanation['title']} ({explanation['of']}) {IS[answer['verdict']]}"
    law, rests = words.paragraphs(answer["authority"]), RESTS[answer["standing"]]
    return f"On the facts on file{day}, {what} under {law}: {explanation['reason']}; the answer rests on {rests}."


def render(explanation: Explanation, format: str, *, color: bool = False, width: int = 100) -> str:
    """Return the explanation as "table", "json" or "markdown"; raises ValueError for another format."""
    if format == "table":
        return render_answer(explanation, color=color, width=width)
    if format == "json":
        return dumps({**explanation, "sentence": closing(explanation)})
    if format == "markdown":
        return render_markdown(explanation)
    raise ValueError(f"no format {format!r} of an explanation")


def render_answer(explanation: Explanation, *, color: bool = False, width: int = 100) -> str:
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
        lines += terminal.lines(f"declaration of conformity: {words.DECLARATIONS[answer['declaration']]}", "  ", "    ")
    head, end = (
        "".join(f"{line}\n" for line in part) for part in (lines, terminal.lines(closing(explanation), style="bold"))
    )
    return f"{head}\n{render_explanation(explanation['nodes'], color=color, width=width)}\n{end}"


def render_markdown(explanation: Explanation) -> str:
    """Return the explanation as Markdown: the answer, the tests as a nested list, and the closing sentence."""
    answer = explanation["answer"]
    lines = [
        f"# {_plain(explanation['title'])}",
        "",
        f"{words.VERDICTS[answer['verdict']]} in {_plain(explanation['of'])}.",
        "",
    ]
    for node in explanation["nodes"]:
        law = "; ".join(part for part in (_citation(node["paragraph"]), node["standing"]) if part)
        indent = "  " * node["depth"]
        lines.append(f"{indent}- {STATES[node['value']]}: {_plain(node['words'])}" + (f" ({law})" if law else ""))
        for fact in node["facts"]:
            source = f"from {fact['source']}" if fact["source"] else "(stated nowhere)"
            beaten = "".join(f"; rather than {beat}" for beat in fact["beat"])
            lines.append(f"{indent}  - {_plain(fact['name'])} = {_plain(fact['value'])} {_plain(source + beaten)}")
        if node["question"]:
            lines.append(f"{indent}  - ask: {_plain(node['question'])}")
    return "\n".join([*lines, "", _plain(closing(explanation)), ""])


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is: harmless, and with its marks escaped."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", visible(text))


def render_explanation(nodes: list[Node], *, color: bool = False, width: int = 100) -> str:
    """Return the tests as an indented tree: did each hold, its paragraph and standing, its facts and their sources."""
    terminal = Terminal(width, color)
    return "".join(f"{line}\n" for node in nodes for line in _node(node, terminal))


def _node(node: Node, terminal: Terminal) -> list[str]:
    indent = "  " * node["depth"]
    # A test that holds may be what prohibits the component: green and red would mislead, so only "unknown" is colored.
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
