"""Holders who by their names hold for others: nominees, depositaries and custodians, in the words that registers use."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"\b(?:nominees?|deposit(?:ary|aries|ory|ories)?|custod(?:y|ian|ians)|trustees?|cede (?:&|and) co|hkscc|ccass|street name|"
    r"clearstream|euroclear|treuh[aä]nder(?:in)?|depotbank|prête-nom|titulaires? inscrits?)\b"
    r"|代持|名义持有|存托|中央结算|номинальн|депозитари",
    re.IGNORECASE,
)


def holds_for_others(name: str) -> bool:
    """Tell whether a holder is called as those are who hold for others: "HKSCC Nominees Limited", "Deposit Bank NA"."""
    return _WORDS.search(name) is not None
