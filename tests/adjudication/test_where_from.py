"""Where a gold span comes from, whatever was done in whatever order: from everybody whose layer has exactly that mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import exported_spans, policy
from annotator.errors import DuplicateSpanError, SpanError, StillOpenError
from annotator.model import Choice, Gold
from tests.adjudication.deciding import offsets
from tests.adjudication.story import ARTICLE, adjudicating, at, in_gold, layer
from tests.adjudication.strategies import LABELS, NAMES, as_layer, layers, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.adjudication import Adjudication, Policy, Version
    from annotator.model import GoldSpan, GoldStep, Layer, Mark, RecordSpan

POLICIES = st.sampled_from(["unanimous", "majority", "adjudicator:huda", "none"]).map(policy)
KEPT = {Choice.TAKEN, Choice.SEVERAL}

MINISTRY, INTERIOR = ("وزارة الداخلية", "actor"), ("الداخلية", "actor")
ARMY, PORT = ("الجيش", "actor"), ("الميناء", "location")


def who_has(made: Sequence[Layer], mark: Mark) -> list[str]:
    """Return the names of all whose layer has exactly this mark, sorted."""
    return sorted(one.annotator for one in made if any(span.mark == mark for span in one.spans))


def exported(made: Sequence[Layer], gold: Gold) -> list[RecordSpan]:
    """Return what is exported once nothing is open any more; it is checked that it says where each span comes from."""
    spans = exported_spans(ARTICLE, made, gold)
    assert spans is not None
    for span in spans:
        where_from(span, made)
    return spans


def where_from(span: RecordSpan, made: Sequence[Layer]) -> None:
    people = who_has(made, (span.start, span.end, span.label))
    assert list(span.annotators or ()) == people
    assert (span.decision in KEPT) == bool(people)


def closed(adjudication: Adjudication) -> Gold:
    """Return the gold once each open case is decided: kept as it was decided where it is stale, and else for none."""
    for _ in range(2 * len(adjudication.cases)):
        open_ = adjudication.open_cases()
        if not open_:
            break
        (adjudication.confirm if open_[0].decision is not None else adjudication.reject)(open_[0])
    adjudication.settle()
    return adjudication.gold


# --- one by one -----------------------------------------------------------------------------------


def decided(adjudication: Adjudication, phrase: str) -> tuple[Choice, list[tuple[int, int, str]]]:
    decision = at(adjudication, phrase).decision
    assert decision is not None
    return decision.choice, [span.mark for span in decision.spans]


def test_what_is_added_where_somebody_has_it_is_taken_with_their_names() -> None:
    made = [layer("huda", ARMY), layer("salim"), layer("maryam", ARMY)]
    adjudication = adjudicating(made)
    adjudication.add(*offsets(ARMY[0]), ARMY[1])
    assert not adjudication.open_cases()
    assert decided(adjudication, ARMY[0]) == (Choice.TAKEN, [(*offsets(ARMY[0]), "actor")])
    (span,) = exported(made, closed(adjudication))
    assert (span.decision, span.annotators) == (Choice.TAKEN, ["huda", "maryam"])


def test_what_is_added_where_the_case_was_decided_otherwise_lies_beside_that() -> None:
    made = [layer("huda", MINISTRY), layer("salim", INTERIOR)]
    adjudication = adjudicating(made)
    (case,) = adjudication.cases
    assert case.group is not None
    adjudication.choose(case, [one for one in case.group.versions if one.start == offsets(MINISTRY[0])[0]])
    adjudication.add(*offsets(INTERIOR[0]), INTERIOR[1])
    assert in_gold(adjudication) == [MINISTRY, INTERIOR]
    spans = exported(made, closed(adjudication))
    assert [(span.decision, span.annotators) for span in spans] == [
        (Choice.SEVERAL, ["huda"]),
        (Choice.SEVERAL, ["salim"]),
    ]


def test_what_is_added_where_the_case_was_decided_for_none_is_what_it_is_decided_for() -> None:
    made = [layer("huda", MINISTRY), layer("salim", INTERIOR)]
    adjudication = adjudicating(made)
    adjudication.reject(adjudication.cases[0])
    adjudication.add(*offsets(INTERIOR[0]), INTERIOR[1])
    (span,) = exported(made, closed(adjudication))
    assert (span.decision, span.annotators) == (Choice.TAKEN, ["salim"])
    adjudication.undo()
    adjudication.undo()
    assert in_gold(adjudication) == []
    assert at(adjudication, INTERIOR[0]).decision is not None


def test_what_is_added_takes_nothing_out_also_where_the_layers_changed_since() -> None:
    made = [layer("huda", MINISTRY), layer("salim", INTERIOR)]
    before = adjudicating(made)
    case = before.cases[0]
    assert case.group is not None
    before.choose(case, [one for one in case.group.versions if one.annotators == ("huda",)])
    made = [*made, layer("maryam", ("باسم وزارة الداخلية", "actor"))]
    adjudication = adjudicating(made, before.gold)
    assert [case.stale for case in adjudication.cases] == [True]
    adjudication.add(*offsets(INTERIOR[0]), INTERIOR[1])
    assert in_gold(adjudication) == [MINISTRY, INTERIOR]
    assert [case.stale for case in adjudication.cases] == [True], "nobody has looked at what maryam has"
    spans = exported(made, closed(adjudication))
    assert [span.annotators for span in spans] == [["huda"], ["salim"]]


def test_what_becomes_a_version_of_another_case_takes_nothing_out_there() -> None:
    """Also where the layers changed since that one was decided."""
    made = [layer("huda", MINISTRY), layer("salim", INTERIOR, ARMY)]
    before = adjudicating(made)
    case = at(before, MINISTRY[0])
    assert case.group is not None
    before.choose(case, [one for one in case.group.versions if one.annotators == ("huda",)])
    made = [*made, layer("maryam", ("باسم وزارة الداخلية", "actor"))]
    adjudication = adjudicating(made, before.gold)
    army = at(adjudication, ARMY[0])
    assert army.group is not None
    adjudication.change(army, army.group.versions[0], *offsets(INTERIOR[0]), INTERIOR[1])
    assert in_gold(adjudication) == [MINISTRY, INTERIOR]


def test_what_is_in_gold_is_not_added_again() -> None:
    adjudication = adjudicating([layer("huda", ARMY), layer("salim")])
    adjudication.add(*offsets(ARMY[0]), ARMY[1])
    with pytest.raises(DuplicateSpanError):
        adjudication.add(*offsets(ARMY[0]), ARMY[1])


def test_what_nobody_has_is_added() -> None:
    made = [layer("huda", ARMY), layer("salim", ARMY)]
    adjudication = adjudicating(made)
    adjudication.add(*offsets(PORT[0]), PORT[1])
    army, port = exported(made, closed(adjudication))
    assert (army.decision, army.annotators) == (Choice.TAKEN, ["huda", "salim"])
    assert (port.decision, port.annotators) == (Choice.ADDED, [])


@pytest.mark.parametrize("label", ["actor", "location"])
def test_a_version_that_is_changed_into_that_of_another_case_is_that_one(label: str) -> None:
    """Salim has the ministry's first word apart, or the port under its label: it is his, and its case is decided."""
    phrase = "الجرحى" if label == "actor" else PORT[0]
    made = [layer("huda", ARMY), layer("salim", (phrase, label))]
    adjudication = adjudicating(made)
    first = at(adjudication, ARMY[0])
    assert first.group is not None
    adjudication.change(first, first.group.versions[0], *offsets(phrase), label)
    assert in_gold(adjudication) == [(phrase, label)]
    assert not adjudication.open_cases()
    (span,) = exported(made, closed(adjudication))
    assert (span.decision, span.annotators) == (Choice.TAKEN, ["salim"])
    adjudication.undo()
    adjudication.undo()
    assert in_gold(adjudication) == []
    assert len(adjudication.open_cases()) == 2


def test_an_added_span_that_somebody_marks_since_is_theirs() -> None:
    adjudication = adjudicating([layer("huda", ARMY), layer("salim", ARMY)])
    adjudication.add(*offsets(PORT[0]), PORT[1])
    gold = closed(adjudication)
    made = [layer("huda", ARMY), layer("salim", ARMY), layer("maryam", ARMY, PORT)]
    _, port = exported(made, closed(adjudicating(made, gold)))
    assert (port.decision, port.annotators) == (Choice.TAKEN, ["maryam"])


def test_an_edited_version_that_somebody_marks_since_is_theirs() -> None:
    made = [layer("huda", MINISTRY), layer("salim")]
    adjudication = adjudicating(made)
    case = adjudication.cases[0]
    assert case.group is not None
    adjudication.change(case, case.group.versions[0], *offsets(INTERIOR[0]), "actor")
    assert exported(made, closed(adjudication))[0].decision is Choice.EDITED
    later = [*made, layer("maryam", INTERIOR)]
    (span,) = exported(later, closed(adjudicating(later, adjudication.gold)))
    assert (span.decision, span.annotators) == (Choice.TAKEN, ["maryam"])


# --- in any order ---------------------------------------------------------------------------------

ACTIONS = (
    "choose",
    "reject",
    "confirm",
    "remove",
    "add",
    "change",
    "revise",
    "policy",
    "undo",
    "redo",
    "settle",
)


def mark(data: st.DataObject, made: Sequence[Layer]) -> Mark:
    """Return any mark, mostly one that somebody has, or the range of one with another label."""
    there = sorted({span.mark for one in made for span in one.spans})
    label: str = data.draw(st.sampled_from(LABELS))
    of_somebody: int = data.draw(st.integers(0, 3))
    if there and of_somebody:
        start, end, own = data.draw(st.sampled_from(there))
        return start, end, own if of_somebody < 3 else label
    start, end, _ = data.draw(marks())
    return start, end, label


def act(adjudication: Adjudication, made: Sequence[Layer], what: str, data: st.DataObject) -> GoldStep | None:
    """Do one thing that an adjudicator can do; what is refused changes nothing."""
    if what == "add":
        return adjudication.add(*mark(data, made))
    if what == "revise":
        there = sorted(span.mark for decision in adjudication.gold.decisions for span in decision.spans)
        wanted = data.draw(st.sets(st.sampled_from(there))) if there else set()
        return adjudication.revise(wanted, data.draw(st.sampled_from((*LABELS, None))))
    if what == "policy":
        return adjudication.apply_policy(settle=data.draw(st.booleans()))
    if what in ("undo", "redo", "settle"):
        step: GoldStep | None = getattr(adjudication, what)()
        return step
    if not adjudication.cases:
        return None
    case = data.draw(st.sampled_from(adjudication.cases))
    versions = () if case.group is None else case.group.versions
    spans = () if case.decision is None else case.decision.spans
    if what == "choose":
        chosen = data.draw(st.lists(st.sampled_from(versions), unique_by=id)) if versions else []
        return adjudication.choose(case, chosen) if chosen else None
    if what == "change":
        either: list[Version | GoldSpan] = [*versions, *spans]
        return (
            adjudication.change(case, data.draw(st.sampled_from(either)), *mark(data, made))
            if either
            else None
        )
    made_by: GoldStep = getattr(adjudication, what)(case)
    return made_by


def changed(made: list[Layer], gold: Gold, data: st.DataObject) -> list[Layer]:
    """Return the layers after somebody finished, or took out or put in a mark, perhaps one that is in gold."""
    in_gold_now = sorted({span.mark for decision in gold.decisions for span in decision.spans})
    more: bool = data.draw(st.booleans())
    if len(made) < len(NAMES) and more:
        there = sorted({*in_gold_now, *(span.mark for one in made for span in one.spans)})
        some = data.draw(st.lists(st.sampled_from(there), unique=True)) if there else []
        return [*made, as_layer(NAMES[len(made)], some)]
    at_ = data.draw(st.integers(0, len(made) - 1))
    new = data.draw(st.sampled_from(in_gold_now)) if in_gold_now and more else mark(data, made)
    kept = tuple(span for span in made[at_].spans if span.mark != new)
    if len(kept) == len(made[at_].spans):
        kept += as_layer(made[at_].annotator, [new]).spans
    one = msgspec.structs.replace(made[at_], spans=tuple(sorted(kept, key=lambda span: span.order)))
    return [*made[:at_], one, *made[at_ + 1 :]]


@given(layers(2, 3), POLICIES, st.data())
def test_each_gold_span_comes_from_all_who_have_exactly_it(
    given_: list[Layer], rule: Policy, data: st.DataObject
) -> None:
    made = given_
    steps: list[GoldStep] = []
    adjudication = adjudicating(made, policy=rule)
    for what in data.draw(st.lists(st.sampled_from((*ACTIONS, "reopen")), max_size=12)):
        if what == "reopen":
            made = changed(made, adjudication.gold, data)
            adjudication = adjudicating(made, adjudication.gold, steps, rule)
            continue
        before = in_gold(adjudication)
        try:
            step = act(adjudication, made, what, data)
        except (SpanError, StillOpenError):
            assert in_gold(adjudication) == before
            continue
        if what == "add":
            assert (
                len(set(in_gold(adjudication)) - set(before)) == len(in_gold(adjudication)) - len(before) == 1
            )
        if step is not None:
            steps.append(step)
        fresh_spans_are_of_their_own_case(adjudication, step)
    spans = exported_spans(ARTICLE, made, adjudication.gold)
    for span in spans or ():
        where_from(span, made)
    exported(made, closed(adjudication))


def fresh_spans_are_of_their_own_case(adjudication: Adjudication, step: GoldStep | None) -> None:
    """What was just decided by hand as it is in somebody's layer is decided in the case of that version."""
    for edit in () if step is None or step.move.value != "do" else step.edits:
        decision = edit.after
        if decision is None or decision.policy or (edit.before and edit.before.spans == decision.spans):
            continue
        case = next(one for one in adjudication.cases if one.decision and one.decision.id == decision.id)
        versions = {version.mark for one in adjudication.cases if one.group for version in one.group.versions}
        own = set() if case.group is None else {version.mark for version in case.group.versions}
        assert not case.stale or (edit.before and edit.before.spans)
        assert {span.mark for span in decision.spans} & versions <= own
