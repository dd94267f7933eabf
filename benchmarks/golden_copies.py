"""Files in the forms of GLEIF's golden copy, of plainly fictional persons: LEI records, relationships, reporting exceptions.

The columns and their quotes are those of the real files; a record has 1 kB, most of it
empty cells, where real ones have up to 1.8 kB.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.match_names import FORMS, PLACES, SYLLABLES, TRADES

BATCH = 10_000  # records that are written at once
_ADDRESS = (
    ".xmllang",
    ".FirstAddressLine",
    ".AddressNumber",
    ".AddressNumberWithinBuilding",
    ".MailRouting",
    ".AdditionalAddressLine.1",
    ".AdditionalAddressLine.2",
    ".AdditionalAddressLine.3",
    ".City",
    ".Region",
    ".Country",
    ".PostalCode",
)
_OTHER_NAME = "Entity.OtherEntityNames.OtherEntityName"
_TRANSLITERATED = "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName"
LEVEL_1 = (
    "LEI",
    "Entity.LegalName",
    "Entity.LegalName.xmllang",
    *(
        f"{name}.{n}{of}"
        for name in (_OTHER_NAME, _TRANSLITERATED)
        for n in range(1, 6)
        for of in ("", ".xmllang", ".type")
    ),
    *(f"Entity.{which}Address{part}" for which in ("Legal", "Headquarters") for part in _ADDRESS),
    *(f"Entity.OtherAddresses.OtherAddress.{n}{part}" for n in range(1, 6) for part in (*_ADDRESS, ".type")),
    *(
        f"Entity.TransliteratedOtherAddresses.TransliteratedOtherAddress.{n}{part}"
        for n in range(1, 6)
        for part in (*_ADDRESS, ".type")
    ),
    "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "Entity.RegistrationAuthority.OtherRegistrationAuthorityID",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "Entity.LegalJurisdiction",
    "Entity.EntityCategory",
    "Entity.EntitySubCategory",
    "Entity.LegalForm.EntityLegalFormCode",
    "Entity.LegalForm.OtherLegalForm",
    "Entity.AssociatedEntity.type",
    "Entity.AssociatedEntity.AssociatedLEI",
    "Entity.AssociatedEntity.AssociatedEntityName",
    "Entity.EntityStatus",
    "Entity.EntityCreationDate",
    "Entity.EntityExpirationDate",
    "Entity.EntityExpirationReason",
    *(f"Entity.SuccessorEntity.{n}.Successor{of}" for n in range(1, 6) for of in ("LEI", "EntityName")),
    *(
        f"Entity.LegalEntityEvents.LegalEntityEvent.{n}.{of}"
        for n in range(1, 6)
        for of in (
            "group_type",
            "event_status",
            "LegalEntityEventType",
            "LegalEntityEventEffectiveDate",
            "LegalEntityEventRecordedDate",
        )
    ),
    "Registration.InitialRegistrationDate",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
    "Registration.NextRenewalDate",
    "Registration.ManagingLOU",
    "Registration.ValidationSources",
    "Registration.ValidationAuthority.ValidationAuthorityID",
    "Registration.ValidationAuthority.OtherValidationAuthorityID",
    "Registration.ValidationAuthority.ValidationAuthorityEntityID",
)
RELATIONSHIPS = (
    "Relationship.StartNode.NodeID",
    "Relationship.StartNode.NodeIDType",
    "Relationship.EndNode.NodeID",
    "Relationship.EndNode.NodeIDType",
    "Relationship.RelationshipType",
    "Relationship.RelationshipStatus",
    *(f"Relationship.Period.{n}.{of}" for n in range(1, 6) for of in ("startDate", "endDate", "periodType")),
    *(
        f"Relationship.Quantifiers.{n}.{of}"
        for n in range(1, 6)
        for of in ("MeasurementMethod", "QuantifierAmount", "QuantifierUnits")
    ),
    "Registration.InitialRegistrationDate",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
    "Registration.NextRenewalDate",
    "Registration.ManagingLOU",
    "Registration.ValidationSources",
    "Registration.ValidationDocuments",
    "Registration.ValidationReference",
)
EXCEPTIONS = (
    "LEI",
    "Exception.Category",
    *(f"Exception.Reason.{n}" for n in range(1, 6)),
    *(f"Exception.Reference.{n}" for n in range(1, 6)),
)
_COUNTRIES = ("US", "DE", "IT", "GB", "NL", "CN", "FR", "IN", "ES", "LU", "SE", "JP", "KY", "RU", "AT", "HK")
_WEIGHTS = (12, 9, 8, 8, 6, 5, 7, 6, 7, 5, 5, 3, 3, 2, 3, 2)
_REGISTERS = {
    "DE": "RA000242",
    "GB": "RA000585",
    "CN": "RA000092",
    "RU": "RA000499",
    "US": "RA000602",
    "IT": "RA000407",
}
_HAN = "安博辰德恩方光海嘉科联明宁普启荣森腾维新远泽智中"
_HAN_TRADES = ("电子", "科技", "通信", "汽车", "半导体", "软件")
_CITIES = ("Nordhafen", "Lintao", "Westmark", "Ostrava Nova", "Fernwick", "Kaltenau", "Monteverde", "Saltmere")


class _Made(NamedTuple):
    """A fictional person: what it is called, and where it is."""

    lei: str
    name: str
    native: str
    country: str


def lei(number: int) -> str:
    """Return an LEI with fitting check digits, of an issuer that there is not."""
    body = f"0000{number:014d}"
    return f"{body}{98 - int(body + '00') % 97:02d}"


def _person(number: int, dice: random.Random) -> _Made:
    country = dice.choices(_COUNTRIES, _WEIGHTS)[0]
    brand = "".join(dice.choices(SYLLABLES, k=dice.randint(3, 4))).capitalize()
    name = f"{dice.choice(PLACES)}{brand} {dice.choice(TRADES)} {dice.choice(FORMS)}"
    native = "".join(dice.choices(_HAN, k=4)) + f"{dice.choice(_HAN_TRADES)}有限公司" if country in ("CN", "HK") else ""
    return _Made(lei(number), name, native, country)


def _level_1(number: int, dice: random.Random) -> dict[str, str]:
    made = _person(number, dice)
    street, city = f"{dice.randint(1, 400)} Example Road", dice.choice(_CITIES)
    day = f"20{dice.randint(12, 25)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}T08:00:00Z"
    ended = dice.random() < 0.05
    row = {
        "LEI": made.lei,
        "Entity.LegalName": made.native or made.name,
        "Entity.LegalName.xmllang": "zh" if made.native else "en",
        "Entity.LegalJurisdiction": made.country,
        "Entity.EntityCategory": "GENERAL",
        "Entity.LegalForm.EntityLegalFormCode": "8888",
        "Entity.EntityStatus": "INACTIVE" if ended else "ACTIVE",
        "Entity.EntityCreationDate": day,
        "Entity.EntityExpirationDate": day if ended else "",
        "Entity.SuccessorEntity.1.SuccessorLEI": lei(number // 2) if ended and number else "",
        "Registration.InitialRegistrationDate": day,
        "Registration.LastUpdateDate": day,
        "Registration.RegistrationStatus": dice.choice(("ISSUED", "ISSUED", "LAPSED")),
        "Registration.NextRenewalDate": day,
        "Registration.ManagingLOU": "00000000000000000098",
        "Registration.ValidationSources": "FULLY_CORROBORATED",
        "Entity.RegistrationAuthority.RegistrationAuthorityID": _REGISTERS.get(made.country, "RA999999"),
        "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": _number(made.country, number, dice),
    }
    for which in ("Legal", "Headquarters"):
        at = f"Entity.{which}Address"
        row |= {f"{at}.FirstAddressLine": street, f"{at}.City": city, f"{at}.Country": made.country}
        row |= {f"{at}.PostalCode": f"{dice.randint(10_000, 99_999)}", f"{at}.xmllang": "en"}
    if made.native:
        row |= {f"{_OTHER_NAME}.1": made.name, f"{_OTHER_NAME}.1.type": "ALTERNATIVE_LANGUAGE_LEGAL_NAME"}
    elif dice.random() < 0.2:
        row |= {f"{_OTHER_NAME}.1": _person(0, dice).name, f"{_OTHER_NAME}.1.type": "PREVIOUS_LEGAL_NAME"}
    return row


def _number(country: str, number: int, dice: random.Random) -> str:
    if country == "RU":
        body = f"1{dice.randint(2, 25):02d}77{number:07d}"
        return f"{body}{int(body) % 11 % 10}"
    return f"{number:08d}" if country == "GB" else f"HRB {number}" if country in _REGISTERS and country != "CN" else ""


def _relationship(number: int, dice: random.Random) -> dict[str, str]:
    ultimate = number % 2
    return {
        "Relationship.StartNode.NodeID": lei(number),
        "Relationship.StartNode.NodeIDType": "LEI",
        "Relationship.EndNode.NodeID": lei(number // (8 if ultimate else 4)),
        "Relationship.EndNode.NodeIDType": "LEI",
        "Relationship.RelationshipType": f"IS_{'ULTIMATELY' if ultimate else 'DIRECTLY'}_CONSOLIDATED_BY",
        "Relationship.RelationshipStatus": "ACTIVE",
        "Relationship.Period.1.startDate": f"20{dice.randint(10, 24)}-01-01T00:00:00Z",
        "Relationship.Period.1.periodType": "RELATIONSHIP_PERIOD",
        "Registration.LastUpdateDate": "2026-01-01T00:00:00Z",
        "Registration.RegistrationStatus": "PUBLISHED",
    }


def _exception(number: int, dice: random.Random) -> dict[str, str]:
    category = dice.choice(("DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"))
    reason = dice.choice(("NATURAL_PERSONS", "NON_CONSOLIDATING", "NO_KNOWN_PERSON", "NON_PUBLIC"))
    return {"LEI": lei(number), "Exception.Category": category, "Exception.Reason.1": reason}


FORMS_OF_FILES: dict[str, tuple[tuple[str, ...], Callable[[int, random.Random], dict[str, str]]]] = {
    "records": (LEVEL_1, _level_1),
    "relationships": (RELATIONSHIPS, _relationship),
    "exceptions": (EXCEPTIONS, _exception),
}


def write_golden_copy(path: Path, count: int, form: str = "records") -> Path:
    """Write a golden copy of `count` records as a zip, as it is published; `form` is one of FORMS_OF_FILES. Return its path."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{path.stem}.csv", "w", force_zip64=True) as out,
    ):
        for text in _batches(count, form):
            out.write(text.encode("utf-8"))
    return path


def names_in_golden_copy(count: int, every: int) -> list[str]:
    """Return the names of each so-manieth of the first `count` LEI records."""
    dice = random.Random(7)
    names = []
    for number in range(count):
        row = _level_1(number, dice)
        if number % every == 0:
            names.append(row["Entity.LegalName"])
    return names


def _batches(count: int, form: str) -> Iterator[str]:
    columns, row_of = FORMS_OF_FILES[form]
    dice, empty = random.Random(7), dict.fromkeys(columns, "")
    yield ",".join(f'"{column}"' for column in columns) + "\n"
    for start in range(0, count, BATCH):
        rows = (empty | row_of(number, dice) for number in range(start, min(start + BATCH, count)))
        yield "".join('"' + '","'.join(row.values()) + '"\n' for row in rows)
