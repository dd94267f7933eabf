"""Documents: turns an audit document into terminal text, JSON, HTML and the draft Declaration of Conformity."""

from __future__ import annotations

from reports.document import AuditDocument

FORMATS = ("table", "json", "html", "declaration")


def render(document: AuditDocument, format: str, *, width: int = 100, colour: bool = False) -> str:
    """Return `document` in one of FORMATS; `width` and `colour` matter to the terminal table only.

    A pure function: equal documents give equal text. Raises ValueError for a format that is not one of FORMATS.
    """
    if format == "table":
        from reports import table

        return table.render(document, width=width, colour=colour)
    if format == "json":
        from reports import json_report

        return json_report.render(document)
    if format == "html":
        from reports import html

        return html.render(document)
    if format == "declaration":
        from reports import declaration

        return declaration.render(document)
    raise ValueError(f"no report format {format!r}; expected one of {', '.join(FORMATS)}")
