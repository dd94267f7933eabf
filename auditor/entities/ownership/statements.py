"""Two statements about one person compared: in what they are at odds. What follows from that, whoever asks decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business", "resident_in")
FACTS = (*PLACES[:3], "citizenships", "resident_in", "us_permanent_resident", "acts_for")  # by which a person is judged


def at_odds(
    first: Mapping[str, Any], second: Mapping[str, Any], facts: Iterable[str] = FACTS
) -> dict[str, tuple[Any, Any]]:
    """Return the facts of which both say something, and not the same, with what each says; what is None is not said."""
    values = {fact: (first.get(fact), second.get(fact)) for fact in facts}
    return {fact: (one, other) for fact, (one, other) in values.items() if None not in (one, other) and one != other}
