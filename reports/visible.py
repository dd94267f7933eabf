"""Text from a stranger's file, made harmless: what cannot be seen, or is a command to some reader, is shown as an escape.

One function for each medium: `visible` for pages, workbooks and copies of BOMs, which show text as it is; `shown` for the
terminal and the logs of build servers; `json_visible` for JSON. Each module that writes another medium has its own on top of
these: CSV in `machine/csv.py`, Markdown in `machine/explanation_markdown.py`, HTML in `pages/templates.py`.
"""

from __future__ import annotations

import re

# Written out, and not `str.isprintable`, whose answer changes with Python's version: equal input must give equal bytes.
# C0, DEL and C1 (cursor and colors), soft hyphen and invisible letters, marks and overrides of text direction, line
# separators, zero-width and tag characters, noncharacters, and lone surrogates, which UTF-8 cannot carry.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# What a build server obeys in its log: ##vso[ and ##[ (Azure Pipelines, GitHub Actions) anywhere in a line, ##teamcity[ and
# :: (GitHub Actions) at the beginning of one, and therefore after any blank, where a line may be broken; [command] colors it.
_COMMAND_ANYWHERE = re.compile(r"##(?=\w*\[)")
_COMMAND = re.compile(r"##(?=\w*\[)|(?<!\S)(?:::|\[(?=command\]))", re.IGNORECASE)


def visible(text: str) -> str:
    """Return `text` on one line with control, invisible and text-direction characters as escapes such as \\x1b."""
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def shown(text: str) -> str:
    """Return `text` as `visible` does, with nothing in it that the log of a build server obeys: its first character is shown
    as an escape such as \\x23.
    """
    return _COMMAND.sub(lambda match: f"\\x{ord(match[0][0]):02x}{match[0][1:]}", visible(text))


def json_visible(text: str) -> str:
    """Return JSON `text` with the same characters, line ends apart, as \\uXXXX, which reads back as the same string.

    A command that a build server obeys wherever in a line it stands is broken in the same way.
    """
    seen = _UNSEEN.sub(lambda match: match[0] if match[0] == "\n" else _json_escape(match[0]), text)
    return _COMMAND_ANYWHERE.sub(lambda match: f"{_json_escape('#')}{match[0][1:]}", seen)


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
