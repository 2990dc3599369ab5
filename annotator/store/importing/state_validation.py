"""Whether the state of an article that comes in is fit to be stored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator.errors import UsageError
from annotator.model import GoldSpan, Span
from annotator.sentences import joined
from annotator.store.importing.validation import UnfitError, check_unicode
from annotator.store.people import names, names_in_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.model import Article, Decision, Mark, State

_Kind = TypeVar("_Kind", bound=Span | GoldSpan)


def checked_state(
    state: State,
    article: Article,
    mapping: Mapping[str, str],
    labels: frozenset[str],
    unmapped: Counter[str],
    lost: Counter[str],
    people: Names,
) -> State:
    """Return the state with the labels of the schema, its decisions those of the article. Raises `UnfitError`.

    Where a label is neither mapped nor in the schema it is counted in `unmapped`, and the gold is counted in `lost`. Names
    are as `people` gives them.
    """
    state = names_in_values.state(state, people.clean)
    _check_work(state)
    gold = _Gold(article, mapping, labels)
    decisions = tuple(gold.checked(decision) for decision in state.decisions)
    if gold.unmapped:
        unmapped.update(gold.unmapped)
        lost["decisions"] += len(decisions)
        return msgspec.structs.replace(state, decisions=(), settled=None)
    return msgspec.structs.replace(state, decisions=decisions)


class Names:
    """The names in one record, each cleaned; no two of them are one name in two spellings."""

    def __init__(self) -> None:
        self.cleaned: dict[str, str] = {}  # by how the record has them
        self._by_key: dict[str, str] = {}

    def clean(self, name: str) -> str:
        """Return a name of the record, cleaned. Raises `UnfitError` for a bad one, and for another spelling of one before."""
        if name not in self.cleaned:
            check_unicode(name, "name of an annotator")
            try:
                cleaned = names.clean(name)
            except UsageError as error:
                raise UnfitError(joined(str(error), "Or name one person for all with --as.")) from error
            other = self._by_key.setdefault(names.key(cleaned), cleaned)
            if other != cleaned:
                raise UnfitError(f"{other} and {cleaned} are two spellings of one name; write one of them.")
            self.cleaned[name] = cleaned
        return self.cleaned[name]


def check_range(start: int, end: int, label: str, length: int) -> None:
    """Raise `UnfitError` for a span that is empty or outside a text of this length, in code points."""
    if 0 <= start < end <= length:
        return
    what = f"the span labelled {label!r} at [{start}, {end})"
    if start == end:
        raise UnfitError(f"{what} is empty; take it out or mend its offsets.")
    raise UnfitError(f"{what} is outside the text, which has {length} characters; mend its offsets.")


def _check_work(state: State) -> None:
    for people, what in ((state.work, "works"), (state.assignments, "is assigned")):
        counts = Counter(one.annotator for one in people)
        for name, count in counts.items():
            if count > 1:
                raise UnfitError(f"{name} {what} twice on this article; take one out.")
    for work in state.work:
        check_unicode(work.note, "note of a flag")
        if not 0 <= work.seconds < float("inf"):
            raise UnfitError(f"{work.annotator} has spent {work.seconds} seconds, which is no time; mend it.")
    pool = state.pool
    if pool is not None and not (pool.people > 0 and 0 < pool.return_after < float("inf")):
        raise UnfitError("the pool has no people or no time after which articles come back; mend it.")


class _Gold:
    """The decisions of one article, checked one after the other."""

    def __init__(self, article: Article, mapping: Mapping[str, str], labels: frozenset[str]) -> None:
        self._article = article
        self._mapping = mapping
        self._labels = labels
        self._ids: set[str] = set()
        self._marks: set[Mark] = set()
        self._sources: set[bytes] = set()
        self.unmapped: Counter[str] = Counter()

    def checked(self, decision: Decision) -> Decision:
        """Return the decision with the labels of the schema. Raises `UnfitError`."""
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
