"""The command that makes a project of the sample articles and opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from annotator.cli import annotate
from annotator.cli.options import (
    PATH,
    WITH_AS,
    anywhere,
    anywhere_option,
    name_option,
    open_project,
    person,
    tell_notices,
)
from annotator.cli.say import answer, say
from annotator.command_line import DEFAULT_PROJECT, command_line
from annotator.errors import OutputError, ProjectError
from annotator.names import clean
from annotator.reasons import reason

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.cli.demo_ways import Way
    from annotator.project import Project
    from annotator.tui.terminal import Kept


@click.command("demo", epilog="Example: annotator demo --dir demo")
@click.option(
    "--dir",
    "folder",
    type=PATH,
    default="demo",
    show_default=True,
    metavar="DIR",
    help="The folder for the project.",
)
@click.option("--open/--no-open", "opens", default=True, help="Open it, or only make it.")
@click.option(
    "--adjudicate", "adjudicates", is_flag=True, help="Open the screen in which disagreements are decided."
)
@anywhere_option
@name_option
@annotate.bidi_option
def command(folder: Path, opens: bool, adjudicates: bool, name: str, bidi: str) -> None:
    """Try the program on sample articles that three people have tagged.

    Asks how to begin: as huda, who has tagged, as yourself, or adjudicating; with --as or --adjudicate it does not ask. The
    project stays in DIR, with what you do in it; the next annotator demo goes on there.
    """
    from annotator.cli import demo_ways

    if opens:
        annotate.require_terminal("annotator demo")
    project = folder / DEFAULT_PROJECT
    there = _is_there(project)
    if not there:
        clean(name, WITH_AS)
    is_new = not there and _make(project)
    if is_new:
        answer(f"Made the demo in {project}.")
    with open_project(project) as opened:
        if not is_new:
            _say_old(opened, project)
            answer(f"The demo is in {project} already and is used as it is.")
        name = person(opened, name)
        if not opens:
            answer(f"Open it with: {command_line('adjudicate' if adjudicates else '', project=project)}")
            return
        tell_notices(opened)
        if adjudicates or _is_named():
            _open(opened, demo_ways.Way(name, adjudicates), bidi)
            return
        with demo_ways.asked(opened, name, bidi) as (way, terminal):
            if way is not None:
                _open(opened, way, terminal)


def _open(opened: Project, way: Way, bidi: str | Kept) -> None:
    from annotator import tui

    if not way.adjudicates:
        tui.run(opened, way.name, None, bidi, say)
        return
    from annotator.adjudication import policy

    tui.adjudicate(
        reader=opened,
        name=way.name,
        article=None,
        policy=policy("unanimous"),
        hide_names=False,
        bidi=bidi,
        tell=say,
    )


def _is_named() -> bool:
    """Return whether the command line says who annotates; a variable or the login name says only who the user is."""
    return click.get_current_context().get_parameter_source("name") is ParameterSource.COMMANDLINE


def _say_old(opened: Project, project: Path) -> None:
    """Print what to do if an older version, with fewer layers, made the demo."""
    from annotator import resources
    from annotator.formats import sample_data

    missing = {who for who, _ in sample_data.layers(resources.sample_data() / "layers")} - set(
        opened.people.names()
    )
    if missing:
        names = " and ".join(sorted(missing))
        say(
            f"{project} has no layers of {names}: an older version made it. For a new demo, choose another folder: "
            "annotator demo --dir OTHER"
        )


def _is_there(project: Path) -> bool:
    try:
        return project.exists()
    except OSError as error:
        raise _impossible(project, error) from error


def _make(project: Path) -> bool:
    """Make the project, whole or not at all. Return False if another program made one there meanwhile; that one stays."""
    from annotator.files import put_in_place, temporary_folder
    from annotator.project.whole_files import require_free

    try:
        require_free(project, anywhere=anywhere())
        project.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(project) as unfinished:
            made = (
                unfinished / "made" / project.name
            )  # whoever writes a project locks its folder, and the upper one is locked
            made.parent.mkdir()
            _fill(made)
            try:
                put_in_place(made, project, replace=False)
            except FileExistsError:
                return False
    except OSError as error:
        raise _impossible(project, error) from error
    return True


def _impossible(project: Path, error: OSError) -> OutputError:
    return OutputError(f"The demo can't be made in {project.parent}: {reason(error)}.")


def _fill(path: Path) -> None:
    from annotator import labels, resources
    from annotator.cli import sample_gold
    from annotator.formats import sample_data
    from annotator.project import Project

    source = resources.sample_data()
    with Project.create(path, labels.default(), anywhere=True) as project:  # its place was looked at
        report = project.imports.add_files([source / "articles.jsonl"])
        if report.refused:
            raise ProjectError(f"The sample articles are damaged: {report.refused[0]}.")
        for annotator, layer in sample_data.layers(source / "layers"):
            text = project.articles.get(layer.article).text
            spans = sample_data.spans(layer, text, annotator)
            project.layers.add(layer.article, annotator, spans, layer.status, layer.note)
        sample_gold.load(project, source / "gold")
