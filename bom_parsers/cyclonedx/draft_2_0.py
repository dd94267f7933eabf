"""What drafts of CycloneDX 2.0 say otherwise than 1.x, brought into the shape of 1.x.

2.0 is not released, and its drafts differ; this reads what the public ones have in common, wherever it occurs:
`specFormat` for bomFormat; `refId` for bom-ref; `parties` of a component, each an organization or a person with roles, or the
ref of one declared elsewhere; `origins` with their countries; `identifiers` (purl, cpe, mpn, an FCC id, ...); `quantity`,
`boardLocation`, `deviceType`, `classification`, `certifications` of hardware; `inventories` with a subject and its components
for metadata.component and components; components in `definitions`; references to components in place of components; and
compositions with `kind` and `targets`.
What 1.x has no field for becomes a property, under the 1.x taxonomy's name where it has one (`cdx:device:quantity`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted

ROLE_OF_ROLE = {
    "supplier": "supplier",
    "provider": "supplier",
    "manufacturer": "manufacturer",
    "assembler": "manufacturer",
    "author": "developer",
    "developer": "developer",
    "contributor": "developer",
    "committer": "developer",
    "engineer": "designer",
    "maintainer": "maintainer",
    "publisher": "distributor",
    "distributor": "distributor",
    "packager": "distributor",
    "repackager": "distributor",
}
# Schemes of a component's identifiers that have a name in the 1.x taxonomy.
PROPERTY_OF_SCHEME = {"mpn": "mpn", "fcc-id": "cdx:device:certifications:US:FCC:id", "sku": "cdx:device:sku"}
REFS = ("bom-ref", "refId")
DRAFT_KEYS = frozenset(
    {"refId", "parties", "origins", "identifiers", "quantity", "boardLocation", "deviceType", "classification"}
    | {"certifications"}
)
TEXTS_TOO = ("parties", "quantity", "deviceType")  # of them a text is read, too
Entry = tuple[Any, str]


class Draft:
    """The parts of a document that later ones refer to, and the references met so far.

    `is_draft` tells whether the document calls itself one. `subject` is the pointer to the subject of the first inventory, ""
    where there is none. `references` are the refs that stand in place of components, with their pointers.
    """

    def __init__(self, top: dict[str, Any], metadata: Any) -> None:
        self.is_draft = "specFormat" in top or text_of(top.get("specVersion")).startswith("2")
        self.subject = ""
        self.references: list[tuple[str, str]] = []
        definitions = top.get("definitions")
        self.parties: dict[str, list[dict[str, Any]]] = {}  # several of one ref, which each count
        if self.is_draft or (isinstance(definitions, dict) and "parties" in definitions):
            for party in parties_in([top, metadata]):
                if ref := ref_of(party):
                    self.parties.setdefault(ref, []).append(party)

    def inventory(self, top: dict[str, Any], root: str) -> list[Entry]:
        """Return the components in `inventories` and `definitions`, the first subject first."""
        entries: list[Entry] = []
        for i, inventory in enumerate(objects(top.get("inventories"))):
            if "subject" in inventory:
                entries.append((inventory["subject"], f"{root}/inventories/{i}/subject"))
                self.subject = self.subject or entries[0][1]
            some = inventory.get("components")
            parts = enumerate(some if isinstance(some, list) else [])
            entries += [(part, f"{root}/inventories/{i}/components/{j}") for j, part in parts]
        definitions = top.get("definitions")
        some = objects(definitions.get("components")) if isinstance(definitions, dict) else []
        return entries + [(part, f"{root}/definitions/components/{j}") for j, part in enumerate(some)]

    def is_reference(self, value: dict[str, Any], pointer: str) -> bool:
        """Tell whether the object only refers to a component that is declared elsewhere; if so, note the reference."""
        ref = value.get("ref")
        if not isinstance(ref, str) or "name" in value or "type" in value:
            return False
        self.references.append((ref, pointer))
        return True

    def compositions(self, entries: list[Entry]) -> list[Entry]:
        """Return compositions in the shape of 1.x."""
        return [(composition_as_one_x(value), pointer) for value, pointer in entries]

    def as_one_x(self, value: dict[str, Any], pointer: str, problems: Rows) -> dict[str, Any]:
        """Return a component in the shape of 1.x; what is of no use is reported."""
        if DRAFT_KEYS.isdisjoint(value):
            return value
        report_unused(value, pointer, problems)
        made = {key: item for key, item in value.items() if key not in DRAFT_KEYS}
        if ref_of(value) and "bom-ref" not in made:
            made["bom-ref"] = ref_of(value)
        more = list(hardware_properties(value))
        for scheme, text in identities(value.get("identifiers")):
            if scheme in ("purl", "cpe"):
                made.setdefault(scheme, text)
            else:
                more.append((PROPERTY_OF_SCHEME.get(scheme, f"identifier.{scheme}"), text))
        parties: list[dict[str, Any]] = []
        for word, who, way in self.people(value.get("parties")):
            role = ROLE_OF_ROLE.get(word)
            if not who[0]["name"]:
                message = f"a party without a name, a {quoted(word, 60)}, is left out"
                problems.add(kind="no-party", severity="warning", message=message, pointer=pointer + way)
            elif role is None:
                more.append((f"party.{word}", who[0]["name"]))
            elif not any(party["role"] == role and party["way"] == way and party["who"] in who for party in parties):
                parties += [{"role": role, "who": one, "way": way} for one in who]
        made["parties"] = parties
        stated = value.get("properties")
        own = stated if isinstance(stated, list) else [] if stated is None else [stated]
        if more or own:
            made["properties"] = [*own, *({"name": name, "value": text} for name, text in more)]
        return made

    def people(self, parties: Any) -> Iterator[tuple[str, list[dict[str, Any]], str]]:
        """Yield each role of each party, who it is (once for each country), and the way to it."""
        for i, stated in enumerate(parties if isinstance(parties, list) else [parties]):
            for party in self.parties.get(stated, [{}]) if isinstance(stated, str) else [stated]:
                if not isinstance(party, dict):
                    continue
                # A ref that leads nowhere is all that is known of the party.
                who = [{"name": stated}] if party == {} and isinstance(stated, str) else organization(party)
                for role in objects(party.get("roles")) or [{}]:
                    yield text_of(role.get("role")) or text_of(role.get("name")) or "unknown", who, f"/parties/{i}"


def report_unused(value: dict[str, Any], pointer: str, problems: Rows) -> None:
    """Report what stands under a key of the drafts and is no object, or no text where one may be."""
    for key in sorted(DRAFT_KEYS & value.keys() - {"refId"}):
        stated = value[key] if isinstance(value[key], list) else [value[key]]
        used: tuple[type, ...] = (dict, str, type(None)) if key in TEXTS_TOO else (dict, type(None))
        if unused := sum(not isinstance(entry, used) for entry in stated):
            message = f"{counted(unused, 'entry', 'entries')} of {quoted(key)} where objects were expected; left out"
            problems.add(kind="odd-value", severity="error", message=message, pointer=f"{pointer}/{key}")


def organization(party: dict[str, Any]) -> list[dict[str, Any]]:
    """Return who a party is in the shape of 1.x, once for each country of registration or of an address."""
    stated_as = [party[key] for key in ("organization", "person") if isinstance(party.get(key), dict)]
    who: dict[str, Any] = stated_as[0] if stated_as else {}
    emails = [{"email": text_of(email.get("address"))} for email in objects(who.get("email"))]
    identifiers = [
        {"scheme": scheme_of(item.get("scheme")), "value": text_of(item.get("value"))}
        for item in objects(who.get("identifiers"))
    ]
    made = {
        "name": text_of(who.get("legalName")) or text_of(who.get("name")),
        "url": [text_of(url.get("url")) for url in objects(who.get("url"))],
        "contact": emails,
        "identifiers": identifiers,
    }
    addresses = [*objects(who.get("addresses")), *objects(who.get("address"))]
    stated = [text_of(who.get("jurisdiction"))]
    stated += [text_of(address.get("isoCode")) or text_of(address.get("country")) for address in addresses]
    countries = list(dict.fromkeys(country_of(text) for text in stated if text))
    return [made | {"address": {"country": country}} for country in countries] or [made]


def country_of(text: str) -> str:
    """Return the country in a country code with or without a subdivision ("IT-BO"); other texts as they are."""
    country, _, subdivision = text.partition("-")
    return country if subdivision and len(country) in (2, 3) and country.isupper() else text


def hardware_properties(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and value of what a component says about the part that it is."""
    for origin in objects(value.get("origins")):
        notes = (scheme_of(origin.get("stage")), text_of(origin.get("basis")))
        name = ":".join(["origin", *filter(None, notes)])
        for share in objects(origin.get("distribution")):
            percentage = text_of(share.get("percentage"))
            country = text_of(share.get("isoCode")) or text_of(share.get("country"))
            if country:
                yield name, f"{country} {percentage}%" if percentage else country
    if text_of(value.get("quantity")):
        yield "cdx:device:quantity", text_of(value["quantity"])
    for quantity in objects(value.get("quantity")):
        unit = text_of(quantity.get("unit"))
        if text_of(quantity.get("value")):
            yield f"quantity:{unit}" if unit else "cdx:device:quantity", text_of(quantity["value"])
    for location in objects(value.get("boardLocation")):
        stated = location.get("designators")
        designators = [text_of(text) for text in (stated if isinstance(stated, list) else [stated])]
        yield "boardLocation:designators", ", ".join(filter(None, designators))
    if scheme_of(value.get("deviceType")):
        yield "cdx:device:deviceType", scheme_of(value.get("deviceType"))
    for classification in objects(value.get("classification")):
        words = (text_of(classification.get("category")), text_of(classification.get("subcategory")))
        yield "classification", "/".join(filter(None, words))
        for code in objects(classification.get("codes")):
            yield f"classification:{text_of(code.get('standard'))}", text_of(code.get("value"))
    for held in objects(value.get("certifications")):
        where = ":".join(filter(None, (text_of(held.get("jurisdiction")), text_of(held.get("standard")))))
        yield f"certification:{where}", text_of(held.get("identifier")) or text_of(held.get("url"))


def identities(identifiers: Any) -> Iterator[tuple[str, str]]:
    """Yield scheme and value of each identity that somebody asserts of a component."""
    for group in objects(identifiers):
        for identity in objects(group.get("identities")) or [group]:
            scheme, text = scheme_of(identity.get("scheme")), text_of(identity.get("value"))
            if scheme and text:
                yield scheme, text


def composition_as_one_x(value: Any) -> Any:
    """Return a composition with `assemblies` or `dependencies` for the `targets` of its `kind`."""
    if not isinstance(value, dict) or "targets" not in value:
        return value
    key = "dependencies" if scheme_of(value.get("kind")) == "dependencies" else "assemblies"
    return {"aggregate": value.get("aggregate"), key: value["targets"]}


def parties_in(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield all parties that are declared anywhere in the values."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from objects(value.get("parties"))
            waiting.extend(item for item in value.values() if isinstance(item, dict | list))
        elif isinstance(value, list):
            waiting.extend(item for item in value if isinstance(item, dict | list))


def ref_of(value: dict[str, Any]) -> str:
    return next((text for key in REFS if (text := text_of(value.get(key)))), "")


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects in an array; of a single object an array of it."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def scheme_of(value: Any) -> str:
    """Return a word of a taxonomy; a custom one is an object with a name."""
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def text_of(value: Any) -> str:
    """Return a text or a number as text, "" for anything else."""
    return str(value) if isinstance(value, str) else ""
