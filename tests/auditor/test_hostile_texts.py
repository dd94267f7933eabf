"""Every text of every input through every output: it is shown, and no terminal, browser, spreadsheet or build server obeys it.

A text is put at every leaf of documents that have every field, so that a field which is added to one of them is tried, too.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

import reports
from auditor.annotate.formats import FORMATS as COPIES
from auditor.annotate.run import annotate
from auditor.documents.audit import document, explained
from auditor.entities.suppliers.headings import COLUMNS
from auditor.program import keys
from auditor.toml_files import written
from bom_parsers.errors import UNSEEN
from tests.auditor.conftest import EXAMPLE, Done, Workspace, audited

TEXTS = {
    "commands": "::error::a\n::set-output name=a::b ##vso[task.x]c\r##[error]d ##teamcity[e] \x1b[31m\x1b]8;;http://x.example\x07f"
    "\u2028::warning::g \u202eh\u2066\u200f\u061c\ufeff\U000e0041 ::debug::i",
    "formulas": '=HYPERLINK(1);=1|+1,@x\t-1\n=2\r＝3; =4;"=5',
    "markup": "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"x' onfocus='y "
    "--><svg onload=z>]]><![CDATA[{{ 7*7 }}{% raw %}[a](javascript:x) ![b](c) `d` | e | <f> \n# g\n- h\n***i*** ~~j~~",
}
OBEYED = re.compile(r"^\s*(?:::|\[command\])|##\w*\[", re.IGNORECASE | re.MULTILINE)
LIVE = tuple("=+-@＝＋－＠")

COMPONENT: dict[str, Any] = {
    "type": "library",
    "bom-ref": "ref",
    "mime-type": "text/plain",
    "name": "core",
    "version": "1.2",
    "group": "org.example",
    "description": "a part",
    "publisher": "Example Oy",
    "author": "A. Author",
    "copyright": "(c) Example",
    "scope": "required",
    "cpe": "cpe:2.3:a:example:core:1.2:*:*:*:*:*:*:*",
    "purl": "pkg:generic/core@1.2",
    "supplier": {
        "name": "Lintao Example Co.",
        "url": ["https://x.example"],
        "contact": [{"name": "n", "email": "e@x.example"}],
    },
    "manufacturer": {"name": "Lintao Example Co.", "address": {"country": "CN", "locality": "Lintao"}},
    "authors": [{"name": "B. Author", "email": "b@x.example", "phone": "1"}],
    "hashes": [{"alg": "SHA-256", "content": "00" * 32}],
    "licenses": [{"license": {"name": "own", "url": "https://x.example", "text": {"content": "t"}}}],
    "externalReferences": [{"type": "vcs", "url": "https://x.example/core", "comment": "c"}],
    "properties": [{"name": "icts:developed-by", "value": "Lintao Example Co."}, {"name": "other", "value": "x"}],
    "pedigree": {
        "notes": "changed",
        "ancestors": [{"type": "library", "name": "old", "version": "1"}],
        "patches": [{"type": "monkey"}],
    },
    "evidence": {"copyright": [{"text": "c"}], "licenses": [{"license": {"id": "MIT"}}]},
    "swid": {"tagId": "t", "name": "core"},
    "tags": ["a"],
}
METADATA: dict[str, Any] = {
    "timestamp": "2026-01-01T00:00:00Z",
    "tools": {"components": [{"type": "application", "name": "tool", "version": "1", "manufacturer": {"name": "m"}}]},
    "authors": [{"name": "A", "email": "a@x.example"}],
    "component": {"type": "firmware", "name": "tcu", "version": "1", "bom-ref": "root", "supplier": {"name": "S"}},
    "supplier": {"name": "S2", "url": ["https://x.example"]},
    "manufacturer": {"name": "M2"},
    "properties": [{"name": "p", "value": "v"}],
    "licenses": [{"expression": "MIT"}],
}
PACKAGE: dict[str, Any] = {
    "SPDXID": "SPDXRef-a",
    "name": "core",
    "versionInfo": "1",
    "supplier": "Organization: Lintao Example Co. (e@x.example)",
    "originator": "Person: A. Author",
    "downloadLocation": "https://x.example/a",
    "packageFileName": "a.tgz",
    "homepage": "https://x.example",
    "sourceInfo": "s",
    "licenseConcluded": "MIT",
    "licenseDeclared": "LicenseRef-own",
    "licenseComments": "c",
    "copyrightText": "(c)",
    "summary": "s",
    "description": "d",
    "comment": "c",
    "attributionTexts": ["a"],
    "primaryPackagePurpose": "LIBRARY",
    "builtDate": "2026-01-01T00:00:00Z",
    "checksums": [{"algorithm": "SHA256", "checksumValue": "00" * 32}],
    "externalRefs": [
        {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": "pkg:generic/a@1",
            "comment": "c",
        }
    ],
    "annotations": [
        {
            "annotator": "Tool: t",
            "annotationDate": "2026-01-01T00:00:00Z",
            "annotationType": "OTHER",
            "comment": "icts:completed-on: 2026-01-01",
        }
    ],
}
HBOM = (
    "Designator",
    "Manufacturer",
    "MPN",
    "Description",
    "Value",
    "Footprint",
    "Quantity",
    "Country of origin",
    "Notes",
    "Supplier",
)
ROW = ("U1", "Lintao Example Co.", "LTE-900", "LTE modem", "10k", "QFN", "1", "CN", "n", "Distributor Inc.")
PROGRAM: dict[str, Any] = {
    "program": {"name": "Car"},
    "declarant": {
        "name": "Testcar USA, Inc.",
        "address": "1 Street",
        "party": "Testcar USA, Inc.",
        "roles": ["connected_vehicle_manufacturer"],
        "contact": {"name": "n", "title": "t", "phone": "1", "email": "e@x.example"},
    },
    "vehicle": {
        "make": "Test",
        "model": "Car",
        "trims": ["a"],
        "vin_series": "1",
        "model_year": 2027,
        "gvwr_lb": 5000,
        "wireless": True,
    },
    "transaction": [{"kind": "import"}],
    "assessor": {"name": "Assessor Ltd"},
    "authorization": [{"kind": "specific", "number": "SA-1", "status": "granted", "select": {"name": "nothing"}}],
    "item": [
        {
            "id": "tcu",
            "name": "Telematics",
            "supplier": "Lintao Example Co.",
            "enables": ["vcs"],
            "exclusively": "no",
            "frequency_mhz": [699, 2690],
            "software": {"altered_by": "X Ltd"},
            "component": [
                {"select": {"name": "core"}, "basis": "b", "parties": [{"name": "P Ltd", "did": ["developed"]}]}
            ],
            "no_hbom": {"why": "none", "by": "J. Doe"},
        }
    ],
    "trust": {"claims": [{"made_by": "Example Oy", "basis": "b", "facts": ["open_source"]}]},
}
# Texts of a program that are names of files, or of which only some are known: they are tried one by one.
NOT_FREE = {
    "kind",
    "status",
    "roles",
    "enables",
    "exclusively",
    "did",
    "facts",
    "hbom",
    "sbom",
    "suppliers",
    "determinations",
}
PATHS = {"parts", "store", "snapshots", "decisions", "rule", "bom", *NOT_FREE}
DETERMINATION = {
    "select": {"name": "core"},
    "basis": "b",
    "who": "w",
    "of": "attestation of S",
    "facts": {"component.altered_by": "A Ltd"},
}


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the places of all texts in a document."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))


def put(document: Any, path: tuple[str | int, ...], text: str) -> Any:
    """Return a copy of a document with the text at one place."""
    new = copy.deepcopy(document)
    at = new
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = text
    return new


def filled(document: Any, text: str, but: set[str]) -> Any:
    """Return a copy with the text at all places, those under the keys of `but` apart."""
    for path in leaves(document):
        if not but & {key for key in path if isinstance(key, str)}:
            document = put(document, path, f"{text} {path[-1]}")
    return document


def each(part: dict[str, Any], id: str, text: str) -> list[dict[str, Any]]:
    """Return a part for each of its texts, which is replaced; each has an id of its own, but where that is the text."""
    parts = []
    for n, path in enumerate(leaves(part)):
        one = put(part, path, text)
        parts.append(one if path == (id,) else one | {id: f"{part[id]}-{n}"})
    return parts


def toml(table: dict[str, Any]) -> str:
    """Return the tables of a document in TOML."""

    def value(one: Any) -> str:
        if isinstance(one, dict):
            return "{ " + ", ".join(f"{json.dumps(key)} = {value(inner)}" for key, inner in one.items()) + " }"
        return f"[{', '.join(map(value, one))}]" if isinstance(one, list) else written(one)

    return (
        "".join(
            f"{'[[' if isinstance(section, list) else '['}{name}{']]' if isinstance(section, list) else ']'}\n"
            + "".join(f"{key} = {value(one)}\n" for key, one in entry.items())
            for name, section in table.items()
            for entry in (section if isinstance(section, list) else [section])
        )
        .replace('kind = "import"\n', 'kind = "import"\ndate = 2027-02-01\n')
        .replace("[program]\n", "[program]\nas_of = 2026-11-24\n")
    )


def csv_text(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def one_each(row: tuple[str, ...], text: str) -> list[tuple[str, ...]]:
    """Return a row for each cell in which it has the text."""
    return [(*row[:n], f"{text} {n}", *row[n + 1 :]) for n in range(len(row))]


def program(text: str) -> str:
    table = filled(PROGRAM, text, NOT_FREE)
    table["item"][0] |= {"id": f"tcu {text}", "sbom": ["a.cdx.json", "b.spdx.json"]} if text else {}
    table["reference"] = {"suppliers": ["suppliers.csv"], "determinations": ["determinations.toml"]}
    return toml(table).replace('"by"', '"until" = 2027-05-01, "by"')


def workspace(work: Workspace, text: str) -> Workspace:
    """Write every kind of input with the text in every field."""
    components = each(COMPONENT, "bom-ref", text)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": filled(METADATA, text, {"timestamp", "type"}),
    }
    work.write("a.cdx.json", json.dumps(document | {"components": components}))
    packages = each(PACKAGE, "SPDXID", text)
    head = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "documentNamespace": "https://x.example",
    }
    texts = {
        "name": text,
        "comment": text,
        "creationInfo": {"creators": [f"Tool: {text}"], "created": "2026-01-01T00:00:00Z", "comment": text},
    }
    extracted = [{"licenseId": "LicenseRef-own", "extractedText": text, "name": text, "comment": text}]
    work.write(
        "b.spdx.json", json.dumps(head | texts | {"packages": packages, "hasExtractedLicensingInfos": extracted})
    )
    work.write("c.csv", csv_text([HBOM, *one_each(ROW, text)]))
    blank = tuple("DE" if "in" in column or "business" in column else "" for column in COLUMNS)
    work.write("suppliers.csv", csv_text([tuple(COLUMNS), *one_each(blank, text)]))
    determination = toml(
        {"determination": [filled(DETERMINATION, text, {"select", "of"}) | {"of": f"attestation of {text}"}]}
    )
    work.write("determinations.toml", f"{determination}when = 2026-05-01\nuntil = 2027-05-01\n")
    work.write("program.toml", program(text))
    work.write(
        "list.csv", csv_text([("Supplier", "Country", "Number"), *one_each(("Lintao Example Co.", "CN", "7"), text)])
    )
    return work


# --- what must hold of each medium ----------------------------------------------------------------------------------


def inert(text: str) -> None:
    """What reaches a terminal or a log: nothing moves the cursor, is hidden, or is a command to a build server."""
    for line in text.split("\n"):
        assert not UNSEEN.search(line), line
    assert not OBEYED.search(text), OBEYED.search(text)


def check_json(text: str) -> Any:
    inert(text)
    return json.loads(text)


def check_csv(text: str) -> None:
    inert(text)
    for delimiter in ",;|\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for line in csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting):
                for cell in line:
                    bare = cell.lstrip(' \t\xa0\u3000"')
                    assert not bare.startswith(LIVE) or re.fullmatch(r"-?[\d.]+", bare), cell


def check_markdown(text: str) -> None:
    """Nothing but our own heading, list and sentences: whatever else Markdown knows is escaped."""
    inert(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*\[\]<>|~]", text)
    assert [line for line in text.splitlines() if line.startswith("#")] == [text.splitlines()[0]]


def outline(page: str) -> tuple[set[str], set[str], set[str]]:
    """Return the elements of a page, its attributes, and what it runs or loads: scripts, styles and addresses."""
    tree = html.fromstring(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    active = {re.sub(r"#s\w+", "#s", element.text or "") for element in elements if element.tag in ("style", "script")}
    active |= {
        value.partition("#")[0]
        for element in elements
        for name, value in element.items()
        if name in ("href", "src", "style")
    }
    assert not list(tree.iter(etree.Comment, etree.PI))
    return {element.tag for element in elements}, {name for element in elements for name in element.keys()}, active  # noqa: SIM118


def check_html(page: str, ours: tuple[set[str], set[str], set[str]]) -> None:
    inert(page)
    elements, attributes, active = outline(page)
    assert elements <= ours[0] | TAGS and attributes <= ours[1] | ATTRIBUTES
    assert active <= ours[2] | {""}, active - ours[2]


TAGS = {
    "h3",
    "section",
    "ul",
    "ol",
    "li",
    "bdi",
    "dl",
    "dt",
    "dd",
    "figure",
    "svg",
    "rect",
    "text",
    "path",
    "marker",
    "defs",
    "desc",
    "title",
    "br",
}
ATTRIBUTES = {"role", "scope", "colspan", "id", "class", "width", "height", "direction"}


def check_workbook(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            assert not UNSEEN.search(content.replace("\n", "").replace("\r", "")), name
            if name.startswith("xl/worksheets/"):
                assert not re.search(r"<f[ >/]|<hyperlink", content), name
            etree.fromstring(content.encode())


def done_well(done: Done, *codes: int) -> Done:
    assert done.code in codes, done.err
    inert(done.err)
    assert not re.search("Traceback|a fault of icts", done.err)
    return done


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """The outlines of pages about the example, in which nothing is hostile."""
    report = document(audited(EXAMPLE))
    return {form: outline(reports.write(report, form)) for form in ("html", "declaration")}


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_of_every_input_is_shown_and_obeyed_by_nothing(work, ours, kind):
    work = workspace(work, TEXTS[kind])
    program, folder = work.folder / "program.toml", work.folder
    outputs = {form: folder / f"out.{form}" for form in reports.FORMATS["audit"]}
    to_files = [word for form, path in outputs.items() for word in ("-o", f"{form}={path}")]
    done = done_well(work.icts("audit", program, *to_files), 10, 11)
    inert(done.out)
    inert(outputs["table"].read_text("utf-8"))
    report = check_json(outputs["json"].read_text("utf-8"))
    for form in ("html", "declaration"):
        check_html(outputs[form].read_text("utf-8"), ours[form])
    assert len(report["components"]) >= len(list(leaves(COMPONENT))) + len(list(leaves(PACKAGE)))
    audit = audited(program)
    for component in audit.components[::4]:
        explanation = explained(audit, component, None)
        check_markdown(reports.write(explanation, "markdown", "explanation"))
        inert(reports.write(explanation, "table", "explanation"))
        check_json(reports.write(explanation, "json", "explanation"))
    for bom in ("a.cdx.json", "b.spdx.json"):
        for form in COPIES:
            copied = annotate(audit, folder / bom, form, None)
            text = copied if isinstance(copied, str) else copied.decode("utf-8")
            assert "json" not in form or json.loads(text)
            assert "xml" not in form or etree.fromstring(text.encode()) is not None
            (folder / "copy").write_text(text, "utf-8")
            done_well(work.icts("inspect", folder / "copy"), 0)
    inert(done_well(work.icts("request", program, "-o", folder / "requests"), 0).out)
    workbooks = list((folder / "requests").glob("*.xlsx"))
    assert workbooks
    for path in workbooks:
        inert(path.name)
        check_workbook(path)


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_of_a_bom_or_list_is_inert_in_what_inspects_and_screens(work, kind):
    folder = workspace(work, TEXTS[kind]).folder
    boms = [folder / name for name in ("a.cdx.json", "b.spdx.json", "c.csv")]
    inert(done_well(work.icts("inspect", *boms), 0, 2).out)
    check_json(done_well(work.icts("inspect", *boms, "--format", "json"), 0, 2).out)
    for table in ("components", "parties", "properties", "problems"):
        check_csv(done_well(work.icts("inspect", *boms, "--table", table), 0, 2).out)
    work.write("plain.csv", "Supplier\nClean Code GmbH\n")
    plain = work.icts("screen", folder / "plain.csv", "--as-of", "2026-11-24", "--format", "html").out
    for known in ([], ["--known", folder / "suppliers.csv"]):
        for form in reports.FORMATS["screening"]:
            done = done_well(
                work.icts("screen", folder / "list.csv", *known, "--as-of", "2026-11-24", "--format", form), 10, 11
            )
            {"csv": check_csv, "json": check_json}.get(form, inert)(done.out)
            if form == "html":
                check_html(done.out, outline(plain))


def test_a_choice_that_is_no_choice_is_one_inert_line(work):
    text = TEXTS["commands"]
    work = workspace(work, "x")
    whole = program("x")
    for path in leaves(PROGRAM):
        if NOT_FREE & set(map(str, path)):
            table = put(PROGRAM, path, text)
            work.write("program.toml", toml(table))
            done = work.icts("audit", work.folder / "program.toml")
            assert done.code in (2, 10, 11) and not (done.code == 2 and done.err.count("\n") != 1), (path, done.err)
            inert(done.err + done.out)
    assert whole
    for arguments in (
        ["audit", text],
        ["inspect", text],
        ["explain", work.folder / "program.toml", text],
        [text],
        ["init", f"--{text}"],
    ):
        done = work.icts(*arguments)
        assert done.code == 2
        inert(done.err + done.out)


def test_the_program_of_these_tests_has_every_text_that_one_can_have():
    tables = (
        keys.PROGRAM,
        keys.DECLARANT,
        keys.CONTACT,
        keys.VEHICLE,
        keys.ASSESSOR,
        keys.REFERENCE,
        keys.ITEM,
        keys.NO_BOM,
    )
    tables = (*tables, keys.COMPONENT, keys.AUTHORIZATION)
    texts = {key for table in tables for key, fact in table.items() if fact.type in ("text", "texts")}
    tried = {key for path in leaves(PROGRAM) for key in path if isinstance(key, str)}
    assert texts - tried <= PATHS


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_of_reference_data_and_decisions_is_inert(work, kind):
    text, folder = TEXTS[kind], work.folder
    lei = ("LEI", "Entity.LegalName", "Entity.LegalJurisdiction")
    rows = [
        ("529900T8BM49AURSDO55", f"{text} Nordvik", "DE"),
        *one_each(("5299000J2N45DDNE4Y28", "Lintao Example Co.", "CN"), text),
    ]
    work.write("lei.csv", csv_text([lei, *rows]))
    decision = {"name": "Lintao Example Co.", "key": text, "is": "different", "who": text, "why": text}
    work.write("decisions.toml", toml({"decision": [decision]}) + "when = 2026-05-01\n")
    work.write("list.csv", csv_text([("Supplier", "Country"), ("Lintao Example Co.", "CN"), (f"{text} Nordvik", "DE")]))
    store = ["--store", folder / "store"]
    named = ["--source", text, "--license", text, "--as-of", "2026-11-01"]
    imported = done_well(work.icts("entities", "import", "gleif-level1", folder / "lei.csv", *store, *named), 0)
    inert(imported.out)
    check_csv(next((folder / "store").glob("*/rejects.csv")).read_text("utf-8"))
    for shown in (
        ["list"],
        ["show", imported.out.strip()],
        ["show", "lei:529900T8BM49AURSDO55"],
        ["age", "--as-of", "2026-11-24"],
    ):
        inert(done_well(work.icts("entities", *shown, *store), 0).out)
        if shown[0] != "age":
            inert(done_well(work.icts("entities", *shown, *store, "--format", "json"), 0).out)
    plain = work.icts("screen", folder / "suppliers.csv", "--as-of", "2026-11-24", "--format", "html").out
    for form in reports.FORMATS["screening"]:
        screen = [
            "screen",
            folder / "list.csv",
            *store,
            "--decisions",
            folder / "decisions.toml",
            "--as-of",
            "2026-11-24",
        ]
        done = done_well(work.icts(*screen, "--format", form), 10, 11)
        {"csv": check_csv, "json": check_json, "html": lambda page: check_html(page, outline(plain))}.get(form, inert)(
            done.out
        )
    determined = ["--fact", f"altered_by=A {text}", "--basis", text, "--who", text, "--of", text]
    days = ["--when", "2026-05-01", "--until", "2027-05-01"]
    done_well(work.icts("determine", folder / "d.toml", "--select", f"name={text}", *determined, *days), 0)
    assert not UNSEEN.search((folder / "d.toml").read_text("utf-8").replace("\n", ""))
    work.write(
        "q.toml",
        f'[[case]]\nid = {written(text)}\n[case.item]\nenables = ["vcs"]\n[case.expect]\nverdict = "allowed"\n',
    )
    for arguments in (
        [],
        ["--format", "table"],
        ["--check"],
        ["--explain"],
        ["--model-years", "2026..2027", "--format", "table"],
    ):
        inert(done_well(work.icts("judge", folder / "q.toml", *arguments), 0, 1, 2).out)
    check_markdown(done_well(work.icts("judge", folder / "q.toml", "--explain", "--format", "markdown"), 0).out)
