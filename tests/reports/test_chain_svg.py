"""A drawn chain can be read: nothing lies on anything else, every arrow joins its boxes, and no name can do harm."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.audit import Step
from reports.pages.chain_svg import drawn
from reports.terminal.lines import columns
from reports.visible import visible

SVG = "{http://www.w3.org/2000/svg}"
HOLDS = "51% of the votes"


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Area) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def crossed_by(self, line: list[tuple[float, float]]) -> bool:
        points = [
            (x1 + (x2 - x1) * n / 50, y1 + (y2 - y1) * n / 50)
            for (x1, y1), (x2, y2) in pairwise(line)
            for n in range(51)
        ]
        return any(self.left < x < self.right and self.top < y < self.bottom for x, y in points)


@dataclass(frozen=True)
class Drawing:
    """What a reader sees: the paper, the boxes in their order, the arrows as two lines each, and the lines of text."""

    root: ElementTree.Element
    paper: Area
    boxes: list[Area]
    arrows: list[list[list[tuple[float, float]]]]
    texts: list[tuple[str, Area]]

    def of_box(self, box: int) -> list[tuple[str, Area]]:
        return [(text, area) for text, area in self.texts if area.meets(self.boxes[box])]

    def labels(self) -> list[tuple[str, Area]]:
        return [(text, area) for text, area in self.texts if not any(area.meets(box) for box in self.boxes)]


def read(svg: str) -> Drawing:
    root = ElementTree.fromstring(svg)
    paper, *boxes = (_rectangle(rect) for rect in root.iter(f"{SVG}rect"))
    paths = [path.get("d", "") for path in root.findall(f"{SVG}path")]
    arrows = [[_points(part) for part in path.split("M")[1:]] for path in paths]
    texts = [("".join(text.itertext()), _written(text)) for text in root.iter(f"{SVG}text")]
    return Drawing(root, paper, boxes, arrows, texts)


def _rectangle(rect: ElementTree.Element) -> Area:
    x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
    return Area(x, y, x + width, y + height)


def _points(part: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", part)]


def _written(text: ElementTree.Element) -> Area:
    """Return what a line of text takes: half its height for a column of letters."""
    size, x, y = (float(text.get(name, "")) for name in ("font-size", "x", "y"))
    width = columns("".join(text.itertext())) * size * 0.52
    return Area(x - width / 2, y - size * 0.8, x + width / 2, y + size * 0.2)


def assert_readable(drawing: Drawing, steps: list[Step]) -> None:
    assert len(drawing.boxes) == len(steps) + 1 and len(drawing.arrows) == len(steps)
    assert not any(one.meets(two) for one, two in combinations(drawing.boxes, 2))
    assert all(drawing.paper.holds(area) for area in [*drawing.boxes, *(area for _, area in drawing.texts)])
    assert not any(one.meets(two) for (_, one), (_, two) in combinations(drawing.texts, 2))
    for _, area in drawing.texts:
        around = [box for box in drawing.boxes if area.meets(box)]
        assert len(around) <= 1 and all(box.holds(area) for box in around)
    for n, lines in enumerate(drawing.arrows):  # from an owner down to what it owns
        assert on_edge(lines[0][0], drawing.boxes[n + 1], drawing.boxes[n + 1].bottom)
        assert on_edge(lines[-1][-1], drawing.boxes[n], drawing.boxes[n].top)
        for line in lines:
            assert not any(box.crossed_by(line) for box in drawing.boxes)
            assert not any(area.crossed_by(line) for _, area in drawing.texts)


def on_edge(point: tuple[float, float], box: Area, edge: float) -> bool:
    return box.left < point[0] < box.right and point[1] == edge


def a_chain(*names: str, note: str = "headquartered in DE", held: str = HOLDS) -> list[Step]:
    """Return the steps from the first of `names` up to the last."""
    return [
        Step(owner=owner, owned=owned, owner_is=note, owned_is=note, words="", held=held, source="", as_of="")
        for owned, owner in pairwise(names)
    ]


def picture(steps: list[Step], *, lead: bool = False) -> str:
    return drawn(steps[0]["owned"], steps, lead=lead)


@pytest.mark.parametrize("count", range(2, 9))
def test_nothing_lies_on_anything_else_and_every_arrow_joins_its_boxes(count):
    steps = a_chain(*(f"Fjord Holding {n} Ltd." for n in range(count)))
    assert_readable(read(picture(steps)), steps)


def test_no_chain_is_no_drawing():
    assert drawn("Nordvik GmbH", [], lead=False) == ""


LONG = {
    "Chinese": "北方星河智能网联汽车电子科技股份有限公司上海浦东分公司",
    "Japanese": "株式会社ノルドヴィーク・テレマティクス・ホールディングス",
    "Korean": "북쪽별자동차전자시스템 주식회사",
    "Russian": "Общество с ограниченной ответственностью «Научно-производственное предприятие «Северный Навигатор»",
    "German": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH",
    "capitals": "WWWWWWWWWWWW WWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM COMPANY",
}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG.keys())
def test_a_long_name_is_written_whole_and_inside_its_box(name):
    steps = a_chain("Nordvik GmbH", name, "Fjord AG")
    drawing = read(picture(steps))
    assert_readable(drawing, steps)
    written = "".join(text for text, _ in drawing.of_box(1))
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", name + "headquartered in DE")
    assert all(columns(text) <= 24 for text, _ in drawing.of_box(1))


def test_a_label_wider_than_a_box_has_room():
    steps = a_chain("Nordvik GmbH", "Fjord AG", held="M" * 30)
    assert_readable(read(picture(steps)), steps)


def test_capitals_that_could_be_wider_than_the_box_are_written_smaller():
    texts = ElementTree.fromstring(picture(a_chain("W" * 24, "Fjord AG"))).iter(f"{SVG}text")
    text = next(text for text in texts if text.text == "W" * 24)
    assert 8 < float(text.get("font-size", "")) < 14 and text.get("textLength") is None


def test_lines_of_a_name_are_about_as_long_as_each_other():
    drawing = read(picture(a_chain("Silk Plain Industrial Gp", "Silk Plain Industrial Group", note="")))
    lines = [[text for text, _ in drawing.of_box(n)] for n in (0, 1)]
    assert lines == [["Silk Plain Industrial Gp"], ["Silk Plain", "Industrial Group"]]


@pytest.mark.parametrize("name", ["שמש הצפון בע״מ", "شركة نجم الشمال (ش.م.م.)"])
def test_a_name_written_from_right_to_left_stands_that_way_and_others_do_not(name):
    root = ElementTree.fromstring(picture(a_chain(name, "Fjord AG")))
    directions = {"".join(text.itertext()): text.get("direction") for text in root.iter(f"{SVG}text")}
    assert directions == {name: "rtl", "Fjord AG": None, "headquartered in DE": None, HOLDS: None}


HOSTILE = (
    "<script>alert(1)</script>",
    "Söhne & \"Sons\" 'Ltd'",
    "]]></text></svg>",
    "\x00\x1b[31mred\x07",
    "gnp\u202eexe",
    "\ud800 alone",
    "\ufffe\uffff",
    "a\nb\rc",
    "",
)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_text_and_nothing_else(name):
    svg = drawn(name, a_chain(name, name, note=name, held=name), lead=False)
    svg.encode("utf-8")
    root = ElementTree.fromstring(svg)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text"}
    assert root.findtext(f"{SVG}title") == visible(f"Chain of holdings from {name}")
    assert "\n" not in "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_a_reader_who_cannot_see_it_is_told_every_holding_with_its_note():
    chain = a_chain("Nordvik GmbH", "Fjord AG", "Lotus Ltd.")
    root = ElementTree.fromstring(picture(chain))
    assert root.findtext(f"{SVG}desc") == (
        f"Nordvik GmbH (headquartered in DE). Fjord AG (headquartered in DE) has in Nordvik GmbH: {HOLDS}. "
        f"Lotus Ltd. (headquartered in DE) has in Fjord AG: {HOLDS}."
    )
    as_lead = ElementTree.fromstring(picture(a_chain("Nordvik GmbH", "Fjord AG", note=""), lead=True))
    assert as_lead.findtext(f"{SVG}desc") == f"Nordvik GmbH. As a lead only: Fjord AG has in Nordvik GmbH: {HOLDS}."
    labeled = (root.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in root if element.get("id") in labeled] == labeled
    assert root.get("role") == "img"


def test_owners_stand_above_what_they_own():
    tops = [box.top for box in read(picture(a_chain("Nordvik GmbH", "Fjord AG", "Lotus Ltd."))).boxes]
    assert tops[0] > tops[1] > tops[2]


@pytest.mark.parametrize(("lead", "dash", "fill"), [(True, "6 4", "#fff6e0"), (False, None, "#fbeaec")])
def test_a_lead_is_dashed_and_what_is_known_is_not(lead, dash, fill):
    root = ElementTree.fromstring(picture(a_chain("Nordvik GmbH", "Fjord AG", "Lotus Ltd."), lead=lead))
    assert [path.get("stroke-dasharray") for path in root.findall(f"{SVG}path")] == [dash, dash]
    assert [rect.get("fill") for rect in root.iter(f"{SVG}rect")] == ["#fff", "#eef2f6", "#ffffff", fill]


def test_it_is_dark_on_light_by_itself_and_no_wider_than_a_page():
    drawing = read(picture(a_chain(*(f"Fjord Holding {n} Ltd." for n in range(8)))))
    assert next(drawing.root.iter(f"{SVG}rect")).get("fill") == "#fff"
    assert {text.get("fill") for text in drawing.root.iter(f"{SVG}text")} == {"#1b1f24"}
    assert drawing.paper.right - drawing.paper.left < 1000, "the letters would be too small on paper"
    assert "@media print" in (drawing.root.findtext(f"{SVG}style") or "")


def test_two_drawings_on_one_page_do_not_share_ids():
    steps = a_chain("Nordvik GmbH", "Fjord AG")
    one, two = (ElementTree.fromstring(drawn(name, steps, lead=False)) for name in ("A", "B"))
    ids = [{element.get("id") for element in root.iter() if element.get("id")} for root in (one, two)]
    assert len(ids[0]) == 4 and not ids[0] & ids[1]


def test_the_same_chain_gives_the_same_bytes_in_another_process():
    chains = [a_chain(*LONG.values()), a_chain("Nordvik GmbH", "Fjord AG")]
    code = f"from reports.pages.chain_svg import *; print([ascii(drawn('t', c, lead=True)) for c in {chains!r}])"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != ""


TEXTS = st.text(st.sampled_from('aW .-中界Жשش%<&"\x00\u200b\u0301'), max_size=60)


@given(st.lists(TEXTS, min_size=2, max_size=6), TEXTS, TEXTS)
def test_any_chain_can_be_drawn_and_read(names, note, held):
    steps = a_chain(*names, note=note, held=held)
    assert_readable(read(picture(steps)), steps)
