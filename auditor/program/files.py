"""The files that a program names, each opened once: what an audit needs besides the program itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from auditor.inputs import InputFile, Inputs, read_input
from auditor.program.determinations import read_determination_file
from auditor.program.model import Program
from bom_parsers.errors import InputError


def inputs_of(program: Program, in_hand: Iterable[InputFile] = ()) -> Inputs:
    """Read every file that the program names, and the evidence that its determinations name: each once.

    What is `in_hand` already is not opened again. A file that cannot be read is in the result with its error, which is
    raised by whoever asks for it; a folder of reference data is not read here.
    """
    files: dict[Path, InputFile | InputError] = {
        file.path.resolve(): file for file in (program.file, *in_hand) if file.data or file.path.exists()
    }
    for path, label, expected in _named(program):
        if path not in files:
            files[path] = _read(path, label, expected)
    for path, _ in program.determinations:
        for evidence, name in _evidence(files[path], program.rule):
            if evidence not in files:
                files[evidence] = _read(evidence, name, "the evidence of a determination")
    return Inputs(files)


def _named(program: Program) -> Iterable[tuple[Path, str, str]]:
    for path, label in program.suppliers:
        yield path, label, "a supplier list"
    for path, label in program.determinations:
        yield path, label, "a file of determinations"
    for path, label in program.parts:
        yield path, label, "a list of parts"
    if program.reference.decisions:
        yield program.reference.decisions, program.reference.decisions.name, "decisions about names"
    for item in program.items:
        for bom in item.boms:
            yield bom.path, bom.label, "a BOM file"


def _evidence(file: InputFile | InputError, rule: str) -> Iterable[tuple[Path, str]]:
    """Yield the evidence that a file of determinations names; what is wrong with the file is for its reader to say."""
    try:
        determinations = read_determination_file(file, rule) if isinstance(file, InputFile) else ()
    except InputError:
        return
    for determination in determinations:
        if determination.evidence:
            yield determination.evidence.path, determination.evidence.name


def _read(path: Path, label: str, expected: str) -> InputFile | InputError:
    try:
        return read_input(path, label, expected)
    except InputError as error:
        return error
