"""What is said about stale decisions: who changed what since, and keeping them as they stand."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Adjudication, Changed, What, policy
from annotator.errors import SpanError
from annotator.model import Choice, Layer, Span
from tests.adjudication.story import TEXT, adjudicating, layer, moved, span, with_spans
from tests.adjudication.strategies import layers

MINISTRY, INTERIOR = ("وزارة الداخلية", "actor"), ("الداخلية", "actor")
HUDA, SALIM = layer("huda", MINISTRY), layer("salim", INTERIOR)


def decided(*made: Layer, rule: str = "unanimous") -> Adjudication:
    """Return an article in which what the policy leaves is decided for the longest version."""
    adjudication = adjudicating(made, policy=policy(rule))
    adjudication.apply_policy()
    for case in adjudication.open_cases():
        assert case.group is not None
        adjudication.choose(case, [max(case.group.versions, key=lambda one: one.end - one.start)])
    return adjudication


def told(before: Adjudication, *today: Layer) -> list[Changed]:
    """Return what changed since, of all cases."""
    again = adjudicating(today, before.gold, policy=before.policy)
    return [change for case in again.cases for change in again.changes(case)]


def test_a_moved_end_a_moved_start_and_another_label_are_told() -> None:
    before = decided(HUDA, SALIM)
    (one,) = SALIM.spans
    for after in (
        moved(one, one.start, one.end + 4),
        moved(one, one.start + 2, one.end),
        msgspec.structs.replace(one, label="location"),
    ):
        (change,) = told(before, HUDA, with_spans(SALIM, after))
        assert change == Changed(what=What.CHANGED, person="salim", before=one.mark, after=after.mark)


def test_what_was_removed_and_tagged_otherwise_is_a_change_of_it() -> None:
    before = decided(HUDA, SALIM)
    other = span("باسم وزارة الداخلية", "actor", "salim")
    (change,) = told(before, HUDA, with_spans(SALIM, other))
    assert change == Changed(what=What.CHANGED, person="salim", before=SALIM.spans[0].mark, after=other.mark)


def test_what_was_taken_away_is_told_also_where_nobody_has_it_any_more() -> None:
    before = decided(HUDA, SALIM)
    (change,) = told(before, HUDA, with_spans(SALIM))
    assert change == Changed(what=What.REMOVED, person="salim", before=SALIM.spans[0].mark)
    both = told(before, with_spans(HUDA), with_spans(SALIM))
    assert [(one.what, one.person) for one in both] == [(What.REMOVED, "huda"), (What.REMOVED, "salim")]


def test_who_marked_it_too_is_told_apart_from_who_finished_since() -> None:
    maryam = layer("maryam")
    other = span("باسم وزارة الداخلية", "actor", "maryam")
    with_her = with_spans(maryam, other)
    (change,) = told(decided(HUDA, SALIM, maryam), HUDA, SALIM, with_her)
    assert change == Changed(what=What.ADDED, person="maryam", after=other.mark)
    (change,) = told(decided(HUDA, SALIM), HUDA, SALIM, with_her)
    assert change == Changed(what=What.JOINED, person="maryam", after=other.mark)


def test_who_has_not_finished_any_more_is_told() -> None:
    maryam = layer("maryam", MINISTRY)
    (change,) = told(decided(HUDA, SALIM, maryam), HUDA, SALIM)
    assert change == Changed(what=What.LEFT, person="maryam")


def test_a_policy_that_says_otherwise_today_is_told_with_who_made_it_so() -> None:
    maryam = layer("maryam", MINISTRY)
    before = decided(HUDA, SALIM, maryam, rule="majority")
    changes = told(before, HUDA, SALIM, maryam, layer("omar"))
    assert changes == [
        Changed(what=What.POLICY),
        Changed(what=What.JOINED, person="omar"),
    ]


def changed_layers(before: list[Layer], after: list[Layer]) -> list[Layer]:
    """Return the layers of after, in which spans that stand where they stood keep their ids, and some that moved do, too."""
    ids = {(one.annotator, one.mark): one for each in before for one in each.spans}
    left = {(one.annotator, one.label): one for each in before for one in each.spans}
    found = []
    for each in after:
        spans: list[Span] = []
        for one in each.spans:
            old = ids.get((one.annotator, one.mark)) or left.pop((one.annotator, one.label), None)
            is_free = old is not None and old.id not in {span.id for span in spans}
            spans.append(msgspec.structs.replace(one, id=old.id) if old is not None and is_free else one)
        found.append(with_spans(each, *spans))
    return found


@given(
    before=layers(2, 3),
    after=layers(2, 4),
    rule=st.sampled_from(["unanimous", "majority", "adjudicator:huda"]),
)
def test_all_that_is_stale_says_why_and_nothing_else_does_and_all_can_be_kept(
    before: list[Layer], after: list[Layer], rule: str
) -> None:
    made = adjudicating(before, policy=policy(rule))
    made.apply_policy()
    for case in made.open_cases():
        assert case.group is not None
        try:
            made.choose(case, case.group.versions[:1])
        except SpanError:
            made.reject(case)
    again = adjudicating(changed_layers(before, after), made.gold, policy=policy(rule))
    for case in again.cases:
        assert bool(again.changes(case)) == case.stale
        for change in again.changes(case):
            assert change.before != change.after or change.before is None
    gold, stale = again.gold, again.tally.stale
    spans = sorted(one.mark for decision in gold.decisions for one in decision.spans)
    step, left = again.confirm_stale()
    assert left == again.tally.stale == 0
    assert (step is None) == (stale == 0)
    kept = sorted(one.mark for decision in again.gold.decisions for one in decision.spans)
    assert kept == spans  # keeping changes no gold
    if step is not None:
        assert len(step.edits) >= stale  # what is exactly a version of another case moves there
        again.undo()
        assert again.gold == gold
        assert again.tally.stale == stale


def test_what_is_kept_is_the_adjudicators_own_and_holds() -> None:
    maryam = layer("maryam", MINISTRY)
    before = decided(HUDA, SALIM, maryam, rule="majority")
    today = [HUDA, SALIM, with_spans(maryam)]
    again = adjudicating(today, before.gold, policy=before.policy)
    step, left = again.confirm_stale()
    assert step is not None
    (edit,) = step.edits
    assert left == 0
    assert edit.after is not None
    assert (edit.after.adjudicator, edit.after.policy, edit.after.choice) == ("nadia", "", Choice.TAKEN)
    assert adjudicating(today, again.gold, policy=before.policy).tally.stale == 0
    assert TEXT[slice(*edit.after.spans[0].mark[:2])] == MINISTRY[0]


def test_a_case_that_is_not_stale_says_nothing() -> None:
    made = decided(HUDA, SALIM)
    assert [made.changes(case) for case in made.cases] == [()]
    with pytest.raises(SpanError):
        adjudicating([with_spans(HUDA), with_spans(SALIM)]).changes(made.cases[0])
