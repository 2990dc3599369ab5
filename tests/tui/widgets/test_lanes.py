"""Bars under the rows: each span in one lane, where its text is, never over another."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.model import Span, deepest
from annotator.text.layout import Layout
from annotator.tui.widgets import lanes

KEYS = {"actor": "a", "location": "l", "weapon": "w", "claim": "c"}
MIXED = "أطلقت طائرة MQ-9 Reaper صاروخين على (موقع) قرب Sarra City مساء 12/5، قال المصدر إن الأمر انتهى."


def span(start: int, end: int, label: str = "actor") -> Span:
    return Span.new(start, end, label, "هدى")


def covering(text: str, words: str, label: str) -> Span:
    start = text.index(words)
    return span(start, start + len(words), label)


ranges = st.tuples(st.integers(0, len(MIXED) - 1), st.integers(1, 60), st.sampled_from(sorted(KEYS)))
layers = st.lists(ranges, max_size=12).map(
    lambda found: [span(start, min(start + size, len(MIXED)), label) for start, size, label in found]
)


@given(layers)
def test_no_two_spans_of_a_lane_overlap_and_none_is_left_out(spans: list[Span]) -> None:
    assigned = lanes.assign(spans)
    assert sorted(found.id for _, found in assigned) == sorted(found.id for found in spans)
    for place, (lane, one) in enumerate(assigned):
        for other_lane, other in assigned[:place]:
            assert lane != other_lane or one.end <= other.start or other.end <= one.start


@given(layers, st.integers(5, 100))
@example([span(25, 85, "actor"), span(85, 86, "actor")], 5)  # they meet inside a letter with its mark
def test_bars_of_a_lane_stand_apart_and_each_is_under_its_text(spans: list[Span], width: int) -> None:
    layout = Layout(MIXED, width)
    for row in layout:
        here = [one for one in spans if one.start < row.end and row.start < one.end]
        drawn = lanes.bars(row, here, KEYS)
        for lane in drawn:
            column = 0
            for bar in lane:
                assert bar.column >= column, "it begins before the one at its left ends"
                column = bar.column + len(bar.text)
            assert column <= width
        under = {
            (bar.span.id, column)
            for lane in drawn
            for bar in lane
            for column in range(bar.column, bar.column + len(bar.text))
        }
        text = {
            (one.id, column)
            for one in here
            for column, glyph in enumerate(row.cells)
            if glyph is not None and glyph.start < one.end and one.start < glyph.end
        }
        assert under == text


@given(layers)
def test_the_number_of_lanes_is_what_the_deepest_place_needs_at_least(spans: list[Span]) -> None:
    depth = max(
        (sum(one.start <= place < one.end for one in spans) for place in range(len(MIXED))), default=0
    )
    assert deepest(spans) == depth
    assert len({lane for lane, _ in lanes.assign(spans)}) >= depth


def test_three_nested_and_two_crossing_and_two_on_the_same_range_have_a_lane_each() -> None:
    for spans in (
        [span(0, 30, "claim"), span(2, 20), span(4, 8, "location")],
        [span(0, 10), span(5, 15, "location")],
        [span(0, 10), span(0, 10, "claim")],
    ):
        assert len({lane for lane, _ in lanes.assign(spans)}) == len(spans)


def test_the_inner_span_is_nearest_to_the_text() -> None:
    assigned = lanes.assign([span(0, 30, "claim"), span(2, 20, "actor"), span(4, 8, "location")])
    assert [(lane, one.label) for lane, one in assigned] == [(0, "location"), (1, "actor"), (2, "claim")]


def test_a_bar_bears_its_label_s_name_where_there_is_room_its_key_where_not() -> None:
    text = "قال الناطق باسم الجيش في"
    row = Layout(text, 40).row(0)
    for words, label, shown in (
        ("الناطق باسم الجيش", "location", "location"),
        ("الناطق", "location", "l"),
        ("في", "claim", "c"),
    ):
        ((bar,),) = lanes.bars(row, [covering(text, words, label)], KEYS)
        assert len(bar.text) == len(words)
        assert bar.text.strip("╰╯─") == shown


def test_a_span_of_two_directions_has_a_bar_under_each_of_its_pieces() -> None:
    text = "قرب Sarra City مساء"
    row = Layout(text, 40).row(0)
    ((first, second),) = lanes.bars(row, [covering(text, "City مساء", "location")], KEYS)
    city = row.column_of(text.index("City"))
    evening = row.column_of(len(text) - 1)
    assert (first.column, second.column) == (evening, city)


def test_a_bar_is_open_where_the_span_goes_on_in_another_row() -> None:
    text = "أعلنت وزارة الدفاع في بيان لها إصابة ناقلة في مرفأ الغضا"
    layout = Layout(text, 20)
    whole = span(0, len(text), "claim")
    pieces = [lanes.bars(row, [whole], KEYS)[0][0].text for row in layout]
    assert len(pieces) > 2
    assert (pieces[0][-1], pieces[0][0]) == ("╯", "╌")
    assert all((piece[0], piece[-1]) == ("╌", "╌") for piece in pieces[1:-1])
    assert (pieces[-1][-1], pieces[-1][0]) == ("╌", "╰")
