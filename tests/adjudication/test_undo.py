"""What an adjudicator takes back and makes again, also in a later run, after others changed something."""

from __future__ import annotations

from annotator.adjudication import policy
from annotator.model import Gold, Move
from tests.adjudication.deciding import HUDA, SALIM, group_of, offsets
from tests.adjudication.story import adjudicating, at, moved, with_spans


def test_undo_goes_back_to_the_start_and_redo_comes_back_also_in_a_later_run() -> None:
    desk = adjudicating([HUDA, SALIM])
    steps = [desk.choose(case, group_of(case).versions[:1]) for case in desk.open_cases()]
    steps += [step for step in (desk.add(*offsets("مسلحين"), "actor"), desk.settle()) if step]
    last = desk.gold
    later = adjudicating([HUDA, SALIM], last, steps)
    moves = []
    while (step := later.undo()) is not None:
        moves.append(step.move)
    assert moves == [Move.UNDO] * 5
    assert later.gold == Gold(article="rimal")
    assert later.cases == adjudicating([HUDA, SALIM]).cases
    while later.redo() is not None:
        pass
    assert later.gold.decisions == last.decisions
    assert later.gold.settled is not None


def test_a_new_step_leaves_nothing_to_redo() -> None:
    desk = adjudicating([HUDA, SALIM])
    desk.reject(at(desk, "الجيش"))
    desk.undo()
    desk.reject(at(desk, "الميناء"))
    assert desk.redo() is None


def test_a_step_that_no_longer_fits_is_passed_over() -> None:
    """Somebody else took the decision back; the gold that is opened is without it."""
    desk = adjudicating([HUDA, SALIM])
    first = desk.reject(at(desk, "الجيش"))
    kept = desk.gold
    second = desk.reject(at(desk, "الميناء"))
    later = adjudicating([HUDA, SALIM], kept, [first, second])
    step = later.undo()
    assert step is not None
    assert step.edits == (first.edits[0].inverse(),)


def test_undo_goes_on_when_the_layers_changed_meanwhile() -> None:
    desk = adjudicating([HUDA, SALIM])
    step = desk.reject(at(desk, "الجيش"))
    army = next(one for one in HUDA.spans if one.start == offsets("الجيش")[0])
    others = [one for one in HUDA.spans if one != army]
    changed = with_spans(HUDA, moved(army, army.start + 2, army.end), *others)
    later = adjudicating([changed, SALIM], desk.gold, [step])
    assert at(later, "جيش").stale
    later.undo()
    assert at(later, "جيش").decision is None
    later.redo()
    assert at(later, "جيش").stale


def test_a_step_that_fits_in_part_is_not_undone_in_part() -> None:
    desk = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    step = desk.apply_policy()
    assert step is not None
    first = step.edits[0].after
    assert first is not None
    desk.remove(at(desk, "وزارة"))
    without = desk.gold
    assert first not in without.decisions
    later = adjudicating([HUDA, SALIM], without, [step])
    cases = later.cases
    assert later.undo() is None
    assert (later.gold, later.cases) == (without, cases)


def test_settling_that_somebody_took_back_is_passed_over() -> None:
    desk = adjudicating([HUDA, SALIM])
    desk.apply_policy()
    steps = [desk.reject(case) for case in desk.open_cases()]
    before = desk.gold
    enter = desk.settle()
    assert enter is not None
    assert enter.edits == ()
    later = adjudicating([HUDA, SALIM], before, [*steps, enter])
    step = later.undo()
    assert step is not None
    assert step.edits == (steps[-1].edits[0].inverse(),)
