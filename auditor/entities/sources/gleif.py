"""GLEIF Level 1 (who is who) and Level 2 (who consolidates whom), from the columns of the golden copy, whatever the file was."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from auditor.entities.identifiers.countries import ALPHA_2
from auditor.entities.identifiers.forms import REGISTERS, SCHEMES, check
from auditor.entities.reference import FRAMES, Read
from auditor.entities.sources.gleif_files import Golden, golden
from auditor.entities.sources.rows import SHOWN
from bom_parsers.errors import InputError, quoted

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
# Whether each is direct. How a fund is managed says nothing about votes.
BRANCH = "IS_INTERNATIONAL_BRANCH_OF"
CONSOLIDATED = {"IS_DIRECTLY_CONSOLIDATED_BY": True, "IS_ULTIMATELY_CONSOLIDATED_BY": False, BRANCH: True}
OF_OTHERS = "no consolidation, which alone is used: "
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


def read_level1(data: bytes, path: Path) -> Read:
    """Read LEI records (golden-copy CSV, LEI-CDF XML, JSON or an answer of the API): one person for each LEI."""
    copy = golden(data, path, "LEI records")
    frame = _with_columns(copy, path, ["LEI", "Entity.LegalName"], LEVEL1_COLUMNS).with_columns(
        pl.col("LEI").str.to_uppercase()
    )
    lei, name = pl.col("LEI"), pl.col("Entity.LegalName")
    is_withdrawn = pl.col("Registration.RegistrationStatus").is_in(WITHDRAWN)
    reasons = (
        pl.when(~lei.str.contains(LEI_FORM) | lei.is_null())
        .then(pl.lit("no LEI of 20 letters and digits"))
        .when(name.is_null())
        .then(pl.lit("no legal name"))
        .when(is_withdrawn)
        .then(pl.concat_str(pl.lit("the LEI was withdrawn: "), "Registration.RegistrationStatus"))
        .when(~lei.is_first_distinct())
        .then(pl.lit("a newer record of this LEI, or one before it, counts"))
    )
    newest = _newest_first(frame)
    good, rejects = _parted(newest, reasons)
    good = good.with_columns(key=pl.concat_str(pl.lit("lei:"), "LEI"))
    registered, unfit = _registered(good)
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    frames["entities"] = _entities(good)
    frames["names"] = _names(good)
    frames["identifiers"] = pl.concat(
        [
            good.select("key", pl.lit("lei").alias("scheme"), pl.col("LEI").alias("value")),
            _replaced(newest),
            registered,
        ]
    )
    frames["edges"] = _successions(good)
    return Read(frames, pl.concat([rejects, unfit, copy.rejects]), good.height, copy.as_of)


def _registered(good: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the numbers that registers gave, in the scheme of all sources where the register's is one, and notes on those
    that cannot be of it: a number of a register that GLEIF names by its code stays as it is."""
    given = good.filter(pl.col(NUMBER).is_not_null() & (pl.col(AUTHORITY).fill_null(NO_NUMBER) != NO_NUMBER)).select(
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
        "place",
        effect=pl.lit("noted"),
        reason=pl.format("{} cannot be of the scheme {}: {}; not used", "value", "scheme", "why"),
        row="key",
    )
    fit = common.filter(pl.col("fit").is_not_null()).select("key", "scheme", value="fit")
    return pl.concat([fit, own.select("key", "scheme", "value")]), unfit


def _replaced(newest: pl.DataFrame) -> pl.DataFrame:
    """Return the LEIs that were withdrawn because their entity has another one, as identifiers of that."""
    of = newest.filter(pl.col("Registration.RegistrationStatus") == REPLACED).select("LEI", pl.col(SUCCESSOR))
    return pl.concat(
        [
            pl.DataFrame(schema=FRAMES["identifiers"]),
            *(
                of.filter(pl.col(column).str.contains(LEI_FORM) & pl.col("LEI").str.contains(LEI_FORM)).select(
                    pl.concat_str(pl.lit("lei:"), column).alias("key"),
                    pl.lit("lei").alias("scheme"),
                    pl.col("LEI").alias("value"),
                )
                for column in of.columns[1:]
            ),
        ]
    )


def _successions(good: pl.DataFrame) -> pl.DataFrame:
    """Return an edge for each successor with an LEI, since the entity expired."""
    schema = FRAMES["edges"]
    of_each = [
        good.filter(pl.col(column).str.contains(LEI_FORM) & (pl.col(column) != pl.col("LEI"))).select(
            owner=pl.concat_str(pl.lit("lei:"), column),
            owned=pl.col("key"),
            kind=pl.lit("successor"),
            since=_day("Entity.EntityExpirationDate"),
            place=pl.col("place"),
        )
        for column in good.select(pl.col(SUCCESSOR)).columns
    ]
    frames = [
        frame.select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in schema.items()
        )
        for frame in of_each
    ]
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _newest_first(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the records with the newest of an LEI before the others, where an LEI comes twice."""
    if frame["LEI"].is_unique().all():
        return frame
    return frame.sort("Registration.LastUpdateDate", descending=True, nulls_last=True, maintain_order=True)


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
LEVEL2_COLUMNS = (
    "Relationship.StartNode.NodeIDType",
    "Relationship.EndNode.NodeIDType",
    "Relationship.RelationshipStatus",
    "Relationship.Period.1.startDate",
    "Relationship.Period.1.endDate",
    "Relationship.Period.1.periodType",
    "Relationship.Quantifiers.1.QuantifierAmount",
    "Relationship.Quantifiers.1.QuantifierUnits",
    "Registration.RegistrationStatus",
    "Registration.LastUpdateDate",
)


def _with_columns(copy: Golden, path: Path, required: list[str], optional: tuple[str, ...]) -> pl.DataFrame:
    """Return the frame with all columns there, blank cells null; raises InputError when a required one is missing."""
    frame = copy.frame
    missing = [column for column in required if column not in frame.columns]
    if missing:
        shown = ", ".join(quoted(column) for column in frame.columns[1:9]) or "none"
        remedy = (
            "check that KIND and FILE belong together (gleif-level1 has who is who, gleif-level2 who consolidates whom)"
        )
        raise InputError(path, "", f"the columns {shown}", f"a column {quoted(missing[0])}", remedy)
    text = pl.col(pl.String).str.strip_chars()
    added = [pl.lit(None, pl.String).alias(column) for column in optional if column not in frame.columns]
    return frame.with_columns(added).with_columns(pl.when(text != "").then(text).name.keep())


def _parted(frame: pl.DataFrame, reasons: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows for which there is no reason to refuse them, and the rejects."""
    judged = frame.with_columns(reason=reasons)
    cells = [column for column in frame.columns if column != "place"]
    row = pl.concat_str([pl.col(cells).fill_null("")], separator=",").str.slice(0, SHOWN)
    is_of_others = pl.col("reason").str.starts_with(OF_OTHERS)
    effect = pl.when(is_of_others).then(pl.lit("noted")).otherwise(pl.lit("refused"))
    rejects = judged.filter(pl.col("reason").is_not_null()).select(
        "place", effect.alias("effect"), "reason", row.alias("row")
    )
    return judged.filter(pl.col("reason").is_null()).drop("reason"), rejects


def _country(column: str) -> pl.Expr:
    code = pl.col(column).str.slice(0, 2).str.to_uppercase()
    return pl.when(code.is_in(sorted(ALPHA_2))).then(code)


def _day(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _entities(good: pl.DataFrame) -> pl.DataFrame:
    is_government = pl.col("Entity.EntityCategory") == "RESIDENT_GOVERNMENT_ENTITY"
    columns = {
        "key": pl.col("key"),
        "name": pl.col("Entity.LegalName"),
        "kind": pl.when(is_government).then(pl.lit("government")).otherwise(pl.lit("organisation")),
        "incorporated_in": _country("Entity.LegalJurisdiction"),
        "headquartered_in": _country("Entity.HeadquartersAddress.Country"),
        "dissolved_on": pl.when(pl.col("Entity.EntityStatus") == "INACTIVE").then(_day("Entity.EntityExpirationDate")),
        "address": pl.concat_str(ADDRESS, separator=", ", ignore_nulls=True).replace("", None),
        "address_in": _country("Entity.LegalAddress.Country"),
        "place": pl.col("place"),
    }
    schema = FRAMES["entities"]
    return good.select(columns.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items())


def _names(good: pl.DataFrame) -> pl.DataFrame:
    """Return the legal name and the others, each with its kind and language."""
    parts = [
        good.select(
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
            filled.select("key", pl.col(column).alias("name"), kinds.alias("kind"), language.alias("language"))
        )
    return pl.concat(parts).with_columns(pl.col("kind").cast(FRAMES["names"]["kind"]))


def read_level2(data: bytes, path: Path) -> Read:
    """Read relationship records or reporting exceptions. Consolidation is evidence of control, never a voting share."""
    copy = golden(data, path, "relationship records or reporting exceptions")
    if "Exception.Category" in copy.frame.columns:
        return _exceptions(copy, path)
    required = ["Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType"]
    frame = _with_columns(copy, path, required, LEVEL2_COLUMNS)
    child, parent, kind = (pl.col(column) for column in required)
    reasons = (
        pl.when(child.is_null() | parent.is_null())
        .then(pl.lit("a relationship without both of its nodes"))
        .when(~kind.is_in(list(CONSOLIDATED)) | kind.is_null())
        .then(pl.concat_str(pl.lit(OF_OTHERS), kind.fill_null("no type")))
        .when(pl.col("Registration.RegistrationStatus").is_in(WITHDRAWN))
        .then(pl.concat_str(pl.lit("the record was withdrawn: "), "Registration.RegistrationStatus"))
    )
    good, rejects = _parted(frame, reasons)
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    frames["edges"] = _edges(good)
    return Read(frames, pl.concat([rejects, copy.rejects]), good.height, copy.as_of)


def _key(node: str) -> pl.Expr:
    scheme = pl.col(f"Relationship.{node}.NodeIDType").fill_null("LEI").str.to_lowercase()
    return pl.concat_str(scheme, pl.lit(":"), pl.col(f"Relationship.{node}.NodeID").str.to_uppercase())


def _period(frame: pl.DataFrame, which: str) -> pl.Expr:
    """Return the day on which the relationship itself began or ended; the other periods are of accounts and documents."""
    numbers = sorted(
        {column.split(".")[2] for column in frame.select(pl.col(r"^Relationship\.Period\.\d+\..*$")).columns}
    )
    there = [
        n
        for n in numbers
        if {f"Relationship.Period.{n}.periodType", f"Relationship.Period.{n}.{which}"} <= {*frame.columns}
    ]
    of_relationship = [
        pl.when(pl.col(f"Relationship.Period.{n}.periodType") == "RELATIONSHIP_PERIOD").then(
            _day(f"Relationship.Period.{n}.{which}")
        )
        for n in there
    ]
    return pl.coalesce(*of_relationship, pl.lit(None, pl.Date))


def _edges(good: pl.DataFrame) -> pl.DataFrame:
    """Return one edge for each record; one that is inactive ended at the latest when it was last updated."""
    is_percent = pl.col("Relationship.Quantifiers.1.QuantifierUnits").str.to_uppercase().str.contains("PERCENT")
    amount = pl.col("Relationship.Quantifiers.1.QuantifierAmount").cast(pl.Float64, strict=False)
    percent = pl.when(is_percent & amount.is_between(0, 100)).then(amount)
    inactive = pl.col("Relationship.RelationshipStatus") == "INACTIVE"
    until = pl.coalesce(_period(good, "endDate"), pl.when(inactive).then(_day("Registration.LastUpdateDate")))
    columns = {
        "owner": _key("EndNode"),
        "owned": _key("StartNode"),
        "kind": pl.when(pl.col("Relationship.RelationshipType") == BRANCH)
        .then(pl.lit("branch"))
        .otherwise(pl.lit("consolidation")),
        "low": percent,
        "high": percent,
        "direct": pl.col("Relationship.RelationshipType").replace_strict(CONSOLIDATED, return_dtype=pl.Boolean),
        "since": _period(good, "startDate"),
        "until": until,
        "place": pl.col("place"),
    }
    schema = FRAMES["edges"]
    return good.select(columns.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items())


def _exceptions(copy: Golden, path: Path) -> Read:
    """Return why a parent is not reported: that there is none, or that it is not told."""
    frame = _with_columns(copy, path, ["LEI", "Exception.Category"], ("Exception.Reason.1",))
    good, rejects = _parted(frame, pl.when(pl.col("LEI").is_null()).then(pl.lit("no LEI")))
    exceptions = good.select(
        pl.concat_str(pl.lit("lei:"), pl.col("LEI").str.to_uppercase()).alias("key"),
        pl.col("Exception.Category").alias("category"),
        pl.col("Exception.Reason.1").alias("reason"),
        "place",
    )
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    return Read(frames, pl.concat([rejects, copy.rejects]), good.height, copy.as_of, exceptions)
