"""Checks of what a record has: a text, ranges, values. `records` and `state_checks` go through all of a record with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator import limits
from annotator.model import deepest
from annotator.store.check.values import is_tellable, time_fault
from annotator.text import segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import IncomingSpan, Span

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class UnfitError(ValueError):
    """The record can't be stored; the message is a clause on why, and what to do about it."""


def check_paragraphs(text: str) -> None:
    """Raise `UnfitError` for a text with too many paragraphs, or one that is too long to be shown. Texts that a project has already may have them."""
    if len(text) <= limits.PARAGRAPH.most and len(text) <= limits.PARAGRAPHS.most:
        return
    paragraphs = segment.paragraphs(text)
    if wrong := limits.PARAGRAPHS.fault(len(paragraphs)):
        raise UnfitError(f"the text {wrong}; split it into articles.")
    for number, (start, stop, _) in enumerate(paragraphs, 1):
        if wrong := limits.PARAGRAPH.fault(stop - start):
            raise UnfitError(f"paragraph {number:,} of the text {wrong}; break it into lines.")


def check_unicode(value: str, name: str) -> bytes:
    """Return the value in UTF-8. Raises `UnfitError` for a lone surrogate, and for a NUL unless it is the "text"; `name` is for the message."""
    try:
        encoded = value.encode()
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"the {name} has half a surrogate pair at offset {error.start}, which is no character; mend its encoding."
        ) from error
    if name != "text" and "\0" in value:
        raise UnfitError(f"the {name} has a NUL character; take it out.")
    return encoded


def check_range(start: int, end: int, label: str, length: int) -> None:
    """Raise `UnfitError` if a span is empty or outside a text of `length` code points."""
    if 0 <= start < end <= length:
        return
    what = f"the span labelled {label!r} at [{start}, {end})"
    if start == end:
        raise UnfitError(f"{what} is empty; take it out or mend its offsets.")
    raise UnfitError(f"{what} is outside the text, which has {length} characters; mend its offsets.")


def check_span(span: IncomingSpan, length: int) -> None:
    """Check a span of a text of `length` code points. Raises `UnfitError`."""
    if is_surely_fit(span, length):
        return
    check_range(span.start, span.end, span.label, length)
    if not span.label:
        raise UnfitError(f"the span at [{span.start}, {span.end}) has no label; give it one.")
    if wrong := time_fault(span.created, span.changed):
        raise UnfitError(f"the span at [{span.start}, {span.end}) can't be kept: {wrong}; mend it.")
    if span.id == "":
        raise UnfitError(f"the span at [{span.start}, {span.end}) has an empty id; give it one, or none.")
    for value in (span.id or "", *span.attributes, *span.attributes.values()):
        check_unicode(value, f"span at [{span.start}, {span.end})")


def is_surely_fit(span: IncomingSpan, length: int) -> bool:
    """Return whether a span without attributes has nothing that `check_span` refuses, told quickly; False where that needs a closer look."""
    return (
        0 <= span.start < span.end <= length
        and bool(span.label)
        and not span.attributes
        and (span.id is None or (span.id != "" and span.id.isprintable()))
        and (span.created is None or is_tellable(span.created))
        and (span.changed is None or is_tellable(span.changed))
    )


def check_overlaps(name: str, spans: Sequence[IncomingSpan | Span]) -> None:
    """Raise `UnfitError` for a layer with more spans, or more of them over one character, than it may have."""
    if len(spans) <= min(limits.SPANS.most, limits.OVERLAPPING.most):
        return
    for limit, found in ((limits.SPANS, len(spans)), (limits.OVERLAPPING, deepest(spans))):
        if fault := limit.fault(found):
            raise UnfitError(f"{name} {fault}; leave some out, or split the article.")
