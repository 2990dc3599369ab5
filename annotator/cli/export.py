"""The command that writes articles and spans out."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import open_project, project_option
from annotator.cli.output import standard_output, whole
from annotator.cli.say import say
from annotator.errors import UsageError
from annotator.formats import FORMATS, writer


@click.command("export")
@project_option
@click.option(
    "--format",
    "kind",
    default="jsonl",
    show_default=True,
    metavar="NAME",
    help=f"What to write: {', '.join(kind.name for kind in FORMATS if kind.writes)}.",
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Where to, whole or not at all; standard output without it.",
)
@click.option(
    "--layer",
    metavar="NAME|all",
    help="One annotator's spans, or all: every article, with everyone's. Without it: the articles that someone "
    "finished, with the spans of those who did.",
)
def command(project: Path, kind: str, output: Path | None, layer: str | None) -> None:
    """Write the articles with their spans."""
    writer(kind)
    if output == Path("-"):
        output = None
    with open_project(project) as opened:
        if output is None:
            with standard_output() as out:
                count = opened.export(kind, out, layer=layer)
        else:
            _keep_project(output, project)
            with whole(output) as out:
                count = opened.export(kind, out, layer=layer)
    say(_summary(count, output, layer))


def _keep_project(output: Path, project: Path) -> None:
    target = output.resolve()
    files = [project.resolve().with_name(project.resolve().name + suffix) for suffix in ("", "-wal", "-shm")]
    if target in files or _same(target, project):
        raise UsageError(f"{output} is the project itself; name another file after -o.")


def _same(target: Path, project: Path) -> bool:
    try:
        return target.samefile(project)
    except OSError:  # there is no such file yet, or it can't be looked at: writing to it tells
        return False


def _summary(count: int, output: Path | None, layer: str | None) -> str:
    articles = "1 article" if count == 1 else f"{count} articles"
    place = "" if output is None else f" to {output}"
    if count:
        return f"{articles} written{place}."
    match layer:
        case None:
            reason = "no article is done yet; --layer all writes every article, --layer NAME one annotator's"
        case "all":
            reason = "the project has no articles yet; bring some in with: annotator import PATH"
        case _:
            reason = f"{layer} has not begun any article"
    return f"{articles} written{place}: {reason}."
