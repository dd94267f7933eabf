"""§ 791.301, prongs 1 to 3, and with prong 4 the whole definition: is this person one of the PRC or Russia?

Prong 1 is who acts for a government, prong 2 the citizen or resident, prong 3 the place of an organization; prong 4, ownership
and control, is in `control`. One person is judged, whose holders are already judged; walking an ownership graph, with its
chains and cycles, is plain machinery and is done elsewhere. The text of the section was not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from policies.foreign_adversaries import not_counted
from policies.foreign_adversaries.control import controlled
from policies.foreign_adversaries.findings import OPEN, Finding, PersonTest, all_of, any_of, nexus_of
from policies.foreign_adversaries.persons import PRONGS, Basis, Nexus, Person, countries_of
from policies.parameters import Parameters
from policies.truth import Standing

_LISTED = "adversary_countries"
_BY_NOTICE = "adversary_countries_by_notice"
PERSON = PersonTest("person", "it is a person of the PRC or Russia")
PRONG_1 = PersonTest(
    "prong-1-government",
    "it acts for, or is mostly funded by, the government of the PRC or Russia",
    1,
    ("acts_for",),
    _LISTED,
)
PRONG_2 = PersonTest("prong-2", "it is a citizen or resident of the PRC or Russia, and not one of the United States", 2)
CITIZEN_OR_RESIDENT = PersonTest("prong-2-citizen-or-resident", "it is a citizen or resident of the PRC or Russia", 2)
CITIZEN = PersonTest("prong-2-citizen", "it is a citizen of the PRC or Russia", 2, ("citizenships",), _LISTED)
RESIDENT = PersonTest("prong-2-resident", "it lives in the PRC or Russia", 2, ("resident_in",), _LISTED)
NOT_OF_US = PersonTest(
    "prong-2-not-of-the-us",
    "it is neither a citizen nor a permanent resident of the United States",
    2,
    ("us_permanent_resident", "citizenships"),
)
PRONG_3 = PersonTest("prong-3", "its place is in the PRC or Russia", 3)
PLACES = (
    PersonTest(
        "prong-3-incorporated", "it is organized under the laws of the PRC or Russia", 3, ("incorporated_in",), _LISTED
    ),
    PersonTest("prong-3-headquartered", "its headquarters are in the PRC or Russia", 3, ("headquartered_in",), _LISTED),
    PersonTest(
        "prong-3-principal-business",
        "its principal place of business is in the PRC or Russia",
        3,
        ("principal_place_of_business",),
        _LISTED,
    ),
)
COUNTRY = PersonTest(
    "prong-3-country", "it is a person of the PRC or Russia by the country given for it", 3, ("country_only",), _LISTED
)
EMPLOYEE = PersonTest(
    "engaged-citizenship",
    "its citizenship alone makes it a party although it works through an entity",
    asks=("citizenships",),
    standing=Standing.SETTLED,
    paragraph="791.302(b)",
)
RESIDENT_EMPLOYEE = PersonTest(
    "engaged-resident",
    "it works through an entity, and lives in the PRC or Russia",
    2,
    ("resident_in",),
    question="resident_employee",
    standing=Standing.OPEN,
)
TESTS = (PRONG_1, CITIZEN, RESIDENT, NOT_OF_US, *PLACES, COUNTRY, EMPLOYEE, RESIDENT_EMPLOYEE)


def judge(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    """Judge one person by the four prongs; `of` gives the nexus of a holder by its key.

    Monotone: a holder that turns from no to unknown to yes never moves the answer the other way.
    """
    finding = examine(person, of, p)
    holding = finding.decisive.holding if finding.value else None
    spared = not_counted.of_person(person, of, p) if finding.value is False else ()
    return nexus_of(finding, person, of(holding.holder) if holding else None, spared)


def employed(person: Person, p: Parameters) -> Nexus:
    """Judge a natural person who works through a named entity, which is itself the party.

    Citizenship alone does not count (791.302(b), 791.303(c)); of residence the carve-out says nothing, which is open. Who
    acts for a government does so whoever the employer is.
    """
    finding = examine_employee(person, p)
    return nexus_of(finding, person, None, not_counted.of_employee(person, p) if finding.value is False else ())


# § 791.4: not read; after an older state of it, which names Hong Kong, and a Japanese trade office, a notice of the FCC and a
# law firm for Macau.
def decides(country: str | None, p: Parameters) -> bool:
    """Tell whether the country given for a holder makes it a person of the PRC or Russia, whatever else is on file of it."""
    return country in _countries(p)


# § 791.301, prongs 1 to 4: not read; after law-firm alerts and § 791.2 in an older state.
def examine(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    """Try one person by the four prongs, as far as one of them holds; `judge` reads the nexus off the findings."""
    countries = _countries(p)
    tried = [_government(person, countries, p)]
    is_company = False
    if tried[0].value:
        pass
    elif person.country_only is not None:
        tried.append(_country(person, countries, p))
    elif person.kind == "natural_person":
        tried.append(_natural(person, countries, p))
    elif person.kind == "government":
        tried.append(_places(person, countries, p, PLACES[:1]))
    else:
        tried.append(_places(person, countries, p, PLACES))
        is_company = True
    # Somebody, a government or a holder of a country who is held by others all the same is no end of a chain.
    if (is_company or person.holdings) and not tried[-1].value:
        tried.append(controlled(person, of, p))
    return any_of(PERSON, tried)


# § 791.302(b), CFR as of 2026-04-05: "[...] VCS hardware will not be considered to be designed, developed, manufactured, or
# supplied by persons owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia, based solely
# on the country of citizenship of one or more natural persons who are employed by, contracted by, or otherwise similarly
# engaged in such actions through the entity [...]"
# § 791.303(c), CFR as of 2026-04-05: "In the context of this subpart, covered software will not be considered to be designed,
# [...] based solely on the country [...]"
# § 791.303(c), its end: not read; after § 791.302(b), which says the same of hardware.
def examine_employee(person: Person, p: Parameters) -> Finding:
    """Try a natural person who works through a named entity; `employed` reads the nexus off the findings."""
    countries = _countries(p)
    government = _government(person, countries, p)
    if government.value:
        return any_of(PERSON, [government])
    own = tuple(country for country in person.citizenships or () if country == "US")
    natural = _natural(replace(person, citizenships=own), countries, p)
    if natural.value:
        gaps = frozenset({"resident_employee"})
        natural = Finding(RESIDENT_EMPLOYEE, None, OPEN, natural.because, gaps, children=(natural,))
    spared = [Finding(EMPLOYEE, False, EMPLOYEE.bases)] if countries.intersection(person.citizenships or ()) else []
    return any_of(PERSON, [government, *spared, natural])


# § 791.301, prong 1: not read; after law-firm alerts and § 791.2 in an older state: "in whole or in majority part".
def _government(person: Person, countries: frozenset[str], p: Parameters) -> Finding:
    if person.acts_for is None:
        return Finding(PRONG_1, False, PRONG_1.bases)
    holds = person.acts_for in countries
    return Finding(
        PRONG_1, holds, _by_country(PRONG_1, person.acts_for, p), f"{PRONGS[1]} {person.acts_for}" if holds else ""
    )


# § 791.301, prongs 2 and 3: not read; after our own reading of a holder of whom the country alone is given.
def _country(person: Person, countries: frozenset[str], p: Parameters) -> Finding:
    holds = person.country_only in countries
    return Finding(
        COUNTRY,
        holds,
        _by_country(COUNTRY, person.country_only, p),
        f"a person of {person.country_only}" if holds else "",
    )


# § 791.301, prong 2: not read; after law-firm alerts and § 791.2 in an older state.
def _natural(person: Person, countries: frozenset[str], p: Parameters) -> Finding:
    """Prong 2. That somebody is of the United States decides before any other citizenship or residence is asked for."""
    if person.us_permanent_resident or "US" in (person.citizenships or ()):
        american = Finding(NOT_OF_US, False, NOT_OF_US.bases, "a U.S. citizen or permanent resident")
        return all_of(PRONG_2, [american])
    permanent, unasked = person.us_permanent_resident, frozenset({"party.us_permanent_resident"})
    foreign = Finding(NOT_OF_US, None if permanent is None else True, NOT_OF_US.bases, gaps=unasked)
    linked = any_of(
        CITIZEN_OR_RESIDENT,
        [
            _listed(CITIZEN, person.citizenships, countries, p),
            _listed(RESIDENT, None if person.resident_in is None else countries_of(person.resident_in), countries, p),
        ],
    )
    both = all_of(PRONG_2, [linked, foreign])
    if both.value is not None:
        return both
    doubt = "U.S. permanent resident or not" if linked.value else f"{_named(linked.gaps)} not known"
    return both._replace(because=f"{person.name}: {doubt}")


def _listed(test: PersonTest, held: Iterable[str] | None, countries: frozenset[str], p: Parameters) -> Finding:
    if held is None:
        return Finding(test, None, test.bases, gaps=frozenset({f"party.{test.asks[0]}"}))
    first = next((country for country in held if country in countries), None)
    return Finding(test, first is not None, _by_country(test, first, p), f"{PRONGS[2]} {first}" if first else "")


# § 791.301, prong 3: not read; after law-firm alerts and § 791.2 in an older state.
def _places(person: Person, countries: frozenset[str], p: Parameters, asked: tuple[PersonTest, ...]) -> Finding:
    """Prong 3. Every place that is stated counts; one that is not is asked for where it is among `asked`."""
    tried = []
    for test, place in zip(PLACES, person.countries, strict=True):
        if place is not None:
            listed = next((country for country in countries_of(place) if country in countries), None)
            because = f"{PRONGS[3]} {listed}" if listed else ""
            tried.append(Finding(test, listed is not None, _by_country(test, listed or place, p), because))
        elif test in asked:
            tried.append(Finding(test, None, test.bases, gaps=frozenset({f"party.{test.asks[0]}"})))
    place_of = any_of(PRONG_3, tried)
    if place_of.value is not None:
        return place_of
    return place_of._replace(because=f"{person.name}: {_named(place_of.gaps)} not known")


def _named(gaps: Iterable[str]) -> str:
    return ", ".join(gap.removeprefix("party.").replace("_", " ") for gap in sorted(gaps))


# § 791.4: not read; after an older state of it, which names Hong Kong, and a Japanese trade office, a notice of the FCC and a
# law firm for Macau.
def _by_country(test: PersonTest, country: str | None, p: Parameters) -> frozenset[Basis]:
    """Return what rests on a country's being listed, or not: for one that the text is not known to name, on who says it is."""
    by_list = test.compared(p)
    return by_list | test.compared(p, _BY_NOTICE) if country in (p.get(_BY_NOTICE) or ()) else by_list


@lru_cache(maxsize=256)
def _countries(p: Parameters) -> frozenset[str]:
    return frozenset(p.adversary_countries)


# § 791.301, prong 4: not read; after our own reading: no share is named, for the manufacturer of § 791.304 or anybody.
def as_manufacturer(p: Parameters) -> Parameters:
    """Return the parameters by which the manufacturer that sells is judged: with the share that is named for it alone."""
    named = replace(p["adversary_share_pct_manufacturer"], name="adversary_share_pct")
    return Parameters({parameter.name: parameter for parameter in p} | {named.name: named})
