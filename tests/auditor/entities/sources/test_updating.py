"""Downloads against a server on this machine: resume, checksums, and servers that misbehave."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from auditor.cli.entities import entities_command
from auditor.cli.main import cli, run
from auditor.entities.sources.download import check_url, download
from auditor.entities.store.store import Store
from bom_parsers.errors import InputError

LEI = "529900T8BM49AURSDO55"
CONTENT = (f"LEI,Entity.LegalName\n{LEI},Nordvik Telematik GmbH\n" + "short,Nobody\n" * 60_000).encode()


@dataclass
class Site:
    """What the server does: `drops` are after how many bytes the next answers break off."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    drops: list[int] = field(default_factory=list)
    redirect: str = ""
    ranges: bool = True
    refuse_ranges: bool = False
    etag: str = '"1"'
    asked: list[tuple[str, str | None]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        wanted = self.headers.get("Range")
        site.asked.append((self.path, wanted))
        if site.redirect:
            self.send_response(302)
            self.send_header("Location", site.redirect)
            self.end_headers()
            return
        data = site.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        fresh = self.headers.get("If-Range") in (None, site.etag)
        if wanted and site.refuse_ranges:
            self.send_error(416)
            return
        start = int(wanted[6:-1]) if wanted and site.ranges and fresh else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.send_header("ETag", site.etag)
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 08:00:00 GMT")
        self.end_headers()
        drop = site.drops.pop(0) if site.drops and not self.path.endswith(".sha256") else None
        self.wfile.write(data[start : None if drop is None else start + drop])
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def site() -> Iterator[Site]:
    here = Site(files={"/lei.csv": CONTENT})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Handler,), {"site": here}))
    here.url = f"http://127.0.0.1:{server.server_port}/lei.csv"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


def quiet(done: int, total: int) -> None:
    pass


def test_a_dropped_connection_is_resumed_where_it_broke(site: Site, tmp_path: Path) -> None:
    site.drops = [300_000, 200_000]
    seen: list[tuple[int, int]] = []
    got = download(site.url, tmp_path, lambda done, total: seen.append((done, total)))
    assert got.path.read_bytes() == CONTENT
    assert got.modified == date(2026, 11, 1)
    assert [wanted for path, wanted in site.asked if path == "/lei.csv"] == [None, "bytes=300000-", "bytes=500000-"]
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_later_run_goes_on_from_an_earlier_one(site: Site, tmp_path: Path) -> None:
    site.drops = [400_000, 0, 0, 0, 0, 0]
    with pytest.raises(InputError, match="goes on from there"):
        download(site.url, tmp_path, quiet)
    site.asked.clear()
    assert download(site.url, tmp_path, quiet).path.read_bytes() == CONTENT
    assert site.asked[0] == ("/lei.csv", "bytes=400000-")


def test_a_file_that_changed_in_between_is_taken_anew(site: Site, tmp_path: Path) -> None:
    site.drops = [400_000, 0, 0, 0, 0, 0]
    with pytest.raises(InputError):
        download(site.url, tmp_path, quiet)
    site.files["/lei.csv"], site.etag = CONTENT[::-1], '"2"'
    assert download(site.url, tmp_path, quiet).path.read_bytes() == CONTENT[::-1]


def test_a_server_that_cannot_resume_sends_it_again(site: Site, tmp_path: Path) -> None:
    site.drops, site.ranges = [300_000], False
    assert download(site.url, tmp_path, quiet).path.read_bytes() == CONTENT


def test_a_server_that_refuses_to_resume_is_asked_for_all(site: Site, tmp_path: Path) -> None:
    site.drops, site.refuse_ranges = [300_000], True
    assert download(site.url, tmp_path, quiet).path.read_bytes() == CONTENT


def test_the_published_checksum_counts_and_a_wrong_one_keeps_nothing(site: Site, tmp_path: Path) -> None:
    site.files["/lei.csv.sha256"] = f"{hashlib.sha256(CONTENT).hexdigest()}  lei.csv\n".encode()
    download(site.url, tmp_path / "right", quiet)
    site.files["/lei.csv.sha256"] = b"0" * 64
    with pytest.raises(InputError, match="as published"):
        download(site.url, tmp_path / "wrong", quiet)
    with pytest.raises(InputError, match="as published"):
        download(site.url, tmp_path / "given", quiet, "f" * 64)
    assert [*(tmp_path / "wrong").iterdir(), *(tmp_path / "given").iterdir()] == []


def test_a_missing_file_says_what_to_do(site: Site, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"HTTP 404.*--url KIND=URL"):
        download(site.url.replace("lei", "gone"), tmp_path, quiet)


def test_a_web_page_is_no_data(site: Site, tmp_path: Path) -> None:
    site.files["/lei.csv"] = b"<!DOCTYPE html><html><body>Sign in</body></html>"
    with pytest.raises(InputError, match="a web page"):
        download(site.url, tmp_path, quiet)


def test_only_https_and_this_machine_are_asked(site: Site, tmp_path: Path) -> None:
    check_url("https://publisher.example/file.csv")
    for url in ("http://publisher.example/x", "ftp://publisher.example/x", "file:///etc/passwd", "https://", "lei.csv"):
        with pytest.raises(InputError, match="not HTTPS"):
            check_url(url)
    site.redirect = "http://publisher.example/x"
    with pytest.raises(InputError, match="not HTTPS"):
        download(site.url, tmp_path, quiet)


def test_update_downloads_imports_and_cleans_up(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if "entities" not in cli.commands:
        cli.add_command(entities_command)
    arguments = ["entities", "update", "--url", f"gleif-level1={site.url}", "--store", str(tmp_path)]
    assert run(arguments) == 0
    out, err = capfd.readouterr()
    assert out.startswith("gleif-level1-2026-11-01-") and "\x1b" not in err
    snapshot = Store(tmp_path).snapshots()[0]
    assert (snapshot.rows, snapshot.source) == (1, site.url)
    assert list((tmp_path / ".downloads").iterdir()) == []


def test_an_update_of_the_wrong_content_imports_nothing(
    site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if "entities" not in cli.commands:
        cli.add_command(entities_command)
    site.files["/lei.csv"] = b"a,b\n1,2\n"
    assert run(["entities", "update", "--url", f"csl={site.url}", "--store", str(tmp_path)]) == 2
    assert "check that KIND and FILE belong together" in capfd.readouterr().err
    assert Store(tmp_path).snapshots() == []
    assert run(["entities", "update", "--store", str(tmp_path)]) == 2
    assert "no address is built in" in capfd.readouterr().err
