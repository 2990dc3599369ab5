"""The command line: `COMMANDS` in `annotator/cli/commands.py` is the one list of commands, one file each."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_OBJECTS = 100_000
"""How many new objects there have to be before Python looks for garbage among them."""


def main(args: Sequence[str] | None = None, prog_name: str = "annotator") -> None:
    """Run the program. `args` are the words after its name, by default those that it was started with.

    The page of help, the version and what a shell asks on Tab are printed without click, which takes longer to import than all
    that takes.
    """
    words = sys.argv[1:] if args is None else [*args]
    if words[:1] == ["--complete"] and len(words) == 4:
        from annotator.cli.completing import complete

        complete(*words[1:])
    elif not _printed(words):
        _run(words, prog_name)


def _run(words: Sequence[str], prog_name: str) -> None:
    """Run a command. What is imported for it stays to its end, so it is hardly looked through for garbage."""
    gc.set_threshold(_OBJECTS, 20, 20)
    try:
        from annotator.cli.group import program

        program.main(words, prog_name=prog_name)
    finally:
        gc.freeze()  # or all of it would be looked through once more when Python ends


def _printed(words: Sequence[str]) -> bool:
    """Print what is asked for if it is a page that is the same everywhere. Return False where it is not, or can't be printed."""
    if len(words) != 1 or sys.stdout is None:
        return False
    if words[0] in ("--help", "-h", "help"):
        from annotator.cli.help_page import columns, page

        text = page(columns())
    elif words[0] == "--version":
        from annotator import __version__

        text = f"annotator {__version__}\n"
    else:
        return False
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, ValueError):  # the group repairs the stream, or tells why it can't be written
        return False
    return True
