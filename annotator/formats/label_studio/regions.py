"""The regions of a task, as they stand in it, and what their offsets count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.formats.losses import Loss
from annotator.formats.units import to_code_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.formats.marks import Marks
    from annotator.formats.units import Unit

_WIDE = re.compile("[\U00010000-\U0010ffff]")
# The pages put a line break in the text of a region as it is, as a space, or as a backslash with an n.
_SPACE = re.compile(r"(?:\s|\\n)+")
_HTML = ("hypertextlabels", "paragraphlabels")


class Region(NamedTuple):
    """A region of text; `text` is what the pages took to be in it, None where the file does not say."""

    name: str
    start: object
    end: object
    labels: list[object]
    text: str | None
    annotator: str | None


def regions(task: dict[str, Any], lost: Marks) -> list[Region]:
    """Return the regions of all annotations that were not cancelled, and count the rest. Raises InputError."""
    found: list[Region] = []
    for name in ("annotations", "completions"):
        for number, annotation in enumerate(_list(task.get(name), name, lost), 1):
            which = f"{name[:-1]} {number}"
            if not isinstance(annotation, dict):
                raise lost.bad(f"{which} is not an object; export the project as JSON, with its annotations")
            if annotation.get("was_cancelled") or annotation.get("skipped"):
                lost.lose("cancelled annotations")
                continue
            person = _person(annotation.get("completed_by"))
            results = _list(annotation.get("result"), f"the result of {which}", lost)
            for place, result in enumerate(results, 1):
                found.extend(_region(result, f"result {place} of {which}", person, lost))
    lost.lose("predictions", len(_list(task.get("predictions"), "predictions", lost)))
    lost.lose("drafts", len(_list(task.get("drafts"), "drafts", lost)))
    return found


def unit_of(text: str, found: Sequence[Region]) -> Unit:
    """Return what the offsets count: what fits the text of more regions, UTF-16 units where both or none do.

    Which it is depends on the version: pull request 1559 of Label Studio has it count code points.
    """
    if not _WIDE.search(text):
        return "code-points"
    counts = {unit: _fitting(text, found, unit) for unit in _UNITS}
    return "code-points" if counts["code-points"] > counts["utf-16"] else "utf-16"


def same(one: str, other: str) -> bool:
    """Say whether two texts are the same but for white space."""
    return one == other or _SPACE.sub(" ", one).strip() == _SPACE.sub(" ", other).strip()


_UNITS: tuple[Unit, ...] = ("utf-16", "code-points")


def _fitting(text: str, found: Sequence[Region], unit: Unit) -> int:
    """Return how many regions have the text that is there if offsets count `unit`."""
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


def _region(result: object, name: str, person: str | None, lost: Marks) -> Iterator[Region]:
    if not isinstance(result, dict):
        raise lost.bad(f"{name} is not an object")
    kind, value = result.get("type", "labels"), result.get("value")
    if kind == "relation":
        lost.lose(Loss.RELATIONS.value)
        return
    if kind in _HTML or (isinstance(value, dict) and "startOffset" in value):
        lost.lose("regions of HTML")
        return
    if kind != "labels":
        lost.lose("results that are no spans of text")
        return
    if not isinstance(value, dict):
        raise lost.bad(f"{name} has no value with start, end and labels")
    labels = value.get("labels")
    if not isinstance(labels, list):
        raise lost.bad(f"{name} has no list of labels; give it one, or remove it")
    if not labels:
        lost.lose("regions without a label")
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
    """Return an offset; some versions write the digits as a string."""
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


def _list(value: object, name: str, lost: Marks) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise lost.bad(f"{name} is not a list")
    return value
