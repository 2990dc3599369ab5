"""Spans as a tag for each token: tagging schemes, and columns of tags where spans overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal, NamedTuple

from annotator.limits import COLUMNS
from annotator.model import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.model import RecordSpan


Scheme = Literal["iob2", "iobes", "bilou"]
"""A tagging scheme: IOB2, IOBES or BILOU."""

_BEGINS = frozenset("BSUW")
_ENDS = frozenset("ESLUW")
_LETTERS: dict[Scheme, tuple[str, str, str, str]] = {
    "iob2": ("B", "I", "I", "B"),
    "iobes": ("B", "I", "E", "S"),
    "bilou": ("B", "I", "L", "U"),
}
"""The letters for the first, a middle and the last token of a span, and for the only token of one."""


class Tag(NamedTuple):
    """A tag: its letter, and its label, which is empty after O."""

    letter: str
    label: str


class Run(NamedTuple):
    """A label on the tokens ``[first, last)`` of a sentence."""

    first: int
    last: int
    label: str


OUTSIDE = Tag("O", "")


def tag_letters(scheme: Scheme) -> tuple[str, ...]:
    """Return the letters of the tags of a scheme but O."""
    return tuple(dict.fromkeys(_LETTERS[scheme]))


def encode_tags(runs: Iterable[Run], tokens: int, scheme: Scheme) -> list[str]:
    """Return a tag for each of the `tokens` tokens of a sentence. The runs must not overlap."""
    tags = ["O"] * tokens
    first, middle, last, single = _LETTERS[scheme]
    for run in runs:
        for token in range(run.first, run.last):
            tags[token] = f"{middle}-{run.label}"
        tags[run.last - 1] = f"{last}-{run.label}"
        tags[run.first] = f"{single if run.last - run.first == 1 else first}-{run.label}"
    return tags


def decode_tags(tags: Sequence[Tag]) -> tuple[list[Run], list[int]]:
    """Return the runs of a column, and the tokens with an inner tag that continues no run.

    The letters of IOB1, IOB2, BIOES, BILOU, BMES and BMEWO are known. A token with such an inner tag begins a run, as in conlleval. In IOB1 that is how runs begin, in other schemes it is a mistake.
    """
    runs: list[Run] = []
    strays: list[int] = []
    start, label = -1, ""
    for token, tag in enumerate((*tags, OUTSIDE)):
        if start >= 0 and (tag.letter == "O" or tag.letter in _BEGINS or tag.label != label):
            runs.append(Run(start, token, label))
            start = -1
        if tag.letter == "O":
            continue
        if start < 0:
            if tag.letter not in _BEGINS:
                strays.append(token)
            start, label = token, tag.label
        if tag.letter in _ENDS:
            runs.append(Run(start, token + 1, label))
            start = -1
    return runs, strays


def is_not_iob1(tags: Sequence[Tag]) -> bool:
    """Return whether a column can't be IOB1, in which B- is used only between two touching spans with the same label."""
    before = OUTSIDE
    for tag in tags:
        if tag.letter not in "BIO" or (tag.letter == "B" and before.label != tag.label):
            return True
        before = tag
    return False


class TokenSpan(NamedTuple):
    """A span as the tokens ``[first, last)`` of a text; `moved` where its edges are not edges of these tokens."""

    first: int
    last: int
    span: RecordSpan
    moved: bool = False


def distinct_runs(spans: Iterable[TokenSpan]) -> dict[Run, TokenSpan]:
    """Return the runs of spans in their order, each with the span that it is written for: one that has just these tokens, else the first."""
    found: dict[Run, TokenSpan] = {}
    for one in spans:
        run = Run(one.first, one.last, one.span.label)
        if run not in found or (found[run].moved and not one.moved):
            found[run] = one
    return found


class _Column:
    """A column of tags: spans that don't overlap, sorted by their tokens."""

    def __init__(self) -> None:
        self.spans: list[TokenSpan] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def is_free(self, one: TokenSpan) -> bool:
        """Return whether no span shares a token with `one`."""
        return bisect_right(self._lasts, one.first) >= bisect_left(self._firsts, one.last)

    def at_edges(self, one: TokenSpan) -> Iterator[TokenSpan]:
        """Yield the first and the last of the spans that share a token with `one`; those between are inside it."""
        first, stop = bisect_right(self._lasts, one.first), bisect_left(self._firsts, one.last)
        if first < stop:
            yield from (self.spans[first], self.spans[stop - 1])

    def add(self, one: TokenSpan) -> None:
        at = bisect_left(self._firsts, one.first)
        self.spans.insert(at, one)
        self._firsts.insert(at, one.first)
        self._lasts.insert(at, one.last)


def assign_columns(
    spans: Sequence[TokenSpan], columns: int, *, innermost: bool = False
) -> tuple[list[list[TokenSpan]], list[tuple[TokenSpan, Loss]]]:
    """Assign spans to columns so that none overlap in a column; return the columns, and the spans without room with the reason.

    Long spans get the first columns, or short ones with `innermost`; of equally long ones the earlier in `spans`. With
    `columns` 0 there are as many as are needed, up to `COLUMNS` with two more for words and their numbers. Of spans with the same tokens and label one is kept, the others are in
    neither list.
    """
    filled = [_Column() for _ in range(columns)]
    most = columns or COLUMNS.most - 2
    without: list[tuple[TokenSpan, Loss]] = []
    kept = {id(one) for one in distinct_runs(spans).values()}
    sign = 1 if innermost else -1
    for one in sorted(
        (one for one in spans if id(one) in kept), key=lambda one: sign * (one.last - one.first)
    ):
        free = next((column for column in filled if column.is_free(one)), None)
        if free is None and len(filled) >= most:
            without.append(
                (one, _reason(one, [other for column in filled for other in column.at_edges(one)]))
            )
            continue
        if free is None:
            filled.append(free := _Column())
        free.add(one)
    return [column.spans for column in filled], without


def _reason(one: TokenSpan, others: Sequence[TokenSpan]) -> Loss:
    """Return why there was no room for a span; `others` are those at its edges, as any other in its way is inside it."""
    if any((other.first, other.last) == (one.first, one.last) for other in others):
        return Loss.SAME_RANGE
    if all(_contains(one, other) or _contains(other, one) for other in others):
        return Loss.NESTED
    return Loss.CROSSING


def _contains(outer: TokenSpan, inner: TokenSpan) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last
