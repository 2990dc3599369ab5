"""The columns and the rows of a Hugging Face data set.

The features are in the file's metadata under `huggingface`, as JSON in the way of `datasets` (Features.arrow_schema), and
in the card as YAML (dataset_info). A list is written ``[...]``, which all versions of the library read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from annotator.errors import OutputError
from annotator.formats.record_spans import checked_spans, people_of
from annotator.formats.rows import row_id, rows_of
from annotator.formats.tags import OUTSIDE, Run, assign_columns, encode_tags, tag_letters
from annotator.formats.tokens import add_moved, add_same_words, cuts, has_grown, token_spans
from annotator.model import EVERYONE, Loss
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.losses import Losses
    from annotator.formats.rows import Row, Rows
    from annotator.formats.tags import Scheme
    from annotator.formats.tokens import Tokens
    from annotator.model import Record, RecordSpan
    from annotator.text.segment import Token


LOSES = (
    Loss.ATTRIBUTES,
    Loss.IDENTITY,
    Loss.WORK,
    Loss.NOTES,
    Loss.KINDS,
    Loss.WIDENED,
    Loss.SAME_WORDS,
    Loss.UNTAGGED,
)


Kind = str | tuple[str, ...] | list[Any] | dict[str, Any]
"""The type of a column: the name of a type, the names of classes, a list of one type, or fields by name."""


_MARKS: dict[str, Kind] = {"could": ["string"], "share": "float64", "gold": "bool"}
"""The further fields of spans that are all distinct marks."""


class Columns:
    """The columns and their types. The numbers of labels and tags are their indices in `labels` and `tags`.

    Where spans are all distinct `marks`, they have more fields, and there are no tags: marks of several people overlap.
    """

    def __init__(self, labels: Sequence[str], scheme: Scheme, *, marks: bool = False) -> None:
        self.labels = tuple(labels)
        self.tags = (
            OUTSIDE.letter,
            *(f"{letter}-{label}" for label in labels for letter in tag_letters(scheme)),
        )
        self.kinds: dict[str, Kind] = {
            **dict.fromkeys(("id", "article", "annotator"), "string"),
            **dict.fromkeys(("start", "end"), "int32"),
            **dict.fromkeys(("text", "title", "date", "source", "url", "metadata"), "string"),
            "annotators": ["string"],
            "spans": [
                {
                    "start": "int32",
                    "end": "int32",
                    "label": self.labels,
                    "label_name": "string",
                    "text": "string",
                    "annotator": "string",
                    "source": "string",
                    "annotators": ["string"],
                    "adjudicator": "string",
                    "decision": "string",
                    "note": "string",
                    "policy": "string",
                    **(_MARKS if marks else {}),
                }
            ],
            "tokens": ["string"],
            "starts": ["int32"],
            **({} if marks else {"tags": [self.tags], "tag_names": ["string"]}),
        }
        self.marks = marks

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


class Table:
    """Makes the rows of a file: one for each person of an article, or for gold, and for each part of it.

    Of overlapping spans the longest has tags, or the shortest with `innermost`. Spans whose tags are of
    more than they have are counted in `losses`. The parts are the same for all people of an article.
    """

    def __init__(
        self,
        columns: Columns,
        losses: Losses,
        *,
        scheme: Scheme,
        innermost: bool = False,
        tokens: Tokens = "words",
        rows: Rows = "article",
        layers: tuple[str, ...] = (),
    ) -> None:
        self.columns = columns
        self._losses = losses
        self._scheme = scheme
        self._innermost = innermost
        self._tokens = tokens
        self._wanted = rows
        self._layers = layers
        self._labels = {name: index for index, name in enumerate(columns.labels)}
        self._tags = {name: index for index, name in enumerate(columns.tags)}

    def rows(self, record: Record) -> Iterator[dict[str, Any]]:
        """Yield the rows of an article. Raises OutputError for a span that does not fit the text or the schema."""
        spans = checked_spans(record)
        self._losses.add_article(record, LOSES)
        self._losses.add_written("spans", (span.label for span in spans))
        parts = rows_of(record, spans, self._wanted, self._losses)
        people = people_of(record, spans, self._layers)
        several = len(people) > 1 or (record.state is not UNSET if not self._layers else self._of_several)
        for annotator in people:
            for part in parts:
                own = [span for span in part.spans if span.annotator == annotator]
                key = row_id(record, part, self._wanted, (annotator or "") if several else None)
                yield self._row(record, part._replace(spans=own), key, annotator)

    @property
    def _of_several(self) -> bool:
        return len(self._layers) > 1 or self._layers == (EVERYONE,)

    def _row(self, record: Record, row: Row, key: str, annotator: str | None) -> dict[str, Any]:
        found = list(segment.tokens(row.text, cuts(row.spans, self._tokens)))
        return {
            "id": key,
            "article": record.id,
            "annotator": annotator,
            "start": row.start,
            "end": row.end,
            "text": row.text,
            "title": record.title,
            "date": record.date,
            "source": record.source,
            "url": record.url,
            "metadata": msgspec.json.encode(record.metadata).decode() if record.metadata else None,
            "annotators": record.annotators,
            "spans": [self._span(record, span) for span in row.spans],
            "tokens": [row.text[token.start : token.end] for token in found],
            "starts": [token.start for token in found],
            **({} if self.columns.marks else self._tagged(record, row, found)),
        }

    def _tagged(self, record: Record, row: Row, found: Sequence[Token]) -> dict[str, Any]:
        tags = self._tags_of(record, row, found)
        return {"tags": [self._tags[tag] for tag in tags], "tag_names": tags}

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
            "label_name": span.label,
            "text": span.text,
            "annotator": span.annotator,
            "source": span.source,
            "annotators": span.annotators,
            "adjudicator": span.adjudicator,
            "decision": span.decision,
            "note": span.note,
            "policy": span.policy or None,
            **({name: getattr(span, name) for name in _MARKS} if self.columns.marks else {}),
        }

    def _tags_of(self, record: Record, row: Row, found: Sequence[Token]) -> list[str]:
        of_spans = list(token_spans(row.spans, found))
        (column,), _ = assign_columns(of_spans, 1, innermost=self._innermost)
        runs = [Run(one.first, one.last, one.span.label) for one in column]
        self._losses.add_written("tags", (run.label for run in runs))
        tagged = {*runs}
        tokens_of = {_mark(one.span): one for one in of_spans}
        for mark, span in {_mark(span): span for span in row.spans}.items():
            one = tokens_of.get(mark)
            if one is None or Run(one.first, one.last, span.label) not in tagged:
                there = msgspec.structs.replace(span, start=row.start + span.start, end=row.start + span.end)
                self._losses.add_span(Loss.UNTAGGED, record, there, "in spans alone")
            elif has_grown(one, found):
                add_moved(Loss.WIDENED, record, one, found, self._losses, row.start)
        held = [one for one in tokens_of.values() if Run(one.first, one.last, one.span.label) in tagged]
        add_same_words(record, held, found, self._losses, row.start)
        return encode_tags(runs, len(found), self._scheme)


def _mark(span: RecordSpan) -> tuple[int, int, str]:
    return span.start, span.end, span.label
