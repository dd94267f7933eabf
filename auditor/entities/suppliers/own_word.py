"""What rests on nothing but the word of whom it is about, or of who sells for it: an answer to a request, a declaration."""

from __future__ import annotations

import re

ANSWER_OF = "answer of "  # what the source of a row begins with that `icts receive` wrote
_OWN_WORD = re.compile(
    rf"(?i)\b{ANSWER_OF}|\bself[- ]?(?:declar|certif|attest|assess|disclos|report|statement)"
    r"|\b(?:supplier|vendor|company|manufacturer|maker)(?:'s|’s|s'|s’)? (?:own )?(?:answer|questionnaire|declaration|statement"
    r"|attestation|word|letter)|\bits own (?:word|statement|declaration|answer|letter)|\bquestionnaire\b"
)


def is_own_word(evidence: str) -> bool:
    """Tell whether the evidence of a row is a company's own word: whatever stands beside it may be part of that word."""
    return _OWN_WORD.search(evidence) is not None
