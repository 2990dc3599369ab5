"""The next open article of somebody, and whether an article is in their list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.store.library.orders import BLOCK
from annotator.store.library.scope import LISTED

if TYPE_CHECKING:
    from collections.abc import Collection

    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_OWN = """
    SELECT article FROM part INDEXED BY part_by_status
    WHERE annotator = :me AND status = '{status}' AND assigned AND article > :from AND article < :to
    AND article NOT IN (SELECT value FROM json_each(:without)) ORDER BY article LIMIT 1
"""
_BACK = """
    SELECT article FROM sent_back CROSS JOIN part USING (annotator, article)
    WHERE annotator = :me AND article > :from AND article < :to AND status IN ('todo', 'doing')
    AND article NOT IN (SELECT value FROM json_each(:without)) ORDER BY article LIMIT 1
"""
_ALL_BACK = "SELECT article FROM sent_back WHERE annotator = ? ORDER BY article"
_ALL = f"""
    SELECT article.number FROM article_tally AS block
    CROSS JOIN article ON article.number BETWEEN max(block.block * {BLOCK}, :from + 1) AND block.block * {BLOCK} + {BLOCK - 1}
    WHERE block.block >= :from / {BLOCK} AND block.articles > (
        SELECT ifnull(sum(tally.articles), 0) FROM tally
        WHERE tally.annotator = :me AND tally.block = block.block AND status IN ('done', 'flagged')
    )
    AND article.number < :to AND article.number NOT IN (SELECT value FROM json_each(:without))
    AND NOT EXISTS (
        SELECT 1 FROM part
        WHERE part.annotator = :me AND part.article = article.number AND status IN ('done', 'flagged')
    ) ORDER BY block.block, article.number LIMIT 1
"""
_LISTED = f"SELECT 1 FROM part WHERE annotator = ? AND article = ? AND {LISTED}"
_LAST = 2**62


def after(connection: Connection, scope: Scope, number: int, without: Collection[int] = ()) -> int | None:
    """Return the number of the first article for them that is open after this one, else of the first before it.

    Those that were sent back come before all others. `without`: the numbers of articles that are left out.
    """
    left_out = json.dumps(sorted(without))
    for is_back in (True, False):
        for low, high in ((number, _LAST), (0, number)):
            values: dict[str, int | str] = {**scope.parameters, "from": low, "to": high, "without": left_out}
            if (found := _between(connection, scope, values, is_back=is_back)) is not None:
                return found
    return None


def back(connection: Connection, scope: Scope) -> list[int]:
    """Return the numbers of the articles that were sent back to somebody, who has not finished them since."""
    return [number for (number,) in connection.rows(_ALL_BACK, [scope.me])]


def _between(
    connection: Connection, scope: Scope, values: dict[str, int | str], *, is_back: bool
) -> int | None:
    if is_back:
        row = connection.row(_BACK, values)
        return None if row is None else int(row[0])
    if not scope.own:
        row = connection.row(_ALL, values)
        return None if row is None else int(row[0])
    found = [connection.row(_OWN.format(status=status), values) for status in ("todo", "doing")]
    return min((int(row[0]) for row in found if row is not None), default=None)


def is_listed(connection: Connection, scope: Scope, number: int) -> bool:
    """Return whether there is an article with this number in somebody's list."""
    if connection.row("SELECT 1 FROM article WHERE number = ?", [number]) is None:
        return False
    return not scope.own or connection.row(_LISTED, [scope.me, number]) is not None


def id_of(connection: Connection, number: int) -> str:
    """Return the id of the article with this number, which must exist."""
    row = connection.row("SELECT id FROM article WHERE number = ?", [number])
    assert row is not None
    return str(row[0])
