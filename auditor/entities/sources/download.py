"""Downloads of the free sources, with resume and checksum; the only part of the program that uses a network, when asked to."""

from __future__ import annotations

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from bom_parsers.errors import InputError

FREE = ("gleif-level1", "gleif-level2", "csl")  # what may be downloaded without an agreement
CHUNK = 1 << 18
TIMEOUT = 60  # seconds without a byte
ATTEMPTS = 5  # in a row that bring nothing new
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Progress = Callable[[int, int], None]  # bytes done, bytes in all or 0 where it is not known


@dataclass(frozen=True)
class Download:
    """A file that is there completely: `modified` is the day the server gives it, if it does."""

    path: Path
    modified: date | None


def check_url(url: str) -> None:
    """Raise InputError for an address that is not HTTPS; plain HTTP only reaches this machine itself."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return
    raise InputError(url, "", "an address that is not HTTPS", "https://...", "use the publisher's own address")


def download(url: str, folder: Path, progress: Progress, sha256: str | None = None) -> Download:
    """Download `url` into `folder`, going on where an earlier attempt, in this run or another, was broken off.

    `sha256` is the checksum that the publisher gives; without it, the one at `url` + ".sha256" counts if there is one.
    Raises InputError where the server refuses, the content is not what is to be there, or the connection breaks again and again.
    """
    check_url(url)
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    part, tag_file = folder / f"{name}.part", folder / f"{name}.tag"
    folder.mkdir(parents=True, exist_ok=True)
    failures = 0
    while True:
        before = _size(part)
        try:
            modified = _fetch(url, part, tag_file, progress)
            break
        except urllib.error.HTTPError as error:
            if error.code != 416 or not before:
                raise _refused(url, error) from error
            part.unlink(missing_ok=True)  # what is here is not a beginning of what is there
        except (OSError, http.client.HTTPException) as error:
            failures = failures + 1 if _size(part) <= before else 0
            if failures >= ATTEMPTS:
                found = f"a connection that breaks off ({error or type(error).__name__}) after {_size(part):,} bytes"
                remedy = "try again later: it goes on from there"
                raise InputError(url, "", found, "the whole file", remedy) from error
    _verify(url, part, tag_file, sha256 or _published_checksum(url))
    tag_file.unlink(missing_ok=True)
    return Download(part, modified)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _refused(url: str, error: urllib.error.HTTPError) -> InputError:
    remedy = "give its address of today with --url KIND=URL" if error.code in (404, 410) else "try again later"
    return InputError(url, "", f"HTTP {error.code} {error.reason}", "the file", remedy)


def _fetch(url: str, part: Path, tag_file: Path, progress: Progress) -> date | None:
    """Append what is missing to `part`; starts anew when the file at the server is another one by now."""
    have = _size(part)
    tag = tag_file.read_text(encoding="utf-8") if tag_file.exists() else ""
    request = urllib.request.Request(url, headers={"User-Agent": "icts-auditor", "Accept-Encoding": "identity"})
    if have and tag:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", tag)
    with _opener().open(request, timeout=TIMEOUT) as answer:
        goes_on = answer.status == 206 and _range_start(answer.headers.get("Content-Range")) == have
        if answer.status == 206 and not goes_on:
            part.unlink(missing_ok=True)
            raise http.client.HTTPException("another part of the file than was asked for")
        done = have if goes_on else 0
        length = answer.headers.get("Content-Length")
        total = done + int(length) if length and length.isdecimal() else 0
        etag = answer.headers.get("ETag") or ""
        # A weak tag does not say that the bytes are the same.
        tag_file.write_text(answer.headers.get("Last-Modified", "") if etag.startswith("W/") or not etag else etag)
        with part.open("ab" if goes_on else "wb") as file:
            done = _copy(answer, file, done, total, progress)
        if total and done < total:
            raise http.client.IncompleteRead(b"", total - done)
        return _day(answer.headers.get("Last-Modified"))


def _copy(answer: IO[bytes], file: IO[bytes], done: int, total: int, progress: Progress) -> int:
    while piece := answer.read(CHUNK):
        file.write(piece)
        done += len(piece)
        progress(done, total)
    return done


def _range_start(header: str | None) -> int | None:
    match = re.match(r"bytes (\d+)-", header or "")
    return int(match[1]) if match else None


class _OnlySafe(urllib.request.HTTPRedirectHandler):
    """Follows the publisher's redirects, but never to an address that is not HTTPS."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        check_url(newurl if urlsplit(req.full_url).scheme == "http" else newurl.replace("http:", "insecure:", 1))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_OnlySafe())


def _published_checksum(url: str) -> str | None:
    """Return the checksum that the publisher has beside the file; None where there is none."""
    parts = urlsplit(url)
    beside = parts._replace(path=parts.path + ".sha256").geturl()
    try:
        with _opener().open(
            urllib.request.Request(beside, headers={"User-Agent": "icts-auditor"}), timeout=TIMEOUT
        ) as answer:
            text = answer.read(1000).decode("ascii", "replace")
    except (OSError, http.client.HTTPException):
        return None
    match = re.match(r"\s*([0-9a-fA-F]{64})\b", text)
    return match[1] if match else None


def _verify(url: str, part: Path, tag_file: Path, sha256: str | None) -> None:
    """Raise InputError, and forget what was downloaded, when it has another checksum or is a web page."""
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    found = expected = ""
    if sha256 and digest != sha256.lower():
        found, expected = f"the SHA-256 {digest}", f"{sha256.lower()}, as published"
    elif head.startswith((b"<!doctype html", b"<html")):
        found, expected = "a web page (of a login or an error?)", "the data itself"
    if found:
        part.unlink()
        tag_file.unlink(missing_ok=True)
        raise InputError(url, "", found, expected, "try again; nothing was imported")


def _day(header: str | None) -> date | None:
    try:
        return parsedate_to_datetime(header).date() if header else None
    except (TypeError, ValueError):
        return None
