"""XML as a stream of elements: one at a time, let go when it has been read, and never deeper than the limit.

Apart from `xml_text`, which needs no lxml: to choose a reader must not cost importing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

from lxml import etree

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits


def events(
    text: bytes | IO[bytes],
    path: Path,
    expected: str,
    kinds: Sequence[str] = ("start", "end"),
    tags: Sequence[str] | None = None,
) -> Iterator[tuple[str, etree._Element]]:
    """Yield what the parser meets in UTF-8 `text`, or a stream of it: "start" and "end" of each element, or of those that
    `tags` names.

    Raises InputError for malformed XML; `expected` is for the error's text. Depth and size are not limited here: lxml limits
    them only for a document type declaration, which could make much of little and was refused before.
    """
    stream = etree.iterparse(
        BytesIO(text) if isinstance(text, bytes) else text,
        events=kinds,
        tag=tags,
        encoding="utf-8",
        huge_tree=True,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from stream
    except etree.XMLSyntaxError as error:
        # The log's first entry is the cause; the error itself may only say that no element was found.
        causes = [(entry.line, entry.message) for entry in stream.error_log]
        at, message = causes[0] if causes else (error.lineno, error.msg)
        found = "XML nested too deep" if "depth" in str(message) else f"malformed XML: {message}"
        raise InputError(path, f"line {at}", found, expected, "export it again, or mend this place") from error


def release(element: etree._Element, keep_tail: bool = False) -> None:
    """Free an element that has been read, and the empty shells before it."""
    element.clear(keep_tail=keep_tail)  # type: ignore[call-arg]  # which the stubs do not know
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def elements(text: bytes | IO[bytes], path: Path, expected: str, release: frozenset[str]) -> Iterator[etree._Element]:
    """Yield every element of UTF-8 `text`, or a stream of it, at its end; those named in `release` and their like are emptied
    afterwards.

    Raises InputError for malformed XML and for elements nested beyond the limit; `expected` is for the error's text.
    """
    depth = 0
    for event, element in events(text, path, expected):
        if event == "start":
            depth += 1
            if depth > limits().depth:
                found, most = f"elements nested deeper than {limits().depth:,}", f"at most {limits().depth:,}"
                raise InputError(
                    path, line(element), found, most, f"export it again, or raise the limit {by_limit('depth')}"
                )
            continue
        depth -= 1
        yield element
        if local_name(element) in release:
            element.clear()


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line(element: etree._Element) -> str:
    """Return where the element is in its file."""
    return f"line {element.sourceline}"


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the element's own children of a local name, whatever their namespace."""
    return (child for child in element if local_name(child) == name)
