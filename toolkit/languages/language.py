"""Codes of languages, and the door to Babel.

Every dialect of language codes is accepted as input (`zh`, `zh_CN`, `zh-Hans`, Argos's `zt`);
catalogs use POSIX locale names (gettext, Weblate), publications BCP 47 (RFC 5646).
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import babel
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from toolkit.errors import UsageError
from toolkit.languages.table import facts
from toolkit.model import Language
from toolkit.storage import kept
from toolkit.storage.fingerprint import digest

# posix -> BCP 47, where that is not merely written with another hyphen, or has other spellings
_TAGS = {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant", "pt_BR": "pt-BR", "sr@latin": "sr-Latn"}
# other spellings of the names above, lower case, with "_"
_ALIASES = {name.lower(): name for name in _TAGS} | {
    "zh": "zh_CN",
    "zh_hans": "zh_CN",
    "zh_hans_cn": "zh_CN",
    "zh_sg": "zh_CN",
    "zt": "zh_TW",
    "zh_hant": "zh_TW",
    "zh_hant_tw": "zh_TW",
    "zh_hk": "zh_TW",
    "zh_hant_hk": "zh_TW",
    "pb": "pt_BR",
    "sr_latn": "sr@latin",
    "sr_latn_rs": "sr@latin",
    "sr_rs@latin": "sr@latin",
}
_LOCALE_NAME = re.compile(r"(?P<language>[A-Za-z]{2,3})(?P<rest>(?:_[A-Za-z0-9]+)*)(?:\.[\w.]+)?")
"""A POSIX locale name without modifier: language, script and region, encoding."""


@cache
def language(code: str) -> Language:
    """Facts of the language with that code, in any dialect. UsageError if there is none."""
    cldr: dict[str, str] = _cldr(code)["facts"]
    known = facts(cldr["posix"])
    return Language(**cldr, gap=" " if known.spaced else "", quotes=known.quotes)


def own_name(target: Language) -> str:
    """The language's name in itself: `Deutsch`, `русский`, `简体中文`."""
    return str(_cldr(target.posix)["own name"])


def month_names(target: Language) -> list[list[str]]:
    """What each month is called, from January on: whole and shortened, in a date and alone."""
    names: list[list[str]] = _cldr(target.posix)["months"]
    return names


def weekday_names(target: Language) -> frozenset[str]:
    """What the days of the week are called, in small letters."""
    return frozenset(_cldr(target.posix)["weekdays"])


@cache
def _cldr(code: str) -> dict[str, Any]:
    """What CLDR says of a language. UsageError if there is none with that code.

    It is kept for the user, as long as this module and Babel are the same: to look it up takes
    longer than many a command.
    """
    asked = digest(babel.__version__, Path(__file__).read_bytes())
    found = kept.made("languages", code, asked, lambda: json.dumps(_looked_up(code)).encode())
    told: dict[str, Any] = json.loads(found)
    return told


def _looked_up(code: str) -> dict[str, Any]:
    posix, locale = _resolve(code)
    numbers, months = locale.number_symbols.get("latn", {}), locale.months
    whole = locale.languages.get(f"{locale.language}_{locale.script}") if locale.script else ""
    english = locale.get_display_name("en") or posix
    return {
        "facts": {
            "posix": posix,
            "tag": _TAGS.get(posix, posix.replace("_", "-")),
            "name": english,
            "direction": locale.text_direction,
            "script": _script(locale),
            "plural_forms": _plural_forms(posix, locale),
            "decimal": str(numbers.get("decimal", ".")),
            "group": str(numbers.get("group", ",")),
        },
        "territory": _territory(locale),
        "own name": whole or locale.get_display_name() or english,
        "months": [
            [
                months[use][width][number]
                for use in ("format", "stand-alone")
                for width in ("wide", "abbreviated")
            ]
            for number in range(1, 13)
        ],
        "weekdays": sorted(name.casefold() for name in locale.days["stand-alone"]["wide"].values()),
    }


def babel_locale(target: Language) -> Locale:
    """Babel's locale of a language."""
    return _resolve(target.posix)[1]


def territory(target: Language) -> str:
    """`de_DE`, `zh_CN`: a language with its likely country, without script (Open Graph)."""
    return str(_cldr(target.posix)["territory"])


def _territory(locale: Locale) -> str:
    likely = get_global("likely_subtags")
    found = likely.get(str(locale)) or likely.get(locale.language, "")
    country = locale.territory or str(found).rpartition("_")[2]
    return f"{locale.language}_{country}"


@cache
def _resolve(code: str) -> tuple[str, Locale]:
    """The POSIX name of a code's language, and Babel's locale. UsageError if it names none."""
    name = code.strip().replace("-", "_")
    posix = _ALIASES.get(name.lower(), name)
    try:
        if posix in _TAGS:
            return posix, Locale.parse(_TAGS[posix], sep="-")
        locale = _cldr_locale(posix)
    except (ValueError, UnknownLocaleError):
        raise UsageError(
            f"{code!r} is no language code; use one such as en, ru, zh_CN or zh-Hans"
        ) from None
    posix = str(locale)
    return _resolve(posix) if posix.lower() in _ALIASES else (posix, locale)


def _cldr_locale(name: str) -> Locale:
    """The locale with that name, if CLDR lists its language. ValueError otherwise.

    Babel's parser alone does not decide: depending on the release it reads `C`, `POSIX` or `und`
    as English.
    """
    parts = _LOCALE_NAME.fullmatch(name)
    if not parts:
        raise ValueError(name)
    base = parts["language"].lower()
    if base not in _cldr_languages():
        base = str(get_global("language_aliases").get(base, ""))  # cnr: sr_ME
    locale = Locale.parse(base + parts["rest"])
    if locale.language not in _cldr_languages() or locale.language != base.partition("_")[0]:
        raise ValueError(name)
    return locale


@cache
def _cldr_languages() -> frozenset[str]:
    """The languages for which CLDR has data, as the first part of a locale's name."""
    return frozenset(name.partition("_")[0] for name in locale_identifiers()) - {"root"}


def _script(locale: Locale) -> str:
    likely = Locale.parse(str(locale), resolve_likely_subtags=True)
    script = locale.script or likely.script
    if script:
        return str(script)
    subtags = get_global("likely_subtags").get(str(locale)) or get_global("likely_subtags").get(
        locale.language, "und_Latn"
    )
    return next((part for part in subtags.split("_") if len(part) == 4), "Latn")


def _plural_forms(posix: str, locale: Locale) -> str:
    from babel.messages.plurals import get_plural

    plural = get_plural(posix) if posix == "pt_BR" else get_plural(locale.language)
    return f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"
