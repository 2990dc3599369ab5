"""What an adjudicator can do in one article."""

from __future__ import annotations

import msgspec
import pytest

from annotator.adjudication import policy
from annotator.errors import StaleSpanError
from annotator.model import Choice, Gold, Move
from tests.adjudication.deciding import (
    ARMY,
    HUDA,
    MINISTRY,
    PORT,
    SALIM,
    TOWN,
    given,
    group_of,
    made,
    offsets,
)
from tests.adjudication.story import TEXT, adjudicating, at, in_gold, layer, moved, span, with_spans


def test_an_article_begins_with_what_differs_open_and_what_is_agreed_quiet() -> None:
    desk = adjudicating([HUDA, SALIM])
    assert (desk.people, desk.adjudicator, str(desk.policy)) == (("huda", "salim"), "nadia", "unanimous")
    assert [TEXT[case.start : case.end] for case in desk.cases] == [MINISTRY[0], TOWN[0], ARMY[0], PORT[0]]
    assert [case.open for case in desk.cases] == [True, False, True, True]
    assert desk.open_cases() == [case for case in desk.cases if case.open]
    assert desk.gold == Gold(article="rimal")


def test_under_no_policy_what_is_agreed_is_open_too() -> None:
    desk = adjudicating([HUDA, SALIM], policy=policy("none"))
    assert len(desk.open_cases()) == 4
    assert desk.apply_policy() is None


def test_a_version_taken_is_in_gold_with_all_that_is_known_of_it() -> None:
    sure = msgspec.structs.replace(HUDA.spans[0], attributes={"sure": "yes"})
    desk = adjudicating([with_spans(HUDA, sure, *HUDA.spans[1:]), SALIM])
    case = at(desk, "وزارة")
    step = desk.choose(case, group_of(case).versions[:1])
    decision = made(step)
    assert (step.article, step.adjudicator, step.move, step.settled) == (
        "rimal",
        "nadia",
        Move.DO,
        (False, False),
    )
    assert step.edits[0].before is None
    assert (decision.choice, decision.adjudicator, decision.policy) == (Choice.TAKEN, "nadia", "")
    assert (decision.people, decision.sources) == (("huda", "salim"), group_of(case).sources)
    assert given(desk, "وزارة").attributes == {"sure": "yes"}
    assert in_gold(desk) == [MINISTRY]
    now = desk.case(case.key)
    assert now is not None
    assert (now.decision, now.open, now.group) == (decision, False, case.group)
    assert desk.gold.decisions == (decision,)


def test_several_versions_go_to_gold_together() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "وزارة")
    decision = made(desk.choose(case, group_of(case).versions))
    assert decision.choice is Choice.SEVERAL
    assert in_gold(desk) == [MINISTRY, ("الداخلية", "actor")]


def test_none_of_them_is_a_decision() -> None:
    desk = adjudicating([HUDA, SALIM])
    decision = made(desk.reject(at(desk, "الجيش")))
    assert (decision.choice, decision.spans, len(decision.sources)) == (Choice.NONE, (), 1)
    assert not at(desk, "الجيش").open
    assert made(desk.choose(at(desk, "وزارة"), ())).choice is Choice.NONE


def test_another_choice_takes_the_place_of_the_earlier_one() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "وزارة")
    first = made(desk.choose(case, group_of(case).versions[:1]))
    step = desk.choose(case, group_of(case).versions)
    assert step.edits[0].before == first
    assert made(step).id == first.id
    assert first.spans[0] in made(step).spans
    desk.reject(case)
    assert in_gold(desk) == []
    assert len(desk.gold.decisions) == 1


def test_other_edges_and_another_label_are_told_apart() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "وزارة")
    version = group_of(case).versions[0]
    edited = made(desk.change(case, version, *offsets("المتحدث باسم وزارة الداخلية"), "actor"))
    assert edited.choice is Choice.EDITED
    relabelled = made(desk.change(case, version, version.start, version.end, "location"))
    assert relabelled.choice is Choice.RELABELLED
    both = made(desk.change(case, version, *offsets("باسم وزارة الداخلية"), "claim"))
    assert both.choice is Choice.EDITED
    other = group_of(case).versions[1]
    as_salim = made(desk.change(case, version, other.start, other.end, other.label))
    assert as_salim.choice is Choice.TAKEN
    assert in_gold(desk) == [("الداخلية", "actor")]


def test_a_gold_span_is_changed_on_from_what_it_is() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "وزارة")
    desk.choose(case, group_of(case).versions)
    first, second = at(desk, "وزارة").decision.spans  # type: ignore[union-attr]
    desk.change(case, first, *offsets("باسم وزارة الداخلية"), "actor")
    assert in_gold(desk) == [("باسم وزارة الداخلية", "actor"), ("الداخلية", "actor")]
    decision = at(desk, "وزارة").decision
    assert decision is not None
    assert {one.id for one in decision.spans} == {first.id, second.id}
    with pytest.raises(StaleSpanError, match="labelled actor at"):
        desk.change(case, first, *offsets("وزارة"), "actor")


def test_a_span_that_nobody_had_is_added_changed_and_removed() -> None:
    desk = adjudicating([HUDA, SALIM])
    added = made(desk.add(*offsets("مسلحين"), "actor"))
    assert (added.choice, added.sources, added.people) == (Choice.ADDED, (), ("huda", "salim"))
    case = at(desk, "مسلحين")
    assert (case.group, case.stale, case.open, case.key) == (None, False, False, added.id)
    changed = made(desk.change(case, added.spans[0], *offsets("مسلحين هاجموا"), "claim"))
    assert (changed.id, changed.choice) == (added.id, Choice.ADDED)
    assert in_gold(desk) == [("مسلحين هاجموا", "claim")]
    desk.remove(case)
    assert in_gold(desk) == []
    assert desk.case(case.key) is None
    desk.undo()
    desk.reject(at(desk, "مسلحين"))
    assert desk.case(case.key) is None
    assert desk.gold == Gold(article="rimal")


def test_a_decision_taken_back_is_open_again() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "الجيش")
    desk.choose(case, group_of(case).versions)
    desk.remove(case)
    assert desk.case(case.key) == case
    with pytest.raises(StaleSpanError, match="Nothing is decided at"):
        desk.remove(case)


def test_accept_decides_in_one_step_what_the_policy_would() -> None:
    maryam = layer("maryam", ("الداخلية", "actor"), TOWN)
    desk = adjudicating([HUDA, maryam, SALIM], policy=policy("majority"))
    step = desk.apply_policy()
    assert step is not None
    assert in_gold(desk) == [("الداخلية", "actor"), TOWN]
    told = sorted((decision.policy, decision.choice) for decision in desk.gold.decisions)
    assert told == [
        ("majority", Choice.NONE),
        ("majority", Choice.NONE),
        ("majority", Choice.TAKEN),
        ("unanimous", Choice.TAKEN),
    ]
    assert {decision.adjudicator for decision in desk.gold.decisions} == {"nadia"}
    assert desk.open_cases() == []
    assert desk.apply_policy() is None
    desk.undo()
    assert desk.gold == Gold(article="rimal")


def test_accept_leaves_what_was_decided_by_hand() -> None:
    desk = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    by_hand = made(desk.reject(at(desk, "وزارة")))
    desk.apply_policy()
    assert at(desk, "وزارة").decision == by_hand
    assert in_gold(desk) == [TOWN, ARMY]


def test_what_all_came_to_agree_on_is_open_when_gold_has_it_from_elsewhere() -> None:
    desk = adjudicating([HUDA, SALIM])
    desk.add(*offsets("مسلحين"), "actor")
    more = [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in (HUDA, SALIM)]
    again = adjudicating(more, desk.gold)
    assert offsets("مسلحين") in [(case.start, case.end) for case in again.open_cases()]
    again.apply_policy()  # nothing is given twice
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]
    group = next(case for case in again.open_cases() if (case.start, case.end) == offsets("مسلحين"))
    again.remove(next(case for case in again.cases if case.group is None))
    now = again.case(group.key)
    assert now is not None
    assert not now.open


def test_a_note_is_kept_for_the_decision_and_stays_with_it() -> None:
    desk = adjudicating([HUDA, SALIM])
    case = at(desk, "وزارة")
    assert desk.note(case, "الوزارة كلها") is None
    assert desk.note_of(case) == "الوزارة كلها"
    assert desk.gold == Gold(article="rimal")
    assert made(desk.choose(case, group_of(case).versions[:1])).note == "الوزارة كلها"
    assert made(desk.reject(case)).note == "الوزارة كلها"
    assert made(desk.note(case, "لا أحد")).note == "لا أحد"
    assert desk.note(case, "لا أحد") is None
    assert desk.note_of(case) == "لا أحد"
    assert made(desk.note(case, "")).note == ""
    assert desk.note_of(case) == ""
    assert made(desk.choose(case, group_of(case).versions[:1])).note == ""
    for _ in range(2):
        desk.undo()
    assert desk.note_of(case) == "لا أحد"
    while desk.undo() is not None:
        pass
    assert desk.note_of(case) == "الوزارة كلها"


def test_a_note_goes_into_what_a_policy_and_settling_decide_too() -> None:
    desk = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    desk.note(at(desk, "الجيش"), "هدى على حق")
    desk.apply_policy()
    assert [decision.note for decision in desk.gold.decisions if decision.note] == ["هدى على حق"]


def test_a_note_leaves_who_decided_and_how() -> None:
    desk = adjudicating([HUDA, SALIM])
    desk.apply_policy()
    town = at(desk, "الرمال")
    again = adjudicating([HUDA, SALIM], desk.gold, adjudicator="samir")
    noted = made(again.note(town, "مؤكد"))
    assert (noted.adjudicator, noted.policy, noted.note) == ("nadia", "unanimous", "مؤكد")


def test_accept_gives_a_place_to_what_came_there_when_the_span_before_it_moved_away() -> None:
    """Both people moved what they agreed on, and marked its old place again: the same text and label, another thing."""
    desk = adjudicating([HUDA, SALIM])
    desk.apply_policy()
    layers = []
    for one in (HUDA, SALIM):
        town = next(span for span in one.spans if TEXT[span.start : span.end] == "الرمال")
        others = [span for span in one.spans if span != town]
        start, end = offsets("العاصمة")
        again = span("الرمال", "location", one.annotator)
        layers.append(with_spans(one, *others, moved(town, start, end), again))
    later = adjudicating(layers, desk.gold)
    before = later.cases
    step = later.apply_policy()
    assert step is not None
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
    undone = later.undo()
    assert undone is not None
    assert (later.cases, in_gold(later)) == (before, [TOWN])
    later.redo()
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
