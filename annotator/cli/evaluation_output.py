"""Printing a report on an evaluation, and writing its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.output import standard_output, whole
from annotator.cli.say import say, show_lines

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.evaluation.errors import Errors
    from annotator.evaluation.report import Report
    from annotator.files import Destination


def write(
    report: Report,
    by: str,
    kind: str,
    errors: Errors,
    destination: Destination | None,
    page: Path | None,
) -> None:
    """Write the page, if there is a destination for it, then print the report. Raises OutputError."""
    from annotator.evaluation import printing

    if destination is not None:
        from annotator.evaluation.page import html

        with whole(destination, "--html") as out:
            out.write(html(report, errors.shown()).encode())
        say(f"The page is written to {page}.")
    printed = printing.FORMATS[kind](report, by)
    if kind == "table":
        show_lines(printed)
        return
    with standard_output() as out:
        out.write(printed.encode())
