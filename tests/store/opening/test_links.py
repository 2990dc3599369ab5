"""A project by another path than its own: symbolic links of every kind work on the one file, hard links are told of."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.errors import NoProjectError, ProjectExistsError, ProjectReadOnlyError
from annotator.files import temporary_folder
from annotator.project import Project
from tests.adding import add_articles
from tests.store.helpers import (
    HUDA,
    OTHER,
    SCHEMA,
    TEXT,
    adding,
    incoming,
    make,
    powerless,
    unprivileged_folder,
)
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.tried("projects by links of every kind, while somebody works in them")

WORKING = """
import sys
from pathlib import Path
from annotator.project import Project
from tests.store.helpers import adding
with Project.open(Path(sys.argv[1])) as project:
    project.layers.record(adding(5, 12))
    print("ready", flush=True)
    sys.stdin.readline()
    project.layers.record(adding(13, 19))
    print(len(project.layers.get("1.txt", "هدى").spans), flush=True)
"""


@contextmanager
def working(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Have another process with the project open, whose work is in the log; it saves once more when it is told to go."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKING, str(path)],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.communicate("go\n")
        assert process.returncode == 0


def to_file(place: Path, real: Path) -> Path:
    link = place / "annotator.db"
    link.symlink_to(real)
    return link


def relative(place: Path, real: Path) -> Path:
    link = place / "annotator.db"
    link.symlink_to(os.path.relpath(real, place))
    return link


def chain(place: Path, real: Path) -> Path:
    (place / "one.db").symlink_to(real)
    (place / "two.db").symlink_to("one.db")
    (place / "annotator.db").symlink_to(place / "two.db")
    return place / "annotator.db"


def to_folder(place: Path, real: Path) -> Path:
    (place / "data").symlink_to(real.parent)
    return place / "data" / real.name


def through_folders(place: Path, real: Path) -> Path:
    (place / "here").symlink_to(".")
    (place / "data").symlink_to(real.parent.parent)
    (place / "annotator.db").symlink_to(f"here/data/{real.parent.name}/../{real.parent.name}/{real.name}")
    return place / "here" / "annotator.db"


@pytest.fixture
def real(tmp_path: Path) -> Path:
    path = tmp_path / "real" / "news.db"
    path.parent.mkdir()
    make(path, TEXT).close()
    return path


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "links"
    folder.mkdir()
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@pytest.mark.parametrize("link", [to_file, relative, chain, to_folder, through_folders])
def test_a_link_of_any_kind_while_somebody_works(
    place: Path, real: Path, link: Callable[[Path, Path], Path]
) -> None:
    path = link(place, real)
    before = names(place)
    with working(real):
        with Project.open(path) as project:
            assert project.path == real
            assert len(project.layers.get("1.txt", HUDA).spans) == 1
            add_articles(project, [incoming(OTHER, id="2.txt")])
        shown = CliRunner().invoke(program, ["export", "--layer", "all", "--project", str(path)])
        assert (shown.exit_code, len(shown.stdout.splitlines())) == (0, 2)
        for target in (path, path.with_name(f"{path.name}-wal") if link is to_folder else path):
            refused = CliRunner().invoke(
                program, ["export", "--layer", "all", "--project", str(real), "-o", str(target)]
            )
            assert (refused.exit_code, "is the project itself" in refused.output) == (2, True)
    assert names(place) == before
    with Project.open(real) as project:
        assert len(project.layers.get("1.txt", HUDA).spans) == 2
        assert sum(1 for _ in project.records.select("all")) == 2
    assert list(names(real.parent)) == ["news.db"]


@pytest.mark.parametrize("link", [to_file, to_folder])
def test_a_link_that_leads_elsewhere_while_the_project_is_open(
    place: Path, real: Path, link: Callable[[Path, Path], Path]
) -> None:
    other = place.parent / "other" / real.name
    other.parent.mkdir()
    make(other, TEXT).close()
    path = link(place, real)
    with Project.open(path) as project:
        linked = path if path.is_symlink() else path.parent
        linked.unlink()
        linked.symlink_to(other if linked == path else other.parent)
        project.layers.record(adding(5, 12))
        assert [len(record.spans) for record in project.records.select("all")] == [1]
    for file, count in ((real, 1), (other, 0)):
        with Project.open(file) as project:
            assert len(project.layers.get("1.txt", HUDA).spans) == count


def test_a_relative_path_whose_folder_is_left(
    place: Path, real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(place / real.name, TEXT, OTHER).close()
    monkeypatch.chdir(real.parent)
    with Project.open(Path(real.name)) as project:
        monkeypatch.chdir(place)
        project.layers.record(adding(5, 12))
        assert sum(1 for _ in project.records.select("all")) == 1
        with Project.open(project.path) as again:
            assert len(again.layers.get("1.txt", HUDA).spans) == 1


def test_what_is_merged_through_a_link_is_all_of_it(place: Path, real: Path) -> None:
    path = to_file(place, real)
    with working(real), make(place.parent / "annotator.db", TEXT) as project:
        (report,) = project.imports.merge([path])
        assert (report.path, report.notice, report.brought) == (path, "", 1)
        assert len(project.layers.get("1.txt", HUDA).spans) == 1


def follow(sentence: str) -> None:
    """Run the command that a sentence tells to make a project with."""
    found = re.search(r"annotator (init .*?)(?:;|$)", sentence)
    assert found is not None
    done = CliRunner().invoke(program, shlex.split(found[1]))
    assert done.exit_code == 0, done.output


def test_a_link_that_leads_nowhere(place: Path) -> None:
    path, target = place / "annotator.db", place.parent / "gone.db"
    path.symlink_to(target)
    with pytest.raises(NoProjectError) as caught:
        Project.open(path)
    assert str(caught.value).startswith(
        f"{path} is a link to {target}, and there is no project. Make one with: annotator init --project {target}; then "
    )
    with pytest.raises(ProjectExistsError) as taken:
        Project.create(path, SCHEMA)
    assert str(taken.value) == (
        f"{path} is a link to {target}, where there is nothing, so nothing was changed. Make the project there: "
        f"annotator init --project {target}"
    )
    told = CliRunner().invoke(program, ["doctor", "--project", str(path)]).output
    assert f"annotator init --project {target}" in " ".join(told.split())
    follow(str(caught.value))
    with Project.open(path) as project:
        assert project.path == target
    assert names(place) == {"annotator.db"}


def test_links_that_lead_in_a_circle(place: Path) -> None:
    (place / "one.db").symlink_to("two.db")
    (place / "two.db").symlink_to("one.db")
    done = CliRunner().invoke(program, ["status", "--project", str(place / "one.db")])
    assert done.exit_code == 1
    assert done.output == f"{place / 'one.db'} can't be opened: its links lead in a circle.\n"


def test_the_variable_and_the_demo_take_links_too(
    place: Path, real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_PROJECT", str(to_file(place, real)))
    with working(real):
        assert "doing: هدى" in CliRunner().invoke(program, ["status"]).output
    (place / "demo").symlink_to(real.parent)
    done = CliRunner().invoke(program, ["demo", "--no-open", "--dir", str(place / "demo")])
    assert done.exit_code == 0
    assert {"annotator.db", "news.db"} == names(real.parent)


# --- hard links -----------------------------------------------------------------------------------


def test_a_file_with_two_names_is_only_read_and_that_is_told(place: Path, real: Path) -> None:
    path = real.with_name("same.db")
    path.hardlink_to(real)
    with Project.open(path) as project:
        assert len(listed(project, HUDA)) == 1
        with pytest.raises(ProjectReadOnlyError) as caught:
            project.layers.record(adding(5, 12))
        assert project._connection.read_only is not None
        assert project._connection.read_only.notice == (
            f"{path} and news.db are one file (a hard link): what was done as news.db may not be seen here."
        )
    assert str(caught.value) == (
        f"{path} and news.db are one file (a hard link) and can only be read, so nothing was changed. When nobody has it open, remove one of the names, not one with a -wal beside it. "
        f"Or work on a copy: annotator backup FILE --project {path}"
    )
    with make(place / "annotator.db", TEXT) as project:
        (report,) = project.imports.merge([path])
        assert "are one file (a hard link)" in report.notice
    real.unlink()
    with Project.open(path) as project:
        project.layers.record(adding(5, 12))


def test_a_second_name_elsewhere(place: Path, real: Path) -> None:
    (place / "same.db").hardlink_to(real)
    with pytest.raises(ProjectReadOnlyError, match=r"find them with: find FOLDER -samefile ") as caught:
        Project.open(real, writing=True)
    assert str(real) in str(caught.value)


def test_work_in_the_log_of_the_other_name_is_told_of(real: Path) -> None:
    with working(real):
        path = real.with_name("same.db")
        path.hardlink_to(real)
        with Project.open(path) as project:
            assert project._connection.read_only is not None
            assert project._connection.read_only.notice.endswith(
                ": news.db-wal holds work that is not seen here."
            )
        path.unlink()  # so that who works there can save


def test_a_name_that_is_only_there_while_a_project_is_made_is_none(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    with temporary_folder(path) as unfinished:
        (unfinished / "made").mkdir()
        made = unfinished / "made" / path.name
        make(made, TEXT).close()
        path.hardlink_to(made)
        with Project.open(path) as project:
            project.layers.record(adding(5, 12))
        assert made.exists()
    assert names(tmp_path) == {"annotator.db"}


KILLED = """
import os, sys
from pathlib import Path
from annotator.files import writing
from annotator.project import Project
from tests.store.helpers import SCHEMA
writing.sync_name = lambda target: os.kill(os.getpid(), 9)
Project.create(Path(sys.argv[1]), SCHEMA)
"""


def test_a_name_that_was_left_when_a_project_was_made_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=Path(__file__).parents[3], check=False)
    assert path.stat().st_nlink == 2
    with Project.open(path) as project:
        assert add_articles(project, [incoming(TEXT, id="1.txt")]).added == 1
    assert names(tmp_path) == {"annotator.db"}


# --- the locks of this process --------------------------------------------------------------------


def locked(path: Path) -> bool:
    """Say whether this process has a lock on a file."""
    end = f":{path.stat().st_ino}"
    lines = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
    return any(line[4] == str(os.getpid()) and line[5].endswith(end) for line in lines if line[1] == "POSIX")


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system lists no locks")
def test_a_private_copy_takes_no_lock_from_who_can_write() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with make(path, TEXT) as project:
            project.layers.record(adding(5, 12))
            assert locked(path)
            with powerless(path, folder), Project.open(path) as reader:
                assert not reader.writable
                assert locked(path)
                handles = len(os.listdir("/dev/fd"))  # noqa: PTH208
                for start in range(13, 19):
                    os.seteuid(0)
                    project.layers.record(adding(start, start + 1))
                    os.seteuid(65534)
                    reader.refresh()
                assert len(reader.layers.get("1.txt", HUDA).spans) == 7
                assert len(os.listdir("/dev/fd")) == handles  # noqa: PTH208
            assert locked(path)
