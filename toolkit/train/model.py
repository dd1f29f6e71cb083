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
Known = tuple[Tensor, Tensor]
"""Keys and values: rows × heads × length × size."""
Memory = list[Known]
"""The encoder's output as keys and values for each decoder layer."""
Past = list[Known | None]
"""What each decoder layer knows of the tokens before."""


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

    def forward(self, x: Tensor, mask: Tensor | None, memory: Known | None, causal: bool) -> Tensor:
        """What is added to x, which is not yet normalized."""
        x = self.norm(x)
        query, key, value = (*self.project(x, 0), *memory) if memory else self.project(x, 0)
        return self._mixed(query, key, value, mask, causal)

    def after(self, x: Tensor, past: Known | None) -> tuple[Tensor, Known]:
        """The same for one more token, and all that is known then."""
        query, key, value = self.project(self.norm(x), 0)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        return self._mixed(query, key, value, None, False), (key, value)

    def looked(self, x: Tensor, memory: Known) -> Tensor:
        """Where the first head looks: rows × target × source; its scores are computed anew."""
        query, key = self.project(self.norm(x), 0)[0][:, 0], memory[0][:, 0]
        scores: Tensor = (query @ key.transpose(1, 2)).float() * query.shape[-1] ** -0.5
        return scores.softmax(-1)

    def _mixed(
        self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, causal: bool
    ) -> Tensor:
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, is_causal=causal
        )
        projected: Tensor = self.output(mixed.transpose(1, 2).flatten(2))
        return projected


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
        self, x: Tensor, mask: Tensor | None, memory: Known | None = None, look: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """The next layer's input, and where it looks if asked. `mask` hides padding of sources."""
        own = None if self.attention else mask
        x = x + self.dropout(self.self_attention(x, own, None, self.attention is not None))
        looked = None
        if self.attention is not None and memory is not None:
            looked = self.attention.looked(x, memory) if look else None
            x = x + self.dropout(self.attention(x, mask, memory, False))
        return self._ahead(x), looked

    def after(
        self, x: Tensor, mask: Tensor | None, memory: Known, past: Known | None
    ) -> tuple[Tensor, Known]:
        """In the decoder: the next layer's input for one more token, and all that is known then."""
        added, known = self.self_attention.after(x, past)
        x = x + added
        if self.attention is not None:
            x = x + self.attention(x, mask, memory, False)
        return self._ahead(x), known

    def _ahead(self, x: Tensor) -> Tensor:
        moved: Tensor = x + self.dropout(self.shrink(self.expand(self.norm(x)).relu()))
        return moved


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

    def _embed(self, tokens: Tensor, start: int = 0) -> Tensor:
        vectors = self.embedding(tokens) * self.shape.width**0.5
        places = self.positions[start : start + tokens.shape[1]].to(vectors.dtype)
        embedded: Tensor = self.dropout(vectors + places)
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
        self, inputs: Tensor, memory: Memory, mask: Tensor | None = None, look: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Last hidden states, and the alignment if asked: rows × target × source."""
        x, looked = self._embed(inputs), None
        for number, (layer, known) in enumerate(zip(self.decoder, memory, strict=True), 1):
            x, looked = layer(x, mask, known, look and number == len(memory))
        return self.decoder_norm(x), looked

    def after(
        self, token: Tensor, place: int, memory: Memory, past: Past, mask: Tensor | None = None
    ) -> tuple[Tensor, Past]:
        """As `decode` for one token of each row at a place; and what is known then."""
        x, known = self._embed(token, place), Past()
        layers: Any = self.decoder
        for layer, source, before in zip(layers, memory, past, strict=True):
            x, now = layer.after(x, mask, source, before)
            known.append(now)
        return self.decoder_norm(x), known

    def forward(
        self, source: Tensor, inputs: Tensor, look: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """As `decode`, for sources of equal length."""
        return self.decode(inputs, self.encode(source), look=look)

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of the next tokens."""
        return functional.linear(hidden, self.embedding.weight)


@torch.no_grad()
def greedy(
    model: Transformer, sources: Sequence[list[int]], rows: int = 64, longest: int = _POSITIONS
) -> list[list[int]]:
    """The likeliest next token again and again, for token lists that end with EOS.

    Results are without EOS, and end after `longest` tokens.
    """
    results: list[list[int]] = [[] for _ in sources]
    order = sorted(range(len(sources)), key=lambda at: len(sources[at]))
    model.eval()
    for start in range(0, len(order), rows):
        chunk = order[start : start + rows]
        found = _greedy(model, [sources[at] for at in chunk], longest)
        for at, tokens in zip(chunk, found, strict=True):
            results[at] = tokens
    return results


def limit(length: int) -> int:
    """The longest translation of so many tokens, as the engine has it."""
    return 2 * length + 30


def _greedy(model: Transformer, sources: list[list[int]], longest: int) -> list[list[int]]:
    device, length = model.embedding.weight.device, max(map(len, sources))
    padded = [source + [EOS] * (length - len(source)) for source in sources]
    lengths = torch.tensor([len(source) for source in sources], device=device)
    mask = (torch.arange(length, device=device) < lengths[:, None])[:, None, None]
    memory = model.encode(torch.tensor(padded, device=device), mask)
    past: Past = [None] * len(memory)
    token = torch.full((len(sources), 1), BOS, device=device)
    results: list[list[int]] = [[] for _ in sources]
    open_rows = list(range(len(sources)))
    for place in range(min(limit(length), longest)):
        hidden, past = model.after(token, place, memory, past, mask)
        chosen = model.logits(hidden[:, -1]).argmax(-1)
        tokens = chosen.tolist()
        kept = [at for at, one in enumerate(tokens) if one != EOS]
        for at in kept:
            results[open_rows[at]].append(tokens[at])
        if not kept:
            break
        token = chosen[:, None]
        if len(kept) < len(tokens):  # rows that have ended cost nothing any more
            index = torch.tensor(kept, device=device)
            open_rows = [open_rows[at] for at in kept]
            token, mask = token[index], mask[index]
            memory = [(key[index], value[index]) for key, value in memory]
            past = [known and (known[0][index], known[1][index]) for known in past]
    return results
