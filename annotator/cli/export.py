"""The command that writes articles and spans out."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import invocation, open_project, project_option
from annotator.cli.output import keep_project, standard_output, whole
from annotator.cli.say import say
from annotator.formats import FORMATS, writer
from annotator.model import ExportReport, LeftOut


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
    metavar="NAME|all|gold",
    help="One annotator's spans, or all: every article, with everyone's. Without it, or with gold: the articles that are "
    "settled, or that one person alone was to mark and finished.",
)
def command(project: Path, kind: str, output: Path | None, layer: str | None) -> None:
    """Write the articles with their spans: the gold, or with --layer what people marked.

    What is left out is counted on standard error, with what to do about it.
    """
    writer(kind)
    if output == Path("-"):
        output = None
    with open_project(project) as opened:
        if output is None:
            with standard_output() as out:
                report = opened.export(kind, out, layer=layer)
        else:
            keep_project(output, project, "-o")
            with whole(output) as out:
                report = opened.export(kind, out, layer=layer)
    _tell(report, output, layer, project)


def _tell(report: ExportReport, output: Path | None, layer: str | None, project: Path) -> None:
    articles = "1 article" if report.written == 1 else f"{report.written} articles"
    written = f"{articles} written" if output is None else f"{articles} written to {output}"
    left_out = sum(report.left_out.values())
    if left_out:
        say(f"{written}, {left_out} left out:")
        for reason, (why, command) in _REASONS.items():
            if count := report.left_out.get(reason):
                say(f"  {count} {why}: {invocation(command, project)}")
        say("  --layer all writes every article, --layer NAME one annotator's.")
    elif report.written:
        say(f"{written}.")
    elif layer in (None, "all", "gold"):
        say(f"{written}: the project has no articles yet; bring some in with: annotator import PATH.")
    else:
        say(f"{written}: {layer} has not begun any article.")


_REASONS = {
    LeftOut.UNFINISHED: ("not finished by anybody; to mark them", ""),
    LeftOut.WAITING: ("not finished by all who are to; to see who is missing", "status"),
    LeftOut.ONE_OF_SEVERAL: ("finished by one person where several work; to hand them out", "assign"),
    LeftOut.UNSETTLED: ("finished by several people and not settled; to settle them", "adjudicate"),
    LeftOut.CHANGED: ("settled, but changed since; to settle them again", "adjudicate"),
}
"""What the articles that are left out lack, and the command that helps."""
