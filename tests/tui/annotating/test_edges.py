"""The edges of the current span by one key: past clitics, by words and letters, off signs; and the rule of a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.errors import DamagedIndexError
from annotator.text import fold, moves
from annotator.text.edges import EdgeStep
from annotator.tui.annotating import edges, showing
from annotator.tui.annotating.edges import CliticRule
from tests.tui.annotating.test_selecting_properties import SELECT, Reader, places, texts, widths
from tests.tui.editors import Annotator

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.annotating.editor import SpanEditor
    from annotator.tui.editor import Outcome

TEXT = "تقدمت القوات بحقل النفط وبالقوات، وقال وليد «مدينة حلب» إن كتاب بغداد للجيش."


def _by(step: EdgeStep) -> Callable[[SpanEditor], Outcome]:
    return lambda editor: edges.move_edge(editor, step)


ACTS: dict[str, Callable[[SpanEditor], Outcome]] = {
    "leave a clitic out": edges.leave_clitic_out,
    "put it back": edges.put_clitic_back,
    "trim": edges.trim,
    "end onward by word": _by(EdgeStep(at_end=True, onward=True)),
    "end back by word": _by(EdgeStep(at_end=True, onward=False)),
    "start onward by word": _by(EdgeStep(at_end=False, onward=True)),
    "start back by word": _by(EdgeStep(at_end=False, onward=False)),
    "end onward by letter": _by(EdgeStep(at_end=True, onward=True, by_letter=True)),
    "end back by letter": _by(EdgeStep(at_end=True, onward=False, by_letter=True)),
    "start onward by letter": _by(EdgeStep(at_end=False, onward=True, by_letter=True)),
    "start back by letter": _by(EdgeStep(at_end=False, onward=False, by_letter=True)),
}


def tagged(words: str, text: str = TEXT, rule: CliticRule | None = None) -> Annotator:
    """An annotator who has just tagged `words` as an actor."""
    annotator = Annotator(text, rule=rule)
    annotator.tag(words, "actor")
    return annotator


def test_each_press_leaves_one_clitic_out_and_its_shift_puts_it_back() -> None:
    annotator = tagged("وبالقوات")
    for left in ("بالقوات", "القوات", "قوات"):
        said = annotator.did(edges.leave_clitic_out(annotator.editor))
        assert annotator.spans == [(left, "actor")]
        assert annotator.current == (left, "actor")
        assert ": puts it back" in said
    assert (
        annotator.did(edges.leave_clitic_out(annotator.editor))
        == "No clitic begins the span with a word behind it."
    )
    for left in ("القوات", "بالقوات", "وبالقوات"):
        annotator.did(edges.put_clitic_back(annotator.editor))
        assert annotator.spans == [(left, "actor")]
    assert annotator.did(edges.put_clitic_back(annotator.editor)) == "No clitic stands before the span."
    assert len(annotator.saved) == 7, "each press is one change"
    for left in ("بالقوات", "القوات", "قوات", "القوات", "بالقوات", "وبالقوات"):
        annotator.did(annotator.editor.undo())
        assert annotator.spans == [(left, "actor")]
    annotator.did(annotator.editor.undo())
    assert annotator.spans == []


def test_a_chosen_span_is_changed_as_one_just_made_is() -> None:
    annotator = tagged("بحقل النفط")
    annotator.editor.move(moves.article_end)
    annotator.editor.previous_span()
    annotator.did(edges.leave_clitic_out(annotator.editor))
    assert annotator.spans == [("حقل النفط", "actor")]


def test_after_a_step_the_next_label_is_put_on_the_same_range_and_the_same_one_goes() -> None:
    annotator = tagged("بحقل")
    annotator.did(edges.leave_clitic_out(annotator.editor))
    annotator.did(annotator.editor.tag("location"))
    assert annotator.spans == [("حقل", "actor"), ("حقل", "location")]
    annotator.did(annotator.editor.tag("location"))
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == []


def test_the_caret_stays_at_the_end_where_a_long_span_was_selected_to() -> None:
    annotator = Annotator(TEXT)
    annotator.go("وبالقوات")
    annotator.editor.move(moves.word_left, shift=True)
    annotator.editor.move(moves.word_left, shift=True)
    annotator.did(annotator.editor.tag("actor"))
    annotator.did(edges.leave_clitic_out(annotator.editor))
    assert annotator.spans == [("بالقوات، وقال وليد", "actor")]
    annotator.editor.move(moves.word_left)
    assert annotator.at == "مدينة"


def test_a_change_onto_a_span_of_the_same_label_is_refused() -> None:
    annotator = tagged("حقل")
    annotator.tag("بحقل", "actor")
    said = annotator.did(edges.leave_clitic_out(annotator.editor))
    assert "There is a span labelled actor" in said
    assert annotator.spans == [("بحقل", "actor"), ("حقل", "actor")]
    assert annotator.current == ("بحقل", "actor")


def test_signs_go_and_where_nothing_would_be_left_nothing_changes() -> None:
    annotator = Annotator(TEXT)
    annotator.select("«مدينة حلب» ")
    annotator.did(annotator.editor.tag("location"))
    annotator.did(edges.trim(annotator.editor))
    assert annotator.spans == [("مدينة حلب", "location")]
    assert annotator.did(edges.trim(annotator.editor)) == "No punctuation is to be taken off the edges."
    annotator.select("، ")
    annotator.did(annotator.editor.tag("claim"))
    said = annotator.did(edges.trim(annotator.editor))
    assert said == "Nothing would be left: the span has only punctuation and blanks."
    assert ("، ", "claim") in annotator.spans


@pytest.mark.parametrize("act", ACTS)
def test_without_a_span_nothing_happens(act: str) -> None:
    annotator = Annotator(TEXT)
    assert annotator.did(ACTS[act](annotator.editor)) == "There is no span at the caret."
    assert not annotator.saved


def test_as_many_steps_as_were_asked_for_are_one_change() -> None:
    annotator = tagged("القوات")
    onward = EdgeStep(at_end=True, onward=True)
    annotator.did(edges.move_edge(annotator.editor, onward, 2))
    assert annotator.spans == [("القوات بحقل النفط", "actor")]
    annotator.did(annotator.editor.undo())
    assert annotator.spans == [("القوات", "actor")]
    annotator.did(edges.move_edge(annotator.editor, onward, 9_999))
    assert annotator.spans == [(TEXT[TEXT.index("القوات") : -1], "actor")]
    annotator.did(edges.move_edge(annotator.editor, EdgeStep(at_end=True, onward=False), 9_999))
    assert annotator.spans == [("القوات", "actor")]
    said = annotator.did(edges.move_edge(annotator.editor, EdgeStep(at_end=True, onward=False)))
    assert said == "The span has no further word to give; x removes it."


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("select", SELECT)
@settings(max_examples=15)
@given(text=texts, width=widths, at=places, count=places, times=st.integers(1, 3))
def test_whatever_was_selected_each_key_is_one_change_and_is_undone(
    select: str, act: str, text: str, width: int, at: int, count: int, times: int
) -> None:
    reader = Reader(text)
    annotator = Annotator(text, width)
    assert SELECT[select](annotator, reader, at, count) is not None
    if annotator.editor.session.find(*annotator.editor.target or (0, 0), "weapon") is None:
        annotator.did(annotator.editor.tag("weapon"))
    for _ in range(times):
        current, before = annotator.editor.current, annotator.editor.spans
        assert current is not None
        outcome = ACTS[act](annotator.editor)
        annotator.did(outcome)
        if not outcome.operations:
            assert outcome.message
            assert annotator.editor.spans == before
            continue
        (operation,) = outcome.operations
        now = annotator.editor.current
        assert operation.edit.before == current
        assert operation.edit.after == now
        assert now is not None
        assert 0 <= now.start < now.end <= len(text)
        assert (now.start, now.end) != (current.start, current.end)
        letters = {edge for letter in reader.letters for edge in letter}
        assert {now.start, now.end} - {current.start, current.end} <= letters
        assert annotator.editor.target == (now.start, now.end)
        assert not annotator.editor.selection_shown
        changed = annotator.editor.spans
        annotator.did(annotator.editor.undo())
        assert annotator.editor.spans == before
        annotator.did(annotator.editor.redo())
        assert annotator.editor.spans == changed
        assert annotator.restarted().spans == annotator.spans


@pytest.mark.parametrize("act", ACTS)
@settings(max_examples=30)
@given(text=texts, at=places, times=st.integers(1, 3), at_start=st.booleans())
def test_while_editing_the_keys_move_the_edge_that_they_move_else(
    act: str, text: str, at: int, times: int, at_start: bool
) -> None:
    both = [Annotator(text, 20) for _ in range(2)]
    word = Reader(text).words[at % len(Reader(text).words)]
    for annotator in both:
        annotator.editor.point(word[0], selecting=False, word=True)
        annotator.did(annotator.editor.tag("weapon"))
    plain, edited = both
    edited.editor.edit_span()
    if at_start:
        edited.editor.other_edge()
    for _ in range(times):
        plain.did(ACTS[act](plain.editor))
        assert not ACTS[act](edited.editor).operations
        assert edited.selected is not None
    assert edited.spans == [(text[slice(*word)], "weapon")], "not before Enter"
    edited.did(edited.editor.keep_edit())
    assert edited.spans == plain.spans


# --- the rule of a label --------------------------------------------------------------------------

WORDS = frozenset(fold.wide("حقل النفط القوات وليد كتاب بغداد قال الجيش بحقل").split())
RULE = CliticRule(labels=frozenset({"actor"}), articles=WORDS.__contains__)


@pytest.mark.parametrize(("words", "stored"), [("بحقل النفط", "حقل النفط"), ("وبالقوات", "القوات"), ("للجيش", "جيش"), ("وليد", "وليد"), ("بغداد", "بغداد"), ("كتاب", "كتاب")])  # fmt: skip
def test_a_label_leaves_out_what_its_rule_says(words: str, stored: str) -> None:
    annotator = tagged(words, rule=RULE)
    assert annotator.spans == [(stored, "actor")]
    assert annotator.current == (stored, "actor")
    assert len(annotator.saved) == 1


def test_what_was_left_out_is_told_and_put_back_by_one_key() -> None:
    annotator = Annotator(TEXT, rule=RULE)
    annotator.go("وقال")
    said = annotator.did(annotator.editor.tag("actor"))
    assert "قال" in said
    assert said.endswith("; left out \u2068و\u2069; : puts it back")
    annotator.did(edges.put_clitic_back(annotator.editor))
    assert annotator.spans == [("وقال", "actor")]
    annotator.did(annotator.editor.undo())
    assert annotator.spans == [("قال", "actor")]
    annotator.did(annotator.editor.undo())
    assert annotator.spans == []


def test_the_key_of_a_label_with_a_rule_untags_wherever_the_span_begins() -> None:
    annotator = Annotator(TEXT, rule=RULE)
    for _ in range(2):
        annotator.go("بحقل")
        annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == []
    annotator.did(annotator.editor.tag("actor"))
    annotator.did(edges.put_clitic_back(annotator.editor))
    annotator.go("بحقل")
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == []


def test_another_label_has_no_rule() -> None:
    annotator = Annotator(TEXT, rule=RULE)
    annotator.tag("بحقل", "location")
    assert annotator.spans == [("بحقل", "location")]


@pytest.mark.parametrize("words", ["و", "وب", "ب"])
def test_where_the_rule_would_cut_everything_off_that_is_told_and_nothing_stored(words: str) -> None:
    annotator = Annotator("وبالقوات ب و", rule=RULE)
    start = annotator.text.rindex(words) if len(words) == 1 else 0
    annotator.editor.point(start, selecting=False)
    for _ in words[1:]:
        annotator.editor.move(moves.letter_left, shift=True)
    assert annotator.target == words
    outcome = annotator.editor.tag("actor")
    assert "leaves clitics out" in outcome.message
    assert outcome.refused
    assert not outcome.operations
    assert annotator.spans == []


def test_where_the_words_of_the_corpus_cant_be_asked_all_is_tagged_and_it_is_told() -> None:
    def articles(_: str) -> int:
        raise DamagedIndexError("The index is damaged", "Make it anew")

    annotator = Annotator(TEXT, rule=CliticRule(labels=frozenset({"actor"}), articles=articles))
    annotator.go("بحقل")
    outcome = annotator.editor.tag("actor")
    assert "no clitic was left out: The index is damaged" in outcome.message
    assert outcome.refused
    assert annotator.spans == [("بحقل", "actor")]


@settings(max_examples=60)
@given(text=texts, at=places, count=places, words=st.frozensets(st.sampled_from(["قوات", "القوات", "احمد", "لامن", "من", "جيش", "الجيش", "ذلك", "دينه"])))  # fmt: skip
def test_with_any_corpus_what_is_tagged_ends_where_it_ended_and_is_untagged_by_the_same_key(
    text: str, at: int, count: int, words: frozenset[str]
) -> None:
    rule = CliticRule(labels=frozenset({"actor"}), articles=words.__contains__)
    annotator = Annotator(text, rule=rule)
    assert SELECT["words"](annotator, Reader(text), at, count) is not None
    target = annotator.editor.target
    assert target is not None
    outcome = annotator.editor.tag("actor")
    assume(outcome.operations)
    ((span,), (start, end)) = annotator.editor.spans, target
    assert span.end == end
    assert start <= span.start < end
    annotator.did(annotator.editor.tag("actor"))
    assert annotator.spans == []


def test_all_that_a_rule_left_out_is_put_back_by_one_key() -> None:
    annotator = tagged("وبالقوات", rule=RULE)
    annotator.did(edges.put_clitic_back(annotator.editor))
    assert annotator.spans == [("وبالقوات", "actor")]
    for left in ("بالقوات", "القوات"):
        annotator.did(edges.leave_clitic_out(annotator.editor))
        assert annotator.spans == [(left, "actor")]
    annotator.did(edges.put_clitic_back(annotator.editor))
    assert annotator.spans == [("بالقوات", "actor")]


@pytest.mark.parametrize(
    ("text", "stored"),
    [("بحقل قال بحقل", ["حقل", "حقل"]), ("وب هنا وب", []), ("كتاب قال كتاب", ["كتاب", "كتاب"])],
)
def test_a_rule_holds_for_all_occurrences_that_a_labels_key_takes(text: str, stored: list[str]) -> None:
    annotator = Annotator(text, rule=RULE)
    annotator.editor.point(0, selecting=False, word=True)
    showing.show_others(annotator.editor)
    outcome = showing.take_with(annotator.editor, "actor")
    assert annotator.spans == [(each, "actor") for each in stored]
    assert "left out" in outcome.message if stored == ["حقل", "حقل"] else "left out" not in outcome.message
    assert ("leaves clitics out" in outcome.message) is (not stored)
    if stored:
        assert annotator.current == (stored[0], "actor")
        annotator.did(annotator.editor.undo())
        assert annotator.spans == []


def test_how_many_have_the_label_already_is_told_where_it_is_said_last() -> None:
    annotator = Annotator("حقل حقل حقل")
    annotator.tag("حقل", "location")
    annotator.editor.point(5, selecting=False, word=True)
    showing.show_others(annotator.editor)
    outcome = showing.take_with(annotator.editor, "location")
    assert annotator.spans == [("حقل", "location")] * 3
    assert "2 marked" in outcome.message
    assert "1 has the label already" in outcome.message


def test_where_many_were_undone_the_caret_stays_at_the_name() -> None:
    annotator = Annotator("حقل بعيد ثم حقل ثم حقل")
    annotator.go("حقل")
    annotator.did(annotator.editor.tag("location"))
    showing.show_others(annotator.editor)
    annotator.did(showing.take(annotator.editor))
    assert len(annotator.spans) == 3
    annotator.did(annotator.editor.undo())
    assert annotator.current == ("حقل", "location")
    assert len(annotator.spans) == 1
