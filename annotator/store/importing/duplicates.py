"""The ids and the texts that an import meets: those of the project, and those it brought before."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Self

import msgspec

from annotator.store import articles
from annotator.store.file import failures
from annotator.store.importing.validation import CONTROL, UnfitError

if TYPE_CHECKING:
    from types import TracebackType

    from annotator.model import Article, Incoming
    from annotator.store.file.connection import Connection


class Register:
    """Says under which id each article comes in. In a `trial` nothing is stored: what would be is kept on the disk beside.

    A context manager.
    """

    def __init__(self, connection: Connection, *, trial: bool = False) -> None:
        self._connection = connection
        self._next_suffix: dict[str, int] = {}
        self._trial = sqlite3.connect("", isolation_level=None) if trial else None
        if self._trial is not None:
            with failures.temporary():
                self._trial.execute("BEGIN")
                self._trial.execute(
                    "CREATE TABLE coming (sha256 TEXT PRIMARY KEY, id TEXT UNIQUE) WITHOUT ROWID"
                )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._trial is not None:
            self._trial.close()

    def place(self, record: Incoming, article: Article) -> Article | None:
        """Return the article with the id that it is to have, None where its text is there already.

        Raises `UnfitError` for an id that another text has.
        """
        if self._has_text(article.sha256):
            return None
        if not article.id:
            article = msgspec.structs.replace(article, id=self._free_id(record))
        elif self._taken(article.id):
            raise UnfitError(
                f"the id {article.id} belongs to an article with another text; give it another id."
            )
        if self._trial is not None:
            with failures.temporary():
                self._trial.execute(
                    "INSERT INTO coming (sha256, id) VALUES (?, ?)", [article.sha256, article.id]
                )
        return article

    def _has_text(self, sha256: str) -> bool:
        return articles.has_text(self._connection, sha256) or self._coming("sha256", sha256)

    def _taken(self, id_: str) -> bool:
        return articles.number(self._connection, id_) is not None or self._coming("id", id_)

    def _coming(self, column: str, value: str) -> bool:
        if self._trial is None:
            return False
        with failures.temporary():
            found = self._trial.execute(f"SELECT 1 FROM coming WHERE {column} = ?", [value]).fetchone()
        return found is not None

    def _free_id(self, record: Incoming) -> str:
        """Return the file's name without its suffix, with a number behind it if it is taken."""
        stem = record.path.stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        stem = CONTROL.sub("\ufffd", stem)
        stem = stem if stem.strip() else "article"
        suffix = self._next_suffix.get(stem, 1)
        while self._taken(candidate := stem if suffix == 1 else f"{stem}-{suffix}"):
            suffix += 1
        self._next_suffix[stem] = suffix + 1
        return candidate
