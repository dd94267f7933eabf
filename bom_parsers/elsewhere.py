"""What people write in a cell instead of a name that stands in another one: "same", "see above", "ditto", "s. o.", "同上"."""

from __future__ import annotations

import re
from functools import lru_cache

# Compared without case, outer signs, and with one blank for each hyphen, underscore or run of blanks.
_WORDS = (
    "same, the same, same one, same again, ditto, dito, ditto above, do, dto, dtto, above, as above, see above,"
    "like above, per above, as previously, as before, previous, as stated above, above mentioned, aforementioned,"
    "the above, below, see below, as below, idem, ídem, ibid, ibidem, id, likewise, unchanged, no change, identical,"
    "ebd, ebenda, siehe oben, s. oben, wie oben, wie vor, wie vorher, wie vorstehend, wie zuvor, oben, siehe unten,"
    "siehe vorher, vgl. oben, siehe vorherige, gleich, das gleiche, dasselbe, derselbe, dieselbe, der gleiche,"
    "die gleiche, desgl, desgleichen, identisch, gleiche firma, gleicher hersteller, gleicher lieferant, selbe firma,"
    "selber hersteller, unverändert, le même, la même, même, les mêmes, voir ci dessus, ci dessus, comme ci dessus,"
    "cf ci dessus, cf. ci dessus, voir plus haut, voir ci dessous, igual, lo mismo, el mismo, la misma, mismo,"
    "ver arriba, véase arriba, como arriba, igual que arriba, ver abajo, come sopra, vedi sopra, lo stesso,"
    "la stessa, stesso, stessa, o mesmo, a mesma, mesmo, ver acima, vide acima, como acima, acima, zie boven,"
    "zie hierboven, als boven, zelfde, dezelfde, hetzelfde, idem dito, samma, se ovan, som ovan, samme, se ovenfor,"
    "som ovenfor, sama, sama kuin yllä, katso yllä, jak wyżej, to samo, ten sam, ta sama, viz výše, totéž, stejný,"
    "stejné, lásd fent, ugyanaz, aynı, yukarıdaki gibi, bkz. yukarı, yukarıya bakınız, то же, то же самое, тот же,"
    "та же, см. выше, см выше, смотри выше, как выше, аналогично, так же, указано выше, 同上, 同前, 同左, 同右, 同下,"
    "同一, 同上行, 同上所述, 见上, 见上文, 见上表, 如上, 如上所述, 参见上文, 相同, 一样, 与上相同, 和上面一样, 见下,"
    "見上, 如前, 上と同じ, 上に同じ, 上記と同じ, 上記に同じ, 上記, 同じ, 同様, 以下同じ, 前と同じ, 仝, 仝上, 〃, 々,"
    "々々, ゝ, 위와 같음, 위와같음, 위와 동일, 상동, 상기와 같음, 상기와 동일, 동일, 동상"
)
_ELSEWHERE = frozenset(word.strip() for word in _WORDS.split(","))
# Signs that stand for what is in the cell above or beside, and abbreviations that are such only with their dots.
_SIGNS = re.compile(r"[\"'“”„‟″′‘’´`〃~∼～^↑↓←→<>|=\-. ]+")
_ABBREVIATED = re.compile(r"(?:s\. ?[ou]|w\. ?o|j\. ?w|c\. ?s|d\.? ?o|id|ibid|o\. ?g)\.|d:o\.?")
_OTHER = (
    r"(?:above|before|previous(?:ly)?|prior|preceding|below|following|row|line|cell|column|item|no\.?|number|part|supplier"
    r"|manufacturer|maker|designer|developer|vendor|company|entity|legal name|sheet|tab|page|cover|attached|attachment|annex|note"
    r"|remarks?|comments?)"
)
# "same as row 3", "same company", "see the cover sheet", "refer to the line above", "siehe Zeile 3", "voir ligne 4".
_PHRASE = re.compile(
    rf"(?:the )?same(?: as)?(?: the| in)? {_OTHER}\b.*"
    rf"|(?:please )?(?:see|as|as in|like|per|as per|refer to|cf\.?)(?: in| on)?(?: the)? {_OTHER}\b.*"
    r"|(?:siehe|s\.|wie|wie in|vgl\.?)(?: in)? (?:zeile|zelle|spalte|position|pos\.?|nr\.?|blatt|anlage|anhang|vorherige\w*"
    r"|obige\w*)\b.*"
    r"|(?:voir|cf\.?|comme) (?:la )?(?:ligne|cellule|colonne|feuille|annexe)\b.*"
    r"|(?:ver|véase|como) (?:la )?(?:fila|línea|celda|hoja)\b.*"
    r"|(?:row|cell|zeile|zelle) [a-z]{0,2}\d+"
    r"|(?:同|见|参见|見)第?\s?\d+\s?(?:行|列|栏|项).*"
)
_LEGAL_FORM = re.compile(r".*\b(?:ltd|limited|gmbh|inc|llc|llp|corp|corporation|ag|sa|bv|oy|ab|srl|spa|kg|plc|co)\.?")
_OUTER = " \t\r\n,;:!*()[]{}<>_–—?"


@lru_cache(maxsize=4096)
def is_elsewhere(text: str) -> bool:
    """Tell whether a text only points to what stands in another cell, so that it names nobody itself.

    Only whole texts of that kind count: "SAME Deutz-Fahr" and "Idem Robotics GmbH" are names.
    """
    bare = re.sub(r"[\s_\u2010-\u2015-]+", " ", text).strip().casefold()
    if bare and _SIGNS.fullmatch(bare):
        return bare.strip("-. ") != ""  # dashes and dots alone say that there is nothing
    plain = bare.strip(_OUTER)
    if _ABBREVIATED.fullmatch(plain):
        return True
    plain = plain.strip(".'\"`“”„ ")
    before, bracket, _ = plain.partition("(")
    return any(map(_points, (plain, before.strip(" .,:;") if bracket else plain)))


def _points(plain: str) -> bool:
    return plain in _ELSEWHERE or (_PHRASE.fullmatch(plain) is not None and not _LEGAL_FORM.fullmatch(plain))
