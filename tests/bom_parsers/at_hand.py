"""Documents that are at hand wherever the tests run: the BOMs of the example, and those inside installed packages.

Wheels carry the BOM of what is compiled into them (PEP 770), written by their build tools. They are real documents of real
generators, and nothing of them is copied here; which there are depends on what is installed.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import distributions
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def example_boms(*endings: str) -> list[Path]:
    """Return the BOMs of the examples whose names end so; all of them where no ending is given."""
    return [path for path in sorted(EXAMPLES.glob("*/boms/*")) if path.name.endswith(endings or ("",))]


@cache
def package_boms() -> tuple[Path, ...]:
    """Return the BOMs that installed packages carry, all of them CycloneDX JSON."""
    files = [file for package in distributions() for file in package.files or () if file.parent.name == "sboms"]
    return tuple(
        sorted(Path(str(file.locate())) for file in files if file.name.endswith((".cyclonedx.json", ".cdx.json")))
    )
