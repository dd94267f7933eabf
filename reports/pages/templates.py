"""Fills the HTML templates: escaped everywhere, nothing undefined, nothing loaded from outside."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from reports import words
from reports.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


_COMMAND = re.compile(r"#(?=#\w*\[)|(?<!\S):(?=:)|(?<!\S)\[(?=command\])", re.IGNORECASE)


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
    return text_of(value) if type(value) is str else value


def text_of(value: str) -> Markup:
    """Return a text for HTML and SVG, between tags or in quotes: escaped, seen, and no command where a page goes to a log."""
    from markupsafe import Markup, escape

    return Markup(_COMMAND.sub(lambda match: f"&#{ord(match[0])};", escape(visible(value))))
