"""What is not saved when the program ends is in a rescue file, and comes in once when the person opens the project again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator.project import Project
from tests.end_to_end import rescuing
from tests.end_to_end.rescuing import (
    CHANGES,
    annotate,
    check_file,
    check_whole,
    held,
    kept,
    rescue_files,
    state,
    work,
)
from tests.end_to_end.terminal import Terminal
from tests.tui import settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Open = Callable[..., Terminal]

pytestmark = pytest.mark.tried("signals, closed terminals, faults and full disks with changes not yet saved")

FAULTY = """
import os, sys
from annotator.cli import main
from annotator.tui.screens.annotate import AnnotateScreen

def stumble(self):
    raise ZeroDivisionError("OUT OF ORDER")

AnnotateScreen.do_guidelines = stumble
main(prog_name="annotator")
"""
POWERLESS = """
import os, sys
program = [sys.executable, "-m", "annotator", *sys.argv[1:]]
if os.geteuid() == 0:
    program = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *program]
os.execvp(program[0], program)
"""
"""The program, bound by permissions also where it is root's."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return rescuing.make(tmp_path / "work" / "annotator.db")


@pytest.fixture
def open_(tmp_path: Path, path: Path) -> Iterator[Open]:
    """Open the project, as huda, in a terminal."""
    with ExitStack() as stack:

        def open_(at: Path = path, **more: Any) -> Terminal:
            terminal = annotate(tmp_path, at, **more)
            stack.callback(terminal.close)
            return terminal

        yield open_


def wait_for_file(*folders: Path) -> Path:
    """Wait until a rescue file is there."""
    end = time.monotonic() + 60
    while not (found := rescue_files(*folders)):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found[0]


def check_once(open_: Open, path: Path, count: int) -> None:
    """Bring in what is offered, see that it is whole, and that nothing is offered any more."""
    rescuing.bring_in(open_(path), count)
    check_whole(path)
    rescuing.check_nothing_offered(open_(path))
    check_whole(path)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGHUP, marks=pytest.mark.faults),
        pytest.param(signal.SIGINT, marks=pytest.mark.faults),
    ],
)
def test_a_signal_while_another_program_holds_the_project_loses_nothing(
    open_: Open, path: Path, number: signal.Signals
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.child.kill(number)
        assert terminal.until_ended() == 1
        count, file = kept(terminal)
        assert file.parent == path.parent
        assert "huda" in file.name
        assert len(check_file(file, count)) >= CHANGES
        assert "locked by another program" in terminal.raw.decode("utf-8", "replace")
    assert state(path).operations == 0
    check_once(open_, path, count)
    assert rescue_files(path.parent) == []


def test_what_can_be_saved_after_the_signal_is_saved_and_no_file_is_left(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.child.kill(signal.SIGTERM)
        wait_for_file(path.parent)
    assert terminal.until_ended() == 143
    assert rescue_files(path.parent) == []
    assert b"kept in" not in terminal.raw
    check_whole(path)
    rescuing.check_nothing_offered(open_())


def test_a_kill_right_after_the_file_was_written_loses_nothing(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        assert terminal.until_ended() == -signal.SIGKILL
    check_once(open_, path, len(rescuing.lines(file)) - 1)


@pytest.mark.faults
@pytest.mark.parametrize("after", [0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.03, 0.06])
def test_a_kill_while_the_rest_is_saved_brings_nothing_in_twice(
    open_: Open, path: Path, after: float
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        terminal.press("left")
        time.sleep(1.2)  # so that there is time of work to be counted
        terminal.press("right")
        work(terminal)
        terminal.child.kill(signal.SIGTERM)
        seconds = 0.0
        while seconds <= 1:  # the time of work is the last that goes into the file
            changes = rescuing.lines(wait_for_file(path.parent))[1:]
            seconds = sum(line["change"].get("seconds", 0) for line in changes)
    time.sleep(after)
    terminal.child.kill(signal.SIGKILL)
    terminal.until_ended()
    again = open_()
    again.until(lambda: "Enter: bring" in again.text or "saved" in again.text, "the program")
    if "Enter: bring" in again.text:
        again.press("enter")
        again.until_text("came in")
    again.press("ctrl+q")
    assert again.until_ended() == 0
    check_whole(path)
    assert state(path).seconds == pytest.approx(seconds, abs=1)
    rescuing.check_nothing_offered(open_())


def test_a_terminal_that_is_closed_while_another_program_holds_the_project_loses_nothing(
    open_: Open, path: Path
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        os.close(terminal.child.child_fd)
        file = wait_for_file(path.parent)
        while (
            Path(f"/proc/{terminal.child.pid}/cmdline").exists()
            and os.waitpid(terminal.child.pid, os.WNOHANG)[0] == 0
        ):
            time.sleep(0.1)
        count = len(rescuing.lines(file)) - 1
        check_file(file, count)
    check_once(open_, path, count)


@pytest.mark.faults
def test_a_terminal_that_goes_without_a_signal_ends_the_program_and_loses_nothing(
    open_: Open, path: Path
) -> None:
    ignoring = (
        "-c",
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); import annotator.tui.terminal.driver as d;"
        "d.SIGNALS = (signal.SIGTERM,); from annotator.cli import main; main(prog_name='annotator')",
    )
    terminal = open_(program=(sys.executable, *ignoring))
    terminal.until_text("saved")
    work(terminal)
    terminal.until_text("1 span, saved")
    os.close(terminal.child.child_fd)
    end = time.monotonic() + 60
    while os.waitpid(terminal.child.pid, os.WNOHANG)[0] == 0:
        assert time.monotonic() < end, "the program goes on without a terminal"
        time.sleep(0.1)
    check_whole(path)


@pytest.mark.faults
def test_a_second_signal_ends_at_once_and_loses_nothing(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        end = time.monotonic() + 60
        for _ in range(20):
            terminal.child.kill(signal.SIGTERM)
        wait_for_file(path.parent)
        while terminal.child.isalive() and time.monotonic() < end:
            terminal.child.kill(signal.SIGTERM)
            time.sleep(0.05)
        assert terminal.until_ended() == -signal.SIGTERM
        (file,) = rescue_files(path.parent)
        count = len(rescuing.lines(file)) - 1
        check_file(file, count)
    check_once(open_, path, count)


@pytest.mark.faults
def test_a_fault_in_the_program_loses_nothing(open_: Open, path: Path) -> None:
    terminal = open_(program=(sys.executable, "-c", FAULTY), COLUMNS="200")
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.press("f1")
        assert terminal.until_ended() == 1
        assert b"OUT OF ORDER" in terminal.raw
        count, file = kept(terminal)
        check_file(file, count)
    check_once(open_, path, count)


@pytest.mark.faults
def test_leaving_without_saving_keeps_the_changes(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.press("ctrl+q")
        terminal.until_text("not saved", "x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        count, file = kept(terminal)
        check_file(file, count)
    check_once(open_, path, count)


def test_a_kill_while_it_says_not_saved_loses_nothing(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.until_text("NOT SAVED")
        end = time.monotonic() + 60
        while len(rescuing.lines(wait_for_file(path.parent))) <= CHANGES:
            assert time.monotonic() < end
            time.sleep(0.05)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    (file,) = rescue_files(path.parent)
    check_once(open_, path, len(rescuing.lines(file)) - 1)


def fill(path: Path) -> None:
    """Write to a file until its disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system with little room."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.faults
def test_a_full_disk_loses_nothing(open_: Open, tmp_path: Path) -> None:
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here")
    with small_disk(tmp_path / "small") as folder:
        path = rescuing.make(folder / "annotator.db")
        terminal = open_(path)
        terminal.until_text("saved")
        filler = folder / "filler"
        fill(filler)
        work(terminal)
        terminal.press("ctrl+q")
        terminal.until_text("is full", "x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        count, kept_in = kept(terminal)
        assert kept_in.is_relative_to(tmp_path / "state")
        check_file(kept_in, count)
        filler.unlink()
        check_once(open_, path, count)


@pytest.mark.faults
@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root is bound by no permission here"
)
def test_a_folder_that_can_not_be_written_any_more_loses_nothing(
    open_: Open, path: Path, tmp_path: Path
) -> None:
    program = (sys.executable, "-c", POWERLESS)
    terminal = open_(program=program)
    terminal.until_text("saved")
    path.parent.chmod(0o555)
    try:
        work(terminal)
        terminal.press("ctrl+q")
        terminal.until_text("not saved", "x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        count, file = kept(terminal)
        assert file.is_relative_to(tmp_path / "state")
        check_file(file, count)
        reading = open_(program=program)
        reading.until_text("of yours from", "saved")
        reading.press("ctrl+q")
        assert reading.until_ended() == 0
    finally:
        path.parent.chmod(0o755)
    check_once(open_, path, count)


@pytest.mark.faults
def test_when_no_file_can_be_written_it_is_said_how_many_changes_are_lost(open_: Open, path: Path) -> None:
    nowhere = (
        "-c",
        "from annotator.store.rescue import places; places.elsewhere = list;"
        "from annotator.cli import main; main(prog_name='annotator')",
    )
    terminal = open_(program=(sys.executable, *nowhere))
    terminal.until_text("saved")
    shutil.rmtree(path.parent)
    terminal.press("a", "left", "l")
    terminal.until_text("2 spans")
    terminal.child.kill(signal.SIGTERM)
    assert terminal.until_ended() == 1
    assert "2 changes were lost, because no rescue file could be written" in terminal.raw.decode(
        "utf-8", "replace"
    )


def test_an_adjudicator_s_decisions_are_kept_too(tmp_path: Path) -> None:
    path = settled.make(tmp_path / "settling.db")
    arguments = ("--project", str(path), "adjudicate", "first", "--as", "nadia")
    terminal = Terminal(*arguments, folder=tmp_path)
    try:
        terminal.until_text("4 open", "saved")
        with held(path):
            terminal.press("1", "1")
            terminal.until_text("2 open")
            terminal.child.kill(signal.SIGTERM)
            assert terminal.until_ended() == 1
            count, file = kept(terminal)
            assert count == 2
            changes = check_file(file, 2)
        with Project.open(path) as project:
            assert project.gold_steps("first") == []
        again = Terminal(*arguments, folder=tmp_path)
        rescuing.bring_in(again, 2)
        with Project.open(path) as project:
            decided = {decision.id for decision in project.gold("first").decisions}
            assert decided == {change["change"]["step"]["edits"][0]["after"]["id"] for change in changes}
            assert len(project.gold_steps("first")) == 2
        rescuing.check_nothing_offered(Terminal(*arguments, folder=tmp_path))
    finally:
        terminal.close()


def test_what_is_set_aside_is_not_offered_again_and_can_be_put_back(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    later = open_()
    later.until_text("1 change of yours", "Esc: later")
    later.press("escape")
    later.until_text("0 spans, saved")
    later.press("ctrl+q")
    assert later.until_ended() == 0
    aside = open_()
    aside.until_text("1 change of yours")
    aside.press("x")
    aside.until_text("Set aside", "0 spans, saved")
    aside.press("ctrl+q")
    assert aside.until_ended() == 0
    (renamed,) = path.parent.glob("*.aside")
    rescuing.check_nothing_offered(open_())
    renamed.rename(file)
    rescuing.bring_in(open_(), 1)
    assert state(path).spans["one"] == [(0, 4, "actor")]


def test_the_file_of_a_program_that_is_alive_is_not_offered(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        second = open_()
        rescuing.check_nothing_offered(second)
        assert file.exists()
    terminal.until_ended()
    assert state(path).spans["one"] == [(0, 4, "actor")]


def test_status_tells_of_rescue_files(open_: Open, path: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "status", "--project", str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "XDG_STATE_HOME": str(path.parent)},
    )  # fmt: skip
    assert f"1 change of huda waits in {file}" in done.stderr
