"""A screen that is open while the text of its article is corrected."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from annotator.project import Project
from tests.patience import PATIENCE
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open


def correct(path: Path, folder: Path) -> str:
    """Correct the text of the first article in another process; return the new text."""
    with Project.open(path) as project:
        article = project.articles.get("1")
    text = f"عاجل: {article.text}"
    file = folder / "corrected.jsonl"
    file.write_text(json.dumps({"id": article.id, "text": text}), encoding="utf-8")
    command = [sys.executable, "-m", "annotator", "import", str(file), "--update", "--project", str(path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=PATIENCE, capture_output=True)
    return text


async def test_a_change_is_refused_and_the_corrected_text_is_shown(
    path: Path, running: Open, tmp_path: Path
) -> None:
    async with running("1") as program:
        await program.press("a")
        await program.until_saved()
        assert program.stored() == [("لواء", "actor")]
        text = correct(path, tmp_path)
        await program.press("w")
        await program.until(lambda: "read again" in program.status, "the message")
        assert "was corrected since it was read" in program.status
        assert program.app.screen.article.text == text  # type: ignore[attr-defined]
        with Project.open(path) as project:
            (span,) = project.layers.get(project.articles.get("1").id, "huda").spans
            assert text[span.start : span.end] == "لواء"
            assert program.spans == [("لواء", "actor")]
        await program.press("l")
        await program.until_saved()
        with Project.open(path) as project:
            assert len(project.layers.get(project.articles.get("1").id, "huda").spans) == 2
            assert {
                text[one.start : one.end]
                for one in project.layers.get(project.articles.get("1").id, "huda").spans
            } > {"لواء"}
        await program.press("u")
        await program.until_saved()
        await program.press("u")
        await program.until_saved()
        with Project.open(path) as project:
            (span,) = project.layers.get(project.articles.get("1").id, "huda").spans
            assert text[span.start : span.end] == "لواء"
