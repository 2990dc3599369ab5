"""Find all that stops an import with spans: the ids of all records are given as storing would, and nothing is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.model import ImportReport, Struct
from annotator.store.importing.article_ids import ArticleIds, Place, TwoTextsError, two_texts
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.records import refused
from annotator.store.importing.refusals import Refusals

if TYPE_CHECKING:
    from annotator.model import ImportOptions, Refusal
    from annotator.store.file.connection import Connection
    from annotator.store.importing.spool import Spool


class Trial(Struct, frozen=True, kw_only=True):
    """What was found: a report if the import is `stopped`, all refusals, and the numbers of the records that are left out otherwise."""

    report: ImportReport
    refusals: Refusals
    bad: frozenset[int]


def try_all(connection: Connection, spool: Spool, before: Refusals, how: ImportOptions) -> Trial:
    """Give ids to all records that were read; `before` are those that were refused already."""
    refusals = before.copy()
    bad: set[int] = set()
    fit: defaultdict[str, list[tuple[int, Refusal]]] = defaultdict(list)  # with `update`: by article
    unmapped: Counter[str] = Counter()
    without_annotator = 0

    def refuse(number: int, refusal: Refusal) -> None:
        bad.add(number)
        refusals.add(number, refusal)

    with ArticleIds(connection, update=how.update, trial=True) as ids:
        for number, record in spool.records():
            try:
                place, article = ids.assign(record, record.article)
            except UnfitError as unfit:
                if isinstance(unfit, TwoTextsError):
                    for earlier in fit.pop(unfit.id, ()):
                        refuse(*earlier)
                refuse(number, refused(record, unfit))
                continue
            if how.update and place is not Place.FORMER:
                error = UnfitError(two_texts(record.article, article.id))
                fit[article.id].append((number, refused(record, error)))
            unmapped.update(record.unmapped)
            without_annotator += record.without_annotator
    report = ImportReport(
        added=0,
        skipped=0,
        refused=refusals.kept,
        refusals=refusals.count,
        stopped=bool(
            (refusals.count and not how.skip_bad)
            or refusals.unread
            or without_annotator
            or (unmapped and not how.skip_unmapped)
        ),
        nobodys=without_annotator,
        unmapped=dict(unmapped),
    )
    return Trial(report=report, refusals=refusals, bad=frozenset(bad))
