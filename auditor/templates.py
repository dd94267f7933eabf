"""The files that `icts init` writes, for a person to fill."""

from __future__ import annotations

from importlib.resources import files

from auditor.entities.suppliers import template as supplier_template
from auditor.hbom_template import hbom_template

__all__ = ["hbom_template", "program_template", "supplier_template"]


def program_template() -> str:
    """Return a commented program file."""
    return (files("auditor") / "program_template.toml").read_text("utf-8")
