"""The thread that counts disagreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.replaced import file_ids
from annotator.tui.adjudicating.rows import CaseCounter
from tests.patience import PATIENCE
from tests.store.helpers import TEXT, make

if TYPE_CHECKING:
    from pathlib import Path


def test_files_that_are_gone_are_told_by_who_saves_alone(tmp_path: Path) -> None:
    told: list[str] = []
    with make(tmp_path / "annotator.db", TEXT) as project:
        counter = CaseCounter(project, told.append)
        for file in file_ids.names(project.path):
            file.unlink()
        counter.start()
        counter.wait(PATIENCE)
        assert not counter.is_counting
        assert told == []
        project.ensure_in_place()
