"""Comments on cells of a table, and formulas with texts in them: properties of the part whose row they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bom_parsers.errors import quoted
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.rows.left_out import has_number_of_a_radio
from bom_parsers.hbom.rows.row import Frames
from bom_parsers.tables.sheets import COMMENT, Sheet


def add_remarks(sheets: Iterable[Sheet], refs: Collection[str], out: Frames) -> None:
    """Add what stands beside the cells of parts, whose refs are given, as properties of these; elsewhere it says nothing, unless
    it has the number of a radio, which is a problem."""
    known = set(refs)
    for sheet in sheets:
        for remark in sheet.remarks:
            ref = sheet.ref(remark.row)
            address = sheet.address(remark.row, remark.column)
            if ref in known:
                out.properties.add(ref=ref, name=remark.kind, value=clean(remark.text), pointer=address)
            elif has_number_of_a_radio(remark.text):
                what = "a comment" if remark.kind == COMMENT else "a formula"
                message = f"{what} where no part stands, {quoted(clean(remark.text), 80)}, is not read"
                out.problem("text-left-out", "warning", message, address)
