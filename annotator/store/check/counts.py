"""Comparing the number of spans and of settled articles with the histories, for the whole project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context

_SPANS = "SELECT article, annotator, count(*) FROM span GROUP BY 1, 2 ORDER BY 1, 2"
_HISTORIES = """
    SELECT article, annotator, sum((what = 'added') - (what = 'removed')) AS there
    FROM operation GROUP BY 1, 2 HAVING there <> 0 ORDER BY 1, 2
"""
_SETTLED = "SELECT article, 1 FROM settled ORDER BY article"
_LAST = """
    SELECT article, 1 FROM gold_step WHERE number IN (SELECT max(number) FROM gold_step GROUP BY article)
    AND settled_after ORDER BY article
"""


def faults(context: Context) -> Iterator[Fault]:
    """Yield layers with another number of spans than their histories give, and articles that are settled only there or only here."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table="span", what="its rows can't be counted")):
        for (article, person), spans, history in _differing(context, _SPANS, _HISTORIES):
            found.append(
                Fault(
                    table="span",
                    article=_id(context, article),
                    person=context.names.get(person, f"person {person}"),
                    what=f"the layer has {spans} spans, and its history gives {history}",
                )
            )
    with rows.reading(found, Fault(table="settled", what="its rows can't be counted")):
        found += [
            Fault(
                table="settled",
                row=str(article),
                article=_id(context, article),
                what="whether it is settled is not as the history has it",
            )
            for (article,), _, _ in _differing(context, _SETTLED, _LAST)
        ]
    yield from found


def _differing(context: Context, here: str, there: str) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield keys with their counts in two queries, 0 where one has none, where these differ.

    Both give a key and a count in each row, in the order of the keys, so that never all are in memory.
    """
    rows_here, rows_there = (rows.raw_rows(context.connection, sql) for sql in (here, there))
    one, other = next(rows_here, None), next(rows_there, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[:-1] < other[:-1]):
            assert one is not None
            yield one[:-1], one[-1], 0
            one = next(rows_here, None)
        elif one is None or other[:-1] < one[:-1]:
            yield other[:-1], 0, other[-1]
            other = next(rows_there, None)
        else:
            if one[-1] != other[-1]:
                yield one[:-1], one[-1], other[-1]
            one, other = next(rows_here, None), next(rows_there, None)


def _id(context: Context, number: int) -> str:
    found = next(rows.raw_rows(context.connection, "SELECT id FROM article WHERE number = ?", [number]), None)
    return f"number {number}" if found is None else rows.printable(found[0])
