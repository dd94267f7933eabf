"""Only an answer to a request that was sent counts: who wrote another, changed one, or shows an old one again, is refused."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tomllib
from datetime import date

import pytest

from auditor.inputs import InputFile
from auditor.questionnaire.sent import read_sent
from bom_parsers.errors import InputError
from tests.auditor.conftest import component, sbom
from tests.auditor.questionnaire.filling import Filling
from tests.auditor.questionnaire.test_requests import ACCEPTED, BEFORE_THE_CUT_OFF, Desk

CHECK = ("--check",)
KEPT = "requests.toml"


@pytest.fixture
def two(work, capfd) -> Desk:
    """A program with parts of two suppliers of the PRC, each without a date of completion."""
    work.write(
        "app.cdx.json",
        sbom(
            component("core", maker="Lintao Example Co.") | {"version": "1.2"},
            component("codec", maker="Heping Example Co.") | {"version": "2"},
        ),
    )
    work.change("[reference]", "[reference]\nstarter = false")
    return Desk(work.folder, capfd)


def answered(desk: Desk, name: str, part: str, on: date = date(2026, 8, 1), day: date = BEFORE_THE_CUT_OFF) -> Filling:
    filling = desk.filling(name).sign(on=on)
    filling.part(part, "component.completed_on", day)
    filling.part(part, "component.altered", "no")
    return filling


def kept(desk: Desk) -> list[dict]:
    return tomllib.loads((desk.folder / KEPT).read_text("utf-8"))["request"]


def test_what_was_sent_is_kept_for_its_owner_alone(two):
    two.request("--due", "2026-09-15")
    first, second = kept(two)
    assert [first["supplier"], second["supplier"]] == ["Heping Example Co.", "Lintao Example Co."]
    assert first["program"] == "Test car" and first["due"] == date(2026, 9, 15)
    assert re.fullmatch("[0-9a-f]{64}", first["secret"]) and first["secret"] != second["secret"]
    assert first["id"] != second["id"] and re.fullmatch("[0-9a-f]{64}", first["content_sha256"])
    if os.name == "posix":
        assert (two.folder / KEPT).stat().st_mode & 0o777 == 0o600
    book = next((two.folder / "out").glob("*lintao*"))
    assert all(second["secret"].encode() not in part for part in Filling(book).parts.values())


def test_what_nobody_answered_is_sent_again_just_as_it_was(two):
    two.request()
    before, file = {p.name: p.read_bytes() for p in (two.folder / "out").iterdir()}, (two.folder / KEPT).read_bytes()
    shutil.rmtree(two.folder / "out")
    two.request()
    assert {p.name: p.read_bytes() for p in (two.folder / "out").iterdir()} == before
    assert (two.folder / KEPT).read_bytes() == file
    shutil.rmtree(two.folder / "out")
    two.request("--due", "2026-10-01")
    assert [r["id"] for r in kept(two)] == [r["id"] for r in tomllib.loads(file.decode())["request"]], "a reminder"


def test_workbooks_and_what_was_sent_are_written_together_or_not_at_all(two):
    (two.folder / KEPT).mkdir()
    code, _ = two.request()
    assert code == 2 and not list((two.folder / "out").glob("*"))


def test_an_answer_is_taken_and_noted_and_on_file_when_it_comes_again(two):
    path = two.save(answered(two, "lintao", "core"))
    code, out = two.receive(path)
    assert code == 0 and "2 attested" in out
    lintao = kept(two)[1]
    assert lintao["received"][0]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert lintao["received"][0]["on"] == date(2026, 8, 10) and "received" not in kept(two)[0]
    assert two.receive(path)[0] == 0 and len(kept(two)[1]["received"]) == 1
    assert "on file already" in two.receive(path, more=CHECK)[1]


def test_check_notes_nothing(two):
    path = two.save(answered(two, "lintao", "core"))
    before = (two.folder / KEPT).read_bytes()
    assert two.receive(path, more=CHECK)[0] == 0
    assert (two.folder / KEPT).read_bytes() == before


def of_another_id(filling: Filling, two: Desk) -> None:
    """The id of the request to the other supplier, which was sent as well."""
    filling.put("request", 0, 1, kept(two)[0]["id"])


def of_another_whole(filling: Filling, two: Desk) -> None:
    """The whole identity of the other supplier's request, in this workbook: about parts that are not in it."""
    other = Filling(next((two.folder / "out").glob("*heping*"))).sheets["request"][0]
    for key, text in (other.row(number)[:2] for number in range(4)):
        filling.identity(key, lambda _, text=text: text)


FORGED = {
    "another supplier": (lambda f, _: f.identity("content", lambda c: c.replace("Lintao", "Heping")), "does not fit"),
    "another program": (lambda f, _: f.identity("content", lambda c: c.replace("Test car", "Best car")), "does not fit"),
    "another question": (lambda f, _: f.identity("content", lambda c: c.replace("altered", "layer")), "does not fit"),
    "another text": (lambda f, _: f.identity("shown", lambda c: c.replace("true and complete", "false")), "does not fit"),
    "another id": (of_another_id, "does not fit"),
    "no code": (lambda f, _: f.identity("code", lambda _: ""), "does not fit"),
    "a code in other letters": (lambda f, _: f.identity("code", lambda c: "é" * len(c)), "does not fit"),
    "no row for a code": (lambda f, _: f.put("request", 1, 0, "edoc"), "without an authentication code"),
    "never sent": (lambda f, _: f.identity("icts:request", lambda _: "0" * 16), "never sent"),
    "no id": (lambda f, _: f.identity("icts:request", lambda _: ""), "never sent"),
    "a content that is none": (lambda f, _: f.identity("content", lambda _: "[[[["), "hidden identity that was changed"),
    "two identities": (lambda f, _: f.copy_sheet("request", "Request (2)"), "sheets of several requests"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_what_was_not_sent_so_is_refused_by_name_and_the_others_are_read(two, kind):
    forge, reason = FORGED[kind]
    good = two.save(answered(two, "heping", "codec"), "good.xlsx")
    bad = answered(two, "lintao", "core")
    forge(bad, two)
    code, out = two.receive(two.save(bad, "bad.xlsx"), good)
    lines = [line for line in out.splitlines() if "bad.xlsx" in line]
    assert code == 2 and len(lines) == 1 and reason in lines[0] and "expected" in lines[0]
    assert "2 attested" in out and "Heping" in (two.folder / "attestations.toml").read_text()
    assert "Lintao" not in (two.folder / "attestations.toml").read_text()


def test_the_identity_of_another_suppliers_request_does_not_speak_for_these_parts(two):
    filling = answered(two, "lintao", "core")
    of_another_whole(filling, two)
    code, out = two.receive(two.save(filling))
    assert code == 10 and "attested" not in out and not (two.folder / "attestations.toml").exists()


def test_what_another_house_sent_is_refused(two, tmp_path_factory):
    """The same program, supplier and questions, but under a secret of the forger's own."""
    other = tmp_path_factory.mktemp("forger")
    shutil.copytree(two.folder, other / "x")
    forger = Desk(other / "x", two.capfd)
    path = forger.save(answered(forger, "lintao", "core"))
    two.filling("lintao")
    shutil.copy(path, two.folder / "forged.xlsx")
    code, out = two.receive(two.folder / "forged.xlsx")
    assert code == 2 and "never sent" in out


def test_a_corrected_answer_is_taken_and_the_one_before_it_no_more(two):
    first = answered(two, "lintao", "core")
    first.part("core", "component.altered", "perhaps")
    old = two.save(first, "1.xlsx")
    assert two.receive(old)[0] == 10
    new = two.save(answered(two, "lintao", "core"), "2.xlsx")
    code, out = two.receive(new)
    assert code == 0 and "1 attested, 1 on file already" in out
    code, out = two.receive(old)
    assert code == 2 and "an older answer to the request" in out
    saved_again = Filling(old).saved_by_calc()
    code, out = two.receive(saved_again.save(two.folder / "back" / "3.xlsx"))
    assert code == 2 and "an older answer to the request" in out, "other bytes, the same answers"
    assert two.receive(new)[0] == 0


def test_an_answer_signed_before_the_one_that_was_taken_is_older(two):
    assert two.receive(two.save(answered(two, "lintao", "core", on=date(2026, 8, 5)), "new.xlsx"))[0] == 0
    code, out = two.receive(two.save(answered(two, "lintao", "core", on=date(2026, 8, 1)), "old.xlsx"))
    assert code == 2 and "signed on 2026-08-01" in out and "signed on 2026-08-05" in out


def test_a_later_request_to_a_supplier_replaces_the_one_before_it(two, work):
    old = two.save(answered(two, "lintao", "core"), "old.xlsx")
    text = (two.folder / "app.cdx.json").read_text()
    (two.folder / "app.cdx.json").write_text(text.replace("1.2", "1.3"))
    shutil.rmtree(two.folder / "out")
    assert two.request()[0] == 0
    heping, lintao, later = kept(two)
    assert lintao["replaced_by"] == later["id"] and "replaced_by" not in heping
    code, out = two.receive(old)
    assert code == 2 and "which a later one to 'Lintao Example Co.' replaced" in out and later["id"] in out
    assert two.receive(two.save(answered(two, "lintao", "core"), "new.xlsx"))[0] == 0


def test_what_was_answered_is_asked_again_under_a_new_id(two):
    path = two.save(answered(two, "lintao", "core"))
    two.receive(path)
    shutil.rmtree(two.folder / "out")
    two.request("--supplier", "Lintao Example Co.")
    assert len({request["id"] for request in kept(two)}) == 3
    code, out = two.receive(path)
    assert code == 2 and "replaced" in out


def test_the_file_can_have_another_name(two):
    elsewhere = two.folder / "private" / "sent.toml"
    elsewhere.parent.mkdir()
    assert two.request("--requests", elsewhere)[0] == 0 and not (two.folder / KEPT).exists()
    path = two.save(answered(two, "lintao", "core"))
    assert two.receive(path)[0] == 2
    assert two.receive(path, more=(*ACCEPTED, "--requests", elsewhere))[0] == 0
    assert "received" in elsewhere.read_text()


def test_an_input_of_the_program_is_never_taken_for_it(two):
    before = two.program.read_bytes()
    assert two.request("--requests", two.program)[0] == 2 and two.program.read_bytes() == before


DAMAGED = {
    "no toml": "[[request",
    "no table": 'request = "x"',
    "another table": "[other]\nx = 1\n",
    "no secret": '[[request]]\nid = "0123456789abcdef"\n',
    "a short secret": '[[request]]\nid = "0123456789abcdef"\nsecret = "abcd"\n',
    "a key of its own": "[[request]]\nx = 1\n",
    "a wrong type": "[[request]]\nid = 7\n",
    "a list of numbers": "request = [1, 2]\n",
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_is_one_line(two, kind):
    path = two.save(answered(two, "lintao", "core"))
    (two.folder / KEPT).write_text(DAMAGED[kind])
    code, out = two.receive(path, more=CHECK)
    assert code == 2 and out.count("\n") == 0 and KEPT in out and "expected" in out
    shutil.rmtree(two.folder / "out")
    assert two.request()[0] == 2 and (two.folder / KEPT).read_text() == DAMAGED[kind]


def test_a_missing_file_is_one_line(two):
    path = two.save(answered(two, "lintao", "core"))
    (two.folder / KEPT).unlink()
    code, out = two.receive(path, more=CHECK)
    assert code == 2 and out.count("\n") == 0 and KEPT in out


def test_a_file_is_read_back_as_it_was_written(two):
    two.receive(two.save(answered(two, "lintao", "core")))
    data = (two.folder / KEPT).read_bytes()
    assert read_sent(InputFile(two.folder / KEPT, KEPT, data)).content() == data
    twice = data + data
    with pytest.raises(InputError, match="an id for the second time"):
        read_sent(InputFile(two.folder / KEPT, KEPT, twice))


@pytest.mark.parametrize("key", ["supplier", "program", "content_sha256"])
def test_a_file_of_requests_in_which_something_was_changed_does_not_pass_for_what_was_sent(two, key):
    path = two.save(answered(two, "lintao", "core"))
    first, second = kept(two)
    file, other = two.folder / KEPT, "Best car" if key == "program" else first[key]
    text = file.read_text("utf-8")
    before = text if key == "program" else text.replace(f'{key} = "{first[key]}"', f'{key} = "{second[key]}"', 1)
    at = before.rindex(f'{key} = "{second[key]}"')
    file.write_text(before[:at] + f'{key} = "{other}"' + before[at + len(f'{key} = "{second[key]}"') :], "utf-8")
    code, out = two.receive(path)
    assert code == 2 and "was changed after the request was sent" in out
