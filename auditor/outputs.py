"""Files that a run writes: a set of them whole or not at all, and those that it changes in place held against other runs.

What is written goes to a temporary file beside its place, is there on the disk, and then takes the place in one step: a run
that is killed, or a disk that is full, leaves the old file or the new one. Of a set, every file is written before the first
takes its place, and where one cannot take it the others are put back. Only a run that is killed between two of these steps
leaves some of the new beside some of the old: no file system replaces several files at once.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from auditor.inputs import input_paths
from bom_parsers.errors import InputError

LOCK = (
    ".icts.lock"  # in a folder whose files are changed; empty, and left: without it two runs could each make their own
)
PATIENCE = 600  # seconds that a run waits for another one, which may audit a large program before it writes
_UNFINISHED = (
    ".icts-"  # before the name of what is not in its place yet; short, for a name may be as long as one can be
)


@contextmanager
def held(paths: Iterable[Path], waiting: Callable[[Path], object] = lambda folder: None) -> Iterator[None]:
    """Hold the folders of the files at `paths`, which may be folders themselves, against other runs that change files there:
    from before the files are read until what they become is written.

    The lock is one of the operating system, which ends with the process however that ends; nothing is ever left locked. Runs
    that only read need none, for a file is replaced in one step. `waiting` is called with a folder that another run holds.
    Raises InputError where that run does not end, or where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path = Path()
    with ExitStack() as locks:
        try:
            # in one order, so that no two runs wait for each other
            for path in sorted({path.resolve() if path.is_dir() else path.resolve().parent for path in paths}):
                _needs_folder(path)
                lock = FileLock(path / LOCK)
                try:
                    locks.enter_context(lock.acquire(timeout=0))
                except Timeout:
                    waiting(path)
                    locks.enter_context(lock.acquire(timeout=PATIENCE))
        except Timeout as error:
            found = f"another run that has been changing files here for {PATIENCE} seconds"
            raise InputError(path, "", found, "one run at a time", "wait for it to end, then try again") from error
        except (OSError, ValueError, RuntimeError) as error:
            raise unwritable(path, error) from error
        yield


def write_all(
    files: Mapping[Path, str | bytes], in_place: Collection[Path] = (), private: Collection[Path] = ()
) -> None:
    """Write each text (in UTF-8) or bytes to its path; a file that is there is replaced in one step, none left half written.

    A symbolic link keeps pointing where it does; devices and pipes are written through, after all files. Those of `private`
    can be read by their owner alone, where the system knows owners.

    Raises InputError, with every file as it was, when a path cannot be written, is that of another, or is an input of the
    same run, by whatever name; only those `in_place` may be read, changed and written back.
    """
    unfinished: dict[Path, Path] = {}
    path = Path()
    try:
        places = {path: path.resolve() for path in files if not _is_special(path)}
        _refuse_inputs({path: place for path, place in places.items() if path not in in_place})
        for path, place in places.items():
            if place in unfinished:
                raise InputError(path, "", "two outputs at one path", "a path for each", "choose another path for one")
            unfinished[place] = _temporary(place, private=path in private)
            _fill(unfinished[place], files[path], lasting=place.exists())
        _replace(unfinished)
        for path in files.keys() - places.keys():
            path.write_bytes(_bytes(files[path]))
    except InputError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in a name; a link that leads to itself
        raise unwritable(path, error) from error
    finally:
        for temporary in unfinished.values():
            temporary.unlink(missing_ok=True)


def _refuse_inputs(places: Mapping[Path, Path]) -> None:
    """Raise InputError where one of the places is an input of this run, a link to one, or in a folder of inputs."""
    inputs = {read: identity for path in input_paths() if (read := _resolved(path)) for identity in [_identity(path)]}
    files = {identity for identity in inputs.values() if identity}
    for path, place in places.items():
        if _identity(path) in files or any(above in inputs for above in (place, *place.parents)):
            raise InputError(
                path, "", "an output path that is an input of the same run", "another path", "choose a new file"
            )


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # the input could not be read either
        return None


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what two names of one file have in common; None where nothing lies at the path."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def unwritable(path: Path, error: Exception) -> InputError:
    """Return the error for a file or folder that cannot be written, or not to its end."""
    found = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    remedy = "check the path, its permissions and the space; nothing was changed"
    return InputError(path, "", found, "a path that can be written", remedy)


def lasting(folder: Path) -> None:
    """Make names in a folder outlast a loss of power, where the system can."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace(unfinished: Mapping[Path, Path]) -> None:
    """Put each temporary file in its place; where one cannot take it, put back what was in the others and raise InputError."""
    before: dict[Path, Path | None] = {}  # what lay at a place, under another name; None for nothing
    done: list[Path] = []
    place = Path()
    try:
        for place in unfinished if len(unfinished) > 1 else ():
            before[place] = _kept_aside(place) if place.exists() else None
        for place, temporary in unfinished.items():
            temporary.replace(place)
            done.append(place)
    except OSError as error:
        for changed in done:
            old = before[changed]
            with suppress(OSError):
                changed.unlink() if old is None else old.replace(changed)
        raise unwritable(place, error) from error
    finally:
        for aside in before.values():
            if aside:
                aside.unlink(missing_ok=True)
    for folder in {place.parent for place in done}:
        lasting(folder)


def _kept_aside(place: Path) -> Path:
    """Return a second name of a file, or a copy of it where the file system has no such names."""
    aside = _temporary(place)
    try:
        aside.unlink()
        aside.hardlink_to(place)
    except (OSError, NotImplementedError):
        shutil.copy2(place, aside)
    return aside


def _is_special(path: Path) -> bool:
    """Tell whether a path is a device or a pipe: what is written there goes through it, and nothing may take its place."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _temporary(place: Path, *, private: bool = False) -> Path:
    """Make an empty file beside `place`, with the permissions that a new file gets, or with those of its owner alone."""
    if place.is_dir():
        raise IsADirectoryError(21, "a folder", str(place))
    _needs_folder(place.parent)
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=place.parent)
    os.close(handle)
    if not private:  # a temporary file is
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
    return Path(name)


def _needs_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise FileNotFoundError(2, "a path in a folder that does not exist", str(folder))


def _fill(temporary: Path, content: str | bytes, *, lasting: bool) -> None:
    """Write the content; one that is to replace another is on the disk before it does, so that no loss of power takes both."""
    with temporary.open("wb") as file:
        file.write(_bytes(content))
        if lasting:
            file.flush()
            os.fsync(file.fileno())
