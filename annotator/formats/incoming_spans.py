"""The spans of one article that is imported: checked, and counted where they can't be read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from operator import eq
from typing import TYPE_CHECKING, Any

from annotator import limits
from annotator.errors import InputError
from annotator.model import IncomingSpan, Loss
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_EMPTY: tuple[object, ...] = (None, "", [], {})
_ROOM = 1_000
_TOLD = 100
"""How many kinds of things that are not read are told of one article."""
_NAME = 40
"""How many characters of a field's name are told."""


def score_of(value: object) -> str | None:
    """Return a score of a file as text, None for a value that is no number."""
    if isinstance(value, str):
        return value if _NUMBER.fullmatch(value) else None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def other_tokens(text: str, ranges: Iterable[tuple[int, int]], cuts: Collection[int] = ()) -> int:
    """Return how many tokens of a file are not tokens of the text by our own rules, with cuts at the offsets `cuts`.

    Ranges are in code points. White space is no token and does not count.
    """
    from annotator.text.segment import tokens

    blanks = _blanks(text)
    left = {(start, end) for start, end in ranges if start < _before_blanks(end, blanks)}
    for token in tokens(text, cuts) if left else ():
        left.discard(token)
        if not left:
            break
    return len(left)


def other_sentence_ends(text: str, ends: Collection[int]) -> int:
    """Return how many sentence ends of a file, in code points, are not ends of sentences of the text by our own rules.

    White space around an end does not count, nor does the end of the text.
    """
    from annotator.text.segment import text_sentences

    if not ends:
        return 0
    blanks = _blanks(text)
    left = {_before_blanks(end, blanks) for end in ends} - {0, _before_blanks(len(text), blanks)}
    for _, end in text_sentences(text):
        left.discard(_before_blanks(end, blanks))
    return len(left)


def _blanks(text: str) -> list[tuple[int, int]]:
    """Return the ranges of all white space in a text, in order."""
    return [found.span() for found in re.finditer(r"\s+", text)]


def _before_blanks(end: int, blanks: Sequence[tuple[int, int]]) -> int:
    """Return the offset `end` without the white space before it; `blanks` are the ranges of all white space, in order."""
    before = bisect_left(blanks, (end, 0)) - 1
    return blanks[before][0] if before >= 0 and end <= blanks[before][1] else end


def surface_at(text: str, start: int, end: int, surface: object) -> str:
    """Return the text at ``[start, end)``, cut where it is more than `_ROOM` characters longer than `surface`.

    It is compared with that, and many spans over a large text, each with a short text of its own, must take no time.
    """
    room = len(surface) + _ROOM if isinstance(surface, str) else _NAME
    return text[start : min(end, start + room)]


class SpanCollector:
    """Collects the spans that a file has for one article, and counts what is not read.

    `to_code_points` converts an offset of the file to code points, and raises ValueError for one that can't be converted.
    Without it offsets are in code points already.
    """

    def __init__(
        self, text: str, path: Path, line: int | None, to_code_points: Callable[[int], int] | None = None
    ) -> None:
        self.text = text
        self._path = path
        self._line = line
        self.convert = to_code_points
        self._spans: list[IncomingSpan] = []
        self._lost: Counter[str] = Counter()

    @property
    def spans(self) -> tuple[IncomingSpan, ...]:
        """The spans that were added."""
        return tuple(self._spans)

    @property
    def lost(self) -> dict[str, int]:
        """How many things were not read, by their names in messages."""
        return dict(self._lost)

    def lose(self, what: str, count: int = 1) -> None:
        """Count something that is not read; `what` is its name in messages."""
        if count:
            is_known = what in self._lost or len(self._lost) < _TOLD
            self._lost[what if is_known else "other things"] += count

    def lose_fields(self, given: Mapping[str, object], known: Collection[str], of: str) -> None:
        """Count each field that is not `known` and is not empty; `of` says what has it, in the plural."""
        for name, value in given.items():
            if name not in known and value not in _EMPTY:
                self.lose(f"fields {plain(name[:_NAME])!r} of {of}")

    def add(
        self,
        name: str,
        start: object,
        end: object,
        label: object,
        *,
        surface: object = None,
        same: Callable[[str, str], bool] = eq,
        **more: Any,
    ) -> IncomingSpan | None:
        """Add a span and return it, None for an empty one, which is counted as lost. `name` names the span in messages.

        `surface` is the span's own text, None where the file does not have it; `same` compares it with the text at the offsets.
        Raises InputError for a span that is not in the text, has no label, or has another text than the article there.
        """
        if not isinstance(label, str) or not label:
            raise self.bad(f"{name} has no label; give it one, or remove it")
        first, last = self._offset(name, "start", start), self._offset(name, "end", end)
        if first == last:
            self.lose(Loss.EMPTY.value)
            return None
        if first > last:
            raise self.bad(f"{name} ends before it starts, at [{start}, {end}); mend or remove it")
        if len(self._spans) == limits.SPANS.most:
            raise self.bad(f"has more than {limits.SPANS.most:,} spans; split the article")
        span = IncomingSpan(start=first, end=last, label=label, **more)
        if surface is not None:
            there = surface_at(self.text, first, last, surface)
            if not (isinstance(surface, str) and same(surface, there)):
                raise self.bad(
                    f"{name} has the text {_short(surface)}, and the article has {_short(there)} there; "
                    "mend its start and end, or remove it"
                )
        self._spans.append(span)
        return span

    def bad(self, reason: str) -> InputError:
        """Return an error about this record."""
        return InputError(reason, self._path, self._line)

    def _offset(self, name: str, which: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(f"{name} has no {which} that is a whole number; mend or remove it")
        try:
            return self.convert(value) if self.convert else self._within(value)
        except ValueError as error:
            raise self.bad(f"the {which} of {name}, {error}; mend or remove it") from error

    def _within(self, offset: int) -> int:
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} is outside the text, which has {len(self.text)} characters")
        return offset


def _short(text: object) -> str:
    shown = plain(str(text))
    return repr(shown if len(shown) <= _NAME else f"{shown[: _NAME - 1]}…")
