"""Wrappers of one document: gzip, bzip2, xz, zstd and zip, inflated in pieces and never further than the limits allow."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import operator
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.limits import DOCUMENT_RATIO_FROM, by_limit, is_bomb, limits

CHUNK = 1 << 20
LOCAL_FILE, END_OF_ZIP = b"PK\x03\x04", b"PK\x05\x06"
MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # without a file in it
}
SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # a frame of zstd that holds no data
FOREIGN = {
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x1f\x9d": "a compress file (.Z)",
}
DAMAGE = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    struct.error,
    ValueError,
    NotImplementedError,
)
# What the Finder and Explorer add to every folder.
LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)")
# Signatures, checksums and keys, which stand beside a document and are none.
COMPANION = re.compile(
    r"(?i).*\.(?:asc|sig|sign|signature|p7s|minisig|sigstore|sigstore\.json|bundle|crt|cer|pem|pub|md5|sha-?(?:1|224|256|384|512))"
    r"(?:sum)?|(?:.*/)?(?:sha(?:1|256|384|512)|md5)sums?(?:\.txt)?|(?:.*/)?checksums?(?:\.txt)?"
)
# What explains a document and is none, by its name. A text is looked into all the same, for it may be SPDX, and one that is not
# called what explanations are called may be a table.
IMAGE = re.compile(r"(?i).*\.(?:pdf|png|jpe?g|gif|svg)")
EXPLANATION = re.compile(
    r"(?i)(?:.*/)?(?:read-?me|licen[cs]e|copying|notice|changelog|changes)[^/.]*(?:\.(?:txt|md|rst))?"
)
TEXT = re.compile(r"(?i).*\.(?:txt|md|rst)")
OF_A_BOM = re.compile(rb"(?i)spdx-?version|spdxid|bomformat|cyclonedx\.org/schema")
# How the files begin that the Finder and Explorer add; those of the Finder's folder begin like the first.
LITTER_BEGINS = (b"\x00\x05\x16\x07", b"\x00\x00\x00\x01Bud1", b"\xd0\xcf\x11\xe0")
OF_A_BUNDLE = re.compile(rb'"(?:mediaType|payloadType|verificationMaterial|base64Signature|SignedEntryTimestamp)"')
MOST_OF_A_COMPANION = 1 << 20  # bytes; what is larger is no signature
# A word of capitals and digits, as part numbers are.
LIKE_A_NUMBER = re.compile(rb"\b(?=[A-Z0-9-]*[0-9])(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{3,}\b")
SEPARATORS = (b"\t", b";", b"|", b",")
REMEDY = "unpack it and give the documents one by one"


@dataclass(frozen=True)
class Unpacked:
    """The document that was in a wrapper: `wrapper` is one of the values of MAGIC, `inner` the name it has there, or "".

    `passed_over` are the signatures, checksums and keys beside it, `prose` the explanations and images.
    """

    data: bytes
    wrapper: str
    inner: str
    passed_over: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # what is no document by its name, and may be one by its content
    unlisted: str = ""  # what of the wrapper's bytes its directory does not name, "" for nothing
    words: bytes = (
        b""  # the names of the files beside the document, and what the explanations among them say, a line each
    )

    def described(self) -> str:
        """Say where the document was found."""
        named = f", where its name is {quoted(self.inner)}" if self.inner else ""
        beside = ", ".join(quoted(name, 60) for name in self.passed_over[:5])
        unchecked = f"; {beside} beside it, a signature, checksum or key, not checked" if beside else ""
        texts = ", ".join(quoted(name, 60) for name in self.prose[:5])
        more = f" and {len(self.prose) - 5:,} more" if len(self.prose) > 5 else ""
        unread = f"; {texts}{more} beside it, by name and content no BOM, not read" if texts else ""
        return f"unpacked from {self.wrapper}{named}{unchecked}{unread}"


def wrapper_of(data: bytes) -> str:
    """Return which wrapper `data` is, "" for none; a workbook is a zip to this function."""
    if SKIPPED.match(data):  # pzstd and others begin with it
        return "zstd"
    return next((name for magic, name in MAGIC.items() if data.startswith(magic)), "")


def is_workbook(data: bytes) -> bool:
    """Tell whether `data` is a zip that is a document itself, an Excel or OpenDocument file, or was to be one and is damaged."""
    if wrapper_of(data) != "zip":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except DAMAGE:
        return b"[Content_Types].xml" in data or b"xl/work" in data or b"opendocument" in data[:200]
    return "mimetype" in names or any(re.match(r"(?i)/?xl[/\\]", name) for name in names)


def is_tar(data: bytes) -> bool:
    """Tell whether `data` is a tar archive."""
    return data[257:262] == b"ustar"


def refuse_foreign(data: bytes, path: Path) -> None:
    """Raise InputError for an archive of a kind that is not read."""
    for magic, kind in FOREIGN.items():
        if data.startswith(magic):
            raise InputError(path, "", kind, "a BOM, at most in gzip, bzip2, xz, zstd or zip", "unpack it first")


def unpack(data: bytes, path: Path) -> Unpacked:
    """Return the one document inside the wrapper `data`.

    Raises InputError for a damaged or encrypted wrapper, for a zip of no or several documents, for a wrapper in a
    wrapper, and for one that inflates further than the limits allow.
    """
    wrapper = wrapper_of(data)
    try:
        if wrapper == "zip":
            unpacked = replace(from_zip(data, path), unlisted=unlisted_in_zip(data))
        else:
            inner = gzip_name(data) if wrapper == "gzip" else ""
            unpacked = Unpacked(inflated(PIECES[wrapper](data), len(data), path, inner), wrapper, inner)
    except MemoryError as error:
        found = f"a file of {wrapper} that asks for more memory than any document needs"
        raise InputError(path, "", found, "a BOM", "unpack it first") from error
    except InputError:
        raise
    except DAMAGE as error:
        found = f"a damaged {wrapper} file ({error or type(error).__name__})"
        raise InputError(path, "", found, f"a complete {wrapper} file", "copy or export it again") from error
    again = wrapper_of(unpacked.data)
    if again and not (again == "zip" and is_workbook(unpacked.data)):
        found, expected = f"{again} inside {wrapper}", "one wrapper around one document"
        raise InputError(path, unpacked.inner, found, expected, "unpack it first")
    return unpacked


def inflated(pieces: Iterator[bytes], packed: int, path: Path, place: str) -> bytes:
    """Join the pieces; raise InputError as soon as they are more than the limits allow out of `packed` bytes."""
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if is_bomb(len(whole), packed, DOCUMENT_RATIO_FROM):
            found = f"a file that inflates from {packed:,} to more than {len(whole) - len(piece):,} bytes"
            allowed = f"at most {limits().inflated_bytes:,} bytes and {limits().ratio} to 1"
            remedy = f"if you trust it, unpack it first or raise the limits {by_limit('inflated_bytes', 'ratio')}"
            raise InputError(path, place, found, allowed, remedy)
    return bytes(whole)


def from_file(opened: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """Yield what an open compressed file inflates to, in pieces."""
    with opened:
        while piece := opened.read(CHUNK):
            yield piece


def stream_pieces(stream: lzma.LZMADecompressor | bz2.BZ2Decompressor, data: bytes) -> Iterator[bytes]:
    """Yield what the first stream in `data` inflates to; raises EOFError where it has no end."""
    piece = stream.decompress(data, CHUNK)
    while not stream.eof:
        yield piece
        if stream.needs_input:
            raise EOFError("the compressed data ends too early")
        piece = stream.decompress(b"", CHUNK)
    yield piece


def xz_pieces(data: bytes) -> Iterator[bytes]:
    """Yield what xz streams inflate to; a dictionary that is larger than any preset's and than a document is never made."""
    rest = data
    while rest:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=max(limits().inflated_bytes, 128 << 20))
        try:
            yield from stream_pieces(stream, rest)
        except lzma.LZMAError as error:
            if "Memory" in str(error):
                raise MemoryError from error
            raise
        rest = stream.unused_data.lstrip(b"\0")  # padding between streams


def bzip2_pieces(data: bytes) -> Iterator[bytes]:
    """Yield what bzip2 streams inflate to; what follows them and is none is damage, which the library passes over."""
    rest = data
    while rest:
        stream = bz2.BZ2Decompressor()
        yield from stream_pieces(stream, rest)
        rest = stream.unused_data.lstrip(b"\0")  # padding, as of a tape


def zstd_pieces(data: bytes) -> Iterator[bytes]:
    """Yield what zstd frames inflate to; a frame that ends too early is damage, which the library does not tell."""
    import zstandard

    window = 1 << min(31, max(27, limits().inflated_bytes.bit_length() - 1))
    at = 0
    try:
        while at < len(data):
            frame = zstandard.ZstdDecompressor(max_window_size=window).decompressobj()
            while not frame.eof:
                if at >= len(data):
                    raise EOFError("the compressed data ends too early")
                # One call inflates all that it is given, and four bytes can be a block of 128 KiB.
                yield frame.decompress(data[at : at + 256])
                at += 256
            at = min(at, len(data)) - len(frame.unused_data)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


PIECES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": lambda data: from_file(gzip.GzipFile(fileobj=io.BytesIO(data))),
    "bzip2": bzip2_pieces,
    "xz": xz_pieces,
    "zstd": zstd_pieces,
}


def gzip_name(data: bytes) -> str:
    """Return the name that a gzip header gives the file inside, "" where it gives none."""
    flags = data[3] if len(data) > 10 else 0
    if not flags & 8:
        return ""
    start = 10
    if flags & 4:
        start += 2 + int.from_bytes(data[10:12], "little")
    return data[start : start + 255].partition(b"\0")[0].decode("latin-1")


class Prose:
    """Tells which files of a zip are no documents, and how much was inflated to tell it: members can share their bytes."""

    def __init__(self, archive: zipfile.ZipFile, packed: int, path: Path) -> None:
        self.archive, self.packed, self.path = archive, packed, path
        self.inflated = 0
        self.explanations: list[bytes] = []  # the texts that were looked into and are no BOM by their names

    def is_one(self, member: zipfile.ZipInfo) -> bool:
        """Tell whether a file is plainly no document; raises InputError where too much is looked through."""
        self.count(member)
        return is_prose(self.archive, member, self.path)

    def may_be_a_bom(self, member: zipfile.ZipInfo) -> bool:
        """Tell whether a file that was passed over by its name may be a BOM; raises InputError as `is_one` does."""
        if not member.file_size or IMAGE.fullmatch(member.filename):
            return False
        is_litter = LITTER.fullmatch(member.filename) is not None
        if (
            member.filename.endswith("/")
            or member.flag_bits & 1
            or (member.file_size > MOST_OF_A_COMPANION and not is_litter)
        ):
            return True
        self.count(member)
        text = inflated(from_file(self.archive.open(member)), max(member.compress_size, 1), self.path, member.filename)
        if is_litter:
            return not (text.startswith(LITTER_BEGINS) or member.filename.endswith("desktop.ini")) or is_like_a_bom(
                text
            )
        if COMPANION.fullmatch(member.filename):
            return is_like_a_bom(text)
        if EXPLANATION.fullmatch(member.filename):
            self.explanations.append(text)
            return False
        return LIKE_A_NUMBER.search(text) is not None

    def count(self, member: zipfile.ZipInfo) -> None:
        """Count the bytes of a file to be inflated; raises InputError where they are too many."""
        self.inflated += member.file_size
        if is_bomb(self.inflated, self.packed, DOCUMENT_RATIO_FROM):
            found = f"files that inflate from {self.packed:,} to more than {self.inflated - member.file_size:,} bytes"
            allowed = f"at most {limits().inflated_bytes:,} bytes and {limits().ratio} to 1"
            raise InputError(
                self.path,
                member.filename,
                found,
                allowed,
                f"{REMEDY}, or raise the limits {by_limit('inflated_bytes', 'ratio')}",
            )


def is_prose(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bool:
    """Tell whether a file in a zip is plainly no document: by its name, and a text by its content, too."""
    if IMAGE.fullmatch(member.filename):
        return True
    explains = EXPLANATION.fullmatch(member.filename)
    if member.flag_bits & 1 or not (explains or TEXT.fullmatch(member.filename)):
        return False
    text = inflated(from_file(archive.open(member)), max(member.compress_size, 1), path, member.filename)
    is_document = OF_A_BOM.search(text) or (not explains and is_table(text)) or wrapper_of(text)
    return not is_document


def is_like_a_bom(text: bytes) -> bool:
    """Tell whether a content that should be none may be a BOM: JSON, XML, a table, an archive, or a text with its words."""
    start = text[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    is_json = start in (b"{", b"[") and len(text) > 2 and OF_A_BUNDLE.search(text) is None
    is_ini = start == b"[" and b"{" not in text
    known = start == b"<" or wrapper_of(text) or OF_A_BOM.search(text) or is_table(text)
    return bool(known or (is_json and not is_ini))


def is_table(text: bytes) -> bool:
    """Tell whether a line with two separators of a table is followed by another one, empty lines apart."""
    lines = filter(None, text.replace(b"\r", b"\n").split(b"\n"))
    parted = [sum(map(line.count, SEPARATORS)) > 1 for line in lines]
    return any(map(operator.and_, parted, parted[1:]))


def from_zip(data: bytes, path: Path) -> Unpacked:
    """Return the only document in a zip, with what is beside it: signatures, texts, and what may be another document whatever
    its name. What the directory does not list is not looked for.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        prose = Prose(archive, len(data), path)
        members, others, member = _members(archive, path, prose)
        pieces = from_file(archive.open(member))
        content = inflated(pieces, max(member.compress_size, 1), path, member.filename)
        companions = tuple(m.filename for m in members if m not in others)
        unread = tuple(m.filename for m in archive.infolist() if m is not member and prose.may_be_a_bom(m))
        texts = tuple(m.filename for m in others if m is not member and m.filename not in unread)
        beside = [one.filename.encode("utf-8", "replace") for one in members if one is not member]
        return Unpacked(
            content,
            "zip",
            member.filename,
            tuple(one for one in companions if one not in unread),
            texts,
            unread,
            words=b"\n".join([*beside, *prose.explanations]),
        )


def only_document(archive: zipfile.ZipFile, packed: int, path: Path) -> zipfile.ZipInfo:
    """Return the only document in a zip of so many bytes; raises InputError where there is none, several, or an encrypted one."""
    return _members(archive, path, Prose(archive, packed, path))[2]


def _members(
    archive: zipfile.ZipFile, path: Path, prose: Prose
) -> tuple[list[zipfile.ZipInfo], list[zipfile.ZipInfo], zipfile.ZipInfo]:
    """Return the files in a zip, those that are no companions of another, and the only document."""
    members = [m for m in archive.infolist() if not m.filename.endswith("/") and not LITTER.fullmatch(m.filename)]
    others = [member for member in members if not COMPANION.fullmatch(member.filename)] or members
    if len(members) > limits().files_in_archive:
        found, allowed = f"a zip of {len(members):,} files", f"at most {limits().files_in_archive:,}"
        raise InputError(path, "", found, allowed, f"{REMEDY}, or raise the limit {by_limit('files_in_archive')}")
    documents = others if len(others) == 1 else [m for m in others if not prose.is_one(m)]
    if len(documents) != 1:
        names = ", ".join(quoted(member.filename) for member in members[:5])
        more = f" and {len(members) - 5:,} more" if len(members) > 5 else ""
        found = f"a zip of {len(members)} files: {names}{more}" if members else "a zip without a file"
        raise InputError(path, "", found, "a zip of exactly one document", REMEDY)
    member = documents[0]
    if member.flag_bits & 1:
        raise InputError(path, member.filename, "an encrypted file", "a zip without password", "unpack it first")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        found = f"zip compression method {member.compress_type}"
        raise InputError(path, member.filename, found, "stored, deflate or bzip2", "unpack it first")
    return members, others, member


def unlisted_in_zip(data: bytes) -> str:
    """Return in words what stands in a zip and is not in its directory: another zip, a file, or bytes behind it; "" for
    nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members, directory = sorted(archive.infolist(), key=lambda one: one.header_offset), archive.start_dir
        ends = len(archive.comment)
    at = 0
    for member in members:
        if data.find(LOCAL_FILE, at, member.header_offset) >= 0:
            return f"a file at byte {data.find(LOCAL_FILE, at):,} that its directory does not name"
        name, extra = struct.unpack_from("<HH", data, member.header_offset + 26)
        at = max(at, member.header_offset + 30 + name + extra + member.compress_size)
    if data.find(LOCAL_FILE, at, directory) >= 0:
        return f"a file at byte {data.find(LOCAL_FILE, at):,} that its directory does not name"
    behind = len(data) - (data.rfind(END_OF_ZIP) + 22 + ends)
    return f"{counted(behind, 'byte')} behind its end" if behind > 0 else ""
