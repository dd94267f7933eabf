"""Fills the HTML templates: escaped everywhere, nothing undefined, nothing loaded from outside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from reports import words
from reports.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, **values: Any) -> str:
    """Return the filled template of `reports/templates`; text is escaped, and its unseen characters are shown."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    # Imported here: jinja2 costs 100 ms, which a terminal table need not pay.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_harmless,
    )
    environment.globals["words"] = words
    return environment


def _harmless(value: Any) -> Any:
    # Markup, a subclass of str, comes from our own macros and is finished.
    return visible(value) if type(value) is str else value
