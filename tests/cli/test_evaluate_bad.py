"""Predictions that are refused, that there is nothing to evaluate of, or that have no span."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import FIRST, SECOND, Run, only_line
from tests.cli.evaluations import PORT, SPOKESMAN, THIRD, WHO, evaluated, record, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


BAD: list[tuple[str, Sequence[dict[str, Any]], str]] = [
    ("another text", [record(FIRST, WHO), record("نص آخر تمامًا.", (0, 2, "actor"))], "line 2: the text is not that of any article in this project."),
    ("a changed text", [record(FIRST[:-1] + " ", WHO, id="first")], "line 1: the text of first is not the one that this project has under that id."),
    ("beyond the end", [record(SECOND, (40, 99, "actor"))], "line 1: the span labelled 'actor' at [40, 99) is outside the text"),
    ("an empty range", [record(SECOND, (3, 3, "actor"))], "line 1: "),
    ("a negative offset", [record(SECOND, (-1, 3, "actor"))], "line 1: "),
    ("an unknown label", [record(FIRST, WHO), record(SECOND, (0, 4, "PER"))], "line 2: the schema has no label 'PER'; there is actor,"),
    ("an article twice", [record(FIRST, WHO), record(SECOND), record(FIRST, PORT)], "line 3: the article first comes a second time"),
    ("a text twice under two ids", [record(FIRST, WHO), record(FIRST, WHO, id="d4")], "line 2: the article first comes a second time, here as d4; leave one of them out."),
    ("several people", [{**record(FIRST), "spans": [{"start": 5, "end": 15, "label": "actor", "annotator": name} for name in ("huda", "salim")]}], "line 1: has spans of huda and of salim"),
    ("spans in a field that is not read", [{"text": FIRST, "predictions": [{"start": 5, "end": 15, "label": "actor"}]}], "line 1: not read: 1 thing in predictions that looks like spans. Call the field"),
    ("spans in a field that is not read, in our own records", [record(FIRST, WHO), {**record(SECOND), "entities": [{"start": 5, "end": 15, "label": "actor"}]}], "line 2: not read: 1 thing in entities that looks like spans"),
    ("spans of two fields, one of them not read", [{**record(FIRST, WHO), "predictions": [{"start": 5, "end": 15, "label": "claim"}]}], "line 1: not read: 1 thing in predictions that looks like spans"),
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
        (("--predictions", "none"), "--predictions: there is neither a layer nor a file called none. There are: boss, huda"),
        (("--predictions", ""), "--predictions is empty"),
        (("--predictions", "huda", "--against", ""), "--against is empty; name the gold or a layer."),
        (("--predictions", "huda", "--against", " "), "--against is empty; name the gold or a layer."),
        (("--predictions", "huda", "--against", "x" * 5000), "There is no annotator called x"),
        (("--predictions", "all"), "all is no layer to evaluate"),
        (("--predictions", "huda", "--against", "nobody"), "There is no annotator called nobody"),
        (("--predictions", "huda", "--against", "first.txt"), "--against is the gold or a layer, and first.txt is a file"),
        (("--predictions", "gold"), "gold is given twice"),
        (("--predictions", "huda", "--against", "Huda"), "huda is given twice"),
        (("--predictions", "huda", "--compare", "huda"), "huda is given twice"),
        (("--predictions", "huda", "--by", "person"), "--by person is about people; for them: annotator agreement --against gold --by person"),
        (("--predictions", "huda", "--against", "ner 1", "--by", "person"), "--by person is about people; for them: annotator agreement --against 'ner 1' --by person"),
        (("--predictions", "huda", "--by", "pair"), "--by pair is about people; for them: annotator agreement --by pair"),
        (("--predictions", "huda", "--errors", "3"), "--errors says how many errors are listed, and here none is"),
        (("--predictions", "huda", "--errors", "3", "--format", "csv"), "--errors says how many errors are listed, and here none is"),
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


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize("annotated", [False, True])
def test_predictions_beside_label_studios_annotations_are_not_passed_over(
    annotated: bool, run: Run, here: Path
) -> None:
    value = {"start": 5, "end": 15, "text": FIRST[5:15], "labels": ["actor"]}
    result = [{"from_name": "label", "to_name": "text", "type": "labels", "value": value}]
    task = {
        "id": 1,
        "data": {"text": FIRST},
        "annotations": [{"result": result}] if annotated else [],
        "predictions": [{"model_version": "1", "result": result}],
    }
    (here / "tasks.json").write_text(json.dumps([task], ensure_ascii=False), "utf-8")
    told = only_line(run("evaluate", "--predictions", "tasks.json", status=1).stderr)
    assert "not read: 1 span of predictions. Bring them in as a model's layer, and evaluate that" in told
    run("import", "tasks.json", "--predictions", "--as-model", "ner@1")
    assert evaluated(run, "--predictions", "ner@1")["systems"][0]["overall"]["counts"]["correct"] == 1
