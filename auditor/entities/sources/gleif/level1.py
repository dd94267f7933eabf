"""GLEIF Level 1, who is who, from the columns of the golden copy, whatever the file was."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from auditor.entities.identifiers.forms import REGISTERS, SCHEMES, check
from auditor.entities.reference import FRAMES, Read
from auditor.entities.sources.gleif.columns import country, day, in_columns, judged, with_columns
from auditor.entities.sources.gleif.files import Golden, golden
from auditor.entities.sources.streams.source_file import SourceFile

LEI_FORM = r"^[A-Z0-9]{18}[0-9]{2}$"
OTHER_NAME = (
    r"^Entity\.(OtherEntityNames\.OtherEntityName|TransliteratedOtherEntityNames\.TransliteratedOtherEntityName)\.\d+$"
)
NAME_KINDS = {
    "PREVIOUS_LEGAL_NAME": "former",
    "TRADING_OR_OPERATING_NAME": "trading",
    "ALTERNATIVE_LANGUAGE_LEGAL_NAME": "native",
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "transliterated",
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "transliterated",
}
WITHDRAWN = ("ANNULLED", "DUPLICATE")
REPLACED = "DUPLICATE"  # and the successor is the record that stays: it may be met by either LEI
AUTHORITY = "Entity.RegistrationAuthority.RegistrationAuthorityID"
NUMBER = "Entity.RegistrationAuthority.RegistrationAuthorityEntityID"
# The registers of GLEIF's list of registration authorities whose numbers other sources have too, by what the numbers are.
REGISTER_SCHEMES = {
    "RA000092": "uscc",  # the national enterprise credit information publicity system (SAMR)
    "RA000499": "ogrn",  # the register of legal entities (Federal Tax Service)
    "RA000585": "gb-coh",  # Companies House: England and Wales, Northern Ireland, Scotland
    "RA000586": "gb-coh",
    "RA000587": "gb-coh",
}
NO_NUMBER = "RA999999"  # by which a record says that there is no register
SUCCESSOR = r"^Entity\.SuccessorEntity\.\d+\.SuccessorLEI$"
ADDRESS = tuple(
    f"Entity.LegalAddress.{part}" for part in ("FirstAddressLine", "City", "Region", "PostalCode", "Country")
)


def read_level1(source: SourceFile) -> Iterator[Read]:
    """Read LEI records (golden-copy CSV, LEI-CDF XML, JSON or an answer of the API): one person for each LEI."""
    parts, repeated = golden(source, _repeated)
    outdated = _outdated(parts(), repeated) if len(repeated) else pl.Series([], dtype=pl.UInt32)
    for part in parts():
        yield _read(part, source, outdated)


def _read(copy: Golden, source: SourceFile, outdated: pl.Series) -> Read:
    """Return what some records say; `outdated` are the numbers of those of which another one of the same LEI counts."""
    frame = with_columns(copy, source, ["LEI", "Entity.LegalName"], LEVEL1_COLUMNS).with_columns(_lei())
    lei, name = pl.col("LEI"), pl.col("Entity.LegalName")
    is_withdrawn = pl.col("Registration.RegistrationStatus").is_in(WITHDRAWN)
    reasons = (
        pl.when(~lei.str.contains(LEI_FORM) | lei.is_null())
        .then(pl.lit("no LEI of 20 letters and digits"))
        .when(name.is_null())
        .then(pl.lit("no legal name"))
        .when(is_withdrawn)
        .then(pl.concat_str(pl.lit("the LEI was withdrawn: "), "Registration.RegistrationStatus"))
        .when(pl.col("number").is_in(outdated.implode()))
        .then(pl.lit("a newer record of this LEI, or one before it, counts"))
    )
    good, rejects = judged(frame, reasons)
    good = good.with_columns(key=pl.concat_str(pl.lit("lei:"), "LEI"))
    registered, unfit = _registered(good)
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    frames["entities"] = _entities(good)
    frames["names"] = _names(good)
    own = good.select("number", "key", pl.lit("lei").alias("scheme"), pl.col("LEI").alias("value"))
    frames["identifiers"] = _by_record([own, _replaced(frame), registered], "identifiers")
    frames["edges"] = _by_record(_successions(good), "edges")
    rejects = pl.concat([rejects, unfit]).sort("number", maintain_order=True).drop("number")
    return Read(frames, pl.concat([rejects, copy.rejects]), good.height, copy.as_of)


def _by_record(frames: list[pl.DataFrame], name: str) -> pl.DataFrame:
    """Return the rows of these frames in the order of their records, whatever part of the file these are in."""
    return in_columns(pl.concat(frames).sort("number", maintain_order=True), name) if frames else in_columns(None, name)


def _lei() -> pl.Expr:
    return pl.col("LEI").str.strip_chars().str.to_uppercase()


def _repeated(parts: Iterator[Golden]) -> pl.Series:
    """Return the hashes of LEIs that come more than once, and of a few others, without holding the LEIs."""
    empty = pl.Series("LEI", [], dtype=pl.UInt64)
    hashes = pl.concat(
        [empty, *(part.frame.select(_lei().hash())["LEI"] for part in parts if "LEI" in part.frame.columns)]
    )
    ordered = hashes.sort()
    return ordered.filter(ordered == ordered.shift()).unique()


def _outdated(parts: Iterator[Golden], repeated: pl.Series) -> pl.Series:
    """Return the numbers of the records that do not count because another one of their LEI does: the newest, or the first."""
    updated = "Registration.LastUpdateDate"
    several = []
    for part in parts:
        there = (
            pl.col(updated).str.strip_chars().replace("", None)
            if updated in part.frame.columns
            else pl.lit(None, pl.String)
        )
        numbered = part.frame.select(_lei(), there.alias("updated")).with_row_index("number", part.before)
        several.append(numbered.filter(pl.col("LEI").hash().is_in(repeated.implode())))
    newest_first = pl.concat(several).sort("updated", descending=True, nulls_last=True, maintain_order=True)
    return newest_first.filter(~pl.col("LEI").is_first_distinct())["number"]


def _registered(good: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the numbers that registers gave, in the scheme of all sources where the register's is one, and notes on those
    that cannot be of it: a number of a register that GLEIF names by its code stays as it is."""
    given = good.filter(pl.col(NUMBER).is_not_null() & (pl.col(AUTHORITY).fill_null(NO_NUMBER) != NO_NUMBER)).select(
        "number",
        "place",
        "key",
        scheme=pl.col(AUTHORITY).replace_strict(REGISTER_SCHEMES, default=pl.col(AUTHORITY).str.to_lowercase()),
        value=pl.col(NUMBER),
    )
    is_own = ~pl.col("scheme").is_in([*SCHEMES, *REGISTERS])
    own, common = given.filter(is_own), given.filter(~is_own)
    # Companies House writes eight signs; some records leave the noughts before them out.
    padded = pl.when(pl.col("scheme") == "gb-coh").then(pl.col("value").str.zfill(8)).otherwise(pl.col("value"))
    common = common.with_columns(padded)
    checked = [check(scheme, value) for scheme, value in common.select("scheme", "value").iter_rows()]
    common = common.with_columns(
        fit=pl.Series([one.value for one in checked], dtype=pl.String),
        why=pl.Series([one.reason for one in checked], dtype=pl.String),
    )
    unfit = common.filter(pl.col("fit").is_null()).select(
        "number",
        "place",
        effect=pl.lit("noted"),
        reason=pl.format("{} cannot be of the scheme {}: {}; not used", "value", "scheme", "why"),
        row="key",
    )
    fit = common.filter(pl.col("fit").is_not_null()).select("number", "key", "scheme", value="fit")
    return pl.concat([fit, own.select("number", "key", "scheme", "value")]), unfit


def _replaced(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the LEIs that were withdrawn because their entity has another one, as identifiers of that."""
    of = frame.filter(pl.col("Registration.RegistrationStatus") == REPLACED).select("number", "LEI", pl.col(SUCCESSOR))
    columns = {"number": pl.UInt32} | dict.fromkeys(("key", "scheme", "value"), pl.String)
    return pl.concat(
        [
            pl.DataFrame(schema=columns),
            *(
                of.filter(pl.col(column).str.contains(LEI_FORM) & pl.col("LEI").str.contains(LEI_FORM)).select(
                    "number",
                    pl.concat_str(pl.lit("lei:"), column).alias("key"),
                    pl.lit("lei").alias("scheme"),
                    pl.col("LEI").alias("value"),
                )
                for column in of.columns[2:]
            ),
        ]
    )


def _successions(good: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the edges of each successor with an LEI, since the entity expired."""
    return [
        good.filter(pl.col(column).str.contains(LEI_FORM) & (pl.col(column) != pl.col("LEI"))).select(
            "number",
            owner=pl.concat_str(pl.lit("lei:"), column),
            owned=pl.col("key"),
            kind=pl.lit("successor"),
            since=day("Entity.EntityExpirationDate"),
            place=pl.col("place"),
        )
        for column in good.select(pl.col(SUCCESSOR)).columns
    ]


LEVEL1_COLUMNS = (
    "Entity.LegalName.xmllang",
    "Entity.LegalJurisdiction",
    "Entity.HeadquartersAddress.Country",
    "Entity.EntityCategory",
    "Entity.EntityStatus",
    "Entity.EntityExpirationDate",
    *ADDRESS,
    AUTHORITY,
    NUMBER,
    "Registration.RegistrationStatus",
    "Registration.LastUpdateDate",
)


def _entities(good: pl.DataFrame) -> pl.DataFrame:
    is_government = pl.col("Entity.EntityCategory") == "RESIDENT_GOVERNMENT_ENTITY"
    columns = {
        "key": pl.col("key"),
        "name": pl.col("Entity.LegalName"),
        "kind": pl.when(is_government).then(pl.lit("government")).otherwise(pl.lit("organisation")),
        "incorporated_in": country("Entity.LegalJurisdiction"),
        "headquartered_in": country("Entity.HeadquartersAddress.Country"),
        "dissolved_on": pl.when(pl.col("Entity.EntityStatus") == "INACTIVE").then(day("Entity.EntityExpirationDate")),
        "address": pl.concat_str(ADDRESS, separator=", ", ignore_nulls=True).replace("", None),
        "address_in": country("Entity.LegalAddress.Country"),
        "place": pl.col("place"),
    }
    return in_columns(good.select(**columns), "entities")


def _names(good: pl.DataFrame) -> pl.DataFrame:
    """Return the legal name and the others, each with its kind and language."""
    parts = [
        good.select(
            "number",
            "key",
            pl.col("Entity.LegalName").alias("name"),
            pl.lit("legal").alias("kind"),
            pl.col("Entity.LegalName.xmllang").alias("language"),
        )
    ]
    for column in good.select(pl.col(OTHER_NAME)).columns:
        default = "transliterated" if "Transliterated" in column else "alias"
        kind, language = (
            pl.col(name) if name in good.columns else pl.lit(None, pl.String)
            for name in (f"{column}.type", f"{column}.xmllang")
        )
        kinds = kind.replace_strict(NAME_KINDS, default=default, return_dtype=pl.String).fill_null(default)
        filled = good.filter(pl.col(column).is_not_null())
        parts.append(
            filled.select(
                "number", "key", pl.col(column).alias("name"), kinds.alias("kind"), language.alias("language")
            )
        )
    return _by_record(parts, "names")
