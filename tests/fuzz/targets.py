"""What is fuzzed: for each target its seeds, how they are changed, and what is run on the result."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.auditor import conftest
from tests.fuzz import trees

SEEDS = Path(__file__).parent / "seeds"
TRACE = "Traceback (most recent call last)"
PROGRAM = conftest.PROGRAM.partition("sbom =")[0]  # of which the last table is an item, without its BOMs
LARGEST = 200_000  # bytes, of most inputs: what grows with size is seen long before
MODEM_SEEDS = ("modem.cdx.json", "modem.cdx.xml", "hbom.csv", "hbom.xlsx", "kicad.xml", "ipc2581.xml")
MODEM = b"EC25"  # in each seed of the target "modem"; while it stands there, no answer is clean


class BrokenError(Exception):
    """What must never happen, as a sentence."""


@dataclass(frozen=True)
class Target:
    """`run` takes an input and raises for a fault; `change` makes an input of a seed. `own` names the seeds, or makes one."""

    name: str
    own: tuple[str | Callable[[], bytes], ...]
    change: trees.Change
    run: Callable[[bytes], None]

    def seeds(self) -> list[bytes]:
        """Return the contents of its seeds, in order."""
        return [(SEEDS / own).read_bytes() if isinstance(own, str) else own() for own in self.own]

    def input(self, seeds: Sequence[bytes], random: Random) -> bytes:
        """Return an input: a seed, changed by its structure, sometimes also as bytes."""
        changed = b""
        for _ in range(5):
            changed = self.change(random.choice(seeds), random)
            if len(changed) <= LARGEST:
                break
        return trees.change_bytes(changed, random) if random.random() < 0.05 else changed


def read(data: bytes) -> None:
    """Read a BOM; InputError is a right answer, if it is one line."""
    from bom_parsers import InputError, read_bom

    try:
        bom = read_bom("input", data=data)
    except InputError as error:
        _one_line(str(error))
        return
    if not bom.components.height and not bom.problems.height and not bom.format.startswith(("spdx", "cyclonedx")):
        raise BrokenError(f"{bom.format} without parts and without a problem")


def _one_line(text: str) -> None:
    if not text.strip() or len(text.strip().splitlines()) != 1:
        raise BrokenError(f"an error of {len(text.splitlines())} lines: {text[:200]}")


@contextmanager
def _folder(**files: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in {"program.toml": PROGRAM.encode(), **files}.items():
            (folder / file).write_bytes(content)
        if "suppliers.csv" not in files:
            (folder / "suppliers.csv").write_bytes((SEEDS / "suppliers.csv").read_bytes())
        yield folder


def icts(*arguments: str | Path) -> tuple[int, str]:
    """Run the command in this process and return its exit code and what it said on stderr; raises what failed."""
    from auditor.cli.main import run

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    err.flush()
    told = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    if code not in (0, 2, 10, 11, 12) or TRACE in told:
        raise BrokenError(f"exit {code}: {told[:300]}")
    if code == 2:
        _one_line(told.rpartition("icts: ")[2] if "icts: " in told else told)
    return code, told


def program(data: bytes) -> None:
    """Audit a program file."""
    with _folder(**{"program.toml": data, "app.cdx.json": (SEEDS / "cyclonedx.json").read_bytes()}) as folder:
        icts("audit", folder / "program.toml")


def determinations(data: bytes) -> None:
    """Audit with a file of determinations."""
    reference = '[reference]\nsuppliers = ["suppliers.csv"]\ndeterminations = ["d.toml"]\n'
    text = PROGRAM.replace('[reference]\nsuppliers = ["suppliers.csv"]\n', reference) + 'sbom = ["app.cdx.json"]\n'
    app = (SEEDS / "cyclonedx.json").read_bytes()
    with _folder(**{"program.toml": text.encode(), "d.toml": data, "app.cdx.json": app}) as folder:
        icts("audit", folder / "program.toml")


def suppliers(data: bytes) -> None:
    """Screen a supplier list."""
    with _folder(**{"list.csv": data}) as folder:
        icts("screen", folder / "list.csv")


@cache
def sent() -> tuple[bytes, dict[str, bytes]]:
    """Return a request as `icts request` writes it, and the files of the program's folder beside it then."""
    app = (SEEDS / "cyclonedx.json").read_bytes()
    with _folder(**{"program.toml": (PROGRAM + 'sbom = ["app.cdx.json"]\n').encode(), "app.cdx.json": app}) as folder:
        icts("request", folder / "program.toml", "-o", folder / "sent")
        [workbook, *_] = sorted((folder / "sent").iterdir())
        return workbook.read_bytes(), {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def workbook(data: bytes) -> None:
    """Receive a filled request."""
    with _folder(**sent()[1], **{"filled.xlsx": data}) as folder:
        icts("receive", folder / "filled.xlsx", "--program", folder / "program.toml", "--check")


def license_entry(data: bytes) -> None:
    """Read a license entry."""
    from auditor.facts.software.open_source import read_licenses

    read_licenses([data.decode("utf-8", "replace")])


def package_url(data: bytes) -> None:
    """Audit a component of which the package URL, the CPE and the address of its sources are the input."""
    text = data.decode("utf-8", "replace")
    address = trees.Object([("type", "vcs"), ("url", text)])
    component = trees.Object(
        [("type", "library"), ("name", "x"), ("purl", text), ("cpe", text), ("externalReferences", [address])]
    )
    document = trees.Object([("bomFormat", "CycloneDX"), ("specVersion", "1.6"), ("components", [component])])
    sbom = trees.dumped(document).encode()
    with _folder(**{"program.toml": (PROGRAM + 'sbom = ["a.json"]\n').encode(), "a.json": sbom}) as folder:
        icts("audit", folder / "program.toml")
        for form in ("cyclonedx-xml", "spdx-json"):
            icts("annotate", folder / "program.toml", folder / "a.json", "-o", folder / "out", "--to", form)


def modem(data: bytes) -> None:
    """Audit an item with a modem in its only BOM: as long as the modem's number stands there, nothing ends clean."""
    text = PROGRAM.replace("2027", "2030") + 'hbom = ["bom"]\n'  # when hardware is inside the rule, too
    text += 'no_sbom = { why = "kept apart", by = "A. Person", until = 2030-06-01 }\n'
    with _folder(**{"program.toml": text.encode(), "bom": data}) as folder:
        code, _ = icts("audit", folder / "program.toml")
        if code in (0, 12) and _has_modem(data):
            raise BrokenError(f"exit {code}, with a modem in the BOM")


def _has_modem(data: bytes) -> bool:
    """Tell whether the modem's number stands in a BOM; of a workbook, whether it does in a cell, by the library alone."""
    if data[:2] != b"PK":
        return MODEM in data
    from python_calamine import CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
    except Exception:  # of many types of the library's own; it reads no cell of it
        return False
    return any(MODEM.decode() in str(cell) for sheet in sheets for row in sheet for cell in row)


def _imported(kind: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        """Import reference data into a store."""
        with _folder(data=data) as folder:
            place = ("--as-of", "2026-11-01", "--store", folder / "store")
            icts("entities", "import", kind, folder / "data", *place)

    return run


def _change_by_kind(data: bytes, random: Random) -> bytes:
    if data[:1] in (b"{", b"["):
        return trees.change_json(data, random)
    if data[:2] == b"PK":
        return trees.change_zip(data, random)
    return trees.change_xml(data, random) if data[:1] == b"<" else trees.change_text(data, random)


READERS = (
    Target("cyclonedx-json", ("cyclonedx.json",), trees.change_json, read),
    Target("cyclonedx-xml", ("cyclonedx.xml",), trees.change_xml, read),
    Target("cyclonedx-protobuf", ("cyclonedx.bin",), trees.change_bytes, read),
    Target("spdx-json", ("spdx.json",), trees.change_json, read),
    Target("spdx3-json", ("spdx3.json",), trees.change_json, read),
    Target("spdx-rdf", ("spdx.rdf.xml",), trees.change_xml, read),
    Target("spdx-xml", ("spdx.xml",), trees.change_xml, read),
    Target("spdx-yaml", ("spdx.yaml",), trees.change_text, read),
    Target("spdx-tag-value", ("spdx.spdx",), trees.change_text, read),
    Target("hbom-csv", ("hbom.csv",), trees.change_text, read),
    Target("hbom-xls", ("hbom.xls",), trees.change_bytes, read),
    Target("hbom-ods", ("hbom.ods",), trees.change_zip, read),
    Target("hbom-xlsx", ("hbom.xlsx",), trees.change_zip, read),
    Target("kicad-xml", ("kicad.xml",), trees.change_xml, read),
    Target("ipc-2581", ("ipc2581.xml",), trees.change_xml, read),
    Target("ipc-1752", ("ipc1752.xml",), trees.change_xml, read),
    Target("archive", ("spdx.json", "cyclonedx.json", "hbom.csv"), trees.change_packed, read),
)
INPUTS = (
    Target("program", ("program.toml",), trees.change_toml, program),
    Target("determinations", ("determinations.toml",), trees.change_toml, determinations),
    Target("suppliers", ("suppliers.csv",), trees.change_text, suppliers),
    Target("workbook", (lambda: sent()[0], "hbom.xlsx"), trees.change_zip, workbook),
    Target("license", ("license.txt",), trees.change_text, license_entry),
    Target("package-url", ("package-url.txt",), trees.change_text, package_url),
    Target("modem", MODEM_SEEDS, _change_by_kind, modem),
    Target("gleif-level1", ("lei.csv", "lei.json", "lei.xml"), _change_by_kind, _imported("gleif-level1")),
    Target("opensanctions", ("ftm.json",), _change_by_kind, _imported("opensanctions")),
    Target("bods", ("bods.json",), _change_by_kind, _imported("bods")),
    Target("companies-house-psc", ("psc.json",), trees.change_json, _imported("companies-house-psc")),
    Target("senzing", ("senzing.json",), trees.change_json, _imported("senzing")),
    Target("csl", ("csl.csv", "csl.json"), _change_by_kind, _imported("csl")),
)
TARGETS = {target.name: target for target in READERS + INPUTS}
