"""Asking suppliers and taking their answers: what goes out, what comes back, what it changes, and what it must not."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

from auditor.audit.results import Audit
from auditor.cli.receive import receive_command
from auditor.cli.request import request_command
from auditor.entities.suppliers.joining import completed
from auditor.entities.suppliers.row import read_row
from auditor.entities.suppliers.supplier_list import read_list
from auditor.inputs import read_input
from auditor.questionnaire.answers import AnswerError, answer, asked_of_part
from auditor.questionnaire.request import Part, Request, file_names, request_of, requests
from auditor.questionnaire.workbook import workbook
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.read import read_table
from tests.auditor.conftest import EXAMPLE, audited, component, sbom
from tests.auditor.questionnaire.filling import Filling, sent_as

ACCEPTED = ("--accepted-by", "J. Doe", "--when", "2026-08-10")
BEFORE_THE_CUT_OFF, AFTER_IT = date(2026, 2, 1), date(2026, 5, 1)


class Desk:
    """A program's folder from which requests go out and into whose folder `back` they come back.

    `sent` is a folder with the requests of this very program, where they were written before.
    """

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str], sent: Path | None = None) -> None:
        self.folder, self.capfd, self.program, self.sent = folder, capfd, folder / "program.toml", sent
        self.audits: dict[str, Audit] = {}

    def icts(self, command, *arguments) -> tuple[int, str]:
        self.capfd.readouterr()
        try:
            code = command.main([str(a) for a in arguments], standalone_mode=False) or 0
        except InputError as error:
            return 2, str(error)
        captured = self.capfd.readouterr()
        return code, captured.out + captured.err

    def request(self, *more) -> tuple[int, str]:
        return self.icts(request_command, self.program, "-o", self.folder / "out", *more)

    def receive(self, *files, more=ACCEPTED) -> tuple[int, str]:
        return self.icts(receive_command, *files, "--program", self.program, *more)

    def filling(self, name: str) -> Filling:
        if not (self.folder / "out").exists():
            if self.sent:
                shutil.copytree(self.sent, self.folder / "out")
                (self.folder / "out" / "requests.toml").rename(self.folder / "requests.toml")
            else:
                assert self.request("--due", "2026-09-15")[0] == 0
        return Filling(next((self.folder / "out").glob(f"*{name}*.xlsx")))

    def save(self, filling: Filling, name: str = "answer.xlsx") -> Path:
        return filling.save(self.folder / "back" / name)

    def answered(self) -> Audit:
        """Audit the program with whatever was received; once as long as no file in the folder has changed."""
        text = self.program.read_text("utf-8")
        listed = ["suppliers.csv"] + ["suppliers-attested.csv"] * (self.folder / "suppliers-attested.csv").exists()
        attested = [f for f in ("determinations.toml", "attestations.toml") if (self.folder / f).exists()]
        with_them = self.folder / "with-answers.toml"
        lines = f"suppliers = {listed}\ndeterminations = {attested}".replace("'", '"')
        text = re.sub(r'suppliers = \["suppliers.csv"\](\ndeterminations = \["determinations.toml"\])?', lines, text)
        with_them.write_text(text, "utf-8")
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        now = sha256(b"".join(sha256(bytes(f) + b"\0" + f.read_bytes()).digest() for f in files)).hexdigest()
        if now not in self.audits:
            self.audits[now] = audited(with_them)
        return self.audits[now]

    def verdicts(self) -> dict[str, str]:
        """Return the verdicts with whatever was received, by component."""
        return {c.id: c.worst["verdict"] for c in self.answered().components}

    def asked(self, **keywords) -> list[Request]:
        return requests(audited(self.program), **keywords)


def _of_the_example(folder: Path, capfd: pytest.CaptureFixture[str], sent: Path) -> Desk:
    shutil.copytree(sent, folder / "aurora", ignore=shutil.ignore_patterns("sent"))
    return Desk(folder / "aurora", capfd, sent / "sent")


def _send(folder: Path) -> Path:
    """Write the requests of the program in this folder below it."""
    (folder / "sent").mkdir()
    kept = ["--requests", str(folder / "sent" / "requests.toml")]
    more = ["-o", str(folder / "sent"), "--due", "2026-09-15", *kept]
    request_command.main([str(folder / "program.toml"), *more], standalone_mode=False)
    return folder


@pytest.fixture(scope="module")
def whole_sent(tmp_path_factory) -> Path:
    """The example with its requests, written once for all tests."""
    return _send(Path(shutil.copytree(EXAMPLE.parent, tmp_path_factory.mktemp("whole") / "aurora")))


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> Path:
    """What of the example suppliers are asked about, with its requests: two of its twelve BOMs, 78 of its 629 components."""
    folder = Path(shutil.copytree(EXAMPLE.parent, tmp_path_factory.mktemp("part") / "aurora"))
    head, *items = re.split(r"(?m)^(?=\[\[(?:item|authorization)\]\]$)", (folder / "program.toml").read_text("utf-8"))
    kept = [item for item in items if re.search('id = "(tcu|head-unit)"', item)]
    cut = [re.sub(r"(?m)^hbom = .*\n", "", item).replace(', "boms/head-unit-linux.spdx.json"', "") for item in kept]
    head = head.replace("[reference]\n", "[reference]\nstarter = false\n")
    trust = re.findall(r"(?m)^\[\[trust.claims\]\]\nmade_by = .*\n.*\n.*\n", items[-1])
    (folder / "program.toml").write_text(head + "".join(cut) + "\n".join(trust), "utf-8")
    return _send(folder)


@pytest.fixture
def desk(tmp_path, capfd, sent) -> Desk:
    return _of_the_example(tmp_path, capfd, sent)


@pytest.fixture
def whole(tmp_path, capfd, whole_sent) -> Desk:
    return _of_the_example(tmp_path, capfd, whole_sent)


@pytest.fixture
def small(work, capfd) -> Desk:
    """The small program, whose one component comes from a firm of the PRC and has no date of completion."""
    work.write("app.cdx.json", sbom(component("core", maker="Lintao Example Co.") | {"version": "1.2"}))
    work.change("[reference]", "[reference]\nstarter = false")
    return Desk(work.folder, capfd)


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    return {
        id.rpartition("#")[2].removeprefix("SPDXRef-Package-").partition("@")[0]: f"{verdict} -> {after[id]}"
        for id, verdict in before.items()
        if after[id] != verdict
    }


# --- what goes out --------------------------------------------------------------------------------------------------


def test_each_supplier_is_asked_just_what_the_verdicts_of_its_parts_turn_on(whole):
    asked = {
        request.supplier: ({part.identity[0]: part.facts for part in request.parts}, request.company)
        for request in whole.asked()
    }
    who = ("designed_by", "developed_by", "manufactured_by")
    places = ("headquartered_in", "incorporated_in", "principal_place_of_business")
    finished = ("component.completed_on", "component.altered")
    made = (*who, *finished)
    assert asked == {
        "Akizora Electronics K.K.": (
            {
                "audio-policy-engine": made,
                "equalizer-presets": made,
                "harmonia-lyrics": ("manufactured_by",),
                "wlan-calibration-service": made,
            },
            (),
        ),
        "Brightfjord Codec Works Ltd": ({"brightfjord-cellmap": finished}, (*places, "owners")),
        "Hoshimi Type Works": ({"meter-font-renderer": finished}, (*places, "owners")),
        "Korvela Software Oy": ({"korvela-hotspot-portal": finished, "korvela-tls-offload": finished}, ("owners",)),
        "Nordhafen Telematik GmbH": ({"geofence-cache": made, "libnadctl": made}, ()),
        "Tsubamezaka Systems K.K.": ({"harmonia-lyrics": finished}, ()),
        "墨澄无线技术有限公司": ({"mocheng-qmi-client": finished}, ()),
    }


def test_the_cover_says_who_asks_for_which_vehicle_by_when_and_where_to(whole):
    whole.request("--due", "2026-09-15")
    cover = read_table(next((whole.folder / "out").glob("*korvela*")))[0]
    told = {cells[1]: cells[2] for cells in cover.rows if len(cells) > 2 and cells[1]}
    assert told["To"] == "Korvela Software Oy" and told["From"] == "Meridian Motors USA, Inc."
    assert told["For the vehicle"] == "Meridian Aurora model year 2027" and told["Please return by"] == "2026-09-15"
    assert "trade@meridian.example" in told["Return to"] and "on behalf of Korvela Software Oy" in told["Statement"]


def test_only_answers_can_be_written_and_the_identity_is_hidden(whole):
    def unlocked(name: str) -> dict[str, set[str]]:
        filling = whole.filling(name)
        formats = etree.fromstring(filling.parts["xl/styles.xml"]).findall(".//{*}cellXfs/{*}xf")
        free = {
            n for n, form in enumerate(formats) if any(p.get("locked") == "0" for p in form.findall("{*}protection"))
        }
        found = {}
        for mark, (_, part) in filling.sheets.items():
            tree = etree.fromstring(filling.parts[part])
            assert tree.find("{*}sheetProtection").get("sheet") == "1", mark
            found[mark] = {c.get("r") for c in tree.iter("{*}c") if int(c.get("s", 0)) in free}
        assert b'state="veryHidden"' in filling.parts["xl/workbook.xml"]
        return found

    found = unlocked("akizora")
    assert found["parts"] == {*(f"{c}{r}" for c in "DEFGH" for r in (4, 5, 7)), "F6"} and found["request"] == set()
    assert len(found["cover"]) == 3
    assert len(unlocked("brightfjord")["company"]) == 3 + 1 + 60 * 8


def test_questions_with_few_answers_have_a_drop_down_and_dates_a_rule(desk):
    request = desk.asked(supplier="Akizora Electronics")[0]
    every = ("component.programmable", "component.hardware_class", "item.enables", "component.completed_on")
    request = replace(request, parts=(Part(("x", "", "", ""), every, ("tcu",)),))
    book = workbook(request, sent_as(request))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        rules = etree.fromstring(archive.read("xl/worksheets/sheet2.xml")).findall(".//{*}dataValidation")
    by_cell = {rule.get("sqref"): (rule.get("type"), rule.findtext("{*}formula1")) for rule in rules}
    assert by_cell["C4"] == ("list", '"yes,no,do not know"') and by_cell["F4"][0] == "custom"
    assert by_cell["D4"][0] == "list" and by_cell["D4"][1].startswith("Request!$D$1:$D$")


def test_the_same_program_gives_the_same_bytes_and_a_reminder_is_the_same_request(whole):
    first, again = whole.asked(due=date(2026, 9, 15)), whole.asked(due=date(2026, 9, 15))
    ids = [sent_as(request) for request in first]
    assert list(map(workbook, first, ids)) == list(map(workbook, again, ids))
    later = whole.asked(due=date(2026, 9, 16))
    assert [r.questions_sha256 for r in first] == [r.questions_sha256 for r in later]
    assert len({r.questions_sha256 for r in first}) == len(first)
    assert [request_of(r.content).questions_sha256 for r in first] == [r.questions_sha256 for r in first]


def test_a_part_in_ten_items_is_one_row_and_one_answer_settles_all_ten(small):
    text = small.program.read_text("utf-8")
    item = text[text.index("[[item]]") :]
    small.program.write_text(text + "".join(item.replace('"tcu"', f'"tcu{n}"') for n in range(9)), "utf-8")
    assert [len(request.parts) for request in small.asked()] == [1]
    before = small.verdicts()
    filling = small.filling("lintao").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    code, out = small.receive(small.save(filling))
    assert code == 0 and "Verdicts changed: 10 of 10" in out
    assert len(before) == 10 and set(small.verdicts().values()) == {"allowed"}
    written = (small.folder / "attestations.toml").read_text("utf-8")
    assert written.count("[[determination]]") == 1
    assert 'select = { name = "core", version = "1.2", maker = "Lintao Example Co." }' in written


@pytest.mark.parametrize(
    ("said", "stated", "verdict", "next_time"),
    [
        ("no", "component.altered = false", "allowed", ()),
        ("yes", "component.altered = true", "review", ("component.altered_on", "component.altered_by")),
    ],
)
def test_whether_old_code_was_touched_since_is_asked_and_answered(small, said, stated, verdict, next_time):
    text = small.program.read_text("utf-8")
    finished = (
        '[[item.component]]\nselect = { name = "core", maker = "Lintao Example Co." }\ncompleted_on = 2026-03-10\n'
    )
    small.program.write_text(text + finished, "utf-8")
    assert [part.facts for request in small.asked() for part in request.parts] == [("component.altered",)]
    assert set(small.verdicts().values()) == {"review"}
    filling = small.filling("lintao").sign()
    filling.part("core", "component.altered", said)
    code, _ = small.receive(small.save(filling))
    assert code == 0 and stated in (small.folder / "attestations.toml").read_text("utf-8")
    assert set(small.verdicts().values()) == {verdict}
    after = requests(audited(small.folder / "with-answers.toml"))
    assert [part.facts for request in after for part in request.parts] == ([next_time] if next_time else [])


def test_an_answer_about_a_part_stays_in_the_items_that_were_asked_about(small, work):
    """The same name and version stands in another item, whose supplier was asked for itself who made it."""
    work.write(
        "app.cdx.json", sbom(component("core", completed_on="2026-05-01", layer="application") | {"version": "1"})
    )
    text = small.program.read_text("utf-8").replace('id = "tcu"', 'id = "tcu"\nsupplier = "Clean Code GmbH"')
    item = text[text.index("[[item]]") :]
    other = item.replace('"tcu"', '"radio"').replace("Clean Code GmbH", "Braunau Radio AG")
    small.program.write_text(text + other, "utf-8")
    filling = small.filling("clean-code").sign()
    for act in ("designed_by", "developed_by", "manufactured_by"):
        filling.part("core", act, "Clean Code GmbH")
    code, out = small.receive(small.save(filling))
    assert code == 0 and "Verdicts changed: 1 of 2" in out
    assert small.verdicts() == {"tcu/app.cdx.json#core": "allowed", "radio/app.cdx.json#core": "review"}


@pytest.mark.parametrize("named", ["maker", "supplier"])
def test_an_answer_about_a_part_is_none_about_anothers_that_is_called_alike(small, work, named):
    """Also where the item's supplier answers, who has supplied both, and the BOM names suppliers alone."""
    makers = {"of-the-prc": "Lintao Example Co.", "own": "Braunau Radio AG"}
    by_property = {
        ref: component("core", **({"maker": maker} if named == "maker" else {})) for ref, maker in makers.items()
    }
    parts = [
        one | {"version": "1.2", "bom-ref": ref} | ({"supplier": {"name": makers[ref]}} if named == "supplier" else {})
        for ref, one in by_property.items()
    ]
    work.write("app.cdx.json", sbom(*parts))
    if named == "supplier":
        work.change('id = "tcu"', 'id = "tcu"\nsupplier = "Braunau Radio AG"')
    filling = small.filling("braunau").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    small.receive(small.save(filling))
    written = (small.folder / "attestations.toml").read_text("utf-8")
    assert re.findall("select = (.*)", written) == ['{ name = "core", version = "1.2", maker = "Braunau Radio AG" }']
    assert small.verdicts()["tcu/app.cdx.json#of-the-prc"] == "review"


def test_names_that_a_spreadsheet_takes_for_a_formula_are_texts(small, work):
    evil = '=HYPERLINK("http://example.invalid","x")&CMD|A0 _x0041_'
    work.write(
        "app.cdx.json", sbom(component(evil, maker="Lintao Example Co."), component("+1", maker="Lintao Example Co."))
    )
    filling = small.filling("lintao").sign()
    assert b"<f>" not in filling.parts["xl/worksheets/sheet2.xml"]
    assert not any("hyperlink" in name.lower() for name in filling.parts)
    filling.part(evil, "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part(evil, "component.altered", "no")
    assert small.receive(small.save(filling))[0] == 0
    assert sorted(small.verdicts().values()) == ["allowed", "review"]


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["../../etc/passwd"], ["request-etc-passwd.xlsx"]),
        (["CON", "."], ["request-con.xlsx", r"request-[0-9a-f]{8}.xlsx"]),
        (["Braunau AG", "BRAUNAU, AG"], ["request-braunau-ag.xlsx", r"request-braunau-ag-[0-9a-f]{8}.xlsx"]),
        (["x" * 500], ["request-x{40}.xlsx"]),
        (["a\nb\x00:*?<>|\u202e"], ["request-a-b.xlsx"]),
    ],
)
def test_file_names_are_safe_and_each_its_own(names, files):
    asked = [Request("p", "0", date(2026, 1, 1), name, "organisation", None, (), ("owners",)) for name in names]
    for name, pattern in zip(file_names(asked), files, strict=True):
        assert re.fullmatch(pattern, name), name


def test_all_requests_are_written_or_none_and_nothing_is_overwritten(desk):
    (desk.folder / "out").mkdir()
    there = desk.folder / "out" / "request-korvela-software-oy.xlsx"
    there.write_text("mine")
    code, out = desk.request()
    assert code == 2 and "there already" in out
    assert list((desk.folder / "out").iterdir()) == [there] and there.read_text() == "mine"


def test_one_supplier_can_be_asked_alone_by_any_of_its_names(desk):
    assert [request.supplier for request in desk.asked(supplier="Mocheng Wireless")] == ["墨澄无线技术有限公司"]
    with pytest.raises(InputError, match=r"'Nobody Ltd', who is asked nothing; expected one of Akizora"):
        desk.asked(supplier="Nobody Ltd")


# --- what comes back ------------------------------------------------------------------------------------------------


def test_answers_change_the_verdicts_that_they_should_and_no_others(whole):
    before = whole.verdicts()
    files = []
    brightfjord = whole.filling("brightfjord").sign()
    for key, place in (
        ("incorporated_in", "GB"),
        ("headquartered_in", "United Kingdom"),
        ("principal_place_of_business", "gb"),
    ):
        brightfjord.company(key, place)
    brightfjord.company("complete", "yes")
    brightfjord.holder(1, name="Wren Hall Holdings Ltd", kind="company", country="GB", percent="100")
    brightfjord.holder(2, name="M. Example", of="Wren Hall Holdings Ltd", kind="person", country="GB", percent="100%")
    files.append(whole.save(brightfjord, "renamed by somebody.xlsx"))
    hoshimi = whole.filling("hoshimi").sign()
    hoshimi.part("meter-font-renderer", "component.completed_on", "1 May 2026")
    hoshimi.company("headquartered_in", "China")
    files.append(whole.save(hoshimi, "h.xlsx"))
    akizora = whole.filling("akizora").sign()
    for act in ("designed_by", "developed_by", "manufactured_by"):
        akizora.part("audio-policy-engine", act, "Akizora Electronics K.K.")
        akizora.part("equalizer-presets", act, "Nobody Has Heard Of It Ltd")
    files.append(whole.save(akizora, "a.xlsx"))
    mocheng = whole.filling("墨澄").sign()
    mocheng.part("mocheng-qmi-client", "component.completed_on", BEFORE_THE_CUT_OFF)
    mocheng.part("mocheng-qmi-client", "component.altered", "no")
    files.append(whole.save(mocheng, "m.xlsx"))
    nordhafen = whole.filling("nordhafen").sign()
    nordhafen.part("libnadctl", "component.completed_on", "do not know")
    files.append(whole.save(nordhafen, "n.xlsx"))

    code, out = whole.receive(*files)
    assert code == 0
    assert changed(before, whole.verdicts()) == {
        "brightfjord-cellmap": "review -> allowed",
        "meter-font-renderer": "review -> prohibited",
        "audio-policy-engine": "review -> allowed",
        "mocheng-qmi-client": "review -> allowed",
    }
    assert "Verdicts changed: 4 of 629" in out and "review -> prohibited" in out and "1 not known" in out
    assert 'determinations = ["determinations.toml", "attestations.toml"]' in out
    assert 'suppliers = ["suppliers.csv", "suppliers-attested.csv"]' in out
    assert "Brightfjord" not in whole.program.read_text("utf-8")


def test_an_attestation_says_who_signed_who_accepted_and_for_how_long(desk):
    filling = desk.filling("墨澄").sign(on=date(2026, 8, 1))
    filling.part("mocheng-qmi-client", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("mocheng-qmi-client", "component.altered", "no")
    desk.receive(desk.save(filling))
    text = (desk.folder / "attestations.toml").read_text("utf-8")
    assert 'basis = "answer of 墨澄无线技术有限公司 signed by A. Virtanen on 2026-08-01"' in text
    assert 'of = "attestation of 墨澄无线技术有限公司"\nwho = "J. Doe"\nwhen = 2026-08-10\nuntil = 2027-08-01\n' in text
    assert 'evidence = "back/answer.xlsx"' in text


def test_answers_that_run_out_before_the_day_of_the_audit_say_so(desk):
    filling = desk.filling("墨澄").sign(on=date(2026, 8, 1))
    filling.part("mocheng-qmi-client", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("mocheng-qmi-client", "component.altered", "no")
    text = desk.program.read_text("utf-8")
    desk.program.write_text(text.replace("as_of = 2026-08-17", "as_of = 2029-01-01"), "utf-8")
    _, out = desk.receive(desk.save(filling))
    assert "they hold until 2027-08-01, and the audit is as of 2029-01-01" in " ".join(out.split())


def test_a_second_receive_changes_nothing_and_says_so(desk):
    filling = desk.filling("brightfjord").sign()
    filling.part("brightfjord-cellmap", "component.completed_on", AFTER_IT)
    filling.company("incorporated_in", "GB")
    path = desk.save(filling)
    desk.receive(path)
    files = [desk.folder / "attestations.toml", desk.folder / "suppliers-attested.csv"]
    written = [file.read_bytes() for file in files]
    code, out = desk.receive(path)
    assert code == 0 and "nothing new" in out and "nothing changed" in out and "Verdicts changed: 0 of" in out
    assert [file.read_bytes() for file in files] == written


def test_check_reads_and_reports_and_writes_nothing(desk):
    filling = desk.filling("brightfjord").sign()
    filling.part("brightfjord-cellmap", "component.completed_on", AFTER_IT)
    filling.company("incorporated_in", "Atlantis")
    code, out = desk.receive(desk.save(filling), more=("--check",))
    assert code == 10 and "1 attested" in out and "found 'Atlantis'" in out
    assert not (desk.folder / "attestations.toml").exists() and not (desk.folder / "suppliers-attested.csv").exists()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("soon", "'soon'; expected one day"),
        ("2025", "'2025'; expected one day"),
        ("03/04/2026", "'03/04/2026'; expected one day"),
        ("2026-02-30", "'2026-02-30'; expected one day"),
        ("46000", "'46000'; expected one day"),
        (date(2026, 8, 2), "2026-08-02; expected a day up to that of the signature, 2026-08-01"),
        (date(1926, 2, 1), "'1926-02-01'; expected a day after 1980-01-01"),
        ("#N/A", "'#N/A'; expected one day"),
    ],
)
def test_a_wrong_date_is_reported_with_its_cell_and_costs_only_itself(desk, value, found):
    filling = desk.filling("korvela").sign()
    place = filling.part("korvela-tls-offload", "component.completed_on", value)
    filling.part("korvela-hotspot-portal", "component.completed_on", AFTER_IT)
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"{place}: found {found}" in out and "1 attested" in out


@pytest.mark.parametrize("written", ["same", "dto.", "同上"])
def test_a_name_that_stands_in_another_cell_is_to_be_corrected_and_no_legal_name(desk, written):
    filling = desk.filling("nordhafen").sign()
    place = filling.part("geofence-cache", "designed_by", written)
    filling.part("geofence-cache", "developed_by", "Nordhafen Telematik GmbH")
    code, out = desk.receive(desk.save(filling))
    assert (
        code == 10 and f"{place}: found {quoted(written)}; expected the full legal name" in out and "1 attested" in out
    )


@pytest.mark.parametrize("text", ["2026-05-01", "1 May 2026", "May 1, 2026", "1.5.2026", "13/05/2026", "2026/05/01"])
def test_dates_are_read_in_every_style_that_means_one_day(text):
    day = answer(asked_of_part("component.completed_on"), text)
    assert day == date(2026, 5, 13 if text.startswith("13") else 1)


@pytest.mark.parametrize("text", ["do not know", "Do Not Know ", "?", "unknown"])
def test_what_is_not_known_stays_unknown(text):
    assert answer(asked_of_part("component.completed_on"), text) is None


@pytest.mark.parametrize("text", ["we", "n/a", "=1+1", "12", "x" * 201, "a\u202eb", "Braunau AG; ourselves", ";",
                                  "same", "see above", "ditto", "siehe oben", "同上", "Braunau AG; s.o."])  # fmt: skip
def test_what_names_nobody_is_no_maker(text):
    with pytest.raises(AnswerError):
        answer(asked_of_part("designed_by"), text)


def test_every_choice_that_is_offered_is_read_as_a_fact():
    for fact in (
        "component.modified",
        "item.exclusively",
        "item.enables",
        "component.foreign_interest",
        "component.layer",
    ):
        question = asked_of_part(fact)
        assert [answer(question, words.upper()) for words in question.choices] == list(question.choices.values())
        with pytest.raises(AnswerError, match="expected one of"):
            answer(question, "maybe")


def test_a_formula_is_no_answer_whatever_it_came_to(desk):
    filling = desk.filling("korvela").sign()
    sheet = filling.sheets["parts"][0]
    place = filling.put("parts", 3, sheet.row(0).index("component.completed_on"), AFTER_IT, formula="TODAY()")
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"{place}: found a formula" in out and not (desk.folder / "attestations.toml").exists()


@pytest.mark.parametrize("missing", ["signer", "title", "signed_on"])
def test_an_unsigned_file_attests_nothing(desk, missing):
    filling = desk.filling("korvela").sign()
    filling.part("korvela-tls-offload", "component.completed_on", AFTER_IT)
    place = filling.put("cover", filling._row("cover", missing), 2, "")
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"{place}: found no signature" in out and "nothing is taken" in out
    assert not (desk.folder / "attestations.toml").exists()


@pytest.mark.parametrize("on", [date(2026, 8, 11), date(2025, 8, 1)])
def test_a_signature_after_its_acceptance_or_long_before_it_attests_nothing(desk, on):
    filling = desk.filling("korvela").sign(on=on)
    filling.part("korvela-tls-offload", "component.completed_on", date(2024, 5, 1))
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"found signed on {on}" in out and not (desk.folder / "attestations.toml").exists()


def test_a_blank_file_is_told_from_one_that_knows_nothing(desk):
    code, out = desk.receive(desk.save(desk.filling("korvela").sign()))
    assert code == 10 and "a signature, but no answer" in out
    filling = desk.filling("korvela").sign()
    filling.part("korvela-tls-offload", "component.completed_on", "do not know")
    code, out = desk.receive(desk.save(filling))
    assert code == 0 and "1 not known" in out


def test_a_changed_identity_costs_the_row_and_no_other(desk):
    filling = desk.filling("korvela").sign()
    for part in ("korvela-tls-offload", "korvela-hotspot-portal"):
        filling.part(part, "component.completed_on", AFTER_IT)
    place = filling.put("parts", 4, 2, "9.9.9")
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"{place}: found '9.9.9' in a locked cell; expected '1.1.9'" in out and "1 attested" in out
    assert "korvela-tls-offload" not in (desk.folder / "attestations.toml").read_text()


def test_a_row_that_was_added_or_taken_away_is_reported(desk):
    filling = desk.filling("korvela").sign()
    filling.part("korvela-hotspot-portal", "component.completed_on", AFTER_IT)
    filling.put("parts", 4, 0, "0123456789abcdef")
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and "found no row for 'korvela-tls-offload'" in out and "a row that was not sent" in out


def test_a_sheet_that_was_renamed_is_recognized(desk):
    filling = desk.filling("korvela").sign()
    filling.part("korvela-hotspot-portal", "component.completed_on", "do not know")
    filling.part("korvela-tls-offload", "component.completed_on", AFTER_IT)
    filling.parts["xl/workbook.xml"] = filling.parts["xl/workbook.xml"].replace(b'name="Parts"', b'name="Teile"')
    code, out = desk.receive(desk.save(filling))
    assert code == 0 and "1 attested, 1 not known" in out


@pytest.mark.parametrize("kind", ["foreign", "text", "changed", "missing", "damaged"])
def test_a_file_that_is_no_request_of_ours_does_not_stop_the_others(desk, kind):
    good = desk.filling("korvela").sign()
    good.part("korvela-tls-offload", "component.completed_on", AFTER_IT)
    filling = desk.filling("akizora").sign()
    bad = desk.save(filling, "bad.xlsx")
    if kind == "foreign":
        shutil.copy(EXAMPLE.parent / "boms" / "tcu-hardware.xlsx", bad)
    elif kind == "text":
        bad.write_text("name,version\n")
    elif kind == "changed":
        filling.identity("content", lambda content: content.replace("Akizora", "Akizara"))
        desk.save(filling, "bad.xlsx")
    elif kind == "missing":
        bad.unlink()
    else:
        bad.write_bytes(bad.read_bytes()[:3000])
    code, out = desk.receive(bad, desk.save(good))
    assert code == 2 and "1 attested" in out and "bad.xlsx: " in out


def test_a_request_of_another_program_is_refused(desk, small):
    filling = small.filling("lintao").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    answer = desk.save(filling)
    desk.filling("korvela")  # so that there are requests of this program
    code, out = desk.receive(answer)
    assert code == 2 and "about the program 'Test car' that was never sent" in out
    code, out = desk.receive(answer, more=(*ACCEPTED, "--requests", small.folder / "requests.toml"))
    assert code == 2 and "a request for the program 'Test car'" in out


def test_a_program_that_was_edited_since_takes_the_answers_and_says_so(small):
    filling = small.filling("lintao").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    small.program.write_text(small.program.read_text("utf-8") + "\n# a remark\n", "utf-8")
    code, out = small.receive(small.save(filling))
    assert (
        code == 0 and "has changed since the request was sent" in out and set(small.verdicts().values()) == {"allowed"}
    )


def test_a_part_that_left_the_program_is_reported(small, work):
    filling = small.filling("lintao").sign()
    place = filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    work.write("app.cdx.json", sbom(component("other", maker="Lintao Example Co.")))
    code, out = small.receive(small.save(filling))
    assert code == 10 and f"{place}: found 'core', which is no longer in the program" in out


def test_of_an_answer_that_contradicts_the_suppliers_earlier_one_neither_counts(small):
    first = small.filling("lintao").sign()
    first.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    first.part("core", "component.altered", "no")
    assert small.receive(small.save(first, "1.xlsx"))[0] == 0
    assert set(small.verdicts().values()) == {"allowed"}
    second = small.filling("lintao").sign()
    place = second.part("core", "component.altered", "yes")
    code, out = small.receive(small.save(second, "2.xlsx"))
    assert code == 10 and f"{place}: found 'yes'; expected 'no', as Lintao Example Co. attests" in out
    assert "neither counts until a person ends one" in out
    assert set(small.verdicts().values()) == {"review"}
    entries = (small.folder / "attestations.toml").read_text("utf-8").count("[[determination]]")
    assert small.receive(small.folder / "back" / "2.xlsx")[0] == 10
    assert (small.folder / "attestations.toml").read_text("utf-8").count("[[determination]]") == entries


def test_an_attestation_does_not_override_what_a_person_determined(small):
    text = small.program.read_text("utf-8")
    small.program.write_text(
        text.replace('["suppliers.csv"]', '["suppliers.csv"]\ndeterminations = ["ours.toml"]'), "utf-8"
    )
    (small.folder / "ours.toml").touch()
    filling = small.filling("lintao").sign()
    place = filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    (small.folder / "ours.toml").write_text(
        '[[determination]]\nselect = { name = "core" }\nfacts = { component.completed_on = 2026-06-01 }\n'
        'basis = "build server"\nwho = "R. Roe"\nwhen = 2026-07-01\nuntil = 2027-07-01\n'
    )
    code, out = small.receive(small.save(filling))
    assert (
        code == 10 and f"{place}: found '2026-02-01'; expected '2026-06-01', as R. Roe determined in ours.toml" in out
    )
    assert not (small.folder / "attestations.toml").exists()


def test_evidence_outside_the_folder_of_the_attestations_is_refused(small, tmp_path_factory):
    filling = small.filling("lintao").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    code, out = small.receive(filling.save(tmp_path_factory.mktemp("mail") / "x.xlsx"))
    assert code == 2 and "copy it there" in out and not (small.folder / "attestations.toml").exists()


def test_files_of_the_user_are_not_taken_for_ours(small):
    filling = small.filling("lintao").sign()
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    path, list_of_user = small.save(filling), (small.folder / "suppliers.csv").read_bytes()
    code, out = small.receive(path, more=(*ACCEPTED, "--suppliers-into", small.folder / "suppliers.csv"))
    assert code == 2 and "choose another --suppliers-into" in out
    assert (small.folder / "suppliers.csv").read_bytes() == list_of_user


# --- who is behind a company ----------------------------------------------------------------------------------------

GB = {"incorporated_in": "GB", "headquartered_in": "GB", "principal_place_of_business": "GB"}


def owned(desk: Desk, *holders: dict, complete: str | None = "yes") -> tuple[int, str, str]:
    """Let Brightfjord, a firm of GB that finished its code after the cut-off, answer who owns it; code, output, verdict."""
    filling = desk.filling("brightfjord").sign()
    filling.part("brightfjord-cellmap", "component.completed_on", AFTER_IT)
    for key, place in GB.items():
        filling.company(key, place)
    if complete:
        filling.company("complete", complete)
    for number, cells in enumerate(holders, start=1):
        filling.holder(number, **cells)
    code, out = desk.receive(desk.save(filling))
    verdict = next(v for id, v in desk.verdicts().items() if "brightfjord-cellmap" in id)
    return code, out, verdict


PERSON = {"name": "M. Example", "kind": "person", "country": "GB"}
SMALL_HOLDERS = {"name": "Free float", "kind": "many small holders (free float)"}
QINGSHU = {"name": "Qingshu Group", "kind": "company", "country": "CN"}
RUSSIAN = {"name": "A. B.", "kind": "person", "country": "RU", "percent": "10"}
LUXHOLD = {"name": "Luxhold SA", "kind": "company", "country": "LU"}
BUREAU = {"name": "Bureau", "kind": "government or state body", "country": "CN", "seats": "3", "of_seats": "5"}


@pytest.mark.parametrize(
    ("holders", "verdict"),
    [
        ([PERSON | {"percent": "100"}], "allowed"),
        ([PERSON | {"percent": "60"}, SMALL_HOLDERS | {"percent": "40"}], "allowed"),
        ([PERSON | {"percent": "49"}, QINGSHU | {"percent": "51"}], "prohibited"),
        ([PERSON | {"percent": "90"}, RUSSIAN | {"rights": "veto"}], "prohibited"),
        ([PERSON | {"percent": "90"}, RUSSIAN], "allowed"),
        ([PERSON | {"percent": "49"}, LUXHOLD | {"country": "LU; LU; CN", "percent": "51"}], "prohibited"),
        (
            [
                LUXHOLD | {"percent": "100"},
                QINGSHU | {"of": "LUXHOLD S.A.", "percent": "100"},
            ],
            "prohibited",
        ),
        ([PERSON | {"percent": "100", "seats": "0", "of_seats": "5"}], "allowed"),
        ([BUREAU, PERSON | {"percent": "100"}], "prohibited"),
    ],
)  # fmt: skip
def test_owners_told_up_to_the_last_holder_decide(desk, holders, verdict):
    code, _, found = owned(desk, *holders)
    assert (code, found) == (0, verdict)


@pytest.mark.parametrize(
    ("holders", "complete", "found"),
    [
        (
            [LUXHOLD | {"percent": "100"}],
            "yes",
            "a company whose holders are not",
        ),
        ([PERSON | {"percent": "0.51"}], "yes", "'0.51'; expected a percentage with its sign, as 0.51% or 51%"),
        ([PERSON | {"percent": "60"}], "yes", "'yes', and 60% of the votes"),
        ([PERSON | {"percent": "60"}, PERSON | {"name": "N. O.", "percent": "60"}], "yes", "120% of the votes"),
        ([PERSON | {"percent": "100", "rights": "golden share"}], "yes", "'golden share'"),
        ([PERSON | {"percent": "100"}, {"country": "CN", "percent": "51"}], "yes", "a holder without a name"),
        ([PERSON | {"percent": "100"}, {"name": "X [CN] 51%", "kind": "company"}], "yes", "a name without ;"),
        (
            [PERSON | {"percent": "100"}, PERSON | {"name": "N. O.", "of": "Somebody", "percent": "50"}],
            "yes",
            "'Somebody'",
        ),
        ([PERSON | {"percent": "50"}, PERSON | {"percent": "50"}], "yes", "a second time"),
        ([PERSON | {"percent": "100", "seats": "4", "of_seats": "3"}], "yes", "4 of 3 board seats"),
        ([PERSON | {"percent": "100", "kind": "sect"}], "yes", "'sect'"),
        ([{"name": "M. Example", "percent": "100"}], "yes", "without what it is"),
        ([PERSON | {"percent": "100"}], "nobody owns the company", "beside its holders"),
        ([], "yes", "'yes' without any holder"),
        ([PERSON | {"percent": "101"}], "yes", "'101'"),
        (
            [PERSON | {"percent": "50"}, PERSON | {"name": "same", "percent": "50"}],
            "yes",
            "found 'same'; expected the full",
        ),
        (
            [PERSON | {"percent": "100"}, PERSON | {"name": "N. O.", "of": '"', "percent": "50"}],
            "yes",
            "the row is not read",
        ),
    ],
)
def test_a_table_of_holders_that_cannot_be_trusted_leaves_the_verdict_open(desk, holders, complete, found):
    code, out, verdict = owned(desk, *holders, complete=complete)
    assert code == 10 and verdict == "review"
    assert found in out


@pytest.mark.parametrize("complete", [None, "no", "do not know"])
def test_owners_that_may_not_be_all_leave_the_verdict_open(desk, complete):
    code, _, verdict = owned(desk, PERSON | {"percent": "20"}, complete=complete)
    assert code == 0 and verdict == "review"


def test_no_supplier_speaks_for_another(whole):
    """Brightfjord says that it belongs to Korvela, whose owners are not known, and whose they are."""
    before = whole.verdicts()
    korvela = {"name": "Korvela Software Oy", "kind": "company", "country": "FI", "percent": "100"}
    _, out, verdict = owned(whole, korvela, PERSON | {"of": "Korvela Software Oy", "percent": "100"})
    assert verdict == "review" and changed(before, whole.verdicts()) == {}
    assert "what is stated about 'Korvela Software Oy' is not taken" in out


def test_who_controls_a_company_that_nobody_owns_is_asked(desk):
    assert owned(desk, complete="nobody owns the company")[::2] == (0, "review")


def test_a_formula_in_the_table_of_holders_never_makes_it_complete(desk):
    filling = desk.filling("brightfjord").sign()
    filling.part("brightfjord-cellmap", "component.completed_on", AFTER_IT)
    for key, place in GB.items():
        filling.company(key, place)
    filling.company("complete", "yes")
    filling.holder(1, **PERSON, percent="100")
    row = filling._row("company", "holder 2")
    place = filling.put("company", row, 1, "Qingshu Group", formula='"Qing"&"shu Group"')
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and f"{place}: found a formula" in out
    assert next(v for id, v in desk.verdicts().items() if "brightfjord-cellmap" in id) == "review"


def test_a_supplier_that_is_in_a_list_already_completes_its_row(desk):
    filling = desk.filling("korvela").sign()
    filling.company("complete", "yes")
    filling.holder(1, name="Korvela Founders", kind="person", country="FI", percent="100")
    before = desk.verdicts()
    code, out = desk.receive(desk.save(filling))
    assert code == 0 and "Verdicts changed: 2 of 78" in out and "error" not in out
    assert changed(before, desk.verdicts()) == {
        "korvela-tls-offload": "review -> allowed",
        "korvela-hotspot-portal": "review -> allowed",
    }


# --- rows of one name in several lists ------------------------------------------------------------------------------


def joined(folder: Path, first: str, second: str, heading: str = "name,incorporated_in,owners,no_other_owners,source"):
    problems: list = []
    rows = []
    for name, text in (("a.csv", first), ("b.csv", second)):
        (folder / name).write_text(f"{heading}\n{text}\n", "utf-8")
        rows += read_list(read_input(folder / name, name)).rows
    drafts = completed([draft for row in rows if (draft := read_row(row, problems))], problems)
    return drafts, [problem.message for problem in problems if problem.severity == "error"]


def test_what_one_list_leaves_blank_another_says(tmp_path):
    drafts, errors = joined(tmp_path, "Korvela Oy,FI,,,form 1", "KORVELA OY,,Founders [FI] 100%,yes,form 2")
    assert len(drafts) == 1 and not errors
    person = drafts[0].person
    assert (person.name, person.incorporated_in, person.no_other_owners) == ("Korvela Oy", "FI", True)
    assert [owner.name for owner in drafts[0].owners] == ["Founders"]
    assert [source.detail for source in drafts[0].sources] == ["form 1", "form 2"]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("Korvela Oy,FI,,,", "Korvela Oy,CN,,,", "incorporated_in: CN"),
        ("Korvela Oy,FI,Founders [FI] 100%,yes,", "Korvela Oy,,Founders [FI] 60%,,", "owners: another list"),
        ("Korvela Oy,FI,Founders [FI] 100%,,", "Korvela Oy,,,yes,", "owners: nobody"),
    ],
)
def test_rows_that_contradict_each_other_stay_apart(tmp_path, first, second, found):
    drafts, errors = joined(tmp_path, first, second)
    assert len(drafts) == 2 and any(message.startswith(found) for message in errors)


def test_rows_of_one_list_and_of_other_names_stay_apart(tmp_path):
    drafts, errors = joined(tmp_path, "Korvela Oy,FI,,,\nKorvela Oy,,,,x", "Korvela Ab,,,,")
    assert len(drafts) == 3 and not errors


def test_an_owner_told_by_the_other_list_is_not_lost_to_an_open_one(tmp_path):
    """The first list says that its owners are not all; that it lists none must not hide those of the second."""
    drafts, errors = joined(tmp_path, "Korvela Oy,FI,,no,", "Korvela Oy,,Qingshu [CN] 60%,,")
    assert len(drafts) == 1 and not errors
    assert drafts[0].owners[0].country == "CN" and drafts[0].person.no_other_owners is False
