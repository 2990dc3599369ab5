"""Checks of the layers of an article: spans and their histories."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator import limits
from annotator.model import Fault, Struct, deepest
from annotator.sentences import shortened
from annotator.store import from_rows
from annotator.store.check import rows
from annotator.store.check.values import time_fault
from annotator.store.file.decoding import UNREADABLE
from annotator.store.replay import LayerReplay

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


class Scope(NamedTuple):
    """What of the layers is checked: all, or as much as an article that is opened needs.

    `person`: their number; of others nothing is checked where the article has more than `most` operations. Of these
    the newest are compared with the spans, and all are gone through only where something differs.
    """

    person: int | None = None
    most: int | None = None


ALL = Scope()

_LEAST = 100
"""How many of the newest operations of a layer are looked at, at least."""


def faults(context: Context, article: Article, scope: Scope = ALL) -> Iterator[Fault]:
    """Yield what is wrong with the spans of an article and their histories."""
    if scope.most is not None and _has_more(context, article, scope.most):
        found: list[Fault] = []
        broken: set[int] = set()
        layers = _spans(context, article, found, broken, scope.person)
        if _newest_agree(context, article, scope, layers, found, broken):
            yield from found
            yield from _beyond_limits(context, article, layers, broken)
            return
        yield from _all_faults(context, article, scope.person)
        return
    yield from _all_faults(context, article, None)


def _all_faults(context: Context, article: Article, person: int | None) -> Iterator[Fault]:
    found: list[Fault] = []
    broken: set[int] = set()
    layers = _spans(context, article, found, broken, person)
    histories = _histories(context, article, found, broken, person)
    yield from found
    yield from _beyond_limits(context, article, layers, broken)
    for person in sorted((layers.keys() | histories.keys()) - broken):
        name = context.names.get(person, f"person {person}")
        then = histories[person].layer()
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


def _beyond_limits(
    context: Context, article: Article, layers: dict[int, list[Span]], broken: set[int]
) -> Iterator[Fault]:
    for person in sorted(layers.keys() - broken):
        name = context.names.get(person, f"person {person}")
        for limit, count in (
            (limits.SPANS, len(layers[person])),
            (limits.OVERLAPPING, deepest(layers[person])),
        ):
            if fault := limit.fault(count):
                yield Fault(
                    table="span", article=article.id, person=name, what=f"the layer {fault}", harmless=True
                )


def _has_more(context: Context, article: Article, most: int) -> bool:
    """Return whether an article has more than so many operations, at a cost that doesn't grow with how many more."""
    lost: list[Fault] = []
    with rows.reading(lost, Fault(table="operation", what="")):
        sql = "SELECT 1 FROM operation WHERE article = ? LIMIT 1 OFFSET ?"
        return context.connection.database.execute(sql, [article.number, most]).fetchone() is not None
    return False  # the check of all of it says what can't be read


def _newest_agree(
    context: Context,
    article: Article,
    scope: Scope,
    layers: dict[int, list[Span]],
    found: list[Fault],
    broken: set[int],
) -> bool:
    """Return whether the newest operations of each layer are sound and say of each of their spans what is there."""
    there = {span.id: span for layer in layers.values() for span in layer}
    people = list(context.names) if scope.person is None else [scope.person]
    each = max((scope.most or 0) // max(len(people), 1), _LEAST)
    for person in people:
        reading = _Reading(context, "operation", article, found, broken, person)
        seen = set()
        for row, name in reading.rows(f"ORDER BY number DESC LIMIT {each}"):
            operation = _operation(article, name, row)
            touched = None if operation is None else operation.edit.after or operation.edit.before
            if operation is None or touched is None or _contradiction(article, operation, row[5]):
                return False
            if touched.id not in seen and there.get(touched.id) != operation.edit.after:
                return False
            seen.add(touched.id)
    return not found


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
        self,
        context: Context,
        table: str,
        article: Article,
        found: list[Fault],
        broken: set[int],
        person: int | None = None,
    ) -> None:
        self._context = context
        self._made = context.tables[table]
        self._person = self._made.position("annotator")
        self._article = article
        self._found = found
        self._broken = broken
        self._where = "WHERE article = ?" + ("" if person is None else f" AND annotator = {person}")

    def rows(self, rest: str, *, many: bool = False) -> Iterator[tuple[Row, str]]:
        """Yield each sound row with the name of its annotator; `rest` is that of the query. Not all at once if `many`."""
        names, made, position = self._context.names, self._made, self._person
        if not self._context.may_have(made.name, self._article.number):
            return
        whole = False
        lost = Fault(table=made.name, article=self._article.id, what="its rows can't be read")
        with rows.reading(self._found, lost):
            where = f"{self._where} {rest}"
            read = rows.rows_of if many else rows.few_rows
            for row in read(self._context.connection, made, where, [self._article.number]):
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
    context: Context, article: Article, found: list[Fault], broken: set[int], only: int | None
) -> defaultdict[int, list[Span]]:
    """Return the spans by person."""
    layers: defaultdict[int, list[Span]] = defaultdict(list)
    reading = _Reading(context, "span", article, found, broken, only)
    for row, name in reading.rows("ORDER BY annotator"):
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
    context: Context, article: Article, found: list[Fault], broken: set[int], only: int | None
) -> defaultdict[int, LayerReplay]:
    """Return what the history of each person comes to, without keeping it."""
    histories: defaultdict[int, LayerReplay] = defaultdict(LayerReplay)
    reading = _Reading(context, "operation", article, found, broken, only)
    many = _has_more(context, article, limits.REPLAYED.most)
    for row, name in reading.rows("ORDER BY annotator, number", many=many):
        operation = _operation(article, name, row)
        if operation is None:
            reading.note(row, "this change can't be read")
        else:
            histories[row[2]].add(operation)
            if wrong := _contradiction(article, operation, row[5]):
                reading.note(row, wrong)
    return histories


def _operation(article: Article, name: str, row: Row) -> Operation | None:
    """Return the operation of a row, None if it can't be read."""
    _, _, _, at, move, _, before, after, *edition = row
    try:
        return from_rows.operation(article.id, name, (at, move, before, after, *edition))
    except UNREADABLE:
        return None


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
