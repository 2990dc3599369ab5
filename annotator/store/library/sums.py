"""Sums over somebody's list of articles, read from the tables that are kept for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import ListTotals
from annotator.store.library.orders import BLOCK
from annotator.store.library.scope import LISTED

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_THEIRS = """
    SELECT ifnull(sum(articles), 0), ifnull(sum(articles * assigned), 0), ifnull(sum(words * assigned), 0),
        ifnull(sum(articles * (status = 'done')), 0), ifnull(sum(words * (status = 'done')), 0),
        ifnull(sum(articles * (status = 'done') * assigned), 0),
        ifnull(sum(words * (status = 'done') * assigned), 0), ifnull(sum(articles * (status = 'flagged')), 0)
    FROM tally WHERE annotator = ? AND (assigned OR status <> 'todo' OR tagged)
"""
_ALL = "SELECT ifnull(sum(articles), 0), ifnull(sum(words), 0) FROM article_tally"
_BACK = "SELECT count(*) FROM sent_back WHERE annotator = ?"
_OWN_BLOCKS = """
    SELECT ifnull(sum(articles), 0) FROM tally
    WHERE annotator = ? AND block < ? AND (assigned OR status <> 'todo' OR tagged)
"""
_OWN_REST = f"SELECT count(*) FROM part WHERE annotator = ? AND article BETWEEN ? AND ? AND {LISTED}"
_ALL_BLOCKS = "SELECT ifnull(sum(articles), 0) FROM article_tally WHERE block < ?"
_ALL_REST = "SELECT count(*) FROM article WHERE number BETWEEN ? AND ?"


def totals(connection: Connection, scope: Scope, annotator: str) -> ListTotals:
    """Return the sums over a list. `annotator` is the name."""
    from annotator.store.assigning.pool import waiting

    theirs, everything = connection.row(_THEIRS, [scope.me]), connection.row(_ALL)
    back = connection.row(_BACK, [scope.me])
    assert back is not None
    assert theirs is not None
    assert everything is not None
    listed, own, words_own, all_done, all_words_done, done, words_done, flagged = theirs
    if not scope.own:
        listed, words_own = everything
        own, done, words_done = listed, all_done, all_words_done
    return ListTotals(
        listed=listed,
        own=own,
        done=done,
        words_own=words_own,
        words_done=words_done,
        flagged=flagged,
        back=back[0],
        waiting=waiting(connection, annotator) if scope.own else 0,
        teamwork=scope.own,
    )


def listed(connection: Connection, scope: Scope) -> int:
    """Return how many articles are in a list."""
    sql, values = (_THEIRS, [scope.me]) if scope.own else (_ALL, [])
    row = connection.row(sql, values)
    assert row is not None
    return int(row[0])


def articles(connection: Connection) -> int:
    """Return how many articles the project has."""
    row = connection.row(_ALL)
    assert row is not None
    return int(row[0])


def up_to(connection: Connection, scope: Scope, number: int) -> int:
    """Return how many articles of a list have this number or a lower one."""
    block = number // BLOCK
    if scope.own:
        before = connection.row(_OWN_BLOCKS, [scope.me, block])
        rest = connection.row(_OWN_REST, [scope.me, block * BLOCK, number])
    else:
        before = connection.row(_ALL_BLOCKS, [block])
        rest = connection.row(_ALL_REST, [block * BLOCK, number])
    assert before is not None
    assert rest is not None
    return int(before[0]) + int(rest[0])
