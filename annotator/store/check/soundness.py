"""Whether a project is whole, in one answer."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from annotator.errors import NotAProjectError, ProjectNewerError, ProjectReadOnlyError
from annotator.store import check
from annotator.store.check import file
from annotator.store.file.migrations import STEPS
from annotator.store.file.upgrading import lacking_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.check import Fault
    from annotator.store.file.connection import Connection
    from annotator.store.file.upgrading import Steps


def damage(connection: Connection, steps: Steps = STEPS) -> str:
    """Return the first thing that is damaged, in a clause; "" for a project that is whole. Raises `ProjectError`.

    Of a project that a newer version made, only what SQLite can tell is looked at.
    """
    return next((str(fault) for fault in _faults(connection, steps) if not fault.keeps), "")


def _faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    try:
        lacking_steps(connection, steps)
    except ProjectNewerError:
        return chain(file.pages(connection), file.references(connection))
    except (NotAProjectError, ProjectReadOnlyError):  # the look says what is missing
        pass
    return check.faults(connection, steps)
