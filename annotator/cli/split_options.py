"""The options that divide a data set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import seed_option
from annotator.errors import UsageError
from annotator.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from click.decorators import FC

    from annotator.datasets.division import Division
    from annotator.formats.base import Format
_SPLIT = click.option(
    "--split",
    metavar="SHARES",
    help="Write a data set: a folder with train, validation and test, a card and dataset.json. 80/10/10 are percentages; "
    f"two or more, with names: train=70/dev=15/test=15. For {', '.join(kind.name for kind in FORMATS if kind.splits)}.",
)


def split_options(command: FC) -> FC:
    """Give a command the options, whose values `division` takes."""
    for option in (seed_option, _SPLIT):
        command = option(command)
    return command


def division(form: Format, output: Path | None, *, split: str | None, seed: int | None) -> Division | None:
    """Return how the data set is divided, None where the export is none. Raises UsageError."""
    if split is None:
        if seed is not None:
            raise UsageError("--seed is of --split; give both, or neither.")
        if not form.data_set:
            return None
    from annotator.datasets.division import Division
    from annotator.datasets.split_sizes import parse_sizes

    if split is None:
        return Division()
    if not form.splits:
        can = ", ".join(kind.name for kind in FORMATS if kind.splits)
        raise UsageError(f"{form.name} can't be split; --split is for {can}.")
    if output is None:
        raise UsageError("--split makes a folder of files: name one with -o.")
    return Division(sizes=parse_sizes(split), seed=seed or 0)
