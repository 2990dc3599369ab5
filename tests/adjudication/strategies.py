"""Layers of several people that agree and differ in all ways."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.model import Layer, Mark, Span
from tests.adjudication.story import TEXT

NAMES = ("huda", "maryam", "salim", "ziyad")
LABELS = ("actor", "claim", "location")
UPTO = 40


def marks(upto: int = UPTO) -> st.SearchStrategy[Mark]:
    ranges = st.tuples(st.integers(0, upto - 1), st.integers(1, 12)).map(
        lambda pair: (pair[0], min(sum(pair), upto))
    )
    return st.tuples(ranges, st.sampled_from(LABELS)).map(lambda pair: (*pair[0], pair[1]))


@st.composite
def marked(draw: st.DrawFn, least: int = 1, most: int = 4) -> list[list[Mark]]:
    """Return what each person marked. They draw on common marks, so many are the same or nearly so."""
    common = draw(st.lists(marks(), max_size=8, unique=True))
    people = draw(st.integers(least, most))
    found = []
    for _ in range(people):
        own = draw(st.lists(marks(), max_size=4))
        taken = draw(st.lists(st.sampled_from(common), max_size=8)) if common else []
        found.append(sorted({*own, *taken}, key=lambda mark: (mark[0], -mark[1], mark[2])))
    return found


def as_layer(name: str, of_one: list[Mark]) -> Layer:
    spans = [Span.new(start, end, label, name) for start, end, label in of_one]
    return Layer(article="rimal", annotator=name, spans=tuple(sorted(spans, key=lambda span: span.order)))


def layers(least: int = 1, most: int = 4) -> st.SearchStrategy[list[Layer]]:
    return marked(least, most).map(
        lambda found: [as_layer(name, of_one) for name, of_one in zip(NAMES, found, strict=False)]
    )


assert len(TEXT) > UPTO
