"""What those who finished marked, as agreement and adjudication read it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.errors import NoSuchArticleError
from annotator.model import Choice, Decision, DecisionEdit, GoldStep, Layer, Move, Span, Status, now
from tests.adding import add_articles
from tests.store.helpers import OTHER, TEXT, incoming, make

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project


def mark(project: Project, article: str, name: str, status: Status, *spans: tuple[int, int, str]) -> None:
    project.layers.add(article, name, [Span.new(*span, name) for span in spans], status)


def test_only_those_who_finished_and_only_what_is_theirs(project: Project) -> None:
    mark(project, "1.txt", "salim", Status.DONE, (29, 36, "actor"), (5, 12, "claim"), (5, 24, "actor"))
    mark(project, "1.txt", "huda", Status.DONE)
    mark(project, "1.txt", "maryam", Status.DOING, (0, 4, "claim"))
    mark(project, "2.txt", "maryam", Status.FLAGGED, (0, 3, "claim"))
    (found,) = project.finished.marks()
    assert (found.article, found.number, found.text) == ("1.txt", 1, TEXT)
    assert found.title == project.articles.get("1.txt").title
    assert list(found.layers.items()) == [
        ("huda", ()),
        ("salim", ((5, 24, "actor"), (5, 12, "claim"), (29, 36, "actor"))),
    ]


def test_the_articles_that_are_asked_for_in_the_order_of_the_project(project: Project) -> None:
    for article in ("2.txt", "1.txt"):
        mark(project, article, "huda", Status.DONE, (0, 3, "claim"))
    assert [found.article for found in project.finished.marks()] == ["1.txt", "2.txt"]
    assert [found.text for found in project.finished.marks(["2.txt", "nothing"])] == [OTHER]
    assert list(project.finished.marks([])) == []


def test_many_articles_are_all_there_and_as_of_one_moment(tmp_path: Path) -> None:
    with make(tmp_path / "annotator.db") as project:
        add_articles(project, (incoming(f"{OTHER}{number}", id=str(number)) for number in range(450)))
        for number in range(450):
            mark(project, str(number), "huda", Status.DONE, (0, 3, "claim"))
        stream = project.finished.marks()
        first = next(stream)
        mark(project, "449", "salim", Status.DONE, (0, 3, "actor"))
        rest = list(stream)
    assert [found.article for found in [first, *rest]] == [str(number) for number in range(450)]
    assert all(found.layers == {"huda": ((0, 3, "claim"),)} for found in [first, *rest])


# --- to adjudicate --------------------------------------------------------------------------------


def decide(project: Project, article: str, *people: str) -> Decision:
    made = Decision(
        id="3f1d2c0a-7f5b-4a53-9d0e-2b6d4d7a1c11", article=article, adjudicator="maryam", when=now(),
        choice=Choice.NONE, people=people, sources=(), spans=(),
    )  # fmt: skip
    edit = DecisionEdit(before=None, after=made)
    project.gold.decide(
        GoldStep(article=article, adjudicator="maryam", when=now(), move=Move.DO, edits=(edit,))
    )
    return made


def seen(layers: tuple[Layer, ...]) -> dict[str, list[tuple[int, int]]]:
    return {layer.annotator: [(span.start, span.end) for span in layer.spans] for layer in layers}


def test_the_layers_of_those_who_finished_by_name(project: Project) -> None:
    mark(project, "1.txt", "salim", Status.DONE, (29, 36, "actor"), (5, 12, "claim"))
    mark(project, "1.txt", "maryam", Status.DOING, (0, 4, "claim"))
    mark(project, "1.txt", "huda", Status.DONE)
    layers = project.finished.layers("1.txt")
    assert list(seen(layers).items()) == [("huda", []), ("salim", [(5, 12), (29, 36)])]
    assert layers[1] == project.layers.get("1.txt", "salim")
    assert project.finished.layers("2.txt") == ()
    with pytest.raises(NoSuchArticleError):
        project.finished.layers("3.txt")


def test_who_opens_an_article_again_after_a_decision_stays_in(project: Project) -> None:
    for name in ("huda", "salim"):
        mark(project, "1.txt", name, Status.DONE, (5, 12, "claim"))
    made = decide(project, "1.txt", "huda", "salim")
    project.work.set_status("1.txt", "salim", Status.DOING)
    assert list(seen(project.finished.layers("1.txt"))) == ["huda", "salim"]
    ((found,),) = project.finished.in_turn()
    article, layers, gold, _ = found
    assert article == project.articles.get("1.txt")
    assert seen(layers) == {"huda": [(5, 12)], "salim": [(5, 12)]}
    assert gold.decisions == (made,)


def test_the_articles_with_two_layers(project: Project) -> None:
    for article in ("1.txt", "2.txt"):
        mark(project, article, "huda", Status.DONE, (0, 3, "claim"))
    assert list(chain.from_iterable(project.finished.in_turn())) == []
    mark(project, "2.txt", "salim", Status.DONE)
    mark(project, "1.txt", "salim", Status.DONE)
    chosen = chain.from_iterable(project.finished.in_turn(["2.txt"]))
    assert [each.article.id for each in chosen] == ["2.txt"]
    every = list(chain.from_iterable(project.finished.in_turn()))
    assert [each.article.id for each in every] == ["1.txt", "2.txt"]
    assert [seen(each.layers) for each in every] == [{"huda": [(0, 3)], "salim": []}] * 2


def test_who_opens_an_article_again_that_was_settled_without_a_decision_stays_in(project: Project) -> None:
    for name in ("huda", "salim"):
        mark(project, "1.txt", name, Status.DONE)
    settling = GoldStep(
        article="1.txt", adjudicator="maryam", when=now(), move=Move.DO, edits=(), settled=(False, True),
        people=("huda", "salim"),
    )  # fmt: skip
    project.gold.decide(settling)
    for name in ("salim", "huda"):
        project.work.set_status("1.txt", name, Status.DOING)
        assert list(seen(project.finished.layers("1.txt"))) == ["huda", "salim"]
        ((found,),) = project.finished.in_turn()
        assert found.article.id == "1.txt"
    opening = msgspec.structs.replace(settling, when=now(), move=Move.UNDO, settled=(True, False))
    project.gold.decide(opening)
    assert project.gold.steps("1.txt") == [settling, opening]
    assert list(chain.from_iterable(project.finished.in_turn())) == []
