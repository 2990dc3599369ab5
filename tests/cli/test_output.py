"""Standard streams that take nothing, named pipes that nobody reads, and rescue files. Real processes, started by a shell."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, only_line
from tests.cli.shell import bash, needs_bash
from tests.patience import PATIENCE

pytestmark = [
    pytest.mark.tried("full standard output, hung-up terminals, named pipes without a reader"),
    needs_bash,
]

needs_full = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no /dev/full")
DONE = b"It was done, but what was done can't be printed: "

WORK = {
    "init --project new.db": "[ -e new.db ]",
    "import more.txt": "annotator show more",
    "assign huda salim --per-article 1": "annotator people | grep salim",
    "assign --dynamic --per-article 2": "annotator status",
    "unassign salim": "annotator people | grep '^ *0 .*salim'",
    "people rename huda هدى": "annotator people | grep '^.*هدى'",
    "people join salim huda": "! annotator people | grep -w 'salim$'",
    "merge other.db": "annotator show more",
    "adjudicate --auto --as boss --policy adjudicator:huda": "annotator export | grep boss",
    "demo --no-open --dir new --as huda": "[ -e new/annotator.db ]",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo as its project, a copy of it with one article more, and that article's text."""
    folder = tmp_path_factory.mktemp("made")
    assert bash(folder, "annotator demo --no-open --dir .").returncode == 0
    (folder / "more.txt").write_text("وصلت قافلة الإغاثة إلى البلدة عند الفجر.", encoding="utf-8")
    shutil.copy(folder / "annotator.db", folder / "other.db")
    assert bash(folder, "annotator import more.txt --project other.db").returncode == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


@needs_full
@pytest.mark.parametrize("args", WORK)
def test_work_that_is_done_and_can_not_be_told_ends_with_status_0(folder: Path, args: str) -> None:
    done = bash(folder, f"annotator {args} > /dev/full")
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if b"can't be printed" in line]
    assert told == [DONE + b"the disk is full."]
    assert b"Exception" not in done.stderr
    assert bash(folder, WORK[args]).returncode == 0


@pytest.mark.parametrize("args", WORK)
def test_a_reader_that_is_gone_takes_nothing_from_work_that_is_done(folder: Path, args: str) -> None:
    done = bash(
        folder,
        f"mkfifo p; sleep 60 < p & exec 7> p; kill $!; wait; annotator {args} >&7",
    )
    assert done.returncode == 0, done.stderr
    assert b"Exception" not in done.stderr
    assert bash(folder, WORK[args]).returncode == 0


@pytest.mark.parametrize(
    "args",
    ["--nono", "status --nono", "nono", "export --layer", "status --format x", "people nono", "assign",
     "status too much", "assign huda --per-article x", "people rename", "show", "annotate"],
)  # fmt: skip
@pytest.mark.parametrize(
    "odd", ["2>&-", "2< /dev/null", "2> /dev/full", ">&- 2>&-", "<&- 2>&-", "> /dev/full 2>&-"]
)
def test_a_usage_error_ends_with_status_2_where_it_can_not_be_told(folder: Path, args: str, odd: str) -> None:
    assert bash(folder, f"annotator {args} {odd}").returncode == 2


NOTHING = {
    "": "-o fifo",
    "csv": "--format csv -o fifo",
    "losses": "--format csv -o out --losses fifo",
    "link": "-o link",
    "strict": "--strict -o fifo",
}


@pytest.mark.parametrize("way", NOTHING)
@pytest.mark.parametrize("read", [True, False])
def test_an_export_of_nothing_waits_for_no_reader(here: Path, way: str, read: bool) -> None:
    reader = "exec 7<> fifo; cat < fifo > got 7>&- & exec 8> fifo; exec 7>&-" if read else ":"
    done = bash(
        here,
        f"annotator init > made; mkfifo fifo; ln -s fifo link; {reader}; "
        f"timeout 60 {sys.executable} -m annotator export {NOTHING[way]}; s=$?; exec 8>&-; wait; exit $s",
    )
    assert done.returncode == 1
    assert "the project has no articles yet" in only_line(done.stderr.decode())
    assert not (here / "out").exists()
    assert not read or (here / "got").read_bytes() == b""


def test_no_losses_wait_for_no_reader(project: Path) -> None:
    done = bash(
        project.parent,
        f"mkfifo fifo; timeout 60 {sys.executable} -m annotator export --layer all -o out --losses fifo",
    )
    assert done.returncode == 0, done.stderr
    assert (project.parent / "out").stat().st_size


def test_losses_and_articles_go_to_two_pipes(project: Path) -> None:
    export = "annotator export --layer all --format csv"
    done = bash(
        project.parent,
        f"{export} -o one --losses two; mkfifo a b; (cat a > got1; cat b > got2) & {export} -o a --losses b; wait",
    )
    assert done.returncode == 0, done.stderr
    for got, wanted in (("got1", "one"), ("got2", "two")):
        assert (project.parent / got).read_bytes() == (project.parent / wanted).read_bytes() != b""


# --- rescue files ---------------------------------------------------------------------------------

RESCUES = (
    "annotator.db.rescue-huda-x.jsonl",
    "annotator.db.rescue-huda-x.jsonl.aside",
    "annotator.db.rescue-huda-x.jsonl.aside-2",
    ".annotator.db.rescue-huda-x.jsonl.part",
    "link",
    "hard",
)


@pytest.mark.parametrize("name", RESCUES)
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "args",
    ["export --layer all -o", "export --layer all --losses", "export --layer all --format brat -o", "agreement --html"],
)  # fmt: skip
def test_rescue_files_are_never_written_over(
    project: Path, run: Run, name: str, there: bool, args: str
) -> None:
    folder = project.parent
    rescue = folder / (name if "rescue" in name else RESCUES[0])
    if there or name == "hard":
        rescue.write_text("kept")
    if name == "link":
        (folder / name).symlink_to(rescue)
    elif name == "hard":
        (folder / name).hardlink_to(rescue)
    option = args.split()[-1]
    assert only_line(run(*args.split(), name, status=2).stderr) == (
        f"{name} is a rescue file of the project, for changes that are not in it yet; name another file after {option}."
    )
    assert not rescue.exists() or rescue.read_text() == "kept"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["gold.rescue-set.jsonl", "annotator.db.jsonl", "annotator.jsonl"])
def test_other_names_are_free(run: Run, name: str) -> None:
    run("export", "--layer", "all", "-o", name)


# --- a terminal that is closed --------------------------------------------------------------------

ENDS = {
    "screens": "from annotator.cli import annotate\ndef end(*_):\n    left()\nannotate.start = end\n",
    "status of a signal": "from annotator.cli import annotate\ndef end(*_):\n    left()\n    raise SystemExit(129)\nannotate.start = end\n",
    "error": "from annotator.cli import annotate\nfrom annotator.errors import ProjectError\n"
    "def end(*_):\n    left()\n    raise ProjectError('Not saved.')\nannotate.start = end\n",
    "fault": "from annotator.cli import annotate\ndef end(*_):\n    left()\n    raise ZeroDivisionError\nannotate.start = end\n",
}  # fmt: skip
STATUS = {"screens": 0, "status of a signal": 129, "error": 1, "fault": 1}


@pytest.mark.parametrize("way", ENDS)
def test_a_terminal_that_is_closed_is_no_matter_for_python_to_tell(project: Path, way: str) -> None:
    code = (
        "import sys\nfrom annotator.cli import main\n"
        "def left():\n    print('ready', flush=True)\n"
        "    try:\n        sys.stdin.read(1)\n    except OSError:\n        pass\n"
        "    sys.stdout.write('left over')\n"
        f"{ENDS[way]}main(['annotate', '--as', 'huda'])\n"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", f"import signal; signal.signal({int(signal.SIGHUP)}, signal.SIG_IGN)\n{code}"],
        cwd=project.parent,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        assert b"ready" in os.read(ours, 100)
        os.close(ours)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == STATUS[way], errors
    assert b"Exception ignored" not in errors
    assert len(errors.splitlines()) == (1 if way in {"error", "fault"} else 0)
