"""A fictional vehicle program as an audit document: all verdicts, hostile text, CJK names, an unreadable BOM."""

from __future__ import annotations

import hashlib
from typing import Any

from sample_components import (
    ADAS,
    GNSS,
    HEAD_UNIT,
    HOSTILE_SUPPLIER,
    IMPORT,
    KEY_FOB,
    SALE,
    TCU,
    TCU_PARTS,
    TPMS,
    sample_components,
)

from reports.documents.audit import (
    VERDICTS,
    AuditDocument,
    Behind,
    Component,
    Input,
    Item,
    Parameter,
    Question,
    Source,
    Step,
    Unseen,
)

UNREAD = "boms/gnss-firmware.spdx"


def sample() -> AuditDocument:
    """Return the whole sample; a new one at each call, so that a test may change it."""
    components = sample_components()
    counts: dict[str, int] = dict.fromkeys(VERDICTS, 0)
    for component in components:
        counts[component["verdict"]] += 1
    return {
        "tool": "icts-auditor 0.1.0",
        "rule": "15 CFR part 791 subpart D",
        "what_if": [],
        "as_of": "2026-10-05",
        "program": "Aurora launch, model year 2027",
        "program_file": "programs/aurora/program.toml",
        "verdict": "prohibited",
        "exit_code": 11,
        "counts": counts,
        "declarant": {
            "name": "Meridian Motors USA, Inc.",
            "address": "1200 Foundry Road\nAuburn Hills, MI 48326",
            "roles": ["connected_vehicle_manufacturer", "vcs_hardware_importer"],
            "us_person": True,
            "contact": {
                "name": "Dana Okafor",
                "title": "Director, Trade Compliance",
                "phone": "",
                "email": "trade@meridian.example",
            },
        },
        "vehicle": {
            "make": "Meridian",
            "model": "Aurora",
            "trims": ["Base", "Touring", "Touring AWD"],
            "model_year": 2027,
            "gvwr": "5,840 lb",
            "vin_series": "",
        },
        "transactions": [
            {
                "id": IMPORT,
                "kind": "import",
                "date": "2027-01-11",
                "purpose": "sale",
                "keep_records_until": "2037-02-15",
            },
            {"id": SALE, "kind": "sale", "date": "2027-02-15", "purpose": "sale", "keep_records_until": "2037-02-15"},
        ],
        "items": [
            _item("tcu", "Telematics control unit", ["vcs"], [699.0, 5925.0], "no", by="Brightwater Telematics Inc."),
            _item("head-unit", "Head unit", ["vcs"], [2402.0, 5835.0], "no", by="Nordhafen Cockpit GmbH"),
            _item("adas", "Driver assistance computer", None, None, None, by="華瀚電子股份有限公司"),
            _item("tpms", "Tire pressure sensors", ["vcs"], [433.92, 433.92], "sensing", by="Valdora Sensors S.p.A."),
            _item("key-fob", "Key fob receiver", ["vcs"], [315.0, 315.0], "no", by=None),
            _item("gnss", "GNSS antenna", ["vcs"], [1164.0, 1610.0], "receive_only", by="Aster Antennas Ltd"),
        ],
        "inputs": _inputs(components),
        "parameters": _parameters(),
        "declaration": {
            "declaration": "barred",
            "period": "model year 2027",
            "first_transaction": "2027-01-11",
            "due": "2026-11-12",
            "keep_records_until": "2037-01-11",
            "draft": True,
            "open": [
                f"Not seen: {UNREAD} of GNSS receiver cannot be read: line 5: found no tag.",
                "2 components are prohibited: replace them, or obtain a specific authorization (15 CFR 791.307).",
                "The VIN series of the vehicles is not stated.",
                "The contact's telephone number is not stated.",
            ],
        },
        "assessor": None,
        "components": components,
        "questions": _questions(components),
        "expired": [
            "determinations.toml: “openconnd is unmodified open source”, by R. Lindqvist, was valid until 2026-09-30"
        ],
        "persons": _persons(),
        "sources": _sources(),
        "problems": _problems(),
    }


def _persons() -> list[Behind]:
    """One chain that decides, one lead, with names in two scripts."""
    register = "a register as of 2026-09-30 (bods-2026-09-30-0123456789ab: row 17)"

    def step(owner: str, owned: str, held: str, words: str, place: str) -> Step:
        return {
            "owner": owner,
            "owned": owned,
            "owner_is": place,
            "owned_is": "DE",
            "words": f"{owner} {words} {owned}",
            "held": held,
            "source": register,
            "as_of": "2026-09-30",
        }

    return [
        {
            "name": "Falkenlohe Funk GmbH",
            "nexus": True,
            "because": "prong 4: owned or controlled by a person of the PRC or Russia: Example Lotus Holding has 51% of the "
            "votes, a majority (prong 3: incorporated, headquartered or doing its principal business in CN)",
            "chain": [
                step(
                    "Mittelstück Beteiligungs GmbH",
                    "Falkenlohe Funk GmbH",
                    "100% of the votes",
                    "holds 100% of",
                    "DE",
                ),
                step("示例莲花控股有限公司", "Mittelstück Beteiligungs GmbH", "51% of the votes", "holds 51% of", "CN"),
            ],
            "listings": ["its holder 示例莲花控股有限公司: An Example List, since 2025-01-01"],
            "source": register,
        },
        {
            "name": "Nordhafen Cockpit GmbH",
            "nexus": None,
            "because": "Nordhafen Cockpit GmbH: a share is known within bounds only",
            "chain": [
                step("ООО Пример", "Nordhafen Cockpit GmbH", "25 to 50% of the votes", "holds 25 to 50% of", "RU")
            ],
            "listings": [],
            "source": register,
        },
    ]


def _sources() -> list[Source]:
    def snapshot(id: str, source: str, standing: str, used: bool) -> Source:
        return {
            "id": id,
            "source": source,
            "license": "CC0 1.0",
            "as_of": "2026-09-30",
            "sha256": hashlib.sha256(id.encode()).hexdigest(),
            "standing": standing,
            "rows": 1234,
            "used": used,
        }

    return [
        snapshot("bods-2026-09-30-0123456789ab", "a register", "sourced", True),
        snapshot("starter-unverified-2026-11-24-0123456789ab", "starter list, general knowledge", "unverified", False),
    ]


def _item(id: str, name: str, *function: Any, by: str | None) -> Item:
    enables, mhz, exclusively = function
    return {
        "id": id,
        "name": name,
        "enables": enables,
        "frequency_mhz": mhz,
        "exclusively": exclusively,
        "supplier": by,
        "seen": [] if id == "gnss" else [{"file": f"boms/{id}.cdx.json", "kind": "software", "components": 3}],
        "unseen": [_unread()] if id == "gnss" else [],
    }


def _unread() -> Unseen:
    return {
        "id": f"gnss/{UNREAD}#unreadable-bom@{UNREAD}",
        "kind": "unreadable-bom",
        "what": f"{UNREAD} of GNSS receiver cannot be read: line 5: found no tag",
        "stated": False,
        "because": "",
    }


def _inputs(components: list[Component]) -> list[Input]:
    def read(file: str, role: str, format: str | None = None, version: str = "", tool: str = "") -> Input:
        number = sum(component["file"] == file for component in components)
        return {
            "file": file,
            "role": role,
            "item": role.rpartition(" of ")[2] if " of " in role else None,
            "sha256": hashlib.sha256(file.encode()).hexdigest(),
            "bytes": 1000 + 731 * number,
            "format": format,
            "spec_version": version or None,
            "tool": tool or None,
            "components": number if format else None,
            "problem": None,
            "reason": None,
        }

    unread = read(UNREAD, "SBOM of gnss")
    unread["reason"] = (
        "line 212: found the end of the file inside <text>; expected </text>; ask the supplier for the whole file"
    )
    unread["problem"] = f"{unread['file']}: {unread['reason']}"
    return [
        read("programs/aurora/program.toml", "program"),
        read(TCU, "SBOM of tcu", "cyclonedx-json", "1.6", "syncope 4.1"),
        read(TCU_PARTS, "HBOM of tcu", "hbom-xlsx"),
        read(HEAD_UNIT, "SBOM of head-unit", "spdx-json", "2.3", "Nordhafen build 7"),
        read(ADAS, "SBOM of adas", "cyclonedx-xml", "1.4"),
        read(TPMS, "HBOM of tpms", "hbom-csv"),
        read(KEY_FOB, "HBOM of key-fob", "hbom-csv"),
        read(GNSS, "HBOM of gnss", "hbom-csv"),
        unread,
        read("suppliers.xlsx", "supplier list"),
    ]


def _parameters() -> list[Parameter]:
    rows = [
        ("vcs_lowest_frequency", "450", "MHz", "15 CFR 791.301", "probable", "2026-10-05"),
        ("gvwr_limit", "10,000", "lb", "15 CFR 791.301", "probable", "2026-10-05"),
        ("first_software_model_year", "2027", "model year", "15 CFR 791.308(b)", "settled", "2026-10-05"),
        ("first_hardware_model_year", "2030", "model year", "15 CFR 791.308(a)(2)", "settled", "2026-10-05"),
        ("legacy_cut_off", "2026-03-17", "", "15 CFR 791.303", "open", "2026-10-05"),
        ("declaration_days_before", "60", "days", "15 CFR 791.305", "probable", "2026-10-05"),
        ("record_years", "10", "years", "15 CFR 791.312(a)", "settled", "2026-10-05"),
    ]
    keys = ("name", "value", "unit", "citation", "standing", "last_checked")
    return [dict(zip(keys, row, strict=True)) for row in rows]  # type: ignore[misc]


def _questions(components: list[Component]) -> list[Question]:
    def question(fact: str, ask: str, whom: str, item: str, alone: int) -> Question:
        waiting = [c["id"] for c in components if c["item"] == item and fact in c["missing"]]
        return {
            "id": f"{fact}@{item or whom}",
            "fact": fact,
            "ask": ask,
            "whom": whom,
            "item": item,
            "concern": "nexus" if whom.startswith("Linghe") else "",
            "stranger": False,
            "components": waiting,
            "count": len(waiting),
            "things": len(waiting),
            "alone": alone,
        }

    return [
        question(
            "component.completed_on",
            "On what date was the code finished, and who has altered it since?",
            "Linghe Telematics (Shenzhen) Co., Ltd.",
            "tcu",
            2,
        ),
        question(
            "item.enables",
            "Does the computer perform the whole driving task (SAE J3016 level 3 or higher)?",
            "the engineer of the driver assistance computer",
            "adas",
            5,
        ),
        question(
            "party", "Who designed, developed, manufactured and supplied it?", "Brightwater Telematics Inc.", "tcu", 0
        ),
        question("party.incorporated_in", "In which country is the company incorporated?", HOSTILE_SUPPLIER, "tcu", 0),
        question(
            "party.headquartered_in", "In which country does it have its headquarters?", HOSTILE_SUPPLIER, "tcu", 0
        ),
        question(
            "party.owners",
            "Who holds the remaining 24% of the votes in Huahan Electronics Co., Ltd.?",
            "華瀚電子股份有限公司",
            "adas",
            0,
        ),
    ]


def _problems() -> Any:
    notes = [("info", f"no ref; '/components/{n}' here", f"/components/{n}") for n in range(4, 9)]
    rows = [
        ("warning", "ref 'openssl' is used before; this component is 'openssl#2' here", "/components/30"),
        *notes,
        ("error", "component is a number, not an object", "/components/31"),
    ]
    tcu = [{"file": TCU, "severity": severity, "message": text, "pointer": at} for severity, text, at in rows]
    return [
        *tcu,
        {"file": TPMS, "severity": "warning", "message": "two columns are both called “Supplier”", "pointer": "row 4"},
    ]
