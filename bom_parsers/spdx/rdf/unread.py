"""What an SPDX document in RDF holds and its reader passes over: things of no class of SPDX, and texts where none belongs."""

from __future__ import annotations

from collections.abc import Mapping

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.rdf.statements import Node, Unread

# The classes of SPDX 2, and of what it uses, that have names of their own.
NAMED = frozenset(
    {
        *("SpdxDocument", "Package", "File", "Snippet", "SpdxElement", "SpdxItem", "Project", "ExtractedLicensingInfo"),
        *("License", "ListedLicense", "SimpleLicensingInfo", "LicenseException", "ListedLicenseException"),
    }
)
# The others.
KNOWN = NAMED | {
    *("CreationInfo", "Relationship", "Annotation", "Review", "Checksum", "ExternalRef", "ExternalDocumentRef"),
    *("PackageVerificationCode", "AnyLicenseInfo", "ConjunctiveLicenseSet", "DisjunctiveLicenseSet", "CrossRef"),
    *("OrLaterOperator", "WithExceptionOperator", "SpdxNoAssertionElement", "SpdxNoneElement", "ReferenceType"),
    *("StartEndPointer", "ByteOffsetPointer", "LineCharPointer", "OffsetPointer", "SinglePointer", "Pointer"),
    *("SpdxNoAssertionLicense", "SpdxNoneLicense", "ExternalSpdxElement"),
}
ELEMENTS = frozenset({"SpdxElement", "SpdxItem", "ExternalSpdxElement"})  # which may be of any kind
# What is said of packages only.
OF_PACKAGES = ("versionInfo", "packageFileName", "supplier", "originator", "primaryPackagePurpose", "downloadLocation")
MOST_NAMED = 3


def report_unread(nodes: Mapping[str, Node], unread: Unread, problems: Rows) -> None:
    """Report what was passed over of the `nodes` and between them, and may be or hold a component."""
    strays = [node for node in nodes.values() if may_be_a_part(node, unread)]
    if strays:
        first = strays[0]
        name = next((value.text for key in ("name", "fileName") for value in first.all(key)), "") or first.id
        kind = next(iter(first.kinds), "")
        whose = f"of the class {quoted(kind, 60)}" if kind else "of no class"
        one, many = "thing is of no class of SPDX that has it", "things are of no class of SPDX that has them"
        message = f"{counted(len(strays), one, many)}, as {quoted(name, 60)} {whose}, and may be components; not read"
        problems.add(kind="content-left-out", severity="warning", message=message, pointer=f"line {first.line}")
    if unread.texts:
        first_text = unread.texts[0]
        texts = counted(len(unread.texts), "text stands", "texts stand")
        message = f"{texts} between the statements, as {quoted(first_text.text, 60)}; left out"
        problems.add(kind="text-left-out", severity="warning", message=message, pointer=f"line {first_text.line}")
    if unread.predicates:
        names = ", ".join(quoted(name, 60) for name in list(unread.predicates)[:MOST_NAMED])
        kinds = counted(len(unread.predicates), "kind of statement", "kinds of statements")
        message = f"{kinds} that SPDX does not have, {names}; left out"
        place = next(iter(unread.predicates.values()))
        problems.add(kind="unknown-word", severity="warning", message=message, pointer=f"line {place}")


def may_be_a_part(node: Node, unread: Unread) -> bool:
    """Tell whether a node that is read as no package may be one: its class is none of SPDX, or has not what is said of it."""
    if "Package" in node.kinds:
        return False
    if any(key in node.values for key in OF_PACKAGES):
        return True
    if ELEMENTS.issuperset(node.kinds):  # of no kind, or of any
        is_value = bool(node.under) or node.id in unread.values
        return bool(node.values) and (not is_value or "name" in node.values)
    return not KNOWN.intersection(node.kinds) or ("name" in node.values and not NAMED.intersection(node.kinds))
