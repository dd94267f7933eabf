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
    Fact(
        "actor.us_person",
        "bool",
        default=True,
        words="whether the declarant is a U.S. person",
    ),
    Fact(
        "actor.roles",
        "choices",
        ("connected_vehicle_manufacturer", "vcs_hardware_importer", "supplier", "private_person"),
        columns=("actor.connected_vehicle_manufacturer", "actor.vcs_hardware_importer"),
        words="the declarant's role under the rule",
        ask="Is the declarant a connected vehicle manufacturer, a VCS hardware importer, or neither?",
    ),
    Fact(
        "actor.party",
        "party",
        columns=person_columns("actor"),
        unsaid=False,
        words="who the declarant is",
    ),
    Fact("actor.general_authorization", "int"),
    Fact("actor.specific_authorization", "choice", ("granted", "pending", "denied")),
    Fact(
        "vehicle.model_year",
        "int",
        words="the model year",
        ask="What model year is the vehicle?",
    ),
    Fact(
        "vehicle.gvwr_lb",
        "number",
        words="the gross vehicle weight rating",
        ask="What is the gross vehicle weight rating?",
    ),
    Fact(
        "vehicle.gvwr_kg",
        "number",
        asked_as="vehicle.gvwr_lb",
        words="the gross vehicle weight rating",
    ),
    Fact(
        "vehicle.use",
        "choice",
        ("road", "rail_only", "off_road"),
        "road",
        words="the use for which the vehicle is made",
    ),
    Fact("vehicle.drawn", "bool", default=False),
    Fact(
        "vehicle.wireless",
        "bool",
        words="whether the vehicle communicates by radio",
        ask="Does the vehicle communicate by radio?",
    ),
    Fact(
        "vehicle.completed",
        "bool",
        default=True,
        words="whether the vehicle needs further manufacturing",
    ),
    Fact("vehicle.new", "bool", default=True),
    Fact(
        "vehicle.incorporates_ads",
        "bool",
        words="whether the vehicle has an automated driving system",
        ask="Does the vehicle have an automated driving system?",
    ),
    Fact(
        "transaction.kind",
        "choice",
        ("import", "sale", "commercial_service", "install", "export"),
        words="whether it is an import or a sale",
        ask="Is it an import, a sale, or another act?",
    ),
    Fact(
        "transaction.date",
        "date",
        words="the date of the transaction",
        ask="On which day is the transaction?",
    ),
    Fact(
        "transaction.purpose",
        "choice",
        PURPOSES,
        "sale",
        words="the purpose of the transaction",
    ),
    Fact(
        "transaction.days_on_public_road",
        "int",
        words="the days on public roads in any 12 months",
    ),
    Fact(
        "transaction.months_in_country",
        "number",
        words="the months in the country",
    ),
    Fact(
        "transaction.knowing",
        "bool",
        words="whether the transaction is made knowingly",
    ),
    Fact("transaction.value_usd", "number"),
    Fact(
        "item.enables",
        "choices",
        ("vcs", "ads"),
        columns=("item.enables_vcs", "item.enables_ads"),
        words="whether the item enables connectivity (VCS) or automated driving (ADS)",
        ask="Does the item enable vehicle connectivity (VCS), automated driving (ADS), or neither?",
        offered=(
            ("vehicle connectivity (VCS)", ["vcs"]),
            ("automated driving (ADS)", ["ads"]),
            ("both", ["vcs", "ads"]),
            ("neither", []),
        ),
    ),
    Fact(
        "item.directly",
        "bool",
        default=True,
        words="whether the item directly enables the function",
    ),
    Fact(
        "item.frequency_mhz",
        "range",
        columns=("item.highest_mhz",),
        words="the radio bands of the item",
        ask="On which radio bands does the item work, in MHz?",
        hint="lowest and highest in MHz, such as 699-2690",
    ),
    Fact(
        "item.exclusively",
        "choice",
        ("sensing", "uwb_access", "receive_only", "power", "no"),
        words="whether the item does only one of the excluded things",
        ask="Does the item serve exclusively sensing, ultra-wideband access, reception or power, or not?",
        offered=(
            ("only sensing", "sensing"),
            ("only ultra-wideband access", "uwb_access"),
            ("only reception", "receive_only"),
            ("only power", "power"),
            ("none of these only", "no"),
        ),
    ),
    Fact(
        "item.automation_level",
        "int",
        words="the level of driving automation (SAE J3016)",
        ask="At which SAE J3016 level does the item drive?",
        offered=(("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5)),
    ),
    Fact(
        "component.kind",
        "choice",
        ("hardware", "software", "firmware"),
        words="whether it is hardware, software or firmware",
        ask="Is it hardware, software or firmware?",
    ),
    Fact(
        "component.hardware_class",
        "choice",
        HARDWARE_CLASSES,
        words="what kind of hardware it is",
        ask="What kind of part is it?",
    ),
    Fact(
        "component.programmable",
        "bool",
        words="whether the part can be programmed",
        ask="Is it software-enabled or programmable?",
    ),
    Fact(
        "component.contributes_to_communication",
        "bool",
        words="whether the part contributes to the communication",
        ask="Does it contribute to the communication function?",
    ),
    Fact(
        "component.layer",
        "choice",
        LAYERS,
        words="the software layer",
        ask="Is it application, middleware, operating system, hypervisor, bootloader, or device-control code?",
    ),
    Fact(
        "component.runs_on_primary_processor",
        "bool",
        words="whether it runs on the item's primary processor",
        ask="Is it executed by the item's primary processing unit?",
    ),
    Fact(
        "component.open_source",
        "bool",
        words="whether it is open source",
        ask="Is its source code open to all its users?",
    ),
    Fact(
        "component.modified",
        "choice",
        ("no", "shared", "proprietary"),
        words="whether the open-source code was modified, and the change shared",
        ask="Was the open-source code modified, and is the modification shared?",
        offered=(
            ("not modified", "no"),
            ("modified, and the change is shared", "shared"),
            ("modified, and the change is kept", "proprietary"),
        ),
    ),
    Fact(
        "component.completed_on",
        "date",
        words="the day on which the code was finished",
        ask="On which day was the code finished (designed, developed, manufactured and supplied)?",
        hint="a date such as 2026-03-16, for the version in this row",
        whom="maker",
    ),
    Fact(
        "component.altered_on",
        "date",
        words="the day of the last change to the code",
        ask="On which day was the code last changed?",
        hint="a date such as 2026-03-16, for the version in this row",
        whom="maker",
    ),
    Fact(
        "component.altered_by",
        "party",
        words="who last altered the code",
        ask="Who last changed the code?",
        hint="full legal name of one company or person",
        whom="maker",
    ),
    Fact(
        "component.foreign_interest",
        "bool",
        words="whether a non-U.S. person has any interest in it",
        ask="Has any person outside the United States an interest in it?",
        whom="maker",
    ),
    Fact("filing.first_transaction_on", "date"),
    Fact("filing.filed_on", "date"),
    Fact("filing.change_found_on", "date"),
    Fact("filing.updated_on", "date"),
)
# What may be lacking about a person, which no table of a question states by this name.
OF_PERSONS: tuple[Fact, ...] = (
    Fact(
        "actor.party.headquartered_in",
        "country",
        words="where the declarant has its headquarters",
        ask="Where is the declarant headquartered?",
    ),
    Fact(
        "actor.party.incorporated_in",
        "country",
        words="where the declarant is incorporated",
        ask="Where is the declarant incorporated?",
    ),
    Fact(
        "actor.party.owners",
        "country",
        words="who owns the declarant",
        ask="Who owns the declarant, and how much of its votes?",
    ),
    Fact(
        "actor.party.principal_place_of_business",
        "country",
        words="where the declarant mainly does business",
        ask="Where is the declarant's principal place of business?",
    ),
    Fact("party", "party", words="who designed, developed, manufactured and supplied it"),
    Fact("party.acts_for", "country", words="for which government the person acts"),
    Fact("party.citizenships", "country", words="of which countries the person is a citizen"),
    Fact("party.headquartered_in", "country", words="where the company has its headquarters"),
    Fact("party.incorporated_in", "country", words="where the company is incorporated"),
    Fact("party.owners", "country", words="who owns the company, and how much"),
    Fact("party.principal_place_of_business", "country", words="where the company mainly does business"),
    Fact("party.resident_in", "country", words="where the person lives"),
)
VOCABULARY = Vocabulary(
    FACTS,
    (
        *(PersonAsked(f"party.{act}", "{}", "who the parties are") for act in ACTS),
        PersonAsked("actor", "actor.{}", "who the actor is"),
        PersonAsked("component.altered_by", "component.altered_by", "who altered the component"),
    ),
    OF_PERSONS,
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
