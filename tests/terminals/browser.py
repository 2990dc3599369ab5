"""xterm.js, the terminal of VS Code and of most browser terminals, in headless Chromium. A Session of the tour."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import pty
import queue
import shutil
import signal
import struct
import subprocess
import termios
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.terminals.emulators import COLUMNS, ROWS
from tests.terminals.keys import in_browser

RENDERERS = ("dom", "webgl")
PACKAGES = ("chromium", "nodejs", "npm")
MODULES = ("puppeteer-core@25.16.0", "@xterm/xterm@5.5.0", "@xterm/addon-webgl@0.18.0")
PATIENCE = 60.0
_DRIVER = Path(__file__).with_name("browser.js")


class BrowserError(Exception):
    """Node, its modules or Chromium are missing, or did not do what they were asked for."""


def install(folder: Path) -> None:
    """Put the modules into `folder`, unless they are there. Raises BrowserError."""
    for program in ("node", "npm", "chromium"):
        if shutil.which(program) is None:
            raise BrowserError(f"{program} is not installed")
    wanted = folder / "wanted"
    if wanted.exists() and wanted.read_text("utf-8").split() == list(MODULES):
        return
    folder.mkdir(parents=True, exist_ok=True)
    argv = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", *MODULES]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise BrowserError(f"npm install failed: {' '.join(done.stderr.split())[-300:]}")
    wanted.write_text("\n".join(MODULES), encoding="utf-8")


class Browser:
    """xterm.js with one of its renderers, running a command in a pseudo-terminal."""

    def __init__(self, driver: subprocess.Popen[str], command: list[str]) -> None:
        self._driver = driver
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._lock = threading.Lock()
        self._handle = -1
        threading.Thread(target=self._listen, daemon=True).start()
        self._done()
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            _become(command)
        threading.Thread(target=self._show, daemon=True).start()

    @classmethod
    def open(cls, renderer: str, modules: Path, command: list[str]) -> Self:
        """Open the page and start `command`. Raises BrowserError."""
        chromium = shutil.which("chromium")
        argv = [
            "node",
            str(_DRIVER),
            str(modules.resolve()),
            renderer,
            str(COLUMNS),
            str(ROWS),
            str(chromium),
        ]
        driver = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            return cls(driver, command)
        except BaseException:
            driver.kill()
            driver.wait()
            raise

    def press(self, key: str) -> None:
        """Press a key, by xdotool's name for it."""
        self._ask(key=in_browser(key))

    def picture(self, path: Path) -> None:
        """Save a picture of the page."""
        self._ask(picture=str(path.resolve()))

    def close(self) -> None:
        """End the program and the browser."""
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)  # What runs in it is sent SIGHUP by that.
        os.waitpid(self._pid, 0)
        with suppress(OSError):
            assert self._driver.stdin is not None
            self._driver.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._driver.wait(timeout=10)
        self._driver.kill()
        self._driver.wait()
        os.close(self._handle)

    def _ask(self, **wanted: str) -> None:
        self._tell(wanted)
        self._done()

    def _tell(self, wanted: dict[str, str]) -> None:
        assert self._driver.stdin is not None
        with self._lock:
            self._driver.stdin.write(json.dumps(wanted) + "\n")
            self._driver.stdin.flush()

    def _done(self) -> None:
        try:
            answer = self._answers.get(timeout=PATIENCE)
        except queue.Empty:
            raise BrowserError(f"The browser did not answer in {PATIENCE:.0f} seconds.") from None
        if "error" in answer:
            raise BrowserError(str(answer["error"]))

    def _listen(self) -> None:
        """Hand on what the page says: keys to the program, the rest to who asked for it."""
        assert self._driver.stdout is not None
        for line in self._driver.stdout:
            answer = json.loads(line)
            if "typed" in answer:
                with suppress(OSError):
                    os.write(self._handle, base64.b64decode(answer["typed"]))
            else:
                self._answers.put(answer)
        self._answers.put({"error": "The browser has ended."})

    def _show(self) -> None:
        """Hand on what the program prints to the page."""
        with suppress(OSError, ValueError):
            while data := os.read(self._handle, 65536):
                self._tell({"write": base64.b64encode(data).decode()})


def _become(command: list[str]) -> None:
    """Turn this process, a child, into the program. VS Code sets the same variable for its colours."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "SHELL": "/bin/sh"}
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvpe(command[0], command, environment)
    finally:
        os._exit(127)
