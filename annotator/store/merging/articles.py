"""Matching the articles of another project with ours, by their ids, and adding those that are missing here."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING

from annotator.command_line import command_line
from annotator.errors import DifferentProjectError
from annotator.store import article_ranges, articles
from annotator.store.former_texts import copy_former_texts, follow, former_hashes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.file.connection import Connection

_IN_RANGE = "SELECT number, id, sha256, edition FROM article WHERE number BETWEEN ? AND ? ORDER BY number"
_BY_IDS = "SELECT id, number, sha256, edition FROM article WHERE id IN (SELECT value FROM json_each(?))"
_BY_TEXTS = "SELECT sha256, id FROM article WHERE sha256 IN (SELECT value FROM json_each(?))"


class Articles:
    """The articles of another project, matched with ours. To be made inside a transaction of ours.

    `added` is how many were missing here, `changed` has our numbers of those and of those whose former texts were taken. `apart` are our numbers of
    those whose texts are equal now and were corrected in other ways or in only one of the two, so that editions count differently.
    Only where our number is another one than theirs is it kept in memory. `progress` is called with how many were matched.
    Raises `DifferentProjectError` for an id that has another text here, and for a text that has another id.
    """

    def __init__(
        self,
        ours: Connection,
        theirs: Connection,
        path: Path,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._ours = ours
        self._theirs = theirs
        self._path = path
        self._numbers: dict[int, int] = {}
        self._followed: list[tuple[int, int]] = []
        self._missing = array("q")
        self.changed: set[int] = set()
        self.apart: set[int] = set()
        self._match(progress)
        for there, here in self._followed:
            follow(self._theirs, there, self._ours, here)
            self.changed.add(here)
        for there in self._missing:
            here = self._add(there)
            self.changed.add(here)
            self._note(there, here)
        self.added = len(self._missing)

    def here(self, there: int) -> int:
        """Return our number of an article by theirs."""
        return self._numbers.get(there, there)

    def id(self, there: int) -> str:
        """Return the id of an article by its number there."""
        row = self._theirs.row("SELECT id FROM article WHERE number = ?", [there])
        assert row is not None
        return str(row[0])

    def there(self, here: int) -> int | None:
        """Return their number of an article by ours; None where it is missing there."""
        row = self._ours.row("SELECT id FROM article WHERE number = ?", [here])
        return None if row is None else articles.number(self._theirs, row[0])

    def _match(self, progress: Callable[[int], None]) -> None:
        """Match all articles before any is changed or added."""
        count = 0
        for among in article_ranges.ranges(self._theirs):
            rows = self._theirs.rows(_IN_RANGE, among)
            ids, texts = (json.dumps([row[place] for row in rows]) for place in (1, 2))
            known = {id_: rest for id_, *rest in self._ours.rows(_BY_IDS, [ids])}
            others = dict(self._ours.rows(_BY_TEXTS, [texts])) if len(known) < len(rows) else {}
            for there, id_, sha, edition in rows:
                if id_ not in known:
                    if sha in others:
                        raise self._different(f"the text of {others[sha]} has the id {id_} in the other")
                    self._missing.append(there)
                    continue
                here, known_sha, known_edition = known[id_]
                if edition or known_edition or sha != known_sha:
                    self._match_texts(id_, here, known_sha, there, sha)
                self._note(there, here)
            count += len(rows)
            progress(count)

    def _note(self, there: int, here: int) -> None:
        if here != there:
            self._numbers[there] = here

    def _match_texts(self, id_: str, here: int, known: str, there: int, sha: str) -> None:
        """Note where the editions that an article's text has had there go beyond ours.

        Raises `DifferentProjectError` unless the text is the same now.
        """
        ours = [*former_hashes(self._ours, here), known]
        theirs = [*former_hashes(self._theirs, there), sha]
        if known == sha and ours[: len(theirs)] == theirs:
            return
        if known == sha and theirs[: len(ours)] == ours:
            self._followed.append((there, here))
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
