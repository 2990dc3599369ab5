"""The counts of the adjudicator's list, compared with what they are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import NotAProjectError
from annotator.model import Fault
from annotator.store.check import rows
from annotator.store.file.case_counts import CANDIDATES, TABLES, TOTALS, WITH_CHECKSUM, is_sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection

_COUNTS, _SUMS = TABLES
_ALIKE = f"""
    SELECT count(*) FROM (
        SELECT * FROM (SELECT article FROM {_COUNTS} EXCEPT SELECT article FROM ({CANDIDATES}))
        UNION ALL SELECT * FROM (SELECT article FROM ({CANDIDATES}) EXCEPT SELECT article FROM {_COUNTS})
    )
"""
_SOME = f"SELECT {WITH_CHECKSUM} FROM {_COUNTS} WHERE article > ? ORDER BY article LIMIT ?"
_KEPT = f"SELECT uncounted, listed, settled, open, not_decided FROM {_SUMS}"
_ROW = f"SELECT layers, people, open, undecided, stale, decided, status FROM {_COUNTS} WHERE article = ?"


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with which articles have counts, and with their sums. The counts are compared by `Recount`."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table=_COUNTS, what="its rows can't be read")):
        differing = next(rows.raw_rows(connection, _ALIKE))[0]
        if differing:
            articles = "1 article is" if differing == 1 else f"{differing:,} articles are"
            found.append(Fault(table=_COUNTS, what=f"{articles} there that should not be, or not there"))
    with rows.reading(found, Fault(table=_SUMS, what="its row can't be read")):
        if list(rows.raw_rows(connection, _KEPT)) != list(rows.raw_rows(connection, TOTALS)):
            found.append(Fault(table=_SUMS, what=f"it is not the sum of the rows of {_COUNTS}"))
    yield from found


def compare_some(connection: Connection, after: int, count: int) -> tuple[int, int]:
    """Look at the checksums of so many rows behind this article; return the last article, 0 if there is none, and how many are wrong."""
    found = connection.rows(_SOME, [after, count])
    return (found[-1][0] if found else 0), sum(row[1] is not None and not is_sound(row) for row in found)


class Recount:
    """Compares the counts that are stored of articles with those of the articles as they are."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_there = bool(rows.table(connection, _COUNTS).columns)

    def faults(self, number: int) -> Iterator[Fault]:
        """Yield a fault where the stored counts of an article are others. What can't be counted, other checks tell."""
        if not self._is_there:
            return
        found: list[Fault] = []
        with rows.reading(found, Fault(table=_COUNTS, row=str(number), what="it can't be read")):
            stored = next(rows.raw_rows(self._connection, _ROW, [number]), None)
            if stored is not None and stored[0] is not None and stored != self._counted(number):
                what = "its cases are not those of the article as it is"
                found.append(Fault(table=_COUNTS, row=str(number), what=what))
        yield from found

    def _counted(self, number: int) -> tuple[object, ...] | None:
        from annotator.store.cases import counting

        connection, check = self._connection, self._connection.require_sound
        connection.require_sound = None  # which is what is being done
        try:
            return tuple(counting.of_article(connection, number))
        except NotAProjectError:
            return None
        finally:
            connection.require_sound = check


def remake(connection: Connection) -> None:
    """Forget all counts, inside a transaction, so that they are counted anew where they are needed."""
    connection.execute(f"DELETE FROM {_COUNTS}")
    connection.execute(f"INSERT INTO {_COUNTS} (article) {CANDIDATES}")
    connection.execute(f"DELETE FROM {_SUMS}")
    connection.execute(
        f"INSERT INTO {_SUMS} (number, uncounted, listed, settled, open, not_decided) SELECT 1, * FROM ({TOTALS})"
    )
