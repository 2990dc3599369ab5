"""A record as a task of Label Studio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.formats.label_studio.configuration import FROM_NAME, TO_NAME
from annotator.formats.objects import flat_fields
from annotator.formats.units import from_code_points
from annotator.formats.writing import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.formats.units import Unit
    from annotator.model import Record, RecordSpan


def task(record: Record, unit: Unit, number: int, numbers: Iterator[int], *, names: bool) -> dict[str, Any]:
    """Return the task, its offsets in `unit`, and `number` and the next of `numbers` as ids of it and its annotations.

    With `names` an annotation says who completed it.
    """
    spans = checked(record)
    convert = from_code_points(record.text, unit)
    annotations = []
    for person in _people(record, spans):
        own = (span for span in spans if span.annotator == person)
        annotation: dict[str, Any] = {
            "id": next(numbers),
            "result": [_region(span, convert) for span in own],
            "was_cancelled": False,
        }
        if person is None:
            annotation["ground_truth"] = True
        elif names:
            annotation["completed_by"] = {"email": person}
        annotations.append(annotation)
    return {
        "id": number,
        "data": {TO_NAME: record.text, **flat_fields(record, (TO_NAME,))},
        "annotations": annotations,
    }


def _people(record: Record, spans: Iterable[RecordSpan]) -> Sequence[str | None]:
    """Return who has an annotation, those among them who marked nothing; None for the gold, which is nobody's."""
    found = {span.annotator for span in spans}
    people = sorted(
        {*record.annotators, *(name for name in found if name is not None)} if found != {None} else ()
    )
    return [*((None,) if None in found or not people else ()), *people]


def _region(span: RecordSpan, convert: Callable[[int, int], tuple[int, int]]) -> dict[str, Any]:
    start, end = convert(span.start, span.end)
    return {
        "id": span.id,
        "from_name": FROM_NAME,
        "to_name": TO_NAME,
        "type": "labels",
        "origin": "manual",
        "value": {"start": start, "end": end, "text": span.text, "labels": [span.label]},
    }
