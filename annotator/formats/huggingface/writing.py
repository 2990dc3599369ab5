"""The columns and the rows of a Hugging Face data set.

The features are in the file's metadata under `huggingface`, as JSON in the way of `datasets` (Features.arrow_schema), and
in the card as YAML (dataset_info). A list is written ``[...]``, which all versions of the library read.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import OutputError
from annotator.formats.record_spans import checked_spans
from annotator.formats.tags import OUTSIDE, Run, TokenSpan, assign_columns, encode_tags, tag_letters
from annotator.model import Loss
from annotator.text.segment import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.losses import Losses
    from annotator.formats.tags import Scheme
    from annotator.model import Record, RecordSpan
    from annotator.text.segment import Token


LOSES = (Loss.ATTRIBUTES, Loss.IDENTITY, Loss.WORK, Loss.KINDS)


Kind = str | tuple[str, ...] | list[Any] | dict[str, Any]
"""The type of a column: the name of a type, the names of classes, a list of one type, or fields by name."""


class Columns:
    """The columns and their types. The numbers of labels and tags are their indices in `labels` and `tags`."""

    def __init__(self, labels: Sequence[str], scheme: Scheme) -> None:
        self.labels = tuple(labels)
        self.tags = (
            OUTSIDE.letter,
            *(f"{letter}-{label}" for label in labels for letter in tag_letters(scheme)),
        )
        self.kinds: dict[str, Kind] = {
            **dict.fromkeys(("id", "text", "title", "date", "source", "url", "metadata"), "string"),
            "annotators": ["string"],
            "spans": [
                {
                    "start": "int32",
                    "end": "int32",
                    "label": self.labels,
                    "text": "string",
                    "annotator": "string",
                    "source": "string",
                    "annotators": ["string"],
                    "adjudicator": "string",
                    "decision": "string",
                    "note": "string",
                }
            ],
            "tokens": ["string"],
            "starts": ["int32"],
            "tags": [self.tags],
        }

    def schema(self, pa: Any) -> Any:
        """Return the Arrow schema; `pa` is the module pyarrow."""
        info = json.dumps({"info": {"features": _feature(self.kinds)}}, ensure_ascii=False)
        return pa.schema(
            [pa.field(name, _stored(kind, pa)) for name, kind in self.kinds.items()],
            metadata={b"huggingface": info.encode()},
        )

    def card(self) -> list[dict[str, Any]]:
        """Return the features for a card."""
        return _fields(self.kinds)


def _feature(kind: Kind) -> Any:
    match kind:
        case str():
            return {"dtype": kind, "_type": "Value"}
        case tuple():
            return {"names": list(kind), "_type": "ClassLabel"}
        case list():
            return [_feature(kind[0])]
        case dict():
            return {name: _feature(inner) for name, inner in kind.items()}


def _stored(kind: Kind, pa: Any) -> Any:
    match kind:
        case str():
            return pa.type_for_alias(kind)
        case tuple():
            return pa.int64()
        case list():
            return pa.list_(_stored(kind[0], pa))
        case dict():
            return pa.struct([(name, _stored(inner, pa)) for name, inner in kind.items()])


def _fields(kinds: dict[str, Kind]) -> list[dict[str, Any]]:
    return [{"name": name, **_field(kind)} for name, kind in kinds.items()]


def _field(kind: Kind) -> dict[str, Any]:
    match kind:
        case list():
            inner = kind[0]
            return {"list": _fields(inner) if isinstance(inner, dict) else _named(inner)}
        case dict():
            return {"struct": _fields(kind)}
        case _:
            return {"dtype": _named(kind)}


def _named(kind: Kind) -> Any:
    if isinstance(kind, tuple):
        return {"class_label": {"names": {str(index): name for index, name in enumerate(kind)}}}
    return kind


class Rows:
    """Makes the rows of a file.

    Of overlapping spans the longest has tags, or the shortest with `innermost`. With `cut` tokens are cut at the edges of
    spans.
    """

    def __init__(
        self, columns: Columns, losses: Losses, *, scheme: Scheme, innermost: bool = False, cut: bool = True
    ) -> None:
        self.columns = columns
        self._losses = losses
        self._scheme = scheme
        self._innermost = innermost
        self._cut = cut
        self._labels = {name: index for index, name in enumerate(columns.labels)}
        self._tags = {name: index for index, name in enumerate(columns.tags)}

    def row(self, record: Record) -> dict[str, Any]:
        """Return the row of an article. Raises OutputError for a span that does not fit the text or the schema."""
        spans = checked_spans(record)
        self._losses.add_article(record, LOSES)
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
            "tags": self._tags_of(spans, found),
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

    def _tags_of(self, spans: Sequence[RecordSpan], found: Sequence[Token]) -> list[int]:
        (column,), _ = assign_columns(list(_token_spans(spans, found)), 1, innermost=self._innermost)
        runs = (Run(one.first, one.last, one.span.label) for one in column)
        return [self._tags[tag] for tag in encode_tags(runs, len(found), self._scheme)]


def _token_spans(spans: Sequence[RecordSpan], found: Sequence[Token]) -> Iterator[TokenSpan]:
    """Yield the tokens of each span that has any; a span of white space has none."""
    starts, ends = [token.start for token in found], [token.end for token in found]
    for span in spans:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        if first < last:
            yield TokenSpan(first, last, span)
