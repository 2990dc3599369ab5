"""The spans that are drawn in the article for each case, updated with every decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from annotator.editing.index import SpanIndex
from annotator.model import Span
from annotator.tui.editor import Tones

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.adjudication import Case
    from annotator.model import Decision
    from annotator.text.navigation import Range


class _Highlight(NamedTuple):
    case: Case
    spans: tuple[Span, ...]
    order: tuple[int, int, str]
    rejected: frozenset[str]  # ids of those spans that are not in gold


class Highlights:
    """The drawn spans of all cases: gold of what is decided, and what of it was rejected; the versions of what is open.

    Two spans of one range and label are drawn once. Each place where somebody marked something has a span.
    """

    def __init__(self) -> None:
        self.index = SpanIndex()
        self._by_case: dict[str, _Highlight] = {}
        self._owners: dict[str, str] = {}
        self._hidden: dict[str, Case] = {}  # of these a span is drawn for another case already

    def update(self, cases: Mapping[str, Case | None]) -> list[Range]:
        """Draw these cases as they are now, None for one that is gone, by their keys; return the ranges that look different."""
        redrawn = {**self._hidden, **cases}
        self._hidden = {}
        changed: list[Range] = []
        for key in redrawn:
            changed += self._erase(key)
        for case in redrawn.values():
            if case is not None:
                changed += self._draw(case)
        return changed

    def _erase(self, key: str) -> list[Range]:
        highlight = self._by_case.pop(key, None)
        if highlight is None:
            return []
        for span in highlight.spans:
            self.index.delete(span)
            del self._owners[span.id]
        return [(span.start, span.end) for span in highlight.spans]

    def _draw(self, case: Case) -> list[Range]:
        stands = {span.mark: span for span in _spans(case)}
        marks = stands.keys()
        rest = {span.mark: span for span in _rejected(case) if span.mark not in marks}
        wanted = [*stands.values(), *rest.values()]
        spans = tuple(span for span in wanted if self._gives_way(span, stands=span.mark in marks))
        if len(spans) < len(wanted):
            self._hidden[case.key] = case
        for span in spans:
            self.index.insert(span)
            self._owners[span.id] = case.key
        rejected = frozenset(span.id for span in spans if span.mark not in marks)
        self._by_case[case.key] = _Highlight(case, spans, (case.start, -case.end, case.key), rejected)
        return [(span.start, span.end) for span in spans]

    def _gives_way(self, span: Span, *, stands: bool) -> bool:
        """Return whether a span can be drawn: nothing with its range and label is, or what was rejected, which is erased where `stands`."""
        other = self.index.find(span.start, span.end, span.label)
        if other is None:
            return True
        owner = self._by_case[self._owners[other.id]]
        if not stands or other.id not in owner.rejected:
            return False
        self.index.delete(other)
        del self._owners[other.id]
        left = tuple(one for one in owner.spans if one.id != other.id)
        self._by_case[owner.case.key] = owner._replace(spans=left)
        self._hidden[owner.case.key] = owner.case
        return True

    def order(self, case: Case) -> tuple[int, int, str]:
        """Return the key by which cases are sorted in the order in which an adjudicator goes through an article."""
        highlight = self._by_case.get(case.key)
        return (case.start, -case.end, case.key) if highlight is None else highlight.order

    def ranges(self, case: Case) -> list[Range]:
        """Return where a case is drawn."""
        highlight = self._by_case.get(case.key)
        return [] if highlight is None else [(span.start, span.end) for span in highlight.spans]

    def at(self, offset: int) -> Case | None:
        """Return the case that has a span at an offset; of several an open one, then the one of the shortest span, one in gold first."""
        here = self.index.overlapping(offset, offset + 1)
        found = [(self._by_case[self._owners[span.id]], span) for span in here]

        def order(pair: tuple[_Highlight, Span]) -> tuple[bool, int, bool]:
            highlight, span = pair
            return not highlight.case.open, span.end - span.start, span.id in highlight.rejected

        best = min(found, key=order, default=None)
        return None if best is None else best[0].case

    def tones(self, spans: Sequence[Span], at_hand: Case | None) -> Tones:
        """Return which of the spans are drawn loud, those of the current case, quiet, those of decided cases, as rejected, and as waiting."""
        loud, quiet, rejected, waiting = set(), set(), set(), set()
        for span in spans:
            key = self._owners[span.id]
            if span.id in self._by_case[key].rejected:
                rejected.add(span.id)
            if at_hand is not None and key == at_hand.key:
                loud.add(span.id)
            elif not self._by_case[key].case.open:
                quiet.add(span.id)
            else:
                waiting.add(span.id)
        return Tones(frozenset(loud), frozenset(quiet), frozenset(rejected), frozenset(waiting))


def _spans(case: Case) -> Iterable[Span]:
    """Yield the spans of a case that are in gold, or are to be decided."""
    decision = case.decision
    if decision is not None and (not case.stale or case.group is None):
        yield from _gold(decision)
    elif case.group is not None:
        for version in case.group.versions:
            yield version.spans[0]


def _rejected(case: Case) -> Iterable[Span]:
    """Yield what somebody marked in a case that is decided, and what was in gold before it became stale; some of it may be in gold."""
    decision = case.decision
    if case.group is None:
        for source in case.sources:  # a span with its id may be drawn for another case, with today's range
            yield replace(source, id=f"{case.key} {source.id}")
    elif decision is not None and case.stale:
        yield from _gold(decision)
    elif decision is not None:
        for version in case.group.versions:
            yield version.spans[0]


def _gold(decision: Decision) -> Iterable[Span]:
    for gold in decision.spans:
        yield Span(
            id=gold.id,
            start=gold.start,
            end=gold.end,
            label=gold.label,
            annotator=decision.adjudicator,
            created=decision.when,
            changed=decision.when,
        )
