"""Read the files of an import, and check every record as far as it can be without the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.model import Incoming, LayerKind, Refusal
from annotator.names import key
from annotator.store.importing import beyond_limits
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.records import check_record, refused
from annotator.store.importing.refusals import Refusals
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from annotator.model import ImportOptions
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord
    from annotator.store.importing.spool import Spool

TOLD_EVERY = 500
"""After how many records the progress is told."""

_KNOWN = 10_000


class Reading:
    """The first part of an import: the records that are fit come into the spool, the others into `refusals`.

    `has_annotations`: at least one record has spans, a state or a card. `unread` counts the spans of all records, `lost` and `notes` are
    those that the formats tell of them.
    """

    def __init__(
        self, connection: Connection, how: ImportOptions, labels: frozenset[str], spool: Spool
    ) -> None:
        self._connection = connection
        self._how = how
        self._labels = labels
        self._spool = spool
        self._people = _People(connection)
        self._problems = False
        self.refusals = Refusals()
        self.has_annotations = False
        self.unread = 0
        self.lost: Counter[str] = Counter()
        self.notes: dict[str, None] = {}

    def read(self, incoming: Iterable[Incoming | Refusal], progress: Callable[[int], None] | None) -> None:
        """Read all records; `progress` is told how many were read so far."""
        for number, record in enumerate(incoming):
            if progress is not None and number % TOLD_EVERY == 0:
                progress(number)
            if isinstance(record, Refusal):
                self.refusals.add(number, record)
                continue
            if (
                record.spans
                or record.state is not None
                or record.card is not None
                or record.lost
                or record.notes
            ):
                self._note(record)
            try:
                checked = check_record(record, self._how, self._labels)
                if checked.people:
                    self._people.check(checked)
                beyond_limits.check(self._connection, checked)
            except UnfitError as error:
                self.refusals.add(number, refused(record, error))
            else:
                self._problems = self._problems or bool(checked.unmapped or checked.without_annotator)
                self._spool.add(number, checked)

    def may_stop(self, how: ImportOptions) -> bool:
        """Return whether anything was found that can stop an import with spans."""
        return self._problems or self.refusals.unread or bool(self.refusals.count and not how.skip_bad)

    def _note(self, record: Incoming) -> None:
        if (record.spans or record.state is not None or record.card is not None) and not self.has_annotations:
            self.has_annotations = True
            self.refusals.keep_first()
        self.unread += len(record.spans)
        if record.lost:
            self.lost.update(record.lost)
        if record.notes:
            self.notes |= dict.fromkeys(record.notes)


class _People:
    """Checks the names in records against the project and the records before."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[str, LayerKind] = {}  # the kinds of names, by `names.key`
        self._fit: set[tuple[object, ...]] = set()

    def check(self, record: CheckedRecord) -> None:
        """Raise `UnfitError` if a name in the record can be two people of the project, two names one person, or a name is of two kinds."""
        names = (*record.people.items(), *record.kinds.items())
        if names in self._fit:
            return
        self._check(record)
        if len(self._fit) >= _KNOWN:
            self._fit.clear()
        self._fit.add(names)

    def _check(self, record: CheckedRecord) -> None:
        names: dict[int, str] = {}
        for spelled, name in record.people.items():
            kind = record.kinds.get(name, LayerKind.PERSON)
            if (before := self._seen.setdefault(key(name), kind)) is not kind:
                raise UnfitError(
                    f"{name} is {kind.noun} here and {before.noun} in a record before; write two names."
                )
            try:
                people = {annotators.number(self._connection, one) for one in (spelled, name)}
            except UsageError as error:
                raise UnfitError(str(error)) from error
            if len(people) > 1:
                raise UnfitError(
                    f"{name} can be two people here, whose names differ in how letters are composed; see: {command_line('people', project=self._connection.path)}"
                )
            person = people.pop()
            if person is not None:
                try:
                    kinds.require(self._connection, person, kind)
                except UsageError as error:
                    raise UnfitError(str(error)) from error
            if person is not None and names.setdefault(person, name) != name:
                raise UnfitError(
                    f"{names[person]} and {name} are one person here, {annotators.name_of(self._connection, person)}; write one of them."
                )
