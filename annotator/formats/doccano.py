"""doccano's JSON and JSON lines, of projects for sequence labelling with and without relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from annotator.formats.article_fields import flat_fields, make_article, split_fields
from annotator.formats.base import Format, Options, Reading, Writing
from annotator.formats.incoming_spans import SpanCollector, score_of
from annotator.formats.json_head import json_head
from annotator.formats.json_objects import is_list, read_items, read_lines
from annotator.formats.json_records.unread import unread_spans
from annotator.formats.losses import OF_ARTICLES
from annotator.formats.offsets import (
    AUTO_HELP,
    OFFSETS_HELP,
    Unit,
    UnsaidOffsets,
    from_code_points,
    to_code_points,
)
from annotator.formats.record_spans import distinct_spans
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from annotator.formats.losses import Losses
    from annotator.model import Incoming, Record, RecordSpan, Refusal

_OURS = ("label", "labels", "entities", "annotations", "relations", "Comments", "comments", "meta")
_SPANS = ("label", "labels", "entities", "annotations")
_IDENTITY = ("id", "created_at", "updated_at")
_READ = (*_IDENTITY, "start_offset", "end_offset", "label", "user")

_LOST = tuple(loss for loss in OF_ARTICLES if loss is not Loss.METADATA)


class DoccanoOptions(Options, frozen=True, kw_only=True):
    """The options of `doccano`: where spans are written, what offsets count, and the names of the fields."""

    HELP: ClassVar[dict[str, str]] = {
        "style": "spans as label: [[start, end, name]], or as entities, for a project with relations",
        "offsets": f"{OFFSETS_HELP}. {AUTO_HELP}",
        "text_key": "the field that has the text",
        "label_key": "the field that has the spans",
    }
    READING: ClassVar[tuple[str, ...]] = ("offsets", "text_key", "label_key")

    style: Literal["label", "entities"] = "label"
    offsets: Literal["auto", "code-points", "utf-16", "graphemes"] = "auto"
    text_key: str = ""
    label_key: str = ""

    @property
    def unit(self) -> Unit:
        """What offsets count."""
        return "code-points" if self.offsets == "auto" else self.offsets


class Doccano(Format, listed="doccano"):
    """A line, or an object of a JSON list, is an article: its `text`, and its spans as triples in `label` or objects in `entities`.

    Exports of older versions are read as well: `labels`, triples in `entities`, and `annotations` with a `user`. Other
    fields are metadata, as in doccano itself. Newer exports don't say who marked a span, they have a file for each person.
    """

    options = DoccanoOptions
    loses_reading = (Loss.RELATIONS, Loss.EMPTY, Loss.IDENTITY, Loss.NOTHING_FOUND)
    loses_writing = (*_LOST, Loss.TWINS, Loss.MOVED)

    def sniff(self, path: Path, head: bytes) -> float:  # noqa: ARG002
        """Look for texts with lists of triples, or with objects that have doccano's names of offsets."""
        found = json_head(head)
        return max(map(_score, found.objects), default=0.0) if found else 0.0

    def read(self, path: Path, how: Reading) -> Iterator[Incoming | Refusal]:
        """Yield the article of each line, or of each object of a list, with its spans; blank lines are skipped."""
        options = _options(how.options)

        def make(line: dict[str, Any], number: int) -> Incoming:
            return _incoming(line, path, number, options)

        read = read_items if is_list(path, how.encoding) else read_lines
        return read(path, how.encoding, make)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        """Write each record as one line of UTF-8."""
        options = _options(how.options)
        encoder = msgspec.json.Encoder()
        count = 0
        for record in records:
            spans = distinct_spans(record, losses)
            losses.add_article(record, _LOST)
            ranges = _ranges(record, spans, options.unit, losses)
            line = {"text": record.text, **flat_fields(record, _OURS)}
            if options.style == "label":
                line["label"] = [
                    [start, end, span.label] for span, (start, end) in zip(spans, ranges, strict=True)
                ]
            else:
                line["entities"] = [
                    {"id": number, "label": span.label, "start_offset": start, "end_offset": end}
                    for number, (span, (start, end)) in enumerate(zip(spans, ranges, strict=True))
                ]
                line["relations"] = []
            out.write(encoder.encode(line) + b"\n")
            count += 1
        return count


def _score(record: dict[str, Any]) -> float:
    """Return the score of a record; 0 for one that is surely not of doccano."""
    if not isinstance(record.get("text"), str) or "offset_unit" in record:
        return 0.0
    if any(record.get(name) is not None and not isinstance(record[name], list) for name in _SPANS):
        return 0.0
    spans = [
        entry
        for name in ("label", "labels", "entities", "annotations")
        if isinstance(record.get(name), list)
        for entry in record[name]
    ]
    if any(isinstance(entry, dict) and {"start_offset", "end_offset"} <= entry.keys() for entry in spans):
        return 0.95
    if any(
        isinstance(entry, list)
        and len(entry) == 3
        and all(isinstance(offset, int) for offset in entry[:2])
        and isinstance(entry[2], str | int)
        for entry in spans
    ):
        return 0.95
    if any(record.get(name) == [] for name in ("label", "labels", "entities")):
        return 0.95 if isinstance(record.get("Comments"), list) else 0.5
    return 0.0


def _options(given: Options) -> DoccanoOptions:
    return given if isinstance(given, DoccanoOptions) else DoccanoOptions()


def _ranges(record: Record, spans: Iterable[RecordSpan], unit: Unit, losses: Losses) -> list[tuple[int, int]]:
    """Return the range of each span in `unit`; spans that it can't express are counted in `losses`."""
    convert = from_code_points(record.text, unit)
    back = to_code_points(record.text, unit)
    ranges = []
    for span in spans:
        start, end = convert(span.start, span.end)
        first, last = back(start), back(end)
        if (first, last) != (span.start, span.end):
            losses.add_span(Loss.MOVED, record, span, record.text[first:last])
        ranges.append((start, end))
    return ranges


def _incoming(line: dict[str, Any], path: Path, number: int, options: DoccanoOptions) -> Incoming:
    key = options.text_key or "text"
    if key not in line:
        found = ", ".join(line) or "none"
        raise SpanCollector("", path, number).bad(
            f"has no field {key!r}; its fields are: {found}; name it with --text-key"
        )
    fields, metadata = split_fields(line, {*_OURS, key, options.label_key, "username"})
    read = make_article({**fields, "text": line[key]}, path, number, metadata={})
    spans = SpanCollector(read.text, path, number, to_code_points(read.text, options.unit))
    names = (options.label_key,) if options.label_key else _SPANS
    for name in names:
        _add_spans(spans, name, line.get(name), line.get("username"))
    if options.label_key:
        spans.lose_fields({name: line[name] for name in _SPANS if name in line}, names, "articles")
    spans.lose(Loss.RELATIONS.value, _count(line.get("relations")))
    spans.lose("comments", _count(line.get("Comments")) + _count(line.get("comments")))
    if not spans.spans and line.get("username"):
        spans.lose(Loss.NOTHING_FOUND.value)
    metadata = _with_meta(metadata, line.get("meta"), spans)
    for what, count in unread_spans(metadata, len(read.text)).items():
        spans.lose(what, count)
    unsaid = UnsaidOffsets(read.text)
    for span in spans.spans:
        unsaid.add(span.start, span.end)
    notes = unsaid.notes if options.offsets == "auto" else ()
    return msgspec.structs.replace(read, metadata=metadata, spans=spans.spans, lost=spans.lost, notes=notes)


def _with_meta(metadata: dict[str, Any], meta: object, spans: SpanCollector) -> dict[str, Any]:
    """Return the metadata with the fields of `meta`, or with all of it as one field where they have names that are taken."""
    if isinstance(meta, dict) and not meta.keys() & metadata.keys():
        return metadata | meta
    if meta is None:
        return metadata
    if "meta" in metadata:
        spans.lose("fields 'meta' of articles")
        return metadata
    return {**metadata, "meta": meta}


def _add_spans(spans: SpanCollector, name: str, given: object, user: object) -> None:
    if given is None:
        return
    if not isinstance(given, list):
        raise spans.bad(
            f"{name} is not a list of spans, as in a project for another task than sequence labelling; name the field that "
            "has them with --label-key"
        )
    for number, entry in enumerate(given, 1):
        which = f"span {number} in {name}"
        if isinstance(entry, list) and len(entry) == 3:
            start, end, label = entry
            spans.add(which, start, end, _label(label), annotator=_person(user))
        elif isinstance(entry, dict):
            score = score_of(entry.get("score"))
            spans.add(
                which,
                entry.get("start_offset"),
                entry.get("end_offset"),
                _label(entry.get("label")),
                annotator=_person(entry.get("user", user)),
                score=score,
            )
            spans.lose(Loss.IDENTITY.value, any(entry.get(field) is not None for field in _IDENTITY))
            spans.lose_fields(entry, _READ if score is None else {*_READ, "score"}, "spans")
        elif isinstance(entry, list):
            raise spans.bad(f"{which} has {len(entry)} values; it must be [start, end, label]")
        else:
            raise spans.bad(
                f"{which} is neither [start, end, label] nor an object with start_offset and end_offset"
            )


def _label(value: object) -> object:
    """Return a label; the oldest exports have numbers instead of names."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _person(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else bool(value)
