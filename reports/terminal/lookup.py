"""A look-up as a table: who it is, who is like it, and of each what is known, with its source."""

from __future__ import annotations

from reports import words
from reports.documents.lookup import OUTCOMES, LookedUpPerson, Lookup
from reports.terminal.lines import Terminal


def render(lookup: Lookup, *, width: int = 100, color: bool = False) -> str:
    """Return the look-up as lines of at most `width` columns."""
    terminal = Terminal(width, color)
    read_as = f" ({', '.join(lookup['identifiers'])})" if lookup["identifiers"] else ""
    lines = terminal.lines(f"{lookup['query']}{read_as} {OUTCOMES[lookup['outcome']]}", style="bold")
    for person in lookup["persons"]:
        lines += _person(person, terminal)
    for lead in lookup["leads"]:
        lines += terminal.lines(lead["words"], f"  {'Lead:':<11}")
    for note in lookup["notes"]:
        lines += terminal.lines(note, f"  {'Note:':<11}")
    if lookup["alike"]:
        lines += terminal.heading("May be", "names that are alike: a decision can say that one is meant", "review")
    for person in lookup["alike"]:
        lines += _person(person, terminal)
    for problem in lookup["problems"]:
        lines += terminal.lines(words.problem(problem), "  ", "    ")
    for line in lookup["expired"]:
        lines += terminal.lines(f"Expired: {line}", style="bold")
    used = [source["source"] for source in lookup["sources"] if source["used"]]
    if used:
        lines += ["", *terminal.lines(f"Rests on {'; '.join(used)}.", style="dim")]
    return "\n".join(lines) + "\n"


def _person(person: LookedUpPerson, terminal: Terminal) -> list[str]:
    lines = terminal.lines(person["name"], style="bold")
    nexus = {True: "nexus", False: "no nexus", None: "nexus not known"}[person["nexus"]]
    pairs = [
        ("Why", person["why"]),
        ("Nexus", f"{nexus}: {person['because']}" if person["because"] else nexus),
        ("Where", ", ".join(f"{what} {place}" for what, place in person["places"].items())),
        *(("Name", f"{name['text']} ({name['kind']})") for name in person["names"]),
        *(("Number", f"{number['kind']} {number['text']}") for number in person["identifiers"]),
        *(("Holder", f"{holder['words']}; {holder['source']}") for holder in person["holders"]),
        ("Holder", words.count(person["more_holders"], "more holding") if person["more_holders"] else ""),
        *(("Listed", listing) for listing in person["listings"]),
        ("Source", person["source"]),
        ("Key", person["key"]),
    ]
    for label, text in pairs:
        if text:
            lines += terminal.lines(text, f"  {label + ':':<11}")
    return lines
