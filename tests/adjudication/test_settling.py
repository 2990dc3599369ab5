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
    desk = adjudicating([HUDA, SALIM])
    with pytest.raises(StillOpenError) as caught:
        desk.settle()
    start, end = offsets("وزارة الداخلية")
    assert str(caught.value) == (
        f"3 disagreements are still open, the first at {start}–{end}. Decide them before the article is settled."
    )
    assert (caught.value.count, caught.value.start, caught.value.end) == (3, start, end)
    assert desk.gold == Gold(article="rimal")
    assert desk.undo() is None
    for case in desk.open_cases()[1:]:
        desk.reject(case)
    with pytest.raises(StillOpenError) as caught:
        desk.settle()
    assert str(caught.value) == (
        f"One disagreement is still open, at {start}–{end}. Decide it before the article is settled."
    )


def settled() -> Adjudication:
    desk = adjudicating([HUDA, SALIM])
    for case in desk.open_cases():
        desk.choose(case, group_of(case).versions[:1])
    desk.settle()
    return desk


def test_settling_takes_what_is_agreed_with_it_in_one_step() -> None:
    desk = adjudicating([HUDA, SALIM])
    for case in desk.open_cases():
        desk.choose(case, group_of(case).versions[:1])
    step = desk.settle()
    assert step is not None
    assert step.settled == (False, True)
    assert made(step).policy == "unanimous"
    assert in_gold(desk) == [MINISTRY, TOWN, ARMY, PORT]
    assert desk.gold.settled is not None
    assert (desk.gold.settled.adjudicator, desk.gold.settled.when) == ("nadia", step.when)
    assert desk.settle() is None
    undone = desk.undo()
    assert undone is not None
    assert (undone.move, undone.settled) == (Move.UNDO, (True, False))
    assert adjudicating([HUDA, SALIM], desk.gold).gold.settled is None
    assert in_gold(desk) == [MINISTRY, ARMY, PORT]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.reject(at(desk, "الجيش")),
        lambda desk: desk.add(*offsets("مسلحين"), "actor"),
        lambda desk: desk.note(at(desk, "الجيش"), "لا شك"),
        lambda desk: desk.remove(at(desk, "الرمال")),
    ],
    ids=["none", "add", "note", "remove"],
)
def test_any_other_step_takes_back_that_it_is_settled(change: Callable[[Adjudication], GoldStep]) -> None:
    desk = settled()
    step = change(desk)
    assert (step.settled, desk.gold.settled) == ((True, False), None)
    desk.undo()
    assert desk.gold.settled is not None
    desk.redo()
    assert desk.gold.settled is None


def test_it_stays_known_from_whose_layers_an_article_is_settled() -> None:
    desk = settled()
    assert desk.settled is not None
    assert desk.settled.people == ("huda", "salim")
    later = adjudicating([HUDA, SALIM, layer("maryam")], desk.gold, adjudicator="samir")
    opening = later.add(*offsets("مسلحين"), "actor")
    again = later.undo()
    assert again is not None
    assert (opening.people, again.people) == (("huda", "salim"), ("huda", "salim"))
    assert later.settled is not None
    assert (later.settled.people, later.settled.adjudicator) == (("huda", "salim"), "samir")


def test_what_all_agree_on_since_it_was_settled_is_settled_with_the_next_enter() -> None:
    desk = settled()
    more = [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in (HUDA, SALIM)]
    again = adjudicating(more, desk.gold)
    step = again.settle()
    assert step is not None
    assert (step.settled, made(step).policy) == ((True, True), "unanimous")
    assert again.gold.settled == desk.gold.settled
