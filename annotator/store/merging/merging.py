"""Merge other copies of a project into this one: labels, then people, articles, layers and gold. Assignments are not merged.

Articles match by id, and must then have the same text, also after the same corrections. People match as `merging.people` says, layers and gold as
`merging.layers_and_gold` says.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec

from annotator.command_line import command_line
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
from annotator.store import articles
from annotator.store.check import checking
from annotator.store.disk import failures
from annotator.store.disk.rights import require_all_seen
from annotator.store.file import meta
from annotator.store.former_texts import copy_former_texts, follow, former_hashes
from annotator.store.merging.layers_and_gold import (
    Layer,
    Outcome,
    all_layers,
    articles_with_gold,
    merge_gold,
    merge_layer,
)
from annotator.store.merging.people import People
from annotator.store.opening.opening import open_project
from annotator.store.opening.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.store.file.connection import Connection

_COPY = "Give the file of a copy of this project."


def merge_projects(connection: Connection, paths: Sequence[Path]) -> list[MergeReport]:
    """Merge other projects into this one in one transaction, all of them or none; return a report for each.

    Raises `DifferentProjectError` if labels differ, or an id or a text belongs to different articles; `UsageError` for this
    project itself and for people who can't be matched; and what `open_project` and `Connection.writing` raise.
    """
    opened: list[Connection] = []

    def upgraded() -> str:
        return joined(*(_notices(other) for other in opened if other.writable))

    with telling(upgraded), ExitStack() as stack:
        others = []
        for path in paths:
            _refuse_itself(connection, path)
            opened.append(_open(path, connection.busy_seconds))
            stack.callback(opened[-1].close)
            others.append(stack.enter_context(opened[-1].snapshot()))
            checking.require(others[-1], checking.faults(others[-1]))
        stack.enter_context(connection.writing())
        reports = [_Merge(connection, other, path).run() for path, other in zip(paths, others, strict=True)]
    return [
        msgspec.structs.replace(report, notice=_notices(other))
        for report, other in zip(reports, opened, strict=True)
    ]


def _notices(connection: Connection) -> str:
    """Return the notices of a connection as one text."""
    return joined(*(notice.full for notice in connection.notices))


def _refuse_itself(connection: Connection, path: Path) -> None:
    try:
        is_same = path.samefile(connection.path)
    except OSError:
        return  # opening it says what is wrong
    if is_same:
        raise UsageError(f"{path} is the project itself. Give other projects to merge into it.")


def _open(path: Path, busy_seconds: float) -> Connection:
    try:
        require_all_seen(real_path(path))
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
    """Merges one other project, inside a transaction. `path` is the path that the user gave for it."""

    def __init__(self, ours: Connection, theirs: Connection, path: Path) -> None:
        self._ours = ours
        self._theirs = theirs
        self._path = path

    def run(self) -> MergeReport:
        """Merge everything, and return the report."""
        self._check_labels()
        people = People(self._ours, self._theirs)
        numbers, added = self._merge_articles()
        conflicts: list[Conflict] = []
        of_layers: Counter[Outcome] = Counter()
        of_gold: Counter[Outcome] = Counter()
        for there, annotator in all_layers(self._theirs):
            here = numbers[there]
            ours = Layer(self._ours, here, people.number(annotator))
            theirs = Layer(self._theirs, there, annotator, people.new)
            outcome = merge_layer(theirs, ours)
            of_layers[outcome] += 1
            if outcome is Outcome.CONFLICT:
                conflicts.append(Conflict(article=self._id(there), annotator=people.names[annotator]))
        for there in articles_with_gold(self._theirs):
            outcome = merge_gold(self._theirs, there, self._ours, numbers[there], people)
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

    def _merge_articles(self) -> tuple[dict[int, int], int]:
        """Add the articles that are missing here. Return our numbers by theirs, and how many were added."""
        ids = {
            id_: (number, sha)
            for number, id_, sha in self._ours.rows("SELECT number, id, sha256 FROM article")
        }
        texts = {sha: id_ for id_, (_, sha) in ids.items()}
        numbers: dict[int, int] = {}
        added = 0
        for there, id_, sha in self._theirs.rows("SELECT number, id, sha256 FROM article ORDER BY number"):
            here, known = ids.get(id_, (None, None))
            if here is not None and known is not None:
                self._match_texts(id_, here, known, there, sha)
            if here is None:
                if sha in texts:
                    raise self._different(f"the text of {texts[sha]} has the id {id_} in the other")
                here = self._add_article(there)
                added += 1
            numbers[there] = here
        return numbers, added

    def _match_texts(self, id_: str, here: int, known: str, there: int, sha: str) -> None:
        """Take the editions that an article's text has had there beyond ours.

        Raises `DifferentProjectError` unless the text is the same, and the editions of one begin with those of the other.
        """
        ours = [*former_hashes(self._ours, here), known]
        theirs = [*former_hashes(self._theirs, there), sha]
        if known == sha and ours[: len(theirs)] == theirs:
            return
        if known == sha and theirs[: len(ours)] == ours:
            follow(self._theirs, there, self._ours, here)
        elif known == sha:
            raise self._different(
                f"the text of {id_} was corrected in one of them, and is the same in both now; bring its layers in by an export instead"
            )
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

    def _add_article(self, there: int) -> int:
        article = articles.by_number(self._theirs, there)
        words = self._theirs.row("SELECT words FROM article WHERE number = ?", [there])
        assert words is not None
        articles.insert(self._ours, article, words[0])
        here = articles.require_number(self._ours, article.id)
        copy_former_texts(self._theirs, there, self._ours, here)
        return here

    def _different(self, what: str) -> DifferentProjectError:
        return DifferentProjectError(
            f"{self._path} can't be merged into {self._ours.path}, so nothing was changed: {what}. Merge only projects "
            "that were copied from one, or whose articles were imported from the same files."
        )

    def _id(self, there: int) -> str:
        return articles.by_number(self._theirs, there).id
