"""What the official schemas say of a document. It informs; a document that breaks its schema is read all the same.

CycloneDX: the schema files that cyclonedx-python-lib carries, JSON by jsonschema-rs, XML by lxml. SPDX 2 in JSON: the rules
of spdx-tools, for no installed library carries SPDX's JSON schema. Nothing is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from bom_parsers.errors import InputError
from bom_parsers.read import Recognized

MOST = 1_000  # findings; a document that breaks its schema in every component says nothing new after that
LONGEST = 300  # characters of one finding, for validators quote the whole value
JSON_SCHEMAS = {
    "1.2": "bom-1.2-strict",
    "1.3": "bom-1.3-strict",
    **{version: f"bom-{version}" for version in ("1.4", "1.5", "1.6", "1.7")},
}
REFERENCED = ("spdx", "jsf-0.82", "cryptography-defs")
XML_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")


@dataclass(frozen=True)
class Finding:
    """One way in which a document breaks its schema: where, and what."""

    pointer: str
    message: str


@dataclass(frozen=True)
class Validation:
    """What was found by `against` ("CycloneDX 1.6 JSON schema"), "" when nothing could be: `note` then says why.

    Of more than MOST findings only the first are there, and `note` says so.
    """

    against: str
    findings: tuple[Finding, ...]
    note: str


def validate(recognized: Recognized, spec_version: str, path: Path) -> Validation:
    """Validate a document that has been read, by its own version. Raises InputError when the schema files are missing."""
    form = recognized.format.name
    if form == "cyclonedx-json" and spec_version in JSON_SCHEMAS:
        return collected(f"CycloneDX {spec_version} JSON schema", cyclonedx_json(recognized.content, spec_version))
    if form == "cyclonedx-xml" and spec_version in XML_VERSIONS:
        return collected(f"CycloneDX {spec_version} XML schema", cyclonedx_xml(recognized.content, spec_version, path))
    if form == "spdx-json" and spec_version in ("2.2", "2.3"):
        return collected(f"rules of spdx-tools for SPDX {spec_version}", spdx_json(recognized.content, spec_version))
    version = f" {spec_version}" if spec_version else ""
    return Validation("", (), f"no official schema for {recognized.format.what}{version} is at hand")


def collected(against: str, findings: Iterator[Finding]) -> Validation:
    """Return the first MOST findings."""
    first = tuple(islice(findings, MOST + 1))
    note = f"only the first {MOST:,} findings are shown" if len(first) > MOST else ""
    return Validation(against, first[:MOST], note)


def schema_file(name: str) -> Path:
    """Return the path of a schema that cyclonedx-python-lib carries (in a folder that is not part of its promise)."""
    try:
        path = Path(str(files("cyclonedx.schema").joinpath("_res", name)))
    except ModuleNotFoundError:
        path = Path("cyclonedx/schema/_res") / name
    if not path.is_file():
        found = "no schema file of this name in the installed cyclonedx-python-lib"
        remedy = "install cyclonedx-python-lib 11 as files, not zipped, or leave out --validate"
        raise InputError(path, "", found, "the official CycloneDX schemas", remedy)
    return path


@lru_cache(maxsize=8)
def json_validator(version: str) -> Any:
    """Return the compiled JSON schema of a version of CycloneDX; the schemas that it refers to are all here, or it fails."""
    import jsonschema_rs

    referenced = [json.loads(schema_file(f"{name}.SNAPSHOT.schema.json").read_bytes()) for name in REFERENCED]
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in referenced] + by_file_name(referenced))
    schema = json.loads(schema_file(f"{JSON_SCHEMAS[version]}.SNAPSHOT.schema.json").read_bytes())
    return jsonschema_rs.validator_for(schema, registry=registry, validate_formats=True, offline=True)


def by_file_name(schemas: list[Any]) -> list[tuple[str, Any]]:
    """Return the schemas under the addresses by which the others name them: beside the referring schema, by file name."""
    names = [f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json" for name in REFERENCED]
    return list(zip(names, schemas, strict=True))


def cyclonedx_json(text: bytes, version: str) -> Iterator[Finding]:
    """Yield what the JSON schema finds."""
    value, prefix, strange = strict_json(text)
    if strange:
        yield strange
        return
    try:
        for error in json_validator(version).iter_errors(value):
            pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.instance_path)
            yield Finding(prefix + pointer, shortened(error.message))
    except (ValueError, RecursionError) as error:  # a value that the validator does not take: a number of 40 digits
        yield Finding("", shortened(f"cannot be validated: {error}"))


def strict_json(text: bytes) -> tuple[Any, str, Finding | None]:
    """Return the JSON value, what precedes its pointers (in GitHub's wrapper), and what keeps it from being strict JSON."""
    import msgspec

    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return None, "", Finding("", shortened(f"not strict JSON: {error}"))
    is_wrapped = isinstance(value, dict) and "sbom" in value and not {"bomFormat", "spdxVersion"} & value.keys()
    return (value["sbom"], "/sbom", None) if is_wrapped else (value, "", None)


def cyclonedx_xml(data: bytes, version: str, path: Path) -> Iterator[Finding]:
    """Yield what the XML schema finds; the text has been read before, so that it is XML without a DOCTYPE."""
    from lxml import etree

    from bom_parsers.carriers.xml_text import utf8

    schema = xml_schema(version)
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True)
    schema.validate(etree.fromstring(utf8(data, path), parser))
    for entry in schema.error_log:
        yield Finding(
            f"line {entry.line}", shortened(entry.message.replace(f"{{http://cyclonedx.org/schema/bom/{version}}}", ""))
        )


def xml_schema(version: str) -> Any:
    """Return the XML schema of a version of CycloneDX; a new one each time, for it keeps the errors of what it was used on."""
    from lxml import etree

    parser = etree.XMLParser(no_network=True, load_dtd=False)
    return etree.XMLSchema(etree.parse(str(schema_file(f"bom-{version}.SNAPSHOT.xsd")), parser))


def spdx_json(text: bytes, version: str) -> Iterator[Finding]:
    """Yield what spdx-tools finds; where it cannot take the document in, only why."""
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    value, _, strange = strict_json(text)
    if strange:
        yield strange
        return
    reader: Any = JsonLikeDictParser  # it has no types
    try:
        messages = validate_full_spdx_document(reader().parse(value), f"SPDX-{version}")
    except SPDXParsingError as error:
        yield from (Finding("", shortened(str(message))) for message in error.messages)
        return
    except Exception as error:
        # It is made for documents that are right: wrong types in odd places end in errors of any kind.
        yield Finding("", shortened(f"spdx-tools cannot take the document in: {type(error).__name__}: {error}"))
        return
    for message in messages:
        yield Finding(message.context.spdx_id or "", shortened(message.validation_message))


def shortened(message: str) -> str:
    """Return the message without the middle of a long one: its end says what was expected."""
    text = " ".join(message.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} ... {text[-LONGEST // 2 :]}"
