from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from annotator import __version__, labels
from annotator.datasets.card.loading import LOADING
from annotator.datasets.division import Division
from annotator.datasets.split_sizes import parse_sizes
from annotator.errors import UsageError
from annotator.formats import FORMATS, writer
from annotator.formats.options import parse_options
from annotator.model import Edit, Incoming, Loss, Selection, Span, Status
from annotator.project import Project
from tests.adding import add_articles
from tests.news import PLACES, news
from tests.store.helpers import operation

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = {"jsonl": ".jsonl", "conll": ".conll", "hf": ".parquet", "spacy": ""}
LIBRARIES = {"hf": "pyarrow", "spacy": "spacy"}
needs_datasets = pytest.mark.skipif(
    find_spec("datasets") is None, reason="the library datasets is not installed"
)
needs_yaml = pytest.mark.skipif(find_spec("yaml") is None, reason="the library yaml is not installed")
needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")
each_format = pytest.mark.parametrize(
    "kind",
    [
        pytest.param(name, marks=pytest.mark.skipif(
            find_spec(LIBRARIES.get(name, "json")) is None, reason=f"{LIBRARIES.get(name)} is not installed"
        ))
        for name in ENDINGS
    ],
)  # fmt: skip


def article(number: int) -> str:
    return f"{news(number)} {'هـ' * number}"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Twenty articles that huda finished alone, a copy of the third, and one that nobody finished."""
    with Project.create(tmp_path / "project.db", labels.default()) as opened:
        texts = [article(number) for number in range(20)]
        texts += [f"عاجل: {article(3)}", "لم يُقرأ بعد."]
        add_articles(
            opened,
            (
                Incoming(text=text, path=tmp_path, id=f"n-{number}", metadata={"desk": number})
                for number, text in enumerate(texts)
            ),
        )
        for number, text in enumerate(texts[:21]):
            place = next(place for place in PLACES if place in text)
            start = text.index(place)
            spans = [Span.new(start, start + len(place), "location", "huda")]
            if number % 4 == 1:
                spans.append(Span.new(2, len(text), "claim", "huda"))
            opened.layers.add(f"n-{number}", "huda", spans, Status.DONE)
        yield opened


def export(
    project: Project,
    folder: Path,
    kind: str = "jsonl",
    shares: str = "80/10/10",
    seed: int | None = None,
    *,
    fresh: bool = False,
    **more: Any,
) -> Path:
    folder.mkdir()
    options = parse_options(writer(kind), more.pop("options", {}))
    division = Division(sizes=parse_sizes(shares), seed=seed, fresh=fresh)
    project.exports.write_data_set(kind, folder, division=division, options=options, **more)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def facts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "dataset.json").read_bytes())
    return found


def ids(folder: Path) -> dict[str, list[str]]:
    """The ids in each split of a data set in JSON lines."""
    return {
        path.stem: [json.loads(line)["id"] for line in path.read_bytes().splitlines()]
        for path in sorted(folder.glob("*.jsonl"))
    }


@each_format
def test_the_same_project_gives_the_same_bytes(project: Project, tmp_path: Path, kind: str) -> None:
    first = files(export(project, tmp_path / "first", kind, seed=4))
    assert first == files(export(project, tmp_path / "second", kind, seed=4))
    program = (
        "import sys; from pathlib import Path; from annotator.project import Project\n"
        "from annotator.datasets.division import Division\n"
        "from annotator.datasets.split_sizes import parse_sizes\n"
        "folder = Path(sys.argv[2]); folder.mkdir()\n"
        "with Project.open(Path(sys.argv[1])) as project:\n"
        "    project.exports.write_data_set(sys.argv[3], folder, division=Division(sizes=parse_sizes('80/10/10'), seed=4))\n"
    )
    third = tmp_path / "third"
    subprocess.run(
        [sys.executable, "-c", program, str(project.path), str(third), kind],
        check=True, env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert files(third) == first


@each_format
def test_the_facts_are_those_of_the_files(project: Project, tmp_path: Path, kind: str) -> None:
    folder = export(project, tmp_path / "set", kind)
    found, there = facts(folder), files(folder)
    assert found["files"] == {
        name: {"size": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in there.items()
        if name != "dataset.json"
    }
    ending = ENDINGS[kind]
    splits = {"train", "validation", "test"}
    beside = {"config.cfg", "labels"} if kind == "spacy" else set()
    assert {name.split("/")[0] for name in there} == {f"{name}{ending}" for name in splits} | beside | {
        "README.md",
        "croissant.json",
        "dataset.json",
        "parts.json",
    }
    assert found["format"] == kind
    assert (found["program"], found["version"]) == ("annotator", __version__)
    assert (found["layer"], found["seed"], found["left_out"]) == ("gold", 0, {"unfinished": 1})
    assert found["schema"]["name"] == "conflict"
    assert found["copies"] == {"groups": 1, "articles": 2}
    assert found["agreement"] is None
    assert {name: split["articles"] for name, split in found["splits"].items()} == {
        "train": 17,
        "validation": 2,
        "test": 2,
    }
    whole = {
        name: sum(split["labels"][name] for split in found["splits"].values())
        for name in ("location", "claim")
    }
    assert whole == {"location": 21, "claim": 5}
    assert sum(split["sources"]["single"] for split in found["splits"].values()) == 26


def test_articles_are_each_in_one_split_in_their_order_and_copies_together(
    project: Project, tmp_path: Path
) -> None:
    for seed in range(6):
        found = ids(export(project, tmp_path / str(seed), shares="50/50", seed=seed, fresh=True))
        assert sorted(id_ for those in found.values() for id_ in those) == sorted(f"n-{n}" for n in range(21))
        assert all(those == sorted(those, key=lambda id_: int(id_[2:])) for those in found.values())
        assert any({"n-3", "n-20"} <= set(those) for those in found.values())


def test_what_is_in_a_split_is_what_an_export_has(project: Project, tmp_path: Path) -> None:
    folder = export(project, tmp_path / "set")
    with (tmp_path / "all.jsonl").open("wb") as out:
        project.exports.write("jsonl", out)
    lines = {line for path in folder.glob("*.jsonl") for line in path.read_bytes().splitlines()}
    assert lines == set((tmp_path / "all.jsonl").read_bytes().splitlines())


def test_layers_can_be_split(project: Project, tmp_path: Path) -> None:
    found = facts(export(project, tmp_path / "set", selection=Selection(layers=("all",)), shares="a=40/b=60"))
    assert found["layer"] == "all"
    assert {name: split["articles"] for name, split in found["splits"].items()} == {"a": 9, "b": 13}
    assert found["splits"]["a"]["sources"] == {}
    card = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "as each annotator marked them" in card
    assert "Where the spans come from" not in card


def test_agreement_is_told_where_two_people_finished_articles(project: Project, tmp_path: Path) -> None:
    for number in range(4):
        project.layers.add(f"n-{number}", "salim", [Span.new(0, 1, "claim", "salim")], Status.DONE)
    found = facts(export(project, tmp_path / "set", selection=Selection(layers=("all",))))
    agreement = found["agreement"]
    assert (agreement["overall"]["articles"], agreement["overall"]["f1"]["value"]) == (4, 0.0)
    assert [row["name"] for row in agreement["labels"]] == ["actor", "location", "weapon", "claim"]
    card = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "Between the 2 people who finished the same articles" in card
    assert "| all | 9 | 0.000 (0.00–0.00)" in card


def test_losses_are_counted_and_told(project: Project, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    report = project.exports.write_data_set(
        "conll", tmp_path / "set", division=Division(sizes=parse_sizes("80/20"))
    )
    assert report.losses[Loss.NESTED] == 5
    assert report.splits == {"train": 17, "test": 4}
    assert facts(tmp_path / "set")["losses"]["spans inside others"] == 5
    assert "The format conll does not hold" in (tmp_path / "set" / "README.md").read_text(encoding="utf-8")


def test_options_are_the_formats(project: Project, tmp_path: Path) -> None:
    folder = export(project, tmp_path / "set", "conll", options={"tags": "bilou"})
    assert facts(folder)["options"]["tags"] == "bilou"
    assert b"\tU-location" in (folder / "train.conll").read_bytes()


def test_more_splits_than_articles_are_refused(project: Project, tmp_path: Path) -> None:
    with Project.create(tmp_path / "few.db", labels.default()) as few:
        add_articles(few, [Incoming(text=article(1), path=tmp_path, id="one")])
        report = few.exports.write_data_set(
            "jsonl", tmp_path / "none", division=Division(sizes=parse_sizes("80/10/10"))
        )
        assert (report.written, sum(report.left_out.values())) == (0, 1)
        assert not (tmp_path / "none").exists()
        with pytest.raises(
            UsageError, match="need 3 articles or more, and there is 1 article; give fewer shares"
        ):
            export(few, tmp_path / "few", selection=Selection(layers=("all",)))
        add_articles(
            few, [Incoming(text=f"{article(1)} {n}", path=tmp_path, id=f"copy{n}") for n in range(3)]
        )
        with pytest.raises(
            UsageError,
            match=r"^3 splits can't be made of 4 articles: those that are nearly the same stay together, which leaves 1 group; give fewer shares.$",
        ):
            export(few, tmp_path / "copies", selection=Selection(layers=("all",)))
        assert ids(
            export(few, tmp_path / "one", selection=Selection(layers=("all",)), shares="100")
        ).keys() == {"train"}
    with pytest.raises(UsageError, match="csv can't be split; there is jsonl, conll, spacy, hf"):
        export(project, tmp_path / "csv", "csv")


# --- the card -------------------------------------------------------------------------------------


def front(folder: Path) -> dict[str, Any]:
    import yaml

    card = (folder / "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(card.split("---\n")[1])
    return found


@needs_yaml
@each_format
def test_the_front_of_the_card(project: Project, tmp_path: Path, kind: str) -> None:
    found = front(export(project, tmp_path / "set", kind))
    assert found["language"] == ["ar"]
    assert found["task_categories"] == ["token-classification"]
    assert found["size_categories"] == ["n<1K"]
    loaded = kind in ("hf", "jsonl")
    assert ("configs" in found) == loaded
    if loaded:
        assert [(one["split"], one["path"]) for one in found["configs"][0]["data_files"]] == [
            (name, f"{name}{ENDINGS[kind]}") for name in ("train", "validation", "test")
        ]
    assert ("dataset_info" in found) == (kind == "hf")


def test_the_body_of_the_card_has_the_figures(project: Project, tmp_path: Path) -> None:
    card = (export(project, tmp_path / "set") / "README.md").read_text(encoding="utf-8")
    assert "| all | 100 % | 21 | 26 | 0 | 21 | 0 | 5 |" in card
    assert "| train | 80 % | 17 |" in card
    assert "one split: 2 are, in 1 group." in card
    assert "Not in it: 1 article of the project that has no gold yet." in card
    assert "| single | one person alone marked the article | 26 |" in card
    for table in re.findall(r"(?:^\|.*\|\n)+", card, re.MULTILINE):
        assert len({line.replace("\\|", "").count("|") for line in table.splitlines()}) == 1


@each_format
def test_what_the_card_shows_runs(project: Project, tmp_path: Path, kind: str) -> None:
    folder = export(project, tmp_path / "set", kind)
    card = (folder / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    if "from datasets" in code and find_spec("datasets") is None:
        pytest.skip("the library datasets is not installed")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code.replace("PATH", str(folder))],
        cwd=folder, capture_output=True, check=False, encoding="utf-8",
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if kind != "conll":
        assert "location" in done.stdout
        assert any(place in done.stdout for place in PLACES)


@needs_datasets
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["hf", "jsonl"])
def test_datasets_loads_the_folder(
    project: Project,
    tmp_path: Path,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    folder = export(project, tmp_path / "set", kind)
    found = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert {name: len(split) for name, split in found.items()} == {"train": 17, "validation": 2, "test": 2}
    if kind == "hf":
        info = found["train"].info
        names = info.features["spans"].feature["label"].names
        assert names == ["actor", "location", "weapon", "claim"]
        told = front(folder)["dataset_info"]
        assert {one["name"]: one["num_bytes"] for one in told["splits"]} == {
            name: split.num_bytes for name, split in info.splits.items()
        }
        assert info.features._to_yaml_list() == told["features"]
    for split in found.values():
        for row in split:
            for span in row["spans"]:
                assert row["text"][span["start"] : span["end"]] == span["text"]


@needs_datasets
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("place", ["the same place", "another place"])
@pytest.mark.parametrize("kind", ["hf", "jsonl"])
def test_datasets_loads_what_is_there_now_and_nothing_from_before(
    project: Project, tmp_path: Path, kind: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    def labels_of(folder: Path) -> list[list[int | str]]:
        found = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
        return [[span["label"] for span in row["spans"]] for split in found.values() for row in split]

    first = tmp_path / "set"
    before = labels_of(export(project, first, kind))
    (span,) = project.layers.get("n-0", "huda").spans
    changed = msgspec.structs.replace(span, label="weapon")
    project.layers.record(operation(Edit(before=span, after=changed), article="n-0"))
    second = first if place == "the same place" else tmp_path / "again"
    if second == first:
        shutil.rmtree(first)
    after = labels_of(export(project, second, kind))
    assert after != before
    assert sum(map(len, after)) == sum(map(len, before))


def test_every_format_with_splits_says_how_it_is_loaded() -> None:
    names = {kind.name for kind in FORMATS if kind.splits}
    assert set(LOADING) == names, "add it to LOADING in annotator/datasets/card/loading.py"
