"""The law: facts in, verdicts out. `judge` is the door; a rule is a pack beside `connected_vehicles`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def judge(
    facts: Iterable[Mapping[str, Any]],
    *,
    pack: str = "connected_vehicles",
    as_of: date = date.max,
    what_if: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Answer the same questions as `icts judge`, for facts by name, and return a mapping of answers for each.

    `facts` are those of the pack's vocabulary; one left out is unknown. A person is given by the column of its nexus, such as
    "party.supplied.nexus". `as_of` is the day whose law counts, by default the newest law known; `what_if` gives other values
    for parameters by name. Raises LookupError for a rule that is not there or that is not in force on that day,
    KeyError for a parameter that is not there, and policies.vocabulary.VocabularyError for facts that do not fit.

    >>> import policies
    >>> car = {
    ...     "actor.roles": ["connected_vehicle_manufacturer"],
    ...     "vehicle.model_year": 2028,
    ...     "vehicle.gvwr_lb": 14000,
    ...     "vehicle.wireless": True,
    ...     "transaction.kind": "sale",
    ...     "component.kind": "software",
    ... }
    >>> answer = policies.judge([car])[0]
    >>> answer["verdict"], answer["standing"]
    ('out_of_scope', 'probable')
    >>> policies.judge([car | {"vehicle.gvwr_lb": 9000}])[0]["missing"][:2]
    ['item.enables', 'item.frequency_mhz']
    """
    from policies import packs, vocabulary  # late: who needs one constant of the law need not wait for polars

    rule_pack = packs.pack(pack)
    parameters = rule_pack.parameters(as_of)
    if not list(parameters):
        raise LookupError(f"the rule {vocabulary.quoted(pack)} is not in force on {as_of}")
    rule = rule_pack.build(parameters.override(**what_if) if what_if else parameters)
    rows = [rule_pack.vocabulary.row(given, f"facts {number}") for number, given in enumerate(facts)]
    return rule.answered(rule_pack.vocabulary.frame(rows))
