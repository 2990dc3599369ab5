"""Which spans are seen on a letter, where they lie in, across and over one another."""

from __future__ import annotations

from annotator.model import Span
from annotator.text.layout import Layout
from annotator.tui.widgets.cover import Cover, Look

TEXT = "قال المصدر إن القوات دخلت المدينة"


def looks(*spans: Span, current: Span | None = None, **more: object) -> list[Look]:
    """How each letter looks, in the order of reading."""
    row = Layout(TEXT, 60).row(0)
    values: dict[str, object] = {"caret": -1, "target": None, "selected": False, "matches": []}
    cover = Cover(list(spans), current.id if current else None, **{**values, **more})  # type: ignore[arg-type]
    return [cover.look(glyph) for glyph in sorted(row.glyphs)]


def span(start: int, end: int, label: str) -> Span:
    return Span.new(start, end, label, "هدى")


def seen(found: list[Look]) -> list[tuple[str | None, int]]:
    return [(look.label, look.depth) for look in found]


def test_of_three_nested_spans_each_is_seen_and_the_depth_tells_how_many_there_are() -> None:
    outer, middle, inner = span(0, 20, "claim"), span(4, 16, "actor"), span(8, 12, "location")
    found = seen(looks(outer, middle, inner))
    assert found[0:4] == [("claim", 1)] * 4
    assert found[4:8] == [("actor", 2)] * 4
    assert found[8:12] == [("location", 3)] * 4
    assert found[12:16] == [("actor", 2)] * 4
    assert found[16:20] == [("claim", 1)] * 4
    assert set(found[20:]) == {(None, 0)}


def test_three_nested_spans_of_one_label_are_told_apart_by_depth() -> None:
    found = seen(looks(span(0, 20, "actor"), span(4, 16, "actor"), span(8, 12, "actor")))
    assert [found[place] for place in (0, 5, 9)] == [("actor", 1), ("actor", 2), ("actor", 3)]


def test_where_two_spans_cross_one_is_seen_behind_and_the_other_by_an_underline() -> None:
    found = looks(span(0, 10, "actor"), span(6, 16, "location"))
    assert seen(found)[0:6] == [("actor", 1)] * 6
    assert seen(found)[10:16] == [("location", 1)] * 6
    assert {(look.label, look.second, look.depth) for look in found[6:10]} == {("actor", "location", 2)}
    assert {look.second for look in (*found[:6], *found[10:])} == {None}


def test_of_two_labels_on_the_same_range_both_are_seen_on_each_letter() -> None:
    spans = [span(4, 10, "actor"), span(4, 10, "claim")]
    for current in (None, *spans):
        found = looks(*spans, current=current)[4:10]
        first = found[0].label
        assert {(look.label, look.second) for look in found} == {
            (first, "claim" if first == "actor" else "actor")
        }
        if current is not None:
            assert first == current.label


def test_no_underline_is_shown_for_the_same_label_again() -> None:
    assert {look.second for look in looks(span(0, 10, "actor"), span(6, 16, "actor"))} == {None}


def test_the_current_span_stands_out_on_every_letter_where_it_is_seen() -> None:
    outer, inner = span(0, 10, "claim"), span(2, 5, "actor")
    found = looks(outer, inner, current=outer)
    assert [look.current for look in found[:10]] == [True, True, False, False, False, *[True] * 5]
    found = looks(outer, inner, current=inner)
    assert [place for place, look in enumerate(found) if look.current] == [2, 3, 4]


def test_target_selection_match_and_caret_are_on_their_letters() -> None:
    found = looks(caret=4, target=(4, 10), matches=[(8, 12)])
    assert [place for place, look in enumerate(found) if look.caret] == [4]
    assert [place for place, look in enumerate(found) if look.target] == list(range(4, 10))
    assert [place for place, look in enumerate(found) if look.found] == list(range(8, 12))
    assert not any(look.selected for look in found)
    found = looks(target=(4, 10), selected=True)
    assert [place for place, look in enumerate(found) if look.selected] == list(range(4, 10))
    assert not any(look.target for look in found)


def test_a_lam_alef_drawn_as_one_has_what_either_letter_has() -> None:
    text = "لأحمد"
    glyph = Layout(text, 10).row(0).glyphs[-1]
    assert (glyph.start, glyph.end) == (0, 2)
    cover = Cover([span(1, 5, "actor")], None, 1, None, False, [])
    assert cover.look(glyph)[:2] == ("actor", 1)
    assert cover.look(glyph).caret
