"""The audit on a terminal, grouped for the engineer who must act: what stops, what to ask whom, the rest as counts."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from typing import TypeVar

from reports import words
from reports.documents.audit import VERDICTS, AuditDocument, Component, Problem, Question, Verdict
from reports.terminal.lines import Terminal, columns, few, shorten
from reports.visible import shown

QUESTIONS_SHOWN = 20
NAMED = 10  # components of a question
GROUPS_SHOWN = 12
SEVERITIES = tuple(words.SEVERITIES)

K = TypeVar("K")
V = TypeVar("V")


def render(document: AuditDocument, *, width: int = 100, color: bool = False, program: str = "") -> str:
    """Return the audit as lines of at most `width` columns, with ANSI colors only when `color` is true.

    `program` is the path of the program file as it was given, for the commands to run next; without it they have its label.
    """
    terminal = Terminal(width, color)
    sections = (
        _headline,
        _not_seen,
        _prohibited,
        _review,
        _authorized,
        _exempt,
        _allowed,
        _out_of_scope,
        _at_once,
        _inputs,
        _expired,
    )
    lines = [line for section in sections for line in section(document, terminal)]
    lines += [*_declaration(document, terminal), *_next(document, program or document["program_file"], terminal)]
    return "\n".join([*lines, "", *terminal.lines(words.PERSON_MEANS, style="dim")]) + "\n"


def _headline(document: AuditDocument, terminal: Terminal) -> list[str]:
    vehicle = document["vehicle"]
    trims = f" ({', '.join(vehicle['trims'])})" if vehicle["trims"] else ""
    title = words.worst(document).upper()
    total = words.evaluated(document["components"])
    counts = ", ".join(
        f"{document['counts'][verdict]:,} {'in ' if verdict == 'review' else ''}{words.VERDICTS[verdict].lower()}"
        for verdict in VERDICTS
        if document["counts"].get(verdict)
    )
    used = [source["source"] for source in document["sources"] if source["used"]]
    fields = {
        "Program": f"{document['program']} ({document['program_file']})",
        "Vehicle": f"{words.vehicle_label(vehicle)}{trims}, GVWR {vehicle['gvwr'] or words.NOT_STATED}",
        "As of": f"{document['as_of']}, under {document['rule']}",
        **({"What if": f"{', '.join(document['what_if'])}; this is not the law"} if document["what_if"] else {}),
        "Found": f"{total}: {counts}" if counts else "no component was evaluated",
        "Declaration": _declaration_state(document),
        **({"Persons": f"rests on {'; '.join(used)}"} if used else {}),
    }
    style = document["verdict"] or "review"
    lines = terminal.lines(f"{title}: {words.vehicle_label(vehicle)}", style=style)
    for label, text in fields.items():
        lines += terminal.lines(text, f"{label:<13}")
    return lines + terminal.lines(_seen(document), f"{'Seen':<13}")


def _seen(document: AuditDocument) -> str:
    """Return how many BOMs of how many items were read, and of how many items something is missing."""
    items = document["items"]
    boms, with_bom = sum(len(item["seen"]) for item in items), sum(bool(item["seen"]) for item in items)
    missing = sum(bool(words.unseen(item)) for item in items)
    not_asked = sum(any(gap["because"] and not gap["stated"] for gap in item["unseen"]) for item in items)
    stated = len(words.taken_as_complete(document))
    of = f"{with_bom:,} of " if with_bom < len(items) else ""
    parts = [f"{words.count(boms, 'BOM')} of {of}{words.count(len(items), 'item')}"]
    parts += [f"of {words.count(missing, 'item')} something was not seen"] if missing else []
    parts += [f"{words.count(stated, 'thing')} not seen, taken as complete by statement"] if stated else []
    parts += (
        [f"of {words.count(not_asked, 'item')} a BOM is missing that the rule does not ask for"] if not_asked else []
    )
    return "; ".join(parts)


def _not_seen(document: AuditDocument, terminal: Terminal) -> list[str]:
    """Show of each item of which something was not seen what was, and what not."""
    items, stated = [item for item in document["items"] if words.unseen(item)], words.taken_as_complete(document)
    lines = (
        terminal.heading("TAKEN AS COMPLETE", "not seen, and by whom it is stated that nothing is missing", "bold")
        if stated
        else []
    )
    lines += [line for text in stated[:GROUPS_SHOWN] for line in terminal.lines(text, "  ", "    ")]
    if len(stated) > GROUPS_SHOWN:
        lines += terminal.lines(f"and {len(stated) - GROUPS_SHOWN:,} more, in the HTML and JSON reports", "  ")
    if not items:
        return lines
    lines += terminal.heading("NOT SEEN", "what was not seen was not judged; it keeps the declaration open", "review")
    for item in items[:GROUPS_SHOWN]:
        lines += terminal.lines(f"{item['id']}: seen: {words.seen(item)}", "  ", "    ")
        lines += [line for what in words.unseen(item) for line in terminal.lines(what, "      not seen: ", "        ")]
    hidden = len(items) - GROUPS_SHOWN
    if hidden > 0:
        lines += terminal.lines(f"and {words.count(hidden, 'more item')}, in the HTML and JSON reports", "  ")
    return lines


def _declaration_state(document: AuditDocument) -> str:
    declaration, due = document["declaration"], words.filing_due(document)
    first = f" (first transaction {declaration['first_transaction']})" if due and declaration["due"] else ""
    filing = f"; filing {due}{first}" if due else ""
    return f"{words.declaration_state(document)} ({declaration['period']}){filing}"


def _heading(document: AuditDocument, terminal: Terminal, verdict: Verdict) -> list[str]:
    note = f"{words.evaluated(words.with_verdict(document, verdict))}: {words.VERDICT_MEANS[verdict]}"
    return terminal.heading(words.VERDICTS[verdict].upper(), note, verdict)


def _prohibited(document: AuditDocument, terminal: Terminal) -> list[str]:
    prohibited = words.with_verdict(document, "prohibited")
    if not prohibited:
        return []
    lines = _heading(document, terminal, "prohibited")
    groups = _grouped(
        prohibited, lambda c: (c["item"], c["reason"], words.paragraphs(c["authority"]), c["standing"], _only_for(c))
    )
    for (item, reason, paragraphs, standing, only_for), components in groups:
        for component in components:
            name = shorten(words.component_label(component), 70)
            lines += terminal.lines(f"{item}: {name}", "  ", "    ", style="bold")
            lines += terminal.lines(f"{component['file']} {component['pointer']}", "      ", style="dim")
        lines += terminal.lines(reason, "      ")
        lines += terminal.lines(f"{paragraphs}; legal certainty: {standing}{only_for}", "      ")
    return lines


def _only_for(component: Component) -> str:
    """Return for which transactions the component's worst answer holds, "" when it holds for all."""
    held = [answer["transaction"] for answer in component["answers"] if answer["verdict"] == component["verdict"]]
    return f"; only for {words.listed(held)}" if 0 < len(held) < len(component["answers"]) else ""


def _review(document: AuditDocument, terminal: Terminal) -> list[str]:
    in_review = words.with_verdict(document, "review")
    if not in_review and not document["questions"]:
        return []
    lines = _heading(document, terminal, "review")
    labels = {component["id"]: words.component_label(component) for component in document["components"]}
    questions = _strangers_together(document["questions"])
    for number, question in enumerate(questions[:QUESTIONS_SHOWN], start=1):
        lines += _question(number, question, labels, terminal)
    hidden = questions[QUESTIONS_SHOWN:]
    if hidden:
        lines += terminal.lines(
            f"and {words.count(len(hidden), 'more entry', 'more entries')}; every question is in the HTML and JSON reports",
            "  ",
        )
    return lines + _unasked(in_review, document["questions"], terminal)


def _question(number: int, question: Question, labels: dict[str, str], terminal: Terminal) -> list[str]:
    if question["count"] == question["alone"]:
        settled = "this answer alone can settle " + ("it" if question["count"] == 1 else "them all")
    elif question["alone"]:
        settled = f"this answer alone can settle {question['alone']:,}"
    else:
        settled = "may need other answers too"
    names = _names([labels.get(component, component) for component in question["components"]], terminal)
    lines = terminal.lines(question["ask"], f"{number:>4}. ", style="bold")
    lines += terminal.lines(question["whom"] or "not known whom", "      ask      ")
    lines += terminal.lines(
        f"{question['item'] or 'whole program'}: {words.asked_about(question)}; {settled}", "      for      "
    )
    if names:
        lines += terminal.lines(names, "               ")
    if question["concern"] == "nexus":
        lines += terminal.lines(words.CONCERNS["nexus"], "      first    ")
    return lines + (terminal.lines(question["fact"], "      fact     ", style="dim") if question["fact"] else [])


def _strangers_together(questions: list[Question]) -> list[Question]:
    """Return the questions with those about strangers as one, where the first of them stands."""
    strangers = [q for q in questions if q["stranger"] and not q["concern"]]
    if len(strangers) < 2:
        return questions
    waiting = list(dict.fromkeys(c for q in strangers for c in q["components"]))
    items = {q["item"] for q in strangers}
    named = few((f"{q['whom']} ({q['count']:,})" for q in strangers), 3 * NAMED)
    together = Question(
        id="party.*",
        fact="party.*",
        ask=f"{words.count(len(strangers), 'person')} are in no supplier list: where is each incorporated, headquartered and in "
        "business, and who owns it?",
        whom=f"each of them, or look them up with icts screen: {named}",
        item=items.pop() if len(items) == 1 else "",
        concern="",
        stranger=True,
        components=waiting,
        count=len(waiting),
        things=len(waiting),
        alone=sum(q["alone"] for q in strangers),
    )
    first = questions.index(strangers[0])
    rest = [q for q in questions[first:] if q not in strangers]
    return [*questions[:first], together, *rest]


def _names(names: list[str], terminal: Terminal) -> str:
    """Return as many names as two lines have room for, up to NAMED: on a board these are the parts to look at."""
    room = 2 * (terminal.width - 16)
    tried = (few(names, limit) for limit in range(NAMED, 3, -1))
    return next((text for text in tried if columns(text) <= room), few(names))


def _unasked(in_review: list[Component], questions: list[Question], terminal: Terminal) -> list[str]:
    """Show the components in review that no question covers: unsettled law, or a reason of their own."""
    asked = {component for question in questions for component in question["components"]}
    lines: list[str] = []
    groups = _grouped(
        (c for c in in_review if c["id"] not in asked), lambda c: (c["item"], "; ".join(c["open"]) or c["reason"])
    )
    for (item, why), components in groups:
        settled = "no fact settles this; ask counsel" if components[0]["open"] else "no question was found for this"
        lines += terminal.lines(why, "   -- ", style="bold")
        lines += terminal.lines(f"{item}: {words.count(len(components), 'component')}; {settled}", "      for      ")
        lines += terminal.lines(few(map(words.component_label, components)), "               ")
    return lines


def _authorized(document: AuditDocument, terminal: Terminal) -> list[str]:
    authorized = words.with_verdict(document, "authorized")
    lines = _heading(document, terminal, "authorized") if authorized else []
    for (item, reason, paragraphs), components in _grouped(
        authorized, lambda c: (c["item"], c["reason"], words.paragraphs(c["authority"]))
    ):
        lines += _counted(f"{item}: {reason.rstrip('.')} ({paragraphs})", components, terminal)
    return lines


def _exempt(document: AuditDocument, terminal: Terminal) -> list[str]:
    exempt = words.with_verdict(document, "exempt")
    lines = _heading(document, terminal, "exempt") if exempt else []
    for (item, until), components in _grouped(exempt, lambda c: (c["item"], c["exempt_until"] or "an unknown date")):
        named = sum(bool(words.of_adversary(component)) for component in components)
        persons = f"; {named:,} with a person of the PRC or Russia" if named else ""
        then = f"; then, on the facts of today, {words.after_exemption(components)}"
        lines += _counted(f"{item}: until {until}{persons}{then}", components, terminal)
    return lines


def _allowed(document: AuditDocument, terminal: Terminal) -> list[str]:
    return _by_reason(document, terminal, "allowed")


def _out_of_scope(document: AuditDocument, terminal: Terminal) -> list[str]:
    return _by_reason(document, terminal, "out_of_scope")


def _by_reason(document: AuditDocument, terminal: Terminal, verdict: Verdict) -> list[str]:
    chosen = words.with_verdict(document, verdict)
    if not chosen:
        return []
    lines = _heading(document, terminal, verdict)
    groups = _grouped(chosen, lambda c: (words.inferred_class(c), c["reason"]))
    for (plain, reason), components in groups[:GROUPS_SHOWN]:
        items = words.listed(dict.fromkeys(component["item"] for component in components))
        how = f"{plain} part, by inference: " if plain else ""
        why = f"{how}{reason.rstrip('.')} ({items})"
        immaterial = words.immaterial(components) if verdict == "out_of_scope" else ""
        lines += terminal.lines(f"{why}{immaterial}", f"{len(components):>7,}  ")
    hidden = sum(len(components) for _, components in groups[GROUPS_SHOWN:])
    if hidden:
        lines += terminal.lines(f"for {words.count(len(groups) - GROUPS_SHOWN, 'other reason')}", f"{hidden:>7,}  ")
    return lines


def _inputs(document: AuditDocument, terminal: Terminal) -> list[str]:
    unread = [file for file in document["inputs"] if file["problem"]]
    unread_problems = {(file["file"], file["problem"]) for file in unread}
    problems = [
        problem
        for problem in document["problems"]
        if (problem["file"], problem["message"]) not in unread_problems and problem.get("kind") not in words.AT_ONCE
    ]
    groups = _grouped(sorted(problems, key=lambda p: _severity(p["severity"])), lambda p: (p["severity"], p["file"]))
    if not unread and not groups:
        return []
    lines = terminal.heading("INPUTS", "what could not be read, or looks wrong", "bold")
    for file in unread:
        lines += terminal.lines(f"NOT READ  {file['file']} ({file['role']})", "  ", "    ", style="bold")
        lines += terminal.lines(words.input_problem(file), "      ")
    groups.sort(key=lambda group: _severity(group[0][0]))
    for (severity, path), group in groups[:GROUPS_SHOWN]:
        lines += _problems(severity, path, group, terminal)
    hidden = sum(len(group) for _, group in groups[GROUPS_SHOWN:])
    if hidden:
        lines += terminal.lines(f"and {words.count(hidden, 'more problem')}, in the HTML and JSON reports", "  ")
    return lines


def _at_once(document: AuditDocument, terminal: Terminal) -> list[str]:
    stated = words.at_once(document)
    if not stated:
        return []
    lines = terminal.heading("STATED AT ONCE", "of several parts, makers or versions: are all of them meant?", "bold")
    lines += [line for text in stated[:GROUPS_SHOWN] for line in terminal.lines(text, "  ", "    ")]
    if len(stated) > GROUPS_SHOWN:
        lines += terminal.lines(f"and {len(stated) - GROUPS_SHOWN:,} more, in the HTML and JSON reports", "  ")
    return lines


def _severity(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _problems(severity: str, path: str, problems: list[Problem], terminal: Terminal) -> list[str]:
    title = words.count(len(problems), words.SEVERITIES.get(severity, severity))
    lines = terminal.lines(f"{title} in {path or 'the audit'}", "  ", "    ")
    shown = 1 if severity == "info" else 3 if len(problems) > 4 else 4
    for problem in problems[:shown]:
        place = f" ({problem['pointer']})" if problem["pointer"] else ""
        lines += terminal.lines(problem["message"] + place, "      ", "        ")
    if len(problems) > shown:
        lines += terminal.lines(f"and {len(problems) - shown:,} more, in the HTML and JSON reports", "      ")
    return lines


def _expired(document: AuditDocument, terminal: Terminal) -> list[str]:
    if not document["expired"]:
        return []
    lines = terminal.heading("EXPIRED", f"as of {document['as_of']}", "review")
    return lines + [line for text in document["expired"] for line in terminal.lines(text, "  ", "    ")]


def _declaration(document: AuditDocument, terminal: Terminal) -> list[str]:
    points = document["declaration"]["open"]
    if not points:
        return []
    lines = terminal.heading("DECLARATION", "open before it can be signed", "bold")
    for text in points[:GROUPS_SHOWN]:
        lines += terminal.lines(text, "  - ")
    if len(points) > GROUPS_SHOWN:
        lines += terminal.lines(f"and {len(points) - GROUPS_SHOWN:,} more, in the declaration", "  ")
    return lines


def _next(document: AuditDocument, path: str, terminal: Terminal) -> list[str]:
    """Say what to run next: quoted for a shell, since a ref comes from a stranger's file; unwrapped, to be copied."""
    program = shlex.quote(shown(path))
    first = next((c for verdict in VERDICTS for c in words.with_verdict(document, verdict)), None)
    if first is None:
        return ["", *terminal.lines("Nothing was evaluated: name the BOM files of each item in the program file.")]
    asking = ["A workbook for each supplier who is asked something:", f"  icts request {program} -o requests"]
    return [
        "",
        "Why is it so, and who said what:",
        f"  icts explain {program} {shlex.quote(shown(first['id']))}",
        *(asking if document["questions"] else []),
        "Every component, and the draft declaration:",
        f"  icts audit {program} -o html=audit.html -o declaration=declaration.html",
    ]


def _counted(text: str, components: list[Component], terminal: Terminal) -> list[str]:
    lines = terminal.lines(text, f"{len(components):>7,}  ")
    return lines + terminal.lines(few(map(words.component_label, components)), "           ", style="dim")


def _grouped(rows: Iterable[V], key: Callable[[V], K]) -> list[tuple[K, list[V]]]:
    """Return the rows by key, the biggest group first, groups of one size in the order of their first rows."""
    groups: dict[K, list[V]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return sorted(groups.items(), key=lambda group: -len(group[1]))
