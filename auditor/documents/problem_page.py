"""The page docs/problems.md: the kinds of problems that reports name by their ids, as the code lists them."""

from __future__ import annotations

import sys
from pathlib import Path

import bom_parsers.problems
from auditor.problem_kinds import PROBLEM_KINDS

_HEAD = """# Problems

What could not be read, is suspicious, or has run out is a problem. Each has a severity (`error`, `warning`, `info`), a
place, words for people, and a `kind` from these tables: an id that does not change when the words do. The JSON reports and
`icts inspect --table problems` have it. This page is made from the code: `python -m auditor.documents.problem_page`.

Of a BOM an `error` says that something that was there was not read, a `warning` that something may be missing or misread, and
`info` that nothing of what there is was lost. Errors and warnings are gaps: what was not seen is not judged.
"""


def page() -> str:
    """Return the page as Markdown, with an anchor for each kind."""
    of_boms = bom_parsers.problems.PROBLEM_KINDS
    own = {kind: words for kind, words in PROBLEM_KINDS.items() if kind not in of_boms}
    return (
        f"{_HEAD}\n## In a BOM\n\n{_table(of_boms)}\n## In a program, its lists and its determinations\n\n{_table(own)}"
    )


def _table(kinds: dict[str, str]) -> str:
    rows = "".join(f'| <a id="{kind}"></a>`{kind}` | {words} |\n' for kind, words in kinds.items())
    return f"| kind | what is meant |\n| --- | --- |\n{rows}"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/problems.md").write_text(page(), "utf-8", newline="\n")
