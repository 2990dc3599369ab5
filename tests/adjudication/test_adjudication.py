"""What an adjudicator can do in one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from annotator.model import Layer


def test_an_article_begins_with_what_differs_open_and_what_is_agreed_quiet() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    assert (adjudication.people, adjudication.adjudicator, str(adjudication.policy)) == (
        ("huda", "salim"),
        "nadia",
        "unanimous",
    )
    assert [TEXT[case.start : case.end] for case in adjudication.cases] == [
        MINISTRY[0],
        TOWN[0],
        ARMY[0],
        PORT[0],
    ]
    assert [case.open for case in adjudication.cases] == [True, False, True, True]
    assert adjudication.open_cases() == [case for case in adjudication.cases if case.open]
    assert adjudication.gold == Gold(article="rimal")


def test_under_no_policy_what_is_agreed_is_open_too() -> None:
    adjudication = adjudicating([HUDA, SALIM], policy=policy("none"))
    assert len(adjudication.open_cases()) == 4
    assert adjudication.apply_policy() is None


def test_a_version_taken_is_in_gold_with_all_that_is_known_of_it() -> None:
    sure = msgspec.structs.replace(HUDA.spans[0], attributes={"sure": "yes"})
    adjudication = adjudicating([with_spans(HUDA, sure, *HUDA.spans[1:]), SALIM])
    case = at(adjudication, "وزارة")
    step = adjudication.choose(case, group_of(case).versions[:1])
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
    assert given(adjudication, "وزارة").attributes == {"sure": "yes"}
    assert in_gold(adjudication) == [MINISTRY]
    now = adjudication.case(case.key)
    assert now is not None
    assert (now.decision, now.open, now.group) == (decision, False, case.group)
    assert adjudication.gold.decisions == (decision,)


def test_several_versions_go_to_gold_together() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    decision = made(adjudication.choose(case, group_of(case).versions))
    assert decision.choice is Choice.SEVERAL
    assert in_gold(adjudication) == [MINISTRY, ("الداخلية", "actor")]


def test_none_of_them_is_a_decision() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    decision = made(adjudication.reject(at(adjudication, "الجيش")))
    assert (decision.choice, decision.spans, len(decision.sources)) == (Choice.NONE, (), 1)
    assert not at(adjudication, "الجيش").open
    assert made(adjudication.choose(at(adjudication, "وزارة"), ())).choice is Choice.NONE


def test_another_choice_takes_the_place_of_the_earlier_one() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    first = made(adjudication.choose(case, group_of(case).versions[:1]))
    step = adjudication.choose(case, group_of(case).versions)
    assert step.edits[0].before == first
    assert made(step).id == first.id
    assert first.spans[0] in made(step).spans
    adjudication.reject(case)
    assert in_gold(adjudication) == []
    assert len(adjudication.gold.decisions) == 1


def test_other_edges_and_another_label_are_told_apart() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    version = group_of(case).versions[0]
    edited = made(adjudication.change(case, version, *offsets("المتحدث باسم وزارة الداخلية"), "actor"))
    assert edited.choice is Choice.EDITED
    relabelled = made(adjudication.change(case, version, version.start, version.end, "location"))
    assert relabelled.choice is Choice.RELABELLED
    both = made(adjudication.change(case, version, *offsets("باسم وزارة الداخلية"), "claim"))
    assert both.choice is Choice.EDITED
    other = group_of(case).versions[1]
    as_salim = made(adjudication.change(case, version, other.start, other.end, other.label))
    assert as_salim.choice is Choice.TAKEN
    assert in_gold(adjudication) == [("الداخلية", "actor")]


def test_a_gold_span_is_changed_on_from_what_it_is() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    adjudication.choose(case, group_of(case).versions)
    first, second = at(adjudication, "وزارة").decision.spans  # type: ignore[union-attr]
    adjudication.change(case, first, *offsets("باسم وزارة الداخلية"), "actor")
    assert in_gold(adjudication) == [("باسم وزارة الداخلية", "actor"), ("الداخلية", "actor")]
    decision = at(adjudication, "وزارة").decision
    assert decision is not None
    assert {one.id for one in decision.spans} == {first.id, second.id}
    with pytest.raises(StaleSpanError, match="labelled actor at"):
        adjudication.change(case, first, *offsets("وزارة"), "actor")


def test_a_span_that_nobody_had_is_added_changed_and_removed() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    added = made(adjudication.add(*offsets("مسلحين"), "actor"))
    assert (added.choice, added.sources, added.people) == (Choice.ADDED, (), ("huda", "salim"))
    case = at(adjudication, "مسلحين")
    assert (case.group, case.stale, case.open, case.key) == (None, False, False, added.id)
    changed = made(adjudication.change(case, added.spans[0], *offsets("مسلحين هاجموا"), "claim"))
    assert (changed.id, changed.choice) == (added.id, Choice.ADDED)
    assert in_gold(adjudication) == [("مسلحين هاجموا", "claim")]
    adjudication.remove(case)
    assert in_gold(adjudication) == []
    assert adjudication.case(case.key) is None
    adjudication.undo()
    adjudication.reject(at(adjudication, "مسلحين"))
    assert adjudication.case(case.key) is None
    assert adjudication.gold == Gold(article="rimal")


def test_a_decision_taken_back_is_open_again() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "الجيش")
    adjudication.choose(case, group_of(case).versions)
    adjudication.remove(case)
    assert adjudication.case(case.key) == case
    with pytest.raises(StaleSpanError, match="Nothing is decided at"):
        adjudication.remove(case)


def test_accept_decides_in_one_step_what_the_policy_would() -> None:
    maryam = layer("maryam", ("الداخلية", "actor"), TOWN)
    adjudication = adjudicating([HUDA, maryam, SALIM], policy=policy("majority"))
    step = adjudication.apply_policy()
    assert step is not None
    assert in_gold(adjudication) == [("الداخلية", "actor"), TOWN]
    told = sorted((decision.policy, decision.choice) for decision in adjudication.gold.decisions)
    assert told == [
        ("majority", Choice.NONE),
        ("majority", Choice.NONE),
        ("majority", Choice.TAKEN),
        ("unanimous", Choice.TAKEN),
    ]
    assert {decision.adjudicator for decision in adjudication.gold.decisions} == {"nadia"}
    assert adjudication.open_cases() == []
    assert adjudication.apply_policy() is None
    adjudication.undo()
    assert adjudication.gold == Gold(article="rimal")


def test_accept_leaves_what_was_decided_by_hand() -> None:
    adjudication = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    by_hand = made(adjudication.reject(at(adjudication, "وزارة")))
    adjudication.apply_policy()
    assert at(adjudication, "وزارة").decision == by_hand
    assert in_gold(adjudication) == [TOWN, ARMY]


def test_what_all_came_to_agree_on_is_decided_where_it_was_added() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.add(*offsets("مسلحين"), "actor")
    again = adjudicating(with_gunmen(HUDA, SALIM), adjudication.gold)
    assert offsets("مسلحين") not in [(case.start, case.end) for case in again.open_cases()]
    again.apply_policy()  # nothing is given twice
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]


def test_what_all_came_to_agree_on_is_open_when_gold_has_it_from_elsewhere() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    army = at(adjudication, "الجيش")
    adjudication.change(army, group_of(army).versions[0], *offsets("مسلحين"), "actor")
    again = adjudicating(with_gunmen(HUDA, SALIM), adjudication.gold)
    (gunmen,) = [case for case in again.open_cases() if (case.start, case.end) == offsets("مسلحين")]
    again.apply_policy()  # nothing is given twice
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]
    again.choose(gunmen, group_of(gunmen).versions)
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]
    army_now = at(again, "الجيش").decision
    assert army_now is not None
    assert army_now.spans == ()
    again.undo()
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]
    again.reject(gunmen)  # what is marked is decided in its own case
    assert in_gold(again) == [TOWN]


def with_gunmen(*layers: Layer) -> list[Layer]:
    return [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in layers]


def test_what_is_added_as_somebody_has_it_is_one_step_and_keeps_the_note_of_its_case() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    army = at(adjudication, "الجيش")
    adjudication.note(army, "من نص البيان")
    taken = made(adjudication.add(*offsets("الجيش"), "actor"))
    assert (taken.choice, taken.note, taken.sources) == (Choice.TAKEN, "من نص البيان", army.sources)
    assert adjudication.undo() is not None
    assert at(adjudication, "الجيش").open
    assert adjudication.redo() is not None
    assert in_gold(adjudication) == [ARMY]


def test_an_added_span_that_is_changed_into_somebodys_version_becomes_the_decision_about_it() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    added = made(adjudication.add(*offsets("مسلحين"), "actor"))
    alone = adjudication.case(added.id)
    assert alone is not None
    adjudication.note(alone, "هم لا غيرهم")
    changed = made(adjudication.change(alone, added.spans[0], *offsets("الجيش"), "actor"))
    assert (changed.id, changed.choice, changed.note) == (added.id, Choice.TAKEN, "هم لا غيرهم")
    assert [case for case in adjudication.cases if case.group is None] == []
    assert not at(adjudication, "الجيش").open


def test_a_label_given_to_gold_spans_at_once_decides_the_case_of_who_has_that() -> None:
    """But not where that has changed since it was decided, as it has to be looked at."""
    layers = [layer("huda", ("الجيش أغلق", "actor")), layer("salim", ("الجيش", "claim"))]
    adjudication = adjudicating(layers)
    army = at(adjudication, "أغلق")
    adjudication.change(army, group_of(army).versions[0], *offsets("الجيش"), "actor")
    step = adjudication.revise({(*offsets("الجيش"), "actor")}, "claim")
    assert step is not None
    assert in_gold(adjudication) == [("الجيش", "claim")]
    assert adjudication.open_cases() == []
    adjudication.undo()
    adjudication.reject(at(adjudication, "الجيش"))
    wider = [layers[0], layer("salim", ("الجيش", "claim")), layer("maryam", ("الجيش أغلق الطريق", "claim"))]
    again = adjudicating(wider, adjudication.gold)
    assert [case.stale for case in again.open_cases()].count(True) >= 1
    assert again.revise({(*offsets("الجيش"), "actor")}, "claim") is None


def test_a_note_is_kept_for_the_decision_and_stays_with_it() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    case = at(adjudication, "وزارة")
    assert adjudication.note(case, "الوزارة كلها") is None
    assert adjudication.note_of(case) == "الوزارة كلها"
    assert adjudication.gold == Gold(article="rimal")
    assert made(adjudication.choose(case, group_of(case).versions[:1])).note == "الوزارة كلها"
    assert made(adjudication.reject(case)).note == "الوزارة كلها"
    assert made(adjudication.note(case, "لا أحد")).note == "لا أحد"
    assert adjudication.note(case, "لا أحد") is None
    assert adjudication.note_of(case) == "لا أحد"
    assert made(adjudication.note(case, "")).note == ""
    assert adjudication.note_of(case) == ""
    assert made(adjudication.choose(case, group_of(case).versions[:1])).note == ""
    for _ in range(2):
        adjudication.undo()
    assert adjudication.note_of(case) == "لا أحد"
    while adjudication.undo() is not None:
        pass
    assert adjudication.note_of(case) == "الوزارة كلها"


def test_a_note_goes_into_what_a_policy_and_settling_decide_too() -> None:
    adjudication = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    adjudication.note(at(adjudication, "الجيش"), "هدى على حق")
    adjudication.apply_policy()
    assert [decision.note for decision in adjudication.gold.decisions if decision.note] == ["هدى على حق"]


def test_a_note_leaves_who_decided_and_how() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.apply_policy()
    town = at(adjudication, "الرمال")
    again = adjudicating([HUDA, SALIM], adjudication.gold, adjudicator="samir")
    noted = made(again.note(town, "مؤكد"))
    assert (noted.adjudicator, noted.policy, noted.note) == ("nadia", "unanimous", "مؤكد")


def test_accept_gives_a_place_to_what_came_there_when_the_span_before_it_moved_away() -> None:
    """Both people moved what they agreed on, and marked its old place again: the same text and label, another thing."""
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.apply_policy()
    layers = []
    for one in (HUDA, SALIM):
        town = next(span for span in one.spans if TEXT[span.start : span.end] == "الرمال")
        others = [span for span in one.spans if span != town]
        start, end = offsets("العاصمة")
        again = span("الرمال", "location", one.annotator)
        layers.append(with_spans(one, *others, moved(town, start, end), again))
    later = adjudicating(layers, adjudication.gold)
    before = later.cases
    step = later.apply_policy()
    assert step is not None
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
    undone = later.undo()
    assert undone is not None
    assert (later.cases, in_gold(later)) == (before, [TOWN])
    later.redo()
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
