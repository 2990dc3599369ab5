"""What rights a team needs on a project and its folder, tried with two users; docs/team.md tells of it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.store.users import (
    ROOT,
    TEAM,
    A,
    B,
    User,
    ended,
    given,
    needs_two_users,
    owners,
    ready,
    shared_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    needs_two_users,
    pytest.mark.tried("two users at one project, with and without the rights for it"),
]

WORKING = """
import sys
from pathlib import Path
from annotator.model import Incoming
from annotator.project import Project
from tests.adding import add_articles
path, name, count = Path(sys.argv[1]), sys.argv[2], 0
with Project.open(path, writing=True) as project:
    print("ready", flush=True)
    for line in iter(sys.stdin.readline, "leave\\n"):
        count += 1
        add_articles(project, [Incoming(text=f"خبر قصير من {name}: {count}", path=path, id=f"{name}{count}.txt")])
        print(count, flush=True)
"""


class Working:
    """A user with the project open, who writes when told to."""

    def __init__(self, user: User, path: Path, umask: int) -> None:
        self._path = path
        self.written = 0
        self._process = ready(
            user.python(
                WORKING, str(path), f"user{user.number}-{os.urandom(4).hex()}-", at=path.parent, umask=umask
            )
        )

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def write(self) -> None:
        self._tell("write")
        assert self._process.stdout is not None
        self.written += 1
        assert self._process.stdout.readline() == f"{self.written}\n"

    def leave(self) -> None:
        self._tell("leave")
        ended(self._process)

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def shared() -> Iterator[Path]:
    with shared_folder() as folder:
        yield folder


def test_what_the_page_on_teams_shows_is_enough(shared: Path) -> None:
    shared.chmod(0o755)
    os.chown(shared, A.number, A.number)
    path = given(shared)
    page = (ROOT / "docs" / "team.md").read_text(encoding="utf-8")
    found = re.search(r"```sh\n(chgrp .*?)```", page, re.DOTALL)
    assert found is not None
    lines = found[1].replace("chgrp news ", f"chgrp {TEAM} ")
    assert lines != found[1]
    ended(A.popen("sh", "-ec", lines, at=shared))
    first, second = Working(B, path, 0o077), Working(A, path, 0o077)
    for working in (first, second):
        working.write()
    for working in (first, second):
        working.leave()
    assert list(owners(shared)) == ["annotator.db"]


ORDERS = {
    "in turn": "A+ A A. B+ B B. A+ A A.",
    "the first one in is the first one out": "A+ A B+ B A B A. B B.",
    "the first one in is the last one out": "A+ A B+ B A B B. A A.",
    "the owner comes second": "B+ B A+ A B A B. A A.",
    "the owner is killed": "A+ A B+ B A A! B B. A+ A A.",
    "the other is killed": "A+ A B+ B B! A A. B+ B B.",
    "the owner is killed alone": "A+ A A! B+ B B. A+ A A.",
    "the other is killed alone": "B+ B B! A+ A A. B+ B B.",
    "both are killed": "A+ A B+ B A! B! B+ B A+ A B. A.",
    "both are killed, the other first": "B+ B A+ A B! A! A+ A B+ B A. B.",
}
"""Who opens the project (+), writes, leaves (.) and is killed (!), one after the other."""


@pytest.mark.parametrize("umask", [0o022, 0o077])
@pytest.mark.parametrize("order", ORDERS)
def test_with_these_rights_both_work_in_any_order(shared: Path, order: str, umask: int) -> None:
    path = given(shared, 0o664)
    working: dict[str, Working] = {}
    written = 0
    for step in ORDERS[order].split():
        who, what = step[0], step[1:]
        if what == "+":
            working[who] = Working(A if who == "A" else B, path, umask)
        elif not what:
            working[who].write()
            written += 1
        elif what == ".":
            working.pop(who).leave()
        else:
            working.pop(who).kill()
    assert list(owners(shared)) == ["annotator.db"]
    with Project.open(path) as project:
        assert sum(1 for _ in project.records.select("all")) == 3 + written
    assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o777) == (A.number, TEAM, 0o664)


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_the_log_has_the_mode_of_the_file_and_the_group_of_the_folder(shared: Path, umask: int) -> None:
    path = given(shared, 0o664)
    working = Working(B, path, umask)
    working.write()
    for suffix in ("-wal", "-shm"):
        status = path.with_name(path.name + suffix).stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (B.number, TEAM, 0o664)
    working.leave()


def refused(user: User, path: Path) -> str:
    """Return what a user is told who wants to write; reading goes on, and nothing is left by it."""
    before = owners(path.parent)
    assert user.runs("status", at=path.parent).returncode == 0
    done = user.runs("assign", "huda", "--per-article", "1", at=path.parent)
    assert (done.returncode, done.stdout) == (1, "")
    assert owners(path.parent) == before
    return done.stderr.strip()


def test_without_the_right_to_write_the_file(shared: Path) -> None:
    path = given(shared, 0o644)
    assert refused(B, path) == (
        f"{path} can be read but not written (the file is user {A.number}'s), so nothing was changed. Ask user {A.number} for the right "
        "to write to the file and its folder, or work on a copy: annotator backup FILE"
    )


def test_without_the_right_to_write_the_folder(shared: Path) -> None:
    path = given(shared, 0o664)
    shared.chmod(0o2755)
    assert refused(B, path) == (
        f"{path} can't be written, because nothing can be made in its folder (the folder is user {A.number}'s), so nothing "
        f"was changed. Ask user {A.number} for the right to write to the file and its folder, or work on a copy: annotator backup FILE"
    )


def in_the_way(path: Path) -> str:
    return (
        f"{path}-wal is in the way: it belongs to annotator.db and can't be written (the file is user {B.number}'s), so nothing was "
        "changed. It may hold work, so don't remove it. Its owner can bring that in: open the project and leave it. Then all who "
        f"work here need: chmod g+rw {path} && chmod g+rwxs {path.parent}"
    )


@pytest.mark.parametrize("is_killed", [False, True])
def test_without_the_bit_that_gives_the_log_the_group_of_the_folder(shared: Path, is_killed: bool) -> None:
    shared.chmod(0o775)
    path = given(shared, 0o664)
    os.chown(path, A.number, TEAM)
    other = Working(B, path, 0o022)
    other.write()
    assert refused(A, path) == in_the_way(path)
    if is_killed:
        other.kill()
        assert refused(A, path) == in_the_way(path)
        other = Working(B, path, 0o022)
    other.leave()
    owner = Working(A, path, 0o022)
    owner.write()
    owner.leave()
    with Project.open(path) as project:
        assert sum(1 for _ in project.records.select("all")) == 5


def test_a_folder_that_becomes_read_only_while_the_project_is_open(shared: Path) -> None:
    path = given(shared, 0o644)
    first = Working(A, path, 0o022)
    first.write()
    shared.chmod(0o2555)
    first.write()  # its log is there already
    assert "because nothing can be made in its folder" in refused(A, path)
    assert len(A.runs("export", "--layer", "all", at=shared).stdout.splitlines()) == 5
    first.write()
    first.leave()
    shared.chmod(0o2775)
    second = Working(A, path, 0o022)
    second.write()
    second.leave()
    with Project.open(path) as project:
        assert sum(1 for _ in project.records.select("all")) == 7
    assert list(owners(shared)) == ["annotator.db"]
