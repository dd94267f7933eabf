"""The kinds of problems by their lasting ids, which reports, filters and baselines go by: those of BOMs, and our own."""

from __future__ import annotations

import bom_parsers.problems

PROBLEM_KINDS: dict[str, str] = {
    **bom_parsers.problems.PROBLEM_KINDS,
    # Inputs
    "unreadable-bom": "A BOM cannot be read; none of its components was judged.",
    "read-twice": "An item has the same BOM twice; its components are counted once.",
    "no-bom-expired": "That an item has no BOM of a kind was stated until a day that is past.",
    "supplier-list": "A row, a heading or a cell of a supplier list is not used, or not as it stands.",
    "supplier-list-later": "Rows of a supplier list are dated after the day of the audit or screening, and do not count.",
    # Persons
    "person-at-odds": "What is written of a person points to several persons, or contradicts what is on file.",
    "unused-identifier": "An identifier proves nothing: its check digits are wrong, or it is not of its scheme.",
    "reference-data": "A supplier list and reference data disagree, or reference data contradicts itself.",
    "snapshot-expired": "A snapshot of reference data is older than the program allows.",
    "unused-decision": "A decision about a name decides nothing here.",
    "unlisted-declarant": "The declarant is in no supplier list, so that who owns it is unknown.",
    # What is stated
    "wrong-property": "An `icts:` property has a value that its fact cannot have.",
    "properties-at-odds": "A BOM says different things of one fact of a part; neither counts.",
    "radio-not-fitted": "Parts that look like radios are out of the vehicle, for a parts table marks them as not fitted.",
    "no-roles": "The declarant's list of roles is empty; what it is under the rule is taken as not stated.",
    "no-model-year": "The program names a vehicle without its model year.",
    "unused-statement": "A statement of the program matches no component.",
    "unused-trust": "A table of trusted claims is of no claim.",
    "trusted-claims": "By a table of trusted claims several parts are out of the rule, or may be.",
    "statement-broad": "A statement of the program about components picks several parts, makers or versions.",
    "statement-versions": "Versions cannot be compared with those that a statement of the program names, and are not picked.",
    "statement-at-odds": "What is stated of a whole item, the vehicle or the declarant is contradicted; there it does not count.",
    "statement-over-bom": "A statement of the program takes a part out that its BOM brings into the rule; the statement counts.",
    "authorization-expired": "An authorization has run out.",
    "authorization-not-begun": "An authorization begins after a transaction, which it does not cover.",
    "authorization-broad": "An authorization has no selector, or covers several parts or makers.",
    "authorization-unused": "An authorization covers no component.",
    "authorizations-at-odds": "One part is granted and denied an authorization; none of the two counts.",
    # Filled requests
    "wrong-answer": "A cell of a filled request holds what is no answer to its question; it is not taken.",
    "changed-request": "A filled request is not as it was sent: a sheet, a row, a heading or a locked cell.",
    "unseen-answer": "An answer is hidden, struck out, doubled or covered, or shown otherwise than it is stored.",
    "answer-at-odds": "An answer contradicts what is on file; it is not taken.",
    "answer-not-taken": "Something that a company answered was not taken; until somebody looks, nothing on file clears it.",
    "unused-answer": "An answer is about a part that the program no longer has, or that nothing tells from others.",
    # Determinations
    "determination-expired": "A determination has run out, and is not applied.",
    "determination-invalid": "A determination is not applied: something in it is wrong.",
    "determination-later": "A determination was made after the day of the audit, and is not applied.",
    "no-real-end": "A statement holds for so many years that nobody will look at it again.",
    "determination-ending": "A determination runs out soon.",
    "determination-unused": "A determination matches no component.",
    "determination-broad": "A determination picks several parts or makers.",
    "determination-versions": "Versions cannot be compared with those that a determination names, and are not picked.",
    "determinations-at-odds": "Determinations say different things of one fact; neither is applied.",
    "determination-overridden": "What a supplier attests does not override what a person determined.",
}
