"""Data sets whose articles stay where they were dealt, from one export to the next."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.datasets.near_duplicates import shingles
from annotator.model import Incoming, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.cli.conftest import only_line
from tests.cli.dealt import SPLIT, bytes_of, division, grow, near, parts, text, ties

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_articles_stay_and_new_ones_are_told(ten: Path, run: Run) -> None:
    first = run("export", *SPLIT, "-o", "first").stderr
    assert (
        "--split train=60/validation=20/test=20 with seed 0: the project keeps where each article is, and it stays there."
        in first
    )
    run("export", *SPLIT, "-o", "again")
    assert bytes_of("first") == bytes_of("again")
    grow(ten, 10, 11, 12, 13)
    second = run("export", "--split", "train=60.0/test=20/validation=20", "-o", "second").stderr
    assert f": 10 articles stay where they are since {division('first')['dealt']}, 4 are new." in second
    assert parts("first").items() <= parts("second").items()
    assert len(parts("second")) == 14
    assert "Splits: train 8, test 3, validation 3." in second
    card = Path("second", "README.md").read_text(encoding="utf-8")
    assert f"(seed 0, begun on {division('first')['dealt']})" in card
    run("check")


@pytest.mark.usefixtures("ten")
def test_the_parts_are_those_of_the_files(run: Run) -> None:
    run("export", *SPLIT, "-o", "set")
    found = json.loads(Path("set", "parts.json").read_bytes())
    for name in ("train", "validation", "test"):
        records = [json.loads(line) for line in Path("set", f"{name}.jsonl").read_bytes().splitlines()]
        assert {record["id"]: record["sha256"] for record in records} == found[name]


def test_a_near_copy_follows_and_one_that_ties_two_parts_is_left_out_and_told(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "-o", "first")
    where = parts("first")
    train, test = (next(id_ for id_, part in where.items() if part == name) for name in ("train", "test"))
    both = f"{text(int(train[2:]))} {text(int(test[2:]))}"
    grow(ten, copy=near(test), both=both)
    said = run("export", *SPLIT, "-o", "second").stderr
    assert parts("second") == where | {"copy": "test"}
    assert (
        "Left out: 1 article that has near copies in several splits, and would tie them together: both."
        in said
    )
    assert division("second")["tied"] == {"articles": 1, "first": ["both"]}
    assert json.loads(Path("second", "dataset.json").read_bytes())["copies"] == {"groups": 1, "articles": 2}
    assert (
        "Left out: 1 article that belongs to articles in several splits"
        in Path("second", "README.md").read_text()
    )
    assert ties("second") == {"tied": ["both"], "apart": {}}
    run("export", *SPLIT, "-o", "third")
    assert bytes_of("second") == bytes_of("third")
    alone = run("export", *SPLIT, "--articles", "both", "-o", "alone", status=1).stderr
    assert alone.splitlines() == [
        "0 articles written (alone was not made).",
        "Left out: 1 article that has near copies in several splits, and would tie them together: both.",
    ]
    assert not Path("alone").exists()


def test_a_text_is_compared_once_also_where_an_article_is_left_out(
    ten: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", *SPLIT, "-o", "first")
    where = parts("first")
    train, test = (next(id_ for id_, part in where.items() if part == name) for name in ("train", "test"))
    both = f"{text(int(train[2:]))} {text(int(test[2:]))}"
    grow(ten, both=both)
    read: Counter[str] = Counter()

    def counted(said: str) -> set[int]:
        read[said] += 1
        return shingles(said)

    monkeypatch.setattr("annotator.datasets.record_spool.shingles", counted)
    run("export", *SPLIT, "-o", "second")
    assert ties("second")["tied"] == ["both"]
    ends = {text(int(id_[2:])) for id_ in (train, test)}
    assert {said for said, times in read.items() if times > 1} <= {both, *ends}


def test_of_many_that_are_left_out_or_apart_each_one_can_be_known(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "-o", "first")
    assert not Path("first", "ties.json").exists()
    where = parts("first")
    train, test = (next(id_ for id_, part in where.items() if part == name) for name in ("train", "test"))
    both = f"{text(int(train[2:]))} {text(int(test[2:]))}"
    grow(ten, **{f"both_{number}": f"{both} {number}" for number in range(5)})
    said = run("export", *SPLIT, "--format", "conll", "-o", "second").stderr
    assert "both-0, both-1, both-2 and 2 more.\nThese articles are all listed in ties.json." in said
    assert ties("second") == {"tied": [f"both-{number}" for number in range(5)], "apart": {}}
    card = Path("second", "README.md").read_text()
    assert "(both-0, both-1, both-2 and 2 more); `ties.json` lists them all." in card
    with Project.open(ten) as project:
        for name in ("train", "test"):
            coming = [
                Incoming(text=f"{text(n)} {name}", path=ten, id=f"{name}-{n}", metadata={"set": name})
                for n in range(20, 24)
            ]
            add_articles(project, coming)
    (ten.parent / "ids").write_text(
        "".join(f"{name}-{n}\n" for name in ("train", "test") for n in range(20, 24))
    )
    run(
        "export",
        "--layer",
        "all",
        "--articles",
        "@ids",
        "--split-by",
        "set",
        "--format",
        "conll",
        "-o",
        "official",
    )
    found = ties("official")["apart"]
    assert found.keys() == parts("official").keys()
    assert all(found[f"test-{n}"] == {"train": f"train-{n}"} for n in range(20, 24))
    assert "`ties.json` lists them all" in Path("official", "README.md").read_text()
    assert json.loads(Path("official", "dataset.json").read_bytes())["files"].keys() >= {
        "parts.json",
        "ties.json",
    }
    assert (
        "was not divided by --split"
        in run("export", *SPLIT, "--keep", "official", "-o", "x", status=1).stderr
    )


def test_a_copy_of_an_article_that_is_not_exported_follows_it_too(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "-o", "first")
    for id_, part in parts("first").items():
        grow(ten, **{f"copy_{id_[2:]}": near(id_)})
        copy = f"copy-{id_[2:]}"
        said = run("export", *SPLIT, "--articles", copy, "-o", copy).stderr
        assert parts(copy) == {copy: part}
        assert "so that is not written." in said
        assert {path.stem for path in Path(copy).glob("*.jsonl")} == {part}
        assert set(division(copy)["empty"]) == {"train", "validation", "test"} - {part}


def test_filters_and_layers_are_of_one_split(ten: Path, run: Run) -> None:
    run("export", *SPLIT, "--articles", "1-5", "-o", "some")
    run("export", *SPLIT, "--articles", "6-8", "-o", "others")
    grow(ten, 10, 11)
    run("export", *SPLIT, "--layer", "all", "-o", "all")
    run("export", *SPLIT, "--layer", "huda", "-o", "huda")
    run("export", *SPLIT, "-o", "gold")
    assert (parts("some") | parts("others")).items() <= parts("all").items()
    assert parts("all") == parts("huda") == parts("gold")


@pytest.mark.usefixtures("ten")
def test_a_corrected_text_stays_and_a_copy_in_another_part_is_told(run: Run, here: Path) -> None:
    run("export", *SPLIT, "-o", "first")
    where = parts("first")
    train, test = (next(id_ for id_, part in where.items() if part == name) for name in ("train", "test"))
    (here / "new.jsonl").write_text(json.dumps({"id": test, "text": near(train)}, ensure_ascii=False))
    run("import", "--update", "new.jsonl")
    said = run("export", *SPLIT, "--layer", "all", "-o", "second").stderr
    assert parts("second") == where
    pair = sorted((train, test))
    assert (
        f"Near copies in different splits: 2 articles, such as {pair[0]} and {pair[1]}; they were dealt before and stay."
        in said
    )
    assert division("second")["apart"] == {"articles": 2, "first": [pair]}
    assert ties("second") == {"tied": [], "apart": {train: {"test": test}, test: {"train": train}}}


def test_ids_that_a_terminal_would_obey_are_shown_plainly(ten: Path, run: Run) -> None:
    grow(ten, 10, 11)
    with Project.open(ten) as project:
        odd = Incoming(text="خبر لا حقل له.", path=ten, id="odd\u202ename<b>|x")
        add_articles(project, [odd])
        project.layers.add(odd.id or "", "huda", [], Status.DONE)
    said = only_line(run("export", *SPLIT, "--group-by", "source", "-o", "set", status=2).stderr)
    assert "1 article lacks this field" in said
    assert "\u202e" not in said
    run("export", *SPLIT, "-o", "set")
    assert parts("set").keys() >= {"odd\u202ename<b>|x"}
