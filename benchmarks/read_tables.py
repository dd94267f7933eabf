"""How long large hardware BOM tables take to become frames, against only getting at their cells.

Run it with `python -m benchmarks.read_tables`. XLSX is compared with calamine, which reads the workbook here too: beyond it come
the check that the workbook does no harm, and the frames. CSV is compared with csv.reader, likewise, and with polars.read_csv,
which needs neither a quote's mending nor a line number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.measuring import report, timed_in_turn
from bom_parsers.hbom import table

ROWS = (1_000, 10_000, 100_000)
GOAL_XLSX, GOAL_CSV = 1.5, 4.0
HEADINGS = ("Item", "Designator", "Qty", "Manufacturer", "MPN", "Description", "Value", "Footprint", "Supplier")
CSV_FILE, XLSX_FILE = Path("generated.csv"), Path("generated.xlsx")


def main() -> None:
    """Print for each size the ratio of reading to its baseline, and what a row costs."""
    for length in ROWS:
        book, text = workbook(length), csv_text(length)
        seconds = timed_in_turn(
            {
                "xlsx": lambda book=book: table.read_xlsx(book, XLSX_FILE, "generated", ""),
                "calamine": lambda book=book: cells(book),
                "csv": lambda text=text: table.read_csv(text, CSV_FILE, "generated", ""),
                "csv.reader": lambda text=text: list(csv.reader(io.StringIO(text.decode(), newline=""))),
                "polars.read_csv": lambda text=text: pl.read_csv(text, infer_schema=False),
            },
            rounds=7 if length < 100_000 else 5,
        )
        what = f"of {length:,} rows x {len(HEADINGS)} into frames"
        report(f"XLSX {what}", seconds["xlsx"], "calamine", seconds["calamine"], GOAL_XLSX)
        report(f"CSV {what}", seconds["csv"], "csv.reader", seconds["csv.reader"], GOAL_CSV)
        print(
            f"  a row costs {seconds['xlsx'] / length * 1e6:.1f} us (XLSX), {seconds['csv'] / length * 1e6:.1f} us (CSV); "
            f"CSV is {seconds['csv'] / seconds['polars.read_csv']:.0f} x polars.read_csv"
        )


def cells(book: bytes) -> list[list[object]]:
    """Return the first worksheet's cells and nothing else."""
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()


def rows(length: int) -> Iterator[tuple[str | int, ...]]:
    """Yield a table's headings and `length` parts of it."""
    yield HEADINGS
    for i in range(length):
        description = f"Ceramic capacitor {i % 300} nF 50 V X7R"
        number, maker, value = f"NV-{i:06d}-X", f"Nordlicht Passives {i % 40}", f"{i % 300}nF"
        yield (i + 1, f"C{i}, C{i + 1}", i % 7 + 1, maker, number, description, value, "0402", "Hafen Parts")


def workbook(length: int) -> bytes:
    """Return the table as an XLSX workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Parts")
    for number, row in enumerate(rows(length)):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def csv_text(length: int) -> bytes:
    """Return the table as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows(length))
    return out.getvalue().encode()


if __name__ == "__main__":
    main()
