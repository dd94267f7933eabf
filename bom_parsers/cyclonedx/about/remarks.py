"""What a CycloneDX document says in its own properties and annotations, and who else than its parts is described as one.

The values may be of any shape: they are looked at and not read into elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remark:
    """A text under a `name` about what is named by `refs`, about the document where there are none, and its pointer."""

    refs: tuple[str, ...]
    name: str
    text: str
    pointer: str


def remarks_in(annotations: Sequence[Any]) -> list[Remark]:
    """Return the texts of annotations."""
    remarks = []
    for i, note in enumerate(annotations):
        text = note.get("text") if isinstance(note, dict) else note
        if isinstance(text, str) and text.strip():
            subjects = note.get("subjects") if isinstance(note, dict) else None
            refs = tuple(one for one in subjects if isinstance(one, str)) if isinstance(subjects, list) else ()
            remarks.append(Remark(refs, "annotation", text, f"/annotations/{i}/text"))
    return remarks


def properties_in(properties: Sequence[Any]) -> list[Remark]:
    """Return the properties of a document as a whole."""
    return [
        Remark((), str(one.get("name") or "property"), one["value"], f"/properties/{i}")
        for i, one in enumerate(properties)
        if isinstance(one, dict) and isinstance(one.get("value"), str)
    ]


def makers_of_notes(annotations: Iterable[Any]) -> list[Any]:
    """Return the components that wrote annotations."""
    annotators = [note.get("annotator") for note in annotations if isinstance(note, dict)]
    return [one.get("component") for one in annotators if isinstance(one, dict)]


def tools_of(vulnerabilities: Iterable[Any]) -> list[Any]:
    """Return the components that are the tools by which vulnerabilities were seen."""
    tools = [one.get("tools") for one in vulnerabilities if isinstance(one, dict)]
    lists = [one.get("components") for one in tools if isinstance(one, dict)]
    return [tool for some in lists if isinstance(some, list) for tool in some]


def name_of(component: Any) -> str:
    """Return the name of a decoded component, "" for none."""
    name = component.get("name") if isinstance(component, dict) else component
    return name if isinstance(name, str) else ""
