"""The four formats of the sample, byte for byte.

After a wanted change: `UPDATE_GOLDEN=1 pytest tests/reports`, then read the diff of `golden/` before it is committed.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOSTILE_SUPPLIER, sample

from reports import FORMATS, write

GOLDEN = Path(__file__).parent / "golden"
FILES = {"table": "audit.txt", "json": "audit.json", "html": "audit.html", "declaration": "declaration.html"}


@pytest.mark.parametrize("format", FORMATS["audit"])
def test_the_sample_renders_as_last_approved(format: str) -> None:
    text = write(sample(), format)
    path = GOLDEN / FILES[format]
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes()


@pytest.mark.parametrize("format", FORMATS["audit"])
def test_a_saved_json_report_renders_to_the_same_bytes_again(format: str) -> None:
    saved = json.loads(write(sample(), "json"))
    assert write(saved, format) == write(sample(), format)


@pytest.mark.parametrize("format", FORMATS["audit"])
def test_rendering_leaves_the_document_as_it_was(format: str) -> None:
    document = sample()
    before = copy.deepcopy(document)
    write(document, format)
    assert document == before


@pytest.mark.parametrize("format", FORMATS["audit"])
def test_no_text_of_a_bom_reaches_the_reader_as_control_or_direction_characters(format: str) -> None:
    document = sample()
    document["components"][0]["name"] += HOSTILE_SUPPLIER
    text = write(document, format)
    hidden = {
        c for c in text if c != "\n" and (ord(c) < 32 or c in "\x7f\x9b\u202a\u202b\u202d\u202e\u2066\u2069\u200b")
    }
    assert not hidden
    assert "\\u202etfosorciM" in text  # shown, not dropped


def test_json_gives_back_exactly_what_went_in() -> None:
    document = sample()
    document["program"] = 'tab\t newline\n C1 \x9b tag \U000e0041 emoji 🚗 surrogate \udc80 quote " backslash \\u202e'
    text = write(document, "json")
    assert json.loads(text.encode()) == document
    assert "🚗" in text and "凌合车联" in text  # readable, not escaped
    assert text.endswith("}\n")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"pdf.*table, json, html, declaration"):
        write(sample(), "pdf")


def test_a_terminal_table_does_not_pay_for_the_template_engine() -> None:
    program = (
        "import sys; from sample import sample; from reports import write; write(sample(), 'table'); "
        "write(sample(), 'json'); sys.exit('jinja2' in sys.modules)"
    )
    here = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])])}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
