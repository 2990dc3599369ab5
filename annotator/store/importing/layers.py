"""A record with spans on its way in: whose layers it brings, its labels those of the schema."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from annotator.model import Article, IncomingSpan, Loss, Mark, State, Struct
from annotator.store.importing.state_validation import Names, check_range, checked_state
from annotator.store.importing.validation import UnfitError, as_article, check_unicode
from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import ImportOptions, Incoming


class Prepared(Struct, frozen=True, kw_only=True):
    """An article, the spans to come into each person's layer, and its state, where the file has one.

    `people` are all whom it names: each name, cleaned, by how the file has it. `unmapped` counts spans by a label that is not in the schema, `nobodys` those of nobody, `doubles` those that stand
    twice in one layer; they are not in `layers`. `lost` counts what else is not taken.
    """

    article: Article
    layers: dict[str, tuple[IncomingSpan, ...]]
    state: State | None
    people: dict[str, str]
    unmapped: dict[str, int]
    nobodys: int
    doubles: int
    lost: dict[str, int]


def prepare(record: Incoming, how: ImportOptions, labels: frozenset[str]) -> Prepared:
    """Check a record and sort its spans; names are cleaned. Raises `UnfitError`."""
    article = as_article(record)
    people = Names()
    layers: dict[str, dict[Mark, IncomingSpan]] = {} if how.annotator is None else {how.annotator: {}}
    unmapped: Counter[str] = Counter()
    nobodys = doubles = 0
    for span in record.spans:
        check_range(span.start, span.end, span.label, len(article.text))
        _check_rest(span)
        label = how.labels.get(span.label, span.label)
        name = how.annotator or span.annotator
        if label not in labels:
            unmapped[span.label] += 1
        elif name is None:
            nobodys += 1
        else:
            layer = layers.setdefault(how.annotator or people.clean(name), {})
            mark = (span.start, span.end, label)
            doubles += mark in layer
            layer.setdefault(mark, msgspec.structs.replace(span, label=label))
    lost = Counter(record.lost)
    state = record.state
    if state is not None and how.annotator is not None:
        lost[Loss.WORK.value] += len(state.work)
        lost["decisions"] += len(state.decisions)
        state = None
    if state is not None:
        state = checked_state(state, article, how.labels, labels, unmapped, lost, people)
    return Prepared(
        article=article,
        layers={name: tuple(layer.values()) for name, layer in layers.items()},
        state=state,
        people=people.cleaned,
        unmapped=dict(unmapped),
        nobodys=nobodys,
        doubles=doubles,
        lost=dict(+lost),
    )


def renamed(prepared: Prepared, new: Callable[[str], str]) -> Prepared:
    """Return the same with the names that `new` gives, each another one."""
    return msgspec.structs.replace(
        prepared,
        layers={new(name): layer for name, layer in prepared.layers.items()},
        state=None if prepared.state is None else names_in_values.state(prepared.state, new),
    )


def _check_rest(span: IncomingSpan) -> None:
    if not span.label:
        raise UnfitError(f"the span at [{span.start}, {span.end}) has no label; give it one.")
    if span.id == "":
        raise UnfitError(f"the span at [{span.start}, {span.end}) has an empty id; give it one, or none.")
    for value in (span.id or "", *span.attributes, *span.attributes.values()):
        check_unicode(value, f"span at [{span.start}, {span.end})")
