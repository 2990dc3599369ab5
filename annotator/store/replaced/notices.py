"""Messages about a project whose files were removed, renamed or replaced while it was open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator import advice
from annotator.command_line import command_line
from annotator.model import Notice
from annotator.sentences import joined
from annotator.store.disk.sqlite_files import identity, log_of

if TYPE_CHECKING:
    from pathlib import Path


class Outcome(NamedTuple):
    """Where the content of the project at `path` is now: in `target`, which is open from now on.

    `is_damaged`: only what can be read, and damaged. `is_cut`: without what was saved last. `is_renewed`: `target` is
    damaged, and `path` stays open. `log_stays`: the old log could not be renamed.
    """

    path: Path
    target: Path
    is_damaged: bool = False
    is_cut: bool = False
    is_renewed: bool = False
    log_stays: bool = False


def notice(what: str, short: str, outcome: Outcome) -> Notice:
    """Return the notice after `what` happened, a clause; `short` is the clause with file names instead of paths."""
    path, target = outcome.path, outcome.target
    return Notice(
        joined(
            f"{_capital(what)} while the project was open.",
            f"{_kept(outcome, str(target))}; {_since(outcome, str(path))}.",
            f"{log_of(path)} belongs to the old file and could not be renamed: move it elsewhere before {path} is opened."
            if outcome.log_stays
            else "",
            _advice(outcome),
        ),
        joined(
            f"{_capital(short)}.",
            f"{_kept(outcome, target.name)}; {_now(outcome, path.name)}.",
            "How to go on is told when you leave." if target != path else "",
        ),
        lacks=target != path or outcome.is_damaged or outcome.is_cut,
    )


def _kept(outcome: Outcome, target: str) -> str:
    if outcome.is_damaged:
        return f"All that can be read is in {target}, but it is damaged"
    if outcome.is_cut:
        return f"What was saved last may be lost; the rest is in {target}"
    return f"Everything that was saved is in {target}"


def _since(outcome: Outcome, path: str) -> str:
    if outcome.is_renewed:
        return f"{path} was used as it was then, and what you did since is in it"
    return "what you did since is there, too"


def _now(outcome: Outcome, path: str) -> str:
    return f"what you do now is saved in {path}" if outcome.is_renewed else "what you do now is saved there"


def _advice(outcome: Outcome) -> str:
    path, target = outcome.path, outcome.target
    if outcome.is_damaged:
        return f"To save what can be read: {advice.recover(target)}"
    if target == path:
        return ""
    if identity(path) is None:
        return f"Open it with: {command_line('', project=target)}"
    return (
        f"Bring it into the file that is there now with: {command_line('merge', str(target), project=path)}"
    )


def _capital(what: str) -> str:
    """Return a clause as the beginning of a sentence; a file name at its start is kept as it is."""
    return f"T{what[1:]}" if what.startswith("the ") else what
