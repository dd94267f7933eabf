"""Real BOMs, as suppliers and PLM systems export them, audited as an automaker would; skipped where they are not at hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"
SBOMS = (
    "st/STM32CubeWB/sbom_cdx.json",  # CycloneDX JSON, half of its suppliers present but blank
    "eclipse-ecsp/device-shadow-commons/sbom/bom.xml",  # CycloneDX XML
    "qbertmf-ecu/ECU-CVM3_MY28.spdx.json",  # SPDX JSON of an ECU
    "nxp/plug-and-trust/SBOM.spdx.json",  # SPDX JSON, supplier NOASSERTION and an originator
    "freertos/FreeRTOS-Plus-TCP/sbom.spdx",  # SPDX tag-value
)
HBOMS = (
    "hw/toyota-ramn/hardware/orders/0_ramn/bom.xlsx",  # XLSX
    "hw/esp-box/hardware/esp32_s3_box_v2.5/bom/BOM_ESP32-S3-BOX_V2.5_20211011.xlsx",  # makers in Chinese
    "hw/macchina-m2/M2/Interface_Board/BOM-PCB-01016_R1.csv",  # CSV
    "hbom-zephyr-appsec-lab/hbom.cdx.json",  # CycloneDX of an invalid kind that says the most
)


@pytest.fixture
def wrapped(work):
    """The small program with the real files in place of its own."""
    for name in (*SBOMS, *HBOMS):
        if not (CORPUS / name).is_file():
            pytest.skip(f"the real BOMs are not here: {CORPUS / name}")
        target = work.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CORPUS / name, target)
    work.change('sbom = ["app.cdx.json"]', f"sbom = {json.dumps(SBOMS)}\nhbom = {json.dumps(HBOMS)}")
    return work


def by_name(report: dict, name: str) -> dict:
    return next(c for c in report["components"] if c["name"] == name)


def test_a_model_year_2027_program_of_real_files(wrapped):
    done, report = wrapped.audit()
    assert done.code == 10
    assert not [i["file"] for i in report["inputs"] if i["problem"]]
    assert len(report["components"]) > 250
    hardware = [c for c in report["components"] if c["kind"] == "hardware"]
    assert len(hardware) > 140
    assert {c["verdict"] for c in hardware} == {"exempt"}
    # No component of real life is allowed or prohibited while nobody has said who made it and how.
    assert not report["counts"]["allowed"] + report["counts"]["prohibited"]
    # Unmodified open source, as the program states for the item, is out whoever wrote it.
    assert by_name(report, "jQuery")["reason"] == "it is open-source software"
    # The reader is not drowned: a hundred components, some thirty things to do.
    assert len(report["questions"]) < 35


def test_a_blank_supplier_is_nobody_and_a_named_one_is_kept(wrapped):
    _, report = wrapped.audit()
    assert not [party for c in report["components"] for party in c["parties"] if not party["name"].strip()]
    names = {party["name"] for c in report["components"] for party in c["parties"]}
    assert {"STMicroelectronics", "u-blox"} <= names
    assert any("乐鑫" in name for name in names)
    assert not {"NOASSERTION", "NONE"} & names


def test_a_model_year_2030_program_asks_about_the_parts_that_may_matter(wrapped):
    wrapped.change("model_year = 2027", "model_year = 2030")
    wrapped.change("date = 2027-02-01", "date = 2029-12-01")
    _, report = wrapped.audit()
    hardware = [c for c in report["components"] if c["kind"] == "hardware"]
    asked = [c for c in hardware if "component.hardware_class" in c["missing"]]
    plain = [c for c in hardware if c["verdict"] == "out_of_scope"]
    assert len(plain) > 110 and 20 < len(asked) < 30
    assert not [c["name"] for c in asked if c["ref"][:1] in "RCL" and c["ref"][1:2].isdigit()]
    assert any("It looks like a" in q["ask"] for q in report["questions"])
    assert any("lead: 'ESP32" in c["reason"] for c in hardware if c["verdict"] == "review")
    assert report["counts"]["prohibited"] == 0


def test_the_same_real_files_give_the_same_bytes(wrapped):
    first, second = wrapped.audit()[0], wrapped.audit()[0]
    assert first.out == second.out
