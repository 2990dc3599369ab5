"""The orders of the adjudicator's list, and reading it from any row on in either direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.model import ListColumn
from annotator.store.file.case_counts import WITH_CHECKSUM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import CaseRow, ListOrder
    from annotator.store.file.connection import Connection

_LISTED = "(layers > 1 OR layers IS NULL)"
_ARTICLE = "case_count.article"
FEW = 2_000
"""At most so many rows are sorted by title when they are asked for; the order of more is that of all articles."""
_GOLD = "(status = 3)"


class Term(NamedTuple):
    """An expression to sort by."""

    sql: str
    descending: bool = False

    def turned(self) -> Term:
        """Return the term in the other direction."""
        return Term(self.sql, not self.descending)


class Part(NamedTuple):
    """Rows that stand together in the list: where they come from, which they are, and how they are sorted."""

    table: str
    how: str
    where: str
    terms: tuple[Term, ...]
    parameters: tuple[Any, ...] = ()

    def narrowed(self, where: str, parameters: Sequence[Any]) -> Part:
        """Return those of the rows of which this is true, too."""
        return self._replace(where=f"{where} AND {self.where}", parameters=(*parameters, *self.parameters))

    def looked_up(self) -> Part:
        """Return the same rows, looked up by the numbers of their articles, which the condition begins with."""
        return self._replace(how="NOT INDEXED")


def counted(order: ListOrder, *, without_policy: bool) -> Part:
    """Return the rows whose place is known, in this order. `without_policy`: what all agree on is open, too."""
    open_ = "undecided + stale" if without_policy else "open"
    index, expression = {
        ListColumn.OPEN: ("case_count_by_not_decided" if without_policy else "case_count_by_open", open_),
        ListColumn.STATUS: ("case_count_by_status", "status"),
        ListColumn.STALE: ("case_count_by_stale", "stale"),
        ListColumn.LAYERS: ("case_count_by_layer_count", "layers"),
    }[order.column]
    terms = [Term(expression, order.descending)]
    if order.column is ListColumn.OPEN:  # the settled ones are the last of those with nothing open
        terms += [Term(_GOLD, not order.descending), Term(_ARTICLE, not order.descending)]
    else:
        terms.append(Term(_ARTICLE, order.descending))
    return Part("case_count", f"INDEXED BY {index}", "layers > 1", tuple(terms))


def uncounted() -> Part:
    """Return the rows that are not counted, by number."""
    return Part("case_count", "INDEXED BY case_count_lacking", "layers IS NULL", (Term(_ARTICLE),))


def by_number(*, descending: bool) -> Part:
    """Return all rows by number."""
    return Part("case_count", "NOT INDEXED", _LISTED, (Term(_ARTICLE, descending),))


def by_title(*, descending: bool, are_few: bool) -> Part:
    """Return all rows by title. `are_few`: few of the articles are among them."""
    terms = (Term("listed.title", descending), Term("listed.article", descending))
    if are_few:
        return Part("case_count NOT INDEXED CROSS JOIN listed USING (article)", "", _LISTED, terms)
    joined = "listed INDEXED BY listed_by_title CROSS JOIN case_count USING (article)"
    return Part(joined, "", _LISTED, terms)


def only(number: int) -> Part:
    """Return the row of one article, if it is listed."""
    part = by_number(descending=False)
    return part.narrowed("case_count.article = ?", [number])


def key_of(connection: Connection, part: Part, number: int) -> tuple[Any, ...] | None:
    """Return the key of an article among the rows of a part, None where it isn't one."""
    values = ", ".join(term.sql for term in part.terms)
    table = "case_count" if part.how else "case_count CROSS JOIN listed USING (article)"
    where = f"{part.where} AND case_count.article = ?"
    return connection.row(f"SELECT {values} FROM {table} WHERE {where}", [*part.parameters, number])


def key_of_place(part: Part, row: CaseRow) -> tuple[Any, ...]:
    """Return the key that an article had when its row was this one. The part is sorted by what is open, or by number."""
    values = {_GOLD: int(row.is_gold), _ARTICLE: row.number}
    return tuple(values.get(term.sql, row.open) for term in part.terms)


def rows(
    connection: Connection,
    part: Part,
    key: Sequence[Any] | None,
    count: int,
    *,
    backwards: bool = False,
    inclusive: bool = False,
) -> Iterator[tuple[Any, ...]]:
    """Yield rows of a part from behind the one with this key on, or from it on; from the first where there is no key.

    `backwards`: in the other direction. `count` rows are read at once, which should be what is needed.
    """
    terms = tuple(term.turned() for term in part.terms) if backwards else part.terms
    for range_, bounds, sorted_by in _ranges(terms, key, inclusive=inclusive):
        by = ", ".join(f"{term.sql}{' DESC' if term.descending else ''}" for term in sorted_by)
        where = f"{part.where} AND {range_}" if range_ else part.where
        sql = f"SELECT {WITH_CHECKSUM} FROM {part.table} {part.how} WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?"
        found, at = count, 0
        while found == count:
            some = connection.rows(sql, [*part.parameters, *bounds, count, at])
            yield from some
            found, at = len(some), at + len(some)


def _ranges(
    terms: Sequence[Term], key: Sequence[Any] | None, *, inclusive: bool
) -> Iterator[tuple[str, list[Any], Sequence[Term]]]:
    """Yield the ranges that follow a key, nearest first: each with its values, and the terms that are left to sort by.

    Each is one range of an index: equal to the key in the first terms, and behind it in the next one.
    """
    if key is None:
        yield "", [], terms
        return
    for at in range(len(terms) - 1, -1, -1):
        equal = [f"{term.sql} = ?" for term in terms[:at]]
        sign = "<" if terms[at].descending else ">"
        if inclusive and at == len(terms) - 1:
            sign += "="
        yield " AND ".join([*equal, f"{terms[at].sql} {sign} ?"]), [*key[: at + 1]], terms[at:]
