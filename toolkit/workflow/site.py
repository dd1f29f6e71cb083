"""Build the site of all articles, once or at every change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from toolkit.errors import (
    CatalogError,
    ClashError,
    GateError,
    PublishError,
    ToolkitError,
    UnlistedError,
    UsageError,
)
from toolkit.formats.article import ParsedArticle
from toolkit.formats.timing import withheld
from toolkit.languages.language import language as language_of
from toolkit.model import Catalog, Language
from toolkit.project import files, places
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import theme
from toolkit.site import addresses, build, former, index, inspect, output, raster, stories, strings
from toolkit.site.addresses import Misplaced
from toolkit.site.index import StoryIndex
from toolkit.site.model import Page, Site, SiteSettings, Story
from toolkit.site.output import Output
from toolkit.site.pages import lists
from toolkit.site.pages.bilingual import page_of_both
from toolkit.site.pages.epub import NEWEST
from toolkit.site.plan import SitePlan, page_of
from toolkit.site.settings import settings as settings_of
from toolkit.site.stories import Gathering
from toolkit.storage import plain
from toolkit.storage.fingerprint import digest, program
from toolkit.storage.forked import shared
from toolkit.workflow import clock, references
from toolkit.workflow.events import Advanced, Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.projects import require_sources
from toolkit.workflow.selection import EVERYTHING
from toolkit.workflow.words import many
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How a site is built."""

    out: Path | None = None
    """Output folder; None for the one in the settings."""
    drafts: bool = False
    """Show unreviewed text too, marked, and ask search engines to stay away."""
    allow_removals: bool = False
    """Let any number of pages go; else not more than a tenth of them at once."""
    check: bool = False
    """Look through the new site, and keep the old one if there is a fault."""
    outside: Path | None = None
    """With `check`: a file with the addresses of other sites that are known to be there."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What `build_site` made."""

    folder: Path
    articles: int
    languages: int
    made: int
    """Files written."""
    kept: int
    """Files that were as they should be."""
    complaints: tuple[str, ...]
    """References that lead nowhere, one line each; with `check` they may be faults too."""
    held: tuple[str, ...]
    """What keeps translations from being shown, one line each."""
    behind: tuple[str, ...]
    """What keeps newer translations from replacing older ones, one line each."""
    left_out: tuple[str, ...]
    """Articles that are not out now, or not in the feeds, and why, one line each."""
    gone: tuple[str, ...]
    """Addresses of articles that were there before and lead nowhere now, one line for each article.
    """
    remarks: tuple[str, ...]
    """What the last checks found in translations that are shown, one line each."""
    faults: tuple[str, ...]
    """What `check` found, or that too many pages would go: then readers still see the old site. One
    line each."""
    hints: tuple[str, ...]
    """What the site does without until somebody sets it."""


DEFAULTS = SiteOptions()
_SHARED = 20
"""Articles to be made from which on processes share the work."""
_NAMED = 5
"""Names of articles in a line that tells of many."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def build_site(
    project: Project, options: SiteOptions = DEFAULTS, tell: Tell = ignore
) -> Outcome[BuiltSite]:
    """Build the site: pages, feeds, editions, in every language.

    The outcome is unmet if a translation is held back, or an article because what it says of its
    release cannot be read. While something cannot be read, no page of
    the site is removed. UsageError if settings, templates or the output folder are wrong or there
    is no folder of articles.
    """
    theme.forget()
    workspace = Workspace.open(project, EVERYTHING, tell)
    settings = settings_of(project.site)
    folder = _folder(project, options)
    require_sources(project)
    with workspace.writing():
        gathering = _gathering(workspace, settings, options.drafts)
        articles = index.read(gathering)
        earlier = articles.names
        every = _stories(workspace, articles)
        names = {story.name for story in every}
        absent = {} if options.drafts else _withheld(project, every)
        known, gone = _former(project), stories.gone(gathering, names)
        if not options.drafts:  # readers never heard of the others
            unknown = _withheld(project, gone)
            gone = [story for story in gone if story.name not in unknown]
        led = known if options.drafts else former.followed(gone, every, known, earlier)
        placed, misplaced = addresses.settled(former.leading_on(every, led), absent)
        shown = [one for one in placed if one.name not in absent]
        plan, pages = _planned(workspace, articles, shown, absent)
        own = digest(_in_project(project, folder))
        how = Output(
            drafts=options.drafts,
            allow_removals=options.allow_removals,
            incomplete=bool(workspace.failures),
            meant=lambda: _as_if_out(articles, placed, absent),
            memory=files.scratch(project, "pages") / f"{own}.pickle",
            spare=files.scratch(project, "spare"),
        )
        faults: list[str] = []
        if options.check:
            how = replace(how, judge=_judge(project, plan, options.outside, faults))
        try:
            made, kept = output.write(pages, folder, how)
            if not options.drafts:
                _note(project, known, former.noted(plan.site.stories, led))
            stories.forget(gathering, every)
            articles.write(every)
            gathering.facts.write()
        except GateError as gate:
            faults.extend([] if faults else [str(gate)])
            made = kept = 0
    shown = [*plan.site.stories]
    held = tuple(_placed(project, line) for story in shown for line in story.held)
    behind = tuple(_placed(project, line) for story in shown for line in story.behind)
    for error in (*_refused(plan), *_misplaced(misplaced, plan)):
        workspace.fail(error)
    workspace.unmet = bool(held or faults or any(one.timing.unsure for one in every))
    return workspace.outcome(
        BuiltSite(
            folder=folder,
            articles=len(shown),
            languages=len(plan.voices),
            made=made,
            kept=kept,
            complaints=tuple(_dead_ends(project, plan)),
            held=held,
            behind=behind,
            left_out=tuple(_left_out(plan, every, absent)),
            gone=tuple(_gone(gone, known, pages)),
            remarks=tuple(_placed(project, line) for story in shown for line in story.remarks),
            faults=tuple(faults),
            hints=tuple(_hints(plan)),
        )
    )


def _planned(
    workspace: Workspace, known: StoryIndex, shown: Sequence[Story], absent: Mapping[str, str]
) -> tuple[SitePlan, list[Page]]:
    """The site and its pages. An article in the way of another page is left out, and fails."""
    clashing: dict[str, str] = {}
    while True:
        left = [story for story in shown if story.name not in clashing]
        plan = SitePlan(_site(known, left, {**absent, **clashing}))
        try:
            return plan, list(build.pages(plan))
        except ClashError as error:
            if error.article not in plan.by_name:
                raise
            label = plan.by_name[error.article].label
            workspace.fail(PublishError(f"{label}: {error}"))
            workspace.done -= 1
            clashing[error.article] = "in the way of another page"


def _as_if_out(
    known: StoryIndex, placed: Sequence[Story], absent: Mapping[str, str]
) -> frozenset[str]:
    """The pages that there would be if no article were a draft, withdrawn, expired or embargoed.

    One that is not out for its date alone, or for what nobody can read, has none: if many of those
    were out before, a clock is wrong, or whoever wrote that.
    """
    targets = {target.tag for target in known.run.project.targets}
    bare = [one._replace(timing=one.timing.bare) for one in placed]
    hidden = {*absent} & {*_withheld(known.run.project, bare)}
    out = [
        story._replace(stand_ins=(*story.stand_ins, *targets.intersection(story.timing.withdrawn)))
        for story in placed
        if story.name not in hidden
    ]
    found: set[str] = set()
    with suppress(ClashError):
        found.update(page.path for page in build.pages(SitePlan(_site(known, out, {}))))
    return frozenset(found)


def _refused(plan: SitePlan) -> Iterator[PublishError]:
    """What is said of aliases that lead nowhere."""
    for (name, alias), why in plan.refused.items():
        what = f"alias {alias!r}: {why}; remove the alias"
        yield PublishError(f"{plan.by_name[name].label}: {what}")


def _misplaced(found: Sequence[Misplaced], plan: SitePlan) -> Iterator[PublishError]:
    """What is said of pages that are not where their authors want them."""
    for story, wanted, given in found:
        if story.name in plan.by_name:
            what = f"{wanted} is taken, so its page is {given}; give it another name or slug"
            yield PublishError(f"{story.label}: {what}")


def _former(project: Project) -> former.Known:
    """The addresses that pages had. CatalogError if their file is damaged."""
    path = project.locales / former.NAME
    try:
        return former.read(plain.read(path)) if path.exists() else {}
    except (OSError, ValueError, AttributeError, TypeError):
        what = "the addresses that pages had cannot be read; repair it or remove it"
        raise CatalogError(f"{path}: {what}") from None


def _note(project: Project, before: former.Known, now: former.Known) -> None:
    """Keep the addresses of pages for the time when they have others."""
    if now != before:
        path = project.locales / former.NAME
        files.publish(project, path, former.spell(now), among=project.locales)


def _dead_ends(
    project: Project, plan: SitePlan, later: Sequence[bool] = (True, False)
) -> Iterator[str]:
    """References that lead nowhere, one line each, with file and line."""
    for found in plan.dead_ends:
        if found.later in later:
            label = plan.by_name[found.article].label
            place = references.place(project.root / label, label, found.reference)
            yield f"{place}: {found.reference!r} {found.why}"


def _judge(
    project: Project, plan: SitePlan, outside: Path | None, faults: list[str]
) -> Callable[[Path], int]:
    """Looks through a folder of pages; the faults are put into the list. UsageError without it.

    What had to be left out of the pages is a fault too, but for links to articles that are not out.
    """
    known = None
    if outside:
        try:
            known = frozenset(outside.read_text("utf-8").split())
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{outside}: cannot be read ({error})") from None

    def judge(folder: Path) -> int:
        found = inspect.faults(folder, plan.site.settings.url, known)
        lines = [*_dead_ends(project, plan, (False,)), *_where(project, plan, found)]
        faults.extend(dict.fromkeys(lines))
        return len(faults)

    return judge


def _where(project: Project, plan: SitePlan, found: Iterable[inspect.Fault]) -> Iterator[str]:
    """A line on each fault: of an address that an article has, with file and line of that."""
    pages = {
        page: story
        for story in plan.site.stories
        for tag in plan.voices
        for page in (page_of(story, tag), page_of_both(story, tag))
    }
    for fault in found:
        story = pages.get(fault.page)
        if story and fault.address:
            path = project.root / story.label
            place = references.place(path, story.label, fault.address)
            if place != story.label:
                yield f"{place}: {fault.address!r} {fault.why}"
                continue
        yield str(fault)


def watch_site(
    project: Project,
    port: int,
    build_again: Callable[[], object],
    options: SiteOptions = DEFAULTS,
    tell: Tell = ignore,
) -> None:
    """Serve the site on this machine and call `build_again` at every change, until interrupted.

    `build_again` builds into the same folder; it is called once before anything is served.
    """
    from toolkit.site import preview

    workspace = Workspace.open(project, EVERYTHING, tell)
    own = [project.root / name for name in ("templates", "toolkit.toml", "pyproject.toml")]
    own += [project.rules] if project.rules else []
    watched = (project.sources, project.locales, *own)
    folder = _folder(project, options)
    preview.serve(folder, watched, port, build_again, workspace.note)


def _hints(plan: SitePlan) -> Iterator[str]:
    """What the site does without until somebody sets it."""
    if not plan.site.settings.url:
        yield "no feeds, sitemap and canonical addresses: set site.url to where the site will stand"
    source = plan.source
    if stand_in := plan.site_title_language(source.tag):
        what = (
            f"the one in {language_of(stand_in).name} stands in; add `{source.tag}` to site.title"
        )
        yield f"no title in {source.name}, {what}"
    pictured = any(Path(own).suffix.lower() in raster.KINDS for own in plan.files.values())
    if pictured and not plan.pillow:
        yield "pictures have one size: `pip install 'article-toolkit[pictures]'` makes smaller ones"
    yield from plan.hints
    for language in plan.unspoken:
        yield f"{language.name}: no words of the theme, English ones stand in; add site.po"


def _withheld(project: Project, every: Sequence[Story]) -> dict[str, str]:
    """Articles that readers may not have now: name → why."""
    moment, zone = clock.moment(), project.timezone
    found = {story.name: withheld(story.timing, moment, zone) for story in every}
    return {name: why for name, why in found.items() if why}


def _left_out(plan: SitePlan, every: Sequence[Story], absent: Mapping[str, str]) -> Iterator[str]:
    """What readers do not get, or not everywhere, one line each."""
    for story in every:
        yield from (*story.timing.faults, *story.misplaced)
        for tag in () if plan.site.drafts else story.timing.withdrawn:
            yield f"{story.label}: left out: withdrawn in {language_of(tag).name}"
        if story.left_out and story.name not in absent:
            yield f"{story.label}: its pages leave out {', '.join(story.left_out)}"
    for story in every:
        if story.name in absent:
            yield f"{story.label}: left out: {absent[story.name]}"
    most = max((len(plan.shown(tag)) for tag in plan.voices), default=0)
    if most > NEWEST and "epub" in plan.site.settings.editions:
        yield f"articles.epub holds the newest {NEWEST} of {most} articles"
    if plan.site.settings.url:
        undated = [story.name for story in plan.listed if not story.date]
        if (dated := len(plan.listed) - len(undated)) > lists.NEWEST:
            yield f"feeds hold the newest {lists.NEWEST} of {dated} articles"
        if undated:
            what = "without a date, not in the feeds"
            yield f"{many(len(undated), 'article')} {what}: {_some(undated)}"


def _gone(before: Sequence[Story], known: former.Known, pages: Sequence[Page]) -> Iterator[str]:
    """What is said of articles that are gone and whose addresses lead to no other."""
    planned = {page.path for page in pages}
    for story in before:
        names = {tag: former.had(story, tag, known) for tag in story.shown_in}
        paths = [f"{tag}/{name}.html" for tag, own in names.items() for name in own]
        if lost := [path for path in paths if path not in planned]:
            what = f"is gone, and with it {_some(lost)}; if it has another name now, write there"
            yield f"{story.label}: {what} `aliases: [{names[story.source][-1]}]`"


def _some(names: Sequence[str]) -> str:
    """A few of the names."""
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _folder(project: Project, options: SiteOptions) -> Path:
    """Where the site goes: not among what it is made of."""
    place = options.out or project.root / settings_of(project.site).out
    folder = Path(os.path.abspath(place))  # noqa: PTH100 - links are kept as they are
    if not options.out:
        places.require(project.root, folder, project.named)
    for kept in (project.sources, project.locales):
        if _overlap(folder, kept) or _overlap(folder.resolve(), kept.resolve()):
            raise UsageError(f"{folder}: holds or lies in {kept}; choose another output folder")
    return folder


def _stories(workspace: Workspace, known: StoryIndex) -> list[Story]:
    """The articles, newest first; one that cannot be read stays as it was last time."""
    gathering = known.run
    articles = list(files.articles(workspace.project, ()))
    by_name = _shared(workspace, articles, known)
    for number, article in enumerate(articles):
        if isinstance(article, ToolkitError):
            workspace.fail(article)
        elif article.name in by_name:
            workspace.done += 1
        else:
            workspace.tell(Advanced(number, len(articles)))
            with workspace.trying(article):
                by_name[article.name] = known.add(stories.made(article, gathering))
                workspace.done += 1
            if article.name not in by_name and (last := stories.last(article, gathering)):
                by_name[article.name] = last
    if any(isinstance(article, UnlistedError) for article in articles):
        for story in stories.remembered(gathering):
            by_name.setdefault(story.name, story)
    in_order = (by_name[name] for name in sorted(by_name))
    return sorted(in_order, key=_moment, reverse=True)


def _shared(
    workspace: Workspace, articles: Sequence[Article | ToolkitError], known: StoryIndex
) -> dict[str, Story]:
    """The articles that are remembered; and those that processes made together, if they are many.

    What fails is not among them. The first one is made here, so that the others find loaded what
    all need: rules, the glossary, the language identifier.
    """
    found: dict[str, Story] = {}
    left: list[Article] = []
    for article in articles:
        if isinstance(article, Article):
            with suppress(ToolkitError):
                if story := known.unchanged(article):
                    found[article.name] = story
                elif kept := stories.recalled(article, known.run):
                    found[article.name] = known.add(kept)
                else:
                    left.append(article)
    if len(left) < _SHARED:
        return found
    with suppress(ToolkitError, RecursionError):
        found[left[0].name] = known.add(stories.made(left[0], known.run))
    rest = left[1:]
    work = shared(lambda number: stories.made(rest[number], known.run), len(rest), _SHARED)
    with closing(work) as made:
        for number, (article, kept) in enumerate(zip(rest, made, strict=True)):
            workspace.tell(Advanced(number, len(rest)))
            if kept:
                found[article.name] = known.add(kept)
    return found


def _moment(story: Story) -> datetime:
    """What articles are ordered by; those without a date come last."""
    return datetime.fromisoformat(story.published) if story.published else _NEVER


def _in_project(project: Project, path: Path) -> str:
    """A path as stories are remembered with it: it stays right if the project moves."""
    return str(path.relative_to(project.root) if path.is_relative_to(project.root) else path)


def _placed(project: Project, line: str) -> str:
    """A line about a file of the project with the whole path."""
    return line if line.startswith(os.sep) else f"{project.root}{os.sep}{line}"


def _gathering(workspace: Workspace, settings: SiteSettings, drafts: bool) -> Gathering:
    def load(
        article: Article, parsed: ParsedArticle, target: Language
    ) -> tuple[Catalog, bytes | None]:
        opened = workspace.load(article, target, parsed, "")  # pages are the same on another day
        return opened.catalog, opened.before

    return Gathering(
        project=workspace.project,
        settings=replace(settings, unreviewed="mark", outdated="mark") if drafts else settings,
        parse=workspace.parse,
        load=load,
        errors=workspace.errors,
        relative=lambda path: _in_project(workspace.project, path),
        terms=workspace.terms,
        drafts=drafts,
    )


def _site(known: StoryIndex, shown: Sequence[Story], absent: Mapping[str, str]) -> Site:
    """All that the pages are made of, with a fingerprint of what none of the articles knows."""
    project, settings = known.run.project, known.run.settings
    templates = places.require(project.root, project.root / "templates", project.named)
    own = _below(templates)
    words = sorted(project.locales.glob(f"*/{strings.NAME}"))
    return Site(
        settings=settings,
        languages=(project.source, *project.targets),
        stories=tuple(shown),
        sources=project.sources,
        texts=known,
        withheld=absent,
        templates=templates if templates.is_dir() else None,
        facts=known.run.facts,
        inside=known.run.inside,
        locales=project.locales,
        drafts=known.run.drafts,
        fingerprint=digest(
            program(),
            repr((settings, project.source, project.targets)),
            *(_bytes(project, path) for path in (*own, *words)),
        ),
    )


def _bytes(project: Project, path: Path) -> bytes:
    """What is in a template or in a catalog of the theme's words. UsageError if it is no use."""
    try:
        return plain.read(places.require(project.root, path, project.named))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _below(folder: Path) -> list[Path]:
    """The files in a folder, if there is one. UsageError if it cannot be listed as a whole."""
    if not os.path.lexists(folder):
        return []

    def unlisted(error: OSError) -> None:
        what = f"the folder cannot be listed ({error.strerror}); repair or remove it"
        raise UsageError(f"{error.filename}: {what}")

    walk = os.walk(folder, onerror=unlisted)
    return sorted(Path(parent, name) for parent, _, names in walk for name in names)
