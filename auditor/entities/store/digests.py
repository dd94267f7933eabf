"""The SHA-256 of each file of a snapshot, written at the import and checked before the file is used.

A flipped bit or a row that somebody edited would otherwise give another answer without a word. Hashing takes about 0.7 seconds
for each gigabyte, and the index of a whole register has some gigabytes: a file of more than IN_FULL bytes is hashed when it is
first used, and again whenever its size, times or place on the disk are not those of that time, which every program changes that
writes to it. What then goes bad on the disk itself, without being written, is seen by `icts entities show ID` alone, which
hashes everything. Whoever may write to the store can write digests, too: they are no seal against a person.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from bom_parsers.errors import InputError

DIGESTS = "digests.json"
CHECKED = ".checked"  # behind the name of a large file: how the file system described it when its digest was right
IN_FULL = 32 << 20  # bytes that are hashed in about 25 ms
ANEW = "remove the folder of the snapshot and import the source again"


def write_digests(folder: Path) -> None:
    """Write the digests of all files in the folder of a snapshot that is complete but for its indices."""
    digests = {file.name: _sha256(file) for file in sorted(folder.iterdir())}
    (folder / DIGESTS).write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


def checked(file: Path, *, always: bool = False) -> Path:
    """Return the path of a file of a snapshot whose digest is that of the import; raises InputError where it is not.

    A large file is hashed only where it may have changed, unless `always`.
    """
    try:
        digests = json.loads((file.parent / DIGESTS).read_text(encoding="utf-8"))
        digest = str(digests[file.name])
    except (OSError, ValueError, TypeError, KeyError) as error:
        found = f"no digest of {file.name} ({type(error).__name__})"
        raise InputError(file.parent / DIGESTS, "", found, "what the import wrote", ANEW) from error
    _compare(file, digest, ANEW, always=always)
    return file


def write_digest(of: Path, to: Path) -> None:
    """Write the digest of one file into another."""
    to.write_text(f"{_sha256(of)}\n", encoding="ascii")


def compare(file: Path, digest: Path, remedy: str) -> None:
    """Raise InputError where a file is not the one whose digest `write_digest` wrote."""
    try:
        written = digest.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise InputError(digest, "", f"no digest ({type(error).__name__})", "what icts wrote", remedy) from error
    _compare(file, written, remedy)


def _compare(file: Path, digest: str, remedy: str, *, always: bool = False) -> None:
    try:
        status = file.stat()
        described = f"{digest} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}\n"
        beside = file.with_name(file.name + CHECKED)
        if not always and status.st_size > IN_FULL and _text(beside) == described:
            return
        actual = _sha256(file)
    except OSError as error:
        raise InputError(file, "", error.strerror or str(error), "what the import wrote", remedy) from error
    if actual != digest:
        raise InputError(file, "", "a damaged file (its SHA-256 has changed)", "what the import wrote", remedy)
    if status.st_size > IN_FULL:
        with suppress(OSError):  # where the store cannot be written, the file is hashed each time
            beside.write_text(described, encoding="ascii")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
