"""What SPDX relationships between packages say: which depends on which, which contains which, what is described."""

from __future__ import annotations

from collections import Counter

from bom_parsers.bom import DEPENDENCIES, Rows
from bom_parsers.spdx_document import DOCUMENT

NO_ELEMENT = frozenset({"NOASSERTION", "NONE"})
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


class Relations:
    """The relationships of one document; `packages` are its components' refs, `elements` the ids of all else in it."""

    def __init__(self, packages: set[str], elements: set[str], document: str, problems: Rows) -> None:
        self.packages = packages
        self.elements = elements
        self.document = {document, DOCUMENT}
        self.problems = problems
        self.edges: dict[tuple[str, str], None] = {}
        self.wholes: dict[str, dict[str, None]] = {}
        self.described: dict[str, None] = {}
        self.missing: dict[str, str] = {}
        self.unknown: Counter[str] = Counter()
        self.first_unknown: dict[str, str] = {}
        self.of_files = 0

    def add(self, left: str, written: str, right: str, pointer: str) -> None:
        """Take in one relationship; which way round it goes depends on its kind."""
        left, right = left.strip(), right.strip()
        for ref in (left, right):
            if ref not in self.packages and ref not in self.elements and ref not in NO_ELEMENT:
                self.missing.setdefault(ref, pointer)
        kind = written if written in DEPENDENCY else written.strip().upper().replace("-", "_")
        if kind in DESCRIPTION:
            document, described = (left, right) if DESCRIPTION[kind] else (right, left)
            if document in self.document and described in self.packages:
                self.described[described] = None
        elif kind in CONTAINMENT:
            whole, part = (left, right) if CONTAINMENT[kind] else (right, left)
            if whole in self.packages and part in self.packages and whole != part:
                self.wholes.setdefault(part, {})[whole] = None
        elif kind in DEPENDENCY:
            edge = (left, right) if DEPENDENCY[kind] else (right, left)
            if edge[0] in self.packages and edge[1] in self.packages:
                self.edges[edge] = None
            elif left in self.elements or right in self.elements:
                self.of_files += 1
        elif kind not in OTHERS:
            self.unknown[written] += 1
            self.first_unknown.setdefault(written, pointer)

    def report(self) -> None:
        """Add a problem for each ref that is not there and each kind of relationship that SPDX does not have."""
        for ref, pointer in self.missing.items():
            if ref.startswith("DocumentRef-"):
                severity, message = "info", f"relationship with {ref!r}, which is in another document"
            else:
                severity, message = "warning", f"relationship with {ref!r}, which is not in the document"
            self.problems.add(severity=severity, message=message, pointer=pointer)
        for written, count in self.unknown.items():
            message = f"relationship type {written!r} is not one of SPDX ({count} times); left out"
            self.problems.add(severity="warning", message=message, pointer=self.first_unknown[written])
        if self.of_files:
            message = f"{self.of_files} dependency relationships with files, snippets or the document are left out"
            self.problems.add(severity="info", message=message, pointer="")

    def subject(self) -> str | None:
        """Return the one package that the document describes, if it is exactly one."""
        return next(iter(self.described)) if len(self.described) == 1 else None

    def dependencies(self) -> Rows:
        """Return the rows of `dependencies`, each edge once, in the document's order."""
        rows = Rows(DEPENDENCIES)
        rows.columns["ref"] = [ref for ref, _ in self.edges]
        rows.columns["depends_on"] = [depends_on for _, depends_on in self.edges]
        return rows

    def parents(self) -> dict[str, str]:
        """Return part -> whole for the parts of exactly one whole; those that contain each other have none."""
        parents = {part: next(iter(wholes)) for part, wholes in self.wholes.items() if len(wholes) == 1}
        finished: set[str] = set()
        rings: set[str] = set()
        for start in parents:
            walk: dict[str, int] = {}
            ref: str | None = start
            while ref is not None and ref not in finished and ref not in walk:
                walk[ref] = len(walk)
                ref = parents.get(ref)
            if ref is not None and ref in walk:
                rings.update(list(walk)[walk[ref] :])
            finished.update(walk)
        for ref in sorted(rings):
            message = f"package {ref!r} contains itself by way of others; it has no parent here"
            self.problems.add(severity="warning", message=message, pointer="")
            del parents[ref]
        return parents
