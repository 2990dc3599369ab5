"""Counting what the records of a split have, while they are written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.datasets.dataset_json import Counts, SplitCounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from annotator.datasets.split_sizes import SplitSize
    from annotator.datasets.statistics import StatisticsCollector
    from annotator.model import LabelSchema, Record


class CountedRecords:
    """Yields records, counts what they have, and gives each to the statistics."""

    def __init__(self, records: Iterable[Record], statistics: StatisticsCollector) -> None:
        self._records = records
        self._statistics = statistics
        self._articles = 0
        self._labels: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self._articles += 1
            self._labels.update(span.label for span in record.spans)
            self._sources.update(span.source.value for span in record.spans if span.source is not None)
            self._statistics.add(record)
            yield record

    def counts(
        self, size: SplitSize, schema: LabelSchema, written: Mapping[str, Mapping[str, int]], rows: int
    ) -> SplitCounts:
        """Return the counts, labels in the order of the schema.

        `written` counts the spans in the files by place and label, `rows` the rows, 0 for a format without rows of its own.
        """
        return SplitCounts(
            percent=round(float(size.percent), 6),
            articles=self._articles,
            spans=self._labels.total(),
            labels=_by_label(self._labels, schema),
            sources=dict(sorted(self._sources.items())),
            rows=rows if rows not in (0, self._articles) else UNSET,
            written={
                place: Counts(spans=sum(labels.values()), labels=_by_label(labels, schema))
                for place, labels in written.items()
            },
        )


def _by_label(counts: Mapping[str, int], schema: LabelSchema) -> dict[str, int]:
    return {label.name: counts.get(label.name, 0) for label in schema.labels}
