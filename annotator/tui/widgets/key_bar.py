"""The line of keys at the bottom of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.style import Style

from annotator.tui.key_names import all_shown
from annotator.tui.keys import LABELS
from annotator.tui.paint import joined, text_strip
from annotator.tui.widgets.painted_lines import PaintedLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.strip import Strip

    from annotator.tui.keys import Key, KeyTable
    from annotator.tui.label_lookup import LabelLookup
    from annotator.tui.palette import Palette


class _Item(NamedTuple):
    """A key as it is shown, and the word for what it does."""

    key: str
    word: str

    @property
    def cells(self) -> int:
        """How many cells it takes, with the blanks around key and word."""
        return len(self.key) + len(self.word) + 3 if self.word else len(self.key) + 2


class KeyBar(PaintedLines):
    """The keys that have a word for the footer: at the right those that stay, help first, at the left as many of the others as fit.

    Of the others, those that are used least are left out first. Where those that stay don't fit, they are shown without
    their words.
    """

    def __init__(self, table: KeyTable[Any], palette: Palette, labels: LabelLookup | None = None) -> None:
        super().__init__(palette.base, id="keys")
        self.labels = labels
        self.table = table
        self.palette = palette

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new width."""
        self.draw(event.size.width)

    def draw(self, width: int) -> None:
        """Show the keys that fit into `width` cells."""
        base = self.palette.base
        staying = sorted(
            (entry for entry in self.table.entries if entry.stays),
            key=lambda entry: "question_mark" not in entry.keys,
        )
        stay = [_Item(_short(entry), entry.footer) for entry in staying]
        if _cells(stay) > width:
            stay = [_Item(item.key, "") for item in stay]
        if _cells(stay) > width:
            bare = " ".join(item.key for item in stay)
            self.show([text_strip(bare, width, base + Style(bold=True), rtl=False)], base)
            return
        left = self._fitting(width - _cells(stay), width // 2)
        strips = [joined(self._painted(left), width - _cells(stay), base), *self._painted(stay)]
        self.show([joined(strips, width, base)], base)

    def _fitting(self, room: int, most: int) -> list[_Item]:
        """Return the items that may be left out and fit into `room` cells, the most used first.

        Of the labels' keys as many are shown as fit into the rest of the room, in `most` cells at most. Where labels have no key,
        the key that lists them keeps its room, and comes before the first item that would take it.
        """
        items = self._others()
        kept = 0
        if LABELS in items and self.labels is not None and self.labels.has_keyless:
            kept = self._of_labels(0).cells
        order = list(items)
        left: list[_Item] = []
        while order:
            key = order.pop(0)
            if kept and LABELS in order and room >= kept > room - items[key].cells:
                order.remove(LABELS)
                key = LABELS
            item = self._of_labels(min(most, room)) if key == LABELS else items[key]
            if item.cells > room:
                break
            left.append(item)
            room -= item.cells
        return left

    def _others(self) -> dict[str, _Item]:
        """Return the items that may be left out by their first keys, the most used first."""
        found = {
            entry.keys[0]: _Item(_short(entry), entry.footer)
            for entry in self.table.entries
            if entry.footer and not entry.stays
        }
        if self.table.labels is not None and self.labels is not None:
            found[LABELS] = self._of_labels(0)
        named = [key for key in self.table.use if key in found]
        return {key: found[key] for key in (*named, *(key for key in found if key not in named))}

    def _of_labels(self, room: int) -> _Item:
        """Return the item of the labels' keys, as many of them as fit into `room` cells, at least one."""
        assert self.table.labels is not None
        assert self.labels is not None
        word = self.table.labels.footer
        return _Item(self.labels.shown(room - len(word) - 3), word)

    def _painted(self, items: Sequence[_Item]) -> list[Strip]:
        bold, quiet = self.palette.base + Style(bold=True), self.palette.quiet
        return [
            strip
            for key, word in items
            for strip in (
                text_strip(f" {key} ", len(key) + 2, bold, rtl=False),
                text_strip(f"{word} ", len(word) + 1 if word else 0, quiet, rtl=False),
            )
        ]


def _cells(items: Iterable[_Item]) -> int:
    return sum(item.cells for item in items)


def _short(entry: Key[Any]) -> str:
    """Return the first key of an entry, or all where they are a range."""
    return all_shown(entry.keys if len(entry.keys) > 2 else entry.keys[:1])
