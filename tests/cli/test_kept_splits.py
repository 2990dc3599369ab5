"""When a project keeps a split, and what becomes of it in backups, merges and damaged files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.datasets.division import Division
from annotator.datasets.split_sizes import parse_sizes
from annotator.errors import ProjectError
from annotator.model import Span, Status
from annotator.project import Project
from annotator.store.opening.opening import open_project
from tests.cli.conftest import only_line
from tests.cli.dealt import SPLIT, grow, kept, parts
from tests.store.helpers import raw

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_nothing_is_kept_of_an_export_that_is_refused(ten: Path, run: Run) -> None:
    with Project.open(ten) as project:
        project.layers.add(
            "n-0", "huda", [Span.new(0, 3, "actor", "huda"), Span.new(0, 9, "claim", "huda")], Status.DONE
        )
    run("export", *SPLIT, "--layer", "all", "--format", "conll", "--strict", "-o", "set", status=1)
    assert kept(ten) == {}
    Path("full").mkdir()
    Path("full", "file").touch()
    run("export", *SPLIT, "-o", "full", status=1)
    assert kept(ten) == {}


def test_two_exports_at_once_don_t_deal_twice(ten: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    sizes = parse_sizes("60/20/20")

    def meanwhile(_report: object) -> None:
        with Project.open(ten) as second:
            second.exports.write_data_set("jsonl", folders[1], division=Division(sizes=sizes, seed=8))

    with Project.open(ten) as first, pytest.raises(ProjectError, match="Another export has dealt articles"):
        first.exports.write_data_set("jsonl", folders[0], division=Division(sizes=sizes), accept=meanwhile)
    assert kept(ten) == parts(folders[1])


KILLED = """
import os, sys
from annotator.store.kept_splits import KeptSplits
keep = KeptSplits.keep
def killed(self, before, split):
    if sys.argv[1] == "after":
        keep(self, before, split)
    os._exit(9)
KeptSplits.keep = killed
from annotator.cli.group import program
program(["export", "--split", "60/20/20", "-o", "set"])
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_export_leaves_no_folder_and_a_split_that_fits(ten: Path, run: Run, when: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, when], cwd=ten.parent, capture_output=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.returncode == 9, done.stderr
    assert not Path("set").exists()
    left = kept(ten)
    assert len(left) == (10 if when == "after" else 0)
    grow(ten, 10, 11)
    run("export", *SPLIT, "-o", "set")
    assert left.items() <= parts("set").items()
    run("check")


def test_kept_splits_go_with_copies_and_merges(ten: Path, run: Run, here: Path) -> None:
    shutil.copy(ten, here / "copy.db")
    run("export", *SPLIT, "-o", "here")
    run("export", "--project", "copy.db", *SPLIT, "--seed", "6", "-o", "there")
    grow(here / "copy.db", 10, 11)
    run("export", "--project", "copy.db", *SPLIT, "-o", "more")
    run("export", "--project", "copy.db", "--split", "50/50", "-o", "halves")
    said = run("merge", "copy.db").stdout
    differing = sum(parts("here")[id_] != part for id_, part in parts("there").items())
    assert differing
    assert "--split train=60/test=20/validation=20: 2 articles dealt there have the same part here" in said
    assert (
        f"was dealt otherwise there: {differing} articles are in another part in copy.db, and stay as here"
        in said
    )
    new = {id_: part for id_, part in parts("more").items() if id_ in ("n-10", "n-11")}
    assert kept(ten) == parts("here") | new
    assert kept(ten, "test=50/train=50") == parts("halves")
    run("check")
    again = run("merge", "copy.db").stdout
    assert "dealt there have" not in again
    run("backup", "backup.db")
    assert kept(here / "backup.db") == kept(ten)
    run("recover", "annotator.db", "recovered.db")
    assert kept(here / "recovered.db") == kept(ten)
    grow(ten, 12)
    run("restore", "backup.db")
    run("export", *SPLIT, "-o", "last")
    assert kept(ten).items() >= parts("here").items()


@pytest.mark.parametrize(
    ("damage", "told", "left"),
    [
        ("UPDATE split SET seed = '9'", "A split that the project keeps can't be read.", 0),
        (
            "UPDATE split_part SET part = 'test' WHERE article = 3",
            "In which part of a split n-2 is can't be read.",
            9,
        ),
    ],
)
def test_a_damaged_split_is_told_refused_and_left_out_by_recovering(
    ten: Path, run: Run, here: Path, damage: str, told: str, left: int
) -> None:
    run("export", *SPLIT, "-o", "set")
    where = parts("set")
    if where["n-2"] == "test":
        damage = damage.replace("'test'", "'train'")
    raw(ten, damage)
    run("check", status=1)
    assert "is damaged (" in only_line(run("export", *SPLIT, "-o", "again", status=1).stderr)
    said = run("recover", "annotator.db", "recovered.db", status=1)
    assert told in said.stdout + said.stderr
    found = kept(here / "recovered.db")
    assert found.items() <= where.items()
    assert len(found) == left
    run("check", "--project", "recovered.db")


def test_a_part_that_its_split_has_not_is_a_fault(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "-o", "set")
    with closing(open_project(ten)) as connection, connection.writing():
        connection.execute("UPDATE split_part SET part = 'dev' WHERE article = 1")
    assert "articles in dev, which is no part of this split: 1" in run("check", status=1).stdout
    run("export", *SPLIT, "-o", "again", status=1)
