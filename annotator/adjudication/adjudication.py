"""The adjudication of one article by one adjudicator."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from annotator.adjudication.bulk import Bulk, Take, bulks
from annotator.adjudication.case import Case, Tally, Version
from annotator.adjudication.case_list import CaseList
from annotator.adjudication.decisions import gold_span_of, make_decision
from annotator.adjudication.grouping import groups
from annotator.adjudication.placing import (
    as_then,
    moved_away,
    moved_here,
    placed,
    refuse_agreed,
    relabelled,
    span_of,
    taken_over,
)
from annotator.adjudication.policies import UNANIMOUS, Policy, verdict
from annotator.adjudication.since import Changed, Since
from annotator.adjudication.working_gold import WorkingGold, stale
from annotator.errors import SpanError, StaleSpanError, StillOpenError
from annotator.model import Decision, DecisionEdit, Gold, GoldSpan, GoldStep, Settled

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from annotator.model import Article, Layer, Mark


class Adjudication:
    """The cases of an article, its decisions and their history. Every change applies at once and returns the step to be saved.

    `layers` are those of the people who finished the article; `gold` and `steps`, oldest first, are what is saved of its
    gold. A change that raises leaves everything as it was. After any change but `settle` the article is no longer
    settled. Methods look a case up by its key, so a `Case` from before a change may be passed; they raise
    `StaleSpanError` when it is gone.
    """

    def __init__(
        self,
        article: Article,
        adjudicator: str,
        layers: Sequence[Layer],
        gold: Gold,
        steps: Sequence[GoldStep] = (),
        policy: Policy = UNANIMOUS,
    ) -> None:
        self.article = article
        self.adjudicator = adjudicator
        self.people = tuple(sorted(layer.annotator for layer in layers))
        self.policy = policy
        self._spans = _spans(layers)
        self._groups = groups(article.text, layers)
        self._cases = CaseList(self._groups, gold.decisions, self.people, policy)
        self._gold = WorkingGold(article, adjudicator, self._cases, gold.settled, steps)
        self._notes: dict[str, str] = {}  # on undecided cases, by their keys

    def was_made_from(self, layers: Sequence[Layer]) -> bool:
        """Return whether these layers have the same spans as those that the adjudication was made from."""
        return _spans(layers) == self._spans

    # --- reading ----------------------------------------------------------------------------------

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases in text order."""
        return self._cases.cases

    @property
    def gold(self) -> Gold:
        """The gold as it is now."""
        return self._gold.gold

    @property
    def settled(self) -> Settled | None:
        """Who settled the article and when; None while it is not settled."""
        return self._gold.settled

    @property
    def tally(self) -> Tally:
        """The numbers of open, stale, decided and undecided cases."""
        return self._cases.tally

    def pop_changed(self) -> set[str]:
        """Return the keys of the cases that changed, appeared or disappeared since the last call; at first, all keys."""
        return self._cases.pop_changed()

    def case(self, key: str) -> Case | None:
        """Return the case with this key, or None."""
        return self._cases.case(key)

    def open_cases(self) -> list[Case]:
        """Return the cases that are still to be decided, in text order."""
        return [case for case in self.cases if case.open]

    def changes(self, case: Case) -> tuple[Changed, ...]:
        """Return what changed since the decision of a case that is stale; nothing where it is not."""
        return self._since.of(self._current(case))

    @cached_property
    def _since(self) -> Since:
        return Since(self._groups, self.people)

    def annotators_of(self, mark: Mark) -> tuple[str, ...]:
        """Return the names, sorted, of those who have exactly this range with this label."""
        version = self._cases.version(mark)
        return () if version is None else version.annotators

    def note_of(self, case: Case) -> str:
        """Return the note on a case's decision; on an undecided case, the note that its decision will get."""
        decision = self._current(case).decision
        return self._notes.get(case.key, "") if decision is None else decision.note

    def notes(self) -> dict[str, str]:
        """Return the notes on undecided cases, by their keys."""
        return dict(self._notes)

    def restore_notes(self, notes: Mapping[str, str]) -> None:
        """Set the notes that `notes` returned before the article was read again."""
        for key, text in notes.items():
            case = self.case(key)
            if case is not None and case.decision is None:
                self._notes[key] = text

    # --- deciding ---------------------------------------------------------------------------------

    def choose(self, case: Case, versions: Sequence[Version]) -> GoldStep:
        """Decide a case for one version or several. Those that are in gold by another decision, older than they are, go from there.

        Raises `StaleSpanError` when one is not a version of this case.
        """
        case = self._current(case)
        for version in versions:
            self._check_version(case, version)
        spans = [gold_span_of(version, case.decision) for version in versions]
        return self._decide_anew(case, spans)

    def reject(self, case: Case) -> GoldStep:
        """Decide a case for none of its versions. Of a case without a group, remove the decision."""
        case = self._current(case)
        return self.remove(case) if case.group is None else self._decide_anew(case, [])

    def confirm(self, case: Case, only: GoldSpan | None = None) -> GoldStep:
        """Make a case's decision again with the same gold spans, or with one of them, by this adjudicator and from today's layers.

        In a case without a group its spans become added ones; a decision for none is removed.
        """
        case, decision = self._with_decision(case)
        if case.group is None and not decision.spans:
            return self.remove(case)
        return self._decide(case, [span for span in decision.spans if only is None or span == only])

    def confirm_stale(self) -> tuple[GoldStep | None, int]:
        """Make all stale decisions again as `confirm` does, in one step; return it, and how many are left because a span would be in gold twice."""
        edits = self._applied(self._confirmed)
        return (self._gold.record(edits, settled=False) if edits else None), self.tally.stale

    def _confirmed(self, case: Case) -> list[DecisionEdit]:
        decision = case.decision
        if decision is None or not case.stale:
            return []
        gone = case.group is None and not decision.spans
        return [DecisionEdit(before=decision, after=None)] if gone else self._edits(case, decision.spans)

    def bulks(self) -> tuple[Bulk, ...]:
        """Return what can be decided for many cases at once, of those that are open and have no decision."""
        return bulks(self.article.text, self.cases, self._cases.decision_with_gold)

    def choose_all(self, takes: Iterable[Take]) -> tuple[GoldStep | None, int]:
        """Decide cases that have no decision in one step, each for a version; return it, and how many are left, as the span would be in gold twice.

        Raises `StaleSpanError` when a case is gone or a version is not one of its case; nothing is decided then.
        """
        current = [(self._current(case), version) for case, version in takes]
        for case, version in current:
            self._check_version(case, version)
        edits: list[DecisionEdit] = []
        for case, version in current:
            edit = self._edit(case, [gold_span_of(version)])
            if case.decision is None and self._gold.applied([edit]):
                edits.append(edit)
        return (self._gold.record(edits, settled=False) if edits else None), len(current) - len(edits)

    def change(self, case: Case, span: Version | GoldSpan, start: int, end: int, label: str) -> GoldStep:
        """Decide a case for a version with another range or label, or give these to one of its gold spans.

        A version replaces all gold spans of an earlier decision, a gold span itself alone. What is then exactly a version of
        another case is decided there, and goes from here. Raises `SpanRangeError`, `DuplicateSpanError`, and
        `StaleSpanError` when the span is not of this case.
        """
        case = self._current(case)
        mark = (start, end, label)
        refuse_agreed(self._cases, mark, case)
        if isinstance(span, Version):
            self._check_version(case, span)
            return self._decide_anew(case, [span_of(self._cases, mark, span.spans[0].attributes)])
        spans = () if case.decision is None else case.decision.spans
        if span not in spans:
            raise stale(f"The span labelled {span.label} at {span.start}–{span.end}")
        changed = span_of(self._cases, mark, span.attributes, span.id)
        return self._decide(case, [changed if other == span else other for other in spans])

    def add(self, start: int, end: int, label: str) -> GoldStep:
        """Add a gold span. What is exactly somebody's version decides the case of that version.

        Where it is decided already for none or for something else, the version goes to gold beside that. Raises
        `SpanRangeError`, `DuplicateSpanError`.
        """
        mark = (start, end, label)
        refuse_agreed(self._cases, mark, None)
        return self._decide(None, [span_of(self._cases, mark)])

    def remove(self, case: Case) -> GoldStep:
        """Remove a case's decision, and with it an added span. Raises `StaleSpanError` when there is none."""
        _, decision = self._with_decision(case)
        return self._do(DecisionEdit(before=decision, after=None))

    def note(self, case: Case, text: str) -> GoldStep | None:
        """Put a note on a case's decision. None: there is nothing to save; the note waits for the case to be decided."""
        case = self._current(case)
        if case.decision is None:
            self._notes[case.key] = text
            return None
        if case.decision.note == text:
            return None
        noted = msgspec.structs.replace(case.decision, note=text)
        return self._do(DecisionEdit(before=case.decision, after=noted))

    def apply_policy(self, *, settle: bool = False) -> GoldStep | None:
        """Decide in one step what the policy decides, or return None when that is nothing.

        That is undecided cases, and stale decisions that a policy made. An adjudicator's decisions stay, and cases are
        left out that would put a span into gold twice. `settle`: settle the article if nothing is open after it.
        """
        edits = self._applied(self._of_policy)
        settled = settle and not self.tally.open
        if not edits and (not settled or self.settled is not None):
            return None
        return self._gold.record(edits, settled=settled)

    def revise(self, marks: Collection[Mark], label: str | None) -> GoldStep | None:
        """Give gold spans another label, or take them out where that is None, in one step; None where nothing changes.

        Left as they are: spans of stale decisions, which have to be looked at, and those that would be in gold twice.
        """
        edits: list[DecisionEdit] = []
        for before in self.cases:
            case = self.case(before.key)  # an edit may have decided it meanwhile
            if case is None or case.stale or case.decision != before.decision:
                continue
            found = self._revised(case, marks, label)
            if self._gold.applied(found):
                edits += found
        return self._gold.record(edits, settled=False) if edits else None

    def _revised(self, case: Case, marks: Collection[Mark], label: str | None) -> list[DecisionEdit]:
        decision = case.decision
        if decision is None:
            return []
        spans = relabelled(self._cases, case, marks, label)
        if tuple(spans) == decision.spans:
            return []
        if not spans and case.group is None:
            return [DecisionEdit(before=decision, after=None)]
        return self._edits(case, spans)

    def settle(self) -> GoldStep | None:
        """Settle the article, and put into gold what all agree on. None: it is settled already.

        Raises `StillOpenError` when a case is still open.
        """
        open_ = self.open_cases()
        if open_:
            raise StillOpenError(len(open_), open_[0].start, open_[0].end)
        edits = [edit for case in self.cases if (edit := self._by_policy(case, UNANIMOUS)) is not None]
        if not edits and self.settled is not None:
            return None
        self._gold.apply(edits)
        return self._gold.record(edits, settled=True)

    # --- undo and redo ----------------------------------------------------------------------------

    def newest(self) -> tuple[DecisionEdit, ...]:
        """Return the edits of the newest step in force, which undo would take back; nothing where there is none."""
        return self._gold.newest()

    def undo(self) -> GoldStep | None:
        """Undo the newest step in force, or return None when there is none."""
        return self._gold.undo()

    def redo(self) -> GoldStep | None:
        """Redo the step that was undone last, or return None when there is none."""
        return self._gold.redo()

    # ----------------------------------------------------------------------------------------------

    def _decide(self, case: Case | None, spans: Iterable[GoldSpan]) -> GoldStep:
        return self._do(*self._edits(case, spans))

    def _decide_anew(self, case: Case, spans: Iterable[GoldSpan]) -> GoldStep:
        """Decide a case for these gold spans and for nothing else that was marked in it."""
        return self._do(*taken_over(self._cases, case, self._edit), *self._edits(case, spans))

    def _of_policy(self, case: Case) -> list[DecisionEdit]:
        edit = self._by_policy(case, self.policy)
        return [] if edit is None else [*moved_here(self._cases, case, edit, self._edit), edit]

    def _applied(self, edits_of: Callable[[Case], list[DecisionEdit]]) -> list[DecisionEdit]:
        """Apply the edits of each case, those that can be, and return them."""
        edits: list[DecisionEdit] = []
        before = -1
        while before < len(edits):  # an edit may remove the gold span that another one was left out for
            before = len(edits)
            for case in self.cases:
                with suppress(SpanError):
                    found = edits_of(case)
                    self._gold.apply(found)
                    edits += found
        return edits

    def _do(self, *edits: DecisionEdit) -> GoldStep:
        self._gold.apply(edits)
        return self._gold.record(edits, settled=False)

    def _edits(self, case: Case | None, spans: Iterable[GoldSpan]) -> list[DecisionEdit]:
        """Return the edits that decide a case for these gold spans, those that are versions of another case there.

        There they stand beside what is in gold. So nothing is called added or changed that somebody marked.
        """
        own, others = placed(self._cases, case, spans)
        if own or not others or (case is not None and case.group is not None):
            edits = [self._edit(case, own)]
        elif case is not None:
            edits = [moved_away(self._cases, case, others, self.note_of, self._edit)]
        else:
            edits = []
        for key, moved in others.items():
            other = self.case(key)
            assert other is not None
            beside = () if other.decision is None else other.decision.spans
            edit = self._edit(other, [*beside, *moved])
            edits.append(as_then(edit) if other.stale and beside else edit)
        return edits

    def _edit(
        self, case: Case | None, spans: Iterable[GoldSpan], policy: str = "", note: str | None = None
    ) -> DecisionEdit:
        """Return the edit that decides a case for these gold spans, with the case's note unless another is given."""
        after = make_decision(
            case,
            spans,
            article=self.article.id,
            adjudicator=self.adjudicator,
            people=self.people,
            policy=policy,
            note=self.note_of(case) if case is not None and note is None else note or "",
        )
        return DecisionEdit(before=None if case is None else case.decision, after=after)

    def _by_policy(self, case: Case, policy: Policy) -> DecisionEdit | None:
        """Return the edit by which a policy decides a case, or None: an adjudicator decided it or has to."""
        if case.group is None or (case.decision is not None and not (case.stale and case.decision.policy)):
            return None
        found = verdict(policy, case.group, self.people)
        if found is None:
            return None
        versions, name = found
        return self._edit(case, [gold_span_of(version, case.decision) for version in versions], name)

    def _current(self, case: Case) -> Case:
        current = self.case(case.key)
        if current is None:
            raise stale(f"What was to be decided at {case.start}–{case.end}")
        return current

    def _with_decision(self, case: Case) -> tuple[Case, Decision]:
        case = self._current(case)
        if case.decision is None:
            raise StaleSpanError(
                f"Nothing is decided at {case.start}–{case.end} yet, so nothing was changed."
            )
        return case, case.decision

    def _check_version(self, case: Case, version: Version) -> None:
        if case.group is None or version not in case.group.versions:
            raise stale(f"The version labelled {version.label} at {version.start}–{version.end}")


def _spans(layers: Sequence[Layer]) -> frozenset[tuple[str, frozenset[Mark]]]:
    """Return each person's marks."""
    return frozenset((layer.annotator, frozenset(span.mark for span in layer.spans)) for layer in layers)
