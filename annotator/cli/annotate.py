"""The command that opens the screens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from annotator.cli import words
from annotator.cli.options import name_option, open_project, person, project_option, tell_notices
from annotator.cli.say import say
from annotator.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.project import Project

BIDI = ("auto", "visual", "words", "kitty", "dither", "logical")

bidi_option = click.option(
    "--bidi",
    type=click.Choice(BIDI),
    default="auto",
    show_default=True,
    help="What this terminal does to Arabic; auto finds out, and annotator doctor tells.",
)


@click.command("annotate", epilog="Example: annotator annotate 12 --as huda")
@click.argument("article", required=False, shell_complete=words.articles)
@project_option
@name_option
@bidi_option
def command(article: str | None, project: Path, name: str, bidi: str) -> None:
    """Read and tag articles. ARTICLE is an id or a number; without it, the list of articles opens."""
    with open_project(project) as opened:
        name = person(opened, name)
        if article is not None:
            article = opened.articles.get(article).id
        require_terminal("annotator annotate")
        start(opened, name, article, bidi)


def start(opened: Project, name: str, article: str | None, bidi: str) -> None:
    """Open the screens of an open project, which is closed at the end."""
    from annotator.tui import run

    tell_notices(opened)
    run(opened, name, article, bidi, say)


def require_terminal(command: str) -> None:
    """Raise UsageError unless a person can see and type."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"{command} needs a terminal; here standard input or output is none.")
