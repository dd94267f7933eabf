"""Lists of persons that a government publishes as a table: DoD 1260H, the FCC Covered List, BIS, sections of the NDAAs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from auditor.entities.names.normal import normalize
from auditor.entities.reference import Read
from auditor.entities.sources.files import content, table
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.values import country_of
from bom_parsers.errors import quoted

LISTS = {
    "dod-1260h": "Chinese military companies (section 1260H, NDAA FY 2021)",
    "bis-military-end-users": "Military-intelligence end users (BIS)",
    "section-889": "Section 889, NDAA FY 2019",
    "section-5949": "Section 5949, NDAA FY 2023",
    "section-154": "Section 154, NDAA FY 2024",
    "section-353": "Section 353, Northern Triangle Enhanced Engagement Act",
    "section-1286": "Section 1286, NDAA FY 2019",
    "government-list": "",  # any other: the table's own column says which
}
HEADINGS = {
    "name": ("Name", "Entity", "Company", "Entity Name"),
    "clean": ("Clean Name",),
    "alias": ("Alias", "Aliases", "alt_names"),
    "former": ("Previous Name", "Former Name"),
    "native": ("Chinese name", "Native name"),
    "parent": ("Parent Name", "Parent"),
    "kind": ("Type", "schema"),
    "country": ("Country", "Nationality"),
    "list": ("List",),
    "programme": ("Program", "Programme"),
    "authority": ("Authority", "Body"),
    "since": ("Date", "Start date", "start-date", "Effective date"),
    "until": ("End date", "end-date"),
    "url": ("Source URL", "Source Url", "source_url"),
}
KINDS = {
    "person": "natural_person",
    "individual": "natural_person",
    "company": "organisation",
    "organization": "organisation",
    "entity": "organisation",
    "publicbody": "government",
}
FCC = {
    "entry": ("covered_equipment_or_services", "Covered Equipment or Services"),
    "since": ("date_of_inclusion_on_covered_list", "Date of Inclusion on Covered List"),
}
FCC_LIST = "Covered List (FCC, 47 CFR 1.50002)"
# An entry is a sentence; whose equipment or service it is stands after "by" and ends where the sentence goes on.
_FCC_NAME = re.compile(
    r"\b(?:produced|provided|supplied|offered)(?: or provided)?(?:,[^,]*,)? by (?P<name>[A-Z].*?)"
    r"(?:,? and its (?:wholly[- ]owned )?subsidiary (?P<second>[A-Z].*?))?"
    r"(?:,? (?:including|to the extent|subject to|or any of)\b|,? and its (?:subsidiaries|affiliates)|\.?$)"
)


def reader(kind: str) -> Callable[[bytes, Path], Read]:
    """Return the reader of one of LISTS."""

    def read(data: bytes, path: Path) -> Read:
        return read_list(kind, data, path)

    return read


def read_list(kind: str, data: bytes, path: Path) -> Read:
    """Read a table with a heading for the name; what a listing's country means is not said, so it makes no fact.

    Only a natural person's country is taken, as citizenship. A parent that the table names is an owner of unknown share.
    Entries of one name, as a list has them year after year, are one person; natural persons share names and stay apart.
    """
    data, draft = content(data, path, f"the list {kind} as a table"), Draft()
    entries: dict[str, str] = {}
    parents: list[tuple[str, str, str]] = []
    for place, cells, row in table(data, path, HEADINGS, "name"):
        name = cells.get("clean") or cells.get("name")
        if not name:
            draft.refuse(place, "no name", row)
            continue
        name = name.rstrip("*").strip()
        sort = KINDS.get(cells.get("kind", "").casefold())
        key = f"{kind}:{path.name} {place}" if sort == "natural_person" else f"{kind}:{normalize(name)}"
        code = country_of(cells.get("country"))
        citizenships = [code] if code and sort == "natural_person" else None
        linked = [code] if code and not citizenships else None
        _entity(draft, key, name, place, kind=sort, citizenships=citizenships, linked_to=linked)
        for text in (name, cells.get("name", ""), cells.get("alias", "")):
            entries.setdefault(normalize(text), key)
        _names(key, cells, draft)
        if parent := cells.get("parent"):
            parents.append((key, parent, place))
        draft.add(
            "listings",
            key=key,
            list=LISTS[kind] or cells.get("list") or cells.get("programme") or cells.get("authority") or path.name,
            programme=cells.get("programme") or cells.get("authority"),
            since=draft.day(cells.get("since"), place, month_first=True),
            until=draft.day(cells.get("until"), place, end=True, month_first=True),
            url=cells.get("url"),
            place=place,
        )
    for key, parent, place in dict.fromkeys(parents):
        owner = entries.get(normalize(parent))
        if owner is None:
            draft.note(place, f"the parent {quoted(parent)} is no entry of this list; its holding is not used", parent)
        else:
            draft.add("edges", owner=owner, owned=key, kind="voting_share", place=place)
    return draft.read()


def _entity(draft: Draft, key: str, name: str, place: str, **values: object) -> None:
    """Append a person, or count one more entry of the person with this key."""
    if draft.has(key):
        draft.rows += 1
    else:
        draft.entity(key, name, place, **values)


def _names(key: str, cells: dict[str, str], draft: Draft) -> None:
    for column in ("alias", "former", "native"):
        draft.other_names(key, re.split(r"[;\n|]", cells.get(column, "")), column)


def read_fcc_covered_list(data: bytes, path: Path) -> Read:
    """Read the FCC's table: the persons that its sentences name; an entry that names none is refused by row."""
    data, draft = content(data, path, "the FCC Covered List as a table"), Draft()
    for place, cells, row in table(data, path, FCC, "entry"):
        match = _FCC_NAME.search(" ".join(cells.get("entry", "").split()))
        if match is None:
            draft.refuse(place, "an entry that names no person", row)
            continue
        for name in filter(None, (match["name"], match["second"])):
            key = f"fcc-covered-list:{normalize(name)}"
            _entity(draft, key, name.strip(" ,"), place, kind="organisation")
            since = draft.day(cells.get("since"), place, month_first=True)
            draft.add("listings", key=key, list=FCC_LIST, programme=cells["entry"][:300], since=since, place=place)
    return draft.read()
