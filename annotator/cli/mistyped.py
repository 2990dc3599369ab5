"""What is said where a word stands in the place of a command and is none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from annotator.cli.commands import COMMANDS
from annotator.command_line import command_line
from annotator.keys import ARABIC_LAYOUT
from annotator.text.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_NAMES = [entry.name for entry in COMMANDS]
_UNDER = [f"{entry.name} {name}" for entry in COMMANDS for name in entry.under]
_LATIN = {arabic: latin for latin, arabic in ARABIC_LAYOUT.items()}


def no_command(word: str) -> str:
    """Return the message for a word that is no command, with the nearest ones."""
    near = nearest(word, [*_NAMES, *_UNDER])
    what = f"Did you mean {' or '.join(near)}?" if near else f"All of them: {command_line('help')}"
    return f"There is no command {plain(word)}. {what}"


def no_command_of(group: str, word: str, names: Sequence[str]) -> str:
    """Return the message for a word that is no command of `group`, which has these."""
    near = [f"{group} {name}" for name in nearest(word, names)]
    wrong = f"There is no command {plain(f'{group} {word}')}."
    return f"{wrong} Did you mean {' or '.join(near)}?" if near else f"{wrong} There are: {', '.join(names)}."


def no_command_but_article(word: str, options: Sequence[str], project: Path) -> str:
    """Return the message for a first word that is no command: how to open the article that it names, else the nearest command.

    `options` are those that stood beside it, `project` is the one that the command line names.
    """
    if word.isdecimal() or _is_article(word, project):
        how = command_line("annotate", word, options=options)
        return f"There is no command {plain(word)}. To open article {plain(word)}: {how}"
    return no_command(word)


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """Return the names that a word could be meant for, best first: mistyped, begun, or typed on the Arabic keyboard."""
    known = {name.rpartition(" ")[2]: name for name in names}
    typed = "".join(_LATIN.get(letter, letter) for letter in word).casefold()
    if typed in known:
        return [known[typed]]
    begun = [name for last, name in known.items() if len(typed) > 1 and last.startswith(typed)]
    return begun or [known[last] for last in get_close_matches(typed, known, n=2)]


def _is_article(word: str, project: Path) -> bool:
    from annotator.project.names import ProjectNames

    return ProjectNames(project).has_article(word)
