"""What changes did to spans, in words for the status line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import Edit, Operation, Span


def span_of(edit: Edit) -> Span:
    """Return the span as the edit left it, or as it was before it was removed."""
    span = edit.after or edit.before
    assert span is not None
    return span


def told(operations: Sequence[Operation], text: Callable[[int, int], str]) -> str:
    """Return what operations did, one or more: ``removed actor: وزارة``, ``removed 12 actor spans``.

    `text` gives the article's text in a range.
    """
    edits = [operation.edit for operation in operations]
    if len(edits) == 1:
        span = span_of(edits[0])
        return f"{_verb(edits[0])} {span.label}: {text(span.start, span.end)}"
    labels: dict[str, Counter[str]] = {}
    for edit in edits:
        labels.setdefault(_verb(edit), Counter())[span_of(edit).label] += 1
    return ", ".join(f"{verb} {_counted(counts)}" for verb, counts in labels.items())


def skipped(count: int) -> str:
    """Return that so many changes were left out, as the end of a message; empty for none."""
    if not count:
        return ""
    what = "1 span that was" if count == 1 else f"{count:,} spans that were"
    return f"; left as {'it is' if count == 1 else 'they are'}: {what} changed elsewhere since"


def _verb(edit: Edit) -> str:
    return "removed" if edit.after is None else "added" if edit.before is None else "changed"


def _counted(labels: Counter[str]) -> str:
    count = labels.total()
    if len(labels) == 1:
        (label,) = labels
        return f"{count:,} {label} span{'' if count == 1 else 's'}"
    return f"{count:,} spans (" + ", ".join(f"{label} {each:,}" for label, each in labels.items()) + ")"
