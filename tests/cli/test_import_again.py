"""The same texts again, with other spans or corrected: what a person is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.model import Status
from annotator.project import Project
from tests.cli.conftest import FIRST, SECOND, Run, only_line
from tests.cli.test_import_spans import BOTH, MAPS, layer, ours, put

if TYPE_CHECKING:
    from pathlib import Path

OTHER = [(5, 15, "LOC"), (37, 47, "LOC")]
CORRECTED = FIRST.replace("أعلن", "أعلن أمس")


@pytest.fixture(autouse=True)
def brought(here: Path, run: Run) -> None:
    run("init")
    put(here, ours(FIRST, BOTH, id="one"), ours(SECOND, [], id="two"))
    run("import", "old.jsonl", "--as", "huda", *MAPS)


def put_text(here: Path, text: str, id_: str = "one") -> None:
    (here / "new.jsonl").write_text(json.dumps({"id": id_, "text": text}), encoding="utf-8")


def test_a_range_under_another_label_is_listed_and_nothing_is_stored(here: Path, run: Run) -> None:
    put(here, ours(FIRST, OTHER, id="one"), ours(SECOND, [(0, 4, "LOC")], id="two"))
    result = run("import", "old.jsonl", "--as", "huda", *MAPS, status=1)
    assert result.stderr.splitlines() == [
        "Ranges that a layer has under another label than the files:",
        f"  one, huda, 5–15 “{FIRST[5:15]}”: here actor, in the file location",
        "Say what to do: --same-text keep (the labels here stay as they are), add (both labels stay) or replace (the files' labels replace those here).",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]
    assert layer(here, "two", "huda") == []


@pytest.mark.parametrize(
    ("choice", "there", "told"),
    [
        ("keep", {"actor"}, "1 span not added, whose range has another label here (--same-text keep)"),
        ("add", {"actor", "location"}, "1 span added to 1 layer, 1 skipped (already there)"),
        (
            "replace",
            {"location"},
            "1 span that had another label here has its label and attributes from the files now (--same-text replace)",
        ),
    ],
)
def test_what_to_do_with_it_can_be_said(
    here: Path, run: Run, choice: str, there: set[str], told: str
) -> None:
    put(here, ours(FIRST, OTHER, id="one"))
    result = run("import", "old.jsonl", "--as", "huda", *MAPS, "--same-text", choice)
    assert told in result.stdout.splitlines()
    assert {label for start, _, label in layer(here, "one", "huda") if start == 5} == there


def test_twenty_ranges_are_listed_and_the_others_counted(here: Path, run: Run) -> None:
    put(here, ours(SECOND, [(at, at + 1, "PER") for at in range(25)], id="two"))
    run("import", "old.jsonl", "--as", "huda", *MAPS)
    put(here, ours(SECOND, [(at, at + 1, "LOC") for at in range(25)], id="two"))
    result = run("import", "old.jsonl", "--as", "huda", *MAPS, status=1)
    assert len(result.stderr.splitlines()) == 24
    assert "  and 5 more ranges" in result.stderr.splitlines()


def test_an_option_about_spans_does_not_go_with_texts_only(here: Path, run: Run) -> None:
    result = run("import", "old.jsonl", "--no-spans", "--same-text", "keep", status=2)
    assert "--same-text is about spans, and --no-spans leaves them out: drop one of them." in result.stderr
    assert here.exists()


def test_a_corrected_text_is_refused_and_the_option_named(here: Path, run: Run) -> None:
    put_text(here, CORRECTED)
    result = run("import", "new.jsonl", status=1)
    assert "correct that text with --update" in result.stderr


def test_correcting_it_tells_what_moves_and_how_to_go_back(here: Path, run: Run) -> None:
    put_text(here, CORRECTED)
    dry = run("import", "new.jsonl", "--update", "--dry-run").stdout.splitlines()
    assert layer(here, "one", "huda") == [(5, 15, "actor"), (37, 47, "location")]
    result = run("import", "new.jsonl", "--update").stdout.splitlines()
    assert dry[:-1] == [line for line in result if not line.startswith("To go back")]
    assert result == [
        "one: its text is corrected, 0 characters out, 4 in",
        "  huda: 0 spans stay, 2 move, 0 fall away",
        "  huda stays done with it",
        "1 text corrected",
        "To go back to the text before: annotator import --undo one",
        "0 articles added, 0 skipped (already there), 0 refused",
    ]
    assert layer(here, "one", "huda") == [(9, 19, "actor"), (41, 51, "location")]
    with Project.open(here / "annotator.db") as project:
        assert project.work.progress("one", "huda").status is Status.DONE
    back = run("import", "--undo", "one").stdout.splitlines()
    assert back == [
        "one: goes back to its former text, 4 characters out, 0 in",
        "  huda: 0 spans stay, 2 move, 0 fall away",
        "1 text corrected",
    ]
    assert layer(here, "one", "huda") == [(5, 15, "actor"), (37, 47, "location")]


def test_what_falls_away_is_shown(here: Path, run: Run) -> None:
    put_text(here, FIRST.replace(FIRST[5:16], ""))
    result = run("import", "new.jsonl", "--update").stdout.splitlines()
    assert result[1:3] == [
        "  huda: 0 spans stay, 1 moves, 1 falls away",
        f"    actor 5–15 “{FIRST[5:15]}” falls away",
    ]


def test_of_a_long_span_what_differs_is_shown(here: Path, run: Run) -> None:
    text = "كلمة " * 20 + "قديمة" + " كلمة" * 20
    put(here, ours(text, [(0, len(text), "PER")], id="long"))
    run("import", "old.jsonl", "--as", "huda", *MAPS)
    put_text(here, text.replace("قديمة", "جديدة"), "long")
    result = run("import", "new.jsonl", "--update").stdout.splitlines()
    around = "… كلمة كلمة كلمة كلمة {} كلمة كلمة كلمة كلم …"
    assert result[2] == (
        f"    actor 0–{len(text)} “{around.format('قديمة')}” is “{around.format('جديدة')}” now"
    )


def test_undo_takes_ids_and_nothing_else(here: Path, run: Run) -> None:
    assert only_line(run("import", "--undo", "one", status=1).stderr).startswith(
        "The text of one was not corrected"
    )
    assert "PATH is about files, and --undo reads none" in only_line(
        run("import", "old.jsonl", "--undo", "one", status=2).stderr
    )
    assert "--as is about files, and --undo reads none" in only_line(
        run("import", "--undo", "one", "--as", "x", status=2).stderr
    )
    assert "There is no article three" in only_line(run("import", "--undo", "three", status=1).stderr)
    assert only_line(run("import", status=2).stderr).startswith("PATH is missing.")
    assert layer(here, "two", "huda") == []


def test_with_update_all_comes_in_or_nothing(here: Path, run: Run) -> None:
    put_text(here, CORRECTED)
    (here / "bad.jsonl").write_text('{"id": "x"}\n')
    result = run("import", "bad.jsonl", "new.jsonl", "--update", status=1)
    assert "Nothing was stored: with --update, all comes in or nothing." in result.stderr
    assert layer(here, "one", "huda") == [(5, 15, "actor"), (37, 47, "location")]


def test_the_old_folder_again_is_told(here: Path, run: Run) -> None:
    put_text(here, CORRECTED)
    run("import", "new.jsonl", "--update")
    result = run("import", "old.jsonl", "--as", "huda", *MAPS)
    assert result.stdout.splitlines() == [
        "0 articles added, 1 skipped (already there), 0 refused",
        "1 record skipped, whose text is one that an article had here before it was corrected",
        "2 spans in the files not read",
    ]
    assert layer(here, "one", "huda") == [(9, 19, "actor"), (41, 51, "location")]


def test_labels_that_differ_within_the_files_are_told_with_the_records(here: Path, run: Run) -> None:
    text = "نص جديد في حلب."
    put(here, ours(text, [(0, 2, "PER")], id="x"), ours(text, [(0, 2, "LOC")], id="x"))
    result = run("import", "old.jsonl", "--as", "huda", *MAPS, status=1)
    assert result.stderr.splitlines() == [
        "Ranges that the files themselves have under several labels, in records with the same text:",
        "  x, huda, 0–2 “نص”: actor and location in old.jsonl, line 1 and old.jsonl, line 2",
        "Say what to do: --same-text keep (the label that is read first stays), add (all of them come in) or replace (the one that is read last stays); or mend the files.",
        "Nothing was stored: where there are spans, all comes in or nothing.",
    ]


def test_equal_texts_with_other_spans_are_told(here: Path, run: Run) -> None:
    text = "نص جديد في حلب."
    put(here, ours(text, [(0, 2, "PER")], id="x"), ours(text, [(11, 14, "LOC")], id="x"))
    assert run("import", "old.jsonl", "--as", "huda", *MAPS).stdout.splitlines() == [
        "1 article added, 1 skipped (already there), 0 refused",
        "2 spans added to 1 layer",
        "1 record with a text that an earlier record of this import has, and other spans; its spans went into the same layers",
    ]


def test_any_text_from_before_comes_back(here: Path, run: Run) -> None:
    for text in (CORRECTED, "خبر آخر."):
        put_text(here, text)
        run("import", "new.jsonl", "--update")
    assert layer(here, "one", "huda") == []
    put_text(here, FIRST)
    result = run("import", "new.jsonl", "--update").stdout.splitlines()
    assert result[1:] == [
        "  huda: 0 spans stay, 0 move, 0 fall away, 2 come back",
        "1 text corrected",
        "0 articles added, 0 skipped (already there), 0 refused",
    ]
    assert layer(here, "one", "huda") == [(5, 15, "actor"), (37, 47, "location")]
