"""Writing to the project off the screen's path, in order, and never giving up on what is not written yet."""

from __future__ import annotations

import queue
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import AnnotatorError, SpanError
from annotator.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RETRY_SECONDS = 2.0


class Report(NamedTuple):
    """How writing stands. `waiting`: jobs not written yet; `error`: why the first of them is not.

    `refused`: the project can't take the job as it is, because the layer was changed elsewhere; it was let go.
    `article`: the id of the article that the job was about.
    """

    waiting: int
    error: str = ""
    refused: str = ""
    article: str = ""


class _Job(NamedTuple):
    do: Callable[[Project], None]
    article: str


class Saver:
    """A thread with its own connection that does jobs one after the other.

    After each it calls `tell`, from its own thread, with a `Report`. A job that fails is tried again until it succeeds
    or `retry_now` is followed by `close`.
    """

    def __init__(self, path: Path, tell: Callable[[Report], object]) -> None:
        self._path = path
        self._tell = tell
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._current: _Job | None = None
        self._count = 0
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._thread = self._start()

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="saver", daemon=True)
        thread.start()
        return thread

    @property
    def waiting(self) -> int:
        """How many jobs are not written yet."""
        with self._lock:
            return self._count

    def put(self, job: Callable[[Project], None], article: str = "") -> None:
        """Have `job`, which is about `article`, done with the project after all that were put before it."""
        with self._lock:
            self._count += 1
        self._jobs.put(_Job(job, article))

    def retry_now(self) -> None:
        """Don't wait to try the failed job again."""
        self._wake.set()
        if not self._thread.is_alive():
            self._thread = self._start()

    def close(self, *, abandon: bool = False) -> None:
        """Do what is waiting and end; `abandon`: let go of a job that fails now."""
        self._stopping = abandon
        self._jobs.put(None)
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        project: Project | None = None
        try:
            while True:
                self._current = self._current or self._jobs.get()
                if self._current is None:
                    return
                report, project = self._try(self._current, project)
                if not report.error:
                    self._current = None
                self._tell(report)
                if report.error:
                    self._wake.wait(RETRY_SECONDS)
                    self._wake.clear()
                    if self._stopping:
                        return
        finally:
            # A fault of ours must not look like saving that takes long.
            if (fault := sys.exc_info()[1]) is not None:
                self._tell(
                    Report(self.waiting, error=f"a fault in annotator, {type(fault).__name__}: {fault}")
                )
            if project is not None:
                project.close()

    def _try(self, job: _Job, project: Project | None) -> tuple[Report, Project | None]:
        refused = ""
        try:
            project = project or Project.open(self._path)
            job.do(project)
        except SpanError as error:
            refused = str(error)
        except AnnotatorError as error:
            if project is not None:
                project.close()
            return Report(self.waiting, error=str(error), article=job.article), None
        with self._lock:
            self._count -= 1
        return Report(self.waiting, refused=refused, article=job.article), project
