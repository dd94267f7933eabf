"""SPDX 3 in JSON-LD: typed and quick with SPDX's own context; other forms of JSON-LD are brought into that form first.

The context is never fetched: what an address in it says is not part of the document, and a stranger must not make us call.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.json_keys import count_matches, has_key, has_repeats, parsed_json
from bom_parsers.errors import InputError
from bom_parsers.spdx.bom import Parsed, bom_of
from bom_parsers.spdx.v3.elements import VERSIONS, Element, Graph
from bom_parsers.spdx.v3.forms import DRAFT_TYPES, mended
from bom_parsers.spdx.v3.tables import ElementPointers, SortedElements

EXPECTED = "an SPDX 3 document"
WORDS = re.compile(rb'spdx\.org/rdf/v?3|"SpdxDocument"|"spdxId"|/SpdxDocument"|spdx-3-model')
# What is at the beginning of documents of other kinds, so that not all of them need be searched.
OTHERS = (b'"spdxVersion"', b'"bomFormat"')
BEGINNING = 4096
# Names in other forms than those of SPDX's context, and letters written as escapes, which could hide one.
OTHER_FORMS = (
    r'"@type"|"@value"|/terms/[A-Za-z]+/[A-Za-z]+"\s*:|"[a-z]+:[A-Za-z/]+"\s*:|"(?:externalIdentifiers|packageVersion|'
    r"packageUrl|downloadLocation|homepage|homePage|licenseExpression|fromElement|primaryPurpose|sourceInfo)\""
    r'|"@(?:set|list|reverse|nest|included|index)"'
    r'|"creationInfo"\s*:\s*[\[{]|\\u00[4-7]'
)
GRAPH = r'"@graph"\s*:'  # of the document, and of nothing inside it
# The keys that could hide elements or persons if an object had them twice.
WATCHED_KEYS = r'"@graph"|"suppliedBy"|"originatedBy"'
NAME = re.compile(rb'"name"\s*:')


class Top(msgspec.Struct, gc=False):
    """A document whose elements are still to be decoded."""

    graph: list[msgspec.Raw] = msgspec.field(name="@graph")


TOP = msgspec.json.Decoder(Top)
ELEMENT = msgspec.json.Decoder(Element)


def looks_like(text: bytes) -> bool:
    """Tell whether a JSON text is SPDX 3: by the names of its members, never by words in its strings."""
    if any(mark in text[:BEGINNING] for mark in OTHERS):
        return False
    is_linked = any(has_key(text, mark) for mark in (b"@context", b"@graph", b"@type"))
    return (is_linked and WORDS.search(text) is not None) or has_key(text, b"spdxId")


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX 3 document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a text that is not JSON, and for JSON that is not SPDX 3.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx3-json", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    problems = Rows(PROBLEMS)
    graph = typed(text) or mended(parsed_json(text, path, problems), problems)
    if not graph.elements:
        found = "JSON-LD without an element of SPDX 3"
        raise InputError(path, "", found, EXPECTED, "check that this is the BOM and not a context or a part of it")
    elements = SortedElements(graph, problems)
    document = elements.document()
    places = ElementPointers(elements.bases, elements.relationship_pointers)
    return Parsed(document, elements.tables(), places, problems, VERSIONS, elements.person, elements.others())


def typed(text: bytes) -> Graph | None:
    """Decode a document that keeps to SPDX's own context; None for any other."""
    try:
        raw = TOP.decode(text).graph
        elements = [ELEMENT.decode(one) for one in raw]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if any(element.type in DRAFT_TYPES or ":" in element.type for element in elements):
        return None
    if len(NAME.findall(text)) != sum(map(bool, [one.name for one in elements])):
        return None  # an element may stand where only the slow way looks
    decoded = 1 + sum(bool(one.supplied_by) + bool(one.originated_by) for one in elements)
    try:
        if count_matches(text, OTHER_FORMS) or count_matches(text, GRAPH) != 1:
            return None
        if count_matches(text, WATCHED_KEYS) != decoded and has_repeats(text):
            return None
    except UnicodeDecodeError:
        return None
    return Graph(elements, [f"/@graph/{i}" for i in range(len(elements))])
