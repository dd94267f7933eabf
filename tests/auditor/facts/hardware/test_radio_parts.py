"""What is known of radio parts finds the radios of real boards, no other part, and contradicts itself nowhere."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.hardware import fcc_grantees, radio_parts
from auditor.facts.hardware.mpn_patterns import compiled, fault_of, meet, within
from auditor.facts.hardware.radio_parts import COLUMNS, SHIPPED, Knowledge, shipped
from auditor.inputs import read_input
from bom_parsers.errors import InputError

RADIOS = {
    "cellular_module": """
        EC25-AFXGA-512-STD; EG25-G; EG25GGB-256-SGNS; BG96MA-128-SGN; BG95-M3; BG95M3LA-64-SGNS; AG35CENA-512-SGNS;
        AG550QGLAA-M20-SGASA; RM520NGLAA-M20-SGASA; SIM7600G-H; SIM7600SA-H; SIM800L; SIM7070G; A7670SA-FASE;
        LE910C4-NF; LE910C1-EU; ME910C1-WW; ME310G1-W1; EHS6-A; PLS62-W; WP7607-1; HL7812; EM7565; SARA-R410M-02B-03;
        SARA-R510S-01B; SARA-U201-04S-00; LARA-R6001D-00B; TOBY-L4206-50A; nRF9160-SICA-R7; GM02SP; LBAD0XX1SC-DM;
        L850-GL; SLM320-C; ME3630-C1A
    """,
    "cellular_chip": """
        MDM9628-0; ALT1250; UIS8910DM
    """,
    "soc_with_radio": """
        MSM8953; CC1352R1F3RGZR; EFR32MG24B210F1536IM48
    """,
    "wifi_bluetooth": """
        ESP32-WROOM-32E-N4; ESP32-D0WDQ6; ESP32-S3-WROOM-1-N16R8; ESP32-C3FH4; CYW43439KUBGT; CYW89359CKUBGT;
        88W8987-A2-NYEA/AZ; LBEE5KL1DX-883; LBEE59B1LV-278; WL1837MODGIMOCR; QCA6574AU; QCA6696; RTL8821CE-CG;
        JODY-W263-01A; NINA-W102-00B; AW-CM276NF
    """,
    "wifi": """
        ESP8266EX; ESP-12F; ESP32-S2-WROVER; CYW43907KWBGT; ATWINC1500-MR210PB1952; CC3220SF12ARGKR
    """,
    "bluetooth": """
        nRF52832-QFAA-R; nRF52840-QIAA-R; CC2640R2FRGZR; CC2541F256RHAR; EFR32BG22C224F512GM32-C; DA14531-00000FX2;
        STM32WB55CEU6; BLUENRG-232; CYBLE-022001-00; MKW36A512VFT4; BGM220PC22HNA2; RN4871-I/RM130; NINA-B306-00B;
        MDBT42Q-512KV2
    """,
    "short_range_2400": """
        CC2530F256RHAR; nRF24L01P-R
    """,
    "uwb": """
        DW1000-I-TR13; DWM3000TR13; NCJ29D5DHN/00100
    """,
    "v2x": """
        SAF5400EL/102Z33DY; ATK4100A1; VERA-P174-00A
    """,
    "satellite": """
        9603N
    """,
    "gnss": """
        ZED-F9P-04B-01; ZED-F9R-02B-00; NEO-M8N-0-10; NEO-6M-0-001; MAX-M10S-00B-01; MAX-M8Q-0-10; UBX-M8030-KT-DR;
        L76LM33; LC29HEAMD; STA8089FGB; TESEO-LIV3FTR; MT3333AV; MAX2769BETI/V+
    """,
    "sub_ghz": """
        SX1276IMLTRT; SX1262IMLTRT; CC1101RGPR; CC1310F128RGZR; SI4463-C2A-GMR; SI4432-B1-FMR; S2-LPQTR;
        STM32WLE5JCI6; CMWX1ZZABZ-078; RFM95W-868S2; TDA5235XUMA1; MAX1473EUI+T; MICRF219AAYQS; RN2483A-I/RM105;
        ATA5831-WNQW; AT86RF215-ZU
    """,
    "keyless": """
        NCF29A1MHN/0500IJ; PCF7952ATT/M1CC15; AS3933-BTST; ATA5279C-WGQW
    """,
    "tyre_sensor": """
        SP370-25-116-0; FXTH8709117T1
    """,
    "nfc_rfid": """
        PN5180A0HN/C3E; ST25R3916-AQWT; MFRC52202HN1,151; NT3H2111W0FHKH; TRF7970ARHBR
    """,
    "rf_transceiver": """
        AD9361BBCZ
    """,
    "rf_front_end": """
        SKY66112-11; QPF4219TR13; RFX2401C; nRF21540-QDAA-R
    """,
    "rf_amplifier": """
        BGA524N6E6327XTSA1; BGU8019X; SKY65404-31; MAX2659ELT+T
    """,
    "rf_switch": """
        SKY13351-378LF; BGS12PN10E6327XTSA1; PE4259-63
    """,
    "rf_filter": """
        B39162B4327P810; SAFFB1G56AC0F0AR15; 2450BM15A0002E
    """,
    "tuner": """
        TEF6686AHN/V102K; SI4735-D60-GUR; SI4684-A10-GMR; TDA7708CB
    """,
    "antenna": """
        FXP73.07.0100A; CGGBP.25.4.A.02; ANT-GNSSCP-TH18L1; 2450AT18A100E; W3011A
    """,
    "radar": """
        AWR1843ABGABLRQ1; AWR2243ABGABLQ1; TEF8232EN/N1; BGT60TR13CE6327XUMA1; BGT24MTR11E6327XUMA1
    """,
    "telematics_unit": """
        FMB920
    """,
}
NO_RADIOS = """
    STM32F407VGT6; STM32F103C8T6; STM32G0B1KBT6; STM32H743VIT6; STM32L476RGT6; STM32MP157CAC3; SPC560B50L3B4E0X;
    SPC58EC80E5QMC1X; S32K144HFT0MLLT; FS32K116LFT0MLFR; MIMX8QX6AVLFZAC; MCIMX6U7CVM08AD; MIMXRT1062DVL6B;
    MPC5744PFK1AMLQ9; LPC1768FBD100; MK64FN1M0VLL12; TC397XX256F300SBDKXUMA1; SAK-TC275TP-64F200W DC;
    XMC1100T016F0064ABXUMA1; R7F7010233AFP; R5F100LEAFB; R7FA6M3AH3CFC; ATMEGA328P-AU; ATMEGA2560-16AU;
    ATSAMD21G18A-AU; ATTINY85-20SU; PIC18F45K22-I/PT; PIC32MZ2048EFM100-I/PT; DSPIC33EP256MC506-I/PT;
    MSP430FR2355TRHAR; TMS570LS3137CZWTQQ1; TMS320F28379DPTPT; AM3358BZCZ100; AM6254ATCGGAALW; TDA4VM88TGBALFR;
    ESP32-P4; RP2040; EFM32GG11B820F2048GL192-B; EFM8BB10F2G-A-QFN20; SA8155P; XC7Z020-1CLG400C; 5CEFA2F23I7N;
    LFE5U-25F-6BG256C; TJA1043T/1J; TJA1051TK/3; TJA1021T/20; TJA1101AHN/0Z; TLE9251VSJXUMA1; TLE7259-3GE;
    TCAN1042HGVDRQ1; MCP2562FD-H/SN; MCP2515-I/SO; MCP2003B-E/SN; ATA6561-GAQW; SN65HVD230DR; SP3485EN-L;
    MAX3485ESA+; MAX232ESE+; ISO1050DUBR; KSZ9031RNXIA; 88Q2112-A2-NYD2A000; 88E1512-A0-NNP2I000; LAN8720AI-CP;
    RTL8211F-CG; RTL8111H-CG; DP83848CVV/NOPB; QCA7005-AL33; QCA8337-AL3C; AR8035-AL1A; SJA1105EL; FT232RL;
    CP2102N-A02-GQFN28R; CH340C; USB2514B-I/M2; TPS54331DR; TPS62130RGTR; TPS7A4700RGWR; LM2596S-5.0/NOPB;
    LM96000CIMT/NOPB; LM96080CIMTX/NOPB; LM94022BIMG/NOPB; LM317DCYR; LM358DR; AP62200WU-7; AP62500SJ-7;
    AP63203WU-7; MP1584EN-LF-Z; MT3608; MT6701CT-STD; MT6816CT-STD; MT29F4G08ABAEAWP; MT25QL128ABA1ESE-0SIT;
    MT41K256M16TW-107:P; MT53E512M32D2DS-053; MC34063ADR2G; MC7805CTG; MC74HC595ADR2G; MC33903CD5EK; MAX704ESA+;
    MAX705CSA+; MAX6675ISA+T; MAX809SEUR+T; MAXM17532ALB+T; MAXM86161EFD+; LT8640SEV; LTC3780EG; LR1117-3.3;
    L7805CV; L78L05ABUTR; NCP1117ST33T3G; NCV7321D12R2G; TLE42764GV50; TLE4966K; BTS7008-2EPA; VNQ7140AJ; UC2845D;
    UC3843BD1R2G; SC189CULTRT; W25Q128JVSIQ; S25FL512SAGMFI011; MX25L12835FM2I-10G; IS25LP128F-JBLE;
    IS42S16400J-7TLI; M95M01-RMN6TP; M95512-WMN6TP; M24C02-WMN6TP; AT24C256C-SSHL-T; FM25V10-GTR;
    GRM155R71C104KA88D; GRM188R61A106ME69D; GCM155R71H104KE02D; CC0402KRX7R7BB104; CC0603KRX7R9BB104;
    CC1206KKX7R9BB105; CC1210KKX5R6BB226; CC1812KKX7R9BB105; CL05A105KA5NQNC; C1608X7R1H104K080AA;
    RC0402FR-0710KL; RC0603JR-070RL; RC1206FR-071KL; CRCW040210K0FKED; ERJ-2RKF1002X; ERA-3AEB102V;
    RK73H1ETTP1002F; RT0603BRD0710KL; CSR1206FK10L0; RCS0402100KFKED; BLM18PG121SN1D; BK1608HS121-T;
    BK2125HS102-T; BK32164L121-T; LQW15AN10NJ00D; LQG15HS10NJ02D; SDR0403-100ML; SRN4018-100M; MLZ2012N100LT000;
    WE-744043101; EEE-FK1V101P; TAJB106K016RNJ; B32921C3104M; B82464G4103M; BAT54S; BAV99LT1G; 1N4148W-7-F; SS14;
    SR150; SR160; SM8S36A; SMBJ24A-13-F; PESD2CAN,215; SDM40E20LA-7; FM150-M; FM4007W-W; BZX84C5V1LT1G; ZM4728A;
    MMBT3904LT1G; BC847BS-7-F; BC68PA,115; BC51PA,115; PN2222A; PN5179; RN1301(TE85L,F); RN2903,LF(CT;
    RN4902,LF(CT; FMB2222A; FMB-24L; BSS138LT1G; SI2302CDS-T1-GE3; SI4435DDY-T1-GE3; SI4463CDY-T1-GE3;
    SI4431CDY-T1-GE3; SI4420BDY-T1-E3; SI4010DY-T1-E3; SI4730EY-T1-E3; SI4703DY-T1-E3; SI1012R-T1-GE3; QM3001K;
    IRFZ44NPBF; AO3400A; EC2-5NU; EC2-12NU; EC2-3TNU; G5Q-1A4-EU-DC12; SIM8050-6-0-14-00-A; SIM7100-6-0-21-00-A;
    SIM7050-6-0-18-00-A; SIM2050-6-1-14-00-A; 47219-2001; TF31-SIM-01; U.FL-R-SMT-1(10); MM8430-2610RA1;
    59S2AQ-40MT5-Z; B2B-XH-A(LF)(SN); S4B-PH-K-S(LF)(SN); USB4105-GF-A; 2-1718346-1; 1-776087-1; DTM13-4P;
    ATM06-12SA; 33472-1206; ABM8-16.000MHZ-B2-T; AB26T-32.768KHZ; ABS07-32.768KHZ-T; ECS-160-10-36Q-ES-TR;
    NX3225GA-24MHZ-STD; TG-5006CJ-01H; ATS-53350D-C1-R0; ATS344LSE; A4988SETTR-T; A1324LUA-T; ALS31313KLEATR-500;
    BMI160; LSM6DSLTR; LIS2DH12TR; MPU-6050; ICM-20948; BME280; ADXL345BCCZ; MLX90393SLW-ABA-011-RE;
    MLX90614ESF-BAA-000-TU; NTCG103JF103FT1; BD9401FM-GE2; BM6104FV-CE2; BM2P014-E2; BL24C02F-PARC; BL1117-33CX;
    WP7113ID; WP7524PD1CK; L-7113GD; LTST-C190GKT; TW9900-LB2-GR; TW8836AT-LB2-CE; AR0233ATSC17XUEA0;
    OV10640-N88Y-PF; PGA103U; PGA112AIDGSR; TDA7388; TDA7850; TDA7294V; TDA5051AT/C1,518; TDA2030AV;
    SLB9670VQ20FW785XTMA1; SLM76CF3201P; ATECC608A-SSHDA-T; SE050C2HQ1/Z01SDZ; HI-3110PSI; HI1-508-5;
    LMK1C1104PWR; SI5351A-B-GTR; SI8642ED-B-IS; SI7021-A20-GM; SI1145-A10-GMR; SI3402-B-GM; SI53306-B-GM;
    ADF4351BCPZ; AD8232ACPZ; AD7606BSTZ; ADM3053BRWZ; ADUM1201ARZ; HMC5883L-TR; PCF8563T/5; PCF85063ATL;
    PCA9685PW; TEA1733T; SAA7113H; SN74LVC1G08DBVR; 74HC05D; MXL7704-AQB-T; PAM8403DR; XB4BVM4; 1N5822
"""
GOOD = ("ABC12*", "Aster Radio", "ABC", "wifi", "wifi_module", "2400-2483.5", "two_way", "yes", "connection",
        "general knowledge", "", "unverified")  # fmt: skip


def split(text: str) -> list[str]:
    return [" ".join(mpn.split()) for mpn in text.split(";")]


def knowledge_of(*paths: Path) -> Knowledge:
    return Knowledge.of(*map(read_input, paths))


def write(path: Path, *rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def row(**changes: str) -> tuple[str, ...]:
    return tuple((dict(zip(COLUMNS, GOOD, strict=True)) | changes)[column] for column in COLUMNS)


def test_the_shipped_file_is_large_and_says_where_it_knows_things_from():
    assert len(shipped().parts) >= 400
    assert {part.part_class for part in shipped().parts} == set(radio_parts.CLASSES)
    for part in shipped().parts:
        assert part.is_sourced == part.source.startswith("https://") == (part.source_date is not None)
        assert part.source_date is None or date(2010, 1, 1) <= part.source_date <= date(2026, 11, 24)
    assert sum(part.is_sourced for part in shipped().parts) >= 25


@pytest.mark.parametrize("kind", RADIOS)
def test_a_real_radio_is_found_as_what_it_is(kind):
    found = {mpn: shipped().find(mpn) for mpn in split(RADIOS[kind])}
    assert {mpn: part and part.part_class for mpn, part in found.items()} == dict.fromkeys(found, kind)


def test_no_part_without_a_radio_is_found():
    found = {mpn: part.pattern for mpn in split(NO_RADIOS) if (part := shipped().find(mpn))}
    assert len(split(NO_RADIOS)) >= 250
    assert found == {}


def test_what_is_known_reaches_the_reader():
    part = shipped().find("nrf 52832-QFAA")
    known = (part.maker, part.bands, part.programmable)
    assert known == ("Nordic Semiconductor", ((2400.0, 2483.5),), True)
    assert part.place.startswith("radio_parts.csv line ")


@pytest.mark.parametrize("mpn", ["", "-", "  ", "*", "Ж", "ESP", "x" * 100_000, "CY8C4247" + "BL" * 50_000])
def test_odd_numbers_find_nothing(mpn):
    assert shipped().find(mpn) is None


def test_blanks_hyphens_and_case_do_not_count():
    spellings = ("SARA-R410M-02B", "sara r410m 02b", "SARAR410M02B", "ＳＡＲＡ－Ｒ４１０Ｍ")
    assert {part and part.family for part in map(shipped().find, spellings)} == {"SARA-R4"}


def test_a_number_is_tried_against_few_patterns(monkeypatch):
    tried = []
    monkeypatch.setattr(radio_parts, "compiled", lambda pattern: tried.append(pattern) or compiled(pattern))
    known = [mpn for text in (*RADIOS.values(), NO_RADIOS) for mpn in split(text)]
    assert sum(shipped().find(mpn) is not None for mpn in known) > len(known) / 10
    assert len(shipped().parts) > 50 and len(tried) < 5 * len(known)  # and not every pattern for each


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pattern": ""}, "line 2, pattern: found a blank cell"),
        ({"pattern": "AB*"}, "two letters or digits at its beginning"),
        ({"pattern": "ABC*"}, "four letters, digits, # or @"),
        ({"pattern": "#ABCD"}, "two letters or digits at its beginning"),
        ({"pattern": "ABC12[34]"}, "letters A to Z, digits"),
        ({"pattern": "ABC12**"}, "one * for a run"),
        ({"class": "wlan"}, "line 2, class: found 'wlan'"),
        ({"hardware_class": "radio"}, "hardware_class: found 'radio'"),
        ({"bands": "2483-2400"}, "bands: found '2483-2400'"),
        ({"bands": "2.4 GHz"}, "bands in MHz"),
        ({"bands": "2400-2483;"}, "bands: found ''"),
        ({"direction": "both"}, "direction: found 'both'"),
        ({"function": "receive_only"}, "the direction 'receive'"),
        ({"programmable": "maybe"}, "programmable: found 'maybe'"),
        ({"standing": "sure"}, "standing: found 'sure'"),
        ({"source": "https://example.com/x"}, "general knowledge"),
        ({"standing": "sourced"}, "the address of the page that was read"),
        ({"standing": "sourced", "source": "https://example.com/x"}, "source_date: found ''"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_place(tmp_path, changes, words):
    path = write(tmp_path / "mine.csv", row(**changes))
    with pytest.raises(InputError) as error:
        knowledge_of(path)
    assert str(error.value).startswith(f"{path}: line 2") and words in str(error.value)


def test_a_missing_heading_and_a_row_too_long_are_named(tmp_path):
    with pytest.raises(InputError, match="the heading 'standing' 0 times"):
        knowledge_of(write(tmp_path / "a.csv", row()[:-1], columns=COLUMNS[:-1]))
    with pytest.raises(InputError, match="line 3: found 13 cells; expected at most 12"):
        knowledge_of(write(tmp_path / "b.csv", row(pattern="XYZ12*"), (*row(), "more")))


def test_two_rows_that_contradict_each_other_are_named_both(tmp_path):
    path = write(tmp_path / "mine.csv", row(pattern="ABC1#*"), row(pattern="ABC?2*", maker="Birch Radio"))
    with pytest.raises(InputError) as error:
        knowledge_of(path)
    assert "line 3" in str(error.value) and "line 2" in str(error.value)
    other = write(tmp_path / "other.csv", row(pattern="ABC?2*", maker="Birch Radio"))
    with pytest.raises(InputError, match=r"other\.csv: line 2: .*mine\.csv: line 2"):
        knowledge_of(other, write(tmp_path / "mine.csv", row(pattern="ABC1#*")))


def test_a_more_specific_row_goes_before_a_wider_one_and_adds_to_what_is_shipped(tmp_path):
    mine = write(tmp_path / "mine.csv", row(pattern="ESP32-S3-FN8*", maker="Aster Radio"))
    knowledge = knowledge_of(SHIPPED, mine)
    assert knowledge.find("ESP32-S3FN8").maker == "Aster Radio"
    assert knowledge.find("ESP32-S3R8").maker == "Espressif"


def test_a_row_sent_back_and_shipped_since_is_no_contradiction(tmp_path):
    twice = [write(tmp_path / name, row()) for name in ("a.csv", "b.csv")]
    assert len(knowledge_of(*twice).parts) == 1
    sourced = row(standing="sourced", source="https://example.com/abc", source_date="2026-03-16")
    both = knowledge_of(twice[0], write(tmp_path / "c.csv", sourced))
    assert both.find("ABC123").is_sourced


def test_the_order_of_rows_and_files_does_not_matter(tmp_path):
    lines = SHIPPED.read_text("utf-8").splitlines()
    rows, numbers = lines[1:], [mpn for text in RADIOS.values() for mpn in split(text)]
    Random(7).shuffle(rows)
    halves = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, half in zip(files, halves, strict=True):
        path.write_text("\n".join([lines[0], *half]), encoding="utf-8")
    knowledge = knowledge_of(*files)
    assert knowledge.parts == shipped().parts
    assert [knowledge.find(mpn) for mpn in numbers] == [shipped().find(mpn) for mpn in numbers]


SIGNS = "AB12Ж"
patterns = st.text("AB1*?#@", min_size=1, max_size=4).map(lambda p: re.sub(r"\*[*?]+", "*", p))
codes = [""]
for _ in range(5):
    codes += sorted({code + sign for code in codes for sign in SIGNS} - set(codes))


@cache
def matches(pattern: str, code: str) -> bool:
    """The oracle: what the description of patterns says, sign by sign."""
    if not pattern:
        return not code
    if pattern[0] == "*":
        return matches(pattern[1:], code) or bool(code and matches(pattern, code[1:]))
    fits = {"?": True, "#": code[:1] in ("1", "2"), "@": code[:1] in ("A", "B")}
    return bool(code) and fits.get(pattern[0], pattern[0] == code[0]) and matches(pattern[1:], code[1:])


@given(patterns, st.text(SIGNS, max_size=8))
def test_a_pattern_matches_as_its_description_says(pattern, code):
    assert bool(compiled(pattern).fullmatch(code)) == matches(pattern, code)


@given(patterns, patterns)
def test_meeting_and_containment_are_those_of_the_codes(one, other):
    first = {code for code in codes if compiled(one).fullmatch(code)}
    second = {code for code in codes if compiled(other).fullmatch(code)}
    if len(one.replace("*", "")) + len(other.replace("*", "")) <= 5:  # a shortest common code has no more signs
        assert meet(one, other) == bool(first & second)
    assert within(one, other) == (
        first <= second
    )  # a code of `one` outside `other` shows within its signs and one more


@settings(max_examples=60)
@given(st.lists(patterns, min_size=1, max_size=6), st.randoms())
def test_the_answer_is_a_most_specific_match_in_any_order(tmp_path_factory, tails, random):
    made = sorted({"QQ1" + tail for tail in tails if fault_of("QQ1" + tail) is None} | {"QQ1A*"})
    rows = [row(pattern=pattern) for pattern in made]
    folder = tmp_path_factory.mktemp("rows")
    first = knowledge_of(write(folder / "a.csv", *rows))
    random.shuffle(rows)
    second = knowledge_of(write(folder / "b.csv", *rows))
    for code in ("QQ1" + code for code in codes[:700]):
        fitting = [pattern for pattern in made if matches(pattern, code)]
        found = first.find(code)
        assert found == second.find(code)
        assert (found is None) == (not fitting)
        if found is not None:
            assert found.pattern in fitting
            assert not [p for p in fitting if within(p, found.pattern) and not within(found.pattern, p)]


def test_the_grantees_are_read_and_found_by_fcc_id():
    assert len(fcc_grantees.shipped()) >= 40
    known = {
        "XMR2020BG95M1": "Quectel",
        "2AC7Z-ESPEYE": "Espressif",
        "xpy-tobyl280": "u-blox",
        "N7NWP77B": "Sierra Wireless",
    }
    assert {fcc: fcc_grantees.shipped()[fcc_grantees.code_of(fcc)].maker for fcc in known} == known
    assert fcc_grantees.code_of("") == "" and fcc_grantees.code_of("ZZ") not in fcc_grantees.shipped()


@pytest.mark.parametrize("code", ["AB", "ABCD", "2AB", "---"])
def test_a_code_that_no_grantee_has_is_refused(tmp_path, code):
    line = (code, "Aster Radio", "general knowledge", "", "unverified")
    with pytest.raises(InputError, match="line 2, code"):
        fcc_grantees.read_grantees(write(tmp_path / "g.csv", line, columns=fcc_grantees.COLUMNS))


def test_a_code_with_two_makers_is_refused(tmp_path):
    lines = [("ZZZ", maker, "general knowledge", "", "unverified") for maker in ("Aster Radio", "Birch Radio")]
    with pytest.raises(InputError, match="line 3"):
        fcc_grantees.read_grantees(write(tmp_path / "g.csv", *lines, columns=fcc_grantees.COLUMNS))
