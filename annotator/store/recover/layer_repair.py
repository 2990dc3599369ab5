"""Making the spans of a layer and its history agree, each proven by the other where possible."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import Edit, Move, Operation
from annotator.store import replay
from annotator.store.recover import findings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.model import Mark, Span


class Layer(NamedTuple):
    """What can be read of a layer.

    `spans` are rows by id; those in `sure` are not contradicted by an index. `lost_ids` and `lost_marks` are what indexes
    give of unreadable rows; with `all_known`, there are no others. `entries` is the history, with None for an unreadable
    entry; with `complete`, no entry is missing.
    """

    article: str
    edition: int
    annotator: str
    spans: Mapping[str, Span]
    sure: frozenset[str]
    lost_ids: frozenset[str]
    lost_marks: frozenset[Mark]
    all_known: bool
    entries: Sequence[Operation | None]
    complete: bool


class Repaired(NamedTuple):
    """Spans and history that agree, and clauses on what is lost or doubtful. `lacks`: spans are lost, or may be."""

    spans: list[Span]
    operations: list[Operation]
    lines: list[str]
    lacks: bool


def repair(layer: Layer) -> Repaired:
    """Return spans and a history of the layer that agree."""
    operations = [one for one in layer.entries if one is not None]
    then = replay.spans_after(operations)
    clean = then.contradiction is None and len(operations) == len(layer.entries)
    before = {span.id: span for span in then.spans}
    spans: dict[str, Span] = {}
    rebuilt = doubtful = 0
    trusted = clean and layer.complete
    for id_ in dict.fromkeys((*before, *layer.spans)):
        chosen = _chosen(layer, layer.spans.get(id_), before.get(id_), trusted=trusted)
        if chosen is not None:
            spans[id_] = chosen
        stored = layer.spans.get(id_)
        if chosen is not None and stored is None:
            rebuilt += 1
        elif stored is not None and stored != before.get(id_) and (trusted or id_ not in layer.sure):
            doubtful += 1
    twins = _without_twins(spans, layer)
    lines = [f"{_spans(twins)} left out, because another has the same range and label"] if twins else []
    if rebuilt and trusted:
        lines.append(f"{_spans(rebuilt)} rebuilt from the history")
    elif rebuilt:
        lines.append(
            f"{_spans(rebuilt)} rebuilt from a history of which entries are lost, so they may be others or gone"
        )
    if doubtful:
        lines.append(
            f"{_spans(doubtful)} not the same in the history; the version for which more speaks was taken"
        )
    lost = _lost(layer, spans)
    lines += lost
    if not clean or spans != before or len(then.spans) != len(before):
        operations, bridges = _following(layer, operations, spans)
        gone = len(layer.entries) - len(operations)
        lines += findings.history_finding(gone, len(layer.entries), len(bridges))
        operations += bridges
    lacks = bool(lost) or bool(rebuilt and not trusted)
    return Repaired(sorted(spans.values(), key=lambda span: span.order), operations, lines, lacks)


def _chosen(layer: Layer, stored: Span | None, before: Span | None, *, trusted: bool) -> Span | None:
    """Return which version of a span to keep, None for neither."""
    if stored is None:
        assert before is not None
        if before.id in layer.lost_ids or _mark(before) in layer.lost_marks:
            return before
        return None if layer.all_known else before
    if stored == before:
        return stored
    sure = stored.id in layer.sure
    if before is None:
        return stored if sure or not trusted else None
    if trusted:
        return stored if sure and _mark(stored) != _mark(before) else before
    return stored


def _without_twins(spans: dict[str, Span], layer: Layer) -> int:
    """Remove spans with the same range and label as another, stored ones last; return how many."""
    count = len(spans)
    seen: dict[Mark, str] = {}
    for id_ in sorted(spans, key=lambda one: one not in layer.spans):
        mark = _mark(spans[id_])
        if mark in seen:
            del spans[id_]
        else:
            seen[mark] = id_
    return count - len(spans)


def _lost(layer: Layer, spans: Mapping[str, Span]) -> list[str]:
    """Return clauses on spans that are lost."""
    there = {_mark(span) for span in spans.values()}
    gone = sorted(layer.lost_marks - there)
    if gone:
        return [f"a span labelled {label} at {start}–{end} is lost" for start, end, label in gone]
    missing = len(layer.lost_ids - spans.keys())
    return [f"{missing:,} of its spans can't be read"] if missing else []


def _following(
    layer: Layer, operations: Sequence[Operation], spans: Mapping[str, Span]
) -> tuple[list[Operation], list[Operation]]:
    """Return the entries that follow from each other for each span, and new ones that lead from these to `spans`."""
    by_id: defaultdict[str, list[int]] = defaultdict(list)
    for index, operation in enumerate(operations):
        side = operation.edit.after or operation.edit.before
        by_id["" if side is None else side.id].append(index)
    kept: set[int] = set()
    removed: list[Edit] = []
    added: list[Edit] = []
    for id_ in dict.fromkeys((*by_id, *spans)):
        indexes = by_id.get(id_, [])
        then = replay.spans_after(operations[index] for index in indexes)
        if then.contradiction is not None:
            indexes = indexes[: then.contradiction.entry - 1]
            then = replay.spans_after(operations[index] for index in indexes)
        kept.update(indexes)
        wanted, there = spans.get(id_), list(then.spans)
        if wanted is not None and wanted in there:
            there.remove(wanted)
            wanted = None
        first = there.pop() if there and wanted is not None else None
        removed += [Edit(before=span, after=None) for span in there]
        if wanted is not None:
            added.append(Edit(before=first, after=wanted))
    latest = max((operation.when for operation in operations), default=None)
    bridges = [
        Operation(
            article=layer.article,
            annotator=layer.annotator,
            when=latest or _side(edit).changed,
            move=Move.DO,
            edit=edit,
            edition=layer.edition,
        )
        for edit in (*removed, *added)
    ]
    return [operation for index, operation in enumerate(operations) if index in kept], bridges


def _side(edit: Edit) -> Span:
    side = edit.after or edit.before
    assert side is not None
    return side


def _mark(span: Span) -> Mark:
    return (span.start, span.end, span.label)


def _spans(count: int) -> str:
    return "1 span is" if count == 1 else f"{count:,} spans are"
