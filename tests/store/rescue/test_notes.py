"""Notes and articles that are sent back come in from a rescue file whole, once, and only where they still fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.model import CalledBack, Change, Note, Noted, SentBack, Status, threads
from tests.store.helpers import HUDA, SAMI, adding
from tests.store.kept import _own_state, keep, numbered, project
from tests.store.rescue.test_bad import put

if TYPE_CHECKING:
    from annotator.model import AppliedRescue
    from annotator.project import Project

pytestmark = pytest.mark.tried("rescue files: every place of a kill, damaged and hostile ones")

__all__ = ["_own_state", "project"]

LEAD = "ليلى"


def note(text: str = "انظر.", person: str = HUDA, *, sends_back: bool = False) -> Note:
    return Note.new("1.txt", 5, 12, person, LEAD, text, sends_back=sends_back)


def finish(project: Project, *people: str) -> None:
    for person in people:
        project.layers.record(adding(5, 12, annotator=person))
        project.work.set_status("1.txt", person, Status.DONE)


def bring(project: Project, *changes: Change) -> AppliedRescue:
    keep(project, numbered(changes), LEAD)
    (rescue,) = project.rescues.find(LEAD).rescues
    return project.rescues.bring_in(rescue)


def test_they_come_in(project: Project) -> None:
    finish(project, HUDA, SAMI)
    first = note()
    (thread,) = threads([first])
    sent = tuple(note(person=person, sends_back=True) for person in (HUDA, SAMI))
    brought = bring(project, Noted(note=first), Noted(note=thread.closing(LEAD)), SentBack(notes=sent))
    assert (brought.came, brought.unfit) == (3, 0)
    assert {one.person for one in project.notes.all_back()} == {HUDA, SAMI}
    assert len(project.notes.of_article("1.txt")) == 4


def test_what_no_longer_fits_stays_in_the_file_as_a_whole(project: Project) -> None:
    finish(project, HUDA)
    sent = tuple(note(person=person, sends_back=True) for person in (HUDA, SAMI))
    brought = bring(project, SentBack(notes=sent), Noted(note=note("وبعد؟")))
    assert (brought.came, brought.unfit) == (1, 1)
    assert "has not begun" in brought.why
    assert project.notes.all_back() == ()
    assert [one.text for one in project.notes.of_article("1.txt")] == ["وبعد؟"]
    assert project.work.progress("1.txt", HUDA).status is Status.DONE
    assert brought.aside is not None
    kept = [msgspec.json.decode(line) for line in brought.aside.read_bytes().splitlines()]
    assert len(kept[1]["change"]["notes"]) == 2


def test_what_was_changed_since_is_not_called_back(project: Project) -> None:
    finish(project, HUDA)
    sent = note(sends_back=True)
    project.notes.send_back([sent])
    (thread,) = threads([sent])
    project.layers.record(adding(0, 4))
    brought = bring(project, CalledBack(notes=(thread.closing(LEAD),)))
    assert (brought.came, brought.unfit) == (0, 1)
    assert "has changed" in brought.why


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("noted", "author", HUDA),
        ("noted", "id", ""),
        ("noted", "when", "2026-12-01T12:00:00"),
        ("sent back", "author", HUDA),
        ("sent back", "article", "2.txt"),
    ],
)
def test_lines_that_no_program_of_theirs_wrote_are_not_read(
    project: Project, kind: str, field: str, value: str
) -> None:
    finish(project, HUDA, SAMI)
    changes: dict[str, Change] = {
        "noted": Noted(note=note()),
        "sent back": SentBack(notes=tuple(note(person=who, sends_back=True) for who in (HUDA, SAMI))),
    }
    path = keep(project, numbered([changes[kind], Noted(note=note("وبعد؟"))]), LEAD)
    header, line, rest = (msgspec.json.decode(one) for one in path.read_bytes().splitlines())
    change = line["change"]
    (change["note"] if kind == "noted" else change["notes"][1])[field] = value
    path.unlink()
    put(project, [header, line, rest]).rename(path)
    (rescue,) = project.rescues.find(LEAD).rescues
    assert (rescue.lost, len(rescue.changes)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"end": 9999}, "is outside"),
        ({"edition": 3}, "was corrected since"),
        ({"text": "ط" * 10_001}, "10,000"),
        ({"sends_back": True}, "can't be stored alone"),
    ],
)
def test_a_note_that_fits_nowhere_is_told(project: Project, changes: dict[str, object], told: str) -> None:
    brought = bring(project, Noted(note=msgspec.structs.replace(note(), **changes)))
    assert (brought.came, brought.unfit) == (0, 1)
    assert told in brought.why
