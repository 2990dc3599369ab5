"""A terminal without a screen: it starts a program, answers its questions, sends keys and times what comes back."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

COLUMNS, ROWS = 120, 40

_ANSWERS = {
    rb"\x1b\[8\$p": b"\x1b[8;1$y",
    rb"\x1b\[\?(\d+)\$p": b"\x1b[?MODE;0$y",
    rb"\x1b\[>0?q": b"\x1bP>|VTE(7006)\x1b\\",
    rb"\x1b\[>0?c": b"\x1b[>65;7006;1c",
    rb"\x1b\[0?c": b"\x1b[?65;1;9c",
    rb"\x1b\[6n": b"\x1b[1;1R",
}
"""What a terminal of the VTE family says when it is asked; of private modes it doesn't know it says so, too."""
_QUESTION = re.compile(b"|".join(_ANSWERS))
_LONGEST_QUESTION = 16


class Reply(NamedTuple):
    """What came back: seconds until the first and the last byte of it, and the bytes."""

    first: float
    last: float
    data: bytes


class SilentError(Exception):
    """The program did not do in time what was waited for."""


class Terminal:
    """A program in a pseudo-terminal of 120 by 40 cells. A context manager that ends the program."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._asked = b""
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            _become(command, environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def press(self, key: bytes, *, quiet: float = 0.1, until: bytes = b"", limit: float = 20.0) -> Reply:
        """Send a key and read until `quiet` seconds have passed without a byte, and `until` has come.

        Raises `SilentError` when that does not happen in `limit` seconds.
        """
        sent = self.send(key)
        return self.read(quiet=quiet, until=until, limit=limit, since=sent)

    def send(self, key: bytes) -> float:
        """Send a key; return when that was, by the clock of `started`."""
        sent = time.perf_counter()
        os.write(self._fd, key)
        return sent

    def pieces(self, quiet: float, since: float) -> list[tuple[float, bytes]]:
        """Return what comes until `quiet` seconds have passed without a byte, with its seconds since then, in pieces as it came."""
        found: list[tuple[float, bytes]] = []
        while select.select([self._fd], [], [], quiet)[0]:
            received = self._received(b"".join(piece for _, piece in found))
            found.append((time.perf_counter() - since, received))
            self._answer(received)
        return found

    def read(
        self, *, quiet: float, until: bytes = b"", limit: float = 20.0, since: float | None = None
    ) -> Reply:
        """Read as `press` does; times count from the program's start where `since` is not given."""
        since = self.started if since is None else since
        began = time.perf_counter()
        first = last = 0.0
        data = b""
        while True:
            now = time.perf_counter()
            complete = bool(data) and until in data
            left = last + quiet - now if complete else began + limit - now
            if left <= 0 or not select.select([self._fd], [], [], left)[0]:
                if complete:
                    return Reply(first - since, last - since, data)
                raise SilentError(f"{until!r} did not come in {limit} seconds; last bytes: {data[-200:]!r}")
            received = self._received(data)
            last = time.perf_counter()
            first = first or last
            data += received
            self._answer(received)

    def drain(self, *, quiet: float) -> None:
        """Read what comes until nothing has come for so many seconds; that may be nothing at all."""
        while select.select([self._fd], [], [], quiet)[0]:
            self._answer(self._received(b""))

    def _received(self, before: bytes) -> bytes:
        """Return what there is to read. Raises `SilentError`, with what came before, when the program has ended."""
        try:
            return os.read(self._fd, 65536)
        except OSError as error:
            raise SilentError(f"The program ended: {before.decode(errors='replace')[-2000:]}") from error

    def _answer(self, received: bytes) -> None:
        self._asked += received
        end = 0
        for question in _QUESTION.finditer(self._asked):
            for form, answer in _ANSWERS.items():
                if match := re.fullmatch(form, question[0]):
                    os.write(self._fd, answer.replace(b"MODE", match[1]) if match.lastindex else answer)
                    break
            end = question.end()
        self._asked = self._asked[end:][-_LONGEST_QUESTION:]

    def peak_memory(self) -> float | None:
        """Return the most memory the program has had in RAM so far, in MB (10**6 bytes)."""
        return peak_memory(self.pid)


def peak_memory(pid: int | str = "self") -> float | None:
    """Return the most memory that a process has had in RAM, in MB; None where the system doesn't tell."""
    return _told(pid, "VmHWM")


def memory(pid: int | str = "self") -> float | None:
    """Return the memory that a process has in RAM now, in MB; None where the system doesn't tell."""
    return _told(pid, "VmRSS")


def _told(pid: int | str, what: str) -> float | None:
    status = Path("/proc", str(pid), "status")
    if not status.exists():
        return None
    found = re.search(rf"{what}:\s*(\d+) kB", status.read_text())
    return int(found[1]) * 1024 / 1e6 if found else None


def processor_time(pid: int) -> float | None:
    """Return the seconds that the threads of a process have had a processor so far; None where the system doesn't tell."""
    found = []
    for thread in Path("/proc", str(pid), "task").glob("*/schedstat"):
        with suppress(OSError):  # it has ended
            found.append(int(thread.read_text().split()[0]))
    return sum(found) / 1e9 if found else None


def _become(command: list[str], environment: Mapping[str, str]) -> None:
    """Turn this process, a child, into the program."""
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvpe(command[0], command, environment)
    finally:
        os._exit(127)
