"""Import articles: check every record in a first pass, then store texts alone in batches, or texts with spans in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.command_line import command_line
from annotator.errors import UsageError, telling
from annotator.model import ImportReport, Incoming, LayerKind, Refusal, Struct
from annotator.names import key
from annotator.store.importing import beyond_limits
from annotator.store.importing.article_ids import ArticleIds, Place, TwoTextsError, two_texts
from annotator.store.importing.bad_records import BadRecords, record_hash
from annotator.store.importing.records import UnfitError, check_record, refused
from annotator.store.importing.storing import NOTHING_CAME, store_texts, store_with_spans
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.model import ImportOptions, LabelSchema
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord

    Read = Callable[[], Iterable[Incoming | Refusal]]
    """Starts reading the files from the first record."""

REFUSALS_KEPT = 20
"""The number of refusals that the report of an import with spans lists; all are counted."""


def import_articles(
    connection: Connection,
    schema: LabelSchema,
    read: Read,
    how: ImportOptions,
    progress: Callable[[int], None] | None = None,
    *,
    keep: bool = True,
) -> ImportReport:
    """Import the records that `read` gives, and return what was added, skipped and refused.

    With `how.spans`, `read` is called twice and must give the same records both times: if any of them has spans or a state,
    everything is stored in one transaction or, where the first pass found a problem, nothing; so with `how.update`. With
    `how.skip_bad` refused records are no problem but left out. Otherwise the fit texts are stored in batches. Articles and
    spans that the project has already are skipped and counted. `progress` is called after
    each batch with the number of records so far. Without `keep` nothing is stored, and the report is what it would be. Raises `ProjectError`, and `InputError` if the second reading differs.
    """
    connection.require_writable()
    labels = frozenset(label.name for label in schema.labels)
    if how.spans or how.update:
        with telling(str, NOTHING_CAME):
            first_pass = _check_all(connection, read(), how, labels)
        in_one_piece = how.update or first_pass.has_annotations
        if in_one_piece and first_pass.report.stopped:
            return first_pass.report
        if in_one_piece:
            good = first_pass.bad.left_out(read())
            report = store_with_spans(connection, good, how, labels, progress, keep=keep)
            left_out = first_pass.report
            return replace(report, refused=left_out.refused, refusals=left_out.refusals)
    return store_texts(connection, read(), progress, keep=keep)


class _FirstPass(Struct, frozen=True, kw_only=True):
    """The result of the first pass. `has_annotations`: at least one record has spans or a state."""

    has_annotations: bool
    report: ImportReport
    bad: BadRecords


def _check_all(
    connection: Connection, incoming: Iterable[Incoming | Refusal], how: ImportOptions, labels: frozenset[str]
) -> _FirstPass:
    """Check every record as storing it would, without writing to the project."""
    refusals = _Refusals()
    without_annotator = 0
    unmapped: Counter[str] = Counter()
    has_annotations = False
    seen: dict[str, LayerKind] = {}
    with ArticleIds(connection, update=how.update, trial=True) as ids:
        for number, record in enumerate(incoming):
            refusal = record if isinstance(record, Refusal) else None
            if isinstance(record, Incoming):
                has_annotations = has_annotations or bool(record.spans) or record.state is not None
                try:
                    checked = check_record(record, how, labels)
                    _check_people(connection, checked, seen)
                    beyond_limits.check(connection, checked)
                    place, article = ids.assign(record, checked.article)
                except UnfitError as error:
                    refusal = refused(record, error)
                    if isinstance(error, TwoTextsError):
                        refusals.add_earlier(error.id)
                else:
                    if how.update and place is not Place.FORMER:
                        refusals.note_fit(article.id, number, record)
                    unmapped.update(checked.unmapped)
                    without_annotator += checked.without_annotator
            if refusal is not None:
                refusals.add(number, record, refusal)
    report = ImportReport(
        added=0,
        skipped=0,
        refused=tuple(refusals.kept),
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
    return _FirstPass(has_annotations=has_annotations, report=report, bad=refusals.bad)


class _Refusals:
    """What the first pass refuses: `count` records, of which the first are `kept`; `unread` where the rest of a file is.

    `bad` are these records, for the second pass.
    """

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[Refusal] = []
        self.unread = False
        self.bad = BadRecords()
        self._fit: defaultdict[str, list[tuple[int, int, Refusal]]] = defaultdict(list)

    def add(self, number: int, record: Incoming | Refusal, refusal: Refusal) -> None:
        """Refuse a record."""
        self.bad.add(number, record)
        self._keep(refusal)

    def note_fit(self, id_: str, number: int, record: Incoming) -> None:
        """Note a record of an article that is fit unless another record has another text for the article."""
        refusal = Refusal(path=record.path, line=record.line, reason=two_texts(record, id_))
        self._fit[id_].append((number, record_hash(record), refusal))

    def add_earlier(self, id_: str) -> None:
        """Refuse the records of an article that were noted as fit, because there is another text for it."""
        for number, hash_, refusal in self._fit.pop(id_, ()):
            self.bad.add_hash(number, hash_)
            self._keep(refusal)

    def _keep(self, refusal: Refusal) -> None:
        self.count += 1
        self.unread = self.unread or refusal.rest
        if len(self.kept) < REFUSALS_KEPT or refusal.rest:
            self.kept.append(refusal)


def _check_people(connection: Connection, record: CheckedRecord, seen: dict[str, LayerKind]) -> None:
    """Raise `UnfitError` if a name in the record can be two people of the project, two names one person, or a name is of two kinds.

    `seen` are the kinds of the names in the records before, by `names.key`; those of this one are added.
    """
    names: dict[int, str] = {}
    for spelled, name in record.people.items():
        kind = record.kinds.get(name, LayerKind.PERSON)
        if (before := seen.setdefault(key(name), kind)) is not kind:
            raise UnfitError(
                f"{name} is {kind.noun} here and {before.noun} in a record before; write two names."
            )
        try:
            people = {annotators.number(connection, one) for one in (spelled, name)}
        except UsageError as error:
            raise UnfitError(str(error)) from error
        if len(people) > 1:
            raise UnfitError(
                f"{name} can be two people here, whose names differ in how letters are composed; see: {command_line('people', project=connection.path)}"
            )
        person = people.pop()
        if person is not None:
            try:
                kinds.require(connection, person, kind)
            except UsageError as error:
                raise UnfitError(str(error)) from error
        if person is not None and names.setdefault(person, name) != name:
            raise UnfitError(
                f"{names[person]} and {name} are one person here, {annotators.name_of(connection, person)}; write one of them."
            )
