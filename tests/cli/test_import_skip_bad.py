"""`import --skip-bad`: bad records are told and counted, and the rest comes in, with spans too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal
from tests.cli.conftest import FIRST, SECOND, only_line
from tests.cli.test_import_spans import count, layer, ours, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

GOOD = ours(FIRST, [(5, 15, "actor")], id="one")
OTHER = ours(SECOND, [(0, 4, "claim")], id="two")
OUTSIDE = ours("نفى.", [(0, 40, "claim")], id="bad")
NOTHING = "Nothing was stored: where there are spans, all comes in or nothing."


@pytest.fixture(autouse=True)
def empty(run: Run) -> None:
    run("init")


def test_bad_records_are_told_and_the_rest_comes_in(here: Path, run: Run) -> None:
    put(here, GOOD, '{"text": ""}', OUTSIDE, "{", OTHER)
    stopped = run("import", "old.jsonl", "--as", "huda", status=1)
    assert stopped.stderr.splitlines()[-2:] == [
        "To leave out what is refused and take the rest, say --skip-bad.",
        NOTHING,
    ]
    assert count(here) == 0
    result = run("import", "old.jsonl", "--as", "huda", "--skip-bad")
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"old.jsonl, line {number}" for number in (2, 3, 4)
    ]
    assert result.stdout.splitlines() == [
        "2 articles added, 0 skipped (already there), 3 left out (--skip-bad)",
        "2 spans added to 2 layers",
    ]
    assert layer(here, "one", "huda") == [(5, 15, "actor")]
    assert layer(here, "two", "huda") == [(0, 4, "claim")]
    run("check")
    again = run("import", "old.jsonl", "--as", "huda", "--skip-bad")
    assert (
        again.stdout.splitlines()[0] == "0 articles added, 2 skipped (already there), 3 left out (--skip-bad)"
    )


def test_a_trial_tells_the_same_and_stores_nothing(here: Path, run: Run) -> None:
    put(here, GOOD, "{")
    result = run("import", "old.jsonl", "--as", "huda", "--skip-bad", "--dry-run")
    assert result.stdout.startswith("1 article added, 0 skipped (already there), 1 left out (--skip-bad)\n")
    assert count(here) == 0


def test_bad_rows_of_a_table_with_spans(here: Path, run: Run) -> None:
    rows = ["a,وصل الوفد.,4,9,actor", "a,,0,99,claim", "a,,0,3,claim", "b,نفى ذلك.,0,3,claim,more"]
    (here / "t.csv").write_text("\n".join(["id,text,start,end,label", *rows]), encoding="utf-8")
    result = run("import", "t.csv", "--as", "huda", "--skip-bad")
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        "t.csv, line 3",
        "t.csv, line 5",
    ]
    assert layer(here, "a", "huda") == [(0, 3, "claim"), (4, 9, "actor")]


@pytest.mark.parametrize("spans", [True, False])
def test_the_first_twenty_are_told(here: Path, run: Run, spans: bool) -> None:
    put(here, GOOD if spans else '{"text": "خبر"}', *(f'{{"text": ""}} {number}' for number in range(30)))
    result = run("import", "old.jsonl", "--as", "huda", "--skip-bad")
    told = result.stderr.splitlines()
    assert len(told) == 21
    assert told[-1] == "and 10 more records are refused."
    assert result.stdout.startswith("1 article added, 0 skipped (already there), 30 left out (--skip-bad)\n")


def test_where_all_is_bad_the_exit_status_says_it(here: Path, run: Run) -> None:
    put(here, "{", OUTSIDE)
    result = run("import", "old.jsonl", "--as", "huda", "--skip-bad", status=1)
    assert result.stdout == "0 articles added, 0 skipped (already there), 2 left out (--skip-bad)\n"


def test_labels_that_are_not_known_are_no_bad_records(here: Path, run: Run) -> None:
    put(here, GOOD, "{", ours(SECOND, [(0, 4, "PER")]))
    result = run("import", "old.jsonl", "--as", "huda", "--skip-bad", status=1)
    assert result.stderr.splitlines()[-2:] == ["  --map PER=LABEL", NOTHING]
    assert count(here) == 0


def test_the_rest_of_a_file_is_no_bad_record(here: Path, run: Run) -> None:
    table = 'id,text,start,end,label\na,وصل الوفد.,4,9,actor\nb,"نفى" ذلك,0,3,claim\nc,عاد الوفد.,4,9,actor\n'
    (here / "t.csv").write_text(table, encoding="utf-8")
    result = run("import", "t.csv", "--as", "huda", "--skip-bad", status=1)
    first, *rest = result.stderr.splitlines()
    assert first.startswith("t.csv, line 3: a quote is open or out of place")
    assert rest == [
        NOTHING,
        "--skip-bad leaves out single records, not the rest of a file: mend the line that is told.",
    ]
    assert count(here) == 0


@pytest.mark.parametrize("name", ["none.jsonl", "photo.pdf"])
def test_a_path_that_can_not_be_read_is_no_bad_record(here: Path, run: Run, name: str) -> None:
    put(here, GOOD)
    (here / "photo.pdf").write_bytes(b"%PDF-1.7\xff")
    line = only_line(run("import", "old.jsonl", name, "--as", "huda", "--skip-bad", status=1).stderr)
    assert line.startswith(f"{name}: ")
    assert line.endswith("(--skip-bad leaves out bad records, not what is named here)")
    assert count(here) == 0


def test_a_file_in_a_folder_that_can_not_be_read_is_left_out(here: Path, run: Run) -> None:
    (here / "news").mkdir()
    (here / "news" / "a.jsonl").write_text(GOOD)
    (here / "news" / "b.txt").write_bytes(b"%PDF-1.7\xff")
    result = run("import", "news", "--as", "huda", "--skip-bad")
    assert only_line(result.stderr).startswith("news/b.txt: is a PDF")
    assert layer(here, "one", "huda") == [(5, 15, "actor")]


def test_readers_refuse_the_rest_of_a_file_as_such(here: Path) -> None:
    (here / "a.json").write_text('[{"data": {"text": "خبر"}, "annotations": []}, 4]')
    (here / "b.txt").write_text("")
    refusals = [
        one for one in read_found(find([here / "a.json", here / "b.txt"])) if isinstance(one, Refusal)
    ]
    assert [one.rest for one in refusals] == [True, False]


DOCUMENT = json.dumps(
    {
        "docs": [{"id": "one", "text": FIRST, "spans": [{"start": 5, "end": 15, "label": "actor"}]}],
        "note": "نهاية",
    },
    ensure_ascii=False,
)


@pytest.mark.parametrize(
    "data",
    [
        DOCUMENT[:-4].encode(),  # cut in a string
        DOCUMENT[:-9].encode(),  # in the name of a field
        DOCUMENT[:-1].encode(),
        f'[{DOCUMENT}, "'.encode(),
        DOCUMENT[:-5].encode("utf-16-le") + b"\x00\xd8\x00\xd8" + DOCUMENT[-5:].encode("utf-16-le"),
    ],
    ids=["string", "name", "end", "list", "bytes"],
)
def test_a_json_document_that_can_not_be_read_to_its_end(here: Path, run: Run, data: bytes) -> None:
    (here / "a.json").write_bytes(data)
    encoding = ["--encoding", "utf-16-le"] if b"\0" in data else []
    options = ["--as", "huda", "--format", "json", "--skip-bad", *encoding]
    assert "not the rest of a file" in run("import", "a.json", *options, status=1).stderr
    assert count(here) == 0


def test_notes_are_told_once(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.formats.txt import Txt

    def read(_self: Txt, path: Path, _how: object) -> Iterator[Incoming]:
        for number in range(3):
            yield Incoming(text=f"{path.stem} {number}", path=path, notes=("b is read as a.",))

    monkeypatch.setattr(Txt, "read", read)
    (here / "x.txt").write_text("x")
    assert run("import", "x.txt").stdout.splitlines() == [
        "3 articles added, 0 skipped (already there), 0 refused",
        "b is read as a.",
    ]
