"""A cell of an answer is taken whole: a day, a country or a signature with a remark beside it is to be corrected."""

from __future__ import annotations

import pytest

from auditor.questionnaire.answers import AnswerError, country, full_date, signer, title


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-01 (patched 2026-09)",
        "2025-01-01 to 2026-09-30",
        "2025-01-01 2026-09-01",
        "2025-01-01 draft",
        "2025-01-01T",
        "2025-01-01 12:00 (not authorized)",
        "2025-01-01 - 2026",
        "5 Jan 2025 draft",
    ],
)
def test_a_day_with_a_remark_is_no_day(text: str) -> None:
    with pytest.raises(AnswerError, match="one day"):
        full_date(text)


@pytest.mark.parametrize(
    "text", ["2025-01-01", "2025-01-01 00:00:00", "2025-01-01T10:00:00.5Z", "2025-01-01T10:00+02:00"]
)
def test_a_day_may_have_its_time(text: str) -> None:
    assert str(full_date(text)) == "2025-01-01"


@pytest.mark.parametrize("text", ["US?", "US-CN", "US (ex CN)", "US, formerly CN", "not US"])
def test_a_country_with_a_doubt_or_a_second_one_is_none(text: str) -> None:
    with pytest.raises(AnswerError):
        country(text)


@pytest.mark.parametrize("text", ["I do not sign this", "draft, not final", "Unauthorized", "We don't sign", "VOID"])
def test_a_signature_that_denies_itself_is_none(text: str) -> None:
    for read in (signer, title):
        with pytest.raises(AnswerError):
            read(text)


@pytest.mark.parametrize("text", ["A. Virtanen", "Nora Notting", "Director, Nontax Affairs"])
def test_a_name_that_only_contains_such_letters_signs(text: str) -> None:
    assert signer(text) == text and title(text) == text
