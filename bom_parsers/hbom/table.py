"""A hardware BOM in a table: one component for each row, and one for each further source of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from bom_parsers.bom import DEPENDENCIES, Bom, Rows, unique_refs
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.errors import counted, quoted
from bom_parsers.hbom import kinds
from bom_parsers.hbom.above_headings import rows_above_that_are_parts
from bom_parsers.hbom.assemblies import Part, Place, parents
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.columnwise import block as hbom_block
from bom_parsers.hbom.columnwise import plain_rows
from bom_parsers.hbom.headings.header import Header, aligned, may_be_aligned
from bom_parsers.hbom.headings.heading_rows import repeats_headings
from bom_parsers.hbom.headings.settling import settle
from bom_parsers.hbom.headings.unknown_headings import headings_not_known
from bom_parsers.hbom.rows.counts import (
    Stated,
    has_all_designators,
    report_counts,
    report_quantities,
    stated_above,
    stated_count,
    table_parts,
)
from bom_parsers.hbom.rows.left_out import has_number_of_a_radio, is_of_a_radio, may_hide_a_part
from bom_parsers.hbom.rows.merged import notes_on_formulas, with_merged_cells
from bom_parsers.hbom.rows.no_part import why_no_part
from bom_parsers.hbom.rows.part import (
    add_further_sources,
    add_part,
    add_shifted_part,
    continues,
    has_place,
    lists_sources,
)
from bom_parsers.hbom.rows.remarks import add_remarks
from bom_parsers.hbom.rows.row import Frames, Row
from bom_parsers.hbom.rows.shifted import SHIFTED, column_of, further_designators, only_designators, placed
from bom_parsers.hbom.rows.short import short_rows
from bom_parsers.hbom.sections import individual_parts
from bom_parsers.hbom.sheet_choice import bom_sheets
from bom_parsers.tables.cells import Cells, slices
from bom_parsers.tables.sheets import Sheet
from bom_parsers.tables.text import read_csv_sheets
from bom_parsers.tables.workbooks import read_ods_sheets, read_xls_sheets, read_xlsx_sheets

# From this many rows on it pays to lay a table out as columns; a table of few rows is read cell by cell in less time.
PLAIN_FROM = 250


@collector_off()
def read_xlsx(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read every worksheet of an Excel workbook that is a BOM; see read_sheets. Raises InputError."""
    return read_sheets(read_xlsx_sheets(data, path), path, name, sha256, "hbom-xlsx")


@collector_off()
def read_xls(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read every worksheet of an Excel 97 to 2003 workbook that is a BOM; see read_sheets. Raises InputError."""
    return read_sheets(read_xls_sheets(data, path), path, name, sha256, "hbom-xls")


@collector_off()
def read_ods(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read every worksheet of an OpenDocument spreadsheet that is a BOM; see read_sheets. Raises InputError."""
    return read_sheets(read_ods_sheets(data, path), path, name, sha256, "hbom-ods")


@collector_off()
def read_csv(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read a BOM in a text table of any usual encoding and delimiter; see read_sheets. Raises InputError."""
    return read_sheets(read_csv_sheets(data, path), path, name, sha256, "hbom-csv")


@dataclass
class Collected:
    """What has been read: rows cell by cell, and `pieces` of frames in the order of the table."""

    name: str
    rows: Frames = field(default_factory=Frames)
    pieces: dict[str, list[pl.DataFrame]] = field(
        default_factory=lambda: {"components": [], "parties": [], "properties": []}
    )
    parts: int = 0

    def add(self, frames: dict[str, pl.DataFrame]) -> None:
        """Take frames that come after the rows until now."""
        self.flush()
        for part, frame in frames.items():
            self.pieces[part].append(frame.select(pl.lit(self.name).alias("bom"), pl.exclude("row")))

    def table_parts(self, start: int) -> pl.DataFrame:
        """Return the parts of the pieces from `start` on; see table_parts."""
        self.flush()
        return table_parts(pl.concat(self.pieces["components"][start:]), pl.concat(self.pieces["properties"][start:]))

    def flush(self) -> None:
        """Make frames of the rows until now."""
        problems = self.rows.problems
        for part, frame in self.rows.frames(self.name).items():
            self.pieces[part].append(frame)
        self.rows = Frames(problems=problems)


def read_sheets(sheets: list[Sheet], path: Path, name: str, sha256: str, file_format: str) -> Bom:
    """Return the parts of all sheets that are BOMs.

    A part is a component of the kind that its row says, or else its headings (see kinds.py); a second source is a
    component of its own with the first as `parent` and a property "hbom:alternate-of"; a part left off the board has a
    property "hbom:fitted" = "no"; where no maker is named but the part number is of a known family, "hbom:inferred-maker"
    says whose; a column with an unknown heading is a property
    of that name. Raises InputError if no sheet has a BOM's headings.
    """
    collected = Collected(name)
    out = collected.rows
    names = [sheet.name for sheet in sheets]
    names = unique_refs(names, names, out.problems) if len(sheets) > 1 else names
    sheets = [replace(sheet, name=unique) for sheet, unique in zip(sheets, names, strict=True)]
    for sheet, header in bom_sheets(sheets, path, out):
        for note in sheet.notes:
            out.problem(*note)
        read_sheet(sheet, header, collected)
    collected.flush()
    if any(sheet.remarks for sheet in sheets):
        add_remarks(sheets, pl.concat(collected.pieces["components"])["ref"], collected.rows)
        collected.flush()
    frames = {part: pl.concat(pieces) for part, pieces in collected.pieces.items()}
    report_quantities(frames["components"], collected.rows)
    problems = collected.rows.problems.frame(name)
    dependencies = Rows(DEPENDENCIES).frame(name)
    return Bom(
        name,
        file_format,
        "",
        sha256,
        None,
        None,
        **frames,
        dependencies=dependencies,
        problems=problems,
        created=None,
        authors=(),
    )


def headings_again(heading: Header) -> tuple[str, str]:
    """Return severity and message of a further row of headings: one that has an order code may be a part itself."""
    message = "the headings are repeated or change here"
    code = next((column.heading for column in heading.columns if has_number_of_a_radio(column.heading)), "")
    return ("warning", f"{message}, and {quoted(clean(code), 60)} stands among them") if code else ("info", message)


def read_sheet(sheet: Sheet, header: Header, collected: Collected) -> None:
    """Add the sheet's parts to what has been read, and to its problems what is no part."""
    out = collected.rows
    for note in notes_on_formulas(sheet, header):
        out.problem(*note)
    sheet = with_merged_cells(sheet, header)
    columns = reads_as_columns(sheet, header)
    headers = [header, *headers_below(sheet, header, columns)]
    blocks = list(zip(headers, [*(h.row for h in headers[1:]), len(sheet.cells)], strict=True))
    repeated = individual_parts(sheet, blocks, out)
    collected.flush()
    pieces = len(collected.pieces["components"])
    before, tally, tree = collected.parts, Tally(), list[Place]()
    for number, (heading, end) in enumerate(blocks):
        if number:
            collected.rows.problem("headings-again", *headings_again(heading), sheet.row_address(heading.row))
        settled, notes = settle(heading, sheet, end)
        above = list[int]()
        if not number:
            above = rows_above_that_are_parts(sheet, settled, collected.rows)
            tally.stated += stated_above(sheet, settled, above)
        if heading.row == repeated:
            continue
        for note in [*notes, *kinds.notes_on_software(settled, sheet), *headings_not_known(settled, sheet)]:
            collected.rows.problem(*note)
        read_block(sheet, settled, above, collected, tally, tree)
        read_below(sheet, settled, end, columns and not may_be_aligned(settled), collected, tally, tree)
    if tally.stated and "level" not in header.fields:  # pieces of pieces are counted in more than one way
        report_counts(tally.stated, collected.table_parts(pieces), collected.rows)
    tally.report(sheet, header, collected.parts - before, collected.rows)
    if collected.parts == before:
        message = "there are headings but no part below them"
        collected.rows.problem("no-components", "warning", message, sheet.row_address(header.row))


def headers_below(sheet: Sheet, header: Header, columns: bool) -> list[Header]:
    """Return the heading rows below the first, where a table begins again or changes its columns."""
    headers = [header]
    for number in hbom_block.heading_rows(sheet, header) if columns else range(header.row + 1, len(sheet.cells)):
        again = repeats_headings(number, aligned(sheet.row(number), headers[-1]), headers[-1])
        if again:
            headers.append(again)
    return headers[1:]


def reads_as_columns(sheet: Sheet, header: Header) -> bool:
    """Tell whether the rows below the headings are many, and regular enough to be read column by column."""
    # A kind of sheet with addresses of its own, such as a netlist, cannot have them made column by column.
    many = type(sheet) is Sheet and len(sheet.cells) - header.row > PLAIN_FROM
    return many and not may_be_aligned(header) and hbom_block.fits(sheet, header)


@dataclass
class Tally:
    """What is reported once for all rows of its kind."""

    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    continued: list[int] = field(default_factory=list)
    continuing: tuple[int, Row] | None = None  # the last row that continues a part, and that part
    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    designators: list[int] = field(default_factory=list)  # rows that go on with those of the part above them
    cut: list[int] = field(default_factory=list)  # designators alone, below a part that has all of its own
    joined: list[int] = field(default_factory=list)  # rows whose designators stood in several cells
    shifted: list[int] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)  # how many parts the table says it has

    def take(self, row: Row, how: str, width: int) -> None:
        """Take in a row that is a part, and whose headings are `width` columns."""
        if row.sheet.lines is not None and len(row.cells) < width:
            self.short.append(row.number)
        if any(cell.strip() for cell in row.cells[width:]):
            self.long.append(row.number)
        if how:
            self.joined.append(row.number)

    def report(self, sheet: Sheet, header: Header, parts: int, out: Frames) -> None:
        """Report the rows of another length than the headings, and those that are no parts; `parts` is how many are."""
        blank, cut = short_rows(sheet, header, sorted(self.short), parts)
        for severity, rows, what in (
            ("info", blank, "fewer cells than there are headings; the last columns, which name no part, are left out"),
            ("warning", cut, "fewer cells than there are headings"),
            ("warning", self.long, "cells beyond the last heading"),
            (
                "warning",
                self.joined,
                "designators without quotes, which took the cells of others; they were put together",
            ),
            ("warning", self.cut, "designators and nothing else, and the part above has all of its own"),
            ("warning", self.shifted, "cells that are not below their headings; they are read as one text"),
        ):
            if rows:
                places = [sheet.row_address(number) for number in sorted(rows)]
                more = f" ({', '.join(places[:5])}{', ...' if len(places) > 5 else ''})"
                out.problem(
                    "uneven-row", severity, f"{counted(len(places), 'row has', 'rows have')} {what}{more}", places[0]
                )
        if self.continued:
            message = counted(
                len(self.continued),
                "row names further sources of the part above it",
                "rows name further sources of the part above them",
            )
            out.problem("continuing-row", "info", message, sheet.row_address(min(self.continued)))
        if self.designators:
            message = counted(
                len(self.designators),
                "row goes on with the designators of the part above it",
                "rows go on with the designators of the part above them",
            )
            out.problem("continuing-row", "info", message, sheet.row_address(min(self.designators)))
        for (singular, plural), number in self.skipped.items():
            message = f"{counted(number, singular, plural)} below the headings"
            out.problem("row-left-out", "info", message, sheet.row_address(header.row))


def read_below(
    sheet: Sheet, header: Header, end: int, columns: bool, collected: Collected, tally: Tally, tree: list[Place]
) -> None:
    """Add the parts between one heading row and the next, or the end; column by column where they are many and `columns`."""
    start = header.row + 1
    many = columns and end - start >= PLAIN_FROM
    in_tree = many and hbom_block.may_have_tree(sheet, header, end)
    for begin, until in slices(start, end) if many else [(start, end)]:
        if many and until - begin >= PLAIN_FROM:
            block = hbom_block.Block(sheet, header, begin, until)
            read_large_block(block, collected, tally, tree if in_tree else None)
        else:
            read_block(sheet, header, range(begin, until), collected, tally, tree)
        if isinstance(sheet.cells, Cells):
            sheet.cells.forget(begin)  # a row may continue the part above it, but none further up


def read_block(
    sheet: Sheet, header: Header, numbers: Sequence[int], collected: Collected, tally: Tally, tree: list[Place]
) -> None:
    """Add the parts of some rows, cell by cell."""
    components = collected.rows.components.columns
    before = len(components["ref"])
    parts = read_rows(sheet, header, numbers, collected.rows, tally)
    above = dict(zip((part.ref for part in parts), parents(parts, tree), strict=True))
    for place in range(before, len(components["ref"])):
        components["parent"][place] = components["parent"][place] or above.get(components["ref"][place])
    collected.parts += len(parts)


def read_large_block(block: hbom_block.Block, collected: Collected, tally: Tally, tree: list[Place] | None) -> None:
    """Add the parts of many rows: the plain ones column by column, the others cell by cell, and all in the table's order.

    `tree` are the open assemblies; None where the table has none.
    """
    sheet, header = block.sheet, block.header
    plain = plain_rows.plain_rows(block)
    frames = plain_rows.frames(block, plain)
    others, order = Frames(problems=collected.rows.problems), dict[str, list[int]]((part, []) for part in frames)
    parts = []
    is_blank = pl.all_horizontal(pl.col(block.raw.columns).is_null())
    filled = block.cells.filter(~plain).filter(~is_blank)["row"].to_list()  # there may be a million blank ones
    if blank := block.cells.height - int(plain.sum()) - len(filled):
        tally.skipped["blank row", "blank rows"] += blank
    for number in filled:
        parts += read_rows(sheet, header, [number], others, tally)
        for part, rows in order.items():
            rows.extend([number] * (len(getattr(others, part)) - len(rows)))
    if len(others.components):
        for part, frame in others.frames(collected.name).items():
            made = frame.drop("bom").select(pl.Series("row", order[part], pl.UInt32), pl.all())
            frames[part] = pl.concat([frames[part], made]).sort("row", maintain_order=True)
    tally.short += plain_rows.short_rows(block, plain)
    if tree is not None:
        fill_in_parents(block, plain, parts, frames, tree)
    collected.add(frames)
    collected.parts += int(plain.sum()) + len(parts)


def fill_in_parents(
    block: hbom_block.Block, plain: pl.Series, others: list[Part], frames: dict[str, pl.DataFrame], tree: list[Place]
) -> None:
    """Fill in the parents of a block's components, where levels or dotted item numbers make a tree."""
    parts = sorted([*plain_rows.parts(block, plain), *others], key=lambda part: part.row)
    above = pl.DataFrame(
        {"ref": [part.ref for part in parts], "above": parents(parts, tree)}, {"ref": pl.String, "above": pl.String}
    )
    joined = frames["components"].join(above, on="ref", how="left", maintain_order="left")
    frames["components"] = joined.with_columns(pl.coalesce("parent", "above").alias("parent")).drop("above")


def read_rows(sheet: Sheet, header: Header, numbers: Iterable[int], out: Frames, tally: Tally) -> list[Part]:
    """Add the parts in some rows, cell by cell; return where they stand in the tree."""
    parts, width, refdes = (
        [],
        max((c.index + 1 for c in header.columns if c.heading), default=0),
        column_of(header, "refdes"),
    )
    for number in numbers:
        standing = placed(aligned(sheet.row(number), header), header)
        cells = standing.cells
        if not any(cell.strip() for cell in cells):
            tally.skipped["blank row", "blank rows"] += 1
            continue
        if refdes is not None and only_designators(cells, refdes) and (before := part_before(sheet, header, number)):
            (tally.cut if has_all_designators(before) else tally.designators).append(number)
            continue
        row = Row(sheet, number, header, cells, further_designators(sheet, number, refdes))
        if standing.how == SHIFTED:
            add_shifted_part(row, out)
            tally.shifted.append(number)
            continue
        part = part_above(row, tally) if continues(row) and lists_sources(row, bool(tally.continued)) else None
        if part:
            add_further_sources(row, part, out)
            tally.continued.append(number)
            continue
        no_part, severity = why_no_part(row, header)
        if no_part:
            severity = "warning" if may_hide_a_part(cells) else severity
            shown = clean(" | ".join(clean(cell) for cell in cells if cell.strip()))[:100]
            out.problem("row-left-out", severity, f"{no_part}: {quoted(shown)}", sheet.row_address(number))
            tally.skipped["row that is no part", "rows that are no parts"] += 1
            tally.stated += [count for count in [stated_count(row)] if count]
            continue
        ref = add_part(row, out)
        level, item = row.peek("level"), row.peek("item")
        parts.append(Part(number, ref, level.text if level else None, item.text if item else None))
        tally.take(row, standing.how, width)
        add_cells_beyond(row, ref, out)
    return parts


def add_cells_beyond(row: Row, ref: str, out: Frames) -> None:
    """Add the cells beyond the last heading as properties of component `ref`."""
    for column in range(len(row.header.columns), len(row.cells)):
        if row.cells[column].strip():
            name, where = f"hbom:column-{column + 1}", row.sheet.address(row.number, column)
            out.properties.add(ref=ref, name=name, value=clean(row.cells[column]), pointer=where)


def part_before(sheet: Sheet, header: Header, number: int) -> Row | None:
    """Return the part with designators that a row of nothing but designators goes on with: the nearest row above it."""
    refdes = column_of(header, "refdes")
    while number - 1 > header.row:
        number -= 1
        cells = placed(aligned(sheet.row(number), header), header).cells
        if refdes is None or not only_designators(cells, refdes):
            row = Row(sheet, number, header, cells)
            return row if row.peek("refdes") and not why_no_part(row, header)[0] else None
    return None


def part_above(row: Row, tally: Tally) -> Row | None:
    """Return the part that the row continues: the one above it, which has a place, or the one which that continues."""
    if tally.continuing and tally.continuing[0] == row.number - 1:
        part = tally.continuing[1]
    elif row.number - 1 > row.header.row:
        part = Row(row.sheet, row.number - 1, row.header, aligned(row.sheet.row(row.number - 1), row.header))
    else:
        return None
    is_other = is_of_a_radio(row.cells) and not is_of_a_radio(part.cells)  # a modem is no further source of a capacitor
    if is_other or not has_place(part) or why_no_part(part, row.header)[0]:
        return None
    tally.continuing = row.number, part
    return part
