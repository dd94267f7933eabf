"""Whether a number format shows a value as it is stored: it may hide it, round it, or write another text in its place."""

from __future__ import annotations

import re

# Of the formats that every workbook has by number, those that hide part of a day or of a number; the others show it.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss",
    47: "mm:ss",
}  # fmt: skip
_SECTIONS = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]?|_.|\*.|[^;])*', re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"?|\\(.)', re.DOTALL)
_LOCALE = re.compile(r"\[\$-?[^\]]*\]")
_COLOR = re.compile(r"(?i)\[(black|red|blue|green)\]")
_HALVES, _RUNS = re.compile(r"am/pm|a/p"), re.compile(r"y+|m+|d+|h+|s+")
# The orders in which days are written: 2026-03-16, 16.3.2026, 3/16/2026.
_ORDERS = ("ymd", "dmy", "mdy")
_SPACING = re.compile(r"_.|\*.", re.DOTALL)
# What the formats of days write between day, month and year in any language, and what stands beside a number.
_BESIDE = re.compile(r"(?:[\s\-./,:()%]|de|of|\u0433|T|Z|[年月日时時分秒년월일])*")


def hides(code: str, value: str | float) -> str:
    """Return how the format `code` shows a text or number otherwise than it is, in words; "" where it shows it."""
    sections = _sections(code)
    if isinstance(value, str):
        return _text_hidden(sections)
    numeric = (
        sections[:3] if len(sections) > 1 and "@" not in sections[-1] else [s for s in sections[:3] if "@" not in s]
    )
    if not numeric:
        return "" if any("@" in section for section in sections) else "behind a number format that hides it"
    place = 1 if value < 0 else 2 if value == 0 else 0
    section = numeric[place] if place < len(numeric) else numeric[0]
    return _number_hidden(section, abs(value))


def _sections(code: str) -> list[str]:
    return [code[start:end] for start, end in _spans(code)]


def _spans(code: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    while True:
        match = _SECTIONS.match(code, start)
        end = match.end() if match else start
        spans.append((start, end))
        if end >= len(code):
            return spans
        start = end + 1


def _text_hidden(sections: list[str]) -> str:
    of_text = sections[3] if len(sections) > 3 else sections[-1] if "@" in sections[-1] else "@"
    plain = _SPACING.sub("", _COLOR.sub("", _LOCALE.sub("", of_text))).strip()
    if plain.casefold() in ("@", "general"):
        return ""
    return "behind a number format that shows another text" if plain else "behind a number format that hides it"


def _day_hidden(moments: list[str]) -> str:
    """Return how the parts of a format such as yyyy, mm and dd show a day otherwise than it is; "" where they show it."""
    shown = []
    for before, part, after in zip(["", *moments], moments, [*moments[1:], ""], strict=False):
        is_minute = part[0] == "m" and ("h" in before or "s" in after)
        is_name_of_day = part[0] == "d" and len(part) > 2
        if part[0] in "ymd" and not is_minute and not is_name_of_day:
            shown.append(part)
    if {part[0] for part in shown} != set("ymd") or "mmmmm" in shown:  # the last is the first letter of a month
        return "behind a number format that shows only part of a day"
    is_usual = "".join(part[0] for part in shown) in _ORDERS or (len(shown) == 3 and {"mmm", "mmmm"} & set(shown))
    return "" if is_usual else "behind a number format that shows day and month in an order in which no day is written"


def _number_hidden(section: str, value: float) -> str:
    section = _SPACING.sub("", _COLOR.sub("", _LOCALE.sub("", section)))
    literals = "".join(a or b for a, b in _LITERAL.findall(section))
    tokens = _LITERAL.sub("", section).strip()
    if not tokens:
        return (
            "behind a number format that shows another text"
            if literals.strip()
            else "behind a number format that hides it"
        )
    if not _BESIDE.fullmatch(literals) or "[" in tokens:
        return "behind a number format that shows another text"
    if tokens.casefold() == "general":
        return ""
    moments = _RUNS.findall(_HALVES.sub("", tokens.casefold()))
    if moments:
        return _day_hidden(moments)
    if set(literals) & set(".,-/:"):
        return "behind a number format that shows another number"
    match = re.fullmatch(r"[#0?, ]*?(?:\.([0#?]*))?( ?%)?[ ()+\-]*", tokens.strip("()+- "))
    if not match or re.search(r",\s*(?:\.|%|$)", tokens):
        return (
            ""
            if re.fullmatch(r"[#0]+(?:\.[0#]+)?E\+0+|##0\.0E\+0", tokens)
            else "behind a number format that shows another number"
        )
    shown = value * (100 if match[2] else 1)
    return "" if abs(round(shown, len(match[1] or "")) - shown) < 1e-9 else "behind a number format that rounds it"
