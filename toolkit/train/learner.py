"""One optimizer step: the loss, the gradient, the moving average of the weights."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from toolkit.train.batches import IGNORED, Packed, Rows
from toolkit.train.model import Transformer

Guide = Callable[[Tensor, Tensor, Tensor], Tensor]
"""From source, inputs and labels: where each target token has to look, rows × target × source."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to learn."""

    rate: float = 1.5e-3
    warmup: int = 1000
    """Steps until the rate is reached."""
    batch_tokens: int = 100_000
    """Tokens of both sides in a step."""
    micro_tokens: int = 50_000
    """The most of them that pass the model at once: to be lowered if memory is short."""
    smoothing: float = 0.1
    guide: float = 0.3
    """Weight of the alignment's share in the loss."""
    decay: float = 0.01
    clip: float = 1.0
    seed: int = 1


class Learner:
    """A model in training. `average`, the moving average of its weights, is what gets used."""

    def __init__(self, model: Transformer, guide: Guide, settings: Settings) -> None:
        self.model, self.average = model, copy.deepcopy(model)
        self.steps = 0
        self._guide, self._settings = guide, settings
        self._device = model.embedding.weight.device
        weights = list(model.parameters())
        groups = [
            {"params": [w for w in weights if w.ndim > 1], "weight_decay": settings.decay},
            {"params": [w for w in weights if w.ndim == 1], "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.98), eps=1e-9)

    def step(self, pairs: Packed, group: Sequence[Rows], rate: float) -> float:
        """Learn from one group of batches; the loss per target token before it."""
        # its own random state for each step: a resumed run goes on exactly
        torch.manual_seed(self._settings.seed * 1_000_003 + self.steps)
        for part in self._optimizer.param_groups:
            part["lr"] = rate
        self._optimizer.zero_grad()
        self.model.train()
        tokens = sum(int(pairs.lengths["target"][rows].sum()) for rows in group)
        total = torch.zeros((), device=self._device)
        for rows in group:
            loss = self._loss(*pairs.load(rows)) / tokens
            torch.autograd.backward(loss)
            total += loss.detach()
        nn.utils.clip_grad_norm_(self.model.parameters(), self._settings.clip)
        self._optimizer.step()
        self.steps += 1
        self._follow()
        return float(total)

    def _loss(self, source: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
        """Summed cross-entropy of the tokens, and of the first head's looking at the guide."""
        with torch.autocast(self._device.type, torch.bfloat16, self._device.type == "cuda"):
            hidden, looked = self.model(source, inputs)
            logits = self.model.logits(hidden).float()
        words = summed(logits, labels, self._settings.smoothing)
        if not self._settings.guide:
            return words
        wanted = self._guide(source, inputs, labels)
        missed: Tensor = -(wanted * looked.clamp(min=1e-6).log()).sum()
        return words + self._settings.guide * missed

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average: over about the last ninth of all steps, at most 1000."""
        share = max(9 / (self.steps + 9), 1e-3)
        for mean, weight in zip(self.average.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(weight, share)

    def state(self) -> dict[str, Any]:
        """All that a later `restore` needs to go on exactly."""
        return {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state. RuntimeError, KeyError or ValueError if it is another model's."""
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.steps = state["steps"]


def summed(logits: Tensor, labels: Tensor, smoothing: float = 0.0) -> Tensor:
    """Cross-entropy over all labels that count."""
    return functional.cross_entropy(
        logits.flatten(0, 1),
        labels.flatten(),
        ignore_index=IGNORED,
        label_smoothing=smoothing,
        reduction="sum",
    )


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
