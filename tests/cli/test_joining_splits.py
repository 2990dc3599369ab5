"""Splits of articles that were dealt in two projects, apart from one another, and come together."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import only_line
from tests.cli.dealt import grow, kept, parts, text

if TYPE_CHECKING:
    from tests.cli.conftest import Run

HALVES = ("--split", "50/50")
KEY = "test=50/train=50"
FIRST = ",".join(f"n-{number}" for number in range(10))
COPIES = ",".join(f"copy-{number}" for number in range(10))


@pytest.fixture
def dealt_apart(here: Path, run: Run) -> Path:
    """A project that dealt ten articles, and other.db, a copy that dealt near copies of each with another seed, into the folder there."""
    path = here / "annotator.db"
    run("init")
    grow(path, *range(10), **{f"copy_{number}": f"عاجل {text(number)} زيادة" for number in range(10)})
    shutil.copy(path, here / "other.db")
    run("export", *HALVES, "--articles", FIRST, "-o", "here")
    run("export", "--project", "other.db", *HALVES, "--seed", "8", "--articles", COPIES, "-o", "there")
    return path


def torn_apart() -> set[str]:
    here, there = parts("here"), parts("there")
    found = {f"copy-{number}" for number in range(10) if here[f"n-{number}"] != there[f"copy-{number}"]}
    assert 0 < len(found) < 10
    return found


def test_a_merge_puts_no_near_copies_apart_and_tells_it_with_the_other_seed(
    dealt_apart: Path, run: Run
) -> None:
    torn, there = torn_apart(), parts("there")
    said = run("merge", "other.db").stdout
    assert f"--split {KEY}: {10 - len(torn)} articles dealt there have the same part here" in said
    assert f"--split {KEY} was dealt with --seed 8 there, with --seed 0 here; don't compare figures" in said
    assert f"--split {KEY}: {len(torn)} articles dealt there have no part here until the next export" in said
    came = {id_: part for id_, part in there.items() if id_ not in torn}
    assert kept(dealt_apart, KEY) == parts("here") | came
    said = run("export", *HALVES, "-o", "all").stderr
    assert "Near copies in different splits" not in said
    found = parts("all")
    assert all(found[f"n-{number}"] == found[f"copy-{number}"] for number in range(10))
    assert found.items() >= (parts("here") | came).items()
    assert f"{len(torn)} articles are in another part in other.db" in run("merge", "other.db").stdout


def test_values_that_stay_together_are_not_put_apart_by_a_merge(here: Path, run: Run) -> None:
    path = here / "annotator.db"
    run("init")
    grow(path, *range(16))
    shutil.copy(path, here / "other.db")
    first, second = (",".join(f"n-{number}" for number in numbers) for numbers in (range(8), range(8, 16)))
    run("export", *HALVES, "--group-by", "source", "--articles", first, "-o", "here")
    run("export", "--project", "other.db", *HALVES, "--articles", second, "-o", "there")
    said = run("merge", "other.db").stdout
    assert "such as near copies, is in another part here" in said
    run("export", *HALVES, "-o", "all")
    found = parts("all")
    assert len(found) == 16
    for odd in (0, 1):
        assert len({part for id_, part in found.items() if len(text(int(id_[2:]))) % 2 == odd}) == 1


@pytest.mark.usefixtures("dealt_apart")
def test_an_older_data_set_with_another_seed_is_refused(run: Run) -> None:
    said = run("export", *HALVES, "--keep", "there", "-o", "all", status=1).stderr
    assert "it was dealt with --seed 8, the project's with --seed 0" in only_line(said)
    assert not Path("all").exists()


def test_an_older_data_set_puts_no_near_copies_apart(dealt_apart: Path, run: Run) -> None:
    run("export", "--project", "other.db", *HALVES, "--fresh", "--articles", COPIES, "-o", "same")
    shutil.rmtree("there")
    Path("same").rename("there")
    torn = torn_apart()
    said = run("export", *HALVES, "--keep", "there", "-o", "all").stderr
    what = "1 article" if len(torn) == 1 else f"{len(torn)} articles"
    assert (
        f"{what} can't have the split of the older data set, because the project has near copies in another one."
        in said
    )
    assert "Near copies in different splits" not in said
    found = parts("all")
    assert all(found[f"n-{number}"] == found[f"copy-{number}"] for number in range(10))
    assert kept(dealt_apart, KEY) == found
