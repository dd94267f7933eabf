"""A chain of holdings as a drawing: the supplier below, who decides on top, and at the side of each company its other holders."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.documents.audit import Step
from reports.pages.templates import text_of
from reports.terminal.lines import columns, wrap
from reports.visible import visible

BOX, MARGIN, PAD = 224, 10, 9  # pixels: the width of a box, and the room around the drawing and inside a box
RISE = 16  # pixels between a box and a label
PAGE = "240mm"  # what a printed page has room for
ASIDE, STEP = 48, 10  # pixels between the chain and the holders at its side, and between two of these
MOST_ASIDE = 6  # holders drawn at the side of a company; the others are counted
LETTERS, SMALL = 24, 30  # columns of text in a line of a name, and in a line of a note or a label
_NAME, _NOTE, _LABEL = (14, 18), (12, 15), (13, 16)  # size of the letters, height of a line
_FONT = "Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
_INK = "#1b1f24"
_LOOK = {
    "holder": ("#ffffff", "#4a5361", 1.5),
    "supplier": ("#eef2f6", _INK, 2.5),
    "decisive": ("#fbeaec", "#a3121f", 2.5),
    "lead": ("#fff6e0", "#7a4b00", 2.5),
    "other": ("#ffffff", "#8a94a3", 1),
}
_Texts = tuple[list[str], list[str]]


@dataclass(frozen=True)
class Box:
    """A person as a box: `note` is written small below the name; `role` is a key of _LOOK."""

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


def drawn(
    name: str,
    steps: Sequence[Step],
    *,
    lead: bool,
    others: Mapping[int, Sequence[Step]] | None = None,
    supplier: str = "",
) -> str:
    """Return the chain above `name` as an SVG element, the person below and who decides on top; "" where there is none.

    `steps` lead from the person upwards. With `lead` the arrows are dashed: it leads to whom may be behind the person. `others`
    are the other holders of the person (0) and of each holder in the chain (1, 2 ...), drawn at their sides. Without steps
    the person is drawn with its holders alone, `supplier` being where it is. The same chain gives the same bytes.
    """
    others = others or {}
    if not steps and not others.get(0):
        return ""
    decides = len(steps) - 1
    roles = [("lead" if lead else "decisive") if n == decides else "holder" for n in range(len(steps))]
    first = (steps[0]["owned"], steps[0]["owned_is"]) if steps else (name, supplier)
    boxes = [Box(*first, "supplier")]
    boxes += [Box(step["owner"], step["owner_is"], role) for step, role in zip(steps, roles, strict=True)]
    labels = [step["held"] for step in steps]
    aside = [_aside(others.get(n, ())) for n in range(len(boxes))]
    title = "Holders of" if not steps else "Lead from" if lead else "Chain of holdings from"
    return _svg(f"{title} {name}", boxes, labels, aside, lead)


def _aside(steps: Sequence[Step]) -> list[Box]:
    shown = steps if len(steps) <= MOST_ASIDE + 1 else steps[:MOST_ASIDE]
    boxes = [Box(step["owner"], f"{step['owner_is']}: {step['held']}", "other") for step in shown]
    left = len(steps) - len(shown)
    return [*boxes, Box(f"and {left} more", "in the list of all holders", "other")] if left else boxes


def _svg(title: str, boxes: Sequence[Box], labels: Sequence[str], aside: Sequence[Sequence[Box]], lead: bool) -> str:
    """Return the drawing of `boxes` from below to above; `labels` say what each has in the one below it, and `aside` are the
    other holders of each."""
    texts, written = [_texts(box) for box in boxes], [_wrapped(label, SMALL) for label in labels]
    side_texts = [[_texts(box) for box in those] for those in aside]
    stacks = [[_tall(text) for text in those] for those in side_texts]
    places, between, width, height = _stacked(
        [_tall(text) for text in texts],
        [(_label_width(lines), _LABEL[1] * len(lines) + 4) for lines in written],
        [sum(tall + STEP for tall in stack) for stack in stacks],
    )
    sides = [_beside(place, width + ASIDE, stack) for place, stack in zip(places, stacks, strict=True)]
    if any(sides):
        width += ASIDE + BOX
    width, height = width + 2 * MARGIN, height + 2 * MARGIN
    # Not `repr`, whose escapes change with Python's version: the same drawing has the same ids everywhere.
    own, *others = [[[box.name, box.note, box.role] for box in those] for those in (boxes, *filter(None, aside))]
    mark = hashlib.sha256(json.dumps([title, own, list(labels), lead, *others]).encode()).hexdigest()[:8]
    dash = ' stroke-dasharray="6 4"' if lead else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{mark} d{mark}" id="s{mark}" '
            f'width="{width:g}" height="{height:g}" viewBox="{-MARGIN} {-MARGIN} {width:g} {height:g}" '
            f'preserveAspectRatio="xMinYMin" font-family="{_FONT}" style="max-width:100%;height:auto">',
            f'<title id="t{mark}">{text_of(title)}</title>',
            f'<desc id="d{mark}">{text_of(_in_words(boxes, labels, aside, lead))}</desc>',
            f"<style>@media print{{#s{mark}{{max-height:{PAGE}}}}}</style>",
            f'<defs><marker id="m{mark}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{_INK}"/></marker></defs>',
            f'<rect x="{-MARGIN}" y="{-MARGIN}" width="{width:g}" height="{height:g}" fill="#fff"/>',
            *(_joint(place, those, mark) for place, those in zip(places, sides, strict=True) if those),
            *(_arrow(places[n + 1], between[n], places[n], lines, dash, mark) for n, lines in enumerate(written)),
            *(_box(*all) for all in zip(boxes, places, texts, strict=True)),
            *(_box(*all) for three in zip(aside, sides, side_texts, strict=True) for all in zip(*three, strict=True)),
            "</svg>",
        ]
    )


def _texts(box: Box) -> _Texts:
    return _wrapped(box.name, LETTERS), _wrapped(box.note, SMALL) if box.note else []


def _tall(texts: _Texts) -> float:
    name, note = texts
    return 2 * PAD + _NAME[1] * len(name) + _NOTE[1] * len(note)


def _beside(place: Rectangle, x: float, heights: Sequence[float]) -> list[Rectangle]:
    """Return where the other holders of the company at `place` go: one below the other, the first as high as the company."""
    places, y = [], place.y
    for tall in heights:
        places.append(Rectangle(x, y, BOX, tall))
        y += tall + STEP
    return places


def _joint(owned: Rectangle, holders: Sequence[Rectangle], mark: str) -> str:
    """Return the lines from the holders at the side, which meet before the company."""
    middle, right = owned.y + owned.height / 2, owned.x + owned.width
    trunk = holders[0].x - ASIDE / 4
    lines = [f"M{h.x:g} {h.y + h.height / 2:g}H{trunk:g}V{middle:g}" for h in holders]
    look = f'stroke="{_LOOK["other"][1]}" stroke-width="1" fill="none"'
    return f'<g><path d="{"".join(lines)}H{right:g}" {look} marker-end="url(#m{mark})"/></g>'


def _stacked(
    boxes: Sequence[float], labels: Sequence[tuple[float, float]], aside: Sequence[float]
) -> tuple[list[Rectangle], list[Rectangle], float, float]:
    """Return where boxes of these heights and the labels between them go, the first box lowest, and the size of all.

    What stands `aside` of a box, so high, is no lower than the next box begins.
    """
    width = max([BOX, *(wide for wide, _ in labels)])
    room = (width - BOX) / 2
    places, between = [Rectangle(room, 0.0, BOX, boxes[-1])], []
    for n in range(len(boxes) - 2, -1, -1):
        wide, tall = labels[n]
        above = places[-1]
        next_y = max(above.bottom + 2 * RISE + tall, above.y + aside[n + 1])
        middle = (above.bottom + next_y - tall) / 2
        between.append(Rectangle((width - wide) / 2, middle, wide, tall))
        places.append(Rectangle(room, next_y, BOX, boxes[n]))
    y = max(places[-1].bottom, places[-1].y + aside[0] - STEP)
    return places[::-1], between[::-1], width, y


def _in_words(boxes: Sequence[Box], labels: Sequence[str], aside: Sequence[Sequence[Box]], lead: bool) -> str:
    named = [f"{box.name} ({box.note})" if box.note else box.name for box in boxes]
    sure = "As a lead only: " if lead else ""
    held = [f"{sure}{named[n + 1]} has in {boxes[n].name}: {label}." for n, label in enumerate(labels)]
    others = [
        f"Beside that {box.name} ({box.note}) in {boxes[n].name}." for n, those in enumerate(aside) for box in those
    ]
    return " ".join([f"{named[0]}.", *held, *others])


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


def _box(box: Box, place: Rectangle, texts: _Texts) -> str:
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
