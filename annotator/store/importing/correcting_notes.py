"""What correcting the text of an article does to the notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import CorrectedNotes, CorrectedSpan
from annotator.store import former_texts
from annotator.text.correction import Correction

if TYPE_CHECKING:
    from annotator.model import Article
    from annotator.store.file.connection import Connection
    from annotator.store.importing.going_back import WayBack

    Range = tuple[int, int]

_NOTES = 'SELECT id, person, start, "end", first, last, edition FROM note WHERE article = ? ORDER BY start, "end", person, at, id'


class CorrectingNotes:
    """The notes on one article. Each moves with its characters; where these fall away, to the nearest word.

    With a `way` back to a text that the article had since a note was written, the note is where it was in that text.
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
        self._number = number
        self._correction = correction
        self._way = way
        self._texts: dict[int, str | None] = {article.edition: article.text}
        self._corrections: dict[int, Correction] = {}
        self._moves: dict[str, tuple[Range, Range]] = {}
        self._threads: dict[tuple[int | None, Range], tuple[Range, bool]] = {}
        for id_, person, start, end, first, last, edition in connection.rows(_NOTES, [number]):
            then = self._then((first, last), edition)
            now = then or correction.nearest(start, end)
            self._moves[id_] = ((start, end), now)
            lost = then is None and correction.moved(start, end) is None
            self._threads[person, (start, end)] = (now, lost)

    def move(self) -> None:
        """Store the new ranges, once the article has the corrected text."""
        for id_, (before, now) in self._moves.items():
            if before != now:
                self._connection.execute('UPDATE note SET start = ?, "end" = ? WHERE id = ?', [*now, id_])

    def report(self) -> CorrectedNotes | None:
        """Return what happened to the threads, None where there are none."""
        if not self._threads:
            return None
        stay = move = 0
        fallen = []
        for (_, before), (now, lost) in self._threads.items():
            if lost:
                text, there = self._correction.old[slice(*before)], self._correction.new[slice(*now)]
                fallen.append(CorrectedSpan(start=before[0], end=before[1], label="", text=text, now=there))
            elif now == before:
                stay += 1
            else:
                move += 1
        return CorrectedNotes(stay=stay, move=move, lost=tuple(fallen))

    def _then(self, written: Range, edition: int) -> Range | None:
        """Return where a note was in the text to which the article goes back; None where that is not known."""
        if self._way is None or self._way.edition < edition:
            return None
        first = self._text(edition)
        found = written
        for one in range(edition, self._way.edition):
            text, following = self._text(one), self._text(one + 1)
            if text is None or following is None:
                return None
            if following == first:
                found = written
                continue
            if one not in self._corrections:
                self._corrections[one] = Correction(text, following)
            found = self._corrections[one].nearest(*found)
        return found

    def _text(self, edition: int) -> str | None:
        if edition not in self._texts:
            self._texts[edition] = former_texts.former_text(self._connection, self._number, edition)
        return self._texts[edition]
