"""Reads from the project in a thread what was asked last, so that a key doesn't wait for the project."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from annotator.errors import AnnotatorError, StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.project import Project

A = TypeVar("A")


class Failed(NamedTuple):
    """Why something could not be read, and what was asked; `went_on`: a part of the answer was there before."""

    asked: object
    reason: str
    went_on: bool


class _Question(NamedTuple, Generic[A]):
    number: int
    asked: object
    read: Callable[[Project], Iterator[A]]
    path: Path


class LatestReader(Generic[A]):
    """A thread with its own connection that reads what was asked last; what was asked before is dropped, also half read.

    After each part of an answer `tell` is called there, and `take` has it.
    """

    def __init__(self, reader: Project, tell: Callable[[], object]) -> None:
        self._reader = reader
        self._tell = tell
        self._changed = threading.Condition()
        self._asked = 0
        self._answered = 0  # the number of the last question of which a part of the answer is there
        self._question: _Question[A] | None = None
        self._answers: list[A | Failed] = []
        self._stopping = False
        self._thread: threading.Thread | None = None

    # --- in the app's thread ----------------------------------------------------------------------

    def ask(self, asked: object, read: Callable[[Project], Iterator[A]]) -> None:
        """Ask for the parts of an answer that `read` yields in the thread; `asked` is what a failure names."""
        self._asked += 1
        with self._changed:
            self._question = _Question(self._asked, asked, read, self._reader.path)
            self._changed.notify_all()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
            self._thread.start()

    def take(self, seconds: float = 0.0) -> list[A | Failed]:
        """Return what was not taken yet; wait so many seconds at most for the first part of the last answer."""
        with self._changed:
            self._changed.wait_for(lambda: self._answered == self._asked, seconds)
            taken, self._answers = self._answers, []
        return taken

    def drop(self) -> None:
        """Stop reading: nobody waits for the answer any more."""
        self.ask(None, lambda _: iter(()))

    def stop(self) -> None:
        """Stop what is being read, and wait until the thread has ended."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    # --- in the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        project: Project | None = None
        question: _Question[A] | None = None
        try:
            while (question := self._next()) is not None:
                try:
                    if project is None:
                        project = self._reader.reopen()
                    self._answer(project, question)
                except StoppedError:
                    pass  # something newer was asked
                except AnnotatorError as error:
                    self._fail(question, str(error))
        finally:
            fault = sys.exc_info()[1]
            if fault is not None and question is not None:  # it must not look like reading that takes long
                self._fail(question, f"a fault in annotator, {type(fault).__name__}: {fault}.")
            if project is not None:
                project.close()

    def _next(self) -> _Question[A] | None:
        """Wait for a question; return None where the thread is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._question is not None)
            question, self._question = self._question, None
            return None if self._stopping else question

    def _is_unwanted(self) -> bool:
        """Whether something newer was asked than what is being read."""
        return self._stopping or self._question is not None

    def _answer(self, project: Project, question: _Question[A]) -> None:
        if question.path != project.path:
            project.follow(question.path)
        project.refresh()
        project.stop_when(self._is_unwanted)
        for answer in question.read(project):
            if self._is_unwanted():
                return
            self._put(answer, question)

    def _fail(self, question: _Question[A], reason: str) -> None:
        self._put(Failed(question.asked, reason, self._answered == question.number), question)

    def _put(self, answer: A | Failed, question: _Question[A]) -> None:
        with self._changed:
            self._answers.append(answer)
            self._answered = question.number
            self._changed.notify_all()
        self._tell()
