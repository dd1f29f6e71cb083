"""One optimizer step: the loss, the gradient, the moving average of the weights."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from toolkit.train.batches import IGNORED, Packed, Rows
from toolkit.train.loss import cross_entropy
from toolkit.train.model import Transformer
from toolkit.train.optimizer import Muon

Guide = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From source, inputs and labels: where each target token has to look, rows × target × source."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to learn."""

    rate: float = 0.02
    """Muon's; Adam's goes with it."""
    warmup: int = 100
    """Steps until the rate is reached."""
    batch_tokens: int = 8000
    """Tokens of both sides in a step."""
    micro_tokens: int = 4000
    """The most of them that pass the model at once: to be lowered if memory is short."""
    smoothing: float = 0.1
    guide: float = 0.2
    """Weight of the alignment's share in the loss; 0: none is taught."""
    seed: int = 1


class Learner:
    """A model in training. `average`, the moving average of its weights, is what gets used.

    The weights are float32; where bfloat16 is fast, a copy in it computes the gradients.
    """

    def __init__(
        self, model: Transformer, guide: Guide | None, settings: Settings, kind: torch.dtype
    ) -> None:
        self.model, self.average = model, copy.deepcopy(model)
        self.steps = 0
        self._guide, self._settings = guide, settings
        self._device = model.embedding.weight.device
        self._optimizer = Muon(model, kind)
        self._computing = model if kind == torch.float32 else copy.deepcopy(model).to(kind)
        self._computing.positions = model.positions  # half the digits would blur far places

    def step(self, pairs: Packed, group: Sequence[Rows], rate: float) -> float:
        """Learn from one group of batches; the plain loss per target token before it."""
        # its own random state for each step: a resumed run goes on exactly
        torch.manual_seed(self._settings.seed * 1_000_003 + self.steps)
        self._computing.train()
        tokens = sum(int(pairs.lengths["target"][rows].sum()) for rows in group)
        total = torch.zeros((), device=self._device)
        for rows in group:
            loss, plain = self._loss(*pairs.load(rows), 1 / tokens)
            torch.autograd.backward(loss)
            total += plain
        self._hand_over()
        self._optimizer.step(rate)
        self._take_over()
        self.steps += 1
        self._follow()
        return float(total) / tokens

    def _loss(
        self, source: Tensor, inputs: Tensor, labels: Tensor, scale: float
    ) -> tuple[Tensor, Tensor]:
        """The loss of the tokens and of the first head's looking at the guide; the plain loss."""
        hidden, looked = self._computing(source, inputs, self._guide is not None)
        flat = labels.flatten()
        counted = (flat != IGNORED).nonzero()[:, 0]
        loss, plain = cross_entropy(
            hidden.flatten(0, 1)[counted],
            self._computing.embedding.weight,
            flat[counted],
            self._settings.smoothing,
            scale,
        )
        if self._guide is not None and looked is not None:
            wanted = self._guide(source, inputs, labels)
            missed = -(wanted * looked.clamp(min=1e-6).log()).sum()
            loss = loss + self._settings.guide * scale * missed
        return loss, plain

    @torch.no_grad()
    def _hand_over(self) -> None:
        """Give the weights the gradients of their copies."""
        if self._computing is not self.model:
            for weight, copied in zip(*self._both(), strict=True):
                weight.grad, copied.grad = copied.grad.float(), None

    @torch.no_grad()
    def _take_over(self) -> None:
        """Give the copies the weights."""
        self.model.zero_grad()
        if self._computing is not self.model:
            for weight, copied in zip(*self._both(), strict=True):
                copied.copy_(weight)

    def _both(self) -> tuple[Iterator[Any], Iterator[Any]]:
        return self.model.parameters(), self._computing.parameters()

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average: over about the last ninth of all steps, at most 500."""
        share = max(9 / (self.steps + 9), 2e-3)
        for mean, weight in zip(self.average.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(weight, share)

    def state(self) -> dict[str, Any]:
        """All that a later `restore` needs to go on exactly."""
        return {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "muon": self._optimizer.state(),
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> bool:
        """Go on from a state; False if it has no optimizer of this kind, so that it begins anew.

        RuntimeError, KeyError or ValueError if it is another model's.
        """
        self.begin(state["model"], state["average"])
        self.steps = state["steps"]
        if "muon" not in state:  # until version 0.1.0 the optimizer was AdamW
            return False
        self._optimizer.restore(state["muon"])
        return True

    def begin(self, weights: dict[str, Tensor], average: dict[str, Tensor]) -> None:
        """Take these weights. RuntimeError if they are another model's."""
        self.model.load_state_dict(weights)
        self.average.load_state_dict(average)
        self._take_over()


@torch.no_grad()
def token_losses(model: Transformer, pairs: Packed, tokens: int = 8000) -> list[float]:
    """The mean loss of a target token, for each pair."""
    model.eval()
    losses = [0.0] * len(pairs)
    for rows in pairs.epoch((0,), tokens):
        source, inputs, labels = pairs.load(rows)
        logits = model.logits(model(source, inputs)[0]).float()
        each = functional.cross_entropy(
            logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none"
        )
        means = each.sum(1) / (labels != IGNORED).sum(1)
        for row, mean in zip(rows, means.tolist(), strict=True):
            losses[row] = mean
    return losses
