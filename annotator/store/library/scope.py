"""Whose list is read, and whether it has all articles or the person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Struct
from annotator.store.assigning.assignment_rows import teamwork
from annotator.store.people import annotators

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

NOBODY = 0
"""Stands for the number of somebody who has nothing in the project yet."""

LISTED = "(part.assigned OR part.status <> 'todo' OR part.spans > 0)"
"""A condition on a row of `part`: the article is in the person's own list."""


class Scope(Struct, frozen=True):
    """The list of the person with the number `me`. `own`: only what is assigned to them and what they have begun."""

    me: int
    own: bool

    @property
    def parameters(self) -> dict[str, int]:
        """What the queries of a list have in common."""
        return {"me": self.me}


def scope_of(connection: Connection, annotator: str) -> Scope:
    """Return the scope of somebody's list: their own articles where anything is assigned or handed out, else all."""
    return Scope(me=annotators.number(connection, annotator) or NOBODY, own=teamwork(connection))
