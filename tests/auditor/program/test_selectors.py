"""The selector in a program file: what [[item.component]] and [[authorization]] pick, and which selectors are refused there."""

from __future__ import annotations

import pytest

from auditor.program.picking import BySelector
from auditor.program.selectors import numbers, purl, selector
from tests.auditor.conftest import component, sbom

STARTER = False

PRC = "Lintao Example Co."
AUTHORIZATION = '\n[[authorization]]\nkind = "specific"\nnumber = "SA-1"\nselect = { %s }\nuntil = 2028-01-01\n'
STATEMENT = "\n[[item.component]]\nselect = { %s }\ncompleted_on = 2026-01-05\n"


def bad(name: str, **fields: str) -> dict:
    return component(name, maker=PRC, completed_on="2026-05-01") | fields


def authorized(work, select: str, *components: dict) -> set[str]:
    """Return the names of the components that an authorization of `select` covers."""
    work.write("app.cdx.json", sbom(*components))
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + AUTHORIZATION % select)
    return {name for name, verdict in work.verdicts().items() if verdict == "authorized"}


def test_an_authorization_by_purl_is_of_the_package_however_its_url_is_spelled(work):
    some = [
        bad("same", purl="pkg:PyPI/Nav_Core@2.1?arch=arm64"),
        bad("other version", purl="pkg:pypi/nav-core@2.2"),
        bad("other type", purl="pkg:npm/nav-core@2.1"),
    ]
    assert authorized(work, 'purl = "pkg:pypi/nav-core@2.1"', *some) == {"same"}


def test_an_authorization_by_purl_without_a_version_is_of_every_version(work):
    some = [bad("one", purl="pkg:npm/nav@1"), bad("two", purl="pkg:npm/nav@2"), bad("bare", purl="pkg:npm/nav")]
    assert authorized(work, 'purl = "pkg:npm/nav"', *some) == {"one", "two", "bare"}


def test_a_component_whose_purl_is_malformed_can_be_selected_by_it(work):
    some = [bad("same", purl="npm/nav@1"), bad("other", purl="npm/nav@2"), bad("url", purl="pkg:npm/nav@1")]
    assert authorized(work, 'purl = "npm/nav@1"', *some) == {"same"}


def test_an_authorization_of_a_range_covers_no_version_without_an_order(work):
    some = [bad("nav", version=version) | {"bom-ref": version} for version in ("1.9", "1.10", "2.0", "1.1k")]
    work.write("app.cdx.json", sbom(*some))
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + AUTHORIZATION % 'name = "nav", versions = ">=1.10,<2"')
    verdicts = {c["version"]: c["verdict"] for c in work.audit()[1]["components"]}
    assert verdicts == {"1.9": "prohibited", "1.10": "authorized", "2.0": "prohibited", "1.1k": "prohibited"}


@pytest.mark.parametrize("mpn", ["NV-4410", " nv-4410 "])
def test_a_part_number_counts_without_case_and_by_the_name_of_hardware_that_has_none(work, mpn):
    work.change("model_year = 2027", "model_year = 2030")
    facts = {"hardware_class": "module", "programmable": "true", "contributes_to_communication": "true"}
    parts = [component(name, maker=PRC, **facts) | {"type": "device"} for name in ("NV-4410", "NV-4411")]
    text = (work.folder / "program.toml").read_text("utf-8")
    stated = "".join(STATEMENT % f'ref = "{part["name"]}"' + 'kind = "hardware"\n' for part in parts)
    work.write("program.toml", text + stated)
    authorized(work, f'mpn = "{mpn}"', *parts, bad("NV-4410") | {"bom-ref": "code"})
    components = [c for c in work.audit()[1]["components"] if not c["gap"]]
    assert {(c["name"], c["kind"]): c["verdict"] for c in components} == {
        ("NV-4410", "hardware"): "authorized",
        ("NV-4411", "hardware"): "prohibited",
        ("NV-4410", "software"): "prohibited",  # a name, and of no hardware
    }


def test_an_authorization_may_be_of_a_whole_item_but_a_statement_about_components_may_not(work):
    assert authorized(work, 'item = "tcu"', bad("nav")) == {"nav"}
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text.replace("\n[[authorization]]", STATEMENT % 'item = "tcu"' + "\n[[authorization]]"))
    done, _ = work.audit()
    assert done.code == 2
    assert "found only item; expected one of purl, mpn, name, ref; say which component is meant" in done.err


@pytest.mark.parametrize("table", [AUTHORIZATION, STATEMENT])
@pytest.mark.parametrize(
    ("select", "words"),
    [
        ('mpn = "NV-*"', "found 'NV-*'; expected a part number without *, which only a determination takes"),
        ('version = "1"', "found only version; expected one of purl, mpn, name, ref"),
        ('nam = "a"', "did you mean 'name'?"),
        ("name = 1", "found 1 for 'name'; expected a text that is not blank"),
        ('name = "a", versions = "1.2,1.3"', 'alternatives such as "1.2|1.3"'),
        ('name = "a", version = "1", versions = "1"', "found two versions"),
        ('purl = "pkg:npm/a@1", versions = "1"', "'versions' beside a purl with a version"),
        ("", "expected what to select"),
    ],
)
def test_a_selector_that_cannot_be_used_is_refused_with_its_line(work, table, select, words):
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + table % select)
    line = (text + table).split("\n").index("select = { %s }") + 1
    done, _ = work.audit()
    assert done.code == 2
    assert f"program.toml: line {line}: found " in done.err and words in done.err
    assert done.err.count("\n") == 1


def test_a_statement_of_a_range_tells_of_the_versions_that_it_has_no_answer_for(work):
    work.write("app.cdx.json", sbom(component("nav", maker=PRC) | {"version": "1.1k"}))
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + STATEMENT % 'name = "nav", versions = ">=1,<2"')
    _, report = work.audit()
    assert [component["verdict"] for component in report["components"]] == ["review"]
    messages = [problem["message"] for problem in report["problems"]]
    assert (
        "not comparable with '>=1,<2', so not picked: 1.1k of nav; name each version in a selector of its own"
        in messages
    )
    assert not any("nothing matches" in message for message in messages)


def test_a_purl_that_is_none_and_matches_nothing_is_told_to_be_none(work):
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + STATEMENT % 'purl = "npm/clean"')
    messages = [problem["message"] for problem in work.audit()[1]["problems"]]
    assert [
        message for message in messages if message.startswith("nothing matches purl 'npm/clean'; the purl is not a")
    ]


def test_the_parts_of_a_package_url_are_not_those_of_a_text_that_looks_like_them():
    assert purl("npm/core").malformed and not purl("pkg:npm/core").malformed
    assert purl("npm/core").base == purl("pkg:npm/core").base
    assert not purl("npm/core").matches(purl("pkg:npm/core"))
    assert str(selector({"name": "a", "version": "1"})) == "name 'a', version '1'"


def test_a_version_of_many_thousand_numbers_has_no_order():
    assert numbers("1." * 200 + "1") is not None
    assert numbers("1." * 100_000 + "1") is None


def test_a_component_is_compared_with_few_of_many_selectors():
    many = BySelector((selector({"name": f"n{i}"}), i) for i in range(50_000))
    wide = BySelector([(None, "all"), (selector({"mpn": "a*"}), "wild"), (selector({"name": "n7"}), "seven")])
    row = dict.fromkeys(("purl", "mpn", "ref", "kind")) | {"name": "n7"}
    assert many.of(row) == [7]
    assert wide.of(row) == ["all", "wild", "seven"]
