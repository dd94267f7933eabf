"""Whatever stands where a key's value belongs, a program or a file of determinations is read, or refused in one line."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from auditor.audit.run import audit
from auditor.inputs import InputFile, read_input
from auditor.program import keys
from auditor.program.determinations import read_determination_file
from auditor.program.files import inputs_of
from auditor.program.reader import read_program
from auditor.toml_files import line_of
from bom_parsers.errors import InputError
from policies.connected_vehicles.facts import VOCABULARY
from tests.auditor import conftest
from tests.auditor.conftest import SUPPLIERS, component, sbom

DAY = date(2026, 11, 24)
_PART = {
    "hardware_class": "module", "programmable": True, "contributes_to_communication": True, "layer": "application",
    "runs_on_primary_processor": True, "open_source": False, "modified": "no", "completed_on": DAY, "altered": True,
    "altered_on": DAY, "altered_by": "Clean Code GmbH", "foreign_interest": True,
}  # fmt: skip
_ITEM = {
    "enables": ["vcs"], "directly": True, "frequency_mhz": [699, 2690], "exclusively": "no", "automation_level": 3,
}  # fmt: skip
_NO_BOM = {"why": "none", "by": "J. Doe", "until": date(2027, 6, 1)}
# Every key that a program can have, at least once.
PROGRAM: dict[str, Any] = {
    "program": {"name": "Test", "as_of": DAY, "rule": "connected_vehicles"},
    "declarant": {
        "name": "Testcar USA, Inc.", "address": "Street 1", "party": "Testcar USA, Inc.", "us_person": True,
        "roles": ["connected_vehicle_manufacturer", "vcs_hardware_importer"],
        "contact": {"name": "N", "title": "T", "phone": "1", "email": "e@example.com"},
    },
    "vehicle": {
        "make": "Test", "model": "Car", "trims": ["a"], "vin_series": "X", "model_year": 2030, "gvwr_lb": 5000,
        "gvwr_kg": 2268, "use": "road", "drawn": False, "wireless": True, "completed": True, "new": True,
        "incorporates_ads": False,
    },
    "transaction": [
        {
            "kind": "import", "date": date(2027, 2, 1), "purpose": "sale", "days_on_public_road": 3,
            "months_in_country": 2, "knowing": True, "value_usd": 1,
        }
    ],
    "reference": {
        "suppliers": ["suppliers.csv"], "determinations": ["d.toml"], "parts": ["parts.csv"], "store": "store",
        "snapshots": ["a"], "starter": False, "decisions": "decisions.toml", "max_age_days": 30,
    },
    "roles": {role: ["supplied"] for role in keys.STRICT_ROLES},
    "item": [
        {
            "id": "tcu", "name": "Unit", "supplier": "Clean Code GmbH", "sbom": ["app.cdx.json"], "no_hbom": _NO_BOM, **_ITEM,
            "software": _PART, "firmware": {"layer": "cloud"}, "hardware": {"programmable": True},
            "component": [
                {
                    "select": {"name": "app", "version": "1.0", "item": "tcu"}, "basis": "b", "kind": "software",
                    "completed_on": DAY, "altered_by": "Clean Code GmbH",
                    "parties": [{"name": "Clean Code GmbH", "did": ["designed"]}],
                }
            ],
        },
        {"id": "two", "hbom": ["parts.csv.hbom.csv"], "no_sbom": _NO_BOM},
    ],
    "authorization": [
        {
            "kind": "specific", "number": "S-1", "status": "granted", "select": {"item": "tcu"}, "since": DAY,
            "until": date(2027, 6, 1),
        }
    ],
    "assessor": {"name": "Assessors LLC"},
    "columns": {"Teil": "mpn"},
    "trust": {
        "licenses": True, "not_fitted": True,
        "claims": [{"facts": ["layer"], "made_by": "Clean Code GmbH", "bom": "app.cdx.json", "basis": "b"}],
    },
}  # fmt: skip
DETERMINATIONS: dict[str, Any] = {
    "determination": [
        {
            "select": {"name": "app", "version": "1.0"}, "facts": {"component.layer": "cloud", "designed_by": ["A"]},
            "basis": "b", "who": "w", "when": DAY, "until": date(2027, 6, 1), "evidence": "e.pdf", "sha256": "0" * 64,
            "of": "attestation of Clean Code GmbH",
        }
    ]
}  # fmt: skip
# Written as TOML has them.
WRONG = (
    "7", "-1", "1e300", "inf", "nan", "true", '"text"', '"a\\u0000b"', '" "', '"/"', f'"{"x" * 5000}"', f"0x{'f' * 5000}",
    f"{10**18}", "2026-11-24", "0001-01-01", "9999-12-31", "2026-11-24T10:00:00Z", "10:00:00", "[]", "[[]]", "[1]",
    '["text"]', '["\\u0000"]', "[2026-11-24]", "[nan, inf]", "[1e300, 1e301]", "[{}]", '[[{a = "b"}]]', "{}", "{a = 1}",
    '{name = ["app"]}', "{a.b.c = 1}",
)  # fmt: skip
PLAIN = ("7", "true", '"text"', '["text"]', "2026-11-24", "[]", "{}", "[1]")  # what fits often, and is nothing special


class Written(str):
    """A value that is in TOML already."""


def toml(value: Any) -> str:
    if isinstance(value, Written):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(one)}' for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def document(tables: dict[str, Any]) -> str:
    return "".join(f'"{key}" = {toml(value)}\n' for key, value in tables.items())


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*at, key)
        yield from places(below, (*at, key))


def replaced(tables: dict[str, Any], place: tuple[Any, ...], value: str) -> dict[str, Any]:
    changed = copy.deepcopy(tables)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = Written(value)
    return changed


def in_one_line(error: InputError) -> None:
    assert "\n" not in str(error) and "\0" not in str(error) and len(str(error)) < 2000


def test_the_program_of_these_tests_has_every_key():
    assert set(PROGRAM) == set(keys.TOP)
    given = {key for place in places(PROGRAM) for key in place[-1:] if isinstance(key, str)}
    tables = (
        keys.PROGRAM, keys.DECLARANT, keys.CONTACT, keys.VEHICLE, keys.ASSESSOR, keys.REFERENCE, keys.ITEM, keys.NO_BOM,
        keys.COMPONENT, keys.TRUST, keys.AUTHORIZATION, keys.party_keys(()), keys.claims_keys(VOCABULARY),
    )  # fmt: skip
    facts = [f.key for f in VOCABULARY.facts if f.table in ("vehicle", "transaction", "item", "component")]
    wanted = {key for table in tables for key in table} | set(facts)
    assert wanted - given == set()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "app.cdx.json").write_text(sbom(component("app", maker="Clean Code GmbH")))
    (tmp_path / "suppliers.csv").write_text(SUPPLIERS)
    (tmp_path / "d.toml").write_text("")
    (tmp_path / "decisions.toml").write_text("")
    (tmp_path / "parts.csv.hbom.csv").write_text("Designator,MPN\nR1,RC-10K\n")
    return tmp_path


@pytest.mark.parametrize("place", list(places(PROGRAM)), ids=lambda place: ".".join(map(str, place)))
def test_what_does_not_belong_at_a_key_of_a_program_ends_in_one_line(place, folder):
    for value in WRONG:
        tables = replaced(PROGRAM, place, value)
        if place[0] != "reference":
            tables["reference"] = {"suppliers": ["suppliers.csv"]}
        (folder / "program.toml").write_text(document(tables))
        try:
            program = read_program(read_input(folder / "program.toml"))
            if value not in PLAIN:
                audit(program, inputs_of(program))
        except InputError as error:
            in_one_line(error)


@pytest.mark.parametrize("place", list(places(DETERMINATIONS)), ids=lambda place: ".".join(map(str, place)))
def test_what_does_not_belong_at_a_key_of_a_determination_ends_in_one_line(place, tmp_path):
    for value in WRONG:
        text = document(replaced(DETERMINATIONS, place, value))
        try:
            read_determination_file(InputFile(tmp_path / "d.toml", "d.toml", text.encode()))
        except InputError as error:
            in_one_line(error)


def test_a_line_is_that_of_the_key_in_its_own_table():
    text = """a = 1
[[item]]
id = "one"
[item.software]
layer = "cloud"
[[item.component]]
select = { mpn = "X" }
[[item.component]]
select.mpn = "Y"
[[item]]
id = "two"
software = { layer = "cloud" }
"""
    assert line_of(text, ("item", 0, "software"), "layer") == 5
    assert line_of(text, ("item", 0, "component", 1), "select") == 9
    assert line_of(text, ("item", 0, "component", 1), "layer") == 8
    assert line_of(text, ("item", 1, "software"), "layer") == 12
    assert line_of(text, ("item", 1), "sbom") == 10
    assert line_of(text, (), "item") == 2
    assert line_of(text, (), "a") == 1


def test_a_hundred_thousand_tables_are_found_in_one_pass():
    text = "".join(f'[[item]]\nid = "i{i}"\n' for i in range(100_000))
    assert line_of(text, ("item", 99_999), "id") == 200_000
    assert sum(line_of(text, ("item", i), "id") == 2 * i + 2 for i in range(100_000)) == 100_000


@pytest.mark.parametrize(
    ("band", "only", "read"),
    [
        ("[0.699, 2.690]", "no", False),
        ("[2.4, 2.48]", "no", False),
        ("[0.53, 1.71]", "receive_only", True),
        ("[0.125, 0.134]", "no", True),
        ("[433.05, 434.79]", "no", True),
        ("[13.56, 13.56]", "no", True),
    ],
)
def test_a_frequency_that_can_only_be_in_gigahertz_is_refused(tmp_path, band, only, read):
    text = conftest.PROGRAM.partition("[[item]]")[0] + (
        f'[[item]]\nid = "tcu"\nenables = ["vcs"]\nfrequency_mhz = {band}\nexclusively = "{only}"\n'
    )
    file = InputFile(tmp_path / "program.toml", "program.toml", text.encode())
    if read:
        assert read_program(file).items[0].facts["item.exclusively"].value == only
    else:
        with pytest.raises(InputError, match="in MHz"):
            read_program(file)
