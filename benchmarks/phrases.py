"""Sentence pairs of newsrooms for a training: frames written by hand, filled at random.

    python -m benchmarks.phrases de en --count 40 > phrases.de-en.tsv

Reported speech, names, offices, dates, numbers: what the first models got wrong and what little
text of other origins holds. `training/phrases/` has the frames and what fills them, in German,
English, Russian and Chinese; `--count` is how often a frame with gaps is filled. The pairs come as
`toolkit train prepare --data` reads them: source, target, origin.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from babel.dates import get_month_names

LANGUAGES = ("de", "en", "ru", "zh")
ORIGIN = "newsroom-phrases"
FOLDER = Path(__file__).parent / "training" / "phrases"
MONTHS = tuple(get_month_names("wide", locale=code) for code in ("de", "en", "ru"))
WEEKDAYS = (
    ("am Montag", "on Monday", "в понедельник", "周一"),
    ("am Dienstag", "on Tuesday", "во вторник", "周二"),
    ("am Mittwoch", "on Wednesday", "в среду", "周三"),
    ("am Donnerstag", "on Thursday", "в четверг", "周四"),
    ("am Freitag", "on Friday", "в пятницу", "周五"),
    ("am Samstag", "on Saturday", "в субботу", "周六"),
    ("am Sonntag", "on Sunday", "в воскресенье", "周日"),
    ("am Abend", "in the evening", "вечером", "晚上"),
    ("gestern", "yesterday", "вчера", "昨天"),
)
_GAP = re.compile(r"\{([a-zA-Z.]+)\}")
_CHOICE = re.compile(r"\[([^/\]]*)/([^\]]*)\]")
Words = Mapping[str, str]
"""What stands for each gap in one language."""


def frames(text: str) -> list[tuple[str, ...]]:
    """The frames of a file: blocks of one line for each language; # begins a comment."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    found = [tuple(block.splitlines()) for block in lines.strip().split("\n\n")]
    wrong = [block for block in found if len(block) != len(LANGUAGES)]
    if wrong:
        raise ValueError(f"not one line for each of {', '.join(LANGUAGES)}: {wrong[0][0]}")
    return found


def table(name: str) -> list[list[str]]:
    """The rows of a file of what fills gaps."""
    lines = FOLDER.joinpath(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def filled(frame: str, words: Words, woman: bool) -> str:
    """A frame with its gaps filled; its first letter is large, as in a sentence."""
    chosen = _CHOICE.sub(lambda match: match[2 if woman else 1], frame)
    text = _GAP.sub(lambda match: words[match[1]], chosen)
    return text[:1].upper() + text[1:]


def drawn(chance: random.Random) -> tuple[tuple[Words, ...], bool]:
    """Words for each language, and whether `p` is a woman."""
    gaps: tuple[dict[str, str], ...] = ({}, {}, {}, {})

    def put(name: str, *words: str) -> None:
        for gap, word in zip(gaps, words, strict=True):
            gap[name] = word

    first, second = chance.sample(table("people.tsv"), 2)
    woman = first[3] == "f"
    for name, (latin, russian, chinese, _) in (("p", first), ("q", second)):
        put(name, latin, latin, russian, chinese)
    role = [(word.split("/") * 2)[woman] for word in chance.choice(table("roles.tsv"))]
    put("r", *role)
    german, english, city, of_city, in_city, chinese = chance.choice(table("places.tsv"))
    put("c", german, english, city, chinese)
    gaps[2].update({"c.g": of_city, "c.p": in_city})
    put("w", *chance.choice(WEEKDAYS))
    _numbers(put, chance)
    return gaps, woman


def _numbers(put: Callable[..., None], chance: random.Random) -> None:
    """Dates and numbers as each language writes them."""
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1949, 2045)
    de, en, ru = (names[month] for names in MONTHS)
    put("d", f"{day}. {de}", f"{en} {day}", f"{day} {ru}", f"{month}月{day}日")
    full = (f"{day}. {de} {year}", f"{en} {day}, {year}", f"{day} {ru} {year} года")
    put("D", *full, f"{year}年{month}月{day}日")
    put("y", *[str(chance.randint(1949, 2045))] * 4)
    put("i", *[str(chance.randint(1, 9) * 10 + chance.randint(5, 9))] * 4)
    many = chance.randint(2, 990) * 100 if chance.random() < 0.5 else chance.randint(2, 90) * 1000
    put("n", f"{many:,}".replace(",", "."), f"{many:,}", f"{many:,}".replace(",", " "), str(many))
    tenths = chance.randint(2, 300) * 10 + chance.randint(1, 9)
    put("m", *_millions(tenths / 100))
    share = f"{chance.randint(0, 60)}.{chance.randint(1, 9)}"
    put("k", share.replace(".", ","), share, share.replace(".", ","), share)
    hour, minute = chance.randint(7, 22), chance.choice((0, 15, 30, 45))
    half = f"{(hour - 1) % 12 + 1}:{minute:02} {'a.m.' if hour < 12 else 'p.m.'}"
    put("t", f"{hour}.{minute:02} Uhr", half, *[f"{hour}:{minute:02}"] * 2)


def _millions(number: float) -> tuple[str, ...]:
    """A number of millions with one decimal, in each language."""
    text = f"{max(number, 1.1):.1f}"
    if text.endswith(".0"):
        text = text[:-1] + "4"
    comma = text.replace(".", ",")
    ten_thousands = round(float(text) * 100)
    return f"{comma} Millionen", f"{text} million", f"{comma} миллиона", f"{ten_thousands}万"


def pairs(source: str, target: str, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Pairs of two languages, no two alike."""
    first, second = LANGUAGES.index(source), LANGUAGES.index(target)
    chance = random.Random(seed)
    seen = set[tuple[str, str]]()
    for frame in frames(FOLDER.joinpath("frames.txt").read_text("utf-8")):
        for _ in range(count):
            gaps, woman = drawn(chance)
            pair = (
                filled(frame[first], gaps[first], woman),
                filled(frame[second], gaps[second], woman),
            )
            if pair not in seen:
                seen.add(pair)
                yield pair


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pairs of two languages."""
    parser = argparse.ArgumentParser(description="Sentence pairs of newsrooms for a training.")
    parser.add_argument("source", choices=LANGUAGES)
    parser.add_argument("target", choices=LANGUAGES)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for pair in pairs(options.source, options.target, options.count, options.seed):
        print(*pair, ORIGIN, sep="\t")


if __name__ == "__main__":
    main()
