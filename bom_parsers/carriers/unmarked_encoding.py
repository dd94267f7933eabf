"""The encoding of a text that is not UTF-8 and has no byte order mark: a guess, by what script comes out of its bytes.

charset-normalizer alone is right for most scripts and wrong for short Western texts: "R1,10 k°" is Japanese to it, and
"Société" is Polish. So texts whose bytes look like Western or Central European words, like Cyrillic words, or like
Japanese with kana are told apart here, and the library decides among what is left: Chinese, Japanese and Korean.
"""

from __future__ import annotations

import re

LATIN = ("cp1252", "cp1250")
ALPHABETS = {"cp1251": "А-яЁёІіЇїЄєҐґ", "koi8_r": "А-яЁё", "cp866": "А-яЁё"}
IDEOGRAPHS = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
ENCODINGS = (*LATIN, *ALPHABETS, *IDEOGRAPHS)

ENOUGH = 1 << 16  # bytes to look at
HIGH = re.compile(rb"[\x80-\xff]+")
SIGNS = frozenset("°±µ²³·«»‘’“”–—…§½×€™®©".encode("cp1252"))  # stand by themselves, or by a number
LATIN_LETTERS = frozenset(
    byte for byte in range(0x80, 0x100) if any(bytes([byte]).decode(one, "replace").isalpha() for one in LATIN)
)
# Letters of Polish, Czech, Slovak and Hungarian; and those of the West that have the same bytes and are as frequent there.
CENTRAL = frozenset("ąćęłńśźżčďěňřšťůýžőű" + "ąćęłńśźżčďěňřšťůýžőű".upper())
WESTERN = frozenset("àáâãäåæçèéêëíîïñóôõöøùúûüß" + "àáâãäåæçèéêëíîïñóôõöøùúûü".upper())
# The most frequent letters of Russian: what is capitals in KOI8-R is small letters in Windows-1251, and the other way round.
FREQUENT = frozenset("оеаинтсОЕАИНТС")
BESIDE_WORDS = frozenset("№«»“”„–—…°±µ§×€™®© \xa0")
KANA = re.compile("[\u3041-\u30fc]")


def guessed_encoding(data: bytes) -> str:
    """Return which of ENCODINGS the text `data`, which is not UTF-8, most likely is in; never raises for any bytes."""
    text = sample(data)
    if has_kana(text, "cp932"):
        return "cp932"
    if is_latin(text):
        return "cp1250" if is_central(text) else "cp1252"
    if alphabets := [one for one in ALPHABETS if is_in_words(text, one)]:
        return max(alphabets, key=lambda one: sum(letter in FREQUENT for letter in text.decode(one)))
    possible = [one for one in IDEOGRAPHS if decoded(text, one) is not None]
    if has_kana(text, "euc_jp"):  # kana stand in the same place in Chinese encodings, whose texts have none
        possible = ["euc_jp"]
    if len(possible) < 2:
        return possible[0] if possible else "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(text, cp_isolation=possible, enable_fallback=False).best()
    return best.encoding if best and best.encoding in possible else possible[0]


def sample(data: bytes) -> bytes:
    """Return lines that are not ASCII, ENOUGH of them, cut where no character of several bytes is."""
    lines, size = [], 0
    for match in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        lines.append(match[0])
        size += len(match[0])
        if size >= ENOUGH:
            break
    text = b"\n".join(lines)
    return text if len(text) <= ENOUGH else text[: text.rfind(b",", 0, ENOUGH) + 1] or text[:ENOUGH]


def decoded(text: bytes, encoding: str) -> str | None:
    """Return the text in an encoding, None where it cannot be in it."""
    try:
        return text.decode(encoding)
    except UnicodeDecodeError:
        return None


def has_kana(text: bytes, encoding: str) -> bool:
    """Tell whether a fourth of what is not ASCII is kana, as in a Japanese table."""
    string = decoded(text, encoding) or ""
    return len(KANA.findall(string)) * 4 >= sum(character > "\x7f" for character in string) > 0


def is_latin(text: bytes) -> bool:
    """Tell whether three of four high bytes stand, by ones or twos, as letters inside a word of ASCII letters, or as signs."""
    size = fitting = 0
    for run in HIGH.finditer(text):
        around = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
        in_word = len(run[0]) <= 2 and LATIN_LETTERS.issuperset(run[0]) and re.search(rb"[A-Za-z]", around)
        fitting += len(run[0]) if in_word or (len(run[0]) == 1 and run[0][0] in SIGNS) else 0
        size += len(run[0])
    return fitting * 4 >= size * 3


def is_central(text: bytes) -> bool:
    """Tell whether the letters are rather those of Central than of Western Europe, whose bytes are mostly the same."""
    pairs = list(zip(text.decode("cp1250", "replace"), text.decode("cp1252", "replace"), strict=True))
    central = sum(one in CENTRAL and other not in WESTERN for one, other in pairs)
    return central > sum(one != other and other in WESTERN and one not in CENTRAL for one, other in pairs)


def is_in_words(text: bytes, encoding: str) -> bool:
    """Tell whether the text is words of an alphabet: small letters, capitals, or a capital before small letters."""
    string = decoded(text, encoding)
    if string is None:
        return False
    words = re.findall(f"[{ALPHABETS[encoding]}]+", string)
    regular = sum(len(word) for word in words if word[1:].islower() or word.isupper() or len(word) == 1)
    others = sum(character > "\x7f" and character not in BESIDE_WORDS for character in string) - sum(map(len, words))
    return regular > 0 and others * 20 <= regular and regular * 5 >= sum(map(len, words)) * 4
