"""What SPDX relationships between packages say: which depends on which, which contains which, what is described."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence

import polars as pl

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.document import DOCUMENT

NO_ELEMENT = ("NOASSERTION", "NONE")
# Relationship -> whether its left side is the one that depends.
DEPENDENCY = {
    "DEPENDS_ON": True,
    "DYNAMIC_LINK": True,
    "STATIC_LINK": True,
    "DEPENDENCY_OF": False,
    "BUILD_DEPENDENCY_OF": False,
    "DEV_DEPENDENCY_OF": False,
    "OPTIONAL_DEPENDENCY_OF": False,
    "PROVIDED_DEPENDENCY_OF": False,
    "RUNTIME_DEPENDENCY_OF": False,
    "TEST_DEPENDENCY_OF": False,
}
# Relationship -> whether its left side is the whole.
CONTAINMENT = {"CONTAINS": True, "CONTAINED_BY": False}
# Relationship -> whether its left side is the document.
DESCRIPTION = {"DESCRIBES": True, "DESCRIBED_BY": False, "DESCRIBE": True}
OTHERS = frozenset(
    {
        "AMENDS",
        "ANCESTOR_OF",
        "BUILD_TOOL_OF",
        "COPY_OF",
        "DATA_FILE_OF",
        "DEPENDENCY_MANIFEST_OF",
        "DESCENDANT_OF",
        "DEV_TOOL_OF",
        "DISTRIBUTION_ARTIFACT",
        "DOCUMENTATION_OF",
        "EXAMPLE_OF",
        "EXPANDED_FROM_ARCHIVE",
        "FILE_ADDED",
        "FILE_DELETED",
        "FILE_MODIFIED",
        "GENERATED_FROM",
        "GENERATES",
        "HAS_PREREQUISITE",
        "METAFILE_OF",
        "OPTIONAL_COMPONENT_OF",
        "OTHER",
        "PACKAGE_OF",
        "PATCH_APPLIED",
        "PATCH_FOR",
        "PREREQUISITE_FOR",
        "REQUIREMENT_DESCRIPTION_FOR",
        "SPECIFICATION_FOR",
        "TEST_CASE_OF",
        "TEST_OF",
        "TEST_TOOL_OF",
        "VARIANT_OF",
    }
)
KNOWN = frozenset(OTHERS.union(DEPENDENCY, CONTAINMENT, DESCRIPTION))


class Relations:
    """The relationships of one document.

    `packages` are its components' refs, `elements` the ids of all else in it, `elsewhere` of things in other documents.
    """

    def __init__(
        self, packages: pl.Series, elements: set[str], document: str, problems: Rows, elsewhere: Collection[str]
    ) -> None:
        self.packages = packages
        self.elsewhere = elsewhere
        self.elements = pl.Series(list(elements), dtype=pl.String)
        self.document = list({document, DOCUMENT})
        self.problems = problems
        self.rows = pl.DataFrame(schema=dict.fromkeys(("left", "written", "right"), pl.String))

    def read(self, left: Sequence[str], written: Sequence[str], right: Sequence[str]) -> None:
        """Take in the relationships `left` - `written` - `right`, which way round they go depending on their kind."""
        self.rows = pl.DataFrame(
            {
                "left": pl.Series(left, dtype=pl.String).str.strip_chars(),
                "written": pl.Series(written, dtype=pl.String),
                "right": pl.Series(right, dtype=pl.String).str.strip_chars(),
            }
        ).with_columns(
            left_in=pl.col("left").is_in(self.packages.implode()),
            right_in=pl.col("right").is_in(self.packages.implode()),
        )
        words = {word: word.strip().upper().replace("-", "_") for word in self.rows["written"].unique()}
        self.known = {word: kind for word, kind in words.items() if kind in KNOWN}

    def directed(self, kinds: Mapping[str, bool]) -> pl.DataFrame:
        """Return the relationships of these kinds as `start` and `end`; `kinds` tells which ones go from left to right."""
        words = {word: kinds[kind] for word, kind in self.known.items() if kind in kinds}
        rows = self.rows.with_row_index("at").filter(pl.col("written").is_in(list(words)))
        is_forward = pl.col("written").is_in([word for word, forward in words.items() if forward])
        return rows.select(
            "at",
            "left_in",
            "right_in",
            "left",
            "right",
            start=pl.when(is_forward).then("left").otherwise("right"),
            end=pl.when(is_forward).then("right").otherwise("left"),
            start_in=pl.when(is_forward).then("left_in").otherwise("right_in"),
            end_in=pl.when(is_forward).then("right_in").otherwise("left_in"),
        )

    def is_elsewhere(self, column: str) -> pl.Expr:
        """Tell whether the refs in a column are those of things in other documents."""
        refs = pl.col(column)
        return refs.str.starts_with("DocumentRef-") | refs.is_in(list(self.elsewhere))

    def report(self, pointer: Callable[[int], str]) -> None:
        """Add a problem for each ref that is not there and each kind of relationship that SPDX does not have."""
        for ref, at in self.missing():
            if ref.startswith("DocumentRef-") or ref in self.elsewhere:
                kind, severity, message = (
                    "ref-elsewhere",
                    "info",
                    f"relationship with {quoted(ref)}, which is in another document",
                )
            else:
                kind, severity, message = (
                    "dangling-ref",
                    "warning",
                    f"relationship with {quoted(ref)}, which is not in the document",
                )
            self.problems.add(kind=kind, severity=severity, message=message, pointer=pointer(at))
        unknown = self.rows.with_row_index("at").filter(~pl.col("written").is_in(list(self.known)))
        for written, count, at in unknown.group_by("written", maintain_order=True).agg(pl.len(), pl.first("at")).rows():
            message = f"relationship type {quoted(written)} is not one of SPDX ({counted(count, 'time')}); left out"
            self.problems.add(kind="unknown-word", severity="warning", message=message, pointer=pointer(at))
        rest = self.directed(DEPENDENCY).filter(~(pl.col("left_in") & pl.col("right_in")))
        elements = self.elements.implode()
        if count := rest.filter(pl.col("left").is_in(elements) | pl.col("right").is_in(elements)).height:
            with_what = "with files, snippets or the document"
            one, many = f"dependency relationship {with_what} is", f"dependency relationships {with_what} are"
            message = f"{counted(count, one, many)} left out"
            self.problems.add(kind="content-left-out", severity="info", message=message, pointer="")

    def missing(self) -> list[tuple[str, int]]:
        """Return the ids that are no package and no other element, each with the first relationship that names it."""
        here = pl.concat([self.elements, pl.Series(NO_ELEMENT)]).implode()
        rows = self.rows.with_row_index("at")
        lost = [rows.filter(~pl.col(f"{side}_in")).select("at", ref=side) for side in ("left", "right")]
        ends = pl.concat(lost).filter(~pl.col("ref").is_in(here)).sort("at", maintain_order=True)
        return [(ref, at) for at, ref in ends.unique("ref", keep="first", maintain_order=True).rows()]

    def subject(self, described_too: Sequence[str] = ()) -> str | None:
        """Return the one package that the document describes, if it is exactly one; `described_too` are more of those."""
        rows = self.directed(DESCRIPTION).filter(pl.col("start").is_in(self.document) & pl.col("end_in"))
        packages = pl.Series([ref.strip() for ref in described_too], dtype=pl.String)
        described = pl.concat([rows["end"], packages.filter(packages.is_in(self.packages.implode()))]).unique()
        return str(described[0]) if described.len() == 1 else None

    def of_kinds(self, kinds: Container[str]) -> list[tuple[int, str, str, str]]:
        """Return the relationships of these kinds: the index of each, its left side, its kind and its right side."""
        words = [word for word, kind in self.known.items() if kind in kinds]
        if not words:
            return []
        related = self.rows.with_row_index("at").filter(pl.col("written").is_in(words))
        rows = related.select("at", "left", "written", "right").rows()
        return [(at, left, self.known[written], right) for at, left, written, right in rows]

    def dependencies(self) -> pl.DataFrame:
        """Return `ref` and `depends_on`, each edge once, in the document's order."""
        edges = self.directed(DEPENDENCY).filter(pl.col("start_in") & pl.col("end_in"))
        return edges.select(ref="start", depends_on="end").unique(maintain_order=True)

    def parents(self) -> dict[str, str]:
        """Return part -> whole for the parts of exactly one whole; those that contain each other have none."""
        inside = self.directed(CONTAINMENT).filter(pl.col("start_in") & pl.col("end_in"))
        wholes = inside.filter(pl.col("start") != pl.col("end")).unique(("start", "end"), maintain_order=True)
        single = wholes.group_by("end", maintain_order=True).agg("start").filter(pl.col("start").list.len() == 1)
        parents = {part: whole[0] for part, whole in single.select("end", "start").rows()}
        for ref in sorted(rings(parents)):
            message = f"package {quoted(ref)} contains itself by way of others; it has no parent here"
            self.problems.add(kind="containment-loop", severity="warning", message=message, pointer="")
            del parents[ref]
        return parents


def rings(parents: dict[str, str]) -> set[str]:
    """Return the refs that are among their own ancestors."""
    finished: set[str] = set()
    in_rings: set[str] = set()
    for start in parents:
        walk: dict[str, int] = {}
        ref: str | None = start
        while ref is not None and ref not in finished and ref not in walk:
            walk[ref] = len(walk)
            ref = parents.get(ref)
        if ref is not None and ref in walk:
            in_rings.update(list(walk)[walk[ref] :])
        finished.update(walk)
    return in_rings
