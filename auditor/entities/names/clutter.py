"""What purchasing systems and their users write around a name: vendor numbers, remarks, towns, and second names."""

from __future__ import annotations

import re

from auditor.entities.names.bilingual import parts
from auditor.entities.names.legal_forms import has_legal_form, is_legal_form, plain, tables, without_forms
from auditor.entities.names.stems import core, places_in, stem

MOST = 3  # names of one cell that are looked for
_NUMBER_BEFORE = re.compile(r"^\s*(?:[A-Z]{1,3}-?)?\d{4,}\s*[-:|/,.]?\s+(?=\S*[^\W\d_])")
_NUMBER_AFTER = re.compile(r"[\s,(#-]+(?:[A-Z]{1,3}-)?\d{4,}\)?\s*$")
_BEFORE = re.compile(
    r"^\s*(?:c/o|m/s\.?|messrs\.?|fa\.|firma|attn\.?:?|z\. ?hd\.?|vendor:|supplier:|the)\s+(?=\S)", re.IGNORECASE
)
_STARRED = re.compile(r"\*+[^*]*\*+")
# Words that can only be a remark stand anywhere at an end; those that may be of a name need a sign that parts them from it.
_SURE = (
    r"do not (?:use|order|buy|pay)|don'?t use|not to be used|use \S+ instead|no longer (?:used|active)|on hold|"
    r"nicht (?:mehr )?(?:verwenden|benutzen|bestellen)|ne pas utiliser|no usar|no utilizar|non usare|não usar|"
    r"не использовать|停用|已停用|作废|禁用|使用不可|取引停止|사용 ?(?:금지|중지)"
)
_OTHER_NAME = (
    r"ex\.?|formerly|previously|formally|f/?k/?a|fka|n/?k/?a|now|vormals|ehemals|früher|jetzt|anciennement|antes|già|"
    r"бывш\w*|旧|原|前身"
)
_PERHAPS = (
    r"blocked|block|inactive|inactiv|obsolete|old|closed|deleted|duplicate|dup|see|use|hold|void|invalid|test|temp|new|"
    r"gesperrt|gelöscht|inaktiv|alt|neu|bloqu\w+|inacti\w+|bloccato|inattivo|заблокирован\w*|"
    rf"part of|member of|an? \w+ company|{_OTHER_NAME}"
)
_REMARK = re.compile(
    rf"\s*[(\[{{<（]\s*(?:{_SURE}|{_PERHAPS})(?!\w)[^)\]}}>）]*[)\]}}>）]?|\s+[-\u2013\u2014|:;,/#]+\s*(?:{_SURE}|{_PERHAPS})(?!\w).*$"
    rf"|[\s,;]+(?:{_SURE})(?!\w).*$",
    re.IGNORECASE,
)
_REMARK_BEFORE = re.compile(
    rf"^\W*(?:{_SURE}|blocked|inactive|obsolete|old|closed|deleted|gesperrt|inaktiv)(?!\w)\s*[-\u2013:*)\]|]+\s*",
    re.IGNORECASE,
)
_PARTING = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*[,;(\[（]\s*")
_SECOND = re.compile(r"^(.+?)\s*[(（\[]([^()（）\[\]]+)[)）\]]\s*$|^(.+?)\s*(?:\s/\s|\|)\s*(.+)$")
_WHOSE = re.compile(rf"^(?:{_OTHER_NAME})[\s:]+", re.IGNORECASE)


def uncluttered(name: str) -> str:
    """Return `name` without a vendor number, a form of address, a remark, and what follows a legal form, such as a town.

    A country or city of `regional_words.toml` after the form stays: it tells an arm from its maker. What has nothing else
    stays as it is.
    """
    text = name
    for pattern in (_NUMBER_BEFORE, _BEFORE, _STARRED, _REMARK_BEFORE, _REMARK, _NUMBER_AFTER):
        text = _unless_empty(pattern.sub(" ", text), text)
    return _without_tail(text)


def names_in(name: str) -> tuple[str, ...]:
    """Return what to look for in a cell: the name without clutter, and each of two names in it, as in "Fiction (ex Fable)"."""
    pieces = [uncluttered(name), *_form_at_the_end(name), *(parts(name) if not name.isascii() else ())]
    if second := _SECOND.match(name):
        halves = [half for half in second.groups() if half]
        if not all(_is_general(half) for half in halves[1:]):
            pieces += [uncluttered(_WHOSE.sub("", half)) for half in halves]
    wanted = [piece for i, piece in enumerate(pieces) if not i or (not _is_general(piece) and len(piece.strip()) > 1)]
    return tuple(dict.fromkeys(wanted))[:MOST]


def _form_at_the_end(name: str) -> tuple[str, ...]:
    """Return the name as it is usual where a legal form stands first that stands last elsewhere: "AG Fiction"."""
    words = name.split()
    for size in range(min(tables().longest, len(words) - 1), 0, -1):
        form = tuple(plain(" ".join(words[:size])))
        if form in tables().after and form not in tables().before:
            return (" ".join((*words[size:], *words[:size])),)
    return ()


def _is_general(text: str) -> bool:
    """Tell whether a text is of places, trades and legal forms alone, and so names nobody."""
    stemmed = stem(text)
    return is_legal_form(text) or not core(stemmed)


def _without_tail(text: str) -> str:
    for sign in _PARTING.finditer(text):
        name, rest = text[: sign.start()], text[sign.end() :].strip(" )）]")
        words = plain(name)
        if len(without_forms(words)) < len(words) and rest and not _is_of_the_name(rest):
            return name
    return text


def _is_of_the_name(rest: str) -> bool:
    return has_legal_form(rest) or is_legal_form(rest) or bool(places_in(stem(rest)))


def _unless_empty(shorter: str, text: str) -> str:
    return shorter if any(map(str.isalpha, shorter)) else text
