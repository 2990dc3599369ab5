"""The steps of the tour: which keys are pressed, what the picture shows, which rows stand in it."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from tests.terminals import story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Rows = Literal["first", "next", "printed", "none"]
"""Whose rows stand in a picture: the first article's or the next one's on the screen, or the first's as printed."""

ROOT = Path(__file__).parent.parent.parent
PROJECT, LOG, SIZE, SCRIPT, START = "annotator.db", "sent", "size", "tour.sh", "start.sh"
"""Files in a session's folder: the project, all that was sent to the terminal, its size, the commands of the tour and of its start."""

ENDED = ".ended"
"""What the name of a file ends with that says that the commands of a step have ended."""

MARGIN = 2
"""Columns that printed rows leave free: some terminals need one, and rows are to break at the same words in all."""

STARTED = b"\x1b[?1049h"
FIRST_PAINT, ANSWER = 60.0, 5.0
"""Seconds to wait for the first screen, and for what a key brings about."""


class Step(NamedTuple):
    """Press `keys`, then take a picture that shows `what`; `name` is short and fit for a file.

    `prints`: commands run, and the picture is taken when they have ended. `until`: words that are sent first.
    `silent`: keys that may bring about nothing; one terminal keeps F2 to itself, and Escape shuts what it opens then.
    """

    name: str
    what: str
    keys: tuple[str, ...]
    rows: Rows = "first"
    prints: bool = False
    until: bytes = b""
    silent: tuple[str, ...] = ()


def _letters(times: int) -> tuple[str, ...]:
    return ("ctrl+Left",) * times


_ASKED = b"leave it as it is"

STEPS: tuple[Step, ...] = (
    Step("article", "the article, its first word under the caret", ()),
    Step("letter-mark", "the caret on the last letter of رسولٌ, which has a mark", _letters(3)),
    Step("letter-tanwin", "the caret on the alef with tanwin in خبراً", ("Left", "Left", *_letters(3))),
    Step("letter-marks", "the caret on the mim with shadda in مُحَمَّدٌ", ("Down", "Home", "Left", *_letters(2))),
    Step("letter-digits", "the caret on the percent sign of ۱۲۳٪", ("Down", "Home", "Left", "Left", *_letters(1))),
    Step("letter-flag", "the caret on a letter left of the emoji", ("Down", "Home", "Left", "Left", *_letters(2))),
    Step("letter-lam-alef", "the caret in الاحتلال, a lam-alef taken apart", ("Down", "Down", "End", *("Right",) * 5, *_letters(2))),
    Step("lanes", "lanes under the rows, overlapping spans", ("ctrl+Home", "o")),
    Step("lanes-off", "the article without lanes", ("o",)),
    Step("selection", "four words selected", ("Down", *("shift+Left",) * 4)),
    Step("invisibles", "invisible characters as symbols (a space as ·)", ("Escape", "i")),
    Step("invisibles-off", "the article as before", ("i",)),
    Step("next", "the next article", ("greater",), "next"),
    Step("back", "the first article again", ("less",)),
    Step("spelled", "the marks of the first word in the line below", ("F2",)),
    Step("list", "the list of articles, the panel gone", ("Escape", "q"), "none", silent=("Escape",)),
    Step("status", "annotator status, and a message with Arabic in it", ("ctrl+q",), "none", prints=True),
    Step("show", "annotator show", ("Return",), "printed", prints=True),
    Step("card", "annotator doctor: the order of the letters", ("Return",), "none", until=_ASKED),
    Step("card-marks", "annotator doctor: marks", ("Return",), "none", until=_ASKED),
    Step("card-wide", "annotator doctor: wide cells", ("Return",), "none", until=_ASKED),
    Step("no-ask", "annotator doctor --no-ask, its end", ("Return",), "none", prints=True),
)  # fmt: skip


def write_commands(folder: Path) -> Path:
    """Make the project in `folder`, and the shell script that a terminal is to run. Returns the script."""
    story.make(folder / PROJECT)
    annotator = f"{shlex.quote(sys.executable)} -m annotator"
    clear = "printf '\\033[0m\\033[2J\\033[H\\033[?25l'"
    printed = (
        ("status", f"{annotator} status; {annotator} show الميناء"),
        ("show", f"{annotator} show {story.FIRST} --width $(($(stty size | cut -d' ' -f2) - {MARGIN}))"),
        ("no-ask", f"{annotator} doctor; {clear}; {annotator} doctor --no-ask"),
    )
    lines = [
        f"cd {shlex.quote(str(folder))}",
        f"export PYTHONPATH={shlex.quote(str(ROOT))} ANNOTATOR_NAME={story.PERSON}",
        'export ANNOTATOR_CONFIG="$PWD/config.toml" XDG_STATE_HOME="$PWD/state"',
        "unset ANNOTATOR_PROJECT NO_COLOR",
        f"stty size > {SIZE}",
        f"{annotator} annotate {story.FIRST}",
        f"stty size > {SIZE}",  # some windows have no size yet when they start a program
    ]
    for name, commands in printed:
        lines += [clear, commands, f": > {name}{ENDED}", "read -r _ || exit"]
    path = folder / SCRIPT
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def command(folder: Path) -> list[str]:
    """Return the command line for a terminal: the script, with all that it prints kept in a file.

    It stands in a file, because terminals differ in how they take a command line with quotes apart.
    """
    start = folder / START
    log, script = shlex.quote(str(folder / LOG)), shlex.quote(f"sh {shlex.quote(str(folder / SCRIPT))}")
    start.write_text(f"exec script --quiet --flush --log-out {log} --command {script}\n", encoding="utf-8")
    return ["sh", str(start)]


class Session(Protocol):
    """A terminal that is open and runs the tour."""

    def press(self, key: str) -> None:
        """Press a key of `keys.KEYS` or a letter."""

    def picture(self, path: Path) -> None:
        """Save what a person would see. Raises OSError or subprocess.SubprocessError when that fails."""

    def close(self) -> None:
        """End the terminal."""


class Shot(NamedTuple):
    """A picture that was taken. `note` tells what went wrong on the way to it."""

    step: Step
    path: Path
    note: str = ""


class SilentError(Exception):
    """The program did not appear in the terminal, or the keys did not reach it."""


def walk(
    session: Session, folder: Path, steps: tuple[Step, ...], suffix: str, quiet: float
) -> Iterator[Shot]:
    """Go through the tour; a step is over when nothing has been sent for `quiet` seconds.

    `folder` is the one that `write_commands` was given; the pictures go there too, with names that end in `suffix`.
    Raises SilentError when the first screen does not come, or none of a step's keys does anything.
    """
    log = folder / LOG
    if not _wait(lambda: log.exists() and STARTED in log.read_bytes(), FIRST_PAINT):
        raise SilentError(f"The first screen did not come in {FIRST_PAINT:.0f} seconds.")
    _until_quiet(log, 2 * quiet)
    for step in steps:
        before = log.stat().st_size
        silent = [key for key in step.keys if not _answered(session, key, log) and key not in step.silent]
        if len(silent) > 1 and len(silent) == len(step.keys):
            raise SilentError(f"No key of the step {step.name} did anything.")
        note = f"Nothing came after {' '.join(silent)}." if silent else ""
        if not _came(step, folder, before):
            note = f"{note} What was waited for did not come in {FIRST_PAINT:.0f} seconds.".strip()
        _until_quiet(log, quiet)
        path = folder / f"{step.name}{suffix}"
        session.picture(path)
        yield Shot(step, path, note)


def _came(step: Step, folder: Path, before: int) -> bool:
    """Wait for what a step waits for, in what was sent after `before` bytes; return whether it came."""
    ended, log = folder / f"{step.name}{ENDED}", folder / LOG
    if step.prints:
        return _wait(ended.exists, FIRST_PAINT)
    return _wait(lambda: step.until in log.read_bytes()[before:], FIRST_PAINT)


def _answered(session: Session, key: str, log: Path) -> bool:
    before = log.stat().st_size
    session.press(key)
    return _wait(lambda: log.stat().st_size > before, ANSWER)


def _wait(there: Callable[[], bool], limit: float) -> bool:
    end = time.monotonic() + limit
    while not there():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _until_quiet(log: Path, quiet: float) -> None:
    size, since = log.stat().st_size, time.monotonic()
    end = since + ANSWER
    while time.monotonic() < min(since + quiet, end):
        time.sleep(0.05)
        if log.stat().st_size != size:
            size, since = log.stat().st_size, time.monotonic()
