"""What a concordance is of, and how its spans are changed: one for each wing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import Change, Mark, MarkedArticle, Standing
    from annotator.project import Project


class Revised(NamedTuple):
    """A change of one article that is still to be saved, and which of the spans it changes, as they were before."""

    change: Change
    marks: tuple[Mark, ...]


class Source(Protocol):
    """The spans of a concordance. All methods but `consequences` are called in the thread of a reader; each may raise `AnnotatorError`."""

    noun: str
    """What the spans are, as in "12 gold spans"; without the last word."""
    left: str
    """Why spans may be left as they are, as in "3 spans left: ...\"."""

    def read(self, project: Project) -> Iterator[MarkedArticle]:
        """Yield the articles that have spans, with their spans."""

    def standing(self, project: Project, articles: Sequence[int]) -> Standing:
        """Return how articles stand, by their numbers."""

    def consequences(self, standing: Standing) -> str:
        """Return what a change means for articles that stand so; empty where it means nothing."""

    def revise(
        self, project: Project, article: str, marks: Sequence[Mark], label: str | None
    ) -> Revised | None:
        """Return the change that gives spans of an article a label, or removes them where that is None; None where it changes nothing."""

    def undo(self, project: Project, change: Change) -> Change | None:
        """Return what takes back a change, or None where it is not the newest of its article any more."""
