"""Changing several spans of a layer together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.model import Edit, now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.editing.session import Session
    from annotator.model import Mark, Operation


def revise(session: Session, marks: Iterable[Mark], label: str | None) -> tuple[Operation, ...]:
    """Give spans another label, or remove them where that is None, as one step of undo; return its operations.

    Left as they are: spans that are not in the layer, those that have the label, and those that it would give the range and label of another.
    """
    edits, taken = [], set[tuple[int, int]]()
    moment = now()
    for start, end, before in marks:
        span = session.find(start, end, before)
        if span is None:
            continue
        if label is None:
            edits.append(Edit(before=span, after=None))
        elif (start, end) not in taken and session.find(start, end, label) is None:
            taken.add((start, end))
            edits.append(Edit(before=span, after=replace(span, label=label, changed=moment)))
    return session.change_all(edits)
