"""The file in which the program notes what went wrong without a person seeing it: annotator.log in the user's folder.

It is bounded: at `LARGEST` bytes it becomes annotator.log.1, which takes the place of the one before. Where it can't
be written, nothing is.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import platformdirs

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
    """Begin to note. The file is made when there is something to note."""
    logger = logging.getLogger("annotator")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(_handler())
    threading.excepthook = _note_thread


def tell(fault: BaseException) -> None:
    """Note a fault that ended the program, with where it was met."""
    logging.getLogger("annotator").error("a fault in annotator", exc_info=fault)


def _note_thread(ended: threading.ExceptHookArgs) -> None:
    """Note that Textual's thread can't write to the terminal any more, which is gone; print what ends any other thread."""
    if (
        isinstance(ended.exc_value, OSError)
        and ended.thread is not None
        and ended.thread.name == "textual-output"
    ):
        logging.getLogger("annotator").info("the terminal can't be written to: %s", ended.exc_value)
    else:
        threading.__excepthook__(ended)


class _Quiet(RotatingFileHandler):
    """Leaves out what it can't write: the screen is no place to tell of it.

    The file is for its owner only: a fault may tell of a text.
    """

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with contextlib.suppress(OSError):  # one that is there may have another mode
            os.fchmod(handle, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Do without."""


def _handler() -> logging.Handler:
    with contextlib.suppress(OSError, RuntimeError):
        file = path()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            return _Quiet(
                file, maxBytes=LARGEST, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True
            )
    return logging.NullHandler()
