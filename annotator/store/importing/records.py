"""Whether a record is fit to be stored: its text, its spans, the names in it and its state.

`check_record` checks all of a record and groups its spans by layer; `as_article` checks only what makes it an article.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from annotator import limits, names
from annotator.errors import UsageError
from annotator.model import (
    Card,
    Incoming,
    IncomingSpan,
    LayerKind,
    Loss,
    Mark,
    Refusal,
    State,
    Struct,
)
from annotator.sentences import joined
from annotator.store.articles import NewArticle
from annotator.store.importing import other_layers
from annotator.store.importing.checks import (
    CONTROL,
    UnfitError,
    check_overlaps,
    check_paragraphs,
    check_span,
    check_unicode,
    is_surely_fit,
)
from annotator.store.importing.state_checks import checked_state
from annotator.store.people import names_in_values
from annotator.text.length import length_in_words
from annotator.text.title import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import ImportOptions


def refused(record: Incoming | CheckedRecord, error: UnfitError) -> Refusal:
    """Return the refusal of a record that is not fit."""
    return Refusal(path=record.path, line=record.line, reason=str(error))


class CheckedRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that can be stored: where it was found, its article, its spans by annotator, and its state if it has one.

    `has_title`: the title is the record's own. `people` gives the cleaned form of each name in the record, `kinds` the kind of the names that are no people's. `given` is how
    many spans it has; of those not in `layers` are counted: `unmapped` by label those whose
    label is not in the schema, `without_annotator`, and `doubles`, which repeat a span of their layer. `renamed_spans` counts, by the name that the record gives, spans that go into another name's
    layer because the options say so. `lost` counts other things that can't be stored, and `notes` are those of the record. `card` is that of
    the project from which the record was exported.
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
    card: Card | None = None

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
    if (
        not record.spans
        and record.state is None
        and record.card is None
        and how.annotator is None
        and not record.kinds
    ):
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
    found = record.spans if how.spans else ()
    if (name := _whose(found, length, labels, how.annotator)) and not (how.labels or record.kinds):
        only = layers[how.annotator or people.clean(name)] = {}
        for span in found:
            only.setdefault((span.start, span.end, span.label), span)
        doubles = len(found) - len(only)
        found = ()
    for span in found:
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
    state, card = (record.state, record.card) if how.spans else (None, None)
    if card is not None and how.annotator is not None:
        lost["cards of projects"] += 1
        card = None
    if state is not None and how.annotator is not None:
        lost[Loss.WORK.value] += len(state.work)
        lost["decisions"] += len(state.decisions)
        lost["notes"] += len(state.notes)
        state = None
    if state is not None:
        state = checked_state(state, article, how.labels, labels, unmapped, lost, people.clean)
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
        card=card,
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
    if len(text) > limits.TEXT.most:
        raise UnfitError(f"the text {limits.TEXT.fault(len(text))}; split it into articles.")
    if (nul := text.find("\0")) >= 0:
        raise UnfitError(
            f"the text has a NUL character at offset {nul}, so it is not plain text; convert or mend it."
        )
    if incoming.title and _has_title(incoming):
        title = incoming.title
    if incoming.id and not (incoming.id.isprintable() and incoming.id.strip()):
        _check_id(incoming.id)
    for value in (incoming.title, incoming.date, incoming.source, incoming.url):
        if value and not value.isprintable():  # what is printable has no control characters and no surrogates
            _check_fields(incoming)
            break
    return NewArticle(
        id=incoming.id or "",
        text=text,
        sha256=hashlib.sha256(check_unicode(text, "text")).hexdigest(),
        title=title,
        date=incoming.date,
        source=incoming.source,
        url=incoming.url,
        metadata=_checked_metadata(incoming) if incoming.metadata else "{}",
        words=length_in_words(text),
    )


def _has_title(incoming: Incoming) -> bool:
    return bool(incoming.title and incoming.title.strip())


def _check_fields(incoming: Incoming) -> None:
    for name in ("title", "date", "source", "url"):
        if value := getattr(incoming, name):
            check_unicode(value, name)


def _check_id(id_: str) -> None:
    if CONTROL.search(id_) or not id_.strip():
        raise UnfitError(f"the id {id_!r} has control characters or is blank; give it another one.")
    check_unicode(id_, "id")


def _checked_metadata(incoming: Incoming) -> str:
    """Return the further fields as JSON. Raises `UnfitError`."""
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


def check_size(record: CheckedRecord) -> None:
    """Raise `UnfitError` for a record with a paragraph that is too long, or a layer with too many spans."""
    check_paragraphs(record.article.text)
    for name, layer in record.layers.items():
        check_overlaps(name, layer)


def _whose(
    spans: Sequence[IncomingSpan], length: int, labels: frozenset[str], all_of: str | None
) -> str | None:
    """Return the name of whom all these spans are of, `all_of` where that is given.

    None where one of them is of another person or of nobody, has attributes or a score, has none of the labels, or may be unfit.
    """
    if not spans:
        return None
    name = all_of or spans[0].annotator
    is_named = all_of is not None
    for span in spans:
        if (
            (span.annotator != name and not (is_named and span.annotator is None))
            or span.label not in labels
            or span.score is not None
            or not is_surely_fit(span, length)
        ):
            return None
    return name


_clean, _key = lru_cache(1_000)(names.clean), lru_cache(1_000)(names.key)


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
                cleaned = _clean(name)
            except UsageError as error:
                raise UnfitError(joined(str(error), "Or name one person for all with --as.")) from error
            other = self._by_key.setdefault(_key(cleaned), cleaned)
            if other != cleaned:
                raise UnfitError(f"{other} and {cleaned} are two spellings of one name; write one of them.")
            self.cleaned[name] = cleaned
        return self.cleaned[name]
