"""Write changes in a thread, in order, and keep those that fail."""

from __future__ import annotations

import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from annotator.errors import (
    AnnotatorError,
    ChangeError,
    ProjectBusyError,
    ProjectLostError,
    ProjectReadOnlyError,
    SpanError,
)
from annotator.model import Notice, Numbered
from annotator.tui.saved_changes import SavedChanges

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.model import Change
    from annotator.project import Project

RETRY_SECONDS = 2.0
LOOK_SECONDS = 1.0
"""How many seconds without a job before the next check that the project's files are in place."""
RESCUE_SECONDS = 5.0
"""How many seconds the end of the program waits for the rescue file to be on the disk."""


class Report(NamedTuple):
    """The state of writing. `waiting`: changes not written yet; `error`: why the first job is not done; `advice`: what to do about it.

    `refused`: the project can't take the change as it is, because the layer was changed elsewhere; it was dropped.
    `article`: the id of the article that the job was about. `notice`: a short message about the project's file, and `path` the file that the saver moved to.
    """

    waiting: int
    error: str = ""
    refused: str = ""
    article: str = ""
    notice: str = ""
    path: Path | None = None
    advice: str = ""


class Saving(NamedTuple):
    """Whether all is saved, in a word or two; `is_trouble` where it is not and can't be now."""

    state: str
    is_trouble: bool = False


class _Job(NamedTuple):
    do: Callable[[Project], None]
    article: str
    numbered: Numbered | None = None


_OPEN = _Job(lambda _: None, "")
"""What is put among the jobs to have the project opened."""


class Saver:
    """A thread with its own connection that does jobs one after the other, each a change or a request.

    After each it calls `tell`, from its own thread, with a `Report`. A job that fails is tried again until it succeeds
    or `retry_now` is followed by `close`. What is not written is kept in a rescue file as long as writing fails, and
    at any moment, from any thread, by `rescue`. If the project moves to another file, the next report says so.
    """

    def __init__(self, reader: Project, person: str, tell: Callable[[Report], object]) -> None:
        self._reader = reader
        self._tell = tell
        self._run_id = uuid4().hex
        self._made = 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._current: _Job | None = None
        # Changes that are not written yet, the oldest first. It is only appended to, copied, and its first one taken off,
        # each in one step, so that a signal can come at any moment and needs no lock.
        self._pending: list[Numbered] = []
        self._saved = SavedChanges()
        self._to_write_again: list[
            Numbered
        ] = []  # what was saved and is not in the file in which the project goes on
        self._is_lost = False
        self._rescue_file = reader.rescues.new_file(person, self._run_id)
        self._rescuing = threading.Lock()
        self.refusals: list[Report] = []
        """Refusals that were not reported yet."""
        self.notices: list[str] = []
        """Messages about the project's file, shown at the end."""
        self.error = ""
        """Why the job that was tried last is not done."""
        self.advice = ""
        """What to do about that."""
        self.read_only = not reader.writable
        """Whether the project could only be read when that was tried last."""
        self._opens = False
        self._wake = threading.Event()
        self._stopping = False
        self._thread = self._start()

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="saver", daemon=True)
        thread.start()
        return thread

    @property
    def waiting(self) -> int:
        """How many changes are not in the file: not written yet, or lost from it."""
        return len(self._unsaved())

    def _unsaved(self) -> list[Numbered]:
        return [*self._to_write_again, *self._pending]

    @property
    def rescued(self) -> Path | None:
        """The rescue file, None where there is none."""
        return self._rescue_file.path

    @property
    def not_rescued(self) -> str:
        """Why there is no rescue file although there should be one."""
        return self._rescue_file.failure

    def open(self) -> None:
        """Open the project, and check from now on that its files are in place. The first job would open it, too."""
        self._opens = self._reader.writable
        self._jobs.put(_OPEN)

    def save(self, change: Change) -> None:
        """Queue a change for writing, after all earlier ones."""
        self._made += 1
        numbered = Numbered(number=self._made, change=change)
        self._pending.append(numbered)
        self._jobs.put(
            _Job(lambda project: project.changes.write(self._run_id, numbered), change.article, numbered)
        )
        if self.error:  # it may be long until the next try ends
            threading.Thread(target=self._keep, name="rescue", daemon=True).start()

    def request(self, job: Callable[[Project], None], article: str = "") -> None:
        """Queue a job that is no change of the person's, after all earlier changes and jobs."""
        self._jobs.put(_Job(job, article))

    def retry_now(self) -> None:
        """Don't wait to try the failed job again."""
        self._wake.set()
        if not self._thread.is_alive():
            self._thread = self._start()

    def rescue(self) -> None:
        """Write unsaved changes to the rescue file at once; without any, remove it.

        Returns when that is on the disk, or after `RESCUE_SECONDS`.
        """
        # A thread of its own: this one may be in the middle of anything, when a signal interrupts it.
        thread = threading.Thread(target=self._keep, name="rescue", daemon=True)
        thread.start()
        thread.join(RESCUE_SECONDS)

    def _keep(self) -> None:
        if not self.waiting and self._rescue_file.path is None:
            return
        with self._rescuing:
            self._rescue_file.keep(self._unsaved())

    def close(self, *, abandon: bool = False) -> None:
        """Do all waiting jobs and end; `abandon`: drop a job that fails now. Unsaved changes are in the rescue file then."""
        self._stopping = abandon
        self.rescue()
        self._jobs.put(None)
        self._wake.set()
        self._thread.join()
        self.rescue()

    def _run(self) -> None:
        project: Project | None = None
        try:
            while True:
                if self._current is None:
                    try:
                        self._current = self._jobs.get(timeout=self._seconds_to_wait(project))
                    except queue.Empty:
                        project = self._look(project)
                        continue
                    if self._current is _OPEN:
                        self._current = None
                        continue
                if self._current is None:
                    return
                report, project = self._try(self._current, project)
                self.error, self.advice = report.error, report.advice
                if not report.error:
                    self._current = None
                self._tell(report)
                if report.error or not self.waiting:
                    self._keep()  # a kill gives no time for that
                if report.error:
                    self._wake.wait(RETRY_SECONDS)
                    self._wake.clear()
                    if self._stopping:
                        return
        finally:
            # A fault of ours must not look like saving that takes long.
            if (fault := sys.exc_info()[1]) is not None:
                self.error, self.advice = f"a fault in annotator, {type(fault).__name__}: {fault}.", ""
                self._tell(Report(self.waiting, error=self.error))
            if project is not None:
                self._end(project)

    def _seconds_to_wait(self, project: Project | None) -> float | None:
        """Return how many seconds to wait for a job before the next check of the files; None: for ever."""
        if project is None:
            return 0 if self._opens else None
        return LOOK_SECONDS

    def _look(self, project: Project | None) -> Project | None:
        """Check that the files are still in place, while nothing is to be done."""
        try:
            project = project or self._reader.reopen(moves=True)
            self._go_on_in_place(project)
        except ProjectLostError as error:
            self._lose(error)
            self._tell(Report(self.waiting, error=self.error, advice=self.advice))
            time.sleep(LOOK_SECONDS)
        except AnnotatorError as error:
            time.sleep(LOOK_SECONDS)
            self._tell_once(Notice(str(error), str(error)))
        return project

    def _lose(self, error: ProjectLostError) -> None:
        """Write all changes of this run to the rescue file, because the project that had them is lost."""
        self.error, self.advice = _reason_and_advice(error)
        if len(self._to_write_again) < len(self._saved):
            self._to_write_again = list(self._saved)
        self._keep()
        if not self._is_lost:  # at the end it is told with what is kept
            self._is_lost = True
            self._tell(Report(self.waiting, error=self.error, advice=self.advice, notice=self._loss()))

    def _loss(self) -> str:
        """Return a short message on the loss, for the screen."""
        what = f"{self._reader.path.name} was written over while the project was open."
        if not self.waiting:
            return what
        changes = "1 change of yours is" if self.waiting == 1 else f"{self.waiting} changes of yours are"
        if self.rescued is None:
            return f"{what} {changes} in no file: no rescue file can be written ({self.not_rescued})."
        return f"{what} {changes} kept in {self.rescued.name}; what you do now is kept there, too."

    def _go_on_in_place(self, project: Project) -> None:
        """Move to another file if needed, and write again the changes that are not in it. Raises `AnnotatorError`."""
        project.ensure_in_place()
        self._tell_notices(project)
        count = len(self._to_write_again)
        while self._to_write_again:
            try:
                project.changes.write(self._run_id, self._to_write_again[0])
            except SpanError as error:
                self.refusals.append(Report(self.waiting, refused=error.reason))
            self._to_write_again.pop(0)
        if count:
            changes = "1 change of yours that was" if count == 1 else f"{count} changes of yours that were"
            self._tell_once(
                Notice(
                    f"{changes} not in {project.path} any more came in again.",
                    f"{changes} not in {project.path.name} any more came in again.",
                )
            )

    def _tell_notices(self, project: Project) -> None:
        for notice in project.notices if project.writable else ():
            if notice.full not in self.notices:
                with self._rescuing:
                    self._rescue_file.move(project.path)
                there = project.changes.written(self._run_id)
                self._to_write_again = [numbered for numbered in self._saved if numbered.number > there]
                self._tell_once(notice, project.path)

    def _tell_once(self, notice: Notice, path: Path | None = None) -> None:
        if notice.full not in self.notices:
            self.notices.append(notice.full)
            self._tell(Report(self.waiting, notice=notice.short, path=path))

    def _end(self, project: Project) -> None:
        try:
            project.close()
        except ProjectLostError as error:
            self._lose(error)
        except AnnotatorError as error:
            self._tell_once(Notice(str(error), str(error)))
        else:
            messages = [notice.full for notice in project.notices] if project.writable else []
            self.notices += [sentence for sentence in messages if sentence not in self.notices]

    def _try(self, job: _Job, project: Project | None) -> tuple[Report, Project | None]:
        refused = ""
        try:
            project = project or self._reader.reopen(writing=True, moves=True)
            self._go_on_in_place(project)
            job.do(project)
        except SpanError as error:
            refused = error.reason
        except AnnotatorError as error:
            if isinstance(error, ProjectLostError):
                self._lose(error)
            self.read_only = isinstance(error, ProjectReadOnlyError)
            why, advice = _reason_and_advice(error)
            return Report(self.waiting, error=why, advice=advice, article=job.article), project
        self.read_only = False
        if job.numbered is not None:
            self._pending.pop(0)
            if not refused:
                self._saved.add(job.numbered)
        if project is not None:
            self._tell_notices(project)
        report = Report(self.waiting, refused=refused, article=job.article)
        if refused:
            self.refusals.append(report)
        return report, project


def _reason_and_advice(error: AnnotatorError) -> tuple[str, str]:
    """Return why a change is not written and what to do, for a change that is kept and tried again."""
    if not isinstance(error, ChangeError):
        return str(error), ""
    # Who follows the advice to try again would take the change back with the same key.
    return error.reason, "" if isinstance(error, ProjectBusyError) else error.advice
