"""Notes of copies come in once each, and what was sent back stays so until it is finished by whoever has the note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.errors import DifferentProjectError, UnfitProjectsError
from annotator.model import Note, Status, threads
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, adding, ours
from tests.store.merging.test_merging import copy, finish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEAD = "ليلى"


def note(text: str = "أين الفاعل؟", person: str = HUDA, author: str = LEAD, **fields: object) -> Note:
    return msgspec.structs.replace(Note.new("1.txt", 5, 12, person, author, text), **fields)


def send_back(project: Project, person: str = HUDA) -> Note:
    made = note("انظر من جديد.", person, sends_back=True)
    project.notes.send_back([made])
    return made


def status(project: Project, person: str = HUDA) -> Status:
    return project.work.progress("1.txt", person).status


def back(project: Project) -> list[tuple[str, bool]]:
    return [(one.person, one.untouched) for one in project.notes.back("1.txt")]


@pytest.fixture(autouse=True)
def sound(project: Project) -> Iterator[None]:
    yield
    path = project.path
    project.close()
    with checked(path) as found:
        assert not list(found.faults())


def test_notes_come_in_once_each(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    first = note()
    project.notes.write(first)
    with copy(project, "copy.db") as other:
        answer = threads(other.notes.of_article("1.txt"))[0].answer(HUDA, "في الجملة قبلها.")
        other.notes.write(answer)
        (thread,) = threads(project.notes.of_article("1.txt"))
        closing = thread.closing(LEAD)
        project.notes.write(closing)
    (report,) = project.imports.merge([other.path])
    assert (report.notes, report.back) == (1, 0)
    (merged,) = threads(project.notes.of_article("1.txt"))
    assert {one.id for one in merged.notes} == {first.id, answer.id, closing.id}
    assert merged.open == (answer,)
    (again,) = project.imports.merge([other.path])
    assert again.notes == 0
    assert again.backup is None


def test_a_copy_from_before_does_not_finish_what_was_sent_back(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    copy(project, "copy.db").close()
    send_back(project)
    project.imports.merge([project.path.with_name("copy.db")])
    assert status(project) is Status.DOING
    assert back(project) == [(HUDA, True)]


def test_changes_from_before_come_in_and_it_stays_back(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    with copy(project, "copy.db") as other:
        other.layers.record(adding(0, 4))
        other.work.add_time("1.txt", HUDA, 60)
        send_back(project)
    project.imports.merge([other.path])
    assert len(project.layers.get("1.txt", HUDA).spans) == 2
    assert status(project) is Status.DOING
    assert back(project) == [(HUDA, False)]


def test_who_had_the_note_has_finished_it(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    send_back(project)
    with copy(project, "copy.db") as other:
        other.work.set_status("1.txt", HUDA, Status.DONE)
    project.imports.merge([other.path])
    assert status(project) is Status.DONE
    assert back(project) == []


def test_what_was_sent_back_there_is_back_here(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    finish(project, SAMI, (5, 12, "actor"))
    with copy(project, "copy.db") as other:
        send_back(other)
    (report,) = project.imports.merge([other.path])
    assert (report.notes, report.back) == (1, 1)
    assert (status(project), status(project, SAMI)) == (Status.DOING, Status.DONE)
    assert back(project) == [(HUDA, True)]
    project.work.set_status("1.txt", HUDA, Status.DONE)
    project.imports.merge([other.path])
    assert status(project) is Status.DONE
    assert back(project) == []


def test_it_is_back_here_though_the_layer_went_on(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    with copy(project, "copy.db") as other:
        send_back(other)
        project.layers.record(adding(0, 4))
        project.work.set_status("1.txt", HUDA, Status.DONE)
    project.imports.merge([other.path])
    assert status(project) is Status.DOING
    assert [person for person, _ in back(project)] == [HUDA]


def test_only_notes_by_and_to_those_who_were_asked_for_come_in(project: Project) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    with copy(project, "copy.db") as other:
        other.notes.write(note())
        other.notes.write(note("لسامي", SAMI))
    project.imports.merge([other.path], HUDA)
    assert [one.person for one in project.notes.of_article("1.txt")] == [HUDA]


def test_a_note_that_is_another_there_is_refused(project: Project) -> None:
    first = note()
    project.notes.write(first)
    with copy(project, "copy.db") as other:
        pass
    ours(
        other.path,
        "DROP TRIGGER note_is_never_altered",
        "UPDATE note SET text = 'غيره'",
        "CREATE TRIGGER note_is_never_altered BEFORE UPDATE OF id, article, first, last, edition, at, text, closes, sends_back ON note\n"
        "        BEGIN SELECT RAISE(ABORT, 'a note is never altered'); END",
    )
    with pytest.raises(DifferentProjectError, match="is another one there"):
        project.imports.merge([other.path])


def test_a_note_that_is_too_long_is_refused(project: Project) -> None:
    project.notes.write(note())
    with copy(project, "copy.db") as other:
        pass
    ours(
        other.path,
        "INSERT INTO note SELECT 'x', article, person, author, start, \"end\", first, last, edition, at, "
        "replace(hex(zeroblob(6000)), '0', 'ط'), closes, sends_back, NULL FROM note",
    )
    with pytest.raises(UnfitProjectsError, match="12,000 characters"):
        project.imports.merge([other.path])


def test_new_articles_bring_their_notes(project: Project, tmp_path: Path) -> None:
    finish(project, HUDA, (5, 12, "actor"))
    made = send_back(project)
    with Project.create(tmp_path / "new.db", project.schema) as new:
        (report,) = new.imports.merge([project.path])
        assert (report.notes, report.back) == (1, 1)
        assert new.notes.of_article("1.txt") == (made,)
        assert back(new) == [(HUDA, False)]
        assert status(new) is Status.DOING
