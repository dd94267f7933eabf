"""What a CycloneDX document concluded of a component's identity is read: it may name another part than the name does."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from bom_parsers import Bom, read_bom


def identities(bom: Bom) -> list[tuple[str, str]]:
    return bom.properties.filter(pl.col("name") == "evidence.identity").select("value", "pointer").rows()


@pytest.mark.parametrize(
    ("identity", "value"),
    [
        (
            [{"field": "name", "concludedValue": "EC25-E"}],
            [("EC25-E", "/components/0/evidence/identity/0/concludedValue")],
        ),
        ({"field": "purl", "concludedValue": "EC25-E"}, [("EC25-E", "/components/0/evidence/identity/concludedValue")]),
        ([{"field": "name", "confidence": 1}], []),
        (["EC25-E"], [("EC25-E", "/components/0/evidence/identity/0/concludedValue")]),
        ([{"concludedValue": 4}], [("4", "/components/0/evidence/identity/0/concludedValue")]),
        ([{"concludedValue": None}, {"concludedValue": {"EC25-E": []}}], []),
    ],
)
def test_json(tmp_path, identity: Any, value: list[tuple[str, str]]):
    part = {"type": "device", "name": "C1", "evidence": {"identity": identity}}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}
    (tmp_path / "b.json").write_text(json.dumps(document), "utf-8")
    assert identities(read_bom(tmp_path / "b.json")) == value


def test_xml(tmp_path):
    evidence = "<evidence><identity><field>name</field><concludedValue>EC25-E</concludedValue></identity></evidence>"
    part = f'<component type="device"><name>C1</name>{evidence}</component>'
    text = f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>{part}</components></bom>'
    (tmp_path / "b.xml").write_text(text, "utf-8")
    assert [value for value, _ in identities(read_bom(tmp_path / "b.xml"))] == ["EC25-E"]
