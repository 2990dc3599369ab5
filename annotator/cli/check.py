"""The command that checks a whole project and lists what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotator import advice
from annotator.cli.options import anywhere, project_option
from annotator.cli.output import standard_output
from annotator.cli.progress import progress
from annotator.cli.say import answer, counted, plain, say, show
from annotator.cli.working import whole_transaction
from annotator.errors import DamagedProjectError, RefusedProjectError
from annotator.model import Fault, Struct

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.cli.progress import Line


LARGE = 1_000_000
"""From how many bytes on the size of the indexes is told."""


@click.command("check", epilog="Example: annotator check")
@project_option
@click.option(
    "--repair", "repairs", is_flag=True, help="Make anew what only repeats other tables, where that is wrong."
)
def command(project: Path, repairs: bool) -> None:
    """Look at all of the project, and list what is damaged or does not fit together, one line each.

    That is: the pages of the file, how its tables are made, the texts by their hashes, checksums of what else is stored,
    ranges and labels, spans and gold against their histories, names; and sums and indexes against what they are made from. Nothing is
    changed, and a project that is damaged or can only be read is looked at as well. The exit status is 1 where anything is listed.

    With --repair sums and indexes that don't fit are made anew, in one transaction, if nothing else is damaged.
    """
    with progress("Checking") as line:
        result = _checked(project, line)
        for notice in result.notices:
            say(notice)
        derived = [fault for fault in result.damage if fault.derived]
        if repairs and derived and len(derived) == len(result.damage):
            _repair(project, derived, line)
            return
    if result.damage:
        _tell_damage(project, result.damage, is_derived=len(derived) == len(result.damage), repairs=repairs)
        click.get_current_context().exit(1)
    if result.kept:
        say(f"{project} is not damaged, but look at what is listed above.")
        click.get_current_context().exit(1)
    show(f"{project} is whole: {_held(result.counts)}.")
    indexes, all_bytes = result.sizes
    if indexes >= LARGE:
        show(
            f"Its indexes for filters and searching take {indexes / 1e6:,.1f} MB of {all_bytes / 1e6:,.1f} MB."
        )


class _Result(Struct, frozen=True):
    """What a check found: damage, how much is listed that is none, the messages about the file, and what is in a whole project.

    `sizes` are the bytes of the indexes and of all.
    """

    damage: list[Fault]
    kept: int
    notices: tuple[str, ...]
    counts: dict[str, int]
    sizes: tuple[int, int]


def _checked(project: Path, line: Line) -> _Result:
    """Check the project, and list what is found."""
    from annotator.project.checking import checked

    damage: list[Fault] = []
    kept = 0
    notices: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    sizes = (0, 0)

    def show_fault(fault: Fault) -> None:
        nonlocal kept
        kept += fault.harmless
        if not fault.harmless:
            damage.append(fault)
        with standard_output():
            click.echo(plain(str(fault)))

    try:
        with checked(project, anywhere=anywhere()) as found:
            notices = found.notices
            line.total = found.articles()
            for fault in found.faults(line):
                show_fault(fault)
            counts = {} if damage else found.counts()
            sizes = (0, 0) if damage else found.bytes_of_indexes()
    except DamagedProjectError as error:  # nothing more can be looked at
        show_fault(Fault(what=error.fault, added=isinstance(error, RefusedProjectError)))
    return _Result(damage, kept, notices, counts, sizes)


def _repair(project: Path, faults: list[Fault], line: Line) -> None:
    """Make anew what the faults are in, and say what that is."""
    from annotator.project.checking import repair

    line.begin("Making anew")
    with whole_transaction():
        made = repair(project, faults, anywhere=anywhere())
    answer(f"Made anew, and whole now: {', '.join(made)}. Nothing else of {project} was changed.")


def _tell_damage(project: Path, damage: list[Fault], *, is_derived: bool, repairs: bool) -> None:
    listed = "listed" if len(damage) > 1 else "told"
    if all(fault.added for fault in damage):
        say(f"{project} is opened again when what is listed above is removed; nothing of it was changed.")
    elif is_derived:
        say(
            f"{project} needs repair ({counted(len(damage), 'fault')}, {listed} above). {advice.repair(project)}"
        )
    else:
        nothing = " So nothing was made anew." if repairs else ""
        say(
            f"{project} is damaged ({counted(len(damage), 'fault')}, {listed} above).{nothing} {advice.damaged_as_listed(project)}"
        )


def _held(counts: dict[str, int]) -> str:
    parts = [
        counted(counts["article"], "article"),
        counted(counts["span"], "span"),
        counted(counts["operation"], "change"),
        counted(counts["decision"], "decision"),
        counted(counts["annotator"], "person", "people"),
    ]
    if others := counts["other"]:
        parts.append(counted(others, "model or reference", "models and references"))
    return ", ".join(parts)
