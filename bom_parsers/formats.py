"""Every format that is read, in one list: the door chooses from it, and README's table is printed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bom_parsers.bom import Bom

Reader = Callable[[bytes, Path, str, str], "Bom"]


@dataclass(frozen=True)
class Format:
    """One format: `name` is what `Bom.format` says, `carrier` what its file is made of, `module` holds its reader."""

    name: str
    carrier: str  # "json", "xml", "text", "binary", "zip", "compound file", "tar"
    what: str
    versions: str
    module: str
    function: str = "read"
    word: bytes = b""  # every file of the format has it, so that without it the reader need not be imported to be asked

    @property
    def code(self) -> Any:
        """Return the reader's module; imported now and not before, for reading a table must not import an XML parser."""
        return import_module(f"bom_parsers.{self.module}")

    @property
    def reader(self) -> Reader:
        """Return the function that reads it: (content, path for errors, name for the frames, SHA-256 of the file) -> Bom."""
        reader: Reader = getattr(self.code, self.function)
        return reader


# In the order in which they are tried: among those of one carrier the last takes what no other recognizes.
FORMATS = (
    Format("spdx3-json", "json", "SPDX 3 JSON-LD", "3.0", "spdx.v3.json"),
    Format("spdx-json", "json", "SPDX JSON", "2.1 to 2.3", "spdx.json"),
    Format("cyclonedx-json", "json", "CycloneDX JSON", "1.2 to 1.7", "cyclonedx.json"),
    Format("spdx-rdf", "xml", "SPDX RDF/XML", "2.1 to 2.3", "spdx.rdf.xml"),
    Format("spdx-xml", "xml", "SPDX XML", "2.2, 2.3", "spdx.xml"),
    Format("kicad-xml", "xml", "KiCad netlist", "XML, all versions", "electronics.kicad"),
    Format("ipc-2581", "xml", "IPC-2581", "A, B, C", "electronics.ipc2581"),
    Format("ipc-1752", "xml", "IPC-1752", "A, B", "electronics.ipc1752"),
    Format("cyclonedx-xml", "xml", "CycloneDX XML", "1.0 to 1.7", "cyclonedx.xml"),
    Format("cyclonedx-protobuf", "binary", "CycloneDX protobuf", "1.3 to 1.7", "cyclonedx.protobuf"),
    Format("spdx-tag-value", "text", "SPDX tag-value", "2.1 to 2.3", "spdx.tag_value.text"),
    Format("spdx-yaml", "text", "SPDX YAML", "2.2, 2.3", "spdx.yaml", word=b"SPDX"),
    Format("hbom-csv", "text", "hardware BOM in a text table", "any delimiter and encoding", "hbom.table", "read_csv"),
    Format(
        "hbom-xls", "compound file", "hardware BOM in an old Excel workbook", "97 to 2003", "hbom.table", "read_xls"
    ),
    Format("hbom-ods", "zip", "hardware BOM in an OpenDocument spreadsheet", "1.0 to 1.3", "hbom.table", "read_ods"),
    Format("hbom-xlsx", "zip", "hardware BOM in an Excel workbook", "2007 and later", "hbom.table", "read_xlsx"),
    Format("spdx-archive", "tar", "archive of linked SPDX documents (Yocto)", "2.2, 2.3", "spdx.archives.archive"),
)
BY_NAME = {form.name: form for form in FORMATS}
WRAPPERS = "gzip, bzip2, xz, zstd and zip around one of these"


def of_carrier(carrier: str) -> Iterable[Format]:
    """Yield the formats whose file is made of `carrier`, in the order in which they are tried."""
    return (form for form in FORMATS if form.carrier == carrier)


def table() -> str:
    """Return README's table of formats, in Markdown."""
    rows = [
        f"| `{form.name}` | {form.what} | {form.versions} |" for form in sorted(FORMATS, key=lambda form: form.name)
    ]
    head = ["| format | what it is | versions |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows, f"| | {WRAPPERS} | |"]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
