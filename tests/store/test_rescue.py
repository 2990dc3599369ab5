"""What a rescue file holds comes in once, in order, as far as it fits; a bad one is told of and does no harm."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.editing import Session
from annotator.errors import InputError
from annotator.model import (
    Change,
    Decided,
    Numbered,
    Recorded,
    Status,
    StatusSet,
    TimeAdded,
    now,
)
from annotator.project import Project
from annotator.store.rescue import RescueFile, set_aside
from tests.store.helpers import HUDA, SAMI, TEXT, adding, contents, make, powerless, unprivileged_folder
from tests.store.test_gold import MARYAM, changing, decision, gold_span, making

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

RUN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "annotator.db", TEXT) as project:
        yield project


def numbered(changes: Sequence[Change], first: int = 1) -> list[Numbered]:
    return [Numbered(number=number, change=change) for number, change in enumerate(changes, first)]


def keep(project: Project, changes: Sequence[Numbered], person: str = HUDA, run: str = RUN) -> Path:
    """Write a rescue file as a program does that ends then."""
    file = RescueFile(project.path, project.created, person, run)
    file.keep(changes)
    assert file.path is not None, file.failure
    assert file._handle is not None
    os.close(file._handle)
    return file.path


def snapshot(project: Project) -> Any:
    return (
        [msgspec.structs.replace(span) for span in project.layer("1.txt", HUDA).spans],
        project.operations("1.txt", HUDA),
        project.progress("1.txt", HUDA),
        project.gold("1.txt"),
        project.gold_steps("1.txt"),
    )


def worked(keys: str) -> list[Change]:
    """Return what a person changes who does one thing for each letter."""
    session = Session("1.txt", HUDA, len(TEXT), make_layer(), ())
    status, changes = Status.TODO, list[Change]()
    for place, key in enumerate(keys):
        operation = None
        if key == "a":
            operation = session.add(place % 40, place % 40 + 2, "actor")
        elif key == "r" and session.layer.spans:
            operation = session.remove(session.layer.spans[0])
        elif key in "uU":
            operation = session.undo() if key == "u" else session.redo()
        elif key == "t":
            changes.append(TimeAdded(article="1.txt", annotator=HUDA, seconds=30.25))
        elif key in "df":
            after = Status.DONE if key == "d" else Status.FLAGGED
            note = "انظر السطر الأخير" if key == "f" else ""
            changes.append(StatusSet(article="1.txt", annotator=HUDA, before=status, status=after, note=note))
            status = after
        if operation is not None:
            changes.append(Recorded(operation=operation))
            status = Status.DOING if status is Status.TODO else status
    return changes


def make_layer() -> Any:
    from annotator.model import Layer

    return Layer(article="1.txt", annotator=HUDA)


@pytest.mark.times(100)
@given(st.text("aaarutUdf", min_size=1, max_size=25), st.data())
def test_whatever_was_written_before_the_end_all_is_there_once(keys: str, data: st.DataObject) -> None:
    changes = numbered(worked(keys))
    kept_from = data.draw(st.integers(0, len(changes)), label="in the project when the file was written")
    written = data.draw(st.integers(kept_from, len(changes)), label="in the project at the kill")
    with tempfile.TemporaryDirectory() as folder:
        whole, path = make(Path(folder) / "whole.db", TEXT), Path(folder) / "part.db"
        with whole, make(path, TEXT) as part:
            for change in changes:
                whole.write(RUN, change)
            for change in changes[:written]:
                part.write(RUN, change)
            if kept_from == len(changes):
                return
            file = keep(part, changes[kept_from:])
            copy = Path(shutil.copy(file, Path(folder) / "copy"))
            for _ in range(2):
                for rescue in part.rescues(HUDA).rescues:
                    brought = part.bring_in(rescue)
                    assert brought.came == len(changes) - written
                    assert not brought.unfit
                assert snapshot(part) == snapshot(whole)
                assert part.rescues(HUDA) == ((), ())
                assert not file.exists()
                shutil.copy(copy, file)  # as if the program had been killed before it removed the file


def test_a_change_that_was_written_is_not_written_again(project: Project) -> None:
    (change,) = numbered([TimeAdded(article="1.txt", annotator=HUDA, seconds=5)])
    project.write(RUN, change)
    project.write(RUN, change)
    assert project.progress("1.txt", HUDA).seconds == 5
    project.write("another run", change)
    assert project.progress("1.txt", HUDA).seconds == 10


def test_decisions_come_in(project: Project) -> None:
    first = decision(gold_span(0, 5))
    steps = [making(first), changing(first, None), making(decision(gold_span(6, 9)), settled=(False, True))]
    keep(project, numbered([Decided(step=step) for step in steps]), person=MARYAM)
    (rescue,) = project.rescues(MARYAM).rescues
    assert project.bring_in(rescue).came == 3
    assert project.gold_steps("1.txt") == steps
    assert project.gold("1.txt").settled is not None


@pytest.mark.parametrize("opens", ["Selma", "selma", HUDA])
def test_who_was_renamed_meanwhile_still_has_them(project: Project, opens: str) -> None:
    project.set_status("1.txt", HUDA, Status.DOING)
    keep(project, numbered(worked("aa")))
    project.rename(HUDA, "Selma")
    (rescue,) = project.rescues(project.person(opens)).rescues
    assert project.bring_in(rescue).came == 2
    assert len(project.layer("1.txt", "Selma").spans) == 2


def test_what_does_not_fit_any_more_is_counted_and_stays_in_a_file(project: Project) -> None:
    elsewhere, mine = adding(0, 5), adding(0, 5)
    changes: list[Change] = [
        Recorded(operation=mine),
        Recorded(operation=adding(6, 9)),
        StatusSet(article="1.txt", annotator=HUDA, before=Status.TODO, status=Status.DONE),
        TimeAdded(article="1.txt", annotator=HUDA, seconds=7),
    ]
    file = keep(project, numbered(changes))
    project.record(elsewhere)
    (rescue,) = project.rescues(HUDA).rescues
    brought = project.bring_in(rescue)
    assert (brought.came, brought.unfit, brought.there, brought.lost) == (2, 2, 0, 0)
    assert "already" in brought.why
    assert brought.aside is not None
    assert not file.exists()
    held = brought.aside.read_text("utf-8").splitlines()
    assert len(held) == 3
    assert mine.edit.after is not None
    assert mine.edit.after.id in held[1]
    assert '"before":"todo"' in held[2]
    assert project.operations("1.txt", HUDA)[0] == elsewhere
    assert project.progress("1.txt", HUDA).status is Status.DOING
    assert project.rescues(HUDA) == ((), ())
    brought.aside.rename(file)
    assert len(project.rescues(HUDA).rescues[0].changes) == 2


@pytest.mark.parametrize(
    "change",
    [
        Recorded(operation=adding(0, 5, "nobody's label")),
        Recorded(operation=adding(0, 5_000)),
        Recorded(operation=adding(-3, 5)),
        Recorded(operation=adding(0, 2**70)),
        Recorded(operation=adding(0, 5, article="7.txt")),
        TimeAdded(article="7.txt", annotator=HUDA, seconds=3),
        StatusSet(article="7.txt", annotator=HUDA, before=Status.TODO, status=Status.DONE),
        StatusSet(article="1.txt", annotator=HUDA, before=Status.FLAGGED, status=Status.DONE),
    ],
)
def test_a_change_that_makes_no_sense_does_not_come_in(project: Project, change: Change) -> None:
    good = Recorded(operation=adding(6, 9))
    keep(project, numbered([change, good]))
    (rescue,) = project.rescues(HUDA).rescues
    brought = project.bring_in(rescue)
    assert (brought.came, brought.unfit) == (1, 1)
    assert [operation.edit for operation in project.operations("1.txt", HUDA)] == [good.operation.edit]


def lines_of(project: Project, *changes: Change) -> list[dict[str, Any]]:
    file = keep(project, numbered(changes))
    found = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    file.unlink()
    return found


def put(project: Project, lines: Sequence[Any]) -> Path:
    path = project.path.with_name(f"{project.path.name}.rescue-{HUDA}-x.jsonl")
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return path


@pytest.mark.parametrize("cut", [1, 10, 300])
def test_of_a_file_that_is_cut_off_what_can_be_read_comes_in(project: Project, cut: int) -> None:
    changes = numbered([Recorded(operation=adding(place, place + 2)) for place in range(4)])
    file = keep(project, changes)
    file.write_bytes(file.read_bytes()[:-cut])
    (rescue,) = project.rescues(HUDA).rescues
    assert rescue.lost == (0 if cut == 1 else 1)
    assert len(rescue.changes) == 4 - rescue.lost
    brought = project.bring_in(rescue)
    assert (brought.came, brought.lost) == (4 - rescue.lost, rescue.lost)
    assert (brought.aside is not None) == bool(rescue.lost), "what can't be read is kept"
    assert project.rescues(HUDA) == ((), ())


def edited(field: str, value: Any) -> Any:
    """Return a change of one field of the second line."""

    def edit(lines: list[dict[str, Any]]) -> list[Any]:
        target: Any = lines[1]
        *way, last = field.split(".")
        for name in way:
            target = target[name]
        target[last] = value
        return lines

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        edited("number", 0),
        edited("number", "1"),
        edited("number", 2**63),
        edited("change.type", "dropped"),
        edited("change.operation.annotator", SAMI),
        edited("change.operation.when", "2026-01-01T10:00:00"),
        edited("change.operation.edit.after.created", "2026-01-01T10:00:00"),
        edited("change.operation.edit.after.start", "0"),
        edited("change.operation.edit.after.id", ""),
        edited("change", []),
        lambda lines: [lines[0], "x" * 1000],
        lambda lines: [lines[0], None],
    ],
)
def test_a_line_that_no_program_of_ours_wrote_is_counted_as_not_readable(project: Project, edit: Any) -> None:
    header, first, second = lines_of(
        project, Recorded(operation=adding(0, 5)), Recorded(operation=adding(6, 9))
    )
    put(project, [*edit([header, first]), second])
    (rescue,) = project.rescues(HUDA).rescues
    assert (len(rescue.changes), rescue.lost) == (1, 1), "what is whole after it is offered"
    brought = project.bring_in(rescue)
    assert (brought.came, brought.lost) == (1, 1)
    assert brought.aside is not None
    assert brought.aside.exists()
    assert [(span.start, span.end) for span in project.layer("1.txt", HUDA).spans] == [(6, 9)]


def test_a_file_of_which_nothing_can_be_read_is_told_and_not_offered(project: Project) -> None:
    header, _ = lines_of(project, Recorded(operation=adding(0, 5)))
    file = put(project, [header, "x"])
    rescues, (told,) = project.rescues(HUDA)
    assert rescues == ()
    assert told.startswith(f"{file}: nothing in this rescue file")
    assert file.exists()


def test_a_copy_is_offered_nothing_while_the_project_itself_is_there(
    project: Project, tmp_path: Path
) -> None:
    keep(project, numbered([Recorded(operation=adding(0, 5))]))
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(project.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    with Project.open(path) as copy:
        assert copy.rescues(HUDA) == ((), ())
        project.path.rename(tmp_path / "elsewhere.db")
        (rescue,) = copy.rescues(HUDA).rescues
        assert copy.bring_in(rescue).came == 1


@pytest.mark.parametrize(
    "edit",
    [
        edited("change.operation.edit.after", None),
        edited("change.operation.edit.after.annotator", SAMI),
    ],
)
def test_an_edit_that_is_none_does_not_come_in(project: Project, edit: Any) -> None:
    put(project, edit(lines_of(project, Recorded(operation=adding(0, 5)))))
    (rescue,) = project.rescues(HUDA).rescues
    brought = project.bring_in(rescue)
    assert (brought.came, brought.unfit) == (0, 1)
    assert project.operations("1.txt", HUDA) == []
    assert project.operations("1.txt", SAMI) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged in its first line"),
        (b"\xff\xfe\x00", "damaged in its first line"),
        (b"[" * 100_000, "damaged in its first line"),
        (b'{"kind":"annotator rescue"}\n', "damaged in its first line"),
        (b"\0" * 1000, "damaged in its first line"),
    ],
)
def test_a_file_that_is_none_is_told_of_and_stays(project: Project, content: bytes, why: str) -> None:
    path = project.path.with_name(f"{project.path.name}.rescue-{HUDA}-x.jsonl")
    path.write_bytes(content)
    found = project.rescues(HUDA)
    assert found.rescues == ()
    (sentence,) = found.troubles
    assert str(path) in sentence
    assert why in sentence
    assert path.read_bytes() == content
    assert project.rescues(SAMI).troubles == ()


def test_a_file_of_another_version_is_told_of_and_stays(project: Project) -> None:
    header, line = lines_of(project, Recorded(operation=adding(0, 5)))
    path = put(project, [{**header, "version": 2}, line])
    (sentence,) = project.rescues(HUDA).troubles
    assert "another version" in sentence
    assert path.exists()


@pytest.mark.parametrize("change", [{"created": "2020-01-01T00:00:00+00:00"}, {"person": SAMI}])
def test_a_file_of_another_project_or_person_is_not_offered(project: Project, change: dict[str, str]) -> None:
    header, line = lines_of(project, Recorded(operation=adding(0, 5)))
    path = put(project, [{**header, **change}, line])
    found = project.rescues(HUDA)
    assert found.rescues == ()
    assert "another project or person" in found.troubles[0]
    assert path.exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "huge"])
def test_what_is_no_file_or_too_large_is_told_of_and_stays(
    project: Project, kind: str, tmp_path: Path
) -> None:
    path = project.path.with_name(f"{project.path.name}.rescue-{HUDA}-x.jsonl")
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(tmp_path / "nowhere")
    else:
        with path.open("wb") as file:
            file.truncate(2**33)
    found = project.rescues(HUDA)
    assert found.rescues == ()
    assert len(found.troubles) == 1
    assert os.path.lexists(path)


def test_the_file_of_a_program_that_is_alive_is_left_alone(project: Project) -> None:
    file = keep(project, numbered([Recorded(operation=adding(0, 5))]))
    (rescue,) = project.rescues(HUDA).rescues
    with file.open("rb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        assert project.rescues(HUDA) == ((), ())
        with pytest.raises(InputError, match="another program that is running"):
            project.bring_in(rescue)
        assert project.operations("1.txt", HUDA) == []
    assert project.bring_in(rescue).came == 1
    with pytest.raises(InputError):
        project.bring_in(rescue)


def test_a_file_that_was_being_written_at_a_kill_is_found(project: Project) -> None:
    file = keep(project, numbered([Recorded(operation=adding(0, 5)), Recorded(operation=adding(1, 6))]))
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(file.read_bytes()[:-20])
    assert len(project.rescues(HUDA).rescues[0].changes) == 2
    assert not part.exists(), "the whole file is the better one"
    file.rename(part)
    assert len(project.rescues(HUDA).rescues[0].changes) == 2
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
    monkeypatch.setattr(tempfile, "tempdir", str(blocked if usable == "none" else temporary))
    file = RescueFile(project.path, project.created, HUDA, RUN)
    project.close()
    away = project.path.rename(tmp_path / "away.db")
    file.keep(numbered([Recorded(operation=adding(0, 5))]))
    if usable == "none":
        assert file.path is None
        assert str(blocked) in file.failure
        return
    assert file.path is not None
    assert (file.path.parent == temporary) == (usable == "temporary")
    assert file._handle is not None
    os.close(file._handle)
    with Project.open(away) as moved:
        (rescue,) = moved.rescues(HUDA).rescues
        assert moved.bring_in(rescue).came == 1
    assert not file.path.exists()


def test_writing_again_replaces_the_file_and_without_changes_there_is_none(project: Project) -> None:
    changes = numbered([Recorded(operation=adding(place, place + 2)) for place in range(4)])
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
    assert len(project.rescues(name).rescues) == 1


def test_set_aside_takes_no_other_files_name(project: Project) -> None:
    made = set[Path]()
    for _ in range(3):
        file = keep(project, numbered([TimeAdded(article="1.txt", annotator=HUDA, seconds=1)]))
        made.add(set_aside(file))
        assert project.rescues(HUDA) == ((), ())
    assert len(made) == 3
    assert all(path.exists() for path in made)


def test_a_read_only_project_is_told_what_waits() -> None:
    with unprivileged_folder() as folder:
        path = folder / "annotator.db"
        with make(path, TEXT) as project:
            file = keep(project, numbered([Recorded(operation=adding(0, 5))]))
        file.chmod(0o644)
        with powerless(folder, path, file), Project.open(path) as project:
            assert not project.writable
            assert len(project.rescues(HUDA).rescues) == 1
        assert file.exists()


def test_everybody_s_files_are_counted(project: Project) -> None:
    for place, person in enumerate((HUDA, SAMI)):
        keep(
            project,
            numbered([TimeAdded(article="1.txt", annotator=person, seconds=1)]),
            person=person,
            run=f"{place}" * 32,
        )
    assert {rescue.header.person for rescue in project.rescues().rescues} == {HUDA, SAMI}
    assert now() >= max(rescue.header.when for rescue in project.rescues().rescues)
