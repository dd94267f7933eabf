"""Every input of ../shared/faults that is about what is read, counted or told, against what its table says is right.

Each kind of these faults has a test of its own beside what it is about; here the files themselves are tried, when they are there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from auditor.documents.audit import document
from bom_parsers import Bom, InputError, read_bom
from reports.documents.audit import AuditDocument
from tests.auditor.conftest import EXAMPLE, audited

FAULTS = Path(__file__).resolve().parents[2].parent / "shared" / "faults"
pytestmark = pytest.mark.skipif(not FAULTS.is_dir(), reason="../shared/faults is not there")


def audit_of(folder: str, program: str) -> AuditDocument:
    return document(audited(FAULTS / folder / program))


def column(bom: Bom, name: str) -> list:
    return bom.components[name].to_list()


def kinds(bom: Bom, *severities: str) -> set[str]:
    return set(bom.problems.filter(pl.col("severity").cast(pl.String).is_in(severities))["kind"])


def messages(bom: Bom) -> str:
    return "\n".join(bom.problems["message"])


def read_or_refused(folder: str, name: str) -> tuple[Bom | None, str]:
    """Return the BOM, or None and what to do instead."""
    try:
        return read_bom(FAULTS / folder / name), ""
    except InputError as error:
        return None, error.remedy


def not_fitted(bom: Bom) -> set[str]:
    rows = bom.properties.filter((pl.col("name") == "hbom:fitted") & (pl.col("value") == "no"))
    return set(bom.components.join(rows, on="ref", how="semi")["refdes"])


# --- sbom: audits --------------------------------------------------------------------------------------------------------

OPEN = [
    "yocto-image-alone",
    "spdx3-imports",
    "archive-damaged-member",
    "yocto-archive-missing-members",
    "firmware-file-only",
    "vex-only",
    "composition-incomplete",
    "contains-noassertion",
    "ancestor-names-a-maker",
]


@pytest.mark.parametrize("name", OPEN)
def test_what_a_software_bom_does_not_show_is_open(name):
    report = audit_of("sbom", f"{name}.toml")
    assert report["exit_code"] == 10
    assert report["declaration"]["declaration"] == "undetermined"
    assert report["declaration"]["open"] or report["questions"]


@pytest.mark.parametrize(("name", "prohibited"), [("evidence-licence-only", 1), ("name-with-mail", 3)])
def test_what_is_prohibited_stays_so(name, prohibited):
    report = audit_of("sbom", f"{name}.toml")
    assert (report["exit_code"], report["counts"]["prohibited"]) == (11, prohibited)


def test_how_many_packages_of_an_image_were_not_seen_is_told():
    (gap,) = [c for c in audit_of("sbom", "yocto-image-alone.toml")["components"] if c["gap"]]
    assert "6 of 7 packages" in gap["reason"]


def test_code_that_descends_from_that_of_a_maker_of_the_prc_is_asked_about_first():
    first, *_ = audit_of("sbom", "ancestor-names-a-maker.toml")["questions"]
    assert first["concern"] == "nexus"


def test_a_bom_dated_before_there_was_code_is_no_lead():
    report = audit_of("sbom", "bom-of-1403.toml")
    assert not any("1403" in c["reason"] for c in report["components"] if not c["gap"])
    assert any("1403" in p["message"] for p in report["problems"])


# --- sbom: readers -------------------------------------------------------------------------------------------------------

READ_OR_REFUSED = [
    "spdx-inside-kubernetes-object.yaml",
    "in-toto-statement.json",
    "dsse-envelope.json",
    "in-toto-statement-cdx.json",
]


@pytest.mark.parametrize("name", READ_OR_REFUSED)
def test_a_bom_inside_something_else_is_read_or_refused_by_its_right_name(name):
    bom, refusal = read_or_refused("sbom", name)
    assert refusal if bom is None else bom.components.height == 1
    assert "bomFormat" not in refusal


@pytest.mark.parametrize(
    ("name", "components"),
    [
        ("two-blocks-of-components.cdx.xml", 3),
        ("formulation-and-targets.cdx.json", 1),
        ("bom-with-signature.zip", 1),
        ("spdx3-half-surrogate-type.spdx3.json", 1),
    ],
)
def test_as_many_components_are_read_as_there_are_and_what_is_odd_is_told(name, components):
    bom = read_bom(FAULTS / "sbom" / name)
    assert bom.components.height == components
    assert bom.problems.height >= 1


@pytest.mark.parametrize("name", ["placeholder-suppliers.cdx.json", "placeholder-suppliers.spdx.json"])
def test_placeholders_name_nobody(name):
    assert read_bom(FAULTS / "sbom" / name).parties.height == 0


def test_every_name_of_an_odd_shape_is_used_or_told():
    bom = read_bom(FAULTS / "sbom" / "odd-parties.cdx.json")
    by_ref = dict(bom.parties.group_by("ref").agg("name").iter_rows())
    assert {ref: len(names) for ref, names in by_ref.items() if ref in "ad"} == {"a": 2, "d": 2}
    told = messages(bom)
    stated = json.loads((FAULTS / "sbom" / "odd-parties.cdx.json").read_text("utf-8"))
    for component in stated["components"]:
        assert by_ref.get(component["bom-ref"]) or component["bom-ref"] in told or "Tsukihara" in told


def test_identifiers_named_by_reference_are_the_package_s_own():
    bom = read_bom(FAULTS / "sbom" / "spdx3-identifiers-by-reference.spdx3.json")
    assert len([purl for purl in column(bom, "purl") if purl]) == 2
    assert [licenses for licenses in column(bom, "licenses") if licenses] == [["MIT"]]


def test_annotating_loses_nothing_or_says_what(tmp_path, capfd):
    from auditor.cli.main import run

    for file in (FAULTS / "sbom").glob("*"):
        shutil.copy(file, tmp_path)
    out = tmp_path / "out.json"
    arguments = ["annotate", tmp_path / "annotate-keeps.toml", tmp_path / "annotate-keeps.cdx.json", "-o", out]
    assert run([str(argument) for argument in arguments]) == 0
    written, said = out.read_text("utf-8"), capfd.readouterr().err
    for kept in ("vulnerabilities", "compositions", "patches", "evidence", "copyright"):
        assert kept in written or kept in said, kept


# --- hbom ------------------------------------------------------------------------------------------------------------------

Check = Callable[[Bom], bool]
HBOMS: dict[str, Check] = {
    "lost-row-clean.csv": lambda bom: bom.components.height == 2 or bool(kinds(bom, "warning", "error")),
    "unread-sheet-clean.xlsx": lambda bom: bom.components.height > 1 or bool(kinds(bom, "warning", "error")),
    "russian-name.csv": lambda bom: bom.components.height == 3,
    "costed-part-qty.csv": lambda bom: column(bom, "mpn") == ["HE910-G", "WL1835MODGBMOCT", "ERJ-1GEF20R0C"],
    "costed-nbr.csv": lambda bom: column(bom, "quantity") == [9, 1] and bom.parties.height >= 2,
    "part-number-with-alternates.csv": lambda bom: (
        column(bom, "mpn")[:3] == ["DW1000-I-TR13", "SX1262IMLTRT", "RC0402FR-0710KL"]
    ),
    "manuf-reference-tilde.csv": lambda bom: (
        {"SKY74218-12", "SX1262IMLTRT", "C0402C101J5GACTU"} <= set(column(bom, "mpn"))
    ),
    "manpartno.csv": lambda bom: column(bom, "mpn") == ["LMK107BJ475KA-T", "EC25-E", "DW1000-I-TR13"],
    "required-headings.csv": lambda bom: column(bom, "mpn") == ["ESP32-WROOM-32U", "FT232RL"],
    "alternates-lcsc.csv": lambda bom: not set(column(bom, "mpn")) & {"C701341", "C529582", "C1525", "C14663"},
    "kicad8-fr.csv": lambda bom: column(bom, "name")[1:] == ["SIM7080G", "SX1262"] and not any(column(bom, "mpn")),
    "kicad8-zh.csv": lambda bom: column(bom, "refdes")[:2] == ["C1,C2", "U1"],
    "kicad8-es.csv": lambda bom: not_fitted(bom) == {"U2"},
    "avl-a-b.csv": lambda bom: {"EC25-E", "RK73B1JTTD103J"} <= set(column(bom, "mpn")),
    "maker-and-number-one-cell.csv": lambda bom: "Texas Instruments" in " ".join(bom.parties["name"]),
    "formula-no-value.xlsx": lambda bom: bool(kinds(bom, "warning", "error")),
    "excel-mangled.csv": lambda bom: bool(kinds(bom, "warning", "error")),
    "excel-mangled.xlsx": lambda bom: "0022232021" in column(bom, "mpn"),
    "two-row-heading.xlsx": lambda bom: 4 in column(bom, "quantity"),
    "merged-maker.xlsx": lambda bom: bom.parties["ref"].n_unique() == bom.components.height,
    "leaked-references.csv": lambda bom: (
        "SIMCom" not in column(bom, "mpn") and "modem" not in list(bom.parties["name"])
    ),
    "utf7.csv": lambda bom: not any("W+AP" in name for name in bom.parties["name"]) or "UTF-7" in messages(bom),
    "utf16be-no-mark.csv": lambda bom: column(bom, "refdes") == ["U1", "R1"],
    "orcad-continued.bom": lambda bom: any("R12" in (refdes or "") for refdes in column(bom, "refdes")),
    "octopart-two-rows.csv": lambda bom: bom.components.height == 2,
    "change-log-sheet.xlsx": lambda bom: bom.components.height == 2,
    "pcb-specs-sheet.xlsx": lambda bom: bom.components.height == 1,
    "footers.csv": lambda bom: bom.components.height == 2,
    "footers-zh.csv": lambda bom: bom.components.height == 2,
    "dimension-whole-rows.xlsx": lambda bom: bom.components.height == 2,
    "allegro-report.csv": lambda bom: bom.components.height == 3 and "GRM155R71C104KA88D" in column(bom, "mpn"),
    "not-fitted-words.csv": lambda bom: len(not_fitted(bom)) >= 7,
}


@pytest.mark.parametrize("name", HBOMS)
def test_a_hardware_bom_is_read_as_its_table_says(name):
    bom = read_bom(FAULTS / "hbom" / name)
    assert HBOMS[name](bom), bom.components.select("refdes", "name", "mpn", "quantity").rows()


@pytest.mark.parametrize("name", ["html-export.xls", "spreadsheetml.xls", "eagle-partlist.txt"])
def test_a_table_of_another_kind_is_read_or_refused_with_the_remedy(name):
    bom, refusal = read_or_refused("hbom", name)
    assert bom.components.height >= 2 if bom else "XLSX" in refusal or "CSV" in refusal


# --- trial -----------------------------------------------------------------------------------------------------------------


def test_a_unit_without_a_software_bom_is_open():
    report = audit_of("trial", "no-software-bom.toml")
    assert report["exit_code"] == 10
    assert {c["item"] for c in report["components"] if c["gap"] == "no-sbom"} == {"tcu", "modem"}
    assert {q["item"] for q in report["questions"]} == {"tcu", "modem"}


def test_items_that_are_stated_to_be_out_and_have_a_radio_are_open():
    report = audit_of("trial", "excluded-item-with-radio.toml")
    assert report["exit_code"] == 10
    review = {
        (c["item"], c["mpn"] or c["name"]) for c in report["components"] if c["verdict"] == "review" and not c["gap"]
    }
    assert {item for item, part in review if part == "NRF52840-QIAA"} == {"tpms", "adas"}
    assert len(review) == 4


def test_the_lead_stays_with_a_row_that_states_nothing():
    for program in ("bare-row-suppliers-bare-row.toml", "bare-row-suppliers.toml"):
        assert audit_of("trial", program)["questions"][0]["concern"] == "nexus"


def test_namespaces_and_hosts_are_leads_and_proprietary_is_not_asked_to_be_open():
    report = audit_of("trial", "leads.toml")
    assert sum(question["concern"] == "nexus" for question in report["questions"]) >= 1
    names = {c["id"]: c["name"] for c in report["components"]}
    for question in report["questions"]:
        if "open to all its users" in question["ask"]:
            assert "voice-sdk" not in {names[id] for id in question["components"]}


def test_a_file_that_is_named_twice_counts_once():
    assert len(audit_of("trial", "twice.toml")["components"]) == 3


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("repeated-headings.csv", lambda bom: bom.components.height == 2),
        ("maker-part-number.csv", lambda bom: all(column(bom, "mpn"))),
        ("shop-cart-zh.csv", lambda bom: all(column(bom, "mpn")) and all(column(bom, "quantity"))),
        ("costed-bom.csv", lambda bom: bom.components.height == 3 and all(column(bom, "mpn"))),
        ("part-type.csv", lambda bom: "Part" not in column(bom, "name") and "No MPN" not in column(bom, "mpn")),
        ("value-slash-package.csv", lambda bom: len(not_fitted(bom)) == 1),
    ],
)
def test_a_table_of_the_trial_is_read_as_it_should(name, check):
    bom = read_bom(FAULTS / "trial" / name)
    assert check(bom), bom.components.select("refdes", "name", "mpn", "quantity").rows()


def test_an_fcc_id_of_the_bom_stands_in_the_declaration(tmp_path, capfd):
    from auditor.cli.main import run

    page = tmp_path / "d.html"
    run(["audit", str(FAULTS / "trial" / "fcc-id.toml"), "-o", f"declaration={page}"])
    assert "EXAMPLENV4410" in page.read_text("utf-8")


def test_a_certification_says_what_is_relied_on(tmp_path, capfd):
    from auditor.cli.main import run

    page = tmp_path / "d.html"
    run(["audit", str(FAULTS / "trial" / "untrue-certification.toml"), "-o", f"declaration={page}"])
    text = page.read_text("utf-8")
    assert "prohibited by 15 CFR 791.303" in text
    assert "VCS hardware: none is inside the rule" in text


def test_screening_names_holders_and_asks(capfd):
    from auditor.cli.main import run

    run(["screen", str(FAULTS / "trial" / "minority.csv"), "--no-starter", "--format", "json"])
    screened = {s["name"].split()[0]: s for s in json.loads(capfd.readouterr().out)["suppliers"]}
    assert not any("no link to the PRC or Russia is on file" in json.dumps(s) for s in screened.values())
    assert "49%" in json.dumps(screened["Alder"])


def test_a_workbook_of_before_there_were_codes_answers_no_request(tmp_path, capfd):
    from auditor.cli.main import run

    folder = tmp_path / "example"
    shutil.copytree(EXAMPLE.parent, folder)
    shutil.copy(FAULTS / "trial" / "receive-same.xlsx", folder)
    (folder / "requests.toml").touch()
    code = run(["receive", str(folder / "receive-same.xlsx"), "--program", str(folder / "program.toml"), "--check"])
    assert code == 2
    assert "without an authentication code" in "".join(capfd.readouterr())
