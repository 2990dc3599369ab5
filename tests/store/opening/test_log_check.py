"""A log that a crash left is tried before anything is written: one that does not fit changes nothing."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import NotAProjectError, ProjectError
from annotator.project import Project
from annotator.store.check import guards
from annotator.store.check.checking import damage
from annotator.store.opening import log_check, log_contents
from tests.adding import add_articles
from tests.store.helpers import HUDA, OTHER, TEXT, adding, contents, incoming, make
from tests.store.logs import FRAME, at, beside, copied, flipped, frames, kill
from tests.store.workers import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

pytestmark = pytest.mark.tried(
    "logs left by crashes: damaged, torn, of another project, beside older and newer copies"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project of which ten spans are in the file, and ten in the log of a program that was killed."""
    path = tmp_path / "annotator.db"
    make(path, TEXT, OTHER).close()
    with Project.open(path) as project:
        for place in range(10):
            project.layers.record(adding(place, place + 1))
    kill(path, range(10, 20))
    return path


def spans(path: Path) -> int:
    with Project.open(path) as project:
        assert len(project.layers.operations("1.txt", HUDA)) == len(project.layers.get("1.txt", HUDA).spans)
        return len(project.layers.get("1.txt", HUDA).spans)


def refused(path: Path) -> str:
    """Return why the log is refused; the project and its log are byte for byte as they were, and nothing is beside them."""
    before = contents(path.parent)
    for _ in range(2):
        with pytest.raises(NotAProjectError) as caught:
            Project.open(path)
        after = contents(path.parent)
        after.pop("annotator.db-shm", None) if "annotator.db-shm" not in before else None
        assert {**before, "annotator.db-shm": b""} == {**after, "annotator.db-shm": b""}
    sentence = str(caught.value).replace(str(path), "FILE")
    beginning = "FILE-wal, the log that a crash left, does not belong to FILE or is damaged ("
    end = (
        "), so nothing was changed. To put a copy in their place and keep both: annotator restore COPY --project FILE; to "
        "save what can be read: annotator recover FILE NEW; to go on without the log, and without all that is only there: "
        "move it to another folder."
    )
    assert sentence.startswith(beginning)
    assert sentence.endswith(end)
    return sentence.removeprefix(beginning).removesuffix(end)


def look(path: Path) -> log_contents.LogContents:
    with beside(path, "-wal").open("rb") as file:
        return log_contents.read_log(file)


def seen_by_sqlite(path: Path) -> int:
    """How many frames SQLite finds in a log, by a copy of it."""
    copy = copied(path, path.with_name("seen.db"), ("", "-wal"))
    with closing(sqlite3.connect(copy)) as connection:
        _, found, _ = connection.execute("PRAGMA wal_checkpoint").fetchone()
        return int(found)


def test_a_log_that_fits_comes_in(path: Path) -> None:
    assert spans(path) == 20
    assert list(contents(path.parent)) == ["annotator.db"]


@pytest.mark.parametrize("keep_index", [True, False])
def test_a_copy_from_before_in_the_place_of_the_file_is_refused_and_not_spoilt(
    path: Path, keep_index: bool
) -> None:
    make(path.with_name("older.db"), TEXT, OTHER).close()
    path.with_name("older.db").replace(path)
    if not keep_index:
        beside(path, "-shm").unlink()
    refused(path)
    beside(path, "-wal").rename(path.with_name("away"))
    assert spans(path) == 0


def grow(path: Path) -> None:
    """Three times, bring an article in and go."""
    for place in range(3):
        with Project.open(path) as project:
            assert add_articles(project, [incoming(f"{place} {TEXT}" * 50, id=f"more {place}")]).added == 1


def test_a_copy_from_before_the_last_sessions(path: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    copy = copied(path, tmp_path / "more" / "annotator.db", ("",))
    before = copy.read_bytes()
    grow(copy)
    kill(copy, range(40, 44), articles=1)
    copy.write_bytes(before)
    beside(copy, "-shm").unlink()
    assert refused(copy) == "the file is older than what the log goes on from"


def test_a_file_that_is_newer_than_the_log(path: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    copy = copied(path, tmp_path / "more" / "annotator.db", ("", "-wal"))
    spans(copy)
    kill(copy, range(30, 32), articles=1)
    old = beside(copy, "-wal").read_bytes()
    grow(copy)
    beside(copy, "-wal").write_bytes(old)
    assert refused(copy) == "the file is newer than the log"


def test_the_log_of_another_project(path: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    other = tmp_path / "more" / "annotator.db"
    make(other, *(f"{TEXT}{place}" * 40 for place in range(9))).close()
    for suffix in ("-wal", "-shm"):
        beside(path, suffix).replace(beside(other, suffix))
    refused(other)


def test_a_header_that_is_damaged_hides_everything(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    for place in (0, 5, 10, 17, 22, 25, 31):
        beside(path, "-wal").write_bytes(flipped(whole, place))
        assert refused(path) == "of 10 saved changes in it 10 are behind a damaged place"


def test_a_frame_that_is_damaged_hides_what_comes_after(path: Path) -> None:
    whole = beside(path, "-wal").read_bytes()
    beside(path, "-wal").write_bytes(flipped(whole, at(0) + FRAME + 100))
    assert refused(path) == "of 10 saved changes in it 10 are behind a damaged place"
    beside(path, "-wal").write_bytes(flipped(whole, at(frames(whole) // 2)))
    assert "are behind a damaged place" in refused(path)


def test_an_end_that_was_torn_off_is_what_a_crash_leaves(path: Path) -> None:
    """SQLite writes frame by frame: the last one may have its header and not its page, over what was there before."""
    whole = beside(path, "-wal").read_bytes()
    last = at(frames(whole) - 1)
    for torn in (whole[:last], whole[: last + 3], whole[: last + FRAME], whole[: last + FRAME] + bytes(4096)):
        copy = copied(path, path.with_name("torn.db"), ("",))
        beside(copy, "-wal").write_bytes(torn)
        assert look(copy)[:2] == (9, 0)
        assert spans(copy) == 19
        copy.unlink()


@pytest.mark.parametrize("size", [0, 10, 32])
def test_a_log_without_a_frame(path: Path, size: int) -> None:
    whole = beside(path, "-wal").read_bytes()
    beside(path, "-wal").write_bytes(whole[:size])
    beside(path, "-shm").unlink()  # which tells that there were frames
    assert spans(path) == 10


def test_frames_of_an_older_log_behind_the_end(path: Path) -> None:
    """After a checkpoint the log is written again from its start, and keeps its length."""
    with Project.open(path) as project:
        project._connection.database.execute("PRAGMA wal_checkpoint(RESTART)")
        project.layers.record(adding(40, 42))
        copy = copied(path, path.with_name("copy.db"), ("", "-wal"))
    assert frames(beside(copy, "-wal").read_bytes()) > 2
    assert look(copy).commits == 1
    assert look(copy).lost == 0
    assert spans(copy) == 21


@settings(max_examples=60)
@given(data=st.data())
def test_what_sqlite_can_read_is_what_is_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("log") / "w.db"
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)")
        for _ in range(chance.randint(1, 6)):
            if chance.random() < 0.2:
                connection.execute("PRAGMA wal_checkpoint(RESTART)")
            connection.execute("INSERT INTO t (b) VALUES (zeroblob(?))", [chance.randint(1, 20_000)])
        copy = copied(path, path.with_name("copy.db"), ("", "-wal"))
    whole = beside(copy, "-wal").read_bytes()
    before = look(copy)
    assert before.lost == 0
    changed = data.draw(st.sampled_from(["nothing", "flipped", "cut"]))
    place = data.draw(st.integers(0, len(whole) - 1))
    if changed == "flipped":
        beside(copy, "-wal").write_bytes(flipped(whole, place))
    elif changed == "cut":
        beside(copy, "-wal").write_bytes(whole[:place])
    after = look(copy)
    assert after.commits <= before.commits
    if changed == "flipped" and after.commits < before.commits - 1:
        assert after.commits + after.lost == before.commits
    elif changed != "flipped":
        assert after.lost == 0
    assert bool(seen_by_sqlite(copy)) == bool(after.commits)


def test_a_project_that_is_open_is_not_tried(path: Path) -> None:
    with Project.open(path) as project:
        before = beside(path, "-wal").read_bytes()
        assert before
        assert spans(path) == 20
        project.layers.record(adding(40, 42))
        assert spans(path) == 21


def test_who_writes_while_the_log_is_looked_at_is_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else opens the project and makes it longer after the log was read and before it is tried."""
    looks = []

    def read_and_write(file: BinaryIO) -> log_contents.LogContents:
        found = log_contents.read_log(file)
        looks.append(found)
        if len(looks) <= 2:
            kill(path, range(20 + len(looks), 21 + len(looks)), articles=len(looks))
        return found

    monkeypatch.setattr("annotator.store.opening.log_check.read_log", read_and_write)
    assert spans(path) == 22
    assert [found.pages for found in looks] == sorted({found.pages for found in looks})


def test_two_that_open_it_at_once_are_both_refused(path: Path) -> None:
    """Who tries the log looks like somebody who uses the project; the other one must not take it for used."""
    make(path.with_name("older.db"), TEXT, OTHER).close()
    path.with_name("older.db").replace(path)
    files = {name: data for name, data in contents(path.parent).items() if not name.endswith("-shm")}
    code = (
        "import sys\nfrom pathlib import Path\nfrom annotator.errors import NotAProjectError\n"
        "from annotator.project import Project\nprint('ready', flush=True)\nsys.stdin.readline()\n"
        "for _ in range(40):\n    try:\n        Project.open(Path(sys.argv[1])).close()\n"
        "    except NotAProjectError:\n        continue\n    sys.exit('opened')\n"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-c", code, path],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in several:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in several:
        process.communicate("\n")
    assert [process.returncode for process in several] == [0, 0, 0]
    assert {name: data for name, data in contents(path.parent).items() if not name.endswith("-shm")} == files


def test_a_log_that_cannot_be_read_is_told(path: Path) -> None:
    beside(path, "-wal").unlink()
    beside(path, "-wal").mkdir()
    with pytest.raises(ProjectError, match=r"annotator\.db-wal"):
        Project.open(path)


@pytest.mark.parametrize(("looked_at", "whole"), [(0, 0), (2**40, 1)])
def test_a_large_project_is_not_looked_at_as_a_whole_for_a_log_that_goes_on_from_it(
    path: Path, looked_at: int, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_check, "LOOKED_AT", looked_at)
    monkeypatch.setattr(guards, "ALL_BYTES", 0)
    monkeypatch.setattr(guards, "PAGES_BYTES", 0)
    looks = Mock(wraps=damage)
    monkeypatch.setattr(log_check, "damage", looks)
    assert spans(path) == 20
    assert looks.call_count == whole


def test_a_log_of_another_line_is_refused_beside_a_large_project(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_check, "LOOKED_AT", 0)
    other = tmp_path / "other" / "annotator.db"
    other.parent.mkdir()
    make(other, OTHER).close()
    beside(other, "-wal").write_bytes(beside(path, "-wal").read_bytes())
    assert refused(other)
