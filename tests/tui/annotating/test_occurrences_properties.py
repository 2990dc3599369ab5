"""Occurrences that are lit, through any keys: nothing changes before it is taken, and one undo takes it back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.text import moves
from annotator.text.names import words
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


@given(
    texts, ranges, st.integers(0, 60), st.sampled_from([showing.show_others, showing.show_to_remove]), keys
)
def test_nothing_changes_before_it_is_taken_and_one_undo_takes_it_back(
    text: str,
    spans: list[tuple[int, int, str]],
    offset: int,
    show: Callable[[SpanEditor], object],
    pressed: list[Callable[[SpanEditor], object]],
) -> None:
    annotator = marked(text, spans)
    editor = annotator.editor
    editor.point(min(offset, len(text) - 1), selecting=False, word=offset % 2 == 0)
    before, counts, standing = editor.session.layer.spans, +editor.counts, editor.standing
    show(editor)
    shown = editor.occurrences
    for key in pressed:
        assert_lit(editor)
        key(editor)
        assert editor.session.layer.spans == before
    if shown is None or editor.occurrences is None:
        assert editor.lit == []
        return
    lit, removes, label = list(editor.lit), shown.removed is not None, shown.label
    outcome = showing.take_with(editor, label or "location")
    after = editor.session.layer.spans
    assert editor.occurrences is None
    assert editor.caret == standing.caret
    if removes:
        assert {span.label for span in set(before) - set(after)} <= {label}
        assert len(after) == len(before) - len(outcome.operations)
    elif label:
        assert {(span.start, span.end) for span in set(after) - set(before)} == set(lit)
    assert +editor.counts == +type(editor.counts)(span.label for span in after)
    if outcome.operations:
        editor.undo()
    assert {span.id for span in editor.session.layer.spans} == {span.id for span in before}
    assert +editor.counts == counts


@given(texts, ranges, st.integers(0, 60), keys)
def test_leaving_puts_everything_back(
    text: str,
    spans: list[tuple[int, int, str]],
    offset: int,
    pressed: list[Callable[[SpanEditor], object]],
) -> None:
    editor = marked(text, spans).editor
    editor.point(min(offset, len(text) - 1), selecting=False, word=True)
    before, current = editor.session.layer.spans, editor.current
    showing.show_others(editor)
    if editor.occurrences is None:
        return
    standing = editor.occurrences.standing
    for key in pressed:
        key(editor)
    showing.leave(editor)
    if editor.standing == standing:
        assert editor.current == current
    assert editor.session.layer.spans == before
    assert editor.lit == []
