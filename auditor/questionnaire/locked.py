"""The texts of a sheet that nobody is asked to change: what was shown to whoever signed must be what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.questionnaire.identity import cell_text
from auditor.questionnaire.workbook import PARTS
from bom_parsers.tables.sheets import Sheet


class LockedTexts:
    """The texts that a sheet was sent with, `texts`, each with the keys of its row and its column, as its identity has them."""

    def __init__(self, sheet: Sheet, mark: str, texts: Sequence[tuple[str, str, str]]) -> None:
        self.sheet = sheet
        self._keys = sheet.row(0) if mark == PARTS else []
        self._sent: dict[tuple[str, str], list[str]] = {}
        for row, column, text in texts:
            self._sent.setdefault((row, column), []).append(" ".join(text.split()))

    def at(self, row: int, column: int) -> list[str]:
        """Return the texts that were sent in the row and column of a cell, wherever these are now."""
        key = self._keys[column].strip() if column < len(self._keys) else ""
        return self._sent.get((cell_text(self.sheet, row, 0), key or str(column)), [])

    def missing(self) -> list[str]:
        """Return the texts that were sent and are in no cell."""
        there = {" ".join(text.split()) for row in self.sheet.rows for text in row}
        return [text for texts in self._sent.values() for text in texts if text not in there]
