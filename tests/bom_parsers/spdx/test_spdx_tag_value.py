"""SPDX 2.x in tag-value notation: the same rows as from JSON, with lines for pointers, and whatever text comes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.encoding import unmarked
from bom_parsers.errors import InputError
from bom_parsers.spdx.bom import Parsed, bom_of
from bom_parsers.spdx.tag_value import columns as tag_columns
from bom_parsers.spdx.tag_value import text as tag_value
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx")
BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"
DOCUMENT = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: tcu
DocumentNamespace: spdx:nordhafen.example/tcu
Creator: Organization:Nordhafen GmbH
Creator: Tool: nordhafen-scan-1.2
Created: 2026-01-01T00:00:00Z
"""
MODEM = "PackageName: modem\nSPDXID: SPDXRef-modem\n"  # lines 9 and 10 after DOCUMENT


def read(text: str | bytes) -> Bom:
    return tag_value.read(text if isinstance(text, bytes) else text.encode(), PATH, "tcu", "cafe")


def test_a_document_becomes_the_same_rows_as_its_json() -> None:
    bom = read(
        DOCUMENT
        + """
##### Package: modem

PackageName: modem
SPDXID: SPDXRef-modem
PackageVersion: 4.1
PackageFileName: modem.bin
PackageSupplier: Organization: Nordhafen GmbH (bom@nordhafen.example)
PackageOriginator: Person: Kim Beispiel
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: true
PackageChecksum: SHA256: ABCD
PackageChecksum: SHA1: ef01
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: MIT
PackageDescription: <text>LTE modem
PackageName: not a tag here
firmware</text>
PrimaryPackagePurpose: FIRMWARE
ExternalRef: PACKAGE-MANAGER purl pkg:generic/modem@4.1
ExternalRef: SECURITY cpe23Type cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*
ExternalRef: OTHER LocationRef-kestrel k/1
ExternalRefComment: the supplier's number

FileName: ./m.c
SPDXID: SPDXRef-file
FileChecksum: SHA1: 0011
LicenseConcluded: GPL-2.0-only

SnippetSPDXID: SPDXRef-snippet
SnippetFromFileSPDXID: SPDXRef-file

PackageName: lib
SPDXID: SPDXRef-lib

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-modem
Relationship: SPDXRef-lib BUILD_DEPENDENCY_OF SPDXRef-modem
RelationshipComment: statically
Relationship: SPDXRef-modem CONTAINS SPDXRef-lib
Relationship: SPDXRef-modem CONTAINS SPDXRef-file

Annotator: Person: Kim Beispiel
AnnotationDate: 2026-01-01T00:00:00Z
AnnotationType: OTHER
SPDXREF: SPDXRef-modem
AnnotationComment: <text>icts:rf:max-mhz=2690
icts:enables=telematics</text>

LicenseID: LicenseRef-1
ExtractedText: <text>All rights
reserved</text>
"""
    )
    assert bom.components.drop("bom", "group", "mpn", "quantity", "refdes", "modified").to_dicts() == [
        {
            "ref": "SPDXRef-modem",
            "parent": None,
            "kind": "firmware",
            "type": "firmware",
            "name": "modem",
            "version": "4.1",
            "description": "LTE modem\nPackageName: not a tag here\nfirmware",
            "purl": "pkg:generic/modem@4.1",
            "cpe": "cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*",
            "hashes": ["sha-256:abcd", "sha-1:ef01"],
            "licenses": ["MIT"],
            "pointer": "line 12",
        },
        {
            "ref": "SPDXRef-lib",
            "parent": "SPDXRef-modem",
            "kind": "software",
            "type": "package",
            "name": "lib",
            "version": None,
            "description": None,
            "purl": None,
            "cpe": None,
            "hashes": [],
            "licenses": [],
            "pointer": "line 41",
        },
    ]
    assert bom.parties.select("ref", "role", "name", "identifier", "pointer").rows() == [
        ("SPDXRef-modem", "supplier", "Nordhafen GmbH", "bom@nordhafen.example", "line 16"),
        ("SPDXRef-modem", "developer", "Kim Beispiel", None, "line 17"),
    ]
    assert bom.properties.select("name", "value", "pointer").rows() == [
        ("externalRef:LocationRef-kestrel", "k/1", "line 30"),
        ("packageFileName", "modem.bin", "line 15"),
        ("icts:rf:max-mhz", "2690", "line 54"),
        ("icts:enables", "telematics", "line 54"),
    ]
    assert bom.dependencies.select("ref", "depends_on").rows() == [("SPDXRef-modem", "SPDXRef-lib")]
    assert (bom.format, bom.spec_version, bom.subject) == ("spdx-tag-value", "2.3", "SPDXRef-modem")
    assert bom.tool == "nordhafen-scan-1.2"
    assert problems(bom) == [("1 file and 1 snippet belong to packages; they are no components here", "")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_do_not_matter(end: str) -> None:
    bom = read((DOCUMENT + MODEM + "PackageComment: <text>a\nb</text>\n").replace("\n", end))
    assert bom.components.select("name", "pointer").rows() == [("modem", "line 9")]
    assert bom.properties["value"].to_list() == ["a\nb"]


def test_a_text_that_is_never_closed_loses_only_itself() -> None:
    bom = read(DOCUMENT + MODEM + "PackageComment: <text>never closed\nmore of it\nPackageVersion: 4.1\n")
    assert bom.components["version"].to_list() == ["4.1"]
    assert bom.properties["value"].to_list() == ["never closed\nmore of it"]
    assert problems(bom) == [("<text> of PackageComment has no </text>; it is read up to the next tag", "line 11")]


def test_a_text_that_is_never_closed_does_not_swallow_the_packages_up_to_the_next_text() -> None:
    lines = (
        "PackageComment: <text>never closed\nPackageName: lib\nSPDXID: SPDXRef-lib\nPackageComment: <text>b</text>\n"
    )
    bom = read(DOCUMENT + MODEM + lines)
    assert bom.components["name"].to_list() == ["modem", "lib"]
    assert bom.properties["value"].to_list() == ["never closed", "b"]


def test_unknown_tags_are_reported_once_each_with_their_number() -> None:
    bom = read(DOCUMENT + MODEM + "warning: slow\nwarning: hot\nPackageVersion: 4.1\nloose words\n")
    assert bom.components["version"].to_list() == ["4.1"]
    assert problems(bom) == [
        ("tag 'warning' is not one of SPDX (2 times); left out", "line 11"),
        ("a line that is no tag, no comment and not within <text> (1 time); left out", "line 14"),
    ]


def test_a_flood_of_unknown_tags_does_not_flood_the_problems() -> None:
    bom = read(DOCUMENT + MODEM + "".join(f"X{n}: 1\n" for n in range(5000)))
    assert bom.problems.height == 21
    assert "4,980 more" in problems(bom)[-1][0]


def test_tags_are_known_with_blanks_around_and_in_another_case() -> None:
    bom = read(DOCUMENT + "  PackageName : modem\nSPDXId: SPDXRef-modem\nPackageVersion:4.1\n")
    assert bom.components.select("ref", "name", "version").rows() == [("SPDXRef-modem", "modem", "4.1")]
    assert problems(bom) == [("tag 'SPDXId' (1 time); read as 'SPDXID'", "line 10")]


def test_a_value_in_quotes_with_a_written_out_line_end_is_plain_text() -> None:
    bom = read(DOCUMENT + MODEM + 'PackageDescription: "LTE modem firmware.\\n"\n')
    assert bom.components["description"].to_list() == ["LTE modem firmware."]
    assert problems(bom) == [("a value in quotes (1 time); read without them", "line 11")]


def test_what_is_given_twice_is_taken_once_and_reported() -> None:
    bom = read(DOCUMENT + MODEM + "PackageVersion: 4.1\nPackageVersion: 4.2\nSPDXID: SPDXRef-other\n")
    assert bom.components.select("ref", "version").rows() == [("SPDXRef-modem", "4.1")]
    assert [pointer for _, pointer in problems(bom, "warning")] == ["line 12", "line 13"]


def test_lines_that_lack_a_part_are_reported_where_they_stand() -> None:
    broken = "ExternalRef: purl pkg:generic/modem@4.1\nRelationship: SPDXRef-modem\nPackageChecksum: SHA1\n"
    bom = read(DOCUMENT + MODEM + broken)
    assert bom.components["purl"].to_list() == ["pkg:generic/modem@4.1"]
    assert [pointer for _, pointer in problems(bom, "warning")] == ["line 11", "line 12"]
    assert [pointer for _, pointer in problems(bom, "info")] == ["line 13"]


def test_tags_of_a_package_before_any_package_are_reported() -> None:
    bom = read(DOCUMENT + "PackageVersion: 1\nPackageChecksum: SHA1: aa\nExternalRef: OTHER x y\n" + MODEM)
    assert bom.components.height == 1 and bom.components["version"].to_list() == [None]
    assert [pointer for _, pointer in problems(bom)] == ["line 9", "line 10", "line 11"]


def test_annotations_belong_to_the_package_they_name_or_stand_under() -> None:
    notes = "Annotator: Person: Kim\nAnnotationComment: icts:a=1\nAnnotationComment: icts:b=2\n"
    later = "PackageName: lib\nSPDXID: SPDXRef-lib\n"
    later += "Annotator: Tool: x\nAnnotationComment: icts:c=3\nSPDXREF: SPDXRef-modem\n"
    elsewhere = "Annotator: Tool: x\nSPDXREF: SPDXRef-DOCUMENT\nAnnotationComment: about all\n"
    bom = read(DOCUMENT + MODEM + notes + later + elsewhere)
    assert bom.properties.select("ref", "name", "value").rows() == [
        ("SPDXRef-modem", "icts:a", "1"),
        ("SPDXRef-modem", "icts:b", "2"),
        ("SPDXRef-modem", "icts:c", "3"),
    ]
    assert [message for message, _ in problems(bom)] == [
        "1 annotation on the document or on what is no package of it is left out"
    ]


def test_dangling_duplicate_and_nameless_are_reported_with_their_lines() -> None:
    bom = read(DOCUMENT + MODEM + MODEM + "PackageName:\nRelationship: SPDXRef-modem DEPENDS_ON SPDXRef-gone\n")
    assert bom.components["ref"].to_list() == ["SPDXRef-modem", "SPDXRef-modem#2", "line 13"]
    assert {pointer for _, pointer in problems(bom)} == {"line 11", "line 13", "line 14"}


def test_a_document_without_version_is_read_with_a_warning() -> None:
    bom = read(MODEM)
    assert (bom.components.height, bom.spec_version) == (1, "")
    assert problems(bom, "warning") == [("no SPDX version", "")]


def test_wrong_bytes_are_reported_as_an_error_and_the_rest_is_used() -> None:
    bom = read((DOCUMENT + MODEM).encode() + b"PackageSupplier: Organization: Nordh\xe4fen\n")
    assert bom.parties["name"].to_list() == ["Nordh�fen"]
    assert problems(bom, "error")[0][1] == "line 11"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no tag of an SPDX document"),
        ("Dear Kim:\nPackageless text\n", "no tag of an SPDX document"),
    ],
)
def test_what_is_no_tag_value_document_is_refused_in_one_line(text: str, words: str) -> None:
    assert words in refusal(read, text)


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (b"# made by hand\n\nSPDXVersion: SPDX-2.1\n", True),
        (b"  PackageName: modem\r\n", True),
        (b'SPDXID: "SPDXRef-DOCUMENT"\nspdxVersion: "SPDX-2.2"\n', False),
        (b"Part;PackageName: x;Qty\n", False),
        (b"Designator,Manufacturer,MPN\nU1,Kestrel Radio,KR-1\n", False),
        (b"", False),
    ],
)
def test_tag_value_is_known_by_its_tags(text: bytes, spdx: bool) -> None:
    assert tag_value.looks_like(text) is spdx


@given(st.binary(max_size=300))
def test_any_bytes_give_a_bom_or_an_input_error(data: bytes) -> None:
    for text in (data, MODEM.encode() + data):
        try:
            bom = read(text)
        except InputError:
            continue
        assert bom.components["ref"].n_unique() == bom.components.height


LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from([*tag_value.MEANING, "packagename", " SPDXID ", "#", "warning", ""]),
    st.sampled_from([":", ": ", "", ": <text>", ":: "]),
    st.sampled_from(
        [
            "",
            "SPDXRef-a",
            "SPDXRef-a CONTAINS SPDXRef-b",
            "</text>",
            "SHA1: ab",
            "Person: (",
            '"x\\n"',
            "\x85 \x0b",
            "a b c d",
        ]
    )
    | st.text(max_size=12),
)


@given(st.lists(LINES, max_size=40))
def test_any_soup_of_lines_gives_a_bom_with_every_package_named_in_it(lines: list[str]) -> None:
    text = "\n".join(["PackageName: first", *lines])
    bom = read(text.encode("utf-8", "replace"))
    assert bom.components["name"][0] == "first"
    assert bom.components["ref"].n_unique() == bom.components.height
    assert bom.problems["pointer"].null_count() == 0


def frames_of(parsed: Parsed) -> list[Any]:
    bom = bom_of(parsed, name="x", notation="spdx-tag-value", sha256="")
    frames = [bom.components, bom.parties, bom.properties, bom.dependencies, bom.problems]
    return [bom.subject, bom.tool, bom.spec_version, *(frame.to_dicts() for frame in frames)]


def assert_alike(whole: str) -> bool:
    """Compare the quick reading with that line by line; return whether there is a quick one."""
    quick = tag_columns.parse(whole)
    if quick is None:
        return False
    assert frames_of(quick) == frames_of(tag_value.scanned(whole, PATH, Rows(PROBLEMS)))
    return True


PLAIN_LINES = st.builds(
    "{}: {}".format,
    st.sampled_from(sorted(tag_value.MEANING)),
    st.sampled_from(
        [
            *(
                "",
                "NOASSERTION",
                "SPDXRef-a",
                "SPDXRef-b",
                "SPDXRef-a CONTAINS SPDXRef-b",
                "SPDXRef-b DEPENDS_ON SPDXRef-a",
            ),
            *("SHA1: ab", "SHA256:CD", "Person: Kim Beispiel (kim@kestrel.example)", "Organization: Nordhafen GmbH"),
            *("<text>one</text>", "<text>one\nPackageName: two\n\nthree</text>", "OTHER kestrel k/1", "FIRMWARE"),
            *("PACKAGE-MANAGER purl pkg:generic/a@1", "SECURITY cpe23Type cpe:2.3:a:n:m:4.1:*", "Tool: t-1", "<text>"),
        ]
    ),
)


@given(st.lists(PLAIN_LINES, max_size=12), st.sampled_from([1, 40, 1 << 20]))
def test_all_lines_at_once_are_read_as_line_by_line(lines: list[str], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tag_columns, "PIECE", piece)
        assert_alike("\n".join([DOCUMENT, "PackageName: modem", "SPDXID: SPDXRef-a", *lines, "# end", ""]))


def test_real_documents_are_read_alike_at_once_and_line_by_line() -> None:
    if not BOMS.is_dir():
        pytest.skip(f"the collection of real BOMs is not at {BOMS}")
    with (BOMS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        paths = [BOMS / row["path"] for row in rows if row["format"] == "spdx2-tv"]
    quick = sum(assert_alike(tag_value.decoded(unmarked(path.read_bytes(), path), Rows(PROBLEMS))) for path in paths)
    assert quick >= 45


def test_a_usual_document_is_read_at_once() -> None:
    assert assert_alike(
        DOCUMENT + MODEM + "PackageDescription: <text>LTE\nmodem</text>\nFileName: ./m.c\nSPDXID: SPDXRef-m\n"
    )


TEXTS = """PackageCopyrightText: <text>Copyright 2026
Nordhafen: all rights

PackageName: not a package

SPDXID: SPDXRef-none
</text>
PackageLicenseComments: <text>one line</text>
PackageDescription:<text>

LTE: modem
# no comment

</text>
PackageComment: <text>last
of all</text>
PackageName: lib
SPDXID: SPDXRef-lib
PackageComment: <text>at
the end</text>"""


def in_pieces(whole: str, piece: int) -> Any:
    """Return the tags of a document cut into pieces of that many characters; None where they are not read at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tag_columns, "PIECE", piece)
        try:
            return tag_columns.tagged_lines(whole)
        except tag_columns.UnusualError:
            return None


@pytest.mark.parametrize("end", ["", "\n\nRelationship: SPDXRef-modem CONTAINS SPDXRef-lib\n"])
def test_a_text_is_read_alike_wherever_a_piece_of_the_document_would_end(end: str) -> None:
    whole = DOCUMENT + MODEM + TEXTS + end
    assert assert_alike(whole)  # in one piece, and line by line
    expected = in_pieces(whole, len(whole))
    for piece in range(len(DOCUMENT + MODEM), len(whole)):
        assert_frame_equal(in_pieces(whole, piece), expected)


@pytest.mark.parametrize("text", ["<text>never\nclosed", "</text>", "<text>twice\n<text>opened</text>"])
def test_a_text_that_is_not_closed_as_it_should_be_is_never_read_otherwise_because_of_pieces(text: str) -> None:
    more = "PackageName: lib\nSPDXID: SPDXRef-lib\nPackageComment: <text>a\nb</text>\n"
    whole = f"{DOCUMENT}{MODEM}PackageComment: {text}\n{more}"
    at_once = in_pieces(whole, len(whole)) if assert_alike(whole) else None
    for piece in range(len(DOCUMENT + MODEM), len(whole)):
        tags = in_pieces(whole, piece)
        if tags is not None:
            assert at_once is not None
            assert_frame_equal(tags, at_once)
