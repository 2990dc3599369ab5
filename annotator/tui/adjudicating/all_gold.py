"""The concordance of an adjudicator: all gold that decisions gave so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Decided
from annotator.tui.concordance.source import Revised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.adjudication import Adjudication, Policy
    from annotator.model import Change, Mark, MarkedArticle, Standing
    from annotator.project import Project


class AllGold:
    """The gold spans of all decisions, in articles that are settled and in those that are not yet."""

    noun = "gold "
    left = "in gold with that label already, changed elsewhere meanwhile, or stale, which is to be decided in its article"

    def __init__(self, adjudicator: str, policy: Policy) -> None:
        self._adjudicator = adjudicator
        self._policy = policy

    def read(self, project: Project) -> Iterator[MarkedArticle]:
        """Yield the articles that have spans, with their spans."""
        return project.concordance.of_gold()

    def standing(self, project: Project, articles: Sequence[int]) -> Standing:
        """Return how articles stand, by their numbers."""
        return project.concordance.standing(self._adjudicator, articles)

    def consequences(self, standing: Standing) -> str:
        """Return what a change means for articles that are settled."""
        if not standing.settled:
            return ""
        return f"Articles among them that are settled, and are open then until they are settled again: {standing.settled:,}."

    def revise(
        self, project: Project, article: str, marks: Sequence[Mark], label: str | None
    ) -> Revised | None:
        """Return the change that gives gold spans of an article a label, or takes them out where that is None."""
        step = self._adjudication(project, article).revise(set(marks), label)
        if step is None:
            return None
        before = {span.mark for edit in step.edits if edit.before for span in edit.before.spans}
        after = {span.mark for edit in step.edits if edit.after for span in edit.after.spans}
        return Revised(Decided(step=step), tuple(sorted(before - after)))

    def undo(self, project: Project, change: Change) -> Change | None:
        """Return what takes back a change, or None where it is not the newest of its article any more."""
        assert isinstance(change, Decided)
        adjudication = self._adjudication(project, change.article)
        if adjudication.newest() != change.step.edits:
            return None
        wanted = len(change.step.edits)
        step = adjudication.undo()
        return Decided(step=step) if step is not None and len(step.edits) == wanted else None

    def _adjudication(self, project: Project, article: str) -> Adjudication:
        from annotator.adjudication import Adjudication

        found = project.articles.get(article)
        layers = project.finished.layers(found.id)
        gold, steps = project.gold.get(found.id), project.gold.steps(found.id)
        return Adjudication(found, self._adjudicator, layers, gold, steps, self._policy)
