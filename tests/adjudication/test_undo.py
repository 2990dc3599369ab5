"""What an adjudicator takes back and makes again, also in a later run, after others changed something."""

from __future__ import annotations

from annotator.adjudication import policy
from annotator.model import Gold, Move
from tests.adjudication.deciding import HUDA, SALIM, group_of, offsets
from tests.adjudication.story import adjudicating, at, moved, with_spans


def test_undo_goes_back_to_the_start_and_redo_comes_back_also_in_a_later_run() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    steps = [adjudication.choose(case, group_of(case).versions[:1]) for case in adjudication.open_cases()]
    steps += [step for step in (adjudication.add(*offsets("مسلحين"), "actor"), adjudication.settle()) if step]
    last = adjudication.gold
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
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.reject(at(adjudication, "الجيش"))
    adjudication.undo()
    adjudication.reject(at(adjudication, "الميناء"))
    assert adjudication.redo() is None


def test_a_step_that_no_longer_fits_is_passed_over() -> None:
    """Somebody else took the decision back; the gold that is opened is without it."""
    adjudication = adjudicating([HUDA, SALIM])
    first = adjudication.reject(at(adjudication, "الجيش"))
    kept = adjudication.gold
    second = adjudication.reject(at(adjudication, "الميناء"))
    later = adjudicating([HUDA, SALIM], kept, [first, second])
    step = later.undo()
    assert step is not None
    assert step.edits == (first.edits[0].inverse(),)


def test_undo_goes_on_when_the_layers_changed_meanwhile() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    step = adjudication.reject(at(adjudication, "الجيش"))
    army = next(one for one in HUDA.spans if one.start == offsets("الجيش")[0])
    others = [one for one in HUDA.spans if one != army]
    changed = with_spans(HUDA, moved(army, army.start + 2, army.end), *others)
    later = adjudicating([changed, SALIM], adjudication.gold, [step])
    assert at(later, "جيش").stale
    later.undo()
    assert at(later, "جيش").decision is None
    later.redo()
    assert at(later, "جيش").stale


def test_a_step_that_fits_in_part_is_not_undone_in_part() -> None:
    adjudication = adjudicating([HUDA, SALIM], policy=policy("adjudicator:huda"))
    step = adjudication.apply_policy()
    assert step is not None
    first = step.edits[0].after
    assert first is not None
    adjudication.remove(at(adjudication, "وزارة"))
    without = adjudication.gold
    assert first not in without.decisions
    later = adjudicating([HUDA, SALIM], without, [step])
    cases = later.cases
    assert later.undo() is None
    assert (later.gold, later.cases) == (without, cases)


def test_settling_that_somebody_took_back_is_passed_over() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    adjudication.apply_policy()
    steps = [adjudication.reject(case) for case in adjudication.open_cases()]
    before = adjudication.gold
    enter = adjudication.settle()
    assert enter is not None
    assert enter.edits == ()
    later = adjudicating([HUDA, SALIM], before, [*steps, enter])
    step = later.undo()
    assert step is not None
    assert step.edits == (steps[-1].edits[0].inverse(),)
