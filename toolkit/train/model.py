"""The Transformer: deep encoder, shallow decoder, pre-norm, ReLU, one tied embedding.

Just what CTranslate2 computes for `TransformerSpec.from_config` (Vaswani et al. 2017, with the
layer norms moved as in Xiong et al. 2020), with its sinusoidal positions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from toolkit.train.vocabulary import BOS, EOS

_POSITIONS = 1024
Memory = list[tuple[Tensor, Tensor]]
"""The encoder's output as keys and values for each decoder layer."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model."""

    vocabulary: int
    width: int
    inner: int
    """Width of the feed-forward layers."""
    heads: int
    encoder: int
    """Layers."""
    decoder: int


class Attention(nn.Module):
    """Attention with the fused projections that CTranslate2 stores."""

    def __init__(self, shape: Shape, cross: bool) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norm = nn.LayerNorm(shape.width)
        fused = (1, 2) if cross else (3,)
        self.inputs = nn.ModuleList(nn.Linear(shape.width, n * shape.width) for n in fused)
        self.output = nn.Linear(shape.width, shape.width)

    def project(self, x: Tensor, which: int) -> Sequence[Tensor]:
        """Queries, keys, values, or some of them: each rows × heads × length × size."""
        projected = self.inputs[which](x).unflatten(2, (-1, self.heads, x.shape[2] // self.heads))
        parts: Sequence[Tensor] = projected.permute(2, 0, 3, 1, 4).unbind(0)
        return parts

    def forward(
        self, x: Tensor, mask: Tensor | None, memory: tuple[Tensor, Tensor] | None, causal: bool
    ) -> tuple[Tensor, Tensor]:
        """What is added to x, and where the first head looks (without causality)."""
        x = self.norm(x)
        query, key, value = (*self.project(x, 0), *memory) if memory else self.project(x, 0)
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, is_causal=causal
        )
        scores = (query[:, 0] @ key[:, 0].transpose(1, 2)).float() * query.shape[-1] ** -0.5
        if mask is not None:
            scores = scores.masked_fill(~mask[:, 0], -1e9)
        return self.output(mixed.transpose(1, 2).flatten(2)), scores.softmax(-1)


class Layer(nn.Module):
    """Self-attention, in the decoder attention to the source, feed-forward."""

    def __init__(self, shape: Shape, decoder: bool, dropout: float) -> None:
        super().__init__()
        self.self_attention = Attention(shape, cross=False)
        self.attention = Attention(shape, cross=True) if decoder else None
        self.norm = nn.LayerNorm(shape.width)
        self.expand = nn.Linear(shape.width, shape.inner)
        self.shrink = nn.Linear(shape.inner, shape.width)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Tensor, mask: Tensor | None, memory: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        """The next layer's input, and the alignment. `mask` hides padding of the source."""
        own = None if self.attention else mask
        added, looked = self.self_attention(x, own, None, self.attention is not None)
        x = x + self.dropout(added)
        if self.attention is not None:
            added, looked = self.attention(x, mask, memory, False)
            x = x + self.dropout(added)
        return x + self.dropout(self.shrink(self.expand(self.norm(x)).relu())), looked


class Transformer(nn.Module):
    """The model; new weights depend on PyTorch's random state."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = nn.ModuleList(Layer(shape, False, dropout) for _ in range(shape.encoder))
        self.decoder = nn.ModuleList(Layer(shape, True, dropout) for _ in range(shape.decoder))
        self.encoder_norm, self.decoder_norm = (nn.LayerNorm(shape.width) for _ in range(2))
        self.dropout = nn.Dropout(dropout)
        half = shape.width // 2
        rates = torch.exp(torch.arange(half) * (-math.log(10000.0) / (half - 1)))
        angles = torch.arange(1, _POSITIONS + 1)[:, None] * rates
        self.positions: Tensor
        self.register_buffer("positions", torch.cat([angles.sin(), angles.cos()], 1), False)
        self._start()

    def _start(self) -> None:
        """Small residual branches, so that deep encoders learn from the first step."""
        scale = (2 * (self.shape.encoder + self.shape.decoder)) ** -0.5
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                end = name.endswith(("output.weight", "shrink.weight"))
                width = self.shape.width if "embedding" in name else weight.shape[1]
                nn.init.normal_(weight, std=width**-0.5 * (scale if end else 1.0))

    def _embed(self, tokens: Tensor) -> Tensor:
        vectors = self.embedding(tokens) * self.shape.width**0.5
        embedded: Tensor = self.dropout(vectors + self.positions[: tokens.shape[1]])
        return embedded

    def encode(self, source: Tensor, mask: Tensor | None = None) -> Memory:
        """What the decoder layers know of the sources."""
        x = self._embed(source)
        for layer in self.encoder:
            x, _ = layer(x, mask)
        x = self.encoder_norm(x)
        layers: Any = self.decoder
        return [tuple(layer.attention.project(x, 1)) for layer in layers]

    def decode(
        self, inputs: Tensor, memory: Memory, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Last hidden states, and the alignment: rows × target × source."""
        x, looked = self._embed(inputs), inputs
        for layer, known in zip(self.decoder, memory, strict=True):
            x, looked = layer(x, mask, known)
        return self.decoder_norm(x), looked

    def forward(self, source: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """As `decode`, for sources of equal length."""
        return self.decode(inputs, self.encode(source))

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of the next tokens."""
        return functional.linear(hidden, self.embedding.weight)


@torch.no_grad()
def greedy(model: Transformer, sources: Sequence[list[int]], rows: int = 64) -> list[list[int]]:
    """The likeliest next token again and again, for token lists that end with EOS."""
    results: list[list[int]] = [[] for _ in sources]
    order = sorted(range(len(sources)), key=lambda at: len(sources[at]))
    model.eval()
    for start in range(0, len(order), rows):
        chunk = order[start : start + rows]
        for at, tokens in zip(chunk, _greedy(model, [sources[at] for at in chunk]), strict=True):
            results[at] = tokens[: tokens.index(EOS)] if EOS in tokens else tokens
    return results


def limit(length: int) -> int:
    """The longest translation of so many tokens, as the engine has it."""
    return 2 * length + 30


def _greedy(model: Transformer, sources: list[list[int]]) -> list[list[int]]:
    device, longest = model.embedding.weight.device, max(map(len, sources))
    padded = [source + [EOS] * (longest - len(source)) for source in sources]
    lengths = torch.tensor([len(source) for source in sources], device=device)
    mask = (torch.arange(longest, device=device) < lengths[:, None])[:, None, None]
    memory = model.encode(torch.tensor(padded, device=device), mask)
    output = torch.full((len(sources), 1), BOS, device=device)
    ended = torch.zeros(len(sources), dtype=torch.bool, device=device)
    while not bool(ended.all()) and output.shape[1] <= limit(longest):
        hidden, _ = model.decode(output, memory, mask)
        chosen = model.logits(hidden[:, -1]).argmax(-1)
        output = torch.cat([output, chosen[:, None]], 1)
        ended |= chosen == EOS
    tokens: list[list[int]] = output[:, 1:].tolist()
    return tokens
