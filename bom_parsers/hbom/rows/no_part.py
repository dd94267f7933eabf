"""Rows of a table of parts that are none: totals, postage, remarks, titles, second headings."""

from __future__ import annotations

import re
from functools import lru_cache

from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import is_nobody
from bom_parsers.hbom.headings.cell_shapes import is_order_code
from bom_parsers.hbom.headings.header import Header
from bom_parsers.hbom.headings.unknown_headings import is_other
from bom_parsers.hbom.headings.vocabulary import is_heading, vocabulary
from bom_parsers.hbom.makers_by_number import inferred_maker
from bom_parsers.hbom.rows.left_out import may_hide_a_part
from bom_parsers.hbom.rows.row import NAMES_IN_ORDER, NUMBERS, Cell, Row

_IDEOGRAPHS = re.compile("[\u3040-\u9fff\uac00-\ud7af]")


def why_no_part(row: Row, header: Header) -> tuple[str, str]:
    """Return why the row is no part, with the severity of leaving it out; ("", "") if it is one.

    What is known for a total, postage, a remark or a title loses nothing; a row that names something and is no part all the
    same may be one.
    """
    filled = sorted(row.all(), key=lambda cell: cell.column.index)
    named = [c for c in filled if c.column.field in NAMES_IN_ORDER and c.text.strip() not in ("0", "")]
    numbered = any(c.column.field in NUMBERS for c in named)
    if not row.sources and (why := why_beside_the_parts(row, filled, named, numbered)):
        return why
    if is_sentence_for_a_maker(row):
        return "a single cell, taken as a title", "warning"
    if not row.sources and is_second_heading(row, header, filled):
        return "a second row of headings", "info"
    if len(filled) == 1 and not numbered and len(header.fields) > 2 and not is_code(filled[0].text):
        return "a single cell, taken as a title", severity_of_title(filled[0])
    if not named and not row.sources and not unheaded_names(row):
        return "no part is named in this row", "warning" if any(c.isalpha() for f in filled for c in f.text) else "info"
    return "", ""


def is_sentence_for_a_maker(row: Row) -> bool:
    """Tell whether the row's one cell stands below the maker's heading and is a sentence that may hide a part."""
    cells = list(row.all())
    words = cells[0].text.split() if len(cells) == 1 and cells[0].column.field == "manufacturer" else []
    return len(words) > 3 and may_hide_a_part([cells[0].text])


def why_beside_the_parts(row: Row, filled: list[Cell], named: list[Cell], numbered: bool) -> tuple[str, str] | None:
    """Return why a row without maker and part number is a total, postage or a remark; None where it is not."""
    refdes = row.peek("refdes")
    placed = refdes and not any(is_one(refdes.text) for is_one in (is_total, is_charge, is_remark))
    if not placed:
        for is_one, why in ((is_total, "a total, no part"), (is_charge, "postage, a fee or a tax, no part")):
            if any(is_one(cell.text) for cell in filled):
                others = [c for c in named if not is_one(c.text) and not is_nobody(c.text) and has_letters(c.text)]
                return why, "warning" if others else "info"
    if numbered or any(is_code(cell.text) for cell in named):
        return None
    if filled and filled[0].text.rstrip().endswith((":", "：")):
        return "a remark, no part", "info"
    if not placed and any(is_remark(cell.text) for cell in filled):
        return "a remark, no part", "info"
    return None


def is_total(text: str) -> bool:
    """Tell whether the cell names a sum: "Total", "Subtotal:", "Total Qty." and the like."""
    return hbom_cells.is_total(text)


@lru_cache(maxsize=4096)
def is_charge(text: str) -> bool:
    """Tell whether the cell names what is paid beside the parts: "Shipping & handling", "送料", "VAT 19 %"."""
    if len(text) > 60:
        return False
    cells = vocabulary().cells
    bare = re.sub(r"[(（\[].*?[)）\]]", " ", text).strip(" :：").casefold()
    words = set(re.sub(r"[\W\d_]+", " ", bare).split())
    known = words and words <= cells["charges"] | cells["beside_charges"] and words & cells["charges"]
    return bool(known) or bare in cells["charge_texts"]


def is_remark(text: str) -> bool:
    """Tell whether the cell is the word that a remark stands beside: "NOTE", "Remarks:", "备注"."""
    return len(text) < 30 and re.sub(r"[\W\d_]+", " ", text).strip().casefold() in vocabulary().cells["remarks"]


def is_second_heading(row: Row, header: Header, filled: list[Cell]) -> bool:
    """Tell whether the row right below the headings goes on with them, as "Digi-Key" and "Mouser" below two of "SKU"."""
    sellers = vocabulary().cells["distributors"]
    return row.number == header.row + 1 and all(
        cell.text.strip().casefold() in sellers or is_heading(cell.text) for cell in filled
    )


def severity_of_title(cell: Cell) -> str:
    """Return how bad it is to take a single cell for a title: it is a loss where it may name a part, as words with a digit do."""
    text = cell.text.strip()
    if cell.column.field not in ("value", "name", "label", "description"):
        return "info"
    is_sentence = len(text.split()) > 5 or len(_IDEOGRAPHS.findall(text)) > 7 or text.endswith((".", "。", "!", "！"))
    return "info" if is_sentence or not any(c.isdigit() for c in text) else "warning"


def is_code(text: str) -> bool:
    """Tell whether a text can only be the number of a part."""
    return is_order_code(text.strip()) or bool(inferred_maker(text))


def has_letters(text: str) -> bool:
    """Tell whether a text has letters, as a name has."""
    return any(c.isalpha() for c in text)


def unheaded_names(row: Row) -> list[Cell]:
    """Return the cells that may name the part of a row with nothing in the columns that name parts, the best first.

    That is what stands below headings that mean nothing here, order codes before other texts, and last the package. A row
    without designator and number of pieces names nothing so.
    """
    if not row.peek("quantity") and not row.peek("refdes"):
        return []
    unknown = [c for c in row.all("") if not is_other(c.column) and ":" not in c.column.heading]
    cells = [*sorted(unknown, key=lambda cell: not is_code(cell.text)), *row.all("footprint")]
    return [cell for cell in cells if has_letters(cell.text) and not is_nobody(cell.text)]
