"""What lies over a glyph: spans, selection, match, what is lit, caret. Decides what is seen where spans meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.tui.editor import NONE_LIT, Tones

if TYPE_CHECKING:
    from annotator.model import Span
    from annotator.text.layout import Glyph, Row
    from annotator.text.navigation import Range


class Look(NamedTuple):
    """Everything a glyph's style depends on. `depth` is how many spans lie over it, `label` the one that is seen.

    `second`: the label that is shown by an underline, where another one has the same range or crosses the one that is seen.
    `quiet`, `loud`, `rejected` and `waiting`: as `Tones` has it for that one.
    """

    label: str | None
    depth: int
    current: bool
    quiet: bool
    loud: bool
    target: bool
    selected: bool
    found: bool
    lit: bool
    caret: bool
    rejected: bool = False
    second: str | None = None
    waiting: bool = False


BARE = Look(None, 0, False, False, False, False, False, False, False, False)
"""How a glyph looks that nothing lies over."""


class Cover(NamedTuple):
    """What is to be seen on one row. `spans` are those that touch it; offsets are the article's."""

    spans: list[Span]
    current: str | None
    caret: int
    target: Range | None
    selected: bool
    matches: list[Range]
    tones: Tones = Tones()
    lit: list[Range] = NONE_LIT

    def looks(self, row: Row) -> dict[int, Look]:
        """Return how the glyphs of a row look, by their index. Those that nothing lies over look `BARE` and are left out."""
        ranges = [(span.start, span.end) for span in self.spans] + self.matches
        ranges += [(self.caret, self.caret + 1), self.target or (0, 0)]
        touched, lit = _places(row, ranges), _places(row, self.lit)
        return {place: self.look(row.glyphs[place], lit=place in lit) for place in touched | lit}

    def look(self, glyph: Glyph, *, lit: bool = False) -> Look:
        """Return how a glyph looks; `lit` says whether it is.

        Loud spans hide the others, quiet ones are hidden by them, and rejected ones by all. Of nested spans the inner one is seen. Where
        spans cross or have the same range, the current one is, else the first, and another one of them by an underline.
        """
        start, end = glyph.start, glyph.end
        over = [span for span in self.spans if span.start < end and start < span.end]
        seen: Span | None = None
        second: str | None = None
        if len(over) == 1:
            seen = over[0]
        elif over:
            seen, *others = self._innermost(over)
            stands = [one for one in over if one.id not in self.tones.rejected]
            others += [one for one in stands if (one.start, one.end) == (seen.start, seen.end)]
            second = next((span.label for span in others if span.label != seen.label), None)
        in_target = self.target is not None and self.target[0] < end and start < self.target[1]
        return Look(
            label=seen.label if seen else None,
            depth=len(over) - sum(span.id in self.tones.rejected for span in over),
            current=seen is not None and (seen.id == self.current or seen.id in self.tones.loud),
            quiet=seen is not None and seen.id in self.tones.quiet,
            loud=seen is not None and seen.id in self.tones.loud,
            target=in_target and not self.selected,
            selected=in_target and self.selected,
            found=any(first < end and start < stop for first, stop in self.matches),
            lit=lit,
            caret=start <= self.caret < end,
            rejected=seen is not None and seen.id in self.tones.rejected,
            second=second,
            waiting=seen is not None and seen.id in self.tones.waiting,
        )

    def _innermost(self, over: list[Span]) -> list[Span]:
        """Return the innermost of the spans that are not hidden, the current one first, else as they start, longest first."""
        inner = _innermost(self._not_hidden(over))
        return sorted(inner, key=lambda span: span.id != self.current)

    def _not_hidden(self, over: list[Span]) -> list[Span]:
        """Return the spans that are not hidden by louder ones."""
        loud, quiet, rejected, _ = self.tones
        if not loud and not quiet and not rejected:
            return over
        stands = [span for span in over if span.id not in rejected]
        return (
            [span for span in stands if span.id in loud]
            or [span for span in stands if span.id not in quiet]
            or stands
            or [span for span in over if span.id in loud]
            or over
        )


def _places(row: Row, ranges: list[Range]) -> set[int]:
    """Return the indexes of the glyphs of a row that ranges touch."""
    places = row.places
    return {
        places[offset]
        for first, last in ranges
        for offset in range(max(first, row.start), min(last, row.end))
        if offset in places
    }


def _innermost(over: list[Span]) -> list[Span]:
    """Return the spans, which come in the order of their starts, that have no shorter one within."""
    found: list[Span] = []
    nearest: tuple[int, int] | None = None  # the range that ends first of those that start later, or here
    for span in sorted(over, key=lambda span: (span.start, -span.end), reverse=True):
        if nearest is None or span.end < nearest[1] or (span.start, span.end) == nearest:
            nearest = (span.start, span.end)
            found.append(span)
    kept = {span.id for span in found}
    return [span for span in over if span.id in kept]
