"""Supplier lists: what rows say, who is matched, and that nothing badly written ever makes a pass."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.identifiers.forms import SCHEMES, check
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import Named, People
from auditor.entities.suppliers.headings import COLUMNS
from auditor.entities.suppliers.owners_cell import OwnersError, parse_owners
from auditor.entities.suppliers.problems import SkippedRow
from auditor.entities.suppliers.supplier_list import read_list
from auditor.entities.suppliers.suppliers import Supplier, Suppliers, read_suppliers
from auditor.inputs import read_input
from auditor.templates.supplier_list import supplier_template
from bom_parsers.errors import InputError
from policies.foreign_adversaries.persons import Nexus
from policies.parameters import load

PARAMETERS = load("policies.connected_vehicles", date(2026, 11, 24))
GERMAN = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}
CLEAN = GERMAN | {"owners": "Lindqvist Family [SE] 100%", "no_other_owners": "yes"}


def lei(stem: str) -> str:
    """Return a fictional LEI that begins with `stem` and has fitting check digits."""
    stem = stem.ljust(18, "0")
    return next(f"{stem}{n:02}" for n in range(2, 99) if check("lei", f"{stem}{n:02}").value)


def written(rows: list[dict[str, str]], headings: tuple[str, ...] | None = None, delimiter: str = ",") -> str:
    headings = headings or tuple(column for column in COLUMNS if any(column in row for row in rows))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([row.get(column, "") for column in headings] for row in rows)
    return text.getvalue()


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["Nordvik GmbH", "natural_person", "government", "SE", "DE; FR", "A [SE] 100%", "A; B 5%", "yes", "\n", ";"]
)


class Listed:
    """Supplier lists, written to files, read, and asked by name."""

    def __init__(self, folder: Path, *files: str | bytes | list[dict[str, str]], suffix: str = "csv") -> None:
        paths = []
        for n, content in enumerate(files, start=1):
            path = folder / f"list{n}.{suffix}"
            text = written(content) if isinstance(content, list) else content
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            paths.append((path, path.name))
        self.graph = Graph(PARAMETERS)
        self.suppliers: Suppliers = read_suppliers([read_input(path, label) for path, label in paths], self.graph)
        self.people = People(self.graph, self.suppliers)

    def named(self, name: str | None, identifiers: dict[str, str]) -> Named:
        return self.people.find(name or "", identifiers)

    def of(self, name: str) -> Supplier:
        named = self.named(name, {})
        assert named.known_as is not None, name
        return next(supplier for supplier in self.suppliers.suppliers if supplier.key == named.person)

    def nexus(self, name: str) -> Nexus:
        return self.graph.nexus(self.of(name).key)

    @property
    def notes(self) -> list[tuple[str, str, str, str]]:
        """All problems: file, severity, message, place."""
        return [(p.source.file, p.severity, p.message, p.source.pointer) for p in self.suppliers.problems]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """The problems that are more than notes: file, message, place."""
        return [(p.source.file, p.message, p.source.pointer) for p in self.suppliers.problems if p.severity != "info"]


def one(folder: Path, **cells: str) -> Listed:
    """Return the list with the one row "Nordvik GmbH", a clean German company but for `cells`."""
    return Listed(folder, [CLEAN | {"name": "Nordvik GmbH"} | cells])


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_person_with_source_and_evidence(tmp_path: Path) -> None:
    listed = one(tmp_path, source="register extract", source_date="2026-09-30", domain="nordvik.example")
    supplier = listed.of("Nordvik GmbH")
    [source] = supplier.sources
    assert (source.file, source.pointer, source.detail) == ("list1.csv", "line 2", "register extract, 2026-09-30")
    assert source.sha256 == hashlib.sha256((tmp_path / "list1.csv").read_bytes()).hexdigest()
    assert supplier.identifiers == {"domain": "nordvik.example"}
    assert supplier.person.countries == ("DE", "DE", "DE")
    assert listed.graph.persons[supplier.key] == supplier.person
    assert listed.nexus("Nordvik GmbH").value is False
    assert listed.suppliers.problems == ()


@pytest.mark.parametrize(
    ("owners", "clean"), [("Braun [DE] 10%", None), ("Braun [DE] 95%", False), ("A [DE] 60%; B [SE] 40%", False)]
)
def test_a_complete_list_of_owners_with_most_shares_missing_leaves_it_unknown(tmp_path: Path, owners, clean) -> None:
    listed = one(tmp_path, owners=owners, no_other_owners="yes")
    assert listed.nexus("Nordvik GmbH").value is clean
    told = [message for _, message, _ in listed.errors if "who holds the rest is unknown" in message]
    assert bool(told) is (clean is None)


def test_headings_in_any_order_and_spelling_below_a_preamble(tmp_path: Path) -> None:
    text = "Supplier master of Meridian\nas of,2026-10-01\n\nNo Other_Owners,  HEADQUARTERED IN,Internal no.,NAME\n"
    text += "yes,cn,4711,Lotus Radio Ltd\n"
    listed = Listed(tmp_path, text)
    assert listed.of("Lotus Radio Ltd").person.headquartered_in == "CN"
    assert listed.of("Lotus Radio Ltd").place == "list1.csv: line 5"
    assert (
        "list1.csv",
        "info",
        "columns not used: 'Internal no.'",
        "line 4",
    ) in listed.notes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_semicolons_between_owners_are_not_taken_for_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    owners = "; ".join(f"Holder {n} [SE] 10%" for n in range(10))
    rows = [GERMAN | {"name": f"Fictional {n} Ltd", "owners": owners, "no_other_owners": "yes"} for n in range(30)]
    listed = Listed(tmp_path, written(rows, delimiter=delimiter))
    assert len(listed.suppliers.suppliers) == 30
    assert len(listed.of("Fictional 7 Ltd").person.holdings) == 10


def test_a_workbook_is_read_with_cell_addresses(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    book.add_worksheet("Read me").write(0, 0, "Suppliers of Meridian")
    sheet = book.add_worksheet("Suppliers")
    cells: list[list[Any]] = [
        ["name", "duns", "no_other_owners", "acts_for"],
        ["Nordvik GmbH", 12345678, True, "Chnia"],
    ]
    for r, row in enumerate(cells):
        sheet.write_row(r, 0, row)
    book.close()
    listed = Listed(tmp_path, (tmp_path / "list.xlsx").read_bytes(), suffix="xlsx")
    supplier = listed.of("Nordvik GmbH")
    assert supplier.identifiers == {"duns": "012345678"}  # the leading zero that a spreadsheet drops
    assert supplier.place == "list1.xlsx: Suppliers!2"
    # The country is none, and TRUE was understood: it is strange where no owner is listed.
    assert [place for _, _, place in listed.errors] == ["Read me", "Suppliers!D2", "Suppliers!C2"]


def test_a_list_without_a_name_column_says_what_was_found_and_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Listed(tmp_path, "Ort,Land,Owners\nNordvik GmbH,DE,\n")
    assert "line 1: found the headings 'Ort', 'Land', 'Owners'" in str(caught.value)
    assert "'supplier name'" in caught.value.expected


def test_the_template_reads_without_a_problem_and_is_clean(tmp_path: Path) -> None:
    listed = Listed(tmp_path, supplier_template())
    assert listed.suppliers.problems == ()
    assert [listed.graph.nexus(s.key).value for s in listed.suppliers.suppliers] == [False, False]
    assert all(f"{column}," in supplier_template() or f",{column}\n" in supplier_template() for column in COLUMNS)


@given(st.lists(st.lists(CELL, max_size=5), max_size=6))
def test_any_cells_are_read_or_refused_with_a_reason(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["name", "owners", "kind", "citizenships", "acts_for"], *rows])
    listed = Listed(tmp_path_factory.mktemp("list"), text.getvalue())
    for supplier in listed.suppliers.suppliers:
        # None of them can pass: no row states its places.
        assert listed.graph.nexus(supplier.key).value is not False


# --- wrong cells ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["incorporated_in", "headquartered_in", "principal_place_of_business"])
@pytest.mark.parametrize("text", ["China", "UK", "C N", "X1", "NA"])
def test_a_wrong_country_is_unknown_and_told(tmp_path: Path, column: str, text: str) -> None:
    listed = one(tmp_path, **{column: text})
    assert getattr(listed.of("Nordvik GmbH").person, column) is None
    assert listed.nexus("Nordvik GmbH").gaps == {f"party.{column}"}
    if text != "NA":
        [(file, message, place)] = listed.errors
        assert (
            file == "list1.csv"
            and repr(text) in message
            and "alpha-2" in message
            and place.startswith("line 2, column ")
        )


@pytest.mark.parametrize(
    "cells",
    [
        {"acts_for": "Peking"},
        {"acts_for": "unknown"},
        {"kind": "company"},
        {"no_other_owners": "maybe"},
        {"no_other_owners": "unknown"},
        {"owners": "unknown", "no_other_owners": "no"},
        {"owners": "Lindqvist Family [SE] 60; Other [SE] 40%"},
        {"owners": "Lindqvist Family [Sweden] 100%"},
        {"owners": "Lindqvist Family [SE] 60%; Lindqvist family [SE] 40%"},
        {"owners": "Lindqvist Family [SE] 100%, in concert with Lotus"},
        {"owners": "Lindqvist Family [SE] 80%; Aurora Fund [US] 80%"},
        {
            "kind": "natural_person",
            "citizenships": "SE",
            "resident_in": "SE",
            "us_permanent_resident": "no",
            "acts_for": "Peking",
        },
        {"kind": "natural_person", "citizenships": "SE; China", "resident_in": "SE"},
        {"kind": "government", "incorporated_in": "SE", "acts_for": "Peking"},
    ],
    ids=lambda cells: ",".join(f"{k}={v}" for k, v in cells.items()),
)
def test_what_is_not_understood_never_makes_a_pass(tmp_path: Path, cells: dict[str, str]) -> None:
    assert one(tmp_path, **cells).nexus("Nordvik GmbH").value is None


@pytest.mark.parametrize(
    "owners", ["Lindqvist Family [SE 100%", "Lindqvist Family [SE] 100%, largets", "Lindqvist [SE] 101%"]
)
def test_owners_not_understood_stay_unknown_at_their_cell(tmp_path: Path, owners: str) -> None:
    listed = one(tmp_path, owners=owners)
    assert listed.nexus("Nordvik GmbH").gaps == {"party.owners"}
    [(_, message, place)] = listed.errors
    assert message.startswith("owners: found ") and place == "line 2, column 5"


def test_a_bad_row_does_not_lose_the_others(tmp_path: Path) -> None:
    rows = [{"name": "Nordvik GmbH"}, {"lei": "x", "owners": "?%"}, {"name": "N/A", "kind": "x"}, {"name": "Fjord AS"}]
    listed = Listed(tmp_path, rows)
    assert [s.person.name for s in listed.suppliers.suppliers] == ["Nordvik GmbH", "Fjord AS"]
    assert [place for _, message, place in listed.errors if "skipped" in message] == ["line 3", "line 4"]
    skipped = [p.source.pointer for p in listed.suppliers.problems if isinstance(p, SkippedRow)]
    assert skipped == ["line 3", "line 4"]


def test_columns_that_do_not_fit_the_kind_are_told(tmp_path: Path) -> None:
    listed = one(tmp_path, citizenships="CN")
    assert [message for _, message, _ in listed.errors] == ["citizenships: citizenships not used: kind is organisation"]


@pytest.mark.parametrize("kind", ["organisation", "organization", "Organization"])
def test_both_spellings_of_an_organization_are_its_kind(kind: str, tmp_path: Path) -> None:
    assert not one(tmp_path, kind=kind).errors


# --- owners ---------------------------------------------------------------------------------------------------------


def test_every_part_of_an_owners_entry() -> None:
    cell = "Nordvik, Inc. [us] 12,5 %, Largest,special_share, board 3/9, "
    cell += "in concert with Fjord, Ltd, in concert with Aurora; Free float, dispersed"
    first, second = parse_owners(cell)
    assert (first.name, first.country, first.voting_pct, first.board_seats) == ("Nordvik, Inc.", "US", 12.5, (3, 9))
    assert first.rights == {"largest", "special_share"}
    assert first.in_concert_with == ("Fjord, Ltd", "Aurora")
    assert (second.name, second.country, second.voting_pct, second.rights) == ("Free float", None, None, {"dispersed"})


@pytest.mark.parametrize(
    "cell",
    [
        "A [CN] 51",
        "A 51%%",
        "[CN] 51%",
        "A 51% [CN]",
        "A [CN] >150%",
        "A [CN] 75-50%",
        "A [ZZ] 5%",
        "A, veto [CN] 20%",
        "A 5%, board 9/3",
        "A -5%",
        "A (51%)",
    ],
)
def test_an_entry_that_can_be_misread_is_refused(cell: str) -> None:
    with pytest.raises(OwnersError):
        parse_owners(cell)


@given(st.text(alphabet="AB [](){}CN59%.,;/ \n-board veto in concert with"))
def test_any_owners_cell_is_read_or_refused(cell: str) -> None:
    with contextlib.suppress(OwnersError):
        assert all(entry.name.strip() and not set(entry.name) & set("%[]") for entry in parse_owners(cell))


def test_an_owner_is_found_among_the_rows_by_name_or_alias(tmp_path: Path) -> None:
    rows = [
        CLEAN | {"name": "Nordvik GmbH", "owners": "FJORDLYS  holding 51%; Free float 49%, dispersed"},
        CLEAN | {"name": "Fjordlys Holding AS", "aliases": "Fjordlys Holding", "owners": "Lotus Group [CN] 90%"},
    ]
    nexus = Listed(tmp_path, rows).nexus("Nordvik GmbH")
    assert nexus.value is True and nexus.prong == 4
    assert nexus.chain == ("Nordvik GmbH", "Fjordlys Holding AS", "Lotus Group")


def test_an_owner_of_another_list_is_found(tmp_path: Path) -> None:
    listed = Listed(
        tmp_path,
        [CLEAN | {"name": "Nordvik GmbH", "owners": "Fjordlys AS 100%"}],
        [CLEAN | {"name": "Fjordlys AS"}],
    )
    assert listed.nexus("Nordvik GmbH").value is False


def test_an_owner_that_nobody_knows_is_unknown(tmp_path: Path) -> None:
    listed = one(tmp_path, owners="Fjordlys AS 100%")
    assert listed.nexus("Nordvik GmbH").gaps == {"party.owners"}
    assert "'Fjordlys AS' is in no list and has no [CC]" in listed.suppliers.problems[0].message


def test_a_country_beside_an_owner_does_not_hide_the_owner_s_own_row(tmp_path: Path) -> None:
    fjordlys = CLEAN | {"name": "Fjordlys AS", "owners": "Lotus Group [CN] 100%"}
    listed = Listed(tmp_path, [CLEAN | {"name": "Nordvik GmbH", "owners": "Fjordlys AS [NO] 100%"}, fjordlys])
    assert listed.nexus("Nordvik GmbH").value is True
    assert "is of NO here, of DE in its own row" in listed.errors[0][1]


def test_a_prc_country_beside_an_owner_decides_whatever_its_own_row_leaves_open(tmp_path: Path) -> None:
    rows = [
        CLEAN | {"name": "Nordvik GmbH", "owners": "Fjordlys AS [CN] 100%"},
        {"name": "Fjordlys AS", "kind": "organisation"},
    ]
    assert Listed(tmp_path, rows).nexus("Nordvik GmbH").value is True


def test_an_owner_whose_name_two_rows_have_is_unknown(tmp_path: Path) -> None:
    rows = [
        CLEAN | {"name": "Nordvik GmbH", "owners": "Fjordlys AS [NO] 100%"},
        CLEAN | {"name": "Fjordlys AS"},
        CLEAN | {"name": "Fjordlys A.S.", "owners": "Lotus Group [CN] 100%"},
    ]
    assert Listed(tmp_path, rows).nexus("Nordvik GmbH").value is None


def test_concert_is_understood_however_the_partner_is_spelled(tmp_path: Path) -> None:
    owners = "Lotus A [CN] 30%, in concert with LOTUS b.; Lotus B [CN] 25%; Lindqvist Family [SE] 45%"
    assert one(tmp_path, owners=owners).nexus("Nordvik GmbH").value is True


# --- matching -------------------------------------------------------------------------------------------------------

A, B = lei("000000NORDVIK"), lei("000000FJORDLYS")
PAIR = [
    {
        "name": "Nordvik GmbH",
        "aliases": "Nordvik; NVK|Nordvik Telematik",
        "lei": A,
        "duns": "00-000-0018",
        "vat": "DE 136.695.976",
    },
    {"name": "Fjordlys AS", "lei": B.lower(), "cage": "0fjr1"},
]


@pytest.mark.parametrize(
    ("name", "identifiers", "expected", "by"),
    [
        ("NORDVIK gmbh.", {}, "Nordvik GmbH", "name"),
        ("nvk", {}, "Nordvik GmbH", "alias"),
        (None, {"lei": f" {A[:4]} {A[4:]} "}, "Nordvik GmbH", f"lei {A}"),
        ("Quite another name", {"LEI": A.lower()}, "Nordvik GmbH", f"lei {A}"),
        (None, {"duns": "18000000", "cage": "0FJR1"}, "Fjordlys AS", "cage 0FJR1"),
        (None, {"duns": "000000018"}, "Nordvik GmbH", "duns 000000018"),
        (None, {"vat": "de136695976"}, "Nordvik GmbH", "vat DE136695976"),
        ("Nordvik GmbH", {"email": "a@fjordlys.example", "lei": "nonsense"}, "Nordvik GmbH", "name"),
    ],
)
def test_match(tmp_path: Path, name: str | None, identifiers: dict[str, str], expected: str, by: str) -> None:
    named = Listed(tmp_path, PAIR).named(name, identifiers)
    assert (named.known_as, named.matched_by, named.conflict) == (expected, by, None)


@pytest.mark.parametrize("name", ["Nordvik Ltd", "Nordvik GmbH Berlin", "Nordvlk GmbH", "", "?", None])
def test_what_is_merely_alike_is_nobody(tmp_path: Path, name: str | None) -> None:
    assert Listed(tmp_path, PAIR).named(name, {}).known_as is None


def test_an_identifier_of_one_and_the_name_of_another_mean_neither_and_that_is_told(tmp_path: Path) -> None:
    named = Listed(tmp_path, PAIR).named("Fjordlys AS", {"lei": A, "cage": "0FJR1"})
    assert named.known_as is None and named.conflict is not None
    assert f"lei {A} is of 'Nordvik GmbH' (list1.csv: line 2), but cage 0FJR1 is of 'Fjordlys AS'" in named.conflict
    assert "the name is of 'Fjordlys AS'" in named.conflict
    assert [candidate.name for candidate in named.candidates] == ["Nordvik GmbH", "Fjordlys AS"]


@pytest.mark.parametrize(
    ("scheme", "other", "listed"),
    [
        ("lei", lei("000000OTHER"), {"lei": A}),
        ("uscc", "91350100M000100Y43", {"uscc": "91440300708461136T"}),
    ],
)
def test_a_name_with_another_unique_number_is_another_entity(
    tmp_path: Path, scheme: str, other: str, listed: dict[str, str]
) -> None:
    named = Listed(tmp_path, [{"name": "Nordvik GmbH"} | listed]).named("Nordvik GmbH", {scheme: other})
    assert named.known_as is None
    assert named.candidates[0].name == "Nordvik GmbH" and "is given" in named.candidates[0].why


def test_a_name_with_another_number_of_a_site_is_matched_with_a_conflict(tmp_path: Path) -> None:
    named = Listed(tmp_path, PAIR).named("Nordvik GmbH", {"duns": "000000999"})
    assert named.matched_by == "name"
    assert named.conflict is not None and "duns 000000999 is given, 000000018 is listed" in named.conflict


def test_an_identifier_that_a_party_gives_wrongly_is_told(tmp_path: Path) -> None:
    named = Listed(tmp_path, PAIR).named("Nordvik GmbH", {"lei": f"{A[:-2]}00"})
    assert named.matched_by == "name"
    assert named.unused == (f"lei {A[:-2]}00 is not used: the check digits do not fit",)


def test_a_cell_in_two_scripts_means_a_row_that_has_both_as_names_and_else_is_asked(tmp_path: Path) -> None:
    rows = [{**PAIR[0], "aliases": "诺维克"}, *PAIR[1:]]
    named = Listed(tmp_path, rows).named("诺维克 Nordvik GmbH", {})
    assert (named.known_as, named.matched_by) == ("Nordvik GmbH", "part of the name: alias")
    named = Listed(tmp_path, PAIR).named("诺维克 Nordvik GmbH", {})
    assert (named.known_as, named.candidates[0].name) == (None, "Nordvik GmbH")


def test_a_name_of_two_rows_means_neither(tmp_path: Path) -> None:
    rows = [
        {"name": "Nordvik GmbH", "aliases": "NVK"},
        {"name": "Nova Kabel AB", "aliases": "N.V.K."},
        {"name": "NORDVIK GMBH", "kind": "government"},
    ]
    listed = Listed(tmp_path, rows)
    assert listed.named("NVK", {}).known_as is None
    ambiguous = listed.named("Nordvik GmbH", {})
    assert ambiguous.known_as is None
    assert [(c.name, c.why) for c in ambiguous.candidates[:2]] == [
        ("Nordvik GmbH", "several persons have this name"),
        ("NORDVIK GMBH", "several persons have this name"),
    ]
    assert listed.of("Nova Kabel AB").place == "list1.csv: line 3"
    shared = [(message.split(";")[0], place) for _, message, place in listed.errors]
    assert sorted(shared) == [
        ("the name 'nordvik gmbh' is also of list1.csv: line 2", "line 4"),
        ("the name 'nvk' is also of list1.csv: line 2", "line 3"),
    ]


def test_an_identifier_of_two_rows_means_neither(tmp_path: Path) -> None:
    listed = Listed(tmp_path, [{"name": "Nordvik GmbH", "lei": A}, {"name": "Fjordlys AS", "lei": A}])
    assert listed.named(None, {"lei": A}).known_as is None
    assert listed.named("Fjordlys AS", {"lei": A}).matched_by == "name"
    assert len(listed.errors) == 1 and "expected" in listed.errors[0][1]


def test_the_same_row_in_two_lists_is_read_once(tmp_path: Path) -> None:
    listed = Listed(
        tmp_path,
        [CLEAN | {"name": "Nordvik GmbH"}],
        [CLEAN | {"name": "Nordvik GmbH"}, CLEAN | {"name": "Fjordlys AS"}],
    )
    assert listed.of("Nordvik GmbH").place == "list1.csv: line 2"
    assert len(listed.suppliers.suppliers) == 2 and listed.errors == []
    assert listed.notes == [("list2.csv", "info", "the same as list1.csv: line 2; read once", "line 2")]


@pytest.mark.parametrize(
    ("scheme", "wrong"),
    [
        ("lei", A[:-2] + f"{(int(A[-2:]) + 1) % 100:02}"),
        ("lei", "5299"),
        ("uscc", "91350100M000100Y44"),
        ("ogrn", "1027700132196"),
        ("inn", "7707083894"),
        ("vat", "DE136695977"),
        ("vat", "136695976"),
    ],
)
def test_an_identifier_that_cannot_be_one_is_told_and_not_used(tmp_path: Path, scheme: str, wrong: str) -> None:
    listed = one(tmp_path, **{scheme: wrong})
    assert [place for _, message, place in listed.errors if message.startswith(f"{scheme}: {wrong!r} cannot be used: ")]
    assert len(listed.errors) == 1 and "expected" in listed.errors[0][1]
    assert listed.of("Nordvik GmbH").identifiers == {}


def test_every_identifier_of_the_table_has_a_column_in_the_blank_list() -> None:
    headings = supplier_template().splitlines()[5].split(",")
    assert [heading for heading in headings if heading in SCHEMES] == list(SCHEMES)


# --- one door -------------------------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[4]
LISTS = {
    "the example": ROOT / "examples/meridian-aurora/suppliers.csv",
    "a messy purchasing list": ROOT / "tests/auditor/entities/matching/messy_suppliers.csv",
    "a list of facts": ROOT / "tests/auditor/entities/matching/messy_reference/suppliers.csv",
    "the blank list": supplier_template(),
    "a preamble": f"Vendor master, plant 7\n\nVendor name;Ctry;LEI;Alias\nNordvik GmbH;DE;{A};NVK|Nord\nFjord AS;NO;;\n",
    "tabs": "供应商名称\t国家\t统一社会信用代码\n虚构科技有限公司\t中国\t91350100M000100Y43\n",
    "Russian": "Поставщик;ИНН;ОГРН\nООО Вымысел;7707083893;1027700132195\n",
    "names only": "Nordvik GmbH\nFjordlys AS\n",
    "owners under other headings": "Lieferant,USt-IdNr.,Land,owners\nNordvik GmbH,DE136695976,DE,Lotus Holding [CN] 60%\n",
    "own headings": f"name,aliases,lei,duns\nNordvik GmbH,NVK,{A},12-345-6789\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_an_audit_reads_of_a_list_what_a_screening_reads(tmp_path: Path, name: str) -> None:
    content = LISTS[name]
    data = content.read_bytes() if isinstance(content, Path) else content.encode()
    listed = Listed(tmp_path, data)
    screened = read_list(read_input(tmp_path / "list1.csv", "list1.csv"))
    audited = {source.pointer: supplier for supplier in listed.suppliers.suppliers for source in supplier.sources}
    repeated = {p.source.pointer for p in listed.suppliers.problems if p.message.endswith("; read once")}
    assert {row.place for row in screened.rows if row.name} == audited.keys() | repeated
    assert set(screened.problems) <= set(listed.suppliers.problems)
    for row in (row for row in screened.rows if row.place in audited):
        supplier = audited[row.place]
        assert supplier.sources[0].sha256 == hashlib.sha256(data).hexdigest()
        assert (supplier.person.name, supplier.aliases) == (row.name, row.other_names)
        usable = {scheme: value for scheme, text in row.identifiers.items() if (value := check(scheme, text).value)}
        assert {scheme: value for scheme, value in supplier.identifiers.items() if scheme != "domain"} == usable


def test_a_list_of_facts_may_be_empty_and_names_its_parties_whatever_they_are_called(tmp_path: Path) -> None:
    assert Listed(tmp_path, "name,owners\n").suppliers.suppliers == ()
    rows = [CLEAN | {"name": name} for name in ("Total", "3", "M-100")]
    assert [s.person.name for s in Listed(tmp_path, rows).suppliers.suppliers] == ["Total", "3", "M-100"]


def test_a_workbook_of_the_purchasing_department_is_a_supplier_list(tmp_path: Path) -> None:
    path = tmp_path / "vendors.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Export")
    for r, row in enumerate([["SAP export"], [], ["Kreditor", "Name 1", "ИНН", "owners"]]):
        sheet.write_row(r, 0, row)
    sheet.write_row(3, 0, ["100042", "Nordvik Telematik GmbH", "7707083893", "Lotus Holding [CN] 60%"])
    book.close()
    graph = Graph(PARAMETERS)
    people = People(graph, read_suppliers([read_input(path, "vendors.xlsx")], graph))
    named = people.find("another name", {"inn": "7707083893"})
    assert named.known_as == "Nordvik Telematik GmbH"
    assert graph.nexus(named.person).value is True
