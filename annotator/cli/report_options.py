"""The options of the commands that print a report on people or predictions: `agreement` and `evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.options import PATH
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.decorators import FC

by_option = click.option(
    "--by",
    type=click.Choice(("label", "article", "pair", "person", "error")),
    help="What the rows are, beside one for all. Pairs of people are compared with each other, persons and errors are those against a reference.",
)

page_option = click.option(
    "--html",
    "page",
    type=PATH,
    metavar="FILE",
    help="Write a page as well, with pictures and the worst disagreements, or errors.",
)

errors_option = click.option(
    "--errors",
    "most",
    type=click.IntRange(0, 1_000_000),
    metavar="N",
    help="How many errors of each kind are listed against a reference. All are counted.  [default: 20]",
)


def against_option(default: str | None = None) -> Callable[[FC], FC]:
    """Return the option for the reference; `default` is what it is where it is not given."""
    return click.option(
        "--against",
        default=default,
        show_default=default is not None,
        metavar="gold|NAME",
        shell_complete=words.references,
        help="The reference: the gold, or the layer of a person, a model or a reference.",
    )


def check_errors(most: int | None, by: str, kind: str, page: Path | None) -> None:
    """Raise UsageError where a number of errors to list is given, and nothing lists any; in JSON they always are."""
    if most is not None and by != "error" and kind != "json" and page is None:
        raise UsageError(
            "--errors says how many errors are listed, and here none is: add --by error, --html FILE or --format json."
        )
