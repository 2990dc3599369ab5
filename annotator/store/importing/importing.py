"""Import articles: read and check every record once, then store texts alone in batches, or texts with spans in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import telling
from annotator.store.importing.reading import Reading
from annotator.store.importing.refusals import REFUSALS_KEPT
from annotator.store.importing.spool import Spool
from annotator.store.importing.storing import NOTHING_CAME, store_checked_texts, store_texts
from annotator.store.importing.storing_spans import RefusedError, store_with_spans
from annotator.store.importing.trial import try_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.model import ImportOptions, ImportReport, Incoming, LabelSchema, Refusal
    from annotator.store.file.connection import Connection

    Read = Callable[[], Iterable[Incoming | Refusal]]
    """Starts reading the files from the first record."""

__all__ = ["REFUSALS_KEPT", "import_articles"]

CACHE = 64 * 1024 * 1024
"""How many bytes of the project's pages an import keeps in memory: its indexes of texts and ids are in random order."""


def import_articles(
    connection: Connection,
    schema: LabelSchema,
    read: Read,
    how: ImportOptions,
    progress: Callable[[int], None] | None = None,
    reading: Callable[[int], None] | None = None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Import the records that `read` gives, and return what was added, skipped and refused.

    With `how.spans`, all records are read and checked before any is stored: if any of them has spans or a state,
    everything is stored in one transaction or, where there is a problem, nothing; so with `how.update`. With
    `how.skip_bad` refused records are no problem but left out. Otherwise the fit texts are stored in batches. Articles and
    spans that the project has already are skipped and counted. `progress` is called after
    each batch with the number of records stored so far, `reading` with those read. Without `keep` nothing is stored, and the report is what it would be. Raises `ProjectError`.
    """
    connection.require_writable()
    with connection.with_cache(CACHE):
        if not (how.spans or how.update):
            return store_texts(connection, read(), progress, keep=keep)
        with Spool() as spool:
            with telling(str, NOTHING_CAME):
                checked = Reading(connection, how, frozenset(label.name for label in schema.labels), spool)
                checked.read(read(), reading)
            if how.update or checked.has_annotations:
                return _in_one_piece(connection, spool, checked, how, progress, keep=keep)
            return store_checked_texts(connection, spool, checked, progress, keep=keep)


def _in_one_piece(
    connection: Connection,
    spool: Spool,
    checked: Reading,
    how: ImportOptions,
    progress: Callable[[int], None] | None,
    *,
    keep: bool,
) -> ImportReport:
    """Store all records that can be, or none where any can't and `how` does not say to leave them out."""
    checked.refusals.keep_first()
    refusals, bad = checked.refusals, frozenset[int]()
    with telling(str, NOTHING_CAME):
        if how.update or checked.may_stop(how):
            tried = try_all(connection, spool, checked.refusals, how)
            if tried.report.stopped:
                return tried.report
            refusals, bad = tried.refusals, tried.bad
    try:
        return store_with_spans(connection, spool, how, progress, refusals, bad, keep=keep)
    except RefusedError:  # nothing is stored; now all of them are found
        with telling(str, NOTHING_CAME):
            return try_all(connection, spool, checked.refusals, how).report
