"""The log of faults that are not shown on the screen: annotator.log in the user's folder.

At `LARGEST` bytes it is renamed to annotator.log.1, which replaces the earlier one. If it can't be written, nothing is
logged.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import platformdirs

from annotator.text.plain import plain

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

LARGEST = 500_000

_FORM = "%(asctime)s %(process)d %(levelname)s %(message)s"


def path() -> Path | None:
    """Return where the file is, also if there is none yet; None where the user's folder is not known."""
    file = platformdirs.user_log_path("annotator") / "annotator.log"
    return file if file.is_absolute() else None


def start() -> None:
    """Start logging. The file is made with the first record."""
    logger = logging.getLogger("annotator")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(_handler())
    threading.excepthook = _note_thread


def tell(fault: BaseException) -> None:
    """Log a fault that ended the program, with its traceback."""
    logging.getLogger("annotator").error("a fault in annotator", exc_info=fault)


def _note_thread(ended: threading.ExceptHookArgs) -> None:
    """Log that the terminal is gone if Textual's writing thread ends; print what ends any other thread."""
    if (
        isinstance(ended.exc_value, OSError)
        and ended.thread is not None
        and ended.thread.name == "textual-output"
    ):
        logging.getLogger("annotator").info("the terminal can't be written to: %s", ended.exc_value)
    else:
        threading.__excepthook__(ended)


class _Quiet(RotatingFileHandler):
    """A log file that ignores its own errors, which would be printed over the screen.

    Only its owner may read it: a fault may quote a text.
    """

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with contextlib.suppress(OSError):  # one that is there may have another mode
            os.fchmod(handle, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record, without what a terminal would obey when they are looked at."""
        return "\n".join(map(plain, super().format(record).split("\n")))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Ignore a record that can't be written."""


def _handler() -> logging.Handler:
    with contextlib.suppress(OSError, RuntimeError):
        file = path()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            return _Quiet(
                file, maxBytes=LARGEST, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True
            )
    return logging.NullHandler()
