"""Taking what lint proposes in articles that are not open, and taking that back; without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.editing import Session
from annotator.errors import StaleSpanError
from annotator.model import LintAction, Recorded

if TYPE_CHECKING:
    from annotator.model import Finding, Operation
    from annotator.project import Project

_GONE = "The span is not there any more, or not as it was", "The list is read anew."


class ProposalTaker:
    """Changes the layer of one annotator. The sessions are kept until `forget`, as long as the project can't tell what was changed."""

    def __init__(self, reader: Project, annotator: str) -> None:
        self._reader = reader
        self._annotator = annotator
        self._sessions: dict[str, Session] = {}
        self.taken: list[Recorded] = []
        """What was changed here and not taken back, oldest first."""

    def is_of(self, article: str) -> bool:
        """Return whether an article was changed here since `forget`."""
        return article in self._sessions

    def forget(self) -> None:
        """Read articles anew from now on: all is saved, or was refused."""
        self._sessions.clear()

    def take(self, finding: Finding) -> Recorded:
        """Do what a finding proposes, as one step. Raises `StaleSpanError` where the layer is another one by now, `AnnotatorError`."""
        after = finding.proposal
        assert after is not None
        session = self._session(finding.article, finding)
        if after.action is LintAction.MARK:
            done = session.add(after.start, after.end, after.label)
        else:
            span = session.find(finding.start, finding.end, finding.label)
            if span is None:
                raise StaleSpanError(*_GONE)
            done = (
                session.remove(span)
                if after.action is LintAction.REMOVE
                else session.change(span, start=after.start, end=after.end, label=after.label)
            )
        return self._keep(session, done)

    def take_back(self) -> Recorded | None:
        """Undo what was taken last; None where the article was changed since. Raises `AnnotatorError`."""
        change = self.taken.pop()
        session = self._session(change.article)
        if session.newest() != tuple(operation.edit for operation in change.operations):
            return None
        done = session.undo()
        self._sessions[change.article] = session
        return Recorded(operations=done) if done else None

    def _keep(self, session: Session, done: tuple[Operation, ...]) -> Recorded:
        change = Recorded(operations=done)
        self._sessions[session.article] = session
        self.taken.append(change)
        return change

    def _session(self, id_: str, finding: Finding | None = None) -> Session:
        """Return the session of an article, read where it is not changed yet."""
        known = self._sessions.get(id_)
        if known is not None:
            return known
        self._reader.refresh()
        article = self._reader.articles.get(id_, self._annotator)
        if finding is not None and article.text[finding.start : finding.end] != finding.text:
            raise StaleSpanError("The text was corrected after it was looked at", "The list is read anew.")
        layer = self._reader.layers.get(id_, self._annotator)
        history = self._reader.layers.history(id_, self._annotator)
        return Session(id_, self._annotator, len(article.text), layer, history, article.edition)
