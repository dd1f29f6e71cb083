"""The check of glossary terms."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.glossary.terms import allowed_places, find, in_compounds, places, words
from toolkit.phrase import Enumeration, Phrase


def terms(source: str, target: str, context: Context) -> Iterator[str]:
    """Every glossary term of the source has an allowed wording in the target, none a forbidden one.

    A term that is only part of a longer word may be translated freely, but not by a forbidden one.
    """
    if context.terms is None:
        return
    hits = find(source, context.terms)
    if not hits:
        return
    language = context.target
    sentence = words(target, language)
    named = {hit.term.source: hit.term for hit in hits}
    wanted = {hit.term.source for hit in hits if not hit.inside}
    allowed = {name: allowed_places(sentence, term, language) for name, term in named.items()}
    right = {at for spans in allowed.values() for span in spans for at in range(*span)}
    for name, term in named.items():
        wordings = term.wordings(language)
        wrong = [
            span
            for text in term.forbidden.get(language.posix, ())
            for span in places(sentence, text, language, exact=term.exact)
            if not right.issuperset(range(*span))
        ]
        if wrong:
            text = target[slice(*wrong[0])]
            yield _forbidden(text, name, wordings)
        elif (
            name in wanted
            and wordings
            and not allowed[name]
            and not any(in_compounds(sentence, text, language) for text in wordings)
        ):
            yield _missing(name, term.dnt, wordings)


def _forbidden(text: str, name: str, wordings: tuple[str, ...]) -> Phrase:
    if not wordings:
        return Phrase(
            "“%(text)s” is not to be used for “%(term)s”; choose another wording.",
            text=text,
            term=name,
        )
    return Phrase(
        "“%(text)s” is not to be used for “%(term)s”; write %(wordings)s.",
        text=text,
        term=name,
        wordings=_quoted(wordings),
    )


def _missing(name: str, dnt: bool, wordings: tuple[str, ...]) -> Phrase:
    if dnt:
        return Phrase("“%(term)s” must not be translated; write it as in the source.", term=name)
    return Phrase(
        "The glossary's translation of “%(term)s” is missing; write %(wordings)s.",
        term=name,
        wordings=_quoted(wordings),
    )


def _quoted(wordings: tuple[str, ...]) -> Enumeration:
    return Enumeration([Phrase("“%(text)s”", text=text) for text in wordings], choice=True)
