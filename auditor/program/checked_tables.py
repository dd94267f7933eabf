"""Tables of a program file, checked: of which type each key's value is, and where in the file it stands."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile
from auditor.program.keys import REQUIRED
from auditor.provenance import Source, SourceKind, Stated
from auditor.toml_files import line_of, read_toml, text_of
from bom_parsers.errors import InputError, quoted
from policies.vocabulary import Fact, Vocabulary, VocabularyError, check

LONGEST = 80  # characters of a value that an error shows


class CheckedTables:
    """The tables of one program file: knows its text, for the lines in errors and sources."""

    vocabulary: Vocabulary

    def __init__(self, file: InputFile, allow_outside: bool) -> None:
        self.input, self.path, self.allow_outside = file, file.path, allow_outside
        self.table = read_toml(file, "a program file")
        self.text = text_of(file)
        self.folder = file.path.resolve().parent

    def section(self, name: str, keys: Mapping[str, Fact], *, required: bool = True) -> dict[str, Any]:
        if name not in self.table and required:
            raise self.error(
                (), name, f"no [{name}] table", f"a [{name}] table", "see `icts init` for a complete example"
            )
        return self.checked((name,), self.table.get(name, {}), keys)

    def array(
        self, name: str, keys: Mapping[str, Fact], *, required: bool = False
    ) -> Iterable[tuple[tuple[Any, ...], dict[str, Any]]]:
        entries = self.table.get(name, [])
        if not isinstance(entries, list) or (required and not entries):
            raise self.error(
                (),
                name,
                f"no [[{name}]] table",
                f"at least one [[{name}]] table",
                "see `icts init` for a complete example",
            )
        for i, entry in enumerate(entries):
            yield (name, i), self.checked((name, i), entry, keys)

    def checked(self, place: tuple[Any, ...], table: Any, keys: Mapping[str, Fact]) -> dict[str, Any]:
        self.known(place, table, keys)
        # A text left blank, as in the file that `icts init` writes, is left out.
        table = {key: value for key, value in table.items() if value != "" or keys[key].default is REQUIRED}
        for key, fact in keys.items():
            if fact.default is REQUIRED and key not in table:
                raise self.error(place, "", f"no key {quoted(key)}", f"{quoted(key)} in [{place[0]}]", "add it")
        return {key: self.value(place, key, keys[key], value) for key, value in table.items()}

    def known(self, place: tuple[Any, ...], table: Any, keys: Iterable[str]) -> None:
        if not isinstance(table, dict):
            heading = ".".join(part for part in place if isinstance(part, str))
            raise self.error(place, "", quoted(table, LONGEST), "a table", f"write [{heading}] above its keys")
        names = list(keys)
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key[:LONGEST], names, 1, 0.0)[0]
                raise self.error(
                    place,
                    key,
                    f"the unknown key {quoted(key, LONGEST)}",
                    f"one of {', '.join(names)}",
                    f"did you mean {quoted(near)}?",
                )

    def value(self, place: tuple[Any, ...], key: str, fact: Fact, value: Any) -> Any:
        if fact.type in ("table", "tables"):
            return value
        try:
            return check(fact, value, key)
        except VocabularyError as error:
            raise self.error(place, key, error.found, error.expected, error.remedy) from error

    def tables(self, place: tuple[Any, ...], key: str, entries: Any) -> list[Any]:
        """Return the tables of an array, which may still hold anything; raises InputError for what is no array."""
        if not isinstance(entries, list):
            heading = ".".join((*(part for part in place if isinstance(part, str)), key))
            found = f"{quoted(entries, LONGEST)} for {quoted(key)}"
            raise self.error(place, key, found, f"tables [[{heading}]]", f"write [[{heading}]] above its keys")
        return entries

    def stated(self, table: str, values: Mapping[str, Any], place: tuple[Any, ...]) -> dict[str, Stated]:
        names = {f"{table}.{key}": key for key in values if f"{table}.{key}" in self.vocabulary.by_name}
        return {name: Stated(values[key], self.source(place, key)) for name, key in names.items()}

    def source(self, place: tuple[Any, ...], key: str) -> Source:
        line = line_of(self.text, place, key)
        return Source(SourceKind.PROGRAM, self.input.label, self.input.sha256, f"line {line}", key)

    def file(self, name: str, place: tuple[Any, ...], key: str) -> Path:
        path = _usable(self.folder, name)
        if path is None:
            raise self.error(place, key, f"the path {quoted(name, LONGEST)}", "the path of a file", "correct it")
        if not self.allow_outside and not path.is_relative_to(self.folder):
            raise self.error(
                place,
                key,
                f"the path {quoted(name, LONGEST)}, which leaves the program's folder",
                "a path inside it",
                "move the file, or use --allow-outside",
            )
        return path

    def error(self, place: tuple[Any, ...], key: str, found: str, expected: str, remedy: str) -> InputError:
        return InputError(self.path, f"line {line_of(self.text, place, key)}", found, expected, remedy)


def _usable(folder: Path, name: str) -> Path | None:
    """Return the path of a name in a folder, whether something lies there or not; None where nothing can lie there: for a NUL,
    for a name that is too long, for links in a circle, and for the folder itself."""
    try:
        path = (folder / name).resolve()
        path.lstat()
    except (ValueError, RuntimeError):
        return None
    except OSError as error:
        return None if error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL) else path
    return path if path != folder else None
