"""`icts screen --since`: what changed for the suppliers, and an exit code for a pipeline that only wants news."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace
from tests.auditor.entities.recorded import edge, entity, reference, stored

COLUMNS = "name,aliases,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source\n"
KNOWN = COLUMNS + (
    'Nordvik Example AS,,NO,NO,NO,"Founders [NO] 100%",yes,register\n'
    'Stern Example GmbH,Stern,DE,DE,DE,"Oak LP [US] 60%; Lintao Ltd [CN] 40%",yes,register\n'
)
VENDORS = "name,country\nNordvik Example AS,NO\nStern Example GmbH,DE\nUnheard-of Example KG,DE\n"


@pytest.fixture
def since(work: Workspace):
    """Screen a list then, another with other facts now, and return the exit code and the document of now."""

    def run(known: str = KNOWN, vendors: str = VENDORS, *arguments: str) -> tuple[int, dict]:
        earlier = work.folder / "earlier.json"
        then = ("--known", work.write("then.csv", KNOWN), "--as-of", "2026-10-01", "--no-starter")
        work.icts("screen", work.write("vendors.csv", VENDORS), *then, "-o", f"json={earlier}")
        now = ("--known", work.write("now.csv", known), "--as-of", "2026-11-30", "--no-starter", "--format", "json")
        done = work.icts("screen", work.write("new.csv", vendors), *now, "--since", earlier, *arguments)
        assert done.code in (0, 10, 11, 12), done.err
        return done.code, json.loads(done.out)

    return run


def changed(document: dict) -> dict[str, dict[str, tuple[str, str, bool]]]:
    return {
        one["name"]: {c["what"]: (c["before"], c["now"], c["worse"]) for c in one["changes"]}
        for one in document["since"]["suppliers"]
    }


def test_nothing_is_news_where_nothing_changed_though_files_and_days_are_others(since):
    code, document = since()
    assert (code, document["since"]["suppliers"], document["since"]["as_of"]) == (10, [], "2026-10-01")
    assert document["since"]["counts"] == {"worse": 0, "other": 0, "same": 3}
    assert since(KNOWN, VENDORS, "--only-news")[0] == 0


def test_a_supplier_that_has_become_one_of_the_prc_is_news_and_exit_11(since):
    code, document = since(
        KNOWN.replace("Founders [NO] 100%", "Lintao Ltd [CN] 51%; Founders [NO] 49%"), VENDORS, "--only-news"
    )
    news = changed(document)
    assert (code, document["exit_code"], list(news)) == (11, 11, ["Nordvik Example AS"])
    assert news["Nordvik Example AS"]["answer"] == ("clean", "nexus", True)
    holders = [c for c in document["since"]["suppliers"][0]["changes"] if c["what"] == "holder"]
    assert [(c["before"], c["now"]) for c in holders] == [
        ("", "Lintao Ltd (CN), 51% of the votes in Nordvik Example AS"),
        (
            "Founders (NO), 100% of the votes in Nordvik Example AS",
            "Founders (NO), 49% of the votes in Nordvik Example AS",
        ),
    ]


def test_a_new_name_a_holder_and_a_supplier_that_is_gone_are_news_and_nothing_to_do(since):
    known = KNOWN.replace("Stern Example GmbH,Stern", "Stern Example GmbH,Stern; Sternlein").replace("Oak LP", "Elm LP")
    code, document = since(known, VENDORS.replace("Unheard-of Example KG,DE\n", ""), "--only-news")
    news = changed(document)
    assert code == 0
    assert news["Stern Example GmbH"]["name"] == ("", "Sternlein", False)
    assert "holder" in news["Stern Example GmbH"]
    assert news["Unheard-of Example KG"] == {"supplier": ("to ask", "", False)}


def test_a_new_supplier_and_an_answer_for_the_worse_are_exit_10(since):
    code, document = since(KNOWN, VENDORS + "Neu Example AG,DE\n", "--only-news")
    assert (code, changed(document)) == (10, {"Neu Example AG": {"supplier": ("", "to ask", True)}})
    code, document = since(
        KNOWN.replace("60%; Lintao Ltd [CN] 40%", "40%; Lintao Ltd [CN] 40%"), VENDORS, "--only-news"
    )
    assert changed(document)["Stern Example GmbH"]["answer"] == ("clean", "to ask", True)
    assert code == 10


def test_without_only_news_the_exit_code_is_that_of_the_whole_list(since):
    code, document = since(KNOWN, VENDORS)
    assert (code, document["exit_code"], document["since"]["only_news"]) == (10, 10, False)


def test_a_supplier_that_is_written_otherwise_is_the_same_by_its_number(work):
    then = work.write("then.csv", "Vendor No.,Vendor\n7,Nordvik Example AS\n8,Stern Example GmbH\n")
    now = work.write("now.csv", "Vendor No.,Vendor\n7,Nordvik Telematik ASA\n8,Stern Example GmbH\n")
    work.icts("screen", then, "--no-starter", "-o", f"json={work.folder / 'then.json'}")
    done = work.icts("screen", now, "--no-starter", "--since", work.folder / "then.json", "--format", "json")
    (one,) = json.loads(done.out)["since"]["suppliers"]
    assert {(c["what"], c["before"], c["now"]) for c in one["changes"]} == {
        ("name", "", "Nordvik Telematik ASA"),
        ("name", "Nordvik Example AS", ""),
    }


def test_a_new_listing_lead_and_candidate_are_news_whatever_the_snapshot_is_called(work):
    def screened(folder: str, ref, *arguments: str):
        stored(work.folder / folder, ref)
        path = work.write("vendors.csv", "name\nStern Example GmbH\nNordwik Example AS\n")
        common = ("--store", work.folder / folder, "--as-of", "2026-11-24", "--no-starter", "--format", "json")
        return work.icts("screen", path, *common, *arguments)

    then = reference([entity("a", name="Stern Example GmbH"), entity("l", "CN", "Lintao Example Ltd")])
    listings = [{"key": "a", "list": "An Example List", "programme": "X"}]
    persons = [entity("a", name="Stern Example GmbH"), entity("l", "CN", "Lintao Example Ltd")]
    persons.append(entity("n", "CN", "Nordwik Example Ltd"))
    now = reference(persons, [edge("l", "a", 25, 50)], listings=listings, kind="opensanctions")
    earlier = work.folder / "then.json"
    earlier.write_text(screened("then", then).out, "utf-8")
    document = json.loads(screened("now", now, "--since", earlier).out)
    whats = {one["name"]: {c["what"] for c in one["changes"] if c["worse"]} for one in document["since"]["suppliers"]}
    assert {"listing", "lead"} <= whats["Stern Example GmbH"] and "candidate" in whats["Nordwik Example AS"]
    again = work.folder / "again.json"
    again.write_text(json.dumps({**document, "since": None}), "utf-8")
    assert json.loads(screened("again", now, "--since", again).out)["since"]["suppliers"] == []


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "[]", "{}", '{"suppliers": 3}', '{"suppliers": [], "tool": "x"}', "[" * 100_000,
        '{"tool": "t", "rule": "r", "as_of": "d", "sha256": "s", "sources": [], "suppliers": [{"name": "A"}]}',
        '{"tool": "t", "rule": "r", "as_of": "d", "sha256": "s", "sources": [], "suppliers": [7]}', "\ud800x",
    ],
)  # fmt: skip
def test_a_file_that_is_no_screening_is_one_line_and_exit_2(work, text):
    path, earlier = work.write("vendors.csv", VENDORS), work.folder / "earlier.json"
    earlier.write_bytes(text.encode("utf-8", "surrogatepass"))
    done = work.icts("screen", path, "--since", earlier, "-o", f"csv={work.folder / 'out.csv'}")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert "earlier.json" in done.err and not (work.folder / "out.csv").exists()


def test_only_news_needs_something_to_compare_with(work):
    assert work.icts("screen", work.write("vendors.csv", VENDORS), "--only-news").code == 2


@pytest.mark.parametrize("width", [60, 80, 140])
def test_table_and_page_show_the_changes_first(since, work, width):
    since(KNOWN.replace("Founders [NO]", "Lintao Ltd [CN]"), VENDORS)
    options = ("--known", work.folder / "now.csv", "--as-of", "2026-11-30", "--no-starter")
    news = ("--since", work.folder / "earlier.json", "-o", f"html={work.folder / 'page.html'}", "--width", str(width))
    table = work.icts("screen", work.folder / "new.csv", *options, *news).out
    assert max(map(len, table.splitlines())) <= width
    assert table.index("Changed since 2026-10-01") < table.index("! Nordvik Example AS") < table.index("Nexus (1)")
    page = (work.folder / "page.html").read_text("utf-8")
    assert page.index("Changed since") < page.index('id="nexus"')
    only = work.icts("screen", work.folder / "new.csv", *options, *news, "--only-news").out
    assert "Nexus (1)" not in only and "! Nordvik Example AS" in only
