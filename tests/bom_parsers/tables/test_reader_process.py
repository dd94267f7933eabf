"""The process in which workbooks are read: what the native library does to it costs a file, and it leaves with the run.

The library is replaced by one that does the harm; the worst that it can do to its process must be an error with one line.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
import time
from importlib.util import spec_from_file_location
from pathlib import Path

import pytest
import xlsxwriter

from bom_parsers.errors import InputError
from bom_parsers.tables.native import apart
from bom_parsers.tables.read import read_table

ROOT = Path(__file__).resolve().parents[3]
HERE = Path("bom.xlsx")
needs_resource = pytest.mark.skipif(sys.platform != "linux", reason="the limits of a process are those of Linux")
LIBRARY = """
    import os, sys
    class SheetTypeEnum: WorkSheet = 1
    class SheetVisibleEnum: Visible = 1
    class About: name, typ, visible = "Parts", 1, 1
    class Sheet:
        start, height, width = (0, 0), 2, 2
        def iter_rows(self):
            return iter([["Designator", "MPN"], ["U1", "NV-1"]])
    class CalamineWorkbook:
        sheets_metadata = [About]
        @staticmethod
        def from_filelike(file):
            HARM
            return CalamineWorkbook()
        def get_sheet_by_index(self, index):
            return Sheet()
"""
HARMS = {
    "os.abort()": "ends the program reading it (SIGABRT)",
    "os._exit(0)": "ends the program reading it (code 0x0)",
    "sys.exit(3)": "a damaged workbook (3)",
    "raise BaseException('panicked')": "a damaged workbook (panicked)",
    "raise ValueError('no\\nsuch')": "a damaged workbook (no)",
    "raise MemoryError": "MiB of memory to read",
    "os.write(3, b'{\\n')": "gives no answer that makes sense",
    "print('{}'); os.write(1, b'[]\\n')": None,
    "sys.stdin.buffer.read(0)": None,
}


@pytest.fixture(autouse=True)
def one_process():
    apart.READER.stop()
    yield
    apart.READER.stop()


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Put a library that does some harm in the place of the real one."""

    def put(harm: str) -> None:
        package = tmp_path / "python_calamine" / "__init__.py"
        package.parent.mkdir(exist_ok=True)
        package.write_text(textwrap.dedent(LIBRARY).replace("HARM", harm))
        spec = spec_from_file_location("python_calamine", package, submodule_search_locations=[str(package.parent)])
        monkeypatch.setattr(apart, "find_spec", lambda name: spec)

    return put


def workbook() -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("Parts")
    sheet.write_row(0, 0, ["Designator", "MPN", "Quantity"])
    sheet.write_row(1, 0, ["U1", "NV-1", 2])
    made.close()
    return out.getvalue()


@pytest.mark.parametrize("harm", HARMS)
def test_what_the_library_does_to_its_process_costs_the_file(library, monkeypatch, harm):
    library(harm)
    if HARMS[harm] is None:
        assert read_table(HERE, data=workbook())[0].rows[1] == ["U1", "NV-1"]
        return
    with pytest.raises(InputError) as caught:
        read_table(HERE, data=workbook())
    assert HARMS[harm] in str(caught.value) and "\n" not in str(caught.value)
    monkeypatch.undo()
    assert read_table(HERE, data=workbook())[0].rows[1] == ["U1", "NV-1", "2"]


@needs_resource
@pytest.mark.parametrize(
    ("harm", "found"), [("while True: pass", "more than 1 seconds"), ("bytearray(1 << 30)", "MiB of memory")]
)
def test_an_endless_loop_and_an_eater_of_memory_are_ended(library, monkeypatch, harm, found):
    library(harm)
    monkeypatch.setattr("bom_parsers.tables.workbooks.SECONDS", 1)
    with pytest.raises(InputError, match=found):
        read_table(HERE, data=workbook())


def test_a_wait_without_end_is_ended_by_the_clock(library, monkeypatch):
    library("import time; time.sleep(600)")
    monkeypatch.setattr(apart, "WAITED", -24)  # of 25 seconds that are five times what may be used
    with pytest.raises(InputError, match="more than 5 seconds"):
        read_table(HERE, data=workbook())


def test_the_process_serves_all_workbooks_of_a_run_and_is_started_again_when_it_ended():
    read_table(HERE, data=workbook())
    first = apart.READER.process
    read_table(HERE, data=workbook())
    assert apart.READER.process is first
    first.kill()
    first.wait()
    assert read_table(HERE, data=workbook())[0].rows[1] == ["U1", "NV-1", "2"]
    assert apart.READER.process is not first


def test_an_interrupt_ends_the_process_and_the_next_workbook_is_read(monkeypatch):
    def interrupted(self, answers):
        raise KeyboardInterrupt

    read_table(HERE, data=workbook())
    process = apart.READER.process
    monkeypatch.setattr(apart.Reader, "next", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read_table(HERE, data=workbook())
    assert process.poll() is not None
    monkeypatch.undo()
    assert read_table(HERE, data=workbook())[0].rows[1] == ["U1", "NV-1", "2"]


def test_where_no_process_can_be_started_it_is_an_error_with_one_line(monkeypatch):
    def refused(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(InputError, match="no process in which to read it"):
        read_table(HERE, data=workbook())


def test_two_worksheets_of_one_name_are_refused_for_one_would_be_read_twice(library, tmp_path):
    library("CalamineWorkbook.sheets_metadata = [About, type('B', (About,), {'name': 'PARTS'})]")
    with pytest.raises(InputError, match="two worksheets called 'PARTS'"):
        read_table(HERE, data=workbook())


@pytest.mark.parametrize("closed", [(), (0,), (0, 1), (0, 1, 2)])
@pytest.mark.skipif(os.name != "posix", reason="looks for the process as POSIX systems have it")
def test_nothing_is_left_behind_and_closed_streams_do_not_matter(tmp_path, closed):
    book, answer = tmp_path / "bom.xlsx", tmp_path / "answer"
    book.write_bytes(workbook())
    code = f"""
        import os
        for number in {closed}: os.close(number)
        from pathlib import Path
        from bom_parsers.tables.read import read_table
        from bom_parsers.tables.native.apart import READER
        cells = read_table(Path({str(book)!r}))[0].rows[1]
        Path({str(answer)!r}).write_text(f"{{READER.process.pid}} {{cells}}")
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, timeout=60, env=environment)
    process, _, cells = answer.read_text().partition(" ")
    assert cells == "['U1', 'NV-1', '2']"
    for _ in range(50):
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the process that read the workbook still runs")


def test_a_text_table_starts_no_process_and_imports_none_of_it():
    code = "import sys; from pathlib import Path; from bom_parsers.tables.read import read_table; "
    code += "read_table(Path('a.csv'), data=b'Ref,MPN\\nU1,NV-1\\n'); "
    code += "print([m for m in sys.modules if m.startswith(('bom_parsers.tables.native', 'python_calamine'))])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "[]"
