"""Decisions that are refused and change nothing: spans that gold has already, ranges outside the text, what belongs to another case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import DuplicateSpanError, SpanRangeError, StaleSpanError
from annotator.model import Gold
from tests.adjudication.deciding import HUDA, SALIM, given, group_of, made, offsets
from tests.adjudication.story import TEXT, adjudicating, at, layer

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_same_range_and_label_twice_is_refused_and_changes_nothing() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    army = at(adjudication, "الجيش")
    port = at(adjudication, "الميناء")
    adjudication.choose(army, group_of(army).versions)
    version = group_of(port).versions[0]
    before, cases = adjudication.gold, adjudication.cases
    start, end = offsets("الجيش")
    changes: list[Callable[[], object]] = [
        lambda: adjudication.add(start, end, "actor"),
        lambda: adjudication.change(port, version, start, end, "actor"),
        lambda: adjudication.add(*offsets("الرمال"), "location"),  # agreed, so it goes to gold anyway
        lambda: adjudication.change(port, version, *offsets("الرمال"), "location"),
    ]
    for change in changes:
        with pytest.raises(DuplicateSpanError, match="The gold has a span labelled"):
            change()
    assert (adjudication.gold, adjudication.cases) == (before, cases)
    adjudication.change(port, version, start, end, "location")  # another label is another span
    with pytest.raises(DuplicateSpanError, match=f"labelled location at {start}–{end} already"):
        adjudication.change(army, given(adjudication, "الجيش"), start, end, "location")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 4), (5, 4), (0, len(TEXT) + 1)])
def test_ranges_outside_the_text_are_refused(start: int, end: int) -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "الجيش")
    changes: list[Callable[[], object]] = [
        lambda: adjudication.add(start, end, "claim"),
        lambda: adjudication.change(case, group_of(case).versions[0], start, end, "claim"),
    ]
    for change in changes:
        with pytest.raises(SpanRangeError, match=f"at {start}–{end} is outside the article"):
            change()
    assert adjudication.gold == Gold(article="rimal")


def test_what_belongs_to_another_case_is_refused() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    army, port = at(adjudication, "الجيش"), at(adjudication, "الميناء")
    changes: list[Callable[[], object]] = [
        lambda: adjudication.choose(port, group_of(army).versions),
        lambda: adjudication.change(port, group_of(army).versions[0], 3, 9, "claim"),
    ]
    for change in changes:
        with pytest.raises(StaleSpanError, match="version labelled actor at"):
            change()
    elsewhere = adjudicating([layer("huda"), layer("salim")])
    with pytest.raises(StaleSpanError, match="What was to be decided at"):
        elsewhere.reject(army)


def test_two_spans_of_one_decision_can_t_become_the_same() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    decision = made(adjudication.choose(case, group_of(case).versions))
    first, second = decision.spans
    with pytest.raises(DuplicateSpanError):
        adjudication.change(case, first, second.start, second.end, second.label)
    assert adjudication.gold.decisions == (decision,)
