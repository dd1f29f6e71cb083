"""An engine's output with its wrong glossary terms put right where that is safe. Pure."""

from __future__ import annotations

from toolkit.glossary.glossary import Glossary, Term
from toolkit.glossary.terms import allowed_places, find, places, words, words_of
from toolkit.model import Language, Span


def apply(
    source: str, target: str, glossary: Glossary, language: Language
) -> tuple[str, tuple[str, ...]]:
    """The target with wrong terms put right, and what was changed: `Peking → Beijing`.

    A wrong wording is a forbidden one or, in English and in languages without inflection, the
    source form. It is put right if it stands literally as in the glossary, no allowed wording of
    its term is there, and either the language does not inflect, or both are names (`case` is
    `exact`) of as many words. Placeholders are never touched.
    """
    hits = find(source, glossary)
    terms = {hit.term.source: hit.term for hit in hits}
    sentence = words(target, language)
    right = {name: allowed_places(sentence, term, language) for name, term in terms.items()}
    taken = {at for spans in right.values() for span in spans for at in range(*span)}
    edits: dict[Span, str] = {}
    for name in dict.fromkeys(hit.term.source for hit in hits if not hit.inside):
        for wrong in () if right[name] else _wrong(terms[name], language):
            for span in places(sentence, wrong, language, exact=True):
                if target[slice(*span)] == wrong and taken.isdisjoint(range(*span)):
                    edits[span] = terms[name].wordings(language)[0]
                    taken.update(range(*span))
    return _edited(target, edits)


def _wrong(term: Term, language: Language) -> list[str]:
    """Wordings that may be replaced by the term's preferred one without a look at grammar."""
    allowed = term.wordings(language)
    inflected = language.gap != ""
    if not allowed or (inflected and not term.exact):
        return []
    wrong = [*term.forbidden.get(language.posix, ())]
    if not inflected or language.base == "en":
        wrong.append(term.source)
    length = len(words_of(allowed[0], language))
    return [text for text in wrong if not inflected or len(words_of(text, language)) == length]


def _edited(target: str, edits: dict[Span, str]) -> tuple[str, tuple[str, ...]]:
    pieces, changes, done = [], [], 0
    for (start, end), new in sorted(edits.items()):
        pieces += [target[done:start], new]
        changes.append(f"{target[start:end]} → {new}")
        done = end
    return "".join((*pieces, target[done:])), tuple(dict.fromkeys(changes))
