"""Projects with their latest work in a log, given to recover."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.store.helpers import HUDA, OTHER, TEXT, adding, make
from tests.store.recovering import before, whole
from tests.store.ruins import PAGE, Contents, contents_of, saved

pytestmark = pytest.mark.tried("damaged files given to recover")

__all__ = ["before", "whole"]


def with_log(folder: Path, whole: Path) -> tuple[Path, Contents]:
    """Copy a project as it is after a crash, with the latest work in its log; return it with what is in it."""
    live, crashed = folder / "live" / "annotator.db", folder / "crashed" / "annotator.db"
    for path in (live, crashed):
        path.parent.mkdir()
    shutil.copy(whole, live)
    with Project.open(live) as project:
        for place in range(6):
            project.layers.record(adding(place, place + 3, article="خبر-7", annotator=HUDA))
            project.work.set_status("خبر-8", "سامي", Status.DOING)
        for suffix in ("", "-wal"):
            shutil.copy(f"{live}{suffix}", f"{crashed}{suffix}")
    return crashed, contents_of(live)


def test_work_in_the_log_comes_over(whole: Path, tmp_path: Path) -> None:
    crashed, live = with_log(tmp_path, whole)
    report, after = saved(crashed, tmp_path / "new.db")
    assert report.whole
    assert after == live


@pytest.mark.parametrize("where", ["header", "salt", "frames", "last frame", "cut", "garbage"])
def test_a_damaged_log(whole: Path, before: Contents, tmp_path: Path, where: str) -> None:
    crashed, live = with_log(tmp_path, whole)
    log = Path(f"{crashed}-wal")
    good = log.read_bytes()
    frame = 24 + PAGE
    count = (len(good) - 32) // frame
    trials: list[bytes] = []
    for place in range(0, count, 5):
        data = bytearray(good)
        at = 32 + place * frame
        if where == "frames":
            data[at + 2000] ^= 4
        elif where == "salt":
            data[at + 9] ^= 4
        elif where == "cut":
            del data[at + 500 :]
        elif where == "garbage":
            data[at : at + frame] = os.urandom(frame)
        elif where == "header":
            data[:32] = bytes(32)
        else:
            data[32 + (count - 1) * frame + 24 + 3000] ^= 1
        trials.append(bytes(data))
    for trial in dict.fromkeys(trials):
        log.write_bytes(trial)
        (tmp_path / "new.db").unlink(missing_ok=True)
        report, after = saved(crashed, tmp_path / "new.db")
        assert report.source or after == live
        for key, rows in after.spans.items():
            assert rows <= live.spans.get(key, set()) | before.spans.get(key, set())
        for key, rows in before.spans.items():
            assert rows <= after.spans.get(key, set())


def test_a_log_that_does_not_fit(whole: Path, tmp_path: Path) -> None:
    crashed, live = with_log(tmp_path, whole)
    older = tmp_path / "older.db"
    make(older, TEXT, OTHER).close()
    shutil.copy(older, crashed)
    report, after = saved(crashed, tmp_path / "new.db")
    assert not report.whole
    known = contents_of(older)
    assert set(after.articles.items()) <= set(known.articles.items()) | set(live.articles.items())
    assert set(known.articles.items()) <= set(after.articles.items())
