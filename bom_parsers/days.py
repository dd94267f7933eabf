"""Days that cannot be right in a BOM: they are told and not used, for code is judged by when it was finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.errors import quoted

# SPDX is of 2010 and CycloneDX of 2017: nothing older was made in one of them. Code of a vehicle is not older than 1980.
FIRST_BOM, FIRST_CODE, LAST = date(2010, 1, 1), date(1980, 1, 1), date(2100, 1, 1)
# Days that builds write in the place of a moment so that each of them comes out alike: the epochs of Unix and of ZIP, and those
# of Yocto.
PLACEHOLDERS = (date(1970, 1, 1), date(1980, 1, 1), date(2011, 4, 5), date(2018, 3, 9))
# The properties that give a day of code.
DAY_PROPERTIES = (
    "releaseDate",
    "builtDate",
    "releaseNotes.timestamp",
    "pedigree.commit.authored",
    "pedigree.commit.committed",
)
IMPLAUSIBLE = "implausible:"  # before the name of a property whose day is not used


def with_plausible_days(bom: Bom) -> Bom:
    """Return `bom` without days that cannot be right: when it was made becomes None, and properties get another name.

    Each is told in `problems`.
    """
    problems = Rows(PROBLEMS)
    created = bom.created
    made_on = day_of(created or "")
    if made_on and not FIRST_BOM <= made_on < LAST:
        # A day of the computer age before there were BOMs is a fixed one, which tools write in the place of a moment.
        is_fixed = PLACEHOLDERS[0] <= made_on < FIRST_BOM
        why = "which stands for no moment" if is_fixed else "when no BOM was made"
        message = f"the document says that it was made on {made_on}, {why}; the day is not used"
        severity = "info" if is_fixed else "warning"
        problems.add(kind="implausible-date", severity=severity, message=message, pointer="")
        created = None
    properties = bom.properties
    dated = properties.with_row_index("row").filter(pl.col("name").is_in(DAY_PROPERTIES))
    wrong: list[int] = []
    for row in dated.iter_rows(named=True):
        day = day_of(row["value"] or "")
        if day and day not in PLACEHOLDERS and not FIRST_CODE <= day < LAST:
            message = f"{row['name']} {quoted(row['value'], 40)} is no day on which code is finished; it is not used"
            problems.add(kind="implausible-date", severity="warning", message=message, pointer=row["pointer"])
            wrong.append(row["row"])
    if not len(problems):
        return bom
    is_wrong = pl.int_range(pl.len()).is_in(wrong)
    renamed = pl.when(is_wrong).then(pl.lit(IMPLAUSIBLE) + pl.col("name")).otherwise("name")
    return replace(
        bom,
        created=created,
        properties=properties.with_columns(name=renamed),
        problems=bom.problems.vstack(problems.frame(bom.name)),
    )


def day_of(text: str) -> date | None:
    """Return the day at the beginning of a moment ("2024-03-01T10:00:00Z"), None where there is none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
