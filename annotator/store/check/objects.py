"""What a project file defines: tables, indexes, triggers and views, compared with those that this program makes.

SQLite runs what a file defines: a trigger on a write, a view where a table's name is read. So this is looked at before any table
is read. What SQLite makes of a row of `sqlite_master` is told by its statement alone, so a row whose other columns say
something else is refused.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.model import Fault
from annotator.sentences import LONGEST, shortened
from annotator.store.check import rows
from annotator.store.disk import failures
from annotator.store.file.applied_steps import LIST, applied_steps, is_list
from annotator.store.file.migrations import STEPS, take

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps

AS_IT_IS_MADE = "a2db93dc0222a75afbf845322e3f967da88b992e2fa589820750264ea182f886"
"""What `digest` gives for a new project; each new step changes it."""

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
_INDEX_OF_LIST = f"idx_{LIST}_migration_set_name"
_INDEX_MADE = re.compile(
    rf'CREATE UNIQUE INDEX "?{_INDEX_OF_LIST}"?\s+ON "?{LIST}"? \("?migration_set"?, "?name"?\)'
)
_MADE_BY_SQLITE = {
    "sqlite_sequence": "CREATE TABLE sqlite_sequence(name,seq)",
    "sqlite_stat1": "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "sqlite_stat4": "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
_MADE_IN_ORDER = ("table", "view", "index", "trigger")
_STAYS = frozenset({"article"})
"""The tables whose rows are never removed and keep their keys, so that rows of other tables may belong to them."""

_HEAD = re.compile(r"CREATE (TABLE|VIEW|TRIGGER|INDEX|UNIQUE INDEX|VIRTUAL TABLE) ")
_TOKEN = re.compile(
    r"""\s+|--[^\n]*|/\*.*?(?:\*/|\Z)"""
    r"""|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|[^\W\d][\w$]*|.)""",
    re.DOTALL,
)
_UNPARSED = re.compile(r"malformed database schema \((.*?)\)(?: - (.*))?", re.DOTALL)
"""What SQLite says where it can't parse an object that a file defines: its name, and why."""


class Object(NamedTuple):
    """A row of `sqlite_master`; what another program wrote there can be any value."""

    kind: Any
    name: Any
    table: Any
    sql: Any


class Judgement(NamedTuple):
    """What is wrong with the objects of a file.

    `misleading`: a table of this program may be something else, so none is to be read. `is_new`: all is as in a new project.
    `tables` are those of this program, where other programs made some; what these compute is not to be looked at.
    """

    faults: tuple[Fault, ...] = ()
    misleading: bool = False
    is_new: bool = False
    tables: frozenset[str] = frozenset()


def judged(connection: Connection, steps: Steps) -> Judgement:
    """Return what is wrong with the objects in a file, the harmless ones of other programs included."""
    if what := unparsed(connection):
        return Judgement((Fault(what=what, added=True),), misleading=True)
    there = contents(connection)
    if digest(there) == AS_IT_IS_MADE:
        return Judgement(is_new=True)
    return _compared(connection, there, steps)


def require_own(connection: Connection, steps: Steps = STEPS, *, but_derived: bool = False) -> None:
    """Raise `DamagedProjectError` for the first object that is not as this program makes it, or that may not be there.

    With `but_derived`, what can be made anew may be gone.
    """
    with failures.translated(connection.path):
        for fault in judged(connection, steps).faults:
            if not (fault.harmless or (but_derived and fault.derived)):
                raise failures.of_fault(connection.path, fault)


def unparsed(connection: Connection) -> str:
    """Return a clause on an object of another program that SQLite can't parse, so that nothing of the file is read; "" for none.

    The connection can be asked about the file afterwards, and nothing must be written with it. Raises sqlite3.Error.
    """
    try:
        connection.database.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        said = _UNPARSED.fullmatch(str(error))
        if said is None:
            return ""
        name, why = said.groups()
    else:
        return ""
    if name.lower() in _names(STEPS):
        return ""  # SQLite's own words are told, and that it is damaged
    connection.database.execute("PRAGMA writable_schema = ON")  # reads on where an object can't be parsed
    found = connection.database.execute(
        "SELECT type, tbl_name FROM sqlite_master WHERE name = ?", [name]
    ).fetchone()
    kind, table = found or ("object", None)
    told = f"the {_shown(kind)} {_shown(name)} is not of this program, and SQLite can't read it ({why or 'it is damaged'})"
    if found is None or len(name) > LONGEST:
        return told
    which = "tbl_name" if table == name else "name"
    quoted = name.replace("'", "''")
    return (
        f"{told}, so nothing of the file can be read; it is removed by the SQL: PRAGMA writable_schema = ON; "
        f"DELETE FROM sqlite_master WHERE {which} = '{quoted}'; VACUUM"
    )


def contents(connection: Connection) -> list[Object]:
    """Return the objects in the file, as far as they can be read."""
    there: list[Object] = []
    with rows.reading([], Fault(what="")):  # what can't be read here, SQLite told of the pages
        there += (Object(*row) for row in rows.raw_rows(connection, _SCHEMA))
    return there


def digest(there: Sequence[Object]) -> str:
    """Return a hash of the definitions in their order, without what SQLite and sqlite-utils make for themselves."""
    try:
        made = msgspec.msgpack.encode([one for one in there if not _is_made_for_them(one)])
    except UnicodeEncodeError:  # nobody but another program writes such text
        return ""
    return hashlib.sha256(made).hexdigest()


def tables_of_its_version(connection: Connection, steps: Steps = STEPS) -> set[str]:
    """Return the names of the tables that the steps make which the file has."""
    return {one.name for one in _made_by(connection, steps) if one.kind == "table"}


def _is_made_for_them(one: Object) -> bool:
    """Return whether SQLite or sqlite-utils make an object in every project."""
    if one.kind == "table" and one.name == one.table:
        if one.name == LIST:
            return is_list(one.sql)
        return one.sql is not None and bool(_MADE_BY_SQLITE.get(one.name) == one.sql)
    if one.kind == "index" and isinstance(one.name, str):
        if isinstance(one.sql, str):
            return one.name == _INDEX_OF_LIST and _INDEX_MADE.fullmatch(one.sql) is not None
        return one.sql is None and one.name.startswith("sqlite_autoindex_")
    return False


def _compared(connection: Connection, there: Sequence[Object], steps: Steps) -> Judgement:
    """Compare the objects with those that the applied steps make."""
    if not any(one.name == "project" for one in there):
        return Judgement((Fault(what="it has none of this program's tables"),), misleading=bool(there))
    made = _made_by(connection, steps)
    own = {(one.kind, one.name) for one in made}
    misled, refused, welcome = list[Fault](), list[Fault](), list[Fault]()
    for one in there:
        if one in made or _is_made_for_them(one) or (one.kind, one.name) in own:
            continue
        if what := _refused(one, connection):
            misleads = not _is_as_written(one) or _could_be_read_for_ours(one)
            (misled if misleads else refused).append(Fault(what=what, added=_is_as_written(one)))
        else:
            welcome.append(
                Fault(what=f"the {one.kind} {_shown(one.name)} is not of this program", harmless=True)
            )
    misleading = bool(misled)
    for missing in sorted(made - set(there)):
        there_too = any((one.kind, one.name) == (missing.kind, missing.name) for one in there)
        if there_too:
            refused.append(Fault(what=f"the {missing.kind} {missing.name} is not as it was made"))
        else:
            what = f"the {missing.kind} {missing.name} is gone"
            refused.append(Fault(what=what, derived=_is_derived(missing, there)))
        misleading |= there_too and missing.kind == "table"
    with_others = any(one.kind == "table" and one not in made and not _is_made_for_them(one) for one in there)
    tables = {one.name for one in made if one.kind == "table"} | {LIST} if with_others else set[str]()
    return Judgement((*misled, *refused, *welcome), misleading, tables=frozenset(tables))


def _refused(one: Object, connection: Connection) -> str:
    """Return a clause on why an object of another program may not be there, "" if it may."""
    said = f"the {_shown(one.kind)} {_shown(one.name)}"
    if not _is_as_written(one):
        return f"{said} is not written as SQLite writes it"
    if one.name.lower() in _names(STEPS):
        how = _removal(one) if one.kind != "table" else ""
        return f"{said} has a name of this program's, and is not what this program makes{how}"
    target = one.table.lower()
    if one.kind == "trigger" and target in _tables():
        return f"{said} on the table {target} is not of this program, and could change or stop what is saved{_removal(one)}"
    if one.kind == "index" and target in _tables() and _could_stop_writes(connection, one, target):
        return f"{said} on the table {target} is not of this program, and could stop what is saved{_removal(one)}"
    if one.kind == "table" and (parent := _parent(connection, one)):
        return (
            f"{said} is not of this program, and its foreign key to the table {parent} could change or stop what is "
            f"saved; make it without the key"
        )
    return ""


def _could_be_read_for_ours(one: Object) -> bool:
    """Return whether an object is read where this program reads a table of its own."""
    return one.kind in {"table", "view"} and one.name.lower() in _names(STEPS)


def _removal(one: Object) -> str:
    name = one.name.replace('"', '""')
    return f'; it is removed by the SQL: DROP {one.kind.upper()} "{name}"' if len(name) <= LONGEST else ""


def _is_as_written(one: Object) -> bool:
    """Return whether the columns of a row agree, as SQLite writes them: kind, name and table are those of the statement."""
    if not all(isinstance(value, str) for value in one) or one.name.lower().startswith("sqlite_"):
        return False
    head = _HEAD.match(one.sql)
    if head is None or head[1].split()[-1].lower() != one.kind:
        return False
    words = _tokens(one.sql, head.end())
    if _unquoted(next(words, "")) != one.name.lower():
        return False
    if one.kind in {"table", "view"}:
        return bool(one.table.lower() == one.name.lower())
    return any(word.upper() == "ON" for word in words) and _unquoted(next(words, "")) == one.table.lower()


def _could_stop_writes(connection: Connection, one: Object, table: str) -> bool:
    """Return whether an index on a table of this program is unique, or SQLite can't write to the table because of it."""
    if one.sql.startswith("CREATE UNIQUE"):
        return True
    try:
        connection.database.execute(f"EXPLAIN INSERT INTO {table} DEFAULT VALUES").close()
    except sqlite3.OperationalError:  # it has a function or a collation that isn't there
        return True
    return False


def _parent(connection: Connection, one: Object) -> str:
    """Return the table of this program to which the foreign keys of another table refer, unless its rows stay as they are."""
    if one.sql.startswith("CREATE VIRTUAL"):
        return ""
    quoted = one.name.replace('"', '""')
    keys = connection.database.execute(f'PRAGMA foreign_key_list("{quoted}")').fetchall()
    return next((key[2].lower() for key in keys if key[2].lower() in _tables() - _STAYS), "")


def _tokens(sql: str, start: int) -> Iterator[str]:
    """Yield the words and signs of a statement without blanks and comments."""
    return (found[1] for found in _TOKEN.finditer(sql, start) if found[1] is not None)


def _unquoted(word: str) -> str:
    """Return a name as SQLite compares it: without quotes, in small letters."""
    if word[:1] in {'"', "`", "'"}:
        return word[1:-1].replace(word[0] * 2, word[0]).lower()
    return (word[1:-1] if word[:1] == "[" else word).lower()


def _shown(name: object) -> str:
    """Return a name for a message."""
    return shortened(rows.printable(name))


def gone(connection: Connection, steps: Steps = STEPS) -> list[Object]:
    """Return what the applied steps make and the file lacks, in an order in which it can be made: tables, indexes, triggers."""
    there = {(one.kind, one.name) for one in contents(connection)}
    lacking = (one for one in _made_by(connection, steps) if (one.kind, one.name) not in there)
    return sorted(lacking, key=lambda one: (_MADE_IN_ORDER.index(one.kind), one.name))


def _is_derived(missing: Object, there: Sequence[Object]) -> bool:
    """Return whether what is gone can be made anew, as it only repeats other tables or keeps what does.

    A table in which SQLite keeps an index can't, as long as the index is there.
    """
    from annotator.store.check import derived

    if not derived.owners(missing.name, missing.table, missing.sql):
        return False
    index = derived.index_kept_in(missing.name)
    return not index or not any(one.name == index for one in there)


def _made_by(connection: Connection, steps: Steps) -> frozenset[Object]:
    """Return the objects that the applied steps make; of all steps if the list can't be read."""
    names: set[str] = set()
    with rows.reading([], Fault(what="")):
        names = applied_steps(connection) or set()
    return _blueprint(tuple(step for step in steps if step.__name__ in names) or tuple(steps))


@cache
def _tables() -> frozenset[str]:
    """Return the names of the tables of this program."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        take(database, STEPS)
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset((*(name for (name,) in found), LIST))


@cache
def _names(steps: Steps) -> frozenset[str]:
    """Return the names of all objects that any version of this program has made."""
    names = {LIST, _INDEX_OF_LIST}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for step in steps:
            take(database, [step])
            names.update(name for (name,) in database.execute("SELECT name FROM sqlite_master"))
    return frozenset(names)


@cache
def _blueprint(steps: Steps) -> frozenset[Object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        take(database, steps)
        made = (Object(*row) for row in database.execute(_SCHEMA))
        return frozenset(one for one in made if not _is_made_for_them(one))
