"""Predictions in a file: their marks by article, which are read and not stored."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator import formats
from annotator.errors import InputError, UsageError
from annotator.evaluation.table import MarkTable
from annotator.formats.conll.strays import in_one
from annotator.formats.json_records.unread import OWN_RANGE
from annotator.model import Loss, Refusal
from annotator.sentences import how_many
from annotator.store import articles
from annotator.store.importing.checks import UnfitError, check_range

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from annotator.model import Article, Incoming, Mark
    from annotator.store.file.connection import Connection

    Progress = Callable[[int], None]

_OPTIONS = (
    "To read it with options, bring it in as a model's layer: annotator import FILE --as-model NAME@VERSION"
)
_OTHER_SPANS = re.compile(r"look like spans|^rows that may be spans|^spans of predictions")
"""What is told of spans that are not read: whatever else is read, they may be the ones that are meant."""

_LIKE_SPANS = re.compile(
    r"look like tags|^(ranges|things|tags|tokens with tags) in |^articles with a start and end"
)
"""What is told of things that are most likely spans where a record has no others."""

_HINT = re.compile(r" \(--(fields|predictions) .*?\)$|; if they are, say --fields .*$")
"""An option of `import`, which `evaluate` does not have."""


class _Row(NamedTuple):
    """A part of an article: its id, and where the part starts and ends, in code points."""

    article: str
    start: int
    end: int


class PredictionFile:
    """A file or folder of predictions for the articles of a project, as `read` goes through it. `name` is what it is called."""

    def __init__(
        self, connection: Connection, schema: Sequence[str], path: Path, name: str, labels: Collection[str]
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._path = path
        self._table = MarkTable(name, labels=labels)
        self._unread: Counter[str] = Counter()
        self._notes: dict[str, None] = {}
        self._whose: str | None = None
        self._rows: dict[str, list[tuple[int, int]]] = {}  # sorted
        self._last: Article | None = None

    def read(self, progress: Progress) -> MarkTable:
        """Return the marks with the labels. Raises `InputError` as `Evaluations.of_file`."""
        try:
            found = formats.find([self._path])
        except UsageError as error:
            raise InputError(f"its format is not clear. {_OPTIONS}", self._path) from error
        if not found.refused and not found.spans:
            raise InputError("its format has no spans; name a file of predictions", self._path)
        spans = 0
        for count, record in enumerate(formats.read_found(found), 1):
            if isinstance(record, Refusal):
                advice = f" {_OPTIONS}" if "--" in record.reason else ""
                raise InputError(record.reason + advice, record.path, record.line)
            row = self._row(record)
            if row is not None:
                record = msgspec.structs.replace(
                    record, lost={what: count for what, count in record.lost.items() if what != OWN_RANGE}
                )
            self._check_one_person(record)
            if row is None:
                self._add(record)
            else:
                self._add_row(record, row)
            self._unread.update(record.lost)
            self._notes |= dict.fromkeys(record.notes)
            spans += len(record.spans)
            progress(count)
        if not len(self._table):
            raise InputError("there is no article in it", self._path)
        for article, rows in self._rows.items():
            self._table.lacks |= {article: gaps} if (gaps := _gaps(self._text(article), rows)) else {}
        del self._unread[Loss.PROVENANCE.value]
        self._table.has_nothing = not spans
        strays, unread = in_one(self._unread)
        notes = [f"{self._path} has {strays}."] if strays else []
        self._table.unread, self._table.notes = +unread, (*notes, *self._notes)
        return self._table

    def _add(self, record: Incoming) -> None:
        article = self._article(record)
        if article in self._table:
            its = "" if record.id in (None, article) else f", here as {record.id}"
            raise _fault(record, f"the article {article} comes a second time{its}; leave one of them out.")
        self._table.add(article, self._marks(record, 0))

    def _marks(self, record: Incoming, at: int) -> list[Mark]:
        """Return the marks of a record that begins at a place of the article. Raises `InputError`."""
        self._check_all_is_read(record)
        for span in record.spans:
            self._check(record, span.start, span.end, span.label)
        return [(span.start + at, span.end + at, span.label) for span in record.spans]

    def _row(self, record: Incoming) -> _Row | None:
        """Return which part of an article a record says that it is, as in data sets of sentences; None where it is none."""
        article, start, end = (record.metadata.get(name) for name in ("article", "start", "end"))
        if not isinstance(article, str) or not isinstance(start, int) or not isinstance(end, int):
            return None
        if record.id and articles.number(self._connection, record.id) is not None:
            return None  # it was imported as an article of its own
        return None if articles.number(self._connection, article) is None else _Row(article, start, end)

    def _add_row(self, record: Incoming, row: _Row) -> None:
        """Add the marks of a part of an article to those of its other parts, which may come in any order. Raises `InputError`."""
        place = f"{row.article} from {row.start} to {row.end}"
        if not 0 <= row.start < row.end or self._text(row.article)[row.start : row.end] != record.text:
            raise _fault(record, f"the text is not that of {place} in this project.")
        if row.article in self._table and row.article not in self._rows:
            raise _fault(record, f"the article {row.article} comes a second time; leave one of them out.")
        there = self._rows.setdefault(row.article, [])
        index = bisect(there, (row.start, row.end))
        if any(row.start < end and start < row.end for start, end in there[max(index - 1, 0) : index + 1]):
            raise _fault(record, f"{place}, or a part of it, comes a second time; leave one of them out.")
        there.insert(index, (row.start, row.end))
        self._table.add(row.article, self._marks(record, row.start))

    def _text(self, id_: str) -> str:
        if self._last is None or self._last.id != id_:
            self._last = articles.by_number(self._connection, articles.require_number(self._connection, id_))
        return self._last.text

    def _check_all_is_read(self, record: Incoming) -> None:
        """Raise `InputError` where a record has spans in a place that is not read: it would count as one in which nothing was found."""
        for what, number in record.lost.items():
            if _OTHER_SPANS.search(what) or (not record.spans and _LIKE_SPANS.search(what)):
                found = _HINT.sub("", what)
                advice = (
                    "Bring them in as a model's layer, and evaluate that: annotator import FILE --predictions --as-model "
                    "NAME@VERSION"
                    if "--predictions" in what
                    else "Call the field with what is to be evaluated spans, with start, end and label in each, and leave "
                    "others out."
                )
                raise _fault(record, f"not read: {how_many(number, found)}. {advice}")

    def _check_one_person(self, record: Incoming) -> None:
        for name in sorted({span.annotator for span in record.spans if span.annotator is not None}):
            self._whose = self._whose or name
            if name != self._whose:
                raise _fault(
                    record,
                    f"has spans of {self._whose} and of {name}; evaluate a file with those of one of them.",
                )

    def _article(self, record: Incoming) -> str:
        """Return the id of the article with the text of a record. Raises `InputError`."""
        try:
            digest = hashlib.sha256(record.text.encode()).hexdigest()
        except UnicodeEncodeError as error:
            raise _fault(record, "the text has half a character; mend its encoding.") from error
        if (there := articles.with_text(self._connection, digest)) is not None:
            return there
        if record.id and articles.number(self._connection, record.id) is not None:
            raise _fault(
                record, f"the text of {record.id} is not the one that this project has under that id."
            )
        what = f"the text of {record.id}" if record.id else "the text"
        raise _fault(record, f"{what} is not that of any article in this project.")

    def _check(self, record: Incoming, start: int, end: int, label: str) -> None:
        try:
            check_range(start, end, label, len(record.text))
        except UnfitError as error:
            raise _fault(record, str(error)) from error
        if label not in self._schema:
            there = ", ".join(self._schema[:20])
            raise _fault(
                record,
                f"the schema has no label {label!r}; there is {there}. To read it as another one: "
                "annotator import FILE --map FROM=TO --as-model NAME@VERSION",
            )


def _gaps(text: str, rows: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the parts of a text that are in none of the rows, which are sorted, and have more than white space."""
    gaps, at = [], 0
    for start, end in [*rows, (len(text), len(text))]:
        if text[at:start].strip():
            gaps.append((at, start))
        at = end
    return tuple(gaps)


def _fault(record: Incoming, reason: str) -> InputError:
    return InputError(reason, record.path, record.line)
