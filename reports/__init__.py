"""Documents into files: `reports.write(document, "html")` gives the text of a report; see FORMATS for what there is.

>>> import json, reports
>>> from pathlib import Path
>>> document = json.loads(Path("audit.json").read_text("utf-8"))  # as `icts audit -o json=audit.json` saved it
>>> page = reports.write(document, "html")
>>> reports.write(document, "json") == Path("audit.json").read_text("utf-8")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from reports.documents.audit import AuditDocument
    from reports.documents.explanation import Explanation
    from reports.documents.inspection import Inspection
    from reports.documents.lookup import Lookup
    from reports.documents.screening import Screening

Kind = Literal["audit", "screening", "explanation", "inspection", "lookup"]
# By kind of document and format the module that writes it, by its function `render`.
FORMATS: dict[Kind, dict[str, str]] = {
    "audit": {
        "table": "reports.terminal.audit",
        "json": "reports.machine.json",
        "html": "reports.pages.audit",
        "declaration": "reports.pages.declaration",
    },
    "screening": {
        "table": "reports.terminal.screening",
        "json": "reports.machine.json",
        "csv": "reports.machine.screening_csv",
        "html": "reports.pages.screening",
    },
    "explanation": {
        "table": "reports.terminal.explanation",
        "json": "reports.machine.explanation_json",
        "markdown": "reports.machine.explanation_markdown",
    },
    "inspection": {
        "table": "reports.terminal.inspection",
        "json": "reports.machine.json",
    },
    "lookup": {
        "table": "reports.terminal.lookup",
        "json": "reports.machine.json",
    },
}


@overload
def write(
    document: AuditDocument, format: str, kind: Literal["audit"] = ..., *, width: int = ..., color: bool = ...
) -> str: ...
@overload
def write(
    document: Screening, format: str, kind: Literal["screening"], *, width: int = ..., color: bool = ...
) -> str: ...
@overload
def write(
    document: Explanation, format: str, kind: Literal["explanation"], *, width: int = ..., color: bool = ...
) -> str: ...
@overload
def write(
    document: Inspection, format: str, kind: Literal["inspection"], *, width: int = ..., color: bool = ...
) -> str: ...
@overload
def write(document: Lookup, format: str, kind: Literal["lookup"], *, width: int = ..., color: bool = ...) -> str: ...
def write(
    document: AuditDocument | Screening | Explanation | Inspection | Lookup,
    format: str,
    kind: Kind = "audit",
    *,
    width: int = 100,
    color: bool = False,
) -> str:
    """Return `document`, which is of `kind`, in one of the kind's FORMATS; `width` and `color` matter to "table" only.

    A pure function: equal documents give equal text. Raises ValueError for a format that the kind does not have.
    """
    if format not in FORMATS[kind]:
        raise ValueError(f"no report format '{format}'; expected one of {', '.join(FORMATS[kind])}")
    writer = import_module(FORMATS[kind][format])  # late: a table does not pay for the template engine
    text: str = writer.render(document, width=width, color=color) if format == "table" else writer.render(document)
    return text
