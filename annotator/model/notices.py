"""What has to be known of a project's file."""

from __future__ import annotations

from typing import NamedTuple


class Notice(NamedTuple):
    """What has to be known of a project's file: `told` at the end, with a command where one helps; `shown` on a screen, short.

    `lacks`: the file that the project was opened in lacks work, which is in another file or lost.
    """

    told: str
    shown: str
    lacks: bool = False
