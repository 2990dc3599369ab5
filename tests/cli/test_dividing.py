"""Data sets that are divided otherwise than before: anew, by groups, by an official split; and what can't be divided so."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.model import Incoming, Status
from annotator.project import Project
from annotator.store.opening.opening import open_project
from tests.adding import add_articles
from tests.cli.conftest import only_line
from tests.cli.dealt import SPLIT, bytes_of, division, grow, near, parts, stored, text

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_another_seed_or_grouping_needs_fresh(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "-o", "first")
    before = stored(ten.parent)
    for given, told in (
        (
            ["--seed", "4"],
            "The project keeps this split with --seed 0; to deal anew with --seed 4, give --fresh.",
        ),
        (
            ["--group-by", "source"],
            "The project keeps this split without --group-by; to deal anew with --group-by source",
        ),
    ):
        assert told in only_line(run("export", *SPLIT, *given, "-o", "second", status=2).stderr)
    assert stored(ten.parent) == before
    said = run("export", *SPLIT, "--seed", "4", "--fresh", "-o", "second").stderr
    assert (
        "Dealt anew (--fresh): figures can't be compared with those of data sets that were made before."
        in said
    )
    assert parts("second") != parts("first")
    run("export", *SPLIT, "-o", "third")
    assert bytes_of("third") == bytes_of("second")
    run("export", *SPLIT, "--seed", "4", "--fresh", "-o", "fourth")
    assert bytes_of("fourth") == bytes_of("second")
    run("export", "--split", "50/50", "--seed", "9", "-o", "other")


def test_grouped_articles_stay_together_and_grouping_goes_on(ten: Path, run: Run) -> None:
    run("export", "--split", "50/50", "--group-by", "source", "-o", "first")
    grow(ten, 10, 11, 12, 13)
    run("export", "--split", "50/50", "-o", "second")
    assert parts("first").items() <= parts("second").items()
    by_source: dict[str, set[str]] = {}
    for name in ("train", "test"):
        for line in Path("second", f"{name}.jsonl").read_bytes().splitlines():
            by_source.setdefault(json.loads(line)["source"], set()).add(name)
    assert sorted(map(len, by_source.values())) == [1, 1]
    assert division("second")["grouped_by"] == "source"
    assert "Articles with the same source are in one split." in Path("second", "README.md").read_text()


def test_an_official_split_is_followed(ten: Path, run: Run) -> None:
    train = next(f"n-{n}" for n in range(10) if len(text(n)) % 3 == 0)
    grow(ten, copy=f"{near(train)}{' ' * ((1 - len(near(train))) % 3)}")
    said = run("export", "--split-by", "set", "-o", "set").stderr
    assert "The official split in the field set is followed as it is." in said
    assert (
        f"Near copies in different splits: 2 articles, such as copy and {train}; the official split has them so."
        in said
    )
    for name in ("train", "dev", "test"):
        for line in Path("set", f"{name}.jsonl").read_bytes().splitlines():
            assert json.loads(line)["metadata"]["set"] == name
    assert parts("set") == {
        json.loads(line)["id"]: name
        for name in ("train", "dev", "test")
        for line in Path("set", f"{name}.jsonl").read_bytes().splitlines()
    }
    assert division("set")["official"] == "set"
    plain = ["--format", "conll", "--columns", "0", "--no-comments", "-o", "plain"]
    run("export", "--split-by", "set", *plain)
    assert parts("plain") == parts("set")
    assert (
        "was not divided by --split" in run("export", *SPLIT, "--keep", "plain", "-o", "no", status=1).stderr
    )
    assert list(json.loads(Path("set", "dataset.json").read_bytes())["splits"]) == ["train", "dev", "test"]
    assert (
        "the official ones, which the field set of each article names" in Path("set", "README.md").read_text()
    )
    with closing(open_project(ten)) as connection:
        assert connection.rows("SELECT * FROM split") == []


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (["--split-by", "set", "--split", "80/20"], 2, "--split-by follows a split that there is; leave out --split"),
        (["--split-by", "set", "--seed", "1"], 2, "leave out --seed, or --split-by"),
        (["--split-by", "set", "--fresh"], 2, "leave out --fresh"),
        (["--split-by", "nothing"], 2, "--split-by nothing: no article has this field. There are: desk, set, some, source, title, two."),
        (["--split-by", "desk"], 2, "--split-by desk: '3', which the article n-0 has, is no name of a part"),
        (["--split-by", "some"], 2, "--split-by some: 10 articles lack this field (n-0, n-1, n-2 and 7 more); with --articles name those that have it, or name another field."),
        (["--split-by", "two", "--articles", "odd"], 2, "--split-by two: the article odd is in train and test; an article can be in one part only. Correct the field, or with --articles name those that are in one."),
        (["--split-by", " "], 2, "--split-by is empty"),
        ([*SPLIT, "--group-by", "some"], 2, "--group-by some: 10 articles lack this field"),
        ([*SPLIT, "--group-by", "desk"], 2, "3 splits can't be made of 11 articles: those that are nearly the same or have the same --group-by value stay together, which leaves 1 group; give fewer shares."),
        ([*SPLIT, "--keep", "old", "--fresh"], 2, "give one of the two"),
        (["--group-by", "source"], 2, "--group-by is of --split; give both, or neither."),
        (["--fresh"], 2, "--fresh is of --split"),
        (["--keep", "old"], 2, "--keep is of --split"),
        ([*SPLIT, "--keep", "none"], 1, "--keep: there is no dataset.json in none; give the folder of an older export."),
        ([*SPLIT, "--keep", ""], 2, "--keep is empty"),
    ],
)  # fmt: skip
def test_what_can_t_be_divided_so_is_told_and_nothing_is_changed(
    ten: Path, run: Run, args: list[str], status: int, told: str
) -> None:
    with Project.open(ten) as project:
        odd = Incoming(text="خبر قصير لا يشبه غيره.", path=ten, id="odd", source="سانا",
                       metadata={"some": 1, "two": ["train", "test"], "set": "train", "desk": 3})  # fmt: skip
        add_articles(project, [odd])
        project.layers.add("odd", "huda", [], Status.DONE)
    before = stored(ten.parent)
    assert told in only_line(run("export", *args, "-o", "set", status=status).stderr)
    assert stored(ten.parent) == before
