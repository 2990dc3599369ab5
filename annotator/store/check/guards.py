"""What is looked at before something is told of a project: each raises `NotAProjectError` where that is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store import check
from annotator.store.check import counts, gold, layers
from annotator.store.file import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.file.connection import Connection

_DECIDED = (
    "SELECT article FROM decision UNION SELECT article FROM gold_step UNION SELECT article FROM settled"
)


def require_article(connection: Connection, number: int) -> None:
    """Look at one article, with the layers, the gold and the work on it."""
    require_each(connection)(number)


def require_each(connection: Connection) -> Callable[[int], None]:
    """Return what looks at an article by its number, as `require_article` does, for many of them."""
    about = check.context(connection)
    return lambda number: check.require(connection, check.article(about, number))


def require_tables(connection: Connection, *names: str) -> None:
    """Look at the rows and indexes of tables that have checksums: those that are named, or all."""
    check.require(connection, check.tables(connection, *names))


def require_lists(connection: Connection) -> None:
    """Look at what lists and counts are made from."""
    require_tables(connection)
    with failures.translated(connection.path):
        check.require(connection, counts.faults(check.context(connection)))


def require_gold(connection: Connection) -> None:
    """Look at all gold."""
    about = check.context(connection)
    with failures.translated(connection.path):
        for number, id_ in connection.rows(f"SELECT number, id FROM article WHERE number IN ({_DECIDED})"):
            check.require(connection, gold.faults(about, layers.Article(number, id_, None)))
