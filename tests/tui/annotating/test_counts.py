"""A number before a move or a selection, and the next occurrence of a word, on the editor."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text import moves
from annotator.tui.annotating.edges import leave_clitic_out
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.editor import ArticleEditor, repeated
from tests.every_move import MOVES
from tests.tui.annotating.test_selecting_properties import places, texts, widths
from tests.tui.editors import Annotator

COUNTS = st.integers(1, 30)


def standing_at(text: str, width: int, at: int, *, tags: bool) -> Annotator:
    annotator = Annotator(text, width)
    if tags:
        for offset in range(0, len(text), 7):
            annotator.editor.point(offset, selecting=False, word=True)
            annotator.did(annotator.editor.tag("actor"))
    annotator.editor.point(at % len(text), selecting=False, word=at % 2 == 0)
    return annotator


@pytest.mark.parametrize("to", MOVES, ids=lambda move: move.__name__)
@pytest.mark.parametrize("shift", [False, True])
@settings(max_examples=20)
@given(text=texts, width=widths, at=places, count=COUNTS)
def test_a_number_and_a_move_is_that_many_moves(to: moves.Move, shift: bool, text: str, width: int, at: int, count: int) -> None:  # fmt: skip
    once, each = (standing_at(text, width, at, tags=True) for _ in range(2))
    repeated(once.editor, lambda editor: editor.move(to, shift=shift, page=3), count)
    for _ in range(count):
        each.editor.move(to, shift=shift, page=3)
    assert once.editor.caret == each.editor.caret
    assert once.editor.current is None or once.current == each.current


@pytest.mark.parametrize(
    "do",
    [
        SpanEditor.next_span,
        SpanEditor.previous_span,
        SpanEditor.next_match,
        SpanEditor.previous_match,
        SpanEditor.grow_sentence,
    ],
    ids=lambda do: do.__name__,
)
@settings(max_examples=30)
@given(text=texts, width=widths, at=places, count=COUNTS)
def test_a_number_and_a_key_is_that_many_presses(do: object, text: str, width: int, at: int, count: int) -> None:  # fmt: skip
    assert callable(do)
    once, each = (standing_at(text, width, at, tags=True) for _ in range(2))
    for annotator in (once, each):
        annotator.editor.search("ال")
        annotator.editor.point(at % len(text), selecting=False, word=at % 2 == 0)
    said = repeated(once.editor, do, count).message
    told = [do(each.editor).message for _ in range(count)]
    assert once.editor.caret == each.editor.caret
    assert once.current == each.current
    assert said == told[-1]


@settings(max_examples=50)
@given(text=texts, width=widths, at=places, count=COUNTS)
def test_a_number_and_s_is_that_many_sentences(text: str, width: int, at: int, count: int) -> None:
    once, each = (standing_at(text, width, at, tags=False) for _ in range(2))
    once.editor.select_sentences(count)
    each.editor.select_sentence()
    for _ in range(count - 1):
        each.editor.grow_sentence()
    assert once.selected == each.selected


def test_a_number_and_p_is_that_many_paragraphs() -> None:
    annotator = Annotator("قصف الجيش.\n\n  \nنفى ذلك. \nمدينة حلب\n")
    annotator.editor.select_paragraphs(2)
    assert annotator.selected == "قصف الجيش.\n\n  \nنفى ذلك."
    annotator.editor.cancel()
    annotator.go("قصف")
    assert annotator.editor.select_paragraphs(9).message == "No paragraph follows."
    assert annotator.selected == annotator.text.strip()


def test_too_large_a_number_stops_at_the_end() -> None:
    annotator = Annotator("قصف الجيش مدينة حلب")
    repeated(annotator.editor, lambda editor: editor.move(moves.word_left), 9_999)
    assert annotator.at == "حلب"


def test_a_move_that_moves_nothing_is_done_once() -> None:
    done = []

    def do(editor: ArticleEditor) -> object:
        done.append(1)
        return editor.move(moves.word_left)

    annotator = Annotator("قصف حلب")
    repeated(annotator.editor, do, 9_999)  # type: ignore[arg-type]
    assert len(done) <= 3


# --- the next occurrence --------------------------------------------------------------------------

NAMES = "أحمد في حلب. قال لأحمد: واحمد غائب، وبأحمدي لا. أحْمَـد هنا، محمد هناك."


def test_the_next_occurrences_are_found_by_the_wide_fold_and_behind_clitics_and_wrap() -> None:
    annotator = Annotator(NAMES)
    annotator.go("أحمد")
    said = [annotator.editor.search_word().message]
    found = [annotator.selected]
    for _ in range(3):
        said.append(annotator.editor.next_match().message)
        found.append(annotator.selected)
    assert found == ["أحمد", "احمد", "أحْمَـد", "أحمد"]
    assert [one.split(":")[0] for one in said] == ["Match 2 of 4", "Match 3 of 4", "Match 4 of 4", "Match 1 of 4"]  # fmt: skip
    annotator.editor.previous_match()
    assert annotator.selected == "أحْمَـد"


def test_after_escape_n_looks_for_the_same_name_again() -> None:
    annotator = Annotator(NAMES)
    annotator.go("أحمد")
    annotator.editor.search_word()
    annotator.editor.cancel()
    annotator.editor.cancel()
    assert not annotator.editor.matches
    assert annotator.editor.next_match().message.startswith("Match 3 of 4")
    annotator.editor.search("احمد")
    assert len(annotator.editor.matches) == 5, "a search finds parts of words, too"


def test_a_name_that_was_tagged_without_its_clitic_is_what_is_looked_for() -> None:
    annotator = Annotator(NAMES)
    annotator.go("واحمد")
    annotator.did(annotator.editor.tag("actor"))
    annotator.did(leave_clitic_out(annotator.editor))
    assert annotator.editor.search_word().message == "Match 4 of 4: احمد"


def test_a_name_of_several_words_is_what_is_selected() -> None:
    annotator = Annotator("قائد الجيش هنا، وقائد الجيش هناك، قائد جيش.")
    annotator.select("قائد الجيش")
    assert annotator.editor.search_word().message == "Match 2 of 2: قائد الجيش"
    assert annotator.selected == "قائد الجيش"


@pytest.mark.parametrize("text", ["، ", "ًٌ ", " "])
def test_where_nothing_can_be_looked_for_that_is_told(text: str) -> None:
    annotator = Annotator(text)
    assert annotator.editor.search_word().message
    assert not annotator.editor.matches
