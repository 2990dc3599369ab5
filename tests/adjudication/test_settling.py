"""An article is settled once nothing is open, and any later step takes that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import StillOpenError
from annotator.model import Gold, Move
from tests.adjudication.deciding import ARMY, HUDA, MINISTRY, PORT, SALIM, TOWN, group_of, made, offsets
from tests.adjudication.story import adjudicating, at, in_gold, layer, span, with_spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.adjudication import Adjudication
    from annotator.model import GoldStep


def test_an_article_is_not_settled_while_something_is_open() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    with pytest.raises(StillOpenError) as caught:
        adjudication.settle()
    start, end = offsets("وزارة الداخلية")
    assert str(caught.value) == (
        f"3 disagreements are still open, the first at {start}–{end}. Decide them before the article is settled."
    )
    assert (caught.value.count, caught.value.start, caught.value.end) == (3, start, end)
    assert adjudication.gold == Gold(article="rimal")
    assert adjudication.undo() is None
    for case in adjudication.open_cases()[1:]:
        adjudication.reject(case)
    with pytest.raises(StillOpenError) as caught:
        adjudication.settle()
    assert str(caught.value) == (
        f"One disagreement is still open, at {start}–{end}. Decide it before the article is settled."
    )


def settled() -> Adjudication:
    adjudication = adjudicating([HUDA, SALIM])
    for case in adjudication.open_cases():
        adjudication.choose(case, group_of(case).versions[:1])
    adjudication.settle()
    return adjudication


def test_settling_takes_what_is_agreed_with_it_in_one_step() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    for case in adjudication.open_cases():
        adjudication.choose(case, group_of(case).versions[:1])
    step = adjudication.settle()
    assert step is not None
    assert step.settled == (False, True)
    assert made(step).policy == "unanimous"
    assert in_gold(adjudication) == [MINISTRY, TOWN, ARMY, PORT]
    assert adjudication.gold.settled is not None
    assert (adjudication.gold.settled.adjudicator, adjudication.gold.settled.when) == ("nadia", step.when)
    assert adjudication.settle() is None
    undone = adjudication.undo()
    assert undone is not None
    assert (undone.move, undone.settled) == (Move.UNDO, (True, False))
    assert adjudicating([HUDA, SALIM], adjudication.gold).gold.settled is None
    assert in_gold(adjudication) == [MINISTRY, ARMY, PORT]


@pytest.mark.parametrize(
    "change",
    [
        lambda adjudication: adjudication.reject(at(adjudication, "الجيش")),
        lambda adjudication: adjudication.add(*offsets("مسلحين"), "actor"),
        lambda adjudication: adjudication.note(at(adjudication, "الجيش"), "لا شك"),
        lambda adjudication: adjudication.remove(at(adjudication, "الرمال")),
    ],
    ids=["none", "add", "note", "remove"],
)
def test_any_other_step_takes_back_that_it_is_settled(change: Callable[[Adjudication], GoldStep]) -> None:
    adjudication = settled()
    step = change(adjudication)
    assert (step.settled, adjudication.gold.settled) == ((True, False), None)
    adjudication.undo()
    assert adjudication.gold.settled is not None
    adjudication.redo()
    assert adjudication.gold.settled is None


def test_it_stays_known_from_whose_layers_an_article_is_settled() -> None:
    adjudication = settled()
    assert adjudication.settled is not None
    assert adjudication.settled.people == ("huda", "salim")
    later = adjudicating([HUDA, SALIM, layer("maryam")], adjudication.gold, adjudicator="samir")
    opening = later.add(*offsets("مسلحين"), "actor")
    again = later.undo()
    assert again is not None
    assert (opening.people, again.people) == (("huda", "salim"), ("huda", "salim"))
    assert later.settled is not None
    assert (later.settled.people, later.settled.adjudicator) == (("huda", "salim"), "samir")


def test_what_all_agree_on_since_it_was_settled_is_settled_with_the_next_enter() -> None:
    adjudication = settled()
    more = [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in (HUDA, SALIM)]
    again = adjudicating(more, adjudication.gold)
    step = again.settle()
    assert step is not None
    assert (step.settled, made(step).policy) == ((True, True), "unanimous")
    assert again.gold.settled == adjudication.gold.settled
