"""Merging notes, each once by its id, and what was sent back: it stays so until whoever has it has finished it with the note at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import DifferentProjectError
from annotator.store.notes import go_back, is_there

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.store.file.connection import Connection
    from annotator.store.merging.articles import Articles
    from annotator.store.merging.people import People

_NOTES = """
    SELECT id, person, author, start, "end", first, last, edition, at, text, closes, sends_back FROM note
    WHERE article = ? ORDER BY at, id
"""
_KNOWN = "SELECT id, at, text, closes, sends_back FROM note WHERE article = ?"
_INSERT = """
    INSERT INTO note (id, person, author, start, "end", first, last, edition, at, text, closes, sends_back, article)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_BACK = """
    SELECT sent_back.annotator, note, untouched, at FROM sent_back JOIN note ON note.id = note
    WHERE sent_back.article = ? ORDER BY sent_back.annotator
"""


def is_unaware(theirs: Connection, ours: Connection, article: int, person: int) -> bool:
    """Return whether an article of ours was sent back to somebody with a note that theirs lacks.

    The numbers are ours. Who has finished it there has done so without that note.
    """
    row = ours.row("SELECT note FROM sent_back WHERE article = ? AND annotator = ?", [article, person])
    return row is not None and theirs.row("SELECT 1 FROM note WHERE id = ?", [row[0]]) is None


def merge_notes(
    ours: Connection, theirs: Connection, articles: Articles, people: People, chosen: Collection[str] | None
) -> Notes:
    """Bring in the notes of another project, inside a transaction, after its layers; return how many came.

    Only those written by or to the people `chosen` come in, None: all. Raises `DifferentProjectError` for one that is another here.
    """
    merged = Notes(ours, theirs, people, chosen)
    for (there,) in theirs.rows("SELECT DISTINCT article FROM note ORDER BY article"):
        here = articles.here(there)
        if merged.merge(there, here, apart=here in articles.apart):
            articles.changed.add(here)
    return merged


class Notes:
    """The notes that are brought in from another project. `came` counts them, `back` how often an article went back to somebody."""

    def __init__(
        self, ours: Connection, theirs: Connection, people: People, chosen: Collection[str] | None
    ) -> None:
        self._ours = ours
        self._theirs = theirs
        self._people = people
        self._chosen = chosen
        self.came = 0
        self.back = 0

    def merge(self, there: int, here: int, *, apart: bool) -> bool:
        """Bring in the notes of an article, and whom it was sent back to; return whether there were any new ones.

        `there` and `here` are its numbers. `apart`: its editions count differently in the two.
        """
        known = {id_: rest for id_, *rest in self._ours.rows(_KNOWN, [here])}
        came = self.came
        for id_, person, author, start, end, *rest in self._theirs.rows(_NOTES, [there]):
            first, last, edition, *content = rest
            if known.get(id_, content) != content or (id_ not in known and is_there(self._ours, id_)):
                raise DifferentProjectError(
                    f"{self._theirs.path} can't be merged into {self._ours.path}, so nothing was changed: the note {id_} is another one there. "
                    "Merge only projects that were copied from one."
                )
            if id_ in known or not self._is_chosen(person, author):
                continue
            if apart:
                first, last, edition = start, end, self._edition(here)
            whose = None if person is None else self._people.number(person)
            row = [id_, whose, self._people.number(author), start, end, first, last, edition, *content]
            self._ours.execute(_INSERT, [*row, here])
            self.came += 1
        for person, note, untouched, at in self._theirs.rows(_BACK, [there]):
            if note not in known and is_there(self._ours, note):
                whose = self._people.number(person)
                self.back += go_back(self._ours, here, whose, note, at, untouched=bool(untouched))
        return self.came > came

    def _is_chosen(self, person: int | None, author: int) -> bool:
        if self._chosen is None:
            return True
        names = {self._people.names_here[who] for who in (person, author) if who is not None}
        return not names.isdisjoint(self._chosen)

    def _edition(self, here: int) -> int:
        row = self._ours.row("SELECT edition FROM article WHERE number = ?", [here])
        assert row is not None
        return int(row[0])
