"""What this machine computes on, and how it is made fast."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import torch

from toolkit.errors import UsageError

KINDS = {"float32": torch.float32, "bfloat16": torch.bfloat16}
_CPUINFO = Path("/proc/cpuinfo")
_FAST = {"avx512_bf16", "amx_bf16", "bf16"}
"""What Linux calls processors that multiply in bfloat16: x86 with either, ARM."""
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD = -3, -1, -2
"""Numbers of glibc's mallopt(3)."""
_LARGEST = 32 * 2**20
"""The largest threshold that glibc takes."""


def device() -> torch.device:
    """The GPU if there is one; settings that make either fast."""
    if torch.cuda.is_available():
        torch.set_float32_matmul_precision("high")
        return torch.device("cuda")
    torch.backends.cuda.enable_flash_sdp(False)  # on a CPU its backward pass is slow
    _keep_pages()
    return torch.device("cpu")


def kind(wanted: str, on: torch.device) -> torch.dtype:
    """What to compute in: what is wanted, or bfloat16 where it is fast ("auto")."""
    if wanted == "auto":
        wanted = "bfloat16" if on.type == "cuda" or _has_bfloat16() else "float32"
    if wanted not in KINDS:
        raise UsageError(f"--compute {wanted}: choose one of auto, {', '.join(KINDS)}")
    return KINDS[wanted]


def micro_tokens(on: torch.device) -> int:
    """Tokens that are best computed at once: few stay in a processor's caches."""
    return 50_000 if on.type == "cuda" else 4000


def name(on: torch.device) -> str:
    """For the model card."""
    return torch.cuda.get_device_name() if on.type == "cuda" else "CPU"


def _has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16; as far as Linux tells."""
    try:
        words = _CPUINFO.read_text("utf-8", "replace").split("processor", 2)[1].split()
    except (OSError, IndexError):
        return False
    return not _FAST.isdisjoint(words)


def _keep_pages() -> None:
    """Let freed buffers stay in the process: else each step gets them anew from the kernel.

    A third of a step's time on a processor goes into clearing such pages otherwise.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # glibc
        for option, value in (
            (_MMAP_THRESHOLD, _LARGEST),
            (_TRIM_THRESHOLD, 2**31 - 1),
            (_TOP_PAD, 256 * 2**20),
        ):
            library.mallopt(option, value)
