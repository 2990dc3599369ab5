"""What real terminals answer to QUESTIONS, and what they put into the environment, as it was recorded."""

from __future__ import annotations

from typing import NamedTuple


class Recorded(NamedTuple):
    """A terminal of Debian 12, or xterm.js in Chromium: its program, the name it is given here, its version as far as that is known here."""

    program: str
    name: str
    version: str
    answer: bytes
    environment: dict[str, str]


RECORDED = (
    Recorded(
        "xterm 379",
        "xterm",
        "379",
        b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c",
        {"TERM": "xterm", "XTERM_VERSION": "XTerm(379)"},
    ),
    Recorded(
        "xfce4-terminal 1.0.4",
        "vte",
        "0.70.6",
        b"\x1b[8;1$y\x1b[>65;7006;1c\x1b[?65;1;9c",
        {"TERM": "xterm-256color", "COLORTERM": "truecolor", "VTE_VERSION": "7006"},
    ),
    Recorded(
        "konsole 22.12.3",
        "konsole",
        "22.12.3",
        b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;115;0c\x1b[?62;1;4c",
        {"TERM": "xterm-256color", "COLORFGBG": "15;0", "KONSOLE_VERSION": "221203"},
    ),
    Recorded(
        "mlterm 3.9.0",
        "mlterm",
        "",
        b"\x1b[8;0$y\x1b[>24;279;0c\x1b[?63;1;2;3;4;6;7;15;18;22;29c",
        {"TERM": "mlterm", "MLTERM": "3.9.0", "COLORFGBG": "default;default"},
    ),
    Recorded(
        "kitty 0.26.5",
        "kitty",
        "0.26.5",
        b"\x1b[8;0$y\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[?62;c",
        {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"},
    ),
    Recorded("alacritty 0.11.0", "alacritty", "", b"\x1b[>0;1700;1c\x1b[?6c", {"TERM": "alacritty"}),
    Recorded(
        "foot 1.13.1",
        "foot",
        "1.13.1",
        b"\x1bP>|foot(1.13.1)\x1b\\\x1b[>1;011301;0c\x1b[?62;4;22c",
        {"TERM": "foot", "COLORTERM": "truecolor"},
    ),
    Recorded(
        "qterminal 1.2.0",
        "qterminal",
        "",
        b"\x1b[>0;115;0c\x1b[?1;2c",
        {"TERM": "xterm-256color", "COLORFGBG": "15;0"},
    ),
    Recorded(
        "deepin-terminal 5.9.40",
        "deepin-terminal",
        "",
        b"\x1b[>0;115;0c\x1b[?1;2c",
        {"TERM": "xterm-256color", "XDG_CURRENT_DESKTOP": "Deepin"},
    ),
    Recorded(
        "cool-retro-term 1.2.0",
        "cool-retro-term",
        "",
        b"\x1b[>0;115;0c\x1b[?1;2c",
        {
            "TERM": "xterm",
            "COLORFGBG": "15;0",
            "KB_LAYOUT_DIR": "/usr/lib/qt5/qml/QMLTermWidget/kb-layouts",
        },
    ),
    Recorded("pterm 0.78", "putty", "", b"\x1b[>0;136;0c\x1b[?6c", {"TERM": "xterm"}),
    Recorded(
        "xterm.js 5.5.0",
        "xterm.js",
        "",
        b"\x1b[8;0$y\x1b[>0;276;0c\x1b[?1;2c",
        {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    ),
    Recorded("st 0.9", "st", "", b"\x1b[?6c", {"TERM": "st-256color"}),
    Recorded(
        "urxvt 9.30",
        "urxvt",
        "",
        b"\x1b[>85;95;0c\x1b[?1;2c",
        {"TERM": "rxvt-unicode-256color", "COLORTERM": "rxvt-xpm", "COLORFGBG": "0;default;15"},
    ),
    Recorded(
        "zutty 0.14",
        "zutty",
        "",
        b"\x1b[>64;0;0c\x1b[?64;1;9;15;21;22c",
        {"TERM": "xterm-256color", "ZUTTY_VERSION": "0.14-DEBUG"},
    ),
    Recorded(
        "terminology 1.13.0",
        "terminology",
        "1.13.0",
        b"\x1bP>|terminology 1.13.0\x1b\\\x1b[>61;337;0c\x1b[?64;1;9;15;18;21;22c",
        {"TERM": "xterm-256color", "TERM_PROGRAM": "terminology", "TERMINOLOGY": "1"},
    ),
)
