"""The engine `argos`: Argos packages, run in whole batches on CTranslate2.

Every package is loaded once, every sentence translated once: what is asked for again, also as the
way to a third language, comes from the cache. Each output passes the guards or is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from toolkit.engines.argos.cache import Cache
from toolkit.engines.argos.ctranslate import BrokenError, Hypothesis, Model, broken, content
from toolkit.engines.argos.edits import edited, moved
from toolkit.engines.argos.mending import mended
from toolkit.engines.argos.plain import begun, plain, restored, wordings
from toolkit.engines.argos.search import BEAM, Search
from toolkit.engines.argos.word_alignment import composed
from toolkit.engines.contract import Result
from toolkit.engines.guards import fault
from toolkit.engines.none import wordless
from toolkit.languages.localize import respelled
from toolkit.model import Language
from toolkit.models import installed as models
from toolkit.models import routes
from toolkit.models.codes import argos_code, language_of
from toolkit.models.package import Package

_RETRIES = (Search(beam=8, hypotheses=8), Search(beam=6, hypotheses=6, no_repeat=3))
"""When the first output fails: other hypotheses, then none that repeats itself."""


class Runner(Protocol):
    """One package at work, on this machine or elsewhere."""

    def translate(
        self, texts: Sequence[str], search: Search
    ) -> Iterator[dict[str, list[Hypothesis]]]:
        """Hypotheses, best first, of each distinct text, in parts as they are ready."""
        ...


Load = Callable[[Package, str], Runner]
"""Makes a package ready; the text is what `ctranslate.content` says of it here."""


class Argos:
    """Translations by the packages on this machine.

    `jobs` batches run at a time, each on its share of the processors; results do not depend on it.
    `cache` is a file to keep results in between runs. `elsewhere` runs packages on other machines.
    `shipped` models, which came with the toolkit, are preferred to installed ones.
    """

    def __init__(
        self,
        jobs: int = 1,
        cache: Path | None = None,
        beam: int = BEAM,
        elsewhere: Load | None = None,
        shipped: bool = False,
    ) -> None:
        self._load = elsewhere or (lambda package, _: Model(package, jobs))
        self._beam, self._shipped = beam, shipped
        self._cache = Cache(cache)
        self._forget()

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """The languages passed. EngineError naming the missing pair and the command to run."""
        between = [language_of(package.target) for package in self._route(source, target)[:-1]]
        return (source, *between, target)

    def origin(self, source: Language, target: Language) -> str:
        """`argos translate-de_en 1.0 + translate-en_ru 1.0`."""
        return "argos " + " + ".join(
            f"{package.name} {package.version}".strip() for package in self._route(source, target)
        )

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """One result per sentence. EngineError if a model is missing or broken.

        The score is the geometric mean of the tokens' probabilities, the least of all hops.
        """
        try:
            return self._translate(sentences, source, target)
        except BrokenError:  # somebody may just have replaced the package
            self._forget()
            return self._translate(sentences, source, target)

    def propose(
        self, sentence: str, source: Language, target: Language, count: int
    ) -> list[Result]:
        """The best hypotheses of the last model that pass the guards, best first."""
        text = plain(sentence)
        if not _has_words(text):
            return [wordless(sentence, source, target)]
        *first, last = self._route(source, target)
        before = Result(text)
        if first:
            pivot = language_of(first[-1].target)
            (before,) = self._translate([text], source, pivot)
        here = language_of(first[-1].target) if first else source
        search = Search(max(self._beam, count), count)
        found: list[Result] = []
        for batch in self._model(last).translate([before.text], search) if before.text else ():
            for one in batch[before.text]:
                hop = _judged(before.text, [one], here, target)
                if hop.text:
                    result = _chained(before, hop)
                    if first:
                        result = _carried(text, result, source, target, here)
                    found += [restored(sentence, result)] if result.text else []
        return sorted(found, key=lambda result: -(result.score or 0.0))

    def _forget(self) -> None:
        """Look for packages anew."""
        self._packages: tuple[Package, ...] | None = None
        self._contents: dict[Path, str] = {}
        self._models: dict[Path, Runner] = {}

    def _translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        route = self._route(source, target)
        wanted = filter(_has_words, map(plain, sentences))
        done = {text: Result(text) for text in wanted}
        for package, here, there in zip(
            route,
            (source, *(language_of(package.source) for package in route[1:])),
            (*(language_of(package.target) for package in route[:-1]), target),
            strict=True,
        ):
            texts = {result.text for result in done.values() if result.text}
            hop = self._hop(package, texts, here, there)
            done = {
                text: _chained(result, hop[result.text]) if result.text else result
                for text, result in done.items()
            }
        for package in route[-2:-1]:
            languages = source, target, language_of(package.target)
            done = {text: _carried(text, result, *languages) for text, result in done.items()}
        return [
            restored(sentence, done[text]) if text in done else wordless(sentence, source, target)
            for sentence in sentences
            for text in [plain(sentence)]
        ]

    def _route(self, source: Language, target: Language) -> tuple[Package, ...]:
        if self._packages is None:
            self._packages = models.installed()
        codes = argos_code(source), argos_code(target)
        return routes.route(self._packages, *codes, self._shipped)

    def _hop(
        self, package: Package, texts: Iterable[str], here: Language, there: Language
    ) -> dict[str, Result]:
        """Results for distinct sentences by one package: known ones, then batch by batch.

        What may be said in another way is tried so, too: the likelier result counts.
        """
        settings = self._settings(package)
        texts = set(texts)
        done = self._cache.get(texts, settings)
        rest = sorted(texts - done.keys())
        searches = (Search(self._beam), *_RETRIES)
        for search in searches:
            failed: list[str] = []
            for batch in self._model(package).translate(rest, search) if rest else ():
                judged = {text: _judged(text, batch[text], here, there) for text in batch}
                last = search is searches[-1]
                final = {text: result for text, result in judged.items() if result.text or last}
                failed += judged.keys() - final.keys()
                self._cache.put(final, settings)
                done |= final
            rest = sorted(failed)
        ways = {text: wordings(text, here, there, not done[text].text) for text in texts}
        others = {way.text for several in ways.values() for way in several}
        second = self._hop(package, others, here, there) if others else {}
        for text, several in ways.items():
            for way in several:
                result = way.back(second[way.text])
                result = result if way.sure else _whole(text, result, here, there)
                if not (way.last and done[text].text):
                    done[text] = max(done[text], result, key=lambda one: one.score or 0.0)
        return done

    def _model(self, package: Package) -> Runner:
        if package.folder not in self._models:
            known = self._content(package)
            model = self._load(package, known)
            if content(package, self._cache.digest) != known:
                raise broken(package, "it was replaced while it was loaded")
            self._models[package.folder] = model
        return self._models[package.folder]

    def _content(self, package: Package) -> str:
        """As it was when first asked: results are kept under the content that made them."""
        if package.folder not in self._contents:
            self._contents[package.folder] = content(package, self._cache.digest)
        return self._contents[package.folder]

    def _settings(self, package: Package) -> str:
        """All that a result depends on besides its text."""
        return repr((package.name, package.version, self._content(package), self._beam))


def _has_words(text: str) -> bool:
    """Whether there is anything to translate; numbers are only written in another way."""
    return any(map(str.isalpha, text))


def _judged(
    source: str, hypotheses: Sequence[Hypothesis], here: Language, there: Language
) -> Result:
    """The best hypothesis that passes the guards once it is mended, or why the best does not."""
    reasons = []
    for output in hypotheses:
        one = mended(source, output, here, there)
        reason = fault(source, one.text, here, there)
        if one.ended and not reason:
            return Result(one.text, one.links, score=round(one.score, 4))
        reasons.append(reason or "the model found no end")
    return Result("", reason=reasons[0])


def _whole(source: str, result: Result, here: Language, there: Language) -> Result:
    """The result, unless the guards find it far from a source that its model did not see."""
    reason = fault(source, result.text, here, there) if result.text else ""
    return Result("", reason=reason) if reason else result


def _carried(
    source: str, result: Result, here: Language, there: Language, pivot: Language
) -> Result:
    """The result of a way over a pivot, compared with where it began."""
    edits = list(respelled(source, result.text, here, there, pivot))
    links = moved(result.links, target=edits)
    return _whole(
        source, replace(result, text=edited(result.text, edits), links=links), here, there
    )


def _chained(before: Result, hop: Result) -> Result:
    """A result and what the next package made of its text."""
    hop = begun(before.text, hop)
    if before.score is None or not hop.text:
        return hop
    score = min(before.score, hop.score or 0.0)
    return Result(hop.text, composed(before.links, hop.links), score=score)
