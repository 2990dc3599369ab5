"""Which of many spans over a glyph are seen, found without comparing all, are those that comparing all finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Span
from annotator.text.layout import Layout
from annotator.tui.widgets.cover import Cover
from tests.formats.cases import MOMENT

TEXT = "a" * 12


def spans(ranges: list[tuple[int, int]]) -> list[Span]:
    found = [
        Span(
            id=f"{place:02}",
            start=start,
            end=min(start + length, 12),
            label=f"label {place:02}",
            annotator="huda",
            created=MOMENT,
            changed=MOMENT,
        )
        for place, (start, length) in enumerate(ranges)
    ]
    return sorted(found, key=lambda span: span.order)


def is_within(inner: Span, outer: Span) -> bool:
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and inner.end - inner.start < outer.end - outer.start
    )


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12)), max_size=9).map(spans))
def test_the_first_span_with_none_within_is_seen_and_the_next_underlined(found: list[Span]) -> None:
    row = Layout(TEXT, 40).row(0)
    cover = Cover(spans=found, current=None, caret=-1, target=None, selected=False, matches=[])

    looks = cover.looks(row)

    for place, glyph in enumerate(row.glyphs):
        over = [span for span in found if span.start < glyph.end and glyph.start < span.end]
        inner = [span for span in over if not any(is_within(other, span) for other in over)]
        seen = (looks[place].label, looks[place].second) if place in looks else (None, None)
        labels = [span.label for span in inner]
        assert seen == (
            labels[0] if labels else None,
            next((label for label in labels if label != labels[0]), None),
        )
