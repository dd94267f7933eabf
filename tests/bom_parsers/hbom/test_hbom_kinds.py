"""A table says whether its rows are parts or software: by a row's own words first, by its headings otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from bom_parsers.errors import InputError
from bom_parsers.read import read_bom
from tests.bom_parsers.hbom.made_tables import read

SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"


def kinds(text: str) -> list[tuple[object, ...]]:
    return read(text).components.select("kind", "type").rows()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Ref,MPN,Version", "U1,NV-4410,B"),
        ("Component,Vendor,Version,Quantity", "TCU,Nordvik,2,1"),
        ("Component,Vendor,License,Part Number", "TCU,Nordvik,none,NV-1"),
        ("Description,Manufacturer", "Antenna,Nordvik"),
        ("Reference,Value,Version", "C1,10u,1"),
        ("Part,Footprint,Copyright", "TCU,LGA,Nordvik"),
    ],
)
def test_parts_with_numbers_quantities_or_places_are_hardware_whatever_else_is_said(head, row):
    assert kinds(f"{head}\n{row}\n") == [("hardware", "part")]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Component,Vendor,Version", "NordOS,Nordvik,2.1"),
        ("No,Component,Vendor,Gateway (MY28) Version,Remark", "1,NordOS,Nordvik,2.1,patched"),
        ("Component,Supplier,License", "nordlib,Hafen,MIT"),
        ("Component,Supplier,CVE", "nordlib,Hafen,none known"),
        ("Component,Supplier,SHA-256", "nordlib,Hafen,00ff"),
        ("Name,Description,Supplier,SPDX ID", "nordlib,parser,Hafen,SPDXRef-1"),
    ],
)
def test_lists_of_versions_or_licenses_without_any_number_of_a_part_are_software_and_that_is_told(head, row):
    bom = read(f"{head}\n{row}\n")
    assert bom.components.select("kind", "type").rows() == [("software", "software")]
    assert [p for m, p in bom.problems.select("message", "pointer").rows() if "read as software" in m] == ["line 1"]


def test_a_row_says_itself_what_it_is_in_a_table_of_both():
    assert kinds(
        "Type,Part Number,Component,Purl,CPE,Qty\n"
        "Hardware,NV-1,TCU,,,1\n"
        "Software,NV-2,TCU application,,,1\n"
        "Operating System,NV-3,NordOS,,,1\n"
        "Firmware,NV-4,Modem firmware,,,1\n"
        ",,nordlib,pkg:generic/nordlib@1,,\n"
        ",NV-5,NordOS,,cpe:2.3:o:nordvik:nordos:1:*:*:*:*:*:*:*,\n"
        ",NV-6,TCU,,cpe:/h:nordvik:tcu,\n"
        "Resistor,NV-7,10k,,,1\n"
        "File,NV-8,readme,,,1\n"
    ) == [
        ("hardware", "hardware"),
        ("software", "software"),
        ("software", "operating-system"),
        ("firmware", "firmware"),
        ("software", "software"),
        ("software", "software"),
        ("hardware", "part"),
        ("hardware", "part"),
        (None, "file"),
    ]


def test_package_url_cpe_and_licenses_of_a_row_are_its_components():
    bom = read(
        "Name,Supplier,Version,Purl,CPE,LicenseExpressions,LicenseNames\n"
        "nordlib,Hafen,1.2,pkg:generic/nordlib@1.2,cpe:2.3:a:hafen:nordlib:1.2:*:*:*:*:*:*:*,MIT,Hafen License\n"
        "otherlib,Hafen,1.3,see below,none,NOASSERTION,\n"
    )
    assert bom.components.select("version", "purl", "cpe", "licenses").rows() == [
        ("1.2", "pkg:generic/nordlib@1.2", "cpe:2.3:a:hafen:nordlib:1.2:*:*:*:*:*:*:*", ["MIT", "Hafen License"]),
        ("1.3", None, None, []),
    ]
    # What is no package URL stays readable where it stood.
    assert ("row 3", "Purl", "see below") in bom.properties.select("ref", "name", "value").rows()


@pytest.mark.parametrize("head", ["Name,Version,License", "name,purl", "Component Name,CPE", "Package URL,Name"])
def test_a_table_of_names_and_licenses_or_identifiers_is_a_list_of_software(head):
    assert kinds(f"{head}\na,b,c\n") == [("software", "software")]


@pytest.mark.parametrize("head", ["Name,Version", "Name,License", "Version,License", "License,Text"])
def test_a_table_that_may_list_anything_is_refused(head):
    with pytest.raises(InputError, match="for software, with name, version and license"):
        read(f"{head}\na,b\n")


def test_nobody_is_inferred_as_the_maker_of_software_by_its_name():
    head = "Type,Description,Qty\n"
    assert "hbom:inferred-maker" in read(head + "Hardware,ESP32-WROOM-32,1\n").properties["name"].to_list()
    assert "hbom:inferred-maker" not in read(head + "Library,ESP32-WROOM-32,1\n").properties["name"].to_list()


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("cyclonedx-cli/CsvSerializer/bom.csv", 78),
        ("cyclonedx-cli/CsvSerializer/valid-license-id.csv", 1),
        ("cyclonedx-cli/CsvSerializer/valid-component-swid.csv", 1),
        ("cyclonedx-cli/CsvSerializer/valid-component-swid-full.csv", 1),
        ("qbertmf-ecu/Sbom.xlsx", 11),
    ],
)
def test_real_lists_of_software_are_software(name, count):
    if not SHARED.exists():
        pytest.skip("the shared files are not here")
    bom = read_bom(SHARED / name)
    assert bom.components["kind"].to_list() == ["software"] * count


def test_real_hardware_tables_are_hardware():
    folder = SHARED / "hw"
    if not folder.exists():
        pytest.skip("the shared files are not here")
    tables = [path for path in sorted(folder.rglob("*.csv"))[::5] if path.stat().st_size < 100_000]
    found = {kind for path in tables for kind in kinds_or_none(path)}
    assert found == {"hardware"}


def kinds_or_none(path: Path) -> list[str]:
    try:
        return read_bom(path).components["kind"].unique().to_list()
    except InputError:  # refused, as pick-and-place tables are
        return []
