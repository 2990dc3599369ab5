"""Which annotations of a CAS are spans, and the article that it makes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.errors import InputError
from annotator.formats import reading
from annotator.formats.cas import own
from annotator.formats.cas.choice import choose
from annotator.formats.fields import article
from annotator.formats.losses import Loss
from annotator.formats.utf16 import Units
from annotator.model import IncomingSpan

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.cas.documents import Document
    from annotator.formats.cas.options import CasOptions
    from annotator.model import Incoming

OTHER_TEXTS = "texts of other views"
OTHER_VIEWS = "annotations of other views"
UNLABELLED = "annotations without a label"

_PROVENANCE = ("source", "adjudicator", "decision", "note")


def incoming(document: Document, path: Path, options: CasOptions) -> Incoming:
    """Return the article of the first view with a text, of which there is one. Raises InputError."""
    name, text = next((name, text) for name, text in document.texts.items() if text)
    view = document.cas.get_view(name)
    lost = Counter(document.lost)
    lost[OTHER_TEXTS] = sum(1 for text in document.texts.values() if text) - 1
    lost[OTHER_VIEWS] = sum(
        len(document.cas.get_view(other).select_all_annotations())
        for other in document.texts
        if other != name
    )
    annotations = list({each.xmiID: each for each in view.select_all_annotations()}.values())
    chosen = choose(document.cas.typesystem, annotations, options, lost)
    spans = tuple(_spans(chosen.annotations, chosen.feature, text, path, lost))
    return article(
        _fields(view, text),
        path,
        None,
        metadata=_metadata(view),
        spans=spans,
        lost={what: count for what, count in lost.items() if count},
        exported=bool(_all(view, own.ARTICLE)),
    )


def _spans(
    annotations: list[Any], feature: str, text: str, path: Path, lost: Counter[str]
) -> list[IncomingSpan]:
    units = Units(text)
    found = []
    for each in annotations:
        label = getattr(each, feature)
        begin, end = _range(each, units)
        if label is None or label == "":
            lost[UNLABELLED] += 1
        elif not isinstance(label, str):
            raise InputError(f"has a label that is not a string: {label!r:.80}")
        elif begin == end:
            lost[Loss.EMPTY.value] += 1
        else:
            reading.check_characters(label, path, None, "a label")
            ours = _ours(each, lost) if each.type.name == own.SPAN else {}
            found.append(IncomingSpan(start=begin, end=end, label=label, **ours))
    return found


def _range(annotation: Any, units: Units) -> tuple[int, int]:
    begin, end = annotation.begin, annotation.end
    what = f"has a {annotation.type.short_name} (id {annotation.xmiID}) at [{begin!r:.20}, {end!r:.20})"
    if type(begin) is not int or type(end) is not int:
        raise InputError(f"{what}: offsets must be whole numbers")
    try:
        found = units.to_code_points(begin), units.to_code_points(end)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from error
    if begin > end:
        raise InputError(f"{what}: it ends before it begins")
    return found


def _ours(span: Any, lost: Counter[str]) -> dict[str, Any]:
    """Return what only our own files have of a span."""
    lost[Loss.PROVENANCE.value] += any(_get(span, name) for name in _PROVENANCE)
    found: dict[str, Any] = {}
    for ours, theirs in (("id", "identifier"), ("annotator", "annotator")):
        value = _get(span, theirs)
        if not isinstance(value, str | None):
            raise InputError(f"has a span whose {theirs} is not a string: {value!r:.80}")
        if value:
            found[ours] = value
    if _get(span, "attributes"):
        found["attributes"] = _object(_get(span, "attributes"), dict[str, str])
    for name in ("created", "changed"):
        if _get(span, name):
            found[name] = _moment(_get(span, name))
    return found


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"has a span whose time is none: {value!r:.80}") from error


def _fields(view: Any, text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": text}
    for each in _all(view, own.META):
        fields |= {"id": _get(each, "documentId") or None, "title": _get(each, "documentTitle")}
    ours = _all(view, own.ARTICLE)
    for each in ours:
        fields |= {name: _get(each, name) for name in ("date", "source", "url")}
    if not ours and fields.get("title") in ("", fields.get("id")):
        fields["title"] = None  # the name of a file, which other programs put there
    return fields


def _metadata(view: Any) -> dict[str, Any]:
    for each in _all(view, own.ARTICLE):
        if _get(each, "metadata"):
            return _object(_get(each, "metadata"), dict[str, Any])
    return {}


def _get(structure: Any, name: str) -> Any:
    """Return a feature, None where there is none; a feature may have the name of one of cassis' own methods."""
    return getattr(structure, name, None)


def _all(view: Any, name: str) -> list[Any]:
    return [each for each in view.select_all_fs() if each.type.name == name]


def _object(text: object, kind: Any) -> dict[str, Any]:
    try:
        return dict(msgspec.json.decode(str(text), type=kind))
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise InputError(f"has attributes or metadata that are not JSON: {text!r:.80}") from error
