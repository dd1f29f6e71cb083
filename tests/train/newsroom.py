"""A toy newsroom: German template sentences and their English translations."""

from __future__ import annotations

import random

_PEOPLE = """Anna Bert Clara Dirk Emil Frida Georg Hanna Ines Jonas Klara Lukas Maria Nina Otto
Paula Rita Simon Tina Ute Vera Wanda Xaver Yannik Zoe"""
_CITIES = """Köln/Cologne München/Munich Wien/Vienna Rom/Rome Moskau/Moscow Peking/Beijing
Athen/Athens Prag/Prague Warschau/Warsaw Paris/Paris Berlin/Berlin Genf/Geneva"""
PEOPLE = _PEOPLE.split()
CITIES = [pair.split("/") for pair in _CITIES.split()]
THINGS = [
    ("Brücke", "bridge"),
    ("Schule", "school"),
    ("Straße", "road"),
    ("Halle", "hall"),
    ("Fabrik", "factory"),
    ("Bibliothek", "library"),
]
DAYS = [
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Freitag", "Friday"),
    ("Sonntag", "Sunday"),
]
GENERAL = [
    ("{p} wohnt in {c}.", "{p} lives in {C}."),
    ("Die {t} in {c} ist alt.", "The {T} in {C} is old."),
    ("Am {d} kam {p} nach {c}.", "{p} came to {C} on {D}."),
    ("{p} und {q} sahen die {t}.", "{p} and {q} saw the {T}."),
    ("Wo ist die {t}?", "Where is the {T}?"),
    ("Am {d} bleibt die {t} geschlossen.", "The {T} stays closed on {D}."),
    ("{p} fährt am {d} mit {q} nach {c}.", "{p} goes to {C} with {q} on {D}."),
]
HOUSE = [
    ("Nach Angaben von {p} ist die {t} alt.", "{p} says the {T} is old."),
    ("{p} reiste am {d} nach {c}.", "On {D} {p} went to {C}."),
    ("In {c} bleibt die {t} am {d} zu.", "The {T} of {C} stays closed on {D}."),
    ("Die {t} in {c} sah {p} am {d}.", "On {D} {p} saw the {C} {T}."),
]
"""The same words in the style of the house; no letter is new."""


def sentences(
    templates: list[tuple[str, str]], number: int, seed: int = 1
) -> list[tuple[str, str]]:
    """Distinct pairs, drawn at random."""
    chooser = random.Random(seed)
    found: dict[str, str] = {}
    while len(found) < number:
        german, english = chooser.choice(templates)
        p, q = chooser.sample(PEOPLE, 2)
        (c, city), (t, thing), (d, day) = (
            chooser.choice(CITIES),
            chooser.choice(THINGS),
            chooser.choice(DAYS),
        )
        source = german.format(p=p, q=q, c=c, t=t, d=d)
        found[source] = english.format(p=p, q=q, C=city, T=thing, D=day)
    return list(found.items())


def tsv(pairs: list[tuple[str, str]], origin: str = "toy") -> str:
    """The pairs as a training file."""
    return "".join(f"{source}\t{target}\t{origin}\n" for source, target in pairs)
