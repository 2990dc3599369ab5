"""A shell as a reader has one: commands run one after the other, and screens are opened and left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect

from tests.patience import PATIENCE

OPENS_SCREENS = re.compile(
    r"annotator(?: --(?:project|as|bidi) \S+)*"
    r"(?: (?:annotate|adjudicate|demo)(?!.*--(?:no-open|auto|help))\b(?!.*(?:>|\|)).*)?"
)
SHOWN = ["Type to filter", r"\d+ of \d+, \w+, \d+ spans?, ", r"\d+ of \d+ open, ", "How do you want to begin"]
"""What the library and an article say of themselves in the line below, and what the demo asks."""

CTRL_Q = "\x11"


class Shell:
    """A session in a folder: the working folder and exported variables last from one command to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder.parent / f"{folder.name}-home"
        home.mkdir(exist_ok=True)
        # The folder of a virtual environment, so not resolved: the interpreter there is a link.
        tools = Path(sys.executable).parent
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANNOTATOR_")}
        for unwanted in ("NO_COLOR", "TMUX", "STY", "PYTHONPATH"):
            kept.pop(unwanted, None)
        self.variables = {
            **kept,
            "PATH": f"{tools}{os.pathsep}{kept.get('PATH', os.defpath)}",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "LOGNAME": "reader",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
            "TERM": "xterm-256color",
        }

    def run(self, command: str) -> tuple[int, str]:
        """Run a command; return its exit status and all that it printed."""
        if OPENS_SCREENS.fullmatch(command):
            return self._open(command)
        state = self.folder.parent / f"{self.folder.name}-state"
        script = f'trap \'pwd > "{state}"; env -0 >> "{state}"\' EXIT\nset -o pipefail\n{command}\n'
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self.variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
        )  # fmt: skip
        self._remember(state)
        return done.returncode, done.stdout.decode()

    def _remember(self, state: Path) -> None:
        where, _, variables = state.read_bytes().decode("utf-8", "surrogateescape").partition("\n")
        self.folder = Path(where)
        self.variables = dict(pair.split("=", 1) for pair in variables.split("\0") if "=" in pair)

    def _open(self, command: str) -> tuple[int, str]:
        """Open the screens in a terminal, wait until there is something to read, and leave."""
        child = pexpect.spawn(
            "bash", ["-c", f"exec {command}"], cwd=str(self.folder), timeout=PATIENCE, dimensions=(30, 100),
            env=self.variables, encoding="utf-8",
        )  # fmt: skip
        try:
            child.expect(SHOWN)
            child.send(CTRL_Q)
            child.expect(pexpect.EOF)
        except pexpect.ExceptionPexpect as error:
            return 1, f"the screens of {command!r} did not come up and end: {error}"
        finally:
            child.close()
        return child.exitstatus or child.signalstatus or 0, ""


def matches(expected: str, printed: str) -> bool:
    """Say whether a command printed what is shown; "..." stands for anything, alone on a line for any lines."""
    pattern = re.escape(expected.rstrip("\n")).replace(re.escape("..."), ".*?")
    return re.fullmatch(pattern, printed.rstrip("\n"), re.DOTALL) is not None
