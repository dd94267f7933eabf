"""What a lead rests on, and how much that is worth to an analyst who has a thousand names to work through."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class LeadKind(StrEnum):
    """What suggests that somebody is a person of the PRC or Russia, the best first; see `Lead.is_strong`."""

    LISTED = "listed"  # it stands on a list of companies of the PRC or Russia, or of their military
    HELD = "held"  # somebody there holds it, or is it, by what is on file
    STATE_OWNED = "state-owned"  # a source calls it a company of the state
    COUNTRY = "country"  # a source names the country, and does not say what it is to the company
    ALIAS = "alias"  # the name is one by which another company goes, too
    BRAND = "brand"  # the name has somebody's brand
    ADDRESS = "address"  # a source, or the list that is screened, has an address there
    PLACE = "place"  # its name has a place or a legal form of there
    SCRIPT = "script"  # its name is written as names are there
    IDENTITY = "identity"  # who it is, by general knowledge: nothing that points to the PRC or Russia


_WEAK = frozenset({LeadKind.ADDRESS, LeadKind.PLACE, LeadKind.SCRIPT})


class Lead(NamedTuple):
    """One lead of a `kind`, as a clause `in_words`."""

    kind: LeadKind
    in_words: str

    @property
    def is_strong(self) -> bool:
        """Tell whether it says something of the company itself, and not only of its address or its name."""
        return self.points_there and self.kind not in _WEAK

    @property
    def points_there(self) -> bool:
        """Tell whether it suggests a person of the PRC or Russia, and not only who somebody is."""
        return self.kind is not LeadKind.IDENTITY
