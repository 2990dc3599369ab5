"""A log is only taken into a file that it goes on from: each transaction gives the project a new id, which tells that."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import NotAProjectError
from annotator.model import Status
from annotator.project import Project
from annotator.store.file import state_id
from annotator.store.opening import log_contents
from annotator.store.opening.opening import open_project
from annotator.store.recover.recovering import recover
from tests.adding import add_articles
from tests.store.helpers import (
    HUDA,
    OTHER,
    TEXT,
    adding,
    contents,
    incoming,
    make,
    powerless,
    raw,
    unprivileged_folder,
)
from tests.store.logs import beside, copied, kill

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.tried("logs of crashes beside files in which work went on without them")

ANOTHER = "the log goes on from another state of the project than the one that is in the file"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "annotator.db"
    with make(path, TEXT * 20, OTHER) as project:
        project.layers.record(adding(0, 1))
    return path


def places(path: Path) -> set[int]:
    with Project.open(path) as project:
        return {span.start for span in project.layers.get("1.txt", HUDA).spans}


def work(path: Path) -> None:
    """What leaves the first page of the file as it is, so that SQLite's counter stays."""
    with Project.open(path) as project:
        project.work.set_status("2.txt", HUDA, Status.FLAGGED, "سؤال")


def test_work_in_a_copy_without_the_log_that_is_put_back_beside_it_is_not_lost(path: Path) -> None:
    kill(path, range(10, 12))
    copy = copied(path, path.with_name("copy.db"), ("",))
    work(copy)
    before = copy.read_bytes()
    copy.replace(path)
    for _ in range(2):
        with pytest.raises(NotAProjectError) as caught:
            Project.open(path)
        assert ANOTHER in str(caught.value)
        assert path.read_bytes() == before
    report = recover(path, path.with_name("recovered.db"))
    assert report.source == "its log goes on from another state of it, so it was read without"
    with Project.open(path.with_name("recovered.db")) as project:
        assert project.work.progress("2.txt", HUDA).status is Status.FLAGGED
    beside(path, "-wal").unlink()
    with Project.open(path) as project:
        assert project.work.progress("2.txt", HUDA).status is Status.FLAGGED


def test_who_may_only_read_is_told_the_same() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        make(path, TEXT, OTHER).close()
        kill(path, range(10, 12))
        copy = copied(path, path.with_name("copy.db"), ("",))
        work(copy)
        copy.replace(path)
        for file in folder.iterdir():
            file.chmod(0o644)
        before = contents(folder)
        with powerless(path, folder), pytest.raises(NotAProjectError, match=ANOTHER):
            Project.open(path)
        assert contents(folder) == before


def test_one_file_under_two_names_with_a_log_each(path: Path) -> None:
    """What the second name saw before the first one's log came in is not put over it."""
    other = copied(path, path.with_name("other.db"), ("",))
    kill(path, range(10, 12))
    kill(other, range(20, 22))
    assert places(path) == {0, 10, 11}
    shutil.copyfile(path, other)
    beside(other, "-shm").unlink()
    with pytest.raises(NotAProjectError, match=ANOTHER):
        Project.open(other)


def test_a_copy_of_any_state_in_the_log_goes_with_it(path: Path) -> None:
    with Project.open(path) as project:
        copies = []
        for place in range(10, 16):
            project.layers.record(adding(place, place + 1))
            project._connection.database.execute("PRAGMA wal_checkpoint(PASSIVE)") if place == 12 else None
            copies.append(copied(path, path.with_name(f"{place}.db"), ("", "-wal")))
    for place, copy in zip(range(10, 16), copies, strict=True):
        assert places(copy) == {0, *range(10, place + 1)}


def test_each_transaction_has_an_id_and_notes_the_one_before(path: Path) -> None:
    def row(path: Path) -> tuple[bytes, bytes]:
        with closing(open_project(path)) as connection:
            ((first, second),) = connection.rows("SELECT id, before FROM turn")
            return first, second

    first, _ = row(path)
    assert row(path)[0] == first == state_id.read_file(path)
    with Project.open(path) as project:
        project.layers.record(adding(30, 31))
        copy = copied(path, path.with_name("copy.db"), ("", "-wal"))
    second, before = row(path)
    assert before == first != second
    with beside(copy, "-wal").open("rb") as file:
        assert log_contents.read_log(file).ids == {first, second}
    with closing(open_project(path)) as connection:
        with connection.writing(keep=False):
            connection.execute("DELETE FROM work")
        with connection.writing():
            pass
    assert row(path) == (second, before)


def test_a_log_without_an_id_is_judged_as_ever(path: Path) -> None:
    with Project.open(path) as project:
        raw(path, "UPDATE work SET note = note")
        copy = copied(path, path.with_name("copy.db"), ("", "-wal"))
        assert project.layers.get("1.txt", HUDA).spans
    assert places(copy) == {0}


def test_what_is_recovered_is_a_line_of_its_own(path: Path) -> None:
    recovered = path.with_name("recovered.db")
    assert recover(path, recovered).whole
    assert state_id.read_file(recovered) not in {None, state_id.read_file(path)}


_DOINGS = (
    "crash",
    "crash",
    "crash",
    "leave",
    "set aside",
    "work aside",
    "put back",
    "put back alone",
    "old log",
)


class _Life:
    """A project, files of it that were set aside without a log, and logs that were; what each is known to hold.

    `chain` has what there was after each thing that was saved since the file was opened last; `is_own`: nothing was swapped since.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "annotator.db"
        self.aside = folder / "aside.db"
        self.old = folder / "old-wal"
        with make(self.path, TEXT * 40, OTHER) as project:
            project.layers.record(adding(0, 1))
        self.next = 1
        self.chains: dict[Path, list[frozenset[int]]] = {}
        self.is_own = True

    def look(self) -> None:
        """Open it: it holds all that was saved in its line, or is refused because something was swapped."""
        alone, chain = _alone(self.path), self.chains.get(beside(self.path, "-wal"))
        files = contents(self.path.parent)
        try:
            seen = frozenset(places(self.path))
        except NotAProjectError:
            assert not self.is_own
            assert contents(self.path.parent).keys() - {"annotator.db-shm"} == files.keys() - {
                "annotator.db-shm"
            }
            self.drop_log()
            assert places(self.path) == alone
        else:
            if chain is None:
                assert seen == alone
            else:
                assert seen == chain[-1]
                assert alone in chain
        self.drop_log()
        self.is_own = True

    def drop_log(self) -> None:
        for suffix in ("-wal", "-shm"):
            beside(self.path, suffix).unlink(missing_ok=True)
        self.chains.pop(beside(self.path, "-wal"), None)

    def work(self, path: Path, number: int, *, crash: bool) -> None:
        with Project.open(path) as project:
            chain = [frozenset(span.start for span in project.layers.get("1.txt", HUDA).spans)]
            for _ in range(1 + number % 3):
                if number % 5 == 4:
                    add_articles(project, [incoming(f"{self.next} {TEXT * 30}", id=f"more {self.next}")])
                project.layers.record(adding(self.next, self.next + 1))
                chain.append(chain[-1] | {self.next})
                self.next += 1
                if number % 4 == 3:
                    project._connection.database.execute("PRAGMA wal_checkpoint(PASSIVE)")
            crashed = copied(path, path.with_name("crashed.db"), ("", "-wal"))
        crashed.replace(path) if crash else crashed.unlink()
        if crash:
            beside(crashed, "-wal").replace(beside(path, "-wal"))
            self.chains[beside(path, "-wal")] = chain
        else:
            beside(crashed, "-wal").unlink()

    def do(self, what: str, number: int) -> None:
        wal = beside(self.path, "-wal")
        if what in {"crash", "leave"}:
            self.look()
            self.work(self.path, number, crash=what == "crash")
        elif what == "set aside":
            shutil.copyfile(self.path, self.aside)
            if wal in self.chains:
                shutil.copyfile(wal, self.old)
                self.chains[self.old] = self.chains[wal]
        elif what == "work aside" and self.aside.exists():
            self.work(self.aside, number, crash=False)
        elif what == "old log" and self.old in self.chains:
            shutil.copyfile(self.old, wal)
            beside(self.path, "-shm").unlink(missing_ok=True)
            self.chains[wal] = self.chains[self.old]
            self.is_own = False
        elif what.startswith("put back") and self.aside.exists():
            if what == "put back alone":
                self.drop_log()
            shutil.copyfile(self.aside, self.path)
            self.is_own = False


def _alone(path: Path) -> frozenset[int]:
    with tempfile.TemporaryDirectory() as folder:
        return frozenset(places(copied(path, Path(folder, "alone.db"), ("",))))


@settings(max_examples=40)
@given(story=st.lists(st.tuples(st.sampled_from(_DOINGS), st.integers(0, 59)), min_size=2, max_size=9))
def test_a_file_and_a_log_are_of_one_line_or_refused(story: Sequence[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = _Life(Path(folder))
        for what, number in story:
            life.do(what, number)
        life.look()
