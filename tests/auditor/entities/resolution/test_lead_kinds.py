"""How much a lead is worth: what is said of the company itself, or only its address and its name."""

from __future__ import annotations

import pytest

from auditor.entities.resolution.lead_kinds import Lead, LeadKind


@pytest.mark.parametrize("kind", [LeadKind.ADDRESS, LeadKind.PLACE, LeadKind.SCRIPT])
def test_an_address_or_a_name_alone_is_a_weak_lead(kind: LeadKind) -> None:
    lead = Lead(kind, "the name has Suzhou in it")
    assert lead.points_there and not lead.is_strong


@pytest.mark.parametrize("kind", [LeadKind.LISTED, LeadKind.HELD, LeadKind.STATE_OWNED, LeadKind.COUNTRY])
def test_what_is_said_of_the_company_is_a_strong_lead(kind: LeadKind) -> None:
    assert Lead(kind, "stated").is_strong


def test_who_somebody_is_is_no_lead_to_the_prc() -> None:
    assert not Lead(LeadKind.IDENTITY, "it is Fjord Electronics, NO").points_there
