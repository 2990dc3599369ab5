"""A third version, kept or left, of cases that are open, decided or stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.keys import ARABIC_LAYOUT
from annotator.text.edges import EdgeStep
from annotator.tui.adjudicating import deciding, edges
from annotator.tui.adjudicating.keys import ARTICLE
from annotator.tui.keys import EDGES, Press
from tests.tui.adjudicating.versions import (
    BARE,
    NAME,
    TEXT,
    WHOLE,
    choose,
    gold_of,
    opened,
    read_again,
    selected,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.adjudicating.editor import DecisionEditor
    from annotator.tui.editor import Outcome
    from tests.tui.conftest import Adjudicate


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


ENTRIES = [entry for entry in ARTICLE.entries if entry.group == EDGES]


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
    decided=st.sampled_from(["no", "taken", "several", "none", "edited"]),
    keep=st.booleans(),
)
def test_whatever_is_pressed_gold_is_what_was_selected_or_as_before(
    marked: list[str], pressed: list[str], decided: str, *, keep: bool
) -> None:
    editor = opened(*marked)
    case = editor.adjudication.cases[0]
    _decide(editor, decided)
    editor.go_to_case(editor.adjudication.case(case.key) or case)
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
    outcome = deciding.keep_edit(editor) if keep else editor.cancel()
    if outcome.step is None:
        assert editor.adjudication.gold == before
        assert (editor.editing is not None) == (keep and outcome.refused)
        return
    ranges = [(s.start, s.end) for decision in editor.adjudication.gold.decisions for s in decision.spans]
    assert wanted in ranges
    assert len(ranges) == 1 or decided == "several"
    editor.undo()
    assert editor.adjudication.gold.decisions == before.decisions


def _decide(editor: DecisionEditor, decided: str) -> None:
    """Decide the case in a way."""
    if decided == "taken":
        deciding.take(editor, 1)
    elif decided == "several":
        deciding.several(editor)
        if editor.marked is not None:
            deciding.take(editor, 1)
            deciding.take(editor, 2)
            deciding.several(editor)
    elif decided == "none":
        deciding.none(editor)
    elif decided == "edited":
        edges.move_edge(editor, EdgeStep(at_end=True, onward=True))
        deciding.keep_edit(editor)


def test_a_stale_decision_is_edited_from_what_is_in_gold() -> None:
    editor = opened(BARE, NAME)
    choose(editor, NAME)
    edges.take_start(editor)
    deciding.keep_edit(editor)
    later = read_again(editor, BARE, "نادر")
    assert later.adjudication.tally.stale == 1
    edges.move_edge(later, EdgeStep(at_end=True, onward=False))
    assert selected(later) == BARE
    edges.take_start(later)
    assert selected(later) == "نادر"
    later.cancel()
    assert gold_of(later) == {"القائد نادر السنبلاني"}
    edges.put_clitic_back(later)
    assert deciding.keep_edit(later).step is not None
    assert gold_of(later) == {"بالقائد نادر السنبلاني"}
    assert later.adjudication.tally.stale == 0


def test_a_stale_decision_for_none_has_no_version_and_others_have() -> None:
    editor = opened(BARE, NAME)
    deciding.none(editor)
    later = read_again(editor, WHOLE, NAME)
    assert later.adjudication.tally.stale == 1
    assert later.cards[later.chosen_index].span is None
    assert "none" in edges.trim(later).message
    assert later.editing is None
    later.choose_card(1)
    assert edges.take_end(later).refused is False
    assert later.editing is not None
    deciding.keep_edit(later)
    assert len(gold_of(later)) == 1


@pytest.mark.parametrize("layout", ["latin", "arabic"])
async def test_a_third_version_takes_a_key_and_enter(adjudicating: Adjudicate, layout: str) -> None:
    async with adjudicating("first") as program:
        await program.press({"latin": ";", "arabic": "ك"}[layout])
        assert "No clitic" in program.status
        await program.press("+", "enter")
        await program.until_saved()
        (found, _), *_ = program.gold()
        assert found in {"قائد الحرس نادر السنبلاني إن", "نادر السنبلاني إن"}


@pytest.mark.parametrize("layout", ["latin", "arabic"])
async def test_each_key_begins_an_edit_or_says_why_and_escape_leaves_all_as_it_was(
    adjudicating: Adjudicate, layout: str
) -> None:
    async with adjudicating("first") as program:
        editor = program.adjudicating.editor
        begun = set()
        for entry in ENTRIES:
            for key in entry.keys:
                chosen = editor.case, editor.chosen_index
                await program.press(ARABIC_LAYOUT.get(key, key) if layout == "arabic" else key)
                if editor.editing is None:
                    assert "No " in program.status, key
                else:
                    begun.add(key)
                    assert "Editing actor: its" in program.status
                    await program.press("escape")
                assert editor.editing is None
                assert (editor.case, editor.chosen_index) == chosen
                assert not editor.adjudication.gold.decisions
        assert {"(", "f5", "+", "f7", "ctrl+f7"} <= begun
        assert program.gold() == []
