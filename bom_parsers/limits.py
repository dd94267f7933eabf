"""How much of a stranger's file is taken before it is refused: every limit, in one place.

A packed file, a workbook or a deeply nested document can be made to cost a thousand times its size. The limits are far above
what any real BOM needs; whoever has a larger one raises them for the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace

RATIO_FROM = 50 * 2**20  # below this many inflated bytes any ratio is harmless for a workbook
DOCUMENT_RATIO_FROM = 4 * 2**20  # the same for a document, whose values cost more than the cells of a sheet
ELEMENTS_FROM = 100_000  # below this many elements any brevity is harmless


@dataclass(frozen=True)
class Limits:
    """The limits of one run."""

    file_bytes: int = 2**30  # of one file as it lies there, or of what comes from a pipe
    pipe_seconds: int = 30  # that a pipe which is named as a file may be silent; standard input may be so for ever
    inflated_bytes: int = 512 * 2**20  # what a packed file or a workbook may inflate to, in all
    source_bytes: int = 64 * 2**30  # of a file of reference data that is read in parts, as it lies there and unpacked
    ratio: int = 200  # inflated to packed, from RATIO_FROM on; text packs 5 to 20 times
    components: int = 1_000_000  # of one BOM
    bytes_an_element: int = 16  # on average and at least, from ELEMENTS_FROM elements on; real BOMs have 32 and more
    rows: int = 1_000_000  # of one table
    columns: int = 16_384  # of one table; what XLSX allows
    cells: int = 10_000_000  # of one worksheet, blank ones included
    depth: int = 2_500  # of nested components, objects or elements
    files_in_archive: int = 10_000


NAMES = tuple(field.name for field in fields(Limits))
_LIMITS: ContextVar[Limits] = ContextVar("limits")


class TooManyComponentsError(Exception):
    """A document has more components than the limit in force."""


def limits() -> Limits:
    """Return the limits in force."""
    return _LIMITS.get(Limits())


def by_limit(*names: str) -> str:
    """Return how limits are set for a run, as a remedy says it."""
    return "by " + " and ".join(f"--limit {name}=NUMBER" for name in names)


def is_bomb(inflated: int, packed: int, harmless: int = RATIO_FROM) -> bool:
    """Tell whether `inflated` bytes out of `packed` ones are more than the limits in force allow; up to `harmless` bytes any
    ratio is allowed."""
    inflates_too_far = inflated > harmless and inflated > limits().ratio * packed
    return inflated > limits().inflated_bytes or inflates_too_far


def says_too_little(elements: int, size: int) -> bool:
    """Tell whether so many elements in so many bytes are more than a document has that says something of each.

    An element that says nothing takes three bytes in the file and some hundred in memory.
    """
    return elements > ELEMENTS_FROM and size < limits().bytes_an_element * elements


def check_components(count: int) -> None:
    """Raise TooManyComponentsError for more components than the limit in force; the door of all readers makes an InputError
    of it."""
    if count > limits().components:
        raise TooManyComponentsError


@contextmanager
def raised(**values: int) -> Iterator[None]:
    """Read with other limits inside the `with` block; raises TypeError for a limit that does not exist."""
    token = _LIMITS.set(replace(limits(), **values))
    try:
        yield
    finally:
        _LIMITS.reset(token)
