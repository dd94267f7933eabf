"""Linked SPDX documents in a tar archive: one Bom, with relationships across documents, and nothing a tar can hide."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.limits import raised
from bom_parsers.read import read_bytes
from bom_parsers.spdx.archives import archive as spdx_archive
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("image.tar")
BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"
YOCTO = BOMS / "yocto-spdx2-beaglebone" / "example" / "spdx2" / "example.rootfs.spdx.tar.zst"


def document(name: str, *packages: str, others: dict[str, bytes] | None = None, edges: Any = ()) -> bytes:
    """Return a document; `others` are the texts of those it refers to, `edges` its relationships."""
    value = {
        "spdxVersion": "SPDX-2.2",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"https://nordhafen.example/{name}",
        "creationInfo": {"creators": ["Tool: OpenEmbedded Core create-spdx.bbclass"]},
        "externalDocumentRefs": [
            {
                "externalDocumentId": f"DocumentRef-{other}",
                "spdxDocument": f"https://nordhafen.example/{other}",
                "checksum": {
                    "algorithm": "SHA1",
                    "checksumValue": hashlib.sha1(text, usedforsecurity=False).hexdigest(),
                },
            }
            for other, text in (others or {}).items()
        ],
        "packages": [
            {"SPDXID": ref, "name": ref.rpartition("-")[2], "supplier": "Organization: Nordhafen GmbH"}
            for ref in packages
        ],
        "relationships": [
            {"spdxElementId": left, "relationshipType": kind, "relatedSpdxElement": right}
            for left, kind, right in edges
        ],
    }
    return json.dumps(value).encode()


def archive(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    return made.getvalue()


RECIPE = document("recipe-modem", "SPDXRef-Recipe-modem", "SPDXRef-Download-modem-1")
MODEM = document(
    "modem",
    "SPDXRef-Package-modem",
    others={"recipe-modem": RECIPE},
    edges=[
        ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package-modem"),
        ("SPDXRef-Package-modem", "GENERATED_FROM", "DocumentRef-recipe-modem:SPDXRef-Recipe-modem"),
    ],
)
LIB = document("lib", "SPDXRef-Package-lib")
RUNTIME = document(
    "runtime-modem",
    others={"modem": MODEM, "lib": LIB},
    edges=[("DocumentRef-lib:SPDXRef-Package-lib", "RUNTIME_DEPENDENCY_OF", "DocumentRef-modem:SPDXRef-Package-modem")],
)
IMAGE = document(
    "image",
    "SPDXRef-Image-tcu",
    others={"modem": MODEM, "lib": LIB, "runtime-modem": RUNTIME},
    edges=[
        ("SPDXRef-Image-tcu", "CONTAINS", "DocumentRef-modem:SPDXRef-Package-modem"),
        ("SPDXRef-Image-tcu", "CONTAINS", "DocumentRef-lib:SPDXRef-Package-lib"),
        ("SPDXRef-Image-tcu", "OTHER", "DocumentRef-runtime-modem:SPDXRef-DOCUMENT"),
    ],
)
FILES = {
    "image.spdx.json": IMAGE,
    "modem.spdx.json": MODEM,
    "lib.spdx.json": LIB,
    "runtime-modem.spdx.json": RUNTIME,
    "recipe-modem.spdx.json": RECIPE,
}


def read(files: dict[str, bytes] | bytes) -> Bom:
    return spdx_archive.read(files if isinstance(files, bytes) else archive(files), PATH, "tcu", "cafe")


def test_all_documents_are_one_bom_with_ids_of_their_own() -> None:
    bom = read(FILES)
    assert bom.components.select("ref", "parent", "pointer").rows() == [
        ("image:SPDXRef-Image-tcu", None, "image.spdx.json#/packages/0"),
        ("modem:SPDXRef-Package-modem", "image:SPDXRef-Image-tcu", "modem.spdx.json#/packages/0"),
        ("lib:SPDXRef-Package-lib", "image:SPDXRef-Image-tcu", "lib.spdx.json#/packages/0"),
        ("recipe-modem:SPDXRef-Recipe-modem", None, "recipe-modem.spdx.json#/packages/0"),
        ("recipe-modem:SPDXRef-Download-modem-1", None, "recipe-modem.spdx.json#/packages/1"),
    ]
    assert bom.dependencies.select("ref", "depends_on").rows() == [
        ("modem:SPDXRef-Package-modem", "lib:SPDXRef-Package-lib")
    ]
    assert bom.parties["pointer"][1] == "modem.spdx.json#/packages/0/supplier"
    assert (bom.subject, bom.format, bom.spec_version) == ("image:SPDXRef-Image-tcu", "spdx-archive", "2.2")
    assert bom.properties.filter(pl.col("name") == "yocto:stage")["value"].to_list() == [
        *["runtime"] * 3,
        *["recipe"] * 2,
    ]
    assert problems(bom, "warning") == []


def test_documents_of_every_notation_are_linked() -> None:
    tagged = b"SPDXVersion: SPDX-2.2\nSPDXID: SPDXRef-DOCUMENT\nPackageName: lib\nSPDXID: SPDXRef-lib\n"
    yaml = b"spdxVersion: SPDX-2.2\npackages:\n- {SPDXID: SPDXRef-y, name: y}\n"
    xml = b"<Document><spdxVersion>SPDX-2.2</spdxVersion><packages><SPDXID>SPDXRef-x</SPDXID><name>x</name></packages></Document>"
    edges = [(f"DocumentRef-{name}:SPDXRef-{name}", "DEPENDENCY_OF", "SPDXRef-top") for name in ("lib", "y", "x")]
    top = document("top", "SPDXRef-top", others={"lib": tagged, "y": yaml, "x": xml}, edges=edges)
    bom = read({"top.json": top, "lib.spdx": tagged, "y.yaml": yaml, "x.xml": xml})
    assert bom.components["ref"].to_list() == ["top:SPDXRef-top", "lib:SPDXRef-lib", "y:SPDXRef-y", "x:SPDXRef-x"]
    assert bom.components["pointer"].to_list()[1:] == ["lib.spdx#line 3", "y.yaml#/packages/0", "x.xml#line 1"]
    assert bom.dependencies["depends_on"].to_list() == ["lib:SPDXRef-lib", "y:SPDXRef-y", "x:SPDXRef-x"]


def test_a_document_that_was_changed_is_linked_by_its_namespace_and_told() -> None:
    bom = read({**FILES, "lib.spdx.json": LIB + b"\n"})
    assert bom.dependencies.height == 1
    told = {
        pointer for message, pointer in problems(bom, "warning") if "'DocumentRef-lib' has another checksum" in message
    }
    assert told == {"image.spdx.json#/externalDocumentRefs/1", "runtime-modem.spdx.json#/externalDocumentRefs/1"}


def test_a_document_that_is_missing_leaves_its_refs_and_is_told() -> None:
    files = {name: text for name, text in FILES.items() if name != "lib.spdx.json"}
    bom = read(files)
    assert bom.dependencies.height == 0
    assert any("'DocumentRef-lib:SPDXRef-Package-lib', which is in another document" in m for m, _ in problems(bom))


def test_the_index_is_held_against_the_files() -> None:
    index = {
        "documents": [
            {"filename": "lib.spdx.json", "sha1": hashlib.sha1(LIB, usedforsecurity=False).hexdigest()},
            {"filename": "modem.spdx.json", "sha1": "00"},
            {"filename": "gone.spdx.json", "sha1": "00"},
        ]
    }
    bom = read({**FILES, "index.json": json.dumps(index).encode()})
    assert problems(bom, "warning") == [
        ("the index names 'modem.spdx.json', which has another checksum here", "index.json#/documents/1"),
        ("the index names 'gone.spdx.json', which is not in the archive", "index.json#/documents/2"),
    ]


def test_what_is_no_document_is_an_error_and_loses_nothing_else() -> None:
    broken = {"notes.txt": b"hello", "cut.spdx.json": LIB[:-5], "x.xml": b"<!DOCTYPE x><a/>", "empty": b""}
    spdx3 = b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}'
    bom = read({**broken, "3.json": spdx3, **FILES})
    assert bom.components.height == 5
    assert {pointer.partition("#")[0] for _, pointer in problems(bom, "error")} == {*broken, "3.json"}


def test_two_files_of_one_name_stay_apart() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for _ in range(2):
            member = tarfile.TarInfo("../../lib.spdx.json")
            member.size = len(LIB)
            tar.addfile(member, io.BytesIO(LIB))
    bom = read(made.getvalue())
    assert bom.components["ref"].to_list() == ["../../lib:SPDXRef-Package-lib", "../../lib#2:SPDXRef-Package-lib"]


def test_one_spdx_3_document_in_an_archive_is_read() -> None:
    graph = [{"type": "software_Package", "spdxId": "https://nordhafen.example/a", "name": "a"}]
    text = json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}).encode()
    assert read({"image.spdx.json": text}).components["name"].to_list() == ["a"]


def sparse(size: int) -> bytes:
    """Return an archive with a file that is said to have `size` bytes and takes none."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as tar:
        member = tarfile.TarInfo("huge.spdx.json")
        member.size = size
        made.write(member.tobuf(tarfile.GNU_FORMAT))
        tar.offset = made.tell()
    return made.getvalue()


REFUSED = {
    "no document": (archive({"notes.txt": b"hello"}), "1 file and no SPDX document"),
    "nothing": (archive({}), "0 files"),
    "cut": (archive(FILES)[:700], "damaged"),
    "a huge file that is not there": (sparse(2**40), "bytes"),
    "no tar": (b"x" * 2000, "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    data, words = REFUSED[case]
    assert re.search(words, refusal(read, data))


def test_the_limits_hold() -> None:
    with raised(files_in_archive=3), pytest.raises(InputError, match="more than 3 files"):
        read(FILES)
    with raised(inflated_bytes=500), pytest.raises(InputError, match="500 bytes"):
        read(FILES)


@given(st.binary(max_size=60), st.integers(0, 6000), st.integers(0, 6000))
def test_any_damage_gives_a_bom_or_an_input_error(patch: bytes, at: int, cut: int) -> None:
    data = archive(FILES)
    data = data[:at] + patch + data[at + len(patch) : len(data) - cut]
    try:
        bom = read(data)
    except InputError:
        return
    assert bom.components["ref"].n_unique() == bom.components.height


def test_the_archive_of_a_real_yocto_build_is_read_as_a_whole() -> None:
    if not YOCTO.is_file():
        pytest.skip(f"the collection of real BOMs is not at {BOMS}")
    packed = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(YOCTO.read_bytes()), read_across_frames=True)
    data = packed.read()
    packages, edges = 0, {"BUILD_DEPENDENCY_OF": 0, "RUNTIME_DEPENDENCY_OF": 0}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            value = json.load(content)
            packages += len(value.get("packages", []))
            for edge in value.get("relationships", []):
                if edge["relationshipType"] in edges:
                    edges[edge["relationshipType"]] += 1
    bom = read(data)
    shipped, build = 34, 167
    assert (shipped + build, bom.components.height) == (packages, shipped)
    assert bom.dependencies.height == edges["RUNTIME_DEPENDENCY_OF"]
    assert f"{build} of {packages} packages are recipes, sources and tools of the build (113 of them" in str(
        problems(bom)
    )
    assert problems(bom, "error") + problems(bom, "warning") == []
    stages = bom.properties.filter(pl.col("name") == "yocto:stage").group_by("value").len().sort("value").rows()
    assert stages == [("runtime", shipped)]
    # Where the sources of a package lie is said of the package, now that its recipe is none of the components.
    assert set(bom.properties.filter(name="downloadLocation")["ref"]) <= set(bom.components["ref"])
    assert bom.properties.filter(name="downloadLocation").height > 20
    assert (bom.subject or "").startswith("core-image-minimal-beaglebone")
    # The runtime documents alone have no packages of their own and are read as they are.
    alone = BOMS / "yocto-spdx2-beaglebone" / "docs" / "runtime-eudev.spdx.json"
    assert read_bytes(alone.read_bytes(), alone, "x").components.height == 0


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


def linked(name: str, target: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member, b""


def told(bom: Bom) -> list[tuple[str, str, str]]:
    kinds = ("content-left-out", "missing-member", "damaged-member", "text-left-out")
    rows = bom.problems.select("kind", "severity", "pointer").rows()
    return [row for row in rows if row[0] in kinds]


ONE = (tarfile.TarInfo("deploy/recipe-modem.spdx.json"), RECIPE)


@pytest.mark.parametrize(
    ("link", "kind", "severity"),
    [
        (linked("twin.spdx.json", "./deploy/recipe-modem.spdx.json", tarfile.LNKTYPE), "content-left-out", "info"),
        (linked("deploy/twin.spdx.json", "recipe-modem.spdx.json", tarfile.SYMTYPE), "content-left-out", "info"),
        (linked("all", "deploy", tarfile.SYMTYPE), "content-left-out", "info"),
        (linked("twin.spdx.json", "recipe-modem.spdx.json", tarfile.SYMTYPE), "missing-member", "error"),
        (linked("twin.spdx.json", "/etc/passwd", tarfile.LNKTYPE), "missing-member", "error"),
        (linked("twin.spdx.json", "twin.spdx.json", tarfile.SYMTYPE), "missing-member", "error"),
        (linked("pipe", "", tarfile.FIFOTYPE), "damaged-member", "error"),
    ],
)
def test_what_is_no_file_of_the_archive_is_told_by_name(
    link: tuple[tarfile.TarInfo, bytes], kind: str, severity: str
) -> None:
    bom = read_bytes(tar_of(ONE, link), PATH, "image")
    assert bom.components.height == 2
    assert told(bom) == [(kind, severity, link[0].name)]


def test_what_follows_the_end_of_an_archive_is_told() -> None:
    whole = tar_of(ONE)
    second = tar_of((tarfile.TarInfo("b.spdx.json"), MODEM))
    header = len(RECIPE) + 512 + -len(RECIPE) % 512
    cases = {
        "another archive": (whole + second, "error", len(whole)),
        "another archive without a mark between them": (
            whole[:header] + second[:300] + b"x" + second[301:],
            "error",
            header,
        ),
        "a text": (whole + b"SPDXVersion: SPDX-2.3", "error", len(whole)),
        "no mark": (whole[:header], "warning", header),
    }
    for case, (data, severity, at) in cases.items():
        bom = read_bytes(data, PATH, "image")
        assert bom.components.height == 2, case
        assert [row[1:] for row in told(bom)] == [(severity, f"byte {at}")], case
    assert told(read_bytes(whole, PATH, "image")) == []


def test_a_sparse_file_is_left_out_and_costs_nothing() -> None:
    member = tarfile.TarInfo("huge.spdx.json")
    member.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[386 : 386 + 12], header[398 : 398 + 12] = b"00000000000\0", b"00000000000\0"
    header[483 : 483 + 12] = b"03100000000\0"  # the 400 MB that it stands for
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    end = bytes(1024)
    assert "a sparse file that stands for 419,430,400 bytes" in refusal(read_archive, bytes(header) + end)
    pax = tarfile.TarInfo("huge.spdx.json")
    pax.pax_headers = {"GNU.sparse.map": "0,0", "GNU.sparse.size": "419430400", "GNU.sparse.numblocks": "1"}
    assert "a sparse file" in refusal(read_archive, pax.tobuf(tarfile.PAX_FORMAT) + end)
    bom = read_bytes(bytes(header) + tar_of(ONE), PATH, "image")
    assert told(bom) == [("damaged-member", "error", "huge.spdx.json")]
    assert bom.components.height == 2


def read_archive(data: bytes) -> Bom:
    return read_bytes(data, PATH, "image")


def test_headers_that_cost_the_square_of_their_size_are_refused() -> None:
    def header(kind: bytes, size: int, name: str = "x") -> bytes:
        member = tarfile.TarInfo(name)
        member.type, member.size = kind, size
        return member.tobuf(tarfile.GNU_FORMAT)

    for records in (b"2 " * 100_000 + b"=", b"1" * 200_000, b"9 path=a\n" * 2 + b"99999 path=b\n"):
        data = header(b"x", len(records)) + records + bytes(-len(records) % 512) + tar_of(ONE)
        assert "not written as it must be" in refusal(read_archive, data)
    chain = (header(b"L", 2) + b"a\0" + bytes(510)) * 3_000 + tar_of(ONE)
    assert "a damaged tar archive" in refusal(read_archive, chain)
    assert "damaged" in refusal(read_archive, header(b"0", -512) + tar_of(ONE))
