"""Documents: turns an audit document into terminal text, JSON, HTML and the draft Declaration of Conformity."""

from __future__ import annotations

from reports.documents.audit import AuditDocument

FORMATS = ("table", "json", "html", "declaration")


def render(document: AuditDocument, format: str, *, width: int = 100, color: bool = False) -> str:
    """Return `document` in one of FORMATS; `width` and `color` matter to the terminal table only.

    A pure function: equal documents give equal text. Raises ValueError for a format that is not one of FORMATS.
    """
    if format == "table":
        from reports.terminal import audit

        return audit.render(document, width=width, color=color)
    if format == "json":
        from reports.machine import json

        return json.render(document)
    if format == "html":
        from reports.pages import audit as html

        return html.render(document)
    if format == "declaration":
        from reports.pages import declaration

        return declaration.render(document)
    raise ValueError(f"no report format {format!r}; expected one of {', '.join(FORMATS)}")
