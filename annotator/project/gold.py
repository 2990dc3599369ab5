"""What is adjudicated, merged, and brought in after an end that nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.project.opened import Opened
from annotator.store import articles, changes, gold
from annotator.store.merging.merging import merge_projects
from annotator.store.rescue import applying, finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.model import Gold, GoldStep, MergeReport, Numbered
    from annotator.store.rescue.file_format import Rescue


class Adjudicated(Opened):
    """Gold and its history, merging, rescue files."""

    def gold(self, article: str) -> Gold:
        """Return what was decided in the article with this id. Raises `NoSuchArticleError`."""
        return gold.of_article(self._connection, articles.require_number(self._connection, article))

    def is_settled(self, article: str) -> bool:
        """Say whether somebody said that an article is settled. Raises `NoSuchArticleError`."""
        return gold.is_settled(self._connection, articles.require_number(self._connection, article))

    def gold_steps(self, article: str) -> list[GoldStep]:
        """Return the history of an article's gold, oldest first. Raises `NoSuchArticleError`."""
        return gold.steps(self._connection, article)

    def decide(self, step: GoldStep) -> None:
        """Apply a step to the gold of its article and append it to the history, all or nothing.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the gold is no longer as the step says,
        `NoSuchArticleError`, `UsageError` for a name that nobody can have.
        """
        gold.decide(self._connection, step)

    def merge(self, paths: Sequence[Path]) -> list[MergeReport]:
        """Bring in what others did in copies of this project, all of them in one transaction; tell of each.

        Raises `DifferentProjectError` when labels or texts differ, `UsageError` for this project itself, and as `open`.
        """
        return merge_projects(self._connection, paths)

    def write(self, run: str, numbered: Numbered) -> None:
        """Apply a change of one run of the program, unless it is in the project already.

        Raises `SpanError` where the project can't take it as it is now, `NoSuchArticleError`, `UsageError` for a bad name.
        """
        changes.write(self._connection, run, numbered)

    def written(self, run: str) -> int:
        """Return the number of the last change of a run of the program that is in the project, 0 where there is none."""
        return changes.written(self._connection, run)

    def rescues(self, person: str | None = None) -> finding.Found:
        """Return the rescue files with a person's changes that are not in the project, None: everybody's."""
        if person is None:
            return finding.find_all(self._connection)
        return finding.find(self._connection, person)

    def bring_in(self, found: Rescue) -> applying.Applied:
        """Apply the changes of a rescue file, each once, and remove it. Raises `InputError` where it is gone.

        What the project can't take as it is now stays in a file and is counted.
        """
        return applying.apply_rescue(self._connection, self.schema, found)
