"""The HTML report and the declaration: complete, harmless, self-contained, and never firmer than the audit."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree, html
from sample import HOSTILE_SUPPLIER, sample

from reports import write
from reports.documents.audit import AuditDocument

PAGES = ("html", "declaration")


def page(document: AuditDocument, format: str = "declaration") -> Any:
    return html.document_fromstring(write(document, format))


def text_of(document: AuditDocument, format: str = "declaration") -> str:
    return " ".join(" ".join(page(document, format).body.itertext()).split())


def signed_off(state: str = "required") -> AuditDocument:
    """Return the sample without what is prohibited, in review or unread."""
    document = sample()
    document["components"] = [c for c in document["components"] if c["verdict"] not in ("prohibited", "review")]
    document["counts"] |= {"prohibited": 0, "review": 0}
    document["questions"], document["problems"], document["expired"] = [], [], []
    document["inputs"] = [file for file in document["inputs"] if not file["problem"]]
    document["verdict"] = "authorized"
    document["declaration"] |= {"declaration": state, "draft": False, "open": []}  # type: ignore[misc]
    return document


@pytest.mark.parametrize("format", PAGES)
def test_a_page_loads_and_runs_nothing(format: str) -> None:
    tree = page(sample(), format)
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //form")
    assert not tree.xpath("//@src | //@onclick | //@onload")
    assert all(href.startswith("#") for href in tree.xpath("//@href"))
    text = write(sample(), format).replace('xmlns="http://www.w3.org/2000/svg"', "")  # a name, which nothing loads
    assert not re.search(r"url\((?!#)|@import|https?:", text)


@pytest.mark.parametrize("format", PAGES)
@pytest.mark.parametrize(
    "attack", [HOSTILE_SUPPLIER, '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "</title><b>", "]]>&amp;"]
)
def test_hostile_text_anywhere_is_shown_as_text(format: str, attack: str) -> None:
    def poison(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: poison(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [poison(inner) for inner in value]
        return value + attack if isinstance(value, str) and value not in kept else value

    kept = {"prohibited", "review", "authorized", "exempt", "allowed", "out_of_scope", "barred", "2026-10-05"}
    kept |= {"2026-11-12", "2027-01-11", "2037-01-11"}
    tree = html.document_fromstring(write(poison(sample()), format))
    assert {element.tag for element in tree.iter(etree.Element)} == {
        element.tag for element in page(sample(), format).iter(etree.Element)
    }
    assert "49" not in tree.findtext(".//h1")


@pytest.mark.parametrize("format", PAGES)
def test_a_page_can_be_read_by_a_screen_reader(format: str) -> None:
    tree = page(sample(), format)
    assert tree.get("lang") == "en" and tree.findtext(".//title")
    assert len(tree.xpath("//h1")) == 1 and len(tree.xpath("//main")) == 1
    assert not tree.xpath("//th[not(@scope)]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    labels = {id for labeled in tree.xpath("//@aria-labelledby") for id in labeled.split()}
    assert {href[1:] for href in tree.xpath("//@href")} | labels <= set(ids)


def test_text_has_enough_contrast() -> None:
    css = write(sample(), "html")
    colors = re.findall(r"--(?!line|shade)\w+: (#[0-9a-f]{6})", css)
    assert len(colors) == 8
    for color in colors:
        for ground in ("#ffffff", "#f4f6f8", "#fff6cf"):
            light, dark = sorted((luminance(color), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1 AA


def luminance(color: str) -> float:
    shares = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_report_shows_every_component_with_its_source_persons_and_law() -> None:
    document = sample()
    rows = {row.get("id"): " ".join(row.text_content().split()) for row in page(document, "html").xpath("//tr[@id]")}
    assert len(rows) == len(document["components"])
    for number, component in enumerate(document["components"], start=1):
        row = rows[f"c{number}"]
        assert component["file"] in row and component["pointer"] in row and component["reason"] in row
        assert all(paragraph in row for paragraph in component["authority"])
        assert f"legal certainty: {component['standing']}" in row
        for party in component["parties"]:
            assert party["because"] in row and party["source"] in row
        assert all(fact in row for fact in component["missing"]) and all(law in row for law in component["open"])


def test_the_report_shows_inputs_parameters_problems_and_that_it_is_no_advice() -> None:
    document = sample()
    text = text_of(document, "html")
    assert all(file["file"] in text and file["sha256"] in text for file in document["inputs"])
    assert all(parameter["citation"] in text for parameter in document["parameters"])
    assert all(problem["message"] in text for problem in document["problems"])
    assert "not legal advice" in text and "Something was not seen" in text and "R. Lindqvist" in text


def test_a_long_list_is_folded_and_complete_but_never_what_is_prohibited() -> None:
    document = sample()
    document["components"] += [
        {**document["components"][-1], "id": f"gnss/x#{n}", "ref": f"x{n}", "name": f"x{n}"} for n in range(300)
    ]
    document["components"] += [{**document["components"][0], "id": f"tcu/x#{n}", "ref": f"x{n}"} for n in range(50)]
    tree = page(document, "html")
    assert len(tree.xpath("//section[@aria-labelledby='out_of_scope']/details//tr[@id]")) == 314
    assert not tree.xpath("//section[@aria-labelledby='prohibited']/details")


def test_answers_that_differ_by_transaction_are_shown_apart() -> None:
    document = sample()
    document["components"][0]["answers"][0]["verdict"] = "out_of_scope"
    row = " ".join(page(document, "html").get_element_by_id("c1").text_content().split())
    assert "Out of scope import on 2027-01-11" in row and "Prohibited sale on 2027-02-15" in row


def test_a_draft_says_so_on_every_page_and_lists_what_is_open() -> None:
    document = sample()
    tree = page(document)
    assert tree.xpath("//*[@class='watermark']") and tree.findtext(".//title").startswith("DRAFT")
    text = text_of(document)
    assert "Open before this can be signed Prohibited: 2 components. In review: 11 components" in text
    assert all(sentence in text for sentence in document["declaration"]["open"])
    assert text.count("boms/gnss-firmware.spdx of GNSS receiver cannot be read") == 1


def test_a_barred_declaration_names_what_bars_it_and_has_no_place_to_sign() -> None:
    tree, text = page(sample()), text_of(sample())
    assert "This declaration cannot be signed 2 components are prohibited" in text
    assert "linghe-modem-services 4.2.1 in Telematics control unit" in text
    assert not tree.xpath("//table[@class='signature']") and "Not to be signed: 2 components are prohibited." in text


def test_a_clean_declaration_can_be_signed_and_is_no_draft() -> None:
    document = signed_off()
    tree, text = page(document), text_of(document)
    assert "DRAFT" not in write(document, "declaration").replace(".draft", "")
    assert tree.xpath("//table[@class='signature']")
    assert (
        "Open before this can be signed" not in text
        and "As of 2026-10-05 no component is in review or prohibited." in text
    )
    assert "18 U.S.C. 1001" in text and "15 CFR 791.312(a)" in text and "at least 10 years" in text
    assert "Filing due 2026-11-12, in 38 days (counted from 2026-10-05)" in text and "at least 60 days before" in text


def test_where_none_is_required_the_page_says_why_and_asks_for_no_signature() -> None:
    document = signed_off("not_required")
    document["components"] = [c for c in document["components"] if c["verdict"] in ("exempt", "out_of_scope")]
    document["counts"] |= {"allowed": 0, "authorized": 0}
    tree, text = page(document), text_of(document)
    assert "No Declaration of Conformity is required" in text
    assert "6 components are exempt in the phase-in" in text and "(15 CFR 791.301, 791.308(a)(2))" in text
    assert "14 components are outside the rule" in text and "no filing is due" in text
    assert not tree.xpath("//table[@class='signature']") and "Certifications" not in text


def test_a_declarant_who_is_no_us_person_is_told_who_files() -> None:
    document = sample()
    document["declarant"]["us_person"] = False
    assert "U.S. person no A declaration is filed by a U.S. person" in text_of(document)


def test_an_undetermined_declaration_is_not_said_to_be_required() -> None:
    document = sample()
    document["declaration"]["declaration"] = "undetermined"
    text = text_of(document)
    assert "Whether a declaration is required is not determined" in text and "Not made yet" in text
    assert "Not to be signed while this is a draft." in text


def with_hardware() -> AuditDocument:
    """Return the sample that can be signed with one module inside the rule."""
    document = signed_off()
    module = next(component for component in document["components"] if component["mpn"] == "WB-2210")
    module |= {"verdict": "allowed", "exempt_until": None, "then": None, "relies_on": [], "fcc_ids": ["2AXAMPLEWB2210"]}  # type: ignore[misc]
    return document


SOFTWARE, RELATED, HARDWARE = (f"transaction that is prohibited by 15 CFR 791.{n}" for n in (303, 304, 302))


@pytest.mark.parametrize(
    ("roles", "without", "certified"),
    [
        ([], "", [SOFTWARE, RELATED, HARDWARE]),
        (["vcs_hardware_importer"], "", [HARDWARE]),
        (["connected_vehicle_manufacturer"], "", [SOFTWARE, RELATED]),
        (["connected_vehicle_manufacturer", "vcs_hardware_importer"], "hardware", [SOFTWARE, RELATED]),
        (["connected_vehicle_manufacturer", "vcs_hardware_importer"], "software", [RELATED, HARDWARE]),
    ],
)
def test_only_what_is_inside_the_rule_and_addressed_to_the_role_is_certified(
    roles: list[str], without: str, certified: list[str]
) -> None:
    document = with_hardware()
    document["declarant"]["roles"] = roles
    for component in document["components"]:
        if component["kind"] == without and component["verdict"] in ("allowed", "authorized"):
            component["verdict"] = "exempt"
    text = text_of(document)
    assert [statement for statement in (SOFTWARE, RELATED, HARDWARE) if statement in text] == certified
    none = {"hardware": "VCS hardware: none is inside", "software": "Covered software: none is inside"}
    assert {kind for kind, words in none.items() if words in text} == ({without} if without else set())


def test_nobody_certifies_that_no_person_of_the_prc_made_anything() -> None:
    text = text_of(with_hardware())
    assert "has not knowingly imported" not in text and "has not knowingly sold" not in text
    assert "Nothing is open" not in text


def test_what_is_relied_on_is_named_before_the_signature() -> None:
    text = text_of(signed_off())
    relied = text[text.index("exemptions, open readings and claims relied on") : text.index("7. Certifications")]
    for words in (
        "an authorization (15 CFR 791.306, 791.307) Head unit borealis-voice 3.3 Borealis Voice AB",
        "legacy software (15 CFR 791.303) Telematics control unit linghe-voice-codec 1.0.7 Linghe Telematics",
        "an exemption of the phase-in (15 CFR 791.308) Telematics control unit LTE modem module (MPN LX-520) 凌合车联",
        "External LTE antenna (MPN ANT-7-4) none is known",
        "a reading of the law that nothing official supports Telematics control unit linghe-voice-codec 1.0.7",
    ):
        assert words in relied
    assert "then, on the facts of today, prohibited" in relied
    assert "Application processor" not in relied  # exempt, and allowed without that
    assert "That rests in part on what section 6 lists as relied on" in text
    assert (
        "is not prohibited, and it is not denied here" in text
        and "in part on the open readings of the rule that section 6" in text
    )


def test_of_many_that_rely_on_one_provision_all_with_a_person_of_the_prc_are_named() -> None:
    document = signed_off()
    module = next(component for component in document["components"] if component["mpn"] == "LX-520")
    antenna = next(component for component in document["components"] if component["mpn"] == "ANT-7-4")
    for model in (module, antenna):
        document["components"] += [
            {**model, "id": f"{model['id']}~{n}", "name": f"{model['mpn']} {n}"} for n in range(40)
        ]
    text = text_of(document)
    assert all(f"LX-520 {n}" in text for n in range(40)) and "ANT-7-4 39" not in text
    assert "and 29 more components on which no person of the PRC or Russia is known" in text


def test_the_fcc_ids_of_the_bom_stand_beside_the_hardware() -> None:
    document = with_hardware()
    document["declarant"]["contact"]["phone"], document["vehicle"]["vin_series"] = "+1 555 0100", "5KZ27"
    text = text_of(document)
    assert "Wi-Fi and Bluetooth combo WB-2210 2AXAMPLEWB2210" in text
    assert "FCC ID numbers, if applicable 2AXAMPLEWB2210" in text
    assert "was given neither in the program file nor in a bill of materials" not in text
    document["vehicle"]["vin_series"] = ""
    assert "was given neither in the program file nor in a bill of materials" in text_of(document)


STATES = {
    ("barred", True): "barred: nothing can be declared while 2 components are prohibited",
    ("undetermined", True): "not determined yet: 11 components in review and 4 points open",
    ("required", True): "required, and not ready to be signed: 4 points open",
    ("required", False): "required",
    ("not_required", True): "not required, by data part of which has expired",
    ("not_required", False): "not required",
}
SAYS = {  # what only this state may say
    "barred": ("cannot be signed", "barred"),
    "undetermined": ("is not determined", "not determined yet"),
    "required": (),
    "not_required": ("No Declaration of Conformity is required", "not required", "no filing is due"),
}


def in_state(state: str, draft: bool) -> AuditDocument:
    document = sample() if draft and state != "not_required" else signed_off()
    if state != "barred":
        document["components"] = [c for c in document["components"] if c["verdict"] != "prohibited"]
        document["counts"]["prohibited"] = 0
    if state in ("required", "not_required"):
        document["components"] = [c for c in document["components"] if c["verdict"] != "review"]
        document["counts"]["review"] = 0
    for component in document["components"]:
        component["declaration"] = None
    document["declaration"] |= {"declaration": state, "draft": draft}  # type: ignore[misc]
    return document


def test_a_what_if_is_no_state_of_the_declaration_under_the_law() -> None:
    document = in_state("not_required", False)
    document["what_if"] = ["majority_pct=60"]
    for format in PAGES:
        assert "not required, were majority_pct=60 the law, which it is not" in text_of(document, format)
        assert "No Declaration of Conformity is required" not in text_of(document, format)


def test_an_answer_of_none_that_rests_on_what_has_expired_names_that_and_nothing_to_sign() -> None:
    document = in_state("not_required", True)
    document["expired"] = ["determination 3 ran until 2026-09-30"]
    text = text_of(document)
    assert "Part of what this rests on has expired Expired: determination 3 ran until 2026-09-30" in text
    assert "No Declaration of Conformity is required" not in text and "can be signed" not in text


@pytest.mark.parametrize(("state", "draft"), STATES)
def test_every_page_has_one_state_of_the_declaration(state: str, draft: bool) -> None:
    document, wanted = in_state(state, draft), STATES[(state, draft)]
    pages = {format: text_of(document, format) for format in PAGES}
    pages["table"] = " ".join(write(document, "table", width=1000).split())
    assert f"Declaration of Conformity: {wanted}." in pages["declaration"]
    assert f"State {wanted} Period" in pages["html"]
    assert f"Declaration {wanted} (model year 2027)" in pages["table"]
    for other, words in SAYS.items():
        if other != state:
            assert not [(format, w) for w in words for format, text in pages.items() if w in text.split("Notes on")[0]]


def test_vcs_hardware_inside_the_rule_is_listed_with_its_maker_and_part() -> None:
    document = signed_off()
    module = next(component for component in document["components"] if component["mpn"] == "WB-2210")
    module["verdict"] = "allowed"
    text = text_of(document)
    assert (
        "Telematics control unit Wi-Fi and Bluetooth combo WB-2210 not stated Tianqiao Radio Co., Ltd. (manufactured, supplied)"
        in text
    )


def test_blank_fields_are_shown_as_not_stated() -> None:
    document = sample()
    contact = document["declarant"]["contact"]
    contact["name"] = contact["title"] = contact["email"] = document["declarant"]["address"] = ""
    document["declarant"] |= {"us_person": None, "roles": []}  # type: ignore[misc]
    document["transactions"] = []
    document["declaration"] |= {"due": None, "first_transaction": None, "keep_records_until": None}  # type: ignore[misc]
    document["vehicle"] |= {"trims": [], "model_year": None}  # type: ignore[misc]
    text = text_of(document)
    for label in ("Address", "U.S. person", "Contact", "Telephone", "E-mail", "Transactions"):
        assert f"{label} not stated" in text
    assert "Filing due date not known: no transaction has a date" in text
    assert "Capacity in which the declaration is made not stated" in text
    assert write(document, "html") and write(document, "table")


def test_the_page_keeps_the_order_of_the_questions_and_says_what_may_be_prohibited() -> None:
    page = write(sample(), "html")
    first = page.index("It may be prohibited: a person of the PRC or Russia is, or by a lead may be, behind it.")
    assert page.index("On what date was the code finished") < first < page.index("whole driving task")
