"""Countries: the codes of ISO 3166-1 alpha-2, and the names that lists and sources have for them, in one table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from auditor.entities.identifiers.labels import folded

# XK, for Kosovo, is not of the standard but in general use.
_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
    UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
ALPHA_2 = frozenset(_CODES.split())


def country(text: str) -> str | None:
    """Return the two-letter code that `text` is, in capitals, or None if it is none.

    "NA" is none: in a table it means "not available" more often than Namibia, which is "NAM" here.
    """
    code = text.strip().upper()
    return {"NAM": "NA", "NA": None}.get(code, code if code in ALPHA_2 else None)


@cache
def _codes_by_name() -> Mapping[str, str]:
    table = tomllib.loads(files("auditor.entities.identifiers").joinpath("country_names.toml").read_text("utf-8"))
    return {folded(name): code for code, names in table.items() for name in names}


def country_called(text: str) -> str | None:
    """Return the code of the country that `text` is: its code, that of one of its parts ("US-DE"), or a name of it.

    A name that could mean two countries, and a text that gives two, are none.
    """
    if part := re.fullmatch(r"\s*([A-Za-z]{2})-[A-Za-z0-9]{1,3}\s*", text):
        text = part[1]
    return country(text) or (None if "/" in text else _codes_by_name().get(folded(text)))
