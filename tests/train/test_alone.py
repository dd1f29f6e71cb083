"""Where models are only trained, PyTorch, NumPy, SentencePiece, click and sacreBLEU are enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")

pytestmark = pytest.mark.timeout(600)  # the first test trains the model
_MISSING = """argostranslate babel choppa ctranslate2 markdown_it mdit_py_plugins nh3 polib
py3langid pymorphy3 python_calamine rapidfuzz rich snowballstemmer weasyprint xlsxwriter yaml"""
_ALONE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(name + " is not there")
sys.meta_path.insert(0, Missing())
from toolkit.cli.main import main
main({words})
"""


def test_a_run_needs_few_libraries(trained: Path, tmp_path: Path) -> None:
    """A folder that was prepared elsewhere is trained, and measured, without the others."""
    for name in ("sentencepiece.model", "train.npz", "dev.tsv", "data.json"):
        (tmp_path / name).write_bytes((trained / name).read_bytes())
    words = ["train", "run", str(tmp_path), "--preset", "toy", "--steps", "2", "--checks", "1"]
    code = _ALONE.format(missing=set(_MISSING.split()), words=words)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "step 2: BLEU" in ran.stderr and (tmp_path / "best.bin").is_file()
