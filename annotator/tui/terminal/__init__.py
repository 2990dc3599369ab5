"""What each terminal needs to leave our order of the characters alone.

`prepare` asks the terminal who it is and decides; `driver_class` makes the Textual driver that does it. Textual is
imported only by the latter.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import structs

from annotator import config
from annotator.model import Struct
from annotator.tui.terminal import detect
from annotator.tui.terminal.answers import QUESTIONS, QUESTIONS_WITHOUT_MODE, Answers
from annotator.tui.terminal.ask import WAIT, ask
from annotator.tui.terminal.outside import outside
from annotator.tui.terminal.plan import CHOICES, Terminal, plan, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.driver import Driver

    from annotator.tui.terminal.driver import TerminalDriver

__all__ = ["CHOICES", "Kept", "Prepared", "Seen", "Terminal", "driver_class", "look", "prepare"]

NOT_ASKED = ("dumb", "linux", "")
"""Values of TERM of terminals that print what they don't understand."""


class Seen(Struct, frozen=True):
    """What was found out: the terminal, its answers, the multiplexer it is seen through, `others` that it is seen in."""

    found: detect.Detected
    answers: Answers | None
    multiplexer: str = ""
    can_pass: bool = True
    others: tuple[str, ...] = ()

    def plan(self, choice: str, settings: config.Settings) -> Terminal:
        """Decide what is done for it, by what the user answered. Raises UsageError when `choice` is none of CHOICES."""
        return plan(
            self.found,
            self.answers,
            choice=choice,
            settings=settings,
            multiplexer=self.multiplexer,
            can_pass=self.can_pass,
            others=self.others,
        )

    def with_late(self, answers: Answers) -> Seen:
        """Return what is known with answers that were not waited for; inside tmux or screen they tell nothing new."""
        if self.multiplexer:
            return self
        known = (self.answers or Answers()).joined(answers)
        return structs.replace(self, found=detect.detect(known, os.environ), answers=known)


class Prepared(Struct, frozen=True):
    """A terminal, with the data to decide again when it answers late."""

    terminal: Terminal
    again: Callable[[Answers], Terminal]


def prepare(choice: str, settings: config.Settings | None = None) -> Prepared:
    """Find out which terminal this is and what is to be done for it. To be called before Textual starts.

    `choice` is the value of ``--bidi``, one of CHOICES; `settings` has the user's answers; they are read if None. Waits
    for the terminal's answers, a third of a second at most when there is none.

    Raises UsageError when `choice` is none of CHOICES, InputError when the settings make no sense.
    """
    answered = config.load() if settings is None else settings
    seen = look()
    return Prepared(
        terminal=seen.plan(choice, answered),
        again=lambda answers: seen.with_late(answers).plan(choice, answered),
    )


def look(wait: float = WAIT, *, mode: bool = True) -> Seen:
    """Ask the terminal, and look at the environment. An answer is waited for `wait` seconds.

    `mode`: ask for the state of BDSM as well. Some terminals print a "p" then, which the screens paint over.
    """
    environment = os.environ
    answers = _question(environment, wait, mode=mode)
    inside = detect.multiplexer(answers or Answers(), environment)
    if inside == "tmux":
        seen = outside(environment, wait)
        # tmux answers for itself, not for the terminal outside.
        answers = _with(structs.replace(answers, bdsm=None) if answers else None, seen.answers)
        return Seen(
            found=seen.found,
            answers=answers,
            multiplexer=inside,
            can_pass=seen.can_pass,
            others=seen.others,
        )
    if inside == "screen":
        questions = QUESTIONS if mode else QUESTIONS_WITHOUT_MODE
        outer = ask(wrap(questions.decode(), "screen").encode(), wait)
        typed = answers.typed if answers else b""
        answers = structs.replace(outer, typed=typed + outer.typed) if outer else answers
        return Seen(found=detect.detect(outer or Answers(), environment), answers=answers, multiplexer=inside)
    return Seen(found=detect.detect(answers or Answers(), environment), answers=answers)


def _question(environment: Mapping[str, str], wait: float, *, mode: bool) -> Answers | None:
    if environment.get("TERM", "") in NOT_ASKED:
        return None
    apple = environment.get("TERM_PROGRAM") == "Apple_Terminal"
    return ask(QUESTIONS if mode and not apple else QUESTIONS_WITHOUT_MODE, wait)


def _with(answers: Answers | None, outer: Answers | None) -> Answers | None:
    """Return answers with what was typed while the terminal outside was asked, which may still answer."""
    if answers is None or outer is None:
        return answers or outer
    return structs.replace(answers, typed=answers.typed + outer.typed, ended=answers.ended and outer.ended)


class Kept:
    """A terminal that an app left raw and in its alternate screen for the next one, whose driver takes it over."""

    def __init__(self, prepared: Prepared, driver: TerminalDriver) -> None:
        # What was typed while the terminal was asked has been read.
        self.prepared = structs.replace(prepared, terminal=structs.replace(driver.terminal, typed=b""))
        self.driver = driver

    def release(self) -> None:
        """Reset the terminal, unless another app has taken it over."""
        self.driver.release()


def driver_class(prepared: Prepared, kept: Kept | None = None) -> type[Driver]:
    """Return the Textual driver that sends `enter` and `leave` and filters the output as the terminal needs."""
    from annotator.tui.terminal.driver import make

    return make(prepared, kept.driver if kept else None)
