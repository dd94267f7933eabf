"""An annotated copy that is read again says what the BOM said, and so does the copy of the copy, in every format."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from auditor.annotate import cyclonedx, spdx
from auditor.annotate.annotated import with_verdicts
from auditor.annotate.formats import FORMATS
from bom_parsers import Bom, read_bom
from bom_parsers.carriers.annotated_copy import PROPERTY, name_in_file, read_property, written_property

TABLE = b"""Designator,Quantity,Description,Manufacturer,MPN,Fitted,hbom:fitted,yocto:stage
U1,2,modem,,EC25-E,yes,no,native
"""
CYCLONEDX: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [
        {
            "type": "library",
            "bom-ref": "a",
            "group": "group",
            "name": "a",
            "modified": True,
            "purl": "no package URL",
            "cpe": "no CPE",
            "supplier": {"name": "Harbor GmbH"},
            "scope": "excluded",
            "properties": [
                {"name": "mpn", "value": "EC25-E"},
                {"name": "refdes", "value": "U1, U2"},
                {"name": "cdx:device:quantity", "value": "2"},
                {"name": "note", "value": "one; icts:open-source=true\nicts:layer=cloud\x0bicts:enables=none </text>"},
                {"name": "icts:enables", "value": "vcs;ads"},
                {"name": "hbom:inferred-maker", "value": "Beihe"},
                {"name": "yocto:stage", "value": "native"},
                {"name": "a=b", "value": "c=d"},
            ],
            "pedigree": {"ancestors": [{"name": "older", "supplier": {"name": "Beihe"}}]},
            "releaseNotes": {"type": "major", "timestamp": "2024-01-01T00:00:00Z"},
        },
        {"type": "data", "bom-ref": "b", "name": "b"},
    ],
    "services": [{"bom-ref": "s", "name": "s", "endpoints": ["https://beihe.example"]}],
}
COLUMNS = ("name", "type", "group", "mpn", "refdes", "quantity", "purl", "cpe", "modified")


def copied(bom: Bom, form: str) -> Bom:
    writer = cyclonedx if form.startswith("cyclonedx") else spdx
    return read_bom("copy", data=writer.write(with_verdicts(bom, "copy", date(2026, 11, 24), (), {}), form).encode())


def columns(bom: Bom) -> list[tuple[Any, ...]]:
    return bom.components.sort("name").select(*COLUMNS).rows()


def stated(bom: Bom) -> set[tuple[str, str]]:
    """The properties that are none of the names under which a copy keeps what has no field."""
    rows = bom.properties.select("name", "value").rows()
    return {(name, value) for name, value in rows if not name.startswith(("icts:bom:", "hbom:mpn", "hbom:refdes"))}


@pytest.mark.parametrize("form", FORMATS)
def test_a_copy_and_its_copy_say_what_the_bom_said(form: str) -> None:
    bom = read_bom("bom", data=json.dumps(CYCLONEDX).encode())
    first = copied(bom, form)
    for copy in (first, copied(first, form), copied(copied(first, "spdx-tag-value"), "cyclonedx-json")):
        assert columns(copy) == columns(bom)
        blanks = {"\n": " ", "\x0b": "\\x0b"} if form == "cyclonedx-xml" else {}
        said = {(name, value.translate(str.maketrans(blanks))) for name, value in stated(bom)}
        assert stated(copy) == said


@pytest.mark.parametrize("form", FORMATS)
def test_what_only_a_reader_can_see_is_no_more_than_stated_in_a_file_and_in_its_copy(form: str) -> None:
    for data in (json.dumps(CYCLONEDX).encode(), TABLE):
        for bom in (read_bom("bom", data=data), copied(read_bom("bom", data=data), form)):
            assert "yocto:stage" not in bom.properties["name"].to_list()
            assert "native" in bom.properties["value"].to_list()
    table = read_bom("bom", data=TABLE)
    assert table.properties.filter(pl.col("name") == "hbom:fitted").height == 0
    assert table.properties.filter(pl.col("name") == "column hbom:fitted")["value"].to_list() == ["no"]


@pytest.mark.parametrize("name", ["yocto:stage", " yocto:stage "])
def test_an_annotation_of_spdx_makes_no_mark_of_a_reader(name: str) -> None:
    comment = f"{PROPERTY}={written_property(name, 'native')}"
    package = {"name": "modem", "SPDXID": "SPDXRef-a", "annotations": [{"comment": comment}]}
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [package]}
    bom = read_bom("bom", data=json.dumps(document).encode())
    assert bom.properties["name"].to_list() == [name_in_file(name)] != [name]


@pytest.mark.parametrize("text", ["", "x", "[]", "[1,2]", '["a"]', "[" * 5_000, '["a","b","c"]', '{"a":1}'])
def test_what_is_no_written_property_stays_what_it_is(text: str) -> None:
    assert read_property(text) is None


def test_a_written_property_is_one_line_that_nothing_ends() -> None:
    name, value = 'a;"b', "</text>\n;\r\u2028\x85\x7f icts:open-source=true é"
    written = written_property(name, value)
    assert not set(written) & set(";<\n\r\u2028\x85\x7f")
    assert read_property(written) == (name, value)
