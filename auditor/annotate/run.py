"""A BOM of a program written again with its verdicts, in its own format or another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from auditor.annotate.annotated import Annotated, with_verdicts
from auditor.annotate.formats import FORMATS
from auditor.audit.gaps import NO_BOM
from auditor.audit.reasons import source_in_words
from auditor.audit.results import Audit, AuditedComponent, ReadBom
from auditor.documents.audit import document
from auditor.provenance import Source
from bom_parsers.bom import GAP_SEVERITIES, Bom
from bom_parsers.errors import InputError, quoted
from bom_parsers.not_seen import PREFIX, TAKEN, UNREAD, notes, taken
from reports.documents.audit import Component

# The form of the annotated BOM where the original is of a family that is not written.
DEFAULT = "cyclonedx-json"


def annotate(audit: Audit, path: Path, form: str | None = None, item: str | None = None) -> str:
    """Return the BOM `path` of an audited program with its verdicts, in `form` (of FORMATS; the BOM's own when None).

    `item` says whose answers when several items share the BOM. Raises InputError for a BOM that the program does not
    name, that several items name, or that could not be read.
    """
    read = find(audit, path, item)
    if read.bom is None:
        assert read.error
        raise read.error
    chosen = form or (read.bom.format if read.bom.format in FORMATS else DEFAULT)
    annotated = annotated_bom(audit, read, read.bom)
    if chosen.startswith("cyclonedx"):
        from auditor.annotate import cyclonedx

        return cyclonedx.write(annotated, chosen)
    from auditor.annotate import spdx

    return spdx.write(annotated, chosen)


def losses(audit: Audit, path: Path, item: str | None = None) -> str:
    """Return what of the BOM `path` its annotated copy lacks, in words; "" for nothing. Raises InputError as `annotate` does."""
    from auditor.annotate.left_out import sentence_of_losses

    file = find(audit, path, item).file.path
    return sentence_of_losses(audit.inputs.file(file).data, file)


def find(audit: Audit, path: Path, item: str | None) -> ReadBom:
    """Return the program's BOM that is the file `path`, given as it lies there or as the program writes it."""
    same = [read for read in audit.boms if read.file.path == path.resolve() or read.file.label == str(path)]
    if not same:
        labels = [read.file.label for read in audit.boms]
        near = difflib.get_close_matches(str(path), labels, 1, 0.0)[0]
        expected = "a file that the program names in hbom or sbom"
        raise InputError(path, "", f"no BOM of {audit.program.label}", expected, f"did you mean {quoted(near)}?")
    chosen = [read for read in same if item in (None, read.item.id)]
    items = sorted({read.item.id for read in same})
    if len({read.item.id for read in chosen}) != 1:
        found = f"a BOM of {'the items' if len(items) > 1 else 'the item'} {', '.join(items)}"
        raise InputError(path, "", found, "one item", f"name it: --item {items[0]}")
    return chosen[0]


def annotated_bom(audit: Audit, read: ReadBom, bom: Bom) -> Annotated:
    """Return the BOM with the answers of its item, ready to be written."""
    # The same file named twice in an item is judged under one of its names.
    labels = {other.file.label for other in audit.boms if other.item is read.item and other.sha256 == read.sha256}
    own = [c for c in document(audit)["components"] if c["file"] in labels and c["item"] == read.item.id]
    answers = {component["ref"]: verdict(component) for component in own if not component["gap"]}
    about = (
        ("icts:as-of", str(audit.program.as_of)),
        ("icts:program", audit.program.name),
        ("icts:bom:source", f"{read.file.label}, SHA-256 {bom.sha256}, {bom.format} {bom.spec_version}".rstrip()),
        *not_seen(bom, [gap for gap in audit.gaps if gap.item is read.item and gap.file.label in labels]),
    )
    return with_verdicts(bom, Path(read.file.label).name, audit.program.as_of, about, answers)


def not_seen(bom: Bom, gaps: Sequence[AuditedComponent]) -> Iterator[tuple[str, str]]:
    """Yield what was not seen of the BOM as properties: what an earlier audit noted, as it stands there, and what is new.

    Names: "icts:not-seen", "icts:not-read" for a gap of things that were there and are lost, and "icts:taken-as-complete" where
    a person determined until a day that nothing is missing.
    """
    earlier = notes(bom.properties).select("name", "value", "pointer").rows()
    noted = [pointer for _, _, pointer in earlier]
    closed_at: dict[str, Source] = {}
    new: list[tuple[str, str]] = []
    for of in gaps:
        gap = of.gap
        assert gap is not None
        if gap.kind in NO_BOM.values() and not of.is_open_gap:
            continue  # which the item says or the rule leaves out, and not the BOM
        problems = bom.problems.filter(pl.col("kind") == gap.kind, pl.col("severity").is_in(GAP_SEVERITIES))
        if gap.closed_by:
            closed_at |= dict.fromkeys(problems["pointer"], gap.closed_by)
        # What the copy of a copy says of itself is in the notes already.
        if not problems.height or not problems["pointer"].is_in(noted).all():
            is_lost = "error" in problems["severity"]
            new.append(_note("icts:not-read" if is_lost else "icts:not-seen", gap.what, gap.closed_by))
    yield from (_noted(name, value or "", closed_at.get(pointer)) for name, value, pointer in earlier)
    yield from new


def _noted(name: str, value: str, closed_by: Source | None) -> tuple[str, str]:
    """Return a note of an earlier audit as it stands, or as taken for complete where somebody says so now."""
    if closed_by is None:
        return name, value
    text = taken(value)[0]
    is_lost = name == "icts:not-read" or text.startswith(UNREAD)
    return _note(
        "icts:not-read" if is_lost else "icts:not-seen", text.removeprefix(PREFIX).removeprefix(UNREAD), closed_by
    )


def _note(name: str, what: str, closed_by: Source | None) -> tuple[str, str]:
    """Return what was not seen as a property, by whom and until when it is taken as complete in its text."""
    if closed_by is None or closed_by.until is None:
        return name, f"{PREFIX}{what}"
    prefix = UNREAD if name == "icts:not-read" else PREFIX
    return TAKEN, f"until {closed_by.until}: {prefix}{what}; taken as complete: {source_in_words(closed_by)}"


def verdict(answer: Component) -> tuple[tuple[str, str], ...]:
    """Return an answer as properties, those that say something."""
    properties = [
        ("icts:verdict", answer["verdict"]),
        ("icts:authority", ", ".join(answer["authority"])),
        ("icts:standing", answer["standing"]),
        ("icts:reason", answer["reason"]),
        ("icts:missing", ", ".join(answer["missing"])),
        ("icts:open", ", ".join(answer["open"])),
        ("icts:declaration", answer["declaration"] or ""),
        *(("icts:answer", f"{each['transaction']}: {each['verdict']}") for each in answer["answers"]),
    ]
    return tuple((name, value) for name, value in properties if value)
