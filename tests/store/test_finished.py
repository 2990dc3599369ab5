"""What those who finished marked, as agreement reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Span, Status
from tests.store.helpers import OTHER, TEXT, incoming, make

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project


def mark(project: Project, article: str, name: str, status: Status, *spans: tuple[int, int, str]) -> None:
    project.add_layer(article, name, [Span.new(*span, name) for span in spans], status)


def test_only_those_who_finished_and_only_what_is_theirs(project: Project) -> None:
    mark(project, "1.txt", "salim", Status.DONE, (29, 36, "actor"), (5, 12, "claim"), (5, 24, "actor"))
    mark(project, "1.txt", "huda", Status.DONE)
    mark(project, "1.txt", "maryam", Status.DOING, (0, 4, "claim"))
    mark(project, "2.txt", "maryam", Status.FLAGGED, (0, 3, "claim"))
    (found,) = project.finished_marks()
    assert (found.article, found.number, found.text) == ("1.txt", 1, TEXT)
    assert found.title == project.article("1.txt").title
    assert list(found.layers.items()) == [
        ("huda", ()),
        ("salim", ((5, 24, "actor"), (5, 12, "claim"), (29, 36, "actor"))),
    ]


def test_the_articles_that_are_asked_for_in_the_order_of_the_project(project: Project) -> None:
    for article in ("2.txt", "1.txt"):
        mark(project, article, "huda", Status.DONE, (0, 3, "claim"))
    assert [found.article for found in project.finished_marks()] == ["1.txt", "2.txt"]
    assert [found.text for found in project.finished_marks(["2.txt", "nothing"])] == [OTHER]
    assert list(project.finished_marks([])) == []


def test_many_articles_are_all_there_and_as_of_one_moment(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db") as project:
        project.add_articles(incoming(f"{OTHER}{number}", id=str(number)) for number in range(450))
        for number in range(450):
            mark(project, str(number), "huda", Status.DONE, (0, 3, "claim"))
        stream = project.finished_marks()
        first = next(stream)
        mark(project, "449", "salim", Status.DONE, (0, 3, "actor"))
        rest = list(stream)
    assert [found.article for found in [first, *rest]] == [str(number) for number in range(450)]
    assert all(found.layers == {"huda": ((0, 3, "claim"),)} for found in [first, *rest])
