"""Texts of a workbook in sections of character data (<![CDATA[...]]>), which the reader of cells takes for nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

OPENING = b"<![CDATA["
_NO_TAG = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS = {b"<!--": b"-->", OPENING: b"]]>", b"<?": b"?>"}
_READ = re.compile(r"(?i)(?:worksheets/[^/]+|sharedstrings\d*|content)\.xml$")


def with_plain_texts(data: bytes) -> bytes:
    """Return the workbook with such sections of its cells' texts written as plain texts."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            read = [name for name in archive.namelist() if _READ.search(name)]
            changed = {name: plain(archive.read(name)) for name in read if OPENING in archive.read(name)}
            return _with_parts(archive, changed) if changed else data
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return data  # the reader says what is wrong


def _with_parts(archive: ZipFile, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            copy.writestr(info.filename, parts.get(info.filename) or archive.read(info))
    return out.getvalue()


def plain(xml: bytes) -> bytes:
    """Return XML without sections of character data; those within comments are none."""
    return b"".join(_pieces(xml))


def _pieces(xml: bytes) -> Iterator[bytes]:
    at = 0
    while match := _NO_TAG.search(xml, at):
        yield xml[at : match.start()]
        end = xml.find(_ENDS[match[0]], match.end())
        if end < 0:
            at = match.start()
            break
        if match[0] == OPENING:
            text = xml[match.end() : end]
            yield text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        at = end + len(_ENDS[match[0]])
        if match[0] != OPENING:
            yield xml[match.start() : at]
    yield xml[at:]
