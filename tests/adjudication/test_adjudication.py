"""What an adjudicator can do in one article, and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.adjudication import Adjudication, policy
from annotator.errors import DuplicateSpanError, SpanRangeError, StaleSpanError, StillOpenError
from annotator.model import Choice, Gold, Move
from tests.adjudication.story import TEXT, at, in_gold, layer, moved, settling, span, with_spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.adjudication import Case, Group
    from annotator.model import Decision, GoldSpan, GoldStep

HUDA = layer("huda", ("وزارة الداخلية", "actor"), ("الرمال", "location"), ("الجيش", "actor"))
SALIM = layer("salim", ("الداخلية", "actor"), ("الرمال", "location"), ("الميناء", "location"))
MINISTRY, TOWN, ARMY, PORT = (
    ("وزارة الداخلية", "actor"),
    ("الرمال", "location"),
    ("الجيش", "actor"),
    ("الميناء", "location"),
)


def group_of(case: Case) -> Group:
    assert case.group is not None
    return case.group


def made(step: GoldStep | None) -> Decision:
    """Return the one decision that a step makes or changes."""
    assert step is not None
    (edit,) = step.edits
    assert edit.after is not None
    return edit.after


def given(desk: Adjudication, word: str) -> GoldSpan:
    decision = at(desk, word).decision
    assert decision is not None
    (one,) = decision.spans
    return one


def offsets(phrase: str) -> tuple[int, int]:
    start = TEXT.index(phrase)
    return start, start + len(phrase)


def test_an_article_begins_with_what_differs_open_and_what_is_agreed_quiet() -> None:
    desk = settling([HUDA, SALIM])
    assert (desk.people, desk.adjudicator, str(desk.policy)) == (("huda", "salim"), "nadia", "unanimous")
    assert [TEXT[case.start : case.end] for case in desk.cases] == [MINISTRY[0], TOWN[0], ARMY[0], PORT[0]]
    assert [case.open for case in desk.cases] == [True, False, True, True]
    assert desk.open() == [case for case in desk.cases if case.open]
    assert desk.gold == Gold(article="rimal")


def test_under_no_policy_what_is_agreed_is_open_too() -> None:
    desk = settling([HUDA, SALIM], policy=policy("none"))
    assert len(desk.open()) == 4
    assert desk.accept() is None


def test_a_version_taken_is_in_gold_with_all_that_is_known_of_it() -> None:
    sure = msgspec.structs.replace(HUDA.spans[0], attributes={"sure": "yes"})
    desk = settling([with_spans(HUDA, sure, *HUDA.spans[1:]), SALIM])
    case = at(desk, "وزارة")
    step = desk.take(case, group_of(case).versions[:1])
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
    desk = settling([HUDA, SALIM])
    case = at(desk, "وزارة")
    decision = made(desk.take(case, group_of(case).versions))
    assert decision.choice is Choice.SEVERAL
    assert in_gold(desk) == [MINISTRY, ("الداخلية", "actor")]


def test_none_of_them_is_a_decision() -> None:
    desk = settling([HUDA, SALIM])
    decision = made(desk.none(at(desk, "الجيش")))
    assert (decision.choice, decision.spans, len(decision.sources)) == (Choice.NONE, (), 1)
    assert not at(desk, "الجيش").open
    assert made(desk.take(at(desk, "وزارة"), ())).choice is Choice.NONE


def test_another_choice_takes_the_place_of_the_earlier_one() -> None:
    desk = settling([HUDA, SALIM])
    case = at(desk, "وزارة")
    first = made(desk.take(case, group_of(case).versions[:1]))
    step = desk.take(case, group_of(case).versions)
    assert step.edits[0].before == first
    assert made(step).id == first.id
    assert first.spans[0] in made(step).spans
    desk.none(case)
    assert in_gold(desk) == []
    assert len(desk.gold.decisions) == 1


def test_other_edges_and_another_label_are_told_apart() -> None:
    desk = settling([HUDA, SALIM])
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
    desk = settling([HUDA, SALIM])
    case = at(desk, "وزارة")
    desk.take(case, group_of(case).versions)
    first, second = at(desk, "وزارة").decision.spans  # type: ignore[union-attr]
    desk.change(case, first, *offsets("باسم وزارة الداخلية"), "actor")
    assert in_gold(desk) == [("باسم وزارة الداخلية", "actor"), ("الداخلية", "actor")]
    decision = at(desk, "وزارة").decision
    assert decision is not None
    assert {one.id for one in decision.spans} == {first.id, second.id}
    with pytest.raises(StaleSpanError, match="labelled actor at"):
        desk.change(case, first, *offsets("وزارة"), "actor")


def test_a_span_that_nobody_had_is_added_changed_and_removed() -> None:
    desk = settling([HUDA, SALIM])
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
    desk.none(at(desk, "مسلحين"))
    assert desk.case(case.key) is None
    assert desk.gold == Gold(article="rimal")


def test_a_decision_taken_back_is_open_again() -> None:
    desk = settling([HUDA, SALIM])
    case = at(desk, "الجيش")
    desk.take(case, group_of(case).versions)
    desk.remove(case)
    assert desk.case(case.key) == case
    with pytest.raises(StaleSpanError, match="Nothing is decided at"):
        desk.remove(case)


def test_accept_decides_in_one_step_what_the_policy_would() -> None:
    maryam = layer("maryam", ("الداخلية", "actor"), TOWN)
    desk = settling([HUDA, maryam, SALIM], policy=policy("majority"))
    step = desk.accept()
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
    assert desk.open() == []
    assert desk.accept() is None
    desk.undo()
    assert desk.gold == Gold(article="rimal")


def test_accept_leaves_what_was_decided_by_hand() -> None:
    desk = settling([HUDA, SALIM], policy=policy("adjudicator:huda"))
    by_hand = made(desk.none(at(desk, "وزارة")))
    desk.accept()
    assert at(desk, "وزارة").decision == by_hand
    assert in_gold(desk) == [TOWN, ARMY]


def test_an_article_is_not_settled_while_something_is_open() -> None:
    desk = settling([HUDA, SALIM])
    with pytest.raises(StillOpenError) as caught:
        desk.settle()
    start, end = offsets("وزارة الداخلية")
    assert str(caught.value) == (
        f"3 disagreements are still open, the first at {start}–{end}. Decide them before the article is settled."
    )
    assert (caught.value.count, caught.value.start, caught.value.end) == (3, start, end)
    assert desk.gold == Gold(article="rimal")
    assert desk.undo() is None
    for case in desk.open()[1:]:
        desk.none(case)
    with pytest.raises(StillOpenError) as caught:
        desk.settle()
    assert str(caught.value) == (
        f"One disagreement is still open, at {start}–{end}. Decide it before the article is settled."
    )


def settled() -> Adjudication:
    desk = settling([HUDA, SALIM])
    for case in desk.open():
        desk.take(case, group_of(case).versions[:1])
    desk.settle()
    return desk


def test_settling_takes_what_is_agreed_with_it_in_one_step() -> None:
    desk = settling([HUDA, SALIM])
    for case in desk.open():
        desk.take(case, group_of(case).versions[:1])
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
    assert settling([HUDA, SALIM], desk.gold).gold.settled is None
    assert in_gold(desk) == [MINISTRY, ARMY, PORT]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.none(at(desk, "الجيش")),
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
    later = settling([HUDA, SALIM, layer("maryam")], desk.gold, adjudicator="samir")
    opening = later.add(*offsets("مسلحين"), "actor")
    again = later.undo()
    assert again is not None
    assert (opening.people, again.people) == (("huda", "salim"), ("huda", "salim"))
    assert later.settled is not None
    assert (later.settled.people, later.settled.adjudicator) == (("huda", "salim"), "samir")


def test_what_all_agree_on_since_it_was_settled_is_settled_with_the_next_enter() -> None:
    desk = settled()
    more = [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in (HUDA, SALIM)]
    again = settling(more, desk.gold)
    step = again.settle()
    assert step is not None
    assert (step.settled, made(step).policy) == ((True, True), "unanimous")
    assert again.gold.settled == desk.gold.settled


def test_the_same_range_and_label_twice_is_refused_and_changes_nothing() -> None:
    desk = settling([HUDA, SALIM])
    army = at(desk, "الجيش")
    port = at(desk, "الميناء")
    desk.take(army, group_of(army).versions)
    version = group_of(port).versions[0]
    before, cases = desk.gold, desk.cases
    start, end = offsets("الجيش")
    changes: list[Callable[[], object]] = [
        lambda: desk.add(start, end, "actor"),
        lambda: desk.change(port, version, start, end, "actor"),
        lambda: desk.add(*offsets("الرمال"), "location"),  # agreed, so it goes to gold anyway
        lambda: desk.change(port, version, *offsets("الرمال"), "location"),
    ]
    for change in changes:
        with pytest.raises(DuplicateSpanError, match="The gold has a span labelled"):
            change()
    assert (desk.gold, desk.cases) == (before, cases)
    desk.change(port, version, start, end, "location")  # another label is another span
    with pytest.raises(DuplicateSpanError, match=f"labelled location at {start}–{end} already"):
        desk.change(army, given(desk, "الجيش"), start, end, "location")


def test_a_version_that_gold_has_from_elsewhere_is_refused_until_the_other_goes() -> None:
    desk = settling([HUDA, SALIM])
    added = made(desk.add(*offsets("الجيش"), "actor"))
    army = next(case for case in desk.cases if case.group and case.start == offsets("الجيش")[0])
    with pytest.raises(DuplicateSpanError):
        desk.take(army, group_of(army).versions)
    alone = desk.case(added.id)
    assert alone is not None
    desk.remove(alone)
    desk.take(army, group_of(army).versions)
    assert in_gold(desk) == [ARMY]


def test_what_all_came_to_agree_on_is_open_when_gold_has_it_from_elsewhere() -> None:
    desk = settling([HUDA, SALIM])
    desk.add(*offsets("مسلحين"), "actor")
    more = [with_spans(one, *one.spans, span("مسلحين", "actor", one.annotator)) for one in (HUDA, SALIM)]
    again = settling(more, desk.gold)
    assert offsets("مسلحين") in [(case.start, case.end) for case in again.open()]
    again.accept()  # nothing is given twice
    assert in_gold(again) == [("مسلحين", "actor"), TOWN]
    group = next(case for case in again.open() if (case.start, case.end) == offsets("مسلحين"))
    again.remove(next(case for case in again.cases if case.group is None))
    now = again.case(group.key)
    assert now is not None
    assert not now.open


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 4), (5, 4), (0, len(TEXT) + 1)])
def test_ranges_outside_the_text_are_refused(start: int, end: int) -> None:
    desk = settling([HUDA, SALIM])
    case = at(desk, "الجيش")
    changes: list[Callable[[], object]] = [
        lambda: desk.add(start, end, "claim"),
        lambda: desk.change(case, group_of(case).versions[0], start, end, "claim"),
    ]
    for change in changes:
        with pytest.raises(SpanRangeError, match=f"at {start}–{end} is outside the article"):
            change()
    assert desk.gold == Gold(article="rimal")


def test_what_belongs_to_another_case_is_refused() -> None:
    desk = settling([HUDA, SALIM])
    army, port = at(desk, "الجيش"), at(desk, "الميناء")
    changes: list[Callable[[], object]] = [
        lambda: desk.take(port, group_of(army).versions),
        lambda: desk.change(port, group_of(army).versions[0], 3, 9, "claim"),
    ]
    for change in changes:
        with pytest.raises(StaleSpanError, match="version labelled actor at"):
            change()
    elsewhere = settling([layer("huda"), layer("salim")])
    with pytest.raises(StaleSpanError, match="What was to be decided at"):
        elsewhere.none(army)


def test_a_note_is_kept_for_the_decision_and_stays_with_it() -> None:
    desk = settling([HUDA, SALIM])
    case = at(desk, "وزارة")
    assert desk.note(case, "الوزارة كلها") is None
    assert desk.note_of(case) == "الوزارة كلها"
    assert desk.gold == Gold(article="rimal")
    assert made(desk.take(case, group_of(case).versions[:1])).note == "الوزارة كلها"
    assert made(desk.none(case)).note == "الوزارة كلها"
    assert made(desk.note(case, "لا أحد")).note == "لا أحد"
    assert desk.note(case, "لا أحد") is None
    assert desk.note_of(case) == "لا أحد"
    assert made(desk.note(case, "")).note == ""
    assert desk.note_of(case) == ""
    assert made(desk.take(case, group_of(case).versions[:1])).note == ""
    for _ in range(2):
        desk.undo()
    assert desk.note_of(case) == "لا أحد"
    while desk.undo() is not None:
        pass
    assert desk.note_of(case) == "الوزارة كلها"


def test_a_note_goes_into_what_a_policy_and_settling_decide_too() -> None:
    desk = settling([HUDA, SALIM], policy=policy("adjudicator:huda"))
    desk.note(at(desk, "الجيش"), "هدى على حق")
    desk.accept()
    assert [decision.note for decision in desk.gold.decisions if decision.note] == ["هدى على حق"]


def test_a_note_leaves_who_decided_and_how() -> None:
    desk = settling([HUDA, SALIM])
    desk.accept()
    town = at(desk, "الرمال")
    again = settling([HUDA, SALIM], desk.gold, adjudicator="samir")
    noted = made(again.note(town, "مؤكد"))
    assert (noted.adjudicator, noted.policy, noted.note) == ("nadia", "unanimous", "مؤكد")


def test_undo_goes_back_to_the_start_and_redo_comes_back_also_in_a_later_run() -> None:
    desk = settling([HUDA, SALIM])
    steps = [desk.take(case, group_of(case).versions[:1]) for case in desk.open()]
    steps += [step for step in (desk.add(*offsets("مسلحين"), "actor"), desk.settle()) if step]
    last = desk.gold
    later = settling([HUDA, SALIM], last, steps)
    moves = []
    while (step := later.undo()) is not None:
        moves.append(step.move)
    assert moves == [Move.UNDO] * 5
    assert later.gold == Gold(article="rimal")
    assert later.cases == settling([HUDA, SALIM]).cases
    while later.redo() is not None:
        pass
    assert later.gold.decisions == last.decisions
    assert later.gold.settled is not None


def test_a_new_step_leaves_nothing_to_redo() -> None:
    desk = settling([HUDA, SALIM])
    desk.none(at(desk, "الجيش"))
    desk.undo()
    desk.none(at(desk, "الميناء"))
    assert desk.redo() is None


def test_a_step_that_no_longer_fits_is_passed_over() -> None:
    """Somebody else took the decision back; the gold that is opened is without it."""
    desk = settling([HUDA, SALIM])
    first = desk.none(at(desk, "الجيش"))
    kept = desk.gold
    second = desk.none(at(desk, "الميناء"))
    later = settling([HUDA, SALIM], kept, [first, second])
    step = later.undo()
    assert step is not None
    assert step.edits == (first.edits[0].inverse(),)


def test_undo_goes_on_when_the_layers_changed_meanwhile() -> None:
    desk = settling([HUDA, SALIM])
    step = desk.none(at(desk, "الجيش"))
    army = next(one for one in HUDA.spans if one.start == offsets("الجيش")[0])
    others = [one for one in HUDA.spans if one != army]
    changed = with_spans(HUDA, moved(army, army.start + 2, army.end), *others)
    later = settling([changed, SALIM], desk.gold, [step])
    assert at(later, "جيش").stale
    later.undo()
    assert at(later, "جيش").decision is None
    later.redo()
    assert at(later, "جيش").stale


def test_two_spans_of_one_decision_can_t_become_the_same() -> None:
    desk = settling([HUDA, SALIM])
    case = at(desk, "وزارة")
    decision = made(desk.take(case, group_of(case).versions))
    first, second = decision.spans
    with pytest.raises(DuplicateSpanError):
        desk.change(case, first, second.start, second.end, second.label)
    assert desk.gold.decisions == (decision,)


def test_a_step_that_fits_in_part_is_not_undone_in_part() -> None:
    desk = settling([HUDA, SALIM], policy=policy("adjudicator:huda"))
    step = desk.accept()
    assert step is not None
    first = step.edits[0].after
    assert first is not None
    desk.remove(at(desk, "وزارة"))
    without = desk.gold
    assert first not in without.decisions
    later = settling([HUDA, SALIM], without, [step])
    cases = later.cases
    assert later.undo() is None
    assert (later.gold, later.cases) == (without, cases)


def test_settling_that_somebody_took_back_is_passed_over() -> None:
    desk = settling([HUDA, SALIM])
    desk.accept()
    steps = [desk.none(case) for case in desk.open()]
    before = desk.gold
    enter = desk.settle()
    assert enter is not None
    assert enter.edits == ()
    later = settling([HUDA, SALIM], before, [*steps, enter])
    step = later.undo()
    assert step is not None
    assert step.edits == (steps[-1].edits[0].inverse(),)


def test_accept_gives_a_place_to_what_came_there_when_the_span_before_it_moved_away() -> None:
    """Both people moved what they agreed on, and marked its old place again: the same text and label, another thing."""
    desk = settling([HUDA, SALIM])
    desk.accept()
    layers = []
    for one in (HUDA, SALIM):
        town = next(span for span in one.spans if TEXT[span.start : span.end] == "الرمال")
        others = [span for span in one.spans if span != town]
        start, end = offsets("العاصمة")
        again = span("الرمال", "location", one.annotator)
        layers.append(with_spans(one, *others, moved(town, start, end), again))
    later = settling(layers, desk.gold)
    before = later.cases
    step = later.accept()
    assert step is not None
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
    undone = later.undo()
    assert undone is not None
    assert (later.cases, in_gold(later)) == (before, [TOWN])
    later.redo()
    assert in_gold(later) == [TOWN, ("العاصمة", "location")]
