"""The files of a tar archive: those that hold their own content are read, and all else that is not a folder is told by name.

A tar can stand for more than it holds: sparse files, links, members after its end, headers that take a parser the square of
their size. Nothing of that is unpacked.
"""

from __future__ import annotations

import io
import posixpath
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bom_parsers.bom import Rows
from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.limits import by_limit, limits

EXPECTED = "a tar archive of SPDX documents"
# RecursionError: a header of a long name can stand before another one, and so on.
DAMAGE = (tarfile.TarError, OSError, EOFError, ValueError, OverflowError, MemoryError, RecursionError)
BLOCK = 512
TYPE_AT = 156  # in the header of a member
EXTENDED = re.compile(rb"[xgX]")  # types of members that hold records about the next one, or all
RECORD = re.compile(rb"([0-9]{1,7}) ([^=\n]{1,255})=")
FILLED = re.compile(rb"[^\0]")
MOST_LINKS = 40  # one leading to another


@dataclass(frozen=True)
class Packed:
    """A file of an archive as it was put in."""

    name: str
    data: bytes


def files_of(data: bytes, path: Path, problems: Rows) -> list[Packed]:
    """Return the files of the archive; what is not read of it is in `problems`.

    Raises InputError for one that is damaged or too large.
    """
    try:
        check_records(data)
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            members = list(members_of(archive, path))
            files = [one for one in (file_of(archive, member, problems) for member in members) if one]
            report_links(members, files, problems)
            report_rest(data, archive.offset, problems)
            return files
    except InputError:
        raise
    except DAMAGE as error:
        found = f"a damaged tar archive ({error or type(error).__name__})"
        raise InputError(path, "", found, EXPECTED, "copy or export it again") from error


def check_records(data: bytes) -> None:
    """Raise ValueError for a member with records (PAX) that are not written as they must be.

    The library takes the name of each up to the next equals sign, so that records that overlap cost the square of their size.
    """
    for match in EXTENDED.finditer(data[TYPE_AT::BLOCK]):
        start = match.start() * BLOCK
        try:
            header = tarfile.TarInfo.frombuf(data[start : start + BLOCK], "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            continue  # no header, but a part of some content
        at, end = start + BLOCK, start + BLOCK + header.size
        while at < end and data[at] != 0:
            record = RECORD.match(data, at, end)
            after = at + int(record[1]) if record else 0
            if record is None or not record.end() < after <= end or data[after - 1 : after] != b"\n":
                raise ValueError(f"a record at byte {at} that is not written as it must be")
            at = after


def members_of(archive: tarfile.TarFile, path: Path) -> Iterator[tarfile.TarInfo]:
    """Yield the members of the archive; raises InputError where they are more, or larger, than the limits allow."""
    most_files, most_bytes, size = limits().files_in_archive, limits().inflated_bytes, 0
    for number, member in enumerate(archive, 1):
        if member.size < 0:
            raise tarfile.ReadError(f"{quoted(member.name, 60)} with less than no bytes")
        size += member.size if member.isreg() and not member.issparse() else 0
        if number > most_files or size > most_bytes:
            found = f"more than {most_files:,} files or {most_bytes:,} bytes"
            remedy = f"if you trust it, raise the limits {by_limit('files_in_archive', 'inflated_bytes')}"
            raise InputError(path, member.name, found, EXPECTED, remedy)
        yield member


def file_of(archive: tarfile.TarFile, member: tarfile.TarInfo, problems: Rows) -> Packed | None:
    """Return a member that is a file; None for any other, of which what is neither folder nor link is reported."""
    if member.isreg() and not member.issparse():
        content = archive.extractfile(member)
        return Packed(member.name, content.read() if content else b"")
    if member.isdir() or member.issym() or member.islnk():
        return None
    if member.issparse():
        what = f"a sparse file that stands for {member.size:,} bytes, mostly of nothing, which no document is"
    else:
        what = "neither a file nor a folder nor a link"
    message = f"left out: {quoted(member.name, 120)} is {what}"
    problems.add(kind="damaged-member", severity="error", message=message, pointer=member.name)
    return None


def report_links(members: list[tarfile.TarInfo], files: list[Packed], problems: Rows) -> None:
    """Report each link: what it leads to is read once, under its own name, if it is in the archive."""
    read = {plain(file.name) for file in files}
    folders = {plain(member.name) for member in members if member.isdir()}
    folders.update(way for name in read for way in ways_above(name))
    links = {plain(member.name): target_of(member) for member in members if member.issym() or member.islnk()}
    for name, target in links.items():
        end, steps = target, 0
        while end in links and steps < MOST_LINKS:
            end, steps = links[end], steps + 1
        linked = f"{quoted(name, 120)} is a link to {quoted(target, 120)}"
        if end in read:
            message = f"{linked}, which is read once, under that name; the link is left out"
            problems.add(kind="content-left-out", severity="info", message=message, pointer=name)
        elif end in folders:
            message = f"{linked}, a folder whose files are read there; the link is left out"
            problems.add(kind="content-left-out", severity="info", message=message, pointer=name)
        else:
            message = f"{linked}, which is no file of the archive; it is left out"
            problems.add(kind="missing-member", severity="error", message=message, pointer=name)


def plain(name: str) -> str:
    """Return a name in an archive without what only makes it longer: "./a/../b" is "b"."""
    return posixpath.normpath(name)


def target_of(link: tarfile.TarInfo) -> str:
    """Return what a link leads to: a hard one by its name in the archive, another by the way from where it stands."""
    return plain(link.linkname if link.islnk() else posixpath.join(posixpath.dirname(link.name), link.linkname))


def ways_above(name: str) -> Iterator[str]:
    """Yield the folders in which a file lies."""
    while name := posixpath.dirname(name):
        if name == "/":
            return
        yield name


def report_rest(data: bytes, end: int, problems: Rows) -> None:
    """Report what follows the end of the archive, and an archive that has no end."""
    if end >= len(data):
        message = "the archive has no mark at its end; it may be cut off, and more files may have been in it"
        problems.add(kind="damaged-member", severity="warning", message=message, pointer=f"byte {end}")
        return
    match = FILLED.search(data, end)
    if match:
        at = match.start()
        is_header = data[at + 257 : at + 262] == b"ustar"
        what = "another archive, or a member with a damaged header" if is_header else "no archive"
        left = counted(len(data) - at, "byte")
        message = f"what stands after the end of the archive ({left}, which begin like {what}) is left out"
        problems.add(kind="text-left-out", severity="error", message=message, pointer=f"byte {at}")
