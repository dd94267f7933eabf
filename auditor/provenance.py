"""A stated fact with its source, and how it beats or yields to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Stated:
    """One fact's `value` (None: stated to be unknown), where it is stated, and what weaker statements it `beat`."""

    value: Any
    source: str
    beat: tuple[str, ...] = ()

    def over(self, weaker: Stated | None) -> Stated:
        """Return this statement, with `weaker` recorded as beaten if it says something else."""
        if weaker is None:
            return self
        lost = (f"{weaker.value!r} ({weaker.source})",) if weaker.value != self.value else ()
        return replace(self, beat=self.beat + lost + weaker.beat)
