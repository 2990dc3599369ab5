"""The options that choose what is exported or compared, with the one meaning that they have in all commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.options import (
    articles_option,
    label_option,
    layers_option,
    parts,
    people_option,
    some_labels,
    some_people,
)
from annotator.errors import UsageError
from annotator.model import EVERYONE, GOLD, MARKS, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.decorators import FC

    from annotator.model import Source
    from annotator.project import Project


def _source_option(*, hidden: bool = False) -> Callable[[FC], FC]:
    """Return the option for sources; `hidden` where it has no meaning and says why."""
    return click.option(
        "--source",
        "sources",
        hidden=hidden,
        metavar="SOURCES",
        shell_complete=words.source_list,
        help="Which spans of the gold, if not all: unanimous, decided, policy, single; with commas between them.",
    )


pseudonyms_option = click.option(
    "--pseudonyms", is_flag=True, help="Call people by letters, the same wherever they are named."
)


def choosing_options(command: FC) -> FC:
    """Give a command that exports the options, whose values `selection` takes."""
    return _with_options(command, layers_option(EVERYONE, GOLD, MARKS), _source_option())


def comparing_options(command: FC) -> FC:
    """Give a command that compares people the options, whose values `selection` takes."""
    return _with_options(command, layers_option(EVERYONE), _source_option(hidden=True))


def _with_options(command: FC, layers: Callable[[FC], FC], source: Callable[[FC], FC]) -> FC:
    for option in (pseudonyms_option, source, label_option, people_option, layers, articles_option):
        command = option(command)
    return command


def selection(
    opened: Project,
    *,
    wanted: str | None,
    layers: Sequence[str],
    people: str | None = None,
    labels: str | None = None,
    sources: str | None = None,
    pseudonyms: bool = False,
    usual: str = GOLD,
) -> Selection:
    """Return what is chosen; the layer is the `usual` one where none is. Raises UsageError for articles, names, labels and sources that are not there."""
    return Selection(
        layers=tuple(dict.fromkeys(layers)) or (usual,),
        articles=None if wanted is None else tuple(opened.articles.select(wanted)),
        people=some_people(opened, people),
        labels=None if labels is None else some_labels(opened, labels),
        sources=some_sources(sources),
        pseudonyms=pseudonyms,
    )


def some_sources(wanted: str | None) -> tuple[Source, ...] | None:
    """Return the sources given with --source in their usual order, None for all. Raises UsageError for one that there is not."""
    if wanted is None:
        return None
    from annotator.model import Source

    names = parts("--source", wanted)
    for name in names:
        if name not in {*Source}:
            raise UsageError(f"--source: there is no source {name}; there are: {', '.join(Source)}.")
    return tuple(source for source in Source if source in names)
