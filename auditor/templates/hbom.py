"""The hardware BOM that `icts init --hbom` writes, for a supplier to fill: every column that is read, and two fictional rows."""

from __future__ import annotations

import csv
import io

# In the words of bom_parsers/hbom/headings/headings.toml; any other spelling known there is read too.
PART_COLUMNS = (
    "Level",
    "Designator",
    "Quantity",
    "Manufacturer",
    "Manufacturer Part Number",
    "Alternate Manufacturer",
    "Alternate Part Number",
    "Description",
    "Country of Origin",
    "FCC ID",
    "Firmware",
    "Firmware Version",
    "Supplier",
    "Supplier Part Number",
    "Fitted",
)
# What a BOM cannot say otherwise; docs/taxonomy.md lists their values.
FACT_COLUMNS = (
    "icts:hardware-class",
    "icts:programmable",
    "icts:contributes-to-communication",
    "icts:rf:min-mhz",
    "icts:rf:max-mhz",
    "icts:enables",
    "icts:exclusively",
    "icts:designed-by",
    "icts:developed-by",
    "icts:manufactured-by",
)
ROWS: tuple[dict[str, str], ...] = (
    {
        "Level": "1",
        "Designator": "U1",
        "Quantity": "1",
        "Manufacturer": "Nordvik Radio AS",
        "Manufacturer Part Number": "NV-4410-EU",
        "Alternate Manufacturer": "Hafenlicht Funk GmbH",
        "Alternate Part Number": "HF-200M",
        "Description": "LTE module with GNSS receiver (example; replace this row)",
        "Country of Origin": "NO",
        "FCC ID": "EXAMPLENV4410",
        "Firmware": "NV-4410 modem firmware",
        "Firmware Version": "2.4.1",
        "Supplier": "Kontor Parts Ltd.",
        "Supplier Part Number": "KP-77123",
        "Fitted": "yes",
        "icts:hardware-class": "cellular_module",
        "icts:programmable": "true",
        "icts:contributes-to-communication": "true",
        "icts:rf:min-mhz": "700",
        "icts:rf:max-mhz": "2690",
        "icts:enables": "vcs",
        "icts:exclusively": "no",
        "icts:designed-by": "Nordvik Radio AS",
        "icts:developed-by": "Nordvik Radio AS",
        "icts:manufactured-by": "Nordvik Radio AS; Hafenlicht Funk GmbH",
    },
    {
        "Level": "1",
        "Designator": "C1 C2 C3",
        "Quantity": "3",
        "Manufacturer": "Ostwind Passives Inc.",
        "Manufacturer Part Number": "OW-0402-100N",
        "Description": "Capacitor 100 nF 16 V X7R 0402 (example; replace this row)",
        "Country of Origin": "JP",
        "Supplier": "Kontor Parts Ltd.",
        "Supplier Part Number": "KP-10004",
        "Fitted": "yes",
        "icts:programmable": "false",
        "icts:contributes-to-communication": "false",
    },
)


def hbom_template() -> str:
    """Return the template as CSV text, with a byte order mark by which spreadsheet programs know that it is UTF-8."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, (*PART_COLUMNS, *FACT_COLUMNS), restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows(ROWS)
    return "\ufeff" + out.getvalue()
