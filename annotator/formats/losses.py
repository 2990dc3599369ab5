"""Losses: what a format could not hold of the records that were written."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.model import ExportReport, Loss, Lost, State, Widened

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from annotator.model import LeftOut, Record, RecordSpan

LISTED = 20
"""How many losses of a kind are kept as examples; all are counted."""

TOLD = 2
"""How many of the words that spans grew to are told, the most frequent ones."""

_MOST_WORDS, _MOST_CHARACTERS = 10_000, 40
"""How many different words that spans grew to are kept at a time, and how much of each."""

OF_ARTICLES = (
    Loss.ANNOTATOR,
    Loss.PROVENANCE,
    Loss.ATTRIBUTES,
    Loss.IDENTITY,
    Loss.METADATA,
    Loss.WORK,
    Loss.NOTES,
    Loss.NOTHING_FOUND,
    Loss.KINDS,
    Loss.CARD,
)
"""The kinds that are counted once an article, by `Losses.add_article`."""

_BLANK = r"[\s\ufeff]*"


class Losses:
    """Counts losses by kind and keeps the first of each kind, in bounded memory.

    `tell` is called with every loss as it happens. `written` counts the spans that are really in the files, by the place that
    holds them, such as the column of tags, and by label. `rows` is how many rows were written, by formats that have them.
    """

    def __init__(self, tell: Callable[[Lost], None] | None = None) -> None:
        self.counts: Counter[Loss] = Counter()
        self.examples: dict[Loss, list[Lost]] = {}
        self.written: dict[str, Counter[str]] = {}
        self.rows = 0
        self._words: dict[Loss, Counter[tuple[str, str]]] = {}
        self._tell = tell

    def add(self, lost: Lost) -> None:
        """Count one loss."""
        self.counts[lost.loss] += 1
        kept = self.examples.setdefault(lost.loss, [])
        if len(kept) < LISTED:
            kept.append(lost)
        if self._tell is not None:
            self._tell(lost)

    def add_rows(self, count: int) -> None:
        """Count rows that were written."""
        self.rows += count

    def add_span(self, loss: Loss, record: Record, span: RecordSpan, became: str = "") -> None:
        """Count a span that is lost or changed; `became` is its new text, empty where the span is gone."""
        self.add(
            Lost(
                loss=loss,
                article=record.id,
                start=span.start,
                end=span.end,
                label=span.label,
                text=span.text,
                became=became,
            )
        )

    def add_written(self, place: str, labels: Iterable[str]) -> None:
        """Count spans that were written, by their labels; a format with two places for them counts in both."""
        self.written.setdefault(place, Counter()).update(labels)

    def add_word(self, loss: Loss, word: str, part: str) -> None:
        """Count a word that a span grew to, which had a `part` of it. Of very many different ones the rarer are forgotten."""
        words = self._words.setdefault(loss, Counter())
        words[_shortened(word), _shortened(part)] += 1
        if len(words) > _MOST_WORDS:
            self._words[loss] = Counter(dict(words.most_common(_MOST_WORDS // 2)))

    def add_article(self, record: Record, kinds: Collection[Loss] = OF_ARTICLES) -> None:
        """Count each of these kinds, those of `OF_ARTICLES`, that the record has something of."""
        for loss in OF_ARTICLES:
            if loss in kinds and _has(record, loss):
                self.add(Lost(loss=loss, article=record.id))

    def add_empty_fields(self, record: Record) -> None:
        """Count a record with fields that are empty strings, for a format that has the same for no field at all."""
        if "" in (record.date, record.source, record.url):
            self.add(Lost(loss=Loss.METADATA, article=record.id))

    def report(
        self, written: int, left_out: Mapping[LeftOut, int], splits: Mapping[str, int] | None = None
    ) -> ExportReport:
        """Return the report on an export that wrote `written` articles."""
        return ExportReport(
            written=written,
            rows=self.rows,
            left_out=dict(left_out),
            losses=dict(self.counts),
            examples={loss: tuple(found) for loss, found in self.examples.items()},
            widened={loss: tuple(_most_frequent(words)) for loss, words in self._words.items()},
            splits=dict(splits or {}),
        )


def _most_frequent(words: Counter[tuple[str, str]]) -> Iterator[Widened]:
    ordered = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    for (word, part), count in ordered[:TOLD]:
        yield Widened(word=word, part=part, count=count)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _has(record: Record, loss: Loss) -> bool:
    match loss:
        case Loss.ANNOTATOR:
            return any(span.annotator is not None for span in record.spans)
        case Loss.PROVENANCE:
            return any(span.source is not None for span in record.spans)
        case Loss.ATTRIBUTES:
            return any(span.attributes for span in record.spans)
        case Loss.IDENTITY:
            return bool(record.spans)
        case Loss.WORK:
            return isinstance(record.state, State) and record.state != State()
        case Loss.NOTES:
            return bool(record.threads)
        case Loss.NOTHING_FOUND:
            return _found_nothing(record)
        case Loss.KINDS:
            return bool(record.kinds)
        case Loss.CARD:
            return record.card is not UNSET
        case _:
            return _has_fields(record)


def _found_nothing(record: Record) -> bool:
    """Return whether somebody has no span in a layer, or in gold without spans. Whom spans of gold name is `Loss.PROVENANCE`."""
    of_gold = any(span.source is not None for span in record.spans)
    return not of_gold and not {*record.annotators} <= {span.annotator for span in record.spans}


def _has_fields(record: Record) -> bool:
    """Return whether the article has fields. A title that is the beginning of the text does not count, because an import makes it again."""
    begins = re.match(_BLANK, record.text)
    return bool(
        record.date is not None
        or record.source is not None
        or record.url is not None
        or record.metadata
        or not record.text.startswith(record.title.removesuffix("…"), begins.end() if begins else 0)
    )
