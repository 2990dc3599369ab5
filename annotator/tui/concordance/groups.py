"""Spans of many articles grouped by label and folded text, while they are being read; without a screen and without a database."""

from __future__ import annotations

import time
from array import array
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.text import fold
from annotator.tui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from annotator.model import MarkedArticle

SHOWN = 300
"""How many code points of a group's text are kept to be shown; what it is folded to is kept whole."""
_SLICE, _FIRST_SLICE = 0.03, 0.005
"""Seconds of reading after which what was found is handed over; the first of it sooner."""


class Key(NamedTuple):
    """What the spans of a group have in common. `raw`: the text as it is, only where nothing is left of it folded."""

    label: str
    folded: str
    raw: str = ""


class Found(NamedTuple):
    """Spans of a group: the text of the first one, and three numbers for the place of each."""

    text: str
    places: array[int]


class Batch(NamedTuple):
    """What was read of some articles. `last`: nothing follows."""

    found: dict[Key, Found]
    spans: int
    articles: int
    last: bool


def key_of(label: str, text: str) -> Key:
    """Return the group of a span with this label and text."""
    folded = _folded(text)
    return Key(label, folded) if folded else Key(label, "", text)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return " ".join(fold.wide(text).split())


def batches(
    articles: Iterable[MarkedArticle],
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], object] = lambda _: None,
) -> Iterator[Batch]:
    """Yield the spans of articles, grouped, some at a time; the last batch says that it is.

    After each batch `pause` is called with about as many seconds as it took, to leave the processor to whoever shows it.
    """
    found: dict[Key, Found] = {}
    spans = count = 0
    began, most = clock(), _FIRST_SLICE
    for article in articles:
        text, number = article.text, article.number
        count += 1
        spans += len(article.marks)
        for start, end, label in article.marks:
            words = text[start:end]
            key = key_of(label, words)
            there = found.get(key)
            if there is None:
                found[key] = there = Found(words[:SHOWN], array("q"))
            there.places.extend((number, start, end))
        if clock() - began > most:
            yield Batch(found, spans, count, last=False)
            pause(_SLICE)
            found, spans, count, began, most = {}, 0, 0, clock(), _SLICE
    yield Batch(found, spans, count, last=True)


class Group:
    """The spans with one label and, folded, one text. `text`: that of the first one, `marked`: those that were marked to be changed."""

    __slots__ = ("_places", "key", "marked", "text")

    def __init__(self, key: Key, text: str) -> None:
        self.key = key
        self.text = text
        self.marked: set[Place] = set()
        self._places = array("q")

    @property
    def count(self) -> int:
        """How many spans it has."""
        return len(self._places) // 3

    def place(self, index: int) -> Place:
        """Return the place of the span with this index, in the order of reading."""
        return Place(*self._places[3 * index : 3 * index + 3])

    def places(self) -> Iterator[Place]:
        """Go through the places of its spans."""
        numbers = iter(self._places)
        return map(Place._make, zip(numbers, numbers, numbers, strict=True))

    def put(self, places: array[int]) -> None:
        """Add places."""
        self._places.extend(places)

    def take(self, places: Collection[Place]) -> None:
        """Remove places."""
        left = array("q")
        for place in self.places():
            if place not in places:
                left.extend(place)
        self._places = left
        self.marked.difference_update(places)


class Column(StrEnum):
    """What groups can be sorted by."""

    COUNT = "Count"
    LABEL = "Label"
    TEXT = "Text"


class Order(NamedTuple):
    """A column to sort by. Of counts the largest come first unless `reverse`; equal ones are in the order of their texts."""

    column: Column = Column.COUNT
    reverse: bool = False


class Groups:
    """All groups, of which more are found while they are read."""

    def __init__(self) -> None:
        self._groups: dict[Key, Group] = {}
        self.spans = 0
        self.articles = 0
        self.is_complete = False

    def __len__(self) -> int:
        return len(self._groups)

    def get(self, key: Key) -> Group | None:
        """Return the group with this key, or None."""
        return self._groups.get(key)

    def add(self, batch: Batch) -> None:
        """Add what was read."""
        for key, (text, places) in batch.found.items():
            self._made(key, text).put(places)
        self.spans += batch.spans
        self.articles += batch.articles
        self.is_complete = batch.last

    def _made(self, key: Key, text: str) -> Group:
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(key, text)
        return group

    def shown(self, words: str, order: Order) -> list[Group]:
        """Return the groups that have all of the words in their text or label, folded as the groups are, in an order."""
        groups = list(self._groups.values())
        for word in words.split():
            folded = _folded(word)
            if folded:
                groups = [
                    group
                    for group in groups
                    if folded in group.key.folded or folded in _folded(group.key.label)
                ]
            else:
                groups = [group for group in groups if word in group.text]
        return sorted(groups, key=_SORTING[order.column], reverse=order.reverse)

    def marked(self) -> list[Group]:
        """Return the groups in which spans are marked."""
        return [group for group in self._groups.values() if group.marked]

    def keep_marks(self, before: Groups) -> None:
        """Mark what was marked in the groups that these replace, as far as it is still there."""
        for old in before.marked():
            group = self._groups.get(old.key)
            if group is not None:
                group.marked = old.marked.intersection(group.places())

    def move(self, key: Key, places: Collection[Place], to: Key | None) -> None:
        """Move spans of a group to another one, which is made where there is none; None: they are gone."""
        group = self._groups.get(key)
        if group is None:
            return
        group.take(places)
        if to is None:
            self.spans -= len(places)
        else:
            self._made(to, group.text).put(_numbers(places))
        if not group.count:
            del self._groups[key]

    def bring_back(self, key: Key, text: str, places: Collection[Place]) -> None:
        """Add spans that were gone."""
        self._made(key, text).put(_numbers(places))
        self.spans += len(places)


def _numbers(places: Iterable[Place]) -> array[int]:
    return array("q", (number for place in sorted(places) for number in place))


def _by_count(group: Group) -> tuple[int, str, str, str]:
    return (-group.count, group.key.folded, group.text, group.key.label)


def _by_label(group: Group) -> tuple[str, int, str, str]:
    return (group.key.label, -group.count, group.key.folded, group.text)


def _by_text(group: Group) -> tuple[str, str, str]:
    return (group.key.folded, group.text, group.key.label)


_SORTING: dict[Column, Callable[[Group], tuple[Any, ...]]] = {
    Column.COUNT: _by_count,
    Column.LABEL: _by_label,
    Column.TEXT: _by_text,
}
