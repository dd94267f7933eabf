"""Labels that people write in many ways, headings and names of countries, in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[\W_]")


def folded(text: str) -> str:
    """Return `text` as headings and countries are compared: letters and digits without case and accents, "#" as "no"."""
    if text.isascii():
        return _SIGNS.sub("", text.replace("#", "no")).lower()
    plain = unicodedata.normalize("NFKD", text).replace("#", "no").casefold()
    return "".join(c for c in plain if c.isalnum())
