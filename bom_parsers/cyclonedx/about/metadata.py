"""What the metadata of a CycloneDX document say: its tool, its authors, and the persons of what it describes."""

from __future__ import annotations

from collections.abc import Iterator

from bom_parsers.cyclonedx.elements import Metadata, Organization, Tools
from bom_parsers.persons import named_persons


def made_for_subject(metadata: Metadata) -> Iterator[tuple[str, str, Organization]]:
    """Yield field, role and person of those in the metadata who belong to the described component."""
    if metadata.supplier:
        yield "supplier", "supplier", metadata.supplier
    if metadata.manufacture:
        yield "manufacture", "manufacturer", metadata.manufacture


def author_names(metadata: Metadata) -> tuple[str, ...]:
    """Return the persons who, the document says, made it: its authors, its manufacturer, and who supplies what it describes."""
    organizations = (metadata.manufacturer, metadata.supplier, metadata.manufacture)
    stated = [*(contact.name for contact in metadata.authors), *(one.name for one in organizations if one)]
    return tuple(dict.fromkeys(person.name for name in stated if name for person in named_persons(name)))


def tool_name(metadata: Metadata) -> str | None:
    """Return what wrote the document ("sbom-maker 1.2"), several joined by ", "."""
    tools = metadata.tools
    listed_tools = [*tools.components, *tools.services] if isinstance(tools, Tools) else tools or []
    names = [" ".join(part for part in (tool.name or tool.vendor, tool.version) if part) for tool in listed_tools]
    return ", ".join(name for name in names if name) or None
