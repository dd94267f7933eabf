"""One escaper for each medium: what a stranger's text says is shown, and obeyed by nobody."""

from __future__ import annotations

import csv
import io
import json
import re

import polars as pl
import pytest

from reports.machine.csv import defused, frame, rows
from reports.machine.json import dumps
from reports.pages.templates import text_of
from reports.terminal.lines import Terminal
from reports.visible import shown

COMMANDS = (
    "::error::x",
    "::set-output name=a::b",
    "##vso[task.setvariable variable=a]b",
    "##[error]x",
    "##teamcity[buildProblem]",
    "##VSO[x]",
    "[command]rm",
    "[Command]rm",
)
OBEYED = re.compile(r"^\s*(?:::|\[command\])|##\w*\[", re.IGNORECASE | re.MULTILINE)
FORMULAS = ("=1+1", "+1", "-1", "@A1", "＝1", "＋1", "－1", "＠A1", " =1", "\u3000=1", '"=1', "\t=1", "\r=1", "\n=1")
SEPARATORS = ";,|\t\n\r"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\xa0", "\n", "\r", "\x0b", "\u2028", "a ", "a"])
def test_a_command_to_a_build_server_is_shown_and_not_obeyed(command, before):
    text = f"{before}{command}"
    for width in range(10, 60):  # wherever a line is broken
        lines = Terminal(width, color=False).lines(f"{'x' * 20}{text} {text} {'y' * 41}{text}")
        assert not OBEYED.search("\n".join(lines)), lines
    assert not OBEYED.search(shown(text)) and not OBEYED.search(text_of(text)) and not OBEYED.search(defused(text))
    written = dumps({"name": text, text: 1})
    assert not OBEYED.search(written) and json.loads(written) == {"name": text, text: 1}


def test_what_is_no_command_is_shown_as_it_is():
    for text in ("std::string", "perl(Foo::Bar)", "C# [x]", "a # b", "#[x]", "a[command]", "[commander]", "# 3"):
        assert shown(text) == text == defused(text)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("separator", ["", *SEPARATORS])
def test_no_formula_begins_behind_any_separator(formula, separator):
    text = f"name{separator}{formula}" if separator else formula
    for written in (rows(["a", "b"], [[text, 5]]), frame(pl.DataFrame({"a": [text], "b": [5]}))):
        for delimiter in ",;|\t":
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
                lines = csv.reader(io.StringIO(written), delimiter=delimiter, quoting=quoting)
                cells = [cell for line in lines for cell in line]
                assert not [cell for cell in cells if cell.lstrip(' \t\xa0\u3000"')[:1] in tuple("=+-@＝＋－＠")], cells
        assert written.splitlines()[1].endswith(",5")  # a number is a number


def test_texts_are_in_quotes_and_numbers_are_not():
    table = pl.DataFrame({"t": ["a", None], "n": [1, None], "f": [-0.5, 2.0], "l": [["x", "y"], []]})
    assert frame(table) == '"t","n","f","l"\n"a",1,-0.5,"x y"\n,,2.0,\n'
    assert rows(["t", "n"], [["a", -1], [None, 2.5], [True, "7"]]) == '"t","n"\n"a",-1\n"",2.5\n"True","7"\n'
