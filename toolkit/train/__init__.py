"""Training of compact translation models, and their adaptation to a project's approved texts.

    corpus       sentence pairs from TSV, TMX and PO files: read, filtered, deduplicated, split
    vocabulary   the joint SentencePiece model
    store        a training folder: its tokens, its development set, its checkpoints
    model        the Transformer
    batches      packed tokens as batches of one source length
    lexicon      which word renders which (IBM model 1): what one attention head has to look at
    learner      one optimizer step
    run          a training run: schedule, evaluation, checkpoints
    convert      PyTorch to CTranslate2 and back
    package      the Argos package with its model card
    score        BLEU and chrF
    adapt        a package trained on with approved segments

PyTorch and sacreBLEU are the extra `[train]`; nothing outside this folder needs them.
"""

from __future__ import annotations

from importlib.util import find_spec

from toolkit.errors import UsageError


def require(*libraries: str) -> None:
    """UsageError, naming the command that installs them, if a library is missing."""
    for name in libraries:
        if find_spec(name) is None:
            raise UsageError(
                f"{name} is not installed: training needs it; run"
                " `python -m pip install 'article-toolkit[train]'`"
            )
