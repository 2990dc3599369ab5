"""Read the spans of one record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator import limits
from annotator.formats.incoming_spans import SpanCollector
from annotator.formats.json_records.marks import UNITS, Counting, Mark, alike, counting, exclusive
from annotator.formats.json_records.paths import flatten, plain, value_at
from annotator.formats.json_records.span_fields import IDENTITY, SpanFields, UnsureError, find_fields
from annotator.formats.offsets import UNIT_NAMES, UNSAID, Unit, to_code_points
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.formats.json_records import JsonOptions
    from annotator.model import Incoming, IncomingSpan

_LOOKED_AT = 200
"""How many spans are looked at to find out what their fields are."""
_NAMES_TOLD = 50
"""How many names of fields that are not kept are told for one file."""
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
UNIT_FIELDS = ("offsetunit", "offsetunits", "offsettype", "offsetencoding")
"""The names of fields of a record that say what offsets count."""
_UNITS_SAID: dict[str, Unit] = {
    "codepoint": "code-points",
    "code point": "code-points",
    "character": "code-points",
    "char": "code-points",
    "unicode": "code-points",
    "utf32": "code-points",
    "utf16": "utf-16",
    "utf16codeunit": "utf-16",
    "grapheme": "graphemes",
}
_NOTHING: tuple[object, ...] = (None, "", [], {})


class FoundSpans(NamedTuple):
    """The spans of a record, and what was not read. `renamed` are the names of their fields by ours.

    `annotator` is the path of the record's field that was read as who made them, empty where none was.
    """

    spans: tuple[IncomingSpan, ...]
    lost: dict[str, int]
    renamed: dict[str, str]
    notes: tuple[str, ...]
    annotator: str


class SpansReader:
    """Reads the spans of the records of one file."""

    def __init__(self, options: JsonOptions, given: Mapping[str, str], tag_names: Sequence[str]) -> None:
        self._options = options
        self._given = given
        self._tag_names = tag_names
        self._told: set[str] = set()
        self._labels_at: dict[bool, str] = {}
        """The field with the label in the records before, of spans that are lists and of those that are objects."""
        self._units: frozenset[Unit] = frozenset(UNITS)
        """What the offsets of all records before can count."""

    def read(
        self,
        article: Incoming,
        items: Sequence[object],
        where: str,
        record: Mapping[str, Any],
        exact: Callable[[], list[object]],
    ) -> FoundSpans:
        """Return the spans that the `items` at the path `where` of a record are. `exact` decodes them anew, numbers as text.

        Raises InputError.
        """
        text = article.text
        counts = SpanCollector(text, article.path, article.line)
        if not (all(isinstance(one, dict) for one in items) or all(isinstance(one, list) for one in items)):
            raise counts.bad(f"{where} must have objects only or lists only, one for each span")
        flats = [flatten(one) for one in items]
        if max(map(len, flats)) > limits.SPAN_FIELDS.most:
            raise counts.bad(
                f"a span in {where} has more than {limits.SPAN_FIELDS.most:,} {limits.SPAN_FIELDS.unit}, its start, end and label too; "
                "leave some out"
            )
        try:
            fields = find_fields(flats[:_LOOKED_AT], self._given, where, text)
        except UnsureError as error:
            raise counts.bad(str(error)) from error
        before = self._labels_at.setdefault(fields.label.isdigit(), fields.label)
        if before != fields.label:
            raise counts.bad(
                f"the label of its spans would be {fields.label}, and that of the records before is {before}: say which one it is "
                f"with --fields label={before}, or give each span the field {before}"
            )
        marks = [_mark(f"span {number} in {where}", flat, fields) for number, flat in enumerate(flats, 1)]
        self._check_tokens(marks, record, where, counts)
        self._check_said(record, counts)
        inclusive = self._options.ends == "inclusive" and not fields.length
        how = counting(text, marks, self._options.offsets, inclusive=inclusive, spans=counts)
        self._check_same_unit(text, marks, how, counts)
        spans = SpanCollector(text, article.path, article.line, to_code_points(text, how.unit))
        scores = self._scores(flats, fields, exact)
        path = "" if fields.annotator else self._given.get("annotator", "annotator")
        whose = _person(value_at(record, path)) if path else None
        for mark, flat, item, score in zip(marks, flats, items, scores, strict=True):
            attributes = _attributes(item)
            there = mark.surface
            for label in self._labels(mark, flat, fields, spans):
                added = spans.add(
                    mark.name,
                    mark.start,
                    exclusive(mark.end, how),
                    label,
                    annotator=_person(flat.get(fields.annotator)) if fields.annotator else whose,
                    score=score,
                    attributes=attributes or {},
                )
                there = there or (text[added.start : added.end] if added else None)
            self._count_rest(flat, fields, there, spans, score=score, attributes=attributes is not None)
        notes: tuple[str, ...] = ()
        if self._options.offsets == "auto" and how.unit != "code-points":
            name = UNIT_NAMES[how.unit]
            notes = (f"read offsets as {name} where the texts of spans fit these (--offsets says otherwise)",)
        elif not how.is_sure:
            notes = (UNSAID,)
        return FoundSpans(spans.spans, spans.lost, _renamed(fields), notes, path if whose else "")

    def takes_usual(self, *, is_alike: bool) -> bool:
        """Return whether spans with the usual names of fields, whose offsets count code points or UTF-16 units alike, are read as they are.

        `is_alike`: nothing would change if they counted graphemes.
        """
        if self._given or self._options.offsets != "auto" or self._options.ends != "exclusive":
            return False
        if not is_alike and "graphemes" in self._units:
            return False  # the marks tell whether they still can
        return "code-points" in self._units and self._labels_at.setdefault(False, "label") == "label"

    def _labels(
        self, mark: Mark, flat: Mapping[str, Any], fields: SpanFields, spans: SpanCollector
    ) -> list[object]:
        """Return the labels of a span: one, or those of a list."""
        label = flat.get(fields.label)
        if isinstance(label, list) and label:
            return label
        if isinstance(label, int) and not isinstance(label, bool):
            if not 0 <= label < len(self._tag_names):
                what = (
                    f"names for 0 to {len(self._tag_names) - 1}"
                    if self._tag_names
                    else "to say what it means"
                )
                raise spans.bad(
                    f"{mark.name} has the number {label} as its label, and --tag-names has {what}"
                )
            return [self._tag_names[label]]
        return [label]

    def _check_tokens(
        self, marks: Sequence[Mark], record: Mapping[str, Any], where: str, counts: SpanCollector
    ) -> None:
        """Raise InputError for offsets that may count the tokens of the record."""
        words = next(
            (record[name] for name in ("tokens", "words") if isinstance(record.get(name), list)), None
        )
        if (
            words is None
            or self._options.offsets != "auto"
            or any(mark.surface is not None for mark in marks)
        ):
            return
        if all(isinstance(mark.end, int) and mark.end <= len(words) for mark in marks):
            raise counts.bad(
                f"the offsets in {where} may count its {len(words)} tokens or its characters, for none is larger; say "
                "--offsets code-points if they count characters"
            )

    def _check_said(self, record: Mapping[str, Any], counts: SpanCollector) -> None:
        """Raise InputError for a record that says itself that its offsets count something else than code points."""
        if self._options.offsets != "auto":
            return
        for name in record:
            said = record[name]
            if plain(name) not in UNIT_FIELDS or not isinstance(said, str):
                continue
            unit = _UNITS_SAID.get(plain(said).rstrip("s"))
            if unit is None:
                raise counts.bad(
                    f"says {name} {said[:40]!r}, which are no offsets that can be read: write them in code points, or say with "
                    "--offsets what they count"
                )
            if unit != "code-points":
                raise counts.bad(f"says {name} {said[:40]!r}: say --offsets {unit}")

    def _check_same_unit(
        self, text: str, marks: Sequence[Mark], how: Counting, counts: SpanCollector
    ) -> None:
        """Raise InputError for offsets that count something else than those of the records before."""
        if self._options.offsets != "auto":
            return
        left = alike(text, marks, how.unit, self._units)
        if not left:
            before = next(unit for unit in UNITS if unit in self._units)
            raise counts.bad(
                f"its offsets would be read as {UNIT_NAMES[how.unit]}, and those of the records before as {UNIT_NAMES[before]}: "
                f"say --offsets {before} or --offsets {how.unit}, or put these records into a file of their own"
            )
        self._units = left

    def _scores(
        self, flats: Sequence[Mapping[str, Any]], fields: SpanFields, exact: Callable[[], list[object]]
    ) -> list[str | None]:
        """Return the scores of the spans as the file has them, None for those without one."""
        if fields.score is None:
            return [None] * len(flats)
        if any(isinstance(flat.get(fields.score), float) for flat in flats):
            flats = [flatten(one) for one in exact()]
        return [_score(flat.get(fields.score)) for flat in flats]

    def _count_rest(
        self,
        flat: Mapping[str, Any],
        fields: SpanFields,
        surface: str | None,
        spans: SpanCollector,
        *,
        score: str | None,
        attributes: bool,
    ) -> None:
        """Count the fields of a span that are not kept; those that repeat its text are no loss."""
        read = {fields.start, fields.end, fields.label, fields.surface, fields.annotator}
        if score is not None:
            read.add(fields.score)
        names: dict[str, None] = {}
        for path, value in flat.items():
            first = path.partition(".")[0]
            if path in read or value in _NOTHING or (surface and value == surface):
                continue
            if not (attributes and first == "attributes"):
                names[path] = None
        if any(plain(name) in IDENTITY for name in names):
            spans.lose(Loss.IDENTITY.value)
        for name in names:
            if plain(name) in IDENTITY:
                continue
            if name not in self._told and len(self._told) >= _NAMES_TOLD:
                spans.lose("other fields of spans")
                continue
            self._told.add(name)
            spans.lose(f"values {name} of spans" if name.isdigit() else f"fields {name[:40]!r} of spans")


def _mark(name: str, flat: Mapping[str, Any], fields: SpanFields) -> Mark:
    start, end = fields.range_of(flat)
    surface = flat.get(fields.surface) if fields.surface else None
    return Mark(name, start, end, surface if isinstance(surface, str) and surface else None)


def _person(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _score(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _attributes(item: object) -> dict[str, str] | None:
    """Return the attributes of a span, None where it has none that can be kept."""
    found = item.get("attributes") if isinstance(item, dict) else None
    if isinstance(found, dict) and found and all(isinstance(one, str) for one in found.values()):
        return found
    return None


def _renamed(fields: SpanFields) -> dict[str, str]:
    """Return the names of the fields of spans that are objects by our names for them."""
    names = {"start": fields.start, "end": fields.end, "label": fields.label}
    if all(name.isdigit() for name in names.values()):
        return {} if tuple(names.values()) == ("0", "1", "2") else names
    return names
