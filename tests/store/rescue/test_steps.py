"""A change of several operations comes in from a rescue file as a whole or not at all; files of the version before come in, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator.editing import Session
from annotator.model import Edit, Recorded, Span
from tests.store.helpers import HUDA, TEXT, adding
from tests.store.kept import _own_state, keep, numbered, project
from tests.store.rescue.test_bad import lines_of, put

if TYPE_CHECKING:
    from annotator.project import Project

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

__all__ = ["_own_state", "project"]


def opened(project: Project) -> Session:
    layer, history = project.layers.get("1.txt", HUDA), project.layers.history("1.txt", HUDA)
    return Session("1.txt", HUDA, len(TEXT), layer, history)


def step(project: Project, *starts: int) -> Recorded:
    edits = [Edit(before=None, after=Span.new(start, start + 3, "actor", HUDA)) for start in starts]
    return Recorded(operations=opened(project).change_all(edits))


def starts(project: Project) -> list[int]:
    return [span.start for span in project.layers.get("1.txt", HUDA).spans]


def test_a_step_comes_in_and_is_undone_as_a_whole(project: Project) -> None:
    keep(project, numbered([step(project, 0, 5, 10)]))
    (rescue,) = project.rescues.find(HUDA).rescues
    assert project.rescues.bring_in(rescue).came == 1
    assert starts(project) == [0, 5, 10]
    assert len(opened(project).undo()) == 3


def test_a_step_that_fits_only_in_part_stays_in_the_file_as_a_whole(project: Project) -> None:
    made = step(project, 0, 5, 10)
    project.layers.record(adding(5, 8))
    keep(project, numbered([made, Recorded(operations=(adding(20, 23),))]))
    (rescue,) = project.rescues.find(HUDA).rescues
    brought = project.rescues.bring_in(rescue)
    assert (brought.came, brought.unfit) == (1, 1)
    assert "already" in brought.why
    assert starts(project) == [5, 20]
    assert brought.aside is not None
    kept = [msgspec.json.decode(line) for line in brought.aside.read_bytes().splitlines()]
    assert len(kept[1]["change"]["operations"]) == 3


def as_before(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a file as the version before wrote them, with one operation in a change and no step."""
    header, *changes = lines
    for line in changes:
        (only,) = line["change"].pop("operations")
        line["change"]["operation"] = {key: value for key, value in only.items() if key != "step"}
    return [{**header, "version": 1}, *changes]


def test_a_file_of_the_version_before_comes_in(project: Project) -> None:
    made = [adding(0, 3), adding(5, 8)]
    lines = lines_of(project, *(Recorded(operations=(one,)) for one in made))
    put(project, as_before(lines))
    (rescue,) = project.rescues.find(HUDA).rescues
    assert rescue.changes == tuple(numbered([Recorded(operations=(one,)) for one in made]))
    assert project.rescues.bring_in(rescue).came == 2
    assert project.layers.operations("1.txt", HUDA) == made
    assert project.rescues.find(HUDA) == ((), ())


@pytest.mark.parametrize(
    "number", [0, -1, "1", 2**63, None], ids=["zero", "negative", "text", "too large", "none"]
)
def test_a_file_of_the_version_before_is_trusted_no_more_than_one_of_now(
    project: Project, number: object
) -> None:
    """The number of a change decides whether it is in the project already."""
    header, line, good = as_before(
        lines_of(project, *(Recorded(operations=(adding(start, start + 3),)) for start in (0, 5)))
    )
    put(project, [header, {**line, "number": number}, good])
    (rescue,) = project.rescues.find(HUDA).rescues
    assert (len(rescue.changes), rescue.lost) == (1, 1)
    project.rescues.bring_in(rescue)
    assert starts(project) == [5]


def _different(which: str, value: object) -> Any:
    def edit(change: dict[str, Any]) -> None:
        change["operations"][1][which] = value

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        _different("article", "2.txt"),
        _different("annotator", "سامي"),
        _different("edition", 1),
        _different("when", "2026-01-01T10:00:00"),
        _different("step", 7),
        _different("step", "x" * 65),
        lambda change: change.update(operations=[]),
        lambda change: change.update(operations=change["operations"][0]),
    ],
)
def test_a_step_that_no_program_of_ours_wrote_does_not_come_in_at_all(project: Project, edit: Any) -> None:
    header, line = lines_of(project, step(project, 0, 5, 10))
    edit(line["change"])
    put(project, [header, line])
    found = project.rescues.find(HUDA)
    for rescue in found.rescues:
        brought = project.rescues.bring_in(rescue)
        assert (brought.came, brought.unfit) == (0, 1)
    assert found.rescues or found.troubles
    assert starts(project) == []
    assert project.layers.operations("1.txt", HUDA) == []
