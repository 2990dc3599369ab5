"""A browser without a window, to ask where the letters of a page stand."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1000,800",
)  # fmt: skip


def find() -> str | None:
    """Return the program, or None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def ask(page: str, script: str, folder: Path) -> Any:
    """Open a page and return what a JavaScript expression is in it. What the page forbids scripts is taken out."""
    browser = find()
    assert browser is not None
    free = re.sub(r"<meta http-equiv=[^>]*>", "", page)
    asking = (
        "<script>window.addEventListener('load', () => { const answer = document.createElement('pre');"
        f"answer.id = 'answer'; answer.textContent = JSON.stringify({script});"
        "document.body.append(answer); })</script>"
    )
    file = folder / "page.html"
    file.write_text(free.replace("</body>", f"{asking}</body>"), encoding="utf-8")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    done = subprocess.run(
        [browser, *QUIET, *sandbox, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, timeout=PATIENCE, check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="answer">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    return json.loads(html.unescape(found[1]))
