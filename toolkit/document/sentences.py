"""Where sentences begin: the one door to choppa-srx, an engine for SRX 2.0 segmentation rules.

Three rule files in a chain: the project's own, ours (`rules.srx`), then those of LanguageTool that
come with choppa. As in every SRX cascade the first rule that matches at a place decides.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import time
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from toolkit.errors import UsageError
from toolkit.model import Language
from toolkit.storage import plain

_OURS = Path(__file__).with_name("rules.srx")
_STEP = 8_000  # long text goes through the engine in pieces: some rules look ahead without limit
_MARGIN = 1_000  # what a rule sees on either side of its piece
_ALL_PARTS = 4  # LanguageTool's rules: for all, for blank lines, for the language, the rest
_PATIENCE = 20.0  # seconds for one piece with a project's own rules; ours need hundredths of one
_REACH = 100  # the longest `*` or `+` before a break (choppa's own limit)


def boundaries(text: str, language: Language, rules: Path | None = None) -> list[int]:
    """Offsets in `text` at which a new sentence starts, sorted, never 0.

    Blanks between sentences belong to none: an offset is that of the first character after them.
    `rules` is the project's own SRX file; UsageError if it is missing or damaged.
    """
    found: set[int] = set()
    stamp = _stamp(rules)
    for start in range(0, len(text), _STEP):
        base = max(0, start - _MARGIN)
        window = text[base : start + _STEP + _MARGIN]
        inside = (base + offset for offset in _breaks(window, language, rules, stamp))
        found.update(offset for offset in inside if start < offset <= start + _STEP)
    return sorted(found)


@lru_cache(maxsize=1024)
def _breaks(text: str, language: Language, rules: Path | None, stamp: int) -> frozenset[int]:
    """The breaks of a piece of text; publishing asks for the same one again for each target."""
    _spare("xmlschema")
    from choppa import SrxTextIterator

    found, end = set[int](), 0
    document = _chain(language, rules, stamp)
    try:
        document.deadline = time.monotonic() + _PATIENCE
        for piece in SrxTextIterator(document, "", text):
            end += len(piece)
            rest = text[end : end + _MARGIN]
            found.add(end + len(rest) - len(rest.lstrip()))
    except (MemoryError, RecursionError, TimeoutError) as error:
        if rules is None:
            raise
        what = "takes too long" if isinstance(error, TimeoutError) else "recurses without end"
        raise UsageError(f"{rules}: an expression in it {what}; simplify it") from None
    return frozenset(found - {len(text)})


class _Later(ModuleType):
    """A module that is loaded when something of it is used, and not before."""

    def __getattr__(self, name: str) -> Any:
        self.__class__ = ModuleType  # type: ignore[assignment]
        if self.__spec__ and self.__spec__.loader:
            self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def _spare(name: str) -> None:
    """Put off loading a module that another one asks for.

    Choppa needs xmlschema for nothing but checking rule files against a schema, which we do not
    ask for; loading it takes longer than all the rest of choppa.
    """
    spec = importlib.util.find_spec(name) if name not in sys.modules else None
    if spec:
        sys.modules[name] = importlib.util.module_from_spec(spec)
        sys.modules[name].__class__ = _Later


def _stamp(rules: Path | None) -> int:
    """Changes with the file."""
    try:
        return rules.stat().st_mtime_ns if rules else 0
    except OSError:
        return 0


@cache
def _chain(language: Language, rules: Path | None, _: int) -> Any:
    """One document whose only rule list is the whole chain for that language."""
    from choppa import DEFAULT_SRX_RULESET, SrxDocument
    from choppa.structures import LanguageRule

    base = language.base
    codes = (language.tag, language.posix, base, base.upper())
    chain = [_at_gap(rule) for path in (rules, _OURS) if path for rule in _read(path, codes)]
    defaults = SrxDocument(ruleset=DEFAULT_SRX_RULESET)
    parts = defaults.get_language_rule_list(f"{base}_two")  # "_two": blank lines break too
    if len(parts) < _ALL_PARTS:
        parts = defaults.get_language_rule_list("lt_two")  # its generic rules
    for part in parts:
        chain += [_bounded(rule) for rule in part.rules if not _explodes(rule)]
    document = SrxDocument()
    document.add_language_map(".*", LanguageRule("chain", chain))
    if rules:
        _limit(document)
    _compile(document)
    return document


class _Limited:
    """An expression that gives up at the deadline of its document: with a TimeoutError."""

    def __init__(self, pattern: Any, document: Any) -> None:
        self._pattern, self._document = pattern, document

    def match(self, text: str, place: int) -> Any:
        return self._pattern.match(text, place, timeout=self._left())

    def search(self, text: str, place: int) -> Any:
        return self._pattern.search(text, place, timeout=self._left())

    def _left(self) -> float:
        left: float = self._document.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _limit(document: Any) -> None:
    """Give a document's expressions, which may be anybody's, an end."""
    compiled = document.compile
    document.compile = lambda pattern: _Limited(compiled(pattern), document)


class _Exceptions:
    """The exceptions to a break: those to the one before it, and what was added since."""

    def __init__(self, patterns: tuple[Any, ...]) -> None:
        self._patterns = patterns

    def match(self, text: str, place: int) -> Any:
        """The first exception that holds at that place; None if none does."""
        found = (pattern.match(text, place) for pattern in self._patterns)
        return next((one for one in found if one), None)


def _compile(document: Any) -> None:
    """Compile the exceptions to each break of a document.

    Choppa joins all that stand before a break to one expression. That of the next break begins
    with the same again, so only the rest is compiled: half the time of starting to cut.
    """
    compiled, done, parts = document.compile, "", list[Any]()

    def rest(pattern: str) -> _Exceptions:
        nonlocal done
        if pattern != done:
            parts.append(compiled(pattern[len(done) :].removeprefix("|")))
            done = pattern
        return _Exceptions(tuple(parts))

    document.compile = rest
    try:
        document.get_rule_manager(document.get_language_rule_list(""), _REACH)
    finally:
        document.compile = compiled


def _at_gap(rule: Any) -> Any:
    """The rule, moved to where LanguageTool's rules break: after the blanks, not before them.

    Otherwise a rule of the usual form (`\\.` before, `\\s` after) would speak of another place
    than the rules it is to overrule. An exception holds anywhere in its blanks.
    """
    from choppa.structures import Rule
    from choppa.utils import finitize

    before, after = rule.before_pattern, rule.after_pattern
    if rule.is_break:
        return Rule(True, rf"(?:{before})(?={after})\s*", r"(?!\s)")
    before = finitize(before, _REACH)
    here = rf"(?<=(?:{before})(?={after})\s{{0,{_REACH}}})"
    return Rule(False, "", rf"{here}|\s+(?<={before})(?={after})")


def _explodes(rule: Any) -> bool:
    """True for LanguageTool's bracket exceptions: cubic time on `. . . .`; ours replace them."""
    return bool(rule.before_pattern.startswith(r"\([^\)]*?"))


def _bounded(rule: Any) -> Any:
    """The same rule without a look-ahead over the rest of the line that decides nothing."""
    return rule._replace(after_pattern=rule.after_pattern.removesuffix(".*"))


def _read(path: Path, codes: tuple[str, ...]) -> list[Any]:
    """The rules an SRX file has for a language, in order. UsageError if it cannot be used."""
    from xml.sax import SAXParseException, make_parser
    from xml.sax.handler import feature_external_ges

    from choppa import SrxDocument

    document = SrxDocument()
    parser: Any = make_parser()
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(_handler(document, path, parser))
    try:
        parser.parse(io.BytesIO(plain.read(path)))
    except OSError as error:
        raise UsageError(
            f"{path}: the segmentation rules cannot be read ({error.strerror}); "
            "correct the path or remove it from the settings"
        ) from None
    except (UnicodeError, LookupError) as error:
        raise _refusal(path, 1, f"its encoding cannot be read ({error})") from None
    except SAXParseException as error:
        raise _refusal(path, error.getLineNumber() or 1, f"no XML: {error.getMessage()}") from None
    maps = [entry for entry in document.language_map_list if any(map(entry.matches, codes))]
    return [
        rule
        for entry in maps[: None if document.cascade else 1]
        for rule in entry.language_rule.rules
    ]


def _refusal(path: Path, line: int, fault: str) -> UsageError:
    return UsageError(
        f"{path}:{line}: {fault}; correct that line (SRX 2.0, see `rules.srx` for an example)"
    )


def _handler(document: Any, path: Path, parser: Any) -> Any:
    """Choppa's reader of SRX files, made to say where a file is wrong.

    Whether an expression is one is only asked of the users' own: that takes a sixth of a second.
    """
    import regex  # type: ignore[import-untyped]
    from choppa.srx_parser import SRXHandler

    unusable = (regex.error, MemoryError, RecursionError, OverflowError, ValueError)

    def refusal(fault: str) -> UsageError:
        return _refusal(path, parser.getLineNumber(), fault)

    class Handler(SRXHandler):
        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
            if fault := _fault(name, attrs, self):
                raise refusal(fault)
            super().startElement(name, attrs)  # type: ignore[no-untyped-call]

        def endElement(self, name: str) -> None:  # noqa: N802
            super().endElement(name)  # type: ignore[no-untyped-call]
            if name == "rule" and self.language_rule and path != _OURS:
                rule = self.language_rule.rules[-1]
                try:
                    for pattern in (*rule[1:], *_at_gap(rule)[1:]):
                        document.compile(pattern)
                except unusable as error:
                    what = str(error) or "it needs too much memory"
                    raise refusal(f"<rule> has no valid expression: {what}") from None

        def endDocument(self) -> None:  # noqa: N802
            if not document.language_map_list:
                raise refusal("no <languagemap>, so no rule would ever apply")

    return Handler(document)


def _fault(name: str, attrs: Any, reader: Any) -> str:
    """What is wrong with a start tag of an SRX file; "" if nothing is."""
    if name == "languagerule" and "languagerulename" not in attrs:
        return "<languagerule> lacks its languagerulename"
    if name == "rule" and reader.language_rule is None:
        return "<rule> stands outside of <languagerule>"
    if name == "rule" and attrs.get("break", "yes") not in ("yes", "no"):
        return f"break={attrs['break']!r} is neither yes nor no"
    if name == "languagemap":
        rule = attrs.get("languagerulename")
        if rule not in reader.language_rule_map:
            return f"<languagemap> names the rules {rule!r}, which the file does not have"
        return _pattern_fault(attrs.get("languagepattern"))
    return ""


def _pattern_fault(pattern: str | None) -> str:
    import regex

    try:
        regex.compile(pattern or "(")
    except (regex.error, MemoryError, RecursionError, OverflowError):
        return f"languagepattern {pattern!r} is no regular expression"
    return ""
