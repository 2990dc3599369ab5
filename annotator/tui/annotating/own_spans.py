"""The concordance of an annotator: the annotator's own spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Recorded
from annotator.tui.concordance.source import Revised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.editing import Session
    from annotator.model import Change, Mark, MarkedArticle, Standing
    from annotator.project import Project


class OwnSpans:
    """The spans of one annotator."""

    noun = ""
    left = "the same range has that label already, or the span was changed elsewhere meanwhile"

    def __init__(self, annotator: str) -> None:
        self._annotator = annotator

    def read(self, project: Project) -> Iterator[MarkedArticle]:
        """Yield the articles that have spans, with their spans."""
        return project.concordance.of_person(self._annotator)

    def standing(self, project: Project, articles: Sequence[int]) -> Standing:
        """Return how articles stand, by their numbers."""
        return project.concordance.standing(self._annotator, articles)

    def consequences(self, standing: Standing) -> str:
        """Return what a change means for articles that are done or settled."""
        parts = []
        if standing.done:
            parts.append(f"Articles among them that are done, and stay so: {standing.done:,}.")
        if standing.settled:
            parts.append(
                f"Articles that are settled, whose gold counts as changed then: {standing.settled:,}."
            )
        return " ".join(parts)

    def revise(
        self, project: Project, article: str, marks: Sequence[Mark], label: str | None
    ) -> Revised | None:
        """Return the change that gives spans of an article a label, or removes them where that is None."""
        from annotator.editing.many import revise

        operations = revise(self._session(project, article), marks, label)
        if not operations:
            return None
        changed = tuple(operation.edit.before.mark for operation in operations if operation.edit.before)
        return Revised(Recorded(operations=operations), changed)

    def undo(self, project: Project, change: Change) -> Change | None:
        """Return what takes back a change, or None where it is not the newest of its article any more."""
        assert isinstance(change, Recorded)
        session = self._session(project, change.article)
        edits = tuple(operation.edit for operation in change.operations)
        if session.newest() != edits:
            return None
        operations = session.undo()
        return Recorded(operations=operations) if len(operations) == len(edits) else None

    def _session(self, project: Project, article: str) -> Session:
        from annotator.editing import Session

        found, name = project.articles.get(article, self._annotator), self._annotator
        layer, history = project.layers.get(found.id, name), project.layers.history(found.id, name)
        return Session(found.id, name, len(found.text), layer, history, found.edition)
