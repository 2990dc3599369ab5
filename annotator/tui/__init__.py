"""The screens. Textual is imported when they are opened, not before."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.adjudication import Policy
    from annotator.model import LabelSchema
    from annotator.project import Project
    from annotator.tui.program import Program
    from annotator.tui.surroundings import Surroundings
    from annotator.tui.terminal import Kept, Terminal


def run(
    reader: Project, annotator: str, article: str | None, bidi: str | Kept, tell: Callable[[str], object]
) -> None:
    """Open the screens of a project for an annotator, on an article if its id is given; close the project at the end.

    The screens show the messages about its file. `bidi`: what the terminal does to Arabic, one of auto, visual, words, kitty,
    dither, logical; or the terminal, as `choosing` yields it. `tell` is called with each later message about the file, when the screens are closed.

    Raises `InputError` if the settings make no sense, `ProjectError` if something could not be written before the end, any
    exception that ended the program by a fault of its own, and `SystemExit` with the status of a program that was ended by
    a signal.
    """

    def program(surroundings: Surroundings) -> Program:
        from annotator.tui.annotating.app import AnnotatorApp

        return AnnotatorApp(reader, annotator, article=article, **surroundings)

    _open(reader, bidi, program, tell)


def adjudicate(
    *,
    reader: Project,
    name: str,
    article: str | None,
    policy: Policy,
    hide_names: bool,
    bidi: str | Kept,
    tell: Callable[[str], object],
) -> None:
    """Open the screens of a project for an adjudicator, on an article if its id is given; close the project at the end.

    `hide_names`: letters stand for the annotators. The rest is as in `run`.
    """

    def program(surroundings: Surroundings) -> Program:
        from annotator.tui.adjudicating.app import AdjudicatorApp

        return AdjudicatorApp(reader, name, policy, article=article, hide_names=hide_names, **surroundings)

    _open(reader, bidi, program, tell)


class Alternative(NamedTuple):
    """One of several things to choose from: the letter that chooses it, what it is, and a line about it."""

    key: str
    title: str
    about: str


@contextmanager
def choosing(
    heading: str, question: str, alternatives: Sequence[Alternative], schema: LabelSchema, bidi: str
) -> Iterator[tuple[Alternative | None, str | Kept]]:
    """Ask on a screen which of the alternatives is wanted; yield it, and the terminal for the screens that follow, as their `bidi`.

    The first is None if the user leaves. `bidi` is as in `run`. The terminal stays in its alternate screen until the screens
    that follow are closed; without them it is reset at the end. Raises `InputError` if the settings make no sense, any
    exception that ended the screen by a fault of its own, and `SystemExit` with the status of a program that was ended by
    a signal.
    """
    from annotator import config
    from annotator.tui import logfile, terminal

    logfile.start()
    try:
        settings = config.load()
    except config.UnreadableError:  # the screens tell
        settings = config.Settings()
    prepared = terminal.prepare(bidi, settings)
    _set_up_textual(prepared.terminal)
    from annotator.tui.choosing import Chooser
    from annotator.tui.terminal.driver import TerminalDriver

    app = Chooser(
        heading,
        question,
        alternatives,
        schema,
        logical=prepared.terminal.mode == "logical",
        settings=settings,
        driver_class=terminal.driver_class(prepared),
    )
    app.run()
    driver = app.driver
    kept = terminal.Kept(prepared, driver) if isinstance(driver, TerminalDriver) else None
    try:
        if app.fault is not None:
            logfile.tell(app.fault)
            raise app.fault
        if app.return_code:
            raise SystemExit(app.return_code)
        yield app.chosen, kept or bidi
    finally:
        if kept is not None:
            kept.release()


def _open(
    reader: Project,
    bidi: str | Kept,
    program: Callable[[Surroundings], Program],
    tell: Callable[[str], object],
) -> None:
    from annotator import config
    from annotator.errors import ProjectError
    from annotator.sentences import joined
    from annotator.tui import logfile, memory, terminal

    trouble = ""
    logfile.start()
    try:
        settings = config.load()
    except config.UnreadableError as error:
        settings, trouble = config.Settings(), joined(str(error), "The defaults hold.")
    told = [notice.full for notice in reader.notices]
    kept = None if isinstance(bidi, str) else bidi
    prepared = terminal.prepare(bidi, settings) if isinstance(bidi, str) else bidi.prepared
    ready = prepared.terminal
    _set_up_textual(ready)
    app = program(
        {
            "logical": ready.mode == "logical",
            "settings": settings,
            "file_notices": [notice.short for notice in reader.notices] if reader.writable else [],
            "notice": trouble or ready.notice,
            "marks": ready.marks,
            "driver_class": terminal.driver_class(prepared, kept),
        }
    )
    memory.look_after()
    try:
        app.run()
    finally:
        with suppress(KeyboardInterrupt):  # whoever does not wait any more is told what is not saved, too
            app.close()
        unkept = _closed(reader, app)
    for sentence in (*app.notices, *(notice.full for notice in reader.notices)):
        if sentence not in (unkept, *told):
            tell(sentence)
            told.append(sentence)
    losses = joined(app.losses(), unkept)
    if app.fault is not None:
        logfile.tell(app.fault)
        if losses:
            app.fault.add_note(losses)
        raise app.fault
    if losses:
        raise ProjectError(losses)
    if app.return_code:
        raise SystemExit(app.return_code)


def _closed(reader: Project, app: Program) -> str:
    """Close the project; return a message on lost work, "" unless its files are gone and no folder can be written."""
    from annotator.errors import ProjectError, ProjectLostError

    try:
        reader.close()
    except ProjectLostError as error:
        return "" if app.saver.waiting else str(error)  # else it is the reason why that is not saved
    except ProjectError as error:
        return str(error)
    return ""


def _set_up_textual(terminal: Terminal) -> None:
    """Set the environment variables that Textual reads when it is imported, which must be later.

    Variables of Textual that are set already are removed, except the user's own choices: others press keys, set the
    size, or end the program after a screenshot.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        if os.environ[name] not in _OWN_CHOICES.get(name, ()):
            del os.environ[name]
    os.environ["TEXTUAL_FPS"] = _FRAMES
    bare = terminal.name in _COLORFUL and os.environ.get("TERM") in _BARE
    # What screen hands on of the terminal around it is true of that terminal, not of screen.
    if bare or (terminal.multiplexer == "screen" and os.environ.pop("COLORTERM", "")):
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")


_OWN_CHOICES = {
    "TEXTUAL_COLOR_SYSTEM": ("auto", "standard", "256", "truecolor"),
    "TEXTUAL_DISABLE_KITTY_KEY": ("1",),
}
"""Variables of Textual that are the user's choice, each with the values that Textual knows."""

_BARE = frozenset({"xterm", "konsole", "mlterm", "kitty", "vte"})
"""Values of TERM that say nothing about colours."""

_FRAMES = "1000"
"""The most paintings a second. By default, Textual waits for the next sixtieth of a second."""

_COLORFUL = frozenset(
    {"xterm", "vte", "konsole", "mlterm", "kitty", "alacritty", "foot", "qterminal", "wezterm"}
)
