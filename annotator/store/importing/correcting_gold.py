"""What correcting the text of an article does to its gold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import CorrectedGold, DecisionEdit, GoldStep, Move, Settled
from annotator.store import gold
from annotator.store.people import names_in_values
from annotator.store.replay import gold_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Article, Decision, Mark
    from annotator.store.file.connection import Connection
    from annotator.store.importing.going_back import WayBack
    from annotator.text.correction import Correction


class CorrectingGold:
    """The gold of one article, and what a correction of its text makes of it.

    A decision moves with all its spans and those that it was made from. If one of these falls away, or comes to the range of another
    one of its label, the decision falls away. The article is not settled any more, because it was another text that was settled.

    With a `way` back the text is one that the article had before: where nothing was decided since, the gold is again as it was.
    """

    def __init__(
        self,
        connection: Connection,
        article: Article,
        number: int,
        correction: Correction,
        way: WayBack | None,
    ) -> None:
        self._connection = connection
        self._article = article
        self._number = number
        self._move = correction.moved if way is None else way.moved
        self._here = gold.of_article(connection, number)
        self._steps = gold.steps_of(connection, article.id, number)
        self._settled: Settled | None = None
        since = [] if way is None else [step for step in self._steps if _is_since(step, way.edition)]
        if since and all(step.correction for step in since):
            self._edits = self._edits_back([step for step in self._steps if step not in since])
        else:
            self._edits = self._edits_on()

    def _edits_back(self, before: Sequence[GoldStep]) -> list[DecisionEdit]:
        then = gold_after(before)
        self._settled = then.settled
        there = {one.id: one for one in self._here.decisions}
        wanted = {one.id: one for one in then.decisions}
        return [
            DecisionEdit(before=there.get(id_), after=wanted.get(id_))
            for id_ in dict.fromkeys((*there, *wanted))
        ]

    def _edits_on(self) -> list[DecisionEdit]:
        marks: set[Mark] = set()
        sources: set[str] = set()
        edits = []
        for decision in self._here.decisions:
            after = self._moved(decision)
            if after is not None:
                own = [span.mark for span in after.spans]
                key = names_in_values.marks(after.sources)
                if len(set(own)) < len(own) or marks & set(own) or (after.sources and key in sources):
                    after = None
                else:
                    marks.update(own)
                    sources.add(key)
            edits.append(DecisionEdit(before=decision, after=after))
        return edits

    def _moved(self, decision: Decision) -> Decision | None:
        """Return the decision with its spans and sources in the corrected text, None if one of these falls away."""
        sources = []
        for source in decision.sources:
            found = self._move(source.start, source.end)
            if found is None:
                return None
            sources.append(msgspec.structs.replace(source, start=found[0], end=found[1]))
        spans = []
        for span in decision.spans:
            found = self._move(span.start, span.end)
            if found is None:
                return None
            spans.append(msgspec.structs.replace(span, start=found[0], end=found[1]))
        if len({(source.annotator, source.mark) for source in sources}) < len(sources):
            return None
        return msgspec.structs.replace(decision, sources=tuple(sources), spans=tuple(spans))

    def take_out(self) -> None:
        """Remove the decisions that change, and append the step to the history."""
        edits = tuple(edit for edit in self._edits if edit.before != edit.after)
        settled = self._here.settled
        if not edits and settled == self._settled:
            return
        named = self._settled or settled
        latest = self._steps[-1]
        gold.add_to_history(
            self._connection,
            self._number,
            GoldStep(
                article=self._article.id,
                adjudicator=latest.adjudicator if named is None else named.adjudicator,
                # not now: copies in which the same text is corrected have the same history afterwards
                when=latest.when if self._settled is None else self._settled.when,
                move=Move.DO,
                edits=edits,
                settled=(settled is not None, self._settled is not None),
                people=() if named is None else named.people,
                edition=self._article.edition,
                correction=True,
            ),
        )
        if settled is not None:
            self._connection.execute("DELETE FROM settled WHERE article = ?", [self._number])
        for edit in edits:
            if edit.before is not None:
                gold.delete(self._connection, edit.before)

    def put_in(self) -> None:
        """Add the decisions that changed as they are in the corrected text."""
        new = gold.NewDecisions(self._connection, self._number)
        for edit in self._edits:
            if edit.after is not None and edit.after != edit.before:
                new.insert(edit.after)
        if self._settled is not None and self._here.settled is None:
            gold.insert_settled(self._connection, self._number, self._settled)

    def report(self) -> CorrectedGold | None:
        """Return what happened to the gold, None if there is none."""
        if not self._edits and self._here.settled is None and self._settled is None:
            return None
        pairs = [(edit.before, edit.after) for edit in self._edits]
        return CorrectedGold(
            stay=sum(before is not None and before == after for before, after in pairs),
            move=sum(None not in (before, after) and before != after for before, after in pairs),
            fallen=sum(after is None for _, after in pairs),
            back=sum(before is None for before, _ in pairs),
            opened=self._here.settled is not None and self._settled is None,
        )


def _is_since(step: GoldStep, edition: int) -> bool:
    """Return whether a step came after the text of an edition was corrected, or with that."""
    return step.edition > edition or (step.edition == edition and step.correction)
