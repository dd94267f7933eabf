"""XML text before it is read as anything: its encoding, its root element, and no document type declaration.

A DOCTYPE can define entities that fill the memory or read other files. No BOM format needs one, so it is refused before the
parser that builds elements sees a byte. Expat looks for it, because only a parser knows where a DOCTYPE may hide.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from bom_parsers.carriers.encoding import is_marked, unmarked
from bom_parsers.errors import InputError, quoted

DECLARED = re.compile(rb"""^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_REMARK = re.compile(rb"<!--.*?-->", re.DOTALL)
_INCLUDE = re.compile(rb"<(?:[\w.-]+:)?include[\s/>][^<>]*")
# The root elements of what people take for a CycloneDX file.
KNOWN_ROOTS = {
    "html": "an HTML page (of a login or an error?)",
    "RDF": "RDF/XML (SPDX?)",
    "Document": "SPDX XML",
    "export": "a KiCad netlist",
    "IPC-2581": "an IPC-2581 file",
    "MainDeclaration": "an IPC-1752 declaration",
    "SoftwareIdentity": "a SWID tag",
}


def utf8(data: bytes, path: Path) -> bytes:
    """Return XML text as UTF-8; a byte order mark says what it is, else the XML declaration, else it is UTF-8.

    Raises InputError where the bytes are not what they say. The encoding declaration stays in the text and no longer
    counts.
    """
    if is_marked(data):
        text = unmarked(data, path)
        declared, encoding = "UTF-8 by its byte order mark", "utf-8"
    else:
        match = DECLARED.match(data)
        text, encoding = data, match[1].decode("ascii") if match else "utf-8"
        declared = f"{encoding} by its XML declaration" if match else "UTF-8, as XML without a declaration is"
    remedy = "correct the encoding in the first line, or save the file again as UTF-8"
    # These words can be read although each letter is one byte, so it is not UTF-16 or UTF-32.
    if re.sub("[^a-z0-9]", "", encoding.casefold()).startswith(("utf16", "utf32", "ucs2", "ucs4", "iso10646ucs")):
        raise InputError(path, "line 1", "bytes that are not what the text says of itself", declared, remedy)
    try:
        decoded = text.decode(encoding)
        return text if encoding.casefold() == "utf-8" else decoded.encode("utf-8")
    except LookupError as error:
        raise InputError(
            path, "line 1", f"encoding {quoted(encoding)}", "an encoding that Python knows", remedy
        ) from error
    except ValueError as error:
        place = f"byte {error.start}" if isinstance(error, UnicodeError) and hasattr(error, "start") else ""
        raise InputError(path, place, "bytes that are not what the text says of itself", declared, remedy) from error


def included(data: bytes, path: Path) -> list[tuple[str, int]]:
    """Return the elements of XML text that stand for what is in other documents (XInclude), as written, with their lines.

    No reader follows them: a BOM must not have files read that its user did not name.
    """
    match = DECLARED.match(data)
    is_utf8 = not is_marked(data) and (match is None or match[1].lower() == b"utf-8")
    text = data if is_utf8 else utf8(data, path)
    if b"XInclude" not in text:
        return []
    plain = _REMARK.sub(lambda match: b"\n" * match[0].count(b"\n"), text)
    places = [(match[0].decode("utf-8", "replace"), match.start()) for match in _INCLUDE.finditer(plain)]
    return [(f"{element.rstrip('/ ')}>", plain.count(b"\n", 0, at) + 1) for element, at in places]


def root_element(text: bytes, path: Path, expected: str) -> tuple[str, str]:
    """Return the namespace and the name of the root element of UTF-8 `text`.

    Raises InputError if a DOCTYPE stands before it, or if there is no root element; `expected` is for the error's text.
    """
    root: list[str] = []
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")

    def doctype(name: str, *_: object) -> None:
        found = KNOWN_ROOTS["html"] if name.casefold() == "html" else "a document type declaration (<!DOCTYPE ...>)"
        remedy = "remove the declaration if you trust the file; entities are never expanded and no DTD is ever fetched"
        if name.casefold() == "html":
            remedy = "open the address in a browser, sign in and download the file again"
        raise InputError(path, f"line {parser.CurrentLineNumber}", found, f"{expected} without one", remedy)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, _: root.append(name)
    try:
        for start in range(0, len(text), 4096):
            parser.Parse(text[start : start + 4096])
            if root:
                break
        else:
            parser.Parse(b"", True)  # the end comes too early, and the parser says where
    except expat.ExpatError as error:
        if not root:
            place, message = f"line {error.lineno} column {error.offset + 1}", expat.ErrorString(error.code)
            raise InputError(path, place, f"malformed XML: {message}", expected, "export it again") from error
    namespace, _, name = root[0].rpartition(" ")
    return namespace, name


def text_with_root(
    data: bytes, path: Path, expected: str, is_root: Callable[[str, str], bool], remedy: str
) -> tuple[bytes, str]:
    """Return XML text as UTF-8 and the name of its root element, which `is_root` knows by its namespace and name.

    Raises InputError as `utf8` and `root_element` do, and for another root element.
    """
    text = utf8(data, path)
    namespace, root = root_element(text, path, expected)
    if not is_root(namespace, root):
        raise InputError(path, "", described_root(namespace, root), expected, remedy)
    return text, root


def described_root(namespace: str, name: str) -> str:
    """Return in words what a file with this root element is."""
    known = KNOWN_ROOTS.get(name) or KNOWN_ROOTS.get(name.casefold())
    within = f" of the namespace {quoted(namespace)}" if namespace else ""
    return known or f"XML with the root element <{name}>{within}"
