"""The program file: one vehicle program, what it is made of, who declares it, and what its engineers state about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile
from auditor.provenance import Source, SourceKind, Stated
from auditor.toml_files import line_of, read_toml, text_of
from bom_parsers.bom import ROLES
from bom_parsers.errors import InputError
from policies.connected_vehicles.facts import ACTS, BY_NAME, FACTS
from policies.vocabulary import Fact, VocabularyError, check

KINDS = ("software", "firmware", "hardware")
SELECTORS = ("item", "name", "version", "mpn", "purl", "ref")
# Without a word of the program a role says no more than itself: who supplied a thing need not have made it.
STRICT_ROLES: dict[str, tuple[str, ...]] = {
    "supplier": ("supplied",),
    "manufacturer": ("manufactured",),
    "developer": ("developed",),
    "designer": ("designed",),
    "maintainer": ("maintained",),
    "distributor": ("supplied",),
}


@dataclass(frozen=True)
class BomFile:
    """A BOM of an item: `kind` is "hardware" for an HBOM and "software" for an SBOM, `label` the path as written."""

    path: Path
    label: str
    kind: str


@dataclass(frozen=True)
class ComponentStatement:
    """What the program says of the components that `select` picks: facts, and who did what."""

    select: Mapping[str, str]
    facts: Mapping[str, Stated]
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    source: Source


@dataclass(frozen=True)
class Item:
    """One item of the vehicle: `facts` are of the vocabulary's table item, `defaults` component facts by kind."""

    id: str
    name: str
    supplier: str | None
    facts: Mapping[str, Stated]
    defaults: Mapping[str, Mapping[str, Stated]]
    boms: tuple[BomFile, ...]
    components: tuple[ComponentStatement, ...]
    source: Source


@dataclass(frozen=True)
class Authorization:
    """An authorization held: `kind` is "specific" or "general"; it covers what `select` picks, `until` that day."""

    kind: str
    number: str
    status: str
    select: Mapping[str, str]
    until: date | None
    source: Source


@dataclass(frozen=True)
class Declarant:
    name: str
    address: str
    contact: Mapping[str, str]
    party: str
    facts: Mapping[str, Stated]


@dataclass(frozen=True)
class Transaction:
    """One planned transaction: facts of the vocabulary's table transaction, and an id such as "import 2026-12-01"."""

    id: str
    facts: Mapping[str, Stated]

    @property
    def date(self) -> date | None:
        stated = self.facts.get("transaction.date")
        return stated.value if stated else None


@dataclass(frozen=True)
class ReferenceData:
    """Which reference data about persons an audit uses: a store's folder and of it certain snapshots, the starter list, and
    a file of decisions about names. `max_age` is in days."""

    store: Path | None = None
    snapshots: tuple[str, ...] = ()
    starter: bool = True
    decisions: Path | None = None
    max_age: int | None = None


@dataclass(frozen=True)
class Program:
    """A program file, read and checked. The paths of what it names are resolved; `inputs_of` reads what lies there."""

    file: InputFile
    name: str
    as_of: date
    declarant: Declarant
    vehicle: Mapping[str, Any]
    vehicle_facts: Mapping[str, Stated]
    transactions: tuple[Transaction, ...]
    items: tuple[Item, ...]
    suppliers: tuple[tuple[Path, str], ...]
    roles: Mapping[str, tuple[str, ...]]
    authorizations: tuple[Authorization, ...] = field(default=())
    assessor: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    reference: ReferenceData = field(default=ReferenceData())
    determinations: tuple[tuple[Path, str], ...] = ()
    parts: tuple[tuple[Path, str], ...] = ()

    @property
    def path(self) -> Path:
        """Return where the program file lay, for errors."""
        return self.file.path

    @property
    def label(self) -> str:
        """Return what sources call the program file."""
        return self.file.label


def read_program(file: InputFile, *, as_of: date | None = None, allow_outside: bool = False) -> Program:
    """Read and check a program file.

    `file` is opened by `read_input`. `as_of` overrides the program's own; without either it is the day of the first
    transaction. Paths in the file are relative to its folder and may leave it only with `allow_outside`. Raises InputError,
    with the line, for anything wrong.
    """
    return _Reader(file, allow_outside).program(as_of)


class _Reader:
    """One program file being read: knows its text, for the lines in errors and sources."""

    def __init__(self, file: InputFile, allow_outside: bool) -> None:
        self.input, self.path, self.allow_outside = file, file.path, allow_outside
        self.table = read_toml(file, "a program file")
        self.text = text_of(file)
        self.folder = file.path.resolve().parent

    def program(self, as_of: date | None) -> Program:
        self.known((), self.table, _TOP)
        program = self.section("program", _PROGRAM)
        transactions = tuple(self.transactions())
        dates = [transaction.date for transaction in transactions if transaction.date]
        day = as_of or program.get("as_of") or min(dates, default=None)
        if day is None:
            raise self.error(
                (),
                "program",
                "no as-of date and no transaction date",
                "one of them",
                "add as_of = 2026-11-24 to [program]",
            )
        vehicle = self.section("vehicle", {**_VEHICLE, **_facts("vehicle")})
        year = vehicle.get("model_year")
        if year is not None and not MODEL_YEARS[0] <= year <= MODEL_YEARS[1]:
            expected = f"a year from {MODEL_YEARS[0]} to {MODEL_YEARS[1]}"
            raise self.error(
                ("vehicle",), "model_year", f"the model year {year}", expected, "write it with four digits"
            )
        reference = self.section("reference", _REFERENCE, required=False)
        return Program(
            file=self.input,
            name=program.get("name", self.path.stem),
            as_of=day,
            declarant=self.declarant(),
            vehicle={key: value for key, value in vehicle.items() if key in _VEHICLE},
            vehicle_facts=self.stated("vehicle", vehicle, ("vehicle",)),
            transactions=transactions,
            items=tuple(self.items()),
            suppliers=self.files(reference, "suppliers"),
            determinations=self.files(reference, "determinations"),
            parts=self.files(reference, "parts"),
            reference=self.reference(reference),
            roles=self.roles(),
            authorizations=tuple(self.authorizations()),
            assessor=self.section("assessor", _ASSESSOR, required=False).get("name"),
            columns=self.columns(),
        )

    def reference(self, table: Mapping[str, Any]) -> ReferenceData:
        def path(key: str) -> Path | None:
            return self.file(table[key], ("reference",), key) if key in table else None

        return ReferenceData(
            path("store"),
            tuple(table.get("snapshots", ())),
            table.get("starter", True),
            path("decisions"),
            table.get("max_age_days"),
        )

    def files(self, table: Mapping[str, Any], key: str) -> tuple[tuple[Path, str], ...]:
        return tuple((self.file(name, ("reference",), key), name) for name in table.get(key, ()))

    def declarant(self) -> Declarant:
        table = self.section("declarant", {**_DECLARANT, **_facts("actor", "us_person", "roles")})
        contact = self.checked(("declarant", "contact"), table.get("contact", {}), _CONTACT)
        return Declarant(
            name=table["name"],
            address=table.get("address", ""),
            contact=contact,
            party=table.get("party", table["name"]),
            facts=self.stated("actor", table, ("declarant",)),
        )

    def transactions(self) -> Iterable[Transaction]:
        seen: dict[str, int] = {}
        for place, table in self.array("transaction", _facts("transaction"), required=True):
            facts = self.stated("transaction", table, place)
            name = f"{table.get('kind', 'transaction')} {table.get('date', '(no date)')}"
            seen[name] = seen.get(name, 0) + 1
            yield Transaction(name if seen[name] == 1 else f"{name} ({seen[name]})", facts)

    def items(self) -> Iterable[Item]:
        ids: set[str] = set()
        for place, table in self.array("item", {**_ITEM, **_facts("item")}, required=True):
            if table["id"] in ids:
                raise self.error(
                    place, "id", f"the item id {table['id']!r} a second time", "an id of its own", "rename one of them"
                )
            ids.add(table["id"])
            yield Item(
                id=table["id"],
                name=table.get("name", table["id"]),
                supplier=table.get("supplier"),
                facts=self.stated("item", table, place),
                defaults={kind: self.defaults(place, kind, table.get(kind, {})) for kind in KINDS},
                boms=tuple(
                    BomFile(self.file(name, place, key), name, kind)
                    for key, kind in (("hbom", "hardware"), ("sbom", "software"))
                    for name in table.get(key, ())
                ),
                components=tuple(self.component(place, i, entry) for i, entry in enumerate(table.get("component", ()))),
                source=self.source(place, "id"),
            )

    def defaults(self, place: tuple[Any, ...], kind: str, table: Mapping[str, Any]) -> Mapping[str, Stated]:
        keys = _facts("component")
        self.known((*place, kind), table, keys)
        return self.stated(
            "component", {k: self.value((*place, kind), k, keys[k], v) for k, v in table.items()}, (*place, kind)
        )

    def component(self, place: tuple[Any, ...], number: int, table: Mapping[str, Any]) -> ComponentStatement:
        here = (*place, "component", number)
        keys = {**_COMPONENT, **_facts("component"), **_facts("item")}
        self.known(here, table, keys)
        checked = {key: self.value(here, key, keys[key], value) for key, value in table.items()}
        parties = []
        for party in checked.get("parties", ()):
            self.known(here, party, _PARTY)
            did = self.value(here, "did", _PARTY["did"], party.get("did", []))
            parties.append((str(self.value(here, "name", _PARTY["name"], party.get("name", ""))), tuple(did)))
        facts = {**self.stated("component", checked, here), **self.stated("item", checked, here)}
        return ComponentStatement(
            self.select(here, table.get("select", {})), facts, tuple(parties), self.source(here, "select")
        )

    def select(self, place: tuple[Any, ...], table: Any) -> Mapping[str, str]:
        keys = {key: Fact(key, "text") for key in SELECTORS}
        if not isinstance(table, dict) or not table:
            raise self.error(
                place,
                "select",
                f"{table!r}",
                "what to select",
                f"write select = {{ name = ... }} with {', '.join(keys)}",
            )
        self.known(place, table, keys)
        return {key: str(self.value(place, key, keys[key], value)) for key, value in table.items()}

    def authorizations(self) -> Iterable[Authorization]:
        for place, table in self.array("authorization", _AUTHORIZATION):
            if table["kind"] == "general" and table["number"] not in ("1", "2", "3"):
                raise self.error(
                    place,
                    "number",
                    repr(table["number"]),
                    '"1", "2" or "3"',
                    "name the general authorization by its number",
                )
            select = self.select(place, table["select"]) if "select" in table else {}
            status = table.get("status", "granted")
            yield Authorization(
                table["kind"], table["number"], status, select, table.get("until"), self.source(place, "number")
            )

    def roles(self) -> Mapping[str, tuple[str, ...]]:
        table = self.section("roles", {role: Fact(role, "choices", ACTS) for role in ROLES}, required=False)
        return STRICT_ROLES | {role: tuple(acts) for role, acts in table.items()}

    def columns(self) -> Mapping[str, str]:
        """Headings of hardware BOMs and the fields they mean; checked here so that the error has a line."""
        from bom_parsers.hbom.headings import extra_columns

        table = self.table.get("columns", {})
        if not isinstance(table, dict):
            raise self.error(
                ("columns",), "", f"{table!r}", "a table [columns]", 'write "heading" = "field" below [columns]'
            )
        for heading, meant in table.items():
            try:
                with extra_columns({heading: str(meant)}):
                    pass
            except ValueError as error:
                expected = "a field that a heading can mean"
                raise self.error(("columns",), heading, str(error), expected, "correct it, or leave it out") from error
        return {heading: str(meant) for heading, meant in table.items()}

    # --- the machinery of checking -----------------------------------------------------------------------------------

    def section(self, name: str, keys: Mapping[str, Fact], *, required: bool = True) -> dict[str, Any]:
        if name not in self.table and required:
            raise self.error(
                (), name, f"no [{name}] table", f"a [{name}] table", "see `icts init` for a complete example"
            )
        return self.checked((name,), self.table.get(name, {}), keys)

    def array(
        self, name: str, keys: Mapping[str, Fact], *, required: bool = False
    ) -> Iterable[tuple[tuple[Any, ...], dict[str, Any]]]:
        entries = self.table.get(name, [])
        if not isinstance(entries, list) or (required and not entries):
            raise self.error(
                (),
                name,
                f"no [[{name}]] table",
                f"at least one [[{name}]] table",
                "see `icts init` for a complete example",
            )
        for i, entry in enumerate(entries):
            yield (name, i), self.checked((name, i), entry, keys)

    def checked(self, place: tuple[Any, ...], table: Any, keys: Mapping[str, Fact]) -> dict[str, Any]:
        if not isinstance(table, dict):
            raise self.error(place, "", f"{table!r}", "a table", f"write [{place[0]}] above its keys")
        self.known(place, table, keys)
        # A text left blank, as in the file that `icts init` writes, is left out.
        table = {key: value for key, value in table.items() if value != "" or keys[key].default is REQUIRED}
        for key, fact in keys.items():
            if fact.default is REQUIRED and key not in table:
                raise self.error(place, "", f"no key {key!r}", f"{key!r} in [{place[0]}]", "add it")
        return {key: self.value(place, key, keys[key], value) for key, value in table.items()}

    def known(self, place: tuple[Any, ...], table: Mapping[str, Any], keys: Iterable[str]) -> None:
        names = list(keys)
        for key in table:
            if key not in names:
                near = difflib.get_close_matches(key, names, 1, 0.0)[0]
                raise self.error(
                    place, key, f"the unknown key {key!r}", f"one of {', '.join(names)}", f"did you mean {near!r}?"
                )

    def value(self, place: tuple[Any, ...], key: str, fact: Fact, value: Any) -> Any:
        if fact.type in ("table", "tables"):
            return value
        try:
            return check(fact, value, key)
        except VocabularyError as error:
            raise self.error(place, key, error.found, error.expected, error.remedy) from error

    def stated(self, table: str, values: Mapping[str, Any], place: tuple[Any, ...]) -> dict[str, Stated]:
        names = {f"{table}.{key}": key for key in values if f"{table}.{key}" in BY_NAME}
        return {name: Stated(values[key], self.source(place, key)) for name, key in names.items()}

    def source(self, place: tuple[Any, ...], key: str) -> Source:
        line = line_of(self.text, place, key)
        return Source(SourceKind.PROGRAM, self.input.label, self.input.sha256, f"line {line}", key)

    def file(self, name: str, place: tuple[Any, ...], key: str) -> Path:
        found = (self.folder / name).resolve()
        if not self.allow_outside and not found.is_relative_to(self.folder):
            raise self.error(
                place,
                key,
                f"the path {name!r}, which leaves the program's folder",
                "a path inside it",
                "move the file, or use --allow-outside",
            )
        return found

    def error(self, place: tuple[Any, ...], key: str, found: str, expected: str, remedy: str) -> InputError:
        return InputError(self.path, f"line {line_of(self.text, place, key)}", found, expected, remedy)


REQUIRED = object()
MODEL_YEARS = (1950, 2100)


def _facts(table: str, *only: str) -> dict[str, Fact]:
    """The facts of a table of the vocabulary, by key; who altered a component is named here, not described."""
    facts = {fact.key: fact for fact in FACTS if fact.table == table and (not only or fact.key in only)}
    if "altered_by" in facts:
        facts["altered_by"] = Fact("altered_by", "text")
    return facts


_TOP = (
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
)
_PROGRAM = {"name": Fact("name", "text"), "as_of": Fact("as_of", "date")}
_DECLARANT = {
    "name": Fact("name", "text", default=REQUIRED),
    "address": Fact("address", "text"),
    "party": Fact("party", "text"),
    "contact": Fact("contact", "table"),
}
_CONTACT = {key: Fact(key, "text") for key in ("name", "title", "phone", "email")}
_VEHICLE = {
    "make": Fact("make", "text", default=REQUIRED),
    "model": Fact("model", "text", default=REQUIRED),
    "trims": Fact("trims", "texts"),
    "vin_series": Fact("vin_series", "text"),
}
_ASSESSOR = {"name": Fact("name", "text")}
_REFERENCE = {
    "suppliers": Fact("suppliers", "texts"),
    "determinations": Fact("determinations", "texts"),
    "parts": Fact("parts", "texts"),
    "store": Fact("store", "text"),
    "snapshots": Fact("snapshots", "texts"),
    "starter": Fact("starter", "bool"),
    "decisions": Fact("decisions", "text"),
    "max_age_days": Fact("max_age_days", "int"),
}
_ITEM = {
    "id": Fact("id", "text", default=REQUIRED),
    "name": Fact("name", "text"),
    "supplier": Fact("supplier", "text"),
    "hbom": Fact("hbom", "texts"),
    "sbom": Fact("sbom", "texts"),
    "component": Fact("component", "tables"),
    **{kind: Fact(kind, "table") for kind in KINDS},
}
_COMPONENT = {"select": Fact("select", "table"), "parties": Fact("parties", "tables"), "basis": Fact("basis", "text")}
_PARTY = {"name": Fact("name", "text"), "did": Fact("did", "choices", ACTS)}
_AUTHORIZATION = {
    "kind": Fact("kind", "choice", ("specific", "general"), REQUIRED),
    "number": Fact("number", "text", default=REQUIRED),
    "status": Fact("status", "choice", ("granted", "pending", "denied")),
    "select": Fact("select", "table"),
    "until": Fact("until", "date"),
}
