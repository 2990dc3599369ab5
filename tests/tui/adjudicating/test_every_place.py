"""Every place where somebody marked something stays a case, whatever was decided: reached by caret, click and keys, with its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Adjudication, Case
from annotator.model import Article, Gold, GoldStep, Layer, Span
from annotator.text.layout import Layout
from annotator.tui.adjudicating import deciding
from annotator.tui.adjudicating.editor import DecisionEditor
from tests.tui.settled import NADIR, PLACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.editor import Outcome
    from tests.tui.conftest import Adjudicate

TEXT = "نفت وزارة الدفاع قصف مواقع في بلدة عين السدر أمس."
WORDS = [
    ("وزارة الدفاع", "actor"),
    ("الدفاع", "actor"),
    ("وزارة", "location"),
    ("قصف مواقع", "weapon"),
    ("مواقع", "location"),
    ("بلدة عين السدر", "location"),
    ("عين السدر", "location"),
    ("عين السدر", "actor"),
    ("قصف مواقع في بلدة عين السدر", "claim"),
    ("مواقع في بلدة", "claim"),
]


async def test_a_decision_for_none_is_found_again_and_can_be_changed(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("x")
        await program.until_saved()
        assert program.gold() == []
        editor = program.adjudicating.editor
        words = NADIR[0][0]
        start = editor.article.text.index(words)
        editor.before_move()
        editor.go_to_offset(start + len(words) - 2)  # by the caret
        await program.press("left", "right")
        assert program.case == NADIR
        assert "none by nadia" in "\n".join(program.cards)
        await program.press("1")
        await program.until_saved()
        assert program.gold() == [NADIR[0]]


async def test_what_a_shorter_version_left_over_is_still_of_its_case(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("2")
        await program.until_saved()
        assert program.gold() == [NADIR[1]]
        editor = program.adjudicating.editor
        editor.before_move()
        editor.go_to_offset(editor.article.text.index("قائد الحرس"))
        await program.press("left", "right")
        assert program.case == NADIR
        assert "taken by nadia" in "\n".join(program.cards)


async def test_who_decided_and_when_is_on_the_card(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("n", "x")
        await program.until_saved()
        (decision,) = program.reader.gold.get("first").decisions
        editor = program.adjudicating.editor
        editor.before_move()
        editor.go_to_offset(editor.article.text.index(PLACE[0][0]))
        await program.press("left", "right")
        assert f"{decision.when.astimezone():%Y-%m-%d %H:%M}" in "\n".join(program.cards)


def _choose(number: int) -> Callable[[DecisionEditor], Outcome]:
    return lambda editor: deciding.take(editor, number)


_ACTS: list[Callable[[DecisionEditor], Outcome]] = [
    _choose(1),
    _choose(2),
    deciding.none,
    deciding.several,
    lambda editor: deciding.relabel(editor, "claim"),
    DecisionEditor.undo,
    DecisionEditor.redo,
]


def _add(data: st.DataObject, editor: DecisionEditor) -> None:
    words, label = data.draw(st.sampled_from([*WORDS, ("عين", "weapon"), ("بلدة عين", "location")]))
    start = TEXT.index(words)
    editor.attempt(lambda: editor.adjudication.add(start, start + len(words), label), "")


def _change(data: st.DataObject, editor: DecisionEditor) -> None:
    case, card = editor.case, editor.chosen_card()
    words, label = data.draw(st.sampled_from(WORDS))
    start = TEXT.index(words)
    if case is not None and card is not None and card.span is not None:
        span = card.span
        editor.attempt(lambda: editor.adjudication.change(case, span, start, start + len(words), label), "")


def _layers(data: st.DataObject) -> list[Layer]:
    layers = []
    for name in ("huda", "maryam", "salim")[: data.draw(st.integers(2, 3))]:
        chosen = data.draw(st.lists(st.sampled_from(WORDS), unique=True, max_size=5), name)
        spans = []
        for words, label in chosen:
            start = TEXT.index(words)
            spans.append(Span.new(start, start + len(words), label, name))
        layers.append(
            Layer(article="1", annotator=name, spans=tuple(sorted(spans, key=lambda span: span.order)))
        )
    return layers


@given(data=st.data())
def test_whatever_is_decided_each_letter_that_somebody_marked_has_a_case(data: st.DataObject) -> None:
    gold, steps = Gold(article="1"), list[GoldStep]()
    for _ in range(data.draw(st.integers(1, 2), "how often it is opened")):
        layers = _layers(data)
        adjudication = Adjudication(
            Article(id="1", text=TEXT, sha256="", title=""), "nadia", layers, gold, steps
        )
        editor = DecisionEditor(adjudication, Layout(TEXT, 60))
        _check(editor, layers)
        for place in data.draw(st.lists(st.integers(0, 20), max_size=8)):
            cases = adjudication.cases
            if cases:
                editor.go_to_case(cases[place % len(cases)])
                act = data.draw(st.sampled_from([*_ACTS, None]))
                if act is None:
                    _change(data, editor)
                else:
                    act(editor)
                if editor.marked is not None:
                    editor.cancel()
            if data.draw(st.booleans()):
                _add(data, editor)
        _check(editor, layers)
        gold = adjudication.gold


def _check(editor: DecisionEditor, layers: list[Layer]) -> None:
    """What somebody marked, and what is in gold, has a case at each letter; what is in gold is not drawn as rejected."""
    drawn = {span.mark: span for span in editor.spans}
    cases = editor.adjudication.cases
    stands = {
        span.mark
        for case in cases
        if case.decision is not None and not case.stale
        for span in case.decision.spans
    }
    marked = {span.mark for layer in layers for span in layer.spans}
    marked |= {span.mark for decision in editor.adjudication.gold.decisions for span in decision.spans}
    rejected = editor.tones(editor.spans).rejected
    open_marks = {
        version.mark for case in cases if case.open and case.group for version in case.group.versions
    }
    for mark in marked:
        assert mark in drawn
        assert not (mark in stands | open_marks and drawn[mark].id in rejected)
        for offset in range(mark[0], mark[1]):
            editor.before_move()
            editor.go_to_offset(offset)
            found = editor.case
            assert found is not None
            assert editor.cards
            assert _touches(found, offset)
    for case in cases:
        editor.go_to_case(case)
        assert editor.case == case
        assert editor.cards


def _touches(case: Case, offset: int) -> bool:
    ranges = [(span.start, span.end) for span in case.sources]
    ranges += [(span.start, span.end) for span in (case.decision.spans if case.decision else ())]
    return any(start <= offset < end for start, end in ranges)


@pytest.mark.parametrize("size", [(120, 32), (80, 24)])
async def test_rejected_versions_are_painted_as_such(adjudicating: Adjudicate, size: tuple[int, int]) -> None:
    async with adjudicating("first", size=size) as program:
        await program.press("x")
        await program.until_saved()
        editor = program.adjudicating.editor
        start = editor.article.text.index(NADIR[0][0])
        spans = editor.spans_in(start, start + 1)
        assert {span.id for span in spans} <= editor.tones(spans).rejected
        assert program.stale() == []


async def test_the_bar_of_what_was_rejected_is_dashed_so_that_it_is_told_without_colours(
    adjudicating: Adjudicate,
) -> None:
    async with adjudicating("first") as program:
        if not program.view.lanes:
            await program.press("o")
        assert "┄" not in program.text
        await program.press("x")
        assert "┄actor┄" in program.text
        await program.press("u")
        assert "┄" not in program.text


@pytest.mark.parametrize("size", [(120, 32), (80, 24)])
async def test_who_had_a_policy_decide_is_on_the_card_with_the_policy(
    adjudicating: Adjudicate, size: tuple[int, int]
) -> None:
    async with adjudicating("first", policy="majority", size=size) as program:
        await program.press("A")
        await program.until_saved()
        editor = program.adjudicating.editor
        editor.before_move()
        editor.go_to_offset(editor.article.text.index(PLACE[0][0]))
        await program.press("left", "right")
        cards = " ".join(program.cards)
        assert "by nadia" in cards
        assert "policy majority" in cards
        decisions = program.reader.gold.get("first").decisions
        assert any(f"{decision.when.astimezone():%Y-%m-%d %H:%M}" in cards for decision in decisions)


async def test_a_click_on_what_was_decided_for_none_finds_its_card(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("x")
        view, layout = program.view, program.adjudicating.editor.layout
        start = program.adjudicating.editor.article.text.index(NADIR[0][0])
        row = layout.row_of(start)
        glyph = next(glyph for glyph in layout.row(row).glyphs if glyph.start == start)
        x, y = 2 + glyph.column, view.line_map.line_of(row) - view.top
        assert program.case != NADIR
        await program.pilot.click(view, offset=(x, y))
        assert program.case == NADIR
        assert "none by nadia" in "\n".join(program.cards)
