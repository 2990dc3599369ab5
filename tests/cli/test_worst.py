"""Which disagreements are the worst, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.worst import Worst
from annotator.model import Mark, Marks

if TYPE_CHECKING:
    from annotator.agreement.disagreements import Disagreement

TEXT = "أكد قائد اللواء أن القوات دخلت المدينة مساء أمس. ونفى المجلس المحلي ذلك في بيان قصير.\n" * 3


def at(words: str, label: str) -> Mark:
    start = TEXT.index(words)
    return (start, start + len(words), label)


def article(**layers: tuple[Mark, ...]) -> Marks:
    return Marks(
        article="a", number=1, title="خبر", text=TEXT,
        layers={name: tuple(sorted(marks)) for name, marks in sorted(layers.items())},
    )  # fmt: skip


def worst(articles: list[Marks]) -> list[Disagreement]:
    found = Worst()
    for one in articles:
        found.add(one)
    return found.found()


LONG = at("القوات دخلت المدينة مساء أمس", "claim")
SHORT = at("القوات دخلت المدينة", "claim")
CITY, TOWN = at("المجلس المحلي", "location"), at("المجلس المحلي", "actor")
LEADER = at("قائد اللواء", "actor")


def test_what_is_agreed_is_no_disagreement() -> None:
    assert worst([article(huda=(LONG, LEADER), salim=(LONG, LEADER))]) == []


def test_those_about_the_most_characters_come_first() -> None:
    found = worst([article(huda=(LONG, CITY, LEADER), salim=(SHORT, TOWN))])
    assert [case.kind for case in found] == ["label", "missing", "boundary"]
    label, missing, boundary = found
    assert [(said.people, said.label) for said in label.versions] == [
        (("salim",), "actor"),
        (("huda",), "location"),
    ]
    assert missing.missing == ("salim",)
    assert {(said.start, said.end) for said in boundary.versions} == {LONG[:2], SHORT[:2]}


def test_one_of_many_who_differs_counts_less_than_one_of_two() -> None:
    alone = article(huda=(LEADER,), maryam=(LEADER,), salim=())
    half = article(huda=(LEADER,), salim=())
    assert [len(case.versions[0].people) for case in worst([alone, half])] == [1, 2]


def test_only_so_many_are_shown_and_unfinished_articles_are_not() -> None:
    marks = tuple((place, place + 2, "actor") for place in range(0, 90, 3))
    assert len(worst([article(huda=marks, salim=())])) == 20
    assert worst([article(huda=marks)]) == []


def test_those_that_are_shown_are_the_same_whatever_comes_before_and_after() -> None:
    """Of what is as bad, what came in first is shown first."""
    bad = article(huda=(LONG,), salim=())
    mild = [article(huda=(LEADER,), salim=()) for _ in range(30)]
    for place in (0, 7, 30):
        found = worst([*mild[:place], bad, *mild[place:]])
        assert len(found) == 20
        assert found[0].versions[0].start == LONG[0]


def test_two_about_the_same_characters_of_one_place_come_in_the_order_of_their_labels() -> None:
    start, end, _ = LEADER
    here = [(start, end, label) for label in ("actor", "claim", "location", "weapon")]
    found = worst([article(huda=(here[0], here[1]), salim=(here[2], here[3]))])
    assert [[said.label for said in case.versions] for case in found] == [
        ["actor", "location"],
        ["claim", "weapon"],
    ]
    many = [article(huda=(here[0], here[1]), salim=(here[2], here[3]))] * 30
    assert len(worst(many)) == 20
