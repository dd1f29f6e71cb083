"""The model card, a package's README.md (after Mitchell et al. 2019). No PyTorch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.train.corpus import FLAGS, flags_of
from toolkit.train.score import Measured
from toolkit.train.store import Data

_CARD = """\
# {source} to {target}, version {version}

A compact translation model for CTranslate2 and Argos Translate.
Made with `toolkit train` on {date}.

## Intended use

Drafts that people review before anything is published.
It translates one sentence at a time, plain text, as it was written in {source}.
Not for legal, medical or other texts where an error does harm and nobody checks.

## Known failures

- Names, numbers and rare compounds can come out wrong, also in fluent sentences.
- Negation, indirect speech and irony can get lost; long sentences can lose a part.
- Who a pronoun means is guessed: the model sees no other sentence.
- What its training data lacks it does not know; what is slanted in them may come out slanted.
{failures}
## Scores

{scores}
BLEU and chrF are comparable only with the same signature, and say little about single sentences.

## Training data

{total} pairs; "flags" are what is known to limit the rights in an origin's texts.

| origin | pairs | licence | flags |
| --- | ---: | --- | --- |
{origins}
{left_out}
## Rights

{rights}
## Training

{training}
"""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card tells."""

    data: Data
    version: str
    date: str
    measured: Sequence[Measured]
    training: Sequence[tuple[str, str]]
    """Facts: "time", "12 minutes on CPU"…"""
    failures: str = ""
    """Markdown: what somebody found by reading its output."""


def text(card: Card) -> str:
    """The card in Markdown."""
    source, target = card.data.languages
    return _CARD.format(
        source=source.name,
        target=target.name,
        version=card.version,
        date=card.date,
        scores=_scores(card.measured),
        total=sum(card.data.origins.values()),
        origins=_origins(card.data),
        left_out=_left_out(card.data),
        rights=_rights(card.data),
        failures=f"\n{card.failures.strip()}\n" if card.failures.strip() else "",
        training="\n".join(f"- {name}: {value}" for name, value in card.training if value),
    )


def _scores(measured: Sequence[Measured]) -> str:
    if not measured:
        return "None were taken.\n"
    lines = ["| set | lines | greedy | beam 4 | beam 4, line cut into sentences |"]
    lines += ["| --- | ---: | --- | --- | --- |"]
    lines += [
        f"| {m.name} | {m.beam.lines} | {m.greedy} | {m.beam} | {m.sentences} |" for m in measured
    ]
    signatures = (measured[0].beam.bleu_signature, measured[0].beam.chrf_signature)
    names = zip(("BLEU", "chrF"), signatures, strict=True)
    lines += ["", *(f"- {name}: `{signature}`" for name, signature in names)]
    return "\n".join(lines) + "\n"


def _origins(data: Data) -> str:
    rows = []
    for origin, pairs in data.origins.items():
        licence = data.licences.get(origin, "")
        flags = ", ".join(
            FLAGS[flag].meaning if flag in FLAGS else flag for flag in flags_of(origin, licence)
        )
        rows.append(f"| {_cell(origin)} | {pairs} | {_cell(licence or 'not stated')} | {flags} |")
    return "\n".join(rows)


def limited(data: Data) -> dict[str, int]:
    """How many pairs have each flag, the most frequent one first."""
    counts = Counter[str]()
    for origin, pairs in data.origins.items():
        for flag in flags_of(origin, data.licences.get(origin, "")):
            counts[flag] += pairs
    return dict(counts.most_common())


def _rights(data: Data) -> str:
    total = sum(data.origins.values())
    lines = []
    for name, pairs in limited(data).items():
        share = f"{pairs} of {total} pairs ({max(0.1, 100 * pairs / total):.1f} %)"
        flag = FLAGS.get(name)
        if flag is None:
            lines.append(f"- {share} are flagged “{name}”, of which nothing is known here.")
        elif flag.shipped:
            lines.append(f"- Risk: {share} are “{flag.meaning}”: {flag.reason}.")
        else:
            lines.append(f"- **Not to be passed on**: {share} are “{flag.meaning}”: {flag.reason}.")
    lines.append(
        "- An origin without a flag has a licence, often one that wants the same licence for what"
        " is made of its texts (GPL, GFDL, CC BY-SA); whether weights are that is not settled."
    )
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _left_out(data: Data) -> str:
    reasons = ", ".join(f"{number} {reason}" for reason, number in data.dropped.items())
    words = " ".join(f"`{word}`" for word in data.excluded)
    return f"\nLeft out: {reasons}.\n" * bool(reasons) + f"Excluded by: {words}.\n" * bool(words)
