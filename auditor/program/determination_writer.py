"""Determinations written: one in TOML, and a file with more of them at its end, byte by byte what it was before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from auditor import toml_files
from auditor.inputs import InputFile
from auditor.program.determinations import OF, Determination, determinations_in, read_determination_file
from bom_parsers.errors import InputError


def written(
    select: Mapping[str, str],
    facts: Mapping[str, Any],
    basis: str,
    who: str,
    when: date,
    until: date,
    evidence: tuple[str, str] | None = None,
    supplier: str | None = None,
) -> str:
    """Return one determination in TOML; `facts` are named as in a file, `evidence` is its name there and its SHA-256."""
    lines = [
        "[[determination]]",
        f"select = {_inline(select)}",
        f"facts = {_inline(facts)}",
        f"basis = {toml_files.written(basis)}",
    ]
    if evidence:
        lines += [f"evidence = {toml_files.written(evidence[0])}", f"sha256 = {toml_files.written(evidence[1])}"]
    if supplier:
        lines.append(f"of = {toml_files.written(OF + supplier)}")
    lines += [f"who = {toml_files.written(who)}", f"when = {when}", f"until = {until}"]
    return "\n".join(lines) + "\n"


def with_added(file: InputFile, entries: Sequence[str]) -> tuple[bytes, tuple[Determination, ...]]:
    """Return a file, which may be empty, with entries of `written` at its end, and all that it then says.

    What is there is kept byte by byte. Raises InputError when the file, or what it becomes, is not one of determinations.
    """
    read_determination_file(file)
    path, old = file.path, file.data
    newline = b"\r\n" if b"\r\n" in old else b"\n"
    new = old + (newline if old and not old.endswith(b"\n") else b"")
    try:
        for entry in entries:
            new += (newline if new else b"") + entry.encode("utf-8").replace(b"\n", newline)
        text = new.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeEncodeError as error:
        raise InputError(path, "", "a text that is not UTF-8", "texts in UTF-8", "write it in UTF-8") from error
    except tomllib.TOMLDecodeError as error:  # a list `determination = [...]` takes no table after it
        raise InputError(path, "", str(error), "tables headed [[determination]]", "write them so") from error
    return new, determinations_in(file, text, document)


def _inline(table: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {toml_files.written(value)}" for key, value in table.items()) + " }"
