"""A rule in miniature, to hold that a pack needs nothing of another: no kite of more than five meters over a park on a Sunday."""

from __future__ import annotations

from policies.conditions import is_equal, is_true, over
from policies.judgment import Judgment, Prohibition, WayOut, no_thing, not_addressed
from policies.packs import RulePack
from policies.parameters import Parameters
from policies.truth import Section, Standing, all_of
from policies.vocabulary import Fact, Vocabulary

FACTS = Vocabulary(
    (
        Fact("flight.day", "choice", ("weekday", "sunday"), words="the day"),
        Fact("flight.over_park", "bool", words="whether it flies over a park"),
        Fact("kite.meters", "number", words="the span of the kite"),
    )
)
KITES = Section("12.1(a)", Standing.SETTLED, FACTS)
VERDICTS = ("prohibited", "review", "allowed", "out_of_scope")


def rule(p: Parameters) -> Judgment:
    """Return the rule under given parameters."""
    sunday = KITES.test("sunday", "it flies on a Sunday", is_equal("flight.day", "sunday"), otherwise="it is no Sunday")
    large = KITES.test(
        "large-kite",
        f"it spans more than {p.span_m:g} m",
        over("kite.meters", p.span_m),
        standing=p["span_m"].standing,
        otherwise="it is a small kite",
    )
    park = KITES.test("over-park", "it flies over a park", is_true("flight.over_park"))
    never = all_of(
        "never-exempt", "it is exempt", KITES.test("no-exemption", "an exemption is named", over("kite.meters", 1e9))
    )
    flight = Prohibition("sunday-flight", "flight on a Sunday", {"sunday": "12.1(a)"}, sunday, never, large, park)
    ways_out = [WayOut("out_of_scope", not_addressed([flight])), WayOut("out_of_scope", no_thing([flight]))]
    return Judgment(FACTS, p, VERDICTS, [flight], ways_out, act="flight.day")


PACK = RulePack(
    name="toy",
    package=__package__,
    citation="Park Ordinance 12",
    title="Kites",
    vocabulary=FACTS,
    build=rule,
    subject="kite",
    headings={"12.1": "Kites"},
    verdicts=VERDICTS,
)
