"""The hardware BOM to fill: every column it has is understood when it comes back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from auditor.facts.taxonomy import ACTS_BY, BANDS, FACTS, key_of, megahertz, value_of
from auditor.templates.hbom import FACT_COLUMNS, PART_COLUMNS, hbom_template
from bom_parsers.bom import Bom
from bom_parsers.hbom import table


def read(text: str) -> Bom:
    return table.read_csv(text.encode(), Path("parts.csv"), "parts", "")


def test_the_template_reads_without_a_problem_and_every_column_arrives():
    bom = read(hbom_template())
    assert bom.problems.height == 0
    assert bom.components.select("refdes", "mpn", "quantity").rows() == [
        ("U1", "NV-4410-EU", 1.0),
        ("U1", "HF-200M", None),
        ("C1 C2 C3", "OW-0402-100N", 3.0),
    ]
    assert bom.parties.select("role", "name", "country").rows() == [
        ("manufacturer", "Nordvik Radio AS", "NO"),
        ("manufacturer", "Hafenlicht Funk GmbH", None),
        ("supplier", "Kontor Parts Ltd.", None),
        ("manufacturer", "Ostwind Passives Inc.", "JP"),
        ("supplier", "Kontor Parts Ltd.", None),
    ]
    names = set(bom.properties["name"])
    assert set(FACT_COLUMNS) <= names
    assert not names & set(PART_COLUMNS), "a column of the template is not understood"


def test_the_templates_facts_are_of_the_taxonomy_and_have_values_that_fit():
    for name, value in (
        read(hbom_template()).properties.filter(pl.col("name").is_in(FACT_COLUMNS)).select("name", "value").rows()
    ):
        key = key_of(name)
        if key in BANDS:
            assert megahertz(key, value) > 0
        elif key in FACTS:
            assert value_of(key, value)[1] is not None
        else:
            assert key in ACTS_BY


def test_a_column_that_was_renamed_is_told_with_the_heading_it_was_meant_to_be():
    rows = list(csv.reader(io.StringIO(hbom_template().lstrip("\ufeff"))))
    rows[0][rows[0].index("Manufacturer")] = "Manufaturer"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    bom = read(out.getvalue())
    assert bom.problems.select("severity", "message", "pointer").rows()[0] == (
        "warning",
        "the heading 'Manufaturer' is not understood, its cells became properties; did you mean 'manufacturer'?",
        "line 1, column 4",
    )
