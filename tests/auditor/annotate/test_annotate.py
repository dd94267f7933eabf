"""The same BOM with its verdicts: valid, complete, the same bytes every time, and no new facts when it is read again."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auditor.annotate import cyclonedx
from auditor.annotate import spdx as annotated_spdx
from auditor.annotate.annotated import Annotated, with_verdicts
from auditor.annotate.formats import FORMATS
from auditor.annotate.run import annotate
from bom_parsers import Bom, InputError, read_bom
from bom_parsers.read import read_recognized, recognize
from bom_parsers.validation import validate
from tests.auditor.conftest import EXAMPLE, audited, component, sbom

STARTER = False

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"
IDENTITY = ("name", "version", "kind", "parent")


@pytest.fixture(scope="module")
def example():
    return audited(EXAMPLE)


def back(text: str) -> tuple[Bom, tuple]:
    """Read what was written, and ask the official schema (spdx-tools for SPDX in JSON) what it says."""
    data = text.encode()
    found = recognize(data, Path("written"))
    bom = read_recognized(found, Path("written"), "written", "")
    return bom, validate(found, bom.spec_version, Path("written")).findings


def spdx_tools_findings(text: str, tmp_path: Path) -> list:
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    path = tmp_path / "written.spdx"
    path.write_text(text, encoding="utf-8")
    return validate_full_spdx_document(parse_file(str(path)))


def parties(bom: Bom, *roles: str) -> set:
    return set(bom.parties.filter(pl.col("role").is_in(roles)).select("ref", "role", "name", "country").rows())


def written(bom: Bom, form: str) -> str:
    annotated: Annotated = with_verdicts(bom, "test", date(2026, 11, 24), (), {})
    return (cyclonedx if form.startswith("cyclonedx") else annotated_spdx).write(annotated, form)


def by_ref(bom: Bom, *columns: str) -> list:
    """The components by their old refs: SPDX has its own rules for ids and keeps others in an annotation."""
    old = bom.properties.filter(pl.col("name") == "icts:bom:ref").select("ref", "value").rows()
    names = dict(old)
    rows = bom.components.select("ref", *columns).to_dicts()
    for row in rows:
        row["ref"] = names.get(row["ref"], row["ref"])
        if row.get("parent"):
            row["parent"] = names.get(row["parent"], row["parent"])
    return sorted(rows, key=lambda row: row["ref"])


@pytest.mark.parametrize("form", FORMATS)
def test_every_bom_of_the_example_comes_back_whole_and_valid(example, form: str) -> None:
    for read in example.boms:
        bom, findings = back(annotate(example, read.file.path, form))
        assert bom.format == form
        assert not findings
        assert by_ref(bom, *IDENTITY) == by_ref(read.bom, *IDENTITY), read.file.label
        if form.startswith("cyclonedx"):
            columns = ("group", "description", "purl", "cpe", "mpn", "quantity", "refdes")
            assert by_ref(bom, *columns) == by_ref(read.bom, *columns), read.file.label
            kept = ("supplier", "manufacturer", "developer")
            assert parties(bom, *kept) == parties(read.bom, *kept)
            assert set(bom.dependencies.rows()) == {
                ("written", start, end) for _, start, end in read.bom.dependencies.rows()
            }


def test_tag_value_is_valid_by_the_second_reader(example, tmp_path: Path) -> None:
    text = annotate(example, EXAMPLE.parent / "boms" / "adas-software.spdx")
    assert "SPDXVersion: SPDX-2.3\n" in text
    assert not spdx_tools_findings(text, tmp_path)


def test_each_component_carries_its_answer(example) -> None:
    read = next(r for r in example.boms if r.file.label.endswith("tpms-software.cdx.json"))
    document = json.loads(annotate(example, read.file.path))
    assert document["specVersion"] == "1.6"
    expected = {c.row["ref"]: c.worst for c in example.components if c.file == read.file}
    listed = [document["metadata"]["component"]] if "component" in document["metadata"] else []
    for entry in [*listed, *document["components"]]:
        told = {p["name"]: p["value"] for p in entry["properties"]}
        answer = expected[entry["bom-ref"]]
        assert told["icts:verdict"] == answer["verdict"]
        assert told["icts:authority"] == ", ".join(answer["authority"])
        assert told["icts:standing"] == answer["standing"]
        assert told["icts:reason"]
        assert told.get("icts:missing", "") == ", ".join(answer["missing"])
        assert told["icts:answer"].endswith(tuple(a["verdict"] for a in answer and [answer]))


def test_the_tool_the_day_and_the_serial_number_depend_on_the_content_alone(example) -> None:
    path = EXAMPLE.parent / "boms" / "tpms-software.cdx.json"
    first = annotate(example, path)
    assert first == annotate(audited(EXAMPLE), path)
    document = json.loads(first)
    assert document["metadata"]["timestamp"].startswith(str(example.program.as_of))
    assert document["metadata"]["tools"]["components"][0]["name"] == "icts-auditor"
    other = json.loads(annotate(audited(EXAMPLE, as_of=date(2027, 1, 4)), path))
    assert other["serialNumber"] != document["serialNumber"]
    spdx = json.loads(annotate(example, path, "spdx-json"))
    assert spdx["creationInfo"]["created"] == f"{example.program.as_of}T00:00:00Z"
    annotators = {a["annotator"] for p in spdx["packages"] for a in p["annotations"]}
    assert annotators == {f"Tool: {document['metadata']['tools']['components'][0]['name']} 0.1.0"}


@pytest.mark.parametrize("form", FORMATS)
def test_a_verdict_is_no_fact_when_the_bom_is_audited_again(work, form: str) -> None:
    _, before = work.audit()
    name = {"cyclonedx-xml": "a.xml", "spdx-tag-value": "a.spdx"}.get(form, "a.json")
    done = work.icts(
        "annotate", work.folder / "program.toml", work.folder / "app.cdx.json", "--to", form, "-o", work.folder / name
    )
    assert (done.code, done.out) == (0, "")
    work.change("app.cdx.json", name)
    _, after = work.audit()
    assert [(c["name"], c["verdict"], c["reason"]) for c in after["components"]] == [
        (c["name"], c["verdict"], c["reason"]) for c in before["components"]
    ]
    assert not [p for p in after["problems"] if p["severity"] != "info"]


def test_a_second_annotation_replaces_the_first(work) -> None:
    program, out = work.folder / "program.toml", work.folder / "b.json"
    work.icts("annotate", program, "app.cdx.json", "-o", out)
    work.change("app.cdx.json", "b.json")
    work.icts("annotate", program, "b.json", "-o", work.folder / "c.json")
    properties = json.loads((work.folder / "c.json").read_text())["components"][0]["properties"]
    assert [p["name"] for p in properties].count("icts:verdict") == 1


ODD = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"type": "device", "name": "unit", "bom-ref": "unit"}},
    "components": [
        {"type": "library", "name": "twin", "version": "1"},
        {"type": "library", "name": "twin", "version": "1"},
        {
            "type": "gadget",
            "name": "odd \x1b[2J\u0007",
            "bom-ref": "odd/ref é",
            "purl": "no purl",
            "cpe": "cpe:nonsense",
            "hashes": [{"alg": "SHA-256", "content": "xyz"}, {"alg": "CRC-9", "content": "00"}],
            "licenses": [
                {"license": {"name": "Example Evaluation License"}},
                {"license": {"id": "MIT"}},
                {"expression": "MIT OR (Apache"},
            ],
            "supplier": {"name": "First Example Parts", "contact": [{"email": "not an address"}], "url": ["a b"]},
            "externalReferences": [
                {"type": "vcs", "url": "not a <url>"},
                {"type": "website", "url": "https://ex.test/"},
            ],
            "properties": [
                {"name": "note", "value": "</text> ; =1"},
                {"name": "icts:designed-by", "value": "A Co; B Co"},
            ],
        },
    ],
    "dependencies": [{"ref": "odd/ref é", "dependsOn": ["nobody", "unit"]}],
}


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_format_does_not_take_is_kept_as_a_property(tmp_path: Path, form: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(ODD), encoding="utf-8")
    bom = read_bom(path)
    text = written(bom, form)
    again, findings = back(text)
    assert not findings
    if form == "spdx-tag-value":
        assert not spdx_tools_findings(text, tmp_path)
    assert again.components.height == 4
    assert again.components["name"].to_list().count("twin") == 2
    values = " ".join(str(v) for v in again.properties["value"]) + text
    kept = ("no purl", "cpe:nonsense", "sha-256:xyz", "crc-9:00", "Example Evaluation License", "gadget", "not an address",
            "nobody", "A Co", "B Co", "https://ex.test/")  # fmt: skip
    assert [word for word in kept if word not in values] == []
    assert "\x1b" not in text
    assert ("First Example Parts", "supplier") in again.parties.select("name", "role").rows()


def test_persons_without_a_field_keep_their_act(tmp_path: Path) -> None:
    path = tmp_path / "hbom.csv"
    header = "Designator,Quantity,Description,Manufacturer,MPN,Supplier,Distributor\n"
    path.write_text(f"{header}U1,2,modem,Example Radio Works,EX-77,Harbour Parts,Corner Shop\n")
    bom = read_bom(path)
    again, findings = back(written(bom, "cyclonedx-json"))
    assert not findings
    row = again.components.row(0, named=True)
    assert (row["type"], row["kind"], row["mpn"], row["quantity"], row["refdes"]) == (
        "part",
        "hardware",
        "EX-77",
        2,
        "U1",
    )
    assert parties(again, "manufacturer", "supplier") == parties(bom, "manufacturer", "supplier")
    spdx, findings = back(written(bom, "spdx-json"))
    assert not findings
    told = dict(spdx.properties.select("name", "value").rows())
    assert told["icts:manufactured-by"] == "Example Radio Works"
    assert "EX-77" in told["icts:bom:mpn"]


def test_deep_nesting_is_written_flat_below_a_level_and_says_so(tmp_path: Path) -> None:
    inner: dict = {"type": "library", "name": "c0", "bom-ref": "c0"}
    for level in range(1, 300):
        inner = {"type": "library", "name": f"c{level}", "bom-ref": f"c{level}", "components": [inner]}
    path = tmp_path / "deep.json"
    path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [inner]}))
    bom = read_bom(path)
    again, findings = back(written(bom, "cyclonedx-json"))
    assert not findings
    told = dict(again.properties.filter(pl.col("name") == "icts:bom:parent").select("ref", "value").rows())
    parents = {ref: told.get(ref, parent) for ref, parent in again.components.select("ref", "parent").rows()}
    assert parents == dict(bom.components.select("ref", "parent").rows())


def test_a_bom_that_the_program_does_not_name_is_one_line(work) -> None:
    program, out = work.folder / "program.toml", work.folder / "o.json"
    done = work.icts("annotate", program, "ap.cdx.json", "-o", out)
    assert done.code == 2
    assert "did you mean 'app.cdx.json'?" in done.err
    assert done.err.count("\n") == 1
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json", "bad.json"]')
    work.write("bad.json", "{}")
    assert "bad.json" in work.icts("annotate", program, "bad.json", "-o", out).err
    assert (
        "input of the same run"
        in work.icts("annotate", program, "app.cdx.json", "-o", work.folder / "app.cdx.json").err
    )
    assert not out.exists()


def test_a_bom_of_two_items_asks_which(work) -> None:
    text = (work.folder / "program.toml").read_text()
    item = text[text.index("[[item]]") :].replace('id = "tcu"', 'id = "radio"')
    work.write("program.toml", f"{text}\n{item}")
    program, out = work.folder / "program.toml", work.folder / "o.json"
    assert "--item" in work.icts("annotate", program, "app.cdx.json", "-o", out).err
    assert work.icts("annotate", program, "app.cdx.json", "-o", out, "--item", "radio").code == 0
    assert "tcu" in work.icts("annotate", program, "app.cdx.json", "-o", out, "--item", "x").err


def test_names_of_strangers_stay_harmless(work) -> None:
    work.write("app.cdx.json", sbom(component("\x1b[2Jevil", maker="Clean Code GmbH")))
    for form in FORMATS:
        out = work.folder / "o"
        work.icts("annotate", work.folder / "program.toml", "app.cdx.json", "--to", form, "-o", out)
        assert b"\x1b" not in out.read_bytes()


@pytest.mark.parametrize("part", range(2))
def test_real_files_come_back_whole_and_valid(part: int) -> None:
    """Some thirty real files of up to 300 components, in each of the four formats."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real BOMs at {CORPUS}")
    paths = [line.split("\t")[0] for line in (CORPUS / "MANIFEST.tsv").read_text("utf-8").splitlines()[1:]]
    done = 0
    for path in paths[part * 20 :: 40]:
        try:
            bom = read_bom(CORPUS / path, "written")
        except InputError:
            continue
        if not 0 < bom.components.height <= 300:
            continue
        for form in FORMATS:
            again, findings = back(written(bom, form))
            assert not findings, (path, form)
            assert again.components.height == bom.components.height, (path, form)
            assert set(again.components["kind"].cast(pl.String)) == set(bom.components["kind"].cast(pl.String)), (
                path,
                form,
            )
        done += 1
    assert done


def test_what_was_not_seen_of_a_bom_stands_in_the_annotated_one_and_is_no_fact_when_that_is_read_again(work):
    text = json.loads(sbom(component("clean", maker="Clean Code GmbH")))
    text["compositions"] = [{"aggregate": "incomplete"}]
    work.write("app.cdx.json", json.dumps(text))
    done = work.icts(
        "annotate", work.folder / "program.toml", work.folder / "app.cdx.json", "-o", work.folder / "out.json"
    )
    assert done.code == 0
    stated = json.loads((work.folder / "out.json").read_text())["metadata"]["properties"]
    assert next(p["value"] for p in stated if p["name"] == "icts:not-seen").startswith("not seen: app.cdx.json")


INCOMPLETE = {"compositions": [{"aggregate": "incomplete"}]}
SPDX_OPEN = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "creationInfo": {"creators": ["Organization: Clean Code GmbH"], "created": "2026-01-01T00:00:00Z"},
    "packages": [{"SPDXID": "SPDXRef-A", "name": "clean", "supplier": "Organization: Clean Code GmbH"}],
    "relationships": [
        {"spdxElementId": "SPDXRef-A", "relationshipType": "CONTAINS", "relatedSpdxElement": "NOASSERTION"}
    ],
}


@pytest.mark.parametrize("original", ["cyclonedx", "spdx"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_gap_of_the_original_is_a_gap_of_its_annotated_copy_and_of_that_ones(work, form: str, original: str) -> None:
    bom = json.loads(sbom(component("clean", maker="Clean Code GmbH"))) | INCOMPLETE
    work.write("app.cdx.json", json.dumps(bom if original == "cyclonedx" else SPDX_OPEN))
    program = work.folder / "program.toml"
    code, noted = work.icts("audit", program).code, []
    assert code == 10
    for _ in range(3):
        copy = work.folder / "copy"
        assert work.icts("annotate", program, work.folder / "app.cdx.json", "--to", form, "-o", copy).code == 0
        (work.folder / "app.cdx.json").write_bytes(copy.read_bytes())
        again = read_bom(work.folder / "app.cdx.json", "copy")
        assert again.completeness["kind"].to_list() == ["stated-incomplete"]
        noted += again.completeness["what"].to_list()
        assert work.icts("audit", program).code == code
    assert len(set(noted)) == 1
    assert noted[0].startswith("an earlier audit notes as not seen: app.cdx.json")


def test_what_was_lost_of_the_original_is_lost_in_its_annotated_copy(work) -> None:
    bom = json.loads(sbom(component("clean", maker="Clean Code GmbH")))
    bom["components"].append(7)
    work.write("app.cdx.json", json.dumps(bom))
    out = work.folder / "out.json"
    assert work.icts("annotate", work.folder / "program.toml", work.folder / "app.cdx.json", "-o", out).code == 0
    copy = read_bom(out, "copy")
    assert copy.problems.select("kind", "severity").rows() == [("stated-incomplete", "error")]


DETERMINED = """[[determination]]
select = {{ item = "tcu", ref = "{kind}@app.cdx.json", version = "{sha}" }}
facts = {{ "bom.complete" = true }}
basis = "the build log"
who = "A. Engineer"
when = 2026-11-01
until = 2027-03-01
"""


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_what_a_person_takes_as_complete_is_so_in_the_copy_by_that_person_and_until_that_day(work, form, lost) -> None:
    bom = json.loads(sbom(component("clean", maker="Clean Code GmbH")))
    bom |= {"components": [*bom["components"], 7]} if lost else INCOMPLETE
    path, program = work.write("app.cdx.json", json.dumps(bom)), work.folder / "program.toml"
    assert work.icts("audit", program).code == 10
    kind = read_bom(path, "app.cdx.json").completeness["kind"][0]
    sha = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    work.write("d.toml", DETERMINED.format(kind=kind, sha=sha))
    work.change("[reference]", '[reference]\ndeterminations = ["d.toml"]')
    assert work.icts("audit", program).code == 0
    for _ in range(2):
        copy = work.folder / "copy"
        assert work.icts("annotate", program, path, "--to", form, "-o", copy).code == 0
        path.write_bytes(copy.read_bytes())
        work.write("d.toml", "")
        done, document = work.audit()
        assert done.code == 0
        (note,) = [p for p in document["problems"] if p["message"].startswith("an earlier audit notes as not seen")]
        assert (
            note["severity"] == "info" and "taken as complete" in note["message"] and "A. Engineer" in note["message"]
        )
        assert "2027-03-01" in note["message"]
        assert work.icts("audit", program, "--as-of", "2027-03-01").code == 0
        assert work.icts("audit", program, "--as-of", "2027-03-02").code == 10
    late = [p["severity"] for p in work.audit("--as-of", "2027-03-02")[1]["problems"] if "ended on" in p["message"]]
    assert late in (["error" if lost else "warning"], [])


@pytest.mark.parametrize("value", ["", "until ever: x", "not seen: x", "until 2027-02-31: x", "until 2026-01-01: x"])
def test_a_note_without_a_day_to_come_closes_nothing(work, value) -> None:
    bom = json.loads(sbom(component("clean", maker="Clean Code GmbH")))
    bom["metadata"] = {"properties": [{"name": "icts:taken-as-complete", "value": value}]}
    work.write("app.cdx.json", json.dumps(bom))
    assert work.icts("audit", work.folder / "program.toml").code == 10
