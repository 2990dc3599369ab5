"""Those who want to write stand in line, in the order in which they came."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.errors import StaleSpanError
from annotator.store.disk import write_lock
from annotator.store.disk.bounded import connect
from annotator.store.disk.write_lock import Line
from tests.store.helpers import HUDA, TEXT, adding, make
from tests.store.standing_in_line import first, is_free, until, waiting

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody leaves the line."""
    monkeypatch.setattr(write_lock, "QUEUE_SECONDS", 3600)


@pytest.mark.usefixtures("patient")
def test_one_is_first_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def stand() -> None:
        line = Line()
        for turn in range(50):
            with line.first(tmp_path, 3600):
                inside.append(turn)
                most.append(len(inside))
                assert not is_free(tmp_path)
                inside.pop()

    threads = [threading.Thread(target=stand) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200
    assert is_free(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="there is no list of those who wait")
@pytest.mark.usefixtures("patient")
def test_who_came_first_is_first(tmp_path: Path) -> None:
    order: list[int] = []

    def stand(number: int) -> None:
        with Line().first(tmp_path, 3600):
            order.append(number)

    threads = [threading.Thread(target=stand, args=[number]) for number in range(12)]
    with first(tmp_path):
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda number=number: waiting(tmp_path) == number + 1)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert order == list(range(12))


_WAITS = """
import sys
from pathlib import Path
from annotator.store.disk import write_lock
write_lock.QUEUE_SECONDS = 3600
with write_lock.Line().first(Path(sys.argv[1]), 3600):
    print("first", flush=True)
    sys.stdin.read()
"""


@contextmanager
def program(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that stands in line, and stays where it is once it is first."""
    command = [sys.executable, "-c", _WAITS, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="there is no list of those who wait")
@pytest.mark.usefixtures("patient")
def test_a_program_that_is_killed_while_it_waits_stops_nobody(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project:
        with first(tmp_path), program(tmp_path) as killed:
            until(lambda: waiting(tmp_path) == 1)
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            assert waiting(tmp_path) == 0
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


@pytest.mark.usefixtures("patient")
def test_when_a_program_is_killed_that_is_first_the_next_goes_on(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project, program(tmp_path) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "first\n"
        assert not is_free(tmp_path)
        threading.Timer(0.05, killed.kill).start()
        project.layers.record(adding(0, 4))
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
    assert is_free(tmp_path)


def test_who_writes_is_first_until_it_is_stored_or_not(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db", TEXT) as project:
        connection = project._connection
        with connection.writing():
            assert not is_free(tmp_path)
        assert is_free(tmp_path)
        span = adding(0, 4)
        project.layers.record(span)
        with pytest.raises(StaleSpanError):
            project.layers.record(span)
        assert is_free(tmp_path)
        with connection.writing(keep=False):
            assert not is_free(tmp_path)
        assert is_free(tmp_path)


def test_who_writes_for_long_holds_another_project_of_the_folder_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "QUEUE_SECONDS", 0.01)
    waits: list[write_lock._Wait] = []
    begun = write_lock._Wait.ends_within

    def counted(wait: write_lock._Wait, seconds: float) -> bool:
        waits.append(wait)
        return begun(wait, seconds)

    monkeypatch.setattr(write_lock._Wait, "ends_within", counted)
    with make(tmp_path / "one.db", TEXT) as one, make(tmp_path / "other.db", TEXT) as other:
        with one._connection.writing():
            for offset in range(10):
                other.layers.record(adding(offset, offset + 1))
            assert len(waits) == 1
            assert not waits[0].is_over
        until(lambda: waits[0].is_over)
        until(lambda: is_free(tmp_path))
        other.layers.record(adding(20, 21))
        assert len(other.layers.get("1.txt", HUDA).spans) == 11
    assert len(waits) == 1


def test_a_program_ends_while_a_wait_that_it_gave_up_is_still_in_line(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from annotator.store.disk.write_lock import Line; "
        "line = Line().first(Path(sys.argv[1]), 0.01); line.__enter__(); print('entered')"
    )
    with first(tmp_path):
        ended = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "entered\n", "")
    assert is_free(tmp_path)


def test_a_transaction_begun_for_a_copy_keeps_nobody_in_line(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    make(path, TEXT).close()
    with closing(connect(path, "rw", 5)) as database:
        write_lock.begin(database, tmp_path, 5)
        assert database.in_transaction
        assert is_free(tmp_path)


@pytest.mark.usefixtures("patient")
def test_who_stops_waiting_leaves_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        """Ctrl+C comes while somebody waits."""

        def acquire(self, **_: float) -> bool:
            raise KeyboardInterrupt

        def release(self) -> None:
            pass

    class Wait(write_lock._Wait):
        def __init__(self, handle: int) -> None:
            super().__init__(handle)
            self._end = Interrupted()  # type: ignore[assignment]

    monkeypatch.setattr(write_lock, "_Wait", Wait)
    with first(tmp_path), pytest.raises(KeyboardInterrupt), Line().first(tmp_path, 3600):
        pass
    until(lambda: is_free(tmp_path))
