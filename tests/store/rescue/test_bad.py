"""Rescue files that are damaged, foreign or hostile: they are told of, do no harm, and what can be read of them comes in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.model import Change, Recorded
from tests.store.helpers import HUDA, SAMI, adding
from tests.store.kept import _own_state, keep, numbered, project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.project import Project

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

__all__ = ["_own_state", "project"]


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
    changes = numbered([Recorded(operations=(adding(place, place + 2),)) for place in range(4)])
    file = keep(project, changes)
    file.write_bytes(file.read_bytes()[:-cut])
    (rescue,) = project.rescues.find(HUDA).rescues
    assert rescue.lost == (0 if cut == 1 else 1)
    assert len(rescue.changes) == 4 - rescue.lost
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.lost) == (4 - rescue.lost, rescue.lost)
    assert (brought.aside is not None) == bool(rescue.lost), "what can't be read is kept"
    assert project.rescues.find(HUDA) == ((), ())


def edited(field: str, value: Any) -> Any:
    """Return a change of one field of the second line."""

    def edit(lines: list[dict[str, Any]]) -> list[Any]:
        target: Any = lines[1]
        *way, last = field.split(".")
        for name in way:
            target = target[int(name) if name.isdigit() else name]
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
        edited("change.operations.0.annotator", SAMI),
        edited("change.operations.0.when", "2026-01-01T10:00:00"),
        edited("change.operations.0.edit.after.created", "2026-01-01T10:00:00"),
        edited("change.operations.0.edit.after.start", "0"),
        edited("change.operations.0.edit.after.id", ""),
        edited("change", []),
        lambda lines: [lines[0], "x" * 1000],
        lambda lines: [lines[0], None],
    ],
)
def test_a_line_that_no_program_of_ours_wrote_is_counted_as_not_readable(project: Project, edit: Any) -> None:
    header, first, second = lines_of(
        project, Recorded(operations=(adding(0, 5),)), Recorded(operations=(adding(6, 9),))
    )
    put(project, [*edit([header, first]), second])
    (rescue,) = project.rescues.find(HUDA).rescues
    assert (len(rescue.changes), rescue.lost) == (1, 1), "what is whole after it is offered"
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.lost) == (1, 1)
    assert brought.aside is not None
    assert brought.aside.exists()
    assert [(span.start, span.end) for span in project.layers.get("1.txt", HUDA).spans] == [(6, 9)]


def test_a_file_of_which_nothing_can_be_read_is_told_and_not_offered(project: Project) -> None:
    header, _ = lines_of(project, Recorded(operations=(adding(0, 5),)))
    file = put(project, [header, "x"])
    rescues, (told,) = project.rescues.find(HUDA)
    assert rescues == ()
    assert told.startswith(f"{file}: nothing in this rescue file")
    assert file.exists()


@pytest.mark.parametrize(
    "edit",
    [
        edited("change.operations.0.edit.after", None),
        edited("change.operations.0.edit.after.annotator", SAMI),
    ],
)
def test_an_edit_that_is_none_does_not_come_in(project: Project, edit: Any) -> None:
    put(project, edit(lines_of(project, Recorded(operations=(adding(0, 5),)))))
    (rescue,) = project.rescues.find(HUDA).rescues
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.unfit) == (0, 1)
    assert project.layers.operations("1.txt", HUDA) == []
    assert project.layers.operations("1.txt", SAMI) == []


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
    found = project.rescues.find(HUDA)
    assert found.rescues == ()
    (sentence,) = found.troubles
    assert str(path) in sentence
    assert why in sentence
    assert path.read_bytes() == content
    assert project.rescues.find(SAMI).troubles == ()


def test_a_file_of_another_version_is_told_of_and_stays(project: Project) -> None:
    header, line = lines_of(project, Recorded(operations=(adding(0, 5),)))
    path = put(project, [{**header, "version": 4}, line])
    (sentence,) = project.rescues.find(HUDA).troubles
    assert "another version" in sentence
    assert path.exists()


@pytest.mark.parametrize("change", [{"created": "2020-01-01T00:00:00+00:00"}, {"person": SAMI}])
def test_a_file_of_another_project_or_person_is_not_offered(project: Project, change: dict[str, str]) -> None:
    header, line = lines_of(project, Recorded(operations=(adding(0, 5),)))
    path = put(project, [{**header, **change}, line])
    found = project.rescues.find(HUDA)
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
    found = project.rescues.find(HUDA)
    assert found.rescues == ()
    assert len(found.troubles) == 1
    assert os.path.lexists(path)
