"""Nothing that a file writes beside or into the number of a radio makes a resistor or a capacitor of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from auditor.facts.hardware import radio_parts
from auditor.facts.hardware.as_it_reads import as_it_reads, is_disguised
from auditor.facts.hardware.leads import Seems, seems
from auditor.provenance import Source, SourceKind
from bom_parsers import read_bom

HEAD = ["Designator", "Quantity", "Manufacturer", "MPN", "Description", "Value", "Footprint"]
AT = Source(SourceKind.BOM_FIELD, "bom.csv", "0" * 64, "line 2")


def all_seem(cells: dict[str, str], more: str = "") -> list[Seems]:
    line = {
        "Designator": "C7", "Quantity": "1", "Manufacturer": "Nordvik", "MPN": "GRM155R71C104KA88D",
        "Description": "CAP CER 0.1UF 50V X7R 0402", "Value": "100n", "Footprint": "C_0402_1005Metric",
    }  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows([[*HEAD, *([more] if more else [])], list((line | cells).values())])
    bom = read_bom(Path("bom.csv"), data=out.getvalue().encode())
    return [
        seems(row, bom.properties.filter(ref=row["ref"]).to_dicts(), radio_parts.shipped(), AT)
        for row in bom.components.iter_rows(named=True)
    ]


DISGUISES = [
    "ЕС25-Е", "ЕC25-E", "ΕC25-Ε", "ＥＣ２５－Ｅ", "𝐄𝐂𝟐𝟓-𝐄", "𝙴𝙲𝟸𝟻-𝙴", "ⒺⒸ②⑤-Ⓔ", "E\u200bC25-E", "EC\u00ad25-E",
    "E\u0301C25-E", "EC2\u03325-E", "ÉC25-E", "EC\u034f25-E", "EC25\u2011E", "ᎬᏟ25-Ꭼ", "ꓰꓚ25-ꓰ", "ⲈⲤ25-Ⲉ", "EⅭ25-E",
    "EC٢٥-E", "EC₂₅-E", "ᴇᴄ25-E", "EC\U000e006125-E", "E\u3164C25-E", "E\u2800C25-E", "🅴🅲25-🅴", "🇪🇨25-E", "EϹ25-E",
    "ECƧ5-E", "ес25-е", "ЅІМ7600G",
]  # fmt: skip


@pytest.mark.parametrize("number", DISGUISES)
def test_a_number_in_letters_that_only_look_so_is_the_radio_that_it_imitates(number):
    [seem] = all_seem({"MPN": number})
    assert seem.concern == "radio" and "cellular module" in seem.lead and seem.plain is None


@pytest.mark.parametrize("number", ["ZХ-9000", "ZX\u200b-9000", "\u202eX-0009"])
def test_a_number_of_mixed_letters_is_of_no_plain_part(number):
    [seem] = all_seem({"MPN": number})
    assert is_disguised(number) and seem.plain is None


@pytest.mark.parametrize("number", ["К10-17Б", "RC0402–10K", "0,1 µF", "10 kΩ"])
def test_what_is_written_so_by_honest_people_stays_plain(number):
    [seem] = all_seem({"MPN": number})
    assert not is_disguised(number) and seem.plain is not None


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        ";",
        "; ",
        ",",
        ", ",
        "/",
        " / ",
        " or ",
        "|",
        " ",
        "+",
        " & ",
        " alt: ",
        "=",
        "，",
        "、",
        "；",
        "·",
        "或",
        "~",
        "*",
    ],
)
def test_a_radio_as_the_second_number_of_a_plain_part_is_a_lead(between):
    found = all_seem({"MPN": f"GRM155R71C104KA88D{between}EC25-E"})
    assert any(seem.concern == "radio" and seem.part for seem in found)


@pytest.mark.parametrize("heading", ["Alternate MPN", "MPN 2", "Second Source", "Substitute", "Supplier Part Number"])
def test_a_radio_in_a_column_of_further_numbers_is_a_lead(heading):
    line = {"": "EC25-E"}
    assert any(seem.concern == "radio" for seem in all_seem(line, heading))


def test_a_text_as_it_reads_is_the_same_again():
    for number in DISGUISES:
        assert as_it_reads(as_it_reads(number)) == as_it_reads(number)
