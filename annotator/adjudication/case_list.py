"""The cases of an article: which decision belongs to which group, and whether it still holds."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from annotator.adjudication.case import Case, Group, Kind, Tally, Version
from annotator.adjudication.policies import PolicyKind, still_decides

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.adjudication.policies import Policy
    from annotator.model import Decision, Mark, Span

SourceKey = tuple[str, int, int, str]
"""Annotator, start, end and label of a span: what makes a source the same as before, also where it was tagged again."""


class CaseList:
    """The cases of an article, kept up to date while decisions are made and undone.

    A decision belongs to the group that has all its sources; else to the first group that has any of them, by annotator,
    range and label or by id; that of an added span, without sources, to the group of those who have exactly that since. It
    holds when the group has every one of its sources unchanged, and

    - where a policy made it, the policy decides the same today;
    - where an adjudicator made it, all sources that the group has more today are in the decision's gold.

    A decision without sources and without a group always holds. Any other decision that doesn't hold is stale. Of several decisions for one
    group, the group's case has the first by this order: those that hold, those with exactly the group's number of sources,
    the oldest. The others are cases of their own.

    Groups do not change, so a decision costs what it touches, whatever the length of the article.
    """

    def __init__(
        self, groups: Sequence[Group], decisions: Iterable[Decision], people: Sequence[str], policy: Policy
    ) -> None:
        self.people = tuple(people)
        self.policy = policy
        self._groups = groups  # known by their index from here on
        spans = [(index, span) for index, group in enumerate(groups) for span in group.sources]
        self._group_of_span = {span.id: index for index, span in spans}
        self._group_of_source = {_source_key(span): index for index, span in spans}
        self._group_of_mark = {
            version.mark: index for index, group in enumerate(groups) for version in group.versions
        }
        self._group_of_key = {_key(group): index for index, group in enumerate(groups)}
        self._group_order = [(group.start, -group.end) for group in groups]
        self._decisions: dict[str, Decision] = {}
        self._decision_of_mark: dict[Mark, str] = {}  # by range and label of each gold span
        self._group_of_decision: dict[str, int | None] = {}
        self._decisions_of_group: dict[int, set[str]] = {}
        self._without_group: dict[str, Case] = {}  # by decision
        for decision in decisions:
            self._add(decision)
        self._with_group = [self._group_case(index) for index in range(len(groups))]
        self._sorted: tuple[Case, ...] | None = None
        self.tally = Tally()
        self._changed: set[str] = set()
        for case in self.cases:
            self._count(None, case)

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases in text order; a group before the cases without one that have the same range."""
        if self._sorted is None:
            self._sorted = self._all_sorted() if self._without_group else tuple(self._with_group)
        return self._sorted

    def case(self, key: str) -> Case | None:
        """Return the case with this key, or None."""
        index = self._group_of_key.get(key)
        return self._without_group.get(key) if index is None else self._with_group[index]

    def decisions(self) -> list[Decision]:
        """Return the decisions in force, oldest first."""
        return sorted(self._decisions.values(), key=lambda decision: decision.order)

    def decision(self, id_: str) -> Decision | None:
        """Return the decision with this id, or None."""
        return self._decisions.get(id_)

    def decision_with_gold(self, mark: Mark) -> Decision | None:
        """Return the decision that has a gold span of this range and label, or None."""
        id_ = self._decision_of_mark.get(mark)
        return None if id_ is None else self._decisions[id_]

    def case_of(self, decision: Decision) -> Case:
        """Return the case of a decision in force."""
        index = self._group_of_decision[decision.id]
        alone = self._without_group.get(decision.id)
        if alone is not None or index is None:
            return self._without_group[decision.id]
        return self._with_group[index]

    def case_with_version(self, mark: Mark) -> Case | None:
        """Return the case that has a version of this range and label, or None."""
        index = self._group_of_mark.get(mark)
        return None if index is None else self._with_group[index]

    def version(self, mark: Mark) -> Version | None:
        """Return the version of this range and label, or None."""
        index = self._group_of_mark.get(mark)
        versions = () if index is None else self._groups[index].versions
        return next((version for version in versions if version.mark == mark), None)

    def replace(self, before: Decision | None, after: Decision | None) -> None:
        """Replace a decision. No other decision may have the gold spans of `after`."""
        without_group = dict(self._without_group)
        touched: set[int | None] = set()
        for decision, change in ((before, self._remove), (after, self._add)):
            if decision is not None:
                touched.add(change(decision))
                touched.update(self._group_of_mark.get(span.mark) for span in decision.spans)
        for index in touched:
            if index is not None:
                case = self._with_group[index]
                self._with_group[index] = self._group_case(index)
                self._count(case, self._with_group[index])
        for id_ in without_group.keys() | self._without_group.keys():
            if without_group.get(id_) is not self._without_group.get(id_):
                self._count(without_group.get(id_), self._without_group.get(id_))
        self._sorted = None

    def pop_changed(self) -> set[str]:
        """Return the keys of the cases that changed, appeared or disappeared since the last call; at first, all keys."""
        changed, self._changed = self._changed, set()
        return changed

    def _count(self, before: Case | None, after: Case | None) -> None:
        """Update the tally for a case that changed, appeared or disappeared."""
        for case, count in ((before, -1), (after, 1)):
            if case is not None:
                self._changed.add(case.key)
                self.tally = self.tally.plus(case, count)

    def _add(self, decision: Decision) -> int | None:
        """Add a decision and return its group, or None."""
        self._decisions[decision.id] = decision
        self._decision_of_mark.update((span.mark, decision.id) for span in decision.spans)
        index = self._group_of(decision)
        self._group_of_decision[decision.id] = index
        if index is None:
            self._without_group[decision.id] = _case_without_group(decision)
        else:
            self._decisions_of_group.setdefault(index, set()).add(decision.id)
        return index

    def _group_of(self, decision: Decision) -> int | None:
        """Return the group that a decision belongs to, or None."""
        if not decision.sources:
            marked = [self._group_of_mark.get(span.mark) for span in decision.spans]
            return min((index for index in marked if index is not None), default=None)
        found = {self._group_of_source.get(_source_key(span)) for span in decision.sources}
        if len(found) != 1 or None in found:
            found |= {self._group_of_span.get(span.id) for span in decision.sources}
        return min((index for index in found if index is not None), default=None)

    def _remove(self, decision: Decision) -> int | None:
        """Remove a decision and return the group it belonged to, or None."""
        del self._decisions[decision.id]
        for span in decision.spans:
            del self._decision_of_mark[span.mark]
        self._without_group.pop(decision.id, None)
        index = self._group_of_decision.pop(decision.id)
        if index is not None:
            self._decisions_of_group[index].remove(decision.id)
        return index

    def _group_case(self, index: int) -> Case:
        """Return the case of a group; make cases of their own for all but the first of its decisions."""
        group = self._groups[index]
        candidates = sorted(
            (not self._holds(decision, group), len(decision.sources) != len(group.sources), decision.order)
            for decision in map(self._decisions.__getitem__, self._decisions_of_group.get(index, ()))
        )
        decision, stale = None, False
        for fails, _, (_, id_) in candidates:
            if decision is None:
                decision, stale = self._decisions[id_], fails
                self._without_group.pop(id_, None)
            else:
                self._without_group[id_] = _case_without_group(self._decisions[id_])
        return Case(
            key=_key(group),
            group=group,
            decision=decision,
            stale=stale,
            open=stale if decision is not None else not self._needs_no_decision(group),
        )

    def _holds(self, decision: Decision, group: Group) -> bool:
        """Return whether a decision holds for a group, by the rule of this class."""
        then, today = map(_source_keys, (decision.sources, group.sources))
        marks = {span.mark for span in decision.spans}
        if not then <= today or len(then) < len(
            decision.sources
        ):  # two people who became one had the same span
            return False
        if decision.policy:
            return still_decides(decision.policy, group, self.people, marks)
        return all(source[1:] in marks for source in today - then)

    def _needs_no_decision(self, group: Group) -> bool:
        """Return whether a group goes to gold as it is when the article is settled."""
        agreed = group.kind is Kind.AGREED and self.policy.kind is not PolicyKind.NONE
        return agreed and group.versions[0].mark not in self._decision_of_mark

    def _all_sorted(self) -> tuple[Case, ...]:
        merged, after = [], 0
        for alone in sorted(self._without_group.values(), key=lambda case: (case.start, -case.end, case.key)):
            upto = bisect_right(self._group_order, (alone.start, -alone.end), lo=after)
            merged += [*self._with_group[after:upto], alone]
            after = upto
        return tuple(merged + self._with_group[after:])


def cases(
    groups: Sequence[Group], decisions: Iterable[Decision], people: Sequence[str], policy: Policy
) -> tuple[Case, ...]:
    """Return the cases of an article in text order. `people` are those who finished the article.

    There is one for each group, and one for each decision that no group's case has: an added span, a stale decision whose
    sources are gone, or one of several decisions for the same group.
    """
    return CaseList(groups, decisions, people, policy).cases


def _case_without_group(decision: Decision) -> Case:
    """Return the case of a decision alone. It is stale unless the decision has no sources."""
    stale = bool(decision.sources)
    return Case(key=decision.id, group=None, decision=decision, stale=stale, open=stale)


def _key(group: Group) -> str:
    """Return the key of a group's case."""
    return group.versions[0].spans[0].id


def _source_keys(spans: Iterable[Span]) -> set[SourceKey]:
    return {_source_key(span) for span in spans}


def _source_key(span: Span) -> SourceKey:
    return (span.annotator, span.start, span.end, span.label)
