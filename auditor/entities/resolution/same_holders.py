"""The holders that stand only in an owners cell and in a record of the same company, recognized as the same by their names.

Such a holder has no row and no identifier, so that nothing else joins what a list and a record say of it. It is one and the
same only where the record says nothing of it that the list does not say too: what more it says would be lost otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from auditor.entities.names.normal import normalize
from auditor.entities.ownership.holdings import name_without_key
from auditor.entities.ownership.statements import PLACES
from policies.foreign_adversaries.persons import Holding, Person
from policies.foreign_adversaries.recorded import Recorded


def same_holders(
    stated: Person, listed: Mapping[str, Person], record: Recorded, recorded: Mapping[str, Person]
) -> dict[str, str]:
    """Return the key in the list of each holder of `record` that is one of `stated`, by its key in the records.

    `listed` and `recorded` are the persons of the two by key. Who is named twice in the record is nobody for sure.
    """
    own = {normalize(holding.name): holding for holding in stated.holdings}
    names = {h.holder: normalize(name_without_key(h.name, h.holder)) for h in record.holdings}
    counts = Counter(names.values())
    partners = {h.name: names[h.holder] for h in record.holdings}
    same = {}
    for h in record.holdings:
        holding = own.get(names[h.holder])
        if (
            holding is not None
            and h.holder in recorded
            and counts[names[h.holder]] == 1
            and _holds_no_more(h, holding, record, partners)
            and _is_no_more(recorded[h.holder], listed[holding.holder])
        ):
            same[h.holder] = holding.holder
    return same


def _holds_no_more(recorded: Holding, stated: Holding, record: Recorded, partners: Mapping[str, str]) -> bool:
    """Tell whether the record gives a holder no other share and no right that it has not in the list."""
    key, share = recorded.holder, stated.voting_pct
    if key in record.evidence or key in record.indirect or key == record.branch_of:
        return False
    low, high = record.ranges.get(key, (recorded.voting_pct, recorded.voting_pct))
    is_equal = low is None or high is None or (share is not None and low <= share <= high)
    concert = {partners.get(name, normalize(name)) for name in recorded.acts_in_concert_with}
    rights = ("special_share", "proxy", "veto", "contract_control")
    return (
        is_equal
        and recorded.largest in (None, stated.largest)
        and recorded.board_seats in (None, stated.board_seats)
        and (recorded.power_excluded, recorded.dispersed) == (stated.power_excluded, stated.dispersed)
        and not any(getattr(recorded, right) and not getattr(stated, right) for right in rights)
        and concert <= set(map(normalize, stated.acts_in_concert_with))
    )


def _is_no_more(recorded: Person, stated: Person) -> bool:
    """Tell whether the record says nothing of a holder that the list does not say; each place in its one country is said."""
    country = stated.country_only
    if recorded.holdings or (recorded.country_only or country) != country:
        return False
    if recorded.kind not in (stated.kind, "organisation") and country is None:
        return False
    facts = ((getattr(recorded, fact), getattr(stated, fact)) for fact in (*PLACES, "acts_for"))
    if any(value not in (None, own, country) for value, own in facts):
        return False
    citizenships = set(recorded.citizenships or ()) - set(stated.citizenships or ()) - {country}
    return not citizenships and recorded.us_permanent_resident in (None, stated.us_permanent_resident)
