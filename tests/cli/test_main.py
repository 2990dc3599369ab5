"""The group as a whole: its help, its edge, what it imports."""

from __future__ import annotations

import errno
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from annotator.cli import COMMANDS, main
from annotator.errors import NoSuchArticleError, UsageError
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from annotator.cli.group import Entry


def test_help_names_every_command_in_the_order_of_the_list(run: Run) -> None:
    lines = run("--help").stdout.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in COMMANDS]
    assert [line.split(maxsplit=1)[1] for line in lines] == [entry.summary for entry in COMMANDS]


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_has_its_name_and_help(run: Run, entry: Entry) -> None:
    named = import_module(entry.module).command.name
    assert named == entry.name, (
        f"{entry.module} calls its command {named}; see COMMANDS of annotator/cli/__init__.py"
    )
    text = run(entry.name, "--help").stdout
    assert text.startswith(f"Usage: annotator {entry.name} [OPTIONS]")
    assert run(entry.name, "-h").stdout == text


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == "annotator 0.1.0\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nonsense"], "annotator has no command nonsense; there are: init, import,"),
        (["export", "--no"], "annotator export has no option --no; it has: --project,"),
        (["init", "x"], "There is something too much after annotator init: x. Example: annotator init"),
    ],
)
def test_a_wrong_command_line_is_told_with_status_2(run: Run, args: list[str], said: str) -> None:
    assert said in run(*args, status=2).stderr


@pytest.mark.parametrize(
    ("error", "status"), [(NoSuchArticleError("No such."), 1), (UsageError("No such."), 2)]
)
def test_our_errors_leave_as_their_sentence_and_status(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    _open_raises(monkeypatch, error)
    result = run("export", status=status)
    assert result.stderr == "No such.\n"
    assert not result.stdout


def test_ctrl_c_has_the_status_of_a_shell(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _open_raises(monkeypatch, KeyboardInterrupt())
    run("export", status=130)


def test_a_fault_is_told_in_one_safe_line_with_the_way_to_its_place(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open_raises(monkeypatch, RuntimeError("boom\x1b[2J\nmore"))
    line = only_line(run("export", status=1).stderr)
    assert line.startswith(r"This is a fault in annotator: RuntimeError: boom\x1b[2J\nmore.")
    assert "ANNOTATOR_DEBUG=1" in line
    monkeypatch.setenv("ANNOTATOR_DEBUG", "1")
    assert isinstance(CliRunner().invoke(main, ["export"]).exception, RuntimeError)


def test_a_failure_of_the_system_is_told_with_its_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError(errno.EIO, "Input/output error", "some\x1b[2J.db")
    _open_raises(monkeypatch, error)
    line = only_line(run("export", status=1).stderr)
    assert line.startswith(r"some\x1b[2J.db: the disk does not work as it should.")
    assert "fault" not in line


FULL = (
    ["schema"],
    ["schema", "--record"],
    ["show", "first"],
    ["export", "--layer", "all"],
    ["export", "--layer", "all", "-o", "-"],
    ["assign", "huda", "--per-article", "1", "--dry-run"],
    ["unassign", "huda", "--dry-run"],
    ["export", "--help"],
    ["--help"],
    ["--version"],
)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no /dev/full")
@pytest.mark.parametrize("args", FULL, ids=" ".join)
def test_standard_output_that_takes_nothing(project: Path, args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", *args],
            cwd=project.parent, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    line = only_line(done.stderr)
    assert "he disk is full." in line
    assert "fault" not in line


def _open_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_path: Path, **_: object) -> Project:
        raise error

    monkeypatch.setattr(Project, "open", fail)


def test_options_may_come_before_the_commands_name(run: Run, here: Path) -> None:
    run("--project", "news.db", "init")
    assert (here / "news.db").exists()
    assert 'name = "conflict"' in run("--project=news.db", "schema").stdout
    assert "needs a terminal" in run("--project", "news.db", "--as", "huda", status=2).stderr
