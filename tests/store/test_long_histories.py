"""A history of any length: undo goes to its beginning, opening looks at its newest part, the check at all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import limits
from annotator.editing import Session
from annotator.errors import DamagedProjectError, StaleSpanError
from annotator.model import Edit, Operation, Status
from annotator.store import history_pages
from annotator.store.check import checking
from tests.store.helpers import HUDA, SAMI, TEXT, adding, operation, ours

if TYPE_CHECKING:
    from annotator.project import Project

MOST = 10
"""So many operations are replayed when an article is opened, here."""


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_pages, "PAGE", 3)
    monkeypatch.setattr(limits, "REPLAYED", limits.REPLAYED._replace(most=MOST))
    monkeypatch.setattr("annotator.store.check.layers._LEAST", MOST)


def work(project: Project, turns: int, who: str = HUDA) -> None:
    """Add and remove a span again and again, and then add two that stay: an old one is there from the beginning."""
    project.layers.record(adding(0, 4, annotator=who))
    for _ in range(turns):
        added = adding(5, 12, annotator=who)
        project.layers.record(added)
        project.layers.record(operation(Edit(before=added.edit.after, after=None)))
    for end in (25, 30):
        project.layers.record(adding(5, end, annotator=who))


def opened(project: Project, who: str = HUDA) -> Session:
    article = project.articles.get("1.txt", who)
    return Session(
        "1.txt",
        who,
        len(TEXT),
        project.layers.get("1.txt", who),
        project.layers.history("1.txt", who),
        article.edition,
    )


def undone(session: Session) -> list[Operation]:
    found: list[Operation] = []
    while one := session.undo():
        found += one
    return found


def test_undo_goes_to_the_first_change_of_a_long_history_and_redo_to_the_last(project: Project) -> None:
    work(project, 12)
    session = opened(project)
    there = session.layer
    saved = undone(session)
    assert len(saved) == len(project.layers.operations("1.txt", HUDA)) == 27
    assert session.count() == 0
    for one in saved:
        project.layers.record(one)
    again = opened(project)
    assert [bool(again.redo()) for _ in range(28)] == [True] * 27 + [False]
    assert again.layer.spans == there.spans


def steps_of_opening(project: Project) -> int:
    """Return how many of SQLite's steps it takes to open the article."""
    steps: list[int] = []
    database = project._connection.database
    database.set_progress_handler(lambda: steps.append(1), 1)
    opened(project)
    database.set_progress_handler(None, 0)
    return len(steps)


def test_opening_reads_no_more_of_a_history_than_its_newest_part(project: Project) -> None:
    work(project, 50)
    first = steps_of_opening(project)
    for _ in range(100):
        made = [adding(1, 3), adding(1, 4)]
        for one in made:
            project.layers.record(one)
        for one in made:
            project.layers.record(operation(Edit(before=one.edit.after, after=None)))
    assert steps_of_opening(project) <= first * 1.2


def test_a_change_made_since_is_not_read_twice(project: Project) -> None:
    work(project, 0)
    session = opened(project)
    (made,) = session.add(1, 3, "claim")
    project.layers.record(made)
    assert undone(session)[0].edit.before == made.edit.after
    assert session.count() == 0


def test_undo_after_somebody_was_renamed_goes_on_under_the_name_that_was_read(project: Project) -> None:
    work(project, 3)
    session = opened(project)
    project.people.rename(HUDA, "هدى سالم")
    for one in undone(session):
        project.layers.record(one)
    assert project.layers.get("1.txt", "هدى سالم").spans == ()


def test_undo_after_somebody_was_joined_with_another_is_told(project: Project) -> None:
    work(project, 3)
    project.layers.record(adding(0, 3, annotator=SAMI))
    session = opened(project)
    project.people.join(HUDA, SAMI)
    with pytest.raises(StaleSpanError, match="joined with another name"):
        session.undo()
    assert len(undone(opened(project, SAMI))) == 10


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE span SET label = 'claim' WHERE \"end\" = 30",
        'UPDATE span SET start = 6 WHERE "end" = 25',
        'DELETE FROM span WHERE "end" = 30',
        "INSERT INTO span SELECT 'x', article, annotator, 1, 3, label, attributes, created, changed FROM span WHERE \"end\" = 30",
    ],
)
def test_spans_that_are_not_as_the_newest_operations_have_them_are_told_on_opening(
    project: Project, damage: str
) -> None:
    work(project, 12)
    ours(project.path, damage)
    if damage.startswith("INSERT"):  # nothing new is said of it: the whole check tells
        opened(project)
        assert [fault.what for fault in checking.faults(project._connection)] == ["it is not in the history"]
        return
    with pytest.raises(DamagedProjectError, match="damaged"):
        opened(project)


def test_a_span_from_before_the_newest_operations_is_left_to_the_check(project: Project) -> None:
    work(project, 12)
    ours(project.path, "UPDATE span SET label = 'claim' WHERE \"end\" = 4")
    opened(project)
    (fault,) = checking.faults(project._connection)
    assert fault.what == "it is not as the history has it"


def test_a_shorter_history_is_replayed_whole(project: Project) -> None:
    work(project, 1)
    ours(project.path, "UPDATE span SET label = 'claim' WHERE \"end\" = 4")
    with pytest.raises(DamagedProjectError):
        opened(project)


def test_a_damaged_layer_of_somebody_else_is_told_to_who_opens_all_of_a_long_article(
    project: Project,
) -> None:
    work(project, 12)
    work(project, 0, SAMI)
    project.work.set_status("1.txt", SAMI, Status.DONE)
    ours(
        project.path,
        f"DELETE FROM span WHERE \"end\" = 30 AND annotator = (SELECT number FROM annotator WHERE name = '{SAMI}')",
    )
    opened(project)
    with pytest.raises(DamagedProjectError):
        project.articles.get("1.txt")
