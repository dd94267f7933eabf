"""Who is behind the makers of the starter list, by the list alone: owners behind other flags lead, nobody else is suspected."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from auditor.entities.ownership.holdings import Ownership
from auditor.entities.sources.starter import MADE_ON, rows, starter_references
from policies.parameters import load
from tests.auditor.conftest import Workspace
from tests.auditor.entities.sources.test_starter import key, parts

P = load("policies.connected_vehicles", MADE_ON)

# A company of elsewhere, and who of the PRC or Russia, or of them in the end, is generally known to hold a large share of it.
HELD = {
    "Pirelli & C. S.p.A.": "China National Tire & Rubber Corporation, Ltd.",
    "Pirelli Tire LLC": "China National Tire & Rubber Corporation, Ltd.",
    "KraussMaffei Group GmbH": "China National Chemical Corporation Limited",
    "Volvo Car AB": "Zhejiang Geely Holding Group Co., Ltd.",
    "Polestar Automotive Holding UK PLC": "Zhejiang Geely Holding Group Co., Ltd.",
    "Lotus Cars Limited": "Zhejiang Geely Holding Group Co., Ltd.",
    "London EV Company Limited": "Zhejiang Geely Holding Group Co., Ltd.",
    "Proton Holdings Berhad": "Zhejiang Geely Holding Group Co., Ltd.",
    "Renault Korea Co., Ltd.": "Geely Automobile Holdings Limited",
    "smart Europe GmbH": "smart Automobile Co., Ltd.",
    "MG Motor UK Limited": "SAIC Motor Corporation Limited",
    "Nexperia B.V.": "Wingtech Technology Co., Ltd.",
    "Motorola Mobility LLC": "Lenovo Group Limited",
    "KUKA Aktiengesellschaft": "Midea Group Co., Ltd.",
    "Key Safety Systems, Inc.": "Ningbo Joyson Electronic Corp.",
    "Takata AG": "Ningbo Joyson Electronic Corp.",
    "Nexteer Automotive Corporation": "Aviation Industry Corporation of China, Ltd.",
    "Hilite Germany GmbH": "Aviation Industry Corporation of China, Ltd.",
    "Henniges Automotive Holdings, Inc.": "Aviation Industry Corporation of China, Ltd.",
    "Tianma Japan, Ltd.": "Tianma Microelectronics Co., Ltd.",
    "Grammer AG": "Ningbo Jifeng Auto Parts Co., Ltd.",
    "Kiekert AG": "North Lingyun Industrial Group Co., Ltd.",
    "BOGE Elastmetall GmbH": "Zhuzhou Times New Material Technology Co., Ltd.",
    "Dynex Semiconductor Limited": "Zhuzhou CRRC Times Electric Co., Ltd.",
    "Silex Microsystems AB": "Sai MicroElectronics Inc.",
    "OmniVision Technologies, Inc.": "OmniVision Integrated Circuits Group, Inc.",
    "Integrated Silicon Solution, Inc.": "Ingenic Semiconductor Co., Ltd.",
    "Linxens Holding SAS": "Tsinghua Unigroup Co., Ltd.",
    "Imagination Technologies Limited": "China Reform Holdings Corporation Ltd.",
    "Ampleon Netherlands B.V.": "Beijing Jianguang Asset Management Co., Ltd.",
    "Inalfa Roof Systems Group B.V.": "Beijing Hainachuan Automotive Parts Co., Ltd.",
    "A123 Systems LLC": "Wanxiang Group Corporation",
    "Karma Automotive LLC": "Wanxiang Group Corporation",
    "Fuyao Glass America Inc.": "Fuyao Glass Industry Group Co., Ltd.",
    "Yanfeng US Automotive Interior Systems I LLC": "Yanfeng Automotive Trim Systems Co., Ltd.",
    "Hirschmann Car Communication GmbH": "Universal Scientific Industrial (Shanghai) Co., Ltd.",
    "LEONI AG": "Luxshare Precision Industry Co., Ltd.",
    "Dill Air Controls Products, LLC": "Shanghai Baolong Automotive Corporation",
    "SEG Automotive Germany GmbH": "Zhengzhou Coal Mining Machinery Group Co., Ltd.",
    "AESC Group Ltd.": "Envision Group",
    "Kumho Tire Co., Inc.": "Qingdao Doublestar Co., Ltd.",
    "STATS ChipPAC Pte. Ltd.": "JCET Group Co., Ltd.",
    "NavInfo Europe B.V.": "NavInfo Co., Ltd.",
    "Kaspersky Lab, Inc.": "Kaspersky Lab JSC",
    "Norilsk Nickel Harjavalta Oy": "MMC Norilsk Nickel PJSC",
}

# The same as purchasing departments write them: no name of the list, so that who is meant is for a person to say.
AS_WRITTEN = {
    "Pirelli": "China National Tire & Rubber Corporation, Ltd.",
    "Volvo Cars": "Zhejiang Geely Holding Group Co., Ltd.",
    "Polestar": "Zhejiang Geely Holding Group Co., Ltd.",
    "Lotus": "Zhejiang Geely Holding Group Co., Ltd.",
    "MG": "SAIC Motor Corporation Limited",
    "Nexperia": "Wingtech Technology Co., Ltd.",
    "Motorola Mobility": "Lenovo Group Limited",
    "KUKA AG": "Midea Group Co., Ltd.",
    "Takata": "Ningbo Joyson Electronic Corp.",
    "Nexteer": "Aviation Industry Corporation of China, Ltd.",
    "OmniVision": "OmniVision Integrated Circuits Group, Inc.",
    "ISSI": "Ingenic Semiconductor Co., Ltd.",
    "Leoni": "Luxshare Precision Industry Co., Ltd.",
    "Kumho Tire": "Qingdao Doublestar Co., Ltd.",
}

OF_NO_CONCERN = (
    *("Robert Bosch GmbH", "Continental Aktiengesellschaft", "Denso Corporation", "Valeo SE", "ZF Friedrichshafen AG"),
    *("Harman International Industries, Incorporated", "LG Electronics Inc.", "Murata Manufacturing Co., Ltd."),
    *("u-blox AG", "Thales S.A.", "Qualcomm Incorporated", "NXP Semiconductors N.V.", "Infineon Technologies AG"),
    *("STMicroelectronics N.V.", "Texas Instruments Incorporated", "Microchip Technology Incorporated"),
    *("Renesas Electronics Corporation", "Silicon Laboratories Inc.", "Nordic Semiconductor ASA", "Molex, LLC"),
    *("TE Connectivity plc", "Amphenol Corporation", "Taoglas Limited", "Bridgestone Corporation", "Adient plc"),
    *("Compagnie Générale des Établissements Michelin SCA", "The Goodyear Tire & Rubber Company", "Aptiv PLC"),
    *("Lear Corporation", "Magna International Inc.", "Forvia SE", "Visteon Corporation", "Gentex Corporation"),
    *("Panasonic Holdings Corporation", "Japan Display Inc.", "AUO Corporation", "Innolux Corporation"),
    *("Mobileye Global Inc.", "Luminar Technologies, Inc.", "Sensata Technologies Holding plc", "BlackBerry Limited"),
    *("NVIDIA Corporation", "Ford Motor Company", "General Motors Company", "Toyota Motor Corporation"),
    *("Nebius Group N.V.", "Yandex N.V.", "Motorola Solutions, Inc.", "Silex Technology, Inc."),
)

OTHERS = (
    "Lotus Bakeries NV",
    "SMART Modular Technologies, Inc.",
    "MG Chemicals Ltd.",
    "Proton AG",
    "Polestar Pilates LLC",
)


@pytest.fixture
def screened(work: Workspace):
    """Screen names with the starter list alone; return the rows of the JSON document by name."""

    def screen(names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        path = work.write("vendors.csv", "name\n" + "".join(f'"{name}"\n' for name in names))
        done = work.icts("screen", path, "--starter", "--as-of", MADE_ON.isoformat(), "--format", "json")
        rows_of = {row["name"]: row for row in json.loads(done.out)["suppliers"]}
        assert list(rows_of) == list(names)
        return rows_of

    return screen


def leads_to(row: dict[str, Any]) -> str:
    """Return the leads of a row that name a person of the PRC or Russia."""
    return "; ".join(lead for lead in row["leads"] if "(prong" in lead)


def test_a_maker_of_elsewhere_with_a_holder_of_the_prc_or_russia_is_to_ask_and_the_lead_names_the_holder(screened):
    answers = screened(tuple(HELD))
    assert {name: row["answer"] for name, row in answers.items() if row["answer"] != "ask"} == {}
    assert [name for name, holder in HELD.items() if holder not in leads_to(answers[name])] == []


def test_the_name_in_use_offers_the_maker_with_who_holds_it(screened):
    answers = screened(tuple(AS_WRITTEN))
    assert {row["answer"] for row in answers.values()} == {"ask"} and not any(row["who"] for row in answers.values())
    first = {name: row["candidates"][0]["about"] for name, row in answers.items()}
    assert [name for name, holder in AS_WRITTEN.items() if holder not in first[name]] == []


def test_nobody_of_no_concern_is_a_nexus_or_led_to_anybody(screened):
    answers = screened(OF_NO_CONCERN)
    assert len(OF_NO_CONCERN) >= 45
    assert {name: row["answer"] for name, row in answers.items() if row["answer"] != "ask"} == {}
    assert {name: leads_to(row) for name, row in answers.items() if leads_to(row)} == {}
    assert all(any("general knowledge" in lead for lead in row["leads"]) for row in answers.values()), "all are known"


def test_who_shares_a_word_with_a_brand_is_nobody_of_the_list(screened):
    assert {name: row["leads"] for name, row in screened(OTHERS).items() if row["leads"] or row["key"]} == {}


def test_many_makers_of_elsewhere_lead_to_a_holder_of_the_prc_or_russia():
    elsewhere = [key(row["name"]) for row in rows() if row["country"] not in P.adversary_countries]
    graph = Ownership(starter_references(), elsewhere, MADE_ON, P).graph
    led = [k for k in elsewhere if graph.lead(k) or graph.nexus(k).value]
    assert len(led) >= 120
    assert {key(name) for name in HELD if name != "Takata AG"} <= set(led)


def test_every_holder_of_the_prc_or_russia_is_a_row_or_a_government():
    listed = {key(row["name"]) for row in rows()}
    share = re.compile(r"( [\d.]+%)?( \(\d{4}\))?$")
    held_only = {share.sub("", name) for row in rows() for name in parts(row["holders"])}
    unknown = sorted(name for name in held_only if key(name) not in listed)
    assert unknown == [
        "AB Industrivärden", "China Renaissance Capital Investment", "DBAY Advisors Limited",
        "DRB-HICOM Berhad", "DXC Technology Company", "Etika Automotive Sdn. Bhd.", "EuropaStar Fund LP",
        "Government of the PRC", "Government of the Russian Federation", "Koch, Inc.",
        "New Territory Technology Company Limited", "Public Investment Fund",
        "Saudi Arabian Oil Company", "Telenor ASA", "Tenaciou3 Prospect Investment Limited", "Yew Tree Overseas Limited",
    ]  # fmt: skip


def test_the_lists_on_which_a_maker_or_its_holder_stands_are_shown_and_settle_nothing(screened):
    answers = screened(("Huawei Technologies Co., Ltd.", "Nexperia B.V.", "Megvii Technology Limited"))
    listed = {name: [line.split(", since ")[0] for line in row["listings"]] for name, row in answers.items()}
    entity_list = "Entity List (EL) - Bureau of Industry and Security"
    assert listed == {
        "Huawei Technologies Co., Ltd.": [
            "Chinese military companies (section 1260H, NDAA FY 2021)", entity_list,
            "Covered List (FCC, 47 CFR 1.50002)", "Section 889, NDAA FY 2019",
        ],
        "Nexperia B.V.": [f"its holder Wingtech Technology Co., Ltd.: {entity_list}"],
        "Megvii Technology Limited": [entity_list],
    }  # fmt: skip
    assert all(
        "starter list of icts-auditor, general knowledge" in line
        for row in answers.values()
        for line in row["listings"]
    )
    assert {row["answer"] for row in answers.values()} == {"ask"}


def test_a_like_name_that_is_sourced_does_not_hide_the_very_brand_in_general_knowledge(screened):
    (row,) = screened(("UAES",)).values()
    assert row["candidates"][0]["name"] == "United Automotive Electronic Systems Co., Ltd."
