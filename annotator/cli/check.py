"""The command that checks a whole project and lists what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator import advice
from annotator.cli.options import anywhere, project_option
from annotator.cli.output import standard_output
from annotator.cli.progress import progress
from annotator.cli.say import counted, plain, say, show
from annotator.errors import DamagedProjectError, RefusedProjectError

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check", epilog="Example: annotator check")
@project_option
def command(project: Path) -> None:
    """Look at all of the project, and list what is damaged or does not fit together, one line each.

    That is: the pages of the file, how its tables are made, the texts by their hashes, checksums of what else is stored,
    ranges and labels, spans and gold against their histories, names. Nothing is changed, and a project that is damaged or can
    only be read is looked at as well. The exit status is 1 where anything is listed.
    """
    from annotator.model import Fault
    from annotator.project.checking import checked

    damaged = added = kept = 0
    notices: tuple[str, ...] = ()
    counts: dict[str, int] = {}

    def show_fault(fault: Fault) -> None:
        nonlocal damaged, added, kept
        damaged += not fault.harmless
        added += fault.added and not fault.harmless
        kept += fault.harmless
        with standard_output():
            click.echo(plain(str(fault)))

    with progress("Checking") as line:
        try:
            with checked(project, anywhere=anywhere()) as found:
                notices = found.notices
                line.total = found.articles()
                for fault in found.faults(line):
                    show_fault(fault)
                counts = {} if damaged else found.counts()
        except DamagedProjectError as error:  # nothing more can be looked at
            show_fault(Fault(what=error.fault, added=isinstance(error, RefusedProjectError)))
    for notice in notices:
        say(notice)
    if damaged and damaged == added:
        say(f"{project} is opened again when what is listed above is removed; nothing of it was changed.")
        click.get_current_context().exit(1)
    if damaged:
        listed = "listed" if damaged > 1 else "told"
        say(
            f"{project} is damaged ({counted(damaged, 'fault')}, {listed} above). {advice.damaged_as_listed(project)}"
        )
        click.get_current_context().exit(1)
    if kept:
        say(f"{project} is not damaged, but look at what is listed above.")
        click.get_current_context().exit(1)
    parts = [
        counted(counts["article"], "article"),
        counted(counts["span"], "span"),
        counted(counts["operation"], "change"),
        counted(counts["decision"], "decision"),
        counted(counts["annotator"], "person", "people"),
    ]
    if others := counts["other"]:
        parts.append(counted(others, "model or reference", "models and references"))
    show(f"{project} is whole: {', '.join(parts)}.")
