"""The supplier list that `icts init --suppliers` writes: what the columns mean, their headings, and two fictional rows."""

from __future__ import annotations

import csv
import io

from auditor.entities.suppliers.headings import COLUMNS

EXPLAINED = (
    "Supplier list: one row for each person; what is left blank is unknown. Rows above the headings are not read.",
    "kind: organization, natural_person or government. Countries: ISO 3166-1 alpha-2. aliases and citizenships: separated by ;",
    "owners: NAME [CC] 51%, rights; NAME 12.5% ... An owner without [CC] is another row. Rights: largest, dispersed, "
    "special share, proxy, veto, contract control, power excluded, natural person, board 3/9, in concert with NAME.",
    "no_other_owners: yes only if the list of owners is complete. source, source_date: on what evidence.",
    "self_declared: yes if that is what the company says of itself, in a letter, a form or an answer.",
)
ROWS: tuple[dict[str, str], ...] = (
    {
        "name": "Nordvik Telematik GmbH",
        "aliases": "Nordvik; Nordvik Telematics",
        "duns": "000000018",
        "domain": "nordvik.example",
        "incorporated_in": "DE",
        "headquartered_in": "DE",
        "principal_place_of_business": "DE",
        "owners": "Fjordlys Holding AS 62.5%, board 4/6; Free float 37.5%, dispersed",
        "no_other_owners": "yes",
        "source": "Commercial register extract HRB 00000",
        "source_date": "2026-09-30",
    },
    {
        "name": "Fjordlys Holding AS",
        "incorporated_in": "NO",
        "headquartered_in": "NO",
        "principal_place_of_business": "NO",
        "owners": "Family Lindqvist [NO] 80%; Aurora Example Fund LP [US] 20%, in concert with Family Lindqvist",
        "no_other_owners": "yes",
        "self_declared": "yes",
        "source": "Supplier's ownership statement",
        "source_date": "2026-09-12",
    },
)


def supplier_template() -> str:
    """Return a supplier list to fill in, as CSV: what the columns mean, the headings, and two fictional rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([f"# {line}"] for line in EXPLAINED)
    writer.writerow(COLUMNS)
    writer.writerows([row.get(column, "") for column in COLUMNS] for row in ROWS)
    return text.getvalue()
