"""Exports without any article: nothing is written, and the layers that have articles are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import counted, say
from annotator.command_line import command_line
from annotator.errors import OutputError
from annotator.model import EVERYONE, GOLD, Selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.model import ExportReport

NAMED = 5
"""How many people are named before the others are only counted."""


class NothingWrittenError(OutputError):
    """There is no article to write, so nothing is changed."""

    def __init__(self, report: ExportReport) -> None:
        self.report = report
        super().__init__("There is no article to write.")


def tell_layers(counts: Mapping[str, int], selection: Selection, wanted: str | None, project: Path) -> None:
    """Print which layers have articles, with the command that exports each.

    The `selection` has none, `wanted` is its filter of --articles. `counts` are those of a project that has articles.
    """
    for layer in selection.names:
        say(f"{layer} has no layer in any {'article' if wanted is None else 'of these articles'}.")
    people = [name for name in counts if name not in (GOLD, EVERYONE)]
    if GOLD in counts:
        say(f"The gold has {counted(counts[GOLD], 'article')}: {_command(None, wanted, project)}")
    for name in people[:NAMED]:
        say(f"{name} has {counted(counts[name], 'article')}: {_command(name, wanted, project)}")
    if len(people) > NAMED:
        say(f"So {counted(len(people) - NAMED, 'more person has', 'more people have')} some.")
    say(f"--layer all has {counted(counts[EVERYONE], 'article')}: {_command(EVERYONE, wanted, project)}")


def _command(layer: str | None, wanted: str | None, project: Path) -> str:
    options = [] if layer is None else ["--layer", layer]
    options += [] if wanted is None else ["--articles", wanted]
    return command_line("export", options=options, project=project)
