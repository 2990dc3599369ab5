"""Comparing the number of spans and of settled articles with the histories, for the whole project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check.context import Context

_SPANS = "SELECT article, annotator, count(*) FROM span GROUP BY 1, 2"
_HISTORIES = """
    SELECT article, annotator, sum((what = 'added') - (what = 'removed')) AS there
    FROM operation GROUP BY 1, 2 HAVING there <> 0
"""
_SETTLED = "SELECT article FROM settled"
_LAST = """
    SELECT article FROM gold_step WHERE number IN (SELECT max(number) FROM gold_step GROUP BY article)
    AND settled_after
"""


def faults(context: Context) -> Iterator[Fault]:
    """Yield layers with another number of spans than their histories give, and articles that are settled only there or only here."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table="span", what="its rows can't be counted")):
        there = _counts(context, _SPANS)
        then = _counts(context, _HISTORIES)
        for article, person in sorted({key for key, _ in there.items() ^ then.items()}):
            spans, history = there.get((article, person), 0), then.get((article, person), 0)
            found.append(
                Fault(
                    table="span",
                    article=_id(context, article),
                    person=context.names.get(person, f"person {person}"),
                    what=f"the layer has {spans} spans, and its history gives {history}",
                )
            )
    with rows.reading(found, Fault(table="settled", what="its rows can't be counted")):
        now, last = (
            {article for (article,) in rows.raw_rows(context.connection, sql)} for sql in (_SETTLED, _LAST)
        )
        found += [
            Fault(
                table="settled",
                row=str(article),
                article=_id(context, article),
                what="whether it is settled is not as the history has it",
            )
            for article in sorted(now ^ last)
        ]
    yield from found


def _counts(context: Context, sql: str) -> dict[tuple[int, int], int]:
    return {(article, person): count for article, person, count in rows.raw_rows(context.connection, sql)}


def _id(context: Context, number: int) -> str:
    found = next(rows.raw_rows(context.connection, "SELECT id FROM article WHERE number = ?", [number]), None)
    return f"number {number}" if found is None else rows.printable(found[0])
