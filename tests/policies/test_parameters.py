"""Numbers and dates of the law: dated, cited, and overridden only openly."""

from __future__ import annotations

from datetime import date

import pytest

from policies.parameters import load
from policies.truth import Standing

PACK = "policies.connected_vehicles"


def test_each_parameter_is_cited_dated_and_said_against_what_it_was_checked():
    parameters = list(load(PACK, date.max))
    assert {"gvwr_limit_lb", "vcs_frequency_mhz", "software_model_year", "hardware_model_year"} <= {
        p.name for p in parameters
    }
    for p in parameters:
        assert p.citation.startswith("15 CFR 791.")
        assert p.unit
        assert p.checked_against
        assert date(2025, 1, 1) < p.last_checked <= date(2026, 11, 24)


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("update_days", Standing.OPEN),
        ("test_days_on_public_road", Standing.OPEN),
        ("temporary_import_months", Standing.OPEN),
        ("adversary_countries_by_notice", Standing.PROBABLE),
        ("legacy_cut_off", Standing.PROBABLE),
        ("filing_days", Standing.PROBABLE),
        ("software_model_year", Standing.SETTLED),
    ],
)
def test_a_number_is_as_firm_as_who_says_it(name, standing):
    """What one machine-written page says alone is open."""
    assert load(PACK, date.max)[name].standing is standing


def test_the_rule_is_in_force_from_2025_03_17():
    assert not list(load(PACK, date(2025, 3, 16)))
    assert load(PACK, date(2025, 3, 17)).gvwr_limit_lb == 10_000


def test_a_what_if_is_never_firmer_than_open():
    p = load(PACK, date.max)
    bill = p.override(gvwr_limit_lb=99_999)
    assert bill.gvwr_limit_lb == 99_999
    assert bill["gvwr_limit_lb"].standing is Standing.OPEN
    assert p.gvwr_limit_lb == 10_000
    with pytest.raises(KeyError):
        p.override(gvwr_limit_tons=5)
