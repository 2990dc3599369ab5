"""Comparing the spans that a file has of a layer with those that the layer has already."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.model import IncomingSpan, Span, Struct
from annotator.store.importing.other_layers import count_lost_attributes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from annotator.model import Mark


class OtherLabels(Struct, frozen=True, kw_only=True):
    """A range that the layer has under labels that the file does not have there: the spans `here`, and those that are `coming`."""

    here: tuple[Span, ...]
    coming: tuple[IncomingSpan, ...]


class Compared(Struct, frozen=True, kw_only=True):
    """The spans of a file, compared with a layer.

    `there` counts those that are in the layer, `changed_since` those that its history has changed or removed. `new` can be
    added, `others` can't without a decision. `lost` counts scores and attributes of those that are in the layer without them or with others.
    """

    there: int
    changed_since: int
    new: tuple[IncomingSpan, ...]
    others: tuple[OtherLabels, ...]
    lost: dict[str, int]


def compare(here: Sequence[Span], former: Collection[Mark], coming: Iterable[IncomingSpan]) -> Compared:
    """Compare the spans of a file with those of a layer; `former` are the marks that the layer's history has had, too.

    A file that has both labels of a range agrees with a layer that has one of them, so the other one is new.
    """
    marks = {span.mark: span for span in here}
    lost: Counter[str] = Counter()
    by_range: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in here:
        by_range[span.start, span.end].append(span)
    labels: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    to_add: defaultdict[tuple[int, int], list[IncomingSpan]] = defaultdict(list)
    there = changed_since = 0
    for one in coming:
        at = (one.start, one.end)
        labels[at].add(one.label)
        mark = (*at, one.label)
        if mark in marks:
            there += 1
            count_lost_attributes(marks[mark].attributes, one.attributes, lost)
        elif mark in former:
            changed_since += 1
        else:
            to_add[at].append(one)
    new: list[IncomingSpan] = []
    others: list[OtherLabels] = []
    for at, spans in to_add.items():
        if other := tuple(span for span in by_range[at] if span.label not in labels[at]):
            others.append(OtherLabels(here=other, coming=tuple(spans)))
        else:
            new += spans
    return Compared(
        there=there, changed_since=changed_since, new=tuple(new), others=tuple(others), lost=dict(lost)
    )
