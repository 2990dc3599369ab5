"""Data sets whose articles stay where they were dealt, from one export to the next."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.datasets.division import Division
from annotator.datasets.near_duplicates import shingles
from annotator.datasets.split_sizes import parse_sizes
from annotator.errors import ProjectError
from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.store.kept_splits import KeptSplits
from annotator.store.opening.opening import open_project
from tests.adding import add_articles
from tests.cli.conftest import only_line
from tests.store.helpers import raw

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PLACES = [
    "الغضا",
    "الصرّة",
    "عين السدر",
    "النخيل",
    "الرمانة",
    "الجسر",
    "الكرمة",
    "المنارة",
    "السدرة",
    "الوادي",
]
TELLING = [
    "وصلت قافلة من {n} شاحنة إلى {place} بعد أن أغلقت السيول طريق الساحل أيامًا.",
    "نفى متحدث باسم {place} سقوط {n} قذيفة على المخازن، وقال إن ما سُمع تدريب معتاد.",
    "أعلنت لجنة الإغاثة في {place} أن {n} أسرة عادت إلى بيوتها منذ مطلع الشهر.",
    "أصيب {n} من عمال الميناء عندما انهار سقف مستودع قديم قرب {place}، بحسب شهود.",
]
SPLIT = ("--split", "60/20/20")


def text(number: int) -> str:
    place = PLACES[number % 10]
    return f"{number} {TELLING[number % 4].format(n=number * 37 + 11, place=place)} {PLACES[number % 7]} {chr(0x621 + number) * 40}"


def grow(path: Path, *numbers: int, **more: str) -> None:
    """Add articles that huda has finished: n-0 and so on, and those named with their texts."""
    texts = {f"n-{number}": text(number) for number in numbers} | {
        name.replace("_", "-"): said for name, said in more.items()
    }
    with Project.open(path) as project:
        add_articles(
            project,
            [
                Incoming(text=said, path=path, id=id_, source="سانا" if len(said) % 2 else "وفا",
                         metadata={"desk": len(id_), "set": ["train", "dev", "test"][len(said) % 3]})
                for id_, said in texts.items()
            ],
        )  # fmt: skip
        for id_, said in texts.items():
            project.layers.add(id_, "huda", [Span.new(0, said.index(" "), "claim", "huda")], Status.DONE)


@pytest.fixture
def ten(here: Path, run: Run) -> Path:
    """A project with ten articles that huda alone has finished."""
    run("init")
    grow(here / "annotator.db", *range(10))
    return here / "annotator.db"


def parts(folder: str | Path) -> dict[str, str]:
    found = json.loads(Path(folder, "parts.json").read_bytes())
    return {id_: part for part, ids in found.items() for id_ in ids}


def division(folder: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "dataset.json").read_bytes())["division"]
    return found


def ties(folder: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "ties.json").read_bytes())
    return found


def bytes_of(folder: str | Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def stored(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files but the project's log."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in found if not path.name.endswith(("-wal", "-shm"))}


def near(id_: str) -> str:
    return f"عاجل: {text(int(id_[2:]))}"


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


# --- dealing otherwise ----------------------------------------------------------------------------


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
        (["--split-by", "nothing"], 2, "--split-by nothing: no article has this field. There are: all, desk, set, some, source, title, two."),
        (["--split-by", "desk"], 2, "--split-by desk: '3', which the article n-0 has, is no name of a part"),
        (["--split-by", "some"], 2, "--split-by some: 10 articles lack this field (n-0, n-1, n-2 and 7 more); with --articles name those that have it, or name another field."),
        (["--split-by", "two", "--articles", "odd"], 2, "--split-by two: the article odd is in train and test; an article can be in one part only. Correct the field, or with --articles name those that are in one."),
        (["--split-by", " "], 2, "--split-by is empty"),
        ([*SPLIT, "--group-by", "some"], 2, "--group-by some: 10 articles lack this field"),
        ([*SPLIT, "--group-by", "all"], 2, "3 splits can't be made of 10 articles: those that are nearly the same or have the same --group-by value stay together, which leaves 1 group; give fewer shares."),
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
                       metadata={"some": 1, "two": ["train", "test"], "set": "train", "desk": 3, "all": 1})  # fmt: skip
        add_articles(project, [odd])
        project.layers.add("odd", "huda", [], Status.DONE)
    if "all" in args:
        args = [*args, "--articles", "odd,1"]
    before = stored(ten.parent)
    said = run("export", *args, "-o", "set", status=status).stderr
    if "all" not in args:
        assert told in only_line(said)
    assert stored(ten.parent) == before


# --- an older data set ----------------------------------------------------------------------------


def other_project(here: Path, run: Run, *numbers: int) -> Path:
    path = here / "other.db"
    run("init", "--project", "other.db")
    grow(path, *numbers)
    return path


@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize("kind", ["jsonl", "conll", "hf", "spacy"])
def test_another_project_goes_on_from_an_older_data_set(run: Run, here: Path, kind: str) -> None:
    pytest.importorskip({"hf": "pyarrow", "spacy": "spacy"}.get(kind, "json"))
    run("export", *SPLIT, "--seed", "3", "--format", kind, "-o", "old")
    other_project(here, run, *range(3, 15))
    for folder in ("new", "newer"):
        given = ["--keep", "old"] if folder == "new" else []
        said = run("export", "--project", "other.db", *SPLIT, *given, "-o", folder).stderr
    assert bytes_of("new") == bytes_of("newer")
    assert "12 articles stay where they are" in said
    old, new = parts("old"), parts("new")
    assert {id_: old[id_] for id_ in old if id_ in new}.items() <= new.items()
    assert json.loads(Path("new", "dataset.json").read_bytes())["seed"] == 3
    assert division("new")["dealt"] == division("old")["dealt"]


@pytest.mark.usefixtures("ten")
def test_what_of_an_older_data_set_is_missing_or_has_another_text_is_told(run: Run, here: Path) -> None:
    run("export", *SPLIT, "-o", "old")
    other = other_project(here, run, *range(2, 9))
    with Project.open(other) as project:
        changed = Incoming(text="نص آخر لا يشبه ما كان.", path=other, id="n-9")
        renamed = Incoming(text=text(1), path=other, id="again")
        add_articles(project, [changed, renamed])
    said = run(
        "export", "--project", "other.db", *SPLIT, "--layer", "all", "--keep", "old", "-o", "new"
    ).stderr
    assert "1 article of the older data set is not in this project." in said
    assert "1 article of the older data set has another text here, and stays by its id." in said
    assert parts("new")["again"] == parts("old")["n-1"]
    assert parts("new")["n-9"] == parts("old")["n-9"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda old: (old / "test.jsonl").write_bytes(b"{}\n"), "test.jsonl was changed since it was exported"),
        (lambda old: (old / "parts.json").write_bytes(b"{}"), "parts.json was changed since it was exported"),
        (lambda old: (old / "train.jsonl").unlink(), "train.jsonl can't be read: "),
        (lambda old: (old / "dataset.json").write_bytes(b"[]"), "is not as an export wrote it"),
        (lambda old: (old / "dataset.json").write_bytes(b'{"a": 1'), "is not as an export wrote it"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b'"train.jsonl"', b'"train/../../annotator.db"')), "which is not in the folder"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b"train=60", b"train=70")), "has no shares: The shares"),
        (lambda old: (old / "dataset.json").write_bytes((old / "dataset.json").read_bytes().replace(b"train=60/validation=20/test=20", b"train=60/validation=30/test=10")), "and --split asks for"),
    ],
)  # fmt: skip
def test_an_older_data_set_that_is_not_whole_is_refused(ten: Path, run: Run, change: Any, told: str) -> None:
    run("export", *SPLIT, "-o", "old")
    change(Path("old"))
    before = stored(ten.parent)
    assert told in only_line(run("export", *SPLIT, "--keep", "old", "-o", "new", status=1).stderr)
    assert stored(ten.parent) == before


@pytest.mark.usefixtures("ten")
def test_the_card_of_an_older_data_set_may_be_completed(run: Run) -> None:
    run("export", *SPLIT, "-o", "old")
    with Path("old", "README.md").open("a") as file:
        file.write("\nMore.\n")
    run("export", *SPLIT, "--keep", "old", "-o", "new")
    assert parts("new") == parts("old")


@pytest.mark.usefixtures("ten")
def test_an_older_data_set_that_the_project_has_otherwise_is_refused(run: Run) -> None:
    run("export", *SPLIT, "-o", "old")
    run("export", *SPLIT, "--seed", "5", "--fresh", "-o", "new")
    said = only_line(run("export", *SPLIT, "--keep", "old", "-o", "newest", status=1).stderr)
    assert "--keep: the project keeps another split of these shares than old: " in said
    assert "or deal anew with --fresh" in said


@pytest.mark.usefixtures("ten")
def test_a_data_set_of_an_older_version_is_read_from_its_records(run: Run, here: Path) -> None:
    run("export", *SPLIT, "-o", "old")
    run("export", *SPLIT, "--format", "conll", "-o", "words")
    where = parts("old")
    for folder in ("old", "words"):
        Path(folder, "parts.json").unlink()
        facts = json.loads(Path(folder, "dataset.json").read_bytes())
        del facts["division"], facts["files"]["parts.json"]
        Path(folder, "dataset.json").write_text(json.dumps(facts))
    other_project(here, run, *range(12))
    export = ("export", "--project", "other.db", *SPLIT, "-o", "new", "--keep")
    assert "nothing by which articles are found again" in only_line(run(*export, "words", status=1).stderr)
    run(*export, "old")
    assert where.items() <= parts("new").items()


# --- a project that can only be read --------------------------------------------------------------


def _why(path: Path) -> Any:
    from annotator.store.disk.rights import ReadOnly

    return ReadOnly(f"{path} can only be read", "Ask for the right to write it.")


def test_who_can_only_read_has_to_say_where_articles_go(
    ten: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "--split", "50/50", "-o", "old")
    grow(ten, 10, 11)
    monkeypatch.setattr("annotator.store.disk.rights.first_unwritable", lambda path: path)
    monkeypatch.setattr("annotator.store.disk.rights.missing_right", _why)
    before = ten.read_bytes()
    said = only_line(run("export", *SPLIT, "-o", "set", status=1).stderr)
    assert (
        "can only be read, and 12 articles would be dealt, which the project could not keep. Give --keep FOLDER"
        in said
    )
    said = only_line(run("export", "--split", "50/50", "-o", "set", status=1).stderr)
    assert "2 articles would be dealt that have no part yet" in said
    run("export", "--split", "50/50", "--articles", "1-10", "-o", "kept")
    assert parts("kept") == parts("old")
    said = run("export", "--split", "50/50", "--keep", "old", "-o", "new").stderr
    assert "give it to --keep next time" in said
    assert parts("old").items() <= parts("new").items()
    run("export", "--split", "50/50", "--keep", "new", "-o", "newer")
    assert parts("newer") == parts("new")
    run("export", *SPLIT, "--fresh", "-o", "fresh")
    assert division("fresh")["dealt"] == ""
    assert "May be" not in Path("fresh", "README.md").read_text()
    run("export", "--split", "100", "-o", "one")
    assert ten.read_bytes() == before


# --- when it is kept ------------------------------------------------------------------------------


def kept(path: Path, shares: str = "train=60/test=20/validation=20") -> dict[str, str]:
    with closing(open_project(path)) as connection:
        found = KeptSplits(connection).get(shares)
    return {} if found is None else found.parts


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


# --- with the project -----------------------------------------------------------------------------


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
