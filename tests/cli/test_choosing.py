"""Filters of `export` and `agreement`: one meaning, and what they leave out is counted."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Span, Status
from annotator.project import Project
from tests.formats.ways import format_named

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

Mark = tuple[str, int, int, str]


@pytest.fixture
def demo(run: Run, here: Path) -> Path:
    """The demo as the project of the folder, with all that two have finished settled: nadia's decisions, and huda's word."""
    run("demo", "--no-open", "--dir", "made", env={"ANNOTATOR_NAME": "me"})
    shutil.move(here / "made" / "annotator.db", here / "annotator.db")
    run("adjudicate", "--auto", "--as", "nadia", "--policy", "majority", "--articles", "barge-strike")
    run("adjudicate", "--auto", "--as", "nadia", "--policy", "adjudicator:huda")
    return here


def exported(run: Run, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("export", *options).stdout.splitlines()]


def marks(records: list[dict[str, Any]]) -> Counter[Mark]:
    return Counter(
        (one["id"], span["start"], span["end"], span["label"]) for one in records for span in one["spans"]
    )


def left_out(said: str, option: str) -> tuple[int, int]:
    """Return how many articles and spans an option left out, as standard error says."""
    line = next((line for line in said.splitlines() if line.startswith(f"Left out by {option}: ")), "")
    counts = dict.fromkeys(("article", "span"), 0)
    for part in line.removeprefix(f"Left out by {option}: ").split(" and "):
        words = part.split()
        if len(words) > 1 and words[1].removesuffix("s") in counts:
            counts[words[1].removesuffix("s")] = int(words[0].replace(",", ""))
    return counts["article"], counts["span"]


def test_gold_of_some_labels_is_every_article_with_these_spans(demo: Path, run: Run) -> None:
    whole = exported(run)
    result = run("export", "--label", "claim, actor", "-o", "some.jsonl")
    some = [json.loads(line) for line in (demo / "some.jsonl").read_text().splitlines()]
    assert [one["id"] for one in some] == [one["id"] for one in whole]
    expected = [
        {**one, "spans": [span for span in one["spans"] if span["label"] in ("actor", "claim")]}
        for one in whole
    ]
    assert some == expected
    assert left_out(result.stderr, "--label") == (0, marks(whole).total() - marks(some).total())
    assert "take care" not in result.stderr  # of these labels nothing is left out


def test_the_four_sources_are_the_whole_gold(demo: Path, run: Run) -> None:
    whole = exported(run)
    sources = Counter(span["source"] for one in whole for span in one["spans"])
    assert sources.keys() == {"unanimous", "decided", "policy"}
    together: Counter[Mark] = Counter()
    for source in sources:
        result = run("export", "--source", source, "-o", "some.jsonl")
        some = [json.loads(line) for line in (demo / "some.jsonl").read_text().splitlines()]
        assert {span["source"] for one in some for span in one["spans"]} == {source}
        assert [one["id"] for one in some] == [one["id"] for one in whole]
        assert left_out(result.stderr, "--source") == (0, sources.total() - sources[source])
        assert "take care when you train on it" in result.stderr
        together += marks(some)
        (demo / "some.jsonl").unlink()
    assert together == marks(whole)
    settled = run("export", "--source", "unanimous,decided,policy", "-o", "all.jsonl").stderr
    assert "Left out by" not in settled
    none = run("export", "--source", "single", "-o", "none.jsonl", status=1).stderr
    assert left_out(none, "--source") == (len(whole), marks(whole).total())


def test_who_decided_is_told_apart_from_a_rule(demo: Path, run: Run) -> None:
    """A rule that counts by one person's word is no decision of the adjudicator who ran it."""
    assert demo.exists()
    policies = Counter((span["source"], span["policy"]) for one in exported(run) for span in one["spans"])
    assert policies.keys() >= {("policy", "majority"), ("policy", "adjudicator:huda"), ("decided", None)}
    assert all((policy is not None) == (source == "policy") for source, policy in policies)


def test_one_persons_gold_is_single(project: Path, run: Run) -> None:
    assert project.exists()
    run("assign", "huda", "--articles", "first", "--per-article", "1")
    assert [span["source"] for one in exported(run, "--source", "single") for span in one["spans"]] == [
        "single"
    ] * 3
    said = run("export", "--source", "decided", "-o", "none.jsonl", status=1).stderr
    assert left_out(said, "--source") == (1, 3)


def test_people_are_whose_marks_there_are(demo: Path, run: Run) -> None:
    whole = exported(run)
    result = run("export", "--people", "maryam", "-o", "some.jsonl")
    some = [json.loads(line) for line in (demo / "some.jsonl").read_text().splitlines()]
    assert [one["id"] for one in some] == [one["id"] for one in whole if "maryam" in one["annotators"]]
    assert all("maryam" in span["annotators"] for one in some for span in one["spans"])
    articles, spans = left_out(result.stderr, "--people")
    assert (articles, spans) == (len(whole) - len(some), marks(whole).total() - marks(some).total())
    assert articles > 0 < spans


def test_several_layers_and_all_with_these_people_are_the_same_spans(demo: Path, run: Run) -> None:
    layers = exported(run, "--layer", "huda", "--layer", "SALIM", "--layer", "huda")
    people = exported(run, "--layer", "all", "--people", "salim,huda")
    assert [{**one, "spans": [{**span, "changed": 0} for span in one["spans"]]} for one in layers] == [
        {**one, "spans": [{**span, "changed": 0} for span in one["spans"]]} for one in people
    ]
    assert marks(layers) == marks(exported(run, "--layer", "huda")) + marks(exported(run, "--layer", "salim"))
    assert {span["annotator"] for one in layers for span in one["spans"]} == {"huda", "salim"}
    assert "state" in exported(run, "--layer", "all")[0]
    result = run("export", "--layer", "all", "--people", "salim,huda", "-o", "some.jsonl")
    assert "How far everybody is, and the gold, are not in it" in result.stderr
    assert not any("state" in one for one in people)
    assert left_out(result.stderr, "--people") == (
        14 - len(people),
        marks(exported(run, "--layer", "maryam")).total(),
    )
    assert demo.exists()


def test_marks_are_who_made_each_and_who_could_have(demo: Path, run: Run) -> None:
    """As counted from the layers and the gold by hand."""
    assert demo.exists()
    statuses = {one["id"]: one["state"]["work"] for one in exported(run, "--layer", "all")}
    finished = {
        id_: sorted(work["annotator"] for work in works if work["status"] == "done")
        for id_, works in statuses.items()
    }
    made: dict[Mark, set[str]] = {}
    for one in exported(run, "--layer", "all"):
        for span in one["spans"]:
            if span["annotator"] in finished[one["id"]]:
                made.setdefault((one["id"], span["start"], span["end"], span["label"]), set()).add(
                    span["annotator"]
                )
    gold = exported(run)
    settled = {one["id"] for one in gold}
    found = exported(run, "--layer", "marks")
    assert [one["id"] for one in found] == [id_ for id_, names in finished.items() if names]
    seen = {}
    for one in found:
        assert one["annotators"] == finished[one["id"]]
        for span in one["spans"]:
            mark = (one["id"], span["start"], span["end"], span["label"])
            seen[mark] = set(span["annotators"])
            assert span["could"] == finished[one["id"]]
            assert span["share"] == len(span["annotators"]) / len(span["could"])
            assert span["gold"] == (mark in marks(gold) if one["id"] in settled else None)
            assert span["annotator"] is None
    assert {mark: names for mark, names in seen.items() if names} == made
    assert {mark for mark, names in seen.items() if not names} == marks(gold).keys() - made.keys()
    assert any(not names for names in seen.values())  # a span that only the adjudicator has
    assert marks(found).most_common(1)[0][1] == 1
    of_huda = exported(run, "--layer", "marks", "--people", "huda")
    assert all(
        (span["annotators"], span["could"]) == (["huda"], ["huda"])
        for one in of_huda
        for span in one["spans"]
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--layer", "gold", "--layer", "huda"), "--layer gold stands alone: give no other --layer beside it."),
        (("--layer", "huda", "--people", "salim"), "--layer NAME and --people both say whose spans"),
        (("--layer", "all", "--source", "decided"), "--source says where spans of the gold come from, and --layer all is not"),
        (("--layer", "marks", "--source", "single"), "--layer marks is not the gold"),
        (("--layer", "marks", "--format", "conll"), "--layer marks is for jsonl and hf."),
        (("--source", "adjudicated"), "there is no source adjudicated; there are: unanimous, decided, policy, single."),
        (("--source", ","), "--source is empty"),
        (("--label", "nothing"), "--label: the schema has no label nothing"),
        (("--people", "zaid"), "--people: nobody here is called zaid"),
        (("--layer", "huda", "--layer", "zaid"), "There is no annotator called zaid"),
        (("--key", "key.csv"), "--key is of --pseudonyms; give both, or neither."),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused_and_nothing_is_written(
    options: tuple[str, ...], said: str, demo: Path, run: Run
) -> None:
    before = sorted(demo.iterdir())
    result = run("export", *options, "-o", "out", status=2)
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(demo.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--source", "decided"), "--source says where spans of the gold come from, and here people's own marks are compared"),
        (("--layer", "gold"), "--layer gold is nobody's layer"),
        (("--layer", "marks"), "--layer marks is nobody's layer"),
        (("--layer", "huda", "--people", "salim"), "--layer NAME and --people both say whose spans"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_between_people_is_refused(
    options: tuple[str, ...], said: str, demo: Path, run: Run
) -> None:
    assert demo.exists()
    assert said in run("agreement", *options, status=2).stderr


def test_layers_and_people_compare_the_same(demo: Path, run: Run) -> None:
    assert demo.exists()
    people = run("agreement", "--people", "huda,salim", "--label", "claim", "--format", "json")
    layers = run("agreement", "--layer", "salim", "--layer", "huda", "--label", "claim", "--format", "json")
    assert people.stdout == layers.stdout
    report = json.loads(people.stdout)
    of_all = json.loads(run("agreement", "--format", "json").stdout)
    others = of_all["overall"]["spans"] - report["overall"]["spans"]
    assert left_out(people.stderr, "--people")[1] + left_out(people.stderr, "--label")[1] >= others > 0


def test_a_data_set_of_a_part_says_so(demo: Path, run: Run) -> None:
    run("export", "--label", "actor", "--source", "unanimous,decided", "--split", "60/20/20", "-o", "part")
    facts = json.loads((demo / "part" / "dataset.json").read_text())
    assert facts["selection"]["labels"] == ["actor"]
    assert facts["selection"]["sources"] == ["unanimous", "decided"]
    whole = marks(exported(run)).total()
    written = sum(split["spans"] for split in facts["splits"].values())
    assert written + sum(facts["not_chosen"]["spans"].values()) == whole
    assert [label["name"] for label in facts["schema"]["labels"]] == ["actor"]
    card = (demo / "part" / "README.md").read_text()
    assert "It is not the whole and can't stand for it." in card
    assert f"{whole - written:,} are left out" in card
    run("export", "--split", "60/20/20", "-o", "whole")
    whole_card = (demo / "whole" / "README.md").read_text()
    assert "can't stand for it" not in whole_card
    assert "not_chosen" not in json.loads((demo / "whole" / "dataset.json").read_text())


@pytest.mark.parametrize("layer", ["gold", "all", "marks"])
@pytest.mark.parametrize(
    "options",
    [
        ("--people", "huda"),
        ("--people", "salim"),
        ("--people", "maryam,salim"),
        ("--people", "salim", "--label", "actor,claim"),
        ("--source", "single"),
        ("--source", "single,unanimous"),
    ],
    ids=" ".join,
)
def test_spans_of_articles_that_are_left_out_count(
    options: tuple[str, ...], layer: str, demo: Path, run: Run
) -> None:
    if "--source" in options and layer != "gold":
        return
    text = "قال ناطق باسم البلدية إن الطريق أُغلق يومين."
    (demo / "alone.jsonl").write_text(json.dumps({"id": "alone", "text": text}), encoding="utf-8")
    run("import", "alone.jsonl")
    run("assign", "huda", "--articles", "alone", "--per-article", "1")
    with Project.open(demo / "annotator.db") as project:
        project.layers.add("alone", "huda", [Span.new(0, 8, "actor", "huda")], Status.DONE)
    whole = exported(run, "--layer", layer)
    assert any(one["id"] == "alone" for one in whole)
    result = run("export", "--layer", layer, *options, "-o", "some.jsonl")
    some = [json.loads(line) for line in (demo / "some.jsonl").read_text().splitlines()]
    counts = [left_out(result.stderr, option) for option in ("--people", "--label", "--source")]
    assert sum(articles for articles, _ in counts) == len(whole) - len(some)
    assert sum(spans for _, spans in counts) == marks(whole).total() - marks(some).total() > 0
    if len(some) < 2:
        return
    run("export", "--layer", layer, *options, "--split", "60/40", "-o", "set")
    told = json.loads((demo / "set" / "dataset.json").read_text())["not_chosen"]
    assert sum(told["spans"].values()) == marks(whole).total() - marks(some).total()


WAYS = (
    ("--format", "jsonl"),
    ("--format", "csv"),
    ("--format", "jsonl", "--split", "60/20/20"),
    ("--format", "conll", "--split", "60/20/20"),
    ("--format", "hf"),
    ("--format", "brat"),
)
CHOICES = (
    (),
    ("--layer", "all"),
    ("--layer", "all", "--pseudonyms"),
    ("--layer", "huda", "--layer", "salim", "--label", "claim,actor"),
    ("--people", "maryam", "--source", "decided,policy", "--pseudonyms"),
    ("--layer", "marks", "--pseudonyms"),
)


@pytest.mark.parametrize(
    ("way", "chosen"),
    [
        (way, chosen)
        for way in WAYS
        for chosen in CHOICES
        if "marks" not in chosen or format_named(way[1]).marks
    ],
    ids=" ".join,
)
def test_the_same_export_twice_is_the_same_bytes(
    way: tuple[str, ...], chosen: tuple[str, ...], demo: Path, run: Run
) -> None:
    kind = format_named(way[1])
    if kind.extra:
        pytest.importorskip("pyarrow")
    for name in ("one", "two"):
        run("export", *way, *chosen, "-o", name)
    one, two = (
        {path.relative_to(demo / name).as_posix(): path.read_bytes() for path in _files(demo / name)}
        for name in ("one", "two")
    )
    assert one == two


def _files(path: Path) -> list[Path]:
    return sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


def test_marks_are_columns_of_a_data_set(demo: Path, run: Run) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    run("export", "--layer", "marks", "--format", "hf", "-o", "set")
    rows = parquet.read_table(demo / "set" / "train.parquet").to_pylist()
    lines = exported(run, "--layer", "marks")
    assert not {"tags", "tag_names"} & rows[0].keys()
    for row, line in zip(rows, lines, strict=True):
        for name in ("start", "end", "text", "annotators", "could", "share", "gold", "source"):
            assert [span[name] for span in row["spans"]] == [span[name] for span in line["spans"]]
    card = (demo / "set" / "README.md").read_text()
    assert "each distinct mark with who made it" in card
    assert "| `tags`" not in card


def test_marks_are_not_taken_for_a_layer(demo: Path, run: Run) -> None:
    run("export", "--layer", "marks", "-o", "marks.jsonl")
    run("init", "--project", "new.db")
    said = run("import", "marks.jsonl", "--as", "huda", "--project", "new.db", status=1).stderr
    assert "nobody's layer: import what --layer all wrote" in said
    assert demo.exists()


def test_gold_of_older_versions_comes_in(demo: Path, run: Run) -> None:
    """They say `adjudicated` and `majority`, and have no policy."""
    before = exported(run)
    former = {"decided": "adjudicated", "policy": "majority", "unanimous": "unanimous"}
    for one in before:
        for span in one["spans"]:
            span["source"] = former[span["source"]]
            del span["policy"]
    (demo / "old.jsonl").write_text("".join(json.dumps(one) + "\n" for one in before))
    run("init", "--project", "new.db")
    run("import", "old.jsonl", "--as", "huda", "--project", "new.db")
    after = exported(run, "--layer", "huda", "--project", "new.db")
    assert marks(after) == marks(before)


def test_several_layers_are_shown(demo: Path, run: Run) -> None:
    assert demo.exists()
    shown = json.loads(
        run("show", "barge-strike", "--layer", "salim", "--layer", "huda", "--format", "json").stdout
    )
    assert shown["layer"] == "huda, salim"
    one, two = (
        json.loads(run("show", "barge-strike", "--layer", name, "--format", "json").stdout)
        for name in ("huda", "salim")
    )
    assert len(shown["spans"]) == len(one["spans"]) + len(two["spans"])
    assert (
        "of huda and salim in barge-strike"
        in run("show", "barge-strike", "--layer", "huda", "--layer", "salim").stdout
    )
    assert (
        "--layer marks is of the export" in run("show", "barge-strike", "--layer", "marks", status=2).stderr
    )
