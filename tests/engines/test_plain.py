"""What the engine does to a sentence before and after a model."""

from __future__ import annotations

import pytest

from toolkit.engines.argos.plain import begun
from toolkit.engines.contract import Result


@pytest.mark.parametrize(
    ("sentence", "said", "text"),
    [
        ("Museum zeigt Briefe", "museum shows letters", "Museum shows letters"),
        ("Ärzte warnen.", "врачи предупреждают.", "Врачи предупреждают."),
        ("Anzahl", "number", "Number"),
        ("Wer's glaubt.", "who's to believe it.", "Who's to believe it."),
        ("E-Mail-Adresse: a@b.de", "e-mail: a@b.de", "E-mail: a@b.de"),
        ("am Montag", "on Monday", "on Monday"),
        ("Das iPhone ist teuer.", "iPhone is expensive.", "iPhone is expensive."),
        ("Seite example.org", "example.org site", "example.org site"),
        ("Datei mp3", "mp3 file", "mp3 file"),
        ("„Ja“, sagte er.", "“yes”, he said.", "“yes”, he said."),
        ("Das Haus", "ŉ huis", "ŉ huis"),
        ("Peking", "北京", "北京"),
        ("Peking", "", ""),
    ],
)
def test_a_sentence_begins_as_its_source(sentence: str, said: str, text: str) -> None:
    """A small letter of the model becomes a capital; words that are written so stay."""
    assert begun(sentence, Result(said)).text == text
