"""The terminals of the tour: Debian's packages, and the command line that each one is started with."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FONT = "DejaVu Sans Mono"
COLUMNS, ROWS = 100, 34
GEOMETRY = f"{COLUMNS}x{ROWS}"
MULTIPLEXERS = ("tmux", "screen")

NEEDED = ("xvfb", "xdotool", "imagemagick", "x11-utils", "dbus-x11", "fonts-dejavu-core", "fonts-noto-color-emoji", "libgl1-mesa-dri", "bsdutils", "libicu-dev")  # fmt: skip
"""Packages that every terminal of the tour needs, for pictures of a screen that nobody sees."""

SETTINGS = {
    "kitty.conf": f"font_family {FONT}\nfont_size 12\nremember_window_size no\ninitial_window_width {COLUMNS}c\n"
    f"initial_window_height {ROWS}c\nconfirm_os_window_close 0\nupdate_check_interval 0\n",
    "alacritty.yml": f'window: {{dimensions: {{columns: {COLUMNS}, lines: {ROWS}}}}}\nfont: {{normal: {{family: "{FONT}"}}, size: 11}}\n',
    "alacritty.toml": f'[window]\ndimensions = {{columns = {COLUMNS}, lines = {ROWS}}}\n[font]\nsize = 11\nnormal = {{family = "{FONT}"}}\n',
    "screenrc": "startup_message off\ndefutf8 on\n",
    "tmux.conf": "",
}
"""Settings files for a session's folder, by name: a font, a size, no questions."""


class Emulator(NamedTuple):
    """A terminal emulator. `argv` makes its command line from the folder with the settings and the command to run.

    `dbus`: it needs a session bus. `beside` is what must run beside it, a window manager or a Wayland compositor.
    `sized`: its command line tells its size; the others' windows are made larger.
    `asks`: it asks something at its first start, with a button just under the middle.
    `inside` are the multiplexers in which the tour is made too.
    """

    name: str
    package: str
    argv: Callable[[Path, list[str]], list[str]]
    dbus: bool = False
    beside: tuple[str, ...] = ()
    sized: bool = True
    asks: bool = False
    more_packages: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


def _plain(*words: str) -> Callable[[Path, list[str]], list[str]]:
    """Return a command line that ends with the command, word by word."""
    return lambda _, command: [*words, *command]


def _quoted(*words: str) -> Callable[[Path, list[str]], list[str]]:
    """Return a command line that ends with the command as one word for a shell."""
    return lambda _, command: [*words, shlex.join(command)]


def _with_file(*words: str, file: str, last: str = "") -> Callable[[Path, list[str]], list[str]]:
    return lambda folder, command: [*words, str(folder / file), *filter(None, [last]), *command]


_KONSOLE = ("konsole", "--nofork", "--separate", "-p", f"Font={FONT},10", "-p", f"TerminalColumns={COLUMNS}")
_WESTON = ("weston", "--backend=x11-backend.so", "--use-pixman", "--shell=kiosk-shell.so", "--width=1300", "--height=800", "--socket=tour", "--idle-time=0")  # fmt: skip
_ZUTTY = ("zutty", "-font", "DejaVuSansMono", "-fontpath", "/usr/share/fonts/truetype/dejavu")

EMULATORS: tuple[Emulator, ...] = (
    Emulator("xterm", "xterm", _plain("xterm", "-u8", "-fa", FONT, "-fs", "11", "-geometry", GEOMETRY, "-e"), inside=MULTIPLEXERS),
    Emulator("alacritty", "alacritty", _with_file("alacritty", "--config-file", file="alacritty.yml", last="-e"), inside=("tmux",)),
    Emulator("foot", "foot", _plain("foot", "-f", f"{FONT}:size=11", "-W", GEOMETRY), beside=_WESTON, more_packages=("weston",), inside=("tmux",)),
    Emulator("st", "stterm", _plain("stterm", "-f", f"{FONT}:size=11", "-g", GEOMETRY, "-e")),
    Emulator("zutty", "zutty", _plain(*_ZUTTY, "-geometry", GEOMETRY, "-e")),
    Emulator("urxvt", "rxvt-unicode", _plain("urxvt", "-fn", f"xft:{FONT}:size=11", "-geometry", GEOMETRY, "-e")),
    Emulator("xfce4-terminal", "xfce4-terminal", _plain("xfce4-terminal", "--disable-server", f"--geometry={GEOMETRY}", "--font", f"{FONT} 10", "-x"), dbus=True, inside=MULTIPLEXERS),
    Emulator("lxterminal", "lxterminal", _quoted("lxterminal", "--no-remote", f"--geometry={GEOMETRY}", "-e"), dbus=True),
    Emulator("gnome-terminal", "gnome-terminal", _plain("gnome-terminal", "--wait", f"--geometry={GEOMETRY}", "--"), dbus=True),
    Emulator("konsole", "konsole", _plain(*_KONSOLE, "-p", f"TerminalRows={ROWS}", "-e"), dbus=True, inside=MULTIPLEXERS),
    Emulator("mlterm", "mlterm", _plain("mlterm", "-g", GEOMETRY, "-E", "utf8", "-e"), inside=("tmux",)),
    Emulator("kitty", "kitty", _with_file("kitty", "--config", file="kitty.conf"), inside=MULTIPLEXERS),
    Emulator("qterminal", "qterminal", _quoted("qterminal", "-e"), dbus=True, sized=False, inside=MULTIPLEXERS),
    Emulator("deepin-terminal", "deepin-terminal", _plain("deepin-terminal", "-e"), dbus=True, sized=False),
    Emulator("terminology", "terminology", _quoted("terminology", "-g", GEOMETRY, "-f", FONT, "-e"), beside=("openbox",), asks=True, more_packages=("openbox",)),
    Emulator("cool-retro-term", "cool-retro-term", _plain("cool-retro-term", "-e"), dbus=True, sized=False),
    Emulator("pterm", "pterm", _plain("pterm", "-geometry", GEOMETRY, "-fn", f"client:{FONT} 11", "-e"), inside=("tmux",)),
)  # fmt: skip


def within(multiplexer: str, folder: Path, socket: str, command: list[str]) -> list[str]:
    """Return `command` run in tmux or screen, whose session has the name `socket`."""
    if multiplexer == "screen":
        return ["screen", "-U", "-c", str(folder / "screenrc"), "-S", socket, *command]
    config = str(folder / "tmux.conf")
    return ["tmux", "-u", "-L", socket, "-f", config, "new-session", shlex.join(command)]


def ending(multiplexer: str, socket: str) -> list[str]:
    """Return the command that ends that session."""
    if multiplexer == "screen":
        return ["screen", "-S", socket, "-X", "quit"]
    return ["tmux", "-L", socket, "kill-server"]
