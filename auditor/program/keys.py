"""The keys of a program file: which tables it has, and of which type each key's value is."""

from __future__ import annotations

from collections.abc import Sequence

from policies.vocabulary import Fact, Vocabulary

KINDS = ("software", "firmware", "hardware")
# Without a word of the program a role says no more than itself: who supplied a thing need not have made it.
STRICT_ROLES: dict[str, tuple[str, ...]] = {
    "supplier": ("supplied",),
    "manufacturer": ("manufactured",),
    "developer": ("developed",),
    "designer": ("designed",),
    "maintainer": ("maintained",),
    "distributor": ("supplied",),
}
# The keys of an item that name its BOMs, and what each kind of BOM lists.
BOMS = (("hbom", "hardware"), ("sbom", "software"))
REQUIRED = object()
MODEL_YEARS = (1950, 2100)


def facts_of(vocabulary: Vocabulary, table: str, *only: str) -> dict[str, Fact]:
    """Return the facts of a table of the vocabulary, by key; who altered a component is named here, not described."""
    facts = {fact.key: fact for fact in vocabulary.facts if fact.table == table and (not only or fact.key in only)}
    if "altered_by" in facts:
        facts["altered_by"] = Fact("altered_by", "text")
    return facts


TOP = (
    "program",
    "declarant",
    "vehicle",
    "transaction",
    "reference",
    "roles",
    "item",
    "authorization",
    "assessor",
    "columns",
    "trust",
)
PROGRAM = {"name": Fact("name", "text"), "as_of": Fact("as_of", "date"), "rule": Fact("rule", "text")}
DECLARANT = {
    "name": Fact("name", "text", default=REQUIRED),
    "address": Fact("address", "text"),
    "party": Fact("party", "text"),
    "contact": Fact("contact", "table"),
}
CONTACT = {key: Fact(key, "text") for key in ("name", "title", "phone", "email")}
VEHICLE = {
    "make": Fact("make", "text", default=REQUIRED),
    "model": Fact("model", "text", default=REQUIRED),
    "trims": Fact("trims", "texts"),
    "vin_series": Fact("vin_series", "text"),
}
ASSESSOR = {"name": Fact("name", "text")}
REFERENCE = {
    "suppliers": Fact("suppliers", "texts"),
    "determinations": Fact("determinations", "texts"),
    "parts": Fact("parts", "texts"),
    "store": Fact("store", "text"),
    "snapshots": Fact("snapshots", "texts"),
    "starter": Fact("starter", "bool"),
    "decisions": Fact("decisions", "text"),
    "max_age_days": Fact("max_age_days", "int"),
}
ITEM = {
    "id": Fact("id", "text", default=REQUIRED),
    "name": Fact("name", "text"),
    "supplier": Fact("supplier", "text"),
    "hbom": Fact("hbom", "texts"),
    "sbom": Fact("sbom", "texts"),
    "no_hbom": Fact("no_hbom", "table"),
    "no_sbom": Fact("no_sbom", "table"),
    "component": Fact("component", "tables"),
    **{kind: Fact(kind, "table") for kind in KINDS},
}
# Why an item has no BOM of a kind, who says so, and the last day on which that holds.
NO_BOM = {
    "why": Fact("why", "text", default=REQUIRED),
    "by": Fact("by", "text", default=REQUIRED),
    "until": Fact("until", "date", default=REQUIRED),
}
COMPONENT = {"select": Fact("select", "table"), "parties": Fact("parties", "tables"), "basis": Fact("basis", "text")}
TRUST = {
    "licenses": Fact("licenses", "bool"),
    "not_fitted": Fact("not_fitted", "bool"),
    "claims": Fact("claims", "tables"),
}
AUTHORIZATION = {
    "kind": Fact("kind", "choice", ("specific", "general"), REQUIRED),
    "number": Fact("number", "text", default=REQUIRED),
    "status": Fact("status", "choice", ("granted", "pending", "denied", "revoked")),
    "select": Fact("select", "table"),
    "since": Fact("since", "date"),
    "until": Fact("until", "date"),
}


def party_keys(acts: Sequence[str]) -> dict[str, Fact]:
    """Return the keys of a party of a component, which did some of the acts that the rule knows."""
    return {"name": Fact("name", "text"), "did": Fact("did", "choices", tuple(acts))}


def claims_keys(vocabulary: Vocabulary) -> dict[str, Fact]:
    """Return the keys of a table [[trust.claims]]; its facts are those that a BOM can state of a component or its item."""
    facts = [key for table in ("item", "component") for key in facts_of(vocabulary, table) if key != "kind"]
    return {
        "facts": Fact("facts", "choices", tuple(facts), default=REQUIRED),
        "made_by": Fact("made_by", "text"),
        "bom": Fact("bom", "text"),
        "basis": Fact("basis", "text"),
    }
