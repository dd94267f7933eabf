"""What software seems to be: right on the software of real ECUs, silent where there is doubt, and a lead only."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.software.dates import days
from auditor.facts.software.layers import SoftwareLeads, software_leads, software_seems
from bom_parsers import read_bom
from bom_parsers.bom import COMPONENTS
from policies.connected_vehicles.facts import LAYERS
from tests.auditor.conftest import audited, component, sbom

CORPUS = Path(__file__).resolve().parents[4].parent / "shared" / "boms"
LABELS = Path(__file__).parents[1] / "boards" / "software.csv"
LEAST_RECALL = {
    "application": 0.9,
    "middleware": 0.9,
    "operating_system": 0.9,
    "bootloader": 1.0,
    "device_control": 0.95,
}


def software(name: str | None = None, **more: str | None) -> dict:
    """A row of the frame components as a software BOM gives it."""
    return dict.fromkeys(COMPONENTS) | {"kind": "software", "type": "library", "name": name} | more


def layer(name: str | None = None, **more: str | None) -> str:
    return software_seems(software(name, **more), []).layer


@cache
def labeled() -> tuple[tuple[str, str, str], ...]:
    """The labeled components of real files: name, the layer that a person gave it ("" for none), and what it seems to be."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus of real documents at {CORPUS}")
    by_file: dict[str, dict[str, str]] = {}
    with LABELS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            by_file.setdefault(row["file"], {})[row["ref"]] = row["layer"]
    found = []
    for file, layers in by_file.items():
        bom = read_bom(CORPUS / file, file)
        properties: dict[str, list[dict]] = {}
        for entry in bom.properties.iter_rows(named=True):
            properties.setdefault(entry["ref"], []).append(entry)
        rows = [row for row in bom.components.iter_rows(named=True) if row["ref"] in layers]
        assert len(rows) == len(layers), f"{file} has other components than those that were labeled"
        for row in rows:
            seems = software_seems(row, properties.get(row["ref"], ()))
            found.append((row["name"], layers[row["ref"]], seems.layer))
    return tuple(found)


def test_what_real_software_seems_to_be_is_right() -> None:
    told = [entry for entry in labeled() if entry[2]]
    wrong = [entry for entry in told if entry[1] != entry[2]]
    assert len(told) >= 200
    assert 1 - len(wrong) / len(told) >= 0.95, wrong


@pytest.mark.parametrize("name", LEAST_RECALL)
def test_most_of_a_layer_is_found_on_real_software(name: str) -> None:
    of_layer = [seems == name for _, label, seems in labeled() if label == name]
    assert sum(of_layer) / len(of_layer) >= LEAST_RECALL[name]


def test_at_least_two_hundred_components_were_labeled_and_many_are_of_no_clear_layer() -> None:
    count = Counter(label for _, label, _ in labeled())
    assert sum(count.values()) - count[""] >= 200
    assert count[""] >= 100


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Linux Kernel 5.15", "operating_system"),
        ("linux-image-5.15.0-91-generic", "operating_system"),
        ("FreeRTOS_Kernel-V10.6.2", "operating_system"),
        ("acme/threadx", "operating_system"),
        ("uC/OS-II", "operating_system"),
        ("AUTOSAR OS", "operating_system"),
        ("ACME RTOS", "operating_system"),
        ("Xen Hypervisor", "hypervisor"),
        ("U-Boot", "bootloader"),
        ("Acme secondary bootloader", "bootloader"),
        ("trusted-firmware-a", "bootloader"),
        ("S32K MCAL", "device_control"),
        ("STM32U5xx_HAL_Driver", "device_control"),
        ("BSP Acme Board", "device_control"),
        ("vsomeip3", "middleware"),
        ("libssl1.1", "middleware"),
        ("TCP/IP Stack", "middleware"),
        ("Cluster HMI", "application"),
    ],
)
def test_a_name_tells_the_layer(name: str, expected: str) -> None:
    assert layer(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "linux-headers-5.15", "linux-libc-headers", "linux-yocto-tools",
        "kernel-5.10-acme-headers", "u-boot-tools", "mcuboot-tools", "zephyr-sdk", "XCP-ng", "Vehicle HAL",
        "python-bootloader-parser", "TCU firmware", "COQOS Hypervisor SDK", "Bootloader BSP tests", "BSP Bootloader",
        "FreeRTOS simulator", "kernel-devicetree", "trusted-firmware-m", "mbedtls-framework", "", None, "///",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_layer_is_none(name: str | None) -> None:
    """A tool for a bootloader is none; firmware of an unknown whole may have an operating system in it."""
    assert layer(name) == ""


def test_packages_of_languages_are_no_drivers_and_no_kernels() -> None:
    assert layer("kernel", purl="pkg:npm/kernel@1.0.0") == ""
    assert layer("koa-middleware", purl="pkg:npm/koa-middleware@1.0.0") == ""
    assert layer("stm32-hal", purl="pkg:pypi/stm32-hal@1") == ""
    assert (
        layer("spring-core", group="org.springframework", purl="pkg:maven/org.springframework/spring-core@6")
        == "middleware"
    )
    assert layer("spring-test", group="org.springframework", purl="pkg:maven/org.springframework/spring-test@6") == ""
    assert layer("stm32-hal", purl="pkg:cargo/stm32-hal@1") == "device_control"


def test_the_boms_own_words_tell_the_layer_where_the_name_does_not() -> None:
    assert layer("acme", type="operating-system") == "operating_system"
    assert layer("acme", type="device-driver") == "device_control"
    assert layer("acme", type="firmware", kind="firmware") == ""
    assert layer("acme", cpe="cpe:2.3:o:acme:core:1.0:*:*:*:*:*:*:*") == "operating_system"
    assert layer("acme", cpe="cpe:2.3:o:acme:tcu_firmware:1.0:*:*:*:*:*:*:*") == ""
    assert layer("acme", cpe="cpe:2.3:a:acme:core:1.0:*:*:*:*:*:*:*") == ""


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Acme Real-Time Operating System", "operating_system"),
        ("A type-1 hypervisor for control units", "hypervisor"),
        ("Secure bootloader for small controllers", "bootloader"),
        ("Tools for the secure bootloader", ""),
        ("Cross-platform operating system interface", ""),
        ("Acme SDK with a real-time operating system", ""),
        ("Thread safe TCP/IP stack working on top of a kernel", "middleware"),
        ("The MongoDB synchronous driver", ""),
        ("SPI driver", "device_control"),
    ],
)
def test_a_description_tells_what_a_thing_is_and_not_what_it_is_for(description: str, expected: str) -> None:
    assert layer("acme", description=description) == expected


def test_what_only_builds_the_product_runs_in_no_layer_of_it() -> None:
    stage = {"name": "yocto:stage", "value": "native"}
    assert software_seems(software("openssl"), [stage]).layer == ""
    assert software_seems(software("openssl"), [stage | {"value": "runtime"}]).layer == "middleware"


def test_a_lead_is_said_in_words() -> None:
    assert software_seems(software("mcuboot"), []).lead == "'mcuboot' reads like a bootloader"
    assert (
        software_seems(software("acme", type="device-driver"), []).lead
        == "'type device-driver' reads like device-control code"
    )
    assert (software_seems(software("acme"), []).lead, SoftwareLeads().seems.lead) == ("", "")


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_text_is_of_one_layer_or_of_none(name: str, purl: str, description: str) -> None:
    seems = software_seems(software(name, purl=purl, cpe=purl, description=description), [])
    assert seems.layer in ("", *LAYERS)
    assert bool(seems.lead) == bool(seems.layer)


def test_the_words_are_of_layers_of_the_law_and_no_name_of_two() -> None:
    table = tomllib.loads((files("auditor.facts.software") / "layers.toml").read_text("utf-8"))
    assert {entry["name"] for entry in table["layer"]} <= set(LAYERS)
    names = Counter(name for entry in table["layer"] for name in entry["names"])
    assert [name for name, times in names.items() if times > 1] == []


def said(name: str, value: str | None) -> dict:
    return {"name": name, "value": value, "pointer": ""}


def test_days_are_leads_in_words_and_no_day_of_a_tool() -> None:
    told = [
        said("releaseDate", "2024-03-01T10:00:00Z"),
        said("builtDate", "2024-02-28"),
        said("builtDate", "1970-01-01T00:00:00Z"),
    ]
    assert days(told) == "the BOM gives the release day 2024-03-01 and the build day 2024-02-28"
    commits = [
        said("pedigree.commit.committed", "2026-04-01T00:00:00Z"),
        said("pedigree.commit.committed", "2026-02-01T00:00:00Z"),
    ]
    assert days(commits) == "the BOM gives a last commit of 2026-04-01"
    assert (
        days([said("releaseDate", "soon"), said("releaseDate", None), said("builtDate", "2011-04-05T23:00:00Z")]) == ""
    )
    assert days([], date(2025, 1, 1)) == "the BOM was made on 2025-01-01, and its code finished by then"


def test_all_leads_of_a_component_together() -> None:
    row = software("mcuboot", version="1.0-local")
    leads = software_leads(row, [said("releaseDate", "2024-03-01"), said("icts:layer", "cloud")])
    assert (leads.seems.lead, leads.change.words, leads.days) == (
        "'mcuboot' reads like a bootloader",
        "its version 1.0-local is somebody's own build",
        "the BOM gives the release day 2024-03-01",
    )


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("2026-03-16T10:00:00Z", "the BOM was made on 2026-03-16, and its code finished by then"),
        ("2026-03-17T00:00:00Z", ""),
        (None, ""),
    ],
)
def test_the_day_of_the_bom_is_a_lead_where_it_is_before_the_cut_off_of_legacy_software(
    work, timestamp, expected
) -> None:
    text = json.loads(sbom(component("a"), {"type": "device", "name": "part"}))
    work.write("app.cdx.json", json.dumps(text | {"metadata": {"timestamp": timestamp} if timestamp else {}}))
    found = audited(work.folder / "program.toml").components
    assert [entry.facts.software.days for entry in found] == [expected, ""]


def test_a_lead_never_decides(work) -> None:
    """The operating system by its name is still asked about, and device-control code by its name is not out of scope."""
    work.change(' layer = "application",', "")
    work.write(
        "app.cdx.json",
        sbom(component("zephyr", maker="Clean Code GmbH"), component("S32K MCAL", maker="Clean Code GmbH")),
    )
    _, report = work.audit()
    assert [c["verdict"] for c in report["components"]] == ["review", "review"]
    assert all("component.layer" in c["missing"] for c in report["components"])


def test_a_property_without_a_name_says_nothing_and_stops_nothing(work) -> None:
    nameless = component("clean", maker="Clean Code GmbH")
    nameless["properties"].append({"value": "x"})
    work.write("app.cdx.json", json.dumps(json.loads(sbom(nameless))))
    assert work.verdicts() == {"clean": "allowed"}
