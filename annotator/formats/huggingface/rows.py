"""Rows from articles."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import OutputError
from annotator.formats.conll.columns import Placed, lay
from annotator.formats.conll.tags import Run, encode
from annotator.formats.losses import Loss
from annotator.formats.writing import checked, enter
from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.conll.options import Scheme
    from annotator.formats.huggingface.columns import Columns
    from annotator.formats.losses import Losses
    from annotator.model import Record, RecordSpan
    from annotator.text.tokens import Token

LOSES = (Loss.ATTRIBUTES, Loss.IDENTITY)


class Rows:
    """Makes rows. Of overlapping spans the tags are the longest's, or the shortest's where `innermost`.

    `cut`: words are cut where a span begins or ends in them.
    """

    def __init__(
        self, columns: Columns, losses: Losses, *, scheme: Scheme, innermost: bool = False, cut: bool = True
    ) -> None:
        self.columns = columns
        self._losses = losses
        self._scheme = scheme
        self._innermost = innermost
        self._cut = cut
        self._labels = {name: place for place, name in enumerate(columns.labels)}
        self._tags = {name: place for place, name in enumerate(columns.tags)}

    def of(self, record: Record) -> dict[str, Any]:
        """Return the row of an article. Raises OutputError for a span that does not fit the text or the schema."""
        spans = checked(record)
        enter(record, self._losses, LOSES)
        cuts = {edge for span in spans for edge in (span.start, span.end)} if self._cut else ()
        found = list(tokens(record.text, cuts))
        return {
            "id": record.id,
            "text": record.text,
            "title": record.title,
            "date": record.date,
            "source": record.source,
            "url": record.url,
            "metadata": msgspec.json.encode(record.metadata).decode() if record.metadata else None,
            "annotators": record.annotators,
            "spans": [self._span(record, span) for span in spans],
            "tokens": [record.text[token.start : token.end] for token in found],
            "starts": [token.start for token in found],
            "tags": self._tagged(spans, found),
        }

    def _span(self, record: Record, span: RecordSpan) -> dict[str, Any]:
        if span.label not in self._labels:
            raise OutputError(
                f"article {record.id!r}: the span at [{span.start}, {span.end}) has the label {span.label!r}, which the "
                "project's schema does not have; nothing more is written."
            )
        return {
            "start": span.start,
            "end": span.end,
            "label": self._labels[span.label],
            "text": span.text,
            "annotator": span.annotator,
            "source": span.source,
            "annotators": span.annotators,
            "adjudicator": span.adjudicator,
            "decision": span.decision,
            "note": span.note,
        }

    def _tagged(self, spans: Sequence[RecordSpan], found: Sequence[Token]) -> list[int]:
        (column,), _ = lay(list(_placed(spans, found)), 1, innermost=self._innermost)
        runs = (Run(one.first, one.last, one.span.label) for one in column)
        return [self._tags[tag] for tag in encode(runs, len(found), self._scheme)]


def _placed(spans: Sequence[RecordSpan], found: Sequence[Token]) -> Iterator[Placed]:
    """Yield which tokens each span covers; one of white space alone covers none."""
    starts, ends = [token.start for token in found], [token.end for token in found]
    for span in spans:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        if first < last:
            yield Placed(first, last, span)
