"""UTF-7 in a text that is otherwise ASCII: mail systems of old wrote "Würth" as "W+APw-rth"."""

from __future__ import annotations

import re

_SHIFTED = re.compile(rb"\+[A-Za-z0-9+/]{3,}+-?")
LONGEST = 200


def without_utf7(data: bytes) -> bytes:
    """Return the text as UTF-8 with its letters in UTF-7 decoded: only what decodes to letters or signs is meant so."""
    if b"+" not in data or not data.isascii() or not (runs := set(_SHIFTED.findall(data))):
        return data
    letters = {run: text for run in runs if (text := decoded(run))}
    if not any(run.endswith(b"-") for run in letters):
        return data
    return _SHIFTED.sub(lambda match: letters.get(match[0], match[0]), data)


def decoded(run: bytes) -> bytes:
    """Return what a shifted run stands for in UTF-8, b"" where that is no text that a table would have."""
    if len(run) > LONGEST:
        return b""
    try:
        text = run.decode("utf-7")
    except UnicodeDecodeError:
        return b""
    is_text = all(c > "\x9f" and (c.isalpha() or c in "°µ±²³·×÷§€™®©«»“”„’‘–—…Ω№") for c in text)
    return text.encode() if text and is_text else b""
