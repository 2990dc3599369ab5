"""Which rescue files there are, and what became of the changes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model.rescues import Rescue


class FoundRescues(NamedTuple):
    """Rescue files, oldest first, and a message for each unusable one."""

    rescues: tuple[Rescue, ...]
    troubles: tuple[str, ...]


class AppliedRescue(NamedTuple):
    """How many changes were applied, were there already, or do not fit any more, and why the first does not.

    `lost`: how many lines can't be read. Changes that were not applied are in the file `aside`.
    """

    came: int
    there: int
    unfit: int
    why: str
    lost: int
    aside: Path | None
