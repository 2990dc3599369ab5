"""The marks of one layer in many articles, packed: 12 bytes a mark."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from annotator.model import LayerKind, Mark


class Made(NamedTuple):
    """How the gold of an article was made.

    `alone` is who alone marked it, "" where several did. `taken` counts the marks that were taken because all or most had them,
    `decided` those that each adjudicator decided.
    """

    alone: str = ""
    taken: int = 0
    decided: tuple[tuple[str, int], ...] = ()


class MarkTable:
    """The marks of a layer by the ids of articles, those with some `labels`. `name` is that of the layer or the file.

    `kind` is that of a layer, None for the gold and for a file. `made` says of gold how it was made. `has_nothing` says that a
    file has no span at all, whatever its label, `lacks` which parts of articles are in none of its rows, in code points, `unread`
    what else it has that was not read, with how many of each, `notes` in sentences how it was read.
    `others` counts the marks of each article that have other labels.
    """

    def __init__(
        self,
        name: str,
        kind: LayerKind | None = None,
        *,
        is_gold: bool = False,
        labels: Collection[str] | None = None,
    ) -> None:
        self.name = name
        self._wanted = labels
        self.kind = kind
        self.is_gold = is_gold
        self.made: dict[str, Made] = {}
        self.has_nothing = False
        self.lacks: dict[str, tuple[tuple[int, int], ...]] = {}
        self.unread: Counter[str] = Counter()
        self.notes: tuple[str, ...] = ()
        self.others: Counter[str] = Counter()
        self._labels: dict[str, int] = {}
        self._names: list[str] = []
        self._marks: dict[str, bytearray] = {}
        self._known: dict[Made, Made] = {}

    def add(self, article: str, marks: Iterable[Mark], made: Made | None = None) -> None:
        """Add an article, or further marks to one that is there, none of which it has yet; equal ones among them are kept once."""
        packed = array("i")
        there = set(marks)
        kept = [mark for mark in there if self._wanted is None or mark[2] in self._wanted]
        if len(kept) < len(there):
            self.others[article] += len(there) - len(kept)
        for start, end, label in kept:
            number = self._labels.setdefault(label, len(self._names))
            if number == len(self._names):
                self._names.append(label)
            packed.extend((start, end, number))
        self._marks.setdefault(article, bytearray()).extend(packed.tobytes())
        if made is not None:
            self.made[article] = self._known.setdefault(made, made)

    def marks(self, article: str) -> tuple[Mark, ...]:
        """Return the marks in an article, sorted; none where it is not there."""
        packed = array("i")
        packed.frombytes(self._marks.get(article, b""))
        names = self._names
        marks = ((packed[at], packed[at + 1], names[packed[at + 2]]) for at in range(0, len(packed), 3))
        return tuple(sorted(marks))

    def size(self, article: str) -> int:
        """Return how many marks an article has."""
        return len(self._marks.get(article, b"")) // (3 * array("i").itemsize)

    def __contains__(self, article: str) -> bool:
        return article in self._marks

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    def sources(self, articles: Iterable[str]) -> tuple[int, Counter[str]]:
        """Return of these articles how many marks were taken as all or most had them, and how many each adjudicator decided."""
        taken, decided = 0, Counter[str]()
        for article in articles:
            made = self.made.get(article)
            if made is not None:
                taken += made.taken
                decided.update(dict(made.decided))
        return taken, decided
