"""The facts that the rule asks about: name, type, values, default. The vocabulary of questions and of audits alike."""

from __future__ import annotations

from policies.vocabulary import Fact, PersonAsked, Vocabulary, person_columns

ACTS = ("designed", "developed", "manufactured", "supplied", "maintained")
ACTS_OF_THE_RULE = ACTS[:4]  # each of these needs a party; 791.1(a) adds those who maintain

VERDICTS = ("prohibited", "review", "authorized", "exempt", "allowed", "out_of_scope")
DECLARATIONS = ("required", "not_required", "undetermined")
FILINGS = ("in_time", "late", "missing")

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
    Fact("actor.party", "party", columns=person_columns("actor"), unsaid=False),
    Fact("actor.general_authorization", "int"),
    Fact("actor.specific_authorization", "choice", ("granted", "pending", "denied")),
    Fact("vehicle.model_year", "int"),
    Fact("vehicle.gvwr_lb", "number"),
    Fact("vehicle.gvwr_kg", "number", asked_as="vehicle.gvwr_lb"),
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
    Fact("component.altered_by", "party"),
    Fact("component.foreign_interest", "bool"),
    Fact("filing.first_transaction_on", "date"),
    Fact("filing.filed_on", "date"),
    Fact("filing.change_found_on", "date"),
    Fact("filing.updated_on", "date"),
)
VOCABULARY = Vocabulary(
    FACTS,
    (
        *(PersonAsked(f"party.{act}", "{}", "who the parties are") for act in ACTS),
        PersonAsked("actor", "actor.{}", "who the actor is"),
        PersonAsked("component.altered_by", "component.altered_by", "who altered the component"),
    ),
)
BY_NAME = VOCABULARY.by_name
COLUMNS = VOCABULARY.columns
TABLES = VOCABULARY.tables
frame, flatten = VOCABULARY.frame, VOCABULARY.flatten

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
