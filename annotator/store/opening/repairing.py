"""Making tables anew that repeat what others say, in a project that can't be opened because of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store.check import derived, objects
from annotator.store.disk import failures
from annotator.store.file.connection import configure, enable_wal
from annotator.store.opening.opening import open_to_check, require_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.model import Fault
    from annotator.store.file.connection import Connection


def repair(path: Path, faults: Iterable[Fault], *, anywhere: bool = False) -> list[str]:
    """Make anew, in one transaction, the derived tables that have some of these faults; return their names.

    `faults` are those that a check found. Raises as `open_project` with `writing`, and `DamagedProjectError` for a fault
    that is not derived; nothing is changed then.
    """
    found = [fault for fault in faults if not fault.harmless]
    for fault in found:
        if not fault.derived:
            raise failures.of_fault(path, fault)
    with closing(open_to_check(path, writing=True, anywhere=anywhere)) as connection:
        with failures.translated(connection.path):
            require_whole(connection)
            configure(connection.database)
            enable_wal(connection.database)
        connection.watch_files()
        with connection.writing():
            objects.require_own(connection, but_derived=True)
            return derived.remake(connection, found, _put_back(connection))


def _put_back(connection: Connection) -> set[derived.Derived]:
    """Make what is gone of the derived tables, still empty; return those. Nothing else may be gone."""
    owners: set[derived.Derived] = set()
    for each in objects.gone(connection):
        if not derived.index_kept_in(each.name):
            connection.execute(each.sql)
        owners.update(derived.owners(each.name, each.table, each.sql))
    return owners
