"""What is known of radio parts by their order codes: who makes them, what they are, on which bands they work.

A row is `sourced` when the page named in it was read and says what the row says. Every other row is general knowledge:
`unverified`, a lead that may put a part before a person and never an answer. What a row leaves blank is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

from auditor.facts.hardware.knowledge_rows import SOURCED, Row, read_rows
from auditor.facts.hardware.mpn_patterns import compiled, fault_of, meet, normalize, pattern_of, prefix, within
from auditor.inputs import InputFile, read_input
from auditor.provenance import Source
from bom_parsers.errors import InputError, quoted
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from policies.connected_vehicles.hardware import LISTED_CLASSES

COLUMNS = (
    "pattern", "maker", "family", "class", "hardware_class", "bands", "direction", "programmable", "function",
    "source", "source_date", "standing",
)  # fmt: skip
CLASSES = (
    "cellular_module", "cellular_chip", "wifi", "bluetooth", "wifi_bluetooth", "short_range_2400", "uwb", "v2x", "toll",
    "satellite", "gnss", "sub_ghz", "keyless", "tire_sensor", "nfc_rfid", "soc_with_radio", "rf_transceiver", "rf_front_end",
    "rf_amplifier", "rf_switch", "rf_filter", "tuner", "antenna", "radar", "telematics_unit",
)  # fmt: skip
DIRECTIONS = ("two_way", "receive", "transmit")
FUNCTIONS = ("connection", "sensing", "uwb_access", "receive_only", "tire_sensor")
SHIPPED = Path(__file__).with_name("radio_parts.csv")

Bands = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Part:
    """One row: an order-code pattern and what is known of the parts that it matches.

    `part_class` is one of CLASSES; `hardware_class` the law's word for such a part; `bands` pairs of lowest and highest MHz that
    the family covers, of which one member may use fewer; `direction` is what the part does, not what is done with it;
    `function` is given where the part serves nothing else. None and an empty `bands` are unknown.
    `at` is where it stands; two rows that say the same in different places are equal.
    """

    pattern: str
    maker: str
    family: str
    part_class: str
    hardware_class: str | None
    bands: Bands
    direction: str | None
    programmable: bool | None
    function: str | None
    source: str
    source_date: date | None
    standing: str
    at: Source = field(compare=False)

    @property
    def place(self) -> str:
        """Return where the row stands, in words."""
        return f"{self.at.file} {self.at.pointer}"

    @property
    def is_sourced(self) -> bool:
        """Whether somebody read a page that says so; otherwise the row is a lead."""
        return self.standing == SOURCED

    @property
    def statement(self) -> tuple[object, ...]:
        """All that an audit may turn on: two rows with one statement do not contradict each other."""
        return (
            self.maker, self.part_class, self.hardware_class, self.bands, self.direction, self.programmable, self.function,
        )  # fmt: skip


_LIKE_A_FAMILY = re.compile(r"[A-Z]{1,6}[0-9]{2,}[A-Z]{0,2}")
_BETWEEN_WORDS = re.compile(r"[^\w-]+|_+")
_LIKE_A_CODE = re.compile(r"(?=.{0,40}[0-9])[A-Za-z][\w-]{3,40}$")
LONGEST, MOST_WORDS = 300, 20  # of a name in which order codes are looked for


@dataclass(frozen=True)
class Knowledge:
    """Rows that do not contradict each other, ready to be asked by order code; `of` makes one from files."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, *files: InputFile) -> Knowledge:
        """Read and check files with the columns COLUMNS; the order of files and rows does not matter.

        Raises InputError for a row that does not fit, and for two rows that match one order code, say different things of it
        and of which neither pattern is the more specific.
        """
        rows = [(row, part_of(row)) for file in files for row in read_rows(file, COLUMNS)]
        _check(rows)
        distinct: dict[Part, Part] = {}
        for _, part in rows:
            distinct[part] = min(distinct.get(part, part), part, key=lambda same: same.place)
        return cls(tuple(sorted(distinct.values(), key=_by_content)))

    def find(self, mpn: str) -> Part | None:
        """Return the most specific row whose pattern matches the order code; None where there is none."""
        code = normalize(mpn)
        best: tuple[int, Part] | None = None
        for length in self._lengths:
            for candidate in self._index.get(code[:length], ()):
                if (best is None or candidate[0] < best[0]) and compiled(candidate[1].pattern).fullmatch(code):
                    best = candidate
        return best[1] if best else None

    def of_family(self, text: str) -> Part | None:
        """Return a row of the family of radio parts that a text is the name of, such as "FG150" without the letters that say for
        which market; None where it names none, or where makers share the name."""
        return self._families.get(normalize(text))

    @cached_property
    def _families(self) -> Mapping[str, Part]:
        """By name, the first row of each family whose name is that of one maker's parts, and not of antennas and the like."""
        named: dict[str, list[Part]] = {}
        for part in self.parts:
            if part.hardware_class in LISTED_CLASSES and part.part_class != "antenna":
                for name in part.family.split(","):
                    if _LIKE_A_FAMILY.fullmatch(code := normalize(name)):
                        named.setdefault(code, []).append(part)
        return {code: parts[0] for code, parts in named.items() if len({part.maker for part in parts}) == 1}

    @cached_property
    def _index(self) -> dict[str, list[tuple[int, Part]]]:
        """By the letters that its pattern begins with, each row and its rank: a more specific one goes before a wider one."""
        wider = dict.fromkeys(self.parts, 0)
        for one, other in _neighbors(self.parts):
            wider[one] += within(one.pattern, other.pattern)
            wider[other] += within(other.pattern, one.pattern)
        index: dict[str, list[tuple[int, Part]]] = {}
        ranked = sorted(self.parts, key=lambda part: -wider[part])  # stable: equals keep the order by content
        for rank, part in enumerate(ranked):
            index.setdefault(prefix(part.pattern), []).append((rank, part))
        return index

    @cached_property
    def _lengths(self) -> Sequence[int]:
        return sorted({len(begin) for begin in self._index})


@cache
def shipped() -> Knowledge:
    """Return what the program knows by itself."""
    return Knowledge.of(read_input(SHIPPED, SHIPPED.name))


@lru_cache(maxsize=20_000)
def radio_named_in(text: str) -> Part | None:
    """Return the radio part that sends and receives whose order code is a word of a text, such as "ec25-firmware 1.2", as the
    program knows it by itself; None where no word is one."""
    for word in _BETWEEN_WORDS.split(text[:LONGEST])[:MOST_WORDS]:
        pieces = word.split("-")
        for length in range(len(pieces), 0, -1):
            code = "-".join(pieces[:length])
            part = shipped().find(code) if _LIKE_A_CODE.match(code) else None
            if part and (part.direction == "two_way" or part.function == "connection"):
                return part
    return None


def part_of(row: Row) -> Part:
    """Return the part that a row describes; raises InputError naming line and column."""
    pattern = pattern_of(row.text("pattern"))
    fault = fault_of(pattern)
    if fault:
        raise row.error("pattern", *fault, "write more of the order code")
    direction, function = row.optional("direction", DIRECTIONS), row.optional("function", FUNCTIONS)
    if function == "receive_only" and direction != "receive":
        raise row.error(
            "function", f"'receive_only' with the direction {quoted(direction or '')}", "the direction 'receive'"
        )
    standing, source, day = row.standing()
    return Part(
        pattern,
        row.text("maker"),
        row.text("family"),
        row.choice("class", CLASSES),
        row.optional("hardware_class", HARDWARE_CLASSES),
        bands_of(row),
        direction,
        {None: None, "yes": True, "no": False}[row.optional("programmable", ("yes", "no"))],
        function,
        source,
        day,
        standing,
        row.source,
    )


def bands_of(row: Row) -> Bands:
    """Return the bands of a cell such as `2400-2483.5; 5150-5850`, in rising order; a band may be one frequency."""
    bands = []
    for band in row.cells["bands"].split(";") if row.cells["bands"] else ():
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:-\s*(\d+(?:\.\d+)?)\s*)?", band, re.ASCII)
        if not match or not 0 < float(match[1]) <= float(match[2] or match[1]):
            expected = "bands in MHz, lowest-highest, such as '2400-2483.5; 5150-5850'"
            raise row.error("bands", quoted(band.strip()), expected)
        bands.append((float(match[1]), float(match[2] or match[1])))
    return tuple(sorted(bands))


def _check(rows: Sequence[tuple[Row, Part]]) -> None:
    """Raise InputError for the first two rows that contradict each other."""
    where: dict[Part, Row] = {}
    for row, part in rows:
        where.setdefault(part, row)
    for pair in _neighbors(sorted(where, key=_by_content)):
        patterns = [part.pattern for part in pair]
        if pair[0].statement == pair[1].statement or not meet(*patterns):
            continue
        if within(*patterns) == within(*reversed(patterns)):
            first, second = sorted(pair, key=lambda part: (where[part].path, where[part].number))
            before, here = where[first], where[second]
            place = before.place if before.path == here.path else f"{before.path}: {before.place}"
            expected = f"nothing but what {place} says of the same order codes, {_described(first)}"
            remedy = "make one pattern more specific than the other, or leave one row out"
            raise InputError(here.path, here.place, _described(second), expected, remedy)


def _described(part: Part) -> str:
    return f"{quoted(part.pattern)} as {part.part_class} of {part.maker}"


def _neighbors(parts: Iterable[Part]) -> Iterator[tuple[Part, Part]]:
    """Yield each pair of rows whose patterns begin alike; no others can match one order code."""
    begins: dict[str, list[Part]] = {}
    for part in parts:
        begins.setdefault(prefix(part.pattern), []).append(part)
    for begin, here in begins.items():
        for number, part in enumerate(here):
            yield from ((part, other) for other in here[number + 1 :])
            for length in range(1, len(begin)):
                yield from ((part, other) for other in begins.get(begin[:length], ()))


def _by_content(part: Part) -> tuple[object, ...]:
    """Sort sourced rows before others of the same pattern, then by all that they say."""
    return (
        part.pattern,
        not part.is_sourced,
        tuple(map(str, part.statement)),
        part.family,
        part.source,
        str(part.source_date),
    )
