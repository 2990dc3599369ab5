"""A task of Label Studio as an article with its spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats.fields import FIELDS, article
from annotator.formats.label_studio.regions import Region, regions, same, unit_of
from annotator.formats.marks import Marks
from annotator.formats.objects import article_fields
from annotator.formats.units import to_code_points

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.units import Unit
    from annotator.model import Incoming


def incoming(task: dict[str, Any], path: Path, line: int, *, text_key: str, unit: Unit | None) -> Incoming:
    """Return the article of a task, whose offsets count `unit`, None: find out. Raises InputError."""
    data = task.get("data")
    if not isinstance(data, dict):
        raise InputError(_no_data(task), path, line)
    key = _key(data, text_key, path, line)
    known, metadata = article_fields(data, (key,))
    known.setdefault("id", task.get("id"))
    read = article({**known, "text": data[key]}, path, line, metadata=metadata)
    lost = Marks(read.text, path, line)
    found = regions(task, lost)
    marks = Marks(read.text, path, line, to_code_points(read.text, unit or unit_of(read.text, found)))
    for region in found:
        for label in region.labels:
            _add(marks, region, label, read.text)
    return msgspec.structs.replace(read, spans=marks.spans, lost={**lost.lost, **marks.lost})


def _add(marks: Marks, region: Region, label: object, text: str) -> None:
    span = marks.add(region.name, region.start, region.end, label, annotator=region.annotator)
    if span is None or region.text is None:
        return
    there = text[span.start : span.end]
    if not same(region.text, there):
        raise marks.bad(
            f"{region.name} has the text {_short(region.text)}, and the article has {_short(there)} there; "
            "mend its start and end, or remove it"
        )


def _key(data: dict[str, Any], wanted: str, path: Path, line: int) -> str:
    """Return the field of `data` that has the text."""
    texts = [name for name, value in data.items() if isinstance(value, str)]
    if wanted:
        if wanted not in data:
            raise InputError(f"has no field {wanted!r} in its data; there is {_names(data)}", path, line)
        return wanted
    if "text" in data:
        return "text"
    if len(texts) > 1:
        texts = [name for name in texts if name not in FIELDS]
    if len(texts) == 1:
        return texts[0]
    which = "several fields that may be the text" if texts else "no field that may be the text"
    raise InputError(
        f"has {which} in its data, which has {_names(data)}; name one with --text-key", path, line
    )


def _no_data(task: dict[str, Any]) -> str:
    if "annotation_id" in task or "annotator" in task:
        return 'has no "data": it looks like a short export (JSON-MIN); export the project as JSON'
    return f'has no "data" with the text of a task; its fields are: {_names(task)}'


def _names(fields: dict[str, Any]) -> str:
    return ", ".join(fields) or "none"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
