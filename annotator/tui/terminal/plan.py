"""From what was detected and what the user chose to what is sent. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from annotator.config import Marks, Settings, Wide
from annotator.errors import UsageError
from annotator.model import Struct
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.detect import UNKNOWN
from annotator.tui.terminal.known import (
    EXPLICIT,
    IMPLICIT,
    KITTY_SCALES,
    KNOWN,
    SHOW_NO_FAINT,
    Known,
    Mode,
    known,
)

if TYPE_CHECKING:
    from annotator.tui.terminal.detect import Detected

Filter = Literal["none", "words", "italic", "scaled", "dither", "faint", "bold", "protect"]

MODES: tuple[str, ...] = get_args(Mode)
CHOICES = ("auto", *MODES)

ROWS = 200
"""Rows of the terminal outside a multiplexer, whose height we don't know. The cursor stops at the last one."""


class Terminal(Struct, frozen=True):
    """A terminal, and what is done for it.

    `enter` is sent before the first paint and `leave` undoes it; both are wrapped already for the `multiplexer`
    ("tmux", "screen" or empty) that the program runs in. `passthrough` says that tmux must be told to hand them on.
    `advice` is what its user may do, `notice` what of that its user must read, because the text may be shown wrong.
    `keys` are names of keys by the sequence that it sends for them, where that is another key's elsewhere.
    `typed` are bytes that came from the keyboard while the terminal was asked, `late` that its answers may still come.
    """

    name: str
    mode: Mode
    version: str = ""
    evidence: tuple[str, ...] = ()
    filter: Filter = "none"
    marks: Marks = "kept"
    wide: Wide = "counted"
    enter: str = ""
    leave: str = ""
    advice: str = ""
    notice: str = ""
    multiplexer: str = ""
    passthrough: bool = False
    typed: bytes = b""
    late: bool = False
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def margin(self) -> int:
        """Columns that are left blank before a printed row.

        One that begins with Arabic would be drawn from the right, or the marks of its first letter have no cell to
        their left.
        """
        return int(self.mode == "words" or self.marks == "left")


def plan(
    found: Detected,
    answers: Answers | None = None,
    *,
    choice: str = "auto",
    settings: Settings | None = None,
    multiplexer: str = "",
    can_pass: bool = True,
    others: tuple[str, ...] = (),
) -> Terminal:
    """Decide what is done for the terminal `found`.

    `choice` is one of CHOICES; "auto" takes what the user once answered for this terminal in `settings`, else what is
    known of it. `answers` is None where nothing was asked. `can_pass`: tmux hands sequences on, or can be told to.
    `others` are terminals of other kinds that show the same session of tmux.

    Raises UsageError when `choice` is none of CHOICES.
    """
    if choice not in CHOICES:
        raise UsageError(f"--bidi {choice} is not known: choose one of {', '.join(CHOICES)}.")
    if found.name not in KNOWN:  # tmux within tmux, say
        found = msgspec.structs.replace(found, name=UNKNOWN, version="")
    late = answers is not None and not answers.ended
    answers = answers or Answers()
    facts = known(found.name)
    drawing = (settings or Settings()).drawing(found.name, facts.drawing)
    mode = next((each for each in get_args(Mode) if each == choice), drawing.bidi)
    # The terminal orders the characters, or puts back in order what is sent for it to do so.
    implicit = mode in ("logical", "words")
    enter, leave = ("", "") if implicit else _sequences(found.name, answers)
    if multiplexer:
        enter, leave = _outside(enter, leave, facts, multiplexer)
    passthrough = multiplexer == "tmux" and bool(enter)
    decided = choice != "auto" or (settings is not None and found.name in settings.bidi)
    doubt = ""
    if others or not decided:
        doubt = _doubt(found.name, mode, multiplexer, others, can_pass=can_pass, late=late)
    advice = doubt or (facts.advice if mode == facts.mode else "")
    return Terminal(
        name=found.name,
        version=found.version,
        evidence=found.evidence,
        mode=mode,
        filter=_filter(found, mode, multiplexer),
        marks="kept" if mode == "logical" else drawing.marks,
        wide=drawing.wide,
        enter=enter,
        leave=leave,
        advice=advice,
        notice=doubt or (facts.advice if mode == facts.mode == "logical" else ""),
        multiplexer=multiplexer,
        passthrough=passthrough and can_pass,
        typed=answers.typed,
        late=late,
        keys={} if multiplexer else facts.keys,
    )


def wrap(sequence: str, multiplexer: str) -> str:
    """Return `sequence` as tmux or screen hands it on to the terminal outside; as it is for neither.

    screen ends the string at the first ST, so an OSC in it must end with BEL.
    """
    if not sequence or not multiplexer:
        return sequence
    if multiplexer == "tmux":
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return f"\x1bP{sequence}\x1b\\"


def _on_every_row(mode: str, multiplexer: str) -> str:
    """Return BDSM's `mode` set on each row of the terminal outside, wrapped.

    VTE gives a row the mode of the moment in which the row is cleared, entered by a line feed, or the mode is set
    with the cursor in its first column. Without a multiplexer the alternate screen clears them all; tmux and screen
    draw over what is there. screen's strings have at most 256 characters.
    """
    rows = [f"\x1b[{row}H{mode}" for row in range(1, ROWS + 1)]
    pieces = ["\x1b7", *("".join(rows[start : start + 20]) for start in range(0, ROWS, 20)), "\x1b8"]
    return "".join(wrap(piece, multiplexer) for piece in pieces)


def _sequences(name: str, answers: Answers) -> tuple[str, str]:
    """Return what is sent, and what undoes it: only what we know the terminal had otherwise."""
    facts = known(name)
    was_implicit = answers.bdsm == 1 or (answers.bdsm is None and facts.bdsm is True)
    return EXPLICIT + facts.enter, facts.leave + (IMPLICIT if was_implicit else "")


def _outside(enter: str, leave: str, facts: Known, multiplexer: str) -> tuple[str, str]:
    """Return both sequences for the terminal outside a multiplexer; nothing where it needs nothing."""
    if facts.plain:
        return "", ""
    outside = [wrap(sequence, multiplexer) for sequence in (enter, leave)]
    if facts.bdsm is not False:
        outside[0] = outside[0] and _on_every_row(EXPLICIT, multiplexer) + outside[0]
        outside[1] = outside[1] and _on_every_row(IMPLICIT, multiplexer) + outside[1]
    return outside[0], outside[1]


def _filter(found: Detected, mode: Mode, multiplexer: str) -> Filter:
    if mode == "words":
        return "words"
    if mode == "dither":
        return _dither(found.name, multiplexer)
    if mode != "kitty":
        return "none"
    if multiplexer == "screen":
        return "bold"  # italic is reverse there
    # tmux and screen keep their own picture of the cells and know nothing of text sizes.
    scales = found.name == "kitty" and not multiplexer and _numbers(found.version) >= KITTY_SCALES
    return "scaled" if scales else "italic"


def _dither(name: str, multiplexer: str) -> Filter:
    """Return how cells are made to differ. If tmux or screen reduce colours to 256, colours one step apart become equal."""
    if multiplexer and name in SHOW_NO_FAINT:
        return "faint"
    if multiplexer:
        return "bold" if multiplexer == "screen" else "italic"
    return "protect" if name == "xterm.js" else "dither"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


_MAY_BE_BACKWARDS = (
    "and Arabic may be backwards: `annotator doctor` shows which way of drawing is right, and keeps it"
)


def _doubt(
    name: str, mode: str, multiplexer: str, others: tuple[str, ...], *, can_pass: bool, late: bool
) -> str:
    """Return why the text may look wrong, with advice; empty if it looks right."""
    if multiplexer == "tmux" and not can_pass:
        return (
            "The terminal outside of tmux is not known, and Arabic may be backwards in it: put `set -g allow-passthrough"
            " on` into the tmux.conf of the machine that tmux runs on, and start tmux again. Without that, `annotator doctor`"
            " shows what is right, and keeps it."
        )
    if (name, mode, multiplexer) == ("kitty", "kitty", "screen"):
        return (
            "In kitty inside screen, every second Arabic letter is bold, so that their order is right: with `force_ltr yes`"
            " in kitty.conf and `--bidi visual` none is."
        )
    if others:
        return (
            f"This session of {multiplexer} is shown in several terminals: Arabic is drawn for {name} and may be wrong in"
            f" {', '.join(others)}. Detach those, or start again from the one that you use."
        )
    if name != UNKNOWN:
        return ""
    if multiplexer:
        return f"{multiplexer} does not tell which terminal it is shown in, {_MAY_BE_BACKWARDS}."
    if late:
        return f"This terminal did not say in time which it is, {_MAY_BE_BACKWARDS}. Or start again."
    return f"This terminal is not known, {_MAY_BE_BACKWARDS}."
