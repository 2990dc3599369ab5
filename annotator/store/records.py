"""What is exported: articles with the gold, or with the layers that were asked for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from annotator.model import EVERYONE, GOLD, LeftOut, Record, RecordSpan, Source, State
from annotator.store import article_ranges, articles, spans
from annotator.store.assigning import coverage
from annotator.store.check import guards
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from annotator.model import Article, LayerKind, Span
    from annotator.store.file.connection import Connection

    Leave = Callable[[LeftOut], None]
    """Called for each article that is left out, with the reason."""
    Progress = Callable[[int], None]


_NUMBERS = "SELECT number FROM article WHERE number BETWEEN :first AND :last ORDER BY number"
_SPANS = "SELECT article, annotator FROM {} WHERE article BETWEEN :first AND :last"
_WORK = """
    SELECT article, annotator FROM work
    WHERE article BETWEEN :first AND :last AND status IN ('done', 'flagged')
"""
_IN_RECORDS = f"{_SPANS.format('span')} UNION {_WORK}"
"""Selects article and number wherever a person has begun, or a model or a reference has spans."""
_BEGUN = f"{_SPANS.format(kinds.SPANS)} UNION {_WORK}"
"""Selects article and person wherever a person has begun."""


class Records:
    """The records of a project: what an export writes, an article each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def select(
        self,
        layer: str | None = None,
        *,
        articles: Collection[str] | None = None,
        leave: Leave = lambda _reason: None,
        progress: Progress = lambda _count: None,
    ) -> Iterator[Record]:
        """Return the records of a layer, article by article as the project was when the first one is asked for.

        `articles` are the ids to look at, None: all; of others nothing is read, and `leave` is not called. `progress` is called
        with how many were looked at so far.

        `layer` None or "gold": articles that are settled and not changed since, or that one person alone was to mark and
        finished; `leave` is called for each of the others, with the reason. "all": every article with everyone's spans, also those of
        models and references, and its state. A name: the articles in which that annotator, model or reference has spans or a
        status other than todo. Raises `UsageError` at once when
        nobody has that name.
        """
        if layer is None or layer == GOLD:
            return _gold(self._connection, articles, leave, progress)
        everyone = layer == EVERYONE
        return _layers(
            self._connection,
            articles,
            None if everyone else annotators.require_number(self._connection, layer),
            progress,
        )

    def number(self) -> int:
        """Return how many articles the project has."""
        row = self._connection.row("SELECT count(*) FROM article")
        assert row is not None
        return int(row[0])

    def counts(self, articles: Collection[str] | None = None) -> dict[str, int]:
        """Return how many records `select` gives for each layer that has any: "gold", people's names by count, "all"."""
        gold = sum(1 for _ in self.select(GOLD, articles=articles))
        people: Counter[str] = Counter()
        everybody = 0
        with self._connection.as_of_now():
            for _, names in _people(self._connection, articles, None, _BEGUN):
                everybody += 1
                people.update(names)
        by_count = sorted(people.items(), key=lambda one: (-one[1], one[0]))
        found = {GOLD: gold, **dict(by_count), EVERYONE: everybody}
        return {layer: count for layer, count in found.items() if count}


def _gold(
    connection: Connection, chosen: Collection[str] | None, leave: Leave, progress: Progress
) -> Iterator[Record]:
    from annotator.adjudication import exported_spans
    from annotator.store import finished, gold

    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        require = guards.require_each(snapshot)
        for count, covered in enumerate(coverage.of_articles(snapshot, chosen), 1):
            progress(count)
            if (lacks := covered.lacks) is not None:
                leave(lacks)
                continue
            require(covered.number)
            article = articles.by_number(snapshot, covered.number)
            if not covered.settled:
                (name,) = covered.finished
                there = spans.of_article(snapshot, covered.number)
                alone = [_single(article, span) for span in there if span.annotator == name]
                yield _record(article, [name], alone)
                continue
            decided = gold.of_article(snapshot, covered.number)
            layers = finished.layers_of(snapshot, article.id, covered.number, decided)
            published = exported_spans(article, layers, decided)
            if published is None:
                leave(LeftOut.CHANGED)
            else:
                yield _record(article, [layer.annotator for layer in layers], published)


def _layers(
    connection: Connection, chosen: Collection[str] | None, person: int | None, progress: Progress
) -> Iterator[Record]:
    from annotator.store import article_state

    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        require = guards.require_each(snapshot)
        others = kinds.others(snapshot)
        for count, (number, names) in enumerate(_people(snapshot, chosen, person, _IN_RECORDS), 1):
            progress(count)
            require(number)
            article = articles.by_number(snapshot, number)
            these = {name: kind for name, kind in others.items() if name in names} or UNSET
            if person is None:
                there = spans.of_all_kinds(snapshot, number) if names else []
                whole = [_of_layer(article, span, changed=span.changed) for span in there]
                is_untouched = not names and not require.may_have(number, *article_state.TABLES)
                state = State() if is_untouched else article_state.of_article(snapshot, number)
                yield _record(article, names, whole, state, these)
            else:
                own = [_of_layer(article, span) for span in spans.of_layer(snapshot, number, person)]
                yield _record(article, names, own, kinds=these)


def _people(
    connection: Connection, chosen: Collection[str] | None, person: int | None, begun: str
) -> Iterator[tuple[int, set[str]]]:
    """Yield the number of each of these articles with who is in its record, in order; with a `person`, only they.

    `begun` selects the articles and numbers of those who are, in a range.
    """
    names = dict(connection.rows("SELECT number, name FROM annotator"))
    for first, last in article_ranges.ranges(connection, chosen):
        among = {"first": first, "last": last}
        found: dict[int, set[str]] = {}
        if person is None:
            found = {number: set() for (number,) in connection.rows(_NUMBERS, among)}
        for number, who in connection.rows(f"SELECT * FROM ({begun}) ORDER BY article", among):
            if person in (None, who):
                found.setdefault(number, set()).add(names[who])
        yield from found.items()


def _single(article: Article, span: Span) -> RecordSpan:
    return _record_span(article, span, annotator=None, source=Source.SINGLE)


def _of_layer(article: Article, span: Span, changed: datetime | UnsetType = UNSET) -> RecordSpan:
    return _record_span(article, span, annotator=span.annotator, source=None, changed=changed)


def _record_span(
    article: Article,
    span: Span,
    *,
    annotator: str | None,
    source: Source | None,
    changed: datetime | UnsetType = UNSET,
) -> RecordSpan:
    return RecordSpan(
        id=span.id,
        start=span.start,
        end=span.end,
        label=span.label,
        text=article.text[span.start : span.end],
        attributes=span.attributes,
        annotator=annotator,
        created=span.created,
        source=source,
        annotators=[span.annotator],
        adjudicator=None,
        decision=None,
        note="",
        changed=changed,
    )


def _record(
    article: Article,
    people: Iterable[str],
    chosen: Sequence[RecordSpan],
    state: State | UnsetType = UNSET,
    kinds: dict[str, LayerKind] | UnsetType = UNSET,
) -> Record:
    return Record(
        id=article.id,
        text=article.text,
        sha256=article.sha256,
        title=article.title,
        date=article.date,
        source=article.source,
        url=article.url,
        metadata=article.metadata,
        offset_unit="codepoint",
        annotators=sorted(people),
        spans=list(chosen),
        kinds=kinds,
        state=state,
    )
