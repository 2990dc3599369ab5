"""From layers to groups: which spans of several people are versions of the same thing.

Spans of the same range and label come together first. Then, label by label, the spans of each two people are matched
one to one so that they have the most in common, and the matched ones are put together, the best first. Then the same
across labels, among the groups that somebody is missing from. People are numbered by what they marked, so neither
their order nor their names can matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.adjudication.joining import Joining
from annotator.adjudication.likeness import only_clitics_differ
from annotator.adjudication.values import Group, Kind, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Layer, Mark, Span


def groups(text: str, layers: Sequence[Layer]) -> tuple[Group, ...]:
    """Return the groups of an article's spans, by start, then longest first, then by their versions.

    Every span of every layer is in exactly one. `layers` has one layer a person; somebody without spans counts as well.
    """
    spans: dict[Mark, list[Span]] = {}
    who: dict[Mark, int] = {}
    for place, (marked, layer) in enumerate(_by_content(layers)):
        for mark, span in zip(marked, layer.spans, strict=True):
            spans.setdefault(mark, []).append(span)
            who[mark] = who.get(mark, 0) | 1 << place
    marks = sorted(spans, key=_order)
    joining = Joining(text, marks, [who[mark] for mark in marks], len(layers))
    names = frozenset(layer.annotator for layer in layers)
    made = [
        _group(text, [(marks[member], spans[marks[member]]) for member in members], names)
        for members in joining.groups()
    ]
    return tuple(group for _, group in sorted(made, key=lambda item: item[0]))


def _by_content(layers: Sequence[Layer]) -> list[tuple[list[Mark], Layer]]:
    """Return the layers with their marks, in an order that depends on the marks alone."""
    marked = [([(span.start, span.end, span.label) for span in layer.spans], layer) for layer in layers]
    return sorted(marked, key=lambda item: sorted(item[0]))


def _order(mark: Mark) -> tuple[int, int, str]:
    return (mark[0], -mark[1], mark[2])


def _group(
    text: str, members: list[tuple[Mark, list[Span]]], names: frozenset[str]
) -> tuple[tuple[int, int, list[Mark]], Group]:
    """Return a group and the key that groups are sorted by."""
    if len(members) > 1:
        members.sort(key=lambda member: (-len(member[1]), *_order(member[0])))
    versions = []
    present: set[str] = set()
    for (start, end, label), spans in members:
        if len(spans) > 1:
            spans.sort(key=lambda span: span.annotator)
        present.update([span.annotator for span in spans])
        versions.append(Version(start=start, end=end, label=label, spans=tuple(spans)))
    missing = () if len(present) == len(names) else tuple(sorted(names - present))
    marks = [mark for mark, _ in members]
    group = Group(versions=tuple(versions), kind=_kind(text, marks, bool(missing)), missing=missing)
    return (min(mark[0] for mark in marks), -max(mark[1] for mark in marks), marks), group


def _kind(text: str, marks: list[Mark], missing: bool) -> Kind:
    if len(marks) == 1:
        return Kind.MISSING if missing else Kind.AGREED
    ranges = {mark[:2] for mark in marks}
    labels = {mark[2] for mark in marks}
    if missing or (len(ranges) > 1 and len(labels) > 1):
        return Kind.MIXED
    if len(ranges) == 1:
        return Kind.LABEL
    return Kind.CLITIC if only_clitics_differ(text, ranges) else Kind.BOUNDARY
