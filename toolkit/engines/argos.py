"""The engine `argos`: Argos packages, run in whole batches on CTranslate2.

Every package is loaded once, every sentence translated once: what is asked for again, also as the
way to a third language, comes from the cache. Each output passes the guards or is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from toolkit import models
from toolkit.engines import Result
from toolkit.engines.cache import Cache
from toolkit.engines.ctranslate import Hypothesis, Model, Search, broken
from toolkit.engines.guards import fault
from toolkit.engines.links import composed, shifted
from toolkit.language import language
from toolkit.model import Language
from toolkit.models import Package

BEAM = 4
"""Hypotheses followed at a time: Argos Translate's, so the same model says the same."""
_RETRIES = (Search(beam=8, hypotheses=8), Search(beam=6, hypotheses=6, no_repeat=3))
"""When the first output fails: other hypotheses, then none that repeats itself."""
_FORMAT = 1
"""To be raised when other code makes other results of the same model: guards, links, lengths."""
_TOKENIZERS = ("sentencepiece.model", "bpe.model")


class Argos:
    """Translations by the packages on this machine.

    `jobs` batches run at a time, each on its share of the processors; results do not depend on it.
    `cache` is a file to keep results in between runs.
    """

    def __init__(self, jobs: int = 1, cache: Path | None = None, beam: int = BEAM) -> None:
        self._jobs = jobs
        self._beam = beam
        self._cache = Cache(cache)
        self._models: dict[Path, Model] = {}
        self._packages: tuple[Package, ...] | None = None

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """The languages passed. EngineError naming the missing pair and the command to run."""
        between = [language(package.target) for package in self._route(source, target)[:-1]]
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
        route = self._route(source, target)
        wanted = filter(_has_words, map(str.strip, sentences))
        done = {text: Result(text) for text in wanted}
        for package, here, there in zip(
            route,
            (source, *(language(package.source) for package in route[1:])),
            (*(language(package.target) for package in route[:-1]), target),
            strict=True,
        ):
            texts = {result.text for result in done.values() if result.text}
            hop = self._hop(package, texts, here, there)
            done = {
                text: _chained(result, hop[result.text]) if result.text else result
                for text, result in done.items()
            }
        return [_framed(sentence, done.get(sentence.strip())) for sentence in sentences]

    def _route(self, source: Language, target: Language) -> tuple[Package, ...]:
        if self._packages is None:
            self._packages = models.installed()
        return models.route(self._packages, source.argos, target.argos)

    def _hop(
        self, package: Package, texts: Iterable[str], here: Language, there: Language
    ) -> dict[str, Result]:
        """Results for distinct sentences by one package: known ones, then batch by batch."""
        settings = self._settings(package)
        done = self._cache.get(texts, settings)
        rest = sorted(set(texts) - done.keys())
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
        return done

    def _model(self, package: Package) -> Model:
        if package.folder not in self._models:
            self._models[package.folder] = Model(package, self._jobs)
        return self._models[package.folder]

    def _settings(self, package: Package) -> str:
        """All that a result depends on besides its text."""
        tokenizers = map(package.folder.joinpath, _TOKENIZERS)
        files = [package.folder / "model" / "model.bin", *filter(Path.is_file, tokenizers)]
        try:
            content = [self._cache.digest(file) for file in files]
        except OSError as error:
            raise broken(package, error) from None
        library = version("ctranslate2")
        return repr((_FORMAT, package.name, package.version, content, library, self._beam))


def _has_words(text: str) -> bool:
    """Whether there is anything to translate; figures and marks stay as they are."""
    return any(map(str.isalpha, text))


def _judged(
    source: str, hypotheses: Sequence[Hypothesis], here: Language, there: Language
) -> Result:
    """The best hypothesis that passes the guards, or why the best does not."""
    reasons = []
    for one in hypotheses:
        reason = fault(source, one.text, here, there)
        if one.ended and not reason:
            return Result(one.text, one.links, score=round(one.score, 4))
        reasons.append(reason or "the model found no end")
    return Result("", reason=reasons[0])


def _chained(before: Result, hop: Result) -> Result:
    """A result and what the next package made of its text."""
    if before.score is None or not hop.text:
        return hop
    score = min(before.score, hop.score or 0.0)
    return Result(hop.text, composed(before.links, hop.links), score=score)


def _framed(sentence: str, result: Result | None) -> Result:
    """The result with the blanks around the sentence."""
    if result is None:
        return Result(sentence)
    text = sentence.strip()
    if not result.text or text == sentence:
        return result
    lead = sentence.index(text)
    framed = sentence[:lead] + result.text + sentence[lead + len(text) :]
    return replace(result, text=framed, links=shifted(result.links, lead, lead))
