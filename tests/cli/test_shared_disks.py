"""Each command on a project in a folder that a cloud service synchronises, as on a network disk: read, yes; written, no."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.cli.shell import bash, needs_bash
from tests.cli.test_surroundings import CASES, Case
from tests.end_to_end.terminal import Terminal
from tests.store.helpers import contents

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.tried("each command on a disk that other machines write to"), needs_bash]

WRITES = {
    name: case
    for name, case in CASES.items()
    if case.done is not None and "export" not in case.args and not case.args.startswith("backup")
}
READS = {
    name: case
    for name, case in CASES.items()
    if name not in WRITES
    and case.done is None
    and not case.ends
    and name not in {"version", "help", "formats"}
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on a disk of this machine, with a project in it and all that the commands need."""
    folder = tmp_path_factory.mktemp("made")
    assert bash(folder, "annotator demo --no-open --dir .").returncode == 0
    (folder / "more.txt").write_text("وصلت قافلة الإغاثة إلى بلدة الرمانة.", encoding="utf-8")
    (folder / "card.toml").write_text('title = "أخبار الساحل"', encoding="utf-8")
    shutil.copy(folder / "annotator.db", folder / "other.db")
    assert bash(folder, "annotator import more.txt --project other.db").returncode == 0
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """A copy of it that Syncthing synchronises."""
    copy = Path(tempfile.mkdtemp())
    try:
        shutil.copytree(made, copy, dirs_exist_ok=True)
        (copy / ".stfolder").touch()
        yield copy
    finally:
        shutil.rmtree(copy)


def ready(folder: Path, name: str) -> None:
    """Do before a command what there has to be for it to be refused: nothing to take back is no change."""
    if name == "unassign":
        assert bash(folder, "annotator assign salim --per-article 1 --anywhere").returncode == 0


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_is_refused_and_changes_nothing(folder: Path, name: str) -> None:
    ready(folder, name)
    before = contents(folder)
    done = bash(folder, f"annotator {WRITES[name].args}")
    assert done.returncode == 1
    assert done.stdout == b""
    (told,) = done.stderr.decode().splitlines()
    assert f"in a folder that Syncthing synchronises ({folder})" in told
    assert "so nothing was changed. Keep it in a folder that is not synchronised" in told
    assert told.endswith("all the same, add --anywhere to the command.")
    assert contents(folder) == before


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("way", ["option", "variable"])
def test_what_writes_does_so_where_it_is_told_to(folder: Path, name: str, way: str) -> None:
    case: Case = WRITES[name]
    assert case.done is not None
    if way == "option":
        done = bash(folder, f"annotator {case.args} --anywhere")
    else:
        done = bash(folder, f"annotator {case.args}", ANNOTATOR_ANYWHERE="1")
    assert done.returncode == 0, done.stderr
    (folder / ".stfolder").unlink()
    assert case.done(folder)


@pytest.mark.parametrize("name", READS)
def test_what_reads_prints_the_same_and_leaves_nothing(made: Path, folder: Path, name: str) -> None:
    before = contents(folder)
    done = bash(folder, f"annotator {READS[name].args}")
    assert done.returncode == 0, done.stderr
    assert contents(folder) == before
    if name != "doctor":
        assert done.stdout == bash(made, f"annotator {READS[name].args}").stdout


def test_an_export_goes_where_it_is_told(folder: Path) -> None:
    done = bash(folder, "annotator export --layer all -o out")
    assert done.returncode == 0, done.stderr
    assert (folder / "out").stat().st_size > 10_000


@pytest.mark.parametrize("anywhere", [False, True])
def test_the_screens_save_only_where_they_are_told_to(folder: Path, anywhere: bool) -> None:
    terminal = Terminal("annotate", "1", "--as", "rana", *["--anywhere"] * anywhere, folder=folder)
    try:
        terminal.until_text("1 of 14")
        terminal.press("a")
        if anywhere:
            terminal.until_text("1 span,", "saved")
            terminal.press("ctrl+q")
            terminal.until_ended()
        else:
            terminal.until_text("NOT SAVED")
    finally:
        terminal.close()
    (folder / ".stfolder").unlink()
    with Project.open(folder / "annotator.db") as project:
        assert len(project.layers.get(project.articles.get("1").id, "rana").spans) == anywhere


# --- a real one -----------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A folder, and the same folder as it is seen over ssh; skip where that can't be had."""
    programs = {name: shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in
                ("sshd", "sshfs", "ssh-keygen", "fusermount3")}  # fmt: skip
    lacking = [name for name, found in programs.items() if found is None]
    if lacking or os.geteuid() != 0 or not os.access("/dev/fuse", os.W_OK):
        pytest.skip(f"a disk over ssh needs root, /dev/fuse and what is not installed: {' '.join(lacking)}")
    for name in ("key", "host"):
        subprocess.run(
            [str(programs["ssh-keygen"]), "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)],
            check=True,
        )
    Path("/run/sshd").mkdir(exist_ok=True)
    there, seen = tmp_path / "there", tmp_path / "seen"
    there.mkdir()
    seen.mkdir()
    options = {
        "AuthorizedKeysFile": tmp_path / "key.pub", "StrictModes": "no", "UsePAM": "no", "PidFile": "none",
        "ListenAddress": "127.0.0.1", "PermitRootLogin": "yes",
    }  # fmt: skip
    # The server speaks over the standard streams of sshfs' own ssh, so that it needs no port.
    command = " ".join(
        [
            str(programs["sshd"]),
            "-i",
            "-h",
            str(tmp_path / "host"),
            *(f"-o {name}={value}" for name, value in options.items()),
        ]
    )
    mounted = subprocess.run(
        [str(programs["sshfs"]), "-o", f"ProxyCommand={command}", "-o", f"IdentityFile={tmp_path / 'key'}",
         "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", f"root@nowhere:{there}", str(seen)],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"no disk over ssh can be mounted: {mounted.stderr.decode()}")
    try:
        yield there, seen
    finally:
        subprocess.run([str(programs["fusermount3"]), "-u", str(seen)], check=True)


def test_a_disk_over_ssh(server: tuple[Path, Path], made: Path) -> None:
    there, seen = server
    refused = bash(seen, "annotator init")
    assert refused.returncode == 1
    assert f"on a network disk (fuse.sshfs, mounted at {seen})".encode() in refused.stderr
    assert list(there.iterdir()) == []
    shutil.copy(made / "annotator.db", there)
    before = contents(there)
    refused = bash(seen, f"annotator import {made / 'more.txt'}")
    assert refused.returncode == 1
    assert b"Work on the machine that has the disk, over ssh" in refused.stderr
    assert bash(seen, "annotator show 1").stdout == bash(made, "annotator show 1").stdout
    assert contents(there) == before
    assert bash(there, f"annotator import {made / 'more.txt'}").returncode == 0, (
        "it is that machine's own disk"
    )
