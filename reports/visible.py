"""Text from a stranger's file, made harmless: what cannot be seen is shown as an escape."""

from __future__ import annotations

import re

# Written out, and not `str.isprintable`, whose answer changes with Python's version: equal input must give equal bytes.
# C0, DEL and C1 (cursor and colors), soft hyphen and invisible letters, marks and overrides of text direction, line
# separators, zero-width and tag characters, noncharacters, and lone surrogates, which UTF-8 cannot carry.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Return `text` on one line with control, invisible and text-direction characters as escapes such as \\x1b."""
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def json_visible(text: str) -> str:
    """Return JSON `text` with the same characters, line ends apart, as \\uXXXX, which reads back as the same string."""
    return _UNSEEN.sub(lambda match: match[0] if match[0] == "\n" else _json_escape(match[0]), text)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
