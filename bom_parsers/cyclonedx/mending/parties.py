"""Persons in shapes and under keys that CycloneDX does not have: each name is used, and the oddity reported.

Tools write several suppliers as an array, a publisher as an object, keys in another case, "vendor" or "suppliers".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import folded
from bom_parsers.errors import quoted

OBJECTS = {"supplier": "supplier", "manufacturer": "manufacturer", "provider": "supplier"}
TEXTS = {"author": "developer", "publisher": "distributor"}
# Keys without case, hyphens and underscores -> the role of who stands there.
ROLE_OF_KEY = {
    **OBJECTS,
    **TEXTS,
    **dict.fromkeys(("suppliers", "suppliername", "vendor", "vendors", "vendorname", "company"), "supplier"),
    **dict.fromkeys(("manufacturers", "manufacturername", "manufacture", "maker", "mfr"), "manufacturer"),
    **dict.fromkeys(("developer", "developers", "originator", "authorname"), "developer"),
    **dict.fromkeys(("publishers", "publishername", "distributor", "distributors"), "distributor"),
    **dict.fromkeys(("maintainer", "maintainers"), "maintainer"),
}
# The same as a pattern for the text of a document: what is met there is looked at more closely.
KEY_PATTERN = (
    r'"(?:[Ss]uppliers|Supplier|[Ss]upplier[_ -]?[Nn]ame|[Vv]endors?|[Vv]endor[_ -]?[Nn]ame|[Cc]ompany|[Mm]anufacturers'
    r"|[Mm]anufacture|Manufacturer|[Mm]anufacturer[_ -]?[Nn]ame|[Mm]aker|[Mm]fr|[Dd]evelopers?|[Oo]riginator|Authors?"
    r'|[Aa]uthor[_ -]?[Nn]ame|Publisher|[Pp]ublishers|[Pp]ublisher[_ -]?[Nn]ame|[Dd]istributors?|[Mm]aintainers?)"\s*:'
)
NAME_KEYS = ("name", "organization", "organizationname", "company", "fullname", "legalname", "individual", "person")


def with_all_parties(component: dict[str, Any], pointer: str, problems: Rows) -> dict[str, Any]:
    """Return a component whose persons of odd shapes stand where the readers look for them."""
    odd = {key: role for key, role in roles(component) if is_odd(key, component[key])}
    if not odd:
        return component
    made = {key: value for key, value in component.items() if key not in odd}
    stated = made.get("parties")
    parties = [*(stated if isinstance(stated, list) else [])]
    for key, role in odd.items():
        people = list(people_in(component[key], f"/{key}"))
        if not people:
            made[key] = component[key]  # what is left out is reported there
        parties += [{"role": role, "who": who, "way": way} for who, way in people]
        if people:
            names = ", ".join(quoted(who["name"], 60) for who, _ in people)
            message = f"{quoted(key)} is not written as CycloneDX does; {names} read as {role}"
            problems.add(kind="odd-party", severity="info", message=message, pointer=f"{pointer}/{key}")
    return made | {"parties": parties}


def roles(component: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys of a component under which persons stand, with their roles."""
    for key in component:
        role = ROLE_OF_KEY.get(folded(key))
        if role:
            yield key, role


def is_odd(key: str, value: Any) -> bool:
    """Tell whether the value is not read where and as it stands."""
    if value is None:
        return False
    if key in OBJECTS:
        return isinstance(value, list) and len(value) != 1
    if key in TEXTS:
        return isinstance(value, dict | list)
    return True


def people_in(value: Any, way: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the persons in a value as organizations in the shape of the schema, each with the way to it."""
    if isinstance(value, list):
        for i, entry in enumerate(value):
            yield from people_in(entry, f"{way}/{i}")
    elif type(value) is str and value.strip():
        yield {"name": value}, way
    elif isinstance(value, dict):
        by_key = {folded(key): item for key, item in value.items()}
        named = next((by_key[key] for key in NAME_KEYS if by_key.get(key)), None)
        if isinstance(named, dict):
            yield from people_in(named, way)
        elif isinstance(named, str):
            contact = [{"email": by_key["email"]}] if isinstance(by_key.get("email"), str) else []
            kept = {key: item for key, item in value.items() if key in ("address", "url", "contact")}
            yield {"contact": contact, **kept, "name": named}, way
        elif isinstance(by_key.get("contact"), list):
            yield from people_in(by_key["contact"], f"{way}/contact")
