"""Making the index for searching in a thread, in a project that was there before it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, ProjectBusyError, ProjectLostError, ProjectMovedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import IndexState
    from annotator.project import Project

_PAUSE = 2.0
"""How long it waits after each step, in the time that the step took, so that others can write and the screen is drawn."""
_BUSY_SECONDS = 1.0
_MOVING_SECONDS = 1.0
"""How long it waits for whoever saves to move to another file."""


class IndexBuilder:
    """Makes what is missing of the index, with its own connection, and checks what is there, also what lists are read from.

    `tell` is called in the thread with how far it is, or with the reason why it can't go on. `told` is the last of these; None
    before the first.
    """

    def __init__(self, reader: Project, tell: Callable[[IndexState | str], object]) -> None:
        self._reader = reader
        self._tell = tell
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.told: IndexState | str | None = None

    def start(self) -> None:
        """Begin, unless that is being done or the project can only be read."""
        if self._reader.writable and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=self._run, name="index", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until it is done, so many seconds at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Stop after the step that is being taken, and wait for that."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._is_done():
                self._stop.wait(_MOVING_SECONDS)
        except ProjectLostError:
            pass  # the saver tells it
        except AnnotatorError as error:
            self._report(str(error))

    def _is_done(self) -> bool:
        """Do it all; return False where the files were replaced, and it is to be done where the project goes on."""
        if self._stop.is_set():
            return True
        try:
            with self._reader.reopen() as project:
                self._build(project)
                project.stop_when(self._stop.is_set)
                project.require_fitting_lists(self._stop.is_set, _PAUSE)
        except ProjectMovedError:
            return False
        return True

    def _build(self, project: Project) -> None:
        while not self._stop.is_set():
            try:
                project.search.build(self._report, self._stop.is_set, pause=_PAUSE)
            except ProjectBusyError:
                self._stop.wait(_BUSY_SECONDS)
            except (ProjectLostError, ProjectMovedError):
                raise
            except AnnotatorError as error:
                self._report(str(error))
                return
            else:
                return

    def _report(self, state: IndexState | str) -> None:
        self.told = state
        if not self._stop.is_set():
            self._tell(state)
