"""Store imported records with their spans and state, all in one transaction."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.errors import telling
from annotator.model import Card, ImportReport, LayerKind, PersonWork, Status
from annotator.store import article_state, articles
from annotator.store.file import card
from annotator.store.importing.article_ids import ArticleIds, Place
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.correcting import correct
from annotator.store.importing.equal_texts import EqualTexts
from annotator.store.importing.layers import Layers
from annotator.store.importing.new_layers import NewLayers
from annotator.store.importing.other_fields import other_fields
from annotator.store.importing.records import refused
from annotator.store.importing.storing import NOTHING_CAME, batches
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from annotator.model import Corrected, ImportOptions, State
    from annotator.store.articles import NewArticle
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord
    from annotator.store.importing.refusals import Refusals
    from annotator.store.importing.spool import Spool


class RefusedError(Exception):
    """Rolls the transaction back: a record has an id that it can't have."""


class _ConflictsError(Exception):
    """Rolls the transaction back: layers have other labels for ranges of the files."""


def store_with_spans(
    connection: Connection,
    spool: Spool,
    how: ImportOptions,
    progress: Callable[[int], None] | None,
    refusals: Refusals,
    bad: Collection[int],
    *,
    keep: bool = True,
) -> ImportReport:
    """Store all records of the spool but the `bad` ones, or none of them; none without `keep`.

    None where a layer has ranges of the files under other labels, and `how` does not say what to do: the report has them. Records that are refused now
    are added to `refusals`, those from before. Raises `ProjectError`, and `RefusedError` where `how` does not say to leave out a refused one.
    """
    storing = _RecordStore(connection, how, spool, refusals)
    before = connection.commits

    def done() -> str:
        return "All of it has come in." if connection.commits > before else ""

    with suppress(_ConflictsError), telling(done, NOTHING_CAME), connection.writing(keep=keep):
        handled = 0
        for batch in batches(_without(spool.records(), bad)):
            storing.add(batch)
            handled += len(batch)
            if progress is not None:
                progress(handled)
        storing.require_no_conflicts()
    return storing.report


def _without(
    records: Iterable[tuple[int, CheckedRecord]], bad: Collection[int]
) -> Iterator[tuple[int, CheckedRecord]]:
    return (one for one in records if one[0] not in bad) if bad else iter(records)


class _RecordStore:
    """Stores records with their spans and state, inside a transaction, and counts what was stored."""

    def __init__(self, connection: Connection, how: ImportOptions, spool: Spool, refusals: Refusals) -> None:
        self._connection = connection
        self._how = how
        self._refusals = refusals
        self._ids = ArticleIds(connection, update=how.update)
        self._spelling = annotators.spelling(connection)
        self._corrected: list[Corrected] = []
        self._counts: Counter[str] = Counter()
        self._records = EqualTexts(connection, spool, self._spelling)
        self._layers = Layers(connection, how.same_text, self._records)
        self._new_layers = NewLayers(connection)
        self._new: list[tuple[int, CheckedRecord, NewArticle]] = []  # not written yet
        self._unmapped: Counter[str] = Counter()
        self._renamed: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._notes: dict[str, None] = {}

    def require_no_conflicts(self) -> None:
        """Raise `_ConflictsError` if a layer has other labels for ranges of the files, and no option says what to do."""
        if self._layers.all_conflicts:
            raise _ConflictsError

    @property
    def report(self) -> ImportReport:
        """What was stored so far; nothing where there are conflicts."""
        if self._layers.all_conflicts:
            return ImportReport(
                added=0,
                skipped=0,
                refused=self._refusals.kept,
                refusals=self._refusals.count,
                stopped=True,
                conflicts=tuple(self._layers.conflicts),
                all_conflicts=self._layers.all_conflicts,
            )
        counts = self._layers.counts + self._new_layers.counts
        return ImportReport(
            added=self._counts["added"],
            skipped=self._counts["skipped"],
            refused=self._refusals.kept,
            refusals=self._refusals.count,
            layers=counts["layers"],
            spans=counts["spans"],
            there=counts["there"] + self._counts["doubles"],
            changed_since=counts["changed_since"],
            kept=counts["kept"],
            replaced=counts["replaced"],
            unread=self._counts["unread"],
            unmapped=dict(self._unmapped),
            renamed_spans=dict(self._renamed),
            lost=dict(self._lost + self._layers.lost),
            notes=(*self._notes, *self._ids.notes()),
            corrected=tuple(self._corrected),
            former=self._counts["former"],
            equal_texts=self._records.differing,
            noted=self._counts["noted"],
            back=self._counts["back"],
        )

    def add(self, batch: list[tuple[int, CheckedRecord]]) -> None:
        """Store records: their articles unless the project has or had the text, their layers, then their state.

        What is new is written together, before anything that must see it.
        """
        self._ids.look_up([record for _, record in batch])
        for number, record in batch:
            try:
                place, article = self._ids.assign(record, record.article)
            except UnfitError as error:
                if not self._how.skip_bad:
                    raise RefusedError from error
                self._refusals.add(number, refused(record, error))
                continue
            if not self._how.spans:
                self._counts["unread"] += record.given
            if place is Place.FORMER:
                self._counts["former"] += 1
                self._counts["unread"] += record.given if self._how.spans else 0
                continue
            if place is Place.NEW:
                self._new.append((number, record, article))
            else:
                self._write_new()
                self._add_to(number, record, article, corrected=place is Place.CORRECTED)
            self._count(record)
        self._write_new()

    def _count(self, record: CheckedRecord) -> None:
        self._counts["doubles"] += record.doubles
        if record.unmapped:
            self._unmapped.update(record.unmapped)
        if record.renamed_spans:
            self._renamed.update(record.renamed_spans)
        if record.lost:
            self._lost.update(record.lost)
        if record.notes:
            self._notes |= dict.fromkeys(record.notes)
        if record.card is not None:
            self._take_card(record.card)

    def _take_card(self, new: Card) -> None:
        """Take the card of another project where there is none; one that is there stays."""
        there = card.read(self._connection)
        if new in (there, Card()):
            return
        if there == Card():
            card.write(self._connection, new)
            self._notes["The card of the project came in, too."] = None
        else:
            self._lost["cards of projects, as there is another one here"] += 1

    def _write_new(self) -> None:
        """Write the articles that are new, with their layers and states."""
        if not self._new:
            return
        first = articles.insert_many(self._connection, [article for _, _, article in self._new])
        self._counts["added"] += len(self._new)
        self._records.add_new([(first + place, number) for place, (number, _, _) in enumerate(self._new)])
        for number, (_, record, article) in enumerate(self._new, first):
            named = record.renamed(self._spelling)
            self._new_layers.add(number, named)
            if named.state is not None:
                self._new_layers.write()
                self._add_rest(number, article, named.state, new=True)
        self._new_layers.write()
        self._new = []

    def _add_to(
        self, record_number: int, record: CheckedRecord, article: NewArticle, *, corrected: bool
    ) -> None:
        """Add the layers and the state of a record to an article that is there, after its text was `corrected` if it is another one."""
        number = articles.require_number(self._connection, article.id)
        self._lost.update(other_fields(self._connection, article.id, record))
        if corrected:
            self._corrected.append(correct(self._connection, number, article.text))
            self._ids.forget()
        else:
            self._counts["skipped"] += 1
        named = record.renamed(self._spelling)
        self._records.add(number, record_number, named)
        known = {one.annotator: one for one in named.state.work} if named.state else {}
        for name, layer in named.layers.items():
            kind = named.kinds.get(name, LayerKind.PERSON)
            changed = self._layers.add(article, number, name, layer, kind=kind)
            if name not in known and kind is LayerKind.PERSON:
                self._set_done(number, name, changed=bool(changed))
        for work in known.values():
            article_state.add_progress(self._connection, number, work)
        if named.state is not None:
            self._add_rest(number, article, named.state, new=False)

    def _add_rest(self, number: int, article: NewArticle, state: State, *, new: bool) -> None:
        """Add the state of an article but for the progress."""
        added = article_state.add_rest(self._connection, article.id, number, state, new=new)
        self._counts["noted"] += added.notes
        self._counts["back"] += added.back
        if added.refused:
            self._lost["assignments or gold of articles that have others here"] += added.refused

    def _set_done(self, number: int, name: str, *, changed: bool) -> None:
        """Set the status of an imported layer to done, unless the article is flagged, or begun and the layer not `changed`."""
        person = annotators.ensure(self._connection, name)
        article_state.add_progress(self._connection, number, PersonWork(annotator=name, status=Status.DONE))
        if changed:
            self._connection.execute(
                "UPDATE work SET status = 'done' WHERE annotator = ? AND article = ? AND status = 'doing'",
                [person, number],
            )
