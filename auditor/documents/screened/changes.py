"""What changed for the suppliers of a list since an earlier screening, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from auditor import exit_codes
from auditor.entities.names.normal import normalize
from auditor.inputs import InputFile
from reports import words
from reports.documents.changes import Change, ChangedSupplier, Since
from reports.documents.screening import GROUPS, RANKS, Holder, ScreenedSupplier, Screening

K = TypeVar("K", bound=Hashable)
_ANSWERS = ("nexus", "ask", "clean")
# What of a sentence is of the day it was written on: a snapshot gets a new name with every import.
_OF_THE_DAY = re.compile(r" ?\([^()]*\d{4}-\d{2}-\d{2}[^()]*\)|\d{4}-\d{2}-\d{2}(?:-[0-9a-f]{12})?")
Pair = tuple[ScreenedSupplier | None, ScreenedSupplier | None]


def since(file: InputFile, earlier: Screening, now: Screening, only_news: bool) -> Since:
    """Return what changed from the screening in `file` to that of `now`.

    Rows are the same supplier by name, number and country, else by name, else by the list's own number, else by the person
    that both are known as.
    """
    pairs = _paired(earlier["suppliers"], now["suppliers"])
    suppliers = [changed for before, after in pairs if (changed := _changed(before, after))]
    suppliers.sort(key=lambda one: not one["worse"])
    worse = sum(one["worse"] for one in suppliers)
    used = [{s["id"]: None for s in document["sources"]} for document in (earlier, now)]
    return {
        "file": file.label,
        "sha256": file.sha256,
        "tool": earlier["tool"],
        "as_of": earlier["as_of"],
        "only_news": only_news,
        "counts": {"worse": worse, "other": len(suppliers) - worse, "same": len(pairs) - len(suppliers)},
        "suppliers": suppliers,
        "sources_new": [id for id in used[1] if id not in used[0]],
        "sources_gone": [id for id in used[0] if id not in used[1]],
    }


def exit_code_of_news(news: Since, expired: bool) -> int:
    """Return the exit code of the changes alone: a supplier that has become one of the PRC or Russia, or came as one; then what
    has expired; then anything else for the worse."""
    worse = [(one["answer"], c["what"]) for one in news["suppliers"] for c in one["changes"] if c["worse"]]
    prohibited = any(answer == "nexus" and what in ("answer", "supplier") for answer, what in worse)
    return exit_codes.of_audit(prohibited=prohibited, expired=expired, review=bool(worse))


def _paired(before: Sequence[ScreenedSupplier], after: Sequence[ScreenedSupplier]) -> list[Pair]:
    """Return the rows two by two, in the order of now, then those that are gone; each row once."""
    ways: tuple[Callable[[ScreenedSupplier], object], ...] = (
        lambda row: (row["name"], row["number"], row["country"]),
        lambda row: normalize(row["name"]),
        lambda row: row["number"],
        lambda row: row["who"],
    )
    left, meant = dict(enumerate(before)), dict[int, ScreenedSupplier]()
    for way in ways:
        waiting: dict[object, list[int]] = {}
        for n, row in left.items():
            waiting.setdefault(way(row), []).append(n)
        for n, row in enumerate(after):
            same = waiting.get(way(row)) if way(row) and n not in meant else None
            if same:
                meant[n] = left.pop(same.pop(0))
    return [*((meant.get(n), row) for n, row in enumerate(after)), *((row, None) for row in left.values())]


def _changed(before: ScreenedSupplier | None, now: ScreenedSupplier | None) -> ChangedSupplier | None:
    row = now or before
    assert row is not None
    if before is None or now is None:
        is_worse = now is not None and now["answer"] != "clean"
        in_words = GROUPS[row["answer"]].lower()
        changes = [_change("supplier", in_words if before else "", in_words if now else "", is_worse)]
    else:
        changes = list(_changes(before, now))
    if not changes:
        return None
    return {
        "place": row["place"],
        "name": row["name"],
        "answer": now["answer"] if now else "",
        "worse": any(change["worse"] for change in changes),
        "changes": changes,
    }


def _changes(before: ScreenedSupplier, now: ScreenedSupplier) -> Iterable[Change]:
    """Yield what is different between two rows of one supplier, what matters most first."""
    if before["answer"] != now["answer"]:
        was, is_now = (GROUPS[row["answer"]].lower() for row in (before, now))
        yield _change("answer", was, is_now, _is_nearer(_ANSWERS, before["answer"], now["answer"]))
    elif before["rank"] != now["rank"]:
        was, is_now = (RANKS[row["rank"]].lower() for row in (before, now))
        yield _change("rank", was, is_now, _is_nearer(tuple(RANKS), before["rank"], now["rank"]))
    yield from _listings(before, now)
    yield from _entries("lead", _leads(before), _leads(now), lambda key: key[1] != "")
    yield from _entries("candidate", _candidates(before), _candidates(now), lambda key: key[1] != "")
    yield from _holders(before, now)
    if before["who"] != now["who"]:
        yield _change("known_as", before["who"] or "", now["who"] or "", False)
    old, new = ({name: name for name in (row["name"], *row["names"])} for row in (before, now))
    yield from _entries("name", old, new, lambda _: False)


def _listings(before: ScreenedSupplier, now: ScreenedSupplier) -> Iterable[Change]:
    old, new = ({listing: listing for listing in row["listed_on"]} for row in (before, now))
    yield from _entries("listing", old, new, lambda _: True)


def _leads(row: ScreenedSupplier) -> dict[tuple[str, str, str], str]:
    """Return the leads by kind, strength and words, these without the days and the snapshots in them."""
    return {(x["kind"], x["strength"], _OF_THE_DAY.sub("", x["words"])): x["words"] for x in row["leads_by_kind"]}


def _candidates(row: ScreenedSupplier) -> dict[tuple[str, str], str]:
    return {(c["name"], c["lead"]): words.named_of(c["name"], c["of"], c["why"]) for c in row["candidates"]}


def _holders(before: ScreenedSupplier, now: ScreenedSupplier) -> Iterable[Change]:
    """Yield new and gone holders, and shares that changed; what they mean for the answer is in the answer."""
    old, new = ({(h["owner"], h["owned"]): h for h in row["holders"]} for row in (before, now))
    for key in dict.fromkeys((*new, *old)):
        was, has = (_held(of[key]) if key in of else "" for of in (old, new))
        if was != has:
            yield _change("holder", was, has, False)


def _held(h: Holder) -> str:
    return f"{h['owner']} ({h['owner_is']}), {h['held']} in {h['owned']}"


def _entries(
    what: str, before: Mapping[K, str], now: Mapping[K, str], is_worse: Callable[[K], bool]
) -> Iterable[Change]:
    """Yield what is new, worse where `is_worse` of its key, and what is gone."""
    for key, text in now.items():
        if key not in before:
            yield _change(what, "", text, is_worse(key))
    for key, text in before.items():
        if key not in now:
            yield _change(what, text, "", False)


def _change(what: str, before: str, now: str, worse: bool) -> Change:
    return {"what": what, "before": before, "now": now, "worse": worse}


def _is_nearer(order: Sequence[str], before: str, now: str) -> bool:
    return order.index(now) < order.index(before)
