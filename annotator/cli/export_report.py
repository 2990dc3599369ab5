"""What an export wrote and what it left out, on standard error, with what to do about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from annotator.cli.say import counted, plain, say
from annotator.command_line import command_line
from annotator.model import EVERYONE, Card, Filter, LeftOut

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import ExportReport, NotChosen, Selection


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
    from annotator import cards

    if not report.unstated:
        return
    form = command_line("card", project=project)
    if report.unstated == cards.unstated(Card()):
        say(
            "The card of this project is empty: the data set states no title, authors, licence or source, and there is no CITATION.cff. For "
            f"a form to fill in: {form}"
        )
        return
    lacks = {"title", "authors"} & {*report.unstated}
    citation = " Without title and authors there is no CITATION.cff." if lacks else ""
    say(f"The card does not state {', '.join(report.unstated)}.{citation} For a form to fill in: {form}")


def tell_not_chosen(report: ExportReport, selection: Selection) -> None:
    """Print how many articles and spans were not asked for, and what of the rest is not whole for that."""
    left = report.not_chosen
    tell_filters(left)
    if left.incomplete:
        say(
            f"In {counted(left.incomplete, 'article')} the gold has more spans than were written, so what is unmarked there may be "
            "marked in the gold: take care when you train on it."
        )
    if selection.layers == (EVERYONE,) and not selection.is_whole:
        say("How far everybody is, and the gold, are not in it: they are of all people and labels.")


def tell_filters(left: NotChosen) -> None:
    """Print how many articles and spans were not asked for, by the option that leaves them out."""
    for filter_, (option, which) in _FILTERS.items():
        counts = [
            counted(number, what)
            for number, what in (
                (left.articles.get(filter_, 0), "article"),
                (left.spans.get(filter_, 0), "span"),
            )
            if number
        ]
        if counts:
            say(f"Left out by {option}: {' and '.join(counts)} {which}.")


def tell_pseudonyms(report: ExportReport, key: Path | None) -> None:
    """Print what was hidden beside names, and where it is written who is who."""
    left = report.not_chosen
    if left.notes:
        notes = "1 note is" if left.notes == 1 else f"{left.notes:,} notes are"
        say(f"{notes} left out, as what people write may name somebody.")
    for field, count in left.fields.items():
        say(
            f"The field {plain(field)} was somebody's name in {counted(count, 'article')}: their letter stands there."
        )
    say(
        "People are called by letters. Names in texts, titles and ids of articles stay."
        if key is None
        else f"Who is called by which letter is written to {key}."
    )


_FILTERS = {
    Filter.PEOPLE: ("--people", "of others"),
    Filter.LABELS: ("--label", "with other labels"),
    Filter.SOURCES: ("--source", "that come into the gold in another way"),
}
"""For each filter that leaves out spans: its option, and which they are."""

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
