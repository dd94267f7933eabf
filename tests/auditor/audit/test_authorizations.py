"""What an authorization covers: in force on the day, against no other one, and as much as every report says."""

from __future__ import annotations

import html
import json
import re
from itertools import permutations

import pytest

from tests.auditor.conftest import component, sbom

STARTER = False

PRC = "Lintao Example Co."


def of_authorizations(work, *tables: str) -> None:
    work.write("app.cdx.json", sbom(component("bad", maker=PRC), component("worse", maker=PRC)))
    text = (work.folder / "program.toml").read_text("utf-8")
    listed = "".join(f'\n[[authorization]]\nkind = "specific"\n{table}\n' for table in tables)
    work.write("program.toml", text + listed)


def kinds(document: dict) -> list[str]:
    return [problem["kind"] for problem in document["problems"] if problem["kind"].startswith("authorization")]


@pytest.mark.parametrize(
    ("days", "covers"),
    [
        ("", True),
        ("until = 2026-11-24", True),
        ("until = 2026-11-23", False),
        ("since = 2026-11-24", True),
        ("since = 2026-11-25", False),
    ],
)
def test_a_transaction_without_a_day_is_covered_by_what_is_in_force_on_the_day_of_the_audit(work, days, covers):
    of_authorizations(work, f'number = "SA-1"\nselect = {{ name = "bad" }}\n{days}')
    work.change("date = 2027-02-01\n", "")
    _, document = work.audit()
    assert {c["name"]: c["verdict"] for c in document["components"]}["bad"] == ("authorized" if covers else "review")
    assert ("authorization-not-begun" in kinds(document)) is ("25" in days)


@pytest.mark.parametrize("other", ["denied", "revoked"])
@pytest.mark.parametrize(
    "selects", list(permutations(['select = { name = "bad" }', 'select = { item = "tcu" }', ""], 2))
)
@pytest.mark.parametrize("granted_first", [True, False])
def test_what_is_granted_and_refused_counts_for_nothing_in_either_order(work, other, selects, granted_first):
    statuses = ("granted", other) if granted_first else (other, "granted")
    tables = [
        f'number = "SA-{n}"\nstatus = "{status}"\n{select}'
        for n, (status, select) in enumerate(zip(statuses, selects, strict=True))
    ]
    of_authorizations(work, *tables)
    done, document = work.audit()
    assert done.code == 10
    assert {c["name"]: c["verdict"] for c in document["components"]}["bad"] == "review"
    (problem,) = [p for p in document["problems"] if p["kind"] == "authorizations-at-odds"]
    assert "SA-0" in problem["message"] and "SA-1" in problem["message"] and "none of them counts" in problem["message"]


def test_what_was_revoked_before_the_transaction_takes_nothing_from_what_was_granted_since(work):
    revoked = 'number = "SA-1"\nstatus = "revoked"\nuntil = 2026-05-31'
    of_authorizations(work, revoked, 'number = "SA-2"\nsince = 2026-06-01')
    _, document = work.audit()
    assert set(work.verdicts().values()) == {"authorized"}
    assert "authorizations-at-odds" not in kinds(document)


def test_an_application_for_everything_is_not_called_granted(work):
    of_authorizations(work, 'number = "SA-1"\nstatus = "pending"')
    (message,) = [p["message"] for p in work.audit()[1]["problems"] if p["kind"] == "authorization-broad"]
    assert message.startswith("specific authorization SA-1, which is pending, has no selector")


def test_a_pending_application_takes_nothing_from_a_grant(work):
    select = 'select = { name = "bad" }'
    for pair in permutations([f'number = "SA-1"\n{select}', f'number = "SA-2"\nstatus = "pending"\n{select}']):
        of_authorizations(work, *pair)
        assert work.verdicts() == {"bad": "authorized", "worse": "review"}
        work.write("program.toml", (work.folder / "program.toml").read_text().partition("\n[[authorization]]")[0])


def test_an_authorization_of_everything_says_so_in_every_report(work):
    of_authorizations(work, 'number = "SA-1"')
    _, document = work.audit()
    covers = (
        "specific authorization SA-1, which has no selector and covers every part of the program, 2 parts by 1 maker"
    )
    assert [c["reason"] for c in document["components"]] == [f"covered by {covers}"] * 2
    assert "authorization-broad" in kinds(document)
    program = work.folder / "program.toml"
    work.icts("audit", program, "-o", f"html={work.folder / 'a.html'}", "-o", f"declaration={work.folder / 'd.html'}")
    shown = [
        work.icts("audit", program, "--width", "300").out,
        work.icts("explain", program, "bad").out,
        *((work.folder / name).read_text("utf-8") for name in ("a.html", "d.html")),
    ]
    for text in shown:
        assert "covers every part of the program, 2 parts by 1 maker" in " ".join(text.split())


def test_an_authorization_of_a_name_that_two_makers_have_says_how_many(work):
    of_authorizations(work, 'number = "SA-1"\nselect = { name = "bad" }')
    parts = [component("bad", maker=PRC), component("bad", maker="Clean Code GmbH") | {"bom-ref": "other"}]
    work.write("app.cdx.json", sbom(*parts))
    _, document = work.audit()
    assert "which covers 1 part by 2 makers" in document["components"][0]["reason"]
    (message,) = [p["message"] for p in document["problems"] if p["kind"] == "authorization-broad"]
    assert PRC in message and "Clean Code GmbH" in message


def test_an_authorization_of_nothing_is_told(work):
    of_authorizations(work, 'number = "SA-1"\nselect = { name = "bat" }')
    assert kinds(work.audit()[1]) == ["authorization-unused"]


def test_of_several_general_authorizations_the_order_does_not_matter(work):
    general = [
        '[[authorization]]\nkind = "general"\nnumber = "1"\n',
        '[[authorization]]\nkind = "general"\nnumber = "2"\n',
    ]
    of_authorizations(work)
    work.change('kind = "import"', 'kind = "import"\npurpose = "re_export"')
    text = (work.folder / "program.toml").read_text("utf-8")
    for pair in permutations(general):
        work.write("program.toml", text + "\n" + "".join(pair))
        assert set(work.verdicts().values()) == {"authorized"}


def test_a_statement_and_a_table_of_trust_say_how_much_they_pick(work):
    parts = [component("bad", maker=PRC, layer="cloud") | {"bom-ref": str(n), "group": str(n)} for n in range(3)]
    work.write("app.cdx.json", sbom(*parts))
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + '\n[[item.component]]\nselect = { name = "bad" }\nopen_source = false\n')
    work.trust("app.cdx.json", "layer")
    messages = {p["kind"]: p["message"] for p in work.audit()[1]["problems"]}
    assert messages["statement-broad"].startswith("name 'bad' picks 3 parts")
    assert messages["trusted-claims"] == "by this table claims about 3 parts in 1 BOM count"


BROAD = """
[[item.component]]
select = {{ name = "sta" }}
layer = "cloud"

[[trust.claims]]
bom = "app.cdx.json"
facts = ["layer"]

[[authorization]]
kind = "specific"
number = "SA-1"
select = {{ name = "{of}" }}
"""
LOOKED_AT = """[[determination]]
select = { name = "det" }
facts = { "component.layer" = "cloud" }
basis = "a look"
who = "A. Engineer"
when = 2026-11-01
until = 2027-10-01
"""


def test_every_report_says_of_how_much_something_is_stated_at_once(work):
    """Two makers' parts of one name are picked by a statement, a determination and an authorization, and trusted by a table."""
    makers = (PRC, "Clean Code GmbH")
    parts = [
        component(name, maker=maker, **({"layer": "cloud"} if name == "app" else {}))
        | {"bom-ref": f"{name}{n}", "group": f"g{n}"}
        for name in ("app", "det", "sta", "aut")
        for n, maker in enumerate(makers)
    ]
    work.write("app.cdx.json", sbom(*parts))
    work.write("d.toml", LOOKED_AT)
    work.change("[reference]", '[reference]\ndeterminations = ["d.toml"]')
    program = work.folder / "program.toml"
    work.write("program.toml", program.read_text("utf-8") + BROAD.format(of="aut"))
    pages = {name: work.folder / name for name in ("a.html", "d.html")}
    out = ("-o", f"html={pages['a.html']}", "-o", f"declaration={pages['d.html']}")
    terminal = work.icts("audit", program, "--width", "300", *out).out
    shown = [terminal, json.dumps(work.audit()[1]["problems"])]
    shown += [html.unescape(re.sub("<[^>]+>", " ", page.read_text("utf-8"))) for page in pages.values()]
    for text in (" ".join(one.split()) for one in shown):
        for kind, words in {
            "authorization": "specific authorization SA-1 covers 2 parts by 2 makers: aut, aut",
            "statement": "name 'sta' picks 2 parts by 2 makers: sta, sta",
            "determination": "name 'det' picks 2 parts by 2 makers: det, det",
            "trust": "by this table claims about 2 parts in 1 BOM count",
        }.items():
            assert words in text, (kind, text[:200])


def test_what_picks_one_thing_is_not_told_as_broad(work):
    of_authorizations(work, 'number = "SA-1"\nselect = { name = "bad" }')
    out = work.icts("audit", work.folder / "program.toml", "-o", f"declaration={work.folder / 'd.html'}").out
    assert "STATED AT ONCE" not in out and "at once" not in (work.folder / "d.html").read_text("utf-8")
