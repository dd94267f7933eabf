"""The list that a purchasing department has: however it is headed, encoded and written, no row of it is lost or misread."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.identifiers.forms import check
from auditor.entities.suppliers.cells import country_named, identifier
from auditor.entities.suppliers.headings import heading_meaning
from auditor.entities.suppliers.supplier_list import Row, SupplierList, read_list
from auditor.inputs import read_input
from bom_parsers.errors import InputError


def lei(stem: str) -> str:
    """Return a fictional LEI that begins with `stem` and has fitting check digits."""
    stem = stem.ljust(18, "0")
    return next(f"{stem}{n:02}" for n in range(2, 99) if check("lei", f"{stem}{n:02}").value)


def fitting(scheme: str, stem: str) -> str:
    """Return a number of `scheme` that begins with `stem` and whose last digit, or last two, fit."""
    ends = [*"0123456789ABCDEFGHJKLMNPQRTUWXY", *(f"{n:02}" for n in range(100))]
    return next(stem + end for end in ends if check(scheme, stem + end).value)


LEI = lei("5299NORDVIK")
VAT = fitting("vat", "DE10000000")
USCC = fitting("uscc", "91320594000000000")
INN = fitting("inn", "990000000")


@pytest.fixture
def read(tmp_path: Path):
    """Read a list from text, in an encoding, or from the rows of a workbook's sheets by name."""

    def reading(
        content: str | bytes | dict[str, list[list[object]]], encoding: str = "utf-8", suffix: str = "csv"
    ) -> SupplierList:
        path = tmp_path / f"list.{suffix}"
        if isinstance(content, dict):
            path = tmp_path / "list.xlsx"
            with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
                for name, rows in content.items():
                    sheet = book.add_worksheet(name.removeprefix("hidden "))
                    if name.startswith("hidden "):
                        sheet.hide()
                    for r, row in enumerate(rows):
                        sheet.write_row(r, 0, row)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_list(read_input(path, "list"))

    return reading


def names(found: SupplierList) -> list[str]:
    return [row.name for row in found.rows]


def told(found: SupplierList, words: str) -> list[str]:
    return [problem.source.pointer for problem in found.problems if words in problem.message]


@pytest.mark.parametrize(
    "heading",
    [
        "Vendor", "supplier name", "Supplier Name *", "COMPANY", "Lieferant", "Kreditor", "Firma", "NAME 1",
        "Name1", "fournisseur", "Raison sociale", "Proveedor", "Razon Social", "Fornitore", "供应商",
        "供应商名称", "公司名称", "仕入先", "会社名", "поставщик", "Наименование", "Supplier / 供应商名称",
        "供应商名称 Supplier Name", "供应商名称（Supplier Name）", "Vendor name (as in SAP)", "공급업체명",
    ],
)  # fmt: skip
def test_a_column_of_names_is_known_by_its_heading_in_many_languages(read, heading):
    found = read(f'Nr;"{heading}";Ort\n1;Nordvik Telematik GmbH;Ulm\n')
    assert names(found) == ["Nordvik Telematik GmbH"]
    assert told(found, "columns not used: 'Nr', 'Ort'") == ["line 1"]


@pytest.mark.parametrize(
    "heading", ["Contact name", "Name (contact person)", "Customer / Name", "Bank name", "File name"]
)
def test_a_column_of_other_names_is_none(heading):
    assert heading_meaning(heading) is None


def test_every_column_is_read_below_a_preamble(read):
    text = (
        "Supplier list of Example Motors;;;\n;;;\nCompany:;Example Motors;;\n"
        "Lieferantennr.;Name 1;Name 2;Land;USt-IdNr.;LEI-Code;D-U-N-S;früherer Name;Bemerkung\n"
        f"0070012;Nordvik Telematik;Deutschland GmbH & Co. KG;Deutschland;{VAT};{LEI};12345678;"
        '"Ostvik Funk GmbH; Nordvik AG";Rahmenvertrag\n'
    )
    found = read(text, "cp1252")
    assert found.rows[0] == Row(
        source=found.source.at("line 5", ""),
        name="Nordvik Telematik Deutschland GmbH & Co. KG",
        identifiers={"lei": LEI, "duns": "12345678", "vat": VAT},
        country="DE",
        country_as_typed="Deutschland",
        other_names=("Ostvik Funk GmbH", "Nordvik AG"),
        remark="Rahmenvertrag",
        number="0070012",
    )
    assert told(found, "2 rows above the headings") == ["line 1"]


def test_what_is_said_of_one_row_is_said_in_the_singular(read):
    assert told(read("Our list\nname;country\nNordvik AG;DE\n"), "1 row above the headings") == ["line 1"]
    assert told(read("Nordvik GmbH\n"), "no heading; the one row is read as a name") == ["line 1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(read, encoding, delimiter):
    rows = [
        ["供应商名称", "国家", "统一社会信用代码"],
        ["星虚构科技有限公司", "中国", USCC],
        ["海虚构电子股份有限公司", "中国大陆", ""],
    ]
    found = read("\n".join(delimiter.join(row) for row in rows), encoding)
    assert [(row.name, row.country) for row in found.rows] == [(rows[1][0], "CN"), (rows[2][0], "CN")]
    assert found.rows[0].identifiers == {"uscc": USCC}


def test_shift_jis_and_cp1252_are_found(read):
    assert names(read("仕入先名,国\nカクウのつくりもの株式会社,日本\n", "cp932")) == ["カクウのつくりもの株式会社"]
    assert names(read("Lieferant;Land\nMüßig & Söhne GmbH;Österreich\n", "cp1252")) == ["Müßig & Söhne GmbH"]


def test_in_an_export_the_column_of_numbers_is_not_the_name(read):
    found = read("Kreditor;Name 1;Land\n70012;Nordvik GmbH;DE\n70013;Fjordlys AS;NO\n")
    assert [(row.number, row.name) for row in found.rows] == [("70012", "Nordvik GmbH"), ("70013", "Fjordlys AS")]
    found = read("Lieferant;Kreditor\n70012;Nordvik GmbH\n70013;Fjordlys AS\n")
    assert [(row.number, row.name) for row in found.rows] == [("70012", "Nordvik GmbH"), ("70013", "Fjordlys AS")]
    with pytest.raises(InputError, match="numbers in the only columns for names, of the headings 'Lieferant', 'Land'"):
        read("Lieferant;Land\n70012;DE;more\n70013;NO\n")


@pytest.mark.parametrize("heading", ["supplier name", "Name 1", "公司名称", "company", "Vendor", "Lieferant"])
def test_names_that_look_like_codes_are_read_under_a_heading_for_names(read, heading: str):
    listed = ["P3", "A123", "3M", "K-100", "E2"]
    found = read("\n".join([heading, *listed]) + "\n")
    assert names(found) == listed
    assert names(read("\n".join([heading, *listed[:2], "Silberkamm AG"]) + "\n")) == [*listed[:2], "Silberkamm AG"]


def test_names_that_look_like_codes_are_read_beside_a_column_of_numbers(read):
    found = read("Vendor;Vendor name\nK-100;P3\nK-101;A123\nK-102;Silberkamm AG\n")
    assert [(row.number, row.name) for row in found.rows] == [
        ("K-100", "P3"),
        ("K-101", "A123"),
        ("K-102", "Silberkamm AG"),
    ]


def test_the_names_of_contacts_and_of_the_buyer_are_not_the_suppliers(read):
    assert names(read("Name,Company\nJane Doe,Nordvik Ltd\nJohn Doe,Fjordlys AS\n")) == ["Nordvik Ltd", "Fjordlys AS"]
    assert names(read("Name,Supplier\nJane Doe,Nordvik Ltd\nJohn Doe,Fjordlys AS\n")) == ["Nordvik Ltd", "Fjordlys AS"]
    assert names(read("Company,Name,Vendor\n1000,Nordvik Ltd,70012\n1000,Fjordlys AS,70013\n")) == [
        "Nordvik Ltd",
        "Fjordlys AS",
    ]
    rows = "".join(f"Example Motors,{name}\n" for name in ("Nordvik Ltd", "Fjordlys AS", "Aurora Inc."))
    assert names(read(f"Company,Name\n{rows}")) == ["Nordvik Ltd", "Fjordlys AS", "Aurora Inc."]


def test_two_columns_of_names_are_told_and_the_second_fills_the_blanks(read):
    found = read("Supplier Name,公司名称\nNordvik Ltd,诺虚构\n,海虚构公司\n")
    assert names(found) == ["Nordvik Ltd", "海虚构公司"]
    assert told(found, "several columns of names: 'Supplier Name' is read, '公司名称' only where that is blank") == [
        "line 1"
    ]


def test_a_workbook_is_read_with_the_addresses_of_its_cells(read):
    rows = [
        ["Suppliers"],
        [],
        ["Vendor", "Country", "DUNS"],
        ["Nordvik Ltd", "GBR", 12345678],
        ["Fjordlys AS", "Norwegen", ""],
    ]
    found = read({"List": rows, "Notes": [["read me"]], "hidden lookup": [["name", "code"], ["Germany", "DE"]]})
    assert [(row.place, row.name, row.country) for row in found.rows] == [
        ("List!4", "Nordvik Ltd", "GB"),
        ("List!5", "Fjordlys AS", "NO"),
    ]
    assert found.rows[0].identifiers == {"duns": "12345678"}
    assert told(found, "without a heading") == ["Notes"] and told(found, "a hidden sheet") == ["lookup"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("DE", "DE"), ("deu", "DE"), ("PRC", "CN"), ("P.R. China", "CN"), ("P.R.China", "CN"),
        ("VR China", "CN"), ("中国", "CN"), ("КНР", "CN"), ("Hong Kong", "HK"),
        ("Hong Kong SAR, China", "HK"), ("香港", "HK"), ("Taiwan", "TW"), ("Taiwan, Province of China", "TW"),
        ("США", "US"), ("U.S.A.", "US"), ("UK", "GB"), ("Corée du Sud", "KR"), ("Espana", "ES"),
        ("Tschechien", "CZ"), ("DE - Germany", "DE"), ("DE Germany", "DE"), ("Germany (DE)", "DE"),
        ("中国 China", "CN"), ("China/中国", "CN"), ("Russian Federation", "RU"), ("NAM", "NA"),
        ("Republic of China", None), ("Korea / Japan", None), ("Suzhou, China", None), ("Europe", None),
        ("D", None), ("NA", None), ("156", None), ("China / Taiwan", None), ("??", None),
    ],
)  # fmt: skip
def test_a_country_is_understood_or_not_guessed(cell, code):
    assert country_named(cell) == code


def test_a_country_not_understood_is_told(read):
    found = read("Name,Country\nNordvik,Europe\nFjordlys,n/a\n")
    assert [(row.country, row.country_as_typed) for row in found.rows] == [(None, "Europe"), (None, "n/a")]
    assert told(found, "'Europe' is not understood") == ["line 2"] and not told(found, "'n/a' is not")


@pytest.mark.parametrize(
    ("column", "cell", "home", "scheme"),
    [
        ("tax", VAT, None, "vat"), ("tax", USCC, "CN", "uscc"), ("tax", INN, "RU", "inn"),
        ("tax", INN, None, "inn"), ("tax", LEI, "DE", "lei"), ("tax", INN, "DE", ""),
        ("tax", "12/345/67890", "DE", ""), ("vat", LEI, None, "lei"), ("vat", USCC, "CN", "uscc"),
        ("inn", f"{INN}/770101001", "RU", "inn"), ("vat", f"USt-IdNr. {VAT}", "DE", "vat"),
        ("vat", f"'{VAT}", "DE", "vat"), ("vat", VAT[2:], "DE", "vat"),
        ("duns", '="001234567"', None, "duns"), ("uscc", "9.13205E+17", "CN", ""),
        ("uscc", "9,13205E17", "CN", ""), ("cage", "1.00E+23", "US", ""),
    ],
)  # fmt: skip
def test_an_identifier_is_of_the_scheme_its_check_digits_fit(column, cell, home, scheme):
    found = identifier(column, cell, home)
    assert found.scheme == scheme
    assert not scheme or check(scheme, found.text).value


def test_a_vat_number_without_its_country_is_used_only_if_its_digits_fit_the_rows(read):
    wrong = f"{VAT[2:-1]}{(int(VAT[-1]) + 1) % 10}"
    found = read(f"Name,VAT no,Country\nNordvik,{VAT[2:]},DE\nFjordlys,{wrong},DE\nAurora,{VAT[2:]},\n")
    assert [row.identifiers["vat"] for row in found.rows] == [VAT, wrong, VAT[2:]]
    assert told(found, "cannot be used") == ["line 3", "line 4"]


def test_what_a_spreadsheet_did_to_a_number_is_told(read):
    rows = [
        ["Supplier", "USCC", "CAGE", "ИНН"],
        ["Star Fictive Ltd", 913205940000000123, "", ""],
        ["Moon Fictive Ltd", "", "1234", ""],
        ["Sun Fictive", "", "", "12345"],
    ]
    found = read({"L": rows})
    assert [dict(row.identifiers) for row in found.rows] == [{}, {"cage": "1234"}, {"inn": "12345"}]
    assert told(found, "a spreadsheet has rounded it") == ["L!2"]
    assert told(found, "dropped a zero") == ["L!3"]
    found = read("Supplier,USCC\nStar Fictive Ltd,913205940000000000\n")
    assert told(found, "rounded it to 15 digits") == ["line 2"]


def test_rows_that_are_no_party_are_told_and_not_read(read):
    nobodies = "n/a|Various|diverse Lieferanten|CPD - Inland|one-time vendor|Einmallieferant|其他供应商|諸口|-----|#N/A"
    lines = ["Vendor;Country;Volume", "Nordvik GmbH;DE;1", *(f"{name};;2" for name in nobodies.split("|"))]
    lines += [";;", "VENDOR;Country;Volume", "Total AG;FR;3", "Grand total;;6", ";;6", "Summe: 200;;"]
    found = read("\n".join(lines))
    assert names(found) == ["Nordvik GmbH", "Total AG"]
    assert len([p for p in found.problems if p.message.endswith("no party")]) == len(nobodies.split("|")) + 4
    assert told(found, "1 blank row") == ["line 1"] and told(found, "is blank; no party") == [f"line {len(lines) - 1}"]
    assert told(found, "total") == [f"line {len(lines) - 2}", f"line {len(lines)}"]


def test_a_row_with_nothing_but_an_identifier_is_screened_by_it(read):
    found = read(f"Supplier,LEI\n,{LEI}\nn/a,{LEI}\n")
    assert [(row.name, row.identifiers) for row in found.rows] == [("", {"lei": LEI})] * 2
    assert told(found, "by its identifier alone") == ["line 2", "line 3"]


def test_a_formula_is_text(read):
    formulas = ['=HYPERLINK("http://x.example","Nordvik")', "=CMD|' /C calc'!A0", "@SUM(1)", "+Nordvik"]
    text = io.StringIO()
    csv.writer(text).writerows([["Supplier", "Country"], *([formula, "DE"] for formula in formulas)])
    found = read(text.getvalue())
    assert names(found) == formulas
    assert told(found, "not evaluated") == ["line 2", "line 3", "line 4", "line 5"]
    assert names(read({"L": [["Supplier"], [formulas[0]]]})) == [formulas[0]]


def test_names_garbled_on_their_way_are_told(read):
    found = read("Lieferant;Land\nM?ller Fiktiv GmbH;DE\nMÃ¼ller Fiktiv GmbH;DE\nMüller Fiktiv GmbH;DE\n")
    assert len(found.rows) == 3 and told(found, "garbled") == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Nordvik GmbH (vormals Ostvik Funk AG)", ("Nordvik GmbH", "Ostvik Funk AG")),
        ("Nordvik GmbH, formerly Ostvik Inc.", ("Nordvik GmbH", "Ostvik Inc.")),
        ("星虚构公司（原名：海虚构公司）", ("星虚构公司", "海虚构公司")),
        ("Nordvik GmbH c/o Buchhaltung", ("Nordvik GmbH",)),
        ("*** DO NOT USE *** Nordvik GmbH - gesperrt", ("Nordvik GmbH",)),
        ("Nordvik (Suzhou) Co., Ltd.", ()),
        ("Formerly Yours Ltd", ()),
        ("Nordvik-Formerlying GmbH", ()),
    ],
)
def test_names_inside_a_name_are_looked_up_too(read, name, within):
    row = read(f'Supplier;Country\n"{name}";DE\n').rows[0]
    assert (row.name, row.other_names) == (name, within)


def test_repeated_rows_each_stay(read):
    assert names(read("Supplier\nNordvik GmbH\nNordvik GmbH\n")) == ["Nordvik GmbH"] * 2


def test_an_unquoted_comma_does_not_cut_a_name_unseen(read):
    found = read(
        "Supplier,Country,City\nStar Fictive Co., Ltd.,CN,Suzhou\nNordvik GmbH,DE,Ulm\nFjordlys, vormals Ostvik,NO,Oslo\n"
    )
    assert [(row.name, row.country) for row in found.rows][:2] == [
        ("Star Fictive Co., Ltd.", "CN"),
        ("Nordvik GmbH", "DE"),
    ]
    assert told(found, "may have cut") == ["line 4"]
    assert names(read("Supplier\nStar Fictive Co., Ltd.\nNordvik, Inc.\n")) == [
        "Star Fictive Co., Ltd.",
        "Nordvik, Inc.",
    ]


def test_other_headings_further_down_hold_from_there(read):
    found = read("Supplier;Country\nNordvik GmbH;DE\n\nLand;Lieferant\nNorwegen;Fjordlys AS\n")
    assert [(row.name, row.country) for row in found.rows] == [("Nordvik GmbH", "DE"), ("Fjordlys AS", "NO")]


@pytest.mark.parametrize("suffix", ["txt", "csv"])
def test_a_text_of_one_name_a_line_is_read_and_told(read, suffix):
    found = read('Nordvik GmbH\n\nStar Fictive Co.,Ltd.\n"Aurora, Inc."\nn/a\n', suffix=suffix)
    assert [(row.place, row.name) for row in found.rows] == [
        ("line 1", "Nordvik GmbH"),
        ("line 3", "Star Fictive Co.,Ltd."),
        ("line 4", "Aurora, Inc."),
    ]
    assert told(found, "no heading; each of 4 rows is read as a name, the first is 'Nordvik GmbH'") == ["line 1"]
    assert names(read({"L": [["Nordvik GmbH"], ["Aurora"]]})) == ["Nordvik GmbH", "Aurora"]


def test_a_list_without_a_column_of_names_is_refused_with_what_it_has(read):
    with pytest.raises(
        InputError, match=r"line 1: found the headings 'Partner', 'Ort'; expected a heading such as 'supplier name'"
    ):
        read("Partner,Ort\nNordvik,Ulm\n")
    with pytest.raises(InputError, match="expected a heading"):
        read("Nordvik GmbH,DE\nFjordlys,NO\n", suffix="txt")
    with pytest.raises(InputError, match="expected a heading"):
        read('{"components": [\n]}')


@pytest.mark.parametrize("content", ["", "Supplier,Country\n", "Supplier,Country\n,\nTotal,\n", "\n\n"])
def test_an_empty_list_is_refused(read, content):
    with pytest.raises(InputError):
        read(content)


def test_the_hash_is_of_the_file(read):
    text = "Supplier\nNordvik\n"
    found = read(text)
    assert found.rows[0].source.sha256 == found.source.sha256 == hashlib.sha256(text.encode()).hexdigest()


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters='"'), max_size=10
) | st.sampled_from(
    [
        "Nordvik GmbH",
        "Ltd.",
        "Supplier",
        "Country",
        "DE",
        "中国",
        "total",
        "n/a",
        "70012",
        LEI,
        VAT,
        "9.1E+17",
        "=1",
        ";",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_no_row_is_lost(tmp_path_factory, rows, delimiter, quoted):
    certain = [["Nordvik GmbH", "DE", "", ""]] * (len(rows) + 1)
    rows = [["Supplier", "Country", "LEI", "tax no"], *certain, *rows]
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    found = read_list(read_input(path, "list"))
    assert names(found)[: len(certain)] == ["Nordvik GmbH"] * len(certain)
    places = {row.place for row in found.rows} | {problem.source.pointer for problem in found.problems}
    assert {f"line {line}" for line, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)} <= places


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(data)
    try:
        found = read_list(read_input(path, "list"))
    except InputError:
        return
    assert found.rows


OWNED = "name,owners,no_other_owners,self_declared,owners,self_declared,incorporated_in,incorporated_in\n"


def test_of_two_cells_of_one_heading_that_differ_neither_counts(read):
    row = "Braunau Radio AG,Family B [AT] 100%,yes,no,Lanhai Co. [CN] 60%,yes,AT,at\n"
    (facts,) = [one.facts for one in read(OWNED + row).rows]
    assert facts == {"no_other_owners": "yes", "self_declared": "yes", "incorporated_in": "AT"}
    assert any("neither counts" in p.message and p.severity == "warning" for p in read(OWNED + row).problems)
    (blank,) = [one.facts["owners"] for one in read(OWNED + "Braunau Radio AG,,yes,,Lanhai Co. [CN] 60%,,,\n").rows]
    assert blank == "Lanhai Co. [CN] 60%"


@pytest.mark.parametrize(("heading", "severity"), [("owners", "warning"), ("city", "info")])
def test_a_note_on_a_cell_of_a_workbook_is_reported(tmp_path, heading, severity):
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", heading])
        sheet.write_row(1, 0, ["Braunau Radio AG", "Family B [AT] 100%"])
        sheet.write_comment("B2", "since 2026-11: Lanhai Co. [CN] 60%")
    found = read_list(read_input(tmp_path / "list.xlsx", "list.xlsx"))
    assert [(p.severity, p.source.pointer.rpartition("!")[2]) for p in found.problems if "Lanhai Co." in p.message] == [
        (severity, "B2")
    ]
