"""Who can only read a project leaves nothing beside it, is in nobody's way, and sees one state of it."""

from __future__ import annotations

import itertools
import os
import signal
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.helpers import HUDA, OTHER
from tests.store.users import A, B, ended, given, needs_two_users, owners, ready, shared_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tried("readers without rights, beside one who writes")

WRITING = """
import sys
from pathlib import Path
from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles
path, rounds, count = Path(sys.argv[1]), int(sys.argv[2]), 0
text = "أعلن المتحدث باسم الوزارة أن قافلة الإغاثة وصلت إلى البلدة مساء أمس. "
print("ready", flush=True)
for time in range(rounds):
    with Project.open(path) as project:
        for _ in range(40 if time % 10 == 0 else 3):
            count += 1
            report = add_articles(project, [Incoming(text=f"{count} {text * 300}", path=path, id=f"new{count}.txt")])
            assert report.added == 1, report
            print(count, flush=True)
"""
"""Writes, opening and closing the project now and then; prints what was acknowledged."""

READING = """
import select, sys
from pathlib import Path
from annotator.project import Project
path, again, project = Path(sys.argv[1]), sys.argv[2] == "refresh", None
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    if project is None or not again:
        project = Project.open(path)
    project.refresh()
    assert not project.writable
    (whole,) = project._connection.rows("PRAGMA integrity_check(1)")
    assert whole == ("ok",), whole
    assert not project._connection.rows("PRAGMA foreign_key_check")
    print(sum(1 for record in project.records.select("all")), flush=True)
    if not again:
        project.close()
"""
"""Reads all of it over and over; prints how many articles were there."""

PLAIN = """
import sqlite3, sys
connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
connection.execute("SELECT count(*) FROM article").fetchone()
print("ready", flush=True)
sys.stdin.readline()
connection.close()
"""
"""Reads as any other program does, in place, until a line comes."""


@pytest.fixture
def shared() -> Iterator[Path]:
    with shared_folder() as folder:
        yield folder


@needs_two_users
@pytest.mark.parametrize("how", ["open", "refresh"])
@pytest.mark.parametrize("rounds", [15, pytest.param(150, marks=pytest.mark.faults)])
def test_readers_beside_one_who_writes(shared: Path, how: str, rounds: int) -> None:
    path = given(shared)
    reader = ready(B.python(READING, str(path), how, at=shared))
    writer = ready(A.python(WRITING, str(path), str(rounds), at=shared))
    commands = itertools.cycle((("status",), ("show", "0.txt"), ("export", "--layer", "all"), ("doctor",)))
    while writer.poll() is None and reader.poll() is None:
        done = B.runs(*next(commands), at=shared)
        assert done.returncode == 0, done.stderr
    written = ended(writer)
    seen = [int(line) for line in ended(reader)]
    assert seen == sorted(seen)
    assert len(seen) > 2
    assert written[-1] == str(len(written))
    with Project.open(path) as project:
        assert sum(1 for _ in project.records.select("all")) == 3 + len(written)
    assert set(owners(shared).values()) <= {A.number}
    assert B.temporary(shared) == []


@needs_two_users
def test_what_another_program_of_a_reader_left_is_in_nobodys_way(shared: Path) -> None:
    path = given(shared)
    ended(ready(B.python(PLAIN, str(path), at=shared)))
    assert owners(shared) == {
        "annotator.db": A.number,
        "annotator.db-shm": B.number,
        "annotator.db-wal": B.number,
    }
    ended(ready(A.python(WRITING, str(path), "2", at=shared)))
    assert owners(shared) == {"annotator.db": A.number}


@needs_two_users
def test_while_another_program_reads_the_owner_is_told_which_file_is_in_the_way(shared: Path) -> None:
    path = given(shared)
    plain = ready(B.python(PLAIN, str(path), at=shared))
    assert A.runs("status", at=shared).returncode == 0
    (shared / "b.txt").write_text(OTHER, encoding="utf-8")
    refused = A.runs("import", "b.txt", at=shared)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"{path}-wal is in the way: it belongs to annotator.db and can't be written (the file is user {B.number}'s), so nothing "
        "was changed. Try again when nobody has the project open; if that file is still there then, its owner can remove it. "
        f"Then all who work here need: chmod g+rw {path} && chmod g+rwxs {shared}\n"
    )
    ended(plain)
    assert A.runs("import", "b.txt", at=shared).returncode == 0
    assert set(owners(shared).values()) <= {A.number, os.geteuid()}


SAVING = """
import sys
from pathlib import Path
from annotator.model import Recorded
from annotator.project import Project
from annotator.tui.saver import Saver
from tests.store.helpers import adding
with Project.open(Path(sys.argv[1])) as reader:
    saver = Saver(reader, "هدى", lambda report: print(report.error or "saved", flush=True))
    print("ready", flush=True)
    saver.save(Recorded(operations=(adding(5, 12, article="1.txt"),)))
    sys.stdin.readline()
    saver.close()
"""


@needs_two_users
def test_work_is_saved_as_soon_as_the_reader_has_gone(shared: Path) -> None:
    path = given(shared)
    plain = ready(B.python(PLAIN, str(path), at=shared))
    saver = ready(A.python(SAVING, str(path), at=shared))
    assert saver.stdout is not None
    assert "annotator.db-wal is in the way" in saver.stdout.readline()
    ended(plain)
    while (line := saver.stdout.readline()) != "saved\n":
        assert "annotator.db-wal is in the way" in line
    ended(saver)
    with Project.open(path) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 1
    assert owners(shared) == {"annotator.db": A.number}


@needs_two_users
def test_a_folder_in_which_others_can_make_and_not_remove(shared: Path) -> None:
    shared.chmod(0o3777)
    os.chown(shared, os.geteuid(), -1)
    path = given(shared)
    ended(ready(B.python(PLAIN, str(path), at=shared)))
    refused = A.runs("assign", "huda", "--per-article", "1", at=shared)
    assert "annotator.db-wal is in the way" in refused.stderr
    assert "its owner can remove it" in refused.stderr
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    assert A.runs("assign", "huda", "--per-article", "1", at=shared).returncode == 0


@needs_two_users
def test_a_reader_that_is_killed_leaves_nothing(shared: Path) -> None:
    path = given(shared)
    holding = (
        "import sys, time; from pathlib import Path; from annotator.project import Project; "
        "project = Project.open(Path(sys.argv[1])); print('ready', flush=True); time.sleep(60)"
    )
    reader = ready(B.python(holding, str(path), at=shared))
    reader.send_signal(signal.SIGKILL)
    reader.communicate()
    assert owners(shared) == {"annotator.db": A.number}
    assert B.temporary(shared) == []


@needs_two_users
def test_a_reader_that_is_killed_while_it_copies_is_tidied_up_after(shared: Path) -> None:
    path = given(shared)
    dying = (
        "import os, sys; from pathlib import Path; from annotator.project import Project; "
        "from annotator.store.opening import read_only_copy; "
        "read_only_copy._opened = lambda copy: os.kill(os.getpid(), 9); Project.open(Path(sys.argv[1]))"
    )
    B.python(dying, str(path), at=shared).communicate()
    left = B.temporary(shared)
    assert left
    assert all(file.stat().st_mode & 0o077 == 0 for file in left if file.is_dir() and file.name == "private")
    assert B.runs("status", at=shared).returncode == 0
    assert B.temporary(shared) == []


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
runpy.run_module("annotator", run_name="__main__")
"""


@needs_two_users
def test_no_room_for_a_copy(shared: Path) -> None:
    given(shared)
    process = B.python(LIMITED, "status", at=shared)
    assert process.communicate() == (
        "",
        "The folder for temporary files can't be used (a file may not be that large here). Make room "
        "there, or name another folder with TMPDIR.\n",
    )
    assert process.returncode == 1
    assert owners(shared) == {"annotator.db": A.number}
    assert B.temporary(shared) == []
