"""What a CycloneDX component says of its licenses: their names, and what stands beside these, as properties.

"license.declared" and "license.concluded" repeat the license that is so; "license.name" is a second name of one license,
"license.text" and "license.url" what its text is and where it stands, "license.property" a property of it as "name=value".
Of terms on which it was granted "license.licensor" says who grants it, and "license.terms" each other one, such as
"licenseTypes perpetual".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from bom_parsers.cyclonedx.elements import Attachment, Component, LicenseChoice, Licensing, Licensor, Property

LICENSOR = "license.licensor"
# Name, value, and the way to it.
Extra = tuple[str, str | None, str]


def license_texts(choice: LicenseChoice) -> list[str]:
    """Return the licenses that one entry states, as SPDX expression, SPDX id or name; both where it states both."""
    named = (choice.license.id or choice.license.name) if choice.license else None
    return [text for text in (choice.expression, named) if text]


def acknowledgement(choice: LicenseChoice) -> str | None:
    """Return whether a license is declared or concluded."""
    return choice.acknowledgement or (choice.license.acknowledgement if choice.license else None)


def has_more(choice: LicenseChoice) -> bool:
    """Tell whether an entry says more than the license."""
    one = choice.license
    of_expression = choice.acknowledgement or choice.licensing or choice.expression_details or choice.properties
    if one is None:
        return bool(of_expression)
    of_license = one.acknowledgement or one.licensing or one.text or one.url or one.properties
    return bool(of_expression or of_license or (one.id and one.name))


def license_extras(c: Component) -> Iterator[Extra]:
    """Yield what stands beside the licenses of a component, and what evidence there is of licenses."""
    for j, choice in enumerate(c.evidence.licenses if c.evidence else ()):
        for text in license_texts(choice):
            yield "evidence.license", text, f"/evidence/licenses/{j}"
    for j, choice in enumerate(c.licenses):
        if has_more(choice):
            yield from _beside(choice, f"/licenses/{j}")


def _beside(choice: LicenseChoice, way: str) -> Iterator[Extra]:
    one = choice.license
    if one:
        yield from _terms(one.licensing, f"{way}/license/licensing")
        if one.id and one.name:
            yield "license.name", one.name, f"{way}/license/name"
        yield from _text(one.text, one.url, f"{way}/license")
        yield from _properties(one.properties, f"{way}/license")
    if acknowledgement(choice):
        for text in license_texts(choice):
            yield f"license.{acknowledgement(choice)}", text, way
    yield from _terms(choice.licensing, f"{way}/licensing")
    for k, detail in enumerate(choice.expression_details):
        yield from _text(detail.text, detail.url, f"{way}/expressionDetails/{k}")
    yield from _properties(choice.properties, way)


def _text(text: Attachment | None, url: str | None, way: str) -> Iterator[Extra]:
    if text and text.content:
        yield "license.text", _decoded(text), f"{way}/text"
    if url:
        yield "license.url", url, f"{way}/url"


def _decoded(text: Attachment) -> str:
    """Return the text of an attachment; one that is no text stays as it is written."""
    written = text.content or ""
    if (text.encoding or "").strip().casefold() != "base64":
        return written
    try:
        return base64.b64decode("".join(written.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return written


def _properties(properties: tuple[Property, ...], way: str) -> Iterator[Extra]:
    for k, one in enumerate(properties):
        yield "license.property", f"{one.name or ''}={one.value or ''}", f"{way}/properties/{k}"


def _terms(licensing: Licensing | None, way: str) -> Iterator[Extra]:
    if licensing is None:
        return
    if licensor := _named(licensing.licensor):
        yield LICENSOR, licensor, f"{way}/licensor"
    stated = {
        "licensee": _named(licensing.licensee),
        "purchaser": _named(licensing.purchaser),
        "purchaseOrder": licensing.purchase_order,
        "licenseTypes": ", ".join(licensing.license_types),
        "lastRenewal": licensing.last_renewal,
        "expiration": licensing.expiration,
    }
    for key, value in stated.items():
        if value:
            yield "license.terms", f"{key} {value}", f"{way}/{key}"


def _named(who: Licensor | None) -> str | None:
    one = (who.organization or who.individual) if who else None
    return one.name if one else None
