"""The card of a data set of some layers, or with rows of its own: its figures are of what is in the data set."""

from __future__ import annotations

import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def demo(run: Run, here: Path) -> Path:
    """The demo as the project of the folder, settled as huda has it, with what salim marked as a model's predictions, too."""
    run("demo", "--no-open", "--dir", "made", env={"ANNOTATOR_NAME": "me"})
    shutil.move(here / "made" / "annotator.db", here / "annotator.db")
    run("adjudicate", "--auto", "--as", "nadia", "--policy", "adjudicator:huda")
    run("export", "--layer", "salim", "-o", "p.jsonl")
    run("import", "p.jsonl", "--as-model", "tagger@1")
    return here


def data_set(run: Run, *options: str) -> tuple[dict[str, Any], str]:
    """Return the contents of dataset.json and the card of a data set."""
    run("export", "--split", "60/40", *options, "-o", "out")
    found = json.loads(Path("out/dataset.json").read_bytes())
    return found, Path("out/README.md").read_text(encoding="utf-8")


def sources(card: str) -> dict[str, tuple[int, float]]:
    """Return the table of where spans come from: how many there are of each source, and their share in percent."""
    part = card.partition("### Where the spans come from\n")[2].partition("#")[0]
    rows = re.findall(r"^\| ([a-z ]+) \|.*\| ([\d,]+) \| ([\d.]+)% \|$", part, re.MULTILINE)
    return {name: (int(count.replace(",", "")), float(share)) for name, count, share in rows}


@pytest.mark.parametrize(
    "kind",
    [
        "jsonl",
        pytest.param(
            "hf", marks=pytest.mark.skipif(not find_spec("pyarrow"), reason="pyarrow is not installed")
        ),
    ],
)
def test_the_size_of_a_data_set_is_that_of_its_rows(kind: str, here: Path, run: Run) -> None:
    texts = [
        "".join(f"وصلت القافلة رقم {convoy} إلى {place} صباح أمس.\n" for convoy in range(600))
        for place in ("الغضا", "النخيل")
    ]
    texts.append("رست سفينة أدوية في المرفأ.")
    lines = (json.dumps({"id": f"n-{number}", "text": text}) for number, text in enumerate(texts))
    (here / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("init")
    run("import", "news.jsonl")
    facts, card = data_set(run, "--format", kind, "--rows", "sentence", "--layer", "all")
    rows = sum(split.get("rows", split["articles"]) for split in facts["splits"].values())
    assert rows == 1_201
    assert re.findall(r"size_categories:\n- \"(.*)\"", card) == ["1K<n<10K"]


@pytest.mark.parametrize(
    ("layers", "people"),
    [
        (["tagger@1"], []),
        (["salim"], []),
        (["Salim"], []),
        (["salim", "tagger@1"], []),
        (["huda", "salim"], ["huda", "salim"]),
        (["HUDA", "salim", "tagger@1"], ["huda", "salim"]),
        (["all"], ["huda", "maryam", "salim"]),
        (["gold"], ["huda", "maryam", "salim"]),
    ],
)
@pytest.mark.usefixtures("demo")
def test_agreement_is_of_the_people_of_a_data_set(layers: list[str], people: list[str], run: Run) -> None:
    facts, card = data_set(run, *(f"--layer={layer}" for layer in layers))
    overall = facts["agreement"]["overall"] if facts["agreement"] else {"people": 0}
    assert overall["people"] == len(people)
    assert overall.get("names", people) == people
    assert ("names" in overall) == (bool(people) and layers != ["gold"])
    assert ("### Agreement" in card) == bool(people)


@pytest.mark.usefixtures("demo")
def test_where_marks_come_from_has_those_that_are_not_gold(run: Run) -> None:
    facts, card = data_set(run, "--layer", "marks")
    found = sources(card)
    spans = sum(split["spans"] for split in facts["splits"].values())
    gold = sum(sum(split["sources"].values()) for split in facts["splits"].values())
    assert found["not gold"][0] == spans - gold > 0
    assert sum(count for count, _ in found.values()) == spans
    assert sum(share for _, share in found.values()) == pytest.approx(100, abs=0.3)
    assert (
        f"{sum(facts['left_out'].values())} articles of the project that have not been finished by anybody."
        in card
    )
    assert "no gold yet." not in card


@pytest.mark.usefixtures("demo")
def test_where_the_gold_comes_from_has_all_of_it_and_no_other_row(run: Run) -> None:
    facts, card = data_set(run)
    found = sources(card)
    assert "not gold" not in found
    assert sum(count for count, _ in found.values()) == sum(one["spans"] for one in facts["splits"].values())
    assert "articles of the project that have no gold yet." in card


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("options", "people", "others"),
    [
        (["--layer=all"], ["huda", "maryam", "salim"], ["tagger@1", "corpus"]),
        (["--layer=all", "--people=huda"], ["huda"], []),
        (["--layer=huda", "--layer=tagger@1"], ["huda"], ["tagger@1"]),
        (["--layer=HUDA", "--layer=Tagger@1", "--layer=Corpus"], ["huda"], ["tagger@1", "corpus"]),
        (["--layer=tagger@1"], [], ["tagger@1"]),
        (["--layer=marks"], ["huda", "maryam", "salim"], []),
        (["--layer=gold"], ["huda", "maryam", "salim"], []),
    ],
)
def test_what_machines_made_is_told(
    options: list[str], people: list[str], others: list[str], run: Run
) -> None:
    run("export", "--layer", "maryam", "-o", "r.jsonl")
    run("import", "r.jsonl", "--as-reference", "corpus")
    run("export", *options, "-o", "rows.jsonl")
    rows = [json.loads(line) for line in Path("rows.jsonl").read_text(encoding="utf-8").splitlines()]
    spans = [span for row in rows for span in row["spans"]]
    facts, card = data_set(run, *options)
    kinds = {name: {"tagger@1": "model", "corpus": "reference"}[name] for name in others}
    assert facts["layer_kinds"] == kinds
    assert facts["statistics"]["people"]["people"] == len(people)
    found = facts["statistics"]["others"]
    assert {one["name"]: one["kind"] for one in found} == kinds
    for one in found:
        theirs = [span for span in spans if span["annotator"] == one["name"]]
        assert one["spans"] == len(theirs) > 0
        assert one["articles"] == sum(one["name"] in row["annotators"] for row in rows)
        assert f"| {one['name']} | {one['kind']} | {one['articles']:,} | {one['spans']:,} |" in card
    words = {"tagger@1": "as the model tagger@1 marked them", "corpus": "under the name corpus, a reference"}
    assert [name for name, said in words.items() if said in card] == others
    creators = re.findall(r"annotations_creators:\n((?:- .*\n)+)", card)[0]
    assert ("other" in creators) == bool(people)
    assert ("machine-generated" in creators) == ("tagger@1" in others)
    assert ("found" in creators) == ("corpus" in others)
    if people and others:
        count = len(spans) - sum(one["spans"] for one in found)
        assert f"behind {count:,} of the spans." in card
    assert ("No person stands behind these spans." in card) == (not people)
    assert ("as each annotator marked them" in card) == (options[0] == "--layer=all" and bool(people))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("options", [(), ("--label=actor",), ("--source=policy",), ("--pseudonyms",)])
def test_what_describes_a_data_set_of_the_gold_names_nobody(options: tuple[str, ...], run: Run) -> None:
    facts, _ = data_set(run, *options)
    assert facts["agreement"]["overall"]["people"] == 3
    for name in ("dataset.json", "README.md", "croissant.json", "parts.json"):
        text = Path("out", name).read_text(encoding="utf-8")
        assert [who for who in ("huda", "maryam", "salim", "nadia") if who in text.lower()] == []
