"""The groups of an article and the decisions that are in force, kept together as decisions come and go.

Groups don't change while a board lives, so a decision costs what it touches and not what the article has.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.adjudication.policies import PolicyKind, still_says
from annotator.adjudication.values import Case, Group, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.adjudication.policies import Policy
    from annotator.model import Decision, GoldSpan, Mark, Span

Source = tuple[str, int, int, str]
"""A span as far as a change of it matters: annotator, start, end, label. One tagged again is the same as before."""


class Tally(NamedTuple):
    """How many cases are open, how many of those stale, and how many have a decision and how many have none."""

    open: int = 0
    stale: int = 0
    decided: int = 0
    undecided: int = 0

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Tally:
        """Count cases."""
        tally = cls()
        for case in cases:
            tally = tally.counting(case, 1)
        return tally

    @property
    def stands(self) -> bool:
        """Whether all is decided and no decision is stale, so that a settled article is gold."""
        return not self.undecided and not self.stale

    def counting(self, case: Case, by: int) -> Tally:
        """Return the tally with a case more (1) or less (-1)."""
        decided = case.decision is not None
        return Tally(
            open=self.open + by * case.open,
            stale=self.stale + by * case.stale,
            decided=self.decided + by * decided,
            undecided=self.undecided + by * (not decided),
        )


class Board:
    """Which decision belongs to which group, and whether it still stands.

    It belongs to the group that has all its sources, else to the first that has any of them, as they were or by their
    ids. It stands when that group has each of them as it was, and

    - a policy that made it says the same today, or
    - an adjudicator made it, and whoever has more in the group today has what was put into gold.

    A decision from nobody's spans stands always; any other that doesn't is stale. Of several for one group one that
    stands counts, then one with exactly its sources, then the oldest; the others are cases of their own.
    """

    def __init__(
        self, groups: Sequence[Group], decisions: Iterable[Decision], people: Sequence[str], policy: Policy
    ) -> None:
        self.people = tuple(people)
        self.policy = policy
        self._groups = groups
        spans = [(place, span) for place, group in enumerate(groups) for span in group.sources]
        self._of_id = {span.id: place for place, span in spans}
        self._of_source = {_source(span): place for place, span in spans}
        self._of_mark = {
            version.mark: place for place, group in enumerate(groups) for version in group.versions
        }
        self._decisions: dict[str, Decision] = {}
        self._gold: dict[Mark, str] = {}  # of each gold span, the decision that gives it
        self._home: dict[str, int | None] = {}  # of each decision, the group it is for
        self._claims: dict[int, set[str]] = {}  # by group, the decisions for it
        self._own: dict[str, Case] = {}  # the cases without a group, by decision
        self._keys = {group.versions[0].spans[0].id: place for place, group in enumerate(groups)}
        self._in_order = [(group.start, -group.end) for group in groups]
        for decision in decisions:
            self._enter(decision)
        self._cases = [self._made(place) for place in range(len(groups))]
        self._sorted: tuple[Case, ...] | None = None
        self.tally = Tally()
        self._changed: set[str] = set()
        for case in self.cases:
            self._count(None, case)

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases in text order; a group before the decisions without one that begin and end where it does."""
        if self._sorted is None:
            self._sorted = self._merged() if self._own else tuple(self._cases)
        return self._sorted

    def case(self, key: str) -> Case | None:
        """Return the case with this key, or None."""
        place = self._keys.get(key)
        return self._own.get(key) if place is None else self._cases[place]

    def decisions(self) -> list[Decision]:
        """Return the decisions that are in force, the oldest first."""
        return sorted(self._decisions.values(), key=lambda decision: decision.order)

    def decision(self, id_: str) -> Decision | None:
        """Return the decision with this id, or None."""
        return self._decisions.get(id_)

    def giving(self, mark: Mark) -> Decision | None:
        """Return the decision that puts a span of this range and label into gold, or None."""
        id_ = self._gold.get(mark)
        return None if id_ is None else self._decisions[id_]

    def having(self, mark: Mark) -> Case | None:
        """Return the case that has a version of this range and label, or None."""
        place = self._of_mark.get(mark)
        return None if place is None else self._cases[place]

    def replace(self, before: Decision | None, after: Decision | None) -> None:
        """Put `after` in the place of `before`. What they give must be free otherwise."""
        own = dict(self._own)
        touched: set[int | None] = set()
        for decision, change in ((before, self._leave), (after, self._enter)):
            if decision is not None:
                touched.add(change(decision))
                touched.update(self._of_mark.get(mark_of(span)) for span in decision.spans)
        for place in touched:
            if place is not None:
                case = self._cases[place]
                self._cases[place] = self._made(place)
                self._count(case, self._cases[place])
        for id_ in own.keys() | self._own.keys():
            if own.get(id_) is not self._own.get(id_):
                self._count(own.get(id_), self._own.get(id_))
        self._sorted = None

    def changed(self) -> set[str]:
        """Return the keys of the cases that came, went or changed since this was asked last; at first, all."""
        changed, self._changed = self._changed, set()
        return changed

    def _count(self, before: Case | None, after: Case | None) -> None:
        """Keep the tally in line with a case that came, went or changed."""
        for case, by in ((before, -1), (after, 1)):
            if case is not None:
                self._changed.add(case.key)
                self.tally = self.tally.counting(case, by)

    def _enter(self, decision: Decision) -> int | None:
        """Note a decision and return its group, or None."""
        self._decisions[decision.id] = decision
        self._gold.update((mark_of(span), decision.id) for span in decision.spans)
        place = self._place(decision)
        self._home[decision.id] = place
        if place is None:
            self._own[decision.id] = _alone(decision)
        else:
            self._claims.setdefault(place, set()).add(decision.id)
        return place

    def _place(self, decision: Decision) -> int | None:
        """Return the group a decision is for, or None."""
        found = {self._of_source.get(_source(span)) for span in decision.sources}
        if len(found) != 1 or None in found:
            found |= {self._of_id.get(span.id) for span in decision.sources}
        return min((place for place in found if place is not None), default=None)

    def _leave(self, decision: Decision) -> int | None:
        """Forget a decision and return the group it was for, or None."""
        del self._decisions[decision.id]
        for span in decision.spans:
            del self._gold[mark_of(span)]
        self._own.pop(decision.id, None)
        place = self._home.pop(decision.id)
        if place is not None:
            self._claims[place].remove(decision.id)
        return place

    def _made(self, place: int) -> Case:
        """Return the case of a group; of its decisions, those that don't count become cases of their own."""
        group = self._groups[place]
        claims = sorted(
            (not self._stands(decision, group), len(decision.sources) != len(group.sources), decision.order)
            for decision in map(self._decisions.__getitem__, self._claims.get(place, ()))
        )
        decision, stale = None, False
        for falls, _, (_, id_) in claims:
            if decision is None:
                decision, stale = self._decisions[id_], falls
                self._own.pop(id_, None)
            else:
                self._own[id_] = _alone(self._decisions[id_])
        return Case(
            key=group.versions[0].spans[0].id,
            group=group,
            decision=decision,
            stale=stale,
            open=stale if decision is not None else not self._goes_by_rule(group),
        )

    def _stands(self, decision: Decision, group: Group) -> bool:
        """Say whether a decision still stands for a group, by the rule of this class."""
        then, today = map(_sources, (decision.sources, group.sources))
        marks = {mark_of(span) for span in decision.spans}
        if not then <= today or len(then) < len(decision.sources):  # two who are one person now had the same
            return False
        if decision.policy:
            return still_says(decision.policy, group, self.people, marks)
        return all(source[1:] in marks for source in today - then)

    def _goes_by_rule(self, group: Group) -> bool:
        """Say whether a group that nobody decided goes to gold as it is when the article is settled."""
        agreed = group.kind is Kind.AGREED and self.policy.kind is not PolicyKind.NONE
        return agreed and group.versions[0].mark not in self._gold

    def _merged(self) -> tuple[Case, ...]:
        merged, after = [], 0
        for own in sorted(self._own.values(), key=lambda case: (case.start, -case.end, case.key)):
            upto = bisect_right(self._in_order, (own.start, -own.end), lo=after)
            merged += [*self._cases[after:upto], own]
            after = upto
        return tuple(merged + self._cases[after:])


def _alone(decision: Decision) -> Case:
    """Return the case of a decision without a group; one that was made from nobody's spans is never stale."""
    stale = bool(decision.sources)
    return Case(key=decision.id, group=None, decision=decision, stale=stale, open=stale)


def _sources(spans: Iterable[Span]) -> set[Source]:
    return {_source(span) for span in spans}


def _source(span: Span) -> Source:
    return (span.annotator, span.start, span.end, span.label)


def mark_of(span: Span | GoldSpan) -> Mark:
    """Return start, end and label."""
    return (span.start, span.end, span.label)


def cases(
    groups: Sequence[Group], decisions: Iterable[Decision], people: Sequence[str], policy: Policy
) -> tuple[Case, ...]:
    """Return the cases of an article in text order.

    There is one for each of today's groups, and one for each decision that has none: an added span, a stale decision
    whose sources are gone, or one whose group another decision has. `people` are those who finished the article.
    """
    return Board(groups, decisions, people, policy).cases
