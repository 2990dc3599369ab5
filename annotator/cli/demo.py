"""The command that makes a project of the sample articles and opens it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from annotator.cli import annotate
from annotator.cli.options import DEFAULT_PROJECT, name_option, open_project
from annotator.cli.say import answer
from annotator.errors import OutputError, ProjectError


@click.command("demo")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default="demo",
    show_default=True,
    metavar="DIR",
    help="The folder for the project.",
)
@click.option("--open/--no-open", "opens", default=True, help="Open it, or only make it.")
@name_option
@annotate.bidi_option
def command(folder: Path, opens: bool, name: str, bidi: str) -> None:
    """Try the program on sample articles that two people have tagged.

    The project stays in DIR, with what you do in it; the next annotator demo goes on there.
    """
    if opens:
        annotate.require_terminal("annotator demo")
    project = folder / DEFAULT_PROJECT
    if not _is_there(project) and _make(project):
        answer(f"Made the demo in {project}.")
    else:
        open_project(project).close()
        answer(f"The demo is in {project} already and is used as it is.")
    if opens:
        annotate.start(project, name, None, bidi)
    else:
        answer(f"Open it with: annotator --project {project}")


def _is_there(project: Path) -> bool:
    try:
        return project.exists()
    except OSError as error:
        raise _impossible(project, error) from error


def _make(project: Path) -> bool:
    """Make the project beside its place, so that it is there whole or not at all.

    Return False where another program has put one there meanwhile: that one stays.
    """
    from annotator.store.files import put_in_place

    try:
        project.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=project.parent, prefix=".demo-") as unfinished:
            made = Path(unfinished, project.name)
            _fill(made)
            try:
                put_in_place(made, project, replace=False)
            except FileExistsError:
                return False
    except OSError as error:
        raise _impossible(project, error) from error
    return True


def _impossible(project: Path, error: OSError) -> OutputError:
    return OutputError(f"The demo can't be made in {project.parent}: {error.strerror}.")


def _fill(path: Path) -> None:
    from annotator import labels, resources
    from annotator.formats import samples
    from annotator.project import Project

    source = resources.sample_data()
    with Project.create(path, labels.default()) as project:
        report = project.import_paths([source / "articles.jsonl"])
        if report.refused:
            raise ProjectError(f"The sample articles are damaged: {report.refused[0]}.")
        for annotator, layer in samples.layers(source / "layers"):
            text = project.article(layer.article).text
            spans = samples.spans(layer, text, annotator)
            project.add_layer(layer.article, annotator, spans, layer.status, layer.note)
