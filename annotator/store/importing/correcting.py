"""Correcting the text of an article: its spans move with their characters, and the former text and all histories are kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import ChangeError
from annotator.model import (
    Corrected,
    CorrectedLayer,
    CorrectedSpan,
    Edit,
    ImportReport,
    Move,
    Operation,
    now,
)
from annotator.store import articles, operations, spans
from annotator.store.former_texts import former_text, replace_text
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.correcting_gold import CorrectingGold
from annotator.store.importing.correcting_notes import CorrectingNotes
from annotator.store.importing.going_back import Return, spans_then, way_back
from annotator.text.correction import Correction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Article, Mark, Span
    from annotator.store.file.connection import Connection
    from annotator.store.importing.going_back import WayBack

_LAYERS = """
    SELECT DISTINCT annotator.number, name FROM operation JOIN annotator ON annotator.number = annotator
    WHERE article = ? ORDER BY name
"""
_LATEST = "SELECT at FROM operation WHERE article = ? AND annotator = ? ORDER BY number DESC LIMIT 1"
_DONE = "SELECT name FROM work JOIN annotator ON annotator.number = annotator WHERE article = ? AND status = 'done' ORDER BY name"


def correct(connection: Connection, number: int, text: str) -> Corrected:
    """Replace the text of an article by a corrected one, inside a transaction; return what that did.

    Each span moves with its characters, as `Correction.moved` says, or is removed. Where the text is one that the article had
    before, spans that were not changed since are again what they were then, and those that fell away come back; with a text that it
    had several times, as they were the last time. Raises `UnfitError` if another article has the text.
    """
    article = articles.by_number(connection, number)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    other = articles.with_text(connection, sha256)
    if other is not None:
        raise UnfitError(f"the corrected text is that of the article {other}; leave it out.")
    way = way_back(connection, article, number, sha256)
    correction = Correction(article.text, text) if way is None else way.correction
    layers = [
        _Layer(connection, article, number, person, name, correction, way)
        for person, name in connection.rows(_LAYERS, [number])
    ]
    gold = CorrectingGold(connection, article, number, correction, way)
    notes = CorrectingNotes(connection, article, number, correction, way)
    parts: list[_Layer | CorrectingGold] = [*layers, gold]
    for one in parts:  # while the history is that of the former text
        one.take_out()
    replace_text(connection, number, text)
    for one in parts:
        one.put_in()
    notes.move()
    return Corrected(
        article=article.id,
        removed=len(article.text) - correction.kept,
        added=len(text) - correction.kept,
        layers=tuple(layer.report() for layer in layers if layer.has_spans),
        gold=gold.report(),
        notes=notes.report(),
        back=way is not None,
        done=tuple(name for (name,) in connection.rows(_DONE, [number])),
    )


def undo(connection: Connection, ids: Sequence[str], *, keep: bool = True) -> ImportReport:
    """Give articles the texts that they had before they were last corrected, in one transaction.

    Without `keep` nothing is stored. Raises as `Imports.undo_updates` does.
    """
    corrected = []
    with connection.writing(keep=keep):
        for id_ in dict.fromkeys(ids):
            number = articles.require_number(connection, id_)
            edition = articles.edition(connection, number)
            text = former_text(connection, number, edition - 1)
            if text is None:
                what = "is lost" if edition else "was not corrected"
                raise ChangeError(
                    f"The {'former ' if edition else ''}text of {id_} {what}, so there is none to go back to."
                )
            try:
                corrected.append(correct(connection, number, text))
            except UnfitError as error:
                raise ChangeError(f"{id_} can't go back to its former text: {error}") from error
    return ImportReport(added=0, skipped=0, refused=(), corrected=tuple(corrected))


class _Layer:
    """The layer of one person in one article, and what a correction makes of its spans.

    A span that comes to the range of another one of its label falls away.
    """

    def __init__(
        self,
        connection: Connection,
        article: Article,
        number: int,
        person: int,
        name: str,
        correction: Correction,
        way: WayBack | None,
    ) -> None:
        self._connection = connection
        self._article = article
        self._number = number
        self._person = person
        self._name = name
        self._correction = correction
        here = spans.of_layer(connection, number, person)
        if way is None:
            edits = [Edit(before=span, after=self._moved(span)) for span in here]
            found = Return(edits=tuple(edits), exact=frozenset())
        else:
            found = spans_then(connection, article, number, person, here, way)
        self._edits = self._without_twins(found)  # also of spans that stay as they are

    def _without_twins(self, found: Return) -> list[Edit]:
        """Return the edits; of two spans that come to one range and label, what the history says comes before what is moved."""

        def order(edit: Edit) -> tuple[bool, bool, tuple[int, int, str, str]]:
            span = edit.before or edit.after
            assert span is not None
            return edit.before is None, span.id not in found.exact, span.order

        marks: set[Mark] = set()
        edits = []
        for edit in sorted(found.edits, key=order):
            before, after = edit.before, edit.after
            if after is not None and (
                after.mark in marks or (before is None and spans.taken(self._connection, after.id))
            ):
                after = None
            if after is not None:
                marks.add(after.mark)
            if before is not None or after is not None:
                edits.append(Edit(before=before, after=after))
        return edits

    @property
    def has_spans(self) -> bool:
        """Whether the layer has any spans, or had them before the text was corrected."""
        return bool(self._edits)

    def _moved(self, span: Span) -> Span | None:
        found = self._correction.moved(span.start, span.end)
        return found and msgspec.structs.replace(span, start=found[0], end=found[1])

    def take_out(self) -> None:
        """Remove the spans that change, and append what happens to them to the history."""
        row = self._connection.row(_LATEST, [self._number, self._person])
        for edit in self._edits:
            if edit.before == edit.after:
                continue
            if edit.before is not None:
                spans.delete(self._connection, edit.before.id)
            operation = Operation(
                article=self._article.id,
                annotator=self._name,
                # not now: copies in which the same text is corrected have the same history afterwards
                when=datetime.fromisoformat(row[0]) if row else now(),
                move=Move.DO,
                edit=edit,
                correction=True,
            )
            operations.add_to_history(self._connection, self._number, self._person, operation)

    def put_in(self) -> None:
        """Add the spans that changed as they are in the corrected text."""
        for edit in self._edits:
            if edit.after is not None and edit.after != edit.before:
                spans.insert(self._connection, self._number, self._person, edit.after)

    def report(self) -> CorrectedLayer:
        """Return what happened to the spans."""
        stay = move = back = 0
        altered: list[CorrectedSpan] = []
        fallen: list[CorrectedSpan] = []
        for edit in self._edits:
            before, after = edit.before, edit.after
            if before is None:
                back += 1
                continue
            text = self._correction.old[before.start : before.end]
            now_text = None if after is None else self._correction.new[after.start : after.end]
            if after is None or now_text != text:
                one = CorrectedSpan(
                    start=before.start, end=before.end, label=before.label, text=text, now=now_text
                )
                (fallen if after is None else altered).append(one)
            elif (before.start, before.end) == (after.start, after.end):
                stay += 1
            else:
                move += 1
        return CorrectedLayer(
            annotator=self._name,
            stay=stay,
            move=move,
            back=back,
            altered=tuple(altered),
            fallen=tuple(fallen),
        )
