"""How a language says things: words of the theme, dates, numbers, lists, names of languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from toolkit.languages.dates import written_day, written_moment
from toolkit.languages.language import babel_locale, language, own_name
from toolkit.model import Language

_PER_MINUTE = {"Hans": 400, "Hant": 400, "Jpan": 450}
_WORDS_PER_MINUTE = 200


@dataclass(frozen=True)
class Voice:
    """One language as the pages need it. The templates call `say` `_`, and `count` `ngettext`."""

    language: Language
    strings: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """Babel's."""
        return babel_locale(self.language)

    def say(self, text: str, /, **values: object) -> str:
        """A sentence of the theme, its `%(name)s` filled in; `Markup` values stay markup."""
        return self._filled(self.strings.gettext(text), values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A sentence with a number, `%(n)s` in it, in the plural form the language has for it."""
        words = self.strings.ngettext(one, many, number)
        return self._filled(words, {"n": self.number(number), **values})

    def _filled(self, text: str, values: dict[str, object]) -> str:
        if any(isinstance(value, Markup) for value in values.values()):
            return Markup(text) % values
        return text % values if values else text

    def date(self, day: str, form: str = "long") -> str:
        """`2020-12-07` as people write it: `7 декабря 2020 г.`, `2020年12月7日`."""
        return written_day(day, self.language, form)

    def moment(self, stamp: str) -> str:
        """A day with its time, in the zone of the stamp: `2. Mai 2024 um 18:45`."""
        return written_moment(stamp, self.language)

    def month(self, month: str) -> str:
        """`2020-12` as people write it: `Dezember 2020`, `2020年12月`."""
        words = format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=self.locale)
        return words[:1].upper() + words[1:]

    def number(self, number: int) -> str:
        """`1.234`, `1,234`, `1 234`."""
        return _decimal(number, self.locale)

    def percent(self, part: int, whole: int) -> str:
        """Rounded down: 100 % means all."""
        return format_percent(part * 100 // max(whole, 1) / 100, locale=self.locale)

    def list(self, items: Sequence[str], *, choice: bool = False) -> str:
        """`A, B und C`, or `A, B oder C` if one of them is to be chosen."""
        return format_list(items, "or" if choice else "standard", locale=self.locale)

    def name(self, tag: str) -> str:
        """A language's name in this one, as it stands in running text."""
        return babel_locale(language(tag)).get_display_name(self.locale) or tag

    def direction(self, tag: str) -> str:
        """Which way a language is written: `ltr` or `rtl`."""
        return language(tag).direction

    def minutes(self, length: int) -> int:
        """Reading time of a text of so many words (Chinese, Japanese: characters)."""
        return max(1, round(length / _PER_MINUTE.get(self.language.script, _WORDS_PER_MINUTE)))


@lru_cache(maxsize=1024)
def _decimal(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


def own(tag: str) -> str:
    """A language's name in itself, as it stands alone: `Русский`."""
    name = own_name(language(tag))
    return name[:1].upper() + name[1:]


def length(text: str, script: str) -> int:
    """What reading time is counted in: words, or characters where there are no blanks."""
    if script in _PER_MINUTE:
        return sum(char.isalnum() for char in text)
    return len(text.split())
