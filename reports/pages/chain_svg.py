"""A chain of holdings as a drawing: the supplier below, its holders above it, who decides on top."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.pages.chain_layout import Holding, Point, Rectangle, arrange
from reports.terminal.lines import columns, wrap
from reports.visible import visible

BOX, MARGIN, PAD = 224, 10, 9  # pixels: the width of a box, and the room around the drawing and inside a box
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
    """A person: `note` is written small below the name; `role` is supplier, holder, decisive or lead."""

    name: str
    note: str = ""
    role: str = "holder"


@dataclass(frozen=True)
class Arrow:
    """A holding of the box with the number `owner` in the box `owned`: `label` says what; `dashed` if it is only a lead."""

    owner: int
    owned: int
    label: str
    dashed: bool = False


def chain_svg(title: str, boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """Return an SVG element; box 0 is the supplier. The same boxes and arrows give the same bytes.

    An owner is drawn above what it owns; where holdings form a ring, one of them leads upwards. What a person holds in
    itself is written into its box.
    """
    between = [arrow for arrow in arrows if arrow.owner != arrow.owned]
    texts = [_lines(box, [a.label for a in arrows if a.owner == a.owned == n]) for n, box in enumerate(boxes)]
    labels = [_wrapped(arrow.label, SMALL) for arrow in between]
    layout = arrange(
        [(BOX, 2 * PAD + _NAME[1] * len(name) + _NOTE[1] * len(note)) for name, note in texts],
        [(arrow.owner, arrow.owned) for arrow in between],
        [(_label_width(lines), _LABEL[1] * len(lines) + 4) for lines in labels],
    )
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    mark = hashlib.sha256(repr((title, boxes, arrows)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    drawn = [
        *(_arrow(*all, mark) for all in zip(between, layout.holdings, labels, strict=True)),
        *(_box(*all) for all in zip(boxes, layout.boxes, texts, strict=True)),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{mark} d{mark}" id="s{mark}" '
            f'width="{width:g}" height="{height:g}" viewBox="{-MARGIN} {-MARGIN} {width:g} {height:g}" '
            f'preserveAspectRatio="xMinYMin" font-family="{_FONT}" style="max-width:100%;height:auto">',
            f'<title id="t{mark}">{_text(title)}</title>',
            f'<desc id="d{mark}">{_text(_told(boxes, arrows))}</desc>',
            f"<style>@media print{{#s{mark}{{max-height:{PAGE}}}}}</style>",
            f'<defs><marker id="m{mark}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{_INK}"/></marker></defs>',
            f'<rect x="{-MARGIN}" y="{-MARGIN}" width="{width:g}" height="{height:g}" fill="#fff"/>',
            *drawn,
            "</svg>",
        ]
    )


def _told(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """Return the drawing in words."""
    named = [f"{box.name} ({box.note})" if box.note else box.name for box in boxes]
    told = [
        f"{'As a lead only: ' if a.dashed else ''}{named[a.owner]} has in "
        f"{'itself' if a.owner == a.owned else boxes[a.owned].name}: {a.label}."
        for a in arrows
    ]
    return " ".join([f"{named[0]}.", *told])


def _lines(box: Box, in_itself: Sequence[str]) -> tuple[list[str], list[str]]:
    notes = [*([box.note] if box.note else []), *(f"in itself: {label}" for label in in_itself)]
    return _wrapped(box.name, LETTERS), [line for note in notes for line in _wrapped(note, SMALL)]


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


def _arrow(arrow: Arrow, holding: Holding, lines: Sequence[str], mark: str) -> str:
    dash = ' stroke-dasharray="6 4"' if arrow.dashed else ""
    path = "".join(map(_path, (holding.before, holding.after)))
    label, (size, step) = holding.label, _LABEL
    written = [
        _line(line, (label.middle, label.y + size + step * n), size, label.width - 4) for n, line in enumerate(lines)
    ]
    return "\n".join(
        [
            f'<path d="{path}" stroke="{_INK}" stroke-width="1.6" fill="none"{dash} marker-end="url(#m{mark})"/>',
            *written,
        ]
    )


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


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
            parts.append(_line(text, (place.middle, y + size), size, place.width - 2 * PAD, weight))
            y += step
    return "\n".join(parts)


def _line(text: str, at: Point, size: int, room: float, weight: str = "") -> str:
    """Return a line of text about the point `at`, smaller if it may be wider than its room."""
    fitting = round(min(1.0, room / max(_wide(text, size), 1)) * size, 1)
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    direction = "" if first == "L" else ' direction="rtl"'
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" text-anchor="middle" font-size="{fitting:g}"{weight} fill="{_INK}"'
        f"{direction}>{_text(text)}</text>"
    )


def _text(text: str) -> str:
    return escape(visible(text))
