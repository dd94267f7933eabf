"""Where code comes from by its addresses: the owner in its package URL, and the host of its source. Leads, and no facts.

Whoever writes a BOM chooses these texts, and code is mirrored everywhere: an owner or a host proves nothing of who made what.
The hosts are general knowledge, not verified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

ADDRESSES = (
    "externalReference:vcs",
    "externalReference:distribution",
    "externalReference:source-distribution",
    "downloadLocation",
)
_PURL = re.compile(r"pkg:/*(?P<type>[^/?#]+)/(?P<way>[^?#]*)", re.IGNORECASE)
_HOST = re.compile(r"(?:://|@)(?:[^/@\s]*@)?(?P<host>[a-z0-9.-]+\.[a-z0-9-]{2,})(?=[:/?#\s&%]|$)", re.IGNORECASE)
# Hosts of code that companies of the PRC or Russia run, and the domains of the two countries.
_PRC, _RUSSIA = "the PRC", "Russia"
_HOSTS = {
    "gitee.com": _PRC, "gitcode.com": _PRC, "gitcode.net": _PRC, "coding.net": _PRC, "atomgit.com": _PRC, "jihulab.com": _PRC,
    "aliyun.com": _PRC, "openharmony.io": _PRC, "npmmirror.com": _PRC, "huaweicloud.com": _PRC, "myhuaweicloud.com": _PRC,
    "gitflic.ru": _RUSSIA, "gitverse.ru": _RUSSIA, "sourcecraft.dev": _RUSSIA,
}  # fmt: skip
_DOMAINS = {"cn": _PRC, "xn--fiqs8s": _PRC, "ru": _RUSSIA, "su": _RUSSIA, "xn--p1ai": _RUSSIA}
# Types of packages whose namespace is no owner: a distribution, or a group of Java's by a domain, which is read backwards.
_DISTRIBUTIONS = ("deb", "rpm", "apk", "alpm")


def owner(purl: str) -> str:
    """Return who owns a package by the first part of its package URL's namespace, "" for none: "huawei" of
    pkg:npm/%40huawei/hilink and of pkg:maven/com.huawei.agconnect/core."""
    scheme, _, rest = purl.partition(":")
    type_, _, way = rest.lstrip("/").partition("/")
    namespace = way.partition("?")[0].partition("#")[0].strip("/").rpartition("/")[0]
    return _owner(type_.casefold(), namespace) if namespace and scheme.casefold() == "pkg" else ""


@lru_cache(maxsize=20_000)
def _owner(type_: str, namespace: str) -> str:
    """Return the owner that a namespace begins with; many packages have the same one."""
    if type_ in _DISTRIBUTIONS:
        return ""
    parts = [part for part in unquote(namespace).split("/") if part]
    if parts and _host(parts[0]):  # "github.com/huawei" of a Go module
        parts = parts[1:]
    first = parts[0].lstrip("@") if parts else ""
    domain = first.split(".")
    return domain[1] if type_ == "maven" and len(domain) > 1 else first


def hosted(purl: str, properties: Sequence[Mapping[str, Any]]) -> str:
    """Return in words that code is kept at a host of the PRC or Russia, by its package URL and addresses; "" where it is not."""
    texts = [purl, *(entry["value"] or "" for entry in properties if entry["name"] in ADDRESSES)]
    for text in filter(None, texts):
        for host in _hosts(text):
            if country := _country(host):
                return f"its source is kept at {host}, a host of {country} (general knowledge, not verified)"
    return ""


@lru_cache(maxsize=20_000)
def _hosts(text: str) -> tuple[str, ...]:
    """Return the hosts that a text names, each in lower case: of addresses, and as the beginning of a package URL's namespace."""
    plain = unquote(text[:2000])
    hosts = [match["host"].lower() for match in _HOST.finditer(plain)]
    if match := _PURL.match(plain):
        first = match["way"].strip("/").partition("/")[0]
        hosts += [first.lower()] if "/" in match["way"].strip("/") and _host(first) else []
    return tuple(dict.fromkeys(hosts))


def _host(text: str) -> bool:
    """Tell whether the first part of a namespace reads like a host: "gitee.com", and no "com.huawei"."""
    return _country(text.lower()) != "" or text.lower().rpartition(".")[2] in ("com", "org", "net", "io", "dev", "in")


def _country(host: str) -> str:
    """Return where a host is, if that is the PRC or Russia."""
    parts = host.split(".")
    names = (".".join(parts[start:]) for start in range(len(parts) - 1))
    by_name = next((_HOSTS[name] for name in names if name in _HOSTS), "")
    return by_name or (_DOMAINS.get(parts[-1], "") if len(parts) > 1 else "")
