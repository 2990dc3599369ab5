"""Decisions stay when an annotator changes a layer; those it touches are marked stale."""

from __future__ import annotations

import msgspec
import pytest

from annotator.adjudication import Adjudication, Kind, cases, groups, policy
from annotator.model import Choice, Gold, Layer, Span
from tests.adjudication.story import (
    QUOTE,
    TEXT,
    adjudicating,
    at,
    fresh_id,
    in_gold,
    layer,
    moved,
    span,
    with_spans,
)

HUDA = layer(
    "huda", ("وزارة الداخلية", "actor"), ("الرمال", "location"), ("الجيش", "actor"), (QUOTE, "claim")
)
SALIM = layer("salim", ("الداخلية", "actor"), ("الرمال", "location"), ("جيش", "actor"))


def decided(*layers: Layer) -> Adjudication:
    """Return an article in which everything is decided, all that differs for the first version."""
    adjudication = adjudicating(layers)
    adjudication.apply_policy()
    for case in adjudication.open_cases():
        assert case.group is not None
        adjudication.choose(case, case.group.versions[:1])
    assert not adjudication.open_cases()
    return adjudication


def open_after(adjudication: Adjudication, *layers: Layer) -> list[str]:
    """Return what is open when the article is opened again with these layers."""
    return [TEXT[case.start : case.end] for case in adjudicating(layers, adjudication.gold).open_cases()]


def without(before: Layer, place: int) -> Layer:
    return with_spans(before, *(one for index, one in enumerate(before.spans) if index != place))


def test_nothing_is_stale_while_nobody_changes_anything() -> None:
    adjudication = decided(HUDA, SALIM)
    again = adjudicating([SALIM, HUDA], adjudication.gold)
    assert again.cases == adjudication.cases
    assert again.open_cases() == []
    assert again.gold == adjudication.gold


@pytest.mark.parametrize(
    ("change", "label"), [((1, 0), "actor"), ((0, -2), "actor"), ((0, 0), "location")], ids=str
)
def test_a_span_moved_or_relabelled_makes_its_decision_stale_and_no_other(
    change: tuple[int, int], label: str
) -> None:
    adjudication = decided(HUDA, SALIM)
    first = HUDA.spans[0]
    other = moved(first, first.start + change[0], first.end + change[1])
    other = msgspec.structs.replace(other, label=label)
    huda = with_spans(HUDA, other, *HUDA.spans[1:])
    again = adjudicating([huda, SALIM], adjudication.gold)
    (case,) = [case for case in again.cases if case.stale]
    assert case.open
    assert case.decision == at(adjudication, "وزارة").decision
    assert case.group is not None
    assert again.gold == adjudication.gold
    assert adjudicating([HUDA, SALIM], again.gold).open_cases() == []  # the change undone, it is fresh again


def test_a_span_removed_makes_its_decision_stale() -> None:
    adjudication = decided(HUDA, SALIM)
    again = adjudicating([HUDA, without(SALIM, 2)], adjudication.gold)
    (case,) = again.open_cases()
    assert (TEXT[case.start : case.end], case.stale) == ("الجيش", True)
    assert case.group is not None
    assert case.group.kind is Kind.MISSING


def test_a_decision_whose_spans_are_all_gone_is_a_case_of_its_own() -> None:
    adjudication = decided(HUDA, SALIM)
    again = adjudicating([without(HUDA, 1), without(SALIM, 1)], adjudication.gold)
    (case,) = again.open_cases()
    assert (case.group, case.stale, case.key) == (None, True, case.decision and case.decision.id)
    assert TEXT[case.start : case.end] == "الرمال"
    assert [one.annotator for one in case.sources] == ["huda", "salim"]
    assert [one.start for one in again.cases] == sorted(one.start for one in again.cases)


def test_spans_that_were_taken_away_and_put_back_are_what_they_were() -> None:
    adjudication = decided(HUDA, SALIM)
    huda = with_spans(HUDA, *map(fresh_id, HUDA.spans))
    again = adjudicating([huda, with_spans(SALIM, *map(fresh_id, SALIM.spans))], adjudication.gold)
    assert again.open_cases() == []
    assert [case.decision for case in again.cases] == [case.decision for case in adjudication.cases]


def test_a_decision_goes_where_all_its_marks_are_and_not_after_an_id() -> None:
    """Huda tagged again what she had, and moved the span it was decided from elsewhere."""
    adjudication = decided(HUDA, SALIM)
    first = HUDA.spans[0]
    elsewhere = span("المتحدث", "actor")
    huda = with_spans(HUDA, fresh_id(first), moved(first, elsewhere.start, elsewhere.end), *HUDA.spans[1:])
    again = adjudicating([huda, SALIM], adjudication.gold)
    (case,) = again.open_cases()
    assert (TEXT[case.start : case.end], case.decision) == ("المتحدث", None)
    assert at(again, "وزارة").decision == at(adjudication, "وزارة").decision


def test_one_more_who_has_what_all_agreed_on_changes_nothing() -> None:
    adjudication = decided(HUDA, SALIM)
    maryam = layer("maryam", ("الرمال", "location"))
    again = adjudicating([HUDA, maryam, SALIM], adjudication.gold)
    assert again.open_cases() == []
    assert at(again, "الرمال").sources != at(adjudication, "الرمال").sources


def test_one_more_who_has_what_was_chosen_changes_nothing() -> None:
    agreed = ("الرمال", "location")
    for choice, theirs, stale in (
        (0, "الجيش", False),
        (0, "جيش", True),
        (1, "جيش", False),
        (1, "الجيش", True),
        (None, "الجيش", True),
    ):
        adjudication = adjudicating([HUDA, SALIM])
        case = at(adjudication, "الجيش")
        assert case.group is not None
        chosen = [] if choice is None else [case.group.versions[choice]]
        adjudication.choose(case, chosen)
        again = adjudicating([HUDA, layer("maryam", agreed, (theirs, "actor")), SALIM], adjudication.gold)
        assert at(again, "جيش").decision is not None
        assert at(again, "جيش").stale == stale, (choice, theirs)


def test_of_two_decisions_for_one_group_the_one_that_is_not_stale_has_it() -> None:
    """Somebody moved a span onto what was decided apart from it; the older of both decisions is about what was there."""
    long, short = "وزارة الداخلية أمس", "الداخلية"
    huda, salim = layer("huda", (long, "actor")), layer("salim", (short, "location"))
    adjudication = adjudicating([huda, salim])
    first, second = adjudication.cases
    assert first.group is not None
    assert second.group is not None
    adjudication.reject(second)
    adjudication.choose(first, first.group.versions)
    after = with_spans(
        salim,
        msgspec.structs.replace(
            salim.spans[0], start=huda.spans[0].start, end=huda.spans[0].end, label="actor"
        ),
    )
    again = adjudicating([huda, after], adjudication.gold)
    together, alone = again.cases
    assert (together.stale, together.decision and together.decision.spans != ()) == (False, True)
    assert (alone.group, alone.stale) == (None, True)


def test_a_new_span_that_joins_a_group_makes_its_decision_stale() -> None:
    adjudication = decided(HUDA, SALIM)
    salim = with_spans(SALIM, *SALIM.spans, span(f"«{QUOTE}»", "claim", "salim"))
    (case,) = adjudicating([HUDA, salim], adjudication.gold).open_cases()
    assert case.group is not None
    assert (case.group.kind, case.stale) == (Kind.BOUNDARY, True)


def test_a_new_span_elsewhere_is_open_and_leaves_the_decisions_alone() -> None:
    adjudication = decided(HUDA, SALIM)
    salim = with_spans(SALIM, *SALIM.spans, span("مسلحين", "actor", "salim"))
    (case,) = adjudicating([HUDA, salim], adjudication.gold).open_cases()
    assert (case.decision, case.stale) == (None, False)


def test_attributes_and_times_of_a_span_don_t_matter() -> None:
    adjudication = decided(HUDA, SALIM)
    spans = [msgspec.structs.replace(one, attributes={"sure": "no"}) for one in HUDA.spans]
    assert open_after(adjudication, with_spans(HUDA, *spans), SALIM) == []


def test_one_more_who_finished_touches_only_what_they_marked_and_what_a_policy_decided() -> None:
    adjudication = decided(HUDA, SALIM)
    maryam = layer("maryam", ("جيش", "actor"))
    again = adjudicating([HUDA, maryam, SALIM], adjudication.gold)
    assert [TEXT[case.start : case.end] for case in again.open_cases()] == ["الرمال", "الجيش"]
    assert all(case.stale for case in again.open_cases())


def test_a_policy_that_says_the_same_with_one_more_keeps_its_decision() -> None:
    layers = [layer(name, ("الرمال", "location")) for name in ("huda", "salim", "ziyad")]
    layers.append(layer("omar"))
    adjudication = adjudicating(layers, policy=policy("majority"))
    adjudication.apply_policy()
    assert in_gold(adjudication) == [("الرمال", "location")]
    assert open_after(adjudication, *layers, layer("maryam")) == []
    assert open_after(adjudication, *layers, layer("maryam"), layer("nour")) == ["الرمال"]


def test_none_of_them_is_stale_as_any_other_decision() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.reject(at(adjudication, "الجيش"))
    again = adjudicating([HUDA, without(SALIM, 2)], adjudication.gold)
    assert at(again, "الجيش").stale
    gone = adjudicating([layer("huda"), layer("salim")], adjudication.gold)
    (case,) = gone.open_cases()
    assert (case.group, TEXT[case.start : case.end]) == (None, "الجيش")
    step = gone.confirm(case)
    assert [(edit.before, edit.after) for edit in step.edits] == [(case.decision, None)]
    assert gone.cases == ()


def test_keeping_a_stale_decision_makes_it_about_today() -> None:
    adjudication = decided(HUDA, SALIM)
    again = adjudicating(
        [HUDA, layer("maryam", ("جيش", "actor")), SALIM], adjudication.gold, adjudicator="samir"
    )
    army, town = at(again, "الجيش"), at(again, "الرمال")
    for case in (army, town):
        again.confirm(case)
        kept = again.case(case.key)
        assert kept is not None
        assert kept.decision is not None
        assert case.decision is not None
        assert not kept.open
        assert (kept.decision.id, kept.decision.spans) == (case.decision.id, case.decision.spans)
        assert (kept.decision.sources, kept.decision.policy) == (case.sources, "")
        assert (kept.decision.people, kept.decision.adjudicator) == (("huda", "maryam", "salim"), "samir")
    assert again.open_cases() == []


def test_keeping_what_nobody_has_any_more_makes_it_an_added_span() -> None:
    adjudication = decided(HUDA, SALIM)
    again = adjudicating([without(HUDA, 1), without(SALIM, 1)], adjudication.gold)
    before = in_gold(again)
    again.confirm(again.open_cases()[0])
    assert again.open_cases() == []
    assert in_gold(again) == before
    added = next(decision for decision in again.gold.decisions if not decision.sources)
    assert added.choice is Choice.ADDED


def test_a_kept_decision_says_what_it_is_today() -> None:
    """The version taken is gone, so what is kept is an edited one."""
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    assert case.group is not None
    adjudication.choose(case, [version for version in case.group.versions if version.annotators == ("huda",)])
    first = HUDA.spans[0]
    again = adjudicating(
        [with_spans(HUDA, moved(first, first.start + 1, first.end), *HUDA.spans[1:]), SALIM],
        adjudication.gold,
    )
    step = again.confirm(at(again, "الداخلية"))
    assert step.edits[0].after is not None
    assert step.edits[0].after.choice is Choice.EDITED


def test_of_two_decisions_for_one_group_the_older_has_it_and_the_other_is_a_stale_case() -> None:
    """Two adjudicators decided two groups that an annotator has made one since."""
    long, short = "وزارة الداخلية أمس", "الداخلية"
    huda = layer("huda", (long, "actor"))
    salim = layer("salim", (short, "location"))
    adjudication = adjudicating([huda, salim])
    first, second = adjudication.cases
    assert first.group is not None
    assert second.group is not None
    adjudication.choose(first, first.group.versions)
    adjudication.choose(second, second.group.versions)
    renamed = with_spans(salim, msgspec.structs.replace(salim.spans[0], label="actor"))
    again = adjudicating([huda, renamed], adjudication.gold)
    together, alone = again.cases
    assert (together.group is None, together.stale) == (False, True)
    assert (alone.group, alone.stale, alone.open) == (None, True, True)
    assert [together.decision, alone.decision] == list(adjudication.gold.decisions)
    again.remove(together)
    (left,) = again.cases
    assert left.decision == alone.decision
    assert left.group == together.group
    again.undo()
    assert again.cases == (together, alone)


def test_a_decision_whose_group_fell_apart_goes_with_the_first_of_its_parts() -> None:
    adjudication = decided(HUDA, SALIM)
    ministry = HUDA.spans[0]
    cut = moved(ministry, ministry.start, ministry.start + len("وزارة"))
    again = adjudicating([with_spans(HUDA, cut, *HUDA.spans[1:]), SALIM], adjudication.gold)
    first, second = again.open_cases()
    assert [TEXT[case.start : case.end] for case in (first, second)] == ["وزارة", "الداخلية"]
    assert (first.stale, first.decision is None) == (True, False)
    assert (second.stale, second.decision) == (False, None)


def test_accepting_decides_again_what_a_policy_decided_and_leaves_what_a_person_did() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.apply_policy()
    case = at(adjudication, "الجيش")
    assert case.group is not None
    adjudication.choose(case, case.group.versions[:1])
    town, army = (
        next(one for one in HUDA.spans if TEXT[one.start : one.end] == word) for word in ("الرمال", "الجيش")
    )

    def longer(one: Span) -> Span:
        return moved(one, town.start - 6, one.end) if one.start == town.start else one

    def cut(one: Span) -> Span:
        return moved(one, army.start + 2, one.end) if one == army else one

    huda = with_spans(HUDA, *(cut(longer(one)) for one in HUDA.spans))
    salim = with_spans(SALIM, *(longer(one) for one in SALIM.spans))
    again = adjudicating([huda, salim], adjudication.gold)
    assert [TEXT[case.start : case.end] for case in again.cases if case.stale] == ["مدينة الرمال", "جيش"]
    again.apply_policy()
    assert ("مدينة الرمال", "location") in in_gold(again)
    assert ("الرمال", "location") not in in_gold(again)
    assert [TEXT[case.start : case.end] for case in again.cases if case.stale] == ["جيش"]


def test_cases_need_no_adjudication() -> None:
    adjudication = decided(HUDA, SALIM)
    found = cases(
        groups(TEXT, [HUDA, SALIM]), adjudication.gold.decisions, ("huda", "salim"), adjudication.policy
    )
    assert found == adjudication.cases
    fresh = cases(
        groups(TEXT, [HUDA, SALIM]), Gold(article="rimal").decisions, ("huda", "salim"), policy("none")
    )
    assert all(case.open for case in fresh)
