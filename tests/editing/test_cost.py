"""What a key costs doesn't grow with the number of spans elsewhere: counted in lines run, not in time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

import annotator.editing
from annotator.editing import Session
from annotator.model import Layer, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

FOLDER = annotator.editing.__path__[0]


def cost(action: Callable[[], object]) -> int:
    """Return how many lines of the package an action runs, each turn of a loop counted."""
    lines = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(FOLDER):
            return None
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return lines


def session(count: int) -> Session:
    """Return a session with a span in every hundred letters, a claim over ten of them, and one over everything."""
    length = count * 100
    spans = [Span.new(place * 100 + 10, place * 100 + 17, "actor", "هدى") for place in range(count)]
    spans += [Span.new(place * 100, place * 100 + 1000, "claim", "هدى") for place in range(0, count, 10)]
    spans.append(Span.new(0, length, "claim", "هدى"))
    return Session("1.txt", "هدى", length, Layer(article="1.txt", annotator="هدى", spans=tuple(spans)))


def keys(editing: Session) -> dict[str, Callable[[], object]]:
    actor = editing.find(1110, 1117, "actor")
    other = editing.find(1210, 1217, "actor")
    assert actor is not None
    assert other is not None
    return {
        "look at a row": lambda: editing.spans_in(1080, 1160),
        "look at the caret": lambda: editing.spans_at(1112),
        "next": lambda: editing.next_span(actor, 0),
        "previous": lambda: editing.previous_span(None, 1500),
        "add": lambda: editing.add(1000, 1600, "location"),
        "move": lambda: editing.change(other, start=1200, end=1217, label="actor"),
        "remove": lambda: editing.remove(actor),
        "undo": editing.undo,
        "redo": editing.redo,
    }


@pytest.mark.parametrize("key", keys(session(20)))
def test_a_key_costs_the_same_among_few_and_among_many_spans(key: str) -> None:
    costs = []
    for count in (50, 5000):
        editing = session(count)
        actions = keys(editing)
        if key in {"undo", "redo"}:
            editing.add(5, 9, "weapon")
        if key == "redo":
            editing.undo()
        costs.append(cost(actions[key]))
    few, many = costs
    assert few > 0
    assert many <= few + 20
