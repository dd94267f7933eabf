"""The one door: a file's content chooses its reader, and what is no BOM is refused in one line that says what it is."""

from __future__ import annotations

import bz2
import doctest
import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bom_parsers
from auditor.documents.inspection import inspect_file
from bom_parsers import Bom, InputError, formats, read_bom
from bom_parsers.errors import printable
from bom_parsers.read import read_bytes

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


def test_the_example_of_the_door_runs() -> None:
    assert doctest.testmod(bom_parsers) == doctest.TestResults(failed=0, attempted=5)


@pytest.mark.parametrize("content", [JSON, XML, SPDX, TAG_VALUE, CSV])
def test_bytes_in_hand_are_read_as_the_file_is_and_no_file_is_opened(tmp_path: Path, content: str) -> None:
    from_file = read(tmp_path, content)
    missing = tmp_path / "folder that is not there" / "bom"
    bom = read_bom(missing, from_file.name, data=content.encode())
    assert (bom.format, bom.sha256, bom.subject) == (from_file.format, from_file.sha256, from_file.subject)
    for frame in ("components", "parties", "properties", "dependencies", "problems"):
        assert getattr(bom, frame).equals(getattr(from_file, frame))


def test_bytes_in_hand_may_come_with_their_digest_and_errors_name_them() -> None:
    assert read_bom("label", data=CSV.encode(), sha256="digest of the caller").sha256 == "digest of the caller"
    assert read_bom("label", data=CSV.encode()).name == "label"
    with pytest.raises(InputError, match=r"^boards/label: found an empty file"):
        read_bom("boards/label", data=b"")


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


def test_the_readme_lists_the_formats_that_are_read() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    shown = readme.split("<!-- formats -->\n")[1].split("<!-- /formats -->")[0]
    assert shown == formats.table(), "print it with `python -m bom_parsers.formats`"


def test_every_listed_format_has_its_reader() -> None:
    for form in formats.FORMATS:
        assert callable(form.reader), form.name
        if form.carrier == "xml" and form.name != "cyclonedx-xml":
            assert form.code.looks_like_root("", "no-such-root") is False
    assert len(formats.BY_NAME) == len(formats.FORMATS)


@pytest.mark.parametrize(
    ("content", "unneeded"),
    [
        (CSV, ("lxml", "yaml", "python_calamine", "zstandard")),
        (JSON, ("lxml", "yaml", "python_calamine", "zstandard")),
        (TAG_VALUE, ("lxml", "python_calamine", "zstandard")),
    ],
)
def test_a_reader_imports_only_what_it_needs(tmp_path: Path, content: str, unneeded: tuple[str, ...]) -> None:
    path = tmp_path / "bom"
    path.write_text(content, encoding="utf-8")
    code = f"import sys; from bom_parsers import read_bom; read_bom({str(path)!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(unneeded) & set(done.stdout.split()) == set()


def outcome(data: bytes) -> Bom | str:
    """Read the bytes; the text of the refusal when they are refused."""
    try:
        return read_bytes(data, Path("damaged"), "damaged")
    except InputError as error:
        return str(error)


@given(
    st.sampled_from([JSON, XML, SPDX, TAG_VALUE, CSV, ""]),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6)), max_size=6),
    st.sampled_from([bytes, gzip.compress, bz2.compress]),
)
def test_no_damage_of_bytes_is_a_crash(start: str, damage: list[tuple[int, bytes]], pack: Any) -> None:
    data = bytearray(start.encode())
    for at, new in damage:
        data[at : at + len(new)] = new
    for content in (pack(bytes(data)), pack(bytes(data))[:-3]):
        found = outcome(content)
        assert printable(found) == found if isinstance(found, str) else found.components["ref"].is_unique().all()


MAGICS = (
    *(b"", b"\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"<", b"{", b"\xff\xfe"),
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"spdxVersion: ", b"SPDXVersion: ", b"\x0a\x03"),
)


@given(st.sampled_from(MAGICS), st.binary(max_size=300))
def test_no_bytes_at_all_are_a_crash(magic: bytes, rest: bytes) -> None:
    found = outcome(magic + rest)
    assert not isinstance(found, str) or printable(found) == found


def test_the_name_of_a_file_need_not_be_utf_8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff.csv")
    try:
        path.write_bytes(b"Designator,Manufacturer,MPN\nU1,Quectel,EC25\n")
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    assert read_bom(path).components["bom"][0].endswith("bad?.csv")
    assert inspect_file(path).error is None
