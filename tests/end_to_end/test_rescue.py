"""What is not saved when a signal, a kill or a closed terminal ends the program is in a rescue file, and comes in once afterwards."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from annotator.project import Project
from tests.end_to_end import rescuing
from tests.end_to_end.rescuing import (
    CHANGES,
    PATIENT,
    UNHURRIED,
    Open,
    check_file,
    check_once,
    check_whole,
    count_in,
    held,
    kept,
    open_,
    path,
    rescue_files,
    state,
    wait_for_file,
    work,
)
from tests.end_to_end.terminal import Terminal
from tests.patience import PATIENCE
from tests.tui import settled

pytestmark = pytest.mark.tried("signals, closed terminals, faults and full disks with changes not yet saved")

__all__ = ["open_", "path"]


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
    terminal = open_(program=UNHURRIED)
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
    terminal = open_(program=PATIENT)
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
    terminal = open_(program=PATIENT)
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        assert terminal.until_ended() == -signal.SIGKILL
    check_once(open_, path, count_in(file))


@pytest.mark.faults
@pytest.mark.parametrize("after", [0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.03, 0.06])
def test_a_kill_while_the_rest_is_saved_brings_nothing_in_twice(
    open_: Open, path: Path, after: float
) -> None:
    terminal = open_(program=PATIENT)
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
        count = count_in(file)
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
    end = time.monotonic() + PATIENCE
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
        end = time.monotonic() + PATIENCE
        for _ in range(20):
            terminal.child.kill(signal.SIGTERM)
        wait_for_file(path.parent)
        while terminal.child.isalive() and time.monotonic() < end:
            terminal.child.kill(signal.SIGTERM)
            time.sleep(0.05)
        assert terminal.until_ended() == -signal.SIGTERM
        (file,) = rescue_files(path.parent)
        count = count_in(file)
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
        end = time.monotonic() + PATIENCE
        while len(rescuing.lines(wait_for_file(path.parent))) <= CHANGES:
            assert time.monotonic() < end
            time.sleep(0.05)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    (file,) = rescue_files(path.parent)
    check_once(open_, path, count_in(file))


def test_an_adjudicator_s_decisions_are_kept_too(tmp_path: Path) -> None:
    path = settled.make(tmp_path / "settling.db")
    arguments = ("--project", str(path), "adjudicate", "first", "--as", "nadia")
    terminal = Terminal(*arguments, folder=tmp_path, program=UNHURRIED)
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
            assert project.gold.steps("first") == []
        again = Terminal(*arguments, folder=tmp_path)
        rescuing.bring_in(again, 2)
        with Project.open(path) as project:
            decided = {decision.id for decision in project.gold.get("first").decisions}
            assert decided == {change["change"]["step"]["edits"][0]["after"]["id"] for change in changes}
            assert len(project.gold.steps("first")) == 2
        rescuing.check_nothing_offered(Terminal(*arguments, folder=tmp_path))
    finally:
        terminal.close()
