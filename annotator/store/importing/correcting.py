"""Correcting the text of an article: its spans move with their characters, and the former text and all histories are kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import UsageError
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
from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding
from annotator.store.former_texts import former_hashes, former_text
from annotator.store.importing.correcting_gold import CorrectingGold
from annotator.store.importing.records import UnfitError
from annotator.text.correction import Correction
from annotator.text.length import length_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Article, Mark, Span
    from annotator.store.file.connection import Connection

_ENTRIES = """
    SELECT before, after FROM operation
    WHERE article = ? AND annotator = ? AND edition = ? AND correction = ? ORDER BY number
"""
_LAYERS = """
    SELECT DISTINCT annotator.number, name FROM operation JOIN annotator ON annotator.number = annotator
    WHERE article = ? ORDER BY name
"""
_LATEST = "SELECT at FROM operation WHERE article = ? AND annotator = ? ORDER BY number DESC LIMIT 1"
_DONE = "SELECT name FROM work JOIN annotator ON annotator.number = annotator WHERE article = ? AND status = 'done' ORDER BY name"


def correct(connection: Connection, number: int, text: str) -> Corrected:
    """Replace the text of an article by a corrected one, inside a transaction; return what that did.

    Each span moves with its characters, as `Correction.moved` says, or is removed. Where the text is the one from before the last
    correction, spans that were not changed since are again what they were before it, and those that fell away come back. Raises
    `UnfitError` if another article has the text.
    """
    article = articles.by_number(connection, number)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if articles.has_text(connection, sha256):
        other, _ = articles.with_text(connection, sha256)
        raise UnfitError(f"the corrected text is that of the article {other}; leave it out.")
    former = former_hashes(connection, number)
    back = bool(former) and former[-1] == sha256 and len(former) == article.edition
    correction = Correction(article.text, text)
    layers = [
        _Layer(connection, article, number, person, name, correction, back=back)
        for person, name in connection.rows(_LAYERS, [number])
    ]
    gold = CorrectingGold(connection, article, number, correction, back=back)
    parts: list[_Layer | CorrectingGold] = [*layers, gold]
    for one in parts:  # while the history is that of the former text
        one.take_out()
    _replace_text(connection, article, number, text, sha256)
    for one in parts:
        one.put_in()
    return Corrected(
        article=article.id,
        removed=len(article.text) - correction.kept,
        added=len(text) - correction.kept,
        layers=tuple(layer.report() for layer in layers if layer.has_spans),
        gold=gold.report(),
        back=back,
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
                raise UsageError(
                    f"The {'former ' if edition else ''}text of {id_} {what}, so there is none to go back to."
                )
            try:
                corrected.append(correct(connection, number, text))
            except UnfitError as error:
                raise UsageError(f"{id_} can't go back to its former text: {error}") from error
    return ImportReport(added=0, skipped=0, refused=(), corrected=tuple(corrected))


def _replace_text(connection: Connection, article: Article, number: int, text: str, sha256: str) -> None:
    connection.execute(
        "INSERT INTO former_text (article, edition, text, sha256, replaced) VALUES (?, ?, ?, ?, ?)",
        [number, article.edition, article.text, article.sha256, now().isoformat()],
    )
    connection.execute(
        "UPDATE article SET sha256 = ?, length = ?, words = ?, edition = edition + 1 WHERE number = ?",
        [sha256, len(text), length_in_words(text), number],
    )
    connection.execute("UPDATE article_text SET text = ? WHERE article = ?", [text, number])


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
        *,
        back: bool,
    ) -> None:
        self._connection = connection
        self._article = article
        self._number = number
        self._person = person
        self._name = name
        self._correction = correction
        before = self._before_last_correction() if back else {}
        here = spans.of_layer(connection, number, person)
        marks: set[Mark] = set()
        self._edits: list[Edit] = []  # also of spans that stay as they are
        for span in sorted(here, key=lambda span: (span.id not in before, span.order)):
            after = before.pop(span.id, None) or self._moved(span)
            if after is not None and after.mark in marks:
                after = None
            if after is not None:
                marks.add(after.mark)
            self._edits.append(Edit(before=span, after=after))
        for span in before.values():
            if span.mark not in marks and not spans.taken(connection, span.id):
                marks.add(span.mark)
                self._edits.append(Edit(before=None, after=span))

    @property
    def has_spans(self) -> bool:
        """Whether the layer has any spans, or had them before the text was corrected."""
        return bool(self._edits)

    def _moved(self, span: Span) -> Span | None:
        found = self._correction.moved(span.start, span.end)
        return found and msgspec.structs.replace(span, start=found[0], end=found[1])

    def _before_last_correction(self) -> dict[str, Span]:
        """Return by id what the spans were before the last correction that were not changed since, also those that fell away."""
        edition = self._article.edition
        since = {side.id for sides in self._entries(edition, correction=False) for side in sides if side}
        found = {span.id: span for span in spans.of_layer(self._connection, self._number, self._person)}
        for before, after in self._entries(edition - 1, correction=True):
            if before is not None:
                found[before.id] = before
            elif after is not None:  # it came back then
                found.pop(after.id, None)
        return {id_: span for id_, span in found.items() if id_ not in since}

    def _entries(self, edition: int, *, correction: bool) -> list[tuple[Span | None, Span | None]]:
        rows = self._connection.rows(_ENTRIES, [self._number, self._person, edition, correction])
        with decoding(self._connection, f"the history of {self._article.id}"):
            return [
                (
                    None if before is None else json_columns.span(before),
                    None if after is None else json_columns.span(after),
                )
                for before, after in rows
            ]

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
