"""What every check takes and gives."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from annotator.model import Finding, LintAction, Mark, Proposal, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import LintKind

MANY = 9, 10
"""Nine in ten: from this share on, what a layer does with a name or a label is a rule, and the rest is told."""


class MarkedText(Struct, frozen=True, kw_only=True, gc=False):
    """An article with the marks of one layer, by start, then longest first."""

    article: str
    number: int
    text: str
    marks: tuple[Mark, ...]


def finding(
    kind: LintKind, article: MarkedText, mark: Mark, message: str, proposal: Proposal | None = None
) -> Finding:
    """Return what was found of a mark, or of a range that could be one."""
    start, end, label = mark
    return Finding(
        kind=kind,
        article=article.article,
        number=article.number,
        start=start,
        end=end,
        label=label,
        text=article.text[start:end],
        message=message,
        proposal=proposal,
    )


def proposal(article: MarkedText, action: LintAction, mark: Mark) -> Proposal:
    """Return the proposal that does `action` with a mark."""
    start, end, label = mark
    return Proposal(action=action, start=start, end=end, label=label, text=article.text[start:end])


class Proposals:
    """Makes the proposals for one article: a mark that is there already can't be made once more."""

    def __init__(self, article: MarkedText) -> None:
        self._article = article
        self._there = frozenset(article.marks)

    def change(self, mark: Mark, after: Mark) -> Proposal | None:
        """Return the proposal to make one mark of another; to remove it where the other is there; None for an empty range."""
        if after[0] >= after[1] or after == mark:
            return None
        if after in self._there:
            return self.remove(mark)
        return proposal(self._article, LintAction.CHANGE, after)

    def remove(self, mark: Mark) -> Proposal:
        """Return the proposal to remove a mark."""
        return proposal(self._article, LintAction.REMOVE, mark)

    def mark(self, mark: Mark) -> Proposal:
        """Return the proposal to make a mark."""
        return proposal(self._article, LintAction.MARK, mark)


class Covered:
    """The characters of an article that some mark covers."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end, _ in marks:  # by start
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        """Return whether a mark shares a character with ``[start, end)``."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start
