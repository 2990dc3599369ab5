"""A project as an older version made it, for one that has two more steps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.store.file.migrations import STEPS
from annotator.store.layers import Layers
from annotator.store.opening.opening import open_project

if TYPE_CHECKING:
    from sqlite_utils import Database


def add_extra(db: Database) -> None:
    db.execute("CREATE TABLE extra (number INTEGER PRIMARY KEY)")


def add_more(db: Database) -> None:
    db.execute("CREATE TABLE more (number INTEGER PRIMARY KEY)")


NEXT = (*STEPS, add_extra, add_more)


def upgrade(name: str, person: str) -> None:
    """Open the project with the newer version, as a command would, and print how many spans the person has."""
    try:
        connection = open_project(Path(name), steps=NEXT)
    except AnnotatorError as error:
        sys.exit(str(error))
    print(len(Layers(connection).get("1.txt", person).spans))
    connection.close()
