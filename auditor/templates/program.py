"""The files that `icts init` writes, for a person to fill."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from auditor.entities.suppliers.suppliers import template as supplier_template
from auditor.templates.hbom import hbom_template

__all__ = ["hbom_template", "program_template", "supplier_template"]


def program_template(today: date) -> str:
    """Return a commented program file whose as-of day is `today`."""
    text = (files("auditor.templates") / "program.toml").read_text("utf-8")
    return text.replace("as_of = 2026-11-24", f"as_of = {today}", 1)
