"""Sending back that fails or is killed in the middle changes nothing, and so does taking it back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ProjectError
from annotator.model import Note, Status, threads
from annotator.project import Project
from annotator.project.checking import checked
from tests.store.helpers import HUDA, SAMI, adding

if TYPE_CHECKING:
    from pathlib import Path

LEAD = "ليلى"
_CODE = """
import itertools, os, signal, sys
from pathlib import Path
import msgspec
from annotator.model import Note
from annotator.project import Project
from annotator.store.file.connection import Connection
count, execute = itertools.count(), Connection.execute
def killed(self, *args):
    if next(count) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(self, *args)
Connection.execute = killed
notes = msgspec.json.decode(sys.argv[4], type=tuple[Note, ...])
getattr(Project.open(Path(sys.argv[1])).notes, sys.argv[2])(notes)
"""


def notes() -> tuple[Note, ...]:
    return tuple(Note.new("1.txt", 5, 12, person, LEAD, "انظر.", sends_back=True) for person in (HUDA, SAMI))


def state(path: Path) -> tuple[object, ...]:
    with checked(path) as found:
        assert not list(found.faults())
    with Project.open(path) as project:
        status = [project.work.progress("1.txt", person).status for person in (HUDA, SAMI)]
        return status, len(project.notes.of_article("1.txt")), len(project.notes.all_back())


BEFORE, AFTER = ([Status.DONE] * 2, 0, 0), ([Status.DOING] * 2, 2, 2)
CALLED = ([Status.DONE] * 2, 4, 0)


@pytest.fixture
def done(project: Project) -> Project:
    for person in (HUDA, SAMI):
        project.layers.record(adding(5, 12, annotator=person))
        project.work.set_status("1.txt", person, Status.DONE)
    return project


@pytest.mark.parametrize("verb", ["send_back", "call_back"])
def test_who_is_killed_at_any_statement_changed_all_or_nothing(done: Project, verb: str) -> None:
    import msgspec

    made = notes()
    before, after = BEFORE, AFTER
    if verb == "call_back":
        done.notes.send_back(made)
        made = tuple(thread.closing(LEAD) for thread in threads(done.notes.of_article("1.txt")))
        before, after = AFTER, CALLED
    path = done.path
    done.close()
    seen = []
    for place in range(40):
        args = [str(path), verb, str(place), msgspec.json.encode(made).decode()]
        ended = subprocess.run([sys.executable, "-c", _CODE, *args], check=False, env=dict(os.environ))
        seen.append(state(path))
        assert seen[-1] in (before, after), place
        if ended.returncode == 0 or seen[-1] == after:
            break
        assert ended.returncode == -signal.SIGKILL
    assert seen[-1] == after
    assert len(seen) > 6  # it was killed between the writes of the first and of the second


def test_what_fails_for_the_second_changes_nothing_for_the_first(
    done: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import notes as storing

    first, go_back = [True], storing.go_back

    def fail(*args: object, **rest: object) -> object:
        if first.pop() if first else False:
            return go_back(*args, **rest)  # type: ignore[arg-type]
        raise ProjectError("stop")

    monkeypatch.setattr(storing, "go_back", fail)
    with pytest.raises(ProjectError, match="stop"):
        done.notes.send_back(notes())
    path = done.path
    done.close()
    assert state(path) == BEFORE
