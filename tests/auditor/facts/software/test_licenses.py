"""Whether a license says that the source is open to all its users: true only by a mark of the OSI or the FSF."""

from __future__ import annotations

import json
import time
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.software.open_source import normalize, read_licenses

DATA = tomllib.loads((files("auditor.facts.software") / "spdx_licenses.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "license",
    [
        "MIT",
        "APACHE-2.0",
        "Apache-2.0+",
        "GPL-2.0+",
        "BSD-2-Clause-FreeBSD",
        "(MIT)",
        "Apache-2.0 AND (GPL-2.0-only OR MIT) AND Zlib",
        "GPL-2.0-only OR LicenseRef-Commercial",
        "MIT OR Commercial",
        "LicenseRef-Commercial or gpl-2.0-only",
        "CC-BY-NC-4.0 OR MIT",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "GPL-2.0-with-classpath-exception",
        "GPL-1.0-or-later",  # the user may choose the second version
        "Apache License 2.0",
        "The Apache Software License, Version 2.0",
        "MIT License",
        "BSD 3-Clause",
        "Eclipse Distribution License - v 1.0",
        'BSD 3-Clause "New" or "Revised" License',
        "GNU General Public License, version 2 with the GNU Classpath Exception",
        "http://www.apache.org/licenses/LICENSE-2.0.txt",
        "https://spdx.org/licenses/BSD-3-Clause.html",
        "https://opensource.org/licenses/MIT/",
        "LGPL-2.1, GPL-2.0, Expat",
        "Apache-2.0/MIT",
        "MIT,",
    ],
)
def test_open_source_is_recognized(license):
    assert read_licenses([license]).open is True


@pytest.mark.parametrize(
    "license",
    [
        "",
        " ",
        "NONE",
        "NOASSERTION",
        "none",
        "LicenseRef-Acme-1",
        "DocumentRef-a:LicenseRef-b",
        "non-proprietary",
        "no proprietary parts",
        "Basic Commercial License",
        "MIT AND LicenseRef-Acme-1",
        "GPL-2.0-only AND Commercial",
        "MIT AND NOASSERTION",
        "LicenseRef-a OR LicenseRef-b",
        "Apache-2.0 WITH Commons-Clause",  # takes away what the license gives
        "GPL-2.0-only WITH NOASSERTION",
        "CC-BY-NC-4.0 WITH Classpath-exception-2.0",
        "GPL-2.0, public-domain",
        "GPL",  # of which version, and with what, it does not say
        "BSD",
        "Public Domain",
        "bzip2-1.0.6",  # on the list, with neither mark
        "BUSL-1.1",  # becomes open on a day that the BOM does not state
        "Neither GPL nor MIT",
        "Not under Acme terms or MIT",  # prose, though an "or" is in it
        "MIT OR",
        "MIT MIT",
        "(MIT",
        "MIT\u202e",
        "https://example.com/licenses/MIT",
        "(" * 5000,
        "Permission is hereby granted, free of charge, " * 500,
    ],
)
def test_what_is_not_surely_open_decides_nothing(license):
    assert read_licenses([license]).open is None


@pytest.mark.parametrize(
    "license", ["CC-BY-NC-SA-4.0", "cc-by-nd-4.0", "MIT AND CC-BY-NC-4.0", "CC-BY-NC-4.0 AND Commercial"]
)
def test_terms_that_refuse_a_use_are_not_open(license):
    assert read_licenses([license]).open is False


@pytest.mark.parametrize(
    "license",
    [
        "Proprietary",
        "LicenseRef-Proprietary",
        "Acme Proprietary License v2",
        "proprietary and confidential",
        "CLOSED",
        "UNLICENSED",
        "MIT AND LicenseRef-Acme-Proprietary",
    ],
)
def test_a_license_that_is_called_proprietary_is_not_open(license):
    assert read_licenses([license]).open is False
    assert read_licenses([license, "MIT"]).open is False


def test_what_is_offered_to_everybody_beside_a_proprietary_license_is_open():
    assert read_licenses(["GPL-2.0-only OR LicenseRef-Proprietary"]).open is True


def test_all_entries_of_a_component_count():
    assert read_licenses([]).open is None
    assert read_licenses(["MIT", "Apache-2.0"]).open is True
    assert read_licenses(["MIT", "LicenseRef-Acme"]).open is None
    assert read_licenses(["MIT", "CC-BY-NC-4.0", "LicenseRef-Acme"]).open is False


def test_a_lawyer_reads_which_license_and_which_mark_decided():
    assert read_licenses(["GPL-2.0-only OR LicenseRef-Acme"]).because == (
        "offered under a choice: GPL-2.0-only is OSI-approved and FSF-free"
    )
    assert read_licenses(["Ruby", "curl"]).because == "Ruby is FSF-free; curl is OSI-approved"
    assert read_licenses(["Apache License 2.0"]).because == (
        "Apache License 2.0 is Apache-2.0, which is OSI-approved and FSF-free"
    )
    assert read_licenses(["MIT", "LicenseRef-Acme"]).because == "LicenseRef-Acme has no mark of the OSI or the FSF"
    assert read_licenses(["CC-BY-NC-4.0"]).because == "CC-BY-NC-4.0 allows no commercial use"
    assert read_licenses([]).because == "no license is stated"


# --- the logic of three values --------------------------------------------------------------------------------------

LEAVES = {"MIT": True, "Apache License 2.0": True, "LicenseRef-a": None, "Acme": None, "CC-BY-NC-4.0": False}
expressions = st.recursive(
    st.sampled_from(sorted(LEAVES)).map(lambda leaf: (leaf, LEAVES[leaf])),
    lambda inner: st.tuples(inner, st.sampled_from(["AND", "OR"]), inner),
    max_leaves=8,
)


def spoken(tree) -> str:
    return tree[0] if len(tree) == 2 else f"({spoken(tree[0])} {tree[1]} {spoken(tree[2])})"


def possible(tree) -> set[bool]:
    """The answers that an expression can have when every unknown license may be open or not."""
    if len(tree) == 2:
        return {True, False} if tree[1] is None else {tree[1]}
    sides = [(a, b) for a in possible(tree[0]) for b in possible(tree[2])]
    return {a and b if tree[1] == "AND" else a or b for a, b in sides}


@given(expressions)
def test_an_answer_holds_however_the_unknown_licenses_turn_out(tree):
    """Each unknown stands on its own here, so that the answer is known exactly when all possibilities agree."""
    answers = possible(tree)
    assert read_licenses([spoken(tree)]).open is (answers.pop() if len(answers) == 1 else None)


@given(st.lists(expressions, min_size=1, max_size=4))
def test_entries_mean_the_same_as_one_expression_with_and(trees):
    texts = [spoken(tree) for tree in trees]
    assert read_licenses(texts).open is read_licenses([" AND ".join(texts)]).open


@given(expressions, expressions)
def test_order_does_not_matter_and_a_further_choice_never_closes(a, b):
    a, b = spoken(a), spoken(b)
    assert read_licenses([f"{a} OR {b}"]).open is read_licenses([f"{b} OR {a}"]).open
    assert read_licenses([a, b]).open is read_licenses([b, a]).open
    if read_licenses([a]).open:
        assert read_licenses([f"{a} OR {b}"]).open
    if read_licenses([f"{a} AND {b}"]).open:
        assert read_licenses([a]).open and read_licenses([b]).open


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    assert read_licenses([text]).because


# --- the data -------------------------------------------------------------------------------------------------------


def test_every_identifier_of_the_data_is_one_of_the_spdx_list():
    """Compared with the list of licenses and exceptions in the schemas of CycloneDX, which may be an earlier one."""
    schema = files("cyclonedx.schema") / "_res" / "spdx.SNAPSHOT.schema.json"
    known = set(json.loads(schema.read_text("utf-8"))["enum"])
    if "kvirc-openssl-exception" not in known:
        pytest.skip("the list in the installed cyclonedx-python-lib is years older than the data")
    since = {"BSD-ask-to-endorse", "CC-BY-NC-3.0-IGO", "Google-Patent-WebM", "Spelling-Provider-LGPL-exception"}
    restricted = [id for ids in DATA["restricted"].values() for id in ids]
    ours = {*DATA["licenses"], *DATA["same_as"], *restricted, *DATA["exceptions"]["only_add"]}
    assert ours - known - since == set()


def test_no_name_means_two_licenses_and_nothing_is_both_open_and_restricted():
    names = [(normalize(name), id) for id, entry in DATA["licenses"].items() for name in entry.get("names", ())]
    assert {name for name, _ in names if len({id for other, id in names if other == name}) > 1} == set()
    ids = {id.casefold() for id in DATA["licenses"]}
    assert {name for name, id in names if name in ids and name != id.casefold()} == set()
    assert not ids & {id.casefold() for ids in DATA["restricted"].values() for id in ids}


def test_every_marked_license_is_open_by_identifier_and_by_name():
    for id, entry in DATA["licenses"].items():
        assert entry["marks"] and set(entry["marks"]) <= {"OSI", "FSF"}
        for name in (id, id.upper(), *entry.get("names", ())):
            assert read_licenses([name]).open is True, name
    for address, id in DATA["addresses"].items():
        assert id in DATA["licenses"] and read_licenses([f"https://www.{address}.html"]).open is True


def test_what_says_the_same_as_an_expression_is_as_open_as_it():
    for text in (*DATA["same_as"], *DATA["names_of_expressions"]):
        assert read_licenses([text]).open is True, text


@pytest.mark.parametrize(
    "license",
    [
        "()",
        "( AND MIT",
        "()MIT",
        "(())",
        "MIT OR ()",
        ")(",
        "AND",
        "WITH",
        "MIT WITH WITH x",
        "\0",
        "MIT\0AND X",
        "\ud800",
        "\U0001f642 AND",
        "+",
        "(" * 999 + "MIT" + ")" * 999,
        "( " * 900,
        "(MIT OR" * 200,
        "x" * 1_000_000,
    ],
)
def test_what_is_no_license_costs_the_license_and_no_more(license):
    assert read_licenses([license]).open is None
    assert read_licenses(["MIT", license]).open is None


def test_a_long_list_and_an_address_are_not_taken_apart():
    many = [f"http://example.com/{number}/" + "/".join("abcdefgh" * 120) for number in range(300)]
    many += [",".join(f"{number}-{i}" for i in range(250)) for number in range(300)]
    started = time.process_time()
    assert all(read_licenses([text]).open is None for text in many)
    assert time.process_time() - started < 5  # half a minute, with each piece looked up
    assert len(read_licenses(many).because) < 2000
    assert read_licenses([", ".join(["MIT", "Zlib", "ISC", "BSD-3-Clause"] * 5)]).open is True
