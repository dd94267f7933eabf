"""The program file that `icts init` writes, for a person to fill."""

from __future__ import annotations

from datetime import date
from importlib.resources import files


def program_template(today: date) -> str:
    """Return a commented program file whose as-of day is `today`."""
    text = (files("auditor.templates") / "program.toml").read_text("utf-8")
    return text.replace("as_of = 2026-11-24", f"as_of = {today}", 1)
