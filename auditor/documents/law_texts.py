"""The sentences of the law above the functions that encode them: which were read, in what and of which day, and which were not.

Such a comment has one form: `# § 791.302(a), CFR as of 2026-04-05: "..."`, or `# § 791.305: not read; after ...`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

_READ = re.compile(
    r'§ (?P<paragraph>791\.\d+(?:\(\w+\))*), (?P<source>[^"]*?\b\d{4}-\d{2}-\d{2}): "(?P<sentence>.+)"', re.DOTALL
)
_NOT_READ = re.compile(
    r"§ (?P<paragraph>791\.\d+(?:\(\w+\))*)(?:, (?P<term>[^:]+))?: not read; after (?P<basis>.+)\.", re.DOTALL
)


@dataclass(frozen=True)
class LawText:
    """One sentence of the law as `function` rests on it.

    `source` is the publication, with its day, in which `sentence` was read; without it the text was not read, and `basis` says
    what the reading of `term` goes by instead.
    """

    function: str
    paragraph: str
    term: str = ""
    source: str = ""
    sentence: str = ""
    basis: str = ""


def law_texts(package: str) -> list[LawText]:
    """Return the sentences above the functions of a package's modules, in order; raises ValueError for one of another form."""
    modules = sorted(
        (path for path in files(package).iterdir() if path.name.endswith(".py")), key=lambda path: path.name
    )
    return [text for module in modules for text in texts_of_module(module.read_text("utf-8"))]


def texts_of_module(source: str) -> Iterator[LawText]:
    """Yield the sentences above the functions of a module's source; raises ValueError for one of another form."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
            yield from (_parsed(node.name, statement) for statement in _statements(lines, first))


def _statements(lines: list[str], first: int) -> list[str]:
    """Return the comments that end above line `first` and begin with a paragraph, each as one line."""
    start = first
    while start and lines[start - 1].startswith("# "):
        start -= 1
    block = "\n".join(line.removeprefix("# ") for line in lines[start:first])
    return [part.replace("\n", " ") for part in re.split(r"\n(?=§ 791)", block) if part.startswith("§ ")]


def _parsed(function: str, statement: str) -> LawText:
    if match := _READ.fullmatch(statement) or _NOT_READ.fullmatch(statement):
        return LawText(function, **{name: part for name, part in match.groupdict().items() if part})
    raise ValueError(
        f"above {function}: expected a paragraph with what was read and on which day, or 'not read; after': {statement}"
    )
