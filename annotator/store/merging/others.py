"""Opening the other projects, which are read and never trusted: each is checked whole before anything is written."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from annotator.command_line import command_line
from annotator.errors import (
    DamagedProjectError,
    NoProjectError,
    NotAProjectError,
    ProjectError,
    ProjectGoneError,
    UnfitProjectsError,
    UsageError,
)
from annotator.model import Fault
from annotator.sentences import shortened
from annotator.store.check import checking
from annotator.store.disk import failures
from annotator.store.disk.rights import require_all_seen
from annotator.store.merging import fitness
from annotator.store.opening.opening import open_project, open_to_check
from annotator.store.opening.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from annotator.store.file.connection import Connection

    Tell = Callable[[str, int], None]
    """Called with what is done, and with how many articles it is done."""

MOST_FAULTS = 20
"""How many faults of other projects are told; the rest are counted."""

_LONGEST_CLAUSE = 600

_COPY = "Give the file of a copy of this project."


class Others:
    """The other projects, each as of one moment in `snapshots`, until `stack` is closed; those opened are added to `opened`."""

    def __init__(self, ours: Connection, stack: ExitStack, opened: list[Connection], tell: Tell) -> None:
        self._tell = tell
        self._ours = ours
        self._stack = stack
        self._known = fitness.known(ours)
        self._faults: list[str] = []
        self._counts: dict[Path, int] = {}
        self._opened = opened
        self.snapshots: list[Connection] = []

    def open(self, paths: Iterable[Path]) -> None:
        """Open and check each. Raises `UnfitProjectsError` with the faults of all, `UsageError` for our project itself, and as `open_project`."""
        for path in paths:
            self._refuse_itself(path)
            try:
                self._opened.append(_open(path, self._ours.busy_seconds))
            except DamagedProjectError as error:
                self._note(path, self._of_damaged(path, error))
                continue
            self._stack.callback(self._opened[-1].close)
            snapshot = self._stack.enter_context(self._opened[-1].snapshot())
            self.snapshots.append(snapshot)
            self._note(path, self._of(snapshot, path))
        if self._counts:
            raise self._unfit()

    def _refuse_itself(self, path: Path) -> None:
        try:
            is_same = path.samefile(self._ours.path)
        except OSError:
            return  # opening it says what is wrong
        if is_same:
            raise UsageError(f"{path} is the project itself. Give other projects to merge into it.")

    def _of_damaged(self, path: Path, error: DamagedProjectError) -> Iterator[Fault]:
        """Yield all faults of a project that can't be opened, or the one for which it can't."""
        count = 0
        try:
            with closing(open_to_check(path, busy_seconds=self._ours.busy_seconds)) as connection:
                for fault in self._of(connection, path):
                    count += 1
                    yield fault
        except ProjectError:
            pass
        if not count:
            yield Fault(what=error.fault)

    def _of(self, theirs: Connection, path: Path) -> Iterator[Fault]:
        count = 0
        with theirs.as_of_now():
            for fault in checking.faults(theirs, progress=partial(self._tell, f"Checking {path.name}")):
                if fault.derived:
                    continue  # nothing of it is merged
                if not fault.harmless:
                    count += 1
                    yield fault
                elif fault == checking.NOT_LOOKED_AT:
                    return
            tell = partial(self._tell, f"Looking through {path.name}")
            yield from fitness.faults(theirs, self._known, damaged=bool(count), progress=tell)

    def _note(self, path: Path, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._counts[path] = self._counts.get(path, 0) + 1
            if len(self._faults) < MOST_FAULTS:
                self._faults.append(f"{path}: {_shortened(fault)}")

    def _unfit(self) -> UnfitProjectsError:
        first, count = next(iter(self._counts)), sum(self._counts.values())
        advice = f"Ask whoever sent it for a whole copy. To see what is wrong: {command_line('check', project=first)}"
        if count == 1:
            what = self._faults[0].removeprefix(f"{first}: ")
            return UnfitProjectsError(f"{first} can't be merged ({what})", advice, (), 0)
        which, they = " and ".join(map(str, self._counts)), "they have" if len(self._counts) > 1 else "it has"
        return UnfitProjectsError(
            f"{which} can't be merged, because {they} {count:,} faults, listed above",
            advice,
            tuple(self._faults),
            count - len(self._faults),
        )


def _shortened(fault: Fault) -> Fault:
    """Return a fault whose values, which are those of the other file, have a length that can be told."""
    return msgspec.structs.replace(
        fault,
        row=shortened(fault.row),
        article=shortened(fault.article),
        person=shortened(fault.person),
        what=shortened(fault.what, _LONGEST_CLAUSE),
    )


def _open(path: Path, busy_seconds: float) -> Connection:
    try:
        require_all_seen(real_path(path))
        return open_project(path, busy_seconds=busy_seconds)
    except DamagedProjectError:
        raise
    except NotAProjectError as error:
        before, found, _ = error.what.partition(failures.ANOTHER)
        raise NotAProjectError(f"{before}{_COPY}" if found else error.what, error.advice) from error
    except ProjectGoneError:
        raise
    except NoProjectError as error:
        raise NoProjectError(
            f"There is no project at {path} to merge, so nothing was changed. {_COPY}"
        ) from error
