"""What is named after -o, --losses and --html may be a pipe, a device or a descriptor: it is written to, not replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from annotator.formats import FORMATS
from tests.cli.conftest import Run, only_line
from tests.cli.shell import bash, needs_bash
from tests.store.helpers import contents

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.tried("exports to pipes, devices, descriptors; killed exports"), needs_bash]


@pytest.fixture
def whole(project: Path, run: Run) -> bytes:
    """What an export of all of the project is."""
    assert project.exists()
    found = run("export", "--layer", "all").stdout_bytes
    assert found
    return found


EXPORT = "annotator export --layer all"

WAYS = {
    "standard output": f"{EXPORT} -o /dev/stdout > out",
    "standard error": f"{EXPORT} -o /dev/stderr 2> err; grep -v written err > out",
    "descriptor": f"{EXPORT} -o /dev/fd/5 5> out",
    "descriptor in proc": f"{EXPORT} -o /proc/self/fd/5 5> out",
    "link": f"ln -s /dev/fd/5 link; {EXPORT} -o link 5> out && [ -L link ]",
    "link to a link": f"ln -s /dev/stdout one; ln -s one two; {EXPORT} -o two > out && [ -L two ]",
    "process": f"{EXPORT} -o >(cat > out; echo done > done); until [ -e done ]; do sleep 0.01; done",
    "fifo": f"mkfifo fifo; cat fifo > out & {EXPORT} -o fifo; wait; [ -p fifo ]",
    "link to a fifo": f"mkfifo fifo; ln -s fifo link; cat fifo > out & {EXPORT} -o link; wait; [ -p fifo ]",
    "pipe": f"{EXPORT} -o /dev/stdout | cat > out",
    "strict": f"{EXPORT} --strict -o /dev/stdout | cat > out",
    "losses beside": f"{EXPORT} --losses /dev/fd/6 6> lost -o /dev/stdout > out; [ ! -s lost ]",
    "link to a file": f"echo old > out; ln -s out link; {EXPORT} -o link && [ -L link ]",
}


@pytest.mark.parametrize("way", WAYS)
def test_it_gets_all_of_it(here: Path, whole: bytes, way: str) -> None:
    done = bash(here, WAYS[way])
    assert done.returncode == 0, done.stderr
    assert (here / "out").read_bytes() == whole
    assert not [name for name in contents_names(here) if name.endswith(".part")]


def contents_names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("sign", [">", ">>"])
def test_what_others_write_before_and_after_stays(here: Path, whole: bytes, place: str, sign: str) -> None:
    (here / "out").write_text("old\n")
    done = bash(here, f"(echo before; {EXPORT} -o {place}; echo after) {sign} out")
    assert done.returncode == 0
    old = b"old\n" if sign == ">>" else b""
    assert (here / "out").read_bytes() == old + b"before\n" + whole + b"after\n"


def test_losses_go_to_a_pipe_too(here: Path, whole: bytes) -> None:
    assert whole
    lost = f"{EXPORT} --format csv -o out.csv --losses"
    assert bash(here, f"{lost} lost").returncode == 0
    for place in ("/dev/stdout", "-", "/dev/fd/7 7>&1"):
        done = bash(here, f"{lost} {place}")
        assert done.returncode == 0, done.stderr
        assert done.stdout == (here / "lost").read_bytes() != b""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (f"{EXPORT} -o /dev/fd/5 --losses /proc/self/fd/5 5> x", "is named after -o and after --losses"),
        (f"{EXPORT} -o /dev/fd/5 --losses /dev/fd/6 5> x 6>&5", "is named after -o and after --losses"),
        (f"{EXPORT} --losses /dev/stdout", "The articles go to standard output, so the losses can't"),
        (f"{EXPORT} --losses x > x", "The articles go to standard output, so the losses can't"),
        (f"{EXPORT} -o x --losses ./x", "is named after -o and after --losses"),
        (f"{EXPORT} --format label-studio -o x.json --losses x.labels.xml", "is written beside the output"),
        (f"{EXPORT} --format brat -o /dev/stdout", "brat makes a folder of files, and /dev/stdout can't be one"),
        (f"mkfifo f; {EXPORT} --format brat -o f", "brat makes a folder of files, and f can't be one"),
        (f"{EXPORT} --split 50/50 -o >(cat)", "--split makes a folder of files, and /dev/fd/"),
        (f"{EXPORT} >> annotator.db", "is the project itself"),
        (f"{EXPORT} -o /dev/fd/5 5>> annotator.db", "is the project itself"),
        ("annotator agreement --html /dev/stdout", "The table goes to standard output, so the page can't"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(here: Path, whole: bytes, script: str, said: str) -> None:
    done = bash(here, script)
    assert done.returncode == 2
    assert said in only_line(done.stderr.decode())
    assert done.stdout == b""
    assert bash(here, EXPORT).stdout == whole


@pytest.mark.parametrize(
    "place",
    [
        "/dev/fd/9",
        "/dev/fd/3",
        "/dev/fd/99999999999",
        "/dev/stdout >&-",
        "/dev/stderr 2>&- | cat",
        "/dev/fd/0 < annotator.db",
    ],
)
def test_a_descriptor_that_is_not_open_is_told(here: Path, whole: bytes, place: str) -> None:
    done = bash(here, f"set -o pipefail; {EXPORT} -o {place}")
    assert done.returncode == 1
    assert "2>&-" in place or "can't be written: " in only_line(done.stderr.decode())
    assert bash(here, EXPORT).stdout == whole


@pytest.mark.parametrize(
    "place", ["-o >(head -c 10 > /dev/null)", "-o /dev/stdout | head -c 10", "| head -c 10"]
)
def test_a_reader_that_goes_away_is_no_fault(here: Path, run: Run, place: str) -> None:
    run("init")
    (here / "many.txt").write_text("وصلت القافلة إلى البلدة مساء أمس.\n" * 50_000)
    run("import", "many.txt")
    done = bash(here, f"set -o pipefail; {EXPORT} {place}")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    assert b"fault" not in done.stderr


@pytest.mark.parametrize("kind", [kind.name for kind in FORMATS if kind.writes and not kind.folder])
def test_a_reader_that_is_gone_before_the_little_that_there_is(here: Path, run: Run, kind: str) -> None:
    run("init")
    (here / "one.txt").write_text("وصلت القافلة إلى البلدة مساء أمس.")
    run("import", "one.txt")
    done = bash(here, f"set -o pipefail; {EXPORT} --format {kind} | :")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr


def test_a_file_beside_is_not_written_where_there_is_no_file(here: Path, whole: bytes) -> None:
    assert whole
    before = set(contents(here))
    done = bash(here, f"{EXPORT} --format label-studio -o /dev/stdout > out; ls /dev/stdout.labels.xml")
    assert b".labels.xml would be written beside a file" in done.stderr
    assert set(contents(here)) == before | {"out"}


STOPPED = """
import sys, time
from annotator.cli import main
from annotator.files import writing
def stop(*_):
    print("half", flush=True)
    sys.stdin.readline()
{where} = stop
main(sys.argv[1:], prog_name="annotator")
"""


@pytest.mark.parametrize(
    ("args", "where", "left"),
    [
        (["init"], "writing.sync", "annotator.db"),
        (["demo", "--no-open", "--dir", "."], "writing.sync", "annotator.db"),
        (["export", "--layer", "all", "-o", "out"], "writing.copy_access", "annotator.db out"),
        (["export", "--layer", "all", "--format", "brat", "-o", "out"], "writing.copy_access", "annotator.db out"),
        (["export", "--layer", "all", "--split", "100", "-o", "out"], "writing.copy_access", "annotator.db out"),
        (["export", "--layer", "all", "--losses", "out"], "writing.copy_access", "annotator.db out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_a_killed_command_leaves_is_gone_after_the_next(
    here: Path, run: Run, args: list[str], where: str, left: str
) -> None:
    if args[0] == "export":
        run("init")
        (here / "articles.jsonl").write_text(
            "".join(
                f'{{"text": "{text} في المدينة القديمة صباح اليوم"}}\n'
                for text in ("اجتمع المجلس", "أغلقت السوق")
            )
        )
        run("import", "articles.jsonl")
        (here / "articles.jsonl").unlink()
    command = [sys.executable, "-c", STOPPED.format(where=where), *args]
    with subprocess.Popen(
        command,
        cwd=here,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "ANNOTATOR_NAME": "huda"},
    ) as process:
        assert process.stdout is not None
        while (line := process.stdout.readline()) != b"half\n":
            assert line
        process.send_signal(signal.SIGKILL)
    assert any(name.endswith(f".{process.pid}.part") for name in contents_names(here))
    done = bash(here, f"annotator {' '.join(args)}")
    assert done.returncode == 0, done.stderr
    assert sorted(contents_names(here)) == left.split()
