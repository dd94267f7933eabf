"""What stands beside the values of cells, such as comments and formulas: properties of the part whose row they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bom_parsers.errors import counted, quoted
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.rows.left_out import has_number_of_a_radio, is_of_a_radio
from bom_parsers.hbom.rows.row import Frames
from bom_parsers.hbom.unheaded_sheets import is_hint_of_a_part
from bom_parsers.tables.sheets import COMMENT, DRAWING, FORMULA, SHOWN, SHOWN_INSTEAD, UNREAD, Remark, Sheet

KINDS = {COMMENT: "a comment", FORMULA: "a formula", DRAWING: "a drawing", SHOWN: "what a cell shows with its value"}
MOST_SHOWN = 20  # places that are named


def add_remarks(sheets: Iterable[Sheet], refs: Collection[str], out: Frames) -> None:
    """Add what stands beside the cells of parts, whose refs are given, as properties of these; elsewhere it says nothing, unless
    it has the number of a radio, which is a problem. What a cell shows in place of its value is a problem everywhere."""
    known = set(refs)
    for sheet in sheets:
        instead = [remark for remark in sheet.remarks if remark.kind == SHOWN_INSTEAD]
        for remark in sheet.remarks:
            if remark.kind == UNREAD:
                message = (
                    f"formats, comments or drawings of the workbook cannot be read ({remark.text}), nor what they show"
                )
                out.problem("text-left-out", "warning", message, "")
                continue
            ref, text = sheet.ref(remark.row), clean(remark.text)
            address = sheet.address(remark.row, remark.column)
            is_of_part = ref in known and remark.kind != DRAWING
            if is_of_part and (remark.kind != SHOWN or is_of_a_radio([text])):
                name = SHOWN if remark.kind == SHOWN_INSTEAD else remark.kind
                out.properties.add(ref=ref, name=name, value=text, pointer=address)
            elif not is_of_part and remark.kind != SHOWN_INSTEAD and is_lost(remark):
                message = f"{KINDS[remark.kind]} where no part stands, {quoted(text, 80)}, is not read"
                out.problem("text-left-out", "warning", message, address)
        for remark in instead[:MOST_SHOWN]:
            message = f"the cell shows {quoted(clean(remark.text), 80)} in place of its value; the value is read"
            out.problem("odd-value", "warning", message, sheet.address(remark.row, remark.column))
        if more := instead[MOST_SHOWN:]:
            further = counted(len(more), "further cell shows", "further cells show")
            message = f"{further} another text than the value, which is read"
            out.problem("odd-value", "warning", message, sheet.address(more[0].row, more[0].column))


def is_lost(remark: Remark) -> bool:
    """Tell whether a remark that is on no part may be one itself."""
    return has_number_of_a_radio(remark.text) or (remark.kind == DRAWING and is_hint_of_a_part(remark.text))
