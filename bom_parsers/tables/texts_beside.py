"""What a workbook holds besides the cells of its tables: text boxes, links, names, titles, headers and hints."""

from __future__ import annotations

import io
import re
from zipfile import BadZipFile, ZipFile

# Parts of XLSX that hold no text but that of cells, or none at all; a worksheet, of which what follows its cells is looked at;
# and the signs for places in its headers and footers, as in "&CBoard 7".
_OF_CELLS = re.compile(r"(?i)xl/(?:sharedStrings|styles|calcChain|metadata)\.xml|xl/theme/.*|\[Content_Types\]\.xml")
_PLACE = re.compile(rb"&amp;[LCR]")
_WORKSHEET = re.compile(r"(?i)xl/worksheets/[^/]+\.xml")


def texts_beside_cells(data: bytes) -> bytes:
    """Return the XML of an XLSX workbook that is not of cells, or all of an OpenDocument spreadsheet; it was read without
    fault before, so that its size is within the limits. What is damaged here has no text."""
    texts: list[bytes] = []
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.lower().endswith((".xml", ".rels", ".vml")) and not _OF_CELLS.fullmatch(name):
                    text = archive.read(name)
                    is_sheet = _WORKSHEET.fullmatch(name)
                    texts.append(_PLACE.sub(b" ", text.partition(b"</sheetData>")[2]) if is_sheet else text)
    except (BadZipFile, OSError, ValueError, KeyError, NotImplementedError):
        return b"\n".join(texts)
    return b"\n".join(texts)
