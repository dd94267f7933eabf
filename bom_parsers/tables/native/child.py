"""The process in which the native library reads workbooks: it takes them one by one from its standard input.

Asked by a line "BYTES MEMORY SECONDS" and the workbook itself, it answers in lines of JSON: a worksheet by its name and where
its cells begin, then its rows, and at last {"done": true} or {"failed": why}. Run by its path, with the folders to import from
as arguments; it imports as little as it can, for its start is what a small workbook costs.
"""

from __future__ import annotations

import io
import os
import sys
from itertools import islice

TYPE_CHECKING = False  # typing takes longer to import than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, BinaryIO
try:
    from _json import encode_basestring_ascii as quoted_json  # the package around it takes as long
except ImportError:
    from json.encoder import encode_basestring_ascii as quoted_json

CELLS_IN_LINE = 20_000


def main() -> None:
    """Answer until standard input ends, or a workbook has left the library in a state that nobody knows."""
    ignore_interrupts()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what else is printed must not stand among the answers
    sys.path += sys.argv[1:]
    while asked := sys.stdin.buffer.readline():
        length, memory, seconds = map(int, asked.split())
        data = sys.stdin.buffer.read(length)
        if len(data) < length:
            return
        import python_calamine  # before the limits, which are for what the workbook takes  # noqa: F401

        limit(memory, seconds)
        sound = answer(data, out)
        out.flush()
        if not sound:
            return


def ignore_interrupts() -> None:
    """Leave it to the process that started this one what an interrupt from the keyboard means."""
    import _signal  # type: ignore[import-not-found]  # the module around it takes long to import

    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)


def limit(memory: int, seconds: int) -> None:
    """Allow so many more bytes of addresses and seconds of processor time, where the platform can be told."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)
        lower(resource.RLIMIT_CORE, 0)
        with open("/proc/self/statm", "rb") as sizes:  # noqa: PTH123 (pathlib takes as long as the rest of the start)
            lower(resource.RLIMIT_AS, int(sizes.read().split()[0]) * resource.getpagesize() + memory)
    except (ImportError, OSError, ValueError):
        pass  # the clock of the other process remains


def lower(kind: int, value: int) -> None:
    """Set a limit of this process, which may have a lower one from outside."""
    import resource

    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def answer(data: bytes, out: BinaryIO) -> bool:
    """Write the cells of a workbook, or why it cannot be read; False where the library ended in a panic."""
    try:
        for line in lines(data):
            out.write(line.encode("ascii"))
        out.write(b'{"done":true}\n')
    except MemoryError:
        out.write(b'{"failed":"memory"}\n')
        return False
    except BaseException as error:  # a panic in the library's Rust code is no Exception
        out.write(f'{{"failed":{quoted_json(reason(error))}}}\n'.encode("ascii"))
        return isinstance(error, Exception)
    return True


def reason(error: BaseException) -> str:
    """Return in one line why the library cannot read a workbook."""
    text, kind = str(error).strip(), type(error).__name__
    text = text.splitlines()[0] if text else kind
    return f"the part with the worksheet {text} is not there" if kind == "WorksheetNotFound" else text


def lines(data: bytes) -> Iterator[str]:
    """Yield the answers about the worksheets of a workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for index, about in enumerate(workbook.sheets_metadata):
        try:
            sheet = workbook.get_sheet_by_index(index)
        except Exception:  # the library has no cells of a chart's sheet; what is called one may have some
            if about.typ == SheetTypeEnum.WorkSheet:
                raise
            continue
        if about.typ != SheetTypeEnum.WorkSheet and not sheet.start:
            continue
        row, column = sheet.start or (0, 0)
        hidden = "false" if about.visible == SheetVisibleEnum.Visible else "true"
        size = f'"height":{sheet.height},"width":{sheet.width}'
        yield f'{{"sheet":{quoted_json(about.name)},"hidden":{hidden},"row":{row},"column":{column},{size}}}\n'
        yield from row_lines(islice(sheet.iter_rows(), row, None))


def row_lines(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield rows, some thousand cells to a line; a blank one is []."""
    written, cells = list[str](), 0
    for row in rows:
        blank = row.count("") == len(row)
        written.append("[]" if blank else f"[{','.join([WRITTEN.get(type(cell), as_text)(cell) for cell in row])}]")
        cells += len(row) + 1
        if cells >= CELLS_IN_LINE:
            yield f'{{"rows":[{",".join(written)}]}}\n'
            written, cells = [], 0
    if written:
        yield f'{{"rows":[{",".join(written)}]}}\n'


def number(value: float) -> str:
    """Return a number in JSON, which has none that is infinite or no number."""
    return str(value) if value - value == 0 else f'"{value}"'


def truth(value: bool) -> str:
    """Return a truth value in JSON."""
    return "true" if value else "false"


def as_text(value: Any) -> str:
    """Return a day, a time or a span in JSON, as text in ISO form."""
    from datetime import date, datetime, time

    if isinstance(value, datetime):
        return quoted_json(value.isoformat(" ", "seconds"))
    if isinstance(value, time):
        return quoted_json(value.isoformat("seconds"))
    return quoted_json(value.isoformat() if isinstance(value, date) else str(value))


WRITTEN: dict[type, Callable[[Any], str]] = {str: quoted_json, float: number, int: str, bool: truth}

if __name__ == "__main__":
    main()
