"""Which request a workbook that came back answers: by the id and the code in its hidden sheet, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.questionnaire.request import Request, request_of
from auditor.questionnaire.sent import SentRequest, SentRequests
from auditor.questionnaire.workbook import CODE, CONTENT, HIDDEN, SHOWN
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.sheets import Sheet

AGAIN = "send the file that `icts request` wrote, filled and saved as XLSX"


def identity_of(path: Path, sheets: Sequence[Sheet], sent: SentRequests) -> tuple[SentRequest, Request, str]:
    """Return which request a workbook answers, what was asked, and the texts that were shown, as its hidden sheet has them.

    Raises InputError where that sheet is not one that was sent: each reason by its name.
    """
    if not sheets:
        raise InputError(path, "", "a workbook that is no request of ours", "a filled request", AGAIN)
    if len(sheets) > 1:
        raise InputError(
            path, "", "sheets of several requests", "a filled request", "send each request as a file of its own"
        )
    sheet = sheets[0]
    held: dict[str, str] = {}
    for row in range(len(sheet.cells)):
        held[cell_text(sheet, row, 0)] = held.get(cell_text(sheet, row, 0), "") + cell_text(sheet, row, 1)
    id, content, shown = held[HIDDEN], held.get(CONTENT, ""), held.get(SHOWN, "")
    changed = InputError(path, sheet.name, "a hidden identity that was changed", "the one that was sent", AGAIN)
    try:
        request = request_of(content)
    except ValueError as error:
        raise changed from error
    answered = sent.find(id)
    of = f"a request to {quoted(request.supplier)} about the program {quoted(request.program)}"
    if CODE not in held:
        found_is, expected = (
            f"{of} without an authentication code",
            "a request with the code that `icts request` writes",
        )
        raise InputError(path, sheet.name, found_is, expected, "send the supplier a new request")
    if answered is None:
        found_is, expected = f"{of} that was never sent: id {quoted(id, 40)}", f"an id of {sent.file.label}"
        raise InputError(path, sheet.name, found_is, expected, "name its file with --requests, or send a new request")
    if not answered.fits(held[CODE], content, shown):
        found_is = f"{of} whose authentication code does not fit: forged, or changed after it was sent"
        expected = f"what was sent to {quoted(answered.supplier)} about {quoted(answered.program)} as {answered.id}"
        raise InputError(path, sheet.name, found_is, expected, "ask the supplier to fill in the file that was sent")
    if not answered.is_of(request):
        kept = f"{sent.file.label} keeps {answered.id} as sent to {quoted(answered.supplier, 80)}"
        expected = f"{kept} about {quoted(answered.program, 80)}, with the questions that it has"
        remedy = f"restore {sent.file.label} from your copy: it was changed after the request was sent"
        raise InputError(path, sheet.name, of, expected, remedy)
    if answered.replaced_by:
        found_is = f"an answer to the request {answered.id}, which a later one to {quoted(answered.supplier)} replaced"
        expected = f"an answer to {answered.replaced_by}"
        raise InputError(path, sheet.name, found_is, expected, "ask the supplier to fill in the newer one")
    return answered, request, shown


def cell_text(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell's text by its place in the worksheet, "" where there is none."""
    cells = sheet.row(row)
    return cells[column].strip() if column < len(cells) else ""
