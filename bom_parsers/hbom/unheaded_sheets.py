"""What a worksheet without the headings of a BOM may say of parts all the same: in rows, as a form, or in a single column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bom_parsers.errors import quoted
from bom_parsers.hbom.cells import UNIT, clean
from bom_parsers.hbom.headings.cell_shapes import is_designators, is_order_code
from bom_parsers.hbom.headings.vocabulary import meaning, normalized, vocabulary
from bom_parsers.hbom.makers_by_number import inferred_maker
from bom_parsers.hbom.rows.left_out import (
    has_number_of_a_radio,
    is_a_maker_of_radios,
    is_of_a_radio,
    names_a_makers_radio,
    names_a_radio,
    refers_elsewhere,
)
from bom_parsers.tables.sheets import Sheet

LOOKED_AT = 2_000  # rows of a worksheet that is not read
LABELS = frozenset({"mpn", "part_number", "quantity", "refdes", "manufacturer"})  # of a form about one part
FORM_FROM = 2  # labels of a form; a cover sheet has one of them at most
NAME_LENGTH = 4  # words of what a part is called, and not of a sentence about it
_PIECES = re.compile(rf"(?i)(?:[1-9]\d{{0,3}}\s*{UNIT}|[x×]\s*[1-9]\d{{0,3}})")
_PART = re.compile(
    r"(?i)\b(?:modem|modul|module|transceiver|receiver|radio|chip|chipset|soc|ic|dongle)s?\b|模块|模组|芯片"
)
_FCC_ID = re.compile(r"(?i)\bfcc[\s-]?id\b")
_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b")


def first_rows(sheet: Sheet) -> Iterable[list[str]]:
    """Return the rows of a sheet, as far as one is looked at that is not read."""
    return (sheet.row(number) for number in range(min(len(sheet.cells), LOOKED_AT)))


def is_beside_the_parts(sheet: Sheet) -> bool:
    """Tell whether a worksheet's name says that it is a log of changes, an order or a specification of the board."""
    return any(words.search(sheet.name.casefold()) for words in vocabulary().sheets.values())


def looks_like_a_part(cells: list[str]) -> bool:
    """Tell whether a row may be a part: a known family's number stands in it, or an order code beside a number of pieces."""
    texts = [clean(cell) for cell in cells if cell.strip()]
    if len(texts) < 2 or any("://" in text for text in texts):
        return False
    counts = any(re.fullmatch(r"[1-9]\d{0,3}", text) for text in texts)
    return any(inferred_maker(text) for text in texts) or (counts and any(map(is_order_code, texts)))


def places_a_radio(cells: list[str]) -> bool:
    """Tell whether a row has a place on the board or a number of pieces, and beside it what a radio is called."""
    texts = [clean(cell) for cell in cells if cell.strip()]
    names = [text for text in texts if len(text.split()) <= NAME_LENGTH]
    if len(texts) < 2 or not is_of_a_radio(names):
        return False
    counts = [] if any(map(_DAY.match, texts)) else list(filter(_PIECES.fullmatch, texts))
    # A number alone may be one of a page or of a result, "GPS fix, 1".
    is_counted = any(not text.isdigit() for text in counts) or (counts and any(map(_PART.search, names)))
    return bool(is_counted) or any(map(is_designators, texts))


def is_form_of_a_part(sheet: Sheet) -> bool:
    """Tell whether the rows say one thing each of one part: labels such as "Quantity" and "Designator", and what names it."""
    rows = [[clean(cell) for cell in cells if cell.strip()] for cells in first_rows(sheet)]
    # "Part: EC25-E" in one cell is a label and what it says, too.
    pairs = [re.split(r"[:：]\s*", row[0], maxsplit=1) + row[1:] if row else [] for row in rows]
    fields = {meaning(normalized(pair[0])[0])[0] for pair in pairs if len(pair) > 1}
    others = [text for pair in pairs for text in pair[1:]]
    return len(fields & LABELS) >= FORM_FROM and (any(map(is_order_code, others)) or is_of_a_radio(others))


def hint_of_a_part(sheet: Sheet) -> str:
    """Return the first text of a sheet that says there is a part, "" where none does."""
    return next((clean(text) for cells in first_rows(sheet) for text in cells if is_hint_of_a_part(text)), "")


def is_hint_of_a_part(text: str) -> bool:
    """Tell whether a note names a radio in a sentence, has a known family's number or an FCC ID, or refers to parts elsewhere.

    A few words that name a radio are what a board is called, "LTE gateway"; with the name of a maker of radios they are a part.
    """
    # A code may be joined to other words, but in a path it is what a board or a folder is called.
    words = text if "\\" in text or "://" in text else re.sub(r"[_/]", " ", text)
    if inferred_maker(text) or has_number_of_a_radio(words) or refers_elsewhere(text) or _FCC_ID.search(text):
        return True
    is_sentence = len(text.split()) > NAME_LENGTH and names_a_radio(text)
    return is_sentence or is_a_maker_of_radios(text) or names_a_makers_radio(text)


def parts_beside(sheet: Sheet, known: frozenset[str]) -> int:
    """Return how many rows of a log, an order or a specification are radios of which no word is `known`, in other worksheets."""
    rows = [
        [word for cell in cells for word in cell.split() if has_number_of_a_radio(word)]
        for cells in first_rows(sheet)
        if (places_a_radio(cells) or any(map(is_name_of_a_radio, cells)))
        and not any(_DAY.match(clean(cell)) for cell in cells)
    ]
    return sum(bool(words) and known.isdisjoint(words) for words in rows)


def is_name_of_a_radio(text: str) -> bool:
    """Tell whether a text is the number of a radio and nothing else but its maker: no sentence about one."""
    others = " ".join(word for word in text.split() if not has_number_of_a_radio(word))
    return has_number_of_a_radio(text) and (not others or is_a_maker_of_radios(others))


def headings_seen(sheet: Sheet) -> str:
    """Describe the row that looks most like headings, for the person who has to rename them."""
    rows = [sheet.row(number) for number in range(min(len(sheet.cells), 60))]
    row = max(range(len(rows)), key=lambda r: sum(bool(cell.strip()) for cell in rows[r]))
    cells = [clean(cell)[:40] for cell in rows[row] if cell.strip()]
    more = f" and {len(cells) - 12} more" if len(cells) > 12 else ""
    return f"{sheet.row_address(row)} has {', '.join(map(quoted, cells[:12]))}{more}"
