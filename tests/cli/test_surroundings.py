"""Every command in odd surroundings: closed descriptors, no home folder, empty variables, settings that can't be used.

Real processes, as started by a shell. Work that is done ends with status 0; what is asked for and can't be printed ends
with status 1 and a sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from annotator.cli.commands import COMMANDS
from annotator.project import Project
from tests.cli.shell import bash, needs_bash
from tests.end_to_end.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.tried("commands with closed streams, no home folder, empty variables"), needs_bash]

TEXT = "وصلت قافلة الإغاثة إلى بلدة الرمانة بعد انتظار طويل عند الجسر."


def articles(folder: Path, name: str = "annotator.db") -> int:
    with Project.open(folder / name) as project:
        return len(project.work.status().articles)


def people(folder: Path) -> list[str]:
    with Project.open(folder / "annotator.db") as project:
        return project.people.names()


def assigned(folder: Path) -> bool:
    with Project.open(folder / "annotator.db") as project:
        return any(person.assigned for person in project.work.status().people)


def settled(folder: Path) -> int:
    with Project.open(folder / "annotator.db") as project:
        return sum(article.settled for article in project.work.status().articles)


def title(folder: Path) -> str:
    with Project.open(folder / "annotator.db") as project:
        return project.cards.get().title


class Case(NamedTuple):
    """A command: what it is given, and what tells that its work is done; None: its work is to print."""

    args: str
    done: Callable[[Path], object] | None = None
    ends: int = 0


CASES = {
    "init": Case("init --project new.db", lambda folder: (folder / "new.db").exists()),
    "import": Case("import more.txt", lambda folder: articles(folder) == 15),
    "assign": Case("assign huda salim --per-article 1", assigned),
    "unassign": Case("unassign salim", lambda folder: not assigned(folder)),
    "status": Case("status"),
    "people": Case("people"),
    "rename": Case("people rename huda هدى", lambda folder: "هدى" in people(folder)),
    "join": Case("people join salim huda", lambda folder: "salim" not in people(folder)),
    "annotate": Case("annotate --as huda", ends=2),
    "adjudicate": Case(
        "adjudicate --auto --as boss --policy adjudicator:huda", lambda folder: settled(folder) == 7
    ),
    "agreement": Case("agreement"),
    "agreement with gold": Case("agreement --against gold"),
    "evaluate": Case("evaluate --predictions huda"),
    "merge": Case("merge other.db", lambda folder: articles(folder) == 15),
    "backup": Case("backup copy.db", lambda folder: articles(folder, "copy.db") == 14),
    "restore": Case("restore other.db", lambda folder: articles(folder) == 15),
    "card": Case("card card.toml", lambda folder: title(folder) == "أخبار الساحل"),
    "export": Case("export --layer all"),
    "check": Case("check"),
    "formats": Case("formats"),
    "lint": Case("lint --layer huda", ends=1),
    "show": Case("show 1"),
    "search": Case("search المدينة"),
    "schema": Case("schema"),
    "doctor": Case("doctor --no-ask"),
    "completion": Case("completion bash"),
    "help command": Case("help export"),
    "demo": Case("demo --no-open --dir new --as huda", lambda folder: (folder / "new/annotator.db").exists()),
    "recover": Case("recover annotator.db saved.db", lambda folder: articles(folder, "saved.db") == 14),
    "version": Case("--version"),
    "help": Case("--help"),
    "help of a command": Case("export --help"),
    "file": Case("export --layer all -o out", lambda folder: (folder / "out").exists()),
    "wrong": Case("export --nonsense", ends=2),
    "no project": Case("status --project none.db", ends=1),
}

ODD = {"doctor"}
"""What tells of the surroundings, and so differs in each."""

MIXED = {"people", "annotate"}
"""A group of which some commands work, and the screens."""

each_command = pytest.mark.parametrize("name", CASES)


def test_every_command_is_here() -> None:
    assert {entry.name for entry in COMMANDS} <= {case.args.split()[0] for case in CASES.values()}, (
        "a new command needs a line in CASES of tests/cli/test_surroundings.py: does it work or print?"
    )


def test_a_command_that_only_prints_is_listed_as_one_that_reads() -> None:
    for entry in COMMANDS:
        cases = [case for case in CASES.values() if case.args.split()[0] == entry.name]
        works = any(case.done is not None and " -o " not in case.args for case in cases)
        if entry.name not in MIXED:
            assert entry.reads is not works, (
                f"{entry.name}: reads={not works} in COMMANDS of annotator/cli/__init__.py?"
            )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo as its project, a copy of it with one article more, a text and a card."""
    folder = tmp_path_factory.mktemp("made")
    done = bash(folder, "annotator demo --no-open --dir .")
    assert done.returncode == 0, done.stderr
    (folder / "more.txt").write_text(TEXT, encoding="utf-8")
    (folder / "card.toml").write_text('title = "أخبار الساحل"\n', encoding="utf-8")
    shutil.copy(folder / "annotator.db", folder / "other.db")
    assert bash(folder, "annotator import more.txt --project other.db").returncode == 0
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """A copy of it that everybody can write."""
    copy = Path(tempfile.mkdtemp())
    try:
        shutil.copytree(made, copy, dirs_exist_ok=True)
        for path in (copy, *copy.iterdir()):
            path.chmod(0o777)
        yield copy
    finally:
        shutil.rmtree(copy)


_usual: dict[str, tuple[int, bytes, bytes]] = {}


def usual(made: Path, name: str, tmp_path: Path) -> tuple[int, bytes, bytes]:
    """Status, output and errors of a command where nothing is odd."""
    if name not in _usual:
        copy = tmp_path / "usual"
        shutil.copytree(made, copy)
        done = bash(copy, f"annotator {CASES[name].args}")
        assert done.returncode == CASES[name].ends, (
            f"see CASES here, and COMMANDS of annotator/cli/__init__.py: {done.stderr!r}"
        )
        _usual[name] = done.returncode, done.stdout, done.stderr
    return _usual[name]


def no_fault(done: subprocess.CompletedProcess[bytes]) -> None:
    for said in (done.stdout, done.stderr):
        for word in (b"This is a fault", b"Traceback", b"Exception ignored"):
            assert word not in said, said.decode()


# --- closed descriptors ---------------------------------------------------------------------------


@each_command
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_descriptors(made: Path, folder: Path, tmp_path: Path, name: str, closed: str) -> None:
    case = CASES[name]
    status, output, errors = usual(made, name, tmp_path)
    done = bash(folder, f"annotator {case.args} {closed}")
    no_fault(done)
    if case.done is not None:
        assert case.done(folder)
    if ">&-" in closed.split() and case.done is None and (not case.ends or name == "lint"):
        assert done.returncode == 1
        if "2>&-" not in closed:
            assert done.stderr == b"Standard output is closed, so there is nowhere to print to.\n"
        return
    assert done.returncode == status
    if name not in ODD:
        assert done.stdout == (b"" if ">&-" in closed.split() else output)
    assert done.stderr == (b"" if "2>&-" in closed else errors)


def test_no_file_of_the_project_gets_a_standard_descriptor(folder: Path) -> None:
    code = (
        "import os, sys\nfrom annotator.cli import main\nfrom annotator.project import Project\n"
        "opened = Project.open\n"
        "def look(path, **how):\n    project = opened(path, **how)\n"
        "    open('seen', 'w').write(' '.join(os.readlink(f'/proc/self/fd/{n}') for n in range(3)))\n"
        "    return project\nProject.open = look\nmain(['status'])\n"
    )
    (folder / "look.py").write_text(code)
    bash(folder, f'"{sys.executable}" look.py <&- >&- 2>&-')
    assert (folder / "seen").read_text() == "/dev/null /dev/null /dev/null"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no /dev/full")
def test_where_nobody_can_be_told_the_work_is_done_all_the_same(folder: Path) -> None:
    done = bash(folder, "annotator export --layer all -o out 2> /dev/full")
    assert done.returncode == 0
    assert (folder / "out").exists()


# --- variables ------------------------------------------------------------------------------------

VARIABLES = (
    *("ANNOTATOR_PROJECT", "ANNOTATOR_NAME", "ANNOTATOR_CONFIG", "ANNOTATOR_DEBUG", "ANNOTATOR_ANYWHERE"),
    *("NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM", "TERM_PROGRAM", "COLUMNS", "LINES", "TMUX", "STY"),
    *("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"),
    *("LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "USER", "LOGNAME", "SHELL", "PAGER", "SSH_CONNECTION"),
)


@each_command
def test_variables_that_are_empty_count_as_unset(made: Path, folder: Path, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    status, output, errors = usual(made, name, tmp_path)
    done = bash(folder, f"annotator {case.args}", **dict.fromkeys(VARIABLES, ""))
    no_fault(done)
    assert done.returncode == status, done.stderr
    assert case.done is None or case.done(folder)
    if name not in ODD:
        assert (done.stdout, done.stderr) == (output, errors)


@pytest.mark.parametrize("variable", VARIABLES)
def test_an_empty_variable_is_as_none(folder: Path, variable: str) -> None:
    script = "annotator doctor --no-ask"
    empty = bash(folder, script, **{variable: ""})
    no_fault(empty)
    unset = bash(folder, f"unset {variable}; {script}")
    assert (empty.returncode, empty.stdout) == (unset.returncode, unset.stdout)


@pytest.mark.parametrize(
    "setting",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "iso-8859-1"},
        {"LC_ALL": "no_SUCH.locale"},
    ],
    ids=lambda setting: " ".join(f"{name}={value}" for name, value in setting.items()),
)
def test_an_encoding_without_arabic_letters(folder: Path, setting: dict[str, str]) -> None:
    plain = bash(folder, "annotator export --layer all; annotator show 1; annotator status", LANG="C.UTF-8")
    done = bash(folder, "annotator export --layer all; annotator show 1; annotator status", **setting)
    no_fault(done)
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    renamed = bash(folder, "annotator assign أمل سلمى --per-article 1", **setting)
    no_fault(renamed)
    if "PYTHONUTF8" in setting:  # the names did not even arrive as letters
        assert renamed.returncode == 2
    else:
        assert renamed.returncode == 0
        assert assigned(folder)


# --- home folders ---------------------------------------------------------------------------------

HOMES = {
    "not there": "mkdir -p no; rmdir no; HOME=$PWD/no {}",
    "a file": "HOME=/dev/null {}",
    "relative": "HOME=no {}",
    "unreadable": "mkdir home; chmod 000 home; HOME=$PWD/home {}",
    "of nobody": "env -u HOME {}",
    "unwritable": "mkdir home; chmod 555 home; HOME=$PWD/home {}",
}


def anybody(command: str) -> str:
    """Return the command as run by somebody whom the system does not know."""
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not installed")
    readable = subprocess.run(
        ["setpriv", "--reuid", "12345", "--clear-groups", sys.executable, "-c", "import annotator.cli"],
        capture_output=True, check=False, cwd="/",
    )  # fmt: skip
    if readable.returncode:
        pytest.skip("the program can't be read by other users")
    return f"env setpriv --reuid 12345 --clear-groups {command}"


@pytest.mark.parametrize(
    ("home", "name"),
    [
        (home, name)
        for home in HOMES
        for name in (CASES if home in {"of nobody", "unreadable"} else ("doctor", "status", "demo"))
    ],
)
def test_homes(made: Path, folder: Path, tmp_path: Path, name: str, home: str) -> None:
    case = CASES[name]
    status, output, errors = usual(made, name, tmp_path)
    command = anybody(f'"{sys.executable}" -m annotator {case.args}')
    if "env -u" in HOMES[home]:
        command = command.removeprefix("env ")
    done = bash(folder, f"unset ANNOTATOR_NAME; {HOMES[home].format(command)}")
    no_fault(done)
    assert done.returncode == status, done.stderr
    assert case.done is None or case.done(folder)
    if name not in ODD:
        assert (done.stdout, done.stderr) == (output, errors)
    assert not (folder / "~").exists()
    assert not (folder / "no").exists()


def test_where_no_name_is_known_it_is_asked_for(folder: Path) -> None:
    command = anybody(f'"{sys.executable}" -m annotator adjudicate --auto').removeprefix("env ")
    done = bash(folder, f"unset ANNOTATOR_NAME USER LOGNAME LNAME USERNAME; env -u HOME {command}")
    if os.geteuid() == 0:
        assert done.returncode == 2
        assert done.stderr == b"Who annotates is not known here; say it with --as NAME.\n"


# --- screens --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        "2>&-",
        "2>/dev/null",
        "HOME=/dev/null",
        "HOME=$PWD/no",
        "env -u HOME",
        "unreadable settings",
        *(
            f"{name}="
            for name in ("NO_COLOR", "TERM", "COLORTERM", "COLUMNS", "LINES", "HOME", "LANG", "LC_ALL")
        ),
        "all",
    ],
)
def test_the_screens_come_up_and_save(folder: Path, odd: str) -> None:
    command = f"{sys.executable} -m annotator annotate 1 --as rana"
    script = f"{command} {odd}" if ">" in odd else f"{odd} {command}"
    if odd == "all":
        script = f"{' '.join(f'{name}=' for name in VARIABLES if name != 'TERM')} {command}"
    script = f"unset ANNOTATOR_CONFIG; {script}"
    if odd == "unreadable settings":
        (folder / "home" / ".config" / "annotator").mkdir(parents=True)
        (folder / "home" / ".config" / "annotator" / "config.toml").mkdir()
        script = f"unset ANNOTATOR_CONFIG; HOME=$PWD/home {command}"
    terminal = Terminal(folder=folder, program=["bash", "-c", script])
    try:
        terminal.until_text("1 of 14")
        terminal.press("a")
        terminal.until_text("1 span,", "saved")
        terminal.press("ctrl+q")
        assert terminal.until_ended() == 0
    finally:
        terminal.close()
    with Project.open(folder / "annotator.db") as project:
        assert len(project.layers.get(project.articles.get("1").id, "rana").spans) == 1


def test_colours_are_there_unless_no_color_says_something(folder: Path) -> None:
    colored = {}
    for value in (None, "", "1"):
        command = "unset NO_COLOR; " if value is None else f"NO_COLOR={value} "
        command += f"COLORTERM=truecolor {sys.executable} -m annotator annotate 1 --as rana"
        terminal = Terminal(folder=folder, program=["bash", "-c", command])
        try:
            terminal.until_text("1 of 14")
            terminal.press("ctrl+q")
            terminal.until_ended()
        finally:
            terminal.close()
        colored[value] = b"\x1b[38;2;" in terminal.raw or b"48;2;" in terminal.raw
    assert colored == {None: True, "": True, "1": False}
