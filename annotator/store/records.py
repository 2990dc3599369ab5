"""What is exported: articles with the gold, or with the layers that were asked for."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from annotator.model import EVERYONE, GOLD, MARKS, LeftOut, Record, Selection, State
from annotator.store import article_ranges, articles, marks, new_records, notes, spans
from annotator.store.assigning import coverage
from annotator.store.check import guards
from annotator.store.choosing import Chooser, check_export
from annotator.store.people import annotators, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from annotator.model import NotChosen
    from annotator.store.file.connection import Connection

    Leave = Callable[[LeftOut], None]
    """Called for each article that is left out, with the reason."""
    Tell = Callable[[NotChosen], None]
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
        selection: Selection | str = GOLD,
        *,
        leave: Leave = lambda _reason: None,
        tell: Tell = lambda _not_chosen: None,
        progress: Progress = lambda _count: None,
    ) -> Iterator[Record]:
        """Return the records of a selection, article by article as the project was when the first one is asked for.

        A text stands for the layer of that name. Of articles that are not chosen nothing is read. `progress` is called with how many
        were looked at so far, `tell` at the end with what was not chosen.

        "gold": articles that are settled and not changed since, or that one person alone was to mark and finished; `leave` is called
        for each of the others, with the reason. "marks": each distinct mark of those who finished the article, and of its gold;
        `leave` is called for articles that nobody finished. "all": every article with everyone's spans, also those of
        models and references, and, where no filter takes some out, its state. Names: the articles in which these annotators, models or references have spans or
        a status other than todo.

        People: those articles in which one of them finished or, where layers are chosen, has begun, with the spans that
        one of them marked. Labels: all articles, with the spans that have them. Sources: one person's gold or settled gold, as they ask for, with the
        spans that come from them. Raises `UsageError` at once when nobody has a name, and for filters that don't go together.
        """
        if isinstance(selection, str):
            selection = Selection(layers=(selection,))
        check_export(selection)
        chooser = Chooser(self._connection, selection)
        if selection.layers in ((GOLD,), (MARKS,)):
            read = _gold if selection.layers == (GOLD,) else marks.records
            found = read(self._connection, selection.articles, chooser, leave, progress)
        else:
            numbers = [annotators.require_number(self._connection, name) for name in selection.names]
            found = _layers(self._connection, selection, frozenset(numbers), chooser, progress)
        return self._told(found, selection, chooser, tell)

    def _told(
        self, records: Iterator[Record], selection: Selection, chooser: Chooser, tell: Tell
    ) -> Iterator[Record]:
        with closing(records):  # type: ignore[type-var]
            yield from records
        if selection.articles is not None:
            chooser.leave_articles(self.number() - len(selection.articles))
        tell(chooser.not_chosen)

    def number(self) -> int:
        """Return how many articles the project has."""
        row = self._connection.row("SELECT count(*) FROM article")
        assert row is not None
        return int(row[0])

    def counts(self, articles: Collection[str] | None = None) -> dict[str, int]:
        """Return how many records `select` gives for each layer that has any: "gold", people's names by count, "all"."""
        only = None if articles is None else tuple(articles)
        gold = sum(1 for _ in self.select(Selection(articles=only)))
        people: Counter[str] = Counter()
        everybody = 0
        with self._connection.as_of_now():
            for _, names in _people(self._connection, articles, frozenset(), _BEGUN):
                everybody += 1
                people.update(names)
        by_count = sorted(people.items(), key=lambda one: (-one[1], one[0]))
        found = {GOLD: gold, **dict(by_count), EVERYONE: everybody}
        return {layer: count for layer, count in found.items() if count}


def _gold(
    connection: Connection, chosen: Collection[str] | None, chooser: Chooser, leave: Leave, progress: Progress
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
                alone = [new_records.single(article, span) for span in there if span.annotator == name]
                found = chooser.gold(new_records.record(article, [name], alone), single=True)
            else:
                decided = gold.of_article(snapshot, covered.number)
                layers = finished.layers_of(snapshot, article.id, covered.number, decided)
                published = exported_spans(article, layers, decided)
                if published is None:
                    leave(LeftOut.CHANGED)
                    continue
                found = chooser.gold(
                    new_records.record(article, [layer.annotator for layer in layers], published),
                    single=False,
                )
            if found is not None:
                yield found


def _layers(
    connection: Connection, selection: Selection, wanted: frozenset[int], chooser: Chooser, progress: Progress
) -> Iterator[Record]:
    """Yield the records of the layers with these numbers, none: of all."""
    from annotator.store import article_state

    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        require = guards.require_each(snapshot)
        others = kinds.others(snapshot)
        named = _people(snapshot, selection.articles, wanted, _IN_RECORDS)
        for count, (number, names) in enumerate(named, 1):
            progress(count)
            require(number)
            article = articles.by_number(snapshot, number)
            these = {name: kind for name, kind in others.items() if name in names} or UNSET
            state: State | UnsetType = UNSET
            if len(wanted) == 1:
                there = spans.of_layer(snapshot, number, *wanted)
            else:
                there = spans.of_all_kinds(snapshot, number) if names else []
            if wanted:
                whole = [new_records.of_layer(article, span) for span in there if span.annotator in names]
            else:
                whole = [new_records.of_layer(article, span, changed=span.changed) for span in there]
                if selection.is_whole:
                    is_untouched = not names and not require.may_have(number, *article_state.TABLES)
                    state = State() if is_untouched else article_state.of_article(snapshot, number)
            made = new_records.record(article, names, whole, state, these)
            if require.may_have(number, "note"):
                of_article = notes.of_article(snapshot, number)
                if open_threads := new_records.open_threads(article, of_article, names if wanted else None):
                    made = replace(made, threads=open_threads)
            found = chooser.layers(made)
            if found is not None:
                yield found


def _people(
    connection: Connection, chosen: Collection[str] | None, wanted: frozenset[int], begun: str
) -> Iterator[tuple[int, set[str]]]:
    """Yield the number of each of these articles with who is in its record, in order; where some are `wanted`, only they.

    `begun` selects the articles and numbers of those who are, in a range.
    """
    names = dict(connection.rows("SELECT number, name FROM annotator"))
    for first, last in article_ranges.ranges(connection, chosen):
        among = {"first": first, "last": last}
        found: dict[int, set[str]] = {}
        if not wanted:
            found = {number: set() for (number,) in connection.rows(_NUMBERS, among)}
        for number, who in connection.rows(f"SELECT * FROM ({begun}) ORDER BY article", among):
            if not wanted or who in wanted:
                found.setdefault(number, set()).add(names[who])
        yield from found.items()
