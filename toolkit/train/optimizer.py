"""Muon for matrices, Adam for the rest: embedding, norms, biases.

Muon (Jordan et al. 2024) takes the direction of a matrix's gradient and makes all its singular
values about equal, by five Newton–Schulz steps; so rare directions learn as fast as common ones.
What it gains over AdamW is in docs/training.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from toolkit.train.model import Transformer

_MOMENTUM = 0.95
_ADAM = 0.15
"""Adam's rate, as a share of Muon's."""
_CLIP = 1.0
"""Norm of Adam's gradient; Muon's step has a length of its own."""
_POLYNOMIAL = (3.4445, -4.7750, 2.0315)
_ROUNDS = 5


class Muon:
    """Moves the weights of a model by their gradients; computes in `kind`."""

    def __init__(self, model: Transformer, kind: torch.dtype) -> None:
        self._kind = kind
        self._matrices = {
            name: weight
            for name, weight in model.named_parameters()
            if weight.ndim == 2 and weight is not model.embedding.weight
        }
        self._momenta = {name: torch.zeros_like(w) for name, w in self._matrices.items()}
        chosen = set(map(id, self._matrices.values()))
        self._others = [weight for weight in model.parameters() if id(weight) not in chosen]
        self._adam = torch.optim.Adam(self._others, lr=1.0, betas=(0.9, 0.98), eps=1e-9)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Move; the rate is Muon's, Adam's goes with it."""
        nn.utils.clip_grad_norm_(self._others, _CLIP)
        for group in self._adam.param_groups:
            group["lr"] = _ADAM * rate
        self._adam.step()
        alike: defaultdict[tuple[int, ...], list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for name, weight in self._matrices.items():
            gradient, momentum = weight.grad, self._momenta[name]
            if gradient is None:
                continue
            momentum.lerp_(gradient, 1 - _MOMENTUM)
            moved = gradient.lerp(momentum, _MOMENTUM)
            for part in zip(_cut(name, weight), _cut(name, moved), strict=True):
                alike[tuple(part[0].shape)].append(part)
        for shape, parts in alike.items():
            length = -rate * max(1.0, shape[0] / shape[1]) ** 0.5
            directions = orthogonal(torch.stack([moved for _, moved in parts]), self._kind)
            for (part, _), direction in zip(parts, directions, strict=True):
                part.add_(direction, alpha=length)

    def state(self) -> dict[str, Any]:
        """What `restore` needs."""
        return {"momenta": self._momenta, "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state. KeyError, ValueError or RuntimeError if it is of another model."""
        for name, momentum in self._momenta.items():
            momentum.copy_(state["momenta"][name])
        self._adam.load_state_dict(state["adam"])


def _cut(name: str, matrix: Tensor) -> Sequence[Tensor]:
    """The matrices in a weight: projections to queries, keys and values are stored as one."""
    return matrix.chunk(matrix.shape[0] // matrix.shape[1]) if ".inputs." in name else (matrix,)


def orthogonal(matrices: Tensor, kind: torch.dtype) -> Tensor:
    """Each matrix with singular values near 1, in float32."""
    x = matrices.to(kind)
    if tall := x.shape[1] > x.shape[2]:
        x = x.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    first, third, fifth = _POLYNOMIAL
    for _ in range(_ROUNDS):
        square = x @ x.mT
        mixed = torch.baddbmm(square, square, square, beta=third, alpha=fifth)
        x = torch.baddbmm(x, mixed, x, beta=first)
    return (x.mT if tall else x).float()
