"""What is known of one language besides what Babel knows: the contract of a row.

A row of `languages.table` says only what differs from these defaults. How numbers in words, scales
and units are written down is explained where they are read: `numerals`, `measures`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.languages.rule import Rule

Pairs = tuple[tuple[str, str], ...]
_QUOTES = (("“", "”"), ("‘", "’"), ("«", "»"), ("„", "“"), ('"', '"'))


@dataclass(frozen=True, slots=True)
class SmallWords:
    """Frequent words, by which sentences that stay in the language are told from names."""

    sentence: frozenset[str] = frozenset()
    """Words of sentences: none of another language's, none of names."""
    links: frozenset[str] = frozenset()
    """Those that names have too, though not two in a row."""
    articles: frozenset[str] = frozenset()
    """Those that begin no name."""
    particles: frozenset[str] = frozenset()
    """Those that begin names, as in `von der Leyen`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One language. An empty field means that it is not known, and nothing is asked."""

    spaced: bool = True
    """Whether blanks part words and sentences."""
    quotes: Pairs = _QUOTES
    """Quotation marks in use, the primary pair first."""
    curly_apostrophe: bool = False
    """Whether words are written with ’ inside."""
    question_mark: str = "?"
    small_words: SmallWords = SmallWords()
    doubled: frozenset[str] = frozenset()
    """Words that may stand twice: other parts of speech, or for emphasis."""
    length: float | None = None
    """Logarithm of a text's length relative to German, in articles; None: as its script."""
    month_names: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Number of a month → names that CLDR does not know."""
    month_first_in: frozenset[str] = frozenset()
    """Regions in which 12/7 is the 7th of December."""
    scales: re.Pattern[str] | None = None
    """What may follow digits and multiply them; each group is called after its power of ten."""
    amounts: Mapping[int, str] = field(default_factory=dict)
    """Power of ten → what stands behind figures for it, with its blank."""
    numerals: str = ""
    """Numbers in words: one row for each value, which is followed by patterns."""
    numeral_endings: str = ""
    """A pattern for what may follow a number in words and belong to it."""
    numerals_joined: bool = False
    """Whether numbers in words are written as one word, like `zweihundertfünfzig`."""
    units: str = ""
    """Words for units: one row for each unit, which is followed by patterns."""
    spacing: tuple[Rule, ...] = ()
    """Rules about blanks and dashes besides those of all languages."""
    blank_before_marks: bool = False
    """Whether blanks stand before `;:!?`: then the rules of other languages about them fail."""
    binding: tuple[Rule, ...] = ()
    """Blanks that must not break a line, for pages."""
    stemmer: str = ""
    """Snowball's algorithm."""
    dictionary: str = ""
    """pymorphy3's dictionary, which knows more than a stemmer: fleeting vowels."""
    genitive_s: bool = False
    """Whether an s at the end may be that of a genitive, which stemmers do not all know."""
    compounds: bool = False
    """Whether nouns are joined into one word."""
    capital_nouns: bool = False
    """Whether all nouns have a capital, so that a capital does not tell a name."""
    minus: str = ""
    """A pattern for words by which a figure is below nought, or less than before."""
    denies: str = ""
    """A pattern for words that deny and are translated by such."""
    denial: str = ""
    """A pattern for whatever may stand where another language denies."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations and signs behind figures, and the words for them."""
