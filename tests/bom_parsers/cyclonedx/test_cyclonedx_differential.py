"""The CycloneDX readers against an independent one, cyclonedx-python-lib, component by component."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom as LibBom
from cyclonedx.model.component import Component as LibComponent
from cyclonedx.model.component import ComponentType
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.output.xml import XmlV1Dot6
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from packageurl import PackageURL
from polars.testing import assert_frame_equal

from bom_parsers.bom import Bom, is_no_party
from bom_parsers.cyclonedx.frames import to_bom
from bom_parsers.cyclonedx.json import document
from bom_parsers.cyclonedx.lenient import read_astray
from bom_parsers.errors import InputError
from bom_parsers.persons import named_persons
from bom_parsers.read import read_bom, read_bytes
from tests.bom_parsers.at_hand import example_boms, package_boms

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"

# Those that 1.6 has.
ALGORITHMS = (HashAlgorithm.MD5, HashAlgorithm.SHA_1, HashAlgorithm.SHA_256, HashAlgorithm.SHA3_512)
# The library collapses blanks in names; words without them are compared as they are.
words = st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0xFFFD), min_size=1, max_size=12)
people = words.filter(lambda name: not is_no_party(name))
hexes = st.text("0123456789abcdef", min_size=32, max_size=32)


@st.composite
def lib_components(draw: st.DrawFn, depth: int = 2) -> LibComponent:
    entity = st.none() | st.builds(OrganizationalEntity, name=people)
    name, version = draw(words), draw(st.none() | words)
    licenses = st.lists(st.builds(DisjunctiveLicense, name=words), max_size=2)
    expression = st.sampled_from(["MIT OR Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"])
    purl = PackageURL("generic", None, name, version)
    return LibComponent(
        name=name,
        version=version,
        type=draw(st.sampled_from(ComponentType)),
        bom_ref=draw(st.none() | st.uuids().map(str)),
        group=draw(st.none() | words),
        purl=draw(st.sampled_from([None, purl])) if purl.name else None,  # of "/" the library makes one without a name
        supplier=draw(entity),
        manufacturer=draw(entity),
        publisher=draw(st.none() | people),
        authors=draw(st.lists(st.builds(OrganizationalContact, name=people), max_size=2)),
        hashes=draw(st.lists(st.builds(HashType, alg=st.sampled_from(ALGORITHMS), content=hexes), max_size=2)),
        licenses=draw(licenses | st.builds(lambda value: [LicenseExpression(value)], expression)),
        components=draw(st.lists(lib_components(depth - 1), max_size=2)) if depth else [],
    )


@st.composite
def lib_boms(draw: st.DrawFn) -> LibBom:
    bom = LibBom(components=draw(st.lists(lib_components(), max_size=4)))
    bom.metadata.component = draw(st.none() | lib_components(depth=0))
    return bom


Row = tuple[Any, ...]


def lib_rows(bom: LibBom) -> set[Row]:
    """Return the rows of all components; the library keeps the supplier and maker of the subject in the metadata."""
    rows = {lib_row(component) for component in with_parts(list(bom.components))}
    subject, metadata = bom.metadata.component, bom.metadata
    if subject:
        stated = (("supplier", metadata.supplier), ("manufacturer", metadata.manufacture))
        rows |= {lib_row(part) for part in with_parts(list(subject.components))}
        rows.add(lib_row(subject, [(role, entity.name) for role, entity in stated if entity]))
    return rows


def with_parts(components: list[LibComponent]) -> Iterator[LibComponent]:
    for component in components:
        yield component
        yield from with_parts(list(component.components))


# An empty <name/> of a license is the name "None" to the library, which cannot tell it from one that is called so.
NO_LICENSE = (None, "", "None")


def lib_name(who: OrganizationalEntity | None) -> str | None:
    """Return the name of an organization, else of whom to ask there, in no order where these are several."""
    contacts = [contact.name for contact in who.contacts if contact.name] if who else []
    return (who.name if who else None) or next(iter(contacts), None)


def lib_row(c: LibComponent, more_parties: Sequence[tuple[str, str | None]] = ()) -> Row:
    licenses = [
        choice.value if isinstance(choice, LicenseExpression) else choice.id or choice.name for choice in c.licenses
    ]
    parties = [
        ("supplier", lib_name(c.supplier)),
        ("manufacturer", lib_name(c.manufacturer)),
        ("developer", c.author),
        ("distributor", c.publisher),
        *(("developer", author.name) for author in c.authors),
        *more_parties,
    ]
    return (
        c.name or None,
        c.version or None,
        c.type.value,
        c.purl.to_string() if c.purl else None,
        tuple(sorted({f"{h.alg.value.lower()}:{h.content}" for h in c.hashes})),
        tuple(sorted({license for license in licenses if license not in NO_LICENSE})),
        # Tools write "Organization: " before a name, and addresses behind it.
        tuple(sorted({(role, person.name) for role, name in parties for person in named_persons(name or "")})),
    )


def our_rows(bom: Bom) -> set[Row]:
    parties: dict[str, set[tuple[str, str]]] = {}
    for ref, role, name in bom.parties.select("ref", "role", "name").iter_rows():
        parties.setdefault(ref, set()).add((role, name))
    return {
        (
            row["name"],
            row["version"],
            row["type"] or "library",  # the library supposes one where there is none
            PackageURL.from_string(row["purl"]).to_string() if row["purl"] else None,
            tuple(sorted(set(row["hashes"]))),
            tuple(sorted(set(row["licenses"]).difference(NO_LICENSE))),
            tuple(sorted(parties.get(row["ref"], ()))),
        )
        for row in bom.components.iter_rows(named=True)
        if row["type"] != "service"
    }


def test_a_license_that_is_called_none_is_one() -> None:
    component = LibComponent(name="modem", licenses=[DisjunctiveLicense(name="None"), DisjunctiveLicense(name="MIT")])
    bom = LibBom(components=[component])
    for text, path in (
        (JsonV1Dot6(bom).output_as_string(), "made.json"),
        (XmlV1Dot6(bom).output_as_string(), "made.xml"),
    ):
        ours = read_bytes(text.encode(), Path(path), "made")
        assert sorted(ours.components["licenses"].to_list()[0]) == ["MIT", "None"]
        assert our_rows(ours) == lib_rows(bom)


@given(lib_boms())
@settings(max_examples=60)
def test_json_has_the_same_components_as_the_library_reads(bom: LibBom) -> None:
    text = JsonV1Dot6(bom).output_as_string()
    theirs = LibBom.from_json(json.loads(text))  # type: ignore[attr-defined]
    ours = read_bytes(text.encode(), Path("made.json"), "made")
    assert our_rows(ours) == lib_rows(theirs) == lib_rows(bom)
    assert ours.spec_version == "1.6"


@given(lib_boms())
@settings(max_examples=60)
def test_xml_has_the_same_components_as_the_library_reads(bom: LibBom) -> None:
    text = XmlV1Dot6(bom).output_as_string()
    theirs = LibBom.from_xml(ElementTree.fromstring(text))  # type: ignore[attr-defined]
    ours = read_bytes(text.encode(), Path("made.xml"), "made")
    assert our_rows(ours) == lib_rows(theirs) == lib_rows(bom)
    assert ours.spec_version == "1.6"


@given(lib_boms())
@settings(max_examples=60)
def test_json_and_xml_of_one_document_give_the_same_frames(bom: LibBom) -> None:
    from_json = read_bytes(JsonV1Dot6(bom).output_as_string().encode(), Path("x"), "made")
    from_xml = read_bytes(XmlV1Dot6(bom).output_as_string().encode(), Path("x"), "made")
    columns = ["kind", "type", "group", "name", "version", "purl", "licenses", "hashes"]
    assert_frame_equal(from_json.components.select(columns), from_xml.components.select(columns))
    assert from_json.tool == from_xml.tool
    columns = ["role", "name", "country", "identifier", "url"]
    by_person = {"by": columns, "maintain_order": True}
    assert_frame_equal(
        from_json.parties.select(columns).sort(**by_person), from_xml.parties.select(columns).sort(**by_person)
    )


@st.composite
def json_components(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    organization = st.fixed_dictionaries(
        {"name": people},
        optional={
            "url": st.lists(words, max_size=2),
            "contact": st.lists(st.fixed_dictionaries({}, optional={"name": people, "email": words}), max_size=2),
            "address": st.fixed_dictionaries({}, optional={"country": words}),
        },
    )
    made: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {"type": st.sampled_from(["library", "device", "firmware", "file", "data"]), "name": words},
            optional={
                "bom-ref": words,
                "version": words,
                "supplier": organization,
                "manufacturer": organization,
                "author": people,
                "authors": st.lists(st.fixed_dictionaries({"name": people}), max_size=3),
                "publisher": people,
                "scope": st.sampled_from(["required", "optional", "excluded"]),
                "hashes": st.lists(st.fixed_dictionaries({"alg": words, "content": hexes}), max_size=2),
                "licenses": st.lists(
                    st.fixed_dictionaries({"license": st.fixed_dictionaries({"id": words})})
                    | st.fixed_dictionaries({"expression": words}),
                    max_size=2,
                ),
                "modified": st.booleans(),
                "pedigree": st.fixed_dictionaries(
                    {}, optional={"notes": words, "patches": st.just([{"type": "backport"}]), "commits": st.just([])}
                ),
                "externalReferences": st.lists(st.fixed_dictionaries({"type": words, "url": words}), max_size=2),
                "properties": st.lists(
                    st.fixed_dictionaries(
                        {"name": st.sampled_from(["a", "mpn", "cdx:device:quantity"])}, optional={"value": words}
                    ),
                    max_size=3,
                ),
            },
        )
    )
    if depth:
        made |= draw(
            st.fixed_dictionaries({}, optional={"components": st.lists(json_components(depth - 1), max_size=2)})
        )
    return made


@st.composite
def json_documents(draw: st.DrawFn) -> dict[str, Any]:
    edges = st.fixed_dictionaries({"ref": words}, optional={"dependsOn": st.lists(words, max_size=2)})
    metadata = st.fixed_dictionaries(
        {}, optional={"component": json_components(0), "supplier": st.fixed_dictionaries({"name": people})}
    )
    service = {
        "bom-ref": words,
        "provider": st.fixed_dictionaries({"name": people}),
        "endpoints": st.lists(words, max_size=2),
    }
    services = st.fixed_dictionaries({"name": words}, optional=service)
    compositions = st.fixed_dictionaries({"aggregate": words}, optional={"assemblies": st.lists(words, max_size=2)})
    optional = {
        "metadata": metadata,
        "services": st.lists(services, max_size=2),
        "dependencies": st.lists(edges, max_size=3),
        "compositions": st.lists(compositions, max_size=2),
    }
    marks = {"bomFormat": st.just("CycloneDX"), "specVersion": st.just("1.6"), "version": st.just(1)}
    marks["components"] = st.lists(json_components(), max_size=4)
    return draw(st.fixed_dictionaries(marks, optional=optional))


@given(json_documents())
@settings(max_examples=60)
def test_the_tolerant_way_reads_a_valid_document_like_the_fast_way(made: dict[str, Any]) -> None:
    text, path = json.dumps(made, ensure_ascii=False).encode(), Path("made.json")
    fast, slow = (to_bom(read(text, path), "made", "cyclonedx-json", "") for read in (document, read_astray))
    for part in ("components", "parties", "properties", "dependencies", "problems"):
        assert_frame_equal(getattr(fast, part), getattr(slow, part))
    assert (fast.subject, fast.tool, fast.spec_version) == (slow.subject, slow.tool, slow.spec_version)


def corpus_files(*formats: str) -> list[Path]:
    manifest = CORPUS / "MANIFEST.tsv"
    if not manifest.exists():
        pytest.skip(f"no corpus of real documents at {CORPUS}")
    with manifest.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [CORPUS / row["path"] for row in rows if row["format"] in formats]


def read_by_library(path: Path) -> LibBom | None:
    """Return what the library makes of a file, None where it gives up: it does so for one bad value."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if path.read_bytes().lstrip()[:1] == b"{":
                return LibBom.from_json(json.loads(path.read_bytes()))  # type: ignore[attr-defined,no-any-return]
            return LibBom.from_xml(ElementTree.fromstring(path.read_bytes()))  # type: ignore[attr-defined,no-any-return]
    except Exception:
        return None


def test_the_documents_at_hand_have_the_same_components_as_the_library_reads() -> None:
    for path in [*example_boms(".cdx.json", ".cdx.xml"), *package_boms()]:
        theirs = read_by_library(path)
        assert theirs is not None, path
        assert our_rows(read_bom(path)) == lib_rows(theirs), path


@pytest.mark.parametrize("form", ["cdx-json", "cdx-xml"])
def test_real_documents_have_the_same_components_as_the_library_reads(form: str) -> None:
    compared = 0
    for path in corpus_files(form):
        # Of the hostile ones the library hides a list of components and lets half a character through; and it does not
        # look at the namespace.
        if (
            "hostile-synth" in path.parts
            or path.name.startswith("invalid-namespace")
            or path.stat().st_size > 1_000_000
        ):
            continue
        theirs = read_by_library(path)
        if theirs is not None:
            bom = read_bom(path)
            ours, library = our_rows(bom), lib_rows(theirs)
            if (
                bom.problems["message"].str.contains(r"entr(?:y|ies) for").any()
            ):  # files are counted with their packages
                ours, library = ({row for row in rows if row[2] != "file"} for rows in (ours, library))
            assert ours == library, path
            compared += 1
    assert compared > 100


def refusal(path: Path) -> str:
    """Return the text of the refusal, "" where the file is read; any other error is one of the reader."""
    try:
        bom = read_bom(path, path.name)
    except InputError as error:
        return str(error)
    assert bom.components["ref"].is_unique().all()
    return ""


def test_every_real_document_is_read_or_refused_in_one_line() -> None:
    files = corpus_files("cdx-json", "cdx-xml", "cdx-json-embedded", "cdx-json.gz")
    refused = {path: text for path in files if (text := refusal(path))}
    assert all(text.startswith(f"{path}: ") and "\n" not in text for path, text in refused.items())
    assert len(refused) < len(files) / 20
