"""Determinations: what people found out about components, which components they pick, and what is reported about them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.audit.reasons import source_in_words
from auditor.inputs import InputFile, Inputs, read_input
from auditor.program.determinations import read_determination_file
from auditor.program.determinations_applied import Determinations, read_determinations
from auditor.program.selectors import SelectorError, numbers, purl, selector
from auditor.provenance import Problem, Source, SourceKind
from bom_parsers.bom import COMPONENTS
from bom_parsers.errors import InputError

DAY = date(2026, 11, 24)
BASIS = 'basis = "read the data sheet"\nwho = "J. Doe"\nwhen = 2026-05-01\nuntil = 2027-05-01\n'


def row(**given) -> dict:
    return dict.fromkeys(COMPONENTS) | {"ref": given.get("name", "r1")} | given


def entry(select: str, facts: str, more: str = "", basis: str = BASIS) -> str:
    return f"[[determination]]\nselect = {{ {select} }}\nfacts = {{ {facts} }}\n{basis}{more}"


def read(folder: Path, *entries: str, as_of: date = DAY) -> Determinations:
    path = folder / "determinations.toml"
    path.write_text("".join(entries), "utf-8")
    return determinations_of([path], as_of)


def determinations_of(paths: list[Path], as_of: date) -> Determinations:
    files = [read_input(path, path.name) for path in paths]
    evidence = {d.evidence.path for file in files for d in read_determination_file(file) if d.evidence}
    return read_determinations(files, as_of, Inputs({path: read_or_error(path) for path in evidence}))


def read_or_error(path: Path) -> InputFile | InputError:
    try:
        return read_input(path)
    except InputError as error:
        return error


def values(determinations: Determinations, item: str = "tcu", **given) -> dict:
    return {name: fact.value for name, fact in determinations.of(item, row(**given)).facts.items()}


def at(folder: Path, pointer: str) -> Source:
    sha256 = hashlib.sha256((folder / "determinations.toml").read_bytes()).hexdigest()
    return Source(SourceKind.DETERMINATION, "determinations.toml", sha256, pointer)


def messages(determinations: Determinations, severity: str = "") -> list[str]:
    return [problem.message for problem in determinations.problems() if severity in ("", problem.severity)]


def refused(folder: Path, text: str) -> str:
    path = folder / "determinations.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_determination_file(read_input(path, path.name))
    return str(caught.value).replace(str(path), "F")


# --- what is determined ---------------------------------------------------------------------------------------------


def test_a_determined_fact_names_its_place_its_author_its_words_and_its_end(tmp_path):
    found = read(
        tmp_path, "# our findings\n\n", entry('mpn = "BRN-900"', 'component.hardware_class = "cellular_module"')
    )
    fact = found.of("tcu", row(mpn="brn-900 ")).facts["component.hardware_class"]
    assert fact.value == "cellular_module"
    assert fact.source.kind is SourceKind.DETERMINATION and fact.source.pointer == "line 3"
    assert (fact.source.who, fact.source.until) == ("J. Doe", date(2027, 5, 1))
    assert fact.source.sha256 == hashlib.sha256((tmp_path / "determinations.toml").read_bytes()).hexdigest()
    assert source_in_words(fact.source) == (
        "determinations.toml: line 3: determined by J. Doe on 2026-05-01 until 2027-05-01: read the data sheet"
    )
    assert found.of("tcu", row(mpn="BRN-901")).facts == {}
    assert messages(found) == [] and found.expired == ()


def test_facts_may_be_dotted_quoted_or_a_table_of_their_own(tmp_path):
    table = (
        f'[[determination]]\nselect = {{ name = "b" }}\n{BASIS}[determination.facts]\ncomponent.programmable = true\n'
    )
    found = read(tmp_path, entry('name = "a"', '"component.programmable" = true, item.enables = ["vcs"]'), table)
    assert values(found, name="a") == {"component.programmable": True, "item.enables": ["vcs"]}
    assert values(found, name="b") == {"component.programmable": True}


def test_parties_and_who_altered_it_are_named(tmp_path):
    facts = 'designed_by = ["Braunau AG", "Clean Code GmbH"], supplied_by = "Braunau AG", component.altered_by = "Ashgrove Oy"'
    found = read(tmp_path, entry('name = "a"', facts))
    assert found.named == ("Braunau AG", "Clean Code GmbH", "Ashgrove Oy")
    determined = found.of("tcu", row(name="a"))
    assert [(name, did) for name, did, _ in determined.parties] == [
        ("Braunau AG", ("designed",)),
        ("Clean Code GmbH", ("designed",)),
        ("Braunau AG", ("supplied",)),
    ]
    assert all(source.who == "J. Doe" for _, _, source in determined.parties)
    assert determined.facts["component.altered_by"].value == "Ashgrove Oy"


def test_an_attestation_names_its_supplier_as_the_basis(tmp_path):
    found = read(tmp_path, entry('name = "a"', "component.programmable = false", 'of = "attestation of Braunau AG"\n'))
    fact = found.of("tcu", row(name="a")).facts["component.programmable"]
    assert fact.source.kind is SourceKind.ATTESTATION
    assert (fact.source.who, fact.source.accepted_by) == ("Braunau AG", "J. Doe")
    assert "attested by Braunau AG, accepted by J. Doe" in source_in_words(fact.source)


@pytest.mark.parametrize(
    ("select", "picked", "not_picked"),
    [
        ('purl = "pkg:npm/%40acme/core@1.2"', {"purl": "pkg:npm/@acme/core@1.2"}, {"purl": "pkg:npm/@acme/core@1.3"}),
        (
            'purl = "pkg:deb/debian/openssl@3.0"',
            {"purl": "pkg:deb/debian/openssl@3.0?arch=arm64"},
            {"purl": "pkg:deb/x"},
        ),
        (
            'purl = "pkg:deb/debian/a@1?arch=arm64"',
            {"purl": "pkg:deb/debian/a@1?distro=x&arch=arm64"},
            {"purl": "pkg:deb/debian/a@1?arch=amd64"},
        ),
        ('purl = "pkg:pypi/Django_Rest"', {"purl": "pkg:pypi/django-rest@1"}, {"purl": "pkg:cargo/django-rest@1"}),
        ('purl = "pkg:pypi/django-rest@1"', {"purl": "pkg:PyPI/Django_Rest@1"}, {"purl": "pkg:pypi/Django_Rest@2"}),
        ('purl = "pkg:GitHub/Acme/Core"', {"purl": "pkg:github/acme/core@v1"}, {"purl": "pkg:gitlab/acme/core@v1"}),
        (
            'purl = "pkg:golang/acme.example/Core"',
            {"purl": "pkg:golang/acme.example/Core@1"},
            {"purl": "pkg:golang/acme.example/core@1"},
        ),
        ('purl = "PKG:npm/core"', {"purl": "pkg://npm/core@9.1"}, {"purl": "npm/core"}),
        ('purl = "pkg:npm/core"', {"purl": "pkg:npm/core@9.1"}, {"purl": "pkg:npm/core2@9.1"}),
        (
            'purl = "pkg:npm/core", versions = ">=1.2,<2"',
            {"purl": "pkg:npm/core@1.10"},
            {"purl": "pkg:npm/core@2.0.0"},
        ),
        ('mpn = "BRN-9*"', {"mpn": "brn-900-EU"}, {"mpn": "XBRN-900"}),
        ('mpn = "B*-9*U"', {"mpn": "BRN-900-EU"}, {"mpn": "BRN-900-US"}),
        ('mpn = "SIM7*"', {"name": "SIM7600G", "kind": "hardware"}, {"name": "SIM7600G", "kind": "software"}),
        ('mpn = "AB*BA"', {"mpn": "ABxBA"}, {"mpn": "ABA"}),
        ('name = "core", versions = "1.2|>=3"', {"name": "core", "version": "3.1"}, {"name": "core", "version": "2"}),
        ('name = "core", version = "1.2"', {"name": "core", "version": "1.2"}, {"name": "core", "version": "1.2.0"}),
        ('name = "core", versions = "1.2"', {"name": "core", "version": "v1.2.0"}, {"name": "core", "version": "1.21"}),
        ('name = "core", versions = "*"', {"name": "core"}, {"name": "Core"}),
        ('name = "core", item = "tcu"', {"name": "core"}, {"name": "other"}),
        ('ref = "U7"', {"ref": "U7"}, {"ref": "U70"}),
        ('purl = "npm/core"', {"purl": "npm/core"}, {"purl": "pkg:npm/core"}),
        ('purl = "pkg:npm/core"', {"purl": "pkg:npm/core"}, {"purl": "npm/core"}),
        ('purl = "pkg:npm"', {"purl": "pkg:npm "}, {"purl": "pkg:NPM"}),
        ('purl = "pkg:npm/a@1", version = "1-r0"', {"purl": "pkg:npm/a@1", "version": "1-r0"}, {"purl": "pkg:npm/a@1"}),
        ('name = " core "', {"name": "core  "}, {"name": "co re"}),
    ],
)
def test_a_selector_picks_what_all_its_keys_match(tmp_path, select, picked, not_picked):
    found = read(tmp_path, entry(select, "component.programmable = true"))
    assert values(found, **picked) == {"component.programmable": True}
    assert values(found, **not_picked) == {}


def test_a_selector_with_an_item_stays_in_it(tmp_path):
    found = read(tmp_path, entry('name = "core", item = "tcu"', "component.programmable = true"))
    assert values(found, "tcu", name="core") and not values(found, "radio", name="core")


@given(st.lists(st.integers(0, 300), min_size=1, max_size=4), st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_versions_are_ordered_by_their_numbers(a, b):
    low, high = sorted((a, b), key=lambda v: (v + [0] * 4)[:4])
    low_text, high_text = ".".join(map(str, low)), ".".join(map(str, high))
    within = selector({"name": "x", "versions": f">={low_text},<={high_text}"})
    assert within.picks("tcu", row(name="x", version=low_text)) and within.picks(
        "tcu", row(name="x", version=high_text)
    )
    above = selector({"name": "x", "versions": f">{high_text}"})
    assert above.picks("tcu", row(name="x", version=low_text)) is False
    assert (numbers(low_text) == numbers(high_text)) == ((low + [0] * 4)[:4] == (high + [0] * 4)[:4])


@given(st.text(max_size=40))
def test_no_text_of_a_bom_or_a_selector_breaks_it(text):
    wild = selector({"mpn": "A*B*", "versions": ">1"})
    assert wild.picks("tcu", row(mpn=text, version=text, purl=text)) in (True, False, None)
    purl(f"pkg:{text}")
    try:
        made = selector({"name": "x", "versions": text})
    except SelectorError:
        return
    assert made.picks("tcu", row(name="x", version="1.2")) in (True, False)


# --- what is reported -----------------------------------------------------------------------------------------------


def test_what_has_expired_is_not_applied_and_is_named(tmp_path):
    made = entry('name = "a"', "component.programmable = true")
    assert values(read(tmp_path, made, as_of=date(2027, 5, 1)), name="a") == {"component.programmable": True}
    late = read(tmp_path, made, as_of=date(2027, 5, 2))
    assert values(late, name="a") == {}
    message = "the determination of name 'a' by J. Doe ran until 2027-05-01"
    assert late.expired == (Problem("determination-expired", "error", message, at(tmp_path, "line 1")),)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2027, 3, 1), ""),
        (date(2027, 3, 2), "60 days"),
        (date(2027, 4, 30), "1 day"),
        (date(2027, 5, 1), "0 days"),
    ],
)
def test_what_expires_within_sixty_days_is_told(tmp_path, day, left):
    found = read(tmp_path, entry('name = "a"', "component.programmable = true"), as_of=day)
    found.of("tcu", row(name="a"))
    assert messages(found) == ([f"runs out on 2027-05-01, in {left}: name 'a'"] if left else [])


def test_what_picks_nothing_is_told_with_its_line(tmp_path):
    found = read(
        tmp_path, entry('name = "a"', "component.programmable = true"), entry('mpn = "ZZ*"', 'altered_by = "X"')
    )
    found.of("tcu", row(name="a"))
    assert list(found.problems()) == [
        Problem("determination-unused", "warning", "nothing matches mpn 'ZZ*'", at(tmp_path, "line 8"))
    ]


@pytest.mark.parametrize(
    ("select", "rows", "told"),
    [
        ('mpn = "BRN-*"', [{"mpn": "BRN-1"}, {"mpn": "BRN-2"}, {"mpn": "brn-2"}], "picks 2 parts: BRN-1, BRN-2; if"),
        ('mpn = "BRN-*", item = "tcu"', [{"mpn": "BRN-1"}, {"mpn": "BRN-2"}], "picks 2 parts: BRN-1, BRN-2;"),
        ('mpn = "BRN-*", item = "tcu"', [{"mpn": "BRN-1"}, {"mpn": "brn-1"}], None),
        (
            'name = "core"',
            [{"name": "core", "purl": f"pkg:{kind}/core@1"} for kind in ("npm", "pypi", "cargo", "gem", "deb")],
            "picks 5 parts: npm/core, pypi/core, cargo/core and 2 more;",
        ),
        ('name = "core"', [{"name": "core", "version": "1"}, {"name": "core", "version": "2"}], None),
        ('name = "core", versions = "*"', [{"name": "core", "group": g} for g in "ab"], "picks 2 parts: core, core;"),
        (
            'name = "core", versions = "<2"',
            [{"name": "core", "group": g, "version": "1"} for g in "ab"],
            "picks 2 parts",
        ),
        (
            'name = "core", versions = "<3"',
            [{"name": "core", "version": v} for v in "12"],
            "name 'core', versions '<3' picks 1 part in 2 versions: 1, 2",
        ),
    ],
)
def test_a_selector_that_picks_several_things_is_told(tmp_path, select, rows, told):
    found = read(tmp_path, entry(select, "component.programmable = true"))
    for given_row in rows:
        assert values(found, **given_row) == {"component.programmable": True}
    assert len(messages(found)) == (told is not None)
    assert told is None or told in messages(found)[0]


@pytest.mark.parametrize(
    ("select", "makers", "severity"),
    [
        ('name = "core"', ["Braunau AG"], "warning"),
        ('name = "core", item = "tcu"', ["Braunau AG"], "info"),
        ('name = "core", item = "tcu"', ["Braunau AG", "Ashgrove Oy"], "warning"),
        ('name = "core", version = "1"', ["Braunau AG", "Ashgrove Oy"], "warning"),
        ('mpn = "co*", item = "tcu"', ["Braunau AG"], "warning"),
    ],
)
def test_how_grave_it_is_goes_by_how_narrow_the_selector_is(tmp_path, select, makers, severity):
    found = read(tmp_path, entry(select, "component.programmable = true"))
    for number, maker in enumerate(makers * 2):
        found.of("tcu", row(name="core", kind="hardware", group=str(number), version="1"), [maker])
    assert [(p.kind, p.severity) for p in found.problems()] == [("determination-broad", severity)]


def test_what_was_determined_after_the_day_of_the_audit_is_told_and_not_applied(tmp_path):
    late = entry('name = "a"', "component.programmable = false")
    found = read(tmp_path, late, as_of=date(2026, 1, 1))
    assert values(found, name="a") == {}
    (problem,) = found.problems()
    assert problem.kind == "determination-later"
    assert "after 2026-01-01, the day of this audit; what is determined of name 'a' is not applied" in problem.message


@pytest.mark.parametrize(("until", "kinds"), [("2999-01-01", ["no-real-end"]), ("2030-01-01", [])])
def test_a_determination_without_a_real_end_is_told_and_applied(tmp_path, until, kinds):
    found = read(tmp_path, entry('name = "a"', "component.programmable = true").replace("2027-05-01", until))
    assert values(found, name="a") == {"component.programmable": True}
    assert [problem.kind for problem in found.problems()] == kinds


def test_one_name_of_several_makers_is_told(tmp_path):
    found = read(tmp_path, entry('name = "core"', "component.programmable = true"))
    for maker in ("Braunau AG", "BRAUNAU AG", "Ashgrove Oy"):
        found.of("tcu", row(name="core"), [(maker,)])
    assert messages(found) == [
        "name 'core' picks 1 part by 2 makers: Braunau AG, Ashgrove Oy; if not all are meant, add item, version or maker"
    ]


def test_a_version_without_an_order_is_not_picked_and_is_told(tmp_path):
    found = read(tmp_path, entry('name = "openssl", versions = ">=1.1,<1.2"', "component.open_source = true"))
    assert values(found, name="openssl", version="1.1.1k") == {} == values(found, name="openssl")
    assert messages(found) == [
        "not comparable with '>=1.1,<1.2', so not picked: 1.1.1k of openssl, no version of openssl; "
        "name each version in a selector of its own"
    ]


def test_determinations_that_contradict_each_other_leave_the_fact_unknown(tmp_path):
    other = entry('mpn = "BRN-*", item = "tcu"', "component.programmable = false, component.foreign_interest = true")
    found = read(tmp_path, entry('mpn = "BRN-900"', "component.programmable = true"), other)
    facts = found.of("tcu", row(name="Braun", mpn="BRN-900")).facts
    assert facts["component.programmable"].value is None
    source = facts["component.programmable"].source
    assert source.kind is SourceKind.CONTRADICTION
    assert "line 1 and determinations.toml: line 8, which contradict" in source_in_words(source)
    assert facts["component.foreign_interest"].value is True
    assert [p for p in found.problems() if p.severity == "error"] == [
        Problem(
            "determinations-at-odds",
            "error",
            "component.programmable of Braun is determined as yes (determinations.toml: line 1) and no "
            "(determinations.toml: line 8); neither is applied; remove one of them",
            at(tmp_path, "line 1"),
        )
    ]


def test_contradictions_are_found_across_files(tmp_path):
    paths = [tmp_path / name for name in ("a.toml", "b.toml")]
    for path, flag in zip(paths, ("true", "false"), strict=True):
        path.write_text(entry('name = "a"', f"component.programmable = {flag}"), "utf-8")
    found = determinations_of(paths, DAY)
    assert values(found, name="a") == {"component.programmable": None}
    assert "a.toml: line 1" in messages(found, "error")[0] and "b.toml: line 1" in messages(found, "error")[0]


def test_what_has_expired_contradicts_nothing(tmp_path):
    old = entry('name = "a"', "component.programmable = false", basis=BASIS.replace("2027-05-01", "2026-06-01"))
    found = read(tmp_path, old, entry('name = "a"', "component.programmable = true"))
    assert values(found, name="a") == {"component.programmable": True}
    assert messages(found, "error") == []


def test_the_same_said_twice_is_no_contradiction(tmp_path):
    facts = 'designed_by = ["Braunau AG", "Ashgrove Oy"], item.enables = ["vcs", "ads"], altered_by = "Braunau AG"'
    again = 'designed_by = ["ASHGROVE Oy", "Braunau AG"], item.enables = ["ads", "vcs"], altered_by = "BRAUNAU AG"'
    found = read(tmp_path, entry('name = "a"', facts), entry('name = "a"', again))
    determined = found.of("tcu", row(name="a"))
    assert len(determined.parties) == 2 and len(determined.facts) == 2
    assert messages(found) == []


def test_contradicting_parties_are_not_applied(tmp_path):
    made = [
        entry('name = "a"', f'{key}_by = "{name}"')
        for name in ("Braunau AG", "Ashgrove Oy")
        for key in ("designed", "altered")
    ]
    found = read(tmp_path, *made)
    determined = found.of("tcu", row(name="a"))
    assert (determined.facts, determined.parties) == ({}, ())
    assert len(messages(found, "error")) == 2


ATTESTED = 'of = "attestation of Braunau AG"\n'


def test_an_attestation_never_overrides_a_persons_no(tmp_path):
    attested = entry('name = "a"', "component.open_source = true", ATTESTED)
    found = read(tmp_path, attested, entry('name = "a"', "component.open_source = false"))
    fact = found.of("tcu", row(name="a")).facts["component.open_source"]
    assert fact.value is False and fact.source.kind is SourceKind.DETERMINATION
    assert messages(found) == [
        "component.open_source of a: no (determinations.toml: line 9) and yes (determinations.toml: line 1); "
        "what is attested does not override a person's no"
    ]


@pytest.mark.parametrize(
    ("said", "attested"),
    [
        ("component.open_source = true", "component.open_source = false"),
        ('component.layer = "application"', 'component.layer = "cloud"'),
    ],
)
def test_an_attestation_against_anything_else_a_person_said_leaves_the_fact_unknown(tmp_path, said, attested):
    found = read(tmp_path, entry('name = "a"', said), entry('name = "a"', attested, ATTESTED))
    assert list(values(found, name="a").values()) == [None]
    assert "neither is applied" in messages(found, "error")[0]


def test_evidence_that_changed_or_is_gone_takes_the_determination_with_it(tmp_path):
    (tmp_path / "proof").mkdir()
    (tmp_path / "proof" / "sheet.pdf").write_bytes(b"data sheet")
    digest = hashlib.sha256(b"data sheet").hexdigest()
    made = entry('name = "a"', "component.programmable = true", f'evidence = "proof/sheet.pdf"\nsha256 = "{digest}"\n')
    kept = read(tmp_path, made)
    source = kept.of("tcu", row(name="a")).facts["component.programmable"].source
    assert source.name == "proof/sheet.pdf" and "evidence proof/sheet.pdf" in source_in_words(source)
    assert [(name, sha256) for _, name, sha256 in kept.inputs] == [("proof/sheet.pdf", digest)]

    (tmp_path / "proof" / "sheet.pdf").write_bytes(b"another")
    changed = read(tmp_path, made)
    assert values(changed, name="a") == {}
    assert "'proof/sheet.pdf' has changed: its SHA-256 is now" in messages(changed, "error")[0]

    (tmp_path / "proof" / "sheet.pdf").unlink()
    gone = read(tmp_path, made)
    assert values(gone, name="a") == {}
    assert "cannot be read: No such file" in messages(gone, "error")[0]


# --- what is refused, in one line -----------------------------------------------------------------------------------

GOOD = entry('name = "a"', "component.programmable = true")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[[determination]]", "[[determinaton]]", 1, "found 'determinaton'; expected [[determination]]"),
        ("[[determination]]", "[determination]", 1, "expected tables headed [[determination]]"),
        ("basis", "bassis", 4, "unknown key 'bassis'"),
        ("basis", "bassis", 4, "did you mean 'basis'?"),
        ('who = "J. Doe"', "", 1, "no 'who'"),
        ("until = 2027-05-01", "", 1, "no 'until'"),
        ('"J. Doe"', "12", 5, "12 for 'who'"),
        ('"read the data sheet"', '"  "', 4, "a text that is not blank"),
        ("2026-05-01", "2028-05-01", 7, "before it was determined on 2028-05-01"),
        ("2027-05-01", '"next year"', 7, "expected a date such as 2026-11-24"),
        ("2027-05-01", "2027-05-01T00:00:00", 7, "expected a date such as 2026-11-24"),
        ('name = "a"', 'nam = "a"', 2, "did you mean 'name'?"),
        ('name = "a"', "name = 1", 2, "a text that is not blank"),
        ('name = "a"', 'item = "a"', 2, "expected one of purl, mpn, name, ref"),
        ('name = "a"', "", 2, "expected what to select"),
        ('name = "a"', 'mpn = " *"', 2, "name the parts that are meant"),
        ('name = "a"', 'name = "a", versions = ">=1.0-rc1"', 2, "found '>=1.0-rc1'"),
        ('name = "a"', 'name = "a", versions = "1.2,1.3"', 2, 'alternatives such as "1.2|1.3"'),
        ('name = "a"', 'name = "a", version = "1", versions = "1"', 2, "leave one of them out"),
        ('name = "a"', 'purl = "pkg:npm/a@1", versions = "1"', 2, "beside a purl with a version"),
        ("component.programmable = true", "component.programable = true", 3, "did you mean 'component.programmable'?"),
        ("component.programmable = true", "vehicle.model_year = 2027", 3, "the unknown key 'vehicle.model_year' in facts"),
        ("component.programmable = true", "", 3, "expected at least one fact"),
        ("component.programmable = true", 'component.programmable = "yes"', 3, "'yes' for 'component.programmable'"),
        ("component.programmable = true", 'component.layer = "aplication"', 3, "did you mean 'application'?"),
        ("component.programmable = true", "designed_by = []", 3, "at least one name"),
        ("component.programmable = true", '"altered_by" = "X", component.altered_by = "Y"', 3, "found 'altered_by' twice"),
        ("component.programmable = true", 'verdict = "allowed"', 3, "found 'verdict', which is an answer; expected facts"),
        ("component.programmable = true", "component.exempt = true", 3, "found 'component.exempt', which is an answer"),
        ("basis =", 'verdict = "allowed"\nbasis =', 4, "found 'verdict', which is an answer; expected facts"),
        ("basis =", 'of = "Braunau AG"\nbasis =', 4, 'expected "attestation of " and the name of a supplier'),
        ("basis =", 'evidence = "a.pdf"\nbasis =', 4, "'evidence' without 'sha256'"),
        ("basis =", f'evidence = "../a.pdf"\nsha256 = "{"0" * 64}"\nbasis =', 4, "expected a file in the folder"),
        ("basis =", f'evidence = "a\\u0000b"\nsha256 = "{"0" * 64}"\nbasis =', 4, "expected a file in the folder"),
        ("basis =", 'evidence = "a.pdf"\nsha256 = "12"\nbasis =', 5, "expected 64 hexadecimal digits"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_line(tmp_path, old, new, line, words):
    assert old in GOOD
    message = refused(tmp_path, GOOD.replace(old, new))
    assert message.startswith(f"F: line {line}: found ") and words in message and "\n" not in message


def test_a_second_determination_is_blamed_on_its_own_line(tmp_path):
    bad = GOOD.replace("who", "whom")
    assert refused(tmp_path, GOOD + bad).startswith("F: line 12: found the unknown key 'whom'")


ODD = st.one_of(
    st.booleans(), st.integers(-5, 5), st.text(max_size=12), st.dates(), st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.sampled_from(["name", "mpn", "purl", "versions", "component", "item", "altered_by"]), st.one_of(
        st.text(max_size=8), st.booleans(), st.dictionaries(st.sampled_from(["layer", "kind", "enables"]), st.text(max_size=8)),
    ), max_size=3),
)  # fmt: skip


@example({"facts": {"component": {}}})
@given(
    st.dictionaries(
        st.sampled_from(["select", "facts", "basis", "who", "when", "until", "evidence", "sha256", "of"]), ODD
    )
)
def test_no_value_in_a_file_breaks_the_reader(tmp_path_factory, changed):
    path = tmp_path_factory.getbasetemp() / "odd.toml"
    good = {"select": {"name": "a"}, "facts": {"component.programmable": True}, "basis": "b", "who": "w"}
    table = good | {"when": DAY, "until": DAY} | changed
    path.write_text(
        "[[determination]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in table.items()), "utf-8"
    )
    try:
        found, place = read_determination_file(read_input(path, path.name)), ""
    except InputError as error:
        found, place = (), error.place
    assert [bool(d.states and d.source) for d in found] == [True] or place.startswith("line ")


def _toml(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(v)}' for key, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, date) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
