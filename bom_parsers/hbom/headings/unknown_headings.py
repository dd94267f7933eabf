"""What is reported of headings that mean nothing here: most are a firm's own, some are a known one misspelt."""

from __future__ import annotations

import difflib

from bom_parsers.errors import printable, quoted
from bom_parsers.hbom.headings.header import Column, Header
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.tables.sheets import Note, Sheet

LOOKED_AT = 50  # comparing a heading with all known ones takes a millisecond
ALIKE = 0.88


def headings_not_known(header: Header, sheet: Sheet) -> list[Note]:
    """Return a warning for each heading that is nearly a known one, and one note that lists the others."""
    unknown = [c for c in header.columns if not c.field and c.heading and ":" not in c.heading and not is_other(c)]
    notes, others = list[Note](), list[str]()
    for number, column in enumerate(unknown):
        near = nearest(column.phrase) if number < LOOKED_AT else ""
        if near:
            unread = f"the heading {quoted(column.heading)} is not understood, its cells became properties"
            message = f"{unread}; did you mean {quoted(near)}?"
            notes.append(Note("unknown-heading", "warning", message, sheet.address(header.row, column.index)))
        else:
            others.append(quoted(column.heading[:40]))
    if others:
        listed = ", ".join(others[:10]) + (", ..." if len(others) > 10 else "")
        count = f"{len(others)} headings mean" if len(others) > 1 else "1 heading means"
        message = f"{count} no field here, the cells became properties: {listed}"
        notes.append(Note("unknown-heading", "info", printable(message), sheet.row_address(header.row)))
    return notes


def is_other(column: Column) -> bool:
    """Tell whether a heading is understood although it is no field of a part, such as a price."""
    known = vocabulary()
    kinds = (known.fields, known.properties, *known.others.values(), *known.software.values())
    return any(column.phrase in others for others in kinds)


def nearest(phrase: str) -> str:
    """Return the known heading that a normalized one is a misspelling of, "" for none."""
    if len(phrase) < 5:
        return ""
    known = [
        spelling for spelling in vocabulary().fields if abs(len(spelling) - len(phrase)) <= 2 and len(spelling) > 4
    ]
    return next(iter(difflib.get_close_matches(phrase, known, 1, ALIKE)), "")
