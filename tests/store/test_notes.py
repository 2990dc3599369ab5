"""Notes on places, their threads, and articles that are sent back."""

from __future__ import annotations

import msgspec
import pytest

from annotator.errors import NoSuchArticleError, NoteError, ProjectError, StaleSpanError, UsageError
from annotator.model import (
    Back,
    CalledBack,
    Change,
    Note,
    Noted,
    Numbered,
    SentBack,
    Status,
    threads,
)
from annotator.project import Project
from annotator.project.checking import checked
from annotator.store.check import checking
from tests.store.helpers import HUDA, SAMI, TEXT, adding, ours

LEAD = "ليلى"


def note(
    person: str | None = HUDA, author: str = LEAD, text: str = "أين الفاعل هنا؟", **fields: object
) -> Note:
    made = Note.new("1.txt", 5, 12, person, author, text)
    return msgspec.structs.replace(made, **fields)


def back(person: str = HUDA, text: str = "انظر في الفاعل من جديد.") -> Note:
    return note(person, text=text, sends_back=True)


def finish(project: Project, *people: str) -> None:
    for person in people:
        project.layers.record(adding(5, 12, annotator=person))
        project.work.set_status("1.txt", person, Status.DONE)


def write(project: Project, number: int, change: Change) -> None:
    project.changes.write("run", Numbered(number=number, change=change))


def test_what_is_written_is_read(project: Project) -> None:
    first = note()
    write(project, 1, Noted(note=first))
    answer = threads(project.notes.of_article("1.txt"))[0].answer(HUDA, "الفاعل في الجملة قبلها.")
    write(project, 2, Noted(note=answer))
    assert project.notes.of_article("1.txt") == (first, answer)
    assert project.notes.of_article("2.txt") == ()
    (found,) = project.notes.open_threads()
    assert (found.number, found.text, found.thread.last.text) == (1, TEXT[5:12], answer.text)
    assert project.notes.open_threads(["2.txt"]) == ()
    assert [*checking.faults(project._connection)] == []


def test_a_thread_is_closed_until_somebody_writes_again(project: Project) -> None:
    project.notes.write(note())
    (thread,) = threads(project.notes.of_article("1.txt"))
    closing = thread.closing(LEAD)
    project.notes.write(closing)
    (closed,) = threads(project.notes.of_article("1.txt"))
    assert not closed.is_open
    assert closed.last.text
    assert project.notes.open_threads() == ()
    with pytest.raises(ValueError, match="closed already"):
        closed.closing(LEAD)
    project.notes.write(closed.answer(HUDA, "لا، بقي سؤال."))
    (found,) = project.notes.open_threads()
    assert [one.text for one in found.thread.open] == ["لا، بقي سؤال."]


def test_what_its_closer_did_not_see_stays_open() -> None:
    first = note()
    unseen = msgspec.structs.replace(note(author=HUDA, text="عندي سؤال آخر."), when=first.when)
    (seen,) = threads([first])
    closing = seen.closing(LEAD, "انتهى")
    (thread,) = threads([closing, unseen, first])
    assert thread.open == (unseen,)


def test_conversations_with_different_people_are_threads_of_their_own() -> None:
    of_huda, of_sami, own = note(), note(SAMI), note(None)
    assert [thread.person for thread in threads([own, of_sami, of_huda])] == [*sorted([HUDA, SAMI]), None]


def test_the_same_note_twice_is_there_once(project: Project) -> None:
    first = note()
    project.notes.write(first)
    project.notes.write(first)
    assert project.notes.of_article("1.txt") == (first,)
    with pytest.raises(NoteError, match="Another note"):
        project.notes.write(msgspec.structs.replace(first, text="غيره"))


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (note(text=" "), NoteError),
        (note(text="ط" * 10_001), NoteError),
        (note(text="\ud800"), NoteError),
        (note(start=5, end=5), NoteError),
        (note(end=len(TEXT) + 1), NoteError),
        (note(sends_back=True), NoteError),
        (note(edition=1), StaleSpanError),
        (note(article="3.txt"), NoSuchArticleError),
        (note(author=""), UsageError),
    ],
)
def test_what_does_not_fit_changes_nothing(project: Project, made: Note, error: type[Exception]) -> None:
    with pytest.raises(error):
        write(project, 1, Noted(note=made))
    assert project.notes.open_threads() == ()
    assert project.people.names() == []


def test_what_is_sent_back_is_doing_until_it_is_finished(project: Project) -> None:
    finish(project, HUDA, SAMI)
    sent = back()
    write(project, 1, SentBack(notes=(sent,)))
    assert project.work.progress("1.txt", HUDA).status is Status.DOING
    assert project.work.progress("1.txt", SAMI).status is Status.DONE
    assert project.notes.back("1.txt") == (Back(article="1.txt", person=HUDA, note=sent.id, untouched=True),)
    assert project.notes.all_back() == project.notes.back("1.txt")
    project.work.set_status("1.txt", HUDA, Status.FLAGGED, "لا أفهم")
    assert [one.untouched for one in project.notes.back("1.txt")] == [False]
    project.work.set_status("1.txt", HUDA, Status.DONE)
    assert project.notes.back("1.txt") == ()
    assert [*checking.faults(project._connection)] == []


def test_it_goes_back_to_all_or_to_none(project: Project) -> None:
    finish(project, HUDA)
    with pytest.raises(NoteError, match="has not begun"):
        write(project, 1, SentBack(notes=(back(), back(SAMI))))
    assert project.work.progress("1.txt", HUDA).status is Status.DONE
    assert project.notes.all_back() == ()
    assert project.notes.of_article("1.txt") == ()
    finish(project, SAMI)
    write(project, 1, SentBack(notes=(back(), back(SAMI))))
    assert [one.person for one in project.notes.all_back()] == sorted([HUDA, SAMI])


def test_it_can_be_called_back_while_nobody_has_touched_it(project: Project) -> None:
    finish(project, HUDA, SAMI)
    write(project, 1, SentBack(notes=(back(), back(SAMI))))
    found = threads(project.notes.of_article("1.txt"))
    write(project, 2, CalledBack(notes=tuple(thread.closing(LEAD) for thread in found)))
    assert project.notes.all_back() == ()
    assert {project.work.progress("1.txt", person).status for person in (HUDA, SAMI)} == {Status.DONE}
    assert project.notes.open_threads() == ()


def test_it_stays_back_with_everybody_where_one_has_touched_it(project: Project) -> None:
    finish(project, HUDA, SAMI)
    write(project, 1, SentBack(notes=(back(), back(SAMI))))
    project.layers.record(adding(0, 4, annotator=SAMI))
    found = threads(project.notes.of_article("1.txt"))
    with pytest.raises(NoteError, match=f"{SAMI} has changed"):
        write(project, 2, CalledBack(notes=tuple(thread.closing(LEAD) for thread in found)))
    assert len(project.notes.all_back()) == 2
    assert len(project.notes.open_threads()) == 2
    assert [*checking.faults(project._connection)] == []


def test_who_had_not_finished_can_not_be_called_back(project: Project) -> None:
    project.layers.record(adding(5, 12))
    write(project, 1, SentBack(notes=(back(),)))
    assert [one.untouched for one in project.notes.all_back()] == [False]
    (thread,) = threads(project.notes.of_article("1.txt"))
    with pytest.raises(NoteError, match="has changed"):
        write(project, 2, CalledBack(notes=(thread.closing(LEAD),)))


def test_a_second_note_sends_it_back_once_more(project: Project) -> None:
    finish(project, HUDA)
    first, second = back(), back(text="وانظر في المكان.")
    project.notes.send_back([first])
    project.notes.send_back([second])
    assert project.notes.all_back() == (Back(article="1.txt", person=HUDA, note=second.id, untouched=True),)


def test_what_was_finished_is_not_sent_back_with_the_same_note(project: Project) -> None:
    finish(project, HUDA)
    sent = back()
    write(project, 1, SentBack(notes=(sent,)))
    project.work.set_status("1.txt", HUDA, Status.DONE)
    project.notes.send_back([sent])
    assert project.work.progress("1.txt", HUDA).status is Status.DONE
    assert project.notes.all_back() == ()


_COPIED = 'article, person, author, start, "end", first, last, edition, at, text'


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (f"INSERT INTO note SELECT 'x', {_COPIED}, '{{}}', 0, NULL FROM note", "it can't be read"),
        ("INSERT INTO sent_back SELECT person, article, id, 1, NULL FROM note", "sends nothing back to them"),
        (
            f"INSERT INTO note SELECT 'x', {_COPIED}, '[]', 1, NULL FROM note; "
            "INSERT INTO sent_back SELECT person, article, 'x', 1, NULL FROM note WHERE id = 'x'",
            "it was sent back and is done",
        ),
        (
            f"INSERT INTO note SELECT 'x', {_COPIED.replace('at,', repr('gestern') + ',')}, '[]', 0, NULL FROM note",
            "is not a time",
        ),
    ],
)
def test_the_check_finds_what_no_program_of_ours_wrote(project: Project, sql: str, told: str) -> None:
    finish(project, HUDA)
    project.notes.write(note())
    path = project.path
    project.close()
    ours(path, *sql.split("; "))
    with checked(path) as found:
        faults = [fault for fault in found.faults() if not fault.harmless]
    assert len(faults) == 1
    assert told in str(faults[0])
    assert "1.txt" in str(faults[0])
    with pytest.raises(ProjectError, match=told):
        Project.open(path)
