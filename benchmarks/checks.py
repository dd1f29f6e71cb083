"""False alarms on good translations, seeded faults found, seconds; beside pofilter.

    python -m benchmarks.checks [SOURCE:REFERENCE:LANG…] [--pairs 500] [--examples 0]

Each argument names two files, one German sentence and one reference translation a line; the default
is the evaluation data beside the repository. pofilter (translate-toolkit) judges the same pairs.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.catalog import po
from toolkit.checks.context import Context
from toolkit.checks.table import CHECKS, run
from toolkit.glossary.glossary import Glossary, Term, build
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, Severity

EVAL = Path(__file__).parent.parent.parent / "shared" / "eval"
SETS = [("de-en.newstest2020", "en"), ("de-en.ntrex", "en"), ("de-ru.ntrex", "ru")]
SETS += [("de-zh.ntrex", "zh_CN")]
GERMAN = language("de")
SEEDS = 200
"""Good pairs that get each fault, at most."""
Fault = Callable[[Entry, str, random.Random], Entry | None]


def good(source: str, reference: str, count: int) -> list[Entry]:
    """The first pairs of two files."""
    lines = (Path(name).read_text(encoding="utf-8").split("\n") for name in (source, reference))
    found = [(one.strip(), two.strip()) for one, two in zip(*lines, strict=True)]
    distinct = {pair[0]: pair for pair in found if all(pair)}
    return [Entry(*pair) for pair in list(distinct.values())[:count]]


def target(pattern: str, made: Callable[[re.Match[str], random.Random], str]) -> Fault:
    """A fault that changes one random match in the target."""

    def fault(entry: Entry, _: str, chance: random.Random) -> Entry | None:
        found = list(re.finditer(pattern, entry.target))
        if not found:
            return None
        match = chance.choice(found)
        text = entry.target[: match.start()] + made(match, chance) + entry.target[match.end() :]
        return None if text == entry.target else replace(entry, target=text)

    return fault


def other_digit(match: re.Match[str], chance: random.Random) -> str:
    """The number with another first digit."""
    return chance.choice([digit for digit in "123456789" if digit != match[0][0]]) + match[0][1:]


SCALES = {"million": "billion", "billion": "million", "thousand": "million", "trillion": "billion"}
SCALES |= {"млн": "млрд", "млрд": "млн", "миллион": "миллиард", "миллиард": "миллион"}
SCALES |= {"тыс": "млн", "тысяч": "миллион", "万": "亿", "亿": "万"}
MONTHS = "January February March April June July August September October November December"
MONTHS_RU = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"


def other_month(match: re.Match[str], chance: random.Random) -> str:
    """Another month or, in Chinese, another number before 月."""
    if match[0].isdecimal():
        return str((int(match[0]) + chance.randrange(1, 11)) % 12 + 1)
    names = (MONTHS if match[0].isascii() else MONTHS_RU).split()
    return chance.choice([name for name in names if name != match[0]])


def doubled(match: re.Match[str], _: random.Random) -> str:
    """The words twice."""
    return f"{match[0]}{match[0]}" if match[0] > "\u3400" else f"{match[0]} {match[0]}"


def dropped(entry: Entry, negation: bool) -> Entry | None:
    """The pair without a sentence of its target; only pairs of equal number of sentences."""
    ends = r"(?<=[^\W\d_]{3}[.!?])\s+(?=[^\W\d_a-zа-яäöü])|(?<=[。！？])(?=[^”」])"
    source, made = (re.split(ends, text) for text in (entry.source, entry.target))
    if len(source) != len(made) or len(made) < 2:
        return None
    no = re.compile(r"\b(?:nicht|kein\w*|nie|ohne)\b")
    for place, sentence in enumerate(source):
        if bool(no.search(sentence)) == negation:
            left = made[:place] + made[place + 1 :]
            return replace(entry, target=("" if left[0] > "\u3000" else " ").join(left))
    return None


def with_address(entry: Entry, _: str, chance: random.Random) -> Entry:
    """The pair with an address on both sides, a letter of the target's changed."""
    name = "".join(chance.choices("abcdefghik", k=8))
    right = chance.choice([f"https://www.{name}.de/bericht", f"presse@{name}.de"])
    wrong = right.replace(name, name[:3] + "x" + name[4:])
    return Entry(f"{entry.source} ({right})", f"{entry.target} ({wrong})")


def mixed(match: re.Match[str], _: random.Random) -> str:
    """The word with one look-alike letter of the other alphabet."""
    pairs = dict(zip("aeocpаеоср", "аеосрaeocp", strict=True))
    place = next(place for place, char in enumerate(match[0]) if char in pairs)
    return match[0][:place] + pairs[match[0][place]] + match[0][place + 1 :]


def half(entry: Entry) -> str:
    """The first half of the target, then the second half of the source."""
    source, made = entry.source, entry.target
    joint = source.find(" ", len(source) // 2)
    return made[: len(made) // 2].rpartition(" ")[0] + source[joint:] if joint > 0 else source


FAULTS: dict[str, tuple[set[str], Fault]] = {
    "number": (
        {"numbers", "unmatched numbers", "units"},
        target(r"(?<![\w.,])\d{2,}(?!\w|[.,]\d)", other_digit),
    ),
    "scale": (
        {"numbers", "unmatched numbers"},
        target(
            rf"(?<=\d[ \u00a0])(?:{'|'.join(SCALES)})|(?<=\d)[万亿]",
            lambda match, _: SCALES[match[0]],
        ),
    ),
    "date": (
        {"numbers", "unmatched numbers", "dates"},
        target(
            rf"\b(?:{MONTHS.replace(' ', '|')})(?= \d)|(?<=\d )(?:{MONTHS_RU.replace(' ', '|')})"
            r"|\d+(?=月\d)|\d+(?= ?月 ?\d+ ?日)",
            other_month,
        ),
    ),
    "sentence": ({"length"}, lambda entry, *_: dropped(entry, negation=False)),
    "negated sentence": ({"length"}, lambda entry, *_: dropped(entry, negation=True)),
    "address": ({"addresses"}, with_address),
    "repetition": (
        {"repeated words"},
        target(r"(?<=[ ])(?:[a-zа-я]{2,}(?: [a-zа-я]+)?)(?= )|[\u3400-\u9fff]{3}", doubled),
    ),
    "untranslated": ({"copied"}, lambda entry, *_: replace(entry, target=entry.source)),
    "half untranslated": (
        {"language", "script", "copied"},
        lambda entry, *_: replace(entry, target=half(entry)),
    ),
    "script mix": (
        {"script"},
        target(r"\b(?=\w*[aeocp])[a-z]{4,}\b|\b(?=\w*[аеоср])[а-я]{4,}\b", mixed),
    ),
    "Cyrillic in Chinese": (
        {"script"},
        target(r"[\u3400-\u9fff]{2}", lambda *_: "города"),
    ),
    "foreign quote": (
        {"quotes"},
        target(r"[“«\"][^“”«»\"]+[”»\"]", lambda match, _: f"„{match[0][1:-1]}“"),
    ),
    "open quote": ({"quotes"}, target(r"[”»](?=[ ,.。，])", lambda *_: "")),
    "bracket": ({"brackets"}, target(r"[)）]", lambda *_: "")),
}


def glossary(entries: list[Entry], code: str) -> tuple[Glossary, list[tuple[Entry, str]]]:
    """Names that stand on both sides as terms, and (pair, name) where it stands once."""
    found = [
        (entry, name)
        for entry in entries
        for name in re.findall(r"(?<![\w-])[A-Z][a-z]{4,}(?![\w-])", entry.source)
        if entry.target.count(name) == 1 == entry.source.count(name)
    ]
    names = sorted({name for _, name in found})
    return build(GERMAN, [Term(name, {code: (name,)}, {}) for name in names]), found


def seeded(entries: list[Entry], code: str) -> Iterator[tuple[str, set[str], list[Entry], Context]]:
    """(fault, checks that must find it, faulty pairs, context) for every fault."""
    context = Context(GERMAN, language(code))
    chance = random.Random(7)
    joint = "" if code.startswith("zh") else " "
    pairs = zip(entries[::2], entries[1::2], strict=False)
    double = [
        Entry(f"{a.source} {b.source}", f"{a.target}{joint}{b.target}")
        for a, b in pairs
        if all(text.endswith((".", "。")) for text in (a.source, b.source, a.target, b.target))
    ]
    for name, (checks, fault) in FAULTS.items():
        if name == "Cyrillic in Chinese" and not code.startswith("zh"):
            continue
        base = entries + double if "sentence" in name else entries
        made = (fault(entry, code, chance) for entry in base)
        yield name, checks, [entry for entry in made if entry][:SEEDS], context
    terms, places = glossary(entries, code)
    wrong = [replace(entry, target=entry.target.replace(name, "Xyz")) for entry, name in places]
    yield "term", {"terms"}, wrong[:SEEDS], Context(GERMAN, language(code), terms)


def pofilter(entries: list[Entry], code: str) -> list[set[str]]:
    """The tests that each pair fails."""
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "in.po"), Path(folder, "out.po")
        numbered = [
            replace(entry, context=str(number), comments=()) for number, entry in enumerate(entries)
        ]
        header = (("Content-Type", "text/plain; charset=UTF-8"), ("Language", code))
        source.write_text(po.write(Catalog(header=header, entries=tuple(numbered))), "utf-8")
        tool = Path(sys.executable).with_name("pofilter")
        options = [f"--language={code}", "--progress=none", "-i", str(source), "-o", str(result)]
        subprocess.run([tool, *options], check=True, capture_output=True)
        found: list[set[str]] = [set() for _ in entries]
        if result.exists():
            for block in result.read_text(encoding="utf-8").split("\n\n"):
                number = re.search(r'^msgctxt "(\d+)"', block, re.M)
                tests = re.findall(r"^# \(pofilter\) (\w+):", block, re.M)
                if number:
                    found[int(number[1])] |= set(tests)
        return found


def alarms(entries: list[Entry], code: str, examples: int) -> None:
    """What the checks say of good pairs."""
    context = Context(GERMAN, language(code))
    run(entries[0], context)
    started = time.process_time()
    found = [finding for entry in entries for finding in run(entry, context)]
    seconds = (time.process_time() - started) / len(entries)
    counts = Counter(finding.check for finding in found)
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    others = pofilter(entries, code)
    print(f"{len(entries)} good pairs: {100 * errors / len(entries):.1f} errors,")
    print(f"  {100 * (len(found) - errors) / len(entries):.1f} warnings per 100;", end=" ")
    flagged = len({finding.entry.key for finding in found})
    print(f"{100 * flagged / len(entries):.0f} % of the pairs have a finding;", end=" ")
    print(f"10,000 entries take {10_000 * seconds:.1f} s")
    print("  " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
    total, bad = sum(map(len, others)), sum(map(bool, others))
    print(
        f"  pofilter: {100 * total / len(entries):.1f} per 100, {100 * bad / len(entries):.0f} %:"
    )
    named = Counter(test for tests in others for test in tests)
    print("  " + ", ".join(f"{name} {count}" for name, count in named.most_common()))
    shown: defaultdict[str, int] = defaultdict(int)
    for finding in found:
        shown[finding.check] += 1
        if shown[finding.check] <= examples:
            print(f"    {finding.check}: {finding.message}")
            print(f"      {finding.entry.source}\n      {finding.entry.target}")


def faults(entries: list[Entry], code: str, examples: int) -> None:
    """How many seeded faults the right check finds; beside them, new findings of pofilter."""
    before = dict(zip((entry.source for entry in entries), pofilter(entries, code), strict=True))
    print(f"  {'fault':20} pairs  found  pofilter (any new test)")
    for name, checks, wrong, context in seeded(entries, code):
        if not wrong:
            continue
        left = [entry for entry in wrong if not checks & {f.check for f in run(entry, context)}]
        others = pofilter(wrong, code)
        new = sum(
            bool(tests - before.get(entry.source, set()))
            for entry, tests in zip(wrong, others, strict=True)
        )
        share, theirs = 100 * (1 - len(left) / len(wrong)), 100 * new / len(wrong)
        print(f"  {name:20} {len(wrong):5} {share:5.0f} % {theirs:5.0f} %")
        for entry in left[:examples]:
            print(f"      {entry.source}\n      {entry.target}")


def main() -> None:
    """Print a table for each pair of files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SOURCE:REFERENCE:LANG")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--examples", type=int, default=0, help="of each finding and each miss")
    options = parser.parse_args()
    default = [f"{EVAL / name}.src:{EVAL / name}.ref:{code}" for name, code in SETS]
    assert set().union(*(checks for checks, _ in FAULTS.values())) <= set(CHECKS)
    for spec in options.sets or default:
        source, reference, code = spec.rsplit(":", 2)
        entries = good(source, reference, options.pairs)
        print(f"\n## {Path(source).stem} ({code})")
        alarms(entries, code, options.examples)
        faults(entries, code, options.examples)


if __name__ == "__main__":
    main()
