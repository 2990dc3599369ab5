"""Imports that are stopped half way: by a full disk, by a lock, by Ctrl+C. What came in is told, and nothing else."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from itertools import count as count_up
from typing import TYPE_CHECKING, Any, cast

import pytest

from annotator.errors import ProjectBusyError, ProjectError
from annotator.model import Incoming, Refusal, Status
from annotator.project import Project
from annotator.store.file import checksums
from annotator.store.importing import storing
from annotator.store.importing.article_ids import ArticleIds
from annotator.store.importing.records import as_article
from tests.patience import PATIENCE
from tests.store.helpers import SCHEMA, TEXT, import_texts, incoming, make

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded

pytestmark = pytest.mark.tried("imports and policies stopped by a full disk, a lock, Ctrl+C")

STAYS = "run the same command again to bring in the rest: what is there is skipped."


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Give a folder on a disk of its own that is soon full; skip where none can be had."""
    place = folder / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
    ) if os.geteuid() == 0 else None  # fmt: skip
    if mounted is None or mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def corpus(path: Path, count: int, *, spans: bool) -> Path:
    """Write a file of articles as our own export has them, of some thousand characters each."""
    with path.open("w", encoding="utf-8") as file:
        for place in range(count):
            text = f"خبر رقم {place} {TEXT * 20}"
            span = {
                "id": f"s{place}", "start": 0, "end": 3, "label": "actor", "text": text[:3], "annotator": "huda",
                "attributes": {},
            }  # fmt: skip
            record = {
                "id": f"n{place}", "text": text, "sha256": sha256(text.encode()).hexdigest(),
                "offset_unit": "codepoint", "spans": [span] * spans,
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def annotator(*args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *args],
        capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ, **settings},
    )  # fmt: skip


def count(path: Path) -> int:
    with Project.open(path) as project:
        return len(project.work.status().articles)


def test_a_full_disk_in_an_import_of_texts(tmp_path: Path) -> None:
    source = corpus(tmp_path / "new.jsonl", 1500, spans=False)
    with small_disk(tmp_path, "5m") as disk:
        project = disk / "annotator.db"
        make(project).close()
        done = annotator("import", str(source), "--project", str(project))
        came = count(project)
        assert 0 < came < 1500
        assert done.returncode == 1
        assert done.stderr == (
            f"The disk that holds {project} is full. {came:,} articles had come in and stay; {STAYS} Make room.\n"
        )
        assert not done.stdout
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        again = annotator("import", str(source), "--project", str(project))
        assert (
            again.stdout == f"{1500 - came:,} articles added, {came:,} skipped (already there), 0 refused\n"
        )


def test_a_full_disk_in_an_import_of_spans(tmp_path: Path) -> None:
    source = corpus(tmp_path / "new.jsonl", 1500, spans=True)
    with small_disk(tmp_path, "5m") as disk:
        project = disk / "annotator.db"
        make(project, TEXT).close()
        done = annotator("import", str(source), "--project", str(project))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"The disk that holds {project} is full, so nothing was changed. Make room.\n"
        with Project.open(project) as opened:
            assert (len(opened.work.status().articles), opened.people.names()) == (1, [])


@pytest.mark.parametrize("spans", [False, True])
def test_ctrl_c_says_what_came_in(tmp_path: Path, spans: bool) -> None:
    source = corpus(tmp_path / "new.jsonl", 6000, spans=spans)
    project = tmp_path / "annotator.db"
    make(project).close()
    before = project.stat().st_size
    running = subprocess.Popen(
        [sys.executable, "-m", "annotator", "import", str(source), "--project", str(project)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    log = project.with_name("annotator.db-wal")
    while running.poll() is None and (log.stat().st_size if log.exists() else 0) < before + 500_000:
        time.sleep(0.001)
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=PATIENCE)
    came = count(project)
    if spans and not came:
        assert told == "Stopped. Nothing has come in.\n"
    elif spans and came == 6000:
        assert told == "Stopped. All of it has come in.\n" or "6,000 articles added" in said
    elif came < 6000:
        assert told == f"Stopped. {came:,} articles had come in and stay; {STAYS}\n"
        assert running.returncode == 130
    assert not spans or came in {0, 6000}


@pytest.mark.parametrize("spans", [False, True])
def test_ctrl_c_in_a_function_that_sqlite_calls_is_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spans: bool
) -> None:
    """SQLite tells only that its function failed."""
    calls = count_up(1)

    def interrupted(table: str, values: Sequence[Any]) -> int:
        if next(calls) == 5:
            raise KeyboardInterrupt
        return len(table) + len(values)

    with make(tmp_path / "annotator.db") as project:
        monkeypatch.setattr(checksums, "checksum", interrupted)
        with pytest.raises(KeyboardInterrupt):
            project.imports.add_files([corpus(tmp_path / "new.jsonl", 30, spans=spans)])
        monkeypatch.undo()
        assert len(project.work.status().articles) == 0


def many(number: int) -> Iterator[Incoming | Refusal]:
    yield from (incoming(f"{place} {TEXT}", id=f"x{place}") for place in range(number))


def test_a_lock_after_some_have_come_in(tmp_path: Path) -> None:
    with ExitStack() as held, make(tmp_path / "annotator.db") as made:
        made._connection.busy_seconds = 0.05
        other = held.enter_context(Project.open(made.path))

        def then_held() -> Iterator[Incoming | Refusal]:
            yield from many(2 * storing.BATCH_RECORDS)
            held.enter_context(other._connection.writing())
            yield from many(3 * storing.BATCH_RECORDS)

        with pytest.raises(ProjectBusyError) as caught:
            import_texts(made, then_held())
        assert str(caught.value) == (
            f"{made.path} is locked by another program. {2 * storing.BATCH_RECORDS:,} articles had come in and stay; {STAYS} "
            "Try again when it has finished."
        )
    assert count(tmp_path / "annotator.db") == 2 * storing.BATCH_RECORDS


class _Interrupted:
    """A database on which Ctrl+C comes as soon as it has committed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        found = self._database.execute(sql, *parameters)
        if sql == "COMMIT":
            raise KeyboardInterrupt
        return found


def test_ctrl_c_while_the_last_rows_become_durable_counts_them(project: Project) -> None:
    database = project._connection.database
    project._connection.database = cast("Bounded", _Interrupted(database))
    with pytest.raises(KeyboardInterrupt) as caught:
        import_texts(project, many(3))
    project._connection.database = database
    assert caught.value.__notes__ == [f"3 articles had come in and stay; {STAYS}"]
    assert len(project.work.status().articles) == 5


NO_ROOM = """
import sqlite3
from annotator.__main__ import main
from annotator.store.disk.bounded import Bounded

execute = Bounded.execute

def without_room(self, sql, parameters=()):
    if "INTO settled" in sql and 24 in tuple(parameters):
        raise sqlite3.OperationalError("no room")
    return execute(self, sql, parameters)

Bounded.execute = without_room
main()
"""
"""The program, for which there is no room to say that article 24 is settled."""


def test_deciding_by_a_policy_says_what_was_decided_before_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with make(path, *(f"{place} {TEXT}" for place in range(1, 26))) as project:
        for place in range(1, 26):
            for name in ("huda", "salim"):
                project.work.set_status(f"{place}.txt", name, Status.DONE)
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, "adjudicate", "--auto", "--as", "nadia", "--project", str(path)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.fullmatch(
        r".* \(SQLite says: no room\)\. What was decided in 20 articles before stays; run the same command again for the rest\. "
        r"Try again\. .*\n",
        done.stderr,
    )
    with Project.open(path) as project:
        assert [article.settled for article in project.work.status().articles] == [True] * 20 + [False] * 5


def test_a_full_folder_for_temporary_files(project: Project) -> None:
    with ArticleIds(project._connection, trial=True) as register:
        assert register._trial is not None
        register._trial.execute("PRAGMA max_page_count = 4")

        def place_many() -> None:
            for record in many(1000):
                assert isinstance(record, Incoming)
                register.assign(record, as_article(record))

        with pytest.raises(ProjectError) as caught:
            place_many()
    assert str(caught.value) == (
        "The folder for temporary files can't be used (database or disk is full), so nothing was changed. "
        "Make room there, or name another folder with TMPDIR."
    )


def test_a_full_disk_before_anything_came_in(tmp_path: Path) -> None:
    with Project.create(tmp_path / "annotator.db", SCHEMA) as project:
        (pages,) = project._connection.database.execute("PRAGMA page_count").fetchone()
        project._connection.database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ProjectError, match=r"is full, so nothing was changed\. Make room\.$"):
            import_texts(project, (incoming(f"{place} " + TEXT * 100, id=f"x{place}") for place in range(20)))
