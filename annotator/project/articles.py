"""Articles and the spans of each annotator in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator import formats
from annotator.errors import NoSuchArticleError, UsageError
from annotator.model import ImportOptions
from annotator.project.opened import Opened
from annotator.store import articles, layers, operations, selecting
from annotator.store.assigning import progress
from annotator.store.check import guards
from annotator.store.importing.importing import import_articles
from annotator.store.importing.storing import store_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from annotator.formats.finding import Found
    from annotator.model import (
        Article,
        ImportReport,
        Incoming,
        Layer,
        LibraryRow,
        Operation,
        Refusal,
        Span,
        Status,
    )


class Articles(Opened):
    """Articles, layers and their histories."""

    def import_paths(
        self,
        paths: Sequence[Path],
        *,
        encoding: str = "utf-8",
        format: str = formats.AUTO,  # noqa: A002
        how: ImportOptions | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Add the articles in files and folders, with their spans. See `import_found`.

        `format` names what all files are; "auto": each one is what its first bytes and its name say.
        """
        found = formats.find(paths, encoding, format)
        return self.import_found(found, how or ImportOptions(), encoding=encoding, progress=progress)

    def import_found(
        self,
        found: Found,
        how: ImportOptions,
        *,
        encoding: str = "utf-8",
        options: Mapping[str, Any] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Add what `formats.find` found; `options` are the formats' own.

        Where any record has spans it is all or nothing: everything is read and checked first, and unless all of it fits the
        report says what does not, and nothing is stored. Of texts alone those come in that are fit. A text that is there
        already is skipped; its spans come in all the same. `progress` is told, batch by batch, how many records have been
        dealt with so far. Raises `UsageError` for a name that nobody can have and a label that the schema does not have.
        """
        if how.annotator is not None:
            how = msgspec.structs.replace(how, annotator=self.person(how.annotator))
        for label in how.labels.values():
            if self.schema.label(label) is None:
                there_are = ", ".join(label.name for label in self.schema.labels)
                raise UsageError(f"The schema has no label {label}. There are: {there_are}.")
        if not found.spans:
            how = msgspec.structs.replace(how, spans=False)
        return import_articles(
            self._connection,
            self.schema,
            lambda: formats.read_found(found, encoding, options),
            how,
            progress,
        )

    def add_articles(
        self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None = None
    ) -> ImportReport:
        """Add articles without spans from a stream, which is never held as a whole.

        A text that is there already is skipped; a record that can't be an article is refused and stops nothing.
        `progress` is told, batch by batch, how many records have been dealt with so far.
        """
        return store_texts(self._connection, incoming, progress)

    def article(self, key: str) -> Article:
        """Return the article with this id, else with this number, from 1. Raises `NoSuchArticleError`.

        Raises `NotAProjectError` where it is damaged, or what there is of it.
        """
        try:
            number = articles.find(self._connection, key)
        except NoSuchArticleError:
            guards.require_tables(self._connection, "article")  # it may be there, and not found
            raise
        guards.require_article(self._connection, number)
        return articles.by_number(self._connection, number)

    def library(self, annotator: str) -> list[LibraryRow]:
        """Return articles in the order in which they came in, as one annotator sees them; no text is read.

        Once anything is assigned or handed out, these are the articles that are assigned to the annotator or that they
        worked on; before that, all.
        """
        if not self._listed:  # a screen asks again after each article
            guards.require_tables(self._connection)
            self._listed = True
        return progress.library(self._connection, annotator)

    def select(self, wanted: str | None) -> list[str]:
        """Return the ids of the articles that a filter names, in the order in which they came in; None: all.

        `wanted`: numbers, ranges (1-20), ids, words of titles, sources and ids, with commas between them. Raises
        `UsageError` when a part finds nothing.
        """
        guards.require_tables(self._connection, "article")
        return selecting.select(self._connection, wanted)

    def layer(self, article: str, annotator: str) -> Layer:
        """Return one annotator's spans in the article with this id. Raises `NoSuchArticleError`."""
        return layers.get(self._connection, article, annotator)

    def operations(self, article: str, annotator: str) -> list[Operation]:
        """Return the history of a layer, oldest first. Raises `NoSuchArticleError`."""
        return operations.of_layer(self._connection, article, annotator)

    def record(self, operation: Operation) -> None:
        """Apply an operation to its layer and append it to the history, both or neither.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` when the layer is no longer as the operation
        says, `NoSuchArticleError`, `UsageError` for a name that nobody can have.
        """
        operations.record(self._connection, operation)

    def add_layer(
        self, article: str, annotator: str, spans: Iterable[Span], status: Status, note: str = ""
    ) -> None:
        """Add spans to a layer, each with its operation, and set the status: all or nothing.

        The spans become the annotator's, whatever name they bear. Raises as `record` does.
        """
        layers.add(self._connection, article, annotator, spans, status, note)
