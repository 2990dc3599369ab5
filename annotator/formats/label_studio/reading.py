"""Read tasks of Label Studio as articles with their spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import InputError
from annotator.formats.article_fields import FIELDS, make_article, split_fields
from annotator.formats.incoming_spans import SpanCollector
from annotator.formats.offsets import to_code_points
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from annotator.formats.offsets import Unit
    from annotator.model import Incoming


def read_task(task: dict[str, Any], path: Path, line: int, *, text_key: str, unit: Unit | None) -> Incoming:
    """Return the article of a task. `unit` is what its offsets count, None to detect that. Raises InputError."""
    data = task.get("data")
    if not isinstance(data, dict):
        raise InputError(_no_data(task), path, line)
    key = _key(data, text_key, path, line)
    known, metadata = split_fields(data, (key,))
    known.setdefault("id", task.get("id"))
    read = make_article({**known, "text": data[key]}, path, line, metadata=metadata)
    others = SpanCollector(read.text, path, line)
    found = regions(task, others)
    spans = SpanCollector(read.text, path, line, to_code_points(read.text, unit or unit_of(read.text, found)))
    for region in found:
        for label in region.labels:
            _add(spans, region, label, read.text)
    return msgspec.structs.replace(read, spans=spans.spans, lost={**others.lost, **spans.lost})


def _add(spans: SpanCollector, region: Region, label: object, text: str) -> None:
    span = spans.add(region.name, region.start, region.end, label, annotator=region.annotator)
    if span is None or region.text is None:
        return
    there = text[span.start : span.end]
    if not same(region.text, there):
        raise spans.bad(
            f"{region.name} has the text {_short(region.text)}, and the article has {_short(there)} there; "
            "mend its start and end, or remove it"
        )


def _key(data: dict[str, Any], wanted: str, path: Path, line: int) -> str:
    """Return the field of `data` that has the text. Raises InputError where it is not clear which one that is."""
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


_WIDE = re.compile("[\U00010000-\U0010ffff]")
# Label Studio writes a line break in the text of a region as it is, as a space, or as a backslash with an n.
_SPACE = re.compile(r"(?:\s|\\n)+")
_HTML = ("hypertextlabels", "paragraphlabels")


class Region(NamedTuple):
    """A region of text. `text` is its text as the file has it, None where the file does not."""

    name: str
    start: object
    end: object
    labels: list[object]
    text: str | None
    annotator: str | None


def regions(task: dict[str, Any], counts: SpanCollector) -> list[Region]:
    """Return the regions of the annotations that were not cancelled; everything else is counted. Raises InputError."""
    found: list[Region] = []
    for name in ("annotations", "completions"):
        for number, annotation in enumerate(_list(task.get(name), name, counts), 1):
            which = f"{name[:-1]} {number}"
            if not isinstance(annotation, dict):
                raise counts.bad(
                    f"{which} is not an object; export the project as JSON, with its annotations"
                )
            if annotation.get("was_cancelled") or annotation.get("skipped"):
                counts.lose("cancelled annotations")
                continue
            person = _person(annotation.get("completed_by"))
            results = _list(annotation.get("result"), f"the result of {which}", counts)
            for index, result in enumerate(results, 1):
                found.extend(_region(result, f"result {index} of {which}", person, counts))
    counts.lose("predictions", len(_list(task.get("predictions"), "predictions", counts)))
    counts.lose("drafts", len(_list(task.get("drafts"), "drafts", counts)))
    return found


def unit_of(text: str, found: Sequence[Region]) -> Unit:
    """Return what the offsets count: the unit with which more regions have their text, UTF-16 units where that is equal.

    It depends on the version: Label Studio counts code points since its pull request 1559.
    """
    if not _WIDE.search(text):
        return "code-points"
    counts = {unit: _fitting(text, found, unit) for unit in _UNITS}
    return "code-points" if counts["code-points"] > counts["utf-16"] else "utf-16"


def same(one: str, other: str) -> bool:
    """Return whether two texts are equal but for white space."""
    return one == other or _SPACE.sub(" ", one).strip() == _SPACE.sub(" ", other).strip()


_UNITS: tuple[Unit, ...] = ("utf-16", "code-points")


def _fitting(text: str, found: Sequence[Region], unit: Unit) -> int:
    """Return how many regions have the text at their offsets if these count `unit`."""
    convert = to_code_points(text, unit)
    count = 0
    for region in found:
        if region.text is None or not isinstance(region.start, int) or not isinstance(region.end, int):
            continue
        try:
            count += same(region.text, text[convert(region.start) : convert(region.end)])
        except ValueError:
            continue
    return count


def _region(result: object, name: str, person: str | None, counts: SpanCollector) -> Iterator[Region]:
    if not isinstance(result, dict):
        raise counts.bad(f"{name} is not an object")
    kind, value = result.get("type", "labels"), result.get("value")
    if kind == "relation":
        counts.lose(Loss.RELATIONS.value)
        return
    if kind in _HTML or (isinstance(value, dict) and "startOffset" in value):
        counts.lose("regions of HTML")
        return
    if kind != "labels":
        counts.lose("results that are no spans of text")
        return
    if not isinstance(value, dict):
        raise counts.bad(f"{name} has no value with start, end and labels")
    labels = value.get("labels")
    if not isinstance(labels, list):
        raise counts.bad(f"{name} has no list of labels; give it one, or remove it")
    if not labels:
        counts.lose("regions without a label")
        return
    text = value.get("text")
    yield Region(
        name=name,
        start=_number(value.get("start")),
        end=_number(value.get("end")),
        labels=labels,
        text=text if isinstance(text, str) and text else None,
        annotator=person,
    )


def _number(value: object) -> object:
    """Return an offset as a number; some versions write it as a string of digits."""
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
        else value
    )


def _person(value: object) -> str | None:
    if isinstance(value, dict):
        value = next((value[name] for name in ("email", "username", "id") if value.get(name)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _list(value: object, name: str, counts: SpanCollector) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise counts.bad(f"{name} is not a list")
    return value
