"""Structures that fuzzers change: JSON with its repeated keys kept, XML, TOML values, lines and tokens, members of a zip, bytes.

Each `change_*` takes a valid input (bytes) and a `random.Random` and returns another input, near enough to a valid one that it
comes past the first look of a reader.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from json.encoder import encode_basestring_ascii
from random import Random
from typing import Any

Change = Callable[[bytes, Random], bytes]

TEXTS = (
    "",
    " ",
    "\0",
    "\x1b]8;;x\x07",
    "a" * 5_000,
    " " * 20_000,
    "(" * 5_000,
    "()",
    "( AND MIT",
    "MIT OR",
    "pkg:npm/%00@%zz?a=b#c#d",
    "pkg:" + "/" * 3_000,
    "https://" + "a." * 2_000 + "example/",
    "#" * 300,
    "\ud800",
    "\ufffe",
    "\u202e",
    "\ufeff",
    "９９９",
    "0" * 400,
    "9" * 400,
    "-1",
    "+1000000",
    "1e999",
    "NaN",
    "2024-02-30",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "NOASSERTION",
    "NONE",
    "SPDXRef-DOCUMENT",
    "DocumentRef-x:SPDXRef-y",
    "=cmd|' /C calc'!A0",
    "::error::x",
    "<b>&amp;",
    "XFD99999999",
    "../" * 50,
    "*a" * 30,
    '"' * 3_001,
    "EC25-E",
    "Quectel",
    "true",
    "null",
)
NUMBERS = (
    0,
    -1,
    1,
    2**31,
    2**53 + 1,
    2**63,
    2**64,
    10**40,
    10**309,
    -(10**400),
    0.1,
    1e308,
    float("inf"),
    float("nan"),
)


class Object(list[tuple[str, Any]]):
    """A JSON object as its pairs, in order, repeated keys and all."""


def value(random: Random, depth: int = 0) -> Any:
    """Return a value of any type, mostly an unpleasant one."""
    kind = random.randrange(7 if depth < 2 else 4)
    if kind == 0:
        return random.choice(TEXTS)
    if kind == 1:
        return random.choice(NUMBERS)
    if kind == 2:
        return random.choice((True, False, None))
    if kind == 3:
        return random.choice((Object(), []))
    if kind == 4:
        return [value(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 5:
        return Object(
            (random.choice(("name", "id", "type", random.choice(TEXTS))), value(random, depth + 1)) for _ in range(3)
        )
    return _nested(random)


def _nested(random: Random) -> Any:
    inner: Any = []
    key = random.choice(("components", "x", ""))
    for _ in range(random.choice((3, 100, 3_000))):
        inner = [inner] if random.random() < 0.5 else Object([(key, inner)])
    return inner


def _places(tree: Any) -> list[tuple[Any, int]]:
    """Return (container, position) of every value below the root."""
    places: list[tuple[Any, int]] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            for position, entry in enumerate(node):
                places.append((node, position))
                stack.append(entry[1] if isinstance(node, Object) else entry)
    return places


def change_tree(tree: Any, random: Random) -> Any:
    """Change one to five places of a tree of `Object`s, lists and plain values; the tree that is given is used up."""
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        places = _places(tree)
        if not places:
            return value(random)
        node, at = random.choice(places)
        if at >= len(node):
            continue
        keyed = isinstance(node, Object)
        held = node[at][1] if keyed else node[at]
        match random.randrange(9):
            case 0 | 1 | 2:
                new = value(random)
            case 3:
                del node[at]
                continue
            case 4:
                new = [held] * random.choice((0, 1, 2, 400))
            case 5:
                new = Object([(random.choice(("name", "value", "content", "#text")), held)])
            case 6:
                other, place = random.choice([(o, p) for o, p in places if p < len(o)])
                new = other[place][1] if isinstance(other, Object) else other[place]
                new = _copy(new) if isinstance(new, list) else new
            case 7:
                if keyed:
                    node.insert(random.randrange(len(node) + 1), (node[at][0], value(random)))
                    continue
                new = value(random)
            case _:
                if keyed:
                    node[at] = (random.choice((random.choice(TEXTS), random.choice(node)[0])), held)
                    continue
                new = random.choice(TEXTS)
        node[at] = (node[at][0], new) if keyed else new
    return tree


def _objects(tree: Any) -> Any:
    if isinstance(tree, dict):
        return Object((key, _objects(entry)) for key, entry in tree.items())
    return [_objects(entry) for entry in tree] if isinstance(tree, list) else tree


def _copy(tree: list[Any]) -> Any:
    """Return another tree of the same values, or a text in its place where it is nested too deep to be copied."""
    try:
        return deepcopy(tree)
    except RecursionError:
        return "deep"


def dumped(tree: Any) -> str:
    """Return JSON for a tree; without recursion, for a tree may be nested deeper than Python's stack."""
    out: list[str] = []
    opened: list[tuple[Iterator[Any], str, bool]] = [(iter([tree]), "", False)]
    while opened:
        entries, end, keyed = opened[-1]
        for entry in entries:
            if out and out[-1] not in ("[", "{"):
                out.append(",")
            if keyed:
                key, entry = entry  # noqa: PLW2901
                out += (json.dumps(key), ":")
            if isinstance(entry, list):
                is_object = isinstance(entry, Object)
                out.append("{" if is_object else "[")
                opened.append((iter(entry), "}" if is_object else "]", is_object))
                break
            out.append(encode_basestring_ascii(entry) if type(entry) is str else json.dumps(entry))
        else:
            out.append(end)
            opened.pop()
    return "".join(out)


def change_json(data: bytes, random: Random) -> bytes:
    """Return JSON (which YAML includes) with other values, keys and depth."""
    tree = change_tree(json.loads(data, object_pairs_hook=Object), random)
    text = dumped(tree)
    return (text if random.random() < 0.9 else text.replace("\\u", "\\u", 1)).encode("utf-8", "surrogatepass")


def change_toml(data: bytes, random: Random) -> bytes:
    """Return a TOML file with other values and keys, all tables inline."""
    tree = change_tree(_objects(tomllib.loads(data.decode())), random)
    pairs = tree if isinstance(tree, Object) else Object([("program", tree)])
    return "".join(f"{json.dumps(key)} = {_toml(entry)}\n" for key, entry in pairs).encode("utf-8", "replace")


def _toml(node: Any, depth: int = 0) -> str:
    if depth > 60:
        return "[]"
    if isinstance(node, Object):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(entry, depth + 1)}" for key, entry in node) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(_toml(entry, depth + 1) for entry in node) + "]"
    if isinstance(node, date):
        return node.isoformat()
    if node is None:
        return "1979-05-27T07:32:00Z"
    return json.dumps(node).replace("Infinity", "inf").replace("NaN", "nan")


def change_xml(data: bytes, random: Random) -> bytes:
    """Return XML with other elements, attributes, texts, names and depth; sometimes it is well formed no more."""
    from lxml import etree

    root = etree.fromstring(data)
    for _ in range(random.choice((1, 1, 2, 5))):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        element, other = random.choice(elements), random.choice(elements)
        parent = element.getparent()
        match random.randrange(9):
            case 0 if parent is not None:
                parent.remove(element)
            case 1 if parent is not None:
                for _ in range(random.choice((1, 3, 300)) if len(element) < 50 else 1):
                    parent.append(deepcopy(element))
            case 2:
                element.text = _legal(random.choice(TEXTS))
            case 3 if element.attrib:
                key = random.choice(sorted(map(str, element.attrib)))
                if random.random() < 0.4:
                    del element.attrib[key]
                else:
                    element.set(key, _legal(random.choice(TEXTS)))
            case 4:
                element.insert(0, random.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"))))
            case 5:
                element.tag = random.choice((other.tag, etree.QName("urn:other", etree.QName(other).localname).text))
            case 6:
                inner = element
                for _ in range(random.choice((2, 50, 3_000))):
                    inner = etree.SubElement(inner, other.tag)
            case 7:
                element.extend([deepcopy(child) for child in list(other)[:50]])
            case _:
                element.tail = _legal(random.choice(TEXTS))
    changed = bytes(etree.tostring(root, encoding="utf-8", xml_declaration=random.random() < 0.5))
    return change_bytes(changed, random) if random.random() < 0.1 else changed


def _legal(text: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]", "?", text)


def change_text(data: bytes, random: Random) -> bytes:
    """Return text with lines and tokens left out, repeated, moved, or replaced."""
    text = data.decode("utf-8", "replace")
    for _ in range(random.choice((1, 1, 2, 6))):
        keep = random.random() < 0.5
        pieces = text.splitlines(keepends=True) if keep else re.split(r"([\s,;:|()\"'=/@#?&<>\[\]{}]+)", text)
        if not pieces:
            return random.choice(TEXTS).encode("utf-8", "replace")
        at = random.randrange(len(pieces))
        match random.randrange(6):
            case 0:
                del pieces[at]
            case 1:
                pieces[at:at] = [pieces[at]] * random.choice((1, 2, 500))
            case 2:
                pieces.insert(random.randrange(len(pieces)), pieces[at])
            case 3 | 4:
                pieces[at] = random.choice(TEXTS)
            case _:
                pieces[at] += random.choice(TEXTS)
        text = "".join(pieces)[:200_000]
    encoding = random.choice(("utf-8",) * 12 + ("utf-16", "utf-8-sig", "cp1252", "gb18030"))
    return text.encode(encoding, "replace")


def change_bytes(data: bytes, random: Random) -> bytes:
    """Return bytes with some of them changed, cut, repeated, or numbers in them made extreme."""
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randrange(len(out) + 1)
        match random.randrange(6):
            case 0 if out:
                out[at % len(out)] = random.randrange(256)
            case 1:
                del out[at : at + random.choice((1, 2, 16, 1_000))]
            case 2:
                out[at:at] = out[max(0, at - random.choice((4, 64, 1_000))) : at] * random.choice((1, 2, 50))
            case 3:
                width = random.choice((1, 2, 4, 8))
                number = random.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 2**32 - 1, 2**63 - 1, 2**64 - 1))
                out[at : at + width] = (number & (256**width - 1)).to_bytes(width, random.choice(("little", "big")))
            case 4:
                del out[at:]
            case _:
                out += random.choice((b"\0" * 1_024, bytes(out[:2_000]), b"x"))
    return bytes(out[:2_000_000])


def change_zip(data: bytes, random: Random) -> bytes:
    """Return a zip of which members are changed as XML or text, left out, doubled, or renamed, or whose bytes are changed."""
    if random.random() < 0.1:
        return change_bytes(data, random)
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = [(info.filename, source.read(info)) for info in source.infolist()]
    for _ in range(random.choice((1, 1, 2))):
        at = random.randrange(len(members))
        name, content = members[at]
        match random.randrange(10):
            case 0:
                del members[at]
            case 1:
                members.append((name, random.choice(members)[1] if members else b""))
            case 2:
                members[at] = (random.choice((name.upper(), "/" + name, "../" + name, "x")), content)
            case 3:
                members[at] = (name, change_bytes(content, random))
            case _:
                try:
                    members[at] = (name, change_xml(content, random))
                except (SyntaxError, ValueError):
                    members[at] = (name, change_text(content, random))
        if not members:
            break
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of members of one name, which are meant
        for name, content in members:
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def change_packed(data: bytes, random: Random) -> bytes:
    """Return another gzip, tar or zip around the content or parts of it."""
    import gzip
    import tarfile

    match random.randrange(4):
        case 0:
            return change_bytes(gzip.compress(data, mtime=0), random)
        case 1:
            return change_bytes(zlib.compress(data), random)
        case _:
            out = io.BytesIO()
            form = random.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT))
            with tarfile.open(fileobj=out, mode="w", format=form) as tar:
                for number in range(random.choice((1, 2, 3))):
                    info = tarfile.TarInfo(random.choice(("a.spdx.json", "b.spdx.json", "../x", "d/" * 40 + "x")))
                    info.type = random.choice(
                        (tarfile.REGTYPE,) * 4 + (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE)
                    )
                    info.linkname = random.choice(("a.spdx.json", "", "/etc/passwd"))
                    content = data if number == 0 or random.random() < 0.5 else change_bytes(data, random)
                    info.size = len(content) if info.type == tarfile.REGTYPE else 0
                    tar.addfile(info, io.BytesIO(content))
            packed = out.getvalue() * random.choice((1, 1, 1, 2))
            return change_bytes(packed, random) if random.random() < 0.6 else packed
