"""§ 791.301, foreign interest: has a person outside the United States any interest, direct or indirect, of any size?

The text of the section was not read; that no share is too small, and that the country does not matter, a law firm says.
"""

from __future__ import annotations

from collections.abc import Callable

from policies.foreign_adversaries.persons import Person, countries_of


# § 791.301, foreign interest: not read; after a law firm, and general knowledge of the rule.
def foreign_interest(person: Person, of: Callable[[str], bool | None]) -> bool | None:
    """Say whether a person outside the United States has any interest through `person`; `of` says it of a holder.

    Any interest counts, however small (791.301); it is excluded only when the person and all owners are of the U.S.
    """
    if person.acts_for not in (None, "US"):
        return True
    if person.country_only is not None:
        return person.country_only != "US"
    if person.kind == "natural_person":
        if person.us_permanent_resident or "US" in (person.citizenships or ()):
            return False
        return None if person.citizenships is None or person.us_permanent_resident is None else True
    if person.kind == "government":
        return None if person.incorporated_in is None else person.incorporated_in != "US"
    if any(country != "US" for place in person.countries for country in countries_of(place)):
        return True
    holders = [of(holding.holder) for holding in person.holdings]
    if True in holders:
        return True
    complete = person.no_other_owners and not person.closed and None not in holders and None not in person.countries
    return False if complete else None
