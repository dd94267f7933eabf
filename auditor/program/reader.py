"""The program file (TOML), read and checked: every error names the line, the nearest key and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile
from auditor.program.checked_tables import CheckedTables
from auditor.program.keys import (
    ASSESSOR,
    AUTHORIZATION,
    BOMS,
    COMPONENT,
    CONTACT,
    DECLARANT,
    ITEM,
    KINDS,
    MODEL_YEARS,
    NO_BOM,
    PROGRAM,
    REFERENCE,
    STRICT_ROLES,
    TOP,
    TRUST,
    VEHICLE,
    claims_keys,
    facts_of,
    party_keys,
)
from auditor.program.model import (
    Authorization,
    BomFile,
    ComponentStatement,
    Declarant,
    Item,
    NoBom,
    Program,
    ReferenceData,
    Transaction,
)
from auditor.program.selectors import NAMING, Selector, SelectorError, selector
from auditor.program.trust import Trust, TrustedClaims
from auditor.provenance import Stated
from auditor.rule_in_force import audited_pack
from auditor.toml_files import line_of
from bom_parsers.bom import ROLES
from bom_parsers.errors import quoted
from policies.packs import DEFAULT
from policies.vocabulary import Fact


def read_program(file: InputFile, *, as_of: date | None = None, allow_outside: bool = False) -> Program:
    """Read and check a program file.

    `file` is opened by `read_input`. `as_of` overrides the program's own; without either it is the day of the first
    transaction. Paths in the file are relative to its folder and may leave it only with `allow_outside`. Raises InputError,
    with the line, for anything wrong.
    """
    return _Reader(file, allow_outside).program(as_of)


# A band in MHz that is one in GHz where its item connects a vehicle: long waves lie below it, and broadcasts are received only.
GIGAHERTZ = (0.3, 7.2)
HEAVIEST = {"gvwr_lb": 200_000, "gvwr_kg": 90_000}  # beyond what is built for the road: another unit, or a slip


class _Reader(CheckedTables):
    """One program file being read."""

    def __init__(self, file: InputFile, allow_outside: bool) -> None:
        super().__init__(file, allow_outside)
        self.known((), self.table, TOP)
        self.about = self.section("program", PROGRAM)
        # The rule that the program is audited by decides which facts its tables have.
        line = f"line {line_of(self.text, ('program',), 'rule')}"
        self.rule = audited_pack(self.about.get("rule", DEFAULT), file.path, line)
        self.vocabulary = self.rule.vocabulary

    def program(self, as_of: date | None) -> Program:
        transactions = tuple(self.transactions())
        dates = [transaction.date for transaction in transactions if transaction.date]
        day = as_of or self.about.get("as_of") or min(dates, default=None)
        if day is None:
            raise self.error(
                (),
                "program",
                "no as-of date and no transaction date",
                "one of them",
                "add as_of = 2026-11-24 to [program]",
            )
        vehicle = self.section("vehicle", {**VEHICLE, **facts_of(self.vocabulary, "vehicle")})
        year = vehicle.get("model_year")
        if year is not None and not MODEL_YEARS[0] <= year <= MODEL_YEARS[1]:
            expected = f"a year from {MODEL_YEARS[0]} to {MODEL_YEARS[1]}"
            raise self.error(
                ("vehicle",), "model_year", f"the model year {year}", expected, "write it with four digits"
            )
        for key, heaviest in HEAVIEST.items():
            if (weight := vehicle.get(key)) is not None and weight > heaviest:
                expected, remedy = f"{heaviest:,} or less", "correct it: no vehicle of the road is heavier"
                raise self.error(("vehicle",), key, f"{key} = {weight:,.12g}", expected, remedy)
        reference = self.section("reference", REFERENCE, required=False)
        items = tuple(self.items())
        return Program(
            file=self.input,
            name=self.about.get("name", self.path.stem),
            rule=self.about.get("rule", DEFAULT),
            as_of=day,
            declarant=self.declarant(),
            vehicle={key: value for key, value in vehicle.items() if key in VEHICLE},
            vehicle_facts=self.stated("vehicle", vehicle, ("vehicle",)),
            transactions=transactions,
            items=items,
            suppliers=self.files(reference, "suppliers"),
            determinations=self.files(reference, "determinations"),
            parts=self.files(reference, "parts"),
            reference=self.reference(reference),
            roles=self.roles(),
            authorizations=tuple(self.authorizations()),
            assessor=self.section("assessor", ASSESSOR, required=False).get("name"),
            columns=self.columns(),
            trust=self.trust({file.label for item in items for file in item.boms}),
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
        table = self.section("declarant", {**DECLARANT, **facts_of(self.vocabulary, "actor", "us_person", "roles")})
        contact = self.checked(("declarant", "contact"), table.get("contact", {}), CONTACT)
        return Declarant(
            name=table["name"],
            address=table.get("address", ""),
            contact=contact,
            party=table.get("party", table["name"]),
            facts=self.stated("actor", table, ("declarant",)),
        )

    def transactions(self) -> Iterable[Transaction]:
        seen: dict[str, int] = {}
        for place, table in self.array("transaction", facts_of(self.vocabulary, "transaction"), required=True):
            facts = self.stated("transaction", table, place)
            name = f"{table.get('kind', 'transaction')} {table.get('date', '(no date)')}"
            seen[name] = seen.get(name, 0) + 1
            yield Transaction(name if seen[name] == 1 else f"{name} ({seen[name]})", facts)

    def items(self) -> Iterable[Item]:
        ids: set[str] = set()
        for place, table in self.array("item", {**ITEM, **facts_of(self.vocabulary, "item")}, required=True):
            if table["id"] in ids:
                raise self.error(
                    place,
                    "id",
                    f"the item id {quoted(table['id'])} a second time",
                    "an id of its own",
                    "rename one of them",
                )
            ids.add(table["id"])
            self.refuse_gigahertz(place, table)
            yield Item(
                id=table["id"],
                name=table.get("name", table["id"]),
                supplier=table.get("supplier"),
                facts=self.stated("item", table, place),
                defaults={kind: self.defaults(place, kind, table.get(kind, {})) for kind in KINDS},
                boms=tuple(
                    BomFile(self.file(name, place, key), name, kind)
                    for key, kind in BOMS
                    for name in table.get(key, ())
                ),
                components=tuple(
                    self.component(place, i, entry)
                    for i, entry in enumerate(self.tables(place, "component", table.get("component", [])))
                ),
                source=self.source(place, "id"),
                without={kind: no_bom for key, kind in BOMS if (no_bom := self.no_bom(place, key, table))},
            )

    def refuse_gigahertz(self, place: tuple[Any, ...], table: Mapping[str, Any]) -> None:
        """Raise InputError for a frequency of an item that enables connectivity if it can only be meant in GHz."""
        band, only = table.get("frequency_mhz"), table.get("exclusively")
        if "vcs" in (table.get("enables") or ()) and band and only != "receive_only":
            highest = max(band)
            if GIGAHERTZ[0] <= highest <= GIGAHERTZ[1]:
                found, expected = f"frequency_mhz up to {highest:g}", "the frequency in MHz, as [699, 2690]"
                remedy = (
                    "multiply GHz by 1,000; of an item that only receives broadcasts say exclusively = 'receive_only'"
                )
                raise self.error(place, "frequency_mhz", found, expected, remedy)

    def no_bom(self, place: tuple[Any, ...], key: str, table: Mapping[str, Any]) -> NoBom | None:
        """Return what the item says of a BOM that it does not have, under "no_sbom" or "no_hbom"; None where it says nothing."""
        if f"no_{key}" not in table:
            return None
        if table.get(key):
            found, remedy = f"{quoted(f'no_{key}')} beside {quoted(key)}", f"remove no_{key}, or the BOM"
            raise self.error(place, f"no_{key}", found, "one of them", remedy)
        here = (*place, f"no_{key}")
        stated = self.checked(here, table[f"no_{key}"], NO_BOM)
        for text in ("why", "by"):
            if not stated[text].strip():
                found = f"{quoted(stated[text])} for {quoted(text)}"
                raise self.error(
                    here, text, found, "a text that is not blank", "write why there is none, and who says so"
                )
        source = replace(self.source(place, f"no_{key}"), detail=stated["why"], who=stated["by"], until=stated["until"])
        return NoBom(stated["why"], stated["by"], stated["until"], source)

    def defaults(self, place: tuple[Any, ...], kind: str, table: Mapping[str, Any]) -> Mapping[str, Stated]:
        keys = facts_of(self.vocabulary, "component")
        self.known((*place, kind), table, keys)
        return self.stated(
            "component", {k: self.value((*place, kind), k, keys[k], v) for k, v in table.items()}, (*place, kind)
        )

    def component(self, place: tuple[Any, ...], number: int, table: Mapping[str, Any]) -> ComponentStatement:
        here = (*place, "component", number)
        keys = {**COMPONENT, **facts_of(self.vocabulary, "component"), **facts_of(self.vocabulary, "item")}
        self.known(here, table, keys)
        checked = {key: self.value(here, key, keys[key], value) for key, value in table.items()}
        parties, party_of = [], party_keys(self.rule.acts)
        for party in self.tables(here, "parties", checked.get("parties", [])):
            self.known((*here, "parties"), party, party_of)
            did = self.value(here, "did", party_of["did"], party.get("did", []))
            parties.append((str(self.value(here, "name", party_of["name"], party.get("name", ""))), tuple(did)))
        facts = {**self.stated("component", checked, here), **self.stated("item", checked, here)}
        return ComponentStatement(
            self.select(here, table.get("select", {})), facts, tuple(parties), self.source(here, "select")
        )

    def select(self, place: tuple[Any, ...], table: Any, needs: Sequence[str] = NAMING) -> Selector:
        try:
            # Nothing reports how many parts a wildcard picks here, as it is reported of a determination.
            return selector(table, needs=needs, wild=False)
        except SelectorError as error:
            raise self.error((*place, "select"), error.key, error.found, error.expected, error.remedy) from error

    def authorizations(self) -> Iterable[Authorization]:
        for place, table in self.array("authorization", AUTHORIZATION):
            if table["kind"] == "general" and table["number"] not in ("1", "2", "3"):
                raise self.error(
                    place,
                    "number",
                    quoted(table["number"]),
                    '"1", "2" or "3"',
                    "name the general authorization by its number",
                )
            select = self.select(place, table["select"], (*NAMING, "item")) if "select" in table else None
            since, until = table.get("since"), table.get("until")
            if since and until and until < since:
                raise self.error(place, "until", f"until {until}, before {since}", "a later day", "correct the days")
            status, source = table.get("status", "granted"), self.source(place, "number")
            yield Authorization(table["kind"], table["number"], status, select, until, source, since)

    def roles(self) -> Mapping[str, tuple[str, ...]]:
        table = self.section("roles", {role: Fact(role, "choices", self.rule.acts) for role in ROLES}, required=False)
        return STRICT_ROLES | {role: tuple(acts) for role, acts in table.items()}

    def trust(self, boms: set[str]) -> Trust:
        """Whose claims count; a table that names no BOM and no maker, or a BOM that no item has, would trust nobody it means."""
        table = self.section("trust", TRUST, required=False)
        entries = self.tables(("trust",), "claims", table.get("claims", []))
        claims = tuple(self.trusted(("trust", "claims", i), entry, boms) for i, entry in enumerate(entries))
        return Trust(table.get("licenses", True), table.get("not_fitted", True), claims)

    def trusted(self, place: tuple[Any, ...], entry: Any, boms: set[str]) -> TrustedClaims:
        table = self.checked(place, entry, claims_keys(self.vocabulary))
        made_by, bom = table.get("made_by"), table.get("bom")
        if made_by is None and bom is None:
            expected = "'made_by', 'bom' or both"
            raise self.error(place, "facts", "neither 'made_by' nor 'bom'", expected, "say whose claims are trusted")
        if bom is not None and bom not in boms:
            expected = "the path of a BOM as an item names it"
            near = difflib.get_close_matches(bom, sorted(boms), 1, 0.0)
            remedy = f"did you mean {quoted(near[0])}?" if near else "name it in an item, too"
            raise self.error(place, "bom", f"{quoted(bom)}, which no item has", expected, remedy)
        if not table["facts"]:
            raise self.error(place, "facts", "no fact", "at least one", "name the facts whose claims count")
        names = {name for key in table["facts"] for name in (f"item.{key}", f"component.{key}")}
        facts = frozenset(name for name in names if name in self.vocabulary.by_name)
        return TrustedClaims(facts, made_by, bom, table.get("basis", ""), self.source(place, "facts"))

    def columns(self) -> Mapping[str, str]:
        """Headings of hardware BOMs and the fields they mean; checked here so that the error has a line."""
        from bom_parsers.hbom.headings.vocabulary import extra_columns

        table = self.table.get("columns", {})
        if not isinstance(table, dict):
            raise self.error(
                ("columns",), "", quoted(table), "a table [columns]", 'write "heading" = "field" below [columns]'
            )
        for heading, meant in table.items():
            try:
                with extra_columns({heading: str(meant)}):
                    pass
            except ValueError as error:
                expected = "a field that a heading can mean"
                raise self.error(("columns",), heading, str(error), expected, "correct it, or leave it out") from error
        return {heading: str(meant) for heading, meant in table.items()}
