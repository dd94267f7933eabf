"""Files that the command writes: all of them or none, and never one of its own inputs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from bom_parsers.errors import InputError, printable


def write_all(files: Mapping[Path, str | bytes], inputs: Iterable[Path] = ()) -> None:
    """Write each text (in UTF-8) or bytes to its path; a file that is there is replaced in one step, none left half written.

    A symbolic link keeps pointing where it does; devices and pipes are written through, after all files.

    Raises InputError, before anything is replaced, when a path cannot be written or is one of `inputs`.
    """
    read = {path.resolve() for path in inputs}
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, text in files.items():
            if path.resolve() in read:
                raise InputError(
                    path, "", "an output path that is an input of the same run", "another path", "choose a new file"
                )
            if not _is_special(path):
                written[path.resolve()] = _beside(path.resolve(), text)
        for path, temporary in written.items():
            temporary.replace(path)
        for path, text in files.items():
            if _is_special(path):
                path.write_bytes(_bytes(text))
    except OSError as error:
        raise InputError(
            str(path), "", error.strerror or str(error), "a file that can be written", "check folder and permissions"
        ) from error
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)


def write_reports(reports: Mapping[Path, tuple[str, str | bytes]], inputs: Iterable[Path] = ()) -> None:
    """Write reports, each its format and its content, as `write_all` does, and say on stderr what was written where."""
    write_all({path: content for path, (_, content) in reports.items()}, inputs)
    for path, (form, _) in reports.items():
        click.echo(f"icts: wrote {form} to {printable(str(path))}", err=True)


def _is_special(path: Path) -> bool:
    """Tell whether a path is a device or a pipe: what is written there goes through it, and nothing may take its place."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _beside(path: Path, content: str | bytes) -> Path:
    """Write `content` to a temporary file in the folder of `path`, with the permissions a new file gets."""
    if path.is_dir():
        raise IsADirectoryError(21, "a folder", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "a path in a folder that does not exist", str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(_bytes(content))
    umask = os.umask(0)
    os.umask(umask)
    Path(name).chmod(0o666 & ~umask)
    return Path(name)
