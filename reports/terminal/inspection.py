"""What was read of some files, for the person who wants to know what a supplier really sent."""

from __future__ import annotations

from collections.abc import Iterable

from reports import words
from reports.documents.inspection import InspectedFile, Inspection
from reports.terminal.lines import Terminal, few

PARTIES_SHOWN = 12
PROBLEMS_SHOWN = 12
FINDINGS_SHOWN = 12
LABEL = 13  # columns of the labels on the left


def render(inspection: Inspection, *, width: int = 100, color: bool = False) -> str:
    """Return the inspection as lines of at most `width` columns, file by file."""
    terminal = Terminal(width, color)
    blocks = ["\n".join(_file(file, terminal)) for file in inspection["files"]]
    unread = sum(1 for file in inspection["files"] if file["error"])
    if len(blocks) > 1 or unread:
        total = words.count(len(blocks), "file")
        blocks.append(f"{total}: {len(blocks) - unread} read" + (f", {unread} not read" if unread else ""))
    return "\n\n".join(blocks) + "\n"


def _file(file: InspectedFile, terminal: Terminal) -> list[str]:
    lines = terminal.lines(file["file"], style="bold")
    if file["error"]:
        return lines + terminal.lines(file["error"], _label("Not read"))
    version = f" {file['spec_version']}" if file["spec_version"] else ""
    written = f", written by {file['tool']}" if file["tool"] else ""
    for label, text in (
        ("Format", f"{file['what']}{version}{written}"),
        ("SHA-256", f"{file['sha256']}, {file['bytes']:,} bytes"),
        ("Subject", file["subject"] or words.NOT_STATED),
        ("Components", _components(file)),
        ("Rows", f"properties {file['properties']:,}, dependencies {file['dependencies']:,}"),
    ):
        lines += terminal.lines(text, _label(label))
    for n, field in enumerate(file["filled"]):
        bar = "#" * round(20 * field["share"])
        label = _label("Filled" if n == 0 else "")
        lines.append(f"{label}{field['field']:<13}{_percent(field['share']):>5}  {bar:<20}  {field['components']:,}")
    return lines + _parties(file, terminal) + _problems(file, terminal) + _validation(file, terminal)


def _components(file: InspectedFile) -> str:
    total = f"{file['components']:,}"
    if not file["components"]:
        return total
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in file["kinds"].items() if count)
    return f"{total}: {kinds}; by its own words: {_counts(file['types'])}"


def _counts(counts: dict[str, int]) -> str:
    shown = [f"{count:,} {word}" for word, count in list(counts.items())[:6]]
    return ", ".join(shown) + (f" and {len(counts) - 6} more" if len(counts) > 6 else "")


def _parties(file: InspectedFile, terminal: Terminal) -> list[str]:
    if not file["parties"]:
        return terminal.lines("none is named", _label("Parties"))
    lines = []
    for n, party in enumerate(file["parties"][:PARTIES_SHOWN]):
        country = f" [{party['country']}]" if party["country"] else ""
        text = f"{few([party['name']], width=60)}{country}: {party['role']} of {words.count(party['components'], 'component')}"
        lines += terminal.lines(text, _label("Parties" if n == 0 else ""))
    return lines + _more(len(file["parties"]), PARTIES_SHOWN, "--table parties shows all")


def _problems(file: InspectedFile, terminal: Terminal) -> list[str]:
    """Show the problems, the gravest first, those of the same words as one with the first place of it."""
    if not file["problems"]:
        return terminal.lines("none", _label("Problems"))
    same: dict[tuple[str, str], list[str]] = {}
    for problem in file["problems"]:
        same.setdefault((problem["severity"], problem["message"]), []).append(problem["pointer"])
    gravest = sorted(same.items(), key=lambda entry: list(words.SEVERITIES).index(entry[0][0]))
    lines = (
        f"{where(places[0])}{message} ({words.SEVERITIES[severity]}{f', {len(places):,} times' if len(places) > 1 else ''})"
        for (severity, message), places in gravest
    )
    return _listed("Problems", lines, len(same), PROBLEMS_SHOWN, "--table problems shows all", terminal)


def _validation(file: InspectedFile, terminal: Terminal) -> list[str]:
    done = file["validation"]
    if done is None:
        return []
    if not done["against"]:
        return terminal.lines(done["note"], _label("Validation"))
    note = f"; {done['note']}" if done["note"] else ""
    head = f"{words.count(len(done['findings']), 'finding')} against {done['against']}{note}"
    lines = terminal.lines(head, _label("Validation"))
    findings = (f"{where(finding['pointer'])}{finding['message']}" for finding in done["findings"])
    return lines + _listed("", findings, len(done["findings"]), FINDINGS_SHOWN, "--format json shows all", terminal)


def _listed(label: str, texts: Iterable[str], total: int, most: int, remedy: str, terminal: Terminal) -> list[str]:
    lines: list[str] = []
    for n, text in enumerate(texts):
        if n == most:
            break
        lines += terminal.lines(text, _label(label if n == 0 else ""), " " * (LABEL + 2))
    return lines + _more(total, most, remedy)


def _more(total: int, most: int, remedy: str) -> list[str]:
    return [f"{_label('')}and {total - most:,} more; {remedy}"] if total > most else []


def where(pointer: str) -> str:
    """Return the pointer as the beginning of a line about it; "" for the whole file."""
    return f"{pointer}: " if pointer else ""


def _label(text: str) -> str:
    return f"{text:<{LABEL}}"


def _percent(share: float) -> str:
    # 99.6% is not all, and 0.4% is not nothing.
    whole = round(100 * share)
    return f"{min(whole, 99) if share < 1 else 100}%" if whole or not share else "<1%"
