"""The components of the sample: every verdict, with the kinds of reasons that a real audit gives."""

from __future__ import annotations

from typing import Any

from reports.documents.audit import Answer, Component, Party, TransactionAnswer, Verdict

HOSTILE_SUPPLIER = "<script>alert('owned')</script> \x1b[31mRed\x1b[0m \u202etfosorciM\u202c \ud83d GmbH"
IMPORT, SALE = "import 2027-01-11", "sale 2027-02-15"

THEN: dict[bool | None, Verdict] = {True: "prohibited", False: "allowed", None: "review"}

TCU = "boms/tcu.cdx.json"
TCU_PARTS = "boms/tcu-hbom.xlsx"
HEAD_UNIT = "boms/head-unit.spdx.json"
ADAS = "boms/adas.cdx.xml"
TPMS = "boms/tpms.csv"
KEY_FOB = "boms/key-fob.csv"
GNSS = "boms/gnss.csv"


def _party(name: str, did: str, nexus: bool | None, *texts: str) -> Party:
    """`texts` are why, the source, and the supplier list's own name where it was matched."""
    because, source, known_as = (*texts, None)[:3]
    return {
        "name": name,
        "did": did.split(),
        "known_as": known_as,
        "matched_by": "name" if known_as else None,
        "nexus": nexus,
        "because": because,
        "source": source,
    }


def _component(file: str, item: str, *told: Any, **more: Any) -> Component:
    """`told` is name, version, answer, reason and parties."""
    name, version, answer, reason, parties = told
    ref = f"{name}@{version}" if version else name
    answers: list[TransactionAnswer] = [{"transaction": id, **answer} for id in (IMPORT, SALE)]
    component: Component = {
        **answer,
        "id": f"{item}/{file}#{ref}",
        "item": item,
        "file": file,
        "ref": ref,
        "pointer": more.pop("pointer", "/components/7"),
        "kind": "software",
        "name": name,
        "version": version,
        "mpn": "",
        "parties": parties,
        "reason": reason,
        "inferred": "",
        "inferred_class": "",
        "exempt_until": None,
        "gap": "",
        "then": None,
        "relies_on": [],
        "fcc_ids": [],
        "answers": answers,
    }
    return component | more  # type: ignore[return-value]


def _answer(
    verdict: Verdict, authority: str, *, standing: str = "probable", missing: str = "", open: tuple[str, ...] = ()
) -> Answer:
    declaration = {"review": "undetermined", "allowed": "required", "prohibited": None, "authorized": None}
    return {
        "verdict": verdict,
        "declaration": declaration.get(verdict, "not_required"),
        "authority": authority.split(),
        "standing": standing,
        "missing": missing.split(),
        "open": list(open),
    }


def sample_components() -> list[Component]:
    """Return the components in the order of their verdicts."""
    return [*_prohibited(), *_review(), *_authorized(), *_exempt(), *_allowed(), *_out_of_scope()]


def _prohibited() -> list[Component]:
    shenzhen = _party(
        "凌合车联（深圳）有限公司",
        "designed developed supplied",
        True,
        "incorporated and headquartered in China (prong 3)",
        "suppliers.xlsx#Suppliers!A14",
        "Linghe Telematics (Shenzhen) Co., Ltd.",
    )
    sever = _party(
        "Sever Navi OOO",
        "developed",
        True,
        "62% of the votes held by Polyarny Holding AO, incorporated in Russia (prong 4)",
        "suppliers.xlsx#Suppliers!A21",
        "Sever Navi OOO",
    )
    return [
        _component(
            TCU,
            "tcu",
            "linghe-modem-services",
            "4.2.1",
            _answer("prohibited", "791.301 791.303(a) 791.303(b)"),
            "Covered software developed and supplied by Linghe Telematics (Shenzhen) Co., Ltd., incorporated in China, "
            "and changed after 2026-03-17",
            [shenzhen],
            pointer="/components/3",
        ),
        _component(
            HEAD_UNIT,
            "head-unit",
            "sever-map-renderer",
            "11.0",
            _answer("prohibited", "791.301 791.303(a) 791.303(b)"),
            "Covered software developed by Sever Navi OOO, which Polyarny Holding AO of Russia controls",
            [sever],
            pointer="/packages/18",
        ),
    ]


def _review() -> list[Component]:
    hostile = _party(
        HOSTILE_SUPPLIER, "supplied", None, "not in the supplier list", "boms/tcu.cdx.json#/components/9/supplier/name"
    )
    huahan = _party(
        "華瀚電子股份有限公司",
        "developed supplied",
        None,
        "incorporated in Taiwan; 24% of the votes held by an owner not named",
        "suppliers.xlsx#Suppliers!A8",
        "Huahan Electronics Co., Ltd.",
    )
    unknown_function = "Whether the driver assistance computer is an automated driving system is not known"
    adas = [
        _component(
            ADAS,
            "adas",
            name,
            "2.8.0",
            _answer("review", "791.301", missing="item.enables party.owners"),
            unknown_function,
            [huahan],
            pointer=f"/bom/components/component[{n}]",
        )
        for n, name in enumerate(
            ["perception-core", "lane-graph", "路径规划-planner", "fusion", "actuator-gateway", "map-cache"], start=1
        )
    ]
    no_date = [
        _component(
            TCU,
            "tcu",
            name,
            version,
            _answer("review", "791.301 791.303", standing="open", missing="component.completed_on"),
            "The day on which the code was finished is not known, so the legacy clause cannot be answered",
            [
                _party(
                    "凌合车联（深圳）有限公司",
                    "developed",
                    True,
                    "incorporated in China (prong 3)",
                    "suppliers.xlsx#Suppliers!A14",
                    "Linghe Telematics (Shenzhen) Co., Ltd.",
                )
            ],
            pointer=f"/components/{n}",
        )
        for n, (name, version) in enumerate([("linghe-at-parser", "1.9"), ("linghe-sms", "1.2")], start=12)
    ]
    return [
        *adas,
        *no_date,
        _component(
            TCU,
            "tcu",
            "tls-shim\x07" + "-with-a-very-long-generated-build-name" * 3,
            "0.3",
            _answer("review", "791.301", missing="party.incorporated_in party.headquartered_in"),
            "The supplier named is in no supplier list, so its country is not known",
            [hostile],
            pointer="/components/9",
        ),
        _component(
            TCU,
            "tcu",
            "cloud-relay-agent",
            "5.0",
            _answer("review", "791.301", standing="open", missing="party"),
            "Nobody is named as supplier, manufacturer or developer",
            [],
            pointer="/components/15",
        ),
        _component(
            HEAD_UNIT,
            "head-unit",
            "phone-projection",
            "8.1",
            _answer(
                "review",
                "791.301",
                standing="open",
                open=("whether software for a phone that is not installed in the vehicle directly enables the VCS",),
            ),
            "It turns on a question of law that is not settled",
            [
                _party(
                    "Nordhafen Cockpit GmbH",
                    "developed supplied",
                    False,
                    "incorporated, headquartered and owned in Germany",
                    "suppliers.xlsx#Suppliers!A3",
                )
            ],
            pointer="/packages/31",
        ),
    ]


def _authorized() -> list[Component]:
    borealis = _party(
        "Borealis Voice AB",
        "developed supplied",
        True,
        "55% of the votes held by Jiuhe Auto Group Co., Ltd., incorporated in China (prong 4)",
        "suppliers.xlsx#Suppliers!A5",
        "Borealis Voice AB",
    )
    return [
        _component(
            HEAD_UNIT,
            "head-unit",
            "borealis-voice",
            "3.3",
            _answer("authorized", "791.307"),
            "Covered by specific authorization SA-2026-0417, granted for Borealis Voice AB",
            [borealis],
            pointer="/packages/22",
            relies_on=["authorization"],
        )
    ]


def _exempt() -> list[Component]:
    parts = [
        ("LTE modem module", "LX-520", "凌合车联（深圳）有限公司", True, "incorporated in China (prong 3)"),
        ("Wi-Fi and Bluetooth combo", "WB-2210", "Tianqiao Radio Co., Ltd.", True, "headquartered in China (prong 3)"),
        (
            "Application processor",
            "AP-88",
            "Cascade Silicon Corp.",
            False,
            "incorporated and owned in the United States",
        ),
        ("External LTE antenna", "ANT-7-4", "Aster Antennas Ltd", None, "owners not known"),
        ("V2X radio", "VX-59", "Nordhafen Cockpit GmbH", False, "incorporated and owned in Germany"),
        ("eSIM controller", "ES-3", "Valdora Sensors S.p.A.", False, "incorporated and owned in Italy"),
    ]
    return [
        _component(
            TCU_PARTS,
            "tcu",
            name,
            "",
            _answer("exempt", "791.301 791.308(a)(2)", standing="settled"),
            "VCS hardware of a vehicle of model year 2027, before model year 2030",
            [_party(maker, "manufactured supplied", nexus, because, f"boms/tcu-hbom.xlsx#BOM!F{row}")],
            kind="hardware",
            mpn=mpn,
            exempt_until="model year 2030",
            then=THEN[nexus],
            relies_on=[] if nexus is False else ["exemption"],
            fcc_ids=["2AXAMPLELX520"] if mpn == "LX-520" else [],
            pointer=f"BOM!A{row}",
        )
        for row, (name, mpn, maker, nexus, because) in enumerate(parts, start=6)
    ]


def _allowed() -> list[Component]:
    german = _party(
        "Nordhafen Cockpit GmbH",
        "designed developed manufactured supplied",
        False,
        "incorporated, headquartered and owned in Germany",
        "suppliers.xlsx#Suppliers!A3",
        "Nordhafen Cockpit GmbH",
    )
    clean = "Covered software with a foreign interest; nobody involved is a person of the PRC or Russia"
    legacy = (
        "Legacy software: finished before 2026-03-17 and, up to this transaction, not maintained, augmented or altered from "
        "that day on by a person of the PRC or Russia"
    )
    linghe = _party(
        "凌合车联（深圳）有限公司",
        "developed",
        True,
        "incorporated in China (prong 3)",
        "suppliers.xlsx#Suppliers!A14",
        "Linghe Telematics (Shenzhen) Co., Ltd.",
    )
    return [
        *(
            _component(
                HEAD_UNIT,
                "head-unit",
                name,
                version,
                _answer("allowed", "791.301 791.303"),
                clean,
                [german],
                pointer=at,
            )
            for name, version, at in [
                ("cockpit-shell", "12.4", "/packages/1"),
                ("bluetooth-manager", "2.2", "/packages/4"),
                ("radio-tuner-ui", "2.0", "/packages/5"),
            ]
        ),
        _component(
            TCU,
            "tcu",
            "linghe-voice-codec",
            "1.0.7",
            _answer("allowed", "791.301 791.303", standing="open"),
            legacy,
            [linghe],
            pointer="/components/21",
            relies_on=["legacy", "open_reading"],
        ),
    ]


def _out_of_scope() -> list[Component]:
    rows = [
        (TCU, "tcu", "linux", "6.6.32", "software", "Open source, not modified"),
        (TCU, "tcu", "zlib", "1.3.1", "software", "Open source, not modified"),
        (TCU, "tcu", "openssl", "3.0.14", "software", "Open source, not modified"),
        (HEAD_UNIT, "head-unit", "qtbase", "6.5.3", "software", "Open source, modified and shared"),
        (TCU, "tcu", "modem-boot-rom", "7", "firmware", "Firmware, which is judged with its hardware"),
        (TCU_PARTS, "tcu", "Resistor 10k 0402", "", "hardware", "Passive part, no VCS hardware"),
        (TCU_PARTS, "tcu", "Capacitor 100n 0402", "", "hardware", "Passive part, no VCS hardware"),
        (TCU_PARTS, "tcu", "Housing, lower", "", "hardware", "Mechanical part, no VCS hardware"),
        (TPMS, "tpms", "Pressure sensor ASIC", "", "hardware", "433.92 MHz, not over 450 MHz"),
        (TPMS, "tpms", "Sensor battery", "", "hardware", "433.92 MHz, not over 450 MHz"),
        (KEY_FOB, "key-fob", "315 MHz receiver", "", "hardware", "315 MHz, not over 450 MHz"),
        (KEY_FOB, "key-fob", "LF antenna 125 kHz", "", "hardware", "315 MHz, not over 450 MHz"),
        (GNSS, "gnss", "GNSS patch antenna", "", "hardware", "Only receives (excluded from VCS)"),
        (GNSS, "gnss", "Low-noise amplifier", "", "hardware", "Only receives (excluded from VCS)"),
    ]
    valdora = _party(
        "Valdora Sensors S.p.A.",
        "manufactured",
        False,
        "incorporated and owned in Italy",
        "suppliers.xlsx#Suppliers!A11",
    )
    return [
        _component(
            file,
            item,
            name,
            version,
            _answer("out_of_scope", "791.301"),
            reason,
            [valdora] if kind == "hardware" else [],
            kind=kind,
            pointer=f"row {n}",
            inferred="passive: a capacitor by designator C, value '100n'" if name.startswith("Capacitor") else "",
            inferred_class="passive" if name.startswith("Capacitor") else "",
        )
        for n, (file, item, name, version, kind, reason) in enumerate(rows, start=2)
    ]
