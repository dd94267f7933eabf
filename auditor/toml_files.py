"""The one reader of TOML files that people write, whose errors name the file and the line; and how a value is written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from auditor.inputs import InputFile
from bom_parsers.errors import UNSEEN, InputError

Place = tuple[str | int, ...]
_KEY = re.compile(r"""("[^"]*"|'[^']*'|[\w-]+)\s*[=.]""")


def read_toml(file: InputFile, what: str) -> dict[str, Any]:
    """Return the tables of a TOML file, `what` it is for errors; raises InputError naming the file, and the line where it is
    not TOML."""
    path = file.path
    try:
        document = tomllib.loads(text_of(file))
        if _beyond_64_bits(document):
            raise ValueError("a whole number of more than 64 bits")
        return document
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
    except ValueError as error:  # a number beyond TOML's 64 bits
        raise InputError(path, "", str(error), f"{what} in TOML", "correct the number") from error


def _beyond_64_bits(value: Any) -> bool:
    """Tell whether a number is in a value that TOML does not have; Python writes out none of thousands of digits."""
    if isinstance(value, dict | list):
        return any(map(_beyond_64_bits, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def written(value: Any) -> str:
    """Return a text, number, truth value, day or list of these in TOML, with what cannot be seen as escapes."""
    if isinstance(value, date):
        return str(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    # JSON's texts, numbers and truth values are TOML's too; what moves the cursor or ends a line is escaped as well.
    text = json.dumps(value, ensure_ascii=False)
    return UNSEEN.sub(lambda match: f"\\U{ord(match[0]):08x}", text)


def text_of(file: InputFile) -> str:
    """Return the text of a TOML file, for `line_of`; raises UnicodeDecodeError where `read_toml` refuses the file."""
    return file.data.decode("utf-8-sig")


def line_of(text: str, place: Place, key: str) -> int:
    """Return the line (from 1) in a TOML text where `key` of the table at `place` stands, or the nearest one above it.

    `place` is a path of table names and positions in arrays of tables, such as ("item", 2, "software"). The standard
    library's reader keeps no lines; this follows the headings, each text once, and looks for the key below the right one.
    """
    headings, keys = _lines(text)
    if not place and (key,) in headings:
        return headings[(key,)]
    above = next(place[:length] for length in range(len(place), -1, -1) if place[:length] in headings)
    # What has no heading of its own stands in a table written on one line, under the name of that.
    name = next((part for part in place[len(above) :] if isinstance(part, str)), key)
    return keys.get((above, name), headings[above])


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[Mapping[Place, int], Mapping[tuple[Place, str], int]]:
    """Return where the tables of a text and their keys begin; of an array the first table stands for the array, too."""
    headings: dict[Place, int] = {(): 1}
    keys: dict[tuple[Place, str], int] = {}
    entries: dict[Place, int] = {}  # of each array of tables
    current: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            names = [part.strip().strip("\"'") for part in bare.strip("[]# ").split("]")[0].split(".")]
            current = ()
            for depth, name in enumerate(names, start=1):
                current = (*current, name)
                if bare.startswith("[[") and depth == len(names):
                    headings.setdefault(current, number)
                    entries[current] = entries.get(current, 0) + 1
                if current in entries:
                    current = (*current, entries[current] - 1)
            headings.setdefault(current, number)
        elif match := _KEY.match(bare):
            keys.setdefault((current, match[1].strip("\"'")), number)
    return headings, keys
