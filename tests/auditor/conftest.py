"""A small program in a scratch folder, and the command run in process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.audit.results import Audit
from auditor.audit.run import audit
from auditor.cli.main import run
from auditor.inputs import read_input
from auditor.program.files import inputs_of
from auditor.program.reader import read_program

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "meridian-aurora" / "program.toml"

PROGRAM = """
[program]
name = "Test car"
as_of = 2026-11-24

[declarant]
name = "Testcar USA, Inc."
roles = ["connected_vehicle_manufacturer", "vcs_hardware_importer"]

[vehicle]
make = "Test"
model = "Car"
model_year = 2027
gvwr_lb = 5000
wireless = true

[[transaction]]
kind = "import"
date = 2027-02-01

[reference]
suppliers = ["suppliers.csv"]

[[item]]
id = "tcu"
enables = ["vcs"]
frequency_mhz = [699, 2690]
exclusively = "no"
sbom = ["app.cdx.json"]
software = { layer = "application", runs_on_primary_processor = true, open_source = false, modified = "no" }
"""
WITHOUT_STARTER = PROGRAM.replace("\n[reference]\n", "[reference]\nstarter = false\n")  # as many lines
SUPPLIERS = """name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source
"Testcar USA, Inc.",US,US,US,Founders [US] 100%,yes,register
Clean Code GmbH,DE,DE,DE,Founders [DE] 100%,yes,questionnaire of 2026-04-01
Lintao Example Co.,CN,CN,CN,,,register
"""


def component(name: str, **more) -> dict:
    """A CycloneDX component; `maker` did all four acts, other keywords are icts: properties."""
    maker = more.pop("maker", None)
    properties = {key.replace("_", "-"): value for key, value in more.items()}
    if maker:
        properties |= dict.fromkeys(("designed-by", "developed-by", "manufactured-by", "supplied-by"), maker)
    entries = [{"name": f"icts:{key}", "value": value} for key, value in properties.items()]
    return {"type": "library", "bom-ref": name, "name": name, "properties": entries}


def sbom(*components: dict) -> str:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": list(components)})


def audited(path: Path, **options) -> Audit:
    """Read a program file and all that it names, and audit it."""
    program = read_program(read_input(path, path.name), **options)
    return audit(program, inputs_of(program))


@dataclass
class Done:
    code: int
    out: str
    err: str


class Workspace:
    """A program's folder; `icts` runs the command and returns its exit code and what it printed."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str], program: str = PROGRAM) -> None:
        self.folder, self.capfd = folder, capfd
        self.write("program.toml", program)
        self.write("suppliers.csv", SUPPLIERS)
        self.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH")))

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def change(self, old: str, new: str) -> None:
        text = (self.folder / "program.toml").read_text("utf-8")
        assert old in text
        self.write("program.toml", text.replace(old, new))

    def trust(self, bom: str, *facts: str) -> None:
        """Let the program trust what a BOM claims of its own parts by these facts."""
        listed = ", ".join(f'"{fact}"' for fact in facts)
        text = (self.folder / "program.toml").read_text("utf-8")
        self.write("program.toml", f'{text}\n[[trust.claims]]\nbom = "{bom}"\nfacts = [{listed}]\n')

    def icts(self, *arguments: str | Path) -> Done:
        self.capfd.readouterr()
        code = run([str(a) for a in arguments])
        captured = self.capfd.readouterr()
        return Done(code, captured.out, captured.err)

    def audit(self, *arguments: str | Path) -> tuple[Done, dict]:
        """Audit the program and return the JSON report with it; {} when there is none."""
        done = self.icts("audit", self.folder / "program.toml", "--format", "json", *arguments)
        return done, json.loads(done.out) if done.out else {}

    def verdicts(self) -> dict[str, str]:
        return {c["name"]: c["verdict"] for c in self.audit()[1]["components"]}


@pytest.fixture
def work(tmp_path, capfd, request) -> Workspace:
    """A module with `STARTER = False` does without the starter list, whose matching takes half of a small audit."""
    program = PROGRAM if getattr(request.module, "STARTER", True) else WITHOUT_STARTER
    return Workspace(tmp_path, capfd, program)
