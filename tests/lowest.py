"""Print the lowest versions of the dependencies that pyproject.toml allows, as constraints: `python -m tests.lowest`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def lower_bounds(*extras: str) -> dict[str, str]:
    """Return the lowest version of each dependency by its name, and of those of the extras named."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    listed = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    matches = [re.fullmatch(r"([\w.-]+)>=([\d.]+)", requirement) for requirement in listed]
    assert all(matches), f"a dependency without a plain lower bound in {listed}"
    return {match[1]: match[2] for match in matches if match}


if __name__ == "__main__":
    for name, version in lower_bounds().items():
        print(f"{name}=={version}")
