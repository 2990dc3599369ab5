"""Messages about articles that nobody is to mark, with the command that assigns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import counted
from annotator.command_line import command_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import ToAssign


SECONDS = {"d": 24 * 3600.0, "h": 3600.0, "m": 60.0}
"""The units of durations, in seconds."""


def for_nobody(count: int) -> Iterator[str]:
    """Yield a sentence on how many articles are for nobody, if any."""
    if count:
        yield f"{counted(count, 'article is', 'articles are')} for nobody as yet."


def deal_them_out(unassigned: ToAssign | None, project: Path) -> Iterator[str]:
    """Yield sentences: how many articles are for nobody, if any, and the command that assigns them."""
    if unassigned is not None:
        yield from for_nobody(unassigned.count)
        yield f"To deal {which(unassigned)} out: {dealing(unassigned, project)}"


def which(unassigned: ToAssign) -> str:
    """Return the pronoun for the articles that `dealing` assigns, or how many of them the command names."""
    if unassigned.named < unassigned.count:
        return f"the first {unassigned.named:,} of them"
    return "it" if unassigned.count == 1 else "them"


def dealing(unassigned: ToAssign, project: Path) -> str:
    """Return the command that assigns these articles; NAME stands for each person who is missing."""
    names = [*unassigned.people]
    if names:
        names += ["NAME"] * (unassigned.per_article - len(names))
    options = [] if names else ["--dynamic"]
    options += ["--per-article", str(unassigned.per_article)]
    if not names:
        options += ["--return-after", _typed(unassigned.return_after)]
    if unassigned.articles is not None:
        options += ["--articles", unassigned.articles]
    return command_line("assign", *names, options=options, project=project)


def _typed(seconds: float) -> str:
    unit = unit_of(seconds)
    return f"{max(round(seconds / SECONDS[unit], 3), 0.001):.15g}{unit}"


def unit_of(seconds: float) -> str:
    """Return the longest unit of which a duration is a whole number, minutes where there is none."""
    return next((unit for unit in "dh" if seconds % SECONDS[unit] == 0), "m")
