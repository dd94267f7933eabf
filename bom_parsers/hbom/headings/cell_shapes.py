"""What the cells of a column look like, whatever it is headed: designators, order codes."""

from __future__ import annotations

import re

# Letters of designators in the usual lists, and those of Eastern Europe and of modules.
_LETTERS = (
    "A|AE|ANT|AR|B|BAT|BR|BT|BZ|C|CB|CN|CON|CONN|CR|D|DA|DD|DS|E|F|FB|FID|FL|G|GPS|H|HL|HS|IC|J|JP|K|L|LCD|LD|LED|LS|M|MCU|MH|MIC|MK|"
    "MOD|MP|MT|N|OK|OSC|P|PCB|PS|Q|R|RA|RN|RP|RT|RV|S|SA|SB|SH|SP|SW|T|TB|TH|TP|TR|TVS|U|V|VD|VR|VT|VS|W|WP|X|XF|XP|XS|XTAL|XW|Y|Z|ZD|ZQ"
)
DESIGNATOR = re.compile(rf"(?:{_LETTERS})_?[1-9][0-9]{{0,3}}[A-Z]?(?:(?:[-–~:]|\.\.)(?:{_LETTERS})?[1-9][0-9]{{0,3}})?")
_BETWEEN = re.compile(r"[\s,;，、/]+")
# What has letters and digits as order codes have, and is none: values, packages, revisions and days.
_VALUE = r"[<>±~]?\d+(?:[.,]\d+)?\s?(?:[munpkgµμ]?(?:ohms?|[rfhvawΩ]|hz|bit|mm|in|mil)s?|[kmunprg])\d*(?:\b|[/,])"
_PACKAGE = (
    r"(?:v?sot|sod|d?pak|t?s?s?op|soic|[a-z]{0,3}qf[np]|[a-z]{0,2}dfn|[a-z]{0,3}bga|[a-z]?lga|[sp]?dip|smd|smt|tht|lcc|plcc|wlcsp"
    r"|hdr|case|to|do)[-_]?\d|[rcld]?_?(?:01005|0201|0402|0603|0805|1206|1210|1812|2010|2512)(?:$|[-_ ])"
)
_OTHER = (
    r"(?:rev|ver|v|r|page|sheet|line|item|row|step|note|net)[-_. ]?\d+(?:\.\d+)*$|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|https?:|.*[\\@]"
    r"|.*\.(?:pdf|sch|kicad_\w+|html?)$"
)
_NO_CODE = re.compile(f"(?i)(?:{_VALUE}|{_PACKAGE}|{_OTHER})")
_CODE = re.compile(r"(?=(?:\D*\d){2})(?=.*[A-Z])[A-Za-z0-9][A-Za-z0-9.+\-/,#()*]{4,39}")


def mostly(pattern: str, values: list[str], share: float = 0.5) -> bool:
    """Tell whether at least this share of the values begin with the pattern."""
    return bool(values) and sum(bool(re.match(pattern, value)) for value in values) >= share * len(values)


def is_designators(text: str) -> bool:
    """Tell whether a cell holds designators and nothing else: "R1", "C1, C2", "R1-R4"."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    return bool(pieces) and all(map(DESIGNATOR.fullmatch, pieces))


def are_designators(values: list[str]) -> bool:
    """Tell whether a column is of designators: nearly all cells hold them, and none stands twice."""
    return bool(values) and len(set(values)) == len(values) and sum(map(is_designators, values)) >= 0.8 * len(values)


def is_order_code(text: str) -> bool:
    """Tell whether a text looks like a maker's order code: one word of capitals and digits, and no value, package or day."""
    return bool(_CODE.fullmatch(text)) and not _NO_CODE.match(text) and not DESIGNATOR.fullmatch(text)


def are_order_codes(values: list[str]) -> bool:
    """Tell whether a column is of makers' order codes: two of three cells are, and of many shapes.

    The numbers that a firm gives to its own parts are all alike: "RES-00012", "CAP-00345".
    """
    codes = {value for value in values if is_order_code(value)}
    if len(codes) < 2 or sum(value in codes for value in values) * 3 < len(values) * 2:
        return False
    shapes = {re.sub(r"[A-Za-z]+", "A", re.sub(r"\d", "9", code)) for code in codes}
    return len(shapes) * 3 >= len(codes) * 2 or len(shapes) > 8
