"""Which packages of a Yocto build go into the product, and which only build it.

Yocto lists the recipes, the sources they fetch and the tools that run on the build machine beside the packages of the image.
Only the last ship; `yocto:stage` is "runtime" for them, "native" for what runs on the build machine, "recipe" for the rest.
Of a recipe it says which vulnerabilities its patches mend; the packages made from the recipe are built with these patches.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from bom_parsers.spdx.document import Document

BUILDER = re.compile(r"OpenEmbedded Core create-spdx|oe-spdx-creator", re.IGNORECASE)
STAGE = "yocto:stage"
# SPDX 2 has SPDXRef-Recipe-NAME and SPDXRef-Download-NAME-1, SPDX 3 .../NAME-UUID/DIGEST/source/1.
OF_A_RECIPE = r"SPDXRef-(?:Recipe|Download)-|/(?:recipe|source|build)/"
OF_THE_PRODUCT = r"SPDXRef-(?:Package|Image)-|/(?:package|rootfs|image)/"
ON_THE_BUILD_MACHINE = (
    r"-(?:native(?:-\d+)?|(?:cross|crosssdk|cross-canadian)(?:-[A-Za-z0-9_]+)*)(?:$|[/:])|(?:^|[-/:])nativesdk-"
)
FIXES = "CVEs fixed:"  # how a recipe's sourceInfo begins that names them
UUID = r"-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def stages(components: pl.DataFrame, document: Document[Any]) -> dict[str, pl.Series]:
    """Return columns of `properties` with the stage of each component; none for a document that is not of Yocto."""
    if not is_of_yocto(document):
        return {}
    # The name of the recipe stands in the id, or is that of the document.
    ids = pl.concat_str(pl.lit(document.name + ":"), "ref").str.replace_all(UUID, "")
    is_native = ids.str.contains(ON_THE_BUILD_MACHINE)
    stage = (
        pl.when(pl.col("ref").str.contains(OF_THE_PRODUCT))
        .then(pl.lit("runtime"))
        .when(pl.col("ref").str.contains(OF_A_RECIPE))
        .then(pl.when(is_native).then(pl.lit("native")).otherwise(pl.lit("recipe")))
    )
    made = components.select("ref", "pointer", name=pl.lit(STAGE), value=stage).filter(pl.col("value").is_not_null())
    return {name: made[name] for name in made.columns}


def fixes(components: pl.DataFrame, properties: pl.DataFrame, document: Document[Any]) -> dict[str, pl.Series]:
    """Return columns of `properties` with a "pedigree.patch" for each package made from a patched recipe; none for no such."""
    if not is_of_yocto(document):
        return {}
    patched = properties.filter((pl.col("name") == "sourceInfo") & pl.col("value").str.starts_with(FIXES))
    sources = {row["ref"]: row for row in patched.iter_rows(named=True)}
    packages = set(components["ref"])
    made = [
        (edge.spdx_element_id, sources[edge.related_spdx_element])
        for edge in document.relationships
        if edge.relationship_type == "GENERATED_FROM"
        and edge.related_spdx_element in sources
        and edge.spdx_element_id in packages
    ]
    return {
        "ref": pl.Series([ref for ref, _ in made], dtype=pl.String),
        "name": pl.Series(["pedigree.patch"] * len(made), dtype=pl.String),
        "value": pl.Series([source["value"] for _, source in made], dtype=pl.String),
        "pointer": pl.Series([source["pointer"] for _, source in made], dtype=pl.String),
    }


def is_of_yocto(document: Document[Any]) -> bool:
    return any(BUILDER.search(creator) for creator in document.creation_info.creators)
