"""Write records as tasks of Label Studio, and the labelling configuration of a project with the same labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from annotator.formats.article_fields import flat_fields
from annotator.formats.offsets import from_code_points
from annotator.formats.record_spans import checked_spans, people_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.formats.offsets import Unit
    from annotator.model import Label, LabelSchema, Record, RecordSpan


FROM_NAME = "label"
"""The name of the labels in the configuration, which each region refers to."""

TO_NAME = "text"
"""The name of the text in the configuration, and of its field in the data of a task."""


def task_of(
    record: Record,
    unit: Unit,
    number: int,
    numbers: Iterator[int],
    layers: tuple[str, ...] = (),
    *,
    names: bool,
) -> dict[str, Any]:
    """Return an article, whose spans are of `layers`, as a task with offsets in `unit`.

    `number` is the id of the task, the ids of its annotations are the next of `numbers`. With `names` an annotation says
    who completed it.
    """
    spans = checked_spans(record)
    convert = from_code_points(record.text, unit)
    annotations = []
    for person in people_of(record, spans, layers):
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


def _label(label: Label) -> str:
    """Return the element of a label, without the key and the definition that it lacks."""
    attributes = {
        "value": label.name,
        "background": label.color,
        "hotkey": label.key,
        "hint": label.definition.en or label.definition.ar,
    }
    shown = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)
    return f"    <Label {shown}/>"


def configuration(schema: LabelSchema) -> str:
    """Return the configuration, with the colour and the key of each label.

    Its style keeps white space as it is, and gives each line its own direction.
    """
    labels = "\n".join(map(_label, schema.labels))
    return f"""<View>
  <Style>.htx-text {{ white-space: pre-wrap; unicode-bidi: plaintext; text-align: start; }}</Style>
  <Labels name="{FROM_NAME}" toName="{TO_NAME}">
{labels}
  </Labels>
  <Text name="{TO_NAME}" value="${TO_NAME}" granularity="symbol" saveTextResult="yes"/>
</View>
"""
