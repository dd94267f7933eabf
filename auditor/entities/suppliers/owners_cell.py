"""The cell that lists a supplier's owners: `Fjord Holding [NO] 51%, largest, board 3/9; Aurora Fund 12,5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.entities.identifiers.countries import country
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
}
RIGHTS_IN_WORDS = (
    "largest, dispersed, special share, proxy, veto, contract control, power excluded, natural person, "
    "board 3/9, in concert with NAME"
)
MOST_OWNERS = 1_000  # that are looked up, each with its own owners
LONGEST_ENTRY = 1_000  # characters, as of a name
# The shortest name that is followed by a country or a share, so that it may contain commas: "Nordvik, Inc. [US] 51%".
_ANCHORED = re.compile(
    r"(?P<name>.+?)"
    r"(?: ?\[ ?(?P<country>\w\w(?: ?/ ?\w\w)*) ?\])?"
    r"(?:(?<=[ \]]) ?(?P<percent>\d+(?:[.,]\d+)?) ?%)?"
    r"(?(country)|(?(percent)|(?!)))"
    r" ?(?:,(?P<rights>.*))?"
)
_BOARD = re.compile(r"board(?: seats)? ?(\d{1,4}) ?(?:/|of) ?(\d{1,4})", re.IGNORECASE)
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
    """

    name: str
    country: str | None = None
    voting_pct: float | None = None
    rights: frozenset[str] = frozenset()
    board_seats: tuple[int, int] | None = None
    in_concert_with: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    resident_in: str | None = None


@dataclass
class _Rights:
    """The rights of one entry while they are read."""

    flags: set[str] = field(default_factory=set)
    board_seats: tuple[int, int] | None = None
    in_concert_with: list[str] = field(default_factory=list)

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
        name, code, share = _bare_name(text, rights), None, None
    else:
        name, code, share = anchored["name"], anchored["country"], anchored["percent"]
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
    voting_pct = float(share.replace(",", ".")) if share else None
    if voting_pct is not None and voting_pct > 100:
        raise OwnersError(f"{share}%", "at most 100%")
    return OwnerEntry(
        name.strip(),
        codes[0] if len(codes) == 1 else None,
        voting_pct,
        frozenset(rights.flags),
        rights.board_seats,
        tuple(rights.in_concert_with),
        codes[:-1],
        codes[-1] if len(codes) > 1 else None,
    )


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
