"""What is known of each terminal: what it does to text in visual order, and what keeps it from doing so."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from annotator.config import Bidi, Drawing, Marks, Wide
from annotator.model import Struct

Mode = Bidi

EXPLICIT = "\x1b[8l"
"""BDSM explicit: characters stand where they are sent. No terminal that it was tried on is harmed by it."""

IMPLICIT = "\x1b[8h"
"""BDSM implicit: the terminal orders the characters. The default of those that know the mode."""

KITTY_SCALES = (0, 40)
"""The version of kitty from which each cell can be sent as a text of its own (OSC 66). Older ones drop it."""

SHOW_NO_FAINT = frozenset({"qterminal", "deepin-terminal", "cool-retro-term", "mlterm"})
"""Terminals that note with a cell that it is faint (SGR 2), and paint it as any other."""


class Known(Struct, frozen=True):
    """How text is sent to a terminal, its own sequences beside BDSM, and a word to its user.

    `bdsm`: whether it knows BDSM (None: the terminal has to be asked). `plain`: it shows what is sent, so that
    nothing need be handed through tmux or screen to it. `lines`: how lines are sent that stay at the prompt, where that
    is not `mode`, because its sequence draws the whole window anew. `blank`: the style for blanks in mode words, which
    otherwise cover a part of the letter beside them. `composed`: in mode words it needs a final alef with fathatan as one
    character, which fonts of others may not have. `keys`: names of keys by the sequence that it sends for them, where that is
    another key's elsewhere.
    """

    mode: Mode = "visual"
    marks: Marks = "kept"
    wide: Wide = "counted"
    enter: str = ""
    leave: str = ""
    bdsm: bool | None = False
    plain: bool = False
    lines: Mode | None = None
    blank: str = ""
    composed: bool = False
    keys: Mapping[str, str] = msgspec.field(default_factory=dict)
    advice: str = ""

    @property
    def drawing(self) -> Drawing:
        """How text is sent to it."""
        return Drawing(bidi=self.mode, marks=self.marks, wide=self.wide)


_LOGICAL = (
    "The text is sent in logical order, because this terminal orders it itself. `annotator doctor` shows whether"
    " `--bidi words` is right in it, which keeps panels and the mouse in place. "
)

KNOWN: dict[str, Known] = {
    **dict.fromkeys(("xterm", "ghostty", "urxvt"), Known(plain=True)),
    # It draws no marks, and has blanks for letters with marks that are one character.
    "zutty": Known(plain=True, marks="bare"),
    # It draws the marks of a cell on the cell to its right.
    "alacritty": Known(marks="left", plain=True),
    # Their glyphs of a letter with a mark are clipped, take cells of their own, or are not drawn.
    **dict.fromkeys(("foot", "terminology"), Known(plain=True, marks="none")),
    "st": Known(
        plain=True,
        marks="none",
        keys={"\x1b[P": "delete", "\x1b[J": "ctrl+end", "\x1b[2J": "shift+home", "\x1b[K": "shift+end"},
    ),
    # The browser orders the letters of each element of the page.
    "xterm.js": Known(mode="dither", wide="placed", plain=True),
    "hterm": Known(mode="dither", plain=True),
    "vte": Known(bdsm=True),
    "konsole": Known(
        enter="\x1b]50;BidiRenderingEnabled=false\x07",
        leave="\x1b]50;BidiRenderingEnabled=true\x07",
        lines="words",
    ),
    # With some fonts, letters of one style that stand side by side are drawn over one another.
    "mlterm": Known(
        mode="dither",
        enter="\x1b]5379;use_ctl=false\x07",
        leave="\x1b]5379;use_ctl=true\x07",
        lines="words",
        blank="\x1b[1m",
    ),
    "kitty": Known(
        mode="kitty",
        plain=True,
        advice="`force_ltr yes` in kitty.conf and `--bidi visual` do it with less output, and inside screen"
        " without bold letters.",
    ),
    # Over ssh, all three look like the first; only the last counts wide cells otherwise.
    **dict.fromkeys(
        ("qterminal", "cool-retro-term", "deepin-terminal"), Known(mode="dither", marks="none", wide="placed")
    ),
    "mintty": Known(bdsm=True),
    "wezterm": Known(bdsm=True),
    "windows-terminal": Known(
        advice="Windows Terminal 1.22 and later show the text right; the older console reverses it: update it, or"
        " see whether `--bidi words` is right, which `annotator doctor` shows."
    ),
    "putty": Known(
        mode="words",
        composed=True,
        keys={"\x1bOA": "ctrl+up", "\x1bOB": "ctrl+down", "\x1bOC": "ctrl+right", "\x1bOD": "ctrl+left"},
        advice="Less is sent with `--bidi visual`, if in PuTTY under Terminal, Features, 'Disable bidirectional text"
        " display' and 'Disable Arabic text shaping' are ticked.",
    ),
    "iterm2": Known(
        mode="logical",
        advice=_LOGICAL
        + "Better: in iTerm2's settings switch off the support for right-to-left text, then start"
        " with `--bidi visual`; or see whether `--bidi words` is right, which `annotator doctor` shows.",
    ),
    "apple-terminal": Known(
        mode="logical",
        advice=_LOGICAL
        + "Terminal has no setting for it: see whether `--bidi words` is right, which `annotator doctor` shows."
        " In xterm.js (VS Code), Alacritty or kitty the lines and panels are drawn right.",
    ),
    "linux-console": Known(
        advice="The Linux console has no Arabic letters: use a terminal under a desktop, or connect to this machine"
        " from one."
    ),
    "unknown": Known(bdsm=None),
}


def known(name: str) -> Known:
    """Return what is known of the terminal of that name."""
    return KNOWN.get(name, KNOWN["unknown"])
