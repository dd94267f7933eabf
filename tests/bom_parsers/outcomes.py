"""What tests of every format ask of a BOM, and of a document that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError


def column(bom: Bom, name: str) -> list[Any]:
    """Return one column of the components."""
    return bom.components[name].to_list()


def people(bom: Bom) -> list[tuple[Any, ...]]:
    """Return the parties of the components as ref, role and name."""
    return bom.parties.select("ref", "role", "name").rows()


def problems(bom: Bom, severity: str | None = None) -> list[tuple[str, str]]:
    """Return message and pointer of each problem, or of those of one severity."""
    rows = bom.problems.select("severity", "message", "pointer").iter_rows()
    return [(message, pointer) for own, message, pointer in rows if severity in (None, own)]


def warnings(bom: Bom) -> list[tuple[str, str]]:
    """Return message and pointer of each warning."""
    return problems(bom, "warning")


def notes(bom: Bom) -> list[tuple[str, str]]:
    """Return message and pointer of each problem that loses nothing."""
    return problems(bom, "info")


def refusal(read: Callable[[Any], Bom], document: Any) -> str:
    """Return the one line with which the reader refuses the document."""
    with pytest.raises(InputError) as refused:
        read(document)
    assert "\n" not in str(refused.value)
    return str(refused.value)
