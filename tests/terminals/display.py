"""A terminal emulator on an X display that nobody sees: started, sent keys, its picture taken."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from tests.terminals import emulators

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminals.emulators import Emulator

_SHAPE = re.compile(r"(?:Absolute upper-left [XY]|Width|Height): +(-?\d+)")

SCREEN = "1500x1000x24"
LARGE = ("1150", "800")
"""Width and height in pixels of a window whose emulator can't be told columns and rows."""

PATIENCE = 20.0
"""Seconds for the display to come up, for a window to appear, and for one call of a tool."""


class DisplayError(Exception):
    """The display or the terminal's window did not come up."""


class Window:
    """One emulator that runs `command` on a display of its own. Use `open`; a Session of the tour."""

    def __init__(self, emulator: Emulator, multiplexer: str, folder: Path) -> None:
        self._emulator = emulator
        self._multiplexer = multiplexer
        self._folder = folder
        self._socket = f"tour{os.getpid()}"
        self._log = (folder / "emulator.log").open("wb")
        self._started: list[subprocess.Popen[bytes]] = []
        self._environment = _environment(folder)

    @classmethod
    def open(cls, emulator: Emulator, multiplexer: str, folder: Path, command: list[str]) -> Self:
        """Start the emulator; its settings go into `folder`. Raises DisplayError, OSError."""
        window = cls(emulator, multiplexer, folder)
        try:
            window._open(command)
        except BaseException:
            window.close()
            raise
        return window

    def _open(self, command: list[str]) -> None:
        for name, content in emulators.SETTINGS.items():
            (self._folder / name).write_text(content, encoding="utf-8")
        self._environment["DISPLAY"] = self._start_display()
        if self._emulator.beside:
            self._start(list(self._emulator.beside))
            time.sleep(2)
            if self._emulator.beside[0] == "weston":
                self._environment["WAYLAND_DISPLAY"] = "tour"
        if self._multiplexer:
            command = emulators.within(self._multiplexer, self._folder, self._socket, command)
        argv = self._emulator.argv(self._folder, command)
        self._start(["dbus-run-session", "--", *argv] if self._emulator.dbus else argv)
        self._focus()

    def press(self, key: str) -> None:
        """Press a key, by xdotool's name for it."""
        self._tool("xdotool", "key", "--", key)

    def picture(self, path: Path) -> None:
        """Save a picture of the terminal's window."""
        _, x, y, width, height = self._largest()
        crop = f"{width}x{height}{x:+d}{y:+d}"
        self._tool("import", "-window", "root", "-crop", crop, "+repage", str(path))

    def close(self) -> None:
        """End the terminal and what was started for it."""
        if self._multiplexer and len(self._started) > 1:
            end = emulators.ending(self._multiplexer, self._socket)
            with suppress(OSError, subprocess.SubprocessError):
                subprocess.run(end, env=self._environment, capture_output=True, check=False, timeout=PATIENCE)
        for process in reversed(self._started):
            _end(process)
        self._log.close()

    def _start_display(self) -> str:
        read, write = os.pipe()
        server = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "+extension", "GLX", "+render", "-noreset"]  # fmt: skip
        self._start(server, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise DisplayError("Xvfb did not start.")
        return f":{number}"

    def _start(self, argv: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        process = subprocess.Popen(
            argv, env=self._environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            start_new_session=True, pass_fds=pass_fds, cwd=self._folder,
        )  # fmt: skip
        self._started.append(process)

    def _focus(self) -> None:
        """Give the window the keyboard: without a window manager nobody else does."""
        end = time.monotonic() + PATIENCE
        while not (window := self._largest(strict=False)[0]):
            if time.monotonic() > end or self._started[-1].poll() is not None:
                raise DisplayError(f"No window of {self._emulator.name} came up: {self._last_words()}")
            time.sleep(0.2)
        time.sleep(1)  # Some make a small window first.
        window, x, y, width, height = self._largest()
        managed = "openbox" in self._emulator.beside
        self._tool("xdotool", "windowactivate" if managed else "windowfocus", window)
        if self._emulator.asks:
            middle = (str(x + width // 2), str(y + height * 57 // 100))
            self._tool("xdotool", "mousemove", *middle, "sleep", "1", "click", "1")
        if not self._emulator.sized:
            self._tool("xdotool", "windowsize", window, *LARGE)

    def _last_words(self) -> str:
        self._log.flush()
        text = (self._folder / "emulator.log").read_text("utf-8", errors="replace")
        return " ".join(text.split())[-300:]

    def _largest(self, *, strict: bool = True) -> tuple[str, int, int, int, int]:
        """Return the largest window that can be seen: its id, x, y, width and height in pixels."""
        found = self._tool("xdotool", "search", "--onlyvisible", "--name", ".", check=False).split()
        best = ("", 0, 0, 0, 0)
        for window in found or self._top():
            shape = self._tool("xwininfo", "-id", window, check=False)
            numbers = [int(number) for number in re.findall(_SHAPE, shape)]
            if len(numbers) < 4:
                continue  # it has gone meanwhile
            x, y, width, height = numbers[:4]
            if width * height > best[3] * best[4]:
                best = (window, x, y, width, height)
        if strict and not best[0]:
            raise DisplayError(f"The window of {self._emulator.name} is gone: {self._last_words()}")
        return best

    def _top(self) -> list[str]:
        """Return the windows right under the root: a compositor's window has no name."""
        tree = self._tool("xwininfo", "-root", "-children", check=False)
        return re.findall(r"^ +(0x[0-9a-f]+) ", tree, re.MULTILINE)

    def _tool(self, *argv: str, check: bool = True) -> str:
        done = subprocess.run(
            argv, env=self._environment, capture_output=True, text=True, check=check, timeout=PATIENCE
        )
        return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment with nothing of the user's in it but the path."""
    home, runtime = folder / "home", folder / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/sh",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "GDK_BACKEND": "x11",
        "QT_QPA_PLATFORM": "xcb",
        "WINIT_UNIX_BACKEND": "x11",
        "NO_AT_BRIDGE": "1",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
            if number == signal.SIGKILL:
                return
