"""Whether code was changed against what it comes from, as far as a BOM says so.

That it was changed is a fact where the BOM says it; whether the change is shared no format can say. Nothing here says "not
changed": silence of a BOM proves nothing. What only hints at a change is a lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote

from auditor.facts.software.open_source import read_licenses
from bom_parsers.errors import printable, quoted

LONGEST = 100  # characters of a text that is quoted
MOST = 3  # patches and what they mend that are named
_UPSTREAM = ("backport", "cherry-pick")  # patches that are taken from upstream; unofficial and monkey patches are not
_SIGNED = re.compile(r"(?<![a-z])(?<!un)(?<!not )(?:dirty|modified|patched)(?![a-z])", re.IGNORECASE)
_OWN_BUILD = re.compile(r"[+.~_-](?:local|custom|fork(?:ed)?|inhouse|vendored)(?![a-z])", re.IGNORECASE)
# Revisions by which distributions name their builds: Debian and Ubuntu, Red Hat, Fedora, SUSE, Amazon; Alpine's needs its purl.
_DISTRIBUTED = re.compile(r"\+dfsg|-\d[\w.]*ubuntu\d|[~+]deb\d+u\d|\.(?:el|fc|amzn|suse)\d")
_REVISED = {
    "deb": re.compile(r"-[^-]+$"),
    "rpm": re.compile(r"-[^-]+$"),
    "apk": re.compile(r"-r\d+$"),
    "alpm": re.compile(r"-\d"),
}
_PURL = re.compile(r"pkg:/*(?P<type>[^/?#]+)/(?P<way>[^?#]+)(?:\?(?P<qualifiers>[^#]*))?")
_OWNED = ("pkg:github/", "pkg:gitlab/", "pkg:bitbucket/")  # of packages whose namespace is the owner of a repository
_REPOSITORY = re.compile(
    r"(?:github|gitlab|bitbucket|codeberg|gitee|gitcode|atomgit|jihulab|gitflic|gitverse)\.(?:com|org|net|ru)[/:](?P<owner>[^/\s]+)/",
    re.IGNORECASE,
)
_ADDRESSES = ("externalReference:vcs", "downloadLocation")
CHANGE_FIELDS = (*_ADDRESSES, "sourceInfo")  # that tell of changes, besides those of the pedigree
_FIXES = re.compile(r"CVEs fixed: *\S")  # in this field Yocto tells which of a recipe's patches mend vulnerabilities


@dataclass(frozen=True)
class Change:
    """`is_changed` where the BOM says so, else what hints at a change; `words` for both, "" for neither.

    A hint `is_of_its_own` but where it is only a distribution's build: what a distribution patches it publishes.
    """

    is_changed: bool = False
    words: str = ""
    is_of_its_own: bool = field(default=False, compare=False)


NOTHING_SAID = Change()


@dataclass(frozen=True)
class _Package:
    type: str
    namespace: str
    name: str
    qualifiers: str


def changed(row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]]) -> Change:
    """Return whether a component was changed: `row` of the frame components, its `properties`."""
    fields: dict[str, list[str]] = {}
    for entry in properties:
        name = entry["name"]
        if name in CHANGE_FIELDS or name.startswith("pedigree."):
            fields.setdefault(name, []).append(entry["value"] or "")
    version, purl = row["version"] or "", row["purl"] or ""
    facts = [*(_pedigree(row, fields) if fields else ()), *_signs(version, purl)]
    if row["modified"] and not facts:
        facts = ["modified"]
    if facts:
        return Change(True, "; ".join(facts), True)
    own = [*(_hints(row, fields) if fields else ()), *_vcs(purl, fields), *_built(version, purl)]
    hints = [*own, *_distributed(version, purl)]
    return Change(False, "; ".join(hints), bool(own)) if hints else NOTHING_SAID


def _pedigree(row: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield what the BOM says of patches, commits and another package that this one comes from."""
    fixes, patches = _parted(fields.get("pedigree.patch", ()))
    if patches:
        named = "; ".join(
            f"{kind}, taken from upstream" if kind in _UPSTREAM else _short(kind) for kind in _first(patches)
        )
        solved = ", ".join(_first(fields.get("pedigree.patch.resolves", ())))
        yield (
            _counted(len(patches), "patch", "patches")
            + (f" ({named})" if named else "")
            + (f" for {_short(solved)}" if solved else "")
        )
    if commits := fields.get("pedigree.commit"):
        yield f"changed by {_counted(len(commits), 'commit', 'commits')}: {_short(commits[0])}".rstrip(": ")
    for ancestor in fields.get("pedigree.ancestor", ()):
        if _is_another(row, ancestor):
            yield f"derived from another package, {_short(ancestor)}"
    yield from (
        f"patched, {_short(text)}" for text in dict.fromkeys((*fixes, *_parted(fields.get("sourceInfo", ()))[0]))
    )


def _hints(row: Mapping[str, Any], fields: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield what makes a change likely enough to ask about it."""
    for ancestor in fields.get("pedigree.ancestor", ()):
        yield f"its pedigree names {_short(ancestor)} as its ancestor"
    for note in filter(None, fields.get("pedigree.notes", ())):
        # Some tools write the license there.
        if note not in (row["licenses"] or ()) and read_licenses([note]).open is None:
            yield f"its pedigree notes {quoted(_short(note))}"


def _vcs(purl: str, fields: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield that the source is at another owner's than the one of the package."""
    package = _package(purl) if purl.startswith(_OWNED) else None
    if package is None:
        return
    addresses = parse_qs(package.qualifiers).get("vcs_url", [])
    for address in (*addresses, *(text for name in _ADDRESSES for text in fields.get(name, ()))):
        place = _REPOSITORY.search(address)
        if place and place["owner"].casefold() != package.namespace:
            yield f"its source is at {_short(address)}, not at {package.namespace}'s"
            return


def _signs(version: str, purl: str) -> Iterable[str]:
    """Yield what version and package URL say of a change: git's "-dirty", "modified", "patched"."""
    if "patched=" in purl and (package := _package(purl)):
        patched = parse_qs(package.qualifiers).get("patched", [""])[0].casefold()
        if patched not in ("", "false", "no", "0"):
            yield f"package URL with patched={_short(patched)}"
    if sign := _SIGNED.search(version):
        yield f"version {quoted(_short(version))} says {sign[0].lower()}"


def _distributed(version: str, purl: str) -> Iterable[str]:
    """Yield that a version is a distribution's build."""
    if _is_distributed(version, purl):
        yield f"its version {_short(version)} is a distribution's build, which may have its patches"


def _built(version: str, purl: str) -> Iterable[str]:
    """Yield that a version is somebody's own build."""
    if not _is_distributed(version, purl) and _OWN_BUILD.search(version):
        yield f"its version {_short(version)} is somebody's own build"


def _is_distributed(version: str, purl: str) -> bool:
    if not version:
        return False
    revised = _REVISED.get(purl.removeprefix("pkg:").lstrip("/").partition("/")[0].casefold())
    return bool((revised and revised.search(version)) or _DISTRIBUTED.search(version))


def _is_another(row: Mapping[str, Any], ancestor: str) -> bool:
    """Tell whether an ancestor, a package URL or "group/name@version", is another package and no other version of this one."""
    theirs, ours = _package(ancestor), _package(row["purl"] or "")
    if theirs and ours and theirs.type == ours.type:
        return (theirs.namespace, _plain(theirs.name)) != (ours.namespace, _plain(ours.name))
    if theirs is None:
        namespace, _, name = ancestor.rpartition("@")[0 if "@" in ancestor else 2].rpartition("/")
        theirs = _Package("", namespace.casefold(), name.casefold(), "")
    names = {_plain(name) for name in (row["name"], ours.name if ours else "") if name}
    namespace = (row["group"] or (ours.namespace if ours else "")).casefold()
    if not names or not theirs.name:
        return False
    return _plain(theirs.name) not in names or bool(namespace and theirs.namespace and namespace != theirs.namespace)


@lru_cache(maxsize=20_000)
def _package(purl: str) -> _Package | None:
    """Return the parts of a package URL in lower case, null for anything else."""
    match = _PURL.match(purl)
    if not match:
        return None
    namespace, _, name = unquote(match["way"].strip("/")).casefold().rpartition("/")
    name = name[:1] + name[1:].partition("@")[0]
    return _Package(match["type"].casefold(), namespace, name, match["qualifiers"] or "")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _parted(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the texts in which Yocto tells what patches mend, and the others."""
    parts: tuple[list[str], list[str]] = ([], [])
    for text in texts:
        parts[not _FIXES.match(text)].append(text)
    return parts


def _first(texts: Iterable[str]) -> list[str]:
    """Return the first few of the texts, each once, and a mark for the rest."""
    each = list(dict.fromkeys(filter(None, texts)))
    return each if len(each) <= MOST else [*each[:MOST], "..."]


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _short(text: str) -> str:
    plain = " ".join(printable(text).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 3]}..."
