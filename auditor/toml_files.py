"""The one reader of TOML files that people write: errors name the file and the line."""

from __future__ import annotations

import tomllib
from typing import Any

from auditor.inputs import InputFile
from bom_parsers.errors import InputError


def read_toml(file: InputFile, what: str) -> dict[str, Any]:
    """Return the tables of a TOML file, `what` it is for errors; raises InputError naming the file, and the line where it is
    not TOML."""
    path = file.path
    try:
        return tomllib.loads(text_of(file))
    except UnicodeDecodeError as error:
        raise InputError(
            path, f"byte {error.start}", "bytes that are not UTF-8", f"{what} in UTF-8", "save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        text, _, place = str(error).rpartition(" (")
        found = text[:1].lower() + text[1:]
        raise InputError(
            path, place.rstrip(")").removeprefix("at "), found, f"{what} in TOML", "correct the line"
        ) from error
    except RecursionError as error:
        raise InputError(path, "", "tables nested too deep", what, "flatten them") from error
    except ValueError as error:  # a number of thousands of digits
        raise InputError(path, "", str(error), f"{what} in TOML", "correct the number") from error


def text_of(file: InputFile) -> str:
    """Return the text of a TOML file, for `line_of`; raises UnicodeDecodeError where `read_toml` refuses the file."""
    return file.data.decode("utf-8-sig")


def line_of(text: str, place: tuple[str | int, ...], key: str) -> int:
    """Return the line (from 1) in a TOML text where `key` of the table at `place` stands, or the nearest one above it.

    `place` is a path of table names and positions in arrays of tables, such as ("item", 2, "software"). The standard
    library's reader keeps no lines; this follows the headings, and looks for the key below the right one.
    """
    heading = [part for part in place if isinstance(part, str)]
    counts: dict[str, int] = {}
    wanted = _positions(place)
    current: list[str] = []
    matches, best = not heading, 1
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            current = [part.strip().strip("\"'") for part in bare.strip("[]# ").split("]")[0].split(".")]
            _count(counts, current, bare.startswith("[["))
            matches = current == heading[: len(current)] and all(
                counts.get(name, 1) - 1 == position for name, position in wanted.items() if _covers(current, name)
            )
            if not place and current == [key]:
                return number
            if matches:
                best = number
                if current == heading and not key:
                    return number
        elif matches:
            names = [*heading[len(current) :], key]
            if bare.startswith((f"{names[0]} ", f"{names[0]}=", f'"{names[0]}"')):
                return number
    return best


def _positions(place: tuple[str | int, ...]) -> dict[str, int]:
    positions: dict[str, int] = {}
    names: list[str] = []
    for part in place:
        if isinstance(part, int):
            positions[".".join(names)] = part
        else:
            names.append(part)
    return positions


def _covers(current: list[str], name: str) -> bool:
    return len(current) >= len(name.split("."))


def _count(counts: dict[str, int], current: list[str], array: bool) -> None:
    name = ".".join(current)
    if array:
        counts[name] = counts.get(name, 0) + 1
        for below in [other for other in counts if other.startswith(f"{name}.")]:
            del counts[below]
