"""What a report is made from: the audit as one plain document, which is also the JSON report.

`auditor.audit` builds it; everything here is text, numbers, booleans, null and lists of these, dates as ISO 8601 text,
so that the same audit gives the same bytes and a saved JSON report can be rendered again years later.
"""

from __future__ import annotations

from typing import Literal, TypedDict

Verdict = Literal["prohibited", "review", "authorized", "exempt", "allowed", "out_of_scope"]
# The order in which a reader needs them: what stops the line first.
VERDICTS: tuple[Verdict, ...] = ("prohibited", "review", "authorized", "exempt", "allowed", "out_of_scope")


# Why a question comes early: persons of the PRC or Russia are, or by a lead may be, behind it; or what a part seems to be.
# "unseen" is about things that nobody has seen, of which there may be any number.
Concern = Literal["nexus", "unseen", "radio", "programmable", ""]
CONCERNS: tuple[Concern, ...] = ("nexus", "unseen", "radio", "programmable", "")


class Input(TypedDict):
    """One file that went in. `components` is null when it is no BOM; `problem` says why a file could not be read,
    `reason` the same without the file's name."""

    file: str
    role: str  # "program", "HBOM of tcu", "SBOM of tcu", "supplier list"
    item: str | None
    sha256: str | None
    bytes: int | None
    format: str | None
    spec_version: str | None
    tool: str | None
    components: int | None
    problem: str | None
    reason: str | None


class Source(TypedDict):
    """A snapshot of reference data, of standing "sourced" or "unverified"; `used` if an answer or a lead rests on it."""

    id: str
    source: str
    license: str
    as_of: str
    sha256: str
    standing: str
    rows: int
    used: bool


class Step(TypedDict):
    """One holding of a chain: `words` is the whole clause, `held` what stands at the arrow; `source` says where it is on file."""

    owner: str
    owned: str
    owner_is: str
    owned_is: str
    words: str
    held: str
    source: str
    as_of: str


class Behind(TypedDict):
    """Who is behind a person named in the audit: with `nexus` true the chain leads to who decides, else to whom may be."""

    name: str
    nexus: bool | None
    because: str
    chain: list[Step]
    listings: list[str]
    source: str


class Parameter(TypedDict):
    """A number or date of the law as it stood on the as-of date."""

    name: str
    value: str
    unit: str
    citation: str
    standing: str
    last_checked: str


class Contact(TypedDict):
    name: str
    title: str
    phone: str
    email: str


class Declarant(TypedDict):
    name: str
    address: str
    roles: list[str]
    us_person: bool | None
    contact: Contact


class Vehicle(TypedDict):
    make: str
    model: str
    trims: list[str]
    model_year: int | None
    gvwr: str  # "5,840 lb", "2,650 kg" or "not stated"
    vin_series: str


class Transaction(TypedDict):
    id: str  # "import 2026-12-01"
    kind: str
    date: str | None
    purpose: str
    keep_records_until: str | None  # ten years after it, at least (§ 791.312)


class Seen(TypedDict):
    """A BOM of an item that was read, and how many components it lists."""

    file: str
    kind: str  # "hardware", "software"
    components: int


class Unseen(TypedDict):
    """Something of an item that was not seen. `because` says why that leaves nothing open, "" where it is in review."""

    id: str  # of the component that stands for it
    kind: str  # "no-sbom", "no-hbom", or a kind of problem as in docs/problems.md
    what: str
    stated: bool  # whether a person, named in `because`, states that nothing is missing
    because: str


class Item(TypedDict):
    id: str
    name: str
    enables: list[str] | None
    frequency_mhz: list[float] | None
    exclusively: str | None
    supplier: str | None
    seen: list[Seen]
    unseen: list[Unseen]


class Party(TypedDict):
    """A person named on a component. `known_as` is the supplier list's own name when it was matched, else null."""

    name: str
    did: list[str]
    known_as: str | None
    matched_by: str | None  # "lei 5299...", "name", "alias"
    nexus: bool | None
    because: str  # the prong and the chain of holdings in words, or what is not known
    source: str  # "boms/tcu.cdx.json#/components/3/supplier"


class Assessor(TypedDict):
    """A third party that verified; `objection` says what stands against it as an assessor, if anything does."""

    name: str
    objection: str | None


class Answer(TypedDict):
    verdict: Verdict
    declaration: str | None  # "required", "not_required", "undetermined"
    authority: list[str]
    standing: str
    missing: list[str]
    open: list[str]
    open_ids: list[str]  # of the questions in `open`: lasting, as in docs/rule
    prohibitions: list[str]  # ids of those that apply, for "prohibited"


class TransactionAnswer(Answer):
    transaction: str


# By what a component is let through that would, or might, be prohibited without it; "open_reading" is a reading of the law
# that nothing official supports, "claim" the word of whoever made its BOM, which the program trusts.
Reliance = Literal["legacy", "exemption", "authorization", "not_knowing", "open_reading", "claim"]
RELIANCES: tuple[Reliance, ...] = ("authorization", "legacy", "exemption", "not_knowing", "open_reading", "claim")


class Component(Answer):
    """One component with its worst answer over all transactions, and each transaction's own."""

    id: str  # "tcu/boms/tcu.cdx.json#pkg-3", what `icts explain` takes
    item: str
    file: str
    ref: str
    pointer: str
    kind: str | None
    name: str
    version: str
    mpn: str
    parties: list[Party]
    reason: str  # one plain sentence
    inferred: (
        str  # "passive: a resistor by designator R ..." where it is out of scope by a class only inferred; else ""
    )
    inferred_class: str  # the class alone: "passive"
    exempt_until: str | None  # "model year 2030", "2029-01-01"
    gap: str  # the kind of gap, as in Unseen, where it stands for what was not seen; else ""
    then: Verdict | None  # its verdict from then on, on the facts of today; null where it is not exempt
    relies_on: list[Reliance]
    fcc_ids: list[str]  # as a bill of materials states them
    answers: list[TransactionAnswer]


class Question(TypedDict):
    """One thing to find out, for all the components it would settle.

    `id` stays the same as long as the same facts are asked of the same person or item; where that asks twice about different
    components, it names them by a digest.
    """

    id: str  # "component.layer@tcu"
    fact: str  # "component.completed_on"
    ask: str  # plain words: "On what date was the code finished?"
    whom: str  # the supplier or the engineer of the item
    item: str  # "" when about several, or none
    concern: Concern
    stranger: bool  # it asks who a person is whom no list names and nothing points to
    components: list[str]  # ids
    count: int
    things: int  # how many different parts or packages these are; the same one in ten items is one
    alone: int  # how many of them this answer alone would settle


class Problem(TypedDict):
    kind: str  # a lasting id, as in docs/problems.md
    file: str
    severity: str
    message: str
    pointer: str


class Declaration(TypedDict):
    """The Declaration of Conformity's state. `due` is `first_transaction` less 60 days (§ 791.305)."""

    declaration: str  # "required", "not_required", "undetermined", "barred" (something is prohibited)
    period: str  # "model year 2027"
    first_transaction: str | None
    due: str | None
    keep_records_until: str | None
    draft: bool
    open: list[str]  # sentences: what stands in the way of signing


class AuditDocument(TypedDict):
    tool: str  # "icts-auditor 0.1.0"
    rule: str
    what_if: list[str]  # other values than the law's; [] for the law
    as_of: str
    program: str
    program_file: str
    verdict: Verdict | None  # the worst of all; null when nothing was evaluated
    exit_code: int
    counts: dict[str, int]  # by verdict, every verdict present
    declarant: Declarant
    vehicle: Vehicle
    transactions: list[Transaction]
    items: list[Item]
    inputs: list[Input]
    parameters: list[Parameter]
    declaration: Declaration
    assessor: Assessor | None
    components: list[Component]
    questions: list[Question]
    expired: list[str]
    persons: list[Behind]
    sources: list[Source]
    problems: list[Problem]
