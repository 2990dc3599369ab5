"""What an export wrote and what it left out, on standard error, with what to do about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from annotator.cli.say import counted, say
from annotator.command_line import command_line
from annotator.model import LeftOut

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import ExportReport


def tell_written(report: ExportReport, output: Path | None, project: Path) -> None:
    """Print what was written, and what was left out."""
    written = written_to(report, output)
    if not report.left_out:
        say(f"{written}.")
        return
    tell_left_out(written, report, project)
    say("  --layer all writes every article, --layer NAME one annotator's.")


def written_to(report: ExportReport, output: Path | None) -> str:
    """Return how many articles were written, in how many rows where these are others, and where."""
    written = f"{counted(report.written, 'article')} written"
    if report.rows not in (0, report.written):
        written += f" in {counted(report.rows, 'row')}"
    return written if output is None else f"{written} to {output}"


def untouched(output: Path | None) -> str:
    """Return that nothing is at the output now that was not there before, "" for standard output."""
    if output is None:
        return ""
    return f" ({output} is as it was)" if os.path.lexists(output) else f" ({output} was not made)"


def tell_left_out(written: str, report: ExportReport, project: Path) -> None:
    """Print what was written, and how many articles were left out for each reason, with advice."""
    left_out = sum(report.left_out.values())
    say(f"{written}, {left_out:,} left out:" if left_out else f"{written}.")
    for reason, (why, what) in _REASONS.items():
        if count := report.left_out.get(reason):
            pronoun, command = _advice(reason, count, report, project)
            say(f"  {count:,} {why}; {what.format(pronoun)}: {command}")


def _advice(reason: LeftOut, count: int, report: ExportReport, project: Path) -> tuple[str, str]:
    """Return which articles are meant, and the command for them."""
    from annotator.cli.unassigned import dealing, which

    if reason is LeftOut.NOBODYS and report.unassigned is not None:
        return which(report.unassigned), dealing(report.unassigned, project)
    if reason is LeftOut.ONE_OF_SEVERAL and report.half_done is not None:
        return which(report.half_done), dealing(report.half_done, project)
    return "it" if count == 1 else "them", command_line(_COMMANDS.get(reason, ""), project=project)


def tell_unstated(report: ExportReport, project: Path) -> None:
    """Print which fields of the card of a data set nobody filled in."""
    if not report.unstated:
        return
    lacks = {"title", "authors"} & {*report.unstated}
    citation = ", without title and authors there is no CITATION.cff" if lacks else ""
    say(
        f"The card does not state {', '.join(report.unstated)}{citation}; for a form to fill in: {command_line('card', project=project)}"
    )


_REASONS = {
    LeftOut.NOBODYS: ("for nobody as yet", "to deal {} out"),
    LeftOut.UNFINISHED: ("not finished by anybody", "to mark {}"),
    LeftOut.WAITING: ("not finished by all who are to", "to see who is missing"),
    LeftOut.ONE_OF_SEVERAL: ("finished by one person where several work", "to give {} to a second one"),
    LeftOut.UNSETTLED: ("finished by several people and not settled", "to settle {}"),
    LeftOut.CHANGED: ("settled, but changed since", "to settle {} again"),
}
"""For each reason why articles are left out: its words, and what can be done."""

_COMMANDS = {
    LeftOut.WAITING: "status",
    LeftOut.UNSETTLED: "adjudicate",
    LeftOut.CHANGED: "adjudicate",
}
"""The commands to type, where they don't depend on who is in the project; for other reasons that opens the screens."""
