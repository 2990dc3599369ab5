"""Data sets whose rows are people's, or parts of articles: what is written, counted and told."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Span, Status
from annotator.project import Project

if TYPE_CHECKING:
    from tests.cli.conftest import Run

needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra parquet is not installed")
needs_datasets = pytest.mark.skipif(
    find_spec("datasets") is None, reason="the library datasets is not installed"
)

TEXTS = {
    "bridge": "أغلقت البلدية جسر النخيل. ظهرت شقوق في دعامته الوسطى.\n\nعاد المهندسون أمس.",
    "school": "استأنفت مدرسة عين السدر الدروس. عاد إليها أغلب التلاميذ.",
    "market": "ارتفعت أسعار الطحين في سوق الكرمة. انقطع الطريق الساحلي قبل شهر.",
    "harbour": "رست سفينة أدوية في مرفأ الغضا. بدأ تفريغها تحت إشراف لجنة دولية.",
    "clinic#annotator=huda": "نقلت سيارات الإسعاف ثلاثة جرحى إلى مستوصف الرمانة. لم يُقرأ هذا بعد.",
}


@pytest.fixture
def several(here: Path, run: Run) -> Path:
    """A project in which huda marked four articles and found nothing in one of these, salim marked two, and one was never opened."""
    lines = (json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items())
    (here / "news.jsonl").write_text("".join(lines), encoding="utf-8")
    run("init")
    run("import", "news.jsonl")
    path = here / "annotator.db"
    with Project.open(path) as opened:
        for name in ("bridge", "school", "market", "harbour"):
            first = TEXTS[name].index(" ")
            spans = [Span.new(0, first, "claim", "huda")] if name != "harbour" else []
            opened.layers.add(name, "huda", spans, Status.DONE)
        for name in ("bridge", "school"):
            crossing = Span.new(TEXTS[name].index(". ") - 3, TEXTS[name].index(". ") + 6, "claim", "salim")
            opened.layers.add(name, "salim", [crossing], Status.DONE)
    return path


def rows(path: str | Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def card(folder: str) -> dict[str, Any]:
    import yaml

    text = Path(folder, "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


@needs_pyarrow
@pytest.mark.usefixtures("several")
def test_all_layers_are_a_row_for_each_person_and_one_for_an_article_that_nobody_opened(run: Run) -> None:
    result = run("export", "--format", "hf", "--layer", "all", "-o", "out")
    assert result.stderr.splitlines()[0] == "5 articles written in 7 rows to out."
    found = rows("out/train.parquet")
    assert [(row["article"], row["annotator"], len(row["spans"])) for row in found] == [
        ("bridge", "huda", 1),
        ("bridge", "salim", 1),
        ("school", "huda", 1),
        ("school", "salim", 1),
        ("market", "huda", 1),
        ("harbour", "huda", 0),
        ("clinic#annotator=huda", None, 0),
    ]
    assert len({row["id"] for row in found}) == 7
    for row in found:
        tagged = {tag for tag in row["tag_names"] if tag != "O"}
        assert bool(tagged) == bool(row["spans"])


@needs_pyarrow
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("name", ["huda", "salim"])
def test_the_rows_of_a_person_among_all_are_those_of_that_layer_alone(name: str, run: Run) -> None:
    run("export", "--format", "hf", "--layer", "all", "-o", "all")
    run("export", "--format", "hf", "--layer", name, "-o", "one")
    those = ("article", "annotator", "text", "tokens", "tags", "tag_names", "spans")
    of_all, alone = (
        [{key: row[key] for key in those} for row in rows(f"{folder}/train.parquet")]
        for folder in ("all", "one")
    )
    assert [row for row in of_all if row["annotator"] == name] == alone


@needs_pyarrow
@needs_datasets
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("layer", ["all", "huda", "gold"])
@pytest.mark.parametrize("kind", ["article", "sentence", "paragraph"])
def test_splits_are_of_articles_and_examples_are_rows(
    layer: str, kind: str, here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    if layer == "gold":
        run("adjudicate", "--auto", "--as", "nadia", "--policy", "adjudicator:salim")
    told = run(
        "export", "--format", "hf", "--layer", layer, "--rows", kind, "--split", "50/50", "-o", "set"
    ).stderr  # fmt: skip
    facts = json.loads(Path("set", "dataset.json").read_bytes())
    loaded = load_dataset(str(here / "set"), cache_dir=str(here / "cache"))
    articles = {name: set(split["article"][:]) for name, split in loaded.items()}
    assert not articles["train"] & articles["test"]
    assert {name: len(found) for name, found in articles.items()} == {
        name: split["articles"] for name, split in facts["splits"].items()
    }
    written = sum(map(len, articles.values()))
    count = sum(len(split) for split in loaded.values())
    assert told.startswith(
        f"{written} articles written{f' in {count} rows' if count != written else ''} to set"
    )
    examples = {one["name"]: one["num_examples"] for one in card("set")["dataset_info"]["splits"]}
    assert examples == {name: len(split) for name, split in loaded.items()}
    keys = [key for split in loaded.values() for key in split["id"][:]]
    assert len(set(keys)) == len(keys)
    for split in loaded.values():
        names = split.features["spans"].feature["label"].names
        for row in split:
            assert row["text"] == TEXTS[row["article"]][row["start"] : row["end"]]
            assert all(names[span["label"]] == span["label_name"] for span in row["spans"])


@pytest.mark.usefixtures("several")
def test_lines_of_sentences_are_counted_and_joined_ones_told(run: Run) -> None:
    result = run("export", "--layer", "all", "--rows", "sentence", "-o", "out.jsonl")
    told = result.stderr.splitlines()
    assert told[:4] == [
        "5 articles written in 9 rows to out.jsonl.",
        "The format jsonl can't hold:",
        "  how far each person is, in 4 articles",
        "  2 spans over ends of sentences or paragraphs, which stay together for them",
    ]
    assert told[4].startswith("    bridge 21–30 claim")
    assert told[4].endswith("now in 0–53")
    lines = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
    assert {line["article"] for line in lines} == {*TEXTS}
    for line in lines:
        assert line["text"] == TEXTS[line["article"]][line["start"] : line["end"]]


@pytest.mark.usefixtures("several")
def test_sentences_come_in_as_articles_into_another_project_and_into_the_same(run: Run) -> None:
    run("export", "--layer", "huda", "--rows", "sentence", "-o", "out.jsonl")
    lines = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
    run("init", "--project", "other.db")
    result = run("import", "out.jsonl", "--project", "other.db")
    assert result.stdout.splitlines() == ["9 articles added, 0 skipped (already there), 0 refused", "3 spans added to 3 layers"]  # fmt: skip
    again = run("export", "--layer", "all", "--project", "other.db").stdout
    found = [json.loads(line) for line in again.splitlines()]
    assert [(one["id"], one["text"]) for one in found] == [(line["id"], line["text"]) for line in lines]
    assert [{key: one["metadata"][key] for key in ("article", "start", "end")} for one in found] == [
        {key: line[key] for key in ("article", "start", "end")} for line in lines
    ]
    shutil.copy("annotator.db", "copy.db")
    run("import", "out.jsonl", "--project", "copy.db")
    assert "is whole" in run("check", "--project", "copy.db").stdout


@pytest.mark.usefixtures("several")
def test_other_formats_have_no_rows(run: Run) -> None:
    result = run("export", "--layer", "all", "--format", "csv", "--rows", "sentence", status=2)
    assert "--rows is no option of the format csv" in result.stderr
    assert (
        "--rows can't be verse: it is one of article, sentence, paragraph"
        in run("export", "--rows", "verse", status=2).stderr
    )


@pytest.mark.usefixtures("several")
def test_where_several_peoples_spans_are_in_one_place_it_is_told(run: Run) -> None:
    """What `hf` has a row for: other formats say that they don't say who marked a span."""
    for kind in ("conll", "brat", "webanno", "doccano", *(["spacy"] if find_spec("spacy") else [])):
        told = run("export", "--layer", "all", "--format", kind, "-o", f"out-{kind}").stderr
        assert "  who marked a span, in 3 articles" in told, kind
