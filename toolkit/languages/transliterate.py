"""Words in the letters of an address: German, Russian and accented Latin ones; no other script."""

from __future__ import annotations

import re
import unicodedata

from toolkit.model import Language

_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue"}
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe"}
_LETTERS |= dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґў",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya ye i yi g u"
        "".replace("_", "").split(" "),
        strict=True,
    )
)
_SIGNS = {"+": " plus ", "#": " sharp ", "&": " and ", "%": " percent ", "@": " at "}


def address(text: str, language: Language) -> str:
    """Words as part of an address: `kueste`, `poberezhe`; "" where its script has no letters here.

    Signs that tell names apart are spelled: `C++` is `c-plus-plus`.
    """
    own = _LETTERS | (_GERMAN if language.base == "de" else {})
    spelled = "".join(
        own[char] if char in own else _SIGNS.get(char, char)
        for char in unicodedata.normalize("NFC", text.lower())
    )
    plain = unicodedata.normalize("NFKD", spelled)
    letters = [char for char in plain if not unicodedata.combining(char)]
    if any(char.isalpha() and not char.isascii() for char in letters):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", "".join(letters)).strip("-")
