"""The ids under which imported articles are stored, and the texts that are in the project already."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Self

import msgspec

from annotator.store import articles
from annotator.store.disk import failures
from annotator.store.importing.records import CONTROL, UnfitError

if TYPE_CHECKING:
    from types import TracebackType

    from annotator.model import Article, Incoming
    from annotator.store.file.connection import Connection


class ArticleIds:
    """Assigns ids during one import. A context manager.

    With `trial`, nothing is stored between two calls, so the ids and hashes given out are kept in a temporary database.
    """

    def __init__(self, connection: Connection, *, trial: bool = False) -> None:
        self._connection = connection
        self._next_suffix: dict[str, int] = {}
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

    def assign(self, record: Incoming, article: Article) -> Article | None:
        """Return the article with its id, or None if the project has its text already.

        An article without an id gets the name of its file. Raises `UnfitError` if its id belongs to another text.
        """
        if self._has_text(article.sha256):
            return None
        if not article.id:
            article = msgspec.structs.replace(article, id=self._free_id(record))
        elif self._is_taken(article.id):
            raise UnfitError(
                f"the id {article.id} belongs to an article with another text; give it another id."
            )
        if self._trial is not None:
            with failures.temporary():
                self._trial.execute(
                    "INSERT INTO assigned (sha256, id) VALUES (?, ?)", [article.sha256, article.id]
                )
        return article

    def _has_text(self, sha256: str) -> bool:
        return articles.has_text(self._connection, sha256) or self._is_assigned("sha256", sha256)

    def _is_taken(self, id_: str) -> bool:
        return articles.number(self._connection, id_) is not None or self._is_assigned("id", id_)

    def _is_assigned(self, column: str, value: str) -> bool:
        if self._trial is None:
            return False
        with failures.temporary():
            found = self._trial.execute(f"SELECT 1 FROM assigned WHERE {column} = ?", [value]).fetchone()
        return found is not None

    def _free_id(self, record: Incoming) -> str:
        """Return the name of the record's file without its suffix, followed by a number if it is taken."""
        stem = record.path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        stem = CONTROL.sub("\ufffd", stem)
        stem = stem if stem.strip() else "article"
        suffix = self._next_suffix.get(stem, 1)
        while self._is_taken(candidate := stem if suffix == 1 else f"{stem}-{suffix}"):
            suffix += 1
        self._next_suffix[stem] = suffix + 1
        return candidate
