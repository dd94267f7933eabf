"""Whether code was changed: a fact where the BOM says so, else a lead, and never "no" or "shared"."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.software.changes import Change, changed
from bom_parsers.bom import COMPONENTS
from tests.auditor.conftest import component, sbom

OPENSSL = "pkg:github/openssl/openssl@3.0.14"
BUILT = "is a distribution's build, which may have its patches"


def code(purl: str | None = OPENSSL, **more: object) -> dict:
    row = dict.fromkeys(COMPONENTS) | {"kind": "software", "type": "library", "name": "openssl", "version": "3.0.14"}
    return row | {"purl": purl} | more


def said(name: str, value: str | None) -> dict:
    return {"name": name, "value": value, "pointer": ""}


@pytest.mark.parametrize(
    ("row", "properties", "words"),
    [
        (code(modified=True), [], "modified"),
        (code(modified=True), [said("pedigree.patch", "unofficial")], "1 patch (unofficial)"),
        (
            code(),
            [
                said("pedigree.patch", "backport"),
                said("pedigree.patch", "monkey"),
                said("pedigree.patch.resolves", "CVE-2024-1"),
            ],
            "2 patches (backport, taken from upstream; monkey) for CVE-2024-1",
        ),
        (code(), [said("pedigree.patch", None)], "1 patch"),
        (code(), [said("pedigree.commit", "https://git.example/1")], "changed by 1 commit: https://git.example/1"),
        (
            code("pkg:github/acme/openssl@3"),
            [said("pedigree.ancestor", OPENSSL)],
            f"derived from another package, {OPENSSL}",
        ),
        (
            code(None, name="acme-tls"),
            [said("pedigree.ancestor", "openssl@3.0")],
            "derived from another package, openssl@3.0",
        ),
        (
            code(None, group="com.acme"),
            [said("pedigree.ancestor", "org.openssl/openssl@3")],
            "derived from another package, org.openssl/openssl@3",
        ),
        (
            code("pkg:deb/debian/openssl@3"),
            [said("pedigree.ancestor", OPENSSL)],
            f"derived from another package, {OPENSSL}",
        ),
        (code(version="2023.04-dirty"), [], "version '2023.04-dirty' says dirty"),
        (
            code(version="v6.4.0_rel / ST modified 241011"),
            [],
            "version 'v6.4.0_rel / ST modified 241011' says modified",
        ),
        (code(f"{OPENSSL}?patched=true"), [], "package URL with patched=true"),
        (code(), [said("sourceInfo", "CVEs fixed: CVE-2024-1")], "patched, CVEs fixed: CVE-2024-1"),
    ],
)
def test_the_bom_says_that_it_was_changed(row: dict, properties: list[dict], words: str) -> None:
    assert changed(row, properties) == Change(True, words)


@pytest.mark.parametrize(
    ("row", "properties", "words"),
    [
        (
            code(),
            [said("pedigree.ancestor", "pkg:github/OpenSSL/openssl@1.1.1")],
            "its pedigree names pkg:github/OpenSSL/openssl@1.1.1 as its ancestor",
        ),
        (
            code("pkg:generic/openssl@3"),
            [said("pedigree.ancestor", OPENSSL)],
            f"its pedigree names {OPENSSL} as its ancestor",
        ),
        (code(), [said("pedigree.notes", "as we use it")], "its pedigree notes 'as we use it'"),
        (
            code(f"{OPENSSL}?vcs_url=git%2Bhttps://github.com/acme/openssl.git"),
            [],
            "its source is at git+https://github.com/acme/openssl.git, not at openssl's",
        ),
        (
            code(),
            [said("externalReference:vcs", "git@github.com:acme/openssl.git")],
            "its source is at git@github.com:acme/openssl.git, not at openssl's",
        ),
        (
            code(),
            [said("externalReference:vcs", "https://gitee.com/acme/openssl")],
            "its source is at https://gitee.com/acme/openssl, not at openssl's",
        ),
        (
            code("pkg:deb/ubuntu/openssl@1.1.1k-7ubuntu2", version="1.1.1k-7ubuntu2"),
            [],
            f"its version 1.1.1k-7ubuntu2 {BUILT}",
        ),
        (code(None, version="3.0+dfsg"), [], f"its version 3.0+dfsg {BUILT}"),
        (code("pkg:apk/alpine/openssl@3.0-r5", version="3.0-r5"), [], f"its version 3.0-r5 {BUILT}"),
        (code(None, version="3.0.14+local"), [], "its version 3.0.14+local is somebody's own build"),
    ],
)
def test_what_hints_at_a_change_is_a_lead_only(row: dict, properties: list[dict], words: str) -> None:
    assert changed(row, properties) == Change(False, words)


@pytest.mark.parametrize(
    ("row", "properties"),
    [
        (code(), []),
        (code(modified=False), []),
        (code(version="3.0.14+build.5"), []),
        (code(version="unmodified"), []),
        (code(version="1.2-3"), []),
        (code(f"{OPENSSL}?patched=false"), []),
        (code(), [said("pedigree.variant", "pkg:github/acme/openssl@3"), said("pedigree.descendant", "acme-tls@1")]),
        (code(), [said("externalReference:vcs", "https://github.com/OpenSSL/openssl.git")]),
        (code(), [said("sourceInfo", "built from the release")]),
    ],
)
def test_what_says_nothing_of_this_code_is_no_lead(row: dict, properties: list[dict]) -> None:
    assert changed(row, properties) == Change()


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_it(purl: str, version: str, ancestor: str) -> None:
    row = code(f"pkg:{purl}", version=version)
    assert changed(row, [said("pedigree.ancestor", ancestor), said("pedigree.ancestor", f"pkg:{purl}")]).words


def open_source(name: str, stated: str | None = None, **more: object) -> dict:
    properties = {"modified": stated} if stated else {}
    return component(name, maker="Lintao Example Co.", **properties) | {"licenses": [{"license": {"id": "MIT"}}]} | more


def test_a_default_does_not_clear_code_that_the_bom_says_is_changed(work) -> None:
    """The program says of all its software that it is open and not modified; the BOM knows better of some of it."""
    work.change("open_source = false", "open_source = true")
    work.trust("app.cdx.json", "modified")
    work.write(
        "app.cdx.json",
        sbom(
            open_source("as-released"),
            open_source("of-a-distribution", version="1.1.1k-7ubuntu2", purl="pkg:deb/ubuntu/tls@1.1.1k-7ubuntu2"),
            open_source("own-build", version="3.0.14+local"),
            open_source(
                "patched", pedigree={"patches": [{"type": "unofficial", "diff": {"url": "https://git.example/1.diff"}}]}
            ),
            open_source(
                "fork",
                purl="pkg:github/acme/tls@1",
                pedigree={"ancestors": [{"name": "tls", "purl": "pkg:github/tls/tls@1"}]},
            ),
            open_source("shared", stated="shared", pedigree={"commits": [{"uid": "42"}]}),
        ),
    )
    _, report = work.audit()
    by_name = {c["name"]: c for c in report["components"]}
    assert {name: c["verdict"] for name, c in by_name.items()} == {
        "as-released": "out_of_scope",
        "of-a-distribution": "out_of_scope",
        "own-build": "review",
        "patched": "review",
        "fork": "review",
        "shared": "out_of_scope",
    }
    assert "component.modified" in by_name["patched"]["missing"]
    told = work.icts("explain", work.folder / "program.toml", by_name["patched"]["id"]).out
    assert "app.cdx.json#/components/3: 1 patch (unofficial)" in told


def spdx(**members: object) -> str:
    packages = [
        {
            "SPDXID": f"SPDXRef-{name}",
            "name": name,
            "downloadLocation": "NOASSERTION",
            "licenseDeclared": "MIT",
            "annotations": [
                note(f"icts:{act}-by=Clean Code GmbH") for act in ("designed", "developed", "manufactured", "supplied")
            ],
        }
        for name in ("plain", "patched", "stated")
    ]
    packages[2]["annotations"].append(note("icts:modified=proprietary\nicts:layer=middleware"))
    head = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "x",
        "documentNamespace": "https://x.example/1",
    }
    return json.dumps(head | {"packages": packages} | members)


def note(comment: str) -> dict:
    return {
        "annotationType": "OTHER",
        "annotator": "Person: Kim",
        "annotationDate": "2026-01-01T00:00:00Z",
        "comment": comment,
    }


def test_relationships_and_annotations_of_spdx_tell_of_changes(work) -> None:
    work.change("open_source = false", "open_source = true")
    work.change("app.cdx.json", "app.spdx.json")
    patch = {
        "spdxElementId": "SPDXRef-fix",
        "relationshipType": "PATCH_APPLIED",
        "relatedSpdxElement": "SPDXRef-patched",
    }
    work.write("app.spdx.json", spdx(files=[{"SPDXID": "SPDXRef-fix", "fileName": "fix.patch"}], relationships=[patch]))
    _, report = work.audit()
    by_name = {c["name"]: c for c in report["components"]}
    assert by_name["plain"]["verdict"] == "out_of_scope"
    assert by_name["patched"]["missing"] == ["component.modified"]
    assert by_name["stated"]["verdict"] != "out_of_scope"
    told = work.icts("explain", work.folder / "program.toml", by_name["stated"]["id"]).out
    assert "icts:modified" in told


@pytest.mark.parametrize(
    ("note", "hint"), [("MIT License", False), ("(MIT OR GPL-2.0-only)", False), ("ported to our board", True)]
)
def test_a_license_among_the_notes_of_a_pedigree_is_no_hint_of_a_change(note, hint):
    row = {"modified": None, "version": "1.0", "purl": None, "name": "a", "group": None, "licenses": ["MIT"]}
    assert bool(changed(row, [{"name": "pedigree.notes", "value": note}]).words) is hint
