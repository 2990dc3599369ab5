"""What was told as saved and is not in the file in which the project goes on is put in again by the program that has it."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from annotator.errors import NoSuchArticleError
from annotator.model import Edit, Move, Operation, Recorded, Span, now
from annotator.project import Project
from annotator.store.changes import Changes
from annotator.store.replaced import rebuilding
from annotator.tui.saver import Report, Saver
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Numbered


def tagged(place: int) -> Recorded:
    span = Span.new(place, place + 1, "actor", "huda")
    return Recorded(
        operations=(
            Operation(
                article="barge-strike",
                annotator="huda",
                when=now(),
                move=Move.DO,
                edit=Edit(before=None, after=span),
            ),
        )
    )


@pytest.mark.tried("files removed, renamed or replaced while programs have them open")
def test_changes_that_went_with_the_log_are_written_again_in_their_order(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Report] = []
    saved = threading.Semaphore(0)

    def tell(report: Report) -> None:
        told.append(report)
        if not report.waiting and not report.notice:
            saved.release()

    def unreadable(source: sqlite3.Connection, part: Path) -> None:
        if source in (reader._connection.database, *writers):
            raise sqlite3.OperationalError("disk I/O error")
        real(source, part)

    real = rebuilding._copy
    writers: list[sqlite3.Connection] = []
    with Project.open(path) as reader:
        saver = Saver(reader, "huda", tell)
        try:
            saver.request(lambda project: writers.append(project._connection.database))
            saved.acquire(timeout=PATIENCE)
            for place in range(6):
                saver.save(tagged(place))
                assert saved.acquire(timeout=PATIENCE)
            monkeypatch.setattr(
                rebuilding, "_copy", unreadable
            )  # as where SQLite has nothing of it in memory
            os.truncate(path.with_name(f"{path.name}-wal"), 0)
            saver.save(tagged(6))
            assert saved.acquire(timeout=PATIENCE)
        finally:
            saver.close()
        (went_on,) = [report.path for report in told if report.path is not None]
        reader.follow(went_on)
        first, again = saver.notices
        assert "was cut off" in first
        assert "What was saved last may be lost" in first
        assert again == f"6 changes of yours that were not in {path} any more came in again."
        assert saver.refusals == []
    with Project.open(path) as project:
        assert [span.start for span in project.layers.get("barge-strike", "huda").spans] == list(range(7))
        assert len(project.layers.operations("barge-strike", "huda")) == 7


@pytest.mark.tried("files removed, renamed or replaced while programs have them open")
def test_changes_that_can_not_be_written_again_are_in_the_rescue_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = threading.Semaphore(0)

    def tell(report: Report) -> None:
        if not report.waiting and not report.notice:
            saved.release()

    def refuse(_changes: Changes, _run: str, numbered: Numbered) -> None:
        raise NoSuchArticleError(f"There is no article {numbered.change.article}.")

    with Project.open(path) as reader:
        saver = Saver(reader, "huda", tell)
        try:
            for place in range(4):
                saver.save(tagged(place))
                assert saved.acquire(timeout=PATIENCE)
            monkeypatch.setattr(Changes, "written", lambda *_: 2)  # as where the file that is left is older
            monkeypatch.setattr(Changes, "write", refuse)
            path.with_name(f"{path.name}-wal").unlink()
            saver.save(tagged(4))
        finally:
            saver.close(abandon=True)
        assert saver.waiting == 3
        assert "There is no article barge-strike." in saver.error
        assert saver.rescued is not None
        _, *lines = saver.rescued.read_text("utf-8").splitlines()
        assert [json.loads(line)["number"] for line in lines] == [3, 4, 5]
