"""A chain of holdings as a drawing: the supplier below, its holders above it, who decides on top."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reports.documents.audit import Step
from reports.pages.templates import text_of
from reports.terminal.lines import columns, wrap
from reports.visible import visible

BOX, MARGIN, PAD = 224, 10, 9  # pixels: the width of a box, and the room around the drawing and inside a box
RISE = 16  # pixels between a box and a label
PAGE = "240mm"  # what a printed page has room for
LETTERS, SMALL = 24, 30  # columns of text in a line of a name, and in a line of a note or a label
_NAME, _NOTE, _LABEL = (14, 18), (12, 15), (13, 16)  # size of the letters, height of a line
_FONT = "Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
_INK = "#1b1f24"
_LOOK = {
    "holder": ("#ffffff", "#4a5361", 1.5),
    "supplier": ("#eef2f6", _INK, 2.5),
    "decisive": ("#fbeaec", "#a3121f", 2.5),
    "lead": ("#fff6e0", "#7a4b00", 2.5),
}


@dataclass(frozen=True)
class Box:
    """A person as a box: `note` is written small below the name; `role` is supplier, holder, decisive or lead."""

    name: str
    note: str
    role: str


@dataclass(frozen=True)
class Rectangle:
    """What a box or a label takes, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


def drawn(name: str, steps: Sequence[Step], *, lead: bool) -> str:
    """Return the chain above `name` as an SVG element, the person below and who decides on top; "" where there is none.

    `steps` lead from the person upwards. With `lead` the arrows are dashed: it leads to whom may be behind the person.
    The same chain gives the same bytes.
    """
    if not steps:
        return ""
    decides = len(steps) - 1
    roles = [("lead" if lead else "decisive") if n == decides else "holder" for n in range(len(steps))]
    boxes = [Box(steps[0]["owned"], steps[0]["owned_is"], "supplier")]
    boxes += [Box(step["owner"], step["owner_is"], role) for step, role in zip(steps, roles, strict=True)]
    labels = [step["held"] for step in steps]
    return _svg(f"{'Lead' if lead else 'Chain of holdings'} from {name}", boxes, labels, lead)


def _svg(title: str, boxes: Sequence[Box], labels: Sequence[str], lead: bool) -> str:
    """Return the drawing of `boxes` from below to above; `labels` say what each has in the one below it."""
    texts = [(_wrapped(box.name, LETTERS), _wrapped(box.note, SMALL) if box.note else []) for box in boxes]
    written = [_wrapped(label, SMALL) for label in labels]
    places, between, width, height = _stacked(
        [2 * PAD + _NAME[1] * len(name) + _NOTE[1] * len(note) for name, note in texts],
        [(_label_width(lines), _LABEL[1] * len(lines) + 4) for lines in written],
    )
    width, height = width + 2 * MARGIN, height + 2 * MARGIN
    # Not `repr`, whose escapes change with Python's version: the same drawing has the same ids everywhere.
    drawn = json.dumps([title, [[box.name, box.note, box.role] for box in boxes], list(labels), lead])
    mark = hashlib.sha256(drawn.encode()).hexdigest()[:8]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{mark} d{mark}" id="s{mark}" '
            f'width="{width:g}" height="{height:g}" viewBox="{-MARGIN} {-MARGIN} {width:g} {height:g}" '
            f'preserveAspectRatio="xMinYMin" font-family="{_FONT}" style="max-width:100%;height:auto">',
            f'<title id="t{mark}">{text_of(title)}</title>',
            f'<desc id="d{mark}">{text_of(_in_words(boxes, labels, lead))}</desc>',
            f"<style>@media print{{#s{mark}{{max-height:{PAGE}}}}}</style>",
            f'<defs><marker id="m{mark}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{_INK}"/></marker></defs>',
            f'<rect x="{-MARGIN}" y="{-MARGIN}" width="{width:g}" height="{height:g}" fill="#fff"/>',
            *(
                _arrow(places[n + 1], between[n], places[n], lines, ' stroke-dasharray="6 4"' if lead else "", mark)
                for n, lines in enumerate(written)
            ),
            *(_box(*all) for all in zip(boxes, places, texts, strict=True)),
            "</svg>",
        ]
    )


def _stacked(
    boxes: Sequence[float], labels: Sequence[tuple[float, float]]
) -> tuple[list[Rectangle], list[Rectangle], float, float]:
    """Return where boxes of these heights and the labels between them go, the first box lowest, and the size of all."""
    width = max([BOX, *(wide for wide, _ in labels)])
    sizes: list[tuple[float, float]] = [(BOX, boxes[0])]
    for label, box in zip(labels, boxes[1:], strict=True):
        sizes += [label, (BOX, box)]
    places, y = [], 0.0
    for wide, tall in reversed(sizes):
        places.append(Rectangle((width - wide) / 2, y, wide, tall))
        y += tall + RISE
    places.reverse()
    return places[::2], places[1::2], width, y - RISE


def _in_words(boxes: Sequence[Box], labels: Sequence[str], lead: bool) -> str:
    named = [f"{box.name} ({box.note})" if box.note else box.name for box in boxes]
    sure = "As a lead only: " if lead else ""
    held = [f"{sure}{named[n + 1]} has in {boxes[n].name}: {label}." for n, label in enumerate(labels)]
    return " ".join([f"{named[0]}.", *held])


def _wrapped(text: str, width: int) -> list[str]:
    """Return the text in as few lines as fit, all about as long as each other; no more words are broken for that."""
    text = visible(text)
    lines = wrap(text, width)
    least = max((n for word in text.split() if (n := columns(word)) <= width), default=1)
    while width > max(least, 1) and len(narrower := wrap(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines


def _label_width(lines: Sequence[str]) -> float:
    return round(max(_wide(line, _LABEL[0]) for line in lines)) + 8


def _wide(text: str, size: int) -> float:
    """Return about how many pixels a line takes, rather too many: fonts differ."""
    return sum(_em(character) for character in text) * size


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in "MW@%\u2026\u2014":
        return 0.95
    return 0.74 if character.isupper() else 0.58


def _arrow(owner: Rectangle, label: Rectangle, owned: Rectangle, lines: Sequence[str], dash: str, mark: str) -> str:
    """Return the line from the owner to the label, the label, and the line from there to the owned."""
    size, step = _LABEL
    middle = owner.x + owner.width / 2
    path = f"M{middle:g} {owner.bottom:g}L{middle:g} {label.y:g}M{middle:g} {label.bottom:g}L{middle:g} {owned.y:g}"
    return "\n".join(
        [
            f'<path d="{path}" stroke="{_INK}" stroke-width="1.6" fill="none"{dash} marker-end="url(#m{mark})"/>',
            *(_line(line, (middle, label.y + size + step * n), size, label.width - 4) for n, line in enumerate(lines)),
        ]
    )


def _box(box: Box, place: Rectangle, texts: tuple[list[str], list[str]]) -> str:
    fill, line, thick = _LOOK[box.role]
    name, note = texts
    parts = [
        f'<rect x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}" rx="5" '
        f'fill="{fill}" stroke="{line}" stroke-width="{thick}"/>'
    ]
    y = place.y + (place.height - _NAME[1] * len(name) - _NOTE[1] * len(note)) / 2
    for lines, (size, step), weight in ((name, _NAME, ' font-weight="700"'), (note, _NOTE, "")):
        for text in lines:
            parts.append(_line(text, (place.x + place.width / 2, y + size), size, place.width - 2 * PAD, weight))
            y += step
    return "\n".join(parts)


def _line(text: str, at: tuple[float, float], size: int, room: float, weight: str = "") -> str:
    """Return a line of text about the point `at`, smaller if it may be wider than its room."""
    fitting = round(min(1.0, room / max(_wide(text, size), 1)) * size, 1)
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    direction = "" if first == "L" else ' direction="rtl"'
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" text-anchor="middle" font-size="{fitting:g}"{weight} fill="{_INK}"'
        f"{direction}>{text_of(text)}</text>"
    )
