"""Keywords of JSON-LD that may hold elements and that no reader follows."""

from __future__ import annotations

from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.errors import quoted

# Keywords whose values are read where they stand; a context only names things.
FOLLOWED = frozenset({"@context", "@id", "@type", "@value"})


def is_keyword(key: str) -> bool:
    """Tell whether a member's name is a keyword of JSON-LD rather than a statement."""
    return key.startswith("@")


def is_wrapped(value: Any) -> bool:
    """Tell whether a value is a set or list of JSON-LD and nothing else, which is read as what it holds."""
    return isinstance(value, dict) and len(value) == 1 and not value.keys().isdisjoint(("@set", "@list"))


def report_keywords(value: Any, pointer: str, problems: Rows) -> None:
    """Report each keyword in a document, or in several, that holds something and is not read, each name once.

    The graph of a document is read; one inside it is not.
    """
    reported: set[str] = set()
    waiting = [(value, pointer, 0)]
    while waiting:
        current, where, depth = waiting.pop()
        if isinstance(current, list):
            inside = depth if depth == 0 else depth + 1
            waiting += [(one, f"{where}/{i}", inside) for i, one in reversed(list(enumerate(current)))]
            continue
        if not isinstance(current, dict):
            continue
        for key, held in reversed(current.items()):
            if not isinstance(held, dict | list) or not held or key == "@context":
                continue
            way = f"{where}/{key.replace('~', '~0').replace('/', '~1')}"
            is_followed = key in FOLLOWED or is_wrapped(current) or (key == "@graph" and depth == 0)
            if not is_keyword(key) or is_followed:
                waiting.append((held, way, depth + 1))
            elif key not in reported:
                reported.add(key)
                message = f"what {quoted(key, 60)} holds may be components, or persons, and is not read"
                problems.add(kind="odd-value", severity="warning", message=message, pointer=way)
