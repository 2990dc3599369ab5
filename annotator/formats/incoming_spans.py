"""The spans of one article that is imported: checked, and counted where they can't be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from annotator.errors import InputError
from annotator.model import IncomingSpan, Loss

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class SpanCollector:
    """Collects the spans that a file has for one article, and counts what is not read.

    `to_code_points` converts an offset of the file to code points, and raises ValueError for one that can't be converted.
    Without it offsets are in code points already.
    """

    def __init__(
        self, text: str, path: Path, line: int | None, to_code_points: Callable[[int], int] | None = None
    ) -> None:
        self._length = len(text)
        self._path = path
        self._line = line
        self._convert = to_code_points
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
            self._lost[what] += count

    def add(self, name: str, start: object, end: object, label: object, **more: Any) -> IncomingSpan | None:
        """Add a span and return it, None for an empty one, which is counted as lost. `name` names the span in messages.

        Raises InputError for a span that is not in the text or has no label.
        """
        if not isinstance(label, str) or not label:
            raise self.bad(f"{name} has no label; give it one, or remove it")
        first, last = self._offset(name, "start", start), self._offset(name, "end", end)
        if first == last:
            self.lose(Loss.EMPTY.value)
            return None
        if first > last:
            raise self.bad(f"{name} ends before it starts, at [{start}, {end}); mend or remove it")
        span = IncomingSpan(start=first, end=last, label=label, **more)
        self._spans.append(span)
        return span

    def bad(self, reason: str) -> InputError:
        """Return an error about this record."""
        return InputError(reason, self._path, self._line)

    def _offset(self, name: str, which: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.bad(f"{name} has no {which} that is a whole number; mend or remove it")
        try:
            return self._convert(value) if self._convert else self._within(value)
        except ValueError as error:
            raise self.bad(f"the {which} of {name}, {error}; mend or remove it") from error

    def _within(self, offset: int) -> int:
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside the text, which has {self._length} characters")
        return offset
