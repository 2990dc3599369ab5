"""The command that looks at all of a project and tells what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator.cli.options import project_option
from annotator.cli.output import standard_output
from annotator.cli.say import counted, plain, say, show

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
    from annotator.project.checking import checked

    with checked(project) as found:
        damaged = kept = 0
        with standard_output():
            for fault in found.faults():
                damaged += not fault.keeps
                kept += fault.keeps
                click.echo(plain(str(fault)))
        if damaged:
            raise found.damaged(f"{counted(damaged, 'fault')}, {'listed' if damaged > 1 else 'told'} above")
        counts = found.counts()
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
    show(f"{project} is whole: {', '.join(parts)}.")
