"""What completion is answered: for each kind of word, and where the project can't be read."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.cli.commands import COMMANDS
from annotator.cli.completing import complete
from annotator.project import Project
from annotator.store.disk import bounded
from annotator.store.opening import glance

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded
    from tests.cli.conftest import Run


def answered(capfd: pytest.CaptureFixture[str], line: str) -> list[str]:
    """What bash is answered for a line, after its kind."""
    complete("bash", line, line.rpartition(" ")[2])
    return capfd.readouterr().out.splitlines()[1:]


def names(kind: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> list[str]:
    lines = {
        "articles": "annotator show ",
        "people": "annotator --as ",
        "labels": "annotator agreement --label ",
    }
    return answered(
        capfd, f"{lines[kind].replace('annotator ', f'annotator --project {folder}/annotator.db ', 1)}"
    )


@pytest.fixture
def damaged(request: pytest.FixtureRequest, tmp_path: Path, project: Path) -> Path:
    """A folder with something as its project that no names can be read from."""
    path = tmp_path / "damaged" / "annotator.db"
    path.parent.mkdir()
    kind: str = request.param
    if kind == "text":
        path.write_text("لا شيء")
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to itself":
        path.symlink_to(path.name)
    elif kind == "cut":
        path.write_bytes(project.read_bytes()[:6000])
    elif kind == "other database":
        with closing(sqlite3.connect(path)) as other:
            other.executescript("CREATE TABLE article (id TEXT); INSERT INTO article VALUES ('one')")
    elif kind == "journal":
        path.write_bytes(project.read_bytes())
        path.with_name("annotator.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    elif kind == "log without index":
        path.write_bytes(project.read_bytes())
        path.with_name("annotator.db-wal").write_bytes(bytes(600))
    return path.parent


@pytest.mark.parametrize("what", ["articles", "people", "labels"])
@pytest.mark.parametrize(
    "damaged",
    [
        "missing",
        "text",
        "empty",
        "folder",
        "pipe",
        "link to itself",
        "cut",
        "other database",
        "journal",
        "log without index",
    ],
    indirect=True,
)
def test_a_project_that_cant_be_read_gives_nothing_and_stays(
    damaged: Path, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in damaged.iterdir() if path.is_file()}
    assert names(what, damaged, capfd) == []
    assert {path.name: path.read_bytes() for path in damaged.iterdir() if path.is_file()} == before


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in folder.iterdir()}


def test_a_project_is_read_as_it_is_and_nothing_is_left_beside_it(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = listed(project.parent)
    assert names("articles", project.parent, capfd) == ["first", "second"]
    assert names("people", project.parent, capfd) == ["huda", "salim"]
    assert listed(project.parent) == before


def test_a_project_that_is_open_gives_what_was_saved_last(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Project.open(project) as opened:
        opened.people.rename("salim", "maryam")
        before = listed(project.parent)
        assert names("people", project.parent, capfd) == ["huda", "maryam"]
        assert listed(project.parent) == before


def test_a_project_that_was_killed_gives_what_was_saved_last(
    project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with Project.open(project) as opened:
        opened.people.rename("salim", "maryam")
        for path in project.parent.glob("annotator.db*"):
            shutil.copy(path, killed)
    before = {path.name: path.read_bytes() for path in killed.iterdir()}
    assert names("people", killed, capfd) in ([], ["huda", "maryam"])
    assert {path.name: path.read_bytes() for path in killed.iterdir()} == before


def test_a_project_that_is_locked_is_not_waited_for(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    def connect_to(location: str, path: Path) -> Bounded:
        database = bounded.connect_to(location, path)
        waits.append(database.execute("PRAGMA busy_timeout").fetchone()[0])
        return database

    monkeypatch.setattr(glance, "connect_to", connect_to)
    with closing(sqlite3.connect(project, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        names("articles", project.parent, capfd)
        assert waits == [0]
        other.execute("ROLLBACK")


def test_too_many_articles_give_nothing_until_fewer_begin_so(
    here: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps({"id": f"doc-{number:04}", "text": f"نص {number}"}) for number in range(1200)]
    (here / "many.jsonl").write_text("\n".join(lines))
    run("init")
    run("import", "many.jsonl")
    assert answered(capfd, "annotator show ") == []
    assert answered(capfd, "annotator show doc-11") == [f"doc-11{number:02}" for number in range(100)]


@pytest.mark.usefixtures("project")
def test_the_project_is_the_one_that_the_line_names(
    here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(here / "annotator.db", here / "news.db")
    (here / "annotator.db").unlink()
    monkeypatch.setenv("HOME", str(here))
    assert answered(capfd, "annotator show ") == []
    for line in (
        "annotator --project news.db show ",
        "annotator show --project=news.db ",
        "annotator --project ~/news.db show ",
        "annotator --project $HOME/news.db show ",
        "cd x; annotator --project news.db show ",
        "annotator show ",
    ):
        if line == "annotator show ":
            monkeypatch.setenv("ANNOTATOR_PROJECT", "news.db")
        assert answered(capfd, line) == ["first", "second"], line


def test_a_project_that_is_a_link_to_itself_leaves_the_message_as_it_is(here: Path, run: Run) -> None:
    (here / "loop.db").symlink_to("loop.db")
    done = run("--project", "loop.db", "exprot", status=2)
    assert "Did you mean export?" in done.stderr


def test_nothing_is_said_where_there_is_nowhere_to_say_it(project: Path) -> None:
    asked = f"{shlex.quote(sys.executable)} -m annotator --complete bash 'annotator ex' ex >&-"
    done = subprocess.run(["sh", "-c", asked], cwd=project.parent, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_nothing_named_gives_commands_and_the_options_that_may_stand_before_one(
    here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here.exists()
    assert answered(capfd, "annotator ") == [entry.name for entry in COMMANDS]
    assert answered(capfd, "annotator --") == ["--project", "--anywhere", "--as", "--bidi", "--help"]
    assert answered(capfd, "annotator status ")[:3] == ["--project", "--anywhere", "--articles"]
    assert answered(capfd, "annotator status --bogus --for") == ["--format"]
    complete("bash", "annotator export > ", "")
    assert capfd.readouterr().out == "files\n"
