"""The members of CycloneDX's objects, and what others call the lists of components: blocks under such names are reported."""

from __future__ import annotations

# Names in the text that only the slow way reports.
BLOCK_PATTERN = (
    r'"(?:Components?|COMPONENTS?|[Ss]ub[_ -]?[Cc]omponents?|[Pp]ackages?|PACKAGES|[Pp]arts|[Cc]hildren|[Ll]ibraries'
    r'|Metadata|Dependencies|Services|Compositions)"\s*:'
)
OF_DOCUMENT = frozenset(
    {
        *("$schema", "bomFormat", "specFormat", "specVersion", "serialNumber", "version", "metadata", "components"),
        *("services", "externalReferences", "dependencies", "compositions", "vulnerabilities", "annotations"),
        *("formulation", "declarations", "definitions", "properties", "citations", "signature"),
    }
)
OF_METADATA = frozenset(
    {
        *("timestamp", "lifecycles", "tools", "authors", "component", "manufacture", "manufacturer", "supplier"),
        *("licenses", "properties", "distributionConstraints"),
    }
)
