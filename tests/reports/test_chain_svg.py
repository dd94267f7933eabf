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

from reports.pages.chain_svg import Arrow, Box, chain_svg
from reports.terminal.lines import columns
from reports.visible import visible

SVG = "{http://www.w3.org/2000/svg}"
HOLDS = "51 % of the votes"


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


def assert_readable(drawing: Drawing, arrows: list[Arrow]) -> None:
    drawn = [arrow for arrow in arrows if arrow.owner != arrow.owned]
    assert not any(one.meets(two) for one, two in combinations(drawing.boxes, 2))
    assert all(drawing.paper.holds(area) for area in [*drawing.boxes, *(area for _, area in drawing.texts)])
    assert not any(one.meets(two) for (_, one), (_, two) in combinations(drawing.texts, 2))
    for _, area in drawing.texts:
        around = [box for box in drawing.boxes if area.meets(box)]
        assert len(around) <= 1 and all(box.holds(area) for box in around)
    assert len(drawing.arrows) == len(drawn)
    for arrow, lines in zip(drawn, drawing.arrows, strict=True):
        assert on_edge(lines[0][0], drawing.boxes[arrow.owner])
        assert on_edge(lines[-1][-1], drawing.boxes[arrow.owned])
        for line in lines:
            assert not any(box.crossed_by(line) for box in drawing.boxes)
            assert not any(area.crossed_by(line) for _, area in drawing.texts)


def on_edge(point: tuple[float, float], box: Area) -> bool:
    return box.left < point[0] < box.right and point[1] in (box.top, box.bottom)


def a_chain(*names: str) -> tuple[list[Box], list[Arrow]]:
    boxes = [Box(name, "headquartered in DE") for name in names]
    return boxes, [Arrow(n + 1, n, HOLDS) for n in range(len(names) - 1)]


def a_fan(count: int) -> tuple[list[Box], list[Arrow]]:
    boxes = [Box("Nordvik Telematik GmbH", role="supplier"), *(Box(f"Holder {n} Partnership") for n in range(count))]
    return boxes, [Arrow(n + 1, 0, f"{40 - n} % of the votes") for n in range(count)]


CHAINS = {f"chain of {n}": a_chain(*(f"Fjord Holding {m} Ltd." for m in range(n))) for n in range(1, 9)}
FANS = {f"fan of {n}": a_fan(n) for n in (2, 3, 4, 8, 13)}
SHAPES = {
    "diamond": ([(1, 0), (2, 0), (3, 1), (3, 2)], 4),
    "diamond with a shortcut": ([(3, 0), (1, 0), (2, 0), (3, 1), (3, 2)], 4),
    "ring": ([(1, 0), (2, 1), (0, 2)], 3),
    "ring above": ([(1, 0), (2, 1), (3, 2), (1, 3)], 4),
    "two rights of one holder": ([(1, 0), (1, 0), (1, 0)], 2),
    "two groups": ([(1, 0), (3, 2)], 4),
    "what the supplier holds": ([(0, 1), (2, 0)], 3),
}
PICTURES = (
    CHAINS
    | FANS
    | {
        name: ([Box(f"Person {n} AG") for n in range(count)], [Arrow(o, d, HOLDS) for o, d in pairs])
        for name, (pairs, count) in SHAPES.items()
    }
)


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
def test_nothing_lies_on_anything_else_and_every_arrow_joins_its_boxes(picture):
    boxes, arrows = picture
    drawing = read(chain_svg("Chain of holdings", boxes, arrows))
    assert len(drawing.boxes) == len(boxes)
    assert_readable(drawing, arrows)


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
    boxes, arrows = a_chain("Nordvik GmbH", name, "Fjord AG")
    drawing = read(chain_svg("Chain", boxes, arrows))
    assert_readable(drawing, arrows)
    written = "".join(text for text, _ in drawing.of_box(1))
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", name + "headquartered in DE")
    assert all(columns(text) <= 24 for text, _ in drawing.of_box(1))


def test_capitals_that_could_be_wider_than_the_box_are_written_smaller():
    svg = chain_svg("Chain", [Box("W" * 24)], [])
    text = next(ElementTree.fromstring(svg).iter(f"{SVG}text"))
    assert 8 < float(text.get("font-size", "")) < 14 and text.get("textLength") is None


def test_lines_of_a_name_are_about_as_long_as_each_other():
    drawing = read(chain_svg("Chain", [Box("Silk Plain Industrial Gp")], []))
    assert [text for text, _ in drawing.texts] == ["Silk Plain Industrial Gp"]
    drawing = read(chain_svg("Chain", [Box("Silk Plain Industrial Group")], []))
    assert [text for text, _ in drawing.texts] == ["Silk Plain", "Industrial Group"]


@pytest.mark.parametrize("name", ["שמש הצפון בע״מ", "شركة نجم الشمال (ش.م.م.)"])
def test_a_name_written_from_right_to_left_stands_that_way_and_others_do_not(name):
    root = ElementTree.fromstring(chain_svg("Chain", *a_chain(name, "Fjord AG")))
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
    svg = chain_svg(name, [Box(name, name), Box(name, name)], [Arrow(1, 0, name), Arrow(0, 0, name)])
    svg.encode("utf-8")
    root = ElementTree.fromstring(svg)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text"}
    assert root.findtext(f"{SVG}title") == visible(name)
    assert "\n" not in "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_a_reader_who_cannot_see_it_is_told_every_holding_with_its_note():
    boxes = [
        Box("Nordvik GmbH", "headquartered in DE", "supplier"),
        Box("Fjord AG"),
        Box("Lotus Ltd.", "CN", "decisive"),
    ]
    arrows = [Arrow(1, 0, HOLDS), Arrow(2, 1, "proxy", dashed=True), Arrow(1, 1, "3 % of the votes")]
    root = ElementTree.fromstring(chain_svg("Chain from Nordvik", boxes, arrows))
    told = root.findtext(f"{SVG}desc")
    assert "Nordvik GmbH (headquartered in DE)." in told
    assert "Fjord AG has in Nordvik GmbH: 51 % of the votes." in told
    assert "As a lead only: Lotus Ltd. (CN) has in Fjord AG: proxy." in told
    assert "Fjord AG has in itself: 3 % of the votes." in told
    labeled = (root.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in root if element.get("id") in labeled] == labeled
    assert root.get("role") == "img"


def test_what_a_person_holds_in_itself_is_written_into_its_box():
    boxes, arrows = a_chain("Nordvik GmbH", "Fjord AG")
    drawing = read(chain_svg("Chain", boxes, [*arrows, Arrow(1, 1, "3 % of the votes")]))
    assert ["in itself: 3 % of the votes" in {text for text, _ in drawing.of_box(n)} for n in (0, 1)] == [False, True]
    assert len(drawing.arrows) == 1


def test_owners_stand_above_what_they_own_and_only_a_ring_is_closed_upwards():
    boxes, arrows = PICTURES["ring"]
    drawing = read(chain_svg("Ring", boxes, arrows))
    tops = [box.top for box in drawing.boxes]
    assert tops[0] > tops[1] > tops[2]
    assert [lines[-1][-1][1] > lines[0][0][1] for lines in drawing.arrows] == [True, True, False]


def test_a_lead_is_dashed_and_what_is_known_is_not():
    boxes = [Box("Nordvik GmbH"), Box("Fjord AG"), Box("Lotus Ltd.", role="lead")]
    root = ElementTree.fromstring(chain_svg("Lead", boxes, [Arrow(1, 0, HOLDS), Arrow(2, 1, HOLDS, dashed=True)]))
    assert [path.get("stroke-dasharray") for path in root.findall(f"{SVG}path")] == [None, "6 4"]


def test_it_is_dark_on_light_by_itself_and_a_drawing_of_eight_is_no_wider_than_a_page():
    for boxes, arrows in (CHAINS["chain of 8"], FANS["fan of 8"]):
        drawing = read(chain_svg("Chain", boxes, arrows))
        assert next(drawing.root.iter(f"{SVG}rect")).get("fill") == "#fff"
        assert {text.get("fill") for text in drawing.root.iter(f"{SVG}text")} == {"#1b1f24"}
        assert drawing.paper.right - drawing.paper.left < 1000, "the letters would be too small on paper"
        assert "@media print" in (drawing.root.findtext(f"{SVG}style") or "")


def test_two_drawings_on_one_page_do_not_share_ids():
    one, two = (ElementTree.fromstring(chain_svg(title, *CHAINS["chain of 2"])) for title in ("From A", "From B"))
    ids = [{element.get("id") for element in root.iter() if element.get("id")} for root in (one, two)]
    assert len(ids[0]) == 4 and not ids[0] & ids[1]


def test_the_same_chain_gives_the_same_bytes_in_another_process():
    code = (
        f"from reports.pages.chain_svg import *; print([ascii(chain_svg('t', *p)) for p in {[*PICTURES.values()]!r}])"
    )
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


@st.composite
def pictures(draw: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    count = draw(st.integers(1, 9))
    name = st.text(st.sampled_from('aW .-中界Жשش%<&"\x00\u200b\u0301'), max_size=60)
    boxes = [Box(draw(name), draw(name)) for _ in range(count)]
    end = st.integers(0, count - 1)
    return boxes, draw(st.lists(st.builds(Arrow, end, end, name, st.booleans()), max_size=12))


@given(pictures())
def test_any_graph_can_be_drawn_and_read(picture):
    boxes, arrows = picture
    assert_readable(read(chain_svg("Any", boxes, arrows)), arrows)
