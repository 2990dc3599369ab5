"""Read tasks of Label Studio as articles with their spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.errors import InputError
from annotator.formats.article_fields import FIELDS, make_article, split_fields
from annotator.formats.incoming_spans import SpanCollector, score_of, surface_at
from annotator.formats.json_records.unread import unread_spans
from annotator.formats.offsets import to_code_points
from annotator.model import Loss
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from annotator.formats.offsets import Unit
    from annotator.model import Incoming


def read_task(
    task: dict[str, Any], path: Path, line: int, *, text_key: str, unit: Unit | None, predictions: bool
) -> Incoming:
    """Return the article of a task, with the regions of its annotations or of its `predictions`.

    `unit` is what its offsets count, None to detect that. Raises InputError.
    """
    data = task.get("data")
    if not isinstance(data, dict):
        raise InputError(_no_data(task), path, line)
    key = _key(data, text_key, path, line)
    known, metadata = split_fields(data, (key,))
    number = {"id": task["id"]} if task.get("id") is not None else {}
    read = make_article({**number, **known, "text": data[key]}, path, line, metadata=metadata)
    spans = SpanCollector(read.text, path, line)
    found = _of_text(key, regions(task, spans, predictions=predictions), spans)
    detected = unit_of(read.text, found)
    spans.convert = to_code_points(read.text, unit or detected.unit)
    for region in found:
        for label in region.labels:
            spans.add(
                region.name,
                region.start,
                region.end,
                label,
                surface=region.text,
                same=same,
                annotator=region.annotator,
                score=region.score,
            )
    _count_of_task(task, spans, is_id_read="id" not in known)
    for what, count in unread_spans(metadata, len(read.text)).items():
        spans.lose(what, count)
    notes = () if unit or detected.is_sure else (_NOT_SURE,)
    return msgspec.structs.replace(read, spans=spans.spans, lost=spans.lost, notes=notes)


def _of_text(key: str, found: list[Region], counts: SpanCollector) -> list[Region]:
    """Return the regions of the text, those of other texts of the task are counted. Raises InputError where that is not clear."""
    names = {region.to_name for region in found if region.to_name is not None}
    if len(names) <= 1:
        return found
    if key not in names:
        shown = ", ".join(sorted(names))
        raise counts.bad(
            f"has regions of several texts ({shown}), and none of these has the name of the field {key!r}; "
            "name the field with --text-key, or give the labels of each text a project of their own"
        )
    own = [region for region in found if region.to_name in (key, None)]
    counts.lose("regions of other texts", len(found) - len(own))
    return own


def _count_of_task(task: dict[str, Any], counts: SpanCollector, *, is_id_read: bool) -> None:
    """Count the fields of a task beside its data and its annotations."""
    counts.lose("comments", task["comment_count"] if isinstance(task.get("comment_count"), int) else 0)
    _count_numbers(task, _OF_TASKS if is_id_read else {*_OF_TASKS, "id"}, "tasks", counts)
    counts.lose_fields(task, (*_OF_TASKS, *_READ_OF_TASKS), "tasks")


def _count_numbers(given: dict[str, Any], names: Collection[str], of: str, counts: SpanCollector) -> None:
    counts.lose(f"ids, times and counts of {of}", sum(bool(given.get(name)) for name in names))


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


_WIDE = re.compile("[\U00010000-\U0010ffff]")
# Label Studio writes a line break in the text of a region as it is, as a space, or as a backslash with an n.
_SPACE = re.compile(r"(?:\s|\\n)+")
_HTML = ("hypertextlabels", "paragraphlabels")
_NOT_SURE = (
    "Label Studio's offsets after characters such as emoji were read as UTF-16 units, because the regions don't have their texts: "
    "say --offsets code-points where they come from version 1.4 or newer"
)
_ANNOTATIONS = ("annotations", "completions")
_READ_BY = " (--predictions with --as-model NAME reads them)"
_READ_OF_TASKS = ("id", "data", "annotations", "completions", "predictions", "drafts", "comment_count")
_OF_TASKS = frozenset(
    [
        "file_upload",
        "created_at",
        "updated_at",
        "inner_id",
        "total_annotations",
        "cancelled_annotations",
        "total_predictions",
        "unresolved_comment_count",
        "last_comment_updated_at",
        "project",
        "updated_by",
        "comment_authors",
        "is_labeled",
        "overlap",
    ]
)
_READ_OF_ANNOTATIONS = ("completed_by", "result", "was_cancelled", "skipped", "ground_truth", "prediction")
_OF_ANNOTATIONS = frozenset(
    [
        "id",
        "unique_id",
        "created_at",
        "updated_at",
        "draft_created_at",
        "lead_time",
        "result_count",
        "task",
        "project",
        "updated_by",
        "import_id",
        "last_action",
        "last_created_by",
        "parent_prediction",
        "parent_annotation",
        "bulk_created",
        "created_username",
        "created_ago",
    ]
)
_NAMES = ("email", "username", "id")
_OF_PEOPLE = ("first_name", "last_name", "initials", "avatar")
_OF_RESULTS = ("id", "type", "value", "from_name", "to_name", "score", "origin")
_OF_VALUES = ("start", "end", "text", "labels", "score")


class Region(NamedTuple):
    """A region of text. `text` is its own text, and `to_name` says of which text it is; None where the file does not have them."""

    name: str
    start: object
    end: object
    labels: list[object]
    text: str | None
    annotator: str | None
    score: str | None
    to_name: str | None
    from_name: str | None


class Detected(NamedTuple):
    """What offsets count, and whether that is sure or matters at all."""

    unit: Unit
    is_sure: bool


def regions(task: dict[str, Any], counts: SpanCollector, *, predictions: bool = False) -> list[Region]:
    """Return the regions of the annotations that were not cancelled, or of the `predictions`; everything else is counted.

    Raises InputError, also for the predictions of several models.
    """
    found: list[Region] = []
    several = _several(task) if predictions else ""
    if several:
        raise counts.bad(f"has the predictions of several models, {several}; leave those of one in a file")
    of = "predictions" if predictions else "annotations"
    for name in ("predictions",) if predictions else _ANNOTATIONS:
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
            own = [
                region
                for index, result in enumerate(results, 1)
                for region in _region(result, f"result {index} of {which}", person, counts)
            ]
            if person is not None and not own:
                counts.lose(Loss.NOTHING_FOUND.value)
            _count_of_person(annotation.get("completed_by"), counts)
            counts.lose("marks of ground truth", bool(annotation.get("ground_truth")))
            counts.lose("predictions", bool(annotation.get("prediction")))
            _count_numbers(annotation, _OF_ANNOTATIONS, of, counts)
            counts.lose_fields(annotation, (*_READ_OF_ANNOTATIONS, *_OF_ANNOTATIONS), of)
            found += own
    controls = {region.from_name for region in found if region.from_name is not None}
    counts.lose("names of groups of labels", len(controls) if len(controls) > 1 else 0)
    if predictions:
        for name in _ANNOTATIONS:
            _count_spans(task.get(name), "annotations", "", counts)
    else:
        _count_spans(task.get("predictions"), "predictions", _READ_BY, counts)
    _count_spans(task.get("drafts"), "drafts", "", counts)
    return found


def _count_spans(entries: object, what: str, hint: str, counts: SpanCollector) -> None:
    """Count the results of annotations that are not read, and those of them that have none."""
    for one in _list(entries, what, counts):
        results = one.get("result") if isinstance(one, dict) else None
        spans = len(results) if isinstance(results, list) else 0
        counts.lose(f"spans of {what}{hint}", spans)
        counts.lose(what, not spans)


def _several(task: dict[str, Any]) -> str:
    """Return the names of the models whose predictions a task has, if they are several, else an empty string."""
    given = task.get("predictions")
    models = [
        str(one.get("model_version"))
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict) and one.get("result")
    ]
    return " and ".join(plain(name[:40]) for name in models) if len(models) > 1 else ""


def unit_of(text: str, found: Sequence[Region]) -> Detected:
    """Return what the offsets count: the unit with which more regions have their text, UTF-16 units where that is equal.

    It depends on the version: Label Studio counts code points since its pull request 1559.
    """
    wide = _WIDE.search(text)
    if wide is None:
        return Detected("code-points", is_sure=True)
    counts = {unit: _fitting(text, found, unit) for unit in _UNITS}
    matters = any(isinstance(region.end, int) and region.end > wide.start() for region in found)
    unit: Unit = "code-points" if counts["code-points"] > counts["utf-16"] else "utf-16"
    return Detected(unit, is_sure=not matters or counts["code-points"] != counts["utf-16"])


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
            there = surface_at(text, convert(region.start), convert(region.end), region.text)
            count += same(region.text, there)
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
        counts.lose(f"results of the type {plain(str(kind)[:40])}")
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
    score = score_of(result.get("score", value.get("score")))
    counts.lose(Loss.IDENTITY.value, result.get("id") is not None)
    unread = () if score is not None else ("score",)
    counts.lose_fields(result, [name for name in _OF_RESULTS if name not in unread], "regions")
    counts.lose_fields(value, [name for name in _OF_VALUES if name not in unread], "regions")
    counts.lose("regions that were predicted", result.get("origin", "manual") != "manual")
    yield Region(
        name=name,
        start=_number(value.get("start")),
        end=_number(value.get("end")),
        labels=labels,
        text=text if isinstance(text, str) and text else None,
        annotator=person,
        score=score,
        to_name=_string(result.get("to_name")),
        from_name=_string(result.get("from_name")),
    )


def _number(value: object) -> object:
    """Return an offset as a number; some versions write it as a string of digits."""
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
        else value
    )


def _count_of_person(value: object, counts: SpanCollector) -> None:
    """Count what is said of a person beside a name."""
    if isinstance(value, dict):
        counts.lose("details of people", sum(bool(value.get(name)) for name in _OF_PEOPLE))
        counts.lose_fields(value, (*_NAMES, *_OF_PEOPLE), "people")


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _person(value: object) -> str | None:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _list(value: object, name: str, counts: SpanCollector) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise counts.bad(f"{name} is not a list")
    return value
