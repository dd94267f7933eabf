"""Entries for the files of packages are counted with these; a file that is more, or elsewhere, is a component."""

from __future__ import annotations

from typing import Any

from bom_parsers.bom import Bom
from tests.bom_parsers.cyclonedx.documents import bom_of
from tests.bom_parsers.outcomes import column, notes, warnings

HASHES = [{"alg": "SHA-1", "content": "ab" * 20}]
SYFT = {"tools": {"components": [{"type": "application", "name": "syft", "version": "1.40.0"}]}}
ACL = {
    "type": "library",
    "bom-ref": "acl",
    "name": "acl",
    "properties": [{"name": "syft:package:type", "value": "alpm"}],
}


def file(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "file", "bom-ref": name, "name": name, "hashes": HASHES, **more}


def listed_by(tool: dict[str, Any], *files: dict[str, Any]) -> Bom:
    return bom_of(metadata=tool, components=[ACL, *files])


def test_the_files_that_syft_lists_are_one_gap_and_no_rows() -> None:
    bom = listed_by(SYFT, file("/usr/bin/chacl"), file("/usr/bin/getfacl"))
    assert column(bom, "name") == ["acl"]
    assert bom.completeness["kind"].to_list() == ["content-left-out"]
    assert warnings(bom)[0][0].startswith("2 entries for files say no more than path and checksums")


def test_files_of_other_tools_and_files_that_say_more_stay() -> None:
    other = {"tools": {"components": [{"type": "application", "name": "sbom-maker"}]}}
    assert column(listed_by(other, file("/usr/bin/chacl")), "name") == ["acl", "/usr/bin/chacl"]
    modem = file("/lib/firmware/modem.bin", supplier={"name": "Beihe Navigation Co., Ltd."})
    versioned = file("/usr/bin/a", version="1")
    licensed = file("/usr/bin/b", licenses=[{"license": {"id": "MIT"}}])
    named = file("modem.bin")
    bom = listed_by(SYFT, modem, versioned, licensed, named)
    assert bom.components.height == 5


def test_a_file_in_a_package_is_counted_with_it_and_one_in_the_product_is_not() -> None:
    inner = {**ACL, "properties": [], "components": [file("/usr/bin/chacl")]}
    bom = bom_of(components=[inner, file("/boot/modem.bin")])
    assert column(bom, "name") == ["acl", "/boot/modem.bin"]
    assert [message.partition(";")[0] for message, _ in notes(bom)] == [
        "1 entry for a file is counted with the packages that contain them"
    ]
    root = {
        "component": {"type": "application", "bom-ref": "r", "name": "app", "components": [file("/boot/modem.bin")]}
    }
    assert column(bom_of(metadata=root, components=[ACL]), "name") == ["app", "/boot/modem.bin", "acl"]
