"""The check of a whole project, of one article, or of some tables."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from annotator.errors import NotAProjectError, ProjectNewerError, ProjectReadOnlyError
from annotator.model import Fault
from annotator.store.check import (
    articles,
    case_counts,
    derived,
    file,
    layers,
    objects,
    people,
    rows,
    splits,
    state_id,
)
from annotator.store.check.context import Context, read_context
from annotator.store.disk import failures
from annotator.store.file import card, checksums, meta
from annotator.store.file.migrations import STEPS, lacking_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps


_UNMADE = (Fault(what="how its tables are made can't be read, so what is in them was not looked at"),)
NOT_LOOKED_AT = Fault(what="because of this, what is in its tables was not looked at", harmless=True)
"""Stands last where the tables may be something else, or have more in them than the file."""

_SMALL = ("annotator", "former_name", "written", "split")
"""Tables whose rows belong to no article."""


def faults(
    connection: Connection, steps: Steps = STEPS, progress: Callable[[int], None] | None = None
) -> Iterator[Fault]:
    """Yield everything that is wrong with a project; `progress` is called with the number of articles checked. Raises `ProjectBusyError`.

    What repeats other tables is compared with them where nothing else is damaged.
    """
    is_sound = True
    for fault in map(derived.marked, _faults(connection, steps, progress)):
        is_sound &= fault.harmless or fault.derived
        yield fault
    if is_sound:
        with failures.translated(connection.path):
            yield from derived.faults(connection)


def _faults(connection: Connection, steps: Steps, progress: Callable[[int], None] | None) -> Iterator[Fault]:
    with failures.translated(connection.path):
        judgement = objects.judged(connection, steps)
        is_circular = False
        for fault in file.faults(connection, judgement):
            is_circular |= file.PAGE_TWICE in fault.what
            yield fault
        if judgement.misleading or is_circular:
            yield NOT_LOOKED_AT
            return
        about = read_context(connection)
        if not about.readable:
            yield from _UNMADE
            return
        yield from _project(about)
        yield from state_id.faults(connection)
        for table in _SMALL:
            yield from _rows(about, table)
        yield from _card(about)
        yield from people.faults(about)
        yield from splits.faults(about)
        about, recount = about.in_windows(), case_counts.Recount(connection)
        for done, number in enumerate(_numbers(about), 1):
            if isinstance(number, Fault):
                yield number
            else:
                is_sound = True
                for fault in articles.faults(about, number):
                    is_sound = False
                    yield fault
                if is_sound:
                    yield from recount.faults(number)
            if progress is not None:
                progress(done)


def article(about: Context, number: int, scope: layers.Scope = layers.ALL) -> Iterator[Fault]:
    """Yield what is wrong with one article and its gold and work, and with what `scope` says of its layers."""
    with failures.translated(about.connection.path):
        yield from articles.faults(about, number, scope) if about.readable else _UNMADE


def tables(connection: Connection, *names: str) -> Iterator[Fault]:
    """Yield what is wrong with the rows and indexes of the named tables (default: all with checksums), and all rows whose parent row is missing."""
    with failures.translated(connection.path):
        about = read_context(connection)
        if not about.readable:
            yield from _UNMADE
            return
        yield from _orphans(about)
        for name in names or checksums.TABLES:
            yield from file.pages(connection, name)
            yield from _rows(about, name)


def _orphans(about: Context) -> Iterator[Fault]:
    """Yield rows whose parent row is missing. Unreadable tables are reported by other checks."""
    for name in about.tables:
        yield from (fault for fault in file.references(about.connection, name) if fault.table)


def require(connection: Connection, found: Iterator[Fault]) -> None:
    """Raise `DamagedProjectError` for the first fault that is not harmless. Everything is read in one transaction."""
    with connection.as_of_now():
        for fault in found:
            if not fault.harmless:
                raise failures.of_fault(connection.path, fault)


def _project(about: Context) -> Iterator[Fault]:
    found = list(_rows(about, "project"))
    yield from found
    if not found and (wrong := meta.schema_fault(about.connection)):
        yield Fault(table="project", what=wrong)


def _card(about: Context) -> Iterator[Fault]:
    found = list(_rows(about, "card"))
    yield from found
    if not found and about.tables["card"].columns and (wrong := card.fault(about.connection)):
        yield Fault(table="card", what=wrong)


def _rows(about: Context, table: str) -> Iterator[Fault]:
    yield from some_rows(about, table)


def some_rows(
    about: Context, table: str, where: str = "", parameters: Sequence[object] = ()
) -> Iterator[Fault]:
    """Yield what is wrong with the rows of a table, or with those that the rest of a query chooses."""
    found: list[Fault] = []
    made = about.tables[table]
    with rows.reading(found, Fault(table=table, what="its rows can't be read")):
        for row in rows.rows_of(about.connection, made, where, parameters):
            yield from rows.faults_of(made, row)
    yield from found


def first_rows(about: Context, table: str, most: int) -> Iterator[Fault]:
    """Yield what is wrong with the rows of a table, or nothing if it has more than `most` rows."""
    found: list[Fault] = []
    wrong: list[Fault] = []
    made = about.tables[table]
    with rows.reading(found, Fault(table=table, what="its rows can't be read")):
        for count, row in enumerate(rows.rows_of(about.connection, made, "LIMIT ?", [most + 1])):
            if count == most:
                wrong = []
                break
            wrong += rows.faults_of(made, row)
    yield from (*wrong, *found)


def _numbers(about: Context) -> Iterator[int | Fault]:
    found: list[Fault] = []
    with rows.reading(found, Fault(table="article", what="its rows can't be read")):
        before = None
        for (number,) in rows.raw_rows(
            about.connection, "SELECT number FROM article NOT INDEXED ORDER BY number"
        ):
            if before is not None and number <= before:  # pages that lead to each other give rows without end
                yield Fault(table="article", row=str(number), what="it is there more than once")
                break
            before = number
            yield number
    yield from found


def damage(connection: Connection, steps: Steps = STEPS) -> str:
    """Return a clause on the first damage that a full check finds, "" for a sound project. Raises `ProjectError`.

    Of a project made by a newer version only the pages and the references between tables are checked.
    """
    return next((str(fault) for fault in _known_faults(connection, steps) if not fault.harmless), "")


def _known_faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    try:
        lacking_steps(connection, steps)
    except ProjectNewerError:
        return chain(file.pages(connection), file.references(connection))
    except (NotAProjectError, ProjectReadOnlyError):  # the check says what is missing
        pass
    return faults(connection, steps)
