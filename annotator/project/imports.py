"""Importing articles from files, and merging the work of others from copies of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from annotator import formats
from annotator.errors import UsageError
from annotator.model import ImportOptions
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from annotator.formats.finding import Found
    from annotator.model import ImportReport, LabelSchema, MergeReport
    from annotator.store.file.connection import Connection


class Imports:
    """Importing articles into a project, and merging other copies of it."""

    def __init__(self, connection: Connection, schema: LabelSchema) -> None:
        self._connection = connection
        self._schema = schema

    def add_files(
        self,
        paths: Sequence[Path],
        *,
        encoding: str | None = None,
        format: str = formats.AUTO,  # noqa: A002
        how: ImportOptions | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportReport:
        """Add the articles in files and folders, with their spans. See `add_found`.

        `format` is the format of all files; "auto": the format of each is detected from its first bytes and its name.
        """
        found = formats.find(paths, encoding, format)
        return self.add_found(found, how or ImportOptions(), encoding=encoding, progress=progress)

    def add_found(
        self,
        found: Found,
        how: ImportOptions,
        *,
        encoding: str | None = None,
        options: Mapping[str, Any] | None = None,
        progress: Callable[[int], None] | None = None,
        reading: Callable[[int], None] | None = None,
        keep: bool = True,
    ) -> ImportReport:
        """Add what `formats.find` found, in the `encoding` with which it was searched; `options` are the formats' own.

        Where any record has spans, all records are imported or none: everything is read and checked first, and where
        anything does not fit, the report says what, and nothing is stored. Of texts alone, those that fit are imported.
        A text that is there already is skipped, but not its spans. `progress` is told, batch by batch, how many records
        were stored so far, and before, where files that can have spans are read, `reading` how many were read. Without `keep` nothing is stored, and the report is what it would be. Raises `UsageError` for a name that nobody can have and a label that the schema does not have.
        """
        from annotator.store.importing.importing import import_articles

        if how.annotator is not None:
            how = msgspec.structs.replace(
                how, annotator=annotators.named(self._connection, how.annotator, kind=how.kind)
            )
        for label in how.labels.values():
            if self._schema.label(label) is None:
                there_are = ", ".join(label.name for label in self._schema.labels)
                raise UsageError(f"The schema has no label {label}. There are: {there_are}.")
        if not found.spans:
            how = msgspec.structs.replace(how, spans=False)
        return import_articles(
            self._connection,
            self._schema,
            lambda: formats.read_found(found, encoding, options, skip_bad=how.skip_bad),
            how,
            progress,
            reading,
            keep=keep,
        )

    def undo_updates(self, articles: Sequence[str], *, keep: bool = True) -> ImportReport:
        """Give articles, by their ids, the texts that they had before they were last corrected, all or none.

        Spans and gold that were not changed since are again what they were then; everything else moves with its characters.
        Without `keep` nothing is stored, and the report is what it would be. Raises `NoSuchArticleError`, `ChangeError` for an article
        that was not corrected.
        """
        from annotator.store.importing.correcting import undo

        return undo(self._connection, articles, keep=keep)

    def merge(
        self,
        paths: Sequence[Path],
        people: str | None = None,
        *,
        keep: bool = True,
        tell: Callable[[str, int], None] = lambda _what, _count: None,
    ) -> list[MergeReport]:
        """Merge what others did in copies of this project, all of them in one transaction; return a report for each.

        `people` are the names whose layers and gold come in, with commas between them, None: everybody's. Without `keep` nothing
        is stored, and the reports are what they would be. A merge that changes anything copies the project first. `tell` is called
        with what is done, and with how many articles. Raises
        `UnfitProjectsError` for files in which anything is damaged or would be refused by an import, `DifferentProjectError`
        when labels or texts differ, `UsageError` for this project itself and for a name that nobody has, and as `Project.open`.
        """
        from annotator.project.joining_splits import torn
        from annotator.store.merging.merging import merge_projects

        return merge_projects(self._connection, paths, people, torn=torn, keep=keep, tell=tell)
