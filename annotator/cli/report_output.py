"""Where the reports of `agreement` and `evaluate` go: printed, and written as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.output import STANDARD_OUTPUT, named, standard_destination, standard_output, whole
from annotator.cli.say import say, show_lines
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.evaluation.errors import Errors
    from annotator.evaluation.report import Report
    from annotator.files import Destination


def page_destination(page: Path | None, project: Path) -> Destination | None:
    """Return the file of the page, None for no page. Raises UsageError where that is standard output, which has the table, and as `named`."""
    if page is None:
        return None
    destination = named(STANDARD_OUTPUT if page == Path("-") else page, "--html", project)
    table = standard_destination()
    if table is not None and destination.is_same(table):
        raise UsageError(
            "The table goes to standard output, so the page can't: name another file after --html."
        )
    return destination


def write_page(html: str, destination: Destination, page: Path | None) -> None:
    """Write the page, and say so with the name `page` under which it was asked for. Raises OutputError."""
    with whole(destination, "--html") as out:
        out.write(html.encode())
    say(f"The page is written to {page}.")


def print_report(printed: str, kind: str, notes: Iterable[str]) -> None:
    """Print a report as a table, or as bytes for a program. Raises OutputError.

    `notes` are its sentences on what was left out, and on how to read it: CSV has no place for them, so they are said.
    """
    if kind == "table":
        show_lines(printed)
        return
    with standard_output() as out:
        out.write(printed.encode())
    if kind == "csv":
        for note in notes:
            say(note)


def write(
    report: Report,
    by: str,
    kind: str,
    errors: Errors,
    destination: Destination | None,
    page: Path | None,
) -> None:
    """Write the page of an evaluation, if there is a destination for it, then print the report. Raises OutputError."""
    from annotator.evaluation import printing
    from annotator.evaluation.sentences import below

    if destination is not None:
        from annotator.evaluation.page import html

        write_page(html(report, errors.shown()), destination, page)
    print_report(printing.FORMATS[kind](report, by), kind, below(report))
