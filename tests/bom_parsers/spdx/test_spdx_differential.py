"""Our SPDX readers against the reference implementation, spdx-tools, row by row, on made and on real documents."""

from __future__ import annotations

import csv
import functools
import re
import string
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from license_expression import get_spdx_licensing
from spdx_tools.spdx import model
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Checksum,
    ChecksumAlgorithm,
    ExternalPackageRef,
    ExternalPackageRefCategory,
    Package,
    PackagePurpose,
    Relationship,
    RelationshipType,
    SpdxNoAssertion,
    SpdxNone,
)
from spdx_tools.spdx.parser.json import json_parser
from spdx_tools.spdx.parser.tagvalue import parser as tagvalue_grammar
from spdx_tools.spdx.parser.tagvalue import tagvalue_parser
from spdx_tools.spdx.writer.json import json_writer
from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

from bom_parsers.bom import Bom, is_no_party
from bom_parsers.spdx import json
from bom_parsers.spdx.tag_value import text as tag_value

BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"
NOTHING = (None, SpdxNoAssertion(), SpdxNone())
BUILD_SYSTEMS = {"openembedded", "openembedded-core", "yocto", "yocto project", "buildroot", "ptxdist"}
licensing = functools.cache(get_spdx_licensing)


@pytest.fixture(autouse=True, scope="module")
def licenses_loaded_once() -> Iterator[None]:
    """The reference loads the list of all licenses anew for each license in tag-value: minutes for one document."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagvalue_grammar, "get_spdx_licensing", licensing)
        yield


def theirs(notation: str, path: Path) -> model.Document:
    if notation == "spdx-json":
        return json_parser.parse_from_file(str(path))
    return tagvalue_parser.parse_from_file(str(path))


def ours(notation: str, path: Path) -> Bom:
    reader = json if notation == "spdx-json" else tag_value
    text = path.read_bytes()
    assert reader.looks_like(text)
    return reader.read(text, path, "x", "")


def expected_party(actor: Any) -> tuple[str, str | None] | None:
    """Return name and address as we give them: what stands in brackets and is no address is part of the name."""
    if actor in NOTHING or actor.actor_type == ActorType.TOOL or is_no_party(actor.name):
        return None
    name, address = actor.name, actor.email
    if address is None and (found := re.fullmatch(r"(.*?)\s*<([^<>]*@[^<>]*)>", name)):
        return found[1], found[2]
    if address is not None and "@" not in address:
        return f"{name} ({address})", None
    return None if name.casefold() in BUILD_SYSTEMS else (name, address)


def expected_hash(checksum: Checksum) -> str:
    name = re.sub(r"^sha(?!3_)", "sha-", checksum.algorithm.name.lower()).replace("_", "-")
    return f"{name}:{checksum.value}"


def license(text: Any) -> str | None:
    return None if text in NOTHING else str(text)


def expected_licenses(package: Package) -> list[str]:
    """That there is no license is one where the package has another beside it, which contradicts it."""
    both = (package.license_declared, package.license_concluded)
    stated = ["NONE" if isinstance(one, SpdxNone) else license(one) for one in both]
    texts = list(dict.fromkeys(text for text in stated if text))
    return texts if texts != ["NONE"] else []


def expected_edges(document: model.Document) -> set[tuple[str, str]]:
    packages = {package.spdx_id for package in document.packages}
    edges = set()
    for relation in document.relationships:
        left, right, kind = relation.spdx_element_id, relation.related_spdx_element_id, relation.relationship_type.name
        if kind in ("DEPENDS_ON", "DYNAMIC_LINK", "STATIC_LINK"):
            edges.add((left, right))
        elif kind.endswith("DEPENDENCY_OF"):
            edges.add((right, left))
    return {(left, right) for left, right in edges if left in packages and right in packages}


def expected_subject(document: model.Document) -> str | None:
    packages = {package.spdx_id for package in document.packages}
    start = document.creation_info.spdx_id
    described = set()
    for relation in document.relationships:
        left, right = relation.spdx_element_id, relation.related_spdx_element_id
        if relation.relationship_type == RelationshipType.DESCRIBES and left == start and right in packages:
            described.add(right)
        if relation.relationship_type == RelationshipType.DESCRIBED_BY and right == start and left in packages:
            described.add(left)
    return next(iter(described)) if len(described) == 1 else None


def assert_same(bom: Bom, document: model.Document) -> None:
    """Compare what both readers found; the reference rewrites licenses, so ours are rewritten with its own parser."""
    files = {file.spdx_id for file in document.files}  # described ones that are in no package are components, too
    rows = [row for row in bom.components.to_dicts() if row["ref"] not in files]
    assert len(rows) == len(document.packages)
    parties = {(row["ref"], row["role"]): (row["name"], row["identifier"]) for row in bom.parties.to_dicts()}
    written = {(ref, name): value for ref, name, value in bom.properties.select("ref", "name", "value").rows()}
    seen = set()
    for row, package in zip(rows, document.packages, strict=True):
        assert row["ref"] == package.spdx_id or package.spdx_id in seen
        seen.add(package.spdx_id)
        assert row["name"] == (package.name.strip() or None)
        assert row["version"] == (None if package.version in ("NOASSERTION", "NONE", "") else package.version)
        assert row["hashes"] == [expected_hash(checksum) for checksum in package.checksums]
        assert [str(licensing().parse(text)) for text in row["licenses"]] == expected_licenses(package)
        assert parties.get((row["ref"], "supplier")) == expected_party(package.supplier)
        assert parties.get((row["ref"], "developer")) == expected_party(package.originator)
        purls = [ref.locator for ref in package.external_references if re.search(r"(^|[/#])purl$", ref.reference_type)]
        assert row["purl"] == (purls[0] if purls else None)
        purpose = package.primary_package_purpose
        assert row["type"].replace("-", "_") == (purpose.name.lower() if purpose else "package")
        place = package.download_location
        assert written.get((row["ref"], "downloadLocation")) == (None if place in NOTHING else place)
    assert set(bom.dependencies.select("ref", "depends_on").rows()) == expected_edges(document)
    assert bom.subject == expected_subject(document)


# Neither brackets, which each reader understands in its own way, nor "#" and quotes, which have a meaning in tag-value.
TEXT = st.text(string.ascii_letters + string.digits + " -_.,&+äé北港", min_size=1, max_size=20).map(str.strip)
NAMES = TEXT.filter(lambda text: text and not is_no_party(text) and text not in tag_value.MEANING)
WORDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
ACTORS = st.one_of(
    st.none(),
    st.just(SpdxNoAssertion()),
    st.builds(
        Actor,
        st.sampled_from([ActorType.ORGANIZATION, ActorType.PERSON]),
        NAMES,
        st.none() | WORDS.map(lambda word: f"{word}@nordhafen.example"),
    ),
)
LICENSES = st.sampled_from(["MIT", "Apache-2.0 OR MIT", "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-a"])
LICENSE = st.one_of(
    st.none(),
    st.just(SpdxNoAssertion()),
    st.just(SpdxNone()),
    LICENSES.map(lambda text: licensing().parse(text)),
)
CHECKSUMS = st.builds(
    Checksum, st.sampled_from(ChecksumAlgorithm), st.text("0123456789abcdef", min_size=8, max_size=64)
)
REFERENCES = st.one_of(
    st.builds(
        ExternalPackageRef,
        st.just(ExternalPackageRefCategory.PACKAGE_MANAGER),
        st.just("purl"),
        WORDS.map("pkg:generic/{}".format),
    ),
    st.builds(
        ExternalPackageRef,
        st.just(ExternalPackageRefCategory.SECURITY),
        st.sampled_from(["cpe22Type", "cpe23Type"]),
        WORDS.map("cpe:2.3:a:n:{}:1:*:*:*:*:*:*:*".format),
    ),
    st.builds(ExternalPackageRef, st.just(ExternalPackageRefCategory.OTHER), WORDS, WORDS),
)


@st.composite
def packages(draw: st.DrawFn, ref: str) -> Package:
    return Package(
        ref,
        draw(NAMES),
        draw(st.just(SpdxNoAssertion()) | st.just(SpdxNone()) | WORDS.map("https://nordhafen.example/{}".format)),
        version=draw(st.none() | NAMES),
        supplier=draw(ACTORS),
        originator=draw(ACTORS),
        files_analyzed=False,
        checksums=draw(st.lists(CHECKSUMS, max_size=3)),
        license_concluded=draw(LICENSE),
        license_declared=draw(LICENSE),
        description=draw(st.none() | NAMES | st.tuples(NAMES, NAMES).map("\n".join)),
        external_references=draw(st.lists(REFERENCES, max_size=3)),
        primary_package_purpose=draw(st.none() | st.sampled_from(PackagePurpose)),
    )


@st.composite
def documents(draw: st.DrawFn) -> model.Document:
    refs = [f"SPDXRef-{n}" for n in range(draw(st.integers(1, 20)))]
    creation = model.CreationInfo(
        "SPDX-2.3",
        "SPDXRef-DOCUMENT",
        "tcu",
        "https://nordhafen.example/tcu",
        [Actor(ActorType.TOOL, "nordhafen-scan")],
        datetime(2026, 1, 1),
    )
    ends = st.sampled_from(["SPDXRef-DOCUMENT", *refs])
    relations = st.builds(Relationship, ends, st.sampled_from(RelationshipType), ends)
    return model.Document(
        creation,
        packages=[draw(packages(ref)) for ref in refs],
        relationships=draw(st.lists(relations, max_size=20)),
    )


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the reference's type checks do
@pytest.mark.parametrize(
    ("notation", "write"),
    [
        ("spdx-json", json_writer.write_document_to_file),
        ("spdx-tag-value", tagvalue_writer.write_document_to_file),
    ],
)
def test_made_documents_are_read_as_the_reference_reads_them(
    notation: str, write: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("spdx") / "document"

    @given(documents())
    @settings(max_examples=40)
    def compare(document: model.Document) -> None:
        write(document, str(path), validate=False, drop_duplicates=False)
        bom = ours(notation, path)
        assert_same(bom, theirs(notation, path))
        texts = [package.description for package in document.packages]
        assert bom.components["description"].to_list() == texts

    compare()


@pytest.mark.parametrize(
    ("notation", "listed", "least"), [("spdx-json", "spdx2-json", 100), ("spdx-tag-value", "spdx2-tv", 25)]
)
def test_real_documents_are_read_as_the_reference_reads_them(notation: str, listed: str, least: int) -> None:
    if not BOMS.is_dir():
        pytest.skip(f"the collection of real BOMs is not at {BOMS}")
    with (BOMS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        paths = [BOMS / row["path"] for row in csv.DictReader(lines, delimiter="\t") if row["format"] == listed]
    compared = 0
    for path in paths:
        if path.stat().st_size > 500_000:
            continue
        try:
            document = theirs(notation, path)
        except Exception:  # the reference refuses many real documents, with all kinds of exceptions
            continue
        try:
            assert_same(ours(notation, path), document)
        except AssertionError as error:
            raise AssertionError(f"{path}: {error}") from error
        compared += 1
    assert compared >= least
