"""Matching the articles of another project with ours, by their ids, and adding those that are missing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.command_line import command_line
from annotator.errors import DifferentProjectError
from annotator.store import articles
from annotator.store.former_texts import copy_former_texts, follow, former_hashes

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.file.connection import Connection


class Articles:
    """The articles of another project, matched with ours. To be made inside a transaction of ours.

    `numbers` gives our numbers by theirs, `ids` the ids by their numbers; `added` is how many were missing here, `changed` has our numbers of
    those and of those whose former texts were taken. `apart` are our numbers of
    those whose texts are equal now and were corrected in other ways or in only one of the two, so that editions count differently.
    Raises `DifferentProjectError` for an id that has another text here, and for a text that has another id.
    """

    def __init__(self, ours: Connection, theirs: Connection, path: Path) -> None:
        self._ours = ours
        self._theirs = theirs
        self._path = path
        self.numbers: dict[int, int] = {}
        self.ids: dict[int, str] = {}
        self.added = 0
        self.changed: set[int] = set()
        self.apart: set[int] = set()
        self._match()
        self.there = {here: there for there, here in self.numbers.items()}

    def _match(self) -> None:
        ids = {
            id_: (number, sha)
            for number, id_, sha in self._ours.rows("SELECT number, id, sha256 FROM article")
        }
        texts = {sha: id_ for id_, (_, sha) in ids.items()}
        for there, id_, sha in self._theirs.rows("SELECT number, id, sha256 FROM article ORDER BY number"):
            here, known = ids.get(id_, (None, None))
            if here is not None and known is not None:
                self._match_texts(id_, here, known, there, sha)
            if here is None:
                if sha in texts:
                    raise self._different(f"the text of {texts[sha]} has the id {id_} in the other")
                here = self._add(there)
                self.added += 1
                self.changed.add(here)
            self.numbers[there] = here
            self.ids[there] = id_

    def _match_texts(self, id_: str, here: int, known: str, there: int, sha: str) -> None:
        """Take the editions that an article's text has had there beyond ours.

        Raises `DifferentProjectError` unless the text is the same now.
        """
        ours = [*former_hashes(self._ours, here), known]
        theirs = [*former_hashes(self._theirs, there), sha]
        if known == sha and ours[: len(theirs)] == theirs:
            return
        if known == sha and theirs[: len(ours)] == ours:
            follow(self._theirs, there, self._ours, here)
            self.changed.add(here)
        elif known == sha:
            self.apart.add(here)
        elif sha in ours:
            raise self._corrected(id_, self._ours.path, self._path)
        elif known in theirs:
            raise self._corrected(id_, self._path, self._ours.path)
        else:
            raise self._different(f"the text of {id_} differs between them")

    def _corrected(self, id_: str, where: Path, other: Path) -> DifferentProjectError:
        update = command_line("import", "FILE", project=other, options=["--update"])
        back = command_line("import", project=where, options=["--undo", id_])
        return DifferentProjectError(
            f"{self._path} can't be merged into {self._ours.path}, so nothing was changed: the text of {id_} was corrected in "
            f"{where} and not in {other}. Correct it there too, from the same file: {update}; or go back to the text before: {back}"
        )

    def _add(self, there: int) -> int:
        article = articles.by_number(self._theirs, there)
        words = self._theirs.row("SELECT words FROM article WHERE number = ?", [there])
        assert words is not None
        here = articles.insert_many(self._ours, [articles.NewArticle.of(article, words[0])])
        copy_former_texts(self._theirs, there, self._ours, here)
        return here

    def _different(self, what: str) -> DifferentProjectError:
        return DifferentProjectError(
            f"{self._path} can't be merged into {self._ours.path}, so nothing was changed: {what}. Merge only projects "
            "that were copied from one, or whose articles were imported from the same files."
        )
