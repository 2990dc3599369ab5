"""A third version: the keys that take an edge of another one, peel clitics, take signs off, move an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Adjudication, Version
from annotator.model import Article, Gold, Layer, Span
from annotator.text.edges import EdgeStep
from annotator.text.layout import Layout
from annotator.tui.adjudicating import deciding, edges
from annotator.tui.adjudicating.editor import DecisionEditor
from annotator.tui.adjudicating.keys import ARTICLE
from annotator.tui.keys import EDGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.editor import Outcome
    from tests.tui.conftest import Adjudicate

TEXT = "قال: «وبالقائد نادر السنبلاني»، إن الحريق بدأ."
WHOLE = "«وبالقائد نادر السنبلاني»،"
BARE = "القائد نادر"
NAME = "نادر السنبلاني"


def opened(*marked: str, label: str = "actor") -> DecisionEditor:
    """Return an editor of an article in which each of several people marked one of these words."""
    layers = []
    for number, words in enumerate(marked):
        name, start = f"p{number}", TEXT.index(words)
        span = Span.new(start, start + len(words), label, name)
        layers.append(Layer(article="1", annotator=name, spans=(span,)))
    adjudication = Adjudication(
        Article(id="1", text=TEXT, sha256="", title=""), "nadia", layers, Gold(article="1")
    )
    return DecisionEditor(adjudication, Layout(TEXT, 60))


def choose(editor: DecisionEditor, words: str) -> None:
    """Choose the card of a version."""
    editor.card = [card.span is not None and _text(editor, card.span) for card in editor.cards].index(words)


def _text(editor: DecisionEditor, span: object) -> str:
    assert isinstance(span, Version)
    return editor.article.text[span.start : span.end]


def selected(editor: DecisionEditor) -> str:
    """Return the text of the edit."""
    assert editor.editing is not None
    assert editor.caret.selection is not None
    return TEXT[slice(*editor.caret.selection)]


def test_one_key_takes_the_start_of_the_other_version_and_one_its_end() -> None:
    for act, words in ((edges.take_start, "القائد نادر السنبلاني"), (edges.take_end, "نادر")):
        editor = opened(BARE, NAME)
        choose(editor, NAME)
        assert act(editor).step is None
        assert selected(editor) == words
        outcome = deciding.keep_edit(editor)
        assert outcome.step is not None
        assert [TEXT[span.start : span.end] for span in editor.adjudication.gold.decisions[0].spans] == [
            words
        ]


def test_again_it_takes_the_next_version_and_at_last_its_own() -> None:
    editor = opened(WHOLE, BARE, NAME)
    choose(editor, NAME)
    starts = []
    for _ in range(4):
        edges.take_start(editor)
        starts.append(selected(editor))
    assert {*starts[:3]} == {WHOLE[:-2], "القائد نادر السنبلاني", NAME}
    assert starts[2] == NAME
    assert starts[3] == starts[0]


def test_an_end_before_the_start_is_passed_over() -> None:
    editor = opened(WHOLE, BARE, NAME)
    choose(editor, NAME)
    edges.take_end(editor)
    edges.take_start(editor)
    assert selected(editor)


def test_signs_go_and_clitics_one_by_one_and_come_back() -> None:
    editor = opened(WHOLE, BARE)
    choose(editor, WHOLE)
    edges.trim(editor)
    assert selected(editor) == "وبالقائد نادر السنبلاني"
    edges.leave_clitic_out(editor)
    assert selected(editor) == "بالقائد نادر السنبلاني"
    edges.leave_clitic_out(editor)
    assert selected(editor) == "القائد نادر السنبلاني"
    edges.put_clitic_back(editor)
    assert selected(editor) == "بالقائد نادر السنبلاني"


def test_what_changes_nothing_begins_no_edit_and_says_why() -> None:
    editor = opened(BARE, NAME)
    choose(editor, NAME)
    for act in (edges.trim, edges.leave_clitic_out):
        assert act(editor).message
        assert editor.editing is None
    alone = opened(NAME)
    assert alone.go_to_first_open(1) is False
    alone.go_to_case(alone.adjudication.cases[0])
    assert edges.take_start(alone).message == "No other version begins at another letter before the end."


def test_the_edit_begins_at_the_edge_that_differs() -> None:
    for marked, edge in (
        ((BARE, "نادر"), "start"),
        ((NAME, "نادر"), "end"),
        ((BARE, NAME), "end"),
    ):
        editor = opened(*marked)
        deciding.begin_edit(editor)
        assert editor.moving_edge == edge, marked


def test_where_nothing_is_marked_it_is_told() -> None:
    editor = opened(BARE, NAME)
    editor.before_move()
    editor.go_to_offset(0)
    assert "No version is here" in edges.take_end(editor).message
    assert editor.editing is None


def test_what_is_selected_to_be_added_is_reshaped_and_stays_an_addition() -> None:
    editor = opened(BARE, NAME)
    start = TEXT.index("الحريق")
    editor.before_move()
    editor.go_to_offset(start)
    deciding.begin_adding(editor)
    editor.select(start, start + len("الحريق بدأ."))
    edges.trim(editor)
    assert editor.editing is None
    outcome = deciding.relabel(editor, "claim")
    assert outcome.step is not None
    assert [TEXT[s.start : s.end] for s in editor.adjudication.gold.decisions[0].spans] == ["الحريق بدأ"]


def test_what_is_begun_is_told_what_a_key_can_not_do() -> None:
    editor = opened(BARE, NAME)
    choose(editor, NAME)
    edges.take_end(editor)
    outcome = edges.leave_clitic_out(editor)
    assert outcome.message
    assert outcome.refused, "the line on how to end the edit would hide it"
    assert editor.editing is not None


def test_the_caret_goes_to_the_edge_that_moved() -> None:
    editor = opened(BARE, NAME)
    choose(editor, NAME)
    for act, edge in ((edges.take_end, "end"), (edges.take_start, "start"), (edges.take_end, "end")):
        act(editor)
        assert editor.moving_edge == edge


def test_an_edge_moved_by_hand_takes_the_other_versions_edge_first() -> None:
    editor = opened(BARE, WHOLE)
    choose(editor, WHOLE)
    edges.move_edge(editor, EdgeStep(at_end=False, onward=False))
    assert selected(editor) == f"قال: {WHOLE}"
    edges.take_start(editor)
    assert selected(editor) == "القائد نادر السنبلاني»،"


def test_the_word_that_is_to_be_added_is_reshaped_and_no_version() -> None:
    editor = opened(BARE, NAME)
    start = TEXT.index("الحريق")
    editor.before_move()
    editor.go_to_offset(start)
    deciding.begin_adding(editor)
    editor.toggle_selecting()
    editor.point(start, selecting=False)
    assert editor.caret.anchor is None
    edges.move_edge(editor, EdgeStep(at_end=True, onward=True))
    assert editor.adding
    assert editor.editing is None
    assert editor.caret.selection is not None
    assert TEXT[slice(*editor.caret.selection)] == "الحريق بدأ"


def test_an_edit_of_one_of_several_leaves_the_others_in_gold() -> None:
    editor = opened(BARE, NAME)
    case = editor.adjudication.cases[0]
    deciding.several(editor)
    assert len(gold_of(editor)) == 2
    editor.go_to_case(editor.adjudication.case(case.key) or case)
    choose(editor, BARE)
    edges.put_clitic_back(editor)
    assert deciding.keep_edit(editor).step is not None
    assert gold_of(editor) == {"بالقائد نادر", NAME}


def test_an_edit_to_what_is_in_gold_beside_it_is_refused_and_goes_on() -> None:
    editor = opened(BARE, NAME)
    case = editor.adjudication.cases[0]
    deciding.several(editor)
    editor.go_to_case(editor.adjudication.case(case.key) or case)
    choose(editor, BARE)
    edges.take_start(editor)
    edges.take_end(editor)
    assert selected(editor) == NAME
    outcome = deciding.keep_edit(editor)
    assert outcome.refused
    assert editor.editing is not None
    assert gold_of(editor) == {BARE, NAME}


def test_what_was_decided_is_changed_from_what_is_in_gold() -> None:
    editor = opened(BARE, NAME)
    choose(editor, NAME)
    edges.move_edge(editor, EdgeStep(at_end=True, onward=True))
    deciding.keep_edit(editor)
    assert gold_of(editor) == {f"{NAME}»، إن"}
    edges.trim(editor)
    assert editor.editing is None
    edges.move_edge(editor, EdgeStep(at_end=True, onward=False))
    assert selected(editor) == NAME


def test_after_none_a_version_is_edited_and_in_gold() -> None:
    editor = opened(BARE, NAME)
    case = editor.adjudication.cases[0]
    deciding.none(editor)
    assert gold_of(editor) == set()
    editor.go_to_case(editor.adjudication.case(case.key) or case)
    choose(editor, NAME)
    edges.take_start(editor)
    assert deciding.keep_edit(editor).step is not None
    assert gold_of(editor) == {"القائد نادر السنبلاني"}


def gold_of(editor: DecisionEditor) -> set[str]:
    """Return the texts in gold."""
    decisions = editor.adjudication.gold.decisions
    return {TEXT[span.start : span.end] for decision in decisions for span in decision.spans}


ENTRIES = [entry for entry in ARTICLE.entries if entry.group == EDGES]


def test_the_keys_are_those_of_the_annotators_screen_and_two_more() -> None:
    from annotator.tui.annotating.keys import ARTICLE as ANNOTATING

    theirs = {(entry.keys, entry.help) for entry in ANNOTATING.entries if entry.group == EDGES}
    ours = {(entry.keys, entry.help) for entry in ENTRIES}
    assert theirs <= ours
    assert {keys for keys, _ in ours - theirs} == {("(",), (")",)}


class _Screen:
    """In the place of a screen, keeps what was told."""

    def __init__(self, editor: DecisionEditor) -> None:
        self.editor = editor
        self.outcomes: list[Outcome] = []

    def apply(self, outcome: Outcome) -> None:
        """Keep an outcome."""
        self.outcomes.append(outcome)


_ACTS: dict[str, Callable[[DecisionEditor], Outcome]] = {
    "e": deciding.begin_edit,
    "tab": lambda editor: editor.choose_card(1),
}


@given(
    marked=st.lists(
        st.sampled_from([WHOLE, BARE, NAME, "نادر", "وبالقائد"]), min_size=2, max_size=4, unique=True
    ),
    pressed=st.lists(
        st.sampled_from([*_ACTS, *(entry.keys[0] for entry in ENTRIES)]), min_size=1, max_size=8
    ),
    keep=st.booleans(),
)
def test_whatever_is_pressed_gold_is_what_was_selected_or_nothing(
    marked: list[str], pressed: list[str], *, keep: bool
) -> None:
    from annotator.tui.keys import Press

    editor = opened(*marked)
    screen = _Screen(editor)
    before = editor.adjudication.gold
    for key in pressed:
        if key in _ACTS:
            _ACTS[key](editor)
        else:
            entry = next(entry for entry in ENTRIES if key in entry.keys)
            entry.does(screen, Press(key))  # type: ignore[arg-type]
        assert editor.adjudication.gold == before
    if editor.editing is None:
        return
    wanted = editor.caret.selection
    assert wanted is not None
    assert 0 <= wanted[0] < wanted[1] <= len(TEXT)
    if keep:
        assert deciding.keep_edit(editor).step is not None
        gold = [span for decision in editor.adjudication.gold.decisions for span in decision.spans]
        assert [(span.start, span.end) for span in gold] == [wanted]
    else:
        editor.cancel()
        assert editor.editing is None
        assert editor.adjudication.gold == before


@pytest.mark.parametrize("layout", ["latin", "arabic"])
async def test_a_third_version_takes_a_key_and_enter(adjudicating: Adjudicate, layout: str) -> None:
    async with adjudicating("first") as program:
        await program.press({"latin": ";", "arabic": "ك"}[layout])
        assert "No clitic" in program.status
        await program.press("+", "enter")
        await program.until_saved()
        (found, _), *_ = program.gold()
        assert found in {"قائد الحرس نادر السنبلاني إن", "نادر السنبلاني إن"}
