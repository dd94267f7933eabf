"""Documents inside another object of the same JSON or YAML: what a service answers, a resource of Kubernetes, and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.errors import InputError, counted, printable, quoted

IsDocument = Callable[[dict[str, Any]], bool]
# An object around the document, the key in it that leads there, and the object's pointer.
Around = tuple[dict[str, Any], str, str]
OF_RESOURCES = frozenset(
    {
        *("name", "namespace", "labels", "annotations", "creationTimestamp", "generation", "resourceVersion", "uid"),
        *("ownerReferences", "managedFields", "generateName", "finalizers", "selfLink"),
    }
)
DEEPEST = 3  # objects around the document


def unwrapped(value: Any, is_document: IsDocument, path: Path, problems: Rows) -> tuple[Any, str]:
    """Return the document in a decoded value, and its pointer: the value itself, or the only object in it that is one.

    Where there is none, the value is returned as it is. Raises InputError where several stand side by side.
    """
    if not isinstance(value, dict) or is_document(value):
        return value, ""
    inner = list(marked_objects(value, is_document, "", 1))
    if not inner:
        return value, ""
    if len(inner) > 1:
        places = ", ".join(quoted(pointer, 60) for _, pointer, _ in inner[:3])
        found = f"{counted(len(inner), 'document')} in one object, at {places}"
        raise InputError(path, "", found, "one document", "give the documents one by one")
    document, pointer, around = inner[0]
    for members, key, place in around:
        siblings = {
            name: one for name, one in members.items() if not (name == "metadata" and is_of_a_resource(members))
        }
        report_unread_blocks(siblings, (key,), place, problems)
    name = printable(pointer.rpartition("/")[2])
    message = f"the document is wrapped in an object as {quoted(name)}"
    problems.add(kind="wrapped", severity="info", message=message, pointer=pointer)
    return document, pointer


def marked_objects(
    value: dict[str, Any], is_document: IsDocument, pointer: str, depth: int, around: tuple[Around, ...] = ()
) -> Iterator[tuple[Any, str, tuple[Around, ...]]]:
    """Yield the objects that are documents, each with its pointer and what is around it; none inside another."""
    for key, inner in value.items():
        if not isinstance(inner, dict):
            continue
        way = f"{pointer}/" + printable(key.replace("~", "~0").replace("/", "~1"))
        if is_document(inner):
            yield inner, way, (*around, (value, key, pointer))
        elif depth < DEEPEST:
            yield from marked_objects(inner, is_document, way, depth + 1, (*around, (value, key, pointer)))


def is_of_a_resource(members: dict[str, Any]) -> bool:
    """Tell whether the metadata of an object are those of a resource of Kubernetes, which has a name."""
    metadata = members.get("metadata")
    return {"apiVersion", "kind"} <= members.keys() and isinstance(metadata, dict) and metadata.keys() <= OF_RESOURCES
