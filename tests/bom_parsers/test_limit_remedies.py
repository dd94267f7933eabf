"""Whoever runs into a limit reads its name and how to set it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from bom_parsers import limits
from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, raised
from bom_parsers.read import read_bom

READERS = Path(limits.__file__).parent
ROWS = "reference,mpn\n" + "".join(f"R{n},X{n}\n" for n in range(30))
SOFTWARE = json.dumps(
    {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a"}] * 5}
)
OPENING = '<components><component type="library"><name>a</name>'
NESTED = f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6">{OPENING * 9}{"</component></components>" * 9}</bom>'


@pytest.mark.parametrize(
    ("name", "most", "file", "text"),
    [
        ("rows", 20, "a.csv", ROWS), ("columns", 1, "a.csv", ROWS), ("cells", 50, "a.csv", ROWS),
        ("components", 3, "a.json", SOFTWARE), ("file_bytes", 40, "a.json", SOFTWARE), ("depth", 5, "a.xml", NESTED),
    ],
)  # fmt: skip
def test_the_error_says_by_which_option_the_limit_is_raised(tmp_path, name, most, file, text):
    path = tmp_path / file
    path.write_text(text)
    with raised(**{name: most}), pytest.raises(InputError) as caught:
        read_bom(path)
    assert f"--limit {name}=NUMBER" in str(caught.value)


def test_every_remedy_that_is_a_limit_names_it():
    """Every text of a reader that says to raise or to lower a limit is made with `by_limit`."""
    odd = []
    for path in READERS.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        made = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
            if "by_limit" in ast.dump(node)
        }
        odd += [
            f"{path.name}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in made
            if re.search(r"\b(?:raise|lower) (?:the )?(?:limits?\b|[a-z]+_[a-z]+)", node.value)
        ]
    assert not odd
    assert by_limit("inflated_bytes", "ratio") == "by --limit inflated_bytes=NUMBER and --limit ratio=NUMBER"
