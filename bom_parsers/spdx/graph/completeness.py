"""What an SPDX document says of its own completeness: parts that nobody looked for, and parts in other documents.

`A CONTAINS NOASSERTION` says that A may contain more than is listed (SPDX 2.3, 11.1.5): the same for dependencies. What is made
by tools, tested or built with the product is no part of it, and its absence no gap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.document import Document
from bom_parsers.spdx.graph.relationships import CONTAINMENT, DEPENDENCY, DESCRIPTION, Relations

MOST_NAMED = 3
OF_THE_PRODUCT = {
    kind: forward for kind, forward in DEPENDENCY.items() if not kind.startswith(("BUILD_", "DEV_", "TEST_"))
}
# What is not known of one package, and of several.
UNKNOWN = (
    (CONTAINMENT, "contains", "contain"),
    (OF_THE_PRODUCT, "depends on", "depend on"),
    (DESCRIPTION, "describes", "describe"),
)
Pointer = Callable[[int], str]


def report_completeness(
    relations: Relations, document: Document[object], names: Mapping[str, str | None], pointer: Pointer
) -> None:
    """Report what the relationships leave open, and what they and the document say to be elsewhere.

    `names` are those of the packages, by their refs; `pointer` gives the place of a relationship by its index.
    """
    problems = relations.problems
    for kinds, verb, plural in UNKNOWN:
        rows = relations.directed(kinds).filter(pl.col("end") == "NOASSERTION")
        starts = rows.unique("start", keep="first", maintain_order=True)
        if starts.height:
            whose = whom(starts["start"].to_list(), names, verb, plural)
            message = f"the document leaves open what else {whose} (NOASSERTION)"
            place = pointer(starts["at"][0])
            problems.add(kind="stated-incomplete", severity="warning", message=message, pointer=place)
    report_packages_elsewhere(relations, len(names), problems, pointer)
    report_amended(relations, problems, pointer)
    report_documents_elsewhere(relations, document, problems)


def whom(refs: list[str], names: Mapping[str, str | None], verb: str, plural: str) -> str:
    """Return whose parts are unknown, with the verb for it; a ref that no package has is that of the document or a file."""
    named = ", ".join(quoted(names.get(ref) or ref, 60) for ref in refs[:MOST_NAMED])
    if len(refs) == 1:
        return f"{named} {verb}"
    more = ", and others" if len(refs) > MOST_NAMED else ""
    return f"{counted(len(refs), 'package')} ({named}{more}) {plural}"


def report_packages_elsewhere(relations: Relations, here: int, problems: Rows, pointer: Pointer) -> None:
    """Report the packages in other documents that the document describes, contains, or depends on."""
    rows = relations.directed(CONTAINMENT | OF_THE_PRODUCT | DESCRIPTION).filter(~pl.col("end_in"))
    absent = rows.filter(relations.is_elsewhere("end")).unique("end", keep="first", maintain_order=True)
    if absent.height:
        total = counted(here + absent.height, "package")
        were = "was" if absent.height == 1 else "were"
        first = quoted(absent["end"][0], 120)
        message = (
            f"{absent.height:,} of {total} {were} not seen: in other documents, as {first}, not read with this one"
        )
        problems.add(kind="not-here", severity="warning", message=message, pointer=pointer(absent["at"][0]))


def report_amended(relations: Relations, problems: Rows, pointer: Pointer) -> None:
    """Report the documents of which this one is only a part: those that it amends, or that amend it."""
    elsewhere = relations.is_elsewhere
    rows = relations.rows.with_row_index("at").filter(
        pl.col("written").is_in([word for word, kind in relations.known.items() if kind == "AMENDS"])
    )
    for here, there, how in (("left", "right", "amends"), ("right", "left", "is amended by")):
        ends = rows.filter(pl.col(here).is_in(relations.document), elsewhere(there))
        if ends.height:
            end, others = quoted(ends[there][0], 120), ends[there].n_unique() - 1
            more = f" and {counted(others, 'other')}" if others else ""
            message = f"the document {how} {end}{more}, not read with this one: each lists only a part"
            problems.add(kind="not-here", severity="warning", message=message, pointer=pointer(ends["at"][0]))


def report_documents_elsewhere(relations: Relations, document: Document[object], problems: Rows) -> None:
    """Report other documents that this one refers to without saying what for."""
    named = {ref.partition(":")[0] for side in ("left", "right") for ref in relations.rows[side].unique()}
    unused = [
        other.spdx_document or other.external_document_id
        for other in document.external_document_refs
        if other.external_document_id.strip() not in named
    ]
    if unused:
        one, many = "other document is referred to", "other documents are referred to"
        message = f"{counted(len(unused), one, many)}, as {quoted(unused[0], 120)}, and not read with this one"
        problems.add(kind="not-here", severity="warning", message=message, pointer="")


def unknown_parts(relations: Relations, pointer: Pointer) -> dict[str, pl.Series]:
    """Return columns of `properties` with the relationships to NOASSERTION, which keep that there may be more."""
    words = {kind for kinds, _, _ in UNKNOWN for kind in kinds}
    rows = [
        (left if right == "NOASSERTION" else right, f"relationship:{kind}", "NOASSERTION", pointer(at))
        for at, left, kind, right in relations.of_kinds(words)
        if "NOASSERTION" in (left, right)
    ]
    here = set(relations.packages) if rows else set()
    kept = [row for row in rows if row[0] in here]
    columns = ("ref", "name", "value", "pointer")
    return (
        {name: pl.Series(name, [row[i] for row in kept], pl.String) for i, name in enumerate(columns)} if kept else {}
    )
