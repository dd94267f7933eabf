"""What was not seen is not clean: BOMs that are not named, cannot be read, list something else, or are incomplete."""

from __future__ import annotations

import json

import pytest

from bom_parsers.tables.read import read_table
from tests.auditor.conftest import component, sbom

STARTER = False

HBOM = """Designator,Description,Manufacturer,MPN
R1,10k resistor,Clean Code GmbH,RC-10K
C1,100nF capacitor,Clean Code GmbH,CC-100N
"""
ITEM = 'sbom = ["app.cdx.json"]\n'


def gaps(document: dict) -> dict[str, dict]:
    """The open gaps by item and kind."""
    return {f"{c['item']}: {c['gap']}": c for c in document["components"] if c["gap"]}


def of_2030(work) -> None:
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-06-01")


def test_the_program_of_these_tests_is_clean(work):
    done, document = work.audit()
    assert (done.code, gaps(document)) == (0, {})
    assert document["declaration"]["declaration"] == "required"
    (item,) = document["items"]
    assert item["seen"] == [{"file": "app.cdx.json", "kind": "software", "components": 1}]
    assert [(gap["kind"], gap["because"]) for gap in item["unseen"]] == [("no-hbom", "exempt until model year 2030")]


def test_a_unit_with_connectivity_without_any_bom_is_in_review(work):
    work.change(ITEM, "")
    done, document = work.audit()
    assert done.code == 10
    assert document["declaration"]["declaration"] == "undetermined"
    gap = gaps(document)["tcu: no-sbom"]
    assert gap["verdict"] == "review" and "791.303" in gap["authority"]
    assert gap["reason"] == "not seen: no software BOM is named, so that nothing of its software was seen"
    (question,) = document["questions"]
    assert question["ask"] == "Send a software BOM of tcu."
    assert (question["whom"], question["concern"], question["components"]) == (
        "the engineer of the item, who can state it in the program file",
        "unseen",
        [gap["id"]],
    )


def test_the_supplier_of_the_item_is_asked_for_its_bom_in_the_request(work):
    work.change(ITEM, 'supplier = "Clean Code GmbH"\n')
    _, document = work.audit()
    assert [q["whom"] for q in document["questions"]] == ["Clean Code GmbH"]
    done = work.icts("request", work.folder / "program.toml", "-o", work.folder / "requests")
    assert done.code == 0
    (path,) = (work.folder / "requests").glob("*.xlsx")
    cover = next(sheet for sheet in read_table(path) if sheet.name == "Cover")
    assert "Send a software BOM of tcu." in {cell for row in cover.rows for cell in row}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('enables = ["vcs"]', "enables = []"),
        ("frequency_mhz = [699, 2690]", "frequency_mhz = [433.92, 433.92]"),
        ('exclusively = "no"', 'exclusively = "sensing"'),
        ("gvwr_lb = 5000", "gvwr_lb = 12000"),
        ('"connected_vehicle_manufacturer", "vcs_hardware_importer"', '"vcs_hardware_importer"'),
        ("model_year = 2027", "model_year = 2026"),
    ],
)
def test_no_software_bom_is_needed_where_the_rule_does_not_ask_for_software(work, old, new):
    work.change(old, new)
    work.change(ITEM, 'hbom = ["parts.csv"]\n')
    work.write("parts.csv", HBOM)
    done, document = work.audit()
    assert (done.code, gaps(document)) == (0, {})
    assert {gap["kind"] for gap in document["items"][0]["unseen"] if gap["because"]} == {"no-sbom"}


def test_a_hardware_bom_is_needed_from_model_year_2030(work):
    of_2030(work)
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["tcu: no-hbom"])
    work.change(ITEM, f'{ITEM}hbom = ["parts.csv"]\n')
    work.write("parts.csv", HBOM)
    done, document = work.audit()
    assert (done.code, gaps(document)) == (0, {})


def test_an_item_of_which_it_is_not_known_what_it_enables_needs_one_too(work):
    work.change('enables = ["vcs"]\n', "")
    work.change(ITEM, "")
    done, document = work.audit()
    assert done.code == 10
    assert gaps(document)["tcu: no-sbom"]["missing"] == ["item.enables", "item.automation_level"]


def test_an_hbom_given_as_sbom_is_no_sbom(work):
    work.change(ITEM, 'sbom = ["parts.csv"]\n')
    part = {"type": "device", "bom-ref": "r1", "name": "10k resistor"}
    work.write("parts.csv", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}))
    done, document = work.audit()
    assert done.code == 10
    assert gaps(document)["tcu: no-sbom"]["reason"] == (
        "not seen: parts.csv, given as a software BOM, lists no software, but 1 other component"
    )


def test_a_bom_that_lists_nothing_is_no_bom(work):
    work.write("app.cdx.json", sbom())
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["tcu: no-sbom"])


def test_a_bom_that_cannot_be_read_is_a_gap_whatever_is_said_of_the_item(work):
    work.change(ITEM, 'sbom = ["app.cdx.json"]\n[[item]]\nid = "wiper"\nenables = []\nhbom = ["wiper.csv"]\n')
    work.write("wiper.csv", "")
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["wiper: unreadable-bom"])
    assert document["declaration"]["declaration"] == "undetermined"


def test_the_same_file_named_twice_is_counted_once_and_another_may_be_meant(work):
    work.change(ITEM, 'sbom = ["app.cdx.json", "copy.cdx.json"]\n')
    work.write("copy.cdx.json", (work.folder / "app.cdx.json").read_bytes())
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["tcu: read-twice"])
    assert [c["name"] for c in document["components"] if not c["gap"]] == ["clean"]


def test_one_file_that_lists_hardware_and_software_serves_as_both(work):
    of_2030(work)
    part = {
        "type": "device",
        "bom-ref": "r1",
        "name": "R1",
        "properties": [{"name": "icts:hardware-class", "value": "passive"}],
    }
    work.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH"), part))
    work.change(ITEM, f'{ITEM}hbom = ["app.cdx.json"]\nhardware = {{ hardware_class = "passive" }}\n')
    done, document = work.audit()
    assert (done.code, gaps(document)) == (0, {})
    assert len(document["components"]) == 2


class TestStatements:
    """Why an item has no BOM can be stated in the program, with who says so, until a day."""

    NO_SBOM = 'no_sbom = { why = "it has no program memory", by = "J. Doe, hardware", until = 2027-06-30 }\n'

    def test_a_reason_with_a_name_and_an_end_closes_the_gap(self, work):
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}')
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert (done.code, gaps(document)) == (0, {})
        (gap,) = [gap for gap in document["items"][0]["unseen"] if gap["kind"] == "no-sbom"]
        assert "it has no program memory" in gap["because"] and "J. Doe, hardware" in gap["because"]
        assert "2027-06-30" in gap["because"]

    @pytest.mark.parametrize(
        ("part", "open_gap"), [("R2,10k resistor,Clean Code GmbH,RC-10K", False), ("U1,,,EC25-E", True)]
    )
    def test_it_does_not_count_against_parts_that_run_code(self, work, part, open_gap):
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}')
        work.write("parts.csv", f"{HBOM}{part}\n")
        done, document = work.audit()
        assert ("tcu: no-sbom" in gaps(document)) is open_gap
        if open_gap:
            reason = gaps(document)["tcu: no-sbom"]["reason"]
            assert done.code == 10
            assert "that there is none is stated, but" in reason and "EC25-E" in reason

    @pytest.mark.parametrize(
        ("stated", "code"), [("programmable = true", 10), ('programmable = false\nhardware_class = "module"', 0)]
    )
    def test_what_is_stated_of_the_part_itself_counts_before_what_it_looks_like(self, work, stated, code):
        statement = f'[[item.component]]\nselect = {{ mpn = "RC-10K" }}\n{stated}\n'
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}')
        work.write("program.toml", (work.folder / "program.toml").read_text("utf-8") + statement)
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert (done.code, "tcu: no-sbom" in gaps(document)) == (code, code == 10)

    def test_it_does_not_count_for_a_transaction_after_its_end(self, work):
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}'.replace("2027-06-30", "2027-01-15"))
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert done.code == 10
        assert "only until 2027-01-15" in gaps(document)["tcu: no-sbom"]["reason"]

    def test_one_that_has_no_real_end_is_told(self, work):
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}'.replace("2027-06-30", "2150-01-01"))
        work.write("parts.csv", HBOM)
        (message,) = [p["message"] for p in work.audit()[1]["problems"] if p["kind"] == "no-real-end"]
        assert message == "that tcu has no such BOM holds until 2150-01-01, which is without a real end"

    def test_it_does_so_no_longer_than_it_says(self, work):
        work.change(ITEM, f'hbom = ["parts.csv"]\n{self.NO_SBOM}')
        work.write("parts.csv", HBOM)
        done, document = work.audit("--as-of", "2027-07-01")
        assert (done.code, list(gaps(document))) == (12, ["tcu: no-sbom"])
        assert document["expired"] == [
            "that tcu has no software BOM was stated until 2027-06-30 (program.toml: line 30)"
        ]

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ('no_sbom = { why = "none", by = "J. Doe" }\n', "no key 'until'"),
            ('no_sbom = { why = " ", by = "J. Doe", until = 2027-06-30 }\n', "a text that is not blank"),
            (f"{ITEM}{NO_SBOM}", "'no_sbom' beside 'sbom'"),
        ],
    )
    def test_it_is_refused_without_reason_or_end_or_beside_a_bom(self, work, written, expected):
        work.change(ITEM, written)
        done, document = work.audit()
        assert (done.code, document) == (2, {})
        assert expected in done.err and "program.toml: line" in done.err


class TestDeterminations:
    """A person can determine that nothing is missing, with basis and end; nothing else closes a gap of a BOM."""

    def determine(self, work, *more: str, fact: str = "bom.complete=true", until: str = "2027-12-31") -> None:
        if "determinations" not in (work.folder / "program.toml").read_text():
            work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\ndeterminations = ["d.toml"]')
        done = work.icts(
            *("determine", work.folder / "d.toml", "--fact", fact, "--basis", "looked at the unit", "--who", "J. Doe"),
            *("--when", "2026-11-01", "--until", until, *more),
        )
        assert done.code == 0, done.err

    def test_that_a_bom_is_complete_closes_its_gap(self, work):
        self.determine(work, "--select", "item=tcu", "--select", "ref=no-sbom")
        work.change(ITEM, 'hbom = ["parts.csv"]\n')
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert (done.code, gaps(document)) == (0, {})
        (gap,) = [gap for gap in document["items"][0]["unseen"] if gap["kind"] == "no-sbom"]
        assert "determined by J. Doe on 2026-11-01 until 2027-12-31: looked at the unit" in gap["because"]

    def test_that_it_is_not_leaves_it_open(self, work):
        self.determine(work, "--select", "item=tcu", "--select", "ref=no-sbom", fact="bom.complete=false")
        work.change(ITEM, 'hbom = ["parts.csv"]\n')
        work.write("parts.csv", HBOM)
        assert work.audit()[0].code == 10

    @pytest.mark.parametrize("select", [("ref=no-sbom",), ("ref=no-sbom", "version=1")])
    def test_it_names_the_item_that_it_is_about(self, work, select):
        self.determine(work, *(word for key in select for word in ("--select", key)))
        work.change(ITEM, 'hbom = ["parts.csv"]\n')
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert done.code == 10
        if len(select) == 1:
            (problem,) = [p for p in document["problems"] if p["kind"] == "determination-broad"]
            assert "add item to its selector" in problem["message"]

    def test_of_a_file_it_names_the_version(self, work):
        work.write("app.cdx.json", "{")
        work.change(ITEM, 'sbom = ["app.cdx.json", "more.cdx.json"]\n')
        work.write("more.cdx.json", sbom(component("clean", maker="Clean Code GmbH")))
        self.determine(work, "--select", "item=tcu", "--select", "ref=unreadable-bom@app.cdx.json")
        done, document = work.audit()
        assert (done.code, list(gaps(document))) == (10, ["tcu: unreadable-bom"])
        assert any("add version to its selector" in p["message"] for p in document["problems"])

    def test_who_closed_a_gap_stands_in_every_report(self, work):
        self.determine(work, "--select", "item=tcu", "--select", "ref=no-sbom")
        work.change(ITEM, 'hbom = ["parts.csv"]\n')
        work.write("parts.csv", HBOM)
        page = work.folder / "d.html"
        done = work.icts("audit", work.folder / "program.toml", "-o", f"declaration={page}")
        assert done.code == 0
        assert "TAKEN AS COMPLETE" in done.out and "determined by J. Doe" in " ".join(done.out.split())
        assert "determined by J. Doe" in page.read_text("utf-8")
        done = work.icts("explain", work.folder / "program.toml", "tcu/program.toml#no-sbom")
        assert done.code == 0 and "taken as complete" in " ".join(done.out.split())

    def test_it_ends_on_its_day(self, work):
        self.determine(work, "--select", "item=tcu", "--select", "ref=no-sbom", until="2026-11-20")
        work.change(ITEM, 'hbom = ["parts.csv"]\n')
        work.write("parts.csv", HBOM)
        done, document = work.audit()
        assert (done.code, list(gaps(document))) == (12, ["tcu: no-sbom"])

    def test_of_a_component_it_says_nothing(self, work):
        self.determine(work, "--select", "name=clean")
        done, document = work.audit()
        assert done.code == 0
        assert any(p["kind"] == "determination-unused" for p in document["problems"])

    def test_it_names_the_file_it_is_about_by_label_and_digits_of_its_hash(self, work):
        work.change(ITEM, 'sbom = ["app.cdx.json", "copy.cdx.json"]\n')
        work.write("copy.cdx.json", (work.folder / "app.cdx.json").read_bytes())
        gap = gaps(work.audit()[1])["tcu: read-twice"]
        select = ("item=tcu", f"ref={gap['ref']}", f"version={gap['version']}")
        self.determine(work, *(word for key in select for word in ("--select", key)))
        assert work.audit()[0].code == 0
        changed = sbom(component("clean", maker="Clean Code GmbH"), component("more", maker="Clean Code GmbH"))
        for name in ("app.cdx.json", "copy.cdx.json"):
            work.write(name, changed)
        assert work.audit()[0].code == 10

    def test_defaults_and_statements_of_the_item_say_nothing_of_what_was_not_seen(self, work):
        work.change(ITEM, "")
        work.change("open_source = false", "open_source = true")
        assert work.audit()[0].code == 10


def test_a_near_copy_of_a_bom_may_stand_for_another(work):
    two = sbom(component("clean", maker="Clean Code GmbH"), component("more", maker="Clean Code GmbH"))
    work.change(ITEM, 'sbom = ["app.cdx.json", "copy.cdx.json"]\n')
    work.write("app.cdx.json", two)
    work.write("copy.cdx.json", two + "\n")
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["tcu: read-twice"])
    assert "lists the same components as app.cdx.json" in gaps(document)["tcu: read-twice"]["reason"]


def test_what_a_part_speaks_against_of_an_item_leaves_no_bom_out(work):
    work.change('exclusively = "no"', 'exclusively = "sensing"')
    work.change(ITEM, 'hbom = ["parts.csv"]\n')
    work.write("parts.csv", HBOM)
    assert work.audit()[0].code == 0
    work.write("parts.csv", f"{HBOM}U1,,,EC25-E\n")
    done, document = work.audit()
    assert (done.code, list(gaps(document))) == (10, ["tcu: no-sbom"])


def test_a_gap_is_explained_by_its_id(work):
    work.change(ITEM, "")
    gap = gaps(work.audit()[1])["tcu: no-sbom"]
    done = work.icts("explain", work.folder / "program.toml", gap["id"])
    assert done.code == 0
    assert "no software BOM is named" in done.out
    assert "--select item=tcu --select ref=no-sbom --fact bom.complete=true" in " ".join(done.out.split())


def test_what_was_seen_and_what_was_not_stands_at_the_top_of_the_reports(work):
    work.change(ITEM, 'hbom = ["parts.csv"]\n')
    work.write("parts.csv", HBOM)
    done = work.icts("audit", work.folder / "program.toml", "-o", f"html={work.folder / 'a.html'}")
    top = done.out[: done.out.index("REVIEW  ")]
    assert "1 BOM of 1 item; of 1 item something was not seen" in " ".join(top.split())
    assert "tcu: seen: parts.csv (hbom, 2 components)" in top
    assert "not seen: no software BOM is named" in " ".join(top.split())
    html = (work.folder / "a.html").read_text("utf-8")
    assert html.index("Something was not seen.") < html.index("It means")


def test_a_model_year_that_is_not_stated_is_not_clean(work):
    work.change("model_year = 2027\n", "")
    work.change('"connected_vehicle_manufacturer", "vcs_hardware_importer"', '"vcs_hardware_importer"')
    work.change(ITEM, 'hbom = ["parts.csv"]\n')
    work.write("parts.csv", HBOM)
    done, document = work.audit()
    assert (done.code, document["verdict"], document["declaration"]["declaration"]) == (10, "review", "undetermined")
    assert document["declaration"]["open"][0].startswith("No model year is stated")
