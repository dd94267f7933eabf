"""Old Excel and OpenDocument workbooks: their cells arrive, and what would use up the machine is refused before it does."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.errors import InputError
from bom_parsers.hbom import table as hbom
from bom_parsers.limits import raised
from bom_parsers.tables.read import read_table
from bom_parsers.tables.workbooks import read_ods_sheets, read_xls_sheets

HERE = Path("bom.ods")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def ods(body: str, before: str = "", mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {NAMESPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="Parts">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def row(*cells: str, repeat: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeat}">{"".join(cells)}</table:table-row>'


def cell(text: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def number(value: float) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def blanks(repeat: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{repeat}"/>'


def test_an_opendocument_bom_is_read_with_its_addresses():
    table = row(cell("Project: Board")) + row(cell("Ref"), cell("Maker"), cell("MPN"), cell("Qty"))
    table += row(cell("U1"), cell("Nordvik"), cell("NV-1"), number(2.0)) + row(blanks(16384), repeat=1_048_000)
    bom = hbom.read_ods(ods(table), HERE, "bom", "")
    assert bom.format == "hbom-ods"
    assert bom.components.select("ref", "mpn", "quantity", "pointer").rows() == [("Parts!3", "NV-1", 2.0, "Parts!C3")]
    assert bom.parties["name"].to_list() == ["Nordvik"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (ods(row(cell("x", 16384), repeat=1_048_576)), "cells repeated over an area"),
        (ods(row(cell("Ref")) + row(blanks(16383), cell("x"), repeat=1_000_000)), "cells repeated over an area"),
        (ods(row(cell("a" * 100_000, 1000), repeat=1000)), "characters of repeated text"),
        (ods(row(cell("Ref")), '<!DOCTYPE x [<!ENTITY a "b">]>'), "a document type declaration"),
        (ods("<table:table-row>"), "damaged XML"),
        (ods(row(cell("Ref")), mimetype="application/vnd.oasis.opendocument.text"), "that is no spreadsheet"),
        (ods(" " * (60 << 20)), "a part that inflates"),
        (ods(""), "no cell with a value"),
    ],
)
def test_an_opendocument_file_that_would_do_harm_or_is_no_spreadsheet_is_refused(data, found):
    with pytest.raises(InputError) as caught:
        read_ods_sheets(data, HERE)
    assert found in str(caught.value)


# --- Excel 97 to 2003 ------------------------------------------------------------------------------------------------


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(cells: dict[tuple[int, int], str | float], extra: bytes = b"") -> bytes:
    """A workbook with one worksheet, its texts shared, in a compound file."""
    texts = list(dict.fromkeys(v for v in cells.values() if isinstance(v, str)))
    shared = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    bof, eof = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0), record(10, b"")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    for (r, c), value in cells.items():
        if isinstance(value, str):
            sheet += record(0xFD, struct.pack("<HHHI", r, c, 0, texts.index(value)))
        else:
            sheet += record(0x203, struct.pack("<HHHd", r, c, 0, value))
    sheet += eof
    texts_record = record(0xFC, struct.pack("<II", len(texts), len(texts)) + shared)
    name = b"\x05\x00Parts"
    start = len(record(0x809, bof)) + len(extra) + 4 + 6 + len(name) + len(texts_record) + len(eof)
    globals_ = record(0x809, bof) + extra + record(0x85, struct.pack("<IH", start, 0) + name) + texts_record + eof
    return compound({"Workbook": globals_ + sheet})


def compound(streams: dict[str, bytes], links: dict[int, int] | None = None) -> bytes:
    end, sector = 0xFFFFFFFE, 512
    (name, stream), *_ = streams.items()
    stream = stream.ljust(max(4096, -(-len(stream) // sector) * sector), b"\0")
    count = len(stream) // sector
    table = [0xFFFFFFFD, end, *range(3, 2 + count), end]
    for place, value in (links or {}).items():
        table[place] = value
    assert len(table) <= 128

    def entry(called: str, kind: int, first: int, length: int) -> bytes:
        text = called.encode("utf-16-le")
        body = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, *[0xFFFFFFFF] * 3)
        return (body + bytes(36) + struct.pack("<III", first, length, 0)).ljust(128, b"\0")

    folder = bytearray(entry("Root Entry", 5, end, 0) + entry(name, 2, 2, len(stream)) + bytes(256))
    folder[76:80] = struct.pack("<I", 1)  # the root's child
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += (
        struct.pack("<6I", 0, 1, 1, 0, 4096, end)
        + struct.pack("<3I", 0, end, 0)
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    )
    fat = struct.pack(f"<{len(table)}I", *table).ljust(sector, b"\xff")
    return head + fat + bytes(folder) + stream


PARTS = {(3, 1): "Ref", (3, 2): "MPN", (3, 3): "Qty", (4, 1): "U1", (4, 2): "NV-1", (4, 3): 2.0}


def test_an_old_excel_bom_is_read_with_its_addresses():
    bom = hbom.read_xls(xls(PARTS), Path("bom.xls"), "bom", "")
    assert bom.format == "hbom-xls"
    assert bom.components.select("ref", "mpn", "quantity", "pointer").rows() == [("Parts!5", "NV-1", 2.0, "Parts!C5")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (xls({(0, 0): 1.0, (65535, 255): 1.0}), "cells spread over an area"),
        (xls(PARTS, record(0x2F, bytes(6))), "a password-protected workbook"),
        (compound({"EncryptedPackage": b"x"}), "a password-protected workbook"),
        (compound({"WordDocument": b"x"}), "other compound file with no workbook"),
        (compound({"Book": b"x"}), "an Excel 5.0 or 95 workbook"),
        (compound({"Workbook": b"x"}, {3: 2}), "leads in a circle"),
        (compound({"Workbook": b"x"}, {3: 9999}), "leads out of the file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "a compound file with sectors"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "a compound file with sectors of 2**65535"),
        (xls(PARTS)[:100], "damaged"),
    ],
)
def test_an_old_excel_file_that_would_do_harm_or_cannot_be_read_is_refused(data, found):
    with pytest.raises(InputError) as caught:
        read_xls_sheets(data, HERE)
    assert found in str(caught.value)


def test_a_text_shared_by_many_cells_counts_as_often_as_it_is_copied():
    data = xls({(n, 0): "a" * 3_000 for n in range(1_000)})
    with raised(inflated_bytes=1 << 20), pytest.raises(InputError, match="3,000,000 characters"):
        read_xls_sheets(data, HERE)
    assert len(read_xls_sheets(data, HERE)[0].rows) == 1_000


@given(st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 255)), min_size=1, max_size=5), st.booleans())
def test_a_damaged_workbook_is_read_or_refused(changes, old):
    data = bytearray(xls(PARTS) if old else ods(row(cell("Ref"), cell("MPN")) + row(cell("U1"), number(5))))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        outcome = str(bool((read_xls_sheets if old else read_ods_sheets)(bytes(data), HERE)))
    except InputError as error:
        outcome = str(error)
    assert outcome == "True" or (outcome.startswith("bom.ods: ") and "\n" not in outcome)


def test_content_and_not_the_name_decides(tmp_path):
    (tmp_path / "a.csv").write_bytes(xls(PARTS))
    (tmp_path / "b.xlsx").write_bytes(ods(row(cell("Ref"))))
    assert read_table(tmp_path / "a.csv")[0].rows[1] == ["U1", "NV-1", "2"]
    assert read_table(tmp_path / "b.xlsx")[0].rows == [["Ref"]]


def test_a_plm_export_in_old_excel_gives_parts_levels_and_approved_manufacturers():
    path = SHARED / "hw" / "openxc-vi" / "electrical" / "sources" / "vehicle-interface.bom-v3.xls"
    if not path.exists():
        pytest.skip("the shared BOM files are not here")
    bom = hbom.read_xls(path.read_bytes(), path, "bom", "")
    sheet = read_table(path)[0]
    assert bom.components.height == len(sheet.rows) - 1
    named = sum(len(r) > 50 and bool(r[50].strip()) for r in sheet.rows[1:])
    approved = bom.parties.filter(bom.parties["pointer"].str.contains("!AY"))
    assert approved.height == named > 60
    # The maker as purchasing knows him stands in a column of his own; where he is another one, he counts too.
    others = bom.parties.filter(bom.parties["ref"] == "Sheet0!50")["name"].to_list()
    assert others == ["MICROCHIP TECHNOLOGY", "ROVING NETWORKS"]
