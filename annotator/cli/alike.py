"""People whose names are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import say
from annotator.command_line import command_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def say_alike(alike: Iterable[Sequence[str]], project: Path) -> None:
    """Print which people have names that are alike, and the command that joins them."""
    for names in alike:
        how = command_line("people join", *names[:2], project=project)
        say(
            f"{' and '.join(names)} differ only in case or in how letters are composed, and are {len(names)} people here. "
            f"If they are one person: {how}"
        )
