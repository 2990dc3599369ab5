"""The command that puts a card into the project, or prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from annotator.cli.options import PATH, open_project, project_option
from annotator.cli.output import standard_output
from annotator.cli.say import answer
from annotator.command_line import command_line

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Card


@click.command("card", epilog="Example: annotator card card.toml")
@click.argument("file", required=False, type=PATH, metavar="[FILE]")
@project_option
def command(file: Path | None, project: Path) -> None:
    """Put a card into the project: title, authors, licence, sources and what else the users of its data sets have to know.

    The card is a TOML file. Without FILE the project's card is printed, or a form to fill in where there is none:
    annotator card > card.toml. A card in which nothing is filled in takes the former one away.
    """
    from annotator import cards
    from annotator.model import Card

    if file is None:
        with standard_output() as out:
            out.write(
                cards.dump(_of(project)).encode()
            )  # UTF-8 whatever the terminal has: it is a file to be
        return
    card = cards.load(file)
    with open_project(project) as opened:
        before = opened.cards.get()
        changed = opened.cards.put(card)
    where = f"The card of {project}"
    if not changed:
        answer(
            f"{where} says this already."
            if card != Card()
            else f"{file} states nothing, and {project} has no card."
        )
    elif card == Card():
        answer(f"{where} is taken away: {file} states nothing.")
    else:
        answer(f"{where} is now that of {file}.")
    if (missing := cards.unstated(card)) and card != Card():
        answer(f"Not stated: {', '.join(missing)}.")
    if changed and Card() not in (before, card):
        answer(f"The former one is gone. To see the card: {command_line('card', project=project)}")


def _of(project: Path) -> Card:
    from annotator.model import Card

    source = click.get_current_context().get_parameter_source("project")
    if source is ParameterSource.DEFAULT and not project.exists():
        return Card()
    with open_project(project) as opened:
        return opened.cards.get()
