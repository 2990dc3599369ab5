"""Rescue files: changes that could not be saved before the program ended."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from annotator.model.base import Struct
from annotator.model.changes import Numbered


class RescueHeader(Struct, frozen=True, kw_only=True):
    """The first line: whose changes these are, and of which project, which `created` identifies.

    `project` is where it was, `run` the run of the program that made them, `count` how many there are.
    """

    kind: Literal["annotator rescue"]
    version: int
    project: str
    created: str
    person: str
    when: datetime
    run: str
    count: int


class Rescue(Struct, frozen=True, kw_only=True):
    """A rescue file at `path`. `lost`: how many of its lines can't be read; `changes` are those before them."""

    path: Path
    header: RescueHeader
    changes: tuple[Numbered, ...]
    lost: int = 0
