"""Evaluating predictions: files and layers, what is left out and told, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.model import Span, Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run, only_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from click.testing import Result

THIRD = "نفى متحدث باسم البلدية انقطاع المياه عن الحي الشمالي."
WHO, CLAIM, PORT = (5, 15, "actor"), (5, 47, "claim"), (37, 47, "location")
CONVOY, VILLAGE = (5, 18, "actor"), (26, 38, "location")
SPOKESMAN = (4, 22, "actor")

Mark = tuple[int, int, str]


@pytest.fixture
def gold(project: Path, here: Path, run: Run) -> Path:
    """Three articles, of which two are gold: the first with three spans, the second with two; the third nobody has finished."""
    (here / "third.txt").write_text(THIRD)
    run("import", "third.txt")
    with Project.open(project) as opened:
        for article, spans in (("first", (WHO, CLAIM, PORT)), ("second", (CONVOY, VILLAGE))):
            for name in ("huda", "maryam"):
                if (article, name) != ("first", "huda"):
                    opened.layers.add(article, name, [Span.new(*span, name) for span in spans], Status.DONE)
    run("adjudicate", "--auto", "--as", "boss", "--policy", "adjudicator:huda")
    return project


def record(text: str, *spans: Mark, **fields: object) -> dict[str, Any]:
    marks = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    return {"text": text, "offset_unit": "codepoint", "spans": marks, **fields}


def write(path: Path, *records: dict[str, Any]) -> None:
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8"
    )


def evaluated(run: Run, *args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("evaluate", *args, "--format", "json").stdout)
    return found


def f1(report: dict[str, Any], place: int = 0) -> float:
    value: float = report["systems"][place]["overall"]["exact"]["f1"]["value"]
    return value


@pytest.fixture
def predictions(gold: Path, here: Path) -> Path:  # noqa: ARG001
    """Predictions of all three articles: of 5 spans of the gold one is found as it is, one with an edge more."""
    path = here / "ner.jsonl"
    write(
        path,
        record(FIRST, (5, 15, "actor"), (34, 47, "location"), id="any other id"),
        record(SECOND, (26, 38, "actor")),
        record(THIRD, SPOKESMAN),
    )
    return path


@pytest.mark.usefixtures("predictions")
def test_a_file_is_evaluated_and_nothing_of_it_comes_in(run: Run, gold: Path) -> None:
    before = gold.read_bytes()
    result = run("evaluate", "--predictions", "ner.jsonl")
    lines = result.stdout.splitlines()
    assert lines[0] == "ner.jsonl against the gold: 2 articles, 5 spans of the gold, 3 of ner.jsonl."
    assert "Left out: 1 article of ner.jsonl that has no gold (1 span)." in lines
    assert "  location for actor, 1 time" in lines
    report = evaluated(run, "--predictions", "ner.jsonl")
    overall = report["systems"][0]["overall"]
    assert {kind: times for kind, times in overall["counts"].items() if times} == {
        "correct": 1, "edges": 1, "label": 1, "missed": 2, "as_label": 1,
    }  # fmt: skip
    assert f1(report) == pytest.approx(2 * 1 / 8)
    assert overall["relaxed"]["recall"]["value"] == 2 / 5
    assert not result.stderr
    assert gold.read_bytes() == before


@pytest.mark.usefixtures("predictions")
def test_the_same_as_a_layer_and_from_a_file_in_another_order(run: Run, here: Path) -> None:
    from_file = evaluated(run, "--predictions", "ner.jsonl")
    lines = (here / "ner.jsonl").read_text("utf-8").splitlines(keepends=True)
    (here / "other.jsonl").write_text("".join(reversed(lines)), "utf-8")
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    for name in ("other.jsonl", "ner@2024"):
        report = evaluated(run, "--predictions", name)
        system = {**report["systems"][0], "name": "ner.jsonl"}
        assert system == from_file["systems"][0]


@pytest.mark.usefixtures("predictions")
@pytest.mark.parametrize("form", ["csv", "brat", "label-studio", "doccano", "prodigy", "webanno"])
def test_any_format_that_comes_in_can_be_evaluated(form: str, run: Run) -> None:
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    run(
        "export",
        "--layer",
        "ner@2024",
        "--format",
        form,
        "-o",
        "out.json" if "." not in form and form != "csv" else "out.csv",
    )
    name = "out.csv" if form == "csv" else "out.json"
    assert f1(evaluated(run, "--predictions", name)) == f1(evaluated(run, "--predictions", "ner@2024"))


@pytest.mark.usefixtures("gold")
def test_articles_that_a_file_lacks_are_left_out_and_told_or_missed(run: Run, here: Path) -> None:
    write(here / "ner.jsonl", record(FIRST, WHO, CLAIM, PORT))
    result = run("evaluate", "--predictions", "ner.jsonl")
    told = "Left out: 1 article of the gold (2 spans) that ner.jsonl does not have; to count these as missed, say --absent empty."
    assert told in result.stdout.splitlines()
    assert f1(evaluated(run, "--predictions", "ner.jsonl")) == 1
    counted = evaluated(run, "--predictions", "ner.jsonl", "--absent", "empty")
    assert counted["systems"][0]["overall"]["exact"]["recall"]["value"] == 3 / 5
    assert counted["told"][0]["what"] == "no span"


@pytest.mark.usefixtures("gold")
def test_an_article_with_no_prediction_is_one_in_which_nothing_was_found(run: Run, here: Path) -> None:
    write(here / "ner.jsonl", record(FIRST, WHO, CLAIM, PORT), record(SECOND))
    report = evaluated(run, "--predictions", "ner.jsonl")
    assert report["articles"] == 2
    assert report["left_out"] == []
    assert report["systems"][0]["overall"]["exact"]["recall"]["value"] == 3 / 5
    run("import", "ner.jsonl", "--as-model", "ner@2024")
    result = run("evaluate", "--predictions", "ner@2024")
    assert result.stdout.splitlines()[-3].startswith(
        "ner@2024 has no span in 1 article of the gold (2 spans)"
    ) or any(
        line.startswith("ner@2024 has no span in 1 article of the gold (2 spans): these count as missed")
        for line in result.stdout.splitlines()
    )
    assert (
        evaluated(run, "--predictions", "ner@2024")["systems"][0]["overall"]["exact"]["recall"]["value"]
        == 3 / 5
    )
    left = evaluated(run, "--predictions", "ner@2024", "--absent", "left-out")
    assert (left["articles"], f1(left)) == (1, 1)
    assert left["left_out"] == [
        {"what": "not predicted", "name": "ner@2024", "articles": 1, "spans": 2, "kind": "model"}
    ]


BAD: list[tuple[str, Sequence[dict[str, Any]], str]] = [
    ("another text", [record(FIRST, WHO), record("نص آخر تمامًا.", (0, 2, "actor"))], "line 2: the text is not that of any article in this project."),
    ("a changed text", [record(FIRST[:-1] + " ", WHO, id="first")], "line 1: the text of first is not the one that this project has under that id."),
    ("beyond the end", [record(SECOND, (40, 99, "actor"))], "line 1: the span labelled 'actor' at [40, 99) is outside the text"),
    ("an empty range", [record(SECOND, (3, 3, "actor"))], "line 1: "),
    ("a negative offset", [record(SECOND, (-1, 3, "actor"))], "line 1: "),
    ("an unknown label", [record(FIRST, WHO), record(SECOND, (0, 4, "PER"))], "line 2: the schema has no label 'PER'; there is actor,"),
    ("an article twice", [record(FIRST, WHO), record(SECOND), record(FIRST, PORT)], "line 3: the article first comes a second time"),
    ("several people", [{**record(FIRST), "spans": [{"start": 5, "end": 15, "label": "actor", "annotator": name} for name in ("huda", "salim")]}], "line 1: has spans of huda and of salim"),
    ("spans in a field that is not read", [{"text": FIRST, "predictions": [{"start": 5, "end": 15, "label": "actor"}]}], "line 1: not read: 1 things in predictions that look like spans. Call the field"),
    ("spans in a field that is not read, in our own records", [record(FIRST, WHO), {**record(SECOND), "entities": [{"start": 5, "end": 15, "label": "actor"}]}], "line 2: not read: 1 things in entities that look like spans"),
    ("spans of two fields, one of them not read", [{**record(FIRST, WHO), "predictions": [{"start": 5, "end": 15, "label": "claim"}]}], "line 1: not read: 1 things in predictions that look like spans"),
    ("tags of nothing that is read", [{"text": FIRST, "predictions": ["O", "B-actor", "I-actor"]}], "line 1: not read: 3 tags in predictions."),
    ("spans without offsets", [{"text": FIRST, "entities": [{"text": "لواء", "label": "actor"}]}], "line 1: "),
    ("offsets that are no numbers", [{**record(FIRST), "spans": [{"start": "a", "end": 15, "label": "actor"}]}], "line 1: "),
]  # fmt: skip


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(("records", "told"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_a_file_that_does_not_fit_is_refused_in_one_sentence(
    records: Sequence[dict[str, Any]], told: str, run: Run, here: Path
) -> None:
    write(here / "ner.jsonl", *records)
    before = (here / "annotator.db").read_bytes()
    result = run("evaluate", "--predictions", "ner.jsonl", "--html", "page.html", status=1)
    assert result.stdout == ""
    assert only_line(result.stderr).startswith(f"ner.jsonl, {told}")
    assert not (here / "page.html").exists()
    assert (here / "annotator.db").read_bytes() == before


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize("field", ["spans", None, "predictions"])
def test_a_file_without_any_span_is_told_wherever_the_report_is_read(
    field: str | None, run: Run, here: Path
) -> None:
    empty: dict[str, Any] = {} if field is None else {field: []}
    write(here / "ner.jsonl", {"text": FIRST, **empty}, {"text": SECOND, **empty}, {"text": THIRD, **empty})
    report = evaluated(run, "--predictions", "ner.jsonl")
    assert report["told"] == [
        {"what": "file without spans", "name": "ner.jsonl", "articles": 2, "spans": 5, "kind": None}
    ]
    said = "has no span at all: all spans of the gold in its articles (5) count as missed"
    assert f"ner.jsonl {said}" in run("evaluate", "--predictions", "ner.jsonl", "--html", "p.html").stdout
    assert said in (here / "p.html").read_text("utf-8")
    write(here / "some.jsonl", record(FIRST), record(SECOND, (0, 4, "claim")))
    assert evaluated(run, "--predictions", "some.jsonl", "--label", "actor")["told"] == []


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ner.jsonl", b"", "ner.jsonl"),
        ("ner.jsonl", b"{", "ner.jsonl, line 1: "),
        ("ner.txt", FIRST.encode(), "ner.txt: its format has no spans; name a file of predictions"),
        ("ner.parquet", b"PAR1", "ner.parquet: "),
        ("ner.jsonl", "é".encode("latin-1"), "ner.jsonl"),
        ("ner.bin", b"\0\1\2", "ner.bin: "),
    ],
)
def test_a_file_without_predictions_is_refused(
    name: str, content: bytes, told: str, run: Run, here: Path
) -> None:
    (here / name).write_bytes(content)
    result = run("evaluate", "--predictions", name, status=1)
    assert only_line(result.stderr).startswith(told)
    assert "Nothing was stored" not in result.stderr


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--predictions", "none"), "--predictions: there is neither a layer nor a file called none. Layers: There are: boss, huda"),
        (("--predictions", ""), "--predictions is empty"),
        (("--predictions", "all"), "all is no layer to evaluate"),
        (("--predictions", "huda", "--against", "nobody"), "There is no annotator called nobody"),
        (("--predictions", "huda", "--against", "first.txt"), "--against is the gold or a layer, and first.txt is a file"),
        (("--predictions", "gold"), "gold is given twice"),
        (("--predictions", "huda", "--against", "Huda"), "huda is given twice"),
        (("--predictions", "huda", "--compare", "huda"), "huda is given twice"),
        (("--predictions", "huda", "--by", "person"), "--by person is about people"),
        (("--predictions", "huda", "--label", "PER"), "--label: the schema has no label PER"),
        (("--predictions", "huda", "--articles", "999"), ""),
        (("--predictions", "huda", "--errors", "-1"), "--errors can't be -1"),
        (("--predictions", "huda", "--absent", "empty"), "--absent empty is about models and files; huda may still mark"),
        (("--predictions", "gold", "--against", "huda", "--absent", "empty"), "--absent empty is about files and layers"),
        (("--predictions", "huda", "--absent", "nothing"), "--absent can't be nothing"),
        ((), "--predictions is missing"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_with_status_2(args: Sequence[str], told: str, run: Run) -> None:
    result = run("evaluate", *args, status=2)
    assert result.stdout == ""
    assert only_line(result.stderr).startswith(told)


def test_where_there_is_nothing_to_evaluate_it_says_why(run: Run, project: Path) -> None:  # noqa: ARG001
    result = run("evaluate", "--predictions", "huda", status=1)
    assert only_line(result.stderr).startswith(
        "There is nothing to evaluate: there is no gold yet of these articles; make it with: annotator adjudicate"
    )
    run("init", "--project", "new.db")
    write_new = run("evaluate", "--predictions", "gold", "--against", "huda", "--project", "new.db", status=2)
    assert "There is no annotator called huda" in write_new.stderr


@pytest.mark.usefixtures("gold")
def test_a_file_of_other_articles_leaves_nothing_to_evaluate(run: Run, here: Path) -> None:
    write(here / "ner.jsonl", record(THIRD, SPOKESMAN))
    result = run("evaluate", "--predictions", "ner.jsonl", status=1)
    assert only_line(result.stderr) == (
        "There is nothing to evaluate: none of the 2 articles of the gold is among those of ner.jsonl."
    )


@pytest.mark.usefixtures("predictions")
def test_some_articles_and_some_labels(run: Run) -> None:
    report = evaluated(run, "--predictions", "ner.jsonl", "--articles", "second", "--label", "location,actor")
    system = report["systems"][0]
    assert report["articles"] == 1
    assert [row["name"] for row in system["by_label"]] == ["actor", "location"]
    assert (system["overall"]["reference"], system["overall"]["predicted"]) == (2, 1)
    assert {told["what"]: told["articles"] for told in report["left_out"]} == {"not chosen": 2}
    some = evaluated(run, "--predictions", "ner.jsonl", "--label", "actor")["systems"][0]["overall"]
    assert (some["reference"], some["predicted"], some["counts"]["correct"]) == (2, 2, 1)


@pytest.mark.usefixtures("predictions")
def test_by_error_each_kind_comes_with_its_text(run: Run) -> None:
    lines = run("evaluate", "--predictions", "ner.jsonl", "--by", "error").stdout.splitlines()
    at = lines.index("other edges:")
    assert lines[at + 1 : at + 4] == [
        "  1, first: gold location 37–47; ner.jsonl location 34–47",
        f'      gold: "{FIRST[:37]}[{FIRST[37:47]}]{FIRST[47:50]}"',
        f'      ner.jsonl: "{FIRST[:34]}[{FIRST[34:47]}]{FIRST[47:50]}"',
    ]
    rows = list(
        csv.DictReader(
            StringIO(run("evaluate", "--predictions", "ner.jsonl", "--by", "error", "--format", "csv").stdout)
        )
    )
    assert [
        (row["kind"], row["article"], row["reference_label"], row["predicted_label"]) for row in rows
    ] == [
        ("missed", "first", "claim", ""),
        ("missed", "second", "actor", ""),
        ("edges", "first", "location", "location"),
        ("label", "second", "location", "actor"),
    ]
    assert rows[3]["reference_text"] == SECOND[26:38]
    listed = evaluated(run, "--predictions", "ner.jsonl", "--errors", "1")["errors"]
    assert [error["kind"] for error in listed] == ["missed", "edges", "label"]


@pytest.mark.usefixtures("predictions")
def test_csv_has_a_line_for_each_value_and_says_why_one_is_undefined(run: Run) -> None:
    rows = list(
        csv.DictReader(StringIO(run("evaluate", "--predictions", "ner.jsonl", "--format", "csv").stdout))
    )
    values = {(row["by"], row["row"], row["measure"]): row for row in rows}
    assert len(values) == len(rows)
    assert float(values["all", "all", "exact_f1"]["value"]) == pytest.approx(1 / 4)
    assert values["label", "weapon", "exact_f1"]["undefined"] == "neither side has any"
    assert values["label", "claim", "exact_precision"]["undefined"] == "none was predicted"
    assert values["all", "all", "count_missed"]["value"] == "2"


@pytest.mark.usefixtures("predictions")
def test_by_article(run: Run) -> None:
    report = evaluated(run, "--predictions", "ner.jsonl", "--by", "article")
    rows = report["systems"][0]["by_article"]
    assert [(row["name"], row["exact"]["f1"]["value"]) for row in rows] == [("first", 0.4), ("second", 0)]
    assert "second" in run("evaluate", "--predictions", "ner.jsonl", "--by", "article").stdout


@pytest.mark.usefixtures("predictions")
def test_two_predictions_are_compared_on_the_articles_of_both(run: Run, here: Path) -> None:
    write(here / "better.jsonl", record(FIRST, WHO, CLAIM, PORT))
    report = evaluated(run, "--predictions", "better.jsonl", "--compare", "ner.jsonl")
    assert report["articles"] == 1
    assert [system["name"] for system in report["systems"]] == ["better.jsonl", "ner.jsonl"]
    assert report["comparison"][0]["exact"]["difference"]["value"] == pytest.approx(1 - 2 / 5)
    assert report["comparison"][0]["exact"]["p"] is None
    write(here / "better.jsonl", record(FIRST, WHO, CLAIM, PORT), record(SECOND, CONVOY, VILLAGE))
    both = evaluated(run, "--predictions", "better.jsonl", "--compare", "ner.jsonl")
    assert both["comparison"][0]["exact"]["p"] == 0.5
    table = run("evaluate", "--predictions", "better.jsonl", "--compare", "ner.jsonl").stdout
    assert "better.jsonl is better" in table


@pytest.mark.usefixtures("predictions")
def test_the_page_has_errors_in_their_text_and_is_not_the_project(run: Run, here: Path) -> None:
    result = run("evaluate", "--predictions", "ner.jsonl", "--html", "page.html")
    assert result.stderr == "The page is written to page.html.\n"
    page = (here / "page.html").read_text("utf-8")
    assert page.count('class="case"') == 4
    assert "<mark>" in page
    assert (
        "project itself"
        in run("evaluate", "--predictions", "ner.jsonl", "--html", "annotator.db", status=2).stderr
    )


@pytest.mark.usefixtures("predictions")
def test_a_layer_comes_before_a_file_of_its_name_and_it_is_told(run: Run, here: Path) -> None:
    shutil.copy(here / "ner.jsonl", here / "huda")
    result = run("evaluate", "--predictions", "huda")
    assert result.stderr == "huda is a layer and a file: the layer is evaluated; the file is ./huda.\n"
    assert result.stdout.startswith("huda against the gold: 2 articles, 5 spans of the gold, 5 of huda.")
    file = run("evaluate", "--predictions", "./huda")
    assert file.stdout.startswith("./huda against the gold: 2 articles, 5 spans of the gold, 3 of ./huda.")


@pytest.mark.usefixtures("predictions")
def test_gold_made_from_a_persons_own_marks_is_told(run: Run) -> None:
    told = (
        "The gold was made from what the same people marked: against one that others made, figures are lower."
    )
    assert told in run("evaluate", "--predictions", "huda").stdout
    assert told not in run("evaluate", "--predictions", "ner.jsonl").stdout


@pytest.mark.usefixtures("predictions")
def test_a_project_that_can_only_be_read_is_evaluated(run: Run, here: Path) -> None:
    first = run("evaluate", "--predictions", "ner.jsonl").stdout
    (here / "annotator.db").chmod(0o444)
    here.chmod(0o555)
    try:
        assert run("evaluate", "--predictions", "ner.jsonl").stdout == first
    finally:
        here.chmod(0o755)


def test_a_file_for_a_name_that_no_terminal_can_show(gold: Path, here: Path) -> None:  # noqa: ARG001
    name = "ner\x1b[2J.jsonl"
    write(here / name, record(FIRST, WHO))
    result: Result = CliRunner().invoke(program, ["evaluate", "--predictions", name])
    assert result.exit_code == 0
    assert "\x1b" not in result.output
