"""Each distinct mark of an article, with who made it, who could have, and whether it is gold: labels to train on softly."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.model import LeftOut
from annotator.store import articles, new_records, spans
from annotator.store.assigning import coverage
from annotator.store.check import guards

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from annotator.model import Article, Mark, Record, RecordSpan, Span
    from annotator.store.assigning.coverage import Coverage
    from annotator.store.choosing import Chooser
    from annotator.store.file.connection import Connection


def records(
    connection: Connection,
    chosen: Collection[str] | None,
    chooser: Chooser,
    leave: Callable[[LeftOut], None],
    progress: Callable[[int], None],
) -> Iterator[Record]:
    """Yield the articles that somebody finished with their distinct marks; call `leave` for the others.

    Who could have made a mark is who finished the article, and where it has gold, those whose layers that was made from.
    """
    with connection.snapshot() as snapshot:
        guards.require_lists(snapshot)
        require = guards.require_each(snapshot)
        for count, covered in enumerate(coverage.of_articles(snapshot, chosen), 1):
            progress(count)
            if not covered.finished and not covered.settled:
                leave(covered.lacks or LeftOut.UNFINISHED)
                continue
            require(covered.number)
            article = articles.by_number(snapshot, covered.number)
            layers, gold = _layers_and_gold(snapshot, article, covered)
            if not layers:
                leave(LeftOut.UNFINISHED)
                continue
            found = chooser.marks(new_records.record(article, layers, _marks(article, layers, gold)))
            if found is not None:
                yield found


def _layers_and_gold(
    connection: Connection, article: Article, covered: Coverage
) -> tuple[dict[str, list[Span]], Sequence[RecordSpan] | None]:
    """Return the spans of those who finished an article, and of its gold, None where it has none."""
    from annotator.adjudication import exported_spans
    from annotator.store import finished, gold

    if covered.settled:
        decided = gold.of_article(connection, covered.number)
        layers = finished.layers_of(connection, article.id, covered.number, decided)
        published = exported_spans(article, layers, decided)
        if published is not None:
            return {layer.annotator: list(layer.spans) for layer in layers}, published
    found: dict[str, list[Span]] = {name: [] for name in covered.finished}
    for span in spans.of_article(connection, covered.number):
        if span.annotator in found:
            found[span.annotator].append(span)
    if covered.lacks is None and not covered.settled:
        (alone,) = found.values()
        return found, [new_records.single(article, span) for span in alone]
    return found, None


def _marks(
    article: Article, layers: dict[str, list[Span]], gold: Sequence[RecordSpan] | None
) -> list[RecordSpan]:
    made: defaultdict[Mark, list[Span]] = defaultdict(list)
    for layer in layers.values():
        for span in layer:
            made[span.mark].append(span)
    settled = {(span.start, span.end, span.label): span for span in gold or ()}
    could = sorted(layers)
    found = []
    for mark in made.keys() | settled.keys():
        if (known := settled.get(mark)) is None:
            known = new_records.mark(article, min(made[mark], key=lambda span: (span.created, span.id)))
        names = sorted(span.annotator for span in made[mark])
        found.append(
            replace(
                known,
                annotators=names,
                could=could,
                share=len(names) / len(could),
                gold=None if gold is None else mark in settled,
            )
        )
    return sorted(found, key=lambda span: (span.start, -span.end, span.label, span.id))
