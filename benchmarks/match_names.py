"""A hundred thousand names looked for among two hundred thousand, candidates included, against normalizing them once."""

from __future__ import annotations

import random

import polars as pl

from auditor.entities.matching.candidates import Compared, candidates, with_stems
from auditor.entities.names.normal import normalize
from benchmarks.measuring import in_a_new_process, report, timed_in_turn

ASKED, KNOWN = 100_000, 200_000
SYLLABLES = (
    "an", "bor", "cal", "dem", "el", "fin", "gar", "hul", "is", "jor", "kal", "lum", "mar", "nor", "ol", "per",
    "quan", "ros", "sil", "tor", "ul", "vik", "wes", "xan", "yor", "zet",
)  # fmt: skip
TRADES = (
    "Electronics", "Telematics", "Semiconductors", "Systems", "Modules", "Technology", "Automotive", "Antennas",
    "Software", "Networks",
)  # fmt: skip
FORMS = ("GmbH", "Ltd", "Co., Ltd.", "Inc.", "S.p.A.", "AB", "Sp. z o.o.", "LLC", "AG", "S.A.")
PLACES = ("", "", "", "Shenzhen ", "Suzhou ", "Nordic ", "Shanghai ")


def made_names(count: int, seed: int = 1) -> list[str]:
    """Return fictional company names, all different."""
    dice = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        brand = "".join(dice.choices(SYLLABLES, k=dice.randint(3, 4))).capitalize()
        names[f"{dice.choice(PLACES)}{brand} {dice.choice(TRADES)} {dice.choice(FORMS)}"] = None
    return list(names)


def typed(names: list[str], count: int, seed: int = 2) -> list[str]:
    """Return names as typed: of seven in ten something is changed, the others are of nobody known."""
    dice = random.Random(seed)
    strange = made_names(count * 3 // 10, seed=99)
    known = [_mistyped(dice.choice(names), dice) for _ in range(count - len(strange))]
    return known + strange


def _mistyped(name: str, dice: random.Random) -> str:
    words = name.split()
    how = dice.randrange(5)
    if how == 0:
        at = dice.randrange(1, len(name) - 1)
        return name[:at] + name[at + 1 :]
    if how == 1:
        return " ".join(words[:-1])
    if how == 2:
        return " ".join(words[1:] + words[:1])
    return name.upper() if how == 3 else name


def known(count: int = KNOWN) -> pl.DataFrame:
    """Return reference names without anything prepared."""
    names = made_names(count)
    return pl.DataFrame({"key": [f"made:{i}" for i in range(count)], "name": names})


def find() -> int:
    """Look for all candidates; return how many names have some."""
    frame = known()
    return sum(map(bool, candidates(typed(frame["name"].to_list(), ASKED), Compared(with_stems(frame)))))


def main() -> None:
    """Print the ratio and the peak memory in a process of its own."""
    frame = known()
    asked = typed(frame["name"].to_list(), ASKED)
    everything = asked + frame["name"].to_list()
    times = timed_in_turn(
        {
            "normalize": lambda: [normalize(name) for name in everything],
            "candidates": lambda: candidates(asked, Compared(with_stems(frame))),
        },
        rounds=3,
    )
    what = f"candidates of {ASKED:,} names among {KNOWN:,}"
    report(what, times["candidates"], "normalizing them all once", times["normalize"], 20)
    print(f"{what}: peak memory {in_a_new_process('benchmarks.match_names', 'find'):,.0f} MiB")


if __name__ == "__main__":
    main()
