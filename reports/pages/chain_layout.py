"""Where the persons and the holdings of a chain go: in rows, so that no box, label or line lies on another's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

ACROSS = 3  # boxes in a row: more could not be read on a printed page
GAP = 18  # between two things in a row
RISE, HEAD = 16, 12  # between two rows at least, and of that the straight end of a line, which takes its head
PORT = 26  # between two lines at a box
BEND = 2  # width that a line takes as it passes a row
STRAIGHT = 8  # how much more a line is kept straight as it passes rows than where it leaves or meets a box
SWEEPS = 12

Size = tuple[float, float]  # width and height, in pixels
Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """What a box or a label takes, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Holding:
    """Where a holding is drawn: the line from the owner to the label, the label, and the line from there to the owned."""

    before: tuple[Point, ...]
    label: Rectangle
    after: tuple[Point, ...]


@dataclass(frozen=True)
class Layout:
    """Boxes and holdings in the order in which they were given, and the size of the whole."""

    boxes: tuple[Rectangle, ...]
    holdings: tuple[Holding, ...]
    width: float
    height: float


@dataclass
class _Rows:
    """Boxes, labels and bends as numbered nodes. Boxes stand in the even rows counted from below, labels in the odd ones.

    The first `boxes` nodes are boxes; `ways` are the nodes of each holding from above to below; `place` is from 0 to 1,
    where in its row a node is looked for first.
    """

    boxes: int
    sizes: list[Size]
    row: list[int]
    place: list[float]
    ways: list[list[int]] = field(default_factory=list)

    def add(self, size: Size, row: int, place: float) -> int:
        self.sizes.append(size)
        self.row.append(row)
        self.place.append(place)
        return len(self.sizes) - 1

    def links(self) -> list[tuple[int, int]]:
        """Return the pairs of nodes of neighboring rows that a line joins, the upper one first."""
        return [pair for way in self.ways for pair in pairwise(way)]


def arrange(boxes: Sequence[Size], holdings: Sequence[tuple[int, int]], labels: Sequence[Size]) -> Layout:
    """Return the layout of `boxes` and of `holdings`, which are pairs of an owner's and another box's number, with `labels`.

    An owner stands above what it owns; only a holding that closes a ring leads upwards. Box 0 is lowest in its chain.
    """
    turned = _closing(len(boxes), holdings)
    stacked = [pair[::-1] if n in turned else pair for n, pair in enumerate(holdings)]
    rows = _rows(boxes, stacked, labels)
    order = _order(rows)
    x = _across(rows, order)
    left, right = (
        f(x[n] + side * width / 2 for n, (width, _) in enumerate(rows.sizes)) for f, side in ((min, -1), (max, 1))
    )
    tall = [max((rows.sizes[node][1] for node in row), default=0.0) for row in order]
    top, height = _down(rows, x, tall)
    grid = _Grid(rows, [middle - left for middle in x], top, tall)
    placed = tuple(grid.rectangle(n, tall[rows.row[n]]) for n in range(len(boxes)))
    drawn = tuple(_drawn(grid, n, n in turned) for n in range(len(holdings)))
    return Layout(placed, drawn, right - left, height)


def _closing(count: int, holdings: Sequence[tuple[int, int]]) -> set[int]:
    """Return the holdings that close a ring as one walks up from box 0, and then from what was not met."""
    into: list[list[int]] = [[] for _ in range(count)]
    for n, (_, owned) in enumerate(holdings):
        into[owned].append(n)
    met, under_way, closing = set(), set(), set()
    for start in range(count):
        path = [] if start in met else [(start, iter(into[start]))]
        under_way |= {box for box, _ in path}
        while path:
            box, rest = path[-1]
            met.add(box)
            for n in rest:
                if (owner := holdings[n][0]) in under_way:
                    closing.add(n)
                elif owner not in met:
                    under_way.add(owner)
                    path.append((owner, iter(into[owner])))
                    break
            else:
                under_way.discard(path.pop()[0])
    return closing


def _layers(count: int, stacked: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each box the lowest layer above all that it owns with room for it."""
    depth = [0] * count
    for _ in range(count):  # as often as the longest way is long, at most
        for above, below in stacked:
            depth[above] = max(depth[above], depth[below] + 1)
    layers, held = [0] * count, [0] * (2 * count + 1)
    for box in sorted(range(count), key=lambda box: (depth[box], box)):
        layer = max((layers[below] + 1 for above, below in stacked if above == box), default=0)
        while held[layer] == ACROSS:
            layer += 1
        layers[box] = layer
        held[layer] += 1
    return layers


def _rows(boxes: Sequence[Size], stacked: Sequence[tuple[int, int]], labels: Sequence[Size]) -> _Rows:
    layers = _layers(len(boxes), stacked)
    places = [(layers[:box].count(layer) + 0.5) / layers.count(layer) for box, layer in enumerate(layers)]
    rows = _Rows(len(boxes), list(boxes), [2 * layer for layer in layers], places)
    for (above, below), label in zip(stacked, labels, strict=True):
        between = range(2 * layers[above] - 1, 2 * layers[below], -1)
        # The label is next to the upper box, where the lines of many holders are still apart.
        nodes = [rows.add(label if n == 0 else (BEND, 0), row, places[above]) for n, row in enumerate(between)]
        rows.ways.append([above, *nodes, below])
    return rows


def _order(rows: _Rows) -> list[list[int]]:
    """Return the nodes of each row from left to right, so that few lines cross."""
    order: list[list[int]] = [[] for _ in range(max(rows.row) + 1)]
    for node in sorted(range(len(rows.row)), key=lambda node: (rows.place[node], node)):
        order[rows.row[node]].append(node)
    links = rows.links()
    best, least = order, _crossings(order, links)
    for sweep in range(SWEEPS if least else 0):
        near: list[list[int]] = [[] for _ in rows.row]
        for above, below in links:
            node, other = (above, below) if sweep % 2 == 0 else (below, above)
            near[node].append(other)
        order = _swept(order, near, upwards=sweep % 2 == 0)
        if (crossings := _crossings(order, links)) < least:
            best, least = order, crossings
    return best


def _swept(order: Sequence[Sequence[int]], near: Sequence[Sequence[int]], upwards: bool) -> list[list[int]]:
    """Return the rows with each node moved to the mean place of the nodes `near` it in the row before."""
    place = {node: (n + 0.5) / len(row) for row in order for n, node in enumerate(row)}
    swept = [list(row) for row in order]
    for row in swept if upwards else reversed(swept):
        wanted = {n: sum(place[o] for o in near[n]) / len(near[n]) if near[n] else place[n] for n in row}
        row.sort(key=lambda node, wanted=wanted: (wanted[node], node))  # type: ignore[misc]
        place |= {node: (n + 0.5) / len(row) for n, node in enumerate(row)}
    return swept


def _crossings(order: Sequence[Sequence[int]], links: Iterable[tuple[int, int]]) -> int:
    place = {node: (r, n) for r, row in enumerate(order) for n, node in enumerate(row)}
    ends: dict[int, list[tuple[int, int]]] = {}
    for above, below in links:
        ends.setdefault(place[below][0], []).append((place[above][1], place[below][1]))
    return sum(
        (one[0] - two[0]) * (one[1] - two[1]) < 0
        for row in ends.values()
        for n, one in enumerate(row)
        for two in row[:n]
    )


def _across(rows: _Rows, order: Sequence[Sequence[int]]) -> list[float]:
    """Return the middle of each node: as nearly above what it is joined to as the neighbors in its row allow."""
    near: list[list[tuple[int, int]]] = [[] for _ in rows.sizes]
    for above, below in rows.links():
        weight = 1 if above < rows.boxes or below < rows.boxes else STRAIGHT
        near[above].append((below, weight))
        near[below].append((above, weight))
    x = [0.0] * len(rows.sizes)
    filled = [row for row in order if row]
    for sweep in range(2 * SWEEPS + 1):
        for row in filled if sweep % 2 else reversed(filled):
            wanted = []
            for node in row:
                total = sum(weight for _, weight in near[node])
                wanted.append(
                    (sum(x[n] * weight for n, weight in near[node]) / total if total else x[node], total or 1)
                )
            for node, middle in zip(row, _spread([rows.sizes[node][0] for node in row], wanted), strict=True):
                x[node] = middle
    return [round(middle) for middle in x]


def _spread(widths: Sequence[float], wanted: Sequence[tuple[float, int]]) -> list[float]:
    """Return the middles of a row, apart and in order, as near as can be to where each is wanted by its weight."""
    steps = [0.0]
    for left, right in pairwise(widths):
        steps.append(steps[-1] + (left + right) / 2 + GAP)
    pools: list[tuple[float, int, int]] = []  # the mean of nodes that touch each other, their weight, and how many
    for (middle, weight), step in zip(wanted, steps, strict=True):
        pools.append((middle - step, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, heavy, few), (other, light, more) = pools.pop(-2), pools.pop()
            pools.append(((one * heavy + other * light) / (heavy + light), heavy + light, few + more))
    shifts = [mean for mean, _, count in pools for _ in range(count)]
    return [step + shift for step, shift in zip(steps, shifts, strict=True)]


def _down(rows: _Rows, x: Sequence[float], tall: Sequence[float]) -> tuple[list[float], float]:
    """Return the upper edge of each row, and the height of all: the flatter the lines, the more room between rows."""
    top, y = [0.0] * len(tall), 0.0
    for row in reversed(range(len(tall))):
        top[row] = y
        y += tall[row]
        if row:
            widest = max((abs(x[a] - x[b]) for a, b in rows.links() if rows.row[b] == row - 1), default=0.0)
            y += RISE + round(min(widest * 0.12, 48))
    return top, y


@dataclass(frozen=True)
class _Grid:
    """Where everything is: the middles of the nodes, and the upper edge and height of the rows."""

    rows: _Rows
    x: Sequence[float]
    top: Sequence[float]
    tall: Sequence[float]

    def rectangle(self, node: int, height: float) -> Rectangle:
        """Return what a node takes, `height` of it, in the middle of its row."""
        width, row = self.rows.sizes[node][0], self.rows.row[node]
        return Rectangle(self.x[node] - width / 2, self.top[row] + (self.tall[row] - height) / 2, width, height)

    def through(self, node: int) -> list[Point]:
        """Return the line straight down through the row of a node."""
        edge = self.top[self.rows.row[node]]
        return [(self.x[node], edge), (self.x[node], edge + self.tall[self.rows.row[node]])]

    def port(self, holding: int, end: int) -> float:
        """Return where a holding leaves its upper box, with `end` 0, or meets its lower one, with -1.

        The lines at an edge of a box stand in the order of where they come from.
        """
        ways, near = self.rows.ways, 1 if end == 0 else -2
        box = ways[holding][end]
        there = sorted((self.x[way[near]], n) for n, way in enumerate(ways) if way[end] == box)
        number = [n for _, n in there].index(holding)
        step = min(PORT, (self.rows.sizes[box][0] - PORT) / len(there))
        return self.x[box] + (number - (len(there) - 1) / 2) * step


def _drawn(grid: _Grid, holding: int, up: bool) -> Holding:
    above, label, *bends, below = grid.rows.ways[holding]
    box = grid.rectangle(label, grid.rows.sizes[label][1])
    down = grid.through(label)
    start, bottom = grid.port(holding, 0), grid.through(above)[1][1]
    end, edge = grid.port(holding, -1), grid.top[grid.rows.row[below]]
    head = [(start, bottom + HEAD)] if up else [(end, edge - HEAD)]
    upper = [(start, bottom), *(head if up else []), down[0], (box.middle, box.y)]
    lower = [(box.middle, box.y + box.height), down[1], *(point for bend in bends for point in grid.through(bend))]
    lower += [*([] if up else head), (end, edge)]
    if up:
        return Holding(_plain(lower[::-1]), box, _plain(upper[::-1]))
    return Holding(_plain(upper), box, _plain(lower))


def _plain(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points without those that stand between two others on one vertical line, or twice."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and kept[-2][0] == kept[-1][0] == point[0]:
            kept.pop()
        kept.append(point)
    return tuple(kept)
