"""Which keys of a source were met before, in eight bytes each: a source has millions."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import blake2b

_SHORT = 16  # bits of a hash by which the arrays are chosen


class Seen:
    """A set of texts by hashes of 64 bits: of ten million, two have one hash in one of 400,000 sources."""

    def __init__(self) -> None:
        self._arrays: dict[int, array[int]] = {}

    def __contains__(self, text: str) -> bool:
        hashes, at, value = self._at(text)
        return at < len(hashes) and hashes[at] == value

    def add(self, text: str) -> bool:
        """Add a text; False where it was there."""
        hashes, at, value = self._at(text)
        if at < len(hashes) and hashes[at] == value:
            return False
        hashes.insert(at, value)
        return True

    def _at(self, text: str) -> tuple[array[int], int, int]:
        value = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        hashes = self._arrays.setdefault(value >> (64 - _SHORT), array("Q"))
        return hashes, bisect_left(hashes, value), value
