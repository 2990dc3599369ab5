"""Tagging an article in the open program, span by span, with the fewest keys that are found for each."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.events import Key

from annotator import config, labels
from annotator.model import Incoming
from annotator.project import Project
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.screens.keyed import deliver
from benchmarks.keystrokes.hand import COLUMNS, ROWS, Hand, Place
from benchmarks.keystrokes.search import fewest
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import LabelSchema
    from annotator.text.navigation import Range
    from annotator.tui.annotating.occurrences import Occurrences

_SPARED = 3
"""How many keys a span takes that is marked by itself, at least: to see whether marking all occurrences spares any."""


class Mark(NamedTuple):
    """A span that is wanted."""

    start: int
    end: int
    label: str


class Tagged(NamedTuple):
    """A span, the keys that were pressed for it, and the other spans that they marked."""

    mark: Mark
    keys: tuple[str, ...]
    others: tuple[Mark, ...] = ()


class Desk:
    """The open program with one article."""

    def __init__(self, app: AnnotatorApp) -> None:
        assert isinstance(app.screen, AnnotateScreen)
        self.app, self.screen = app, app.screen
        self.editor = app.screen.editor

    def press(self, keys: Sequence[str]) -> None:
        """Press keys."""
        for key in keys:
            deliver(self.app, Key(key, key if len(key) == 1 else None))

    @property
    def place(self) -> Place:
        """Where the caret is, and which row is the first in sight."""
        return Place(self.editor.caret, self.screen.view.top)

    @property
    def marked(self) -> set[Mark]:
        """The spans that there are."""
        return {Mark(span.start, span.end, span.label) for span in self.editor.session.layer.spans}


def tagged(text: str, wanted: Sequence[Mark], schema: LabelSchema, *, new: bool) -> list[Tagged]:
    """Tag an article in the open program, and return which keys that took; `new`: with the keys that spare others.

    Raises AssertionError where the article does not have exactly the wanted spans then.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "annotator.db")
        with Project.create(path, schema) as project:
            add_articles(project, [Incoming(text=text, path=path, id="1", title="1")])
        return asyncio.run(_tagged(path, text, sorted(set(wanted)), new=new))


async def _tagged(path: Path, text: str, wanted: Sequence[Mark], *, new: bool) -> list[Tagged]:
    hand = Hand(text, new=new)
    with Project.open(path) as reader:
        pressed = {label.name: label.key for label in reader.schema.labels}
        settings = config.Settings(show_occurrences=new)
        app = AnnotatorApp(reader, "annotator", article="1", settings=settings)
        try:
            async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
                await pilot.pause()
                desk = Desk(app)
                try:
                    found = _all(desk, hand, wanted, pressed)
                finally:
                    while app.unsaved:
                        await pilot.pause(0.01)
                    await pilot.pause()
        finally:
            app.close()
    return found


def _all(desk: Desk, hand: Hand, wanted: Sequence[Mark], pressed: dict[str, str]) -> list[Tagged]:
    found = []
    for mark in wanted:
        if mark not in desk.marked:
            found.append(_one(desk, hand, mark, pressed[mark.label], set(wanted)))
    assert desk.marked == set(wanted), "other spans were marked than those that were wanted"
    return found


def _one(desk: Desk, hand: Hand, mark: Mark, label: str, wanted: set[Mark]) -> Tagged:
    """Tag one span, and the other occurrences of its text where that spares keys."""
    before = desk.marked
    way = fewest(hand, desk.place, (mark.start, mark.end))
    keys = (*way.select, label, *way.mend)
    desk.press(keys)
    assert desk.marked - before == {mark}, f"the keys {' '.join(keys)} did not mark {mark}"
    if hand.new:
        more = _others(desk, mark.label, wanted)
        keys += more
    return Tagged(mark, keys, tuple(sorted(desk.marked - before - {mark})))


def _others(desk: Desk, label: str, wanted: set[Mark]) -> tuple[str, ...]:
    """Mark the other occurrences, where fewer keys do that than they take one by one; return the keys."""
    shown: tuple[str, ...] = ()
    if desk.editor.occurrences is None:
        desk.press("A")
        shown = ("A",)
    occurrences = desk.editor.occurrences
    if occurrences is None:
        return ()
    keys = (*shown, *_dropping(occurrences, label, wanted), "enter")
    spared = sum(Mark(*range_, label) in wanted for range_ in occurrences.lit)
    if spared * _SPARED < len(keys):
        desk.press(["escape"])  # not counted: whoever sees no other occurrence does not press A
        if not shown:
            return ()
        return ()
    desk.press(keys[len(shown) :])
    return keys


def _dropping(occurrences: Occurrences, label: str, wanted: set[Mark]) -> tuple[str, ...]:
    """Return the keys that drop the occurrences that are not wanted: Tab goes to the next one, x drops it and goes on."""
    lit: list[Range] = list(occurrences.lit)
    first = next((number for number, one in enumerate(lit) if one[0] >= occurrences.name[0]), 0)
    keys: list[str] = []
    at = first - 1
    left = [one for one in [*lit[first:], *lit[:first]]]
    waiting: list[str] = ["tab"]
    del at
    for one in left:
        if Mark(*one, label) in wanted:
            waiting.append("tab")
        else:
            keys += [*waiting, "x"]
            waiting = []
    return tuple(keys)
