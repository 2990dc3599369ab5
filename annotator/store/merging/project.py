"""Bringing what other people did in copies of a project into this one.

Articles are the same when their ids are, and then their texts have to be. People are the same by `annotators.number`, and
by the names that they had before, here or there. A layer, like the gold of an article, has a
history; where one side's history begins with all of the other's, the longer one counts. Where both went on in their own
ways, nothing is taken. Who is to mark what is not merged.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec

from annotator.errors import (
    DifferentProjectError,
    NoProjectError,
    NotAProjectError,
    ProjectGoneError,
    UsageError,
    telling,
)
from annotator.model import Conflict, MergeReport
from annotator.sentences import joined
from annotator.store import articles, check
from annotator.store.file import failures, meta
from annotator.store.file.entrance import entered
from annotator.store.file.opening import open_project
from annotator.store.file.rights import require_all_seen
from annotator.store.merging import gold, layers
from annotator.store.merging.histories import Outcome
from annotator.store.merging.layers import Layer
from annotator.store.merging.people import People

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.store.file.connection import Connection

_COPY = "Give the file of a copy of this project."


def merge(connection: Connection, paths: Sequence[Path]) -> list[MergeReport]:
    """Merge other projects into this one, in one transaction: all of them or none.

    Raises `DifferentProjectError` when one has other labels, or another text under the same id or the same text under
    another, `UsageError` when one is this project itself or people of one can't be told apart here, and what `open_project` and `Connection.writing` raise.
    """
    opened: list[Connection] = []

    def upgraded() -> str:
        return joined(*(_noticed(other) for other in opened if other.writable))

    with telling(upgraded), ExitStack() as stack:
        others = []
        for path in paths:
            _refuse_itself(connection, path)
            opened.append(_open(path, connection.busy_seconds))
            stack.callback(opened[-1].close)
            others.append(stack.enter_context(opened[-1].snapshot()))
            check.require(others[-1], check.faults(others[-1]))
        stack.enter_context(connection.writing())
        reports = [_Merge(connection, other, path).run() for path, other in zip(paths, others, strict=True)]
    return [
        msgspec.structs.replace(report, notice=_noticed(other))
        for report, other in zip(reports, opened, strict=True)
    ]


def _noticed(connection: Connection) -> str:
    """Return what has to be known of a project's file, in sentences."""
    return joined(*(notice.told for notice in connection.notices))


def _refuse_itself(connection: Connection, path: Path) -> None:
    try:
        is_same = path.samefile(connection.path)
    except OSError:
        return  # opening it says what is wrong
    if is_same:
        raise UsageError(f"{path} is the project itself. Give other projects to merge into it.")


def _open(path: Path, busy_seconds: float) -> Connection:
    try:
        require_all_seen(entered(path))
        return open_project(path, busy_seconds=busy_seconds)
    except NotAProjectError as error:
        before, found, _ = error.what.partition(failures.ANOTHER)
        raise NotAProjectError(f"{before}{_COPY}" if found else error.what, error.advice) from error
    except ProjectGoneError:
        raise
    except NoProjectError as error:
        raise NoProjectError(
            f"There is no project at {path} to merge, so nothing was changed. {_COPY}"
        ) from error


class _Merge:
    """The merge of one other project, inside a transaction. `path` is how the other was named."""

    def __init__(self, ours: Connection, theirs: Connection, path: Path) -> None:
        self._ours = ours
        self._theirs = theirs
        self._path = path

    def run(self) -> MergeReport:
        """Do it, and tell what was done."""
        self._check_labels()
        people = People(self._ours, self._theirs)
        places, added = self._articles()
        conflicts: list[Conflict] = []
        of_layers: Counter[Outcome] = Counter()
        of_gold: Counter[Outcome] = Counter()
        for there, annotator in layers.all_layers(self._theirs):
            here = places[there]
            ours = Layer(self._ours, here, people.number(annotator))
            theirs = Layer(self._theirs, there, annotator, people.new)
            outcome = layers.merge(theirs, ours)
            of_layers[outcome] += 1
            if outcome is Outcome.CONFLICT:
                conflicts.append(Conflict(article=self._id(there), annotator=people.names[annotator]))
        for there in gold.articles_with_gold(self._theirs):
            outcome = gold.merge(self._theirs, there, self._ours, places[there], people)
            of_gold[outcome] += 1
            if outcome is Outcome.CONFLICT:
                conflicts.append(Conflict(article=self._id(there)))
        return MergeReport(
            path=self._path,
            articles=added,
            brought=of_layers[Outcome.NEW],
            continued=of_layers[Outcome.AHEAD],
            same=of_layers[Outcome.SAME],
            gold=of_gold[Outcome.NEW] + of_gold[Outcome.AHEAD],
            conflicts=tuple(conflicts),
            renamed=people.renamed,
        )

    def _check_labels(self) -> None:
        ours, theirs = (
            [label.name for label in meta.schema(connection).labels]
            for connection in (self._ours, self._theirs)
        )
        if set(ours) != set(theirs):
            raise DifferentProjectError(
                f"{self._ours.path} has the labels {', '.join(ours)}, {self._path} has {', '.join(theirs)}, so "
                "nothing was changed. Merge only projects with the same labels."
            )

    def _articles(self) -> tuple[dict[int, int], int]:
        """Return the numbers of articles here by those there, and how many were missing here and added."""
        ids = {
            id_: (number, sha)
            for number, id_, sha in self._ours.rows("SELECT number, id, sha256 FROM article")
        }
        texts = {sha: id_ for id_, (_, sha) in ids.items()}
        places: dict[int, int] = {}
        added = 0
        for there, id_, sha in self._theirs.rows("SELECT number, id, sha256 FROM article ORDER BY number"):
            here, known = ids.get(id_, (None, None))
            if known is not None and known != sha:
                raise self._different(f"the text of {id_} differs between them")
            if here is None:
                if sha in texts:
                    raise self._different(f"the text of {texts[sha]} has the id {id_} in the other")
                here = self._add(there)
                added += 1
            places[there] = here
        return places, added

    def _add(self, there: int) -> int:
        article = articles.by_number(self._theirs, there)
        words = self._theirs.row("SELECT words FROM article WHERE number = ?", [there])
        assert words is not None
        articles.insert(self._ours, article, words[0])
        return articles.require_number(self._ours, article.id)

    def _different(self, what: str) -> DifferentProjectError:
        return DifferentProjectError(
            f"{self._path} can't be merged into {self._ours.path}, so nothing was changed: {what}. Merge only projects "
            "that were copied from one, or whose articles were imported from the same files."
        )

    def _id(self, there: int) -> str:
        return articles.by_number(self._theirs, there).id
