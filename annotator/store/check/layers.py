"""Checks of the layers of an article: spans and their histories."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from annotator import limits
from annotator.model import Fault, Struct, deepest
from annotator.sentences import shortened
from annotator.store import from_rows
from annotator.store.check import rows
from annotator.store.check.values import time_fault
from annotator.store.file.decoding import UNREADABLE
from annotator.store.replay import spans_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Operation, Span
    from annotator.store.check.context import Context
    from annotator.store.check.rows import Row


class Article(Struct, frozen=True):
    """The article that is being checked: number, id, length of the text in code points, and how often it was corrected.

    The last two are None if unknown.
    """

    number: int
    id: str
    length: int | None
    edition: int | None = None


def faults(context: Context, article: Article) -> Iterator[Fault]:
    """Yield what is wrong with the spans of an article and their histories."""
    found: list[Fault] = []
    broken: set[int] = set()
    layers = _spans(context, article, found, broken)
    histories = _histories(context, article, found, broken)
    yield from found
    for person in sorted((layers.keys() | histories.keys()) - broken):
        name = context.names.get(person, f"person {person}")
        for limit, count in (
            (limits.SPANS, len(layers[person])),
            (limits.OVERLAPPING, deepest(layers[person])),
        ):
            if fault := limit.fault(count):
                yield Fault(
                    table="span", article=article.id, person=name, what=f"the layer {fault}", harmless=True
                )
        then = spans_after(histories[person])
        there = sorted(layers[person], key=lambda span: span.order)
        if then.contradiction is not None:
            entry = then.contradiction.entry
            yield Fault(
                table="operation",
                article=article.id,
                person=name,
                what=f"entry {entry} of the history can't follow those before it: {then.contradiction.what}",
            )
        elif then.spans != tuple(there):
            yield _differing(article, name, {span.id: span for span in there}, then.spans)


def outside(start: int, end: int, length: int | None) -> str:
    """Return a clause if a range is not inside a text of `length` code points, else ""."""
    if 0 <= start < end and (length is None or end <= length):
        return ""
    return f"{start}–{end} is no range of the text, which has {length} characters"


def _differing(article: Article, name: str, there: dict[str, Span], then: tuple[Span, ...]) -> Fault:
    """Return a fault for the first span that differs from the history."""
    history = {span.id: span for span in then}
    id_ = next(
        (id_ for id_ in sorted(there.keys() | history.keys()) if there.get(id_) != history.get(id_)), ""
    )
    if id_ not in history:
        what = "it is not in the history"
    elif id_ not in there:
        what = "the history has it, and it is gone"
    else:
        what = "it is not as the history has it"
    return Fault(table="span", row=id_, article=article.id, person=name, what=what)


class _Reading:
    """Reads the rows of an article from a table of layers.

    Faults are added to `found`, and the people whose rows have any to `broken`.
    """

    def __init__(
        self, context: Context, table: str, article: Article, found: list[Fault], broken: set[int]
    ) -> None:
        self._context = context
        self._made = context.tables[table]
        self._person = self._made.position("annotator")
        self._article = article
        self._found = found
        self._broken = broken

    def rows(self, order: str) -> Iterator[tuple[Row, str]]:
        """Yield each sound row with the name of its annotator."""
        names, made, position = self._context.names, self._made, self._person
        if not self._context.may_have(made.name, self._article.number):
            return
        whole = False
        lost = Fault(table=made.name, article=self._article.id, what="its rows can't be read")
        with rows.reading(self._found, lost):
            where = f"WHERE article = ? ORDER BY {order}"
            for row in rows.few_rows(self._context.connection, made, where, [self._article.number]):
                if not rows.is_sound(made, row):
                    self.note(row, *(one.what for one in rows.faults_of(made, row)))
                elif row[position] not in names:
                    self.note(row, f"there is no person {row[position]}")
                else:
                    yield row, names[row[position]]
            whole = True
        if not whole:
            self._broken.update(names)

    def note(self, row: Row, *wrong: str) -> None:
        """Add faults of a row, given as clauses."""
        for what in wrong:
            self._found.append(self._fault(row, what))
            self._broken.add(row[self._person])

    def mention(self, row: Row, what: str) -> None:
        """Add a harmless fault of a row."""
        self._found.append(msgspec.structs.replace(self._fault(row, what), harmless=True))

    def _fault(self, row: Row, what: str) -> Fault:
        return Fault(
            table=self._made.name,
            row=rows.key_of(self._made, row),
            article=self._article.id,
            person=self._context.names.get(row[self._person], ""),
            what=what,
        )


def _spans(
    context: Context, article: Article, found: list[Fault], broken: set[int]
) -> defaultdict[int, list[Span]]:
    """Return the spans by person."""
    layers: defaultdict[int, list[Span]] = defaultdict(list)
    reading = _Reading(context, "span", article, found, broken)
    for row, name in reading.rows("annotator"):
        id_, _, person, start, end, label, attributes, created, changed = row
        try:
            span = from_rows.span((id_, start, end, label, name, attributes, created, changed))
        except UNREADABLE:
            reading.note(row, "it can't be read")
        else:
            layers[person].append(span)
            reading.note(row, *_wrong(article, span))
            if context.labels is not None and span.label not in context.labels:
                reading.mention(row, f"the schema has no label {shortened(span.label)}")
    return layers


def _wrong(article: Article, span: Span) -> Iterator[str]:
    if what := outside(span.start, span.end, article.length):
        yield what
    if what := time_fault(span.created, span.changed):
        yield what


def _histories(
    context: Context, article: Article, found: list[Fault], broken: set[int]
) -> defaultdict[int, list[Operation]]:
    """Return the operations by person, oldest first."""
    histories: defaultdict[int, list[Operation]] = defaultdict(list)
    reading = _Reading(context, "operation", article, found, broken)
    for row, name in reading.rows("annotator, number"):
        _, _, person, at, move, what, before, after, *edition = row
        try:
            operation = from_rows.operation(article.id, name, (at, move, before, after, *edition))
        except UNREADABLE:
            reading.note(row, "this change can't be read")
        else:
            histories[person].append(operation)
            if wrong := _contradiction(article, operation, what):
                reading.note(row, wrong)
    return histories


def _contradiction(article: Article, operation: Operation, what: str) -> str:
    """Return a clause on how the columns of an operation contradict each other or the article's, or ""."""
    sides = [side for side in (operation.edit.before, operation.edit.after) if side is not None]
    moments = [moment for side in sides for moment in (side.created, side.changed)]
    if what_of_time := time_fault(operation.when, *moments):
        return what_of_time
    if any(side.annotator != operation.annotator for side in sides):
        return f"it is about a span of {next(side.annotator for side in sides)}"
    if sides and operation.edit.what != what:
        return f"it is noted as {rows.printable(what)}, which it is not"
    return unknown_edition(article, operation.edition)


def unknown_edition(article: Article, edition: int) -> str:
    """Return a clause if an entry of a history is about a text that the article did not have, else ""."""
    if article.edition is None or 0 <= edition <= article.edition:
        return ""
    return f"it is about the text after correction {edition}, and the article was corrected {article.edition} times"
