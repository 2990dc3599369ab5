"""Occurrences that are lit, through any keys: nothing changes before it is taken, and one undo takes it back."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.text import moves
from annotator.text.names import NamesIn, words
from annotator.tui.annotating import showing
from tests.tui.editors import Annotator

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.annotating.editor import SpanEditor

LABELS = ("actor", "location")
texts = st.lists(
    st.sampled_from(
        ["نور", "بنور", "والنور", "للنور", "نوره", "نُور", "نور النور", "لا", "بلال", "م", "،", "\n", "نور،"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)
ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from(LABELS)), max_size=5)
KEYS: tuple[Callable[[SpanEditor], object], ...] = (
    showing.next_lit,
    showing.previous_lit,
    showing.drop,
    showing.with_pronouns,
    lambda editor: editor.move(moves.word_left),
    lambda editor: editor.move(moves.row_down),
)
keys = st.lists(st.sampled_from(KEYS), max_size=12)


def marked(text: str, spans: list[tuple[int, int, str]]) -> Annotator:
    annotator = Annotator(text)
    for start, length, label in spans:
        if start + length <= len(text) and not annotator.editor.session.find(start, start + length, label):
            annotator.saved += annotator.editor.session.add(start, start + length, label)
    annotator.editor.recount()
    return annotator


def assert_lit(editor: SpanEditor) -> None:
    assert all(first[1] <= second[0] for first, second in pairwise(editor.lit))
    shown = editor.occurrences
    if shown is None or shown.removed is not None:
        return
    name = words(editor.article.text[slice(*shown.name)])
    for start, end in editor.lit:
        found = words(editor.article.text[start:end])
        assert len(found) == len(name)
        assert found[1:-1] == name[1:-1]
        assert name[0].endswith(found[0]) or len(name) > 1 or shown.pronouns
        if shown.label:
            over = editor.spans_in(start, end)
            assert shown.label not in {span.label for span in over}


def on_a_name(text: str, spans: list[tuple[int, int, str]], which: int, *, tagged: bool) -> Annotator:
    """An annotator on one of the names of a text, which is a span or is only selected."""
    starts = [at for at in range(len(text)) if text.startswith("نور", at)]
    start = starts[which % len(starts)]
    annotator = marked(text, [*spans, (start, 3, "location")] if tagged else spans)
    annotator.editor.point(start, selecting=False)
    annotator.editor.point(start + 2, selecting=True)
    return annotator


def by_hand(editor: SpanEditor, label: str) -> set[tuple[int, int]]:
    """The other places of the name that may be marked."""
    assert editor.occurrences is not None
    text, name = editor.article.text, editor.occurrences.name
    places = NamesIn(text).places(text[slice(*name)], pronouns=editor.occurrences.pronouns)
    free = {
        (one.start, one.end)
        for one in places
        if (one.end <= name[0] or name[1] <= one.start)
        and not any(
            span.label == label and span.start < one.end and one.start < span.end for span in editor.spans
        )
    }
    return free - editor.occurrences.dropped


@given(texts, ranges, st.integers(0, 9), st.booleans(), st.booleans(), keys)
def test_nothing_changes_before_it_is_taken_and_one_undo_takes_it_back(
    text: str,
    spans: list[tuple[int, int, str]],
    which: int,
    tagged: bool,
    removes: bool,
    pressed: list[Callable[[SpanEditor], object]],
) -> None:
    editor = on_a_name(f"{text} نور", spans, which, tagged=tagged).editor
    before, counts, standing = editor.session.layer.spans, +editor.counts, editor.standing
    (showing.show_to_remove if removes else showing.show_others)(editor)
    shown = editor.occurrences
    dropped = set[tuple[int, int]]()
    for key in pressed:
        assert_lit(editor)
        was = set(editor.lit)
        key(editor)
        if key is showing.drop:
            dropped |= was - set(editor.lit)
        assert editor.session.layer.spans == before
    if shown is None or editor.occurrences is None:
        assert editor.lit == []
        return
    assert not dropped & set(editor.lit)
    lit, label = set(editor.lit), shown.label or "location"
    name = words(editor.article.text[slice(*shown.name)])
    if not removes and shown.label and len(name) == 1:  # which can't overlap itself
        assert lit == by_hand(editor, label)
    outcome = showing.take_with(editor, label)
    after = editor.session.layer.spans
    assert editor.occurrences is None
    assert editor.caret == standing.caret
    new = [span for span in after if span not in before]
    gone = [span for span in before if span not in after]
    if removes:
        assert not new
        assert {span.label for span in gone} <= {label}
        assert all(any(start <= span.start and span.end <= end for start, end in lit) for span in gone)
        assert all(any(start <= span.start < end for span in gone) for start, end in lit)
    else:
        made = {(span.start, span.end) for span in new}
        assert not gone
        assert made == lit if shown.label else made - {shown.name} <= lit
        assert shown.label or editor.session.find(*shown.name, label) or spans
    assert +editor.counts == Counter(span.label for span in after)
    if outcome.operations:
        editor.undo()
    assert {span.id for span in editor.session.layer.spans} == {span.id for span in before}
    assert +editor.counts == counts


@given(texts, ranges, st.integers(0, 9), st.booleans(), keys)
def test_leaving_puts_everything_back(
    text: str,
    spans: list[tuple[int, int, str]],
    which: int,
    tagged: bool,
    pressed: list[Callable[[SpanEditor], object]],
) -> None:
    editor = on_a_name(f"{text} نور نور", spans, which, tagged=tagged).editor
    before, current, standing = editor.session.layer.spans, editor.current, editor.standing
    showing.show_others(editor)
    if editor.occurrences is None:
        return
    for key in pressed:
        key(editor)
        if editor.occurrences is None:  # the last one was dropped
            break
    showing.leave(editor)
    assert editor.standing == standing
    assert editor.current == current
    assert editor.session.layer.spans == before
    assert editor.lit == []
