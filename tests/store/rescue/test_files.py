"""Where rescue files are and what becomes of them: names, places, what is alive, set aside, only read."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import InputError
from annotator.model import Recorded, TimeAdded, now
from annotator.project import Project
from annotator.store.disk import rescue_paths
from annotator.store.rescue.applying import set_aside
from annotator.store.rescue.writing import RescueFile
from tests.store.helpers import HUDA, SAMI, TEXT, adding, contents, make, powerless, unprivileged_folder
from tests.store.kept import RUN, _own_state, keep, numbered, project

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

__all__ = ["_own_state", "project"]


def test_a_copy_is_offered_nothing_while_the_project_itself_is_there(
    project: Project, tmp_path: Path
) -> None:
    keep(project, numbered([Recorded(operations=(adding(0, 5),))]))
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(project.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    with Project.open(path) as copy:
        assert copy.rescues.find(HUDA) == ((), ())
        project.path.rename(tmp_path / "elsewhere.db")
        (rescue,) = copy.rescues.find(HUDA).rescues
        assert copy.rescues.bring_in(rescue).came == 1


def test_the_file_of_a_program_that_is_alive_is_left_alone(project: Project) -> None:
    file = keep(project, numbered([Recorded(operations=(adding(0, 5),))]))
    (rescue,) = project.rescues.find(HUDA).rescues
    with file.open("rb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        assert project.rescues.find(HUDA) == ((), ())
        with pytest.raises(InputError, match="another program that is running"):
            project.rescues.bring_in(rescue)
        assert project.layers.operations("1.txt", HUDA) == []
    assert project.rescues.bring_in(rescue).came == 1
    with pytest.raises(InputError):
        project.rescues.bring_in(rescue)


def test_a_file_that_was_being_written_at_a_kill_is_found(project: Project) -> None:
    file = keep(
        project, numbered([Recorded(operations=(adding(0, 5),)), Recorded(operations=(adding(1, 6),))])
    )
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(file.read_bytes()[:-20])
    assert len(project.rescues.find(HUDA).rescues[0].changes) == 2
    assert not part.exists(), "the whole file is the better one"
    file.rename(part)
    assert len(project.rescues.find(HUDA).rescues[0].changes) == 2
    assert file.exists()


@pytest.mark.parametrize("usable", ["state", "temporary", "none"])
def test_where_it_can_not_be_beside_the_project_it_is_in_the_next_best_place(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, usable: str
) -> None:
    blocked, temporary = tmp_path / "blocked", tmp_path / "temporary"
    blocked.write_text("")
    temporary.mkdir()
    if usable != "state":
        monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    monkeypatch.setenv("TMPDIR", str(blocked if usable == "none" else temporary))
    monkeypatch.setattr(rescue_paths, "_SYSTEMS_TEMPORARY", ())
    file = RescueFile(project.path, project.created, HUDA, RUN)
    project.close()
    away = project.path.rename(tmp_path / "away.db")
    file.keep(numbered([Recorded(operations=(adding(0, 5),))]))
    if usable == "none":
        assert file.path is None
        assert str(blocked) in file.failure
        return
    assert file.path is not None
    assert (file.path.parent == temporary) == (usable == "temporary")
    assert file._handle is not None
    os.close(file._handle)
    with Project.open(away) as moved:
        (rescue,) = moved.rescues.find(HUDA).rescues
        assert moved.rescues.bring_in(rescue).came == 1
    assert not file.path.exists()


def test_writing_again_replaces_the_file_and_without_changes_there_is_none(project: Project) -> None:
    changes = numbered([Recorded(operations=(adding(place, place + 2),)) for place in range(4)])
    file = RescueFile(project.path, project.created, HUDA, RUN)
    before = set(contents(project.path.parent))
    for there in (changes[:1], changes, changes[2:]):
        file.keep(there)
        assert file.path is not None
        assert len(file.path.read_bytes().splitlines()) == len(there) + 1
        assert set(contents(project.path.parent)) - before == {file.path.name}
    file.keep([])
    assert set(contents(project.path.parent)) == before


@pytest.mark.parametrize("name", ["../../etc", "a/b\\c", "عبد الله بن يوسف", "م" * 64, ".", "x" * 64, "a\tb"])
def test_any_name_makes_a_name_of_a_file(project: Project, name: str) -> None:
    path = keep(project, numbered([TimeAdded(article="1.txt", annotator=name, seconds=1)]), person=name)
    assert path.parent == project.path.parent
    assert len(os.fsencode(path.name)) < 240
    assert len(project.rescues.find(name).rescues) == 1


def test_set_aside_takes_no_other_files_name(project: Project) -> None:
    made = set[Path]()
    for _ in range(3):
        file = keep(project, numbered([TimeAdded(article="1.txt", annotator=HUDA, seconds=1)]))
        made.add(set_aside(file))
        assert project.rescues.find(HUDA) == ((), ())
    assert len(made) == 3
    assert all(path.exists() for path in made)


def test_a_read_only_project_is_told_what_waits() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with make(path, TEXT) as project:
            file = keep(project, numbered([Recorded(operations=(adding(0, 5),))]))
        file.chmod(0o644)
        with powerless(folder, path, file), Project.open(path) as project:
            assert not project.writable
            assert len(project.rescues.find(HUDA).rescues) == 1
        assert file.exists()


def test_everybody_s_files_are_counted(project: Project) -> None:
    for place, person in enumerate((HUDA, SAMI)):
        keep(
            project,
            numbered([TimeAdded(article="1.txt", annotator=person, seconds=1)]),
            person=person,
            run=f"{place}" * 32,
        )
    assert {rescue.header.person for rescue in project.rescues.find().rescues} == {HUDA, SAMI}
    assert now() >= max(rescue.header.when for rescue in project.rescues.find().rescues)
