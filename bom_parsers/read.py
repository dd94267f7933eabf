"""The one door: look at a file's content, choose its reader, return its frames."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bom_parsers.bom import Bom
from bom_parsers.byte_order import unmarked
from bom_parsers.errors import InputError

PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7-Zip", b"\x28\xb5\x2f\xfd": "zstd"}


def read_bom(path: Path | str, name: str | None = None) -> Bom:
    """Read the BOM in the file `path`; its content decides the format, its name never does.

    `name` is what the frames call the document (the path as given when left out). Raises InputError for a file that is
    missing, empty, unreadable, or no BOM of a known format.
    """
    path = Path(path)
    name = str(path) if name is None else name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            path, "", error.strerror or str(error), "a BOM file", "check the path and its permissions"
        ) from error
    return read_bytes(data, path, name)


def read_bytes(data: bytes, path: Path, name: str) -> Bom:
    """Read the BOM whose file content is `data`; `path` is for error texts, `name` is as in read_bom."""
    if not data.strip(b"\0 \t\r\n"):
        raise InputError(path, "", "an empty file", "a BOM", "export it again")
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(b"PK\x03\x04"):
        from bom_parsers import hbom

        return hbom.read_xlsx(data, path, name, sha256)
    refuse_packed(data, path)
    text = unmarked(data, path)
    if not text.strip():
        raise InputError(path, "", "an empty file", "a BOM", "export it again")
    start = text.lstrip()[:2]
    if start[:1] in (b"{", b"[") or start in (b"//", b"/*"):
        return read_json(text, path, name, sha256)
    if start[:1] == b"<" or b"<\0" in data[:4]:
        from bom_parsers import cyclonedx_xml

        return cyclonedx_xml.read(data, path, name, sha256)
    refuse_binary(text, path)
    from bom_parsers import hbom, spdx_tag_value

    if spdx_tag_value.looks_like(text):
        return spdx_tag_value.read(text, path, name, sha256)
    if is_json(text):
        return read_json(text, path, name, sha256)
    return hbom.read_csv(data, path, name, sha256)


def read_json(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read a JSON document as CycloneDX or SPDX, by the marks at its top level."""
    from bom_parsers import cyclonedx_json, spdx_json

    if spdx_json.looks_like(text):
        return spdx_json.read(text, path, name, sha256)
    return cyclonedx_json.read(text, path, name, sha256)


def is_json(text: bytes) -> bool:
    """Tell whether `text` is a single JSON value such as a string; a table of one such cell is no BOM either."""
    import msgspec

    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def refuse_packed(data: bytes, path: Path) -> None:
    """Raise InputError for a compressed file, whose content nobody has seen yet."""
    for magic, kind in PACKED.items():
        if data.startswith(magic):
            raise InputError(path, "", f"a {kind} file", "a BOM", "unpack it first")


def refuse_binary(text: bytes, path: Path) -> None:
    """Raise InputError for bytes that are no text in any encoding a BOM comes in."""
    at = text.find(b"\0")
    if at >= 0:
        raise InputError(
            path, f"byte {at}", "binary data", "a BOM in JSON, XML, SPDX tag-value, CSV or XLSX", "export it again"
        )
