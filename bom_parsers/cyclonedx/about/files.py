"""Entries for files that only list what a package consists of: they are counted with the packages, and not judged one by one.

A file that says more than its path and checksums, or whose place is not the inside of a package, stays a component. Syft lists
the files that packages own (its default) without naming the package: these are counted together, and told as a gap, for the
document does not say which of them belong where.
"""

from __future__ import annotations

import re

import polars as pl

from bom_parsers.bom import Frames, Rows
from bom_parsers.errors import counted

PACKAGES = ("application", "framework", "library")
SAYS_MORE = ("kind", "group", "version", "description", "mpn", "quantity", "refdes", "purl", "cpe", "modified")
IS_SYFT = re.compile(r"\bsyft\b", re.IGNORECASE)
PACKAGE_OF_SYFT = "syft:package:type"


def without_files_of_packages(frames: Frames, subject: str | None, tool: str | None, problems: Rows) -> Frames:
    """Return the frames without the entries for files of packages; what was counted so is told in `problems`."""
    components = frames.components
    if not (components["type"] == "file").any():
        return frames
    linked = pl.concat([frames.dependencies["ref"], frames.dependencies["depends_on"]])
    more = (
        pl.concat([frames.parties["ref"], frames.properties["ref"], components["parent"], linked]).drop_nulls().unique()
    )
    bare = components.filter(
        pl.col("type") == "file",
        pl.col("name").is_not_null(),
        *(pl.col(name).is_null() for name in SAYS_MORE),
        pl.col("licenses").list.len() == 0,
        ~pl.col("ref").is_in(more.implode()),
        pl.col("ref").ne_missing(pl.lit(subject)),
    )
    packages = components.filter(pl.col("type").is_in(PACKAGES), pl.col("ref").ne_missing(pl.lit(subject)))
    inside = bare.filter(pl.col("parent").is_in(packages["ref"].implode()))
    listed = bare.filter(pl.col("parent").is_null(), pl.col("name").str.starts_with("/"))
    if not (IS_SYFT.search(tool or "") and (frames.properties["name"] == PACKAGE_OF_SYFT).any()):
        listed = listed.clear()
    report(inside, listed, problems)
    gone = pl.concat([inside["ref"], listed["ref"]]).implode()
    return Frames(
        components=components.filter(~pl.col("ref").is_in(gone)),
        parties=frames.parties,
        properties=frames.properties,
        dependencies=frames.dependencies,
    )


def report(inside: pl.DataFrame, listed: pl.DataFrame, problems: Rows) -> None:
    """Say how many files are counted with packages, and of how many it is not said which package has them."""
    if inside.height:
        entries = counted(inside.height, "entry for a file is", "entries for files are")
        message = f"{entries} counted with the packages that contain them; they are no components here"
        problems.add(kind="content-left-out", severity="info", message=message, pointer=inside["pointer"][0])
    if listed.height:
        entries = counted(listed.height, "entry for a file says", "entries for files say")
        message = (
            f"{entries} no more than path and checksums, and not of which package: Syft lists the files of packages so;"
            " they are counted together here, and are no components"
        )
        problems.add(kind="content-left-out", severity="warning", message=message, pointer=listed["pointer"][0])
