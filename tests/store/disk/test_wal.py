"""The index of a log, where a crash left it, tells of saved changes that are missing at the end of the log."""

from __future__ import annotations

import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import NotAProjectError
from annotator.project import Project
from annotator.store.backup.restore import restore
from annotator.store.disk.wal import read_index
from annotator.store.opening.opening import open_to_check
from annotator.store.recover.recovering import recover
from tests.store.helpers import HUDA, OTHER, TEXT, make
from tests.store.logs import FRAME, HEADER, at, beside, flipped, frames, kill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tried("logs of crashes whose end is damaged or cut off, with their index")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    make(path, TEXT, OTHER).close()
    kill(path, range(6))
    return path


def refused(path: Path) -> str:
    before = [beside(path, suffix).read_bytes() for suffix in ("", "-wal", "-shm")]
    with pytest.raises(NotAProjectError) as caught:
        open_to_check(path).close()
    assert [beside(path, suffix).read_bytes() for suffix in ("", "-wal", "-shm")] == before
    return str(caught.value)


def test_the_index_of_a_crash_says_how_many_frames_there_are(path: Path) -> None:
    found = read_index(path)
    assert found is not None
    assert found.frames == frames(beside(path, "-wal").read_bytes())
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 6


def test_a_bit_in_any_frame_is_told_also_in_the_last(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    for frame in range(frames(whole)):
        for place in (at(frame) + 2, at(frame) + 9, at(frame) + 17, at(frame) + FRAME + 77):
            beside(path, "-wal").write_bytes(flipped(whole, place))
            assert "-wal, the log that a crash left, does not belong to" in refused(path)
    beside(path, "-wal").write_bytes(flipped(whole, len(whole) - 1))
    count = frames(whole)
    assert f"of {count} pages that were saved in it" in refused(path)


def test_a_log_that_was_cut_short_is_told(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    lengths = {0, 1, HEADER - 1, HEADER, at(1), at(frames(whole) - 1), len(whole) - 1}
    lengths |= set(random.Random(7).sample(range(len(whole)), 20))
    for length in sorted(lengths):
        beside(path, "-wal").write_bytes(whole[:length])
        assert "are damaged or cut off" in refused(path)


def test_a_copy_whose_log_was_cut_short_is_not_restored(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    beside(path, "-wal").write_bytes(whole[: at(frames(whole) - 1)])
    with pytest.raises(NotAProjectError, match="damaged or cut off"):
        restore(path, path.with_name("new.db"))
    assert not path.with_name("new.db").exists()
    report = recover(path, path.with_name("new.db"))
    assert "its log is damaged" in report.source
    assert not report.whole


def test_what_is_in_the_file_already_is_not_missed(path: Path) -> None:
    with Project.open(path) as project:
        project._connection.database.execute("PRAGMA wal_checkpoint(PASSIVE)")
        saved = {suffix: beside(path, suffix).read_bytes() for suffix in ("", "-wal", "-shm")}
    for suffix, data in saved.items():
        beside(path, suffix).write_bytes(data)
    beside(path, "-wal").write_bytes(saved["-wal"][: at(3)])
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 6


def test_without_the_log_or_with_an_index_that_is_damaged_it_is_opened(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    index = beside(path, "-shm").read_bytes()
    beside(path, "-wal").unlink()
    with Project.open(path) as project:
        assert not project.layers.get("1.txt", HUDA).spans
    beside(path, "-wal").write_bytes(whole[: at(frames(whole) - 1)])
    beside(path, "-shm").write_bytes(flipped(index, 20))
    with closing(open_to_check(path)):
        pass
