"""The group as a whole: its help, its edge, what it imports."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import annotator
from annotator.__main__ import main
from annotator.cli.commands import COMMANDS
from annotator.cli.group import program
from annotator.errors import NoSuchArticleError, UsageError
from annotator.project import Project
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from annotator.cli.commands import Entry


def test_help_names_every_command_in_the_order_of_the_list(run: Run) -> None:
    page = run("--help").stdout
    listed = page[page.index("Begin:") : page.index("Options:")]
    lines = [line for line in listed.splitlines() if line.startswith("  ")]
    assert [line.split()[0] for line in lines] == [entry.name for entry in COMMANDS]
    assert [line.split(maxsplit=1)[1] for line in lines] == [entry.summary for entry in COMMANDS]
    headings = [line.rstrip(":") for line in listed.splitlines() if line.endswith(":")]
    assert headings == ["Begin", "Work", "Team", "Gold", "Care"]


@pytest.mark.parametrize("columns", [20, 40, 80, 100, 300])
def test_help_is_one_page_whoever_prints_it(here: Path, run: Run, columns: int) -> None:
    def printed(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "annotator", *args],
            cwd=here, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": str(columns)},
        )  # fmt: skip
        return done.stdout

    page = printed("--help")
    assert page == printed("-h") == printed("help")
    assert page == run("--help", env={"COLUMNS": str(columns)}).stdout
    assert page == run("help", env={"COLUMNS": str(columns)}).stdout
    assert max(map(len, page.splitlines())) <= max(min(columns, 100) - 2, 50)


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_help_of_a_command_is_what_its_help_option_prints(run: Run, entry: Entry) -> None:
    for name in (entry.name, *(f"{entry.name} {under}" for under in entry.under)):
        page = run(*name.split(), "--help").stdout
        assert run("help", *name.split()).stdout == page
        assert run("--help", *name.split()).stdout == page


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_has_its_name_and_help(run: Run, entry: Entry) -> None:
    named = import_module(entry.module).command.name
    assert named == entry.name, (
        f"{entry.module} calls its command {named}; see COMMANDS of annotator/cli/__init__.py"
    )
    text = run(entry.name, "--help").stdout
    assert text.startswith(f"Usage: annotator {entry.name} ")
    assert run(entry.name, "-h").stdout == text


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"annotator {annotator.__version__}\n"
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"annotator {annotator.__version__}\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nonsense"], "There is no command nonsense. All of them: annotator help"),
        (["export", "--qqqq"], "annotator export has no option --qqqq; it has: --project,"),
        (["schema", "x"], "There is something too much after annotator schema: x. Example: annotator schema"),
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
    assert isinstance(CliRunner().invoke(program, ["export"]).exception, RuntimeError)


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


@pytest.mark.parametrize(
    "args", [["--help"], ["-h"], ["help"], ["--version"], ["--complete", "bash", "annotator ex", "ex"]]
)
def test_what_is_the_same_everywhere_is_printed_without_click(here: Path, args: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "annotator", *args],
        cwd=here, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout
    names = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "annotator.cli" in names
    assert names.isdisjoint({"click", "pathlib", "msgspec", "annotator.cli.group"})


def test_ctrl_c_while_the_program_starts_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*, prog_name: str) -> None:
        raise KeyboardInterrupt(prog_name)

    monkeypatch.setattr("annotator.cli.main", stopped)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
