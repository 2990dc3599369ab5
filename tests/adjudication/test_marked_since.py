"""What is in gold and is marked by somebody afterwards: from then on the case of that mark decides it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import policy
from annotator.errors import SpanError
from tests.adjudication.deciding import group_of, offsets
from tests.adjudication.story import adjudicating, at, in_gold, layer
from tests.adjudication.strategies import NAMES, as_layer, marks

MINISTRY, INTERIOR = ("وزارة الداخلية", "actor"), ("الداخلية", "actor")


@pytest.mark.parametrize("act", ["1", "x", "y 1"])
def test_a_version_that_is_gold_of_an_older_decision_is_decided_in_its_own_case(act: str) -> None:
    before = [layer("huda", MINISTRY), layer("salim", INTERIOR)]
    first = adjudicating(before)
    (case,) = first.cases
    first.choose(case, group_of(case).versions)
    assert in_gold(first) == [MINISTRY, INTERIOR]
    again = adjudicating([layer("huda", MINISTRY, INTERIOR), layer("salim", INTERIOR)], first.gold)
    if act.startswith("y"):
        stale = next(one for one in again.cases if one.stale)
        again.confirm(stale)
        assert in_gold(again) == [MINISTRY, INTERIOR]
    interior = next(one for one in again.cases if one.group is not None and len(one.sources) == 2)
    if act == "x":
        again.reject(interior)
        assert in_gold(again) == [MINISTRY]
    else:
        again.choose(interior, group_of(interior).versions)
        assert in_gold(again) == [MINISTRY, INTERIOR]
    again.undo()
    assert in_gold(again) == [MINISTRY, INTERIOR]


def test_one_of_several_that_are_stale_can_be_kept_alone() -> None:
    first = adjudicating([layer("huda", MINISTRY), layer("salim", INTERIOR)])
    (case,) = first.cases
    first.choose(case, group_of(case).versions)
    again = adjudicating([layer("huda", MINISTRY), layer("salim")], first.gold)
    stale = at(again, MINISTRY[0])
    assert stale.decision is not None
    (kept,) = [span for span in stale.decision.spans if (span.start, span.end) == offsets(INTERIOR[0])]
    again.confirm(stale, kept)
    assert in_gold(again) == [INTERIOR]


_LAYERS = st.tuples(*([st.lists(marks(), max_size=3, unique=True)] * 2))


@given(before=_LAYERS, after=_LAYERS, data=st.data())
def test_whatever_is_marked_since_each_case_that_is_decided_anew_says_what_is_gold(
    before: tuple[list[object], ...], after: tuple[list[object], ...], data: st.DataObject
) -> None:
    made = [as_layer(name, of_one) for name, of_one in zip(NAMES, before, strict=False)]  # type: ignore[arg-type]
    first = adjudicating(made, policy=policy("none"))
    for case in first.cases:
        versions = group_of(case).versions
        chosen = data.draw(st.lists(st.sampled_from(versions), unique_by=lambda version: version.mark))
        try:
            first.choose(case, chosen)
        except SpanError:
            first.reject(case)
    changed = [as_layer(name, of_one) for name, of_one in zip(NAMES, after, strict=False)]  # type: ignore[arg-type]
    again = adjudicating(changed, first.gold, policy=policy("none"))
    for key in [case.key for case in again.cases if case.group is not None]:
        now = again.case(key)
        assert now is not None
        versions = group_of(now).versions
        chosen = data.draw(st.lists(st.sampled_from(versions), unique_by=lambda version: version.mark))
        again.choose(now, chosen)
        gold = {span.mark for decision in again.gold.decisions for span in decision.spans}
        assert gold & {version.mark for version in versions} == {version.mark for version in chosen}
