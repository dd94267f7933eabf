"""The requests that were sent: each with an id and a secret of its own, and what came back, in a file beside the program.

A filled workbook counts only where it answers one of them. Its hidden sheet holds the id, what was asked, every text that was
shown, and an authentication code over all of it: who has not the secret can write none that fits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from auditor import toml_files
from auditor.inputs import InputFile, day_of
from auditor.questionnaire.request import Request
from auditor.toml_files import read_toml
from bom_parsers.errors import InputError, quoted

BESIDE_THE_PROGRAM = "requests.toml"
WHAT = "a file of requests that `icts request` wrote"
ID_BYTES, SECRET_BYTES = 8, 32
_HEAD = (
    "# Requests that were sent, and what came back. Keep this file private, and keep a copy of it: who reads a secret here can\n"
    "# write answers in that supplier's name, and without the file no answer can be received.\n"
)
_ID = re.compile(r"[0-9a-f]{16,64}", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{32,128}", re.ASCII)  # 128 bits or more
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Reply:
    """A workbook that came back: its SHA-256 and that of its answers, the days of receipt and signature, and how many answers
    of it were taken."""

    sha256: str
    answers_sha256: str
    received: date
    signed: date
    taken: int


@dataclass(frozen=True)
class SentRequest:
    """A request that was sent: what identifies it, its `secret`, the SHA-256 of its questions, and the replies, oldest first.

    `replaced_by` is the id of a later one to the same supplier.
    """

    id: str
    secret: str = field(repr=False)
    supplier: str
    program: str
    as_of: date
    due: date | None
    content_sha256: str
    replaced_by: str | None = None
    replies: tuple[Reply, ...] = ()

    def code(self, content: str, shown: str) -> str:
        """Return the HMAC-SHA256, under the secret, of the id, what is asked, and every text that the workbook shows."""
        text = json.dumps([self.id, content, shown])
        return hmac.new(bytes.fromhex(self.secret), text.encode(), hashlib.sha256).hexdigest()

    def fits(self, code: str, content: str, shown: str) -> bool:
        """Tell whether `code` is the one of this content; how long that takes says nothing of the right one."""
        return hmac.compare_digest(code.encode("utf-8", "replace"), self.code(content, shown).encode())

    def is_of(self, request: Request) -> bool:
        """Tell whether a request is what was sent under this id: to this supplier, of this program, with these questions."""
        kept = self.supplier, self.program, self.content_sha256
        return kept == (_without_surrogates(request.supplier), request.program, request.questions_sha256)

    def newer_reply(self, sha256: str, answers_sha256: str, signed: date) -> Reply | None:
        """Return a reply that was taken after the one given had been, or was signed later than it; None if there is none."""
        last = max((n for n, reply in enumerate(self.replies) if reply.taken), default=None)
        if last is None or sha256 == self.replies[last].sha256 or answers_sha256 == self.replies[last].answers_sha256:
            return None
        is_known = any(sha256 == old.sha256 or answers_sha256 == old.answers_sha256 for old in self.replies[:last])
        return self.replies[last] if is_known or signed < self.replies[last].signed else None


@dataclass(frozen=True)
class SentRequests:
    """All requests of a file, in the order in which they were sent; `file` is what it was when it was read."""

    file: InputFile
    requests: tuple[SentRequest, ...] = ()

    def find(self, id: str) -> SentRequest | None:
        """Return the request with this id."""
        return next((sent for sent in self.requests if sent.id == id), None)

    def with_sent(
        self, asked: Iterable[Request], same_supplier: Callable[[str, str], bool]
    ) -> tuple[SentRequests, list[SentRequest]]:
        """Return the file with these requests as sent, and what was sent for each.

        One that asks the same as an earlier one, which nobody answered, is that one, so that it is written alike; any other
        takes the place of the earlier ones to its supplier. `same_supplier` tells whether two names mean the same.
        """
        requests, sent = list(self.requests), []
        for request in asked:
            own = [
                n
                for n, old in enumerate(requests)
                if old.program == request.program
                and not old.replaced_by
                and same_supplier(old.supplier, request.supplier)
            ]
            same = [
                n for n in own if requests[n].content_sha256 == request.questions_sha256 and not requests[n].replies
            ]
            if same:
                number = same[-1]
                requests[number] = replace(requests[number], as_of=request.as_of, due=request.due)
            else:
                number = len(requests)
                requests.append(_new(request))
            for other in own:
                if other != number:
                    requests[other] = replace(requests[other], replaced_by=requests[number].id)
            sent.append(requests[number])
        return replace(self, requests=tuple(requests)), sent

    def with_reply(self, id: str, reply: Reply) -> SentRequests:
        """Return the file with a reply to the request `id`. One that is there stays where it is, unless it is taken only now."""
        requests = tuple(_with_reply(sent, reply) if sent.id == id else sent for sent in self.requests)
        return replace(self, requests=requests)

    def content(self) -> bytes:
        """Return the file as it is to be written."""
        return (_HEAD + "".join(f"\n{_written(sent)}" for sent in self.requests)).encode()


def read_sent(file: InputFile) -> SentRequests:
    """Return the requests of a file; raises InputError for one that is damaged, naming the request."""
    if not file.data:
        return SentRequests(file)
    remedy = "restore it from a copy, or send the requests again with another --requests"
    document = read_toml(file, WHAT)
    if set(document) - {"request"} or not isinstance(document.get("request", []), list):
        raise InputError(file.path, "", "other tables", f"{WHAT}: only tables headed [[request]]", remedy)
    requests: dict[str, SentRequest] = {}
    for number, table in enumerate(document.get("request", []), start=1):
        try:
            sent = _sent(table)
            if sent.id in requests:
                raise ValueError("an id for the second time")
        except (KeyError, TypeError, ValueError) as error:
            wrong = f"no {quoted(error.args[0])}" if isinstance(error, KeyError) else str(error)
            raise InputError(file.path, f"request {number}", wrong, WHAT, remedy) from error
        requests[sent.id] = sent
    return SentRequests(file, tuple(requests.values()))


def _with_reply(sent: SentRequest, reply: Reply) -> SentRequest:
    same = next((old for old in sent.replies if old.sha256 == reply.sha256), None)
    if same and (same.taken or not reply.taken):
        return sent
    return replace(sent, replies=(*(old for old in sent.replies if old is not same), reply))


def _new(request: Request) -> SentRequest:
    return SentRequest(
        secrets.token_hex(ID_BYTES),
        secrets.token_hex(SECRET_BYTES),
        _without_surrogates(request.supplier),
        request.program,
        request.as_of,
        request.due,
        request.questions_sha256,
    )


_KEYS = {
    "id", "secret", "supplier", "program", "as_of", "due", "content_sha256", "replaced_by", "received",
}  # fmt: skip
_REPLY_KEYS = {"sha256", "answers_sha256", "on", "signed_on", "taken"}


def _sent(table: Any) -> SentRequest:
    """Return a request as a table has it; raises KeyError for what is missing, and ValueError for what is wrong."""
    if not isinstance(table, dict):
        raise ValueError("no table")
    _only(table, _KEYS)
    received = table.get("received", [])
    if not isinstance(received, list):
        raise ValueError("'received' that is no list")
    return SentRequest(
        _text(table, "id", _ID),
        _text(table, "secret", _SECRET),
        _text(table, "supplier"),
        _text(table, "program"),
        _day(table, "as_of"),
        _day(table, "due") if "due" in table else None,
        _text(table, "content_sha256", _SHA256),
        _text(table, "replaced_by", _ID) if "replaced_by" in table else None,
        tuple(map(_reply, received)),
    )


def _reply(table: Any) -> Reply:
    if not isinstance(table, dict):
        raise ValueError("a reply that is no table")
    _only(table, _REPLY_KEYS)
    taken = table["taken"]
    if type(taken) is not int or taken < 0:
        raise ValueError(f"{quoted(taken)} for 'taken'")
    return Reply(
        _text(table, "sha256", _SHA256),
        _text(table, "answers_sha256", _SHA256),
        _day(table, "on"),
        _day(table, "signed_on"),
        taken,
    )


def _only(table: Mapping[str, Any], keys: set[str]) -> None:
    unknown = sorted(set(table) - keys)
    if unknown:
        raise ValueError(f"the unknown key {quoted(unknown[0], 40)}")


def _text(table: Mapping[str, Any], key: str, form: re.Pattern[str] | None = None) -> str:
    value = table[key]
    if not isinstance(value, str) or not value or (form and not form.fullmatch(value)):
        # What may be a secret is not shown.
        raise ValueError(f"a value for {quoted(key)} that is not of its form")
    if key == "secret" and len(value) % 2:
        raise ValueError("a value for 'secret' that is not of its form")
    return value


def _day(table: Mapping[str, Any], key: str) -> date:
    day = day_of(table[key])
    if day is None:
        raise ValueError(f"{quoted(table[key], 40)} for {quoted(key)}")
    return day


def _written(sent: SentRequest) -> str:
    lines = [
        "[[request]]",
        f"id = {toml_files.written(sent.id)}",
        f"secret = {toml_files.written(sent.secret)}",
        f"supplier = {toml_files.written(sent.supplier)}",
        f"program = {toml_files.written(sent.program)}",
        f"as_of = {sent.as_of}",
        *([f"due = {sent.due}"] if sent.due else []),
        f"content_sha256 = {toml_files.written(sent.content_sha256)}",
        *([f"replaced_by = {toml_files.written(sent.replaced_by)}"] if sent.replaced_by else []),
    ]
    if sent.replies:
        lines += ["received = [", *(f"  {_written_reply(reply)}," for reply in sent.replies), "]"]
    return "\n".join(lines) + "\n"


def _written_reply(reply: Reply) -> str:
    return (
        f"{{ sha256 = {toml_files.written(reply.sha256)}, answers_sha256 = {toml_files.written(reply.answers_sha256)}, "
        f"on = {reply.received}, signed_on = {reply.signed}, taken = {reply.taken} }}"
    )


def _without_surrogates(text: str) -> str:
    """Return a text as UTF-8, and so TOML, can hold it."""
    return text.encode("utf-8", "replace").decode()
