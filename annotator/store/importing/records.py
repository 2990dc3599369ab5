"""Whether a record is fit to be stored: its text, its spans, the names in it and its state.

`check_record` checks all of a record and groups its spans by layer; `as_article` checks only what makes it an article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from annotator import limits, names
from annotator.errors import UsageError
from annotator.model import (
    GoldSpan,
    Incoming,
    IncomingSpan,
    LayerKind,
    Loss,
    Mark,
    Refusal,
    Span,
    State,
    Struct,
    deepest,
)
from annotator.sentences import joined
from annotator.store.articles import NewArticle
from annotator.store.check.values import time_fault
from annotator.store.importing import other_layers
from annotator.store.people import names_in_values
from annotator.text import segment
from annotator.text.length import length_in_words
from annotator.text.title import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from annotator.model import Article, Decision, ImportOptions

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_Kind = TypeVar("_Kind", bound=Span | GoldSpan)


class UnfitError(ValueError):
    """The record can't be stored; the message is a clause on why, and what to do about it."""


def refused(record: Incoming | CheckedRecord, error: UnfitError) -> Refusal:
    """Return the refusal of a record that is not fit."""
    return Refusal(path=record.path, line=record.line, reason=str(error))


class CheckedRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that can be stored: where it was found, its article, its spans by annotator, and its state if it has one.

    `has_title`: the title is the record's own. `people` gives the cleaned form of each name in the record, `kinds` the kind of the names that are no people's. `given` is how
    many spans it has; of those not in `layers` are counted: `unmapped` by label those whose
    label is not in the schema, `without_annotator`, and `doubles`, which repeat a span of their layer. `renamed_spans` counts, by the name that the record gives, spans that go into another name's
    layer because the options say so. `lost` counts other things that can't be stored, and `notes` are those of the record.
    """

    path: Path
    line: int | None
    article: NewArticle
    has_title: bool = False
    layers: dict[str, tuple[IncomingSpan, ...]] = {}  # noqa: RUF012  msgspec makes a fresh copy of an empty default
    state: State | None = None
    people: dict[str, str] = {}  # noqa: RUF012
    kinds: dict[str, LayerKind] = {}  # noqa: RUF012
    given: int = 0
    unmapped: dict[str, int] = {}  # noqa: RUF012
    without_annotator: int = 0
    doubles: int = 0
    lost: dict[str, int] = {}  # noqa: RUF012
    renamed_spans: dict[str, int] = {}  # noqa: RUF012
    notes: tuple[str, ...] = ()

    def renamed(self, new: Callable[[str], str]) -> CheckedRecord:
        """Return the record with the name that `new` gives for each; different names must stay different."""
        names = {name: new(name) for name in (*self.layers, *self.kinds)}
        state = None if self.state is None else names_in_values.state(self.state, new)
        if state is None and all(name == other for name, other in names.items()):
            return self
        return msgspec.structs.replace(
            self,
            layers={names[name]: layer for name, layer in self.layers.items()},
            kinds={names[name]: kind for name, kind in self.kinds.items()},
            state=state,
        )


def check_record(record: Incoming, how: ImportOptions, labels: frozenset[str]) -> CheckedRecord:
    """Return the checked record, with labels mapped as `how` says and names cleaned; `labels` are those of the schema.

    Limits that what is in a project already may be beyond are left to `beyond_limits.check`. Raises `UnfitError`.
    """
    article = as_article(record)
    if not record.spans and record.state is None and how.annotator is None and not record.kinds:
        return CheckedRecord(
            path=record.path,
            line=record.line,
            article=article,
            has_title=_has_title(record),
            lost=record.lost and dict(+Counter(record.lost)),
            notes=record.notes,
        )
    people = _Names()
    try:
        kinds = other_layers.kinds_of(record, how, people.clean)
    except UsageError as error:
        raise UnfitError(str(error)) from error
    lost = Counter(record.lost)
    layers: dict[str, dict[Mark, IncomingSpan]] = {} if how.annotator is None else {how.annotator: {}}
    unmapped: Counter[str] = Counter()
    renamed_spans: Counter[str] = Counter()
    without_annotator = doubles = 0
    key = "" if how.annotator is None else names.key(how.annotator)
    length = len(article.text)
    for span in record.spans if how.spans else ():
        check_span(span, length)
        label = how.labels.get(span.label, span.label)
        name = how.annotator or span.annotator
        if label not in labels:
            unmapped[span.label] += 1
        elif name is None:
            without_annotator += 1
        else:
            if how.annotator is None:
                name = people.cleaned.get(name) or people.clean(name)
            elif span.annotator and span.annotator != name and names.key(span.annotator) != key:
                renamed_spans[span.annotator] += 1
            if span.score is not None or record.kinds:
                span = other_layers.with_score(span, record, kinds.get(name, LayerKind.PERSON), lost)
            if (layer := layers.get(name)) is None:
                layer = layers[name] = {}
            mark = (span.start, span.end, label)
            if mark in layer:
                doubles += 1
                other_layers.count_lost_attributes(layer[mark].attributes, span.attributes, lost)
            else:
                layer[mark] = span if label == span.label else msgspec.structs.replace(span, label=label)
    state = record.state if how.spans else None
    if state is not None and how.annotator is not None:
        lost[Loss.WORK.value] += len(state.work)
        lost["decisions"] += len(state.decisions)
        state = None
    if state is not None:
        state = _checked_state(state, article, how.labels, labels, unmapped, lost, people)
        try:
            other_layers.refuse_in_state(state, kinds)
        except UsageError as error:
            raise UnfitError(str(error)) from error
    return CheckedRecord(
        path=record.path,
        line=record.line,
        article=article,
        has_title=_has_title(record),
        layers={name: tuple(layer.values()) for name, layer in layers.items()},
        state=state,
        people=people.cleaned,
        kinds=kinds,
        given=len(record.spans),
        unmapped=dict(unmapped),
        without_annotator=without_annotator,
        doubles=doubles,
        lost=dict(+lost),
        renamed_spans=dict(renamed_spans),
        notes=record.notes,
    )


def check_text(record: Incoming) -> CheckedRecord:
    """Return a checked record without its spans. Raises `UnfitError`."""
    return CheckedRecord(
        path=record.path, line=record.line, article=as_article(record), has_title=_has_title(record)
    )


# --- the article -------------------------------------------------------------


def as_article(incoming: Incoming) -> NewArticle:
    """Return the article of a record, with its text unaltered and an empty id if it has none. Raises `UnfitError`."""
    text = incoming.text
    title = first_line(text)
    if title is None:
        raise UnfitError("the text is empty; take the record out or give it a text.")
    if wrong := limits.TEXT.fault(len(text)):
        raise UnfitError(f"the text {wrong}; split it into articles.")
    if (nul := text.find("\0")) >= 0:
        raise UnfitError(
            f"the text has a NUL character at offset {nul}, so it is not plain text; convert or mend it."
        )
    if incoming.title and _has_title(incoming):
        title = incoming.title
    _check_id(incoming.id)
    for name in ("title", "date", "source", "url"):
        if value := getattr(incoming, name):
            check_unicode(value, name)
    return NewArticle(
        id=incoming.id or "",
        text=text,
        sha256=hashlib.sha256(check_unicode(text, "text")).hexdigest(),
        title=title,
        date=incoming.date,
        source=incoming.source,
        url=incoming.url,
        metadata=_checked_metadata(incoming),
        words=length_in_words(text),
    )


def _has_title(incoming: Incoming) -> bool:
    return bool(incoming.title and incoming.title.strip())


def check_paragraphs(text: str) -> None:
    """Raise `UnfitError` for a text with too many paragraphs, or one that is too long to be shown. Texts that a project has already may have them."""
    if len(text) <= min(limits.PARAGRAPH.most, limits.PARAGRAPHS.most):
        return
    paragraphs = segment.paragraphs(text)
    if wrong := limits.PARAGRAPHS.fault(len(paragraphs)):
        raise UnfitError(f"the text {wrong}; split it into articles.")
    for number, (start, stop, _) in enumerate(paragraphs, 1):
        if wrong := limits.PARAGRAPH.fault(stop - start):
            raise UnfitError(f"paragraph {number:,} of the text {wrong}; break it into lines.")


def _check_id(id_: str | None) -> None:
    if not id_:
        return
    if CONTROL.search(id_) or not id_.strip():
        raise UnfitError(f"the id {id_!r} has control characters or is blank; give it another one.")
    check_unicode(id_, "id")


def check_unicode(value: str, name: str) -> bytes:
    """Return the value in UTF-8. Raises `UnfitError` for a lone surrogate, and for a NUL unless it is the "text"; `name` is for the message."""
    try:
        encoded = value.encode()
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"the {name} has half a surrogate pair at offset {error.start}, which is no character; mend its encoding."
        ) from error
    if name != "text" and "\0" in value:
        raise UnfitError(f"the {name} has a NUL character; take it out.")
    return encoded


def _checked_metadata(incoming: Incoming) -> str:
    """Return the further fields as JSON. Raises `UnfitError`."""
    if not incoming.metadata:
        return "{}"
    try:
        encoded = json.dumps(incoming.metadata, ensure_ascii=False, allow_nan=False)
        size = len(encoded.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise UnfitError(
            f"the further fields can't be kept as JSON ({error}); mend or leave them out."
        ) from error
    if wrong := limits.VALUE.fault(size):
        raise UnfitError(f"what is in the further fields {wrong}; leave some out.")
    return encoded


# --- spans and names ---------------------------------------------------------


def _check_range(start: int, end: int, label: str, length: int) -> None:
    """Raise `UnfitError` if a span is empty or outside a text of `length` code points."""
    if 0 <= start < end <= length:
        return
    what = f"the span labelled {label!r} at [{start}, {end})"
    if start == end:
        raise UnfitError(f"{what} is empty; take it out or mend its offsets.")
    raise UnfitError(f"{what} is outside the text, which has {length} characters; mend its offsets.")


def check_span(span: IncomingSpan, length: int) -> None:
    """Check a span of a text of `length` code points. Raises `UnfitError`."""
    is_bare = span.id is None and span.created is None and span.changed is None and not span.attributes
    if is_bare and span.label and 0 <= span.start < span.end <= length:
        return
    _check_range(span.start, span.end, span.label, length)
    if not span.label:
        raise UnfitError(f"the span at [{span.start}, {span.end}) has no label; give it one.")
    if wrong := time_fault(span.created, span.changed):
        raise UnfitError(f"the span at [{span.start}, {span.end}) can't be kept: {wrong}; mend it.")
    if span.id == "":
        raise UnfitError(f"the span at [{span.start}, {span.end}) has an empty id; give it one, or none.")
    for value in (span.id or "", *span.attributes, *span.attributes.values()):
        check_unicode(value, f"span at [{span.start}, {span.end})")


def check_overlaps(name: str, spans: Sequence[IncomingSpan | Span]) -> None:
    """Raise `UnfitError` for a layer with more spans, or more of them over one character, than it may have."""
    if len(spans) <= min(limits.SPANS.most, limits.OVERLAPPING.most):
        return
    for limit, found in ((limits.SPANS, len(spans)), (limits.OVERLAPPING, deepest(spans))):
        if fault := limit.fault(found):
            raise UnfitError(f"{name} {fault}; leave some out, or split the article.")


def check_size(record: CheckedRecord) -> None:
    """Raise `UnfitError` for a record with a paragraph that is too long, or a layer with too many spans."""
    check_paragraphs(record.article.text)
    for name, layer in record.layers.items():
        check_overlaps(name, layer)


class _Names:
    """The names in one record, cleaned; two spellings of one name are refused."""

    def __init__(self) -> None:
        self.cleaned: dict[str, str] = {}  # by how the record has them
        self._by_key: dict[str, str] = {}

    def clean(self, name: str) -> str:
        """Return the cleaned name. Raises `UnfitError` for a name that nobody can have or a second spelling of an earlier name."""
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


# --- the state ---------------------------------------------------------------


def _checked_state(
    state: State,
    article: Article | NewArticle,
    mapping: Mapping[str, str],
    labels: frozenset[str],
    unmapped: Counter[str],
    lost: Counter[str],
    people: _Names,
) -> State:
    """Return the state with mapped labels, cleaned names and the article's id in its decisions. Raises `UnfitError`.

    Labels of the gold that are not in the schema are counted in `unmapped`, and decisions with a source or a gold span of such a
    label are left out and counted in `lost`. Where one of them is about spans of other labels too, these are undecided now, so the
    article is not settled any more, which is counted as well.
    """
    state = names_in_values.state(state, people.clean)
    check_work(state)
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
            _check_range(span.start, span.end, span.label, len(self._article.text))
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
