"""The facts that the rule asks about: name, type, values, default. The vocabulary of questions and of audits alike.

A fact that is left out is unknown, unless it has a default here. In frames a fact is one column of its own name; a list of
choices is one Boolean column for each choice that a test asks about. A person is three columns: `nexus`; `gaps` in what is
known of it, as bits; and `standing`, the weakest reading that its nexus, or its being unknown, rests on, as a number of
`truth.Standing`. A standing of null is that of nothing beyond the test that asks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

ACTS = ("designed", "developed", "manufactured", "supplied", "maintained")
ACTS_OF_THE_RULE = ACTS[:4]  # each of these needs a party; 791.1(a) adds those who maintain

VERDICTS = ("prohibited", "review", "authorized", "exempt", "allowed", "out_of_scope")
DECLARATIONS = ("required", "not_required", "undetermined")
FILINGS = ("in_time", "late", "missing")


class VocabularyError(ValueError):
    """A question, or a stated fact, does not speak the vocabulary: at `place` there is `found`, `expected` was expected."""

    def __init__(self, place: str, found: str, expected: str, remedy: str) -> None:
        self.place, self.found, self.expected, self.remedy = place, found, expected, remedy
        super().__init__(f"{place}: found {found}; expected {expected}; {remedy}")


@dataclass(frozen=True)
class Fact:
    """One fact: `type` is bool, int, number, date, text, choice, choices, range or party; `columns` hold it in a frame."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    default: Any = None
    columns: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        return self.name.partition(".")[2]


def person_columns(prefix: str) -> tuple[str, str, str]:
    """Return the columns of a person in a frame of facts, such as "party.designed": nexus, gaps and standing."""
    return f"{prefix}.nexus", f"{prefix}.gaps", f"{prefix}.standing"


HARDWARE_CLASSES = (
    "microcontroller", "module", "system_on_chip", "telematics_unit", "networking_unit", "cellular_module", "wifi_module",
    "bluetooth_module", "satellite_system", "other_wireless_module", "external_antenna", "dsp", "fpga",
    "passive", "discrete_semiconductor", "mechanical", "power_supply", "memory", "sensor", "other",
)  # fmt: skip
PURPOSES = (
    "sale", "repair_or_warranty", "upgrade", "personal_use", "testing", "display", "research", "competition", "re_export",
    "foreign_trade_zone",
)  # fmt: skip
LAYERS = ("application", "middleware", "operating_system", "hypervisor", "bootloader", "device_control", "cloud")

FACTS: tuple[Fact, ...] = (
    Fact("actor.us_person", "bool", default=True),
    Fact(
        "actor.roles",
        "choices",
        ("connected_vehicle_manufacturer", "vcs_hardware_importer", "supplier", "private_person"),
        columns=("actor.connected_vehicle_manufacturer", "actor.vcs_hardware_importer"),
    ),
    Fact("actor.party", "party", columns=person_columns("actor")),
    Fact("actor.general_authorization", "int"),
    Fact("actor.specific_authorization", "choice", ("granted", "pending", "denied")),
    Fact("vehicle.model_year", "int"),
    Fact("vehicle.gvwr_lb", "number"),
    Fact("vehicle.gvwr_kg", "number"),
    Fact("vehicle.use", "choice", ("road", "rail_only", "off_road"), "road"),
    Fact("vehicle.drawn", "bool", default=False),
    Fact("vehicle.wireless", "bool"),
    Fact("vehicle.completed", "bool", default=True),
    Fact("vehicle.new", "bool", default=True),
    Fact("vehicle.incorporates_ads", "bool"),
    Fact("transaction.kind", "choice", ("import", "sale", "commercial_service", "install", "export")),
    Fact("transaction.date", "date"),
    Fact("transaction.purpose", "choice", PURPOSES, "sale"),
    Fact("transaction.days_on_public_road", "int"),
    Fact("transaction.months_in_country", "number"),
    Fact("transaction.knowing", "bool"),
    Fact("transaction.value_usd", "number"),
    Fact("item.enables", "choices", ("vcs", "ads"), columns=("item.enables_vcs", "item.enables_ads")),
    Fact("item.directly", "bool", default=True),
    Fact("item.frequency_mhz", "range", columns=("item.highest_mhz",)),
    Fact("item.exclusively", "choice", ("sensing", "uwb_access", "receive_only", "power", "no")),
    Fact("item.automation_level", "int"),
    Fact("component.kind", "choice", ("hardware", "software", "firmware")),
    Fact("component.hardware_class", "choice", HARDWARE_CLASSES),
    Fact("component.programmable", "bool"),
    Fact("component.contributes_to_communication", "bool"),
    Fact("component.layer", "choice", LAYERS),
    Fact("component.runs_on_primary_processor", "bool"),
    Fact("component.open_source", "bool"),
    Fact("component.modified", "choice", ("no", "shared", "proprietary")),
    Fact("component.completed_on", "date"),
    Fact("component.altered_on", "date"),
    Fact("component.altered_by", "party", columns=person_columns("component.altered_by")),
    Fact("component.foreign_interest", "bool"),
    Fact("filing.first_transaction_on", "date"),
    Fact("filing.filed_on", "date"),
    Fact("filing.change_found_on", "date"),
    Fact("filing.updated_on", "date"),
)
BY_NAME = {fact.name: fact for fact in FACTS}
TABLES = tuple(dict.fromkeys(fact.table for fact in FACTS))

# The keys of a party table and of one of its owners, with their types.
PARTY_KEYS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("did", "choices", ACTS),
        Fact("name", "text"),
        Fact("kind", "choice", ("organisation", "natural_person", "government"), "organisation"),
        Fact("incorporated_in", "country"),
        Fact("headquartered_in", "country"),
        Fact("principal_place_of_business", "country"),
        Fact("citizenships", "countries"),
        Fact("resident_in", "country"),
        Fact("us_permanent_resident", "bool"),
        Fact("acts_for", "country"),
        Fact("engaged_through", "choice", ("entity",)),
        Fact("owners", "owners"),
        Fact("no_other_owners", "bool"),
    )
}
OWNER_KEYS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("name", "text"),
        Fact("country", "country"),
        Fact("party", "party"),
        Fact("voting_pct", "percent"),
        Fact("largest", "bool"),
        Fact("board_seats", "seats"),
        Fact("special_share", "bool"),
        Fact("proxy", "bool"),
        Fact("veto", "bool"),
        Fact("contract_control", "bool"),
        Fact("acts_in_concert_with", "texts"),
        Fact("power_excluded", "bool"),
        Fact("dispersed", "bool"),
    )
}

_DTYPES: dict[str, Any] = {
    "bool": pl.Boolean,
    "int": pl.Int32,
    "number": pl.Float64,
    "range": pl.Float64,
    "date": pl.Date,
    "text": pl.String,
}


_PERSON = (pl.Boolean, pl.UInt32, pl.UInt8)


def _columns() -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for fact in FACTS:
        if fact.type == "party":
            columns |= dict(zip(fact.columns, _PERSON, strict=True))
        elif fact.type == "choices":
            columns |= dict.fromkeys(fact.columns, pl.Boolean)
        else:
            dtype = pl.Enum(fact.values) if fact.type == "choice" else _DTYPES[fact.type]
            columns[fact.columns[0] if fact.columns else fact.name] = dtype
    for act in ACTS:
        columns |= dict(zip(person_columns(f"party.{act}"), _PERSON, strict=True))
    return columns


# Column -> polars type of a frame of facts: one row for each thing in each transaction.
COLUMNS: dict[str, Any] = _columns()


def flatten(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Turn facts by name ("item.enables": ["vcs"]) into the columns of COLUMNS; facts that are persons are left out."""
    row: dict[str, Any] = {}
    for name, value in facts.items():
        fact = BY_NAME[name]
        if fact.type == "party" or value is None:
            continue
        if fact.type == "choices":
            for choice, column in zip(fact.values, fact.columns, strict=False):
                row[column] = choice in value
        elif fact.type == "range":
            row[fact.columns[0]] = value[1]
        else:
            row[name] = value
    return row


def frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows of columns as a frame of facts: every column of COLUMNS, defaults in place of what was left out.

    A row without an "actor.nexus" and "actor.gaps" has an actor of whom nothing is said: no nexus, as the vocabulary has it.
    """
    data = pl.DataFrame({c: [row.get(c) for row in rows] for c in COLUMNS}, schema=COLUMNS)
    data = data.with_columns(pl.col(f.name).fill_null(pl.lit(f.default)) for f in FACTS if f.default is not None)
    unsaid = pl.col("actor.nexus").is_null() & pl.col("actor.gaps").is_null()
    return data.with_columns(pl.when(unsaid).then(False).otherwise(pl.col("actor.nexus")).alias("actor.nexus"))


def check(fact: Fact, value: Any, place: str) -> Any:
    """Return `value` as the fact's type holds it; raises VocabularyError, naming `place`, when it does not fit."""
    good = _FITS[fact.type](value)
    if good and fact.values:
        chosen = [value] if fact.type == "choice" else value
        wrong = [v for v in chosen if v not in fact.values]
        if wrong:
            expected = " or ".join(repr(v) for v in fact.values)
            raise VocabularyError(place, repr(wrong[0]), expected, _nearest(str(wrong[0]), fact.values))
    if not good:
        raise VocabularyError(
            place, f"{value!r}", _EXPECTED[fact.type], "correct the value, or leave the fact out if it is unknown"
        )
    if fact.type in ("country", "countries"):
        return value.upper() if isinstance(value, str) else [v.upper() for v in value]
    return value


def unknown_key(place: str, key: str, known: Iterable[str]) -> VocabularyError:
    """Return the error for a key that the vocabulary does not have, naming the nearest one that it has."""
    names = list(known)
    return VocabularyError(place, f"the unknown key {key!r}", "a key of the vocabulary", _nearest(key, names))


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, 1, 0.0)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}"


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_list(value: Any, of: Any) -> bool:
    return isinstance(value, list) and all(of(v) for v in value)


def _is_country(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha()


_FITS: dict[str, Any] = {
    "bool": lambda v: isinstance(v, bool),
    "int": lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 2**31,
    "number": _is_number,
    "percent": lambda v: _is_number(v) and v <= 100,
    "date": _is_date,
    "text": lambda v: isinstance(v, str) and bool(v.strip()),
    "texts": lambda v: _is_list(v, lambda x: isinstance(x, str)),
    "choice": lambda v: isinstance(v, str),
    "choices": lambda v: _is_list(v, lambda x: isinstance(x, str)),
    "range": lambda v: _is_list(v, _is_number) and len(v) == 2 and v[0] <= v[1],
    "country": _is_country,
    "countries": lambda v: _is_list(v, _is_country),
    "seats": lambda v: (
        _is_list(v, lambda x: isinstance(x, int) and not isinstance(x, bool) and x >= 0)
        and len(v) == 2
        and v[0] <= v[1]
    ),
    "owners": lambda v: _is_list(v, lambda x: isinstance(x, dict)),
    "party": lambda v: isinstance(v, dict),
}
_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number of 0 or more",
    "number": "a number of 0 or more",
    "percent": "a percentage from 0 to 100",
    "date": "a date such as 2026-03-16, without quotes",
    "text": "a text that is not blank",
    "texts": "a list of texts",
    "choice": "a text",
    "choices": "a list of texts",
    "range": "a pair [lowest, highest] in MHz",
    "country": 'a two-letter country code (ISO 3166-1 alpha-2) such as "DE"',
    "countries": 'a list of two-letter country codes such as ["DE"]',
    "seats": "a pair [held, of]",
    "owners": "a list of owner tables",
    "party": "a party table",
}
