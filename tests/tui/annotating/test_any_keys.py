"""Whatever keys are pressed: the screen has what is stored, and each undo takes back what one key did."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from annotator.model import Move
from annotator.project import Project
from annotator.project.checking import checked

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Operation, Span
    from annotator.tui.annotating.open_article import OpenArticle
    from tests.tui.conftest import Open

    Spans = tuple[Span, ...]

KEYS = (
    *("a", "l", "w", "c", "a", "l"),
    *("A", "A", "A", "A", "r", "r", "tab", "shift+tab", "x", "escape", "p"),
    *("u", "u", "U", "U", "left", "right", "down", "shift+left", "home", "s", "v", "e", "J"),
    *(".", ";", ":", "'", "f5", "f6", "f7", "f8", "f9", "ctrl+f5", "ctrl+f8", "+", "-", "2", "3"),
    *("*", "n", "N", "backspace", "f4"),
)
"""All that changes spans, and what moves; Enter is pressed where it takes something, as it would open the next article else."""


class Watch:
    """The layer as its saved steps say that it went: what it was before each step in force, and after each that was undone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type[OpenArticle]) -> None:
        self.past: list[Spans] = []
        self.future: list[Spans] = []
        self.now: Spans = ()
        whole = kind.save

        def save(opened: OpenArticle, operations: tuple[Operation, ...]) -> None:
            self.note(operations, opened.editor.session.layer.spans)
            whole(opened, operations)

        monkeypatch.setattr(kind, "save", save)

    def note(self, operations: tuple[Operation, ...], after: Spans) -> None:
        (move,) = {one.move for one in operations}
        assert len({one.step for one in operations}) == 1
        if move is Move.UNDO:
            self.future.append(self.now)
            assert after == self.past.pop()
        elif move is Move.REDO:
            self.past.append(self.now)
            assert after == self.future.pop()
        else:
            self.past.append(self.now)
            self.future.clear()
        self.now = after


@pytest.mark.parametrize("seed", range(4))
async def test_each_undo_takes_back_what_one_key_did(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from annotator.tui.annotating.open_article import OpenArticle

    watch, chance, pressed = Watch(monkeypatch, OpenArticle), random.Random(seed), list[str]()
    async with running("1") as program:
        await program.press("left", "l", "A", "enter")  # a name that stands there more than once
        assert len(watch.now) > 1
        for _ in range(100):
            editor = program.annotating.editor
            takes = editor.occurrences is not None or editor.editing is not None
            key = "enter" if takes and chance.random() < 0.5 else chance.choice(KEYS)
            pressed.append(key)
            await program.press(key)
            spans = editor.session.layer.spans
            assert spans == watch.now, pressed
            counts = {label: count for label, count in editor.counts.items() if count}
            assert sum(counts.values()) == len(spans), pressed
        await program.press("escape", "escape", "escape")
        await program.until_saved()
        article = program.annotating.article.id
    with Project.open(path) as project:
        assert project.layers.get(article, "huda").spans == watch.now
    async with running("1") as program:  # a later run takes back all of it, step by step
        for before in reversed(watch.past):
            await program.press("u")
            assert program.annotating.editor.session.layer.spans == before
        await program.until_saved()
        await program.press("u")
        assert "Nothing is left to undo." in program.status
    with checked(path) as there:
        assert list(there.faults()) == []
