"""The parts of a step: what is fast must compute what is slow."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")

from torch.nn import functional  # noqa: E402

from toolkit.errors import UsageError  # noqa: E402
from toolkit.train import loss, machine  # noqa: E402
from toolkit.train.model import Shape, Transformer, greedy, limit  # noqa: E402
from toolkit.train.optimizer import Muon, orthogonal  # noqa: E402
from toolkit.train.vocabulary import BOS, EOS  # noqa: E402

SHAPE = Shape(40, 32, 64, 2, 2, 2)


def model(seed: int = 1) -> Transformer:
    """An untrained model."""
    torch.manual_seed(seed)
    made = Transformer(SHAPE)
    made.eval()
    return made


@pytest.mark.parametrize("cells", [40 * 3, 40 * 1000])
def test_the_loss_in_chunks_has_the_gradients_of_the_whole(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Smoothed cross-entropy by PyTorch and ours push alike; the plain loss is returned."""
    monkeypatch.setattr(loss, "_CELLS", {"cpu": cells})
    torch.manual_seed(1)
    hidden, embedding = (torch.randn(n, 8, requires_grad=True) for n in (10, 40))
    labels = torch.randint(0, 40, (10,))
    wanted = functional.cross_entropy(
        hidden @ embedding.T, labels, label_smoothing=0.1, reduction="sum"
    )
    expected = torch.autograd.grad(wanted * 0.5, (hidden, embedding))
    ours, plain = loss.cross_entropy(hidden, embedding, labels, 0.1, 0.5)
    got = torch.autograd.grad(ours, (hidden, embedding))
    for one, other in zip(expected, got, strict=True):
        torch.testing.assert_close(one, other)
    torch.testing.assert_close(
        plain, functional.cross_entropy(hidden @ embedding.T, labels, reduction="sum").detach()
    )


def naive(trained: Transformer, source: list[int]) -> list[int]:
    """Greedy search of one sentence that computes everything anew for each token."""
    output = [BOS]
    memory = trained.encode(torch.tensor([source]))
    while len(output) <= limit(len(source)):
        hidden, _ = trained.decode(torch.tensor([output]), memory)
        token = int(trained.logits(hidden[:, -1]).argmax())
        if token == EOS:
            break
        output.append(token)
    return output[1:]


def test_cached_decoding_finds_the_same() -> None:
    """Sentences of several lengths together, with cached keys, are as each alone without."""
    trained = model(0)
    for name, weight in trained.named_parameters():  # so that some end early and some do not
        if weight.ndim == 2 and "embedding" not in name:
            weight.data.mul_(2)
    trained.embedding.weight.data[EOS] *= 4
    chooser = torch.Generator().manual_seed(5)
    sources = [
        [*torch.randint(3, 40, (length,), generator=chooser).tolist(), EOS]
        for length in (3, 9, 4, 1, 9, 6)
    ]
    expected = [naive(trained, source) for source in sources]
    assert greedy(trained, sources, rows=1) == expected
    longest = max(map(len, sources))
    together = greedy(trained, sources, rows=4)
    for one, other, source in zip(together, expected, sources, strict=True):
        assert one[: limit(len(source))] == other and len(one) <= limit(longest)
    ended = [len(one) < limit(len(source)) for one, source in zip(expected, sources, strict=True)]
    assert any(ended) and not all(ended)
    assert [len(one) for one in greedy(trained, sources, longest=2)] == [
        min(2, len(one)) for one in expected
    ]


def test_directions_are_orthogonal() -> None:
    """After the Newton–Schulz steps all singular values are near 1, for tall and wide matrices."""
    torch.manual_seed(1)
    for size in ((3, 24, 8), (2, 8, 24), (2, 16, 16)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(size), torch.float32))
        assert values.median() > 0.6 and values.max() < 1.3, size


def test_muon_moves_every_weight_and_queries_apart_from_keys() -> None:
    """No weight is left out; a fused projection is taken as the matrices that it holds."""
    trained = model()
    before = {name: weight.clone() for name, weight in trained.named_parameters()}
    for weight in trained.parameters():
        weight.grad = torch.randn_like(weight)
    fused = trained.encoder[0].self_attention.inputs[0].weight
    Muon(trained, torch.float32).step(0.02)
    for name, weight in trained.named_parameters():
        assert not torch.equal(weight, before[name]), name
    moved = fused - before["encoder.0.self_attention.inputs.0.weight"]
    for part in moved.chunk(3):
        values = torch.linalg.svdvals(part) / 0.02
        assert values.median() > 0.6 and values.max() < 1.3


def test_what_is_computed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """bfloat16 where the processor has it, or as is wished; a strange wish is refused."""
    cpu = torch.device("cpu")

    def told(answer: bool) -> None:
        monkeypatch.setattr(machine, "_has_bfloat16", lambda: answer)

    told(True)
    assert machine.kind("auto", cpu) == torch.bfloat16
    told(False)
    assert machine.kind("auto", cpu) == torch.float32
    assert machine.kind("bfloat16", cpu) == torch.bfloat16
    with pytest.raises(UsageError, match="--compute int3: choose one of auto, float32, bfloat16"):
        machine.kind("int3", cpu)


def test_the_processor_is_asked(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Linux tells of the first processor decides; where it tells nothing, float32."""
    for text, expected in (
        ("processor : 0\nflags : fpu avx512f avx512_bf16\n\nprocessor : 1\nflags : fpu\n", True),
        ("processor : 0\nFeatures : fp asimd bf16\n", True),
        ("processor : 0\nflags : fpu avx512f\n", False),
        ("", False),
    ):
        (tmp_path / "cpuinfo").write_text(text)
        monkeypatch.setattr(machine, "_CPUINFO", tmp_path / "cpuinfo")
        assert machine._has_bfloat16() is expected, text
