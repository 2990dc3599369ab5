"""Which terminal is outside of tmux: what tmux knows of it, and else what it answers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Struct
from annotator.tui.terminal import multiplexer
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.detect import UNKNOWN, Detected, by_term, detect, from_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.tui.terminal.multiplexer import Client


class Outside(Struct, frozen=True):
    """The terminal that is used, and the names of `others` of other kinds that show the same session.

    `can_pass`: sequences reach it. `answers` is None where it was not asked, else not `ended` where the answer may
    still come.
    """

    found: Detected
    others: tuple[str, ...] = ()
    can_pass: bool = True
    answers: Answers | None = None


def outside(environment: Mapping[str, str], wait: float) -> Outside:
    """Find out which terminal tmux is shown in. Its answer is waited for `wait` seconds, where tmux does not know it."""
    if not multiplexer.runs_here():
        answers = multiplexer.ask_outside(wait, 1)
        found = _answered(answers, {})
        return Outside(found=found, answers=answers, can_pass=bool(answers and answers.secondary))
    clients = multiplexer.clients()
    known = [_known(client) for client in clients]
    asked = None
    if not all(known) and multiplexer.in_sight():
        asked = multiplexer.ask_outside(wait, len(clients))
    return choose(environment, clients, known, asked)


def choose(
    environment: Mapping[str, str],
    clients: tuple[Client, ...],
    known: list[Detected | None],
    asked: Answers | None,
) -> Outside:
    """Return which terminal is used, from what tmux knows of its clients and what they answered. Pure.

    Those that tmux knows answer as well; the first answer of another kind is of the one that it does not know.
    """
    names = {each.name for each in known if each}
    answered = [found for found in _all(asked) if found.name != UNKNOWN]
    strange = [found for found in answered if found.name not in names]
    named = known[0] if known else None
    term = clients[0].term if clients else ""
    found = named or (strange or [_answered(asked, {**environment, "TERM": term, "TERM_PROGRAM": ""})])[0]
    others = (names | {each.name for each in answered}) - {found.name, UNKNOWN}
    return Outside(found=found, others=tuple(sorted(others)), answers=asked)


def _known(client: Client) -> Detected | None:
    return from_version(client.version) or by_term(client.term)


def _all(answers: Answers | None) -> list[Detected]:
    every = [answers.secondary, *answers.others] if answers else []
    return [_answered(Answers(secondary=numbers), {}) for numbers in every if numbers]


def _answered(answers: Answers | None, environment: Mapping[str, str]) -> Detected:
    """Return the terminal that answered, else the one of the environment. A tmux or screen outside tells nothing."""
    answers = answers or Answers()
    ended = bool(answers.secondary)
    found = detect(Answers(secondary=answers.secondary, ended=ended), environment)
    return Detected() if found.name in ("tmux", "screen") else found
