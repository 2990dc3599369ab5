"""Notes and what was sent back follow whoever is renamed or joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.model import Edit, Note, Status
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, adding, operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.project import Project

LEAD = "ليلى"


@pytest.fixture(autouse=True)
def sound(project: Project) -> Iterator[None]:
    yield
    path = project.path
    project.close()
    with checked(path) as found:
        assert not list(found.faults())


def finish(project: Project, *people: str) -> None:
    for person in people:
        project.layers.record(adding(5, 12, annotator=person))
        project.work.set_status("1.txt", person, Status.DONE)


def send_back(project: Project, person: str) -> None:
    project.notes.send_back([Note.new("1.txt", 5, 12, person, LEAD, "انظر.", sends_back=True)])


def back(project: Project) -> list[str]:
    return [one.person for one in project.notes.back("1.txt")]


def test_a_renamed_person_and_author_have_the_new_name(project: Project) -> None:
    finish(project, HUDA)
    send_back(project, HUDA)
    project.people.rename(HUDA, "هدى سالم")
    project.people.rename(LEAD, "ليلى حداد")
    (note,) = project.notes.of_article("1.txt")
    assert (note.person, note.author) == ("هدى سالم", "ليلى حداد")
    assert back(project) == ["هدى سالم"]


@pytest.mark.parametrize("sent", [(HUDA,), (SAMI,), (HUDA, SAMI)])
def test_what_was_sent_back_to_either_is_back_with_who_is_both(
    project: Project, sent: tuple[str, ...]
) -> None:
    finish(project, HUDA, SAMI)
    for person in sent:
        send_back(project, person)
    project.people.join(HUDA, SAMI)
    assert back(project) == [SAMI]
    assert {note.person for note in project.notes.of_article("1.txt")} == {SAMI}
    assert project.work.progress("1.txt", SAMI).status is Status.DOING
    assert [one.untouched for one in project.notes.back("1.txt")] == [False]


def test_it_stays_back_where_its_spans_were_removed(project: Project) -> None:
    finish(project, HUDA, SAMI)
    send_back(project, HUDA)
    (span,) = project.layers.get("1.txt", HUDA).spans
    project.layers.record(operation(Edit(before=span, after=None)))
    project.people.join(HUDA, SAMI)
    assert back(project) == [SAMI]


def test_an_author_is_joined(project: Project) -> None:
    project.notes.write(Note.new("1.txt", 5, 12, HUDA, LEAD, "من؟"))
    finish(project, SAMI)
    project.people.join(LEAD, SAMI)
    assert [note.author for note in project.notes.of_article("1.txt")] == [SAMI]
    assert LEAD not in project.people.names()


def test_who_only_wrote_or_got_notes_is_somebody_when_articles_are_given_out(project: Project) -> None:
    project.notes.write(Note.new("1.txt", 5, 12, None, LEAD, "من؟"))
    project.assignments.assign([HUDA, SAMI], per_article=1)
    project.assignments.take_back([HUDA])
    assert LEAD in project.people.names()
    assert [note.author for note in project.notes.of_article("1.txt")] == [LEAD]
