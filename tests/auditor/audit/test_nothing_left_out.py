"""Whatever is left out of a clean program, the exit code and a named gap tell: inputs, members, rows and documents at random."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.documents.audit import document
from bom_parsers.errors import InputError
from reports.documents.audit import AuditDocument
from tests.auditor import conftest
from tests.auditor.conftest import SUPPLIERS, audited

MAKER = "Clean Code GmbH"
ACTS = ["designed", "developed", "manufactured", "supplied"]


def item(id: str, band: list[int], sbom: str, hbom: str, layer: str, hardware_class: str) -> str:
    """An item of which everything is stated that its BOMs do not say."""
    return f"""
[[item]]
id = "{id}"
enables = ["vcs"]
frequency_mhz = {band}
exclusively = "no"
sbom = ["{sbom}"]
hbom = ["{hbom}"]
software = {{ layer = "{layer}", runs_on_primary_processor = true, open_source = false, modified = "no" }}
hardware = {{ hardware_class = "{hardware_class}", programmable = true, contributes_to_communication = true }}
"""


HEAD = conftest.WITHOUT_STARTER.partition("[[item]]")[0].replace("model_year = 2027", "model_year = 2030")
PROGRAM = "".join(
    [
        HEAD.replace("as_of = 2026-11-24", "as_of = 2028-11-24").replace("date = 2027-02-01", "date = 2029-06-01"),
        f"[roles]\nsupplier = {json.dumps(ACTS)}\nmanufacturer = {json.dumps(ACTS)}\n",
        item("tcu", [699, 2690], "app.cdx.json", "board.csv", "application", "cellular_module"),
        item("display", [2402, 2480], "image.spdx.tar", "display.csv", "middleware", "wifi_module"),
    ]
)
NAMES = ["agent", "modem-client", "updater", "voice"]
Files = dict[str, bytes]


def cyclonedx(names: list[str]) -> bytes:
    """A BOM of one application that depends on everything else that was there before something was left out."""
    listed = [
        {"type": "library", "bom-ref": name, "name": name, "supplier": {"name": MAKER}} for name in ["app", *names]
    ]
    edges = [{"ref": "app", "dependsOn": NAMES}]
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": listed, "dependencies": edges}
    ).encode()


def board(rows: int = 4, heading: bool = True) -> bytes:
    head = "Designator,Quantity,MPN,Description,Manufacturer\n"
    lines = [f"U{n},1,CM-{n}000X,cellular module,{MAKER}\n" for n in range(1, rows + 1)]
    return (head * heading + "".join(lines)).encode()


def spdx(name: str, contains: Mapping[str, bytes]) -> bytes:
    """A document with one package, which contains those of other documents."""

    def related(element: str, kind: str, other: str) -> dict[str, str]:
        return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}

    def sha1(content: bytes) -> dict[str, str]:
        return {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()}

    own = {"SPDXID": f"SPDXRef-{name}", "name": name, "supplier": f"Organization: {MAKER}"}
    return json.dumps(
        {
            "spdxVersion": "SPDX-2.3",
            "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": name,
            "documentNamespace": f"https://clean.example/{name}",
            "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": [f"Organization: {MAKER}"]},
            "externalDocumentRefs": [
                {"externalDocumentId": f"DocumentRef-{other}", "spdxDocument": f"https://clean.example/{other}"}
                | {"checksum": sha1(content)}
                for other, content in contains.items()
            ],
            "packages": [own | {"downloadLocation": "NOASSERTION"}],
            "relationships": [
                related("SPDXRef-DOCUMENT", "DESCRIBES", f"SPDXRef-{name}"),
                *(related(f"SPDXRef-{name}", "CONTAINS", f"DocumentRef-{other}:SPDXRef-{other}") for other in contains),
            ],
        }
    ).encode()


def archive(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


PACKAGES = {name: spdx(name, {}) for name in NAMES}
MEMBERS = {"image.spdx.json": spdx("image", PACKAGES)} | {f"{n}.spdx.json": content for n, content in PACKAGES.items()}
CLEAN: Files = {
    "program.toml": PROGRAM.encode(),
    "suppliers.csv": SUPPLIERS.encode(),
    "app.cdx.json": cyclonedx(NAMES),
    "board.csv": board(),
    "display.csv": board(2),
    "image.spdx.tar": archive(MEMBERS),
}
BOMS = ["app.cdx.json", "board.csv", "display.csv", "image.spdx.tar"]


def without_a_bom(name: str) -> Files:
    """The program no longer names it."""
    return CLEAN | {"program.toml": PROGRAM.replace(f'["{name}"]', "[]").encode()}


def without_any_bom(_: str) -> Files:
    program = PROGRAM
    for name in BOMS:
        program = program.replace(f'["{name}"]', "[]")
    return CLEAN | {"program.toml": program.encode()}


def gone(name: str) -> Files:
    return {label: content for label, content in CLEAN.items() if label != name}


def replaced(name: str, other: str) -> Files:
    return CLEAN | {name: CLEAN[other]}


def cut(name: str, share: float) -> Files:
    """A file of which the end is missing, from within its last thing on."""
    content = CLEAN[name]
    if name.endswith(".tar"):
        content = content[: content.rindex(MEMBERS["voice.spdx.json"][-30:]) + 30]
    end = 1 + int(share * (len(content.rstrip()) - 3))
    kept = content[:end]
    if name.endswith(".csv"):
        # Of a table that ends where a row ends nobody can tell that there were more.
        kept = kept[: kept.rindex(b",")] if b"," in kept else kept
    return CLEAN | {name: kept}


left_out = st.one_of(
    st.builds(without_a_bom, st.sampled_from(BOMS)),
    st.builds(without_any_bom, st.just("")),
    st.builds(gone, st.sampled_from(BOMS)),
    st.builds(cut, st.sampled_from(BOMS), st.floats(0, 1)),
    st.builds(replaced, st.just("app.cdx.json"), st.sampled_from(["board.csv", "display.csv"])),
    st.builds(
        replaced, st.sampled_from(["board.csv", "display.csv"]), st.sampled_from(["app.cdx.json", "image.spdx.tar"])
    ),
    st.builds(replaced, st.sampled_from(BOMS), st.sampled_from(["suppliers.csv", "program.toml"])),
    # Components, all or some
    st.builds(
        lambda names: CLEAN | {"app.cdx.json": cyclonedx(names)},
        st.lists(st.sampled_from(NAMES), unique=True, max_size=3),
    ),
    st.just(CLEAN | {"app.cdx.json": b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}'}),
    st.builds(lambda rows: CLEAN | {"board.csv": board(rows, heading=False)}, st.integers(0, 4)),
    st.just(CLEAN | {"board.csv": board(0)}),
    # Members of an archive, missing or damaged
    st.builds(
        lambda names: CLEAN | {"image.spdx.tar": archive({n: c for n, c in MEMBERS.items() if n not in names})},
        st.lists(st.sampled_from(list(MEMBERS)[1:]), min_size=1, unique=True),
    ),
    st.builds(
        lambda name, end: CLEAN | {"image.spdx.tar": archive(MEMBERS | {name: MEMBERS[name][:end]})},
        st.sampled_from(list(MEMBERS)),
        st.integers(0, 200),
    ),
)


def audit_of(files: Files, folder) -> AuditDocument:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return document(audited(folder / "program.toml"))


def test_the_program_is_clean_when_nothing_is_left_out(tmp_path):
    report = audit_of(CLEAN, tmp_path)
    assert {c["name"]: c["reason"] for c in report["components"] if c["verdict"] != "allowed"} == {}
    assert report["exit_code"] == 0
    assert [gap for item in report["items"] for gap in item["unseen"]] == []


@given(files=left_out)
@example(files=cut("board.csv", 0.43))  # within a designator, as if the part above had one more
def test_what_is_left_out_never_ends_clean(files, tmp_path_factory):
    try:
        report = audit_of(files, tmp_path_factory.mktemp("left-out"))
    except InputError:
        return  # nothing was evaluated: exit code 2
    assert report["exit_code"] == 10
    assert report["declaration"]["declaration"] == "undetermined"
    gaps = [component for component in report["components"] if component["gap"]]
    assert gaps, report["components"]
    asked = {id for question in report["questions"] for id in question["components"]}
    assert {gap["id"] for gap in gaps} <= asked
    assert all(gap["reason"].startswith("not seen: ") and gap["authority"] for gap in gaps)
