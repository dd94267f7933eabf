"""A stranger's text in a sentence: one line, harmless, and alike under every version of Python."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bom_parsers.errors import InputError, counted, printable, quoted
from reports.visible import visible
from reports.words import count

ROOT = Path(__file__).resolve().parents[2]
# Assigned in Unicode 15.0, 15.1, 16 and 17: Python 3.11 knows none of them, 3.12 to 3.15 one after the other.
YOUNG = "\U00031350 \U0001fae8 \U0002ebf0 \u1c89 \ua7cb \U000105c0 \U0001fadf \ua7ce \U000323b0 \U0001fac8"


def test_letters_that_an_older_python_does_not_know_are_shown_as_they_are() -> None:
    assert printable(YOUNG) == YOUNG
    assert quoted(YOUNG) == f"'{YOUNG}'"
    assert f"found {YOUNG};" in str(InputError("bom.json", "", YOUNG, "a BOM", "export it again"))


@pytest.mark.parametrize("number", [0, 1, 2, 1000])
def test_parsers_and_reports_count_alike(number: int) -> None:
    assert counted(number, "row") == count(number, "row")
    assert counted(number, "row is", "rows are") == count(number, "row is", "rows are")
    assert counted(1, "row is", "rows are") == "1 row is"


DIGEST = """
import hashlib
from bom_parsers.errors import quoted
every = "".join(quoted(chr(c)) for c in range(0x110000))
print(hashlib.sha256(every.encode("utf-8", "surrogatepass")).hexdigest())
"""


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_every_python_on_this_machine_writes_the_same(version: str) -> None:
    python = shutil.which(f"python{version}")
    runs = [
        subprocess.run([one, "-c", DIGEST], cwd=ROOT, capture_output=True, text=True, check=False)
        for one in (sys.executable, python or sys.executable)
    ]
    if python is None or (runs[1].returncode and "Traceback" not in runs[1].stderr):
        pytest.skip(f"no Python {version} that starts")
    assert runs[0].stdout == runs[1].stdout, runs[1].stderr
    assert len(runs[0].stdout) == 65


def test_the_escaper_of_the_reports_is_the_same() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = "".join(map(chr, range(start, start + 0x1000)))
        assert printable(text) == visible(text)


@given(st.text())
@example("it's")
@example('say "it\'s"')
@example("C:\\new\ttab\u202e\ud800")
def test_a_quoted_text_reads_back_and_has_no_control_or_direction_character(text: str) -> None:
    written = quoted(text)
    assert ast.literal_eval(written) == text
    assert not {unicodedata.category(c) for c in written} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(
        unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI") for c in written
    )


def test_text_of_before_is_quoted_as_repr_does() -> None:
    for text in ("", "plain", "it's", 'say "x"', "tab\t", "Größe", "back\\slash", "\x1b[31m", "\u202e"):
        assert quoted(text) == repr(text)
    assert (quoted(None), quoted(1.5)) == ("None", "1.5")


def test_days_and_times_are_shown_as_they_are_written() -> None:
    moment = datetime(2026, 9, 1, 10, 30, tzinfo=UTC)
    assert quoted(date(2026, 9, 1)) == "2026-09-01" and quoted(time(10, 30)) == "10:30:00"
    assert quoted(moment) == "2026-09-01 10:30:00+00:00"
    assert quoted([date(2026, 9, 1), "a", {"on": moment}]) == "[2026-09-01, 'a', {'on': 2026-09-01 10:30:00+00:00}]"
    assert quoted([True, None, 1.5, {"k": ["x"]}]) == "[True, None, 1.5, {'k': ['x']}]"


def test_a_long_text_is_cut() -> None:
    assert quoted("a" * 100, 10) == "'aaaaaaa...'"
    assert quoted(10**99, 10) == "1000000..."


def test_no_sentence_of_a_parser_uses_repr_whose_answer_changes_with_the_version() -> None:
    for path in sorted((ROOT / "bom_parsers").rglob("*.py")):
        if path.parent.name == "bom_parsers" and path.name in ("errors.py", "__init__.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.FormattedValue) and node.conversion == ord("r")), f"{path}:{node.lineno}"
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            assert not (is_call and node.func.id in ("repr", "ascii")), f"{path}:{node.lineno}"
