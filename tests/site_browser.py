"""A real browser: what axe finds on pages, with the style sheet, in light and dark, on two screens.

Needs Chromium and axe-core's `axe.min.js` (its path in `AXE_CORE`, or below `node_modules`).
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chromium import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[1]
AXE = next(
    (
        path
        for path in (
            Path(os.environ.get("AXE_CORE", "-")),
            ROOT / "node_modules/axe-core/axe.min.js",
        )
        if path.is_file()
    ),
    None,
)
JAR = Path(
    os.environ.get("VNU", Path(__file__).parents[1] / "node_modules/vnu-jar/build/dist/vnu.jar")
)
_HARNESS = """<!DOCTYPE html><meta charset="utf-8"><body><script>
(async () => {
  const found = [];
  for (const page of PAGES) {
    const frame = document.createElement("iframe");
    frame.width = WIDTH; frame.height = 900; frame.src = page;
    document.body.append(frame);
    await new Promise(done => frame.onload = done);
    const script = frame.contentDocument.createElement("script");
    script.src = "/axe.min.js";
    frame.contentDocument.head.append(script);
    await new Promise(done => script.onload = done);
    const result = await frame.contentWindow.axe.run(frame.contentDocument, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    for (const v of result.violations)
      found.push([page, v.id, v.impact, v.nodes.map(n => n.html).slice(0, 2)]);
    const wide = frame.contentDocument.documentElement.scrollWidth;
    if (wide > WIDTH) found.push([page, "too-wide", `${wide} pixels`, []]);
    frame.remove();
  }
  const pre = document.createElement("pre");
  pre.id = "result"; pre.textContent = JSON.stringify(found);
  document.body.append(pre);
})();
</script>"""


class _Handler(SimpleHTTPRequestHandler):
    harness = ""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if self.path == "/axe.min.js":
            assert AXE
            self._answer(AXE.read_bytes(), "text/javascript")
        elif self.path == "/harness":
            self._answer(type(self).harness.encode(), "text/html; charset=utf-8")
        elif path.suffix == ".html":
            text = re.sub(r"<meta http-equiv[^>]*>", "", path.read_text("utf-8"))
            self._answer(text.encode(), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def axe(folder: Path, pages: list[str], width: int, dark: bool) -> list[list[Any]]:
    """[page, rule, impact, elements] of each violation of WCAG 2.2 AA and of good practice.

    A page that has to be moved sideways is one.
    """
    addresses = json.dumps([f"/{quote(page)}" for page in pages])
    _Handler.harness = _HARNESS.replace("PAGES", addresses).replace("WIDTH", str(width))
    dom = page(folder, "harness", dark)
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.DOTALL)
    assert found, "axe did not finish"
    result: list[list[Any]] = json.loads(html.unescape(found[1]))
    return result


def page(folder: Path, address: str, dark: bool = False) -> str:
    """What a page is once its scripts have run; its address in the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        dom = _dump(f"http://127.0.0.1:{server.server_port}/{address}", dark)
        server.shutdown()
    return dom


def _dump(address: str, dark: bool) -> str:
    with tempfile.TemporaryDirectory() as profile:
        flags = [*FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=600000"]
        flags += ["--blink-settings=preferredColorScheme=0"] * dark
        assert CHROMIUM
        ran = subprocess.run(
            [CHROMIUM, *flags, "--dump-dom", address],
            capture_output=True,
            text=True,
            check=True,
            timeout=110,
        )
    return ran.stdout


def can_validate() -> bool:
    """Whether the Nu validator is there."""
    return JAR.is_file() and bool(shutil.which("java"))


def messages(*files: Path) -> list[dict[str, Any]]:
    """What the validator objects to, style sheets included."""
    ran = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--also-check-css", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(ran.stderr)["messages"]
    return [message for message in found if message["type"] == "error"]
