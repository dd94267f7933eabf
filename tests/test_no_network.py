"""The program uses no network: nothing that could open a connection is imported, and an audit opens none."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auditor", "bom_parsers", "policies", "reports")
BANNED = {  # but not `select`, which waits for pipes and opens nothing
    *("socket", "socketserver", "ssl", "selectors", "asyncio", "http", "urllib.request", "urllib.error"),
    *("ftplib", "imaplib", "nntplib", "poplib", "smtplib", "telnetlib", "xmlrpc", "webbrowser"),
    *("requests", "httpx", "httpcore", "aiohttp", "urllib3", "pycurl", "websockets", "paramiko", "grpc"),
}
AUDIT = """
import sys

def watch(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"{event}{arguments}")

sys.addaudithook(watch)
from auditor.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def imported(source: str) -> Iterator[str]:
    """Yield the absolute names of all modules, or things in them, that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def banned(source: str) -> list[str]:
    return [name for name in imported(source) if any(f"{name}.".startswith(f"{banned}.") for banned in BANNED)]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_imports_what_opens_connections(package: str) -> None:
    paths = list((ROOT / package).rglob("*.py"))
    assert paths
    assert [(str(path), names) for path in paths if (names := banned(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "line",
    ["import socket", "from urllib import request", "import urllib.request as r", "def f():\n import http.client"],
)
def test_an_import_that_opens_connections_would_be_seen(line: str) -> None:
    assert banned(line)
    assert not banned("from urllib.parse import unquote")


def test_an_audit_opens_no_connection(tmp_path: Path) -> None:
    program = ROOT / "examples" / "meridian-aurora" / "program.toml"
    command = [sys.executable, "-c", AUDIT, "audit", str(program), "-o", f"html={tmp_path / 'report.html'}"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 10, 11, 12), run.stderr
    assert (tmp_path / "report.html").stat().st_size
