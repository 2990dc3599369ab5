"""Occurrences of a name that are lit in the article: all of them are marked by one key, or lose their label by one."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import Edit, Span
from annotator.text import names, navigation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.editing import Session
    from annotator.text.names import NamesIn, Place
    from annotator.text.navigation import Caret, Range

MOST = 2_000
"""How many other occurrences are shown at once."""
MOST_WORDS = 100
"""How many words a name may have."""


class Standing(NamedTuple):
    """Where the annotator was before the occurrences were shown, as the editor has it."""

    caret: Caret
    chosen: str | None
    keeps_target: bool
    selecting: bool


class Found(NamedTuple):
    """What is found of a name: what is to be lit, sorted and apart; the spans that would lose their label; how many others have it."""

    lit: list[Range]
    spans: tuple[Span, ...]
    left: int


class Occurrences(NamedTuple):
    """The occurrences of the name at `name` that are lit: those found, without those dropped.

    `label`: what they are to get, or to lose; empty where a label's key is to say it. `removed`: the span whose label is taken
    away, None where occurrences are to be marked. `pronouns`: whether those before pronouns are among them, `hidden`: how many more that
    would be. `by_itself`: whether they were shown because a tag was made.
    """

    name: Range
    label: str
    removed: Span | None
    found: Found
    lit: list[Range]
    dropped: frozenset[Range]
    pronouns: bool
    hidden: int
    by_itself: bool
    standing: Standing

    def without(self, dropped: Range) -> Occurrences:
        """Return them without one more."""
        lit = [range_ for range_ in self.lit if range_ != dropped]
        return self._replace(lit=lit, dropped=self.dropped | {dropped})

    def at(self, caret: Caret) -> int | None:
        """Return the index of the lit one that is selected; None where none is."""
        index = bisect_left(self.lit, (caret.start + 1,)) - 1
        is_there = caret.anchor is not None and index >= 0 and caret.start < self.lit[index][1]
        return index if is_there else None

    def beside(self, caret: Caret, by: int) -> Range:
        """Return the next (1) or previous (-1) lit one, after the last one the first."""
        index = self.at(caret)
        if index is None:
            following = bisect_left(self.lit, (caret.start if caret.anchor is None else caret.start + 1,))
            index = following - 1 if by > 0 else following
        return self.lit[(index + by) % len(self.lit)]

    def told(self, caret: Caret) -> str:
        """Return what is lit and which keys are for it, for the status line."""
        count, index = len(self.lit), self.at(caret)
        if self.removed is not None:
            what = _counted(count, f"{self.label} span")
            keys = "Enter removes all, Tab goes through, x keeps this one, Esc leaves"
        else:
            left = self.found.left
            what = f"{count:,} more" + (
                f", {left:,} {'has' if left == 1 else 'have'} the label" if left else ""
            )
            takes = "Enter takes all" if self.label else "a label's key takes this and all"
            keys = f"{takes}, Tab goes through, x drops this one, Esc leaves"
        place = "" if index is None else f"{index + 1:,} of "
        hidden = f", {self.hidden:,} before pronouns (p)" if self.hidden else ""
        return f"{place}{what}{hidden}: {keys}"

    def removals(self) -> list[Edit]:
        """Return what removes the spans that are lit."""
        return [
            Edit(before=span, after=None)
            for span in self.found.spans
            if navigation.overlapping(self.lit, *_range(span))
        ]

    @property
    def to_tag(self) -> list[Range]:
        """What a label's key marks: what is lit, and the name itself where it has no label yet."""
        return self.lit if self.label else sorted([*self.lit, self.name])


def additions(ranges: Iterable[Range], label: str, session: Session) -> list[Edit]:
    """Return what marks ranges with a label, but for those that overlap a span of it."""
    return [
        Edit(before=None, after=Span.new(start, end, label, session.annotator))
        for start, end in ranges
        if not _is_marked(session, start, end, label)
    ]


def refusal(name: str) -> str:
    """Return why a name is not looked for; empty where it is."""
    words = names.words(name)
    if not words:
        return "There is no letter in it, so it is not looked for."
    if len(words) > MOST_WORDS:
        return f"It has {len(words):,} words; a name that is looked for has at most {MOST_WORDS}."
    return ""


def refusal_to_mark(name: str, article: NamesIn) -> str:
    """Return why the other places of a name are not lit in an article to be marked; empty where they are."""
    words = names.words(name)
    if len(words) == 1 and len(words[0]) == 1:
        return "It has one letter, so it is not looked for: select a longer name."
    others = article.count(name) - 1
    if others > MOST:
        return f"It stands in {others:,} places more; at most {MOST:,} are shown. Select a longer name."
    return ""


def to_mark(places: Iterable[Place], name: Range, session: Session, label: str) -> Found:
    """Return the other places of a name that overlap neither a span of the label nor one another, the first ones of these."""
    lit: list[Range] = []
    left, last = 0, 0
    for start, end, _, _ in places:
        if start < name[1] and name[0] < end:
            continue
        if label and _is_marked(session, start, end, label):
            left += 1
        elif start >= last:
            lit.append((start, end))
            last = end
    return Found(lit, (), left)


def to_remove(places: Iterable[Place], span: Span, session: Session) -> Found:
    """Return the spans of a span's label that stand on its name, with or without the clitics and the pronoun around it."""
    spans = {span.id: span}
    for start, end, first, last in places:
        for one in session.spans_in(start, end):
            if one.label == span.label and first <= one.start <= start and end <= one.end <= last:
                spans[one.id] = one
    ordered = sorted(spans.values(), key=lambda one: one.order)
    return Found(navigation.joined(map(_range, ordered)), tuple(ordered), 0)


def _is_marked(session: Session, start: int, end: int, label: str) -> bool:
    return any(span.label == label for span in session.spans_in(start, end))


def _range(span: Span) -> Range:
    return span.start, span.end


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
