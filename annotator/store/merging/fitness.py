"""What an import would refuse in another project, though it fits together: it can't be merged either.

Each article, span, decision and status goes through the same checks as a record that is imported, and so does what the histories
hold, because whoever undoes a change brings it back.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator import limits
from annotator import names as rule
from annotator.errors import ProjectError
from annotator.model import Article, Fault, Incoming, IncomingSpan
from annotator.sentences import shortened
from annotator.store import article_ranges, article_state, articles, from_rows, gold, spans
from annotator.store.check import people
from annotator.store.check.context import read_context
from annotator.store.file import meta
from annotator.store.file.decoding import UNREADABLE
from annotator.store.importing.checks import UnfitError, check_overlaps, check_paragraphs, check_span
from annotator.store.importing.records import as_article
from annotator.store.importing.state_checks import DecisionChecks, check_work
from annotator.store.people import annotators, names_in_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.model import Decision, Span
    from annotator.store.check.context import Context
    from annotator.store.file.connection import Connection

_NUMBERS = """
    SELECT number FROM article JOIN article_text ON article = number WHERE number BETWEEN ? AND ? ORDER BY number
"""
_FORMER = "SELECT edition, text FROM former_text WHERE article = ?"
_OPERATIONS = """
    SELECT operation.number, name, at, move, before, after, edition, correction, step
    FROM operation JOIN annotator ON annotator.number = annotator WHERE article = ? ORDER BY operation.number
"""


class Known(NamedTuple):
    """What our project has already, so that nobody is refused for it: names, and texts by their hashes."""

    ours: Connection
    names: frozenset[str]

    def has_text(self, sha256: str) -> bool:
        """Return whether an article has the text with this hash."""
        return articles.with_text(self.ours, sha256) is not None

    def is_beyond(self, article: str, name: str) -> bool:
        """Return whether our layer of somebody in an article, by its id, has more spans than an import allows, too."""
        row = self.ours.row(
            "SELECT article.number, annotator.number FROM article, annotator WHERE id = ? AND name = ?",
            [article, name],
        )
        try:
            check_overlaps(name, [] if row is None else spans.of_layer(self.ours, *row))
        except UnfitError:
            return True
        return False


def known(ours: Connection) -> Known:
    """Return what our project has already."""
    names = (*annotators.all_names(ours), *(name for name, _ in annotators.former(ours)))
    return Known(ours, frozenset(names))


def faults(
    theirs: Connection, ours: Known, *, damaged: bool, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Fault]:
    """Yield what an import would refuse, and names by which two people are meant. `ours` is what our project has already.

    `progress` is called with how many articles were looked at.
    Of a `damaged` project, what can't be read is passed over, because the check has told it.
    """
    unreadable = (*UNREADABLE, ProjectError) if damaged else ()
    if not damaged:
        for fault in people.former_names(read_context(theirs)):
            yield msgspec.structs.replace(fault, harmless=False)
    with suppress(*unreadable):
        labels = frozenset(label.name for label in meta.schema(theirs).labels)
        about = read_context(theirs).in_windows()
        for count, number in enumerate(_numbers(theirs), 1):
            with suppress(*unreadable):
                yield from _ArticleCheck(theirs, number, labels, ours, about).faults()
            progress(count)


def _numbers(theirs: Connection) -> Iterator[int]:
    for among in article_ranges.ranges(theirs):
        for (number,) in theirs.rows(_NUMBERS, among):
            yield number


_GONE = "a text from before a correction is gone, so the history can't be followed"


class _Found(NamedTuple):
    table: str
    row: str
    check: Callable[[], str]


class _ArticleCheck:
    """Checks one article, and all that belongs to it."""

    def __init__(
        self, theirs: Connection, number: int, labels: frozenset[str], known: Known, about: Context
    ) -> None:
        self._theirs = theirs
        self._about = about
        self._number = number
        self._labels = labels
        self._known = known
        self._article = articles.by_number(theirs, number)
        self._texts: dict[int, str] = {}
        if self._may_have("former_text"):
            self._texts.update(theirs.rows(_FORMER, [number]))
        self._texts[self._article.edition] = self._article.text

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong, each thing once."""
        told: set[str] = set()
        for table, row, check in (
            *self._of_article(),
            *self._of_layers(),
            *self._of_gold(),
            *self._of_notes(),
        ):
            try:
                what = check()
            except UnfitError as error:
                what = str(error).rpartition("; ")[0] or str(error)
            if what and what not in told:
                told.add(what)
                yield Fault(table=table, row=row, article=self._article.id, what=what)

    def _of_article(self) -> Iterator[_Found]:
        if len(self._texts) <= self._article.edition:
            yield _Found("former_text", str(self._number), lambda: _GONE)
        for edition, text in sorted(self._texts.items()):
            table = "article" if edition == self._article.edition else "former_text"
            yield _Found(table, str(self._number), partial(self._check_text, text))

    def _check_text(self, text: str) -> str:
        one = self._article
        as_article(
            Incoming(
                text=text,
                path=self._theirs.path,
                id=one.id,
                title=one.title,
                date=one.date,
                source=one.source,
                url=one.url,
                metadata=one.metadata,
            )
        )
        if text is one.text and not self._known.has_text(one.sha256):
            check_paragraphs(text)
        return ""

    def _of_layers(self) -> Iterator[_Found]:
        layers: defaultdict[str, list[Span]] = defaultdict(list)
        if not self._may_have("span", "operation"):
            return
        for there in spans.of_all_kinds(self._theirs, self._number):
            layers[there.annotator].append(there)
        for name, layer in layers.items():
            yield _Found("span", name, partial(self._check_overlaps, name, layer))
        for number, name, *row in self._theirs.rows(_OPERATIONS, [self._number]):
            one = from_rows.operation(self._article.id, name, tuple(row))
            span = one.edit.after
            if span is not None:
                edition = one.edition + one.correction
                yield _Found(
                    "operation",
                    str(number),
                    partial(self._check_span, span, edition),
                )

    def _check_overlaps(self, name: str, layer: list[Span]) -> str:
        try:
            check_overlaps(name, layer)
        except UnfitError:
            if not self._known.is_beyond(self._article.id, name):
                raise
        return ""

    def _check_span(self, span: Span, edition: int) -> str:
        text = self._texts.get(edition)  # lost where a project was recovered
        check_span(
            IncomingSpan(
                start=span.start,
                end=span.end,
                label=span.label,
                id=span.id,
                attributes=span.attributes,
                created=span.created,
                changed=span.changed,
            ),
            span.end if text is None else len(text),
        )
        return self._label_fault(span.label)

    def _label_fault(self, *labels: str) -> str:
        return next(
            (f"the schema has no label {shortened(label)}" for label in labels if label not in self._labels),
            "",
        )

    def _may_have(self, *tables: str) -> bool:
        return any(self._about.may_have(table, self._number) for table in tables)

    def _of_gold(self) -> Iterator[_Found]:
        if not self._may_have(*article_state.TABLES, "gold_step"):
            return
        state = article_state.of_article(self._theirs, self._number)

        def work() -> str:
            check_work(state)
            return ""

        yield _Found("work", str(self._number), work)
        names = set[str]()

        def note(name: str) -> str:
            names.add(name)
            return name

        names_in_values.state(msgspec.structs.replace(state, work=(), assignments=(), notes=()), note)
        together = DecisionChecks(self._article, {}, self._labels)
        for decision in state.decisions:
            yield _Found("decision", decision.id, partial(self._check_decision, together, decision))
        for step in gold.steps_of(self._theirs, self._article.id, self._number):
            names_in_values.step(step, note)
            article = self._in_edition(step.edition + step.correction)
            for edit in step.edits:
                if edit.after is not None and article is not None:
                    alone = DecisionChecks(article, {}, self._labels)
                    yield _Found(
                        "gold_step",
                        edit.after.id,
                        partial(self._check_decision, alone, edit.after),
                    )
        for name in sorted(names):
            yield _Found("gold_step", name, partial(self._name_fault, name))

    def _of_notes(self) -> Iterator[_Found]:
        sql = "SELECT id, text FROM note WHERE article = ? ORDER BY id"
        for id_, text in self._theirs.rows(sql, [self._number]) if self._may_have("note") else ():
            yield _Found("note", id_, partial(limits.NOTE.fault, len(text)))

    def _in_edition(self, edition: int) -> Article | None:
        text = self._texts.get(edition)
        return None if text is None else msgspec.structs.replace(self._article, text=text)

    def _check_decision(self, checks: DecisionChecks, decision: Decision) -> str:
        checks.checked(decision)
        return self._label_fault(*sorted(checks.labels_of(decision)))

    def _name_fault(self, name: str) -> str:
        return "" if name in self._known.names else rule.fault(name)
