"""Wrappers of one document: read through, named, and stopped when they inflate too far or hold something else."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
import zstandard

from bom_parsers import Bom, InputError, limits, read_bom

JSON = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "library", "name": "Gerät", "bom-ref": "a"}],
    }
).encode()
TAG_VALUE = b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n\nPackageName: part\nSPDXID: SPDXRef-a\n"
XML = b"""<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components>
<component type="library"><name>part</name></component></components></bom>"""
CSV = b"Designator,Quantity,Manufacturer,MPN\nU1,1,Example Semiconductor,EX-1\n"


def zipped(content: bytes, *names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in names or ("bom.json",):
            archive.writestr(name, content)
    return buffer.getvalue()


def gzipped(content: bytes, name: str = "") -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


WRAP: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "zip": zipped,
}


def read(folder: Path, content: bytes) -> Bom:
    path = folder / "file.bin"
    path.write_bytes(content)
    return read_bom(path)


def refusal(folder: Path, content: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read(folder, content)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("wrapper", WRAP)
@pytest.mark.parametrize(
    ("content", "form"),
    [(JSON, "cyclonedx-json"), (TAG_VALUE, "spdx-tag-value"), (XML, "cyclonedx-xml"), (CSV, "hbom-csv")],
)
def test_a_packed_document_is_read_like_the_document(tmp_path: Path, wrapper: str, content: bytes, form: str) -> None:
    packed = WRAP[wrapper](content)
    bom = read(tmp_path, packed)
    assert bom.format == form
    assert bom.components.drop("bom").equals(read(tmp_path, content).components.drop("bom"))
    assert bom.sha256 == hashlib.sha256(packed).hexdigest()
    assert bom.problems["message"][0].startswith(f"unpacked from {wrapper}")
    assert bom.problems["severity"][0] == "info"


def test_the_name_inside_is_told(tmp_path: Path) -> None:
    assert "'release/bom.cdx'" in read(tmp_path, zipped(JSON, "release/bom.cdx")).problems["message"][0]
    assert "'bom.cdx'" in read(tmp_path, gzipped(JSON, "bom.cdx")).problems["message"][0]


def test_what_the_finder_adds_to_a_zip_does_not_count(tmp_path: Path) -> None:
    packed = zipped(JSON, "a/bom.json", "__MACOSX/a/._bom.json", "a/.DS_Store")
    assert read(tmp_path, packed).components.height == 1


def test_a_workbook_inside_a_wrapper_is_a_document(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(CSV.decode().splitlines()):
            sheet.write_row(row, 0, line.split(","))
    for wrapper in ("gzip", "zip"):
        assert read(tmp_path, WRAP[wrapper](buffer.getvalue())).components["mpn"].to_list() == ["EX-1"]


@pytest.mark.parametrize("outer", WRAP)
@pytest.mark.parametrize("inner", WRAP)
def test_a_wrapper_in_a_wrapper_is_refused(tmp_path: Path, outer: str, inner: str) -> None:
    assert f"{inner} inside {outer}" in refusal(tmp_path, WRAP[outer](WRAP[inner](JSON))).found


def test_a_zip_of_several_documents_names_them(tmp_path: Path) -> None:
    error = refusal(tmp_path, zipped(JSON, *(f"part-{i}.json" for i in range(8))))
    assert "8 files" in error.found
    assert "'part-0.json'" in error.found
    assert "3 more" in error.found
    assert "unpack" in error.remedy
    assert "without a file" in refusal(tmp_path, zipped(JSON, "__MACOSX/x")).found


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped(JSON))
    at = packed.find(b"PK\x01\x02")
    for place in (6, at + 8):
        packed[place] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(packed)).found


@pytest.mark.parametrize("wrapper", WRAP)
def test_a_damaged_wrapper_is_refused_by_name(tmp_path: Path, wrapper: str) -> None:
    packed = WRAP[wrapper](JSON * 50)
    half = refusal(tmp_path, packed[: len(packed) // 2])
    assert wrapper in half.found
    assert "damaged" in half.found
    broken = bytearray(packed)
    for i in range(len(packed) // 3, len(packed) // 3 + 8):
        broken[i] ^= 0x55
    refusal(tmp_path, bytes(broken))


@pytest.mark.parametrize("wrapper", WRAP)
def test_nothing_in_a_wrapper_is_an_empty_file(tmp_path: Path, wrapper: str) -> None:
    assert refusal(tmp_path, WRAP[wrapper](b" \n")).found == "an empty file"


@pytest.mark.parametrize("wrapper", WRAP)
def test_a_bomb_stops_at_the_ratio(tmp_path: Path, wrapper: str) -> None:
    error = refusal(tmp_path, WRAP[wrapper](bytes(limits.RATIO_FROM + (2 << 20))))
    assert "inflates from" in error.found
    assert "200 to 1" in error.expected


@pytest.mark.parametrize("wrapper", WRAP)
def test_the_size_limit_is_where_the_limits_say_and_can_be_raised(tmp_path: Path, wrapper: str) -> None:
    packed = WRAP[wrapper](JSON + b" " * (3 << 20))
    with limits.raised(inflated_bytes=2 << 20):
        assert "2,097,152" in refusal(tmp_path, packed).expected
    assert read(tmp_path, packed).components.height == 1


def test_an_xz_dictionary_of_four_gigabytes_is_never_made(tmp_path: Path) -> None:
    packed = bytearray(lzma.compress(JSON, check=lzma.CHECK_CRC32))
    header = 12  # of the block: size, flags, filter 0x21, one byte of properties: the size of the dictionary
    assert packed[header + 2 : header + 4] == b"\x21\x01"
    packed[header + 4] = 40
    end = header + 4 * (packed[header] + 1) - 4
    packed[end : end + 4] = struct.pack("<I", zlib.crc32(packed[header:end]))
    assert "more memory" in refusal(tmp_path, bytes(packed)).found


@pytest.mark.parametrize("wrapper", ["gzip", "bzip2", "xz", "zstd"])
def test_a_document_in_several_streams_is_read_whole(tmp_path: Path, wrapper: str) -> None:
    pack = WRAP[wrapper]
    assert read(tmp_path, pack(JSON[:40]) + pack(JSON[40:])).components["name"].to_list() == ["Gerät"]


def test_zstd_that_begins_with_a_frame_without_data_is_known(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<I", 4) + b"\xff\0\0\0"
    assert read(tmp_path, skipped + WRAP["zstd"](JSON)).components.height == 1


def test_a_zip_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped(JSON * 100))
    at = packed.find(b"PK\x01\x02")
    packed[at + 24 : at + 28] = struct.pack("<I", 10)
    refusal(tmp_path, bytes(packed))


@pytest.mark.parametrize(("magic", "kind"), [(b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"), (b"Rar!\x1a\x07\1\0", "RAR")])
def test_other_archives_are_named(tmp_path: Path, magic: bytes, kind: str) -> None:
    assert kind in refusal(tmp_path, magic + bytes(50)).found


def test_explanations_beside_the_one_bom_of_a_zip_are_passed_over_and_named(tmp_path: Path) -> None:
    def packed(**members: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in members.items():
                archive.writestr(name.replace("_", "."), content)
        return buffer.getvalue()

    text = b"What was delivered; read on.\n"
    bom = read(tmp_path, packed(bom_json=JSON, README_txt=text, docs_md=text, LICENSE=text, photo_png=b"\x89PNG"))
    assert bom.components.height == 1
    assert "'README.txt', 'docs.md', 'LICENSE', 'photo.png' beside it" in bom.problems["message"][0]
    assert bom.problems["severity"][0] == "info"
    spdx = b"SPDXVersion: SPDX-2.3\nPackageName: modem\n"
    for name, content in (
        ("README_txt", spdx),
        ("parts_txt", b"MPN\tMaker\tQty\nM-1\tBeihe\t1\n"),
        ("part_json", JSON),
    ):
        assert "a zip of 2 files" in refusal(tmp_path, packed(bom_json=JSON, **{name: content})).found
    assert read(tmp_path, packed(bom_txt=spdx, README_txt=text)).components["name"].to_list() == ["modem"]
    board = b"Designator,MPN,Manufacturer\nR1,RC0402FR-0710KL,Yageo\n"
    assert told(read(tmp_path, packed(board_csv=board, README_txt=text, drawing_pdf=b"%PDF"))) == []
    for name, content in {"README_txt": b"U1 is a Quectel EC25-E.\n", "modem-EC25-E_pdf": b"%PDF"}.items():
        bom = read(tmp_path, packed(board_csv=board, **{name: content}))
        assert told(bom) == [("text-left-out", "warning")]
        assert "'EC25-E' stands" in bom.problems.filter(severity="warning")["message"][0]


def told(bom: Bom) -> list[tuple[str, str]]:
    return [(kind, severity) for kind, severity in bom.problems.select("kind", "severity").rows() if severity != "info"]


def test_what_a_zip_holds_beside_its_directory_is_told(tmp_path: Path) -> None:
    whole, hidden = zipped(JSON), zipped(JSON.replace(b"Ger", b"Her"))
    assert told(read(tmp_path, whole)) == []
    for name, packed in {
        "another zip before it": hidden + whole,
        "a file before it": hidden[: hidden.find(b"PK\x01\x02")] + whole,
        "a text behind it": whole + JSON,
    }.items():
        bom = read(tmp_path, packed)
        assert bom.components["name"].to_list() == ["Gerät"], name
        assert told(bom) == [("text-left-out", "error")], name


@pytest.mark.parametrize("wrapper", ["gzip", "bzip2", "xz", "zstd"])
def test_what_stands_behind_the_packed_text_is_never_passed_over(tmp_path: Path, wrapper: str) -> None:
    assert "damaged" in refusal(tmp_path, WRAP[wrapper](JSON) + JSON).found


def test_texts_of_a_zip_that_share_their_bytes_are_not_all_inflated(tmp_path: Path) -> None:
    text = b"What was delivered. " * 100_000
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text)
        for _ in range(500):
            twin = zipfile.ZipInfo("a.txt")
            first = archive.filelist[0]
            twin.compress_type, twin.header_offset = first.compress_type, first.header_offset
            twin.CRC, twin.compress_size, twin.file_size = first.CRC, first.compress_size, first.file_size
            archive.filelist.append(twin)
    assert "files that inflate from" in refusal(tmp_path, buffer.getvalue()).found


def with_beside(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("bom.json", JSON)
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(
            (name, JSON)
            for name in ("__MACOSX/b.json", ".DS_Store", "Thumbs.db", "desktop.ini", "bom.json.sig", "b.json/")
        ),
        *(("bom.pem", content) for content in (XML, CSV, TAG_VALUE, zipped(JSON), b"-" * (1 << 20) + JSON)),
        ("b.txt", b"U1 EC25-E Quectel"),
    ],
)
def test_a_bom_that_is_called_something_else_is_never_passed_over(tmp_path: Path, name: str, content: bytes) -> None:
    assert told(read(tmp_path, with_beside(name, content))) == [("text-left-out", "warning")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("__MACOSX/._bom.json", b"\0\x05\x16\x07\0\2\0\0Mac OS X"),
        (".DS_Store", b"\0\0\0\1Bud1\0\0"),
        ("desktop.ini", b"[.ShellClassInfo]\r\nIconIndex=0\r\n"),
        ("bom.json.sig", b"MEUCIQDx+/=="),
        ("bom.json.asc", b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"),
        ("bom.json.sha256", b"ab" * 32 + b"  bom.json\n"),
        ("bom.sigstore.json", b'{"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.1"}'),
        ("folder/", b""),
    ],
)
def test_what_is_what_its_name_says_is_not_a_gap(tmp_path: Path, name: str, content: bytes) -> None:
    assert told(read(tmp_path, with_beside(name, content))) == []
