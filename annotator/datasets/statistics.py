"""Figures of records: lengths of spans, labels of tokens, overlaps, and what each person did. Memory does not grow with the articles."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.datasets.dataset_json import LabelFigures, Lengths, OtherLayer, Overlaps, People, Statistics
from annotator.model import deepest
from annotator.text.segment import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.model import LabelSchema, LayerKind, Record, RecordSpan

_OF_ARABIC = (
    "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u0870-\u088e\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc"
)
_ARABIC = re.compile(f"[{_OF_ARABIC}]+")
"""Letters of the Arabic script."""
_OTHERS = re.compile(rf"[^\W\d_{_OF_ARABIC}]+")
"""Letters of other scripts."""

Range = tuple[int, int]


class StatisticsCollector:
    """Takes records one after the other, and gives the figures of all."""

    def __init__(self) -> None:
        self._articles = self._characters = self._tokens = self._outside = self._letters = self._arabic = 0
        self._labels: defaultdict[str, _LabelCounts] = defaultdict(_LabelCounts)
        self._all = _LabelCounts()
        self._overlaps: Counter[str] = Counter()
        self._deepest = 0
        self._articles_of: Counter[str] = Counter()
        self._spans_of: Counter[str] = Counter()
        self._adjudicators: set[str] = set()
        self._kinds: dict[str, LayerKind] = {}

    def add(self, record: Record) -> None:
        """Take a record into the figures."""
        self._articles += 1
        self._characters += len(record.text)
        arabic = sum(map(len, _ARABIC.findall(record.text)))
        self._arabic += arabic
        self._letters += arabic + sum(map(len, _OTHERS.findall(record.text)))
        self._count_tokens(record)
        self._count_overlaps(record)
        self._count_people(record)

    def figures(self, schema: LabelSchema, *, named: bool) -> Statistics:
        """Return the figures, labels in the order of the schema; with the names of people where `named`."""
        everybody = sorted(
            self._articles_of | self._spans_of,
            key=lambda name: (-self._spans_of[name], -self._articles_of[name], name),
        )
        ordered = [name for name in everybody if name not in self._kinds]
        return Statistics(
            articles=self._articles,
            characters=self._characters,
            tokens=self._tokens,
            outside=self._outside,
            arabic=round(self._arabic / self._letters, 4) if self._letters else 0.0,
            all=self._all.figures(),
            labels={label.name: self._labels[label.name].figures() for label in schema.labels},
            overlaps=Overlaps(
                nested=self._overlaps["nested"],
                crossing=self._overlaps["crossing"],
                same_range=self._overlaps["same_range"],
                deepest=self._deepest,
            ),
            people=People(
                people=len(ordered),
                articles=[self._articles_of[name] for name in ordered],
                spans=[self._spans_of[name] for name in ordered],
                names=ordered if named else UNSET,
                adjudicators=len(self._adjudicators),
            ),
            others=tuple(
                OtherLayer(
                    name=name,
                    kind=self._kinds[name],
                    articles=self._articles_of[name],
                    spans=self._spans_of[name],
                )
                for name in everybody
                if name in self._kinds
            ),
        )

    def _count_tokens(self, record: Record) -> None:
        found = list(tokens(record.text))
        starts, ends = [token.start for token in found], [token.end for token in found]
        by_label: defaultdict[str, list[Range]] = defaultdict(list)
        for span in record.spans:
            first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
            by_label[span.label].append((first, last))
            for counts in (self._labels[span.label], self._all):
                counts.add(span.end - span.start, max(0, last - first))
        for label, ranges in by_label.items():
            self._labels[label].tokens += _covered(ranges)
        inside = _covered([one for ranges in by_label.values() for one in ranges])
        self._all.tokens += inside
        self._tokens += len(found)
        self._outside += len(found) - inside

    def _count_overlaps(self, record: Record) -> None:
        layers: defaultdict[str | None, list[RecordSpan]] = defaultdict(list)
        for span in record.spans:
            layers[span.annotator].append(span)
        for spans in layers.values():
            if len(spans) > 1:
                self._overlaps.update(overlaps([(span.start, span.end) for span in spans]))
            self._deepest = max(self._deepest, deepest(spans))

    def _count_people(self, record: Record) -> None:
        self._kinds |= record.kinds or {}
        self._articles_of.update(record.annotators)
        for span in record.spans:
            self._spans_of.update(span.annotators if span.annotator is None else [span.annotator])
            if span.adjudicator is not None:
                self._adjudicators.add(span.adjudicator)


class _LabelCounts:
    """Counts spans by their lengths; of lengths there are few."""

    def __init__(self) -> None:
        self.tokens = 0
        self._in_characters: Counter[int] = Counter()
        self._in_tokens: Counter[int] = Counter()

    def add(self, characters: int, in_tokens: int) -> None:
        self._in_characters[characters] += 1
        self._in_tokens[in_tokens] += 1

    def figures(self) -> LabelFigures:
        return LabelFigures(
            spans=self._in_characters.total(),
            tokens=self.tokens,
            in_tokens=lengths(self._in_tokens),
            in_characters=lengths(self._in_characters),
        )


def lengths(counts: Mapping[int, int]) -> Lengths | None:
    """Return the figures of lengths that were counted, None where there are none."""
    total = sum(counts.values())
    if not total:
        return None
    ordered = sorted(counts)
    return Lengths(
        mean=round(sum(length * count for length, count in counts.items()) / total, 2),
        median=(_at(counts, ordered, (total - 1) // 2) + _at(counts, ordered, total // 2)) / 2,
        p95=_at(counts, ordered, -(-95 * total // 100) - 1),
        min=ordered[0],
        max=ordered[-1],
    )


def _at(counts: Mapping[int, int], ordered: Iterable[int], place: int) -> int:
    """Return the length at a place, from 0, of all lengths in order."""
    length = 0
    for length in ordered:
        place -= counts[length]
        if place < 0:
            break
    return length


def _covered(ranges: Iterable[Range]) -> int:
    """Return how many whole numbers are in any of the ranges."""
    count = reach = 0
    for start, end in sorted(ranges):
        count += max(0, end - max(start, reach))
        reach = max(reach, end)
    return count


def overlaps(ranges: Sequence[Range]) -> dict[str, int]:
    """Return how many ranges lie inside another one, cross another, and are the same as another."""
    times = Counter(ranges)
    distinct = sorted(times, key=lambda one: (one[0], -one[1]))
    nested = set(_nested(distinct))
    crossing = {*_crossing(distinct)}
    mirrored = sorted(((-end, -start) for start, end in distinct), key=lambda one: (one[0], -one[1]))
    crossing |= {(-end, -start) for start, end in _crossing(mirrored)}
    return {
        "nested": sum(times[one] for one in nested),
        "crossing": sum(times[one] for one in crossing),
        "same_range": sum(count for count in times.values() if count > 1),
    }


def _nested(distinct: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges, sorted by start and then longest first, that lie inside an earlier one."""
    reach = -1
    for start, end in distinct:
        if end <= reach:
            yield start, end
        reach = max(reach, end)


def _crossing(distinct: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges, sorted as above, that begin inside one that began before, and end behind it."""
    ends: list[int] = []  # of all that began before
    same: list[int] = []  # of those that begin where this one does
    at = None
    for start, end in distinct:
        if start != at:
            for one in same:
                insort(ends, one)
            del ends[: bisect_right(ends, start)]  # nothing begins before them any more
            at, same = start, []
        if ends and ends[0] < end:
            yield start, end
        same.append(end)
