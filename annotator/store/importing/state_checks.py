"""Checks of the state of a record: work, assignments, and decisions with their gold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator import limits
from annotator.model import GoldSpan, Span
from annotator.store.check.values import time_fault
from annotator.store.importing.checks import UnfitError, check_range, check_unicode
from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from annotator.model import Article, Decision, Mark, State
    from annotator.store.articles import NewArticle

_Kind = TypeVar("_Kind", bound=Span | GoldSpan)


def checked_state(
    state: State,
    article: Article | NewArticle,
    mapping: Mapping[str, str],
    labels: frozenset[str],
    unmapped: Counter[str],
    lost: Counter[str],
    clean: Callable[[str], str],
) -> State:
    """Return the state with mapped labels, cleaned names and the article's id in its decisions. Raises `UnfitError`.

    Labels of the gold that are not in the schema are counted in `unmapped`, and decisions with a source or a gold span of such a
    label are left out and counted in `lost`. Where one of them is about spans of other labels too, these are undecided now, so the
    article is not settled any more, which is counted as well.
    """
    state = names_in_values.state(state, clean)
    check_work(state)
    check_notes(state, len(article.text))
    gold = DecisionChecks(article, mapping, labels)
    checked = [gold.checked(decision) for decision in state.decisions]
    decisions = tuple(decision for decision in checked if gold.labels_of(decision) <= labels)
    left = [decision for decision in checked if not gold.labels_of(decision) <= labels]
    unmapped.update(gold.unmapped)
    lost["decisions on labels that are left out"] += len(left)
    settled = state.settled
    if settled is not None and any(gold.labels_of(decision) & labels for decision in left):
        lost["settled articles that such decisions open again"] += 1
        settled = None
    return msgspec.structs.replace(state, decisions=decisions, settled=settled)


def check_work(state: State) -> None:
    """Check work, assignments, the pool and whether it is settled. Raises `UnfitError`."""
    moments = [moment for one in state.assignments for moment in (one.given, one.touched)]
    if wrong := time_fault(*moments, None if state.settled is None else state.settled.when):
        raise UnfitError(f"the state can't be kept: {wrong}; mend it.")
    for people, what in ((state.work, "works"), (state.assignments, "is assigned")):
        counts = Counter(one.annotator for one in people)
        for name, count in counts.items():
            if count > 1:
                raise UnfitError(f"{name} {what} twice on this article; take one out.")
    for work in state.work:
        check_unicode(work.note, "note of a flag")
        if not 0 <= work.seconds <= limits.SECONDS.most:
            raise UnfitError(
                f"{work.annotator} has spent {work.seconds} seconds, which is no time from 0 to {limits.SECONDS.most:,}; mend it."
            )
    pool = state.pool
    if pool is not None and not (pool.people > 0 and 0 < pool.return_after < float("inf")):
        raise UnfitError("the pool has no people or no time after which articles come back; mend it.")


def check_notes(state: State, length: int) -> None:
    """Check notes on a text of this length, in code points. Raises `UnfitError`."""
    ids = set[str]()
    for note in state.notes:
        if wrong := time_fault(note.when):
            raise UnfitError(f"a note can't be kept: {wrong}; mend it.")
        for value in (note.id, note.text, *note.closes):
            check_unicode(value, "note")
        if not note.id or note.id in ids:
            raise UnfitError(f"two notes have the id {note.id!r}, or one has none; take one out.")
        ids.add(note.id)
        if wrong := limits.NOTE.fault(len(note.text)):
            raise UnfitError(f"a note {wrong}; shorten it.")
        if not note.text.strip() and (note.text or not note.closes):
            raise UnfitError(f"the note {note.id} has no text; take it out.")
        if note.sends_back and (note.person is None or note.closes):
            raise UnfitError(f"the note {note.id} sends the article back to nobody; mend it.")
        check_range(note.start, note.end, "a note", length)


class DecisionChecks:
    """Checks the decisions of one article, one after the other."""

    def __init__(
        self, article: Article | NewArticle, mapping: Mapping[str, str], labels: frozenset[str]
    ) -> None:
        self._article = article
        self._mapping = mapping
        self._labels = labels
        self._ids: set[str] = set()
        self._marks: set[Mark] = set()
        self._sources: set[bytes] = set()
        self.unmapped: Counter[str] = Counter()

    def checked(self, decision: Decision) -> Decision:
        """Return the decision with mapped labels. Raises `UnfitError`, also for what an earlier decision has already."""
        moments = (moment for source in decision.sources for moment in (source.created, source.changed))
        if wrong := time_fault(decision.when, *moments):
            raise UnfitError(f"a decision can't be kept: {wrong}; mend it.")
        check_unicode(decision.note, "note of a decision")
        check_unicode(decision.policy, "policy of a decision")
        sources = self._mapped(decision.sources)
        spans = self._mapped(decision.spans)
        self._check_ids([decision.id, *(span.id for span in spans)])
        self._check_twins(spans)
        encoded = msgspec.json.encode(sources)
        if sources and encoded in self._sources:
            raise UnfitError("two decisions are about the same spans; take one out.")
        self._sources.add(encoded)
        return msgspec.structs.replace(decision, article=self._article.id, sources=sources, spans=spans)

    @staticmethod
    def labels_of(decision: Decision) -> set[str]:
        """Return the labels of a decision's sources and gold spans."""
        return {span.label for span in decision.sources} | {span.label for span in decision.spans}

    def _mapped(self, spans: Iterable[_Kind]) -> tuple[_Kind, ...]:
        made: list[_Kind] = []
        for span in spans:
            check_range(span.start, span.end, span.label, len(self._article.text))
            for value in (span.id, *span.attributes, *span.attributes.values()):
                check_unicode(value, "span of a decision")
            label = self._mapping.get(span.label, span.label)
            if label not in self._labels:
                self.unmapped[span.label] += 1
            made.append(msgspec.structs.replace(span, label=label))
        return tuple(made)

    def _check_ids(self, ids: Iterable[str]) -> None:
        for one in ids:
            check_unicode(one, "id of a decision")
            if not one or one in self._ids:
                raise UnfitError(f"two decisions or gold spans have the id {one!r}; take one out.")
            self._ids.add(one)

    def _check_twins(self, spans: Iterable[GoldSpan]) -> None:
        for span in spans:
            mark = (span.start, span.end, span.label)
            if mark in self._marks:
                raise UnfitError(
                    f"the gold has {span.label} at [{span.start}, {span.end}) twice; take one out."
                )
            self._marks.add(mark)
