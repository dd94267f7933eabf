"""Names of persons in all formats: addresses behind them, several in one text, and words that name nobody."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bom_parsers import read_bom
from bom_parsers.bom import Bom, is_no_party
from bom_parsers.persons import NamedPerson, named_persons

BEIHE = "Beihe Navigation Co., Ltd."
MAIL = "sw@beihe.example"


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        (f"{BEIHE} <{MAIL}>", [NamedPerson(BEIHE, MAIL)]),
        (f"{BEIHE} ({MAIL})", [NamedPerson(BEIHE, MAIL)]),
        (f"{BEIHE} [mailto:{MAIL}]", [NamedPerson(BEIHE, MAIL)]),
        (f"Organization: {BEIHE} <{MAIL}>", [NamedPerson(BEIHE, MAIL)]),
        (f"{BEIHE} <{MAIL}> (https://beihe.example)", [NamedPerson(BEIHE, MAIL, "https://beihe.example")]),
        (f"{BEIHE} {MAIL}", [NamedPerson(BEIHE, MAIL)]),
        (MAIL, [NamedPerson(MAIL, MAIL)]),
        (f"{BEIHE} <{MAIL}>, Kim <kim@a.example>", [NamedPerson(BEIHE, MAIL), NamedPerson("Kim", "kim@a.example")]),
        ("Tsukihara; Beihe", [NamedPerson("Tsukihara"), NamedPerson("Beihe")]),
        ("Nordhafen (Shanghai)", [NamedPerson("Nordhafen (Shanghai)")]),
        ("R&amp;D Works", [NamedPerson("R&amp;D Works")]),
        ("Not Available", []),
    ],
)  # fmt: skip
def test_the_persons_in_a_text(text: str, persons: list[NamedPerson]) -> None:
    assert named_persons(text) == persons


PLACEHOLDERS = (
    "NOASSERTION-NO-REASONABLE-DETERMINATION",
    "NOASSERTION-INTENTIONAL-NO-INFORMATION",
    "NOASSERTION (closed source)",
    "Not Available",
    "Unknown Supplier",
    "Not Specified",
    "not provided",
    "undefined",
    "n.a.",
    "Not Applicable",
    "No Assertion",
    "TBC",
    "various",
    "upstream",
    "未知",
    "<unknown>",
    "Supplier",
    "no vendor",
    "keine Angabe",
)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_words_that_name_nobody(text: str) -> None:
    assert is_no_party(text)


@pytest.mark.parametrize(
    "name",
    [
        "Upstream Systems",
        "Unknown Worlds",
        "TBC Corp",
        "Author Group Inc.",
        "Nationale",
        "Nil Co",
        "None Such (Shanghai)",
    ],
)
def test_names_that_begin_like_words_for_nobody(name: str) -> None:
    assert not is_no_party(name)


def written(form: str, name: str) -> str:
    if form == "cyclonedx-json":
        part = {"type": "library", "bom-ref": "a", "name": "a", "supplier": {"name": name}}
        return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]})
    if form == "cyclonedx-xml":
        supplier = f"<supplier><name><![CDATA[{name}]]></name></supplier>"
        part = f'<component type="library" bom-ref="a">{supplier}<name>a</name></component>'
        return f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>{part}</components></bom>'
    if form == "spdx-json":
        package = {"SPDXID": "SPDXRef-a", "name": "a", "supplier": f"Organization: {name}"}
        return json.dumps({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [package]})
    if form == "spdx-tag-value":
        package = f"PackageName: a\nSPDXID: SPDXRef-a\nPackageSupplier: Organization: {name}\n"
        return f"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n{package}"
    if form == "spdx3-json":
        agent = {"type": "Organization", "spdxId": "https://a.example/who", "name": name}
        package = {
            "type": "software_Package",
            "spdxId": "https://a.example/p",
            "name": "a",
            "suppliedBy": agent["spdxId"],
        }
        context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
        creation = {"type": "CreationInfo", "@id": "_:ci", "specVersion": "3.0.1"}
        return json.dumps({"@context": context, "@graph": [creation, agent, package]})
    return f'Designator,Quantity,MPN,Manufacturer\nR1,1,AB12,"{name}"\nR2,1,AB13,"{name}"\n'


FORMS = ("cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value", "spdx3-json", "hbom-csv")


def read(tmp_path: Path, form: str, name: str) -> Bom:
    file = tmp_path / "bom"
    file.write_text(written(form, name), encoding="utf-8")
    bom = read_bom(file)
    assert bom.format == form
    return bom


@pytest.mark.parametrize("form", FORMS)
def test_a_name_and_its_address_are_told_apart_in_every_format(form: str, tmp_path: Path) -> None:
    rows = read(tmp_path, form, f"{BEIHE} <{MAIL}>").parties.select("name", "scheme", "identifier").unique().rows()
    assert rows == [(BEIHE, "email", MAIL)]


@pytest.mark.parametrize("form", FORMS)
def test_nobody_is_no_party_and_told_in_every_format(form: str, tmp_path: Path) -> None:
    bom = read(tmp_path, form, "Not Available")
    assert bom.parties.is_empty()
    assert bom.completeness.is_empty()
    if not form.startswith("hbom"):
        assert any(
            "'Not Available'" in message or "Not Available' names" in message for message in bom.problems["message"]
        )


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "x" * 200_000 + " @",
        "<" + " " * 200_000 + "x",
        "a@b.c>" + " " * 200_000,
        "a@b.c" + " " * 200_000 + "(",
        "(" * 100_000,
        ">" * 100_000 + "a@b",
        ";" * 200_000,
        "x ;" * 60_000,
    ],
    ids=range(9),
)
def test_a_long_name_takes_time_linear_to_its_length(text: str) -> None:
    started = time.process_time()
    named_persons(text)
    assert time.process_time() - started < 5
