"""What a number format of Excel shows of a cell beside its value, or in place of it: texts of the format's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 1_000  # characters of a format; spreadsheet programs take 255
# A piece of a format: a text in quotes, one sign of text, a gap or fill, brackets, the value, or another sign.
_PIECE = re.compile(
    r'"(?P<text>[^"]*)"?|\\(?P<sign>.)|[_*].|\[(?P<brackets>[^\]]*)\]?|(?P<value>(?i:general)|@|[0#?][0#?.,]*)'
    r"|(?P<moment>(?i:am/pm|a/p|[ymdhsegb]+))|(?P<end>;)|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"[<>=]")


def shown_by(code: str, value: str, number: float | None) -> Iterator[tuple[str, bool]]:
    """Yield each text that a format may show of a cell with this value, and whether the value is not in it.

    `number` is None for a cell with a text. Nothing is yielded where the format adds no letter or digit of its own.
    """
    sections = _sections(code[:LONGEST])
    conditional = any(condition for _, condition in sections)
    if number is None:
        chosen = sections[3:4] if len(sections) > 3 else [one for one in sections[-1:] if ("value", "@") in one[0]]
    elif conditional:
        chosen = sections[:3]
    else:
        sign = 0 if number > 0 or len(sections) < 2 else 1 if number < 0 else 2
        chosen = [sections[sign if sign < min(len(sections), 3) else 0]]
    for pieces, _ in chosen:
        if any(kind == "text" and any(map(str.isalnum, text)) for kind, text in pieces):
            texts, instead = list[str](), True
            for kind, text in pieces:
                texts.append(text if kind == "text" else value if instead and kind == "value" else "")
                instead = instead and kind == "text"
            yield "".join(texts).strip(), instead


def has_texts(code: str) -> bool:
    """Tell whether a format has letters or digits of its own, of which some values may be shown with or as nothing else."""
    return any(
        kind == "text" and any(map(str.isalnum, text))
        for pieces, _ in _sections(code[:LONGEST])
        for kind, text in pieces
    )


@lru_cache(maxsize=256)
def _sections(code: str) -> list[tuple[list[tuple[str, str]], bool]]:
    """Return the sections of a format, each as kinds ("text", "value", "moment") and texts, and whether it has a condition."""
    sections: list[tuple[list[tuple[str, str]], bool]] = [([], False)]
    for match in _PIECE.finditer(code):
        pieces, condition = sections[-1]
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "end":
            sections.append(([], False))
        elif kind in ("value", "moment"):
            pieces.append((kind, text))
        elif kind in ("text", "sign", "other"):
            pieces.append(("text", text))
        elif kind == "brackets" and text.startswith("$"):
            pieces.append(("text", text[1:] if len(text) > 6 else ""))  # of currencies and languages: [$EUR-407]
        elif kind == "brackets":
            sections[-1] = (pieces, condition or bool(_CONDITION.match(text)))
            if re.fullmatch(r"(?i)h+|m+|s+", text):
                pieces.append(("moment", text))
    return sections
