"""Whatever is decided in whatever order, the steps say all of it, and all of it can be taken back."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest.mock import patch
from uuid import UUID

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.adjudication import Adjudication, Case, Policy, Version, cases, groups, policy, verdict
from annotator.errors import SpanError, StillOpenError
from annotator.model import Decision, Gold, GoldSpan, GoldStep, Layer, Span
from tests.adjudication.story import TEXT, adjudicating, fresh_id
from tests.adjudication.strategies import LABELS, NAMES, UPTO, as_layer, layers

POLICIES = st.sampled_from(["unanimous", "majority", "adjudicator:huda", "none"]).map(policy)
OFFSETS = st.integers(-1, UPTO)

BEGIN = datetime(2026, 2, 3, tzinfo=UTC)

State = tuple[dict[str, Decision], bool]


def standing(adjudication: Adjudication) -> list[tuple[object, ...]]:
    """Return the decisions that are not stale, with the versions, without ids, of what they are for."""
    return [
        (
            case.decision,
            case.group and [(*version.mark, version.annotators) for version in case.group.versions],
        )
        for case in adjudication.cases
        if case.decision is not None and not case.stale
    ]


class Adjudicating(RuleBasedStateMachine):
    """Everything an adjudicator can do, and what the recorded steps make of an empty gold.

    Ids and times are counted, so that the same steps always give the same cases in the same order.
    """

    def __init__(self) -> None:
        super().__init__()
        self._counted = ExitStack()
        ids, moments = count(1), count()
        places = ("annotator.adjudication.decisions", "annotator.model.spans", "tests.adjudication.story")
        for place in places:
            self._counted.enter_context(patch(f"{place}.uuid4", lambda: UUID(int=next(ids))))
        for place in (*places[:2], "annotator.adjudication.working_gold"):
            self._counted.enter_context(
                patch(f"{place}.now", lambda: BEGIN + timedelta(seconds=next(moments)))
            )

    @initialize(given=layers(2, 3), rule_=POLICIES)
    def open(self, given: list[Layer], rule_: Policy) -> None:
        self.layers = given
        self.policy = rule_
        self.steps: list[GoldStep] = []
        self.state: State = ({}, False)
        self.past: list[State] = []
        self.future: list[State] = []
        self.adjudication = adjudicating(given, policy=rule_)
        self.known: dict[str, Case] = {}
        self.known_of: Adjudication | None = None

    def record(self, step: GoldStep) -> None:
        """Do with a step what the store does."""
        decisions, settled = dict(self.state[0]), self.state[1]
        assert step.settled[0] == settled
        assert step.edits or step.settled[0] != step.settled[1]
        for edit in step.edits:
            touched = edit.before or edit.after
            assert touched is not None
            assert decisions.pop(touched.id, None) == edit.before
            if edit.after is not None:
                assert edit.after.id == touched.id
                decisions[touched.id] = edit.after
            given = Counter(
                (span.start, span.end, span.label) for one in decisions.values() for span in one.spans
            )
            assert set(given.values()) <= {1}
        self.steps.append(step)
        self.state = (decisions, step.settled[1])

    def done(self, step: GoldStep | None) -> None:
        if step is not None:
            self.past.append(self.state)
            self.future.clear()
            self.record(step)

    def some(self, data: st.DataObject) -> Case:
        return data.draw(st.sampled_from(self.adjudication.cases))

    @precondition(lambda self: self.adjudication.cases)
    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        case = self.some(data)
        if case.group is not None:
            versions = data.draw(st.lists(st.sampled_from(case.group.versions), unique_by=id, max_size=3))
            try:
                self.done(self.adjudication.choose(case, versions))
            except SpanError:
                return
            assert not self.now(case).open

    @precondition(lambda self: self.adjudication.cases)
    @rule(data=st.data(), what=st.sampled_from(["reject", "confirm", "remove", "note"]))
    def decide(self, data: st.DataObject, what: str) -> None:
        case = self.some(data)
        if what == "note":
            self.done(self.adjudication.note(case, data.draw(st.sampled_from(["", "ملاحظة"]))))
        elif what == "reject" or case.decision is not None:
            self.done(getattr(self.adjudication, what)(case))
            after = self.adjudication.case(case.key)
            assert what == "remove" or after is None or not after.open

    @precondition(lambda self: self.adjudication.cases)
    @rule(data=st.data(), start=OFFSETS, end=OFFSETS, label=st.sampled_from(LABELS))
    def change(self, data: st.DataObject, start: int, end: int, label: str) -> None:
        case = self.some(data)
        spans: list[Version | GoldSpan] = [
            *(case.group.versions if case.group else ()),
            *(case.decision.spans if case.decision else ()),
        ]
        if spans:
            span = data.draw(st.sampled_from(spans))
            try:
                self.done(self.adjudication.change(case, span, start, end, label))
            except SpanError:
                return
            decisions = self.adjudication.gold.decisions
            assert (start, end, label) in [one.mark for decision in decisions for one in decision.spans]

    @rule(start=OFFSETS, end=OFFSETS, label=st.sampled_from(LABELS))
    def add(self, start: int, end: int, label: str) -> None:
        try:
            self.done(self.adjudication.add(start, end, label))
        except SpanError:
            return

    @rule(data=st.data(), label=st.sampled_from([*LABELS, None]))
    def revise(self, data: st.DataObject, label: str | None) -> None:
        decided = [case for case in self.adjudication.cases if case.decision is not None]
        there = {span.mark: case for case in decided if case.decision for span in case.decision.spans}
        wanted = data.draw(st.sets(st.sampled_from(sorted(there)))) if there else set()
        before = sorted(there)
        self.done(self.adjudication.revise(wanted, label))
        decisions = self.adjudication.gold.decisions
        after = sorted(span.mark for decision in decisions for span in decision.spans)
        for mark in set(before) - wanted:
            assert mark in after
        for mark in wanted & set(after):
            assert label is not None or there[mark].stale, "what is fresh can always be taken out"
        assert label is None or len(after) == len(before)

    @rule()
    def accept(self) -> None:
        self.done(self.adjudication.apply_policy())
        assert self.adjudication.apply_policy() is None

    @rule()
    def accept_and_settle(self) -> None:
        self.done(self.adjudication.apply_policy(settle=True))
        assert self.adjudication.apply_policy(settle=True) is None
        if not self.adjudication.open_cases():
            assert self.adjudication.settled is not None
            assert all(case.decision is not None for case in self.adjudication.cases)

    @rule()
    def settle(self) -> None:
        open_ = self.adjudication.open_cases()
        if open_:
            with pytest.raises(StillOpenError) as caught:
                self.adjudication.settle()
            assert caught.value.count == len(open_)
            return
        self.done(self.adjudication.settle())
        assert all(case.decision is not None for case in self.adjudication.cases)

    @rule()
    def undo(self) -> None:
        step = self.adjudication.undo()
        assert (step is None) == (not self.past)
        if step is not None:
            self.future.append(self.state)
            self.record(step)
            assert self.state == self.past.pop()

    @rule()
    def redo(self) -> None:
        step = self.adjudication.redo()
        assert (step is None) == (not self.future)
        if step is not None:
            self.past.append(self.state)
            self.record(step)
            assert self.state == self.future.pop()

    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        """Go on in a later run, with what is stored; some of the spans were changed meanwhile, or somebody finished."""
        self.layers = [self.changed(layer, data) for layer in self.layers]
        if len(self.layers) < len(NAMES) and data.draw(st.booleans()):
            self.layers.append(self.one_more(data))
        self.adjudication = adjudicating(self.layers, self.adjudication.gold, self.steps, self.policy)

    @rule()
    def tag_again(self) -> None:
        """Everybody takes all spans away and puts them back: what stood stands."""
        before = standing(self.adjudication)
        for place, layer in enumerate(self.layers):
            spans = tuple(fresh_id(span) for span in layer.spans)
            self.layers[place] = msgspec.structs.replace(layer, spans=spans)
        self.adjudication = adjudicating(self.layers, self.adjudication.gold, self.steps, self.policy)
        assert standing(self.adjudication) == before

    def one_more(self, data: st.DataObject) -> Layer:
        """Return the layer of one who finished later and has some of what others have."""
        there = sorted({span.mark for layer in self.layers for span in layer.spans})
        chosen = data.draw(st.lists(st.sampled_from(there), unique=True)) if there else []
        return as_layer(NAMES[len(self.layers)], chosen)

    def changed(self, layer: Layer, data: st.DataObject) -> Layer:
        touched: list[Span] = []
        change: bool = data.draw(st.booleans())
        if layer.spans and change:
            touched.append(data.draw(st.sampled_from(layer.spans)))
        kept = [span for span in layer.spans if span not in touched]
        for span in touched:
            label = data.draw(st.sampled_from([None, *LABELS]))
            taken = {(one.start, one.end, one.label) for one in kept}
            if label is not None and (span.start, span.end, label) not in taken:
                kept.append(msgspec.structs.replace(span, label=label))
        return msgspec.structs.replace(layer, spans=tuple(sorted(kept, key=lambda span: span.order)))

    def now(self, case: Case) -> Case:
        current = self.adjudication.case(case.key)
        assert current is not None
        return current

    @invariant()
    def the_gold_is_what_the_steps_make(self) -> None:
        if hasattr(self, "adjudication"):
            gold = self.adjudication.gold
            assert {decision.id: decision for decision in gold.decisions} == self.state[0]
            assert list(gold.decisions) == sorted(gold.decisions, key=lambda decision: decision.order)
            assert (gold.settled is not None) == self.state[1]

    @invariant()
    def the_cases_are_what_they_would_be_on_opening(self) -> None:
        if hasattr(self, "adjudication"):
            names = [layer.annotator for layer in self.layers]
            found = groups(TEXT, self.layers)
            assert self.adjudication.cases == cases(
                found, self.adjudication.gold.decisions, names, self.policy
            )
            assert [case.group for case in self.adjudication.cases if case.group] == list(found)
            decided = Counter(case.decision.id for case in self.adjudication.cases if case.decision)
            assert decided == Counter(list(self.state[0]))
            assert all(self.now(case) == case for case in self.adjudication.cases)
            places = [(case.start, -case.end) for case in self.adjudication.cases]
            assert places == sorted(places)

    @invariant()
    def what_is_stale_is_what_the_rule_says(self) -> None:
        if not hasattr(self, "adjudication"):
            return
        for case in self.adjudication.cases:
            if case.group is None or case.decision is None:
                continue
            then = {(span.annotator, span.mark) for span in case.decision.sources}
            today = {(span.annotator, span.mark) for span in case.sources}
            given = {span.mark for span in case.decision.spans}
            if case.decision.policy:
                names = [layer.annotator for layer in self.layers]
                said = verdict(policy(case.decision.policy), case.group, names)
                same = said is not None and {version.mark for version in said[0]} == given
            else:
                same = {mark for _, mark in today - then} <= given
            assert case.stale == (not then <= today or not same)

    @invariant()
    def what_is_told_of_changes_is_all_that_changed(self) -> None:
        if hasattr(self, "adjudication"):
            known = self.known if self.adjudication is self.known_of else {}
            for key in self.adjudication.pop_changed():
                known.pop(key, None)
                case = self.adjudication.case(key)
                if case is not None:
                    known[key] = case
            assert known == {case.key: case for case in self.adjudication.cases}
            self.known, self.known_of = known, self.adjudication
            assert self.adjudication.tally == (
                sum(case.open for case in self.adjudication.cases),
                sum(case.stale for case in self.adjudication.cases),
                sum(case.decision is not None for case in self.adjudication.cases),
                sum(case.decision is None for case in self.adjudication.cases),
            )

    def teardown(self) -> None:
        """Undo everything: what is left is how it began. Redo it: all is as it was."""
        with self._counted:
            if hasattr(self, "adjudication"):
                self._undo_and_redo()

    def _undo_and_redo(self) -> None:
        for adjudication in (
            self.adjudication,
            adjudicating(self.layers, self.adjudication.gold, self.steps, self.policy),
        ):
            last = adjudication.gold
            while adjudication.undo() is not None:
                pass
            assert adjudication.gold == Gold(article="rimal")
            assert adjudication.cases == adjudicating(self.layers, policy=self.policy).cases
            for _ in self.past:
                adjudication.redo()
            assert adjudication.gold.decisions == last.decisions
            assert (adjudication.gold.settled is None) == (last.settled is None)


TestAdjudicating = Adjudicating.TestCase
TestAdjudicating.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
