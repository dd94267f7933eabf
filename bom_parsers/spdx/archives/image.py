"""Of a Yocto build only what the image contains at run time, counted apart from the recipes, sources and tools that built it.

An entry of the build stays where a package or image of the product contains or depends on it, and where it names a person. The
addresses of recipes and sources are carried to the packages that were generated from them.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from bom_parsers.bom import Frames, Rows
from bom_parsers.errors import counted
from bom_parsers.spdx.archives.yocto import STAGE
from bom_parsers.spdx.document import Document
from bom_parsers.spdx.graph.relationships import CONTAINMENT, DEPENDENCY, Relations

ADDRESSES = ("downloadLocation", "homepage")


def of_the_image(frames: Frames, document: Document[Any], relations: Relations, problems: Rows) -> Frames:
    """Return the frames without what only built the product; all of them where the document has no stages, or no product."""
    stages = frames.properties.filter(pl.col("name") == STAGE)
    stage_of = dict(stages.select("ref", "value").rows())
    product = {ref for ref, stage in stage_of.items() if stage == "runtime"}
    build = stage_of.keys() - product
    if not product or not build:
        return frames
    made_from = generated_from(document)
    inside = relations.directed({**CONTAINMENT, **DEPENDENCY}).filter(pl.col("start").is_in(list(product)))
    is_build = pl.col("ref").is_in(list(build - {*inside["end"], *frames.parties["ref"]}))
    carried = carried_addresses(frames.properties, made_from, product)
    addressed = frames.properties.filter(pl.col("name").is_in(ADDRESSES) & is_build)["ref"]
    # Where nothing says what was generated from what, a source keeps its address by staying.
    uncarried = set() if made_from else {ref for ref in addressed if stage_of[ref] != "native"}
    left_out = frames.components.filter(is_build & ~pl.col("ref").is_in(list(uncarried)))
    if not left_out.height:
        return frames
    native = sum(stage_of[ref] == "native" for ref in left_out["ref"])
    message = (
        f"{left_out.height:,} of {counted(frames.components.height, 'package')} are recipes, sources and tools of the build"
        f" ({native:,} of them native or cross), which the image does not contain; they are counted here and are no components"
    )
    problems.add(kind="content-left-out", severity="info", message=message, pointer="")
    gone = left_out["ref"].implode()
    ends = pl.col("ref").is_in(gone) | pl.col("depends_on").is_in(gone)
    parent = pl.when(pl.col("parent").is_in(gone)).then(None).otherwise("parent")
    return Frames(
        components=frames.components.filter(~pl.col("ref").is_in(gone)).with_columns(parent=parent),
        parties=frames.parties,
        properties=pl.concat([frames.properties, carried]).filter(~pl.col("ref").is_in(gone)),
        dependencies=frames.dependencies.filter(~ends),
    )


def generated_from(document: Document[Any]) -> dict[str, list[str]]:
    """Return recipes and their sources with the packages that were generated from them."""
    made: dict[str, list[str]] = {}
    sources: list[tuple[str, str]] = []
    for edge in document.relationships:
        if edge.relationship_type == "GENERATED_FROM":
            made.setdefault(edge.related_spdx_element, []).append(edge.spdx_element_id)
        elif edge.relationship_type == "BUILD_DEPENDENCY_OF":
            sources.append((edge.spdx_element_id, edge.related_spdx_element))
    of_sources = {
        source: made[recipe] for source, recipe in sources if recipe in made and "SPDXRef-Download-" in source
    }
    return {**of_sources, **made}


def carried_addresses(properties: pl.DataFrame, made_from: dict[str, list[str]], product: set[str]) -> pl.DataFrame:
    """Return properties with the addresses of recipes and sources for the packages generated from them."""
    stated = properties.filter(pl.col("name").is_in(ADDRESSES) & pl.col("ref").is_in(list(made_from)))
    rows = [
        {**row, "ref": package}
        for row in stated.iter_rows(named=True)
        for package in dict.fromkeys(made_from[row["ref"]])
        if package in product
    ]
    return pl.DataFrame(rows, schema=properties.schema, orient="row")
