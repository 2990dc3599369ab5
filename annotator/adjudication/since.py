"""What changed since a decision was made that is stale today."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from annotator.adjudication.policies import PolicyKind, policy, still_decides, verdict
from annotator.errors import UsageError
from annotator.model import Mark, Span, Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from annotator.adjudication.case import Case, Group
    from annotator.model import Decision


class What(StrEnum):
    """What somebody did since, or what else makes a decision stale."""

    CHANGED = "changed"
    """Somebody's span has other edges or another label."""
    REMOVED = "removed"
    ADDED = "added"
    """Somebody who had finished then marked it, too."""
    JOINED = "joined"
    """Somebody finished the article since, and marked it; `after` is None where they did not."""
    LEFT = "left"
    """Somebody does not count as finished any more."""
    POLICY = "policy"
    """The policy that decided says otherwise today; `before` is None."""
    ONE_PERSON = "one person"
    """Two people became one, who has the spans of both."""
    TWICE = "twice"
    """Another decision is made about the same."""
    REGROUPED = "regrouped"
    """It goes with other spans today."""


class Changed(Struct, frozen=True, kw_only=True):
    """One thing that changed: whose spans, empty where nobody's did, and the mark before and after, where there is one."""

    what: What
    person: str = ""
    before: Mark | None = None
    after: Mark | None = None


class Since:
    """Says what changed since decisions, from today's groups and the people who have finished."""

    def __init__(self, groups: Sequence[Group], people: Sequence[str]) -> None:
        self._people = tuple(people)
        spans = [span for group in groups for span in group.sources]
        self._by_id = {span.id: span for span in spans}
        self._keys = {_key(span) for span in spans}
        self._of_person: dict[str, list[Span]] = {}
        for span in spans:
            self._of_person.setdefault(span.annotator, []).append(span)

    def of(self, case: Case) -> tuple[Changed, ...]:
        """Return what changed since the decision of a stale case, at least one thing, sorted by person; nothing of another case."""
        decision = case.decision
        if decision is None or not case.stale:
            return ()
        found = [*self._of_sources(decision, case.group), *self._of_policy(decision, case.group)]
        if not found:
            found.append(self._otherwise(decision, case.group))
        return tuple(dict.fromkeys(sorted(found, key=lambda one: one.person)))

    def _of_sources(self, decision: Decision, group: Group | None) -> Iterable[Changed]:
        """Yield what became of the spans that the decision was made from, and which ones came to them."""
        then = {_key(span) for span in decision.sources}
        new = [span for span in ([] if group is None else group.sources) if _key(span) not in then]
        for source in decision.sources:
            if source.annotator not in self._people:
                yield Changed(what=What.LEFT, person=source.annotator)
            elif _key(source) not in self._keys:
                today = self._today(source, new, then)
                what = What.REMOVED if today is None else What.CHANGED
                yield Changed(
                    what=what,
                    person=source.annotator,
                    before=source.mark,
                    after=None if today is None else today.mark,
                )
                new = [span for span in new if today is None or span.id != today.id]
        given = () if decision.policy else {span.mark for span in decision.spans}
        for span in new:
            if span.mark not in given:
                what = What.ADDED if span.annotator in decision.people else What.JOINED
                yield Changed(what=what, person=span.annotator, after=span.mark)

    def _today(self, source: Span, new: Sequence[Span], then: Collection[tuple[str, Mark]]) -> Span | None:
        """Return the span that a person has today for one they changed: the same one, or one in its place; None where there is none."""
        same = self._by_id.get(source.id)
        if same is not None and same.annotator == source.annotator:
            return same
        theirs = [span for span in new if span.annotator == source.annotator]
        theirs = theirs or [
            span
            for span in self._of_person.get(source.annotator, ())
            if span.start < source.end and source.start < span.end and _key(span) not in then
        ]
        return max(
            theirs,
            key=lambda span: min(span.end, source.end) - max(span.start, source.start),
            default=None,
        )

    def _of_policy(self, decision: Decision, group: Group | None) -> Iterable[Changed]:
        """Yield whether the policy says otherwise, and who finished since without a span in the group."""
        marks = {span.mark for span in decision.spans}
        if group is None or not decision.policy:
            return
        if still_decides(decision.policy, group, self._people, marks):
            return
        for person in group.missing:
            if person not in decision.people:
                yield Changed(what=What.JOINED, person=person)
        yield Changed(what=What.POLICY, after=_by_policy(decision.policy, group, self._people))

    @staticmethod
    def _otherwise(decision: Decision, group: Group | None) -> Changed:
        seen: set[tuple[str, Mark]] = set()
        for source in decision.sources:
            if _key(source) in seen:
                return Changed(what=What.ONE_PERSON, person=source.annotator)
            seen.add(_key(source))
        return Changed(what=What.TWICE if group is None else What.REGROUPED)


def _by_policy(text: str, group: Group, people: Collection[str]) -> Mark | None:
    """Return the mark that a policy, by its text, gives today; None for none of them, or where it decides nothing."""
    try:
        rule = policy(text)
    except UsageError:  # of another version of the program
        return None
    found = None if rule.kind is PolicyKind.NONE else verdict(rule, group, people)
    return found[0][0].mark if found is not None and found[0] else None


def _key(span: Span) -> tuple[str, Mark]:
    return span.annotator, span.mark
