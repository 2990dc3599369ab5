"""Messages about a project's file."""

from __future__ import annotations

from typing import NamedTuple


class Notice(NamedTuple):
    """A message about a project's file: `full` for the end, with a command where one helps; `short` for a screen.

    `lacks`: the file that the project was opened in lacks work, which is in another file or lost.
    """

    full: str
    short: str
    lacks: bool = False
