"""One article and its catalogs → the versions of it that may be shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from unicodedata import normalize

from toolkit.checks.context import Context
from toolkit.document.inline import strip
from toolkit.document.shorten import shorten_at_word
from toolkit.formats import metadata
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import Localization
from toolkit.formats.html.markup import plain
from toolkit.formats.html.tokens import unescape
from toolkit.formats.timing import Timing, stamp
from toolkit.languages.binding import bind
from toolkit.model import Catalog, Finding, Language, State
from toolkit.publication import assemble as publish
from toolkit.publication import report
from toolkit.publication.publish import last_checks
from toolkit.site import columns
from toolkit.site.body import Body, body, left_out, unmarked
from toolkit.site.formatter import length
from toolkit.site.links import is_relative, references
from toolkit.site.model import (
    DRAFT,
    OUTDATED,
    REVIEWED,
    SOURCE,
    SiteSettings,
    Story,
    StoryText,
    Version,
)
from toolkit.storage.fingerprint import digest

_BRIEF = 200
"""Characters of a description made of the text."""
_BEGINNING = 4_000
"""Characters of a body in which that is looked for."""
_ASIDE = re.compile(r"<(h[1-6]|table|figcaption|sup|pre)\b[^>]*>.*?(?:</\1>|\Z)", re.S)
_HEADLINE = 90
_ALONE = re.compile(r"<x\d+/>")
"""What stands for a single code."""
_ANCHOR = re.compile(r'\sid="([^"]*)"')
_MOST_NEW = 10
"""An article of which less than one sentence in so many is known is not the one that it was."""
_TOLD = frozenset({None, "title", "subtitle", "description"})
"""Contexts of sentences that tell one article from another."""
_ANOTHER = (
    "hardly a sentence is left of the article that was approved before, so another one has its"
    " name: the earlier translation is no longer shown"
)
_LOST = (
    "no sentence is translated, so that what was approved before may be another article's, and is"
    " no longer shown; if the catalog was lost, restore it"
)


@dataclass(frozen=True, slots=True)
class Translation:
    """One catalog of an article, in step with it."""

    target: Language
    catalog: Catalog
    errors: Sequence[Finding]
    """That the checks find in it."""
    path: str
    """As messages show it."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Glossary: source term → the only way to say it."""
    last: str = ""
    """The last publication that was approved as a whole; "" if there was none."""
    severities: Mapping[str, str] = field(default_factory=dict)
    """What the project says of checks."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article's catalogs come to."""

    story: Story
    texts: Mapping[str, StoryText]
    """Language tag → the text, of each version."""
    approved: Mapping[str, str]
    """Language tag → the publication, of each that is approved as a whole."""
    pictures: Mapping[str, bytes]
    """Those that are in the text itself (see `inside`)."""


def story(
    article: ParsedArticle,
    text: str,
    found: Sequence[Translation],
    settings: SiteSettings,
) -> Told:
    """The article in all languages that may show it. PublishError if one would be unfaithful.

    Which version that is for each state of a translation, `docs/publisher.md` has as a table.
    """
    trusted = settings.trust_html
    source = _original(article, text, trusted)
    pictures = {**source[1].pictures}
    found_in = [(source[0], _text(source[1], article.source.tag))]
    stand_ins, held, behind, remarks = [], [], [], []
    approved: dict[str, str] = {}
    for each in found:
        translation, state = each, _state(each.catalog)
        if each.last and _is_another(each.catalog):
            translation = replace(each, last="")
            lost = not any(entry.target for entry in each.catalog.entries)
            held.append(f"{each.path}: {_LOST if lost else _ANOTHER}")
        policy = settings.outdated if state == OUTDATED or translation.last else settings.unreviewed
        lines = _obstacles(translation, state, policy, settings)
        if not lines:
            version, content, made = _version(article, translation, state, source, trusted)
            warnings, lines = _remarks(article, translation, made)
        if not lines:
            pictures |= content.pictures
            found_in.append((version, _beside(article, translation, source, content, settings)))
            remarks += warnings
            if state == OUTDATED:
                behind.append(f"{_open(translation, state)}; the page is marked as older")
            if state == REVIEWED:
                approved[translation.target.tag] = made
        elif translation.last and policy == "mark":
            version, content = _earlier(article, translation, source, trusted)
            pictures |= content.pictures
            found_in.append((version, _beside(article, translation, source, content, settings)))
            behind += [f"{line}; what was approved before stays online" for line in lines]
            held += lines if state == REVIEWED else []
        else:
            held += lines
            if policy == "fallback":
                stand_ins.append(translation.target.tag)
    front = article.form.metadata(text)
    topics = [normalize("NFC", tag.lower()) for tag in source[0].tags]
    places = [place for place, topic in enumerate(topics) if topic not in topics[:place]]
    found_in = [(_tagged(version, places), content) for version, content in found_in]
    authors = metadata.list_of(front, "authors", "author")
    story = Story(
        name="",
        source=article.source.tag,
        versions=tuple(_known(*pair) for pair in found_in),
        stand_ins=tuple(stand_ins),
        held=tuple(held),
        behind=tuple(behind),
        remarks=tuple(remarks),
        left_out=left_out(text, article.form, trusted),
        authors=tuple(dict.fromkeys(normalize("NFC", " ".join(one.split())) for one in authors)),
        image=_address(metadata.text_of(front, "image")),
        topics=tuple(topics[place] for place in places),
    )
    texts = {version.language: content for version, content in found_in}
    return Told(story, texts, approved, pictures)


def _tagged(version: Version, places: Sequence[int]) -> Version:
    """The version with the tags at these places alone: no topic is named twice."""
    tags, languages = version.tags, version.tag_languages
    return version._replace(
        tags=tuple(tags[place] for place in places if place < len(tags)),
        tag_languages=tuple(languages[place] for place in places if place < len(languages)),
    )


def timed(story: Story, time: Timing, zone: tzinfo | None) -> Story:
    """The story with what its article says about when it is out."""
    published, changed = stamp(time.moment, zone), stamp(time.updated, zone)
    later = changed and (
        not published or datetime.fromisoformat(changed) > datetime.fromisoformat(published)
    )
    return story._replace(
        date=time.moment[:10],
        published=published,
        timed="T" in time.moment,
        updated=time.updated[:10] if later else "",
        updated_timed="T" in time.updated,
        changed=changed if later else published,
        timing=time,
    )


def _known(version: Version, text: StoryText) -> Version:
    """The version with what pages without its text have to know of it."""
    anchors = _ANCHOR.findall(text.body) if version.state == SOURCE else ()
    return version._replace(
        anchors=tuple(unescape(anchor, attribute=True) for anchor in anchors),
        facing=bool(text.rows),
        body=digest(text.body),
        brief=digest(repr(version._replace(references=(), length=0))),
        key=digest(repr(version), text.body, text.words, repr(text.rows)),
    )


def _text(content: Body, language: str, rows: tuple[columns.Facing, ...] = ()) -> StoryText:
    """The text of a version; it is found by each of its words once, where blanks tell them."""
    words = content.words
    if not language.startswith(("zh", "ja")):
        words = " ".join(dict.fromkeys(words.lower().split()))
    return StoryText(content.html, rows, words)


def _address(text: str) -> str:
    """The address of a picture: a file of the project or one on the web, nothing else."""
    return text if is_relative(text) or text.startswith(("https://", "http://")) else ""


def _is_another(catalog: Catalog) -> bool:
    """Whether hardly a sentence of the article was ever approved: then another one has its name."""
    told = [entry for entry in catalog.entries if entry.context in _TOLD]
    known = [entry for entry in told if entry.state is State.APPROVED or entry.previous]
    return len(known) * _MOST_NEW < len(told)


def _state(catalog: Catalog) -> str:
    """How far a translation is."""
    left = publish.open_entries(catalog)
    if not left:
        return REVIEWED
    approved = {(e.source, e.target) for e in catalog.obsolete if e.state is State.APPROVED}
    earlier = all((entry.previous, entry.target) in approved for entry in left)
    return OUTDATED if earlier else DRAFT


def _obstacles(found: Translation, state: str, policy: str, settings: SiteSettings) -> list[str]:
    """What keeps a translation from being shown as it is now."""
    drafts = settings.unreviewed == "mark"
    if (state == DRAFT and not drafts) or (state == OUTDATED and policy != "mark"):
        return [_open(found, state)]
    return list(report.obstacles(found.path, found.catalog, found.errors, drafts=True))


def _open(found: Translation, state: str) -> str:
    """How much of a translation nobody has approved."""
    left, every = publish.open_entries(found.catalog), len(found.catalog.entries)
    what = f"{len(left)} of {every} sentences are not approved ({state})"
    return f"{found.path}: {what} {report.some(left)}"


def _remarks(article: ParsedArticle, found: Translation, made: str) -> tuple[list[str], list[str]]:
    """What the last checks say of a version, with file and line: warnings, errors."""
    context = Context(article.source, found.target)
    remarks = last_checks(article, made, context, found.severities)
    return report.remark_lines(remarks, article.label, f"{article.label} in {found.target.name}")


def _original(article: ParsedArticle, text: str, trusted: bool) -> tuple[Version, Body]:
    """The source as a version, and what the translations take from it: its anchors."""
    made = body(text, article.form, article.source.tag, trusted)
    version = _described(article, text, made, article.source)
    return version, made


def _version(
    article: ParsedArticle,
    found: Translation,
    state: str,
    source: tuple[Version, Body],
    trusted: bool,
) -> tuple[Version, Body, str]:
    """(a translation as its catalog is now, its body, the publication it is made of)."""
    assembly = publish.Assembly(
        article.source, found.target, article.cut, article.form, state != REVIEWED
    )
    made = publish.assemble(article.document, found.catalog, assembly)
    target = found.target
    text = made.text
    if made.changed:
        text = article.form.set_language(text, Localization(article.source, target))
    content = body(text, article.form, target.tag, trusted, source[1].anchors)
    header = dict(found.catalog.header)
    described = _described(article, text, content, target)
    version = described._replace(
        tags=_tags(source[0].tags, described.tags, found),
        spoken=target.tag if made.changed else article.source.tag,
        tag_languages=tuple(
            "" if tag in found.terms else spoken
            for tag, spoken in zip(source[0].tags, described.tag_languages, strict=False)
        ),
        state=state,
        open=len(made.open),
        all=len(found.catalog.entries),
        reviewed=metadata.day_in(header.get("PO-Revision-Date", "")),
        since=metadata.day_in(header.get("POT-Creation-Date", "")) if state == OUTDATED else "",
    )
    return version, content, text


def _earlier(
    article: ParsedArticle,
    found: Translation,
    source: tuple[Version, Body],
    trusted: bool,
) -> tuple[Version, Body]:
    """The last publication that was approved as a whole: older than its source, and says so."""
    content = body(found.last, article.form, found.target.tag, trusted, source[1].anchors)
    header = dict(found.catalog.header)
    approved = {
        entry.source: entry.target
        for entry in found.catalog.entries
        if entry.context == "tag" and entry.state is State.APPROVED
    }
    version = _described(article, found.last, content, found.target)._replace(
        tags=tuple(approved.get(tag, found.terms.get(tag, tag)) for tag in source[0].tags),
        state=OUTDATED,
        earlier=True,
        open=len(publish.open_entries(found.catalog)),
        all=len(found.catalog.entries),
        since=metadata.day_in(header.get("POT-Creation-Date", "")),
    )
    return version, content


def _beside(
    article: ParsedArticle,
    found: Translation,
    source: tuple[Version, Body],
    content: Body,
    settings: SiteSettings,
) -> StoryText:
    """The text of a version; beside its original too, if there is a bilingual edition."""
    facing: tuple[columns.Facing, ...] = ()
    if "bilingual" in settings.editions:
        facing = columns.rows(source[1].html, content.html, _pairs(article, found.catalog))
    return _text(content, found.target.tag, facing)


def _tags(
    source: tuple[str, ...], translated: tuple[str, ...], found: Translation
) -> tuple[str, ...]:
    """The tags; one that nobody approved is what the glossary calls it, if that is beyond doubt."""
    tags = (entry for entry in found.catalog.entries if entry.context == "tag")
    left = {entry.source for entry in tags if entry.state is not State.APPROVED}
    return tuple(
        found.terms.get(before, after) if before in left else after
        for before, after in zip(source, translated, strict=False)
    )


def _described(article: ParsedArticle, text: str, made: Body, language: Language) -> Version:
    """A version with its title, description, tags; of a translation, without its state."""
    front = article.form.metadata(text)
    title, spoken = unmarked(
        made.headline or metadata.text_of(front, "title") or shorten_at_word(made.first, _HEADLINE)
    )
    lead, lead_language = unmarked(metadata.text_of(front, "description"))
    description = lead or shorten_at_word(_running(made.html) or made.words, _BRIEF)
    kicker, kicker_language = unmarked(metadata.text_of(front, "kicker"))
    tags = [unmarked(tag) for tag in metadata.list_of(front, "tags", "keywords")]
    return Version(
        language=language.tag,
        spoken=language.tag,
        title=bind(title or article.document.name, language.tag),
        title_language=spoken,
        description=bind(unmarked(description)[0], language.tag),
        lead=bool(lead),
        lead_language=lead_language,
        kicker=kicker,
        kicker_language=kicker_language,
        tags=tuple(tag for tag, _ in tags),
        tag_languages=tuple(spoken for _, spoken in tags),
        image_alt=unmarked(metadata.text_of(front, "alt"))[0],
        caption=unmarked(metadata.text_of(front, "caption"))[0],
        credit=unmarked(metadata.text_of(front, "credit"))[0],
        references=references(made.html),
        dead_ends=made.dead_ends,
        length=length(made.words, language.script),
    )


def _running(source: str) -> str:
    """The running text that a body begins with: no heading, table or note's mark is in it."""
    start = source[: source.find(">", _BEGINNING) + 1 or None]
    return plain(_ASIDE.sub(" ", start))


def _pairs(article: ParsedArticle, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """The sentences of the running text with what stands for them, in reading order."""
    targets = {entry.key: entry.target or entry.source for entry in catalog.entries}
    return tuple(
        (_line(segment.source), _line(targets[segment.key]))
        for segment in article.segments
        if segment.kind.is_running_text
    )


def _line(masked: str) -> str:
    """A sentence as one line, with gaps for what only a page tells."""
    return " ".join(strip(_ALONE.sub(columns.GAP, masked)).split())
