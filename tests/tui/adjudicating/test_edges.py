"""A third version: the keys that take an edge of another one, peel clitics, take signs off, move an edge."""

from __future__ import annotations

from annotator.text.edges import EdgeStep
from annotator.tui.adjudicating import deciding, edges
from annotator.tui.adjudicating.keys import ARTICLE
from annotator.tui.keys import EDGES
from tests.tui.adjudicating.versions import (
    BARE,
    NAME,
    TEXT,
    WHOLE,
    choose,
    opened,
    selected,
)

ENTRIES = [entry for entry in ARTICLE.entries if entry.group == EDGES]


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
    assert edges.take_start(alone).message == "No other version's start to take."


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


def test_the_keys_are_those_of_the_annotators_screen_and_two_more() -> None:
    from annotator.tui.annotating.keys import ARTICLE as ANNOTATING

    theirs = {(entry.keys, entry.help) for entry in ANNOTATING.entries if entry.group == EDGES}
    ours = {(entry.keys, entry.help) for entry in ENTRIES}
    assert theirs <= ours
    assert {keys for keys, _ in ours - theirs} == {("(",), (")",)}
