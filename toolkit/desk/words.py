"""What the scripts in the browser say, and names of what the toolkit has: all in one language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.model import BlockKind, Language
from toolkit.phrase import Enumeration, Phrase, Value
from toolkit.site.formatter import Voice
from toolkit.workflow.approve import Approvals
from toolkit.workflow.check import Checked
from toolkit.workflow.desk import Duty, WholeTask
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.publish import Publishing
from toolkit.workflow.translate import Translated

Say = Callable[[str], str]


def roles(_: Say) -> dict[Duty, str]:
    """What somebody may do."""
    return {
        Duty.READER: _("may read"),
        Duty.TRANSLATOR: _("may write drafts"),
        Duty.REVIEWER: _("may approve"),
    }


def batches(_: Say) -> dict[WholeTask, str]:
    """What can be done to a whole article."""
    return {
        WholeTask.APPROVE: _("Approve what the memory knows exactly and the checks say nothing of"),
        WholeTask.FIX: _("Set the typography of untouched drafts right"),
        WholeTask.TRANSLATE: _("Draft what is empty"),
        WholeTask.ANEW: _("Make the engine's untouched drafts anew"),
        WholeTask.PUBLISH: _("Publish, if everything is approved"),
    }


def trouble(error: Exception, voice: Voice) -> str:
    """What is wrong, in the language of the voice if it can be said in it."""
    return finding(error.args[0] if error.args else "", voice)


def finding(message: str, voice: Voice) -> str:
    """A phrase in the language of the voice; any other text as it is."""
    if not isinstance(message, Phrase):
        return message
    values = {name: _filled(value, voice) for name, value in message.values.items()}
    return voice.say(message.template, **values)


def _filled(value: Value, voice: Voice) -> str:
    match value:
        case Language():
            return voice.name(value.tag)
        case Enumeration(items, choice):
            return voice.list([finding(item, voice) for item in items], choice=choice)
    return finding(value, voice)


def outcome(made: Outcome[object], voice: Voice) -> str:
    """What became of something done to a whole article."""
    if made.failures:
        return voice.say("It failed.")
    match made.result:
        case Approvals(approved):
            return voice.count("%(n)s draft approved", "%(n)s drafts approved", approved)
        case Checked() as checked:
            return voice.count("%(n)s draft mended", "%(n)s drafts mended", checked.fixed)
        case Translated() as translated:
            return voice.count(
                "%(n)s sentence drafted", "%(n)s sentences drafted", translated.drafted
            )
        case Publishing(published) if published:
            return voice.say("It is published.")
    return voice.say("It is not published; this is in the way:")


def kinds(_: Say) -> dict[str, str]:
    """The kinds of blocks, as catalogs call them."""
    return {
        BlockKind.PARAGRAPH: _("paragraph"),
        BlockKind.HEADING: _("heading"),
        BlockKind.LIST_ITEM: _("list item"),
        BlockKind.CELL: _("cell"),
        BlockKind.CAPTION: _("caption"),
        BlockKind.QUOTE: _("quote"),
        BlockKind.FOOTNOTE: _("footnote"),
        BlockKind.TERM: _("term"),
        BlockKind.TITLE: _("title"),
        BlockKind.SUBTITLE: _("subtitle"),
        BlockKind.KICKER: _("kicker"),
        BlockKind.DESCRIPTION: _("description"),
        BlockKind.TAG: _("tag"),
        BlockKind.ALT: _("alt"),
        BlockKind.TOOLTIP: _("tooltip"),
        BlockKind.PLACEHOLDER: _("placeholder"),
        BlockKind.LABEL: _("label"),
        BlockKind.BUTTON: _("button"),
        BlockKind.OPTION: _("option"),
    }


def editor(_: Say) -> dict[str, Any]:
    """What the editor says: by the English words, or by a name of its own."""
    said = {
        "The desk does not answer.": _("The desk does not answer."),
        "%(open)s of %(all)s open": _("%(open)s of %(all)s open"),
        "all approved": _("all approved"),
        "written by %(who)s": _("written by %(who)s"),
        "approved by %(who)s": _("approved by %(who)s"),
        "not saved yet": _("not saved yet"),
        "Not saved: %(why)s": _("Not saved: %(why)s"),
        "Go there": _("Go there"),
        "This sentence left the article; your text is kept here.": _(
            "This sentence left the article; your text is kept here."
        ),
        "Somebody changed a sentence that you saved.": _(
            "Somebody changed a sentence that you saved."
        ),
        "The article changed.": _("The article changed."),
        "Show it": _("Show it"),
        "It is right so": _("It is right so"),
        "engine": _("engine"),
        "error": _("error"),
        "warning": _("warning"),
        "confidence %(part)s": _("confidence %(part)s"),
        "not: %(words)s": _("not: %(words)s"),
        "here too: %(names)s": _("here too: %(names)s"),
        "%(n)s sentences": _("sentences: %(n)s"),
        "Replaced in %(n)s sentences": _("Replaced in sentences: %(n)s"),
        "Somebody changed this sentence meanwhile.": _("Somebody changed this sentence meanwhile."),
        "Texts that you typed and did not save: %(n)s": _(
            "Texts that you typed and did not save: %(n)s"
        ),
    }
    return {
        **said,
        **kinds(_),
        "is empty": _("empty"),
        "is draft": _("draft"),
        "is approved": _("approved"),
        "refused: errors": _("Saved as a draft: errors keep it from being approved."),
        "refused: own": _("Saved as a draft: somebody else must approve what you wrote."),
        "refused: empty": _("There is nothing to approve."),
        "keys": keys(_),
    }


def keys(_: Say) -> dict[str, str]:
    """What each key does, in the order of the help."""
    return {
        "approve": _("Approve, and go to the next open sentence"),
        "save": _("Save as a draft"),
        "next": _("Next sentence"),
        "previous": _("Sentence before"),
        "open": _("Next open sentence"),
        "openBack": _("Open sentence before"),
        "finding": _("Next finding"),
        "copy": _("Copy the source"),
        "code": _("Insert the next code, around what is selected"),
        "fix": _("Fix the typography"),
        "match": _("Insert a suggestion"),
        "term": _("Insert the wording of a term"),
        "comment": _("Write a comment"),
        "undo": _("Take back what is typed, or what was saved last"),
        "search": _("Search and replace"),
        "whole": _("The whole article: approve, mend, draft, publish"),
        "preview": _("The page as it will be published"),
        "mine": _("In a conflict: keep mine"),
        "theirs": _("In a conflict: take theirs"),
        "help": _("This list"),
    }
