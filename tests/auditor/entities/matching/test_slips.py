"""Names that are another's but for a slip; and those of other makers, which are none."""

from __future__ import annotations

import polars as pl
import pytest

from auditor.entities.matching.candidates import with_stems
from auditor.entities.matching.slips import slips

QUECTEL, FIBOCOM, SIMCOM = (
    "Quectel Wireless Solutions Co., Ltd.",
    "Fibocom Wireless Inc.",
    "SIMCom Wireless Solutions Limited",
)
HUAWEI, DAHUA, HIKVISION = "Huawei Technologies Co., Ltd.", "Zhejiang Dahua Technology Co., Ltd.", "Hikvision USA, Inc."
YIYUAN, AMPEREX = "上海移远通信技术股份有限公司", "Contemporary Amperex Technology Co., Limited"
KOLLER, JOHNSON, BELLING = "Koller Beteiligungs GmbH", "Johnson Electric Holdings Limited", "Shanghai Belling Co., Ltd."
KNOWN = (QUECTEL, FIBOCOM, SIMCOM, HUAWEI, DAHUA, HIKVISION, YIYUAN, AMPEREX, KOLLER, JOHNSON, BELLING)


def slips_of(*names: str, registers: tuple[int, ...] = ()) -> dict[str, list[str]]:
    """Return whose name each of `names` almost is, of those known."""
    frame = pl.DataFrame({"key": KNOWN, "name": KNOWN, "kind": ["legal"] * len(KNOWN), "reference": [0] * len(KNOWN)})
    return {name: list(of_it.values()) for name, of_it in slips(names, with_stems(frame), registers).items()}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Qvectel GmbH", QUECTEL), ("Guectel", QUECTEL), ("QUEKTEL MODULES EUROPE LTD", QUECTEL), ("Quecte1", QUECTEL),
        ("Quectell", QUECTEL), ("Qectel", QUECTEL), ("Queectel Nordic AB", QUECTEL), ("Qvectelwireless", QUECTEL),
        ("Huavei", HUAWEI), ("Huavvei", HUAWEI), ("Hua Vei Deutschland GmbH", HUAWEI), ("Huahwei", HUAWEI), ("Hauwei", HUAWEI),
        ("Fibocon", FIBOCOM), ("Fibokom Systems", FIBOCOM), ("Fiboccom", FIBOCOM), ("Nordvik Fibocon Telematik", FIBOCOM),
        ("SIMCorn", SIMCOM), ("Zimcom GmbH", SIMCOM), ("Simcon", SIMCOM), ("Dahau Technology", DAHUA), ("Hikvison", HIKVISION),
        ("Yiyuan Tongxin", YIYUAN), ("Yi Yuan Tong Xin", YIYUAN), ("Shanghai Yi Yuan Tong Xin Ji Shu", YIYUAN),
        ("Contenporary Amperex GmbH", AMPEREX), ("Kontemporary Amperex Ltd", AMPEREX), ("Нuаvеi", HUAWEI),
    ],
)  # fmt: skip
def test_a_slip_is_seen(name, known):
    assert slips_of(name) == {name: [known]}


@pytest.mark.parametrize(
    "name",
    [
        "Keller GmbH", "Anna Keller", "Erika Muster", "Jane Roe", "Jason Huang", "Li Zhang", "Nordvik Radio Inc.", "Telit",
        "Quantel", "Fiberon", "Fibox", "Dana", "Daimler", "Wireless Solutions GmbH", "Technology Co., Ltd.", "Beijing Unistrong",
        "Yi Yuan Food", "Huber+Suhner AG", "Hella GmbH", "Contemporary Art Ltd", "Contemporary Controls", "华为技术",
        "", "§", "Vision Systems",
    ],
)  # fmt: skip
def test_another_name_is_none(name):
    assert slips_of(name) == {}


def test_a_register_of_everybody_takes_longer_names():
    assert slips_of("Huavei", registers=(0,)) == {} and slips_of("Qvectel GmbH", registers=(0,)) != {}


def test_what_is_said_of_no_name_costs_nothing():
    assert slips_of() == {}
