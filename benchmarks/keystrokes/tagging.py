"""Tagging an article in the open program, span by span, with the fewest keys that are found for each."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.events import Key

from annotator import config
from annotator.model import Incoming
from annotator.project import Project
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.screens.keyed import deliver
from benchmarks.keystrokes.hand import COLUMNS, ROWS, Hand, Place
from benchmarks.keystrokes.search import fewest
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from annotator.model import LabelSchema

_SPARED, _SPARED_GROWN = 3, 1
"""How many keys an occurrence spares at least that is marked with others: as it is wanted, and as a part of a longer span."""


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

    def text(self, mark: Mark) -> str:
        """Return the text of a span."""
        return self.editor.article.text[mark.start : mark.end]

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
    found = [
        _one(desk, hand, mark, pressed[mark.label], set(wanted)) for mark in wanted if mark not in desk.marked
    ]
    assert desk.marked == set(wanted), "other spans were marked than those that were wanted"
    return found


def _one(desk: Desk, hand: Hand, mark: Mark, label: str, wanted: set[Mark]) -> Tagged:
    """Tag one span, and the other occurrences of its text where that spares keys."""
    before = desk.marked
    hand.spans, hand.current = desk.editor.session, desk.editor.current
    others = {Mark(place.start, place.end, mark.label) for place in desk.editor.names.places(desk.text(mark))}
    grown = next((one for one in before - wanted if _grows_to(hand, one, mark)), None)
    way = fewest(
        hand,
        desk.place,
        (mark.start, mark.end),
        label,
        has_others=hand.new and bool(others & wanted - before - {mark}),
        grown=(grown.start, grown.end) if grown else None,
    )
    desk.press(way.keys)
    assert desk.marked == before - {grown} | {mark}, f"the keys {' '.join(way.keys)} did not mark {mark}"
    more = _others(desk, hand, mark.label, wanted) if hand.new else ()
    return Tagged(mark, way.keys + more, tuple(sorted(desk.marked - before - {mark})))


def _grows_to(hand: Hand, one: Mark, wanted: Mark) -> bool:
    """Return whether a span that is there is a part of a wanted one, and one edge is to be moved."""
    return (
        one.label == wanted.label
        and wanted.start <= one.start < one.end <= wanted.end
        and hand.mended((one.start, one.end), (wanted.start, wanted.end)) is not None
    )


def _others(desk: Desk, hand: Hand, label: str, wanted: set[Mark]) -> tuple[str, ...]:
    """Mark the other occurrences, where fewer keys do that than they take one by one; return the keys.

    One that is not wanted is dropped, unless it is a part of a span that is, which it can be grown to.
    """
    shown: tuple[str, ...] = ()
    if desk.editor.occurrences is None:
        shown = ("A",)
        desk.press(shown)
    occurrences = desk.editor.occurrences
    if occurrences is None:  # whoever sees that there is no other one does not ask for them
        return ()
    open_ = wanted - desk.marked
    lit = [Mark(*range_, label) for range_ in occurrences.lit]
    spared = {one: _SPARED for one in lit if one in open_}
    spared |= {
        one: _SPARED_GROWN
        for one in lit
        if one not in open_ and any(_grows_to(hand, one, mark) for mark in open_)
    }
    first = next((number for number, one in enumerate(lit) if one.start >= occurrences.name[0]), 0)
    keys = (*shown, *_dropping([*lit[first:], *lit[:first]], spared.keys()), "enter")
    if sum(spared.values()) < len(keys):
        desk.press(["escape"])  # not counted: the next key would leave them, too
        return ()
    desk.press(keys[len(shown) :])
    return keys


def _dropping(lit: list[Mark], kept: Collection[Mark]) -> Iterator[str]:
    """Yield the keys that drop those that are not kept: Tab goes to the first one and on, x drops one and goes on."""
    waiting = 1
    for one in lit:
        if one in kept:
            waiting += 1
        else:
            yield from ("tab",) * waiting
            yield "x"
            waiting = 0
