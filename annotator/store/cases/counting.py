"""Counting the cases of articles, and storing the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store import articles as texts
from annotator.store import gold
from annotator.store.check import guards
from annotator.store.file import case_counts
from annotator.store.finished import layers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.store.file.connection import Connection

AT_ONCE = 20
"""How many articles are counted before they are stored in one transaction."""

NEW, BEGUN, CHANGED, SETTLED = range(4)
"""How far an article is adjudicated, as it is stored."""

_LACKING = """
    SELECT article, stamp FROM case_count INDEXED BY case_count_lacking
    WHERE layers IS NULL AND article > ? ORDER BY article LIMIT ?
"""
_GIVE_STAMP = "UPDATE case_count SET stamp = random() WHERE article = ? AND stamp = 0"
_CHANGED = """
    SELECT article FROM case_count INDEXED BY case_count_by_status WHERE status = ? AND layers IS NOT NULL
"""
_UNCOUNTED_GOLD = """
    SELECT article FROM case_count INDEXED BY case_count_lacking CROSS JOIN settled USING (article) WHERE layers IS NULL
"""
_STORE = """
    UPDATE case_count SET layers = ?, people = ?, open = ?, undecided = ?, stale = ?, decided = ?, status = ?, checksum = ?
    WHERE article = ? AND stamp = ?
"""


class Count(NamedTuple):
    """What is stored of an article's cases; see `create_case_counts`."""

    layers: int
    people: str
    open: int
    undecided: int
    stale: int
    decided: int
    status: int


def of_article(connection: Connection, number: int) -> Count:
    """Count the cases of the article with this number, which must exist. Raises `NotAProjectError` if it can't be read."""
    from annotator.adjudication import UNANIMOUS, Tally, cases, groups

    article, decided = texts.by_number(connection, number), gold.of_article(connection, number)
    layers = layers_of(connection, article.id, number, decided)
    people = [layer.annotator for layer in layers]
    tally = Tally.of(cases(groups(article.text, layers), decided.decisions, people, UNANIMOUS))
    if decided.settled is not None:
        status = SETTLED if tally.is_complete else CHANGED
    else:
        status = BEGUN if tally.decided else NEW
    numbers = _numbers(connection, people)
    return Count(len(layers), numbers, tally.open, tally.undecided, tally.stale, tally.decided, status)


def _numbers(connection: Connection, names: list[str]) -> str:
    """Return the numbers of people, each between two commas."""
    marks = ", ".join("?" * len(names))
    found = connection.rows(f"SELECT number FROM annotator WHERE name IN ({marks}) ORDER BY number", names)
    return "".join(f",{number}" for (number,) in found) + ","


def changed(connection: Connection, require: Callable[[int], None] = lambda _: None) -> set[int]:
    """Return the numbers of the settled articles whose layers are not those that were decided on, as of one moment.

    Only those that are not counted are compared; `require` is called with the number of each of them first. Raises `ProjectError`.
    """
    found = {number for (number,) in connection.rows(_CHANGED, [CHANGED])}
    for (number,) in connection.rows(_UNCOUNTED_GOLD):
        require(number)
        if of_article(connection, number).status == CHANGED:
            found.add(number)
    return found


def count_lacking(connection: Connection, stopped: Callable[[], bool] = lambda: False) -> Iterator[int]:
    """Count the articles that are not counted, store that, and yield how many were after each transaction.

    An article that changes while it is counted is passed over; it is counted the next time. It ends where the files of the
    project were replaced: whoever saves moves on first. Raises `ProjectError`.
    """
    last = 0
    while not stopped() and connection.is_in_place():
        _give_stamps(connection, last)
        with connection.as_of_now():
            lacking = connection.rows(_LACKING, [last, AT_ONCE])
            require = guards.require_each(connection)
            counted = []
            for number, stamp in lacking:
                if stopped():
                    break
                if not stamp:  # it has just changed again
                    continue
                require(number)
                count = of_article(connection, number)
                counted.append((*count, case_counts.checksum((number, *count, stamp)), number, stamp))
        if not lacking:
            return
        last = lacking[-1][0]
        if counted:
            with connection.writing():
                for row in counted:
                    connection.execute(_STORE, row)
            yield len(counted)


def _give_stamps(connection: Connection, last: int) -> None:
    """Give stamps to those of the next articles that have changed, so that it is seen if they change again; see `forget_counts_once`."""
    changed = [(number,) for number, stamp in connection.rows(_LACKING, [last, AT_ONCE]) if not stamp]
    if changed:
        with connection.writing():
            connection.execute_many(_GIVE_STAMP, changed)
