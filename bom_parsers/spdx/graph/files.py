"""Files that an SPDX document describes and that are in no package: SPDX lets a document be about a file alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.document import Document, Package
from bom_parsers.spdx.graph.relationships import CONTAINMENT, DEPENDENCY, DESCRIPTION, Relations


@dataclass(frozen=True)
class Lone:
    """The names of the files and snippets that no package has to do with."""

    files: Sequence[str] = ()
    snippets: Sequence[str] = ()


def files_in(packages: Iterable[Package]) -> frozenset[str]:
    """Return the ids of the files that packages name as theirs."""
    return frozenset(ref.strip() for package in packages for ref in package.has_files)


def described_files(
    document: Document[Any], relations: Relations, in_packages: Collection[str], pointer: Callable[[str, int], str]
) -> Rows:
    """Return rows of COMPONENTS for the files that the document describes and no package contains.

    `in_packages` are the ids of files that packages name as theirs; `pointer` gives the place of an entry of a section.
    """
    rows = Rows(COMPONENTS)
    names = {one.spdx_id.strip(): one.file_name.strip() for one in document.files if one.spdx_id.strip()}
    if not names:
        return rows
    edges = relations.directed(DESCRIPTION).filter(pl.col("end").is_in(list(names)))
    described = {ref: pointer("relationships", at) for ref, at in reversed(edges.select("end", "at").rows())}
    for i, ref in enumerate(document.document_describes):
        if ref.strip() in names:
            described.setdefault(ref.strip(), pointer("documentDescribes", i))
    contained = relations.directed(CONTAINMENT).filter("start_in")
    within = {*in_packages, *contained["end"], *relations.packages}
    for ref, place in described.items():
        if ref not in within:
            rows.add(ref=ref, type="file", name=names[ref] or None, hashes=[], licenses=[], pointer=place)
    return rows


def lone_elements(document: Document[Any], relations: Relations, in_packages: Collection[str]) -> Lone:
    """Return the names of the files and snippets that no package has to do with; `in_packages` are ids that packages name as
    theirs.

    A file in another one is where that is, and a snippet where its file is. A package that depends on a file does not contain it.
    """
    contained = relations.directed(CONTAINMENT).filter(~pl.col("start").is_in(relations.document))
    tied = relations.rows.filter(
        pl.col("left_in") | pl.col("right_in"),
        ~pl.col("written").is_in(
            [word for word, kind in relations.known.items() if kind in (DEPENDENCY | CONTAINMENT)]
        ),
    )
    within = {*in_packages, *contained["end"], *tied["left"], *tied["right"], *relations.packages}
    files = [one for one in document.files if one.spdx_id.strip() not in within]
    own = {one.spdx_id.strip() for one in document.files}.difference(one.spdx_id.strip() for one in files)
    snippets = [
        one for one in document.snippets if one.spdx_id.strip() not in within and one.from_file.strip() not in own
    ]
    return Lone([one.shown_name for one in files], [one.shown_name for one in snippets])


def report_files(
    document: Document[Any], packages: int, described: Collection[str], lone: Lone, problems: Rows
) -> None:
    """Say what became of files and snippets; those that are in no package are something that was not seen."""
    files, snippets = len(document.files) - len(described), len(document.snippets)
    if described:
        one, many = (
            "file that is in no package is a component of its own",
            "files that are in no package are components of their own",
        )
        whom = "it" if len(described) == 1 else "them"
        message = f"{counted(len(described), one, many)}; the document has no list of what is in {whom}"
        problems.add(kind="content-left-out", severity="warning", message=message, pointer="")
    report_like_packages(document, problems)
    if not files and not snippets:
        return
    if packages:
        for names, what in ((lone.files, "file"), (lone.snippets, "snippet")):
            if names:
                one, many = f"{what} is in no package, and is", f"{what}s are in no package, and are"
                message = f"{counted(len(names), one, many)} no component here, as {quoted(names[0], 120)}"
                problems.add(kind="content-left-out", severity="warning", message=message, pointer="")
        if files > len(lone.files) or snippets > len(lone.snippets):
            message = contents_left_out(files - len(lone.files), snippets - len(lone.snippets))
            problems.add(kind="content-left-out", severity="info", message=message, pointer="")
        return
    both = f"{counted(files, 'file')} and {counted(snippets, 'snippet')}"
    message = (
        f"{both} are in no package, and the document does not say that it describes them; they are no components here"
    )
    problems.add(kind="content-left-out", severity="warning", message=message, pointer="")


def report_like_packages(document: Document[Any], problems: Rows) -> None:
    """Report the files and snippets of which something is said that is said of packages only."""
    like = [one.shown_name for one in (*document.files, *document.snippets) if one.is_like_a_package]
    if like:
        one, many = "file or snippet has what only packages have", "files or snippets have what only packages have"
        message = f"{counted(len(like), one, many)}, as {quoted(like[0], 120)}; they may be components and are not read"
        problems.add(kind="content-left-out", severity="warning", message=message, pointer="")


def contents_left_out(files: int, snippets: int) -> str:
    """Return what is said of files and snippets, which are read as what packages contain."""
    both = f"{counted(files, 'file')} and {counted(snippets, 'snippet')}"
    return f"{both} belong to packages; they are no components here"
