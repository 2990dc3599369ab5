"""The command that brings articles in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.options import open_project, project_option
from annotator.cli.progress import progress
from annotator.cli.say import answer, say
from annotator.formats import FORMATS, find, read_found
from annotator.formats.reading import check_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import ImportReport


KINDS = "".join(f"\n  {', '.join(kind.suffixes):18} {kind.description}" for kind in FORMATS if kind.suffixes)

HELP = f"""Bring articles in from files and folders.

\b{KINDS}

The text is stored exactly as it is. A text that is there already is skipped. Records that can't be used are told with
file and line, and the exit status is then 1; the others come in all the same.
"""


@click.command("import", help=HELP)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@project_option
@click.option(
    "--encoding", default="utf-8", show_default=True, metavar="NAME", help="The encoding of the files."
)
def command(paths: tuple[Path, ...], project: Path, encoding: str) -> None:
    """Run the command; `HELP` is what it says of itself."""
    check_encoding(encoding)
    with open_project(project) as opened, progress("Importing") as tell:
        found = find(paths)
        report = opened.add_articles(read_found(found, encoding), tell)
    for refusal in report.refused:
        say(str(refusal))
    for line in _summary(report, found.ignored):
        answer(line)
    if report.refused:
        click.get_current_context().exit(1)


def _summary(report: ImportReport, ignored: tuple[Path, ...]) -> Iterator[str]:
    articles = "article" if report.added == 1 else "articles"
    yield f"{report.added} {articles} added, {report.skipped} skipped (already there), {len(report.refused)} refused"
    if ignored:
        endings = ", ".join(sorted({path.suffix or path.name for path in ignored})[:5])
        files = "file" if len(ignored) == 1 else "files"
        yield f"{len(ignored)} {files} of other kinds in the folders passed over: {endings}"
    if report.unread:
        yield f"{report.unread} spans in the files were not read: this version brings in articles without spans"
