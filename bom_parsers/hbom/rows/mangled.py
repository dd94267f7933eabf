"""What a spreadsheet program has made of a part number: days, exponents, errors."""

from __future__ import annotations

import re

_MONTHS = (
    "jan|feb|mar|mär|mrz|apr|avr|may|mai|jun|jul|aug|aoû|sep|oct|okt|nov|dec|dez|déc|ene|abr|ago|dic|fev|fév|set|out|gen|mag|giu"
    "|lug|ott|янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек"
)
# For Python's re and for polars.
MANGLED = (
    r"(?i)^\s*(?:[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}|[0-9][.,][0-9]+E-?[0-9]{2,3}"
    rf"|[0-9]{{1,2}}[-. /](?:{_MONTHS})[a-z]*\.?(?:[-. /][0-9]{{2,4}})?|(?:{_MONTHS})[a-z]*\.?[-. /](?:[0-9]{{4}}|[0-9]{{2}})"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:]+)?|[0-9]{1,2}/[0-9]{1,2}/(?:19|20)[0-9]{2}(?: [0-9:]+)?"
    r"|[0-9]{1,2}月[0-9]{1,2}日|#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|#+))\s*$"
)
_PATTERN = re.compile(MANGLED)


def is_mangled(number: str) -> bool:
    """Tell whether a part number is what a spreadsheet program makes of one: "9.55167E+12", "06-Oct", "#REF!"."""
    return bool(_PATTERN.match(number))
