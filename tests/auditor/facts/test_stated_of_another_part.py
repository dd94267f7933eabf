"""A row can name itself as a part of which a person spoke: what was stated does not count for a radio under that number."""

from __future__ import annotations

import pytest

from tests.auditor.conftest import Workspace

FACTS = 'hardware_class = "other", programmable = false, contributes_to_communication = false'
HEAD = "Designator,Quantity,Manufacturer,Manufacturer Part Number,Description,Value"
PLAIN = "U1,1,Clean Code GmbH,BR-4711,Voltage regulator,"
STARTER = False


def verdict(work: Workspace, line: str, number: str, by: str) -> str:
    """Return the verdict of the only line of a board, of whose part `number` a person states that it is no radio."""
    work.write("board.csv", f"{HEAD}\n{line}\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]\nsbom = ["app.cdx.json"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    program = (work.folder / "program.toml").read_text("utf-8")
    if by == "program":
        lines = FACTS.replace(", ", "\n")
        program += f'\n[[item.component]]\nselect = {{ mpn = "{number}" }}\n{lines}\n'
    else:
        program = program.replace("[reference]", '[reference]\ndeterminations = ["d.toml"]')
        facts = ", ".join(f'"component.{fact.replace(" = ", chr(34) + " = ", 1)}' for fact in FACTS.split(", "))
        work.write(
            "d.toml",
            f'[[determination]]\nselect = {{ mpn = "{number}" }}\nfacts = {{ {facts} }}\nbasis = "its data sheet"\n'
            'who = "A. Engineer"\nwhen = 2026-11-01\nuntil = 2029-12-31\n',
        )
    work.write("program.toml", program)
    return next(c["verdict"] for c in work.audit()[1]["components"] if c["kind"] == "hardware")


@pytest.mark.parametrize("by", ["program", "determination"])
@pytest.mark.parametrize(
    "line",
    [
        "U1,1,Clean Code GmbH,BR-4711,LTE modem,EC25-AF",
        "U1,1,Clean Code GmbH,BR-4711,EC25-AF,",
        "U1,1,Clean Code GmbH,BR-4711 / EC25-AF,,",
        "U1,1,Clean Code GmbH,BR-4711,module SARA-R410M-02B,",
    ],
)
def test_what_was_stated_of_another_part_does_not_clear_a_radio(work: Workspace, line, by):
    assert verdict(work, line, "BR-4711", by) == "review"


@pytest.mark.parametrize("by", ["program", "determination"])
@pytest.mark.parametrize(
    ("line", "number"),
    [
        (PLAIN, "BR-4711"),
        ("U1,1,Clean Code GmbH,EC25-AF,LTE modem,", "EC25-AF"),  # who states it knows that it is a radio
        ("U1,1,Clean Code GmbH,EC25-AFXA-512,,EC25-AF", "EC25-AFXA-512"),
        ("U1,1,Clean Code GmbH,BR-4711,LTE modem,", "BR-4711"),  # words name no other part
    ],
)
def test_what_is_stated_of_the_part_itself_counts(work: Workspace, line, number, by):
    assert verdict(work, line, number, by) == "out_of_scope"
