"""The one door: a file's content chooses its reader, and what is no BOM is refused in one line that says what it is."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers import Bom, InputError, read_bom

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "boms" / "hostile-synth"
CYCLONEDX: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "Gerät", "bom-ref": "a"}],
}
JSON = json.dumps(CYCLONEDX, ensure_ascii=False)
XML = (
    '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>'
    '<component type="library"><name>Gerät</name></component></components></bom>'
)
SPDX = json.dumps(
    {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "d",
        "packages": [{"SPDXID": "SPDXRef-a", "name": "Gerät"}],
    }
)
TAG_VALUE = """SPDXVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
DocumentName: d

PackageName: Gerät
SPDXID: SPDXRef-a
"""
CSV = "Designator,Quantity,Manufacturer,MPN\nU1,1,Example Semiconductor,Gerät\n"


def read(folder: Path, content: str | bytes, name: str = "file.bin") -> Bom:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_bom(path)


@pytest.mark.parametrize("name", ["bom.json", "bom.xml", "bom.csv", "bom.xlsx", "bom.txt", "bom"])
@pytest.mark.parametrize(
    ("content", "form"),
    [
        (JSON, "cyclonedx-json"),
        (XML, "cyclonedx-xml"),
        (SPDX, "spdx-json"),
        (TAG_VALUE, "spdx-tag-value"),
        (CSV, "hbom-csv"),
    ],
)
def test_the_content_decides_and_never_the_name(tmp_path: Path, name: str, content: str, form: str) -> None:
    bom = read(tmp_path, content, name)
    assert bom.format == form
    assert "Gerät" in bom.components.select("name", "mpn").row(0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("content", [JSON, XML, SPDX])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, content: str, encoding: str) -> None:
    assert read(tmp_path, content.encode(encoding)).components["name"].to_list() == ["Gerät"]


def test_the_name_and_the_digest_of_the_file_are_those_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_text(JSON, encoding="utf-8")
    bom = read_bom(path, "telematics unit")
    assert bom.name == "telematics unit"
    assert bom.components["bom"].to_list() == ["telematics unit"]
    assert read_bom(str(path)).name == str(path)
    assert bom.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_blanks_around_a_document_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, f"\n \t{JSON}\r\n\n").components.height == 1


def test_a_wrapped_document_is_unwrapped(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps({"sbom": CYCLONEDX})).components["name"].to_list() == ["Gerät"]
    assert read(tmp_path, f'{{"sbom": {SPDX}}}').components["name"].to_list() == ["Gerät"]


@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\0\0\0\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="empty file"):
        read(tmp_path, content)


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "no-such.json", tmp_path):
        with pytest.raises(InputError) as caught:
            read_bom(path)
        assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"hello": 1}', "'hello'"),
        ("{}", "no keys"),
        ("[]", "an array at the top"),
        ('[{"bomFormat": "CycloneDX"}]', "an array at the top"),
        ('"hello"', "string"),
        ("42", "number"),
        ("null", "null"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "HTML page"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg>"),
        (JSON[:-30], "no JSON"),
        ("// note\n" + JSON, "no JSON"),
        (JSON.encode("latin-1"), "byte 0xE4"),
        (JSON.encode("utf-16")[:-1], "not utf-16"),
        (b"\x1f\x8b\x08\x00rest", "gzip"),
        (b"BZh91AY", "bzip2"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_what_is_no_bom_is_told_for_what_it_is(tmp_path: Path, content: str | bytes, found: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert found in caught.value.found
    assert "\n" not in str(caught.value)


REFUSED = {
    "html-login-page.json",
    "json-comments.cdx.json",
    "json-huge-int.cdx.json",
    "json-no-format.json",
    "json-top-string.json",
    "json-trailing-comma.cdx.json",
    "json-truncated.cdx.json",
    "latin1-bytes.cdx.json",
    "xml-benign-doctype.cdx.xml",
    "xml-billion-laughs.cdx.xml",
    "xml-enc-lie.cdx.xml",
    "xml-external-dtd.cdx.xml",
    "xml-param-entity.cdx.xml",
    "xml-quadratic-blowup.cdx.xml",
    "xml-wrong-ns.cdx.xml",
    "xml-xxe-file.cdx.xml",
}
WARNED = {
    "json-dangling-refs.cdx.json",
    "json-duplicate-keys.cdx.json",
    "json-future-version.cdx.json",
    "json-lone-surrogate.cdx.json",
    "json-lowercase-format.cdx.json",
}


def test_hostile_documents_are_refused_warned_of_or_read_as_expected() -> None:
    if not HOSTILE.exists():
        pytest.skip(f"no hostile documents at {HOSTILE}")
    with (HOSTILE / "EXPECTED.tsv").open(encoding="utf-8") as file:
        names = [row["file"] for row in csv.DictReader(file, delimiter="\t")]
    ours = [name for name in names if name.endswith((".cdx.json", ".cdx.xml")) or name.startswith(("html", "json"))]
    outcome = {name: outcome_of(HOSTILE / name) for name in ours}
    assert {name for name, found in outcome.items() if found is None} == REFUSED
    warned = {name for name, found in outcome.items() if found and "warning" in found.problems["severity"].to_list()}
    assert warned == WARNED
    assert outcome["json-nested-components-500.cdx.json"].components.height == 500
    cdata = outcome["xml-cdata-comments.cdx.xml"]
    assert (cdata.components["name"][0], cdata.parties["role"][0]) == ("L850", "manufacturer")


def outcome_of(path: Path) -> Any:
    try:
        return read_bom(path)
    except InputError:
        return None
