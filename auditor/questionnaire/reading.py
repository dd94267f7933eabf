"""Reads a request that came back, cell by cell: only what was asked, as it was sent, and as a person sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile
from auditor.provenance import Stated
from auditor.questionnaire.answers import (
    DO_NOT_KNOW,
    AnswerError,
    answer,
    asked_of_company,
    asked_of_part,
    full_date,
    is_not_known,
    signer,
    title,
)
from auditor.questionnaire.filled import Filled, Signature, wrong
from auditor.questionnaire.identity import AGAIN, cell_text, identity_of
from auditor.questionnaire.locked import LockedTexts
from auditor.questionnaire.request import IDENTITY, OWNERS, Part
from auditor.questionnaire.seen.sheets import SheetLook
from auditor.questionnaire.seen.workbooks import Looks, looks_of
from auditor.questionnaire.sent import SentRequests
from auditor.questionnaire.workbook import (
    COMPANY,
    COMPLETE,
    COVER,
    HIDDEN,
    HOLDER,
    HOLDER_COLUMNS,
    HOLDERS,
    MARK,
    PARTS,
    SIGNED,
)
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.sheets import Sheet
from bom_parsers.tables.workbooks import COMPOUND_FILE

CHANGED = "changed-request"  # the kind of problem of a workbook that is not as it was sent
SAVE_AS = "open it in a spreadsheet program and save it as XLSX, without a password"
UNSEEN_ANSWER = "unseen-answer"  # of one that is not seen as it is stored
_SUMMARY = "This document was exported from Numbers"  # a sheet that Apple's program adds
_IN_SIGHT = "an answer that is seen as it is stored; not read"
_SHIFTED = re.compile(r"^\s*\n|\s{10,}\S|\n\s*\n\s*\S")  # blanks that push the rest out of the cell
MOST_ROWS = 100_000
MOST_CHANGED = (
    6  # texts, rows and columns that are not as they were sent, beyond which the sheets are of another workbook
)
MOST_BYTES = 20 * 2**20  # a filled request is a few kilobytes


def read_filled(file: InputFile, sent: SentRequests) -> Filled:
    """Read a filled request. Raises InputError for a file that answers none of the requests `sent`, or one that was replaced."""
    path, data = file.path, file.data
    _check_kind(data, path)
    from bom_parsers.tables.workbooks import read_xlsx_sheets

    try:
        looks = looks_of(data)
    except ValueError as error:
        found_is = f"a workbook whose sheets cannot be looked at as a person does ({error})"
        raise InputError(path, "", found_is, "a filled request", AGAIN) from error
    sheets: dict[str, list[Sheet]] = {}
    for columns in read_xlsx_sheets(data, path):
        sheet = replace(columns, cells=list(columns.cells))  # rows, for each is looked at several times
        if len(sheet.cells) > MOST_ROWS:
            raise InputError(path, sheet.name, f"{len(sheet.cells):,} rows", f"at most {MOST_ROWS:,}", AGAIN)
        if len(sheet.cells):
            sheets.setdefault(cell_text(sheet, 0, 0), []).append(sheet)
    answered, request, shown = identity_of(path, sheets.get(HIDDEN, []), sent)
    filled = Filled(file, request, answered.id)
    _strangers(filled, looks, sheets)
    for mark, read in ((COVER, _Reader.cover), (PARTS, _Reader.parts), (COMPANY, _Reader.company)):
        marked, kind = sheets.get(mark, []), mark.removeprefix(MARK)
        if len(marked) == 1:
            look = looks.sheets[marked[0].name]
            if _is_in_sight(filled, look):
                texts = json.loads(shown).get(mark, [])
                read(_Reader(filled, look, LockedTexts(marked[0], mark, texts)), marked[0])
        elif marked:
            several = f"{len(marked)} sheets about the {kind}: {', '.join(quoted(sheet.name) for sheet in marked)}"
            expected = "one, the others deleted; none of them is read"
            filled.problems.append(wrong(filled.at(kind.title()), several, expected, CHANGED))
        elif mark == COVER or (filled.request.parts if mark == PARTS else filled.request.company):
            expected = "the sheet that was sent, with nothing put above its first row"
            filled.problems.append(wrong(filled.at(kind.title()), f"no sheet about the {kind}", expected, CHANGED))
    return _unless_of_another(filled)


def _unless_of_another(filled: Filled) -> Filled:
    """Return what was read, or nothing of it, with one problem, where the hidden sheet stands in another workbook."""
    changed = [problem for problem in filled.problems if problem.kind == CHANGED]
    if filled.signature is not None or len(changed) <= MOST_CHANGED:
        return filled
    first = changed[0].source.pointer
    found_is = (
        f"{len(changed)} texts, rows and columns that were not sent with the request {filled.id}, the first at {first}"
    )
    expected = (
        f"the sheets that were sent with it to {quoted(filled.request.supplier)}; nothing of the workbook is read"
    )
    return Filled(
        filled.file, filled.request, filled.id, problems=[wrong(filled.at("workbook"), found_is, expected, CHANGED)]
    )


def _is_in_sight(filled: Filled, look: SheetLook) -> bool:
    """Tell whether a sheet can be read: it is shown, and nothing lies over it."""
    hidden = "a hidden sheet" if look.is_hidden else next(iter(look.over), "")
    if hidden:
        expected = "the sheet as it was sent, shown and with nothing over its cells; it is not read"
        filled.problems.append(wrong(filled.at(look.name), hidden, expected, UNSEEN_ANSWER))
    return not hidden


def _strangers(filled: Filled, looks: Looks, sheets: Mapping[str, Sequence[Sheet]]) -> None:
    """Report the sheets that were not sent, and what the workbook takes from other files: neither is read."""
    ours = {sheet.name for mark in (COVER, PARTS, COMPANY, HIDDEN) for sheet in sheets.get(mark, [])}
    filled_in = {sheet.name: sheet for same in sheets.values() for sheet in same}
    for called, look in looks.sheets.items():
        sheet = filled_in.get(called)
        is_summary = sheet is not None and any(text.startswith(_SUMMARY) for row in sheet.rows[:5] for text in row)
        if called not in ours and not is_summary and (sheet or look.over or look.is_hidden):
            kind = "a hidden sheet" if look.is_hidden else "a sheet"
            filled.problems.append(
                wrong(filled.at(called), f"{kind} that was not sent", "the sheets that were sent", CHANGED)
            )
    for link in looks.links:
        filled.problems.append(wrong(filled.at("workbook"), link, "values, and nothing from other files", CHANGED))


def _check_kind(data: bytes, path: Path) -> None:
    """Raise InputError for what a filled request is saved as by mistake."""
    found, remedy = "a file that is no XLSX workbook", AGAIN
    if data.startswith(COMPOUND_FILE):
        found, remedy = "an old Excel workbook (XLS), or one with a password", SAVE_AS
    elif b"opendocument" in data[:200]:
        found, remedy = "an OpenDocument workbook (ODS)", SAVE_AS
    elif len(data) <= MOST_BYTES and data.startswith(b"PK\x03\x04"):
        return
    raise InputError(path, "", found, "a filled request", remedy)


class _Reader:
    """Reads the sheets of one filled request; what is wrong costs its cell, or its row where the row's identity changed."""

    def __init__(self, filled: Filled, look: SheetLook, texts: LockedTexts) -> None:
        self.filled, self.look, self.texts = filled, look, texts

    def cover(self, sheet: Sheet) -> None:
        """Read who signed."""
        reads: dict[str, Callable[[str], Any]] = {"signer": signer, "title": title, "signed_on": full_date}
        rows = _places(cell_text(sheet, r, 0) for r in range(len(sheet.cells)))
        signed: dict[str, Any] = {}
        for key, row in self.each(sheet.name, rows, "row", SIGNED).items():
            if not cell_text(sheet, row, 2):
                self.wrong(sheet.address(row, 2), "no signature: a blank cell", f"{SIGNED[key].lower()} of who signs")
            elif (value := self.read(sheet, row, 2, reads[key])) is not None:
                signed[key] = value.value
        answers = {(row, 2) for key in SIGNED for row in rows.get(key, ())}
        changed = self.locked(sheet, range(len(sheet.cells)), answers)
        for text in self.texts.missing()[:1]:
            self.wrong(
                sheet.name, "a cover without a text that was sent", f"{quoted(text[:80])}; it is not signed", CHANGED
            )
            changed.add((0, 0))
        if len(signed) == len(reads) and not changed:
            self.filled.signature = Signature(signed["signer"], signed["title"], signed["signed_on"])

    def parts(self, sheet: Sheet) -> None:
        """Read the answers about parts: rows by their key, columns by the fact in the hidden first row."""
        columns = _places(sheet.row(0))
        asked = {fact: asked_of_part(fact) for part in self.filled.request.parts for fact in part.facts}
        headings = {fact: quoted(question.heading) for fact, question in asked.items() if question}
        answers = self.each(sheet.name, columns, "column", headings)
        above = [r for r in range(1, min(3, len(sheet.cells))) if not cell_text(sheet, r, 0)]
        changed = {column for _, column in self.locked(sheet, above, ())}
        lost = {fact for fact, column in answers.items() if column in changed}
        doubled = [column for fact in headings.keys() - answers.keys() for column in columns.get(fact, ())]
        identity = {key: columns[key][0] for key in IDENTITY if key in columns}
        rows = _places(cell_text(sheet, r, 0) for r in range(len(sheet.cells)))
        known: dict[int, Container[int]] = {}
        for part in self.filled.request.parts:
            row = self.only(sheet.name, rows, part.key, "row", quoted(part.identity[0]))
            if row is not None and self._same(sheet, row, part, identity):
                of_it = {fact: answers[fact] for fact in part.facts if fact in answers}
                self._of_part(sheet, row, part, {fact: column for fact, column in of_it.items() if fact not in lost})
                known[row] = {0, *identity.values(), *of_it.values(), *doubled}
        self._nothing_else(sheet, known)
        self._no_other_rows(sheet, rows)

    def _no_other_rows(self, sheet: Sheet, rows: Mapping[str, Sequence[int]]) -> None:
        known = {PARTS, *(part.key for part in self.filled.request.parts)}
        for key, extra in rows.items():
            filled = [r for r in extra if (key or r >= 3) and any(sheet.row(r))]
            if filled and key not in known:
                named = f", {quoted(key[:40])}" if key else ""
                expected = "only the rows that were sent"
                self.wrong(sheet.row_address(filled[0]), f"a row that was not sent{named}", expected, CHANGED)

    def _same(self, sheet: Sheet, row: int, part: Part, columns: Mapping[str, int]) -> bool:
        for key, text in zip(IDENTITY, part.identity, strict=True):
            column = columns.get(key)
            now = "" if column is None else " ".join(cell_text(sheet, row, column).split())
            place = sheet.row_address(row) if column is None else sheet.address(row, column)
            why = "" if column is None else self.unseen(sheet, row, column)
            if why or now != text or (column is not None and self.is_formula(sheet, row, column)):
                expected = f"{quoted(text)}, as it was sent; the row is not read"
                self.wrong(place, f"{quoted(now)} {why or 'in a locked cell'}", expected, CHANGED)
                return False
        return True

    def _of_part(self, sheet: Sheet, row: int, part: Part, columns: Mapping[str, int]) -> None:
        before = len(self.filled.problems)
        for fact, column in columns.items():
            question = asked_of_part(fact)
            if question and (given := self.read(sheet, row, column, lambda t, q=question: answer(q, t))):  # type: ignore[misc]
                self.filled.parts.setdefault(part, {})[fact] = given
        self.filled.of_parts += self.filled.problems[before:]

    def _nothing_else(self, sheet: Sheet, known: Mapping[int, Container[int]]) -> None:
        """Report the texts in the rows of `known` that are in none of its columns: a remark there may take an answer back."""
        by_column: dict[int, list[tuple[int, str]]] = {}
        for row, columns in known.items():
            for column, text in enumerate(sheet.row(row)):
                if column not in columns and text.strip():
                    by_column.setdefault(column, []).append((row, text.strip()))
        self._not_asked(sheet, by_column)

    def _not_asked(self, sheet: Sheet, by_column: Mapping[int, list[tuple[int, str]]]) -> None:
        """Report rows and texts where nothing is asked, once for each column."""
        for column, [(row, text), *others] in by_column.items():
            more = f", and {len(others):,} more below" if others else ""
            expected = "nothing, for nothing is asked there; not read"
            self.wrong(sheet.address(row, column), f"{quoted(text[:80])}{more}", expected)

    def company(self, sheet: Sheet) -> None:
        """Read the answers about the company itself, and the table of its holders as it is written."""
        rows = _places(cell_text(sheet, r, 0) for r in range(len(sheet.cells)))
        wanted = self.filled.request.company
        asked = {fact: question for fact in wanted if (question := asked_of_company(fact))}
        headings = {fact: quoted(question.heading) for fact, question in asked.items()}
        changed = self._changed_of_company(sheet, rows)
        for fact, row in self.each(sheet.name, rows, "row", headings).items():
            given = None if row in changed else self.read(sheet, row, 2, lambda t, q=asked[fact]: answer(q, t))  # type: ignore[misc]
            if given:
                self.filled.company[fact] = given
        if OWNERS in wanted:
            table = {
                "complete": "whether the table of holders is complete",
                HOLDERS: "the headings of the table of holders",
            }
            rows_of_table = self.each(sheet.name, rows, "row", table)
            is_whole = len(rows_of_table) == len(table) and not changed - {
                row for fact in asked for row in rows.get(fact, ())
            }
            if is_whole and self._holders(sheet, rows_of_table[HOLDERS]):
                self.filled.complete = self.read(sheet, rows_of_table["complete"], 2, _complete)

    def _changed_of_company(self, sheet: Sheet, rows: Mapping[str, Sequence[int]]) -> set[int]:
        """Return the rows above the holders in which a text is not as it was sent."""
        heading = rows.get(HOLDERS, [len(sheet.cells)])[0]
        keys = {r: cell_text(sheet, r, 0) for r in range(min(heading + 3, len(sheet.cells)))}
        above = [r for r, key in keys.items() if r != heading and not key.startswith(HOLDER)]
        answers = {(r, 2) for r in above if keys[r] and keys[r] != COMPANY}
        return {row for row, _ in self.locked(sheet, above, answers)}

    def _holders(self, sheet: Sheet, heading: int) -> bool:
        """Read the rows of the table of holders, wherever they are now; tell whether all of its columns are there."""
        headings = {key: quoted(text) for key, (text, _, _) in HOLDER_COLUMNS.items()}
        columns = self.each(sheet.name, _places(sheet.row(heading)), "column", headings)
        if len(columns) < len(headings):
            return False
        known: dict[int, Container[int]] = {}
        for r in range(len(sheet.cells)):
            # Below the hidden row with the columns are two rows of headings, unless they were deleted.
            is_sent = cell_text(sheet, r, 0).startswith(HOLDER)
            if not is_sent and r <= heading + 2:
                continue
            row = {key: given for key, column in columns.items() if (given := self._of_holder(sheet, r, column))}
            if not is_sent and len(row) == 1:
                [alone] = row.values()
                remedy = "holders in the yellow rows, and no remark; not read"
                self.filled.problems.append(wrong(alone.source, quoted(alone.value), remedy))
                row = {
                    "name": replace(alone, value=None)
                }  # so that the table, whatever the remark says, counts as open
            self.filled.holders += [row] if row else []
            known[r] = {0, *columns.values()}
        self._nothing_else(sheet, known)
        return True

    def _of_holder(self, sheet: Sheet, row: int, column: int) -> Stated | None:
        """Return what a cell of the table says, None in it where that is not known; None for a blank cell."""
        text = " ".join(cell_text(sheet, row, column).split())
        place = sheet.address(row, column)
        if self.is_formula(sheet, row, column):
            self.wrong(place, "a formula", "a value")
            return Stated(None, self.filled.at(place))
        if not self.is_seen(sheet, row, column):
            return Stated(None, self.filled.at(place))
        if text and is_not_known(text):
            self.filled.unknown += 1
            return Stated(None, self.filled.at(place))
        return Stated(text, self.filled.at(place)) if text else None

    def read(self, sheet: Sheet, row: int, column: int, read: Callable[[str], Any]) -> Stated | None:
        """Return what a cell answers; None where it answers nothing, which is counted, or is wrong, which is a problem."""
        text, place = cell_text(sheet, row, column), sheet.address(row, column)
        if self.is_formula(sheet, row, column):
            self.wrong(place, "a formula", "a value")
            return None
        if not text:
            self.filled.blank += 1
            return None
        if not self.is_seen(sheet, row, column):
            return None
        try:
            value = read(re.sub(r"^(\d{4}-\d\d-\d\d) 00:00:00$", r"\1", text))
        except AnswerError as error:
            self.wrong(place, error.found, error.expected)
            return None
        if value is None:
            self.filled.unknown += 1
            return None
        return Stated(value, self.filled.at(place))

    def is_formula(self, sheet: Sheet, row: int, column: int) -> bool:
        return (row + sheet.first_row, column + sheet.first_column) in self.look.formulas

    def unseen(self, sheet: Sheet, row: int, column: int) -> str:
        """Return why a person does not see a cell as it is stored; "" where it is seen, or blank."""
        cells = sheet.row(row)
        text = cells[column] if column < len(cells) else ""
        if not text.strip():
            return ""
        place = row + sheet.first_row, column + sheet.first_column
        return self.look.why_unseen(*place) or (
            "behind blanks that push it out of sight" if _SHIFTED.search(text) else ""
        )

    def is_seen(self, sheet: Sheet, row: int, column: int) -> bool:
        """Tell whether an answer is seen as it is stored; where it is not that is a problem."""
        why = self.unseen(sheet, row, column)
        if why:
            self.wrong(
                sheet.address(row, column),
                f"{quoted(cell_text(sheet, row, column)[:80])} {why}",
                _IN_SIGHT,
                UNSEEN_ANSWER,
            )
        return not why

    def locked(self, sheet: Sheet, rows: Iterable[int], answers: Container[tuple[int, int]]) -> set[tuple[int, int]]:
        """Report the texts of these rows, `answers` apart, that were not sent so, or are not seen; return where they stand of
        those in whose place another one was sent."""
        changed, missing = set(), set(self.texts.missing())
        by_column: dict[int, list[tuple[int, str]]] = {}
        for row in rows:
            for column, text in enumerate(sheet.row(row)):
                plain = " ".join(text.split())
                if not plain or not column or (row, column) in answers:
                    continue
                sent = self.texts.at(row, column)
                why = self.unseen(sheet, row, column) or ("a formula" if self.is_formula(sheet, row, column) else "")
                if plain in sent and not why:
                    continue
                place, words = sheet.address(row, column), quoted(plain[:80])
                if sent:
                    changed.add((row, column))
                    own = plain if plain in sent else next((text for text in sent if text in missing), sent[0])
                    expected = f"{quoted(own)}, as it was sent; what it asks is not read"
                    self.wrong(place, f"{words} {why or 'in a locked cell'}", expected, CHANGED)
                else:
                    by_column.setdefault(column, []).append((row, plain))
        self._not_asked(sheet, by_column)
        return changed

    def each(
        self, sheet: str, places: Mapping[str, Sequence[int]], kind: str, wanted: Mapping[str, str]
    ) -> dict[str, int]:
        """Return the one place of each key of `wanted`, which has their words; what has not one is a problem."""
        single = {key: self.only(sheet, places, key, kind, what) for key, what in wanted.items()}
        return {key: place for key, place in single.items() if place is not None}

    def only(self, sheet: str, places: Mapping[str, Sequence[int]], key: str, kind: str, what: str) -> int | None:
        """Return the one place of a key; None, and a problem, where it is missing or, as in a copy, there are several."""
        of_key = places.get(key, ())
        if len(of_key) == 1:
            return of_key[0]
        several = f"{len(of_key)} {kind}s" if of_key else f"no {kind}"
        self.wrong(sheet, f"{several} for {what}", f"the one {kind} that was sent", CHANGED)
        return None

    def wrong(self, pointer: str, found: str, expected: str, kind: str = "wrong-answer") -> None:
        self.filled.problems.append(wrong(self.filled.at(pointer), found, expected, kind))


def _places(keys: Iterable[str]) -> dict[str, list[int]]:
    """Return for each key where it stands."""
    by_key: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        by_key.setdefault(key.strip(), []).append(place)
    return by_key


def _complete(text: str) -> str | None:
    plain = " ".join(text.split()).casefold().rstrip(" .")
    if is_not_known(text):
        return None
    if plain not in COMPLETE:
        raise AnswerError(quoted(text), f"one of {', '.join(COMPLETE)}, or {DO_NOT_KNOW}")
    return COMPLETE[plain]
