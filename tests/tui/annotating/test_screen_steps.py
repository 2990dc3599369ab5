"""A step of several spans in the open program: it is saved, told, undone and drawn as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.editing import Session
from annotator.model import Edit, Span
from annotator.project import Project
from annotator.text import navigation
from annotator.text.layout import Layout
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


def words(program: Driven, count: int) -> list[tuple[int, int]]:
    """Return the first words of the article, as many."""
    screen, found, place = program.annotating, list[tuple[int, int]](), 0
    while len(found) < count:
        word = navigation.word_at(screen.editor.layout, place)
        if word is not None and word not in found:
            found.append(word)
        place += 1
    return found


async def tag_all(program: Driven, ranges: Sequence[tuple[int, int]], label: str = "actor") -> None:
    screen = program.annotating
    edits = [Edit(before=None, after=Span.new(*one, label, "huda")) for one in ranges]
    screen.apply(screen.editor._do(lambda: screen.editor.session.change_all(edits), f"{len(edits)} {label}"))
    await program.settle()


def count(program: Driven, label: str) -> int:
    return program.annotating.editor.counts[label]


async def test_many_spans_are_saved_told_undone_and_done_again_as_one(path: Path, running: Open) -> None:
    async with running("1") as program:
        await program.press("w")
        await tag_all(program, words(program, 12))
        await program.until_saved()
        assert len(program.stored()) == 13
        assert "13 spans" in program.status
        await program.press("u")
        assert "Undone: removed 12 actor spans" in program.status
        assert count(program, "actor") == 0
        await program.until_saved()
        assert len(program.stored()) == 1
        await program.press("U")
        assert "Redone: added 12 actor spans" in program.status
        await program.until_saved()
    async with running("1") as program:  # a later run
        assert count(program, "actor") == 12
        await program.press("u")
        assert "Undone: removed 12 actor spans" in program.status
        await program.press("u")
        assert "Undone: removed weapon: " in program.status
        await program.press("u")
        assert "Nothing is left to undo." in program.status
        await program.until_saved()
        assert program.stored() == []
    with Project.open(path) as project:
        article = project.articles.get("1")
        assert {one.step for one in project.layers.operations(article.id, "huda")[1:13]} != {""}


async def test_a_step_of_several_labels_and_kinds_says_each(running: Open) -> None:
    async with running("1", size=(160, 32)) as program:
        await tag_all(program, words(program, 2))
        session = program.annotating.editor.session
        one, two = session.layer.spans
        third, fourth = words(program, 4)[2:]
        edits = [
            Edit(before=one, after=None),
            Edit(before=two, after=msgspec.structs.replace(two, label="claim")),
            Edit(before=None, after=Span.new(*third, "location", "huda")),
            Edit(before=None, after=Span.new(*fourth, "weapon", "huda")),
        ]
        program.annotating.apply(program.annotating.editor._do(lambda: session.change_all(edits), "done"))
        await program.press("u")
        assert (
            "Undone: removed 2 spans (weapon 1, location 1), changed 1 actor span, added 1 actor span"
            in program.status
        )


async def test_what_somebody_else_changed_of_a_step_stays_and_is_told(path: Path, running: Open) -> None:
    async with running("1") as program:
        await tag_all(program, words(program, 3))
        await program.until_saved()
        article = program.annotating.article
        with Project.open(path) as elsewhere:
            layer = elsewhere.layers.get(article.id, "huda")
            other = Session(article.id, "huda", len(article.text), layer)
            elsewhere.layers.record(*other.remove(layer.spans[1]))
        await program.press("u")
        await program.until(lambda: "read again" in program.status, "the message")
        assert len(program.spans) == len(program.stored()) == 2, "none of it was undone"
        await program.press("u")
        assert "Undone: added actor" in program.status, "what was done elsewhere is the newest"
        await program.press("u")
        assert "Undone: removed 3 actor spans" in program.status
        await program.until_saved()
        assert program.stored() == program.spans == []


async def test_a_step_draws_what_is_in_sight_and_nothing_else(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running("1", size=(60, 8)) as program:
        view = program.annotating.view
        looked: list[int] = []
        whole = Layout.row_of

        def row_of(layout: Layout, offset: int) -> int:
            looked.append(offset)
            return whole(layout, offset)

        monkeypatch.setattr(Layout, "row_of", row_of)
        length = len(view.editor.article.text)
        view.sync([(place, place + 1) for place in range(length - 100, length)] * 100)
        assert len(looked) < 100
        view.sync([(place, place + 1) for place in range(20)])
        assert len(looked) >= 20, "these are in sight"


def test_an_outcome_without_operations_saves_nothing() -> None:
    assert Outcome("Nothing.").operations == ()
