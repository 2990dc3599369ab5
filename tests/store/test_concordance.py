"""What one person marked, and all gold, with their texts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from annotator.errors import DamagedProjectError
from annotator.model import MarkedArticle, Span, Status
from annotator.project import Project
from annotator.store import concordance
from tests.store.helpers import HUDA, OTHER, SAMI, TEXT, make
from tests.tui import settled

if TYPE_CHECKING:
    from pathlib import Path


def mark(project: Project, article: str, name: str, *marks: tuple[int, int, str]) -> None:
    spans = [Span.new(start, end, label, name) for start, end, label in marks]
    project.layers.add(article, name, spans, Status.DOING)


def test_only_ones_own_spans_come_in_the_order_of_the_articles(project: Project) -> None:
    mark(project, "2.txt", HUDA, (0, 3, "actor"), (0, 8, "actor"))
    mark(project, "1.txt", HUDA, (5, 12, "claim"))
    mark(project, "1.txt", SAMI, (0, 4, "actor"))
    assert list(project.concordance.of_person(HUDA)) == [
        MarkedArticle(number=1, id="1.txt", title=TEXT.split("\n")[0], text=TEXT, marks=((5, 12, "claim"),)),
        MarkedArticle(
            number=2,
            id="2.txt",
            title=OTHER.strip(),
            text=OTHER,
            marks=((0, 8, "actor"), (0, 3, "actor")),
        ),
    ]


def test_nobody_has_no_spans(project: Project) -> None:
    assert list(project.concordance.of_person("نادية")) == []
    assert list(project.concordance.of_gold()) == []


def test_many_articles_are_read_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "_AT_ONCE", 3)
    monkeypatch.setattr(concordance, "_FIRST", 2)
    with make(tmp_path / "annotator.db", *[f"خبر رقم {number}" for number in range(10)]) as project:
        for number in (1, 2, 4, 5, 6, 9, 10):
            mark(project, f"{number}.txt", HUDA, (0, 3, "actor"))
        sizes = []
        read = concordance.Concordance._articles

        def counted(self: concordance.Concordance, numbers: list[int], marks: object) -> list[MarkedArticle]:
            sizes.append(len(numbers))
            return read(self, numbers, marks)  # type: ignore[arg-type]

        monkeypatch.setattr(concordance.Concordance, "_articles", counted)
        assert [article.number for article in project.concordance.of_person(HUDA)] == [1, 2, 4, 5, 6, 9, 10]
        assert sizes == [2, 3, 2]


def test_gold_is_what_decisions_gave_settled_or_not(tmp_path: Path) -> None:
    from annotator.adjudication import Adjudication, policy

    with Project.open(settled.make(tmp_path / "annotator.db")) as project:
        for article, settles in (("second", True), ("first", False)):
            found, layers = project.articles.get(article), project.finished.layers(article)
            adjudication = Adjudication(
                found, "nadia", layers, project.gold.get(article), policy=policy("majority")
            )
            case = adjudication.open_cases()[0]
            assert case.group is not None
            project.gold.decide(adjudication.choose(case, case.group.versions[:1]))
            if settles:
                step = adjudication.settle()
                assert step is not None
                project.gold.decide(step)
        gold = list(project.concordance.of_gold())
        assert [article.id for article in gold] == ["first", "second"]
        assert [len(article.marks) for article in gold] == [1, 1]
        standing = project.concordance.standing("huda", [1, 2])
        assert (standing.done, standing.settled) == (2, 1)


def test_texts_are_read_by_number_and_what_is_not_there_is_passed_over(project: Project) -> None:
    assert [article.id for article in project.concordance.texts([2, 7])] == ["2.txt"]
    assert project.concordance.ids([1, 2, 7]) == {1: "1.txt", 2: "2.txt"}


def test_a_text_that_is_not_what_came_in_is_told(project: Project) -> None:
    mark(project, "1.txt", HUDA, (0, 4, "actor"))
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        triggers = other.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'article_text'"
        ).fetchall()
        for name, _ in triggers:
            other.execute(f"DROP TRIGGER {name}")
        other.execute("UPDATE article_text SET text = replace(text, 'الوزارة', 'الإدارة') WHERE article = 1")
        for _, sql in triggers:
            other.execute(sql)
    with pytest.raises(DamagedProjectError):
        list(project.concordance.of_person(HUDA))
