"""The cell that lists a supplier's owners: `Fjord Holding [NO] 51%, largest, board 3/9; Aurora Fund 12,5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.entities.identifiers.countries import country
from auditor.entities.identifiers.shares import share as share_of
from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import quoted

EXPECTED = "NAME [CC] 51%, then rights, entries parted by ;"
RIGHTS = {
    "largest": "largest",
    "dispersed": "dispersed",
    "specialshare": "special_share",
    "proxy": "proxy",
    "veto": "veto",
    "contractcontrol": "contract_control",
    "powerexcluded": "power_excluded",
    "naturalperson": "natural_person",
    "castingvote": "casting_vote",
    "nominee": "nominee",
    "depositary": "nominee",
    "custodian": "nominee",
}
RIGHTS_IN_WORDS = (
    "largest, dispersed, special share, proxy, veto, contract control, casting vote, power excluded, nominee, natural person, "
    "capital 60%, board 3/9, in concert with NAME"
)
MOST_OWNERS = 1_000  # that are looked up, each with its own owners
LONGEST_ENTRY = 1_000  # characters, as of a name
_NUMBER = r"\d+(?:[.,]\d+)?"
_BOUND = r"(?:>=?|<=?|≥|≤|at least|more than|over|above|at most|up to|less than|under|below)"
# The shortest name that is followed by a country or a share, so that it may contain commas: "Nordvik, Inc. [US] 51%".
_ANCHORED = re.compile(
    r"(?P<name>.+?)"
    r"(?: ?\[ ?(?P<country>\w\w(?: ?/ ?\w\w)*) ?\])?"
    rf"(?:(?<=[ \]]) ?(?P<percent>(?:{_BOUND} ?)?{_NUMBER}(?: ?%? ?(?:-|–|to) ?{_NUMBER})?) ?%(?P<more> or more)?)?"
    r"(?(country)|(?(percent)|(?!)))"
    r" ?(?:,(?P<rights>.*))?"
)
_BOARD = re.compile(r"board(?: seats)? ?(\d{1,4}) ?(?:/|of) ?(\d{1,4})", re.IGNORECASE)
_CAPITAL = re.compile(rf"(?:capital|money) ?({_NUMBER}) ?%|({_NUMBER}) ?% of (?:the )?(?:capital|money)", re.IGNORECASE)
_CONCERT = re.compile(r"(?:acts |acting )?in concert with (.+)", re.IGNORECASE)


class OwnersError(ValueError):
    """An entry of the cell is not understood: `found` is what, `expected` what would be."""

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"found {found}; expected {expected}")


@dataclass(frozen=True)
class OwnerEntry:
    """One entry: `country` is None where there is no [CC], `voting_pct` where there is no share; `rights` as in Holding.

    Of a natural person, who is another in each list of owners, `citizenships` and last where it lives may stand instead.
    `bounds` are those of a share that is given within bounds, as "50-75%", and `voting_pct` is None then.
    """

    name: str
    country: str | None = None
    voting_pct: float | None = None
    rights: frozenset[str] = frozenset()
    board_seats: tuple[int, int] | None = None
    in_concert_with: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    resident_in: str | None = None
    bounds: tuple[float, float] | None = None
    capital_pct: float | None = None


@dataclass
class _Rights:
    """The rights of one entry while they are read."""

    flags: set[str] = field(default_factory=set)
    board_seats: tuple[int, int] | None = None
    in_concert_with: list[str] = field(default_factory=list)
    capital_pct: float | None = None

    def take(self, part: str) -> bool:
        """Take `part` if it is a right; raises OwnersError if it is one that cannot be."""
        flag = RIGHTS.get(re.sub(r"[\s_-]", "", part).casefold())
        if flag:
            self.flags.add(flag)
        elif seats := _BOARD.fullmatch(part):
            held, of = int(seats[1]), int(seats[2])
            if of == 0 or held > of:
                raise OwnersError(quoted(part), "board HELD/OF, with no more seats held than there are")
            self.board_seats = held, of
        elif capital := _CAPITAL.fullmatch(part):
            self.capital_pct = float((capital[1] or capital[2]).replace(",", "."))
            if self.capital_pct > 100:
                raise OwnersError(quoted(part), "at most 100%")
        elif concert := _CONCERT.fullmatch(part):
            self.in_concert_with.append(concert[1].strip())
        else:
            return False
        return True


def parse_owners(cell: str) -> tuple[OwnerEntry, ...]:
    """Return the entries of an owners cell; raises OwnersError when one of them is not understood."""
    entries = [" ".join(text.split()) for text in cell.split(";") if text.strip()]
    if len(entries) > MOST_OWNERS:
        raise OwnersError(f"{len(entries):,} owners", f"at most {MOST_OWNERS:,}")
    for text in entries:
        if len(text) > LONGEST_ENTRY:
            raise OwnersError(f"an owner of {len(text):,} characters", f"at most {LONGEST_ENTRY:,}")
    return tuple(map(_entry, entries))


def _entry(text: str) -> OwnerEntry:
    anchored = _ANCHORED.fullmatch(text)
    rights = _Rights()
    if anchored is None:
        name, code, percent, more = _bare_name(text, rights), None, None, None
    else:
        name, code, percent, more = anchored["name"], anchored["country"], anchored["percent"], anchored["more"]
        _read_rights((anchored["rights"] or "").split(","), rights)
    if not name.strip() or re.search(r"[%\[\]]", name) or any(map(_is_right, name.split(",")[1:])):
        raise OwnersError(quoted(text), EXPECTED)
    if is_elsewhere(name):
        raise OwnersError(quoted(text), "the owner's own name, for what stands in another cell is not looked up")
    given = [part.strip() for part in code.split("/")] if code else []
    codes = tuple(one for part in given if (one := country(part)))
    if len(codes) < len(given):
        raise OwnersError(f"[{code}]", "a two-letter country code (ISO 3166-1 alpha-2)")
    if len(codes) > 1 and "natural_person" not in rights.flags:
        raise OwnersError(
            f"[{code}]", "one country, or of a natural person the citizenships and last that of residence"
        )
    low, high = _share(percent, more) if percent else (None, None)
    return OwnerEntry(
        name.strip(),
        codes[0] if len(codes) == 1 else None,
        low if low == high else None,
        frozenset(rights.flags),
        rights.board_seats,
        tuple(rights.in_concert_with),
        codes[:-1],
        codes[-1] if len(codes) > 1 else None,
        (low, high) if low is not None and high is not None and low != high else None,
        rights.capital_pct,
    )


def _share(percent: str, more: str | None) -> tuple[float, float]:
    """Return the bounds of a share as it is written: "51", "50-75", "more than 25"."""
    bounds = share_of(f"at least {percent}%" if more else f"{percent}%")
    if bounds is None:
        raise OwnersError(
            f"{percent}%", "at most 100%" if re.fullmatch(_NUMBER, percent) else "a share such as 51%, 50-75% or >50%"
        )
    return bounds


def _bare_name(text: str, rights: _Rights) -> str:
    """Return the name of an entry without country and share: all before the first right; the rest are rights."""
    parts = text.split(",")
    for i in range(1, len(parts)):
        if _is_right(parts[i]):
            _read_rights(parts[i:], rights)
            return ",".join(parts[:i])
    return text


def _is_right(part: str) -> bool:
    return _Rights().take(part.strip())


def _read_rights(parts: list[str], rights: _Rights) -> None:
    in_name = False
    for part in (part.strip() for part in parts):
        if not part and not in_name:
            continue
        if rights.take(part):
            in_name = _CONCERT.fullmatch(part) is not None
        elif in_name:  # the rest of a name with a comma: in concert with Nordvik, Inc.
            rights.in_concert_with[-1] += f", {part}"
        else:
            raise OwnersError(quoted(part), f"one of {RIGHTS_IN_WORDS}")
