"""What a key costs doesn't grow with the number of cases elsewhere: counted in lines run, not in time."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import annotator.adjudication
from annotator.adjudication import Adjudication
from annotator.model import Article, Gold, Layer, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from annotator.adjudication import Case

FOLDER = annotator.adjudication.__path__[0]


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


def adjudication(count: int) -> Adjudication:
    """Return an article in which two people differ in every other of `count` spans each."""
    layers = []
    for name, cut in (("huda", 0), ("salim", 1)):
        spans = tuple(
            Span.new(place * 20 + 2, place * 20 + 10 - cut * (place % 2), "actor", name)
            for place in range(count)
        )
        layers.append(Layer(article="1", annotator=name, spans=spans))
    article = Article(id="1", text="م" * count * 20, sha256="", title="")
    return Adjudication(article, "nadia", layers, Gold(article="1"))


def case_of(session: Adjudication, place: int) -> Case:
    return next(case for case in session.cases if case.start == place * 20 + 2)


def keys(session: Adjudication) -> dict[str, Callable[[], object]]:
    case = case_of(session, 7)
    assert case.group is not None
    versions = case.group.versions
    return {
        "take": lambda: session.choose(case, versions[:1]),
        "several": lambda: session.choose(case, versions),
        "none": lambda: session.reject(case),
        "edit": lambda: session.change(case, versions[0], 141, 150, "actor"),
        "add": lambda: session.add(0, 2, "claim"),
        "note": lambda: session.note(case_of(session, 3), "ملاحظة"),
        "undo": session.undo,
        "redo": session.redo,
    }


@pytest.mark.parametrize("key", keys(adjudication(10)))
def test_a_key_costs_the_same_among_few_and_among_many_cases(key: str) -> None:
    costs = []
    for count in (50, 2500):
        session = adjudication(count)
        actions = keys(session)
        earlier = case_of(session, 3)
        assert earlier.group is not None
        session.choose(earlier, earlier.group.versions[:1])
        if key == "redo":
            session.undo()
        costs.append(cost(actions[key]) + cost(partial(getattr, session, "cases")))
    few, many = costs
    assert few > 0
    assert many <= few + 20
