"""What a record is to the project: a new article and its id, one that is there, a former text of one, or its corrected text."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Self

import msgspec

from annotator.store import articles, former_texts
from annotator.store.disk import failures
from annotator.store.importing.checks import CONTROL, UnfitError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from annotator.model import Incoming
    from annotator.store.articles import NewArticle
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord

_TEXTS = "SELECT sha256, id FROM article WHERE sha256 IN (SELECT value FROM json_each(?))"
_IDS = "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"


class Place(Enum):
    """What a record is to the project."""

    NEW = "a new article"
    THERE = "an article that is there"
    FORMER = "a text that an article had before it was corrected"
    CORRECTED = "the corrected text of an article"


class TwoTextsError(UnfitError):
    """The article is in the files of one import with different texts."""

    def __init__(self, article: NewArticle, id_: str) -> None:
        self.id = id_
        super().__init__(two_texts(article, id_))


def two_texts(article: NewArticle, id_: str) -> str:
    """Return why a record of an article that is in the files with different texts is refused."""
    if article.id and article.id != id_:
        return f"its text is that of {id_}, which is in these files with another text, too; leave one of them out."
    return f"the article {id_} is in these files with different texts; leave one of them out."


NAMED = 3
"""The number of new articles beside others of the same name that are told; all are counted."""


class ArticleIds:
    """Assigns ids during one import. A context manager.

    With `update`, another text under the id of an article is its corrected text. With `trial`, nothing is stored between two calls, so the ids and hashes given out are kept in a temporary database.
    """

    def __init__(self, connection: Connection, *, update: bool = False, trial: bool = False) -> None:
        self._connection = connection
        self._update = update
        self._texts: dict[
            str, str
        ] = {}  # with `update`: hashes of this import, by id; "" for different texts
        last = connection.row("SELECT coalesce(max(number), 0) FROM article")
        self._last = int(last[0]) if last else 0  # the number of the last article that was here
        self._beside = 0  # files that are new articles beside one that was here and has their name
        self._first_beside: list[str] = []
        self._next_suffix: dict[str, int] = {}
        self._texts_known: dict[str, str | None] = {}  # ids by hash, of what was looked up
        self._ids_known: dict[str, bool] = {}  # whether an id is taken
        self._no_former = False  # whether it is known that no article was corrected
        self._trial = sqlite3.connect("", isolation_level=None) if trial else None
        if self._trial is not None:
            with failures.temporary():
                self._trial.execute("BEGIN")
                self._trial.execute(
                    "CREATE TABLE assigned (sha256 TEXT PRIMARY KEY, id TEXT UNIQUE) WITHOUT ROWID"
                )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._trial is not None:
            self._trial.close()

    def look_up(self, records: Sequence[CheckedRecord]) -> None:
        """Look up the texts and ids of these records all at once; they must be the next for which `assign` is called.

        What changes in the project meanwhile in other ways than by `assign` must be told with `forget`.
        """
        hashes = [record.article.sha256 for record in records]
        named = [record.article.id for record in records if record.article.id]
        for stem, count in Counter(self._stem(one) for one in records if not one.article.id).items():
            first = self._next_suffix.get(stem, 1)
            named += [stem, *(self._numbered(stem, place) for place in range(first, first + count))]
        self._texts_known = dict.fromkeys(hashes)
        self._texts_known.update(self._connection.rows(_TEXTS, [json.dumps(hashes)]))
        self._ids_known = dict.fromkeys(named, False)
        self._ids_known.update((id_, True) for (id_,) in self._connection.rows(_IDS, [json.dumps(named)]))
        self._no_former = self._connection.row("SELECT 1 FROM former_text LIMIT 1") is None

    def forget(self) -> None:
        """Forget what was looked up."""
        self._texts_known, self._ids_known, self._no_former = {}, {}, False

    def assign(self, record: Incoming | CheckedRecord, article: NewArticle) -> tuple[Place, NewArticle]:
        """Return what the record is, and its article with the id that it has or gets in the project.

        A new article without an id gets the name of its file. Raises `UnfitError` if its id belongs to another text, and
        `TwoTextsError` for the second text of an article and all that follow.
        """
        place, id_ = self._place(record, article)
        compares = self._update and place is not Place.FORMER
        if compares and self._texts.setdefault(id_, article.sha256) != article.sha256:
            self._texts[id_] = ""
            raise TwoTextsError(article, id_)
        if place is Place.NEW and not article.id and record.line is None:
            self._note_beside(self._stem(record), id_)
        if place is Place.NEW or place is Place.CORRECTED:
            self._texts_known[article.sha256], self._ids_known[id_] = id_, True
            if self._trial is not None:
                with failures.temporary():
                    self._trial.execute(
                        "INSERT INTO assigned (sha256, id) VALUES (?, ?)", [article.sha256, id_]
                    )
        return place, article if article.id == id_ else msgspec.structs.replace(article, id=id_)

    def notes(self) -> list[str]:
        """Return the sentence on files that became new articles though an article that was here has their name, [] for none."""
        if not self._beside:
            return []
        named = ", ".join(self._first_beside) + (", …" if self._beside > NAMED else "")
        what = (
            "1 file is a new article beside the one that has its name and another text"
            if self._beside == 1
            else f"{self._beside:,} files are new articles beside those that have their names and other texts"
        )
        return [f"{what} ({named}); corrected texts are taken as such with --update"]

    def _note_beside(self, stem: str, id_: str) -> None:
        there = articles.number(self._connection, stem) if id_ != stem else None
        if there is None or there > self._last:
            return
        self._beside += 1
        if len(self._first_beside) < NAMED:
            self._first_beside.append(f"{stem}: {id_}")

    def _place(self, record: Incoming | CheckedRecord, article: NewArticle) -> tuple[Place, str]:
        there = self._with_text(article.sha256)
        if there is not None:
            if self._update and article.id not in ("", there) and self._is_taken(article.id):
                raise UnfitError(f"the corrected text of {article.id} is that of {there}; leave it out.")
            return Place.THERE, there
        former = None if self._no_former else former_texts.article_with(self._connection, article.sha256)
        if former is not None and not (self._update and article.id in ("", former[0])):
            return Place.FORMER, former[0]
        if former is not None:
            return Place.CORRECTED, former[0]
        named = article.id or (self._stem(record) if self._update and record.line is None else "")
        if not named or (not article.id and not self._is_taken(named)):
            return Place.NEW, self._free_id(record)
        if not self._is_taken(named):
            return Place.NEW, named
        if self._update:
            return Place.CORRECTED, named
        raise UnfitError(
            f"the id {named} belongs to an article with another text; give it another id, or correct that text with --update."
        )

    def _with_text(self, sha256: str) -> str | None:
        """Return the id of the article with this text, None if there is none."""
        there = self._texts_known.get(sha256)
        if there is None and sha256 not in self._texts_known:
            there = articles.with_text(self._connection, sha256)
        if there is not None or self._trial is None:
            return there
        with failures.temporary():
            row = self._trial.execute("SELECT id FROM assigned WHERE sha256 = ?", [sha256]).fetchone()
        return None if row is None else str(row[0])

    def _is_taken(self, id_: str) -> bool:
        known = self._ids_known.get(id_)
        there = articles.number(self._connection, id_) is not None if known is None else known
        return there or self._is_assigned(id_)

    def _is_assigned(self, id_: str) -> bool:
        if self._trial is None:
            return False
        with failures.temporary():
            found = self._trial.execute("SELECT 1 FROM assigned WHERE id = ?", [id_]).fetchone()
        return found is not None

    @staticmethod
    def _numbered(stem: str, suffix: int) -> str:
        return stem if suffix == 1 else f"{stem}-{suffix}"

    @staticmethod
    def _stem(record: Incoming | CheckedRecord) -> str:
        """Return the name of the record's file without its suffix."""
        stem = record.path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        stem = CONTROL.sub("\ufffd", stem)
        return stem if stem.strip() else "article"

    def _free_id(self, record: Incoming | CheckedRecord) -> str:
        """Return the name of the record's file without its suffix, followed by a number if it is taken."""
        stem = self._stem(record)
        suffix = self._next_suffix.get(stem, 1)
        while self._is_taken(candidate := self._numbered(stem, suffix)):
            suffix += 1
        self._next_suffix[stem] = suffix + 1
        return candidate
